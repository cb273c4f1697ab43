//! Simple commands: assignments, words and redirections in any order.

use crate::script::Text;
use smallvec::smallvec;

use super::ast::{Assignment, Command, CommandKind, Part, Parts, RawWord, Simple};
use super::parser::Parser;

/// Longest subscript of an assignment; a bound, so that a text full of `[` is not scanned over and over.
const MAX_SUBSCRIPT: usize = 256;

impl Parser<'_> {
    pub(super) fn simple_command(&mut self) -> Option<Command> {
        let start = self.pos;
        let mut end = self.pos;
        let mut simple = Simple::default();
        loop {
            self.skip_blanks();
            if let Some(redirect) = self.redirect() {
                simple.redirects.push(redirect);
            } else if let Some(assignment) =
                simple.words.is_empty().then(|| self.assignment()).flatten()
            {
                simple.assignments.push(assignment);
            } else if let Some(word) = self.word() {
                if let Some(name) = self.function_name(&simple, &word) {
                    return self.function_definition(start, name);
                }
                simple.words.push(word);
            } else {
                break;
            }
            end = self.pos;
        }
        if simple.words.is_empty() && simple.assignments.is_empty() && simple.redirects.is_empty() {
            return None;
        }
        let span = self.span(start, end);
        Some(Command {
            kind: CommandKind::Simple(simple),
            redirects: Vec::new(),
            span,
        })
    }

    /// `name()`: the name, with the parentheses taken.
    fn function_name(&mut self, simple: &Simple, word: &RawWord) -> Option<Text> {
        if !simple.words.is_empty() || !simple.assignments.is_empty() {
            return None;
        }
        let name = word.plain()?;
        let before = self.pos;
        self.skip_blanks();
        if self.eat("(") {
            self.skip_blanks();
            if self.eat(")") {
                return Some(name.into());
            }
        }
        self.pos = before;
        None
    }

    fn function_definition(&mut self, start: usize, name: Text) -> Option<Command> {
        if !self.enter() {
            return None;
        }
        let kind = self.function_body(name);
        self.leave();
        Some(Command {
            kind,
            redirects: Vec::new(),
            span: self.span_from(start),
        })
    }

    fn assignment(&mut self) -> Option<Assignment> {
        let start = self.pos;
        let name_end = self.name_end(start);
        if name_end == start {
            return None;
        }
        let mut pos = name_end;
        let mut subscript = None;
        if self.at(pos) == Some(b'[') {
            let close =
                (pos..self.end.min(pos + MAX_SUBSCRIPT)).find(|at| self.at(*at) == Some(b']'))?;
            subscript = Some((pos + 1, close));
            pos = close + 1;
        }
        let append = self.at(pos) == Some(b'+');
        pos += usize::from(append);
        if self.at(pos) != Some(b'=') {
            return None;
        }
        self.pos = pos + 1;
        let index = subscript.map(|(from, to)| Box::new(self.limited_word(from, to)));
        let name = self.slice(start, name_end).into();
        let value_start = self.pos;
        let parts = if self.peek() == Some(b'(') {
            smallvec![self.array()]
        } else {
            self.word_parts()
        };
        let value = RawWord {
            parts,
            span: self.span_from(value_start),
        };
        Some(Assignment {
            name,
            index,
            append,
            value,
            span: self.span_from(start),
        })
    }

    /// Where the name of a variable that starts at `pos` ends.
    pub(super) fn name_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        if rest.first().is_some_and(u8::is_ascii_digit) {
            return start;
        }
        let ends = |byte: &u8| *byte != b'_' && !byte.is_ascii_alphanumeric();
        start + rest.iter().position(ends).unwrap_or(rest.len())
    }

    fn limited_word(&mut self, from: usize, to: usize) -> RawWord {
        let saved = (self.pos, self.end);
        self.stop_at(to);
        self.pos = from;
        let mut parts = Parts::new();
        self.text_parts(&mut parts, |_| false, true);
        self.pos = saved.0;
        self.stop_at(saved.1);
        RawWord {
            parts,
            span: self.span(from, to),
        }
    }

    /// `( … )` of an array.
    pub(super) fn array(&mut self) -> Part {
        self.pos += 1;
        let mut words = Vec::new();
        loop {
            self.skip_separators();
            match self.word() {
                Some(word) => words.push(word),
                None if matches!(self.peek(), None | Some(b')')) => break,
                None => self.pos += 1,
            }
        }
        self.eat(")");
        Part::Array(words)
    }
}
