//! Finds, in a text of another language, the literals that reach a place where it acts on the world.
//!
//! No interpreter: a literal counts only as an argument of a listed function, a variable only by the assignment before
//! it. What cannot be known is reported only where a dangerous value would matter.

mod acts;
mod applescript;
mod awk;
mod beam;
mod crontab;
mod ex;
mod expression;
mod haskell;
mod heredoc;
mod insertion;
mod javascript;
mod jvm;
pub(crate) mod lexer;
mod lisp;
mod loops;
mod make;
mod methods;
mod other;
mod perl;
mod php;
mod python;
mod query;
mod quotes;
mod ruby;
mod scan;
mod sed;
mod statements;
mod tcl;
mod value;

use crate::reading::{Language, Sink};

/// Everything that `text` would do, in the order of the text. Total and linear in the text's length.
pub(crate) fn sinks(language: Language, text: &str) -> Vec<Sink> {
    match language {
        Language::Shell | Language::PowerShell | Language::Cmd => {
            vec![Sink::Shell(text.to_owned())]
        }
        Language::Awk => awk::sinks(text),
        Language::Sed => sed::sinks(text),
        Language::Ex => ex::sinks(text),
        Language::AppleScript => applescript::sinks(text),
        Language::Make => make::sinks(text),
        Language::Crontab => crontab::sinks(text),
        Language::Haskell => haskell::sinks(text),
        Language::Lisp => lisp::sinks(text),
        Language::Tcl => tcl::sinks(text),
        Language::Python
        | Language::JavaScript
        | Language::Perl
        | Language::Ruby
        | Language::Php
        | Language::Lua
        | Language::R
        | Language::Julia
        | Language::Elixir
        | Language::Erlang
        | Language::Swift
        | Language::Jvm => scan::sinks(language, text),
    }
}

#[cfg(test)]
fn show(sink: &Sink) -> String {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "?".to_owned());
    match sink {
        Sink::Shell(text) => format!(
            "shell {}",
            text.replace(crate::unknown::VARIABLE, "${unknown}")
        ),
        Sink::UnknownShell => "unknown shell".to_owned(),
        Sink::Argv(words) => format!(
            "argv {}",
            words.iter().map(word).collect::<Vec<_>>().join(" ")
        ),
        Sink::Enter(path) => format!("enter {path}"),
        Sink::Read(path) => format!("read {path}"),
        Sink::Write(path) => format!("write {path}"),
        Sink::Delete { path, recursive } => format!(
            "delete {}{}",
            if *recursive { "-r " } else { "" },
            word(path)
        ),
        Sink::Network { url, method, sends } => {
            let method = method.clone().unwrap_or_else(|| "connect".to_owned());
            format!(
                "{method} {}{}",
                word(url),
                if *sends { " sends" } else { "" }
            )
        }
        Sink::RemoteCode(url) => format!("remote code {}", word(url)),
        Sink::Code(text) => format!("code {text}"),
        Sink::UnknownCode => "unknown code".to_owned(),
        Sink::Sql(text) => format!("sql {text}"),
    }
}

#[cfg(test)]
#[track_caller]
fn check(language: Language, text: &str, expected: &[&str]) {
    let found: Vec<String> = sinks(language, text).iter().map(show).collect();
    assert_eq!(found, expected, "{text}");
}

#[cfg(test)]
#[track_caller]
fn check_ex(text: &str, expected: &[&str]) {
    check(Language::Ex, text, expected);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LANGUAGES: &[Language] = &[
        Language::Python,
        Language::JavaScript,
        Language::Perl,
        Language::Ruby,
        Language::Php,
        Language::Lua,
        Language::R,
        Language::Awk,
        Language::Sed,
        Language::Ex,
        Language::AppleScript,
        Language::Make,
        Language::Julia,
        Language::Elixir,
        Language::Erlang,
        Language::Haskell,
        Language::Swift,
        Language::Tcl,
        Language::Jvm,
        Language::Lisp,
    ];

    proptest! {
        #[test]
        fn total(text in "(?s).{0,150}", language in 0..LANGUAGES.len()) {
            let _ = sinks(LANGUAGES[language], &text);
        }

        #[test]
        fn total_on_fragments(
            parts in prop::collection::vec("os|system|\\(|\\)|'|\"|`|\\{|\\}|\\$\\{|#\\{|f'|<<EOF|\n|EOF|=|\\+|,|\\.|import|from|eval|x|\\[|\\]|%q|qw|s/|//|r\"", 0..40),
            language in 0..LANGUAGES.len(),
        ) {
            let _ = sinks(LANGUAGES[language], &parts.concat());
            let _ = sinks(LANGUAGES[language], &parts.join(" "));
        }
    }
}
