//! Readings as one line of text, for the tests of the tables.

use std::borrow::Borrow;

use super::{Call, interpret, known};
use crate::reading::{Act, ActKind, Payload, PayloadKind, Place};
use crate::script::{Span, Value, Word};

/// Words of a test: separated by blanks, `'…'` keeps blanks, `<?>` is unknown, `x<?>` begins with `x`, `a|b` in `<a|b>`
/// are two values, and an unquoted `*` makes a pattern.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let mut word = String::new();
        let (mut quoted, mut inside) = (false, false);
        let mut end = rest.len();
        for (at, letter) in rest.char_indices() {
            match letter {
                '\'' => (quoted, inside) = (true, !inside),
                ' ' if !inside => {
                    end = at;
                    break;
                }
                _ => word.push(letter),
            }
        }
        words.push(word_of(&word, quoted));
        rest = rest.split_at(end).1.trim_start();
    }
    words
}

fn word_of(text: &str, quoted: bool) -> Word {
    let value = |text: &str| match text {
        "?" => Value::Unknown,
        _ => Value::Text(text.into()),
    };
    let values = match text.strip_suffix("<?>") {
        Some("") => vec![Value::Unknown],
        Some(prefix) => vec![Value::Prefix(prefix.into())],
        None => match text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'))
        {
            Some(all) => all.split('|').map(value).collect(),
            None if text.contains('*') && !quoted => vec![Value::Glob(text.into())],
            None => vec![Value::Text(text.into())],
        },
    };
    Word {
        values: values.into(),
        quoted,
        span: Span::default(),
    }
}

fn read(command: &str) -> Call<'static> {
    // The words of a test may stay.
    let words = words(command).leak();
    let program = super::words::text(&words[0]).unwrap();
    let mut call = Call::new(program, &words[1..]);
    interpret(known(program), &mut call);
    call
}

/// What the command does and makes others do.
pub(super) fn effects(command: &str) -> String {
    let reading = read(command);
    let acts = reading.acts.iter().map(act);
    let payloads = reading.payloads.iter().map(payload);
    acts.chain(payloads).collect::<Vec<_>>().join("; ")
}

/// Subcommands, options by their last name with values, and operands.
pub(super) fn shape(command: &str) -> String {
    let reading = read(command);
    let options: Vec<String> = reading
        .line
        .options
        .iter()
        .map(|option| {
            let name = option.names.last();
            option
                .value
                .as_ref()
                .map_or(name.to_string(), |value| format!("{name}={}", show(value)))
        })
        .collect();
    format!(
        "{} | {} | {}",
        reading.subcommands.join(" "),
        options.join(" "),
        line(&reading.line.operands)
    )
}

pub(super) fn show(word: &Word) -> String {
    let values: Vec<String> = word
        .values
        .iter()
        .map(|value| match value {
            Value::Text(text) | Value::Glob(text) => text.to_string(),
            Value::Prefix(text) => format!("{text}<?>"),
            Value::Unknown => "<?>".to_owned(),
        })
        .collect();
    values.join("|")
}

fn line<W: Borrow<Word>>(words: &[W]) -> String {
    let words = words.iter().map(|word| show(word.borrow()));
    words.collect::<Vec<_>>().join(" ")
}

fn act(act: &Act) -> String {
    let text = match &act.kind {
        ActKind::Read(path) => format!("read {}", show(path)),
        ActKind::Write(path) => format!("write {}", show(path)),
        ActKind::Delete {
            path,
            recursive: true,
        } => format!("delete -r {}", show(path)),
        ActKind::Delete {
            path,
            recursive: false,
        } => format!("delete {}", show(path)),
        ActKind::Network {
            target,
            method,
            sends,
        } => {
            let target = target.as_deref().map_or("?".to_owned(), show);
            let method = method
                .as_ref()
                .map_or(String::new(), |method| format!("{method} "));
            format!("{} {method}{target}", if *sends { "send" } else { "get" })
        }
        ActKind::RemoteCode { url } => {
            format!(
                "remote code {}",
                url.as_deref().map_or("?".to_owned(), show)
            )
        }
        ActKind::OpaqueCode { why } => format!("opaque code: {why}"),
        ActKind::Privilege => "privilege".to_owned(),
        ActKind::Sql(statement) => format!("sql {:?}", statement.verb),
        ActKind::SqlFromStdin => "sql stdin".to_owned(),
        ActKind::SqlFromFile(path) => format!("sql {}", show(path)),
    };
    let base = act
        .base
        .as_ref()
        .map_or(String::new(), |base| format!(" in {}", show(base)));
    format!("{text}{base}{}", if act.possible { "?" } else { "" })
}

fn payload(payload: &Payload) -> String {
    let text = match &payload.kind {
        PayloadKind::Argv { words, .. } => line(words),
        PayloadKind::Code {
            language,
            text,
            args,
        } => format!("{language:?} `{}` {}", show(text), line(args)),
        PayloadKind::Stdin { language, args } => format!("{language:?} stdin {}", line(args)),
        PayloadKind::File {
            language,
            path,
            args,
        } => format!("{language:?} file {} {}", show(path), line(args)),
        PayloadKind::Xargs {
            words,
            file,
            replace,
            delimiter,
        } => {
            let file = file
                .as_ref()
                .map_or(String::new(), |file| format!(" from {}", show(file)));
            let replace = replace
                .as_ref()
                .map_or(String::new(), |replace| format!(" replacing {replace}"));
            let delimiter =
                delimiter.map_or(String::new(), |delimiter| format!(" by {delimiter:?}"));
            format!("{}{file}{replace}{delimiter}", line(words))
        }
        PayloadKind::Parallel { template, inputs } => {
            let inputs: Vec<String> = inputs.iter().map(|words| line(words)).collect();
            format!("{} ::: {}", line(template), inputs.join(" ::: "))
        }
    };
    let place = match &payload.place {
        Place::Here => String::new(),
        Place::Root(folder) => format!(" (root {})", show(folder)),
        Place::Remote => " (remote)".to_owned(),
        Place::Running => " (running)".to_owned(),
        Place::Container(mounts) => {
            let mounts: Vec<String> = mounts
                .iter()
                .map(|(host, inside)| format!("{}={inside}", show(host)))
                .collect();
            format!(" (container {})", mounts.join(" ")).replace(" )", ")")
        }
    };
    let cwd = payload
        .cwd
        .as_ref()
        .map_or(String::new(), |cwd| format!(" at {}", show(cwd)));
    format!(
        "{}> {}{cwd}{place}{}",
        payload.layer,
        text.trim_end(),
        if payload.possible { "?" } else { "" }
    )
}
