//! Bounds-safe reading of the bytes around a prefilter hit.

use std::ops::Range;

use crate::alphabet::{Alphabet, WORD};

/// A text as bytes. Every read outside it is empty rather than an error, so that checks need no bounds of their own.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t>(&'t [u8]);

impl<'t> Text<'t> {
    pub(crate) const fn new(bytes: &'t [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(self) -> &'t [u8] {
        self.0
    }

    pub(crate) const fn len(self) -> usize {
        self.0.len()
    }

    pub(crate) fn byte(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    /// The byte before `at`.
    pub(crate) fn before(self, at: usize) -> Option<u8> {
        at.checked_sub(1).and_then(|i| self.byte(i))
    }

    pub(crate) fn slice(self, range: Range<usize>) -> &'t [u8] {
        let end = range.end.min(self.0.len());
        self.0.get(range.start.min(end)..end).unwrap_or_default()
    }

    /// The slice as text, empty where it is not UTF-8.
    pub(crate) fn str(self, range: Range<usize>) -> &'t str {
        std::str::from_utf8(self.slice(range)).unwrap_or_default()
    }

    pub(crate) fn starts_with(self, at: usize, literal: &[u8]) -> bool {
        self.0
            .get(at..)
            .is_some_and(|rest| rest.starts_with(literal))
    }

    pub(crate) fn starts_with_fold(self, at: usize, literal: &[u8]) -> bool {
        self.0
            .get(at..at.saturating_add(literal.len()))
            .is_some_and(|rest| rest.eq_ignore_ascii_case(literal))
    }

    /// Where the run of `alphabet` that begins at `at` ends, looking at no more than `max` bytes.
    #[inline]
    pub(crate) fn run(self, at: usize, alphabet: Alphabet, max: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or_default();
        let rest = rest.get(..max).unwrap_or(rest);
        at + rest
            .iter()
            .position(|b| !alphabet.has(*b))
            .unwrap_or(rest.len())
    }

    /// Where the run of `alphabet` that ends before `at` begins, looking at no more than `max` bytes.
    #[inline]
    pub(crate) fn run_back(self, at: usize, alphabet: Alphabet, max: usize) -> usize {
        let rest = self.0.get(at.saturating_sub(max)..at).unwrap_or_default();
        let other = rest.iter().rposition(|b| !alphabet.has(*b));
        at - rest.len() + other.map_or(0, |i| i + 1)
    }

    /// The first run of `alphabet` that begins in `within` and has `least` bytes or more, without what lies before `within`
    /// or goes beyond `max` bytes.
    pub(crate) fn next_run(
        self,
        within: Range<usize>,
        alphabet: Alphabet,
        least: usize,
        max: usize,
    ) -> Option<Range<usize>> {
        let mut at = within.start;
        while at < within.end {
            // A run that begins from here on and is long enough has this byte.
            let last = at + least.max(1) - 1;
            if !alphabet.has(self.byte(last)?) {
                at = last + 1;
                continue;
            }
            let start = self.run_back(last, alphabet, last - at);
            if start >= within.end {
                return None;
            }
            let end = self.run(start, alphabet, max);
            if end - start >= least {
                return Some(start..end);
            }
            at = end;
        }
        None
    }

    pub(crate) fn skip_spaces(self, at: usize) -> usize {
        self.run(at, const { Alphabet::new(b" \t") }, 64)
    }

    /// The line around `at`, cut to `max` bytes on either side.
    pub(crate) fn line(self, at: usize, max: usize) -> Range<usize> {
        let back = self.slice(at.saturating_sub(max)..at);
        let start = at - back.iter().rev().take_while(|b| **b != b'\n').count();
        let ahead = self.slice(at..at.saturating_add(max));
        start..at + ahead.iter().take_while(|b| **b != b'\n').count()
    }

    /// Whether one of `words` (lower case) stands within `reach` bytes of `span`, letters in any case.
    pub(crate) fn near(self, span: &Range<usize>, reach: usize, words: &[&str]) -> bool {
        let before = self.slice(span.start.saturating_sub(reach)..span.start);
        let after = self.slice(span.end..span.end.saturating_add(reach));
        words
            .iter()
            .any(|w| contains_fold(before, w.as_bytes()) || contains_fold(after, w.as_bytes()))
    }

    /// Whether a token may start at `at`: nothing that could belong to it stands before.
    pub(crate) fn left_edge(self, at: usize, dash_is_word: bool) -> bool {
        let Some(b) = self.before(at) else {
            return true;
        };
        if !(WORD.has(b) || dash_is_word && b == b'-') {
            return true;
        }
        self.after_escape(at)
    }

    /// `\n`, `\t`, `%3D`, `\u003d`, `\x3d` and terminal colour codes end in letters or digits that belong to them, not to a word.
    fn after_escape(self, at: usize) -> bool {
        let back = |n: usize| at.checked_sub(n).and_then(|i| self.byte(i));
        let hex = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_hexdigit());
        let last = back(1);
        if back(2) == Some(b'\\') && matches!(last, Some(b'n' | b'r' | b't' | b'b' | b'f')) {
            return true;
        }
        if hex(last) && hex(back(2)) {
            if back(3) == Some(b'%') || back(3) == Some(b'x') && back(4) == Some(b'\\') {
                return true;
            }
            if hex(back(3)) && hex(back(4)) && back(5) == Some(b'u') && back(6) == Some(b'\\') {
                return true;
            }
        }
        last == Some(b'm') && {
            let start = self.run_back(at - 1, const { Alphabet::new(b"0123456789;") }, 12);
            self.before(start) == Some(b'[')
                && start
                    .checked_sub(2)
                    .and_then(|i| self.byte(i))
                    .is_some_and(|b| b < 0x20 || matches!(b, b'3' | b'e' | b'b'))
        }
    }
}

/// Whether `haystack` contains the lower-case `needle`, letters in any case. For windows of some hundred bytes.
pub(crate) fn contains_fold(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else {
        return true;
    };
    let mut rest = haystack;
    while let Some(at) = memchr::memchr2(*first, first.to_ascii_uppercase(), rest) {
        let Some(tail) = rest.get(at..) else {
            return false;
        };
        if tail
            .get(..needle.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(needle))
        {
            return true;
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alphabet::DIGIT;

    fn check(text: &str, within: Range<usize>, least: usize, max: usize, expected: &[&str]) {
        let text = Text::new(text.as_bytes());
        let mut at = within.start;
        let mut runs = Vec::new();
        while let Some(run) = text.next_run(at..within.end, DIGIT, least, max) {
            at = run.end;
            runs.push(text.str(run));
        }
        assert_eq!(runs, expected, "{within:?} {least} {max}");
    }

    #[test]
    fn runs_that_are_long_enough() {
        let text = "12 345-678,9 0123456";
        check(text, 0..20, 1, 9, &["12", "345", "678", "9", "0123456"]);
        check(text, 0..20, 3, 9, &["345", "678", "0123456"]);
        check(text, 4..20, 3, 9, &["678", "0123456"]);
        check(text, 0..13, 3, 9, &["345", "678"]);
        check(text, 0..14, 3, 9, &["345", "678", "0123456"]);
        check(text, 0..20, 3, 3, &["345", "678", "012", "345"]);
        check(text, 0..20, 8, 9, &[]);
        check("", 0..9, 1, 9, &[]);
    }
}
