//! The reader's cursor, and its grammar of lists and pipelines.
//!
//! One pass over the bytes. Text that has to be unescaped first (backquotes) is read from a copy whose nodes all get
//! the place of the original. Nesting is counted, so that no text can exhaust the stack.

use std::rc::Rc;

use super::ast::{Item, Join};
use super::bytes::{BLANK, WORD_END, is};
use super::nodes::{Kind, Origin, Tree};
use crate::script::Text;

/// Deepest nesting of commands and expansions.
pub(crate) const MAX_NESTING: usize = 64;

/// A here-document whose operator was read and whose body was not yet.
pub(super) struct PendingDocument {
    pub(super) delimiter: Text,
    pub(super) quoted: bool,
    pub(super) strip_tabs: bool,
    /// The node that stands for the body.
    pub(super) node: usize,
}

pub(crate) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) pos: usize,
    /// The text up to where reading stops: its end, or the closing backquote.
    pub(super) bytes: &'a [u8],
    pub(super) end: usize,
    pub(super) tree: Tree,
    pub(super) depth: usize,
    /// Open constructs that end with `)`.
    pub(super) parens: usize,
    pub(super) pending: Vec<PendingDocument>,
    pub(super) over: Option<&'static str>,
}

/// Reads a text as a whole. Returns the bound that ended the reading early, too.
pub(crate) fn parse(text: &str, origin: Origin) -> (Rc<Tree>, Option<&'static str>) {
    let mut parser = Parser::new(text, origin, 0);
    parser.everything(&mut |_| {});
    (Rc::new(parser.tree), parser.over)
}

