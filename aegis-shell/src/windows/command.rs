//! What a command of PowerShell does: cmdlets by their table, programs by the reader of the other shells.

use super::call::Call;
use super::cmdlets;
use super::effects::{Effects, word};
use super::output::{Argument, Output};
use crate::script::{EffectKind, Span, Word};

/// Runs a command with what the pipe before it gives.
pub(super) fn run(
    effects: &mut Effects<'_>,
    program: &Output,
    arguments: &[Argument],
    input: Option<Output>,
    span: Span,
) -> Output {
    if let Output::Remote(url) = program {
        effects.effect(EffectKind::RemoteCode { url: url.clone() }, None, span);
        return Output::Unknown;
    }
    let Some(name) = program.text() else {
        let words: Vec<Word> = arguments.iter().map(Argument::word).collect();
        effects.invocation(None, Vec::new(), words.clone(), &words, span);
        return Output::Unknown;
    };
    let name = effects
        .aliases
        .get(&name.to_lowercase())
        .cloned()
        .unwrap_or(name);
    let bare = name.rsplit(['\\', '/']).next().unwrap_or(&name);
    let cmdlet = cmdlets::find(if bare.contains('-') { bare } else { &name })
        .filter(|_| !is_native(&name, arguments));
    if let Some(cmdlet) = cmdlet {
        return Call::bind(effects, cmdlet, arguments, span).run(effects, input);
    }
    let words: Vec<Word> = std::iter::once(word(name.clone(), span))
        .chain(arguments.iter().map(Argument::word))
        .collect();
    super::programs::run_with_input(effects, &words, input, span);
    Output::Unknown
}

/// `curl` and `wget` are aliases in some versions and programs in others: their options tell.
fn is_native(name: &str, arguments: &[Argument]) -> bool {
    let options = arguments
        .iter()
        .filter_map(|argument| argument.bare.as_deref())
        .filter(|bare| bare.starts_with('-'));
    matches!(name, "curl" | "wget")
        && options.clone().any(|option| {
            option.starts_with("--")
                || option.len() < 4
                || option.chars().nth(1).is_some_and(|c| c.is_lowercase())
        })
}
