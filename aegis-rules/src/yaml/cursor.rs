//! Reads along the part of YAML in which rule files are written: indented mappings and lists, lists and mappings in
//! brackets on one line, scalars on one line. It builds nothing and gives up, with `None`, at the first sign of anything
//! else, so that what it reads means the same to every YAML parser.

use std::borrow::Cow;

use super::{Mark, is_null};

/// Nesting of lists and mappings.
const MAX_DEPTH: usize = 16;

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
            self.behind_blanks(self.at + 1)
        } else {
            self.at
        };
        self.place(at, self.start, self.number)
    }

    /// Where the line of the key that was read last begins, if the key stands first on it.
    pub(crate) fn key_line(&self) -> Option<usize> {
        let (at, start, _) = self.key;
        (self.behind_blanks(start) == at).then_some(start)
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

    /// Reads a mapping. At the value of each key it passes itself on, to be brought behind that value.
    pub(crate) fn mapping(
        &mut self,
        mut entry: impl FnMut(&mut Self, &'t str) -> Option<()>,
    ) -> Option<()> {
        self.nested(|cursor| {
            if cursor.fresh {
                return cursor.block_mapping(&mut entry);
            }
            cursor.bracketed(b'{', b'}', |cursor| {
                let name = cursor.key()?;
                cursor.skip_blanks();
                entry(cursor, name)
            })
        })
    }

    /// Reads a list. At each item it passes itself on, to be brought behind that item.
    pub(crate) fn list(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.nested(|cursor| {
            if cursor.fresh {
                return cursor.block_list(&mut each);
            }
            cursor.bracketed(b'[', b']', &mut each)
        })
    }

    pub(crate) fn scalar(&mut self) -> Option<Scalar<'t>> {
        let scalar = match self.byte(self.at) {
            _ if self.fresh => return None,
            b'\'' => self.single_quoted()?,
            b'"' => self.double_quoted()?,
            _ => self.plain()?,
        };
        self.end_value()?;
        Some(scalar)
    }

    /// Reads a value of any shape.
    pub(crate) fn skip(&mut self) -> Option<()> {
        match self.shape() {
            Shape::Scalar => self.scalar().map(|_| ()),
            Shape::List => self.list(Cursor::skip),
            Shape::Mapping => self.mapping(|cursor, _| cursor.skip()),
        }
    }

    #[inline]
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        read(self)?;
        self.depth -= 1;
        Some(())
    }

    fn block_mapping(
        &mut self,
        entry: &mut impl FnMut(&mut Self, &'t str) -> Option<()>,
    ) -> Option<()> {
        let column = self.column();
        self.beside_key = false;
        loop {
            let name = self.key()?;
            self.skip_blanks();
            if matches!(self.byte(self.at), b'\n' | b'#') {
                self.stop_at_content();
                self.beside_key = self.column() == column && self.is_item();
                if self.over || (self.column() <= column && !self.beside_key) {
                    return None;
                }
            } else {
                self.fresh = false;
            }
            entry(self, name)?;
            if self.over || (self.fresh && self.column() < column) {
                return Some(());
            }
            // A deeper line would go on with what seemed to be complete.
            if !self.fresh || self.column() > column {
                return None;
            }
        }
    }

    fn block_list(&mut self, each: &mut impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let column = self.column();
        self.beside_key = false;
        while !self.over && self.column() == column && self.is_item() {
            self.at = self.behind_blanks(self.at + 1);
            self.fresh = self.key_end(self.at).is_some();
            each(self)?;
            if !self.fresh {
                return None;
            }
        }
        (self.over || self.column() <= column).then_some(())
    }

    fn bracketed(
        &mut self,
        open: u8,
        close: u8,
        mut each: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.eat(open).then_some(())?;
        self.brackets += 1;
        self.skip_blanks();
        if !self.eat(close) {
            loop {
                each(self)?;
                self.skip_blanks();
                if self.eat(close) {
                    break;
                }
                self.eat(b',').then_some(())?;
                self.skip_blanks();
            }
        }
        self.brackets -= 1;
        self.end_value()
    }

    /// Behind a value outside of brackets nothing but a comment may stand on its line.
    #[inline]
    fn end_value(&mut self) -> Option<()> {
        if self.brackets > 0 {
            return Some(());
        }
        let end = self.behind_blanks(self.at);
        let ends = match self.byte(end) {
            b'\n' => true,
            b'#' => end > self.at,
            _ => false,
        };
        ends.then(|| {
            self.at = end;
            self.stop_at_content();
        })
    }

    /// Goes on to content: stands at a line's indentation, at its end, or at the comment before that.
    fn stop_at_content(&mut self) {
        self.fresh = true;
        loop {
            self.at = self.behind_blanks(self.at);
            match self.byte(self.at) {
                b'\n' if self.at >= self.text.len() => {
                    self.over = true;
                    self.start = self.at;
                    return;
                }
                b'\n' => {
                    self.at += 1;
                    self.start = self.at;
                    self.number += 1;
                }
                b'#' => self.at = find(self.text.as_bytes(), self.at, *b"\n"),
                _ => return,
            }
        }
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
    fn behind_blanks(&self, from: usize) -> usize {
        let mut at = from;
        while self.text.as_bytes().get(at..at + 4) == Some(b"    ") {
            at += 4;
        }
        while self.byte(at) == b' ' {
            at += 1;
        }
        at
    }

    #[inline]
    fn skip_blanks(&mut self) {
        self.at = self.behind_blanks(self.at);
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
        let rest = self.text.as_bytes().get(begin..)?;
        let end = begin + rest.iter().position(|byte| !KEY.has(*byte))?;
        let separate = self.byte(end) == b':' && matches!(self.byte(end + 1), b' ' | b'\n');
        separate.then_some(end)
    }

    fn key(&mut self) -> Option<&'t str> {
        let end = self.key_end(self.at)?;
        self.key = (self.at, self.start, self.number);
        let name = self.text.get(self.at..end)?;
        self.at = end + 1;
        Some(name)
    }

    fn single_quoted(&mut self) -> Option<Scalar<'t>> {
        let begin = self.at + 1;
        let mut end = begin;
        let mut escaped = false;
        loop {
            end = find(self.text.as_bytes(), end, *b"'\n");
            if self.byte(end) == b'\n' {
                return None;
            }
            if self.byte(end + 1) != b'\'' {
                break;
            }
            escaped = true;
            end += 2;
        }
        self.at = end + 1;
        Some(Scalar {
            raw: self.text.get(begin..end)?,
            style: Style::Single,
            escaped,
        })
    }

    fn double_quoted(&mut self) -> Option<Scalar<'t>> {
        let begin = self.at + 1;
        let mut end = begin;
        let mut escaped = false;
        loop {
            end = find(self.text.as_bytes(), end, *b"\"\\\n");
            match self.byte(end) {
                b'"' => break,
                b'\\' if self.byte(end + 1) != b'\n' => end += 2,
                _ => return None,
            }
            escaped = true;
        }
        self.at = end + 1;
        Some(Scalar {
            raw: self.text.get(begin..end)?,
            style: Style::Double,
            escaped,
        })
    }

    /// An unquoted scalar, which ends with the line, before a comment, or within brackets before what ends an item.
    fn plain(&mut self) -> Option<Scalar<'t>> {
        let begin = self.at;
        if !starts_plain(self.byte(begin), self.byte(begin + 1)) {
            return None;
        }
        let bracketed = self.brackets > 0;
        let mut end = begin;
        loop {
            let rest = self.text.as_bytes().get(end..)?;
            end += rest
                .iter()
                .position(|byte| SPECIAL.has(*byte))
                .unwrap_or(rest.len());
            match self.byte(end) {
                b'\n' | b'[' | b'{' if bracketed => return None,
                b'\n' => break,
                b'#' if self.byte(end.saturating_sub(1)) == b' ' && bracketed => return None,
                b'#' if self.byte(end.saturating_sub(1)) == b' ' => break,
                b':' if matches!(self.byte(end + 1), b' ' | b'\n') => return None,
                b':' if bracketed && ITEM_ENDS.has(self.byte(end + 1)) => return None,
                b',' | b']' | b'}' if bracketed => break,
                _ => end += 1,
            }
        }
        self.at = end;
        while self.byte(end - 1) == b' ' {
            end -= 1;
        }
        Some(Scalar {
            raw: self.text.get(begin..end)?,
            style: Style::Plain,
            escaped: false,
        })
    }
}

