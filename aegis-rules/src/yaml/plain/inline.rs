//! Values that begin and end on one line.

use std::borrow::Cow;

use super::super::{Kind, Mark, Node, is_null};
use super::Line;

/// Brackets within brackets.
const MAX_DEPTH: usize = 8;

/// Reads along one line.
pub(super) struct Inline<'t> {
    rest: &'t str,
    number: usize,
    column: usize,
}

impl<'t> Inline<'t> {
    /// The value that makes up the line but for a comment.
    pub(super) fn value(line: Line<'t>) -> Option<Node<'t>> {
        let mut inline = Inline {
            rest: line.content,
            number: line.number,
            column: line.indent + 1,
        };
        // Columns count characters, and before the value there are but ASCII ones.
        let node = if line.content.starts_with(['\'', '"', '[', '{']) {
            inline.node(0)?
        } else {
            inline.plain_to_end()?
        };
        let rest = inline.rest.trim_start_matches(' ');
        let comment = rest.starts_with('#') && rest.len() < inline.rest.len();
        (rest.is_empty() || comment).then_some(node)
    }

    /// The kind of an unquoted scalar.
    pub(super) fn plain(text: &'t str) -> Kind<'t> {
        if is_null(text) {
            Kind::Null
        } else {
            Kind::Scalar {
                text: Cow::Borrowed(text),
                plain: true,
            }
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            line: self.number,
            column: self.column,
        }
    }

    /// Takes so many bytes.
    fn take(&mut self, length: usize) -> Option<&'t str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.column += if taken.is_ascii() {
            length
        } else {
            taken.chars().count()
        };
        self.rest = rest;
        Some(taken)
    }

    fn eat(&mut self, byte: char) -> bool {
        let found = self.rest.starts_with(byte);
        if found {
            self.rest = self.rest.get(1..).unwrap_or_default();
            self.column += 1;
        }
        found
    }

    fn skip_blanks(&mut self) {
        while self.eat(' ') {}
    }

    /// A value within brackets, or one that brackets or quotes delimit.
    fn node(&mut self, depth: usize) -> Option<Node<'t>> {
        let at = self.mark();
        let kind = match self.rest.bytes().next()? {
            b'\'' => self.single_quoted()?,
            b'"' => self.double_quoted()?,
            b'[' if depth < MAX_DEPTH => self.list(depth)?,
            b'{' if depth < MAX_DEPTH => self.mapping(depth)?,
            _ => self.plain_in_brackets()?,
        };
        Some(Node { at, kind })
    }

    fn list(&mut self, depth: usize) -> Option<Kind<'t>> {
        self.eat('[');
        let mut items = Vec::new();
        self.skip_blanks();
        if self.eat(']') {
            return Some(Kind::List(items));
        }
        loop {
            self.skip_blanks();
            items.push(self.node(depth + 1)?);
            self.skip_blanks();
            if self.eat(']') {
                return Some(Kind::List(items));
            }
            self.eat(',').then_some(())?;
        }
    }

    fn mapping(&mut self, depth: usize) -> Option<Kind<'t>> {
        self.eat('{');
        let mut entries = Vec::new();
        self.skip_blanks();
        if self.eat('}') {
            return Some(Kind::Map(entries));
        }
        loop {
            self.skip_blanks();
            let at = self.mark();
            let (name, _) = super::key(self.rest)?;
            let name = self.take(name.len())?;
            let key = Node {
                at,
                kind: Inline::plain(name),
            };
            self.eat(':');
            self.skip_blanks();
            entries.push((key, self.node(depth + 1)?));
            self.skip_blanks();
            if self.eat('}') {
                return Some(Kind::Map(entries));
            }
            self.eat(',').then_some(())?;
        }
    }

    fn single_quoted(&mut self) -> Option<Kind<'t>> {
        self.eat('\'');
        let mut length = 0;
        let mut doubled = false;
        loop {
            length += self.rest.get(length..)?.find('\'')?;
            if !self.rest.get(length + 1..)?.starts_with('\'') {
                break;
            }
            doubled = true;
            length += 2;
        }
        let text = self.take(length)?;
        self.eat('\'');
        Some(Kind::Scalar {
            text: if doubled {
                Cow::Owned(text.replace("''", "'"))
            } else {
                Cow::Borrowed(text)
            },
            plain: false,
        })
    }

    /// Of the escapes only those of the quote, of the backslash itself and of the line's end.
    fn double_quoted(&mut self) -> Option<Kind<'t>> {
        self.eat('"');
        let mut escaped = false;
        let mut any = false;
        let end = self.rest.bytes().position(|byte| {
            let end = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            any |= escaped;
            end
        })?;
        let text = self.take(end)?;
        self.eat('"');
        let text = if any {
            Cow::Owned(unescape(text)?)
        } else {
            Cow::Borrowed(text)
        };
        Some(Kind::Scalar { text, plain: false })
    }

    /// An unquoted scalar that ends before a comment or with the line.
    fn plain_to_end(&mut self) -> Option<Node<'t>> {
        let at = self.mark();
        let end = self.rest.find(" #").unwrap_or(self.rest.len());
        let text = self.take(end)?.trim_end_matches(' ');
        let valid = starts_plain(text) && !text.contains(": ") && !text.ends_with(':');
        valid.then(|| Node {
            at,
            kind: Inline::plain(text),
        })
    }

    fn plain_in_brackets(&mut self) -> Option<Kind<'t>> {
        let end = self.rest.find([',', '[', ']', '{', '}'])?;
        let text = self.take(end)?.trim_end_matches(' ');
        let valid = starts_plain(text)
            && !text.contains(": ")
            && !text.contains(" #")
            && !text.ends_with(':')
            && !self.rest.starts_with(['[', '{']);
        valid.then(|| Inline::plain(text))
    }
}

/// Whether an unquoted scalar can begin so in every place.
fn starts_plain(text: &str) -> bool {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('-'), Some(second)) => second != ' ',
        (Some(first), _) => !matches!(
            first,
            '-' | '?'
                | ':'
                | ','
                | '['
                | ']'
                | '{'
                | '}'
                | '#'
                | '&'
                | '*'
                | '!'
                | '|'
                | '>'
                | '\''
                | '"'
                | '%'
                | '@'
                | '`'
        ),
        (None, _) => false,
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
