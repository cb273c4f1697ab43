//! Sed: the commands that run programs and name files.

use crate::reading::Sink;

/// Longest bracket expression that is looked for.
const MAX_CLASS: usize = 256;

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let mut script = Script {
        rest: text,
        found: Vec::new(),
    };
    while script.command() {}
    script.found
}

struct Script<'t> {
    rest: &'t str,
    found: Vec<Sink>,
}

impl<'t> Script<'t> {
    fn bump(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    /// The rest of the line.
    fn line(&mut self) -> &'t str {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        line.trim()
    }

    /// Reads one command with its addresses; `false` at the end.
    fn command(&mut self) -> bool {
        self.address();
        let Some(command) = self.bump() else {
            return false;
        };
        match command {
            's' => self.substitute(),
            'y' => {
                if let Some(delimiter) = self.bump() {
                    self.delimited(delimiter, false);
                    self.delimited(delimiter, false);
                }
            }
            'e' => {
                let text = self.line();
                self.found.push(if text.is_empty() {
                    Sink::UnknownShell
                } else {
                    Sink::Shell(text.to_owned())
                });
            }
            'r' | 'R' => {
                let path = self.line();
                self.path(path, Sink::Read);
            }
            'w' | 'W' => {
                let path = self.line();
                self.path(path, Sink::Write);
            }
            'a' | 'i' | 'c' => {
                // A text goes on where its line ends with a backslash.
                while self.line().ends_with('\\') {}
            }
            '#' | ':' | 'b' | 't' | 'T' => {
                let end = if command == '#' {
                    self.rest.find('\n')
                } else {
                    self.rest.find(['\n', ';', '}'])
                };
                self.rest = end.and_then(|end| self.rest.get(end..)).unwrap_or_default();
            }
            _ => {}
        }
        true
    }

    /// Skips blanks, separators, braces and addresses: `1,$`, `/x/I`, `\,x,`, `0~3`, `!`.
    fn address(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| {
                c.is_whitespace()
                    || c.is_ascii_digit()
                    || matches!(c, ';' | '{' | '}' | ',' | '$' | '!' | '~' | '+')
            });
            let mut chars = self.rest.chars();
            match (chars.next(), chars.next()) {
                (Some('/'), _) => {
                    self.bump();
                    self.delimited('/', true);
                }
                (Some('\\'), Some(delimiter)) => {
                    self.bump();
                    self.bump();
                    self.delimited(delimiter, true);
                }
                _ => return,
            }
            self.rest = self.rest.trim_start_matches(['I', 'M']);
        }
    }

    /// Text up to the delimiter, with escaped delimiters put right. In a pattern a bracket expression hides it.
    fn delimited(&mut self, delimiter: char, pattern: bool) -> String {
        let mut out = String::new();
        let mut class = false;
        while let Some(c) = self.bump() {
            match c {
                '\\' => match self.bump() {
                    Some(next) if next == delimiter => out.push(next),
                    Some(next) => {
                        out.push('\\');
                        out.push(next);
                    }
                    None => {}
                },
                c if c == delimiter && !class => return out,
                c => {
                    class = match c {
                        '[' if pattern && !class => {
                            self.rest.chars().take(MAX_CLASS).any(|c| c == ']')
                        }
                        ']' => false,
                        _ => class,
                    };
                    out.push(c);
                }
            }
        }
        out
    }

    fn substitute(&mut self) {
        let Some(delimiter) = self.bump() else { return };
        self.delimited(delimiter, true);
        let replacement = self.delimited(delimiter, false);
        while let Some(flag) = self.rest.chars().next() {
            match flag {
                'e' => {
                    let fixed = !replacement.contains('&')
                        && !replacement
                            .chars()
                            .zip(replacement.chars().skip(1))
                            .any(|(a, b)| a == '\\' && b.is_ascii_digit());
                    self.found.push(if fixed {
                        Sink::Shell(replacement.replace('\\', ""))
                    } else {
                        Sink::UnknownShell
                    });
                }
                'w' => {
                    self.bump();
                    let path = self.line();
                    return self.path(path, Sink::Write);
                }
                'g' | 'p' | 'i' | 'I' | 'm' | 'M' | '0'..='9' => {}
                _ => return,
            }
            self.bump();
        }
    }

    fn path(&mut self, path: &str, sink: impl Fn(String) -> Sink) {
        let path = path.trim_end_matches('}').trim_end();
        if !path.is_empty() && !matches!(path, "/dev/stdout" | "/dev/stderr" | "/dev/stdin") {
            self.found.push(sink(path.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Sed;

    #[test]
    fn acts() {
        check(Sed, "1e rm -rf /", &["shell rm -rf /"]);
        check(Sed, "e", &["unknown shell"]);
        check(Sed, "s/.*/rm -rf \\//e", &["shell rm -rf /"]);
        check(Sed, "s/x/&/e", &["unknown shell"]);
        check(Sed, "/x/w /etc/hosts", &["write /etc/hosts"]);
        check(Sed, "s,a,b,gw out", &["write out"]);
        check(Sed, "$r .env", &["read .env"]);
        check(Sed, "/a/I,/b/{p;e id\n}", &["shell id"]);
    }

    #[test]
    fn data() {
        check(Sed, "s/a/e rm -rf \\//g", &[]);
        check(Sed, "s/[/]/w x/", &[]);
        check(Sed, "1i\\\ne rm -rf /", &[]);
        check(Sed, "a e rm -rf /", &[]);
        check(Sed, "y/abc/wer/; s|x|y|; /e rm/d; b e; :e", &[]);
        check(Sed, "-n p;w /dev/stdout", &[]);
    }
}
