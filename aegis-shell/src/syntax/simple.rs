//! Simple commands: assignments, words and redirections in any order.

use super::bytes::{NAME, is};
use super::nodes::Kind;
use super::parser::Parser;

/// Longest subscript of an assignment; a bound, so that a text full of `[` is not scanned over and over.
const MAX_SUBSCRIPT: usize = 256;

impl Parser<'_> {
    /// A simple command, or the definition of a function; whether one stands here.
    pub(super) fn simple_command(&mut self) -> bool {
        let start = self.pos;
        let mut end = self.pos;
        let command = self.tree.open(Kind::Test, start);
        let (mut assigns, mut named, mut redirects) = (false, false, false);
        loop {
            self.skip_blanks();
            if self.redirect() {
                redirects = true;
            } else if !named && self.assignment() {
                assigns = true;
            } else {
                let word = self.tree.nodes.len();
                if !self.word() {
                    break;
                }
                if !named && !assigns && self.defines(word) {
                    return self.function_definition(command);
                }
                named = true;
            }
            end = self.pos;
        }
        if !(assigns || named || redirects) {
            self.tree.give_up(command);
            return false;
        }
        self.tree
            .rename(command, Kind::Simple { assigns, redirects });
        self.tree.close(command, end);
        true
    }

    /// `name()`: whether the word that was just read is such a name; the parentheses are taken.
    fn defines(&mut self, word: usize) -> bool {
        let before = self.pos;
        self.skip_blanks();
        if self.eat("(") {
            self.skip_blanks();
            if self.eat(")") && self.tree.plain(word).is_some() {
                return true;
            }
        }
        self.pos = before;
        false
    }

    fn function_definition(&mut self, command: usize) -> bool {
        if !self.enter() {
            self.tree.give_up(command);
            return false;
        }
        self.function_body(command);
        self.leave();
        self.tree.close(command, self.pos);
        true
    }

    fn assignment(&mut self) -> bool {
        let start = self.pos;
        let name_end = self.name_end(start);
        if name_end == start {
            return false;
        }
        let mut pos = name_end;
        let mut subscript = None;
        if self.at(pos) == Some(b'[') {
            let mut within = pos..self.end.min(pos + MAX_SUBSCRIPT);
            let Some(close) = within.find(|at| self.at(*at) == Some(b']')) else {
                return false;
            };
            subscript = Some((pos + 1, close));
            pos = close + 1;
        }
        let append = self.at(pos) == Some(b'+');
        pos += usize::from(append);
        if self.at(pos) != Some(b'=') {
            return false;
        }
        let indexed = subscript.is_some();
        let node = self.tree.open(Kind::Assignment { append, indexed }, start);
        self.tree.leaf(Kind::Name, start, name_end);
        if let Some((from, to)) = subscript {
            self.limited_word(from, to);
        }
        self.pos = pos + 1;
        if self.peek() == Some(b'(') {
            let value = self.tree.open(Kind::Word, self.pos);
            self.array();
            self.tree.close(value, self.pos);
        } else {
            self.word_or_nothing();
        }
        self.tree.close(node, self.pos);
        true
    }

    /// Where the name of a variable that starts at `pos` ends.
    pub(super) fn name_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        if rest.first().is_some_and(u8::is_ascii_digit) {
            return start;
        }
        let ends = |byte: &u8| !is(*byte, NAME);
        start + rest.iter().position(ends).unwrap_or(rest.len())
    }

    fn limited_word(&mut self, from: usize, to: usize) {
        let end = self.end;
        self.stop_at(to);
        self.pos = from;
        let word = self.tree.open(Kind::Word, from);
        self.text_parts(|_| false, true);
        self.tree.close(word, to);
        self.stop_at(end);
    }

    /// `( … )` of an array.
    pub(super) fn array(&mut self) {
        let array = self.tree.open(Kind::Array, self.pos);
        self.pos += 1;
        loop {
            self.skip_separators();
            if self.word() {
                continue;
            }
            if matches!(self.peek(), None | Some(b')')) {
                break;
            }
            self.pos += 1;
        }
        self.eat(")");
        self.tree.close(array, self.pos);
    }
}
