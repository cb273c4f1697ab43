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

/// The shell of Windows that a text is for, where its first word is no program of another system's.
pub(crate) fn spoken(text: &str) -> Option<Dialect> {
    let text = text.trim_start();
    let mut words = text.split_ascii_whitespace();
    let first = words.next()?;
    let second = words.next().unwrap_or_default();
    let is_switch = || {
        let letter = second.strip_prefix('/').unwrap_or_default();
        letter.len() == 1 || letter.starts_with("s/") || letter.starts_with("q/")
    };
    let is_drive = || second.len() == 2 && second.ends_with(':');
    let starts_upper = |part: &str| part.starts_with(|letter: char| letter.is_ascii_uppercase());
    match first {
        "del" | "erase" | "rd" | "rmdir" | "deltree" | "for" if is_switch() => Some(Dialect::Cmd),
        "rd/s/q" | "rd/s" | "del/s" => Some(Dialect::Cmd),
        "format" if is_drive() => Some(Dialect::Cmd),
        "del" | "erase" | "rd" | "ri" | "gci" | "iwr" | "irm" | "iex" => Some(Dialect::PowerShell),
        _ if first.starts_with("[System.") || first.starts_with("[IO.") => {
            Some(Dialect::PowerShell)
        }
        _ => {
            let (verb, noun) = first.split_once('-')?;
            let is_cmdlet =
                starts_upper(verb) && starts_upper(noun) && command::is_cmdlet_name(first);
            is_cmdlet.then_some(Dialect::PowerShell)
        }
    }
}

#[cfg(test)]
mod tests;
