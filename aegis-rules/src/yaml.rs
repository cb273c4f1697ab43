//! YAML text to a tree that remembers where each node stands. The only module that knows the YAML parser.
//!
//! A parser for all of YAML takes a millisecond for a hundred rules, in every hook call. So a small reader takes the texts
//! that keep to lines, indentation and quotes, and declines everything else. Both yield the same tree.

mod cursor;
mod full;
mod keys;
mod plain;
mod scalar;
mod search;

use std::borrow::Cow;

pub(crate) use cursor::{Cursor, Open, Shape};
pub(crate) use keys::Key;
pub(crate) use scalar::Scalar;
pub(crate) use search::find;

/// A place in the text, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Mark {
    pub(crate) const START: Mark = Mark { line: 1, column: 1 };
}

/// One node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node<'t> {
    pub(crate) at: Mark,
    pub(crate) kind: Kind<'t>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind<'t> {
    /// Nothing, `~` or `null`.
    Null,
    /// Text; `plain` if it stood without quotes, so that it may also be a number or a truth value.
    Scalar {
        text: Cow<'t, str>,
        plain: bool,
    },
    List(Vec<Node<'t>>),
    Map(Vec<(Node<'t>, Node<'t>)>),
}

impl Node<'_> {
    /// The place of a character of its text. An escape before it shifts it, a line break makes it unknown.
    pub(crate) fn within(&self, character: usize) -> Mark {
        match &self.kind {
            Kind::Scalar { text, plain } if !text.contains('\n') => Mark {
                column: self.at.column + usize::from(!plain) + character,
                ..self.at
            },
            _ => self.at,
        }
    }
}

/// Why a text could not be read as one YAML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) at: Mark,
    pub(crate) found: String,
    pub(crate) expected: String,
    pub(crate) help: Option<String>,
}

/// Reads one document. An empty text is [`Kind::Null`].
pub(crate) fn read(text: &str) -> Result<Node<'_>, Unreadable> {
    match plain::read(text) {
        Some(root) => Ok(root),
        None => full::read(text),
    }
}

/// Reads a part of a document that begins with a line of that number and keeps its indentation. `None` if it takes
/// more than lines, indentation and quotes.
pub(crate) fn read_part(text: &str, first_line: usize) -> Option<Node<'_>> {
    plain::read_part(text, first_line)
}

/// Whether [`Cursor`] may read the text: its characters mean the same to every parser.
pub(crate) fn is_plain(text: &str) -> bool {
    plain::is_plain(text)
}

/// Whether YAML takes an unquoted scalar for nothing.
pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}
