//! The reader's cursor, and its grammar of lists and pipelines.
//!
//! One pass over the bytes. Text that has to be unescaped first (backquotes) is read from a copy whose nodes all get
//! the place of the original. Nesting is counted, so that no text can exhaust the stack.

use std::cell::OnceCell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::ast::{Command, Item, Join, List, RawWord};
use crate::script::{Span, Text};

/// Deepest nesting of commands and expansions.
pub(crate) const MAX_NESTING: usize = 64;

/// Where the bytes of a text stand in the text that was given to the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// This many bytes further on.
    Shifted(usize),
    /// Nowhere: the text was derived from what stands here.
    Derived(Span),
}

/// A here-document whose operator was read and whose body was not yet.
pub(super) struct PendingDocument {
    pub(super) delimiter: Text,
    pub(super) quoted: bool,
    pub(super) strip_tabs: bool,
    pub(super) body: Rc<OnceCell<RawWord>>,
}

pub(crate) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) pos: usize,
    /// The text up to where reading stops: its end, or the closing backquote.
    pub(super) bytes: &'a [u8],
    pub(super) end: usize,
    pub(super) origin: Origin,
    pub(super) depth: usize,
    /// Open constructs that end with `)`.
    pub(super) parens: usize,
    pub(super) pending: Vec<PendingDocument>,
    pub(super) over: Option<&'static str>,
}

/// Reads a text as a whole. Returns the bound that ended the reading early, too.
pub(crate) fn parse(text: &str, origin: Origin) -> (List, Option<&'static str>) {
    let mut list = List::default();
    let over = parse_each(text, origin, |item| list.items.push(item));
    (list, over)
}

/// Reads a text and hands its commands over one by one, so that a long text needs no large tree. Returns the bound that
/// ended the reading early.
pub(crate) fn parse_each(
    text: &str,
    origin: Origin,
    mut take: impl FnMut(Item),
) -> Option<&'static str> {
    let mut parser = Parser::new(text, origin, 0);
    let mut items = Vec::new();
    let mut settled = |items: &mut Vec<Item>| items.drain(..).for_each(&mut take);
    while parser.pos < parser.end {
        parser.items(&mut items, &mut settled);
        parser.skip_stray();
    }
    parser.read_pending();
    settled(&mut items);
    parser.over
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, origin: Origin, depth: usize) -> Self {
        Parser {
            text,
            pos: 0,
            bytes: text.as_bytes(),
            end: text.len(),
            origin,
            depth,
            parens: 0,
            pending: Vec::new(),
            over: None,
        }
    }

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

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        match self.origin {
            Origin::Shifted(by) => Span {
                start: start + by,
                end: end.min(self.text.len()) + by,
            },
            Origin::Derived(span) => span,
        }
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        self.span(start, self.pos)
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
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.pos += 1,
                Some(b'\r') if self.ahead(1) == Some(b'\n') => self.pos += 1,
                Some(b'\\') if self.ahead(1) == Some(b'\n') => self.pos += 2,
                Some(b'\\') if self.ahead(1) == Some(b'\r') && self.ahead(2) == Some(b'\n') => {
                    self.pos += 3
                }
                Some(b'#') if self.at_word_start() => self.skip_comment(),
                _ => return,
            }
        }
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
        let candidates: &[&'static str] = match self.peek()? {
            b'i' => &["if", "in"],
            b't' => &["then", "time"],
            b'e' => &["elif", "else", "esac"],
            b'f' => &["fi", "for", "function"],
            b's' => &["select"],
            b'w' => &["while"],
            b'u' => &["until"],
            b'd' => &["do", "done"],
            b'c' => &["case", "coproc"],
            b'{' => &["{"],
            b'}' => &["}"],
            b'!' => &["!"],
            b'[' => &["[["],
            _ => return None,
        };
        let word = self.bare_word();
        candidates.iter().copied().find(|keyword| *keyword == word)
    }

    /// The run of bytes up to the next blank or operator; long ones are cut, since no keyword is long.
    pub(super) fn bare_word(&self) -> &'a str {
        let ends = |byte: &u8| {
            matches!(
                byte,
                b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>'
            )
        };
        let rest = self.rest();
        let rest = rest.get(..12).unwrap_or(rest);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.slice(self.pos, self.pos + length)
    }

    /// Takes the keyword if it stands here after blanks and separators.
    pub(super) fn expect_keyword(&mut self, keyword: &str) -> bool {
        self.skip_separators();
        let found = self.bare_word() == keyword;
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
    pub(super) fn list(&mut self) -> List {
        let mut items = Vec::new();
        self.items(&mut items, &mut |_| {});
        List { items }
    }

    /// The same, with a call whenever all that was read so far is complete, here-documents included.
    fn items(&mut self, items: &mut Vec<Item>, settled: &mut impl FnMut(&mut Vec<Item>)) {
        let mut join = Join::Then;
        loop {
            if join == Join::Then {
                self.skip_separators();
            } else {
                self.skip_newlines();
            }
            if self.pending.is_empty() {
                settled(items);
            }
            if self.at_terminator() {
                return;
            }
            let before = self.pos;
            let stages = self.pipeline();
            self.skip_blanks();
            let background =
                self.peek() == Some(b'&') && !matches!(self.ahead(1), Some(b'&' | b'>'));
            if !stages.is_empty() {
                if items.is_empty() {
                    // Most lists are short: one command in `$( )`, one in a branch.
                    items.reserve_exact(1);
                }
                items.push(Item {
                    join,
                    background,
                    stages,
                });
            }
            join = if self.eat("&&") {
                Join::And
            } else if self.looking_at("||") {
                self.pos += 2;
                Join::Or
            } else {
                Join::Then
            };
            if self.pos == before {
                self.skip_stray();
            }
        }
    }

    fn pipeline(&mut self) -> SmallVec<[Command; 1]> {
        let mut stages = SmallVec::new();
        self.skip_prefixes();
        loop {
            if let Some(command) = self.command() {
                stages.push(command);
            }
            self.skip_blanks();
            if self.peek() != Some(b'|') || self.ahead(1) == Some(b'|') {
                return stages;
            }
            self.pos += if self.ahead(1) == Some(b'&') { 2 } else { 1 };
            self.skip_newlines();
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
