//! Programs that are started from a Windows shell; those that run code are followed.

use base64::Engine as _;

use super::command;
use super::effects::{Effects, known, program_name};
use super::expression::{evaluate, utf16};
use super::output::{Argument, Output};
use super::powershell;
use crate::few::Few;
use crate::option::OptionUse;
use crate::script::{EffectKind, Span, Text, Value, Word};
use crate::unknown::{IDENTITY, is_opaque, mark_text};
use crate::walk::outputs::sets_environment;

/// Programs that run code which they read from their input.
const INTERPRETERS: [&str; 14] = [
    "powershell",
    "pwsh",
    "cmd",
    "bash",
    "sh",
    "zsh",
    "python",
    "python3",
    "py",
    "node",
    "perl",
    "ruby",
    "php",
    "wsl",
];
/// Programs that run code from a file that they are given.
const LAUNCHERS: [&str; 8] = [
    "cscript", "wscript", "mshta", "rundll32", "regsvr32", "msiexec", "explorer", "java",
];

pub(super) fn run_with_input(
    effects: &mut Effects<'_>,
    words: &[Word],
    input: Option<Output>,
    span: Span,
) -> Output {
    let name = words
        .first()
        .and_then(known)
        .map(|name| program_name(&name).to_ascii_lowercase())
        .unwrap_or_default();
    run_words(effects, words, span);
    match input {
        Some(Output::Remote(url)) if INTERPRETERS.contains(&name.as_str()) => effects.effect(
            EffectKind::RemoteCode {
                url: url.map(Text::from),
            },
            None,
            span,
        ),
        Some(Output::Words(values)) if matches!(name.as_str(), "powershell" | "pwsh") => {
            evaluate(effects, &Output::Words(values), "powershell", None, span);
        }
        Some(input @ Output::Words(_)) if name == "cmd" => {
            if let Some(text) = input.text() {
                effects.within("cmd", span, |effects| super::cmd::read(effects, &text, 0));
            }
        }
        _ => {}
    }
    match name.as_str() {
        "curl" | "wget" => {
            let mut texts = words.iter().filter_map(known);
            Output::Remote(texts.find(|text| text.starts_with("http")))
        }
        _ if sets_environment(&readable(words.iter())) => Output::of_text(""),
        "hostname" | "whoami" => Output::of_text(mark_text(IDENTITY)),
        _ => Output::Unknown,
    }
}

/// Runs a command line that stands in one text.
pub(super) fn run_line(effects: &mut Effects<'_>, text: &str, span: Span) {
    let words = powershell::split_words(text, span);
    effects.within("command line", span, |effects| {
        run_words(effects, &words, span);
    });
}

/// Tells where the code comes from, if the program or the file that it runs was fetched or lies on another machine.
fn note_origin(effects: &mut Effects<'_>, name: &str, words: &[Word], span: Span) {
    let is_launcher = LAUNCHERS.contains(&name);
    let file = |word: &&Word| known(word).is_none_or(|text| !text.starts_with(['-', '/']));
    let files = if is_launcher {
        words.get(1..).unwrap_or_default().iter().take(8).collect()
    } else if INTERPRETERS.contains(&name) && !matches!(name, "cmd" | "powershell") {
        let rest = words.get(1..).unwrap_or_default().iter();
        rest.filter(file).take(1).collect()
    } else {
        Vec::new()
    };
    let found = words
        .iter()
        .take(1)
        .chain(files)
        .find_map(|word| effects.origin_of(word));
    if let Some(url) = found {
        let url = url.map(Text::from);
        effects.effect(EffectKind::RemoteCode { url }, None, span);
    }
}

