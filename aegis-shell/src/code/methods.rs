//! Calls and methods that only compute: what they give where their input is literal.

use base64::Engine as _;

use super::lexer::Tape;
use super::value::{Args, HOLE, Value};
use crate::unknown::ORDINARY;

/// Longest text that is computed.
const MAX_TEXT: usize = 1 << 16;

/// Names whose value is the same everywhere.
pub(super) fn constant(path: &str) -> Option<&'static str> {
    match path {
        "os.environ.HOME"
        | "process.env.HOME"
        | "process.env.USERPROFILE"
        | "ENV.HOME"
        | "$ENV.HOME"
        | "$_SERVER.HOME"
        | "$_ENV.HOME" => Some("~"),
        "Dir.home" => Some("~"),
        "Dir.pwd" => Some("."),
        "os.sep" | "path.sep" | "File.SEPARATOR" => Some("/"),
        _ => None,
    }
}

/// What a call of a known function gives.
pub(super) fn evaluate(name: &str, args: &Args) -> Option<Value> {
    let first = args.get(0);
    let text = first.and_then(Value::known);
    match name {
        // It gives the package, whatever module within it is named.
        "__import__" => Some(Value::symbol(text?.split('.').next()?)),
        "importlib.import_module" => Some(Value::symbol(&text?)),
        "import" | "require" => Some(Value::symbol(module(&text?))),
        _ if name.ends_with(".require") => Some(Value::symbol(module(&text?))),
        "getattr" => match (first?, args.get(1).and_then(Value::known)) {
            (Value::Symbol { name, .. }, Some(member)) => {
                Some(Value::symbol(&format!("{name}.{member}")))
            }
            _ => Some(Value::Unknown),
        },
        "base64.b64decode"
        | "base64.urlsafe_b64decode"
        | "base64.standard_b64decode"
        | "atob"
        | "decode_base64"
        | "MIME.Base64.decode_base64"
        | "Base64.decode64"
        | "Base64.strict_decode64"
        | "Base64.urlsafe_decode64"
        | "base64_decode" => Some(decoded(first?, base64_text)),
        "bytes.fromhex" | "bytearray.fromhex" | "binascii.unhexlify" | "hex2bin" => {
            Some(decoded(first?, hex_text))
        }
        "Buffer.from" => {
            let decode = match args.get(1).and_then(Value::known).as_deref() {
                Some("base64" | "base64url") => base64_text,
                Some("hex") => hex_text,
                _ => |text: &str| Some(text.to_owned()),
            };
            Some(decoded(first?, decode))
        }
        "os.path.join" | "path.join" | "path.resolve" | "path.posix.join" | "File.join"
        | "file.path" => Some(join_paths(&args.positional)),
        "os.path.expanduser" | "os.path.abspath" | "os.path.realpath" | "File.expand_path"
        | "path.expand" | "str" | "bytes" | "String" | "list" | "compile" | "escapeshellcmd" => {
            first.cloned()
        }
        "Path.expand" | "Path.join" | "expanduser" | "joinpath" | "normpath" | "abspath" => {
            Some(join_paths(&args.positional))
        }
        "paste0" | "string" => Some(Value::Text(
            args.positional.iter().map(Value::inserted).collect(),
        )),
        // Whatever is in the folder: what is made of it stands for all of that.
        "os.listdir" | "fs.readdirSync" | "Dir.children" => Some(Value::text("*")),
        "shlex.split" | "Shellwords.split" | "Shellwords.shellsplit" => Some(words(&text?)),
        "URI" | "URI.parse" | "URL" | "HTTP.Uri" => first.cloned(),
        // R makes code of a text by it.
        "parse" => Some(args.named("text")?.clone()),
        "chr" | "String.fromCharCode" => characters(&args.positional),
        "glob.glob" | "glob.iglob" | "glob" | "Dir.glob" | "Dir.[]" => first.cloned(),
        _ => folder(name, text.as_deref()),
    }
}

