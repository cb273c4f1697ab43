//! Reads the shells of Windows: PowerShell and cmd.exe.

mod builtins;
mod call;
mod cmd;
mod cmdlets;
mod command;
mod effects;
mod expression;
mod operand;
mod output;
mod path;
mod powershell;
mod programs;
mod tokens;

use crate::context::{Context, Dialect};
use crate::script::{EffectKind, Script, Span};

/// Longest text that is read.
const MAX_TEXT: usize = 1 << 20;

/// Reads a command line in the context's dialect; what is not cmd.exe counts as PowerShell. Total.
pub(crate) fn read(text: &str, context: &Context) -> Script {
    let mut effects = effects::Effects::new(context);
    if text.len() > MAX_TEXT {
        effects.effect(
            EffectKind::OverBudget {
                bound: "text length".into(),
            },
            None,
            Span {
                start: 0,
                end: text.len(),
            },
        );
        return effects.script;
    }
    match context.dialect {
        Dialect::Cmd => cmd::read(&mut effects, text, 0),
        Dialect::PowerShell | Dialect::Posix => {
            powershell::read(&mut effects, text, 0);
        }
    }
    effects.script
}

#[cfg(test)]
mod tests;
