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
pub(crate) struct Cursor<'t> {
    text: &'t str,
    /// The next byte to be read.
    at: usize,
    /// Where the line begins and ends, and its number.
    start: usize,
    end: usize,
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
            end: 0,
            number: first_line,
            key: (0, 0, first_line),
            fresh: true,
            beside_key: false,
            over: false,
            brackets: 0,
            depth: 0,
        };
        cursor.stop_at_content(0);
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
        let at = match item(self.rest()) {
            // A full parser places such a list at its first item.
            Some(content) if self.beside_key => self.end - content.len(),
            _ => self.at,
        };
        self.place(at, self.start, self.number)
    }

    /// Where the line of the key that was read last begins, if the key stands first on it.
    pub(crate) fn key_line(&self) -> Option<usize> {
        let (at, start, _) = self.key;
        let before = self.text.get(start..at)?;
        before.bytes().all(|byte| byte == b' ').then_some(start)
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
        match self.peek() {
            _ if self.fresh && item(self.rest()).is_some() => Shape::List,
            _ if self.fresh => Shape::Mapping,
            Some(b'[') => Shape::List,
            Some(b'{') => Shape::Mapping,
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
        let scalar = match self.peek()? {
            _ if self.fresh => return None,
            b'\'' => self.single_quoted()?,
            b'"' => self.double_quoted()?,
            _ if self.brackets > 0 => self.plain_in_brackets()?,
            _ => self.plain_to_end()?,
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
            if matches!(self.peek(), None | Some(b'\n' | b'#')) {
                self.step();
                self.beside_key = self.column() == column && item(self.rest()).is_some();
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
        while !self.over && self.column() == column {
            let Some(content) = item(self.rest()) else {
                break;
            };
            self.at = self.end - content.len();
            self.fresh = key(content).is_some();
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
                self.skip_blanks();
                each(self)?;
                self.skip_blanks();
                if self.eat(close) {
                    break;
                }
                self.eat(b',').then_some(())?;
            }
        }
        self.brackets -= 1;
        self.end_value()
    }

    /// Behind a value outside of brackets nothing but a comment may stand on its line.
    fn end_value(&mut self) -> Option<()> {
        if self.brackets > 0 {
            return Some(());
        }
        let at = self.at;
        self.skip_blanks();
        match self.peek() {
            None | Some(b'\n') => {}
            Some(b'#') if self.at > at => {}
            Some(_) => return None,
        }
        self.step();
        Some(())
    }

    /// Goes on to the next line that holds more than a comment.
    fn step(&mut self) {
        self.number += 1;
        self.stop_at_content(self.end + 1);
    }

    /// Stops at the first line from this place that holds more than a comment.
    fn stop_at_content(&mut self, from: usize) {
        let mut from = from;
        self.fresh = true;
        while let Some(rest) = self.text.get(from..).filter(|rest| !rest.is_empty()) {
            let blanks = rest.bytes().take_while(|byte| *byte == b' ').count();
            self.start = from;
            self.at = from + blanks;
            self.end = from + rest.find('\n').unwrap_or(rest.len());
            if !matches!(self.peek(), None | Some(b'\n' | b'#')) {
                return;
            }
            self.number += 1;
            from = self.end + 1;
        }
        self.over = true;
        self.start = self.text.len();
        self.at = self.start;
        self.end = self.start;
    }

    /// What is left of the line.
    fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// The next byte, which may be that of the line's end.
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_blanks(&mut self) {
        while self.eat(b' ') {}
    }

    fn take(&mut self, length: usize) -> Option<&'t str> {
        let taken = self.text.get(self.at..self.at + length)?;
        self.at += length;
        Some(taken)
    }

    fn key(&mut self) -> Option<&'t str> {
        let name = key(self.rest())?;
        self.key = (self.at, self.start, self.number);
        self.at += name.len() + 1;
        Some(name)
    }

    fn single_quoted(&mut self) -> Option<Scalar<'t>> {
        self.at += 1;
        let rest = self.rest();
        let mut length = rest.find('\'')?;
        let mut escaped = false;
        while rest.as_bytes().get(length + 1) == Some(&b'\'') {
            escaped = true;
            length += 2;
            length += rest.get(length..)?.find('\'')?;
        }
        let raw = self.take(length)?;
        self.at += 1;
        let style = Style::Single;
        Some(Scalar {
            raw,
            style,
            escaped,
        })
    }

    fn double_quoted(&mut self) -> Option<Scalar<'t>> {
        self.at += 1;
        let rest = self.rest();
        let mut length = rest.find('"')?;
        let escaped = rest.get(..length)?.contains('\\');
        if escaped {
            let mut after_backslash = false;
            length = rest.bytes().position(|byte| {
                let ends = byte == b'"' && !after_backslash;
                after_backslash = byte == b'\\' && !after_backslash;
                ends
            })?;
        }
        let raw = self.take(length)?;
        self.at += 1;
        let style = Style::Double;
        Some(Scalar {
            raw,
            style,
            escaped,
        })
    }

    /// An unquoted scalar that ends before a comment or with the line.
    fn plain_to_end(&mut self) -> Option<Scalar<'t>> {
        let rest = self.rest();
        let end = rest.find(" #").unwrap_or(rest.len());
        let raw = self.take(end)?.trim_end_matches(' ');
        let valid = starts_plain(raw) && !raw.contains(": ") && !raw.ends_with(':');
        valid.then_some(Scalar::plain(raw))
    }

    fn plain_in_brackets(&mut self) -> Option<Scalar<'t>> {
        let ends = |byte: u8| matches!(byte, b',' | b'[' | b']' | b'{' | b'}');
        let end = self.rest().bytes().position(ends)?;
        let raw = self.take(end)?.trim_end_matches(' ');
        let valid = starts_plain(raw)
            && !raw.contains(": ")
            && !raw.contains(" #")
            && !raw.ends_with(':')
            && !matches!(self.peek(), Some(b'[' | b'{'));
        valid.then_some(Scalar::plain(raw))
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
    const fn plain(raw: &'t str) -> Self {
        Scalar {
            raw,
            style: Style::Plain,
            escaped: false,
        }
    }

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

/// What follows `- `.
fn item(content: &str) -> Option<&str> {
    content
        .strip_prefix("- ")
        .map(|rest| rest.trim_start_matches(' '))
}

/// The key at the start: a letter, then letters, digits, `_`, `-` and `|`, before a colon that ends the line or is
/// followed by a blank.
fn key(content: &str) -> Option<&str> {
    let length = content
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'|'))
        .count();
    let (name, rest) = content.split_at_checked(length)?;
    let separate = matches!(rest.as_bytes(), [b':'] | [b':', b' ', ..]);
    let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (separate && letter).then_some(name)
}

/// Whether an unquoted scalar can begin so in every place.
fn starts_plain(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', second, ..] => *second != b' ',
        [first, ..] => !b"-?:,[]{}#&*!|>'\"%@`".contains(first),
        [] => false,
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
