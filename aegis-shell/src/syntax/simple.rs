//! Simple commands: assignments, words and redirections in any order.

use super::bytes::{BREAK, COMMAND_END, EQUALS, NAME, NAME_START, PATTERN, QUOTED_SPECIAL, is};
use super::nodes::Kind;
use super::parser::Parser;

/// Longest subscript of an assignment; a bound, so that a text full of `[` is not scanned over and over.
const MAX_SUBSCRIPT: usize = 256;

/// What a simple command consists of.
#[derive(PartialEq, Eq)]
enum Element {
    Assignment,
    Word,
    Redirect,
    Nothing,
}

impl Parser<'_> {
    /// A simple command, or the definition of a function; whether one stands here. Blanks behind it are taken, too.
    #[inline(never)]
    pub(super) fn simple_command(&mut self) -> bool {
        let start = self.pos;
        let command = self.tree.open(Kind::Test, start);
        let Some(name_end) = self.usual_name() else {
            return self.elements(command, false, start);
        };
        let mut end = name_end;
        if !self.at_command_end() {
            end = self.usual_words(name_end);
            if self.at_element() {
                return self.elements(command, true, end);
            }
        }
        let kind = Kind::Simple {
            assigns: false,
            named: true,
            redirects: false,
        };
        self.tree.close_as(command, kind, end);
        true
    }

    /// What the command consists of from here on; whether there is a command.
    #[inline(never)]
    fn elements(&mut self, command: usize, named: bool, end: usize) -> bool {
        let (mut named, mut end) = (named, end);
        let (mut assigns, mut redirects) = (false, false);
        while self.at_element() {
            let word = self.tree.nodes.len();
            let element = self.element(named);
            let first = !(named || assigns) && element == Element::Word;
            match element {
                Element::Assignment => assigns = true,
                Element::Redirect => redirects = true,
                Element::Word => named = true,
                Element::Nothing => break,
            }
            end = self.pos;
            if self.at_command_end() {
                break;
            }
            self.skip_blanks();
            if first && self.peek() == Some(b'(') && self.defines(word) {
                return self.function_definition(command);
            }
            if named {
                end = self.usual_words(end);
            }
        }
        if !(assigns || named || redirects) {
            self.tree.give_up(command);
            return false;
        }
        let kind = Kind::Simple {
            assigns,
            named,
            redirects,
        };
        self.tree.close_as(command, kind, end);
        true
    }

    /// The name of a command as most are: a plain word that begins neither an assignment nor the definition of a function.
    /// Returns where it ends, if it stands here; blanks behind it are taken, too.
    #[inline(always)]
    fn usual_name(&mut self) -> Option<usize> {
        let start = self.pos;
        let (end, seen) = self.run_from(start);
        let assigns = seen & (EQUALS | PATTERN) != 0 && self.begins_name(start);
        if assigns || end == start || self.at(end).is_some_and(|byte| !is(byte, BREAK)) {
            return None;
        }
        let word = self.tree.nodes.len();
        self.plain_word(start, end, seen);
        self.pos = end;
        if !self.at_command_end() {
            self.skip_blanks();
            if self.peek() == Some(b'(') {
                self.tree.nodes.truncate(word);
                self.pos = start;
                return None;
            }
        }
        Some(end)
    }

    /// What stands here of a command, behind its name where it is `named`.
    fn element(&mut self, named: bool) -> Element {
        let start = self.pos;
        let name_end = if named { start } else { self.name_end(start) };
        if start < name_end && self.at(name_end).is_none_or(|byte| is(byte, BREAK)) {
            self.plain_word(start, name_end, NAME);
            self.pos = name_end;
            Element::Word
        } else if self.assignment(name_end) {
            Element::Assignment
        } else if self.redirect() {
            Element::Redirect
        } else if self.word_from(name_end) {
            Element::Word
        } else {
            Element::Nothing
        }
    }

    /// Whether what stands here may belong to a command: `&` may begin a redirection.
    #[inline]
    fn at_element(&self) -> bool {
        self.peek()
            .is_some_and(|byte| !is(byte, BREAK) || byte == b'&')
    }

    /// Whether the command is known to end here.
    #[inline]
    fn at_command_end(&self) -> bool {
        self.peek().is_none_or(|byte| is(byte, COMMAND_END))
    }

    /// Words as most are, and the blanks behind them. Returns where the last one ends, and what was given if there is
    /// none.
    #[inline(always)]
    fn usual_words(&mut self, before: usize) -> usize {
        let mut last = before;
        loop {
            let start = self.pos;
            let (end, seen) = self.run_from(start);
            match self.at(end) {
                Some(byte) if is(byte, QUOTED_SPECIAL) => {
                    if !(end == start && self.quoted_word() || self.composed_word(end)) {
                        return last;
                    }
                }
                Some(byte) if !is(byte, BREAK) => return last,
                _ if end == start => return last,
                _ => {
                    self.plain_word(start, end, seen);
                    self.pos = end;
                }
            }
            last = self.pos;
            if self.at_command_end() {
                return last;
            }
            self.skip_blanks();
        }
    }

    /// `name()`: whether the word that was just read is such a name; the parentheses are taken.
    fn defines(&mut self, word: usize) -> bool {
        let before = self.pos;
        self.pos += 1;
        self.skip_blanks();
        let defines = self.eat(")") && self.tree.plain(word).is_some();
        if !defines {
            self.pos = before;
        }
        defines
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

    /// An assignment to the name that ends at `name_end`; whether one stands here.
    #[inline]
    fn assignment(&mut self, name_end: usize) -> bool {
        name_end > self.pos
            && matches!(self.at(name_end), Some(b'=' | b'+' | b'['))
            && self.assignment_to(name_end)
    }

    fn assignment_to(&mut self, name_end: usize) -> bool {
        let start = self.pos;
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
        self.tree.close(node, name_end);
        true
    }

    /// Where the name of a variable that starts at `pos` ends.
    #[inline]
    pub(super) fn name_end(&self, start: usize) -> usize {
        if self.begins_name(start) {
            self.end_of(start + 1, NAME)
        } else {
            start
        }
    }

    #[inline]
    fn begins_name(&self, start: usize) -> bool {
        self.at(start).is_some_and(|byte| is(byte, NAME_START))
    }

    fn limited_word(&mut self, from: usize, to: usize) {
        let end = self.end;
        self.stop_at(to);
        self.pos = from;
        let word = self.tree.open(Kind::Word, from);
        self.text_parts(0, true);
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
