//! Reads the shells of Windows: PowerShell and cmd.exe.

mod builtins;
mod call;
pub(crate) mod cmd;
mod cmdlets;
mod command;
mod effects;
mod expression;
mod files;
mod files_touched;
mod functions;
mod machine;
mod objects;
mod operand;
mod output;
mod path;
mod powershell;
mod programs;
mod quoting;
mod statements;
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
            let is_cmdlet = first.split_once('-').is_some_and(|(verb, noun)| {
                starts_upper(verb) && starts_upper(noun) && command::is_cmdlet_name(first)
            });
            (is_cmdlet || evaluates_a_download(text)).then_some(Dialect::PowerShell)
        }
    }
}

/// How PowerShell runs a text, and how it fetches one.
const EVALUATE: [&str; 3] = ["iex", "invoke-expression", "scriptblock"];
const FETCH: [&str; 9] = [
    "iwr",
    "irm",
    "invoke-webrequest",
    "invoke-restmethod",
    "downloadstring",
    "downloaddata",
    "webclient",
    "curl",
    "wget",
];

/// Whether a text runs, in the words of PowerShell, what it fetches. Of the words in quotes none counts, and a
/// here-document is no text of that shell. `iex` alone is the shell of Elixir.
fn evaluates_a_download(text: &str) -> bool {
    // Most texts end here, long ones mostly at the first of these.
    if text.contains("<<") || !may_evaluate(text.as_bytes()) {
        return false;
    }
    let mut quote = None;
    let bare: String = text
        .chars()
        .map(|letter| match quote {
            Some(open) if open == letter => {
                quote = None;
                ' '
            }
            Some(_) => ' ',
            None if matches!(letter, '\'' | '"') => {
                quote = Some(letter);
                ' '
            }
            None => letter.to_ascii_lowercase(),
        })
        .collect();
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/');
    let says = |names: &[&str]| {
        let mut words = bare.split(|letter| !is_part(letter));
        words.any(|word| names.contains(&word))
    };
    says(&EVALUATE) && says(&FETCH)
}

/// Whether three bytes are those of `iex`, `-Expression` or `[scriptblock]::Create`.
fn evaluates(place: &[u8]) -> bool {
    matches!(
        place,
        [b'i' | b'I' | b'-', b'e' | b'E', b'x' | b'X'] | [b']', b':', b':']
    )
}

/// Whether such bytes stand anywhere. The text may be long, and most bytes are none of these: behind such a one the next
/// place to look at is three further on.
fn may_evaluate(text: &[u8]) -> bool {
    let mut last = 2;
    while let Some(byte) = text.get(last) {
        last += match byte {
            b'x' | b'X' | b':' if text.get(last - 2..=last).is_some_and(evaluates) => return true,
            b':' | b'e' | b'E' => 1,
            b'i' | b'I' | b'-' | b']' => 2,
            _ => 3,
        };
    }
    false
}

#[cfg(test)]
mod tests;