/// Reads a text and hands its commands over one by one, so that a long text needs no large tree. Returns the bound that
/// ended the reading early.
pub(crate) fn parse_each(
    text: &str,
    origin: Origin,
    mut take: impl FnMut(Item<'_>),
) -> Option<&'static str> {
    let mut parser = Parser::new(text, origin, 0);
    let mut complete = Rc::new(parser.tree.successor());
    parser.everything(&mut |parser| parser.hand_over(&mut complete, &mut take));
    parser.over
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, origin: Origin, depth: usize) -> Self {
        Parser {
            text,
            pos: 0,
            bytes: text.as_bytes(),
            end: text.len(),
            tree: Tree::new(text.into(), origin),
            depth,
            parens: 0,
            pending: Vec::new(),
            over: None,
        }
    }

    /// Reads the text to its end, with a call whenever all that was read so far is complete.
    fn everything(&mut self, settled: &mut impl FnMut(&mut Self)) {
        while self.pos < self.end {
            self.items(settled);
            self.skip_stray();
        }
        self.read_pending();
        settled(self);
    }

    /// Hands over what was read so far. The memory of its tree serves what comes next, unless somebody keeps it.
    fn hand_over(&mut self, complete: &mut Rc<Tree>, take: &mut impl FnMut(Item<'_>)) {
        if self.tree.nodes.is_empty() {
            return;
        }
        match Rc::get_mut(complete) {
            Some(walked) => std::mem::swap(walked, &mut self.tree),
            None => {
                let next = self.tree.successor();
                *complete = Rc::new(std::mem::replace(&mut self.tree, next));
            }
        }
        self.tree.clear();
        complete.all().for_each(take);
    }

    #[inline]
    pub(super) fn at(&self, pos: usize) -> Option<u8> {
        self.bytes.get(pos).copied()
    }

    /// What is left to read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// Lets reading stop at `end`.
    pub(super) fn stop_at(&mut self, end: usize) {
        self.end = end;
        self.bytes = self.text.as_bytes().get(..end).unwrap_or_default();
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.at(self.pos)
    }

    pub(super) fn ahead(&self, by: usize) -> Option<u8> {
        self.at(self.pos + by)
    }

    pub(super) fn looking_at(&self, token: &str) -> bool {
        self.rest().starts_with(token.as_bytes())
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.looking_at(token);
        if found {
            self.pos += token.len();
        }
        found
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Enters a construct, or gives the text up where it is nested too deeply.
    pub(super) fn enter(&mut self) -> bool {
        if self.depth >= MAX_NESTING {
            self.over = Some("nesting");
            self.pos = self.end;
            return false;
        }
        self.depth += 1;
        true
    }

    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Skips blanks, comments and escaped newlines.
    #[inline]
    pub(super) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek().filter(|byte| is(*byte, BLANK)) {
            if matches!(byte, b' ' | b'\t') {
                self.pos += 1;
            } else if !self.skip_other_blank(byte) {
                return;
            }
        }
    }

    /// Skips a comment, an escaped newline or the first half of a newline; whether one stands here.
    fn skip_other_blank(&mut self, byte: u8) -> bool {
        match byte {
            b'\r' if self.ahead(1) == Some(b'\n') => self.pos += 1,
            b'\\' if self.ahead(1) == Some(b'\n') => self.pos += 2,
            b'\\' if self.ahead(1) == Some(b'\r') && self.ahead(2) == Some(b'\n') => self.pos += 3,
            b'#' if self.at_word_start() => self.skip_comment(),
            _ => return false,
        }
        true
    }

    fn at_word_start(&self) -> bool {
        let before = self
            .pos
            .checked_sub(1)
            .and_then(|pos| self.text.as_bytes().get(pos));
        before.is_none_or(|byte| {
            matches!(
                byte,
                b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'`'
            )
        })
    }

    fn skip_comment(&mut self) {
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.pos += 1;
        }
    }

    /// Skips everything that separates commands: blanks, newlines (with the here-documents behind them) and `;`.
    pub(super) fn skip_separators(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'\n') => self.newline(),
                Some(b';') if !self.at_case_end() => self.pos += 1,
                Some(b'&') if self.ahead(1) != Some(b'>') => self.pos += 1,
                _ => return,
            }
        }
    }

    fn skip_newlines(&mut self) {
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'\n') {
                return;
            }
            self.newline();
        }
    }

    fn newline(&mut self) {
        self.pos += 1;
        self.read_pending();
    }

    /// `;;`, `;&` and `;;&` end an arm of a `case`.
    pub(super) fn at_case_end(&self) -> bool {
        self.depth > 0 && self.peek() == Some(b';') && matches!(self.ahead(1), Some(b';' | b'&'))
    }

    /// The word of the grammar that stands here, if one does.
    pub(super) fn keyword(&self) -> Option<&'static str> {
        let keyword = match self.rest() {
            [b'i', b'f', ..] => "if",
            [b'i', b'n', ..] => "in",
            [b't', b'h', b'e', b'n', ..] => "then",
            [b't', b'i', b'm', b'e', ..] => "time",
            [b'e', b'l', b'i', b'f', ..] => "elif",
            [b'e', b'l', b's', b'e', ..] => "else",
            [b'e', b's', b'a', b'c', ..] => "esac",
            [b'f', b'i', ..] => "fi",
            [b'f', b'o', b'r', ..] => "for",
            [b'f', b'u', b'n', b'c', b't', b'i', b'o', b'n', ..] => "function",
            [b's', b'e', b'l', b'e', b'c', b't', ..] => "select",
            [b'w', b'h', b'i', b'l', b'e', ..] => "while",
            [b'u', b'n', b't', b'i', b'l', ..] => "until",
            [b'd', b'o', b'n', b'e', ..] => "done",
            [b'd', b'o', ..] => "do",
            [b'c', b'a', b's', b'e', ..] => "case",
            [b'c', b'o', b'p', b'r', b'o', b'c', ..] => "coproc",
            [b'{', ..] => "{",
            [b'}', ..] => "}",
            [b'!', ..] => "!",
            [b'[', b'[', ..] => "[[",
            _ => return None,
        };
        let behind = self.ahead(keyword.len());
        behind
            .is_none_or(|byte| is(byte, WORD_END))
            .then_some(keyword)
    }

    /// Whether this word, and not a longer one, stands here.
    #[inline]
    pub(super) fn at_word(&self, word: &str) -> bool {
        let behind = self.rest().strip_prefix(word.as_bytes());
        behind.is_some_and(|rest| rest.first().is_none_or(|byte| is(*byte, WORD_END)))
    }

    /// Takes the keyword if it stands here after blanks and separators.
    #[inline]
    pub(super) fn expect_keyword(&mut self, keyword: &str) -> bool {
        self.skip_separators();
        let found = self.at_word(keyword);
        if found {
            self.pos += keyword.len();
        }
        found
    }

    fn at_terminator(&self) -> bool {
        match self.peek() {
            None | Some(b')') => true,
            Some(b';') => self.at_case_end(),
            Some(b't' | b'e' | b'f' | b'd' | b'}') => {
                matches!(
                    self.keyword(),
                    Some("then" | "elif" | "else" | "fi" | "do" | "done" | "esac" | "}")
                )
            }
            _ => false,
        }
    }

    /// At the top nothing is open that such a token could close: it is passed over.
    fn skip_stray(&mut self) {
        match self.peek() {
            Some(b')' | b';') => self.pos += 1,
            Some(_) => self.pos += self.keyword().map_or(1, str::len),
            None => {}
        }
        while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
            self.pos += 1;
        }
    }

    /// Commands up to a token that closes an outer construct.
    pub(super) fn list(&mut self) {
        let list = self.tree.open(Kind::List, self.pos);
        self.items(&mut |_| {});
        self.tree.close(list, self.pos);
    }

    /// The same as they are, with a call whenever all that was read so far is complete, here-documents included.
    pub(super) fn items(&mut self, settled: &mut impl FnMut(&mut Self)) {
        let mut join = Join::Then;
        loop {
            if join == Join::Then {
                self.skip_separators();
            } else {
                self.skip_newlines();
            }
            if self.pending.is_empty() {
                settled(self);
            }
            if self.at_terminator() {
                return;
            }
            let before = self.pos;
            self.pipeline(join);
            join = match self.peek() {
                Some(b'&') if self.eat("&&") => Join::And,
                Some(b'|') if self.eat("||") => Join::Or,
                _ => Join::Then,
            };
            if self.pos == before {
                self.skip_stray();
            }
        }
    }

    fn pipeline(&mut self, join: Join) {
        let item = self.tree.open(
            Kind::Item {
                join,
                background: false,
            },
            self.pos,
        );
        let mut stands = false;
        self.skip_prefixes();
        loop {
            stands |= self.command();
            self.skip_blanks();
            if self.peek() != Some(b'|') || self.ahead(1) == Some(b'|') {
                break;
            }
            self.pos += if self.ahead(1) == Some(b'&') { 2 } else { 1 };
            self.skip_newlines();
        }
        if !stands {
            return self.tree.give_up(item);
        }
        self.tree.close(item, self.pos);
        if self.peek() == Some(b'&') && !matches!(self.ahead(1), Some(b'&' | b'>')) {
            let background = true;
            self.tree.rename(item, Kind::Item { join, background });
        }
    }

    /// `!`, and `time` before a compound command (before a simple one it is read as a program).
    fn skip_prefixes(&mut self) {
        while matches!(self.peek(), Some(b'!' | b't'))
            && let Some(keyword @ ("!" | "time")) = self.keyword()
        {
            let before = self.pos;
            self.pos += keyword.len();
            self.skip_blanks();
            let compound = matches!(self.peek(), Some(b'(')) || self.keyword().is_some();
            if keyword == "time" && !compound {
                self.pos = before;
                return;
            }
        }
    }
}
