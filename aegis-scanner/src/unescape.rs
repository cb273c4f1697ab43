//! Undoes what hides a secret in a command or a literal: joined quotes, escapes, percent encoding, base64.

use std::ops::Range;

use crate::Severity;
use crate::alphabet::{ANY64, BASE64, WORD};
use crate::candidate::{Candidates, Encoded};
use crate::decode;
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::view::View;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789_-";
const BETWEEN: Extend = Extend::Both(LETTERS, LETTERS);
const PERCENT: Extend = Extend::Before(b"abcdefghijklmnopqrstuvwxyz0123456789_-%");

/// No type of secret: a row whose literals ask for a second look at what stands around them.
pub(crate) const ENCODED: Detector = Detector {
    id: "",
    name: "",
    severity: Severity::Low,
    rank: Rank::Assigned,
    shape: "",
    source: "",
    forms: &[
        Form::walk("\"\"", rewrite).extended(BETWEEN),
        Form::walk("''", rewrite).extended(BETWEEN),
        Form::walk("\"'", rewrite).extended(BETWEEN),
        Form::walk("'\"", rewrite).extended(BETWEEN),
        Form::walk("\\\n", rewrite).extended(BETWEEN),
        Form::walk("\\/", rewrite).extended(BETWEEN),
        Form::walk("\"+\"", rewrite).extended(Extend::After(LETTERS)),
        Form::walk("'+'", rewrite).extended(Extend::After(LETTERS)),
        Form::walk("\" + \"", rewrite),
        Form::walk("' + '", rewrite),
        // The characters of ASCII that can be seen.
        Form::walk("u00", rewrite_code).extended(Extend::After(b"234567")),
        Form::walk("\\x", rewrite).extended(Extend::Both(
            b"\"'abcdefghijklmnopqrstuvwxyz0123456789_-",
            b"34567",
        )),
        Form::word("%2d", rewrite).extended(PERCENT),
        Form::word("%2f", rewrite).extended(PERCENT),
        Form::word("%2b", rewrite).extended(PERCENT),
        Form::word("%3a", rewrite).extended(PERCENT),
        Form::word("%3d", rewrite).extended(PERCENT),
        Form::word("%40", rewrite).extended(PERCENT),
        Form::word("%5f", rewrite).extended(PERCENT),
    ],
    examples: Vec::new,
    counterexamples: Vec::new,
};

fn rewrite(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if escape(text, hit.at).is_some() || join(text, hit.at, text.before(hit.at)).is_some() {
        out.encoded.push(Encoded::Written(hit.at));
    }
}

fn rewrite_code(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if let Some(at) = hit.at.checked_sub(1)
        && text.byte(at) == Some(b'\\')
    {
        rewrite(Hit { at, ..hit }, text, out);
    }
}

/// How far around a hit a text is rewritten: longer than all tokens but keys and JWTs.
const BEFORE: usize = 256;
const AFTER: usize = 1024;

/// The stretch around `at` with joins made and escapes undone, and where it ends.
pub(crate) fn around(text: Text<'_>, at: usize) -> (View, usize) {
    let end = (at + AFTER).min(text.len());
    let mut view = View::with_capacity(BEFORE + AFTER);
    let mut i = at.saturating_sub(BEFORE);
    while i < end {
        let Some(byte) = text.byte(i) else { break };
        if let Some((decoded, length)) = escape(text, i) {
            view.push(decoded, i..i + length);
            i += length;
        } else if let Some(length) = matches!(byte, b'"' | b'\'' | b'\\')
            .then(|| join(text, i, view.last()))
            .flatten()
        {
            i += length;
        } else {
            view.push(byte, i..i + 1);
            i += 1;
        }
    }
    (view, end)
}

/// A character that is written as `%2D`, `\u002d`, `\x2d` or `\/`, and how long that is.
fn escape(text: Text<'_>, at: usize) -> Option<(u8, usize)> {
    let hex = |from: usize, n: usize| {
        let digits = text.str(from..from + n);
        let whole = digits.len() == n && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let value = u8::try_from(u32::from_str_radix(digits, 16).ok()?).ok()?;
        (whole && (value.is_ascii_graphic() || value == b' ')).then_some(value)
    };
    match text.byte(at)? {
        b'%' => Some((hex(at + 1, 2)?, 3)),
        b'\\' => {
            let slashes = text.run(at, crate::alphabet::Alphabet::new(b"\\"), 4) - at;
            let after = at + slashes;
            match text.byte(after)? {
                b'u' => Some((hex(after + 1, 4)?, slashes + 5)),
                b'x' => Some((hex(after + 1, 2)?, slashes + 3)),
                b'/' => Some((b'/', slashes + 1)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What stands between two halves of a word without ending it, and how long that is.
fn join(text: Text<'_>, at: usize, before: Option<u8>) -> Option<usize> {
    const JOINS: &[&[u8]] = &[
        b"\"\"",
        b"''",
        b"\"'",
        b"'\"",
        b"\\\n",
        b"\\\r\n",
        b"\"+\"",
        b"'+'",
        b"\" + \"",
        b"' + '",
        b"\"\\\n\"",
        b"\" +\n\"",
    ];
    const INSIDE: crate::alphabet::Alphabet = WORD.and(b"-.+/=");
    before.filter(|b| INSIDE.has(*b))?;
    let join = JOINS.iter().rev().find(|j| text.starts_with(at, j))?;
    text.byte(at + join.len()).filter(|b| INSIDE.has(*b))?;
    Some(join.len())
}

/// Runs shorter than this are left alone: nothing long enough to be a secret fits in.
pub(crate) const MIN_BASE64: usize = 40;
const MAX_BASE64: usize = 256 * 1024;

/// The run of base64 around `at`, of whatever length.
pub(crate) fn base64_run(text: Text<'_>, at: usize) -> Range<usize> {
    text.run_back(at, ANY64, MAX_BASE64)..text.run(at, ANY64, MAX_BASE64)
}

/// Whether what up to 64 characters stand for has so many bytes outside ASCII that it is no text, which the first of every four
/// characters shows: only these 32 leave the top bit of a byte clear.
fn is_noise(head: &[u8]) -> bool {
    let outside = |b: &u8| !matches!(b, b'A'..=b'Z' | b'a'..=b'f');
    head.iter().step_by(4).filter(|b| outside(b)).count() >= NOISE
}

/// More than a tenth of the 48 bytes that 64 characters stand for, and one more for a last group that is cut short or padding.
const NOISE: usize = 6;

/// What a run of base64 stands for, if that is text.
pub(crate) fn base64_text(run: &[u8]) -> Option<Vec<u8>> {
    // Paths and identifiers are runs as well: they decode to noise at once.
    let head = run.get(..run.len().min(64))?;
    if is_noise(head) {
        return None;
    }
    let head = decode::base64(head)?;
    if !decode::is_text(&head) {
        return None;
    }
    let url_safe = run.iter().any(|b| !BASE64.has(*b));
    let standard = run.iter().any(|b| matches!(b, b'+' | b'/'));
    let plain = if url_safe && standard {
        None
    } else {
        decode::base64(run)
    }?;
    decode::is_text(&plain).then_some(plain)
}
