//! What PowerShell operators, properties and calls of .NET classes give and do.

use base64::Engine as _;
use compact_str::format_compact;

use super::effects::{Effects, word};
use super::output::Output;
use crate::few::Few;
use crate::script::{EffectKind, Span, Text, Value, Word};

/// Longest text that is computed.
const MAX_TEXT: usize = 1 << 16;
/// Longest list; one of its paths per item is an effect.
const MAX_ITEMS: usize = 1024;

/// A class in small letters, without brackets and without `System.`.
pub(super) fn class(name: &str) -> String {
    let lower = name.trim_matches(['[', ']', ' ']).to_ascii_lowercase();
    lower.strip_prefix("system.").unwrap_or(&lower).to_owned()
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
            (Output::Words(mut list), right) if list.len() > 1 => {
                list.extend(right.values());
                Output::Words(list)
            }
            (left, right) => match (left.text(), right.text()) {
                (Some(left), Some(right)) => bounded(left + &right),
                (Some(left), None) => Output::Words(Few::one(Value::Prefix(left.into()))),
                _ => Output::Words(Few::one(Value::Unknown)),
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

fn bounded(text: String) -> Output {
    if text.len() > MAX_TEXT {
        Output::Unknown
    } else {
        Output::Words(Few::one(Value::Text(text.into())))
    }
}

fn texts(output: &Output) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    match output {
        Output::Words(values) => values.iter().map(one).collect(),
        _ => None,
    }
}

/// `'{0}{1}' -f 'a', 'b'`.
fn format(template: &str, values: &[Value]) -> Output {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((field, tail)) = after.split_once('}') else {
            return Output::Unknown;
        };
        match field.parse::<usize>().ok().and_then(|at| values.get(at)) {
            Some(Value::Text(text)) => out.push_str(text),
            _ => return Output::Unknown,
        }
        if out.len() > MAX_TEXT {
            return Output::Unknown;
        }
        rest = tail;
    }
    out.push_str(rest);
    bounded(out)
}

/// A property that is read without a call.
pub(super) fn property(value: Output, member: Option<&str>) -> Output {
    match (value, member) {
        (value, None) => value,
        (remote @ Output::Remote(_), Some(_)) => remote,
        (files @ Output::Files { .. }, Some("fullname" | "path" | "name")) => files,
        (Output::Object(class), Some(member)) => Output::Object(format!("{class}.{member}")),
        (Output::Words(values), Some("fullname" | "path")) => Output::Words(values),
        _ => Output::Unknown,
    }
}

/// A call of a method: what it does, and what it gives.
pub(super) fn call(
    effects: &mut Effects<'_>,
    receiver: Output,
    method: &str,
    arguments: &Output,
    span: Span,
) -> Output {
    let words: Vec<Word> = match arguments {
        Output::Words(values) => values
            .iter()
            .map(|value| Word {
                values: Few::one(value.clone()),
                quoted: true,
                span,
            })
            .collect(),
        _ => Vec::new(),
    };
    match &receiver {
        Output::Object(class) => {
            if let Some(output) = compute(class, method, arguments) {
                return output;
            }
            class_call(effects, class, method, &words, span)
        }
        Output::Remote(url) => Output::Remote(url.clone()),
        Output::Files {
            paths, recursive, ..
        } if method == "delete" => {
            let target = Word {
                values: paths.clone(),
                quoted: true,
                span,
            };
            effects.delete_file(&target, *recursive, None);
            Output::Unknown
        }
        Output::Words(values) => match (method, receiver.text()) {
            ("replace", Some(text)) => match texts(arguments).as_deref() {
                Some([from, to]) if !from.is_empty() && to.len() <= 64 => {
                    bounded(text.replace(from.as_str(), to))
                }
                _ => Output::Unknown,
            },
            ("tostring" | "trim" | "invoke", _) => Output::Words(values.clone()),
            ("tolower", Some(text)) => bounded(text.to_lowercase()),
            _ => Output::Unknown,
        },
        _ => Output::Unknown,
    }
}

