//! Looking into the input of a tool call, and reading tools whose fields nobody documented.

use serde_json::{Map, Value};

use aegis_shell::Dialect;

use crate::call::Object;

/// Fields that hold a command line, whatever the tool is called.
const COMMANDS: &[&str] = &[
    "command",
    "cmd",
    "cmdline",
    "commandline",
    "shellcommand",
    "commands",
    "script",
    "bash",
];
/// Fields that hold a path.
const PATHS: &[&str] = &[
    "path",
    "paths",
    "file",
    "files",
    "filepath",
    "filepaths",
    "filename",
    "filenames",
    "absolutepath",
    "relativepath",
    "targetfile",
    "source",
    "sourcepath",
    "destination",
    "destinationpath",
    "dest",
    "notebookpath",
    "directory",
    "dir",
    "folder",
];
/// Fields that hold a URL.
const URLS: &[&str] = &["url", "urls", "uri", "uris", "endpoint", "href"];
/// Fields whose path is written, not read, by a tool that copies or moves.
const DESTINATIONS: &[&str] = &["destination", "destinationpath", "dest"];

const WRITE_WORDS: &[&str] = &[
    "write", "put", "create", "edit", "update", "save", "append", "insert", "replace", "move",
    "rename", "copy", "upload", "set", "patch", "modify", "mkdir", "touch", "store",
];
const DELETE_WORDS: &[&str] = &[
    "delete", "remove", "rm", "unlink", "rmdir", "trash", "erase", "purge",
];

/// A string field.
pub(crate) fn text<'v>(input: &'v Map<String, Value>, field: &str) -> Option<&'v str> {
    input.get(field).and_then(Value::as_str)
}

/// What a tool with undocumented fields acts on, as far as the fields' names tell: command lines, paths, URLs.
/// Whether a path is read, written or removed follows from the words of the tool's name.
pub(crate) fn guess(tool: &str, input: &Map<String, Value>) -> Vec<Object> {
    let verb = Verb::of(tool);
    let mut objects = Vec::new();
    for (field, value) in input {
        let name = super::squeeze(field);
        let name = name.as_str();
        if COMMANDS.contains(&name) {
            if let Some(line) = command_line(value) {
                objects.push(Object::Command {
                    text: line,
                    dialect: Dialect::Posix,
                    cwd: None,
                });
            }
        } else if PATHS.contains(&name) {
            let verb = if DESTINATIONS.contains(&name) {
                Verb::Write
            } else {
                verb
            };
            objects.extend(strings(value).map(|path| verb.object(path, input)));
        } else if URLS.contains(&name) {
            objects.extend(strings(value).map(|url| match url.strip_prefix("file://") {
                Some(path) => verb.object(path, input),
                None => Object::Request {
                    url: url.to_owned(),
                    sends: verb != Verb::Read,
                },
            }));
        }
    }
    objects
}

/// A command given as text or as a list of words; words are quoted so that the reader sees them as they are.
pub(crate) fn command_line(value: &Value) -> Option<String> {
    match value {
        Value::String(line) => Some(line.clone()),
        Value::Array(words) if !words.is_empty() => {
            let words: Option<Vec<String>> = words.iter().map(|w| w.as_str().map(quoted)).collect();
            words.map(|words| words.join(" "))
        }
        _ => None,
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@%+,~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The strings of a field that holds one or a list of them.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let (one, many) = match value {
        Value::String(one) => (Some(one.as_str()), None),
        Value::Array(many) => (None, Some(many)),
        _ => (None, None),
    };
    one.into_iter()
        .chain(many.into_iter().flatten().filter_map(Value::as_str))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Read,
    Write,
    Delete,
}

impl Verb {
    fn of(tool: &str) -> Verb {
        let mut words = Vec::new();
        let mut word = String::new();
        for c in tool.chars() {
            if (!c.is_ascii_alphanumeric() || c.is_ascii_uppercase()) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_ascii_alphanumeric() {
                word.push(c.to_ascii_lowercase());
            }
        }
        words.push(word);
        let any = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
        if any(DELETE_WORDS) {
            Verb::Delete
        } else if any(WRITE_WORDS) {
            Verb::Write
        } else {
            Verb::Read
        }
    }

    fn object(self, path: &str, input: &Map<String, Value>) -> Object {
        match self {
            Verb::Read => Object::Read(path.to_owned()),
            Verb::Delete => Object::Delete(path.to_owned()),
            Verb::Write => Object::Write {
                path: path.to_owned(),
                content: text(input, "content")
                    .or_else(|| text(input, "text"))
                    .map(str::to_owned),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(tool: &str, input: Value, expected: &[&str]) {
        let Value::Object(input) = input else {
            panic!("an object")
        };
        let got: Vec<String> = guess(tool, &input)
            .into_iter()
            .map(|object| match object {
                Object::Command { text, .. } => format!("run {text}"),
                Object::Read(path) => format!("read {path}"),
                Object::Write { path, .. } => format!("write {path}"),
                Object::Delete(path) => format!("delete {path}"),
                Object::Request { url, sends } => format!("request {url} {sends}"),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(got, expected, "{tool}");
    }

    #[test]
    fn fields_and_the_tools_name_tell_what_is_done() {
        check(
            "mcp__fs__read_file",
            json!({"path": ".env"}),
            &["read .env"],
        );
        check(
            "mcp__fake__put",
            json!({"path": "/a", "text": "x"}),
            &["write /a"],
        );
        check(
            "mcp__fs__delete_files",
            json!({"paths": ["a", "b"]}),
            &["delete a", "delete b"],
        );
        check(
            "mcp__fs__move_file",
            json!({"source": "a", "destination": "b"}),
            &["write b", "write a"],
        );
        check(
            "QuantumShell",
            json!({"cmdline": "rm -rf /"}),
            &["run rm -rf /"],
        );
        check(
            "x",
            json!({"command": ["bash", "-lc", "rm -rf /"]}),
            &["run bash -lc 'rm -rf /'"],
        );
        check(
            "mcp__web__fetch",
            json!({"url": "https://a.example/"}),
            &["request https://a.example/ false"],
        );
        check(
            "mcp__web__fetch",
            json!({"uri": "file:///etc/passwd"}),
            &["read /etc/passwd"],
        );
        check(
            "mcp__gh__create_issue",
            json!({"title": "rm -rf /", "body": "path"}),
            &[],
        );
    }
}
