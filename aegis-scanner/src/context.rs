//! Values without a prefix, which only a word beside them gives away.

use std::ops::Range;

use crate::alphabet::{ALNUM, Alphabet};
use crate::assign;
use crate::text::{Text, contains_fold};
use crate::{Confidence, entropy, placeholder};

/// What a value without a prefix looks like.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) alphabet: Alphabet,
    pub(crate) lengths: (usize, usize),
    pub(crate) floor: entropy::Floor,
    sequences: bool,
}

/// The first whole run in the `reach` bytes after `from` that has the shape and looks random.
pub(crate) fn after(
    text: Text<'_>,
    from: usize,
    reach: usize,
    shape: Shape,
) -> Option<Range<usize>> {
    let limit = from.saturating_add(reach).min(text.len());
    let (least, _) = shape.lengths;
    let mut at = from;
    while let Some(run) = text.next_run(at..limit, shape.alphabet, least, 512) {
        if shape.fits(text, run.clone()) {
            return Some(run);
        }
        at = run.end;
    }
    None
}

/// The value of the assignment whose name holds the literal at `at`, if the name has one of `words` and the value the shape.
pub(crate) fn assigned(
    text: Text<'_>,
    at: usize,
    words: &[&str],
    shape: Shape,
) -> Option<Range<usize>> {
    let assignment = assign::read(text, at)?;
    let name = text.slice(assignment.name);
    let named = words.is_empty() || words.iter().any(|w| contains_fold(name, w.as_bytes()));
    let value = assignment.value;
    (named && shape.fits(text, value.clone())).then_some(value)
}

impl Shape {
    pub(crate) const fn new(
        alphabet: Alphabet,
        min: usize,
        max: usize,
        floor: entropy::Floor,
    ) -> Self {
        Self {
            alphabet,
            lengths: (min, max),
            floor,
            sequences: false,
        }
    }

    /// Takes values that are typed along the alphabet, too; see [`unless_sequence`].
    pub(crate) const fn with_sequences(self) -> Self {
        Self {
            sequences: true,
            ..self
        }
    }

    fn fits(self, text: Text<'_>, span: Range<usize>) -> bool {
        let value = text.slice(span.clone());
        let edge = |b: Option<u8>| b.is_none_or(|b| !ALNUM.has(b) && b != b'_');
        (self.lengths.0..=self.lengths.1).contains(&value.len())
            && self.alphabet.all(value)
            && (edge(text.before(span.start)) || text.left_edge(span.start, false))
            && edge(text.byte(span.end))
            && is_mixed(value)
            && self.floor.holds(value)
            && !placeholder::in_token(value)
            && (self.sequences || !placeholder::is_sequence(value))
    }
}

/// `confidence`, or the lowest if what stands at `span` is a sequence.
pub(crate) fn unless_sequence(
    text: Text<'_>,
    span: &Range<usize>,
    confidence: Confidence,
) -> Confidence {
    if placeholder::is_sequence(text.slice(span.clone())) {
        Confidence::Low
    } else {
        confidence
    }
}

/// Digits and letters both: a word or a number is no secret.
fn is_mixed(value: &[u8]) -> bool {
    value.iter().filter(|b| b.is_ascii_digit()).count() >= 2
        && value.iter().any(u8::is_ascii_alphabetic)
}

/// Whether `value` is a UUID.
pub(crate) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                *b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

/// The first UUID in the `reach` bytes after `from`.
pub(crate) fn uuid_after(text: Text<'_>, from: usize, reach: usize) -> Option<Range<usize>> {
    let limit = from.saturating_add(reach).min(text.len());
    (from..limit)
        .find(|at| is_uuid(text.slice(*at..at + 36)) && text.left_edge(*at, true))
        .map(|at| at..at + 36)
}