/// Runs a program with its words, the first of which names it.
pub(super) fn run_words(effects: &mut Effects<'_>, words: &[Word], span: Span) {
    let Some((program, rest)) = words.split_first() else {
        return;
    };
    let Some(name) = known(program) else {
        effects.invocation(None, Vec::new(), rest.to_vec(), rest, span);
        return;
    };
    let lower = program_name(&name).to_ascii_lowercase();
    note_origin(effects, &lower, words, span);
    match lower.as_str() {
        _ if super::builtins::is_program(&lower) || lower == "find" && searches_text(rest) => {
            super::builtins::run(effects, words, None);
        }
        "powershell" | "pwsh" => run_powershell(effects, &program_name(&name), rest, span),
        "cmd" => run_cmd(effects, rest, span),
        "start-process" | "remove-item" => {
            let arguments: Vec<Argument> = rest.iter().map(argument).collect();
            command::run(
                effects,
                &Output::Words(Few::one(Value::Text(name.into()))),
                &arguments,
                None,
                span,
            );
        }
        _ => {
            let lower = name.to_ascii_lowercase();
            effects.foreign(words, span);
            if [".ps1", ".bat", ".cmd"]
                .iter()
                .any(|extension| lower.ends_with(extension))
            {
                for path in effects.paths(program) {
                    effects.run_file(path.path.absolute, &program_name(&name), span);
                }
            }
        }
    }
}

/// `find /i "text" file` is Windows' own, which only reads; the one of other systems has no such switches.
fn searches_text(words: &[Word]) -> bool {
    let mut texts = words.iter().filter_map(known);
    texts
        .next()
        .is_some_and(|first| first.len() == 2 && first.starts_with('/'))
}

fn argument(word: &Word) -> Argument {
    Argument {
        output: Output::Words(word.values.clone()),
        bare: known(word).filter(|_| !word.quoted),
        attached: None,
        quoted: word.quoted,
        span: word.span,
    }
}

/// `powershell -NoProfile -Command …`, `-EncodedCommand …`, `-File …`.
fn run_powershell(effects: &mut Effects<'_>, name: &str, words: &[Word], span: Span) {
    let program = name.to_ascii_lowercase();
    let mut options = Vec::new();
    let mut at = 0;
    let mut payload: Option<(&str, &[Word])> = None;
    while let Some(one) = words.get(at) {
        let text = known(one).unwrap_or_default();
        let Some(option) = text
            .strip_prefix(['-', '/'])
            .map(|option| option.trim_start_matches('-').to_ascii_lowercase())
            .filter(|o| !o.is_empty())
        else {
            let by_default = if program == "pwsh" && text.to_ascii_lowercase().ends_with(".ps1") {
                "-File"
            } else {
                "-Command"
            };
            payload = Some((by_default, words.get(at..).unwrap_or_default()));
            break;
        };
        at += 1;
        let (canonical, takes) = host_option(&option);
        let rest = words.get(at..).unwrap_or_default();
        let value = rest.first().filter(|_| takes).cloned();
        options.push(OptionUse {
            names: names(&text, canonical).into_iter().collect(),
            value,
            span: one.span,
        });
        if matches!(canonical, "-Command" | "-EncodedCommand" | "-File") {
            payload = Some((canonical, rest));
            break;
        }
        at += usize::from(takes);
    }
    let operands = payload.map(|(_, words)| words.to_vec()).unwrap_or_default();
    let invocation = effects.invocation(Some(&program), options, operands, words, span);
    if let Some((kind, words)) = payload {
        run_host_payload(effects, &program, kind, words, invocation, span);
    }
}

