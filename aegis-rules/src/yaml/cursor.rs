//! Reads along the part of YAML in which rule files are written: indented mappings and lists, lists and mappings in
//! brackets on one line, scalars on one line. It builds nothing and gives up, with `None`, at the first sign of anything
//! else, so that what it reads means the same to every YAML parser.

use super::Mark;
use super::keys::{Key, first_key};
use super::scalar::{Scalar, Style};
use super::search::{Bytes, behind_blanks, find};

/// Nesting of lists and mappings.
const MAX_DEPTH: usize = 16;

/// A list or a mapping that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Open {
    /// Its items or keys begin at this column of their lines.
    Lines(usize),
    /// It ends with this bracket.
    Brackets(u8),
    /// It is none, but a value by itself, which is read as the only item of one.
    Alone,
}

/// What stands at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    List,
    Mapping,
}

/// A place in a text. Reading a value brings it behind that value: to the next line, or within brackets to what follows.
///
/// Each hook call reads whole files with it, so it goes along the bytes and looks at each of them once.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    /// The next byte to be read.
    at: usize,
    /// Where the line begins, and its number.
    start: usize,
    number: usize,
    /// The key that was read last: its first byte, the start of its line and the number of that.
    key: (usize, usize, usize),
    /// Nothing of the line was read but its indentation and the signs of list items.
    fresh: bool,
    /// The value at the cursor is a list whose items are not indented deeper than its key.
    beside_key: bool,
    over: bool,
    /// Brackets that are open.
    brackets: usize,
    depth: usize,
}

impl<'t> Cursor<'t> {
    /// Stands at the first line that holds something; the text's first line has that number.
    pub(crate) fn new(text: &'t str, first_line: usize) -> Self {
        let mut cursor = Cursor {
            text,
            at: 0,
            start: 0,
            number: first_line,
            key: (0, 0, first_line),
            fresh: true,
            beside_key: false,
            over: false,
            brackets: 0,
            depth: 0,
        };
        cursor.stop_at_content();
        cursor
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// The next byte to be read.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Where the line begins in the text; at the end the text's length.
    pub(crate) fn line_start(&self) -> usize {
        self.start
    }

    pub(crate) fn line_number(&self) -> usize {
        self.number
    }

    /// From 0, in bytes.
    pub(crate) fn column(&self) -> usize {
        self.at - self.start
    }

    /// The place of the value at the cursor.
    pub(crate) fn mark(&self) -> Mark {
        let at = if self.beside_key && self.is_item() {
            // A full parser places such a list at its first item.
            behind_blanks(self.text.as_bytes(), self.at + 1)
        } else {
            self.at
        };
        self.place(at, self.start, self.number)
    }

    /// Where the line of the key that was read last begins, if the key stands first on it.
    pub(crate) fn key_line(&self) -> Option<usize> {
        let (at, start, _) = self.key;
        (behind_blanks(self.text.as_bytes(), start) == at).then_some(start)
    }

    /// The number of its line.
    pub(crate) fn key_line_number(&self) -> usize {
        let (_, _, number) = self.key;
        number
    }

    /// The place of the key that was read last.
    pub(crate) fn key_mark(&self) -> Mark {
        let (at, start, number) = self.key;
        self.place(at, start, number)
    }

    fn place(&self, at: usize, start: usize, line: usize) -> Mark {
        let before = self.text.get(start..at).unwrap_or_default();
        let column = if before.is_ascii() {
            before.len()
        } else {
            before.chars().count()
        };
        Mark {
            line,
            column: column + 1,
        }
    }

    pub(crate) fn shape(&self) -> Shape {
        match self.byte(self.at) {
            _ if self.fresh && self.is_item() => Shape::List,
            _ if self.fresh => Shape::Mapping,
            b'[' => Shape::List,
            b'{' => Shape::Mapping,
            _ => Shape::Scalar,
        }
    }

    /// Begins to read a mapping. Tells whether there is a key at the cursor.
    pub(crate) fn open_mapping(&mut self) -> Option<(Open, bool)> {
        if !self.fresh {
            return self.open_brackets(b'{', b'}');
        }
        self.deeper()?;
        self.beside_key = false;
        Some((Open::Lines(self.column()), true))
    }

    /// Goes on to the next key of a mapping. Tells whether there is one.
    #[inline(always)]
    pub(crate) fn next_key(&mut self, open: Open) -> Option<bool> {
        let column = match open {
            Open::Lines(column) => column,
            Open::Brackets(close) => return self.next_in_brackets(close),
            Open::Alone => return Some(false),
        };
        if self.fresh && !self.over && self.column() == column {
            return Some(true);
        }
        self.depth -= 1;
        // A deeper line would go on with what seemed to be complete.
        (self.over || (self.fresh && self.column() < column)).then_some(false)
    }

    /// Reads a key and goes on to its value.
    pub(crate) fn key(&mut self) -> Option<&'t str> {
        let end = self.key_end(self.at)?;
        let name = self.text.get(self.at..end)?;
        self.key = (self.at, self.start, self.number);
        self.at = end + 1;
        self.begin_value()?;
        Some(name)
    }

