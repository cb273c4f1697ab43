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

pub(super) fn run_with_input(
    effects: &mut Effects<'_>,
    words: &[Word],
    input: Option<Output>,
    span: Span,
) {
    let name = words
        .first()
        .and_then(known)
        .map(|name| program_name(&name).to_ascii_lowercase())
        .unwrap_or_default();
    let reads_code = matches!(
        name.as_str(),
        "powershell"
            | "pwsh"
            | "cmd"
            | "bash"
            | "sh"
            | "zsh"
            | "python"
            | "python3"
            | "node"
            | "perl"
            | "ruby"
            | "wsl"
    );
    run_words(effects, words, span);
    match input {
        Some(Output::Remote(url)) if reads_code => effects.effect(
            EffectKind::RemoteCode {
                url: url.map(Text::from),
            },
            None,
            span,
        ),
        Some(Output::Words(values)) if matches!(name.as_str(), "powershell" | "pwsh") => {
            evaluate(effects, &Output::Words(values), "powershell", None, span);
        }
        Some(Output::Words(values)) if name == "cmd" => {
            if let [Value::Text(text)] = values.as_slice() {
                effects.within("cmd", span, |effects| super::cmd::read(effects, text, 0));
            }
        }
        _ => {}
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
    match program_name(&name).to_ascii_lowercase().as_str() {
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
        "rundll32" | "mshta" | "regsvr32" => {
            let invocation = effects.invocation(
                Some(&program_name(&name).to_ascii_lowercase()),
                Vec::new(),
                rest.to_vec(),
                rest,
                span,
            );
            let url = rest.iter().filter_map(known).find_map(|text| {
                text.find("http")
                    .and_then(|at| text.get(at..).map(str::to_owned))
            });
            if url.is_some() {
                effects.effect(
                    EffectKind::RemoteCode {
                        url: url.map(Text::from),
                    },
                    invocation,
                    span,
                );
            }
        }
        "certutil"
            if rest
                .iter()
                .filter_map(known)
                .any(|word| word.to_ascii_lowercase().ends_with("urlcache")) =>
        {
            fetch_by_certutil(effects, rest, span);
        }
        _ => {
            let lower = name.to_ascii_lowercase();
            effects.foreign(words, span);
            if [".ps1", ".bat", ".cmd"]
                .iter()
                .any(|extension| lower.ends_with(extension))
            {
                for path in effects.paths(program) {
                    effects.run_file(path.absolute, &program_name(&name), span);
                }
            }
        }
    }
}

/// `certutil -urlcache -f URL FILE`.
fn fetch_by_certutil(effects: &mut Effects<'_>, rest: &[Word], span: Span) {
    let invocation = effects.invocation(Some("certutil"), Vec::new(), rest.to_vec(), rest, span);
    let operands: Vec<&Word> = rest
        .iter()
        .filter(|word| known(word).is_some_and(|text| !text.starts_with(['-', '/'])))
        .collect();
    effects.network(
        operands.first().copied(),
        Some("GET"),
        false,
        invocation,
        span,
    );
    if let Some(file) = operands.get(1) {
        effects.write_file(file, invocation);
    }
}

fn argument(word: &Word) -> Argument {
    Argument {
        output: Output::Words(word.values.clone()),
        bare: known(word).filter(|_| !word.quoted),
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
        for path in effects.paths(path) {
            effects.run_file(path.absolute, &layer, span);
        }
        return;
    }
    let texts: Option<Vec<String>> = words.iter().map(known).collect();
    let text = texts.map(|texts| texts.join(" "));
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
        // A script block stands in place of the text and was read where it stands.
        None if words
            .iter()
            .all(|word| word.values.as_slice() == [Value::Unknown] && !word.quoted) => {}
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

/// `cmd /c …`: everything after the switch is the text.
pub(super) fn run_cmd(effects: &mut Effects<'_>, words: &[Word], span: Span) {
    let switch = |word: &Word| {
        known(word).is_some_and(|text| {
            matches!(text.to_ascii_lowercase().get(..2), Some("/c" | "/k" | "/r"))
        })
    };
    let at = words.iter().position(switch);
    let invocation = effects.invocation(Some("cmd"), Vec::new(), words.to_vec(), words, span);
    let Some(at) = at else { return };
    let attached = words
        .get(at)
        .and_then(known)
        .and_then(|text| text.get(2..).map(str::to_owned))
        .unwrap_or_default();
    let rest = words.get(at + 1..).unwrap_or_default();
    let Some(texts) = rest
        .iter()
        .map(|word| known(word).map(|text| requoted(word, text, rest.len() > 1)))
        .collect::<Option<Vec<_>>>()
    else {
        return effects.opaque("the text is not known", invocation, span);
    };
    let text = std::iter::once(attached)
        .chain(texts)
        .collect::<Vec<_>>()
        .join(" ");
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