/// A set of bytes.
struct Bytes([bool; 256]);

impl Bytes {
    const fn of(list: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut index = 0;
        while index < list.len() {
            set[list[index] as usize] = true;
            index += 1;
        }
        Bytes(set)
    }

    #[inline]
    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

/// What may stand in a key.
static KEY: Bytes = Bytes::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-|");
/// What may end an unquoted scalar.
static SPECIAL: Bytes = Bytes::of(b"\n#:,[]{}");
/// What may follow an item within brackets.
static ITEM_ENDS: Bytes = Bytes::of(b",[]{}");
/// What no unquoted scalar can begin with in every place.
static NO_START: Bytes = Bytes::of(b"\n?:,[]{}#&*!|>'\"%@`");

/// The first place from there at which one of these bytes stands; the length if there is none.
#[inline]
fn find<const N: usize>(bytes: &[u8], from: usize, wanted: [u8; N]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mut at = from;
    // Eight bytes at once: those that are wanted get their highest bit set, and the first of them is exact.
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let chunk = u64::from_le_bytes(*chunk);
        let mut found = 0;
        for byte in wanted {
            let differs = chunk ^ (ONES * u64::from(byte));
            found |= differs.wrapping_sub(ONES) & !differs & (ONES << 7);
        }
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let found = rest.iter().position(|byte| wanted.contains(byte));
    at + found.unwrap_or(rest.len())
}

/// Whether an unquoted scalar can begin so in every place.
#[inline]
fn starts_plain(first: u8, second: u8) -> bool {
    match first {
        b'-' => !matches!(second, b' ' | b'\n'),
        first => !NO_START.has(first),
    }
}

/// A scalar as it stands in the text, without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scalar<'t> {
    raw: &'t str,
    style: Style,
    /// It holds escapes.
    escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
}

impl<'t> Scalar<'t> {
    /// The text, if it stands without quotes.
    pub(crate) fn unquoted(self) -> Option<&'t str> {
        (self.style == Style::Plain).then_some(self.raw)
    }

    pub(crate) fn is_null(self) -> bool {
        self.style == Style::Plain && is_null(self.raw)
    }

    /// What it means, if that is some text.
    pub(crate) fn some_text(self) -> Option<Cow<'t, str>> {
        if self.raw.is_empty() || self.is_null() {
            return None;
        }
        self.text()
    }

    /// What it means. Of the escapes in double quotes only those of the quote, of the backslash itself and of the line's
    /// end are known.
    pub(crate) fn text(self) -> Option<Cow<'t, str>> {
        match self.style {
            _ if !self.escaped => Some(Cow::Borrowed(self.raw)),
            Style::Double => unescape(self.raw).map(Cow::Owned),
            Style::Single | Style::Plain => Some(Cow::Owned(self.raw.replace("''", "'"))),
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                escaped @ ('"' | '\\') => plain.push(escaped),
                'n' => plain.push('\n'),
                _ => return None,
            },
            c => plain.push(c),
        }
    }
    Some(plain)
}
