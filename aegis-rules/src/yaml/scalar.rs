//! A scalar as it stands in a text, and what it means.

use std::borrow::Cow;

use super::is_null;

/// A scalar without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scalar<'t> {
    pub(super) raw: &'t str,
    pub(super) style: Style,
    /// It holds escapes.
    pub(super) escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
}

impl<'t> Scalar<'t> {
    /// The text, if it stands without quotes.
    #[inline]
    pub(crate) fn unquoted(self) -> Option<&'t str> {
        (self.style == Style::Plain).then_some(self.raw)
    }

    pub(crate) fn is_null(self) -> bool {
        self.style == Style::Plain && is_null(self.raw)
    }

    /// Whether it means some text.
    #[inline]
    pub(crate) fn is_some_text(self) -> bool {
        match self.style {
            Style::Plain => !is_null(self.raw),
            Style::Single => !self.raw.is_empty(),
            Style::Double => !self.raw.is_empty() && (!self.escaped || self.text().is_some()),
        }
    }

    /// What it means, if that is some text without escapes, which then stands behind a quote or where the scalar began.
    #[inline]
    pub(crate) fn literal(self) -> Option<&'t str> {
        (!self.escaped && !self.raw.is_empty() && !self.is_null()).then_some(self.raw)
    }

    /// What it means, if that is some text.
    #[inline]
    pub(crate) fn some_text(self) -> Option<Cow<'t, str>> {
        if self.raw.is_empty() || self.is_null() {
            return None;
        }
        self.text()
    }

    /// What it means. Of the escapes in double quotes only those of the quote, of the backslash itself and of the line's
    /// end are known.
    #[inline]
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