/// The folders that a program can ask for.
fn folder(name: &str, text: Option<&str>) -> Option<Value> {
    match name {
        "os.getenv" | "os.environ.get" | "getenv" | "ENV.fetch" | "Sys.getenv"
            if text == Some("HOME") =>
        {
            Some(Value::text("~"))
        }
        "System.user_home" | "System.user_home!" | "homedir" | "NSHomeDirectory" => {
            Some(Value::text("~"))
        }
        "os.homedir" | "Dir.home" | "Deno.env.get" if text.is_none() || text == Some("HOME") => {
            Some(Value::text("~"))
        }
        "os.getcwd" | "process.cwd" | "Deno.cwd" | "getcwd" | "cwd" | "Dir.getwd" => {
            Some(Value::text("."))
        }
        // A new folder of its own, wherever it may be.
        "tempfile.mkdtemp"
        | "tempfile.mktemp"
        | "tempdir"
        | "tempfile"
        | "fs.mkdtempSync"
        | "Dir.mktmpdir"
        | "Deno.makeTempDirSync" => Some(Value::Text(ORDINARY.to_string())),
        "pathlib.Path.cwd" | "Path.cwd" => Some(Value::Symbol {
            name: "pathlib.Path()".to_owned(),
            arg: Some(Box::new(Value::text("."))),
        }),
        "pathlib.Path.home" | "Path.home" => Some(Value::Symbol {
            name: "pathlib.Path()".to_owned(),
            arg: Some(Box::new(Value::text("~"))),
        }),
        _ => None,
    }
}

fn module(name: &str) -> &str {
    match name.trim_start_matches("node:") {
        "fs/promises" | "fs-extra" | "graceful-fs" => "fs",
        other => other,
    }
}

fn characters(codes: &[Value]) -> Option<Value> {
    let decode = |value: &Value| value.known()?.parse::<u32>().ok().and_then(char::from_u32);
    codes
        .iter()
        .map(decode)
        .collect::<Option<String>>()
        .map(Value::Text)
}

fn decoded(value: &Value, decode: impl Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Remote(url) => Value::Remote(url.clone()),
        other => other
            .known()
            .and_then(|text| decode(&text))
            .map_or(Value::Unknown, Value::Text),
    }
}

fn base64_text(text: &str) -> Option<String> {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '=')
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(clean)
        .ok()?;
    String::from_utf8(bytes).ok()
}

fn hex_text(text: &str) -> Option<String> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let bytes = digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0u8, |sum, digit| (sum << 4) | digit))
        .collect();
    String::from_utf8(bytes).ok()
}

fn words(text: &str) -> Value {
    Value::List(text.split_whitespace().map(Value::text).collect())
}

/// Joins as the path functions do: an absolute part starts anew.
pub(super) fn join_paths(parts: &[Value]) -> Value {
    let mut path = String::new();
    for part in parts {
        let part = part.inserted();
        if part.starts_with('/') {
            path.clear();
        } else if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        path.push_str(&part);
    }
    if path.len() > MAX_TEXT {
        Value::Unknown
    } else {
        Value::Text(path)
    }
}

/// `Path('/a') / 'b'`.
pub(super) fn divide_path(left: Value, right: &Value) -> Value {
    match left {
        Value::Symbol {
            name,
            arg: Some(base),
        } if name.ends_with("Path()") => {
            let joined = join_paths(&[*base, right.clone()]);
            Value::Symbol {
                name,
                arg: Some(Box::new(joined)),
            }
        }
        _ => Value::Unknown,
    }
}

/// `'rm %s' % x`, `'rm %s' % (x, y)`.
pub(super) fn format_percent(left: &Value, right: &Value) -> Value {
    let Value::Text(template) = left else {
        return Value::Unknown;
    };
    let given = match right {
        Value::List(items) => items.iter().map(Value::inserted).collect(),
        other => vec![other.inserted()],
    };
    let mut given = given.into_iter();
    let mut out = String::new();
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        rest = match after.chars().next() {
            Some('%') => {
                out.push('%');
                after.get(1..).unwrap_or_default()
            }
            Some('s' | 'r' | 'd' | 'i') => {
                out.push_str(&given.next().unwrap_or_else(|| HOLE.to_string()));
                after.get(1..).unwrap_or_default()
            }
            _ => {
                out.push(HOLE);
                after.trim_start_matches(|c: char| !c.is_whitespace())
            }
        };
    }
    out.push_str(rest);
    bounded(out)
}

