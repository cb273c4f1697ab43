//! What PowerShell operators and properties give.

use super::effects::Effects;
use super::output::Output;
use crate::few::Few;
use crate::script::{EffectKind, Span, Text, Value};
use crate::unknown::{UNASSIGNED, VARIABLE, has_mark, is_opaque};

/// Longest text that is computed.
const MAX_TEXT: usize = 1 << 16;
/// Longest list; one of its paths per item is an effect.
const MAX_ITEMS: usize = 1024;

/// A class in small letters, without brackets and without `System.`.
pub(super) fn class(name: &str) -> String {
    let name = name.split(',').next().unwrap_or_default();
    let lower = name.trim_matches(['[', ']', ' ']).to_ascii_lowercase();
    let short = lower.strip_prefix("system.").unwrap_or(&lower);
    // `using namespace System.IO` is written for these.
    match short {
        "path" | "file" | "directory" | "fileinfo" | "directoryinfo" | "streamreader"
        | "streamwriter" => format!("io.{short}"),
        short => short.to_owned(),
    }
}

/// `left operator right`.
pub(super) fn combine(left: Output, operator: &str, right: Output) -> Output {
    match operator {
        "," => {
            let mut values = left.into_values();
            values.extend(right.into_values());
            if values.len() > MAX_ITEMS {
                Output::Unknown
            } else {
                Output::Words(values)
            }
        }
        "+" => match (left, right) {
            (Output::Remote(url), _) | (_, Output::Remote(url)) => Output::Remote(url),
            (Output::Table(mut left), Output::Table(right)) => {
                left.extend(right);
                Output::Table(left)
            }
            (Output::Words(mut list), right) if list.len() > 1 => {
                list.extend(right.values());
                Output::Words(list)
            }
            (left, right) => match (left.piece(), right.piece()) {
                (left, right) if left == UNASSIGNED && right == UNASSIGNED => {
                    Output::Words(Few::one(Value::Unknown))
                }
                (left, right) => bounded(format!("{left}{right}")),
            },
        },
        "-join" => match right.text() {
            Some(between) => {
                texts(&left).map_or(Output::Unknown, |texts| bounded(texts.join(&between)))
            }
            None => Output::Unknown,
        },
        "-f" => match left.text() {
            Some(template) => format(&template, &right.values()),
            None => Output::Unknown,
        },
        "-replace" => match (left.text(), texts(&right).as_deref()) {
            (Some(text), Some([from, to]))
                if from.chars().all(char::is_alphanumeric)
                    && !from.is_empty()
                    && to.len() <= 64 =>
            {
                bounded(text.replace(from.as_str(), to))
            }
            (Some(text), Some([from]))
                if from.chars().all(char::is_alphanumeric) && !from.is_empty() =>
            {
                bounded(text.replace(from.as_str(), ""))
            }
            _ => Output::Unknown,
        },
        _ => Output::Unknown,
    }
}

pub(super) fn bounded(text: String) -> Output {
    if text.len() > MAX_TEXT {
        Output::Unknown
    } else {
        Output::Words(Few::one(Value::Text(text.into())))
    }
}

pub(super) fn texts(output: &Output) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::Text(text) if !has_mark(text) => Some(text.to_string()),
        _ => None,
    };
    match output {
        Output::Words(values) => values.iter().map(one).collect(),
        _ => None,
    }
}

/// `'{0}{1}' -f 'a', 'b'`; two brackets are one.
fn format(template: &str, values: &[Value]) -> Output {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let doubled = ["{{", "}}"]
            .iter()
            .find_map(|two| Some((two, after.strip_prefix(two)?)));
        if let Some((two, tail)) = doubled {
            out.extend(two.chars().next());
            rest = tail;
            continue;
        }
        let Some((field, tail)) = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'))
        else {
            return Output::Unknown;
        };
        // What is formatted by more than its place is not computed.
        let plain = field.parse::<usize>().ok().map(|at| values.get(at));
        match plain {
            Some(Some(value)) => out.push_str(&Output::Words(Few::one(value.clone())).piece()),
            Some(None) => return Output::Unknown,
            None => out.push(VARIABLE),
        }
        if out.len() > MAX_TEXT {
            return Output::Unknown;
        }
        rest = tail;
    }
    out.push_str(rest);
    bounded(out)
}

/// Where PowerShell keeps what was typed.
const HISTORY: &str =
    r"~\AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\ConsoleHost_history.txt";

/// Classes whose properties are the names of choices.
const CHOICES: [&str; 4] = [
    "environmentvariabletarget",
    "environment+specialfolder",
    "io.searchoption",
    "security.cryptography.dataprotectionscope",
];

/// A property that is read without a call.
pub(super) fn property(value: Output, member: Option<&str>) -> Output {
    match (value, member) {
        (value, None) => value,
        (remote @ Output::Remote(_), Some(_)) => remote,
        (files @ Output::Files(_), Some("fullname" | "path" | "name" | "pspath" | "target")) => {
            files
        }
        (Output::Object { class, .. }, Some(member)) if CHOICES.contains(&class.as_str()) => {
            Output::of_text(member)
        }
        (Output::Object { class, .. }, Some("systemdirectory")) if class == "environment" => {
            Output::of_text(r"C:\Windows\System32")
        }
        (Output::Object { class, .. }, Some("historysavepath")) if class == "psreadlineoption" => {
            Output::of_text(HISTORY)
        }
        (Output::Object { class, from }, Some(member)) => Output::Object {
            class: format!("{class}.{}", member.to_ascii_lowercase()),
            from,
        },
        (Output::Table(entries), Some(member)) => entries
            .into_iter()
            .find(|(key, _)| key == member)
            .map(|(_, value)| value)
            .unwrap_or_default(),
        (Output::Words(values), Some("fullname" | "path")) => Output::Words(values),
        _ => Output::Unknown,
    }
}

/// Bytes as UTF-16, low byte first.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| {
        pair.iter()
            .rev()
            .fold(0u16, |unit, byte| (unit << 8) | u16::from(*byte))
    });
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Runs what a text in PowerShell says, or tells why it cannot be read.
pub(super) fn evaluate(
    effects: &mut Effects<'_>,
    output: &Output,
    layer: &str,
    invocation: Option<usize>,
    span: Span,
) {
    match output {
        Output::Remote(url) => effects.effect(
            EffectKind::RemoteCode {
                url: url.as_deref().map(Text::from),
            },
            invocation,
            span,
        ),
        Output::Object { .. } | Output::Data | Output::Files(_) | Output::Table(_) => {
            effects.opaque("the text is computed", invocation, span)
        }
        other => {
            let text = other.piece();
            if is_opaque(&text) {
                return effects.opaque("the text is not known", invocation, span);
            }
            effects.within(layer, span, |effects| {
                super::powershell::read(effects, &text, 0);
            });
        }
    }
}