/// Calls that only compute.
fn compute(class: &str, method: &str, arguments: &Output) -> Option<Output> {
    match (class, method) {
        ("convert", "frombase64string") => {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(arguments.text()?.trim())
                .ok()?;
            Some(Output::Words(
                bytes
                    .into_iter()
                    .map(|byte| Value::Text(format_compact!("{byte}")))
                    .collect(),
            ))
        }
        (class, "getstring") if class.starts_with("text.encoding") => {
            let bytes: Vec<u8> = texts(arguments)?
                .iter()
                .map(|byte| byte.parse().ok())
                .collect::<Option<_>>()?;
            let wide = class.ends_with("unicode");
            Some(bounded(if wide {
                utf16(&bytes)
            } else {
                String::from_utf8_lossy(&bytes).into_owned()
            }))
        }
        ("io.path", "combine") => Some(bounded(texts(arguments)?.join("\\"))),
        ("string", "join") => {
            let parts = texts(arguments)?;
            let (between, parts) = parts.split_first()?;
            Some(bounded(parts.join(between)))
        }
        ("string", "concat") => Some(bounded(texts(arguments)?.concat())),
        ("scriptblock", "create") => Some(arguments.clone()),
        ("environment", "getfolderpath") => Some(Output::Words(Few::one(Value::Text("~".into())))),
        _ => None,
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

fn class_call(
    effects: &mut Effects<'_>,
    class: &str,
    method: &str,
    words: &[Word],
    span: Span,
) -> Output {
    let unknown = word("", span);
    let first = words.first().unwrap_or(&unknown);
    let second = words.get(1).unwrap_or(&unknown);
    let truth = |word: &Word| word.values.as_slice() == [Value::Text("$true".into())];
    match (class, method) {
        ("io.file" | "io.fileinfo", "delete") => effects.delete_file(first, false, None),
        ("io.directory" | "io.directoryinfo", "delete") => {
            effects.delete_file(first, truth(second), None)
        }
        ("io.file", "copy") => {
            effects.read_file(first, None);
            effects.write_file(second, None);
        }
        ("io.file" | "io.directory", "move") => {
            effects.delete_file(first, true, None);
            effects.write_file(second, None);
        }
        ("io.file", name)
            if name.starts_with("write")
                || name.starts_with("append")
                || name.starts_with("create") =>
        {
            effects.write_file(first, None)
        }
        ("io.file", name) if name.starts_with("read") => {
            effects.read_file(first, None);
            return Output::Data;
        }
        ("diagnostics.process", "start") => {
            let text = words
                .iter()
                .filter_map(super::effects::known)
                .collect::<Vec<_>>()
                .join(" ");
            let words = super::powershell::split_words(&text, span);
            super::programs::run_words(effects, &words, span);
        }
        ("net.webclient" | "net.http.httpclient", name) => {
            return web_client(effects, name, first, second, span);
        }
        ("net.sockets.tcpclient", "new" | "connect") => {
            effects.network(Some(first), None, true, None, span)
        }
        ("io.directoryinfo" | "io.fileinfo", "new") => return Output::Words(first.values.clone()),
        _ => {}
    }
    Output::Unknown
}

fn web_client(
    effects: &mut Effects<'_>,
    method: &str,
    url: &Word,
    target: &Word,
    span: Span,
) -> Output {
    if method == "new" {
        return Output::Object("net.webclient".to_owned());
    }
    let sends =
        method.starts_with("upload") || method.starts_with("post") || method.starts_with("put");
    let gets = method.starts_with("download")
        || method.starts_with("get")
        || method.starts_with("openread");
    if sends || gets {
        effects.network(
            Some(url),
            Some(if sends { "POST" } else { "GET" }),
            sends,
            None,
            span,
        );
    }
    if method.starts_with("downloadfile") {
        effects.write_file(target, None);
    }
    if method.starts_with("uploadfile") {
        effects.read_file(target, None);
    }
    if gets {
        Output::Remote(super::effects::known(url))
    } else {
        Output::Unknown
    }
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
        Output::Object(_) | Output::Data | Output::Files { .. } => {
            effects.opaque("the text is computed", invocation, span)
        }
        other => match other.text() {
            Some(text) => effects.within(layer, span, |effects| {
                super::powershell::read(effects, &text, 0);
            }),
            None => effects.opaque("the text is not known", invocation, span),
        },
    }
}
