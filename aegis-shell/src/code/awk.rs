//! Awk: `system()`, pipes to and from commands, output into files.

use std::collections::HashMap;

use super::lexer::{Piece, Tape, Text, Token, lex};
use super::value::HOLE;
use crate::reading::{Language, Sink};

/// Operands of one concatenation.
const MAX_OPERANDS: usize = 64;
/// Bytes of a variable's value that are kept: it may be used at every step.
const MAX_VALUE: usize = 1 << 10;

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let tape = lex(Language::Awk, text);
    let mut scan = Scan {
        tape: &tape,
        names: HashMap::new(),
        found: Vec::new(),
    };
    let coprocess = text.contains("|&");
    let mut printing = false;
    let mut depth = 0usize;
    for at in 0..tape.len() {
        match tape.get(at) {
            Some(Token::Name(name)) => {
                printing |= matches!(name.as_str(), "print" | "printf");
                scan.name(at, name);
            }
            Some(Token::End | Token::Mark(";" | "{" | "}")) => {
                printing = false;
                depth = 0;
            }
            Some(Token::Text(text)) if coprocess => scan.found.extend(connection(text)),
            Some(Token::Mark("(")) => depth += 1,
            Some(Token::Mark(")")) => depth = depth.saturating_sub(1),
            Some(Token::Mark("|")) => scan.pipe(at, printing),
            Some(Token::Mark(">" | ">>")) if printing && depth == 0 => {
                let path = scan.operands_after(at + 1);
                scan.path(path, Sink::Write);
            }
            _ => {}
        }
    }
    scan.found
}

/// gawk's own sockets: `/inet/tcp/LOCAL_PORT/HOST/PORT`.
fn connection(text: &Text) -> Option<Sink> {
    let Some(Piece::Plain(path)) = text.pieces.first() else {
        return None;
    };
    let socket = ["/inet/", "/inet4/", "/inet6/"]
        .iter()
        .find_map(|family| path.strip_prefix(family))?;
    let host = socket.split('/').nth(2).filter(|host| !host.is_empty());
    Some(Sink::Network {
        url: host.map(str::to_owned),
        method: None,
        sends: true,
    })
}

struct Scan<'t> {
    tape: &'t Tape,
    names: HashMap<String, String>,
    found: Vec<Sink>,
}