    /// Reads a key, which must be one of these, and goes on to its value. Tells its number and what is said of it. The one
    /// with that number is the first to be tried.
    #[inline(always)]
    pub(crate) fn key_of<V: Copy>(&mut self, keys: &[Key<V>], next: usize) -> Option<(usize, V)> {
        let text = self.text.as_bytes().get(self.at..)?;
        let (number, length, value) = first_key(text, keys, next)?;
        self.key = (self.at, self.start, self.number);
        self.at += length + 1;
        self.begin_value()?;
        Some((number, value))
    }

    /// Begins to read a list. Tells whether there is an item at the cursor.
    pub(crate) fn open_list(&mut self) -> Option<(Open, bool)> {
        if !self.fresh {
            return self.open_brackets(b'[', b']');
        }
        if !self.is_item() {
            return None;
        }
        self.deeper()?;
        self.beside_key = false;
        let column = self.column();
        self.begin_item();
        Some((Open::Lines(column), true))
    }

    /// Goes on to the next item of a list. Tells whether there is one.
    #[inline(always)]
    pub(crate) fn next_item(&mut self, open: Open) -> Option<bool> {
        match open {
            Open::Lines(column) => self.next_on_lines(column),
            Open::Brackets(close) => self.next_in_brackets(close),
            Open::Alone => Some(false),
        }
    }

    #[inline(always)]
    fn next_on_lines(&mut self, column: usize) -> Option<bool> {
        if self.fresh && !self.over && self.column() == column && self.is_item() {
            self.begin_item();
            return Some(true);
        }
        self.depth -= 1;
        (self.fresh && (self.over || self.column() <= column)).then_some(false)
    }

    fn begin_item(&mut self) {
        self.at = behind_blanks(self.text.as_bytes(), self.at + 1);
        self.fresh = self.key_end(self.at).is_some();
    }

    fn open_brackets(&mut self, open: u8, close: u8) -> Option<(Open, bool)> {
        self.deeper()?;
        self.eat(open).then_some(())?;
        self.brackets += 1;
        self.skip_blanks();
        let more = self.byte(self.at) != close || !self.close_bracket()?;
        Some((Open::Brackets(close), more))
    }

    #[inline(always)]
    fn next_in_brackets(&mut self, close: u8) -> Option<bool> {
        self.skip_blanks();
        match self.byte(self.at) {
            b',' => {
                self.at += 1;
                self.skip_blanks();
                Some(true)
            }
            byte if byte == close => self.close_bracket().map(|closed| !closed),
            _ => None,
        }
    }

    fn close_bracket(&mut self) -> Option<bool> {
        self.at += 1;
        self.brackets -= 1;
        self.depth -= 1;
        self.end_value()?;
        Some(true)
    }