/// Canonical name of an option of the PowerShell program, and whether it takes a value.
fn host_option(option: &str) -> (&'static str, bool) {
    const OPTIONS: &[(&str, &str, bool)] = &[
        ("-Command", "c", true),
        ("-CommandWithArgs", "cwa", true),
        ("-EncodedCommand", "ec", true),
        ("-EncodedArguments", "ea", true),
        ("-ExecutionPolicy", "ep", true),
        ("-File", "f", true),
        ("-InputFormat", "inp", true),
        ("-OutputFormat", "o", true),
        ("-WindowStyle", "w", true),
        ("-WorkingDirectory", "wd", true),
        ("-ConfigurationName", "config", true),
        ("-Version", "v", true),
        ("-PSConsoleFile", "psc", true),
        ("-NoProfile", "nop", false),
        ("-NonInteractive", "noni", false),
        ("-NoLogo", "nol", false),
        ("-NoExit", "noe", false),
    ];
    let exact = OPTIONS.iter().find(|(_, short, _)| *short == option);
    let begins = |name: &str| {
        name.get(1..)
            .and_then(|name| name.get(..option.len()))
            .is_some_and(|head| head.eq_ignore_ascii_case(option))
    };
    // `-e` and `-en` mean EncodedCommand, `-ex` ExecutionPolicy: the first that fits.
    let fit = exact.or_else(|| OPTIONS.iter().find(|(name, _, _)| begins(name)));
    fit.map_or(("", false), |(name, _, takes)| (*name, *takes))
}

fn run_host_payload(
    effects: &mut Effects<'_>,
    program: &str,
    kind: &str,
    words: &[Word],
    invocation: Option<usize>,
    span: Span,
) {
    let layer = format!("{program} {kind}");
    if kind == "-File" {
        let Some(path) = words.first() else { return };
        if let Some(url) = effects.origin_of(path) {
            let url = url.map(Text::from);
            effects.effect(EffectKind::RemoteCode { url }, invocation, span);
        }
        for path in effects.paths(path) {
            effects.run_file(path.path.absolute, &layer, span);
        }
        return;
    }
    // A script block stands in place of the text and was read where it stands.
    let is_block = |word: &Word| word.values.as_slice() == [Value::Unknown] && !word.quoted;
    if words.iter().all(is_block) {
        return;
    }
    let text = Some(readable(words.iter())).filter(|text| !is_opaque(text));
    let text = if kind == "-EncodedCommand" {
        text.and_then(|text| decoded(&text))
    } else {
        text
    };
    match text {
        Some(text) if text.trim() == "-" => {}
        Some(text) => effects.within(&layer, span, |effects| {
            powershell::read(effects, &text, 0);
        }),
        None => effects.opaque("the text is not known", invocation, span),
    }
}

fn decoded(text: &str) -> Option<String> {
    let clean = text
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_end_matches('=');
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(clean)
        .ok()?;
    Some(utf16(&bytes))
}

/// Words as one text, with marks for what is not known.
fn readable<'w>(words: impl Iterator<Item = &'w Word>) -> String {
    let text = |word: &Word| Output::Words(word.values.clone()).piece();
    words.map(text).collect::<Vec<_>>().join(" ")
}

/// `cmd /c …`: everything after the switch is the text.
pub(super) fn run_cmd(effects: &mut Effects<'_>, words: &[Word], span: Span) {
    let behind = |word: &Word| {
        known(word).and_then(|text| super::cmd::behind_switch(&text).map(str::to_owned))
    };
    let found = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| Some((at, behind(word)?)));
    let invocation = effects.invocation(Some("cmd"), Vec::new(), words.to_vec(), words, span);
    let Some((at, attached)) = found else { return };
    let rest = words.get(at + 1..).unwrap_or_default();
    let texts = rest.iter().map(|word| {
        let text = readable(std::iter::once(word));
        requoted(word, text, rest.len() > 1)
    });
    let text = std::iter::once(attached)
        .chain(texts)
        .collect::<Vec<_>>()
        .join(" ");
    if is_opaque(&text) {
        return effects.opaque("the text is not known", invocation, span);
    }
    effects.within("cmd /c", span, |effects| {
        super::cmd::read(effects, text.trim(), 0)
    });
}

/// A word with blanks among several was one word, and stays one.
fn requoted(word: &Word, text: String, several: bool) -> String {
    if several && word.quoted && text.contains(' ') && !text.contains(['"', '&', '|']) {
        format!("\"{text}\"")
    } else {
        text
    }
}

fn names(written: &str, canonical: &str) -> Vec<String> {
    let mut names = vec![written.to_owned()];
    if !canonical.is_empty() && canonical != written {
        names.push(canonical.to_owned());
    }
    names
}