impl Scan<'_> {
    fn name(&mut self, at: usize, name: &str) {
        match (name, self.tape.mark(at + 1)) {
            ("system", "(") => {
                let command = self.operands_after(at + 2);
                self.shell(command);
            }
            ("getline", "<") => {
                let path = self.operands_after(at + 2);
                self.path(path, Sink::Read);
            }
            ("getline", _) if self.tape.mark(at + 2) == "<" => {
                let path = self.operands_after(at + 3);
                self.path(path, Sink::Read);
            }
            (_, "=") => {
                let value = self
                    .operands_after(at + 2)
                    .unwrap_or_else(|| HOLE.to_string());
                let short = value.len() <= MAX_VALUE;
                self.names.insert(
                    name.to_owned(),
                    if short { value } else { HOLE.to_string() },
                );
            }
            _ => {}
        }
    }

    /// `"command" | getline`, `print | "command"`.
    fn pipe(&mut self, at: usize, printing: bool) {
        if self.tape.name(at + 1) == "getline" {
            let command = self.operands_before(at);
            self.shell(command);
        } else if printing {
            // A field is unknown, whatever its number.
            let field = at
                .checked_sub(2)
                .is_some_and(|before| self.tape.mark(before) == "$");
            let printed = self.operands_before(at).filter(|_| !field);
            let at = at + usize::from(self.tape.mark(at + 1) == "&");
            let command = self.operands_after(at + 1);
            if command
                .as_deref()
                .is_some_and(|command| command.starts_with("/inet"))
            {
                return;
            }
            let is_shell = command.as_deref().is_some_and(|command| {
                let name = command.split(' ').next().unwrap_or_default();
                matches!(
                    name.rsplit('/').next(),
                    Some("sh" | "bash" | "zsh" | "dash" | "ksh")
                )
            });
            if is_shell && printed.is_some() {
                self.shell(printed);
            }
            self.shell(command);
        }
    }

    fn operand(&self, at: usize) -> Option<String> {
        match self.tape.get(at)? {
            Token::Text(text) => Some(
                text.pieces
                    .iter()
                    .map(|piece| {
                        if let Piece::Plain(plain) = piece {
                            plain.as_str()
                        } else {
                            ""
                        }
                    })
                    .collect(),
            ),
            Token::Number(number) => Some(number.clone()),
            Token::Name(name) => Some(
                self.names
                    .get(name)
                    .cloned()
                    .unwrap_or_else(|| HOLE.to_string()),
            ),
            _ => None,
        }
    }

    /// The concatenation that begins at `at`; `None` if there is nothing to read.
    fn operands_after(&self, at: usize) -> Option<String> {
        let at = at + usize::from(self.tape.mark(at) == "(");
        let mut text = String::new();
        let mut field = false;
        for place in at..at + MAX_OPERANDS {
            // `$1`, `$NF`: the number or name belongs to the dollar.
            if self.tape.mark(place) == "$" {
                text.push(HOLE);
                field = true;
                continue;
            }
            match self.operand(place) {
                Some(_) if std::mem::take(&mut field) => {}
                Some(part) if text.len() < 1 << 16 => text.push_str(&part),
                _ => break,
            }
        }
        Some(text).filter(|text| !text.is_empty())
    }

    fn operands_before(&self, at: usize) -> Option<String> {
        let closed = usize::from(at > 0 && self.tape.mark(at - 1) == ")");
        let end = at.checked_sub(closed)?;
        let first = (end.saturating_sub(MAX_OPERANDS)..end)
            .rev()
            .take_while(|place| {
                self.operand(*place).is_some()
                    && !matches!(
                        self.tape.name(*place),
                        "while" | "if" | "BEGIN" | "print" | "printf"
                    )
            })
            .last()?;
        Some(
            (first..end)
                .filter_map(|place| self.operand(place))
                .collect(),
        )
    }

    fn shell(&mut self, command: Option<String>) {
        match command {
            Some(text) => self.found.push(super::acts::shell_text(&text)),
            None => self.found.push(Sink::UnknownShell),
        }
    }

    fn path(&mut self, path: Option<String>, sink: impl Fn(String) -> Sink) {
        let standard =
            |path: &str| matches!(path, "/dev/stdout" | "/dev/stderr" | "/dev/stdin" | "-");
        self.found.extend(
            path.filter(|path| !path.contains(HOLE) && !standard(path))
                .map(sink),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Awk;

    #[test]
    fn commands() {
        check(Awk, "BEGIN{system(\"rm -rf /\")}", &["shell rm -rf /"]);
        check(
            Awk,
            "BEGIN { c = \"rm -rf \" \"/\"; system(c) }",
            &["shell rm -rf /"],
        );
        check(Awk, "BEGIN { \"id\" | getline x; print x }", &["shell id"]);
        check(Awk, "{ print $0 | \"sh\" }", &["shell sh"]);
        check(
            Awk,
            "BEGIN { print \"rm -rf /\" | \"sh\" }",
            &["shell rm -rf /", "shell sh"],
        );
        check(
            Awk,
            "{ system(\"git log \" $1) }",
            &["shell git log ${unknown}"],
        );
        check(Awk, "{ system($0) }", &["unknown shell"]);
    }

    #[test]
    fn sockets() {
        check(
            Awk,
            "BEGIN { s = \"/inet/tcp/0/h.example/80\"; print \"x\" |& s }",
            &["connect h.example sends"],
        );
        check(Awk, "/inet/ { print $2 }", &[]);
    }

    #[test]
    fn files() {
        check(
            Awk,
            "{ print \"x\" > \"/etc/hosts\" }",
            &["write /etc/hosts"],
        );
        check(Awk, "{ printf(\"%s\", $1) >> \"out\" }", &["write out"]);
        check(
            Awk,
            "BEGIN { while ((getline line < \".env\") > 0) print line }",
            &["read .env"],
        );
    }

    #[test]
    fn data() {
        check(Awk, "{ print \"rm -rf /\" }", &[]);
        check(Awk, "$1 > 5 && /system(\"rm\")/ { print $2 }", &[]);
        check(
            Awk,
            "# system(\"rm -rf /\")\n{ print > \"/dev/stderr\" }",
            &[],
        );
        check(Awk, "$3 > \"m\" { n++ }", &[]);
    }
}