    #[inline]
    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= MAX_DEPTH).then_some(())
    }

    /// Reads a mapping. At the value of each key it passes itself on, to be brought behind that value.
    #[inline]
    pub(crate) fn mapping(
        &mut self,
        mut entry: impl FnMut(&mut Self, &'t str) -> Option<()>,
    ) -> Option<()> {
        let (open, mut more) = self.open_mapping()?;
        while more {
            let name = self.key()?;
            entry(self, name)?;
            more = self.next_key(open)?;
        }
        Some(())
    }

    /// Reads a list. At each item it passes itself on, to be brought behind that item.
    #[inline]
    pub(crate) fn list(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let (open, mut more) = self.open_list()?;
        while more {
            each(self)?;
            more = self.next_item(open)?;
        }
        Some(())
    }

    #[inline(never)]
    pub(crate) fn scalar(&mut self) -> Option<Scalar<'t>> {
        self.scalar_inline()
    }

    /// As [`Cursor::scalar`], for the one place that reads nearly all of them: each copy of this code is code that a new
    /// process meets cold.
    #[inline(always)]
    pub(crate) fn scalar_inline(&mut self) -> Option<Scalar<'t>> {
        match self.byte(self.at) {
            _ if self.fresh => None,
            b'\'' => self.single_quoted(),
            b'"' => self.double_quoted(),
            _ if self.brackets > 0 => self.plain_in_brackets(),
            _ => self.plain_on_line(),
        }
    }

    /// Reads a value of any shape.
    pub(crate) fn skip(&mut self) -> Option<()> {
        match self.shape() {
            Shape::Scalar => self.scalar().map(|_| ()),
            Shape::List => self.list(Cursor::skip),
            Shape::Mapping => self.mapping(|cursor, _| cursor.skip()),
        }
    }

    /// Goes on to the value behind a key.
    #[inline(always)]
    fn begin_value(&mut self) -> Option<()> {
        // One blank, nearly always.
        if self.byte(self.at) == b' ' {
            self.at += 1;
            self.skip_blanks();
        }
        if self.brackets > 0 {
            return Some(());
        }
        self.fresh = false;
        match self.byte(self.at) {
            b'\n' | b'#' => self.begin_below(),
            _ => Some(()),
        }
    }

    /// Goes on to a value below its key.
    #[inline(never)]
    fn begin_below(&mut self) -> Option<()> {
        let (at, start, _) = self.key;
        let column = at - start;
        self.stop_at_content();
        self.beside_key = self.column() == column && self.is_item();
        (!self.over && (self.column() > column || self.beside_key)).then_some(())
    }

    /// Behind a value outside of brackets nothing but a comment may stand on its line.
    #[inline(always)]
    fn end_value(&mut self) -> Option<()> {
        if self.brackets == 0 {
            return self.end_line();
        }
        Some(())
    }

    #[inline(always)]
    fn end_line(&mut self) -> Option<()> {
        if self.byte(self.at) != b'\n' {
            let end = behind_blanks(self.text.as_bytes(), self.at);
            let ends = self.byte(end) == b'\n' || (self.byte(end) == b'#' && end > self.at);
            ends.then_some(())?;
            self.at = end;
        }
        self.stop_at_content();
        Some(())
    }

    /// Goes on to content: stands at a line's indentation, at its end, or at the comment before that.
    #[inline(always)]
    fn stop_at_content(&mut self) {
        // Nearly always the next line holds something.
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'\n') {
            let start = self.at + 1;
            let at = behind_blanks(bytes, start);
            if !matches!(bytes.get(at), None | Some(b'\n' | b'#')) {
                (self.at, self.start) = (at, start);
                self.number += 1;
                self.fresh = true;
                return;
            }
        }
        self.pass_over_lines();
    }

    /// As [`Cursor::stop_at_content`], over empty lines and comments.
    #[cold]
    fn pass_over_lines(&mut self) {
        self.fresh = true;
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            match bytes.get(at) {
                Some(b'\n') => {
                    at += 1;
                    self.start = at;
                    self.number += 1;
                    at = behind_blanks(bytes, at);
                }
                Some(b' ' | b'#') => at = comment_end(bytes, at),
                Some(_) => break,
                None => {
                    self.over = true;
                    self.start = at;
                    break;
                }
            }
        }
        self.at = at;
    }

    /// The byte at a place; at the text's end that of a line's end.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.byte(self.at) == byte;
        self.at += usize::from(found);
        found
    }

    #[inline]
    fn skip_blanks(&mut self) {
        if self.byte(self.at) == b' ' {
            self.at = behind_blanks(self.text.as_bytes(), self.at);
        }
    }

    /// Whether an item of a list begins here.
    #[inline]
    fn is_item(&self) -> bool {
        self.byte(self.at) == b'-' && self.byte(self.at + 1) == b' '
    }

    /// Where the key ends that begins there: a letter, then letters, digits, `_`, `-` and `|`, before a colon that ends the
    /// line or is followed by a blank.
    #[inline]
    fn key_end(&self, begin: usize) -> Option<usize> {
        if !self.byte(begin).is_ascii_alphabetic() {
            return None;
        }
        let end = IN_KEY.end(self.text.as_bytes(), begin, true);
        let separate = self.byte(end) == b':' && matches!(self.byte(end + 1), b' ' | b'\n');
        separate.then_some(end)
    }

    #[inline(always)]
    fn single_quoted(&mut self) -> Option<Scalar<'t>> {
        let bytes = self.text.as_bytes();
        let begin = self.at + 1;
        let mut end = begin;
        let mut escaped = false;
        loop {
            end = find(bytes, end, *b"'\n");
            if self.byte(end) == b'\n' {
                return None;
            }
            if self.byte(end + 1) != b'\'' {
                break;
            }
            escaped = true;
            end += 2;
        }
        self.end_scalar(begin, end, end + 1, Style::Single, escaped)
    }

    #[inline(always)]
    fn double_quoted(&mut self) -> Option<Scalar<'t>> {
        let bytes = self.text.as_bytes();
        let begin = self.at + 1;
        let mut end = begin;
        let mut escaped = false;
        loop {
            end = find(bytes, end, *b"\"\\\n");
            match self.byte(end) {
                b'"' => break,
                b'\\' if self.byte(end + 1) != b'\n' => end += 2,
                _ => return None,
            }
            escaped = true;
        }
        self.end_scalar(begin, end, end + 1, Style::Double, escaped)
    }

    /// An unquoted scalar, which ends with the line or before a comment.
    #[inline(always)]
    fn plain_on_line(&mut self) -> Option<Scalar<'t>> {
        let bytes = self.text.as_bytes();
        let begin = self.at;
        self.starts_plain().then_some(())?;
        let mut end = begin;
        loop {
            end = find(bytes, end, *b"\n#:");
            match self.byte(end) {
                b'\n' => break,
                b'#' if self.byte(end - 1) == b' ' => break,
                b':' if matches!(self.byte(end + 1), b' ' | b'\n') => return None,
                _ => end += 1,
            }
        }
        self.end_scalar(begin, self.before_blanks(end), end, Style::Plain, false)
    }

    /// An unquoted scalar within brackets, which ends before what ends an item.
    #[inline(always)]
    fn plain_in_brackets(&mut self) -> Option<Scalar<'t>> {
        let bytes = self.text.as_bytes();
        let begin = self.at;
        self.starts_plain().then_some(())?;
        let mut end = begin;
        loop {
            end = SPECIAL.end(bytes, end, false);
            match self.byte(end) {
                b',' | b']' | b'}' => break,
                b'\n' | b'[' | b'{' => return None,
                b'#' if self.byte(end - 1) == b' ' => return None,
                b':' => match self.byte(end + 1) {
                    b' ' | b'\n' | b',' | b'[' | b']' | b'{' | b'}' => return None,
                    _ => end += 1,
                },
                _ => end += 1,
            }
        }
        self.end_scalar(begin, self.before_blanks(end), end, Style::Plain, false)
    }

    /// Whether an unquoted scalar can begin so in every place.
    #[inline]
    fn starts_plain(&self) -> bool {
        match self.byte(self.at) {
            b'-' => !matches!(
                self.byte(self.at + 1),
                b' ' | b'\n' | b',' | b'[' | b']' | b'{' | b'}'
            ),
            first => !NO_START.has(first),
        }
    }

    /// The end of what stands before a place and the blanks before that.
    #[inline]
    fn before_blanks(&self, mut end: usize) -> usize {
        while self.byte(end - 1) == b' ' {
            end -= 1;
        }
        end
    }

    /// A scalar of which everything before `behind` was read.
    #[inline(always)]
    fn end_scalar(
        &mut self,
        begin: usize,
        end: usize,
        behind: usize,
        style: Style,
        escaped: bool,
    ) -> Option<Scalar<'t>> {
        let raw = self.text.get(begin..end)?;
        self.at = behind;
        self.end_value()?;
        Some(Scalar {
            raw,
            style,
            escaped,
        })
    }
}

/// Behind blanks and a comment.
#[cold]
fn comment_end(bytes: &[u8], begin: usize) -> usize {
    match behind_blanks(bytes, begin) {
        at if bytes.get(at) == Some(&b'#') => find(bytes, at, *b"\n"),
        at => at,
    }
}

/// What keys are made of.
static IN_KEY: Bytes =
    Bytes::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-|");
/// What may end an unquoted scalar within brackets.
static SPECIAL: Bytes = Bytes::of(b"\n#:,[]{}");
/// What no unquoted scalar can begin with in every place.
static NO_START: Bytes = Bytes::of(b"\n?:,[]{}#&*!|>'\"%@`");
