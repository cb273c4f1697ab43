//! The reader's cursor, and its grammar of lists and pipelines.
//!
//! One pass over the bytes. Text that has to be unescaped first (backquotes) is read from a copy whose nodes all get
//! the place of the original. Nesting is counted, so that no text can exhaust the stack.
//!
//! What every command passes through is inlined by force: calling it would cost as much as it does.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::ast::{Item, Join};
use super::bytes::{BLANK, BREAK, KEYWORD_START, SPECIAL, WORD_END, classes_of, is};
use super::keyword::Keyword;
use super::nodes::{Kind, Origin, Tree};
use crate::script::Text;

/// Deepest nesting of commands and expansions.
pub(crate) const MAX_NESTING: usize = 64;

/// Nodes that are enough to be handed over: doing that costs as much as reading a short command, or two.
const ENOUGH_NODES: usize = 256;

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
    parser.everything(usize::MAX, |_| {});
    (Rc::new(parser.tree), parser.over)
}

/// Reads a text and hands its commands over a few at a time, so that a long text needs no large tree. Returns the bound
/// that ended the reading early.
pub(crate) fn parse_each(
    text: &str,
    origin: Origin,
    mut take: impl FnMut(Item<'_>),
) -> Option<&'static str> {
    let mut parser = Parser::new(text, origin, 0);
    let mut complete = None;
    parser.everything(ENOUGH_NODES, |parser| {
        parser.hand_over(&mut complete, &mut take)
    });
    parser.over
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, origin: Origin, depth: usize) -> Self {
        Parser {
            text,
            pos: 0,
            bytes: text.as_bytes(),
            end: text.len(),
            tree: Tree::new(text.into(), origin, text.len().min(ENOUGH_NODES) / 2 + 4),
            depth,
            parens: 0,
            pending: Vec::new(),
            over: None,
        }
    }

    /// Reads the text to its end, with a call whenever what was read so far is complete and `enough` nodes, and at the
    /// end.
    fn everything(&mut self, enough: usize, mut settled: impl FnMut(&mut Self)) {
        let mut join = Join::Then;
        while self.pos < self.end {
            match self.start_of_item(join) {
                ControlFlow::Continue(keyword) => join = self.item(join, keyword),
                ControlFlow::Break(_) => {
                    self.skip_stray();
                    join = Join::Then;
                }
            }
            if self.tree.nodes.len() >= enough && self.pending.is_empty() {
                settled(self);
            }
        }
        self.read_pending();
        settled(self);
    }

    /// Hands over what was read so far. The memory of its tree serves what comes next, unless somebody keeps it.
    fn hand_over(&mut self, complete: &mut Option<Rc<Tree>>, take: &mut impl FnMut(Item<'_>)) {
        if self.tree.nodes.is_empty() {
            return;
        }
        let room = if self.pos < self.end { ENOUGH_NODES } else { 0 };
        match complete.as_mut().and_then(Rc::get_mut) {
            Some(walked) => std::mem::swap(walked, &mut self.tree),
            None => {
                let next = self.tree.successor(room);
                *complete = Some(Rc::new(std::mem::replace(&mut self.tree, next)));
            }
        }
        self.tree.clear();
        if let Some(complete) = complete {
            complete.all().for_each(take);
        }
    }

    #[inline]
    pub(super) fn at(&self, pos: usize) -> Option<u8> {
        self.bytes.get(pos).copied()
    }

    /// Where the first byte of one of these classes stands from `start` on, or the end if none does.
    #[inline]
    pub(super) fn find(&self, start: usize, classes: u32) -> usize {
        let mut pos = start;
        while self.at(pos).is_some_and(|byte| !is(byte, classes)) {
            pos += 1;
        }
        pos
    }

    /// Where the run of unquoted text that begins at `start` ends, and the classes of what it consists of.
    #[inline]
    pub(super) fn run_from(&self, start: usize) -> (usize, u32) {
        let mut seen = 0;
        let mut pos = start;
        while let Some(byte) = self.at(pos) {
            let classes = classes_of(byte);
            if classes & SPECIAL != 0 {
                break;
            }
            seen |= classes;
            pos += 1;
        }
        (pos, seen)
    }

    /// Where the bytes of one of these classes end that stand from `start` on.
    #[inline]
    pub(super) fn end_of(&self, start: usize, classes: u32) -> usize {
        let mut pos = start;
        while self.at(pos).is_some_and(|byte| is(byte, classes)) {
            pos += 1;
        }
        pos
    }

    /// What is left to read.
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// Lets reading stop at `end`.
    pub(super) fn stop_at(&mut self, end: usize) {
        self.end = end;
        self.bytes = self.text.as_bytes().get(..end).unwrap_or_default();
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.at(self.pos)
    }

    #[inline]
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
        let mut pos = self.pos;
        while self.at(pos) == Some(b' ') {
            pos += 1;
        }
        self.pos = pos;
        if self.peek().is_some_and(|byte| is(byte, BLANK)) {
            self.skip_other_blanks();
        }
    }

    #[cold]
    fn skip_other_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.pos += 1,
                _ if self.skip_other_blank(byte) => {}
                _ => return,
            }
        }
    }

    /// Skips a comment, an escaped newline or the first half of a newline; whether one stands here.
    #[cold]
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
    #[inline(always)]
    pub(super) fn skip_separators(&mut self) {
        let mut pos = self.pos;
        loop {
            match self.at(pos) {
                Some(b' ') => pos += 1,
                Some(b'\n') if self.pending.is_empty() => pos += 1,
                Some(byte) if is(byte, BLANK | BREAK) => {
                    self.pos = pos;
                    if !self.skip_separator(byte) {
                        return;
                    }
                    pos = self.pos;
                }
                _ => break,
            }
        }
        self.pos = pos;
    }

    /// Skips what is more than one byte, or no separator everywhere; whether it is one here.
    fn skip_separator(&mut self, byte: u8) -> bool {
        match byte {
            b'\t' => self.pos += 1,
            b'\n' => self.newline(),
            b';' if !self.at_case_end() => self.pos += 1,
            b'&' if self.ahead(1) != Some(b'>') => self.pos += 1,
            b'\r' | b'\\' | b'#' => return self.skip_other_blank(byte),
            _ => return false,
        }
        true
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

    #[inline]
    fn newline(&mut self) {
        self.pos += 1;
        self.read_pending();
    }

    /// `;;`, `;&` and `;;&` end an arm of a `case`.
    pub(super) fn at_case_end(&self) -> bool {
        self.depth > 0 && self.peek() == Some(b';') && matches!(self.ahead(1), Some(b';' | b'&'))
    }

    /// Whether this word, and not a longer one, stands here.
    #[inline]
    pub(super) fn at_word(&self, word: &str) -> bool {
        let behind = self.rest().strip_prefix(word.as_bytes());
        behind.is_some_and(|rest| rest.first().is_none_or(|byte| is(*byte, WORD_END)))
    }

    /// At the top nothing is open that such a token could close: it is passed over.
    fn skip_stray(&mut self) {
        match self.peek() {
            Some(b')' | b';') => self.pos += 1,
            Some(_) => self.pos += self.keyword().map_or(1, Keyword::length),
            None => {}
        }
        while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
            self.pos += 1;
        }
    }

    /// Commands up to a token that closes an outer construct. Returns it if it is a keyword.
    pub(super) fn list(&mut self) -> Option<Keyword> {
        let list = self.tree.open(Kind::List, self.pos);
        let end = self.items();
        self.tree.close(list, self.pos);
        end
    }

    /// A list, and the keyword behind it if it is the one that should stand there.
    pub(super) fn list_up_to(&mut self, keyword: Keyword) {
        let found = self.list();
        self.take_keyword(keyword, found);
    }

    /// The same without a node of its own.
    pub(super) fn items_up_to(&mut self, keyword: Keyword) {
        let found = self.items();
        self.take_keyword(keyword, found);
    }

    /// What a list consists of.
    pub(super) fn items(&mut self) -> Option<Keyword> {
        let mut join = Join::Then;
        loop {
            match self.start_of_item(join) {
                ControlFlow::Continue(keyword) => join = self.item(join, keyword),
                ControlFlow::Break(end) => return end,
            }
        }
    }

    /// Moves to where an item begins and returns the keyword there. Breaks at a token that closes an outer construct.
    #[inline(always)]
    fn start_of_item(&mut self, join: Join) -> ControlFlow<Option<Keyword>, Option<Keyword>> {
        if join == Join::Then {
            self.skip_separators();
        } else {
            self.skip_newlines();
        }
        let (keyword, closes) = match self.peek() {
            None | Some(b')') => (None, true),
            Some(b';') => (None, self.at_case_end()),
            Some(byte) if is(byte, KEYWORD_START) => {
                let keyword = self.keyword();
                (keyword, keyword.is_some_and(Keyword::ends_list))
            }
            Some(_) => (None, false),
        };
        if closes {
            ControlFlow::Break(keyword)
        } else {
            ControlFlow::Continue(keyword)
        }
    }

    /// A pipeline, given the keyword that it begins with. Returns how the next one hangs on it.
    #[inline(always)]
    fn item(&mut self, join: Join, keyword: Option<Keyword>) -> Join {
        let start = self.pos;
        let kind = |background, piped| Kind::Item {
            join,
            background,
            piped,
        };
        let item = self.tree.open(kind(false, false), start);
        let commands = self.pipeline(keyword);
        let end = self.pos;
        let mut background = false;
        let mut next = Join::Then;
        match self.peek() {
            Some(b'&') if self.eat("&&") => next = Join::And,
            Some(b'|') if self.eat("||") => next = Join::Or,
            Some(b'&') if commands > 0 && self.ahead(1) != Some(b'>') => background = true,
            _ if end == start => self.skip_stray(),
            _ => {}
        }
        if background || commands > 1 {
            self.tree.rename(item, kind(background, commands > 1));
        }
        if commands > 0 {
            self.tree.close(item, end);
        } else {
            self.tree.give_up(item);
        }
        next
    }

    /// Commands with `|` between them; how many there are.
    #[inline(always)]
    fn pipeline(&mut self, keyword: Option<Keyword>) -> usize {
        let mut keyword = self.skip_prefixes(keyword);
        let mut commands = 0;
        loop {
            commands += usize::from(self.command(keyword));
            if self.peek() != Some(b'|') || self.ahead(1) == Some(b'|') {
                return commands;
            }
            self.pos += if self.ahead(1) == Some(b'&') { 2 } else { 1 };
            self.skip_newlines();
            keyword = self.keyword();
        }
    }

    /// `!`, and `time` before a compound command (before a simple one it is read as a program). Returns the keyword
    /// behind them.
    #[inline(always)]
    fn skip_prefixes(&mut self, first: Option<Keyword>) -> Option<Keyword> {
        let mut keyword = first;
        while let Some(prefix @ (Keyword::Not | Keyword::Time)) = keyword {
            let before = self.pos;
            self.pos += prefix.length();
            self.skip_blanks();
            keyword = self.keyword();
            let compound = keyword.is_some() || self.peek() == Some(b'(');
            if prefix == Keyword::Time && !compound {
                self.pos = before;
                return None;
            }
        }
        keyword
    }
}
