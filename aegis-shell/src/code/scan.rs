//! Walks the tokens of a program once: binds names to values and starts an expression wherever one begins.
//!
//! Linear: an expression is evaluated from each of at most [`super::expression::MAX_DEPTH`] enclosing calls, and copies
//! of values are paid from a fixed amount of fuel.

use std::collections::HashMap;

use super::expression::is_prefix;
use super::lexer::{Piece, Tape, Token, lex};
use super::loops::may_bind;
use super::value::Value;
use crate::reading::{Language, Sink};

/// `eval` in `eval` …
const MAX_NESTED: usize = 8;
/// Steps, and bytes of values that are copied.
const FUEL: usize = 1 << 22;
/// Nesting of a value that a name may hold, so that values built in a chain of assignments stay shallow.
const MAX_VALUE_DEPTH: usize = 8;

/// The sinks of a text in a language of names, calls and literals.
pub(super) fn sinks(language: Language, text: &str) -> Vec<Sink> {
    let mut scan = Scan::new(language);
    scan.text(text);
    // What came after the fuel was used up was not evaluated.
    if scan.fuel == 0 {
        scan.sinks.push(Sink::UnknownCode);
    }
    scan.sinks
}

pub(super) struct Scan {
    pub(super) language: Language,
    pub(super) sinks: Vec<Sink>,
    /// Modules whose names were all imported.
    pub(super) stars: Vec<String>,
    /// Nesting of the expression that is being evaluated.
    pub(super) depth: usize,
    /// How many reads of files were evaluated, and how many of them before the arguments of the call at hand.
    pub(super) reads: usize,
    pub(super) reads_before: usize,
    names: HashMap<String, Value>,
    fuel: usize,
    nested: usize,
}

impl Scan {
    fn new(language: Language) -> Self {
        Self {
            language,
            sinks: Vec::new(),
            stars: Vec::new(),
            depth: 0,
            reads: 0,
            reads_before: 0,
            names: HashMap::new(),
            fuel: FUEL,
            nested: 0,
        }
    }

    /// Scans a text in the scan's language; also what `eval` is given.
    pub(super) fn text(&mut self, text: &str) {
        if self.nested >= MAX_NESTED || !self.pay(text.len()) {
            self.sinks.push(Sink::Code(text.to_owned()));
            return;
        }
        self.nested += 1;
        let depth = std::mem::take(&mut self.depth);
        self.walk(&lex(self.language, text));
        self.depth = depth;
        self.nested -= 1;
    }

    fn walk(&mut self, tape: &Tape) {
        let mut at = 0;
        while at < tape.len() {
            if let Some(Token::Text(text)) = tape.get(at) {
                for piece in &text.pieces {
                    if let Piece::Code(code) = piece {
                        self.walk(code);
                    }
                }
                if text.command {
                    let command = self.literal(text);
                    self.shell(&command);
                }
            }
            if may_bind(tape, at) {
                self.bind_loops(tape, at);
            }
            if self.starts_value(tape, at) {
                match self.declaration(tape, at) {
                    Some(next) => {
                        at = next.max(at + 1);
                        continue;
                    }
                    None => {
                        self.assignment(tape, at);
                        self.primary(tape, at, tape.len(), true);
                    }
                }
            }
            at += 1;
        }
    }

    /// Imports and destructuring; gives where the walk goes on.
    fn declaration(&mut self, tape: &Tape, at: usize) -> Option<usize> {
        match self.language {
            Language::Python => super::python::declaration(self, tape, at),
            Language::JavaScript => super::javascript::declaration(self, tape, at),
            _ => None,
        }
    }

    fn assignment(&mut self, tape: &Tape, at: usize) {
        let name = tape.name(at);
        let operator = tape.mark(at + 1);
        let assigns = matches!(operator, "=" | ":=" | "+=" | ".=")
            || operator == "<-" && self.language == Language::R;
        if name.is_empty() || !assigns {
            return;
        }
        let mut value = self.expression(tape, at + 2, tape.len());
        if matches!(operator, "+=" | ".=") {
            let before = self.names.get(name).cloned().unwrap_or(Value::Unknown);
            if !self.pay(before.weight()) {
                return;
            }
            value = self.concatenate(before, value);
        }
        self.bind(name, value);
    }

    pub(super) fn bind(&mut self, name: &str, value: Value) {
        let known = value.depth() <= MAX_VALUE_DEPTH && self.pay(value.weight());
        self.names
            .insert(name.to_owned(), if known { value } else { Value::Unknown });
    }

    /// What a name stands for; a name that was never bound stands for itself.
    pub(super) fn lookup(&mut self, name: &str) -> Value {
        if let Some(value) = self.names.get(name) {
            let weight = value.weight();
            let value = value.clone();
            return if self.pay(weight) {
                value
            } else {
                Value::Unknown
            };
        }
        if name == "__dirname" && self.language == Language::JavaScript {
            return Value::text(".");
        }
        let star = self
            .stars
            .iter()
            .map(|module| format!("{module}.{name}"))
            .find(|full| self.act(full).is_some());
        Value::Symbol {
            name: star.unwrap_or_else(|| name.to_owned()),
            arg: None,
        }
    }

    /// Takes fuel for work on `cost` bytes.
    pub(super) fn pay(&mut self, cost: usize) -> bool {
        let left = self.fuel.checked_sub(cost);
        self.fuel = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether an expression may begin here: not within a chain of names.
    fn starts_value(&self, tape: &Tape, at: usize) -> bool {
        let joined = at > 0 && self.joins(tape.mark(at - 1));
        match tape.get(at) {
            Some(Token::Name(name)) => {
                let defined = at > 0 && matches!(tape.name(at - 1), "def" | "sub" | "function" | "class")
                        // In Groovy `def` declares variables.
                        && self.language != Language::Jvm;
                !joined && !defined && !is_prefix(name)
            }
            Some(Token::Text(_) | Token::Words(_)) => true,
            Some(Token::Mark("(" | "{" | "[")) => {
                match at.checked_sub(1).and_then(|before| tape.get(before)) {
                    Some(Token::Name(name)) => {
                        matches!(
                            name.as_str(),
                            "const" | "let" | "var" | "await" | "return" | "new"
                        )
                    }
                    Some(Token::Text(_)) => false,
                    Some(Token::Mark(mark)) => !matches!(*mark, ")" | "]" | "}"),
                    _ => true,
                }
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(language: Language, text: &str) -> usize {
        let mut scan = Scan::new(language);
        scan.text(text);
        FUEL - scan.fuel
    }

    #[test]
    fn work_grows_with_the_text() {
        let pieces = [
            "(",
            "f(x,",
            "a=b=",
            "x=x+x;",
            "{'a':",
            "a.b",
            "[x for y in ",
            "'a'+",
            "f(g(h('x')));",
            "`${",
            "eval('x');",
            "for x in [",
        ];
        for piece in pieces {
            for language in [
                Language::Python,
                Language::JavaScript,
                Language::Perl,
                Language::Ruby,
                Language::Elixir,
                Language::Jvm,
                Language::Swift,
            ] {
                let (once, twice) = (
                    work(language, &piece.repeat(400)),
                    work(language, &piece.repeat(800)),
                );
                assert!(
                    twice <= once * 5 / 2 + 100,
                    "{piece:?} in {language:?}: {once}, then {twice}"
                );
            }
        }
    }

    #[test]
    fn work_that_is_cut_off_is_told() {
        let doubling = format!("x='{}'; {}", "a".repeat(1000), "x=x+x;".repeat(40));
        assert!(sinks(Language::Python, &doubling).contains(&Sink::UnknownCode));
    }
}
