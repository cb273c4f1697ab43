//! Emacs Lisp, Clojure, Scheme, Racket and Common Lisp: the forms that run programs and name files.

use super::acts::shell_text;
use super::value::HOLE;
use crate::reading::Sink;

/// Nesting of forms.
const MAX_DEPTH: usize = 64;
/// Elements of one form that are looked at.
const MAX_ITEMS: usize = 32;

/// What stands in a form.
enum Item {
    Text(String),
    Atom(String),
    /// A list of texts: `(list "a" "b")`, `'("a" "b")`, `["a" "b"]`.
    Texts(Vec<Option<String>>),
    /// Anything else.
    Other,
}

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let mut reader = Reader {
        rest: text,
        found: Vec::new(),
    };
    while !reader.rest.is_empty() {
        reader.item(0, false);
    }
    reader.found
}

struct Reader<'t> {
    rest: &'t str,
    found: Vec<Sink>,
}

impl Reader<'_> {
    fn bump(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn skip(&mut self) {
        loop {
            self.rest = self
                .rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if !self.rest.starts_with(';') {
                return;
            }
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    /// Reads one thing; `None` at a closing bracket and at the end.
    fn item(&mut self, depth: usize, quoted: bool) -> Option<Item> {
        self.skip();
        let c = self.bump()?;
        match c {
            '(' | '[' if depth < MAX_DEPTH => Some(self.form(depth, quoted || c == '[')),
            '\'' | '`' if depth < MAX_DEPTH => self.item(depth + 1, true),
            '(' | '[' | '{' | '}' | '\'' | '`' => Some(Item::Other),
            ')' | ']' => None,
            '"' => Some(Item::Text(self.string())),
            '#' => Some(Item::Other),
            _ => {
                let ends =
                    |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"' | ';');
                let end = self.rest.find(ends).unwrap_or(self.rest.len());
                let (name, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
                let name = format!("{c}{name}");
                self.rest = rest;
                Some(Item::Atom(name))
            }
        }
    }

    fn string(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.bump() {
            match c {
                '"' => break,
                '\\' => match self.bump() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(other) => text.push(other),
                    None => break,
                },
                _ => text.push(c),
            }
        }
        text
    }

    fn form(&mut self, depth: usize, quoted: bool) -> Item {
        let mut items = Vec::new();
        while let Some(item) = self.item(depth + 1, quoted) {
            if items.len() < MAX_ITEMS {
                items.push(item);
            }
            if self.rest.is_empty() {
                break;
            }
        }
        let head = match items.first() {
            Some(Item::Atom(name)) if !quoted => name.clone(),
            _ => return texts(&items),
        };
        let args = items.get(1..).unwrap_or_default();
        match head.as_str() {
            "list" | "vector" => return texts(args),
            "concat" | "str" | "string-append" | "expand-file-name" | "file" | "io/file" => {
                return joined(args);
            }
            _ => self.call(&head, args),
        }
        Item::Other
    }

    fn call(&mut self, head: &str, args: &[Item]) {
        let name = match head {
            // Racket ends this one like a path.
            "delete-directory/files" => head,
            _ => head.rsplit(['/', ':']).next().unwrap_or(head),
        };
        let text = |at: usize| match args.get(at) {
            Some(Item::Text(text)) if !text.contains(HOLE) => Some(text.clone()),
            _ => None,
        };
        match name {
            "shell-command"
            | "shell-command-to-string"
            | "async-shell-command"
            | "run-shell-command"
            | "system"
            | "run-program"
            | "shell"
            | "sh"
            | "compile"
            | "execute"
            | "process"
            | "system*"
            | "start-process-shell-command" => self.run(args),
            // Names of buffers and files stand before or behind the program.
            "call-process" | "process-file" => self.program(args, 0),
            "start-process" | "start-file-process" => self.program(args, 2),
            "delete-file" | "delete" => self.delete(text(0), false),
            "delete-directory" => self.delete(text(0), args.len() > 1),
            "delete-directory/files" | "delete-tree" | "delete-directory-tree" => {
                self.delete(text(0), true);
            }
            "slurp"
            | "insert-file-contents"
            | "find-file"
            | "find-file-noselect"
            | "file->string"
            | "file->lines"
            | "read-file-string" => {
                self.found.extend(text(0).map(Sink::Read));
            }
            "spit" | "with-temp-file" | "display-to-file" | "call-with-output-file" => {
                self.found.extend(text(0).map(Sink::Write));
            }
            "write-region" | "append-to-file" => self.found.extend(text(2).map(Sink::Write)),
            "copy-file" | "rename-file" => {
                self.found.extend(text(0).map(Sink::Read));
                self.found.extend(text(1).map(Sink::Write));
            }
            _ => {}
        }
    }

    /// One text is for a shell, several texts or a list are a program with its arguments.
    fn run(&mut self, args: &[Item]) {
        match args {
            [Item::Texts(words), ..] => self.found.push(Sink::Argv(words.clone())),
            [Item::Text(_), Item::Text(_), ..] => self.program(args, 0),
            [Item::Text(text), ..] => self.found.push(shell_text(text)),
            _ => {}
        }
    }

    fn program(&mut self, args: &[Item], from: usize) {
        let words: Vec<Option<String>> = args
            .iter()
            .skip(from)
            .filter_map(|item| match item {
                Item::Text(text) => Some(Some(text.clone())),
                _ => None,
            })
            .collect();
        if !words.is_empty() {
            self.found.push(Sink::Argv(words));
        }
    }

    fn delete(&mut self, path: Option<String>, recursive: bool) {
        if path.is_some() {
            self.found.push(Sink::Delete { path, recursive });
        }
    }
}

fn texts(items: &[Item]) -> Item {
    let words: Vec<Option<String>> = items
        .iter()
        .map(|item| match item {
            Item::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    if words.iter().any(Option::is_some) {
        Item::Texts(words)
    } else {
        Item::Other
    }
}

fn joined(items: &[Item]) -> Item {
    let mut whole = String::new();
    for item in items {
        match item {
            Item::Text(text) => whole.push_str(text),
            _ => whole.push(HOLE),
        }
    }
    Item::Text(whole)
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Lisp;

    #[test]
    fn emacs() {
        check(Lisp, "(shell-command \"rm -rf /\")", &["shell rm -rf /"]);
        check(
            Lisp,
            "(progn (message \"x\") (shell-command (concat \"rm -rf \" \"/\")))",
            &["shell rm -rf /"],
        );
        check(
            Lisp,
            "(call-process \"rm\" nil nil nil \"-rf\" \"/\")",
            &["argv rm -rf /"],
        );
        check(
            Lisp,
            "(start-process \"n\" nil \"rm\" \"-rf\" \"/\")",
            &["argv rm -rf /"],
        );
        check(Lisp, "(delete-directory \"/x\" t)", &["delete -r /x"]);
        check(Lisp, "(delete-file \"/x\")", &["delete /x"]);
        check(
            Lisp,
            "(with-temp-file \"/etc/hosts\" (insert \"x\"))",
            &["write /etc/hosts"],
        );
        check(
            Lisp,
            "(with-temp-buffer (insert-file-contents \".env\"))",
            &["read .env"],
        );
    }

    #[test]
    fn others() {
        check(
            Lisp,
            "(clojure.java.shell/sh \"rm\" \"-rf\" \"/\")",
            &["argv rm -rf /"],
        );
        check(Lisp, "(shell \"rm -rf /\")", &["shell rm -rf /"]);
        check(Lisp, "(babashka.fs/delete-tree \"/x\")", &["delete -r /x"]);
        check(Lisp, "(println (slurp \".env\"))", &["read .env"]);
        check(Lisp, "(spit \"/etc/hosts\" \"x\")", &["write /etc/hosts"]);
        check(
            Lisp,
            "(uiop:run-program '(\"rm\" \"-rf\" \"/\"))",
            &["argv rm -rf /"],
        );
        check(
            Lisp,
            "(os/execute [\"rm\" \"-rf\" \"/\"] :p)",
            &["argv rm -rf /"],
        );
        check(Lisp, "(delete-directory/files \"/x\")", &["delete -r /x"]);
    }

    #[test]
    fn data() {
        check(Lisp, "(message \"(shell-command \\\"x\\\")\")", &[]);
        check(Lisp, "; (system \"x\")\n'(system \"rm -rf /\")", &[]);
        check(Lisp, "(defun system (x) x)", &[]);
        check(Lisp, "(println \"rm -rf /\")", &[]);
        check(Lisp, &"'".repeat(1_000_000), &[]);
    }
}