fn bounded(text: String) -> Value {
    if text.len() > MAX_TEXT {
        Value::Unknown
    } else {
        Value::Text(text)
    }
}

/// `'…'.format(x)`: fields by place or name.
fn format_braces(template: &str, args: &Args) -> Value {
    let mut out = String::new();
    let mut rest = template;
    let mut place = 0;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((field, tail)) = after.split_once('}') else {
            out.push(HOLE);
            return bounded(out);
        };
        let key = field.split([':', '!']).next().unwrap_or_default();
        let value = if key.is_empty() {
            place += 1;
            args.get(place - 1)
        } else {
            key.parse::<usize>()
                .map_or_else(|_| args.named(key), |at| args.get(at))
        };
        out.push_str(&value.map_or_else(|| HOLE.to_string(), Value::inserted));
        if out.len() > MAX_TEXT {
            return Value::Unknown;
        }
        rest = tail;
    }
    out.push_str(rest);
    bounded(out)
}

/// What a method of a text, a list or a download gives.
pub(super) fn apply(receiver: Value, method: &str, args: &Args) -> Value {
    match receiver {
        Value::Remote(url) => Value::Remote(url),
        Value::Text(text) => text_method(text, method, args),
        Value::List(items) => list_method(items, method, args),
        _ => Value::Unknown,
    }
}

fn text_method(text: String, method: &str, args: &Args) -> Value {
    let first = args.get(0);
    match method {
        "decode" | "encode" | "strip" | "trim" | "toString" | "chomp" | "to_s" | "freeze"
        | "rstrip" | "lstrip" | "expandtabs" | "valueOf" | "dup" => Value::Text(text),
        "lower" | "toLowerCase" | "downcase" => Value::Text(text.to_lowercase()),
        "reverse" => Value::Text(text.chars().rev().collect()),
        "format" => format_braces(&text, args),
        "join" => match first {
            Some(Value::List(items)) => bounded(
                items
                    .iter()
                    .map(Value::inserted)
                    .collect::<Vec<_>>()
                    .join(&text),
            ),
            _ => Value::Unknown,
        },
        "concat" | "push" => bounded(
            text + &args
                .positional
                .iter()
                .map(Value::inserted)
                .collect::<String>(),
        ),
        "split" if first.is_none() => words(&text),
        "split" => match first.and_then(Value::known) {
            Some(by) if by.is_empty() => {
                Value::List(text.chars().map(|c| Value::Text(c.to_string())).collect())
            }
            Some(by) => Value::List(text.split(by.as_str()).map(Value::text).collect()),
            None => Value::Unknown,
        },
        "replace" | "replaceAll" | "gsub" | "sub" => match (
            first.and_then(Value::known),
            args.get(1).and_then(Value::known),
        ) {
            (Some(from), Some(to)) if !from.is_empty() && to.len() <= from.len().max(16) => {
                bounded(text.replace(&from, &to))
            }
            _ => Value::Unknown,
        },
        "unpack1" | "unpack"
            if first
                .and_then(Value::known)
                .is_some_and(|kind| kind.starts_with('m')) =>
        {
            base64_text(&text).map_or(Value::Unknown, Value::Text)
        }
        _ => Value::Unknown,
    }
}

fn list_method(mut items: Vec<Value>, method: &str, args: &Args) -> Value {
    match method {
        "join" => {
            let between = args.get(0).and_then(Value::known).unwrap_or_default();
            bounded(
                items
                    .iter()
                    .map(Value::inserted)
                    .collect::<Vec<_>>()
                    .join(&between),
            )
        }
        "reverse" | "reversed" => {
            items.reverse();
            Value::List(items)
        }
        "concat" => {
            for value in &args.positional {
                match value {
                    Value::List(more) => items.extend(more.iter().cloned()),
                    one => items.push(one.clone()),
                }
            }
            Value::List(items)
        }
        "first" | "shift" => items.into_iter().next().unwrap_or(Value::Unknown),
        "flatten" | "to_a" | "slice" => Value::List(items),
        _ => Value::Unknown,
    }
}

/// `[::-1]`.
pub(super) fn is_reversal(tape: &Tape, open: usize) -> bool {
    tape.mark(open + 1) == "::" && tape.mark(open + 2) == "-"
}
