//! Private keys: PEM, OpenSSH, PGP, PuTTY, age.

use std::ops::Range;

use crate::alphabet::{ALNUM, Alphabet, BASE64};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::entropy::LONG;
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, decode, known, placeholder};

pub(crate) const PRIVATE_KEY: Detector = Detector {
    id: "private-key",
    name: "private key",
    severity: Severity::Critical,
    rank: Rank::Structured,
    shape: "a PEM header of a private key with a base64 body; the base64 of a key's DER without a header; PuTTY's and age's forms",
    source: "https://www.rfc-editor.org/rfc/rfc7468",
    forms: &[
        Form::walk("PRIVATE KEY", pem).anchored(7),
        Form::walk("PuTTY-User-Key-File-", putty).anchored(2),
        Form::walk("AGE-SECRET-KEY-1", age).anchored(9),
    ],
    examples: || {
        vec![
            specimen("RSA PRIVATE KEY", "\n", 14),
            specimen("PRIVATE KEY", "\\n", 3),
        ]
    },
    counterexamples: || {
        vec![
            format!("-----BEGIN {}-----", "PRIVATE KEY"),
            format!(
                "-----BEGIN {0}-----\n...\n-----END {0}-----",
                "RSA PRIVATE KEY"
            ),
            specimen("PUBLIC KEY", "\n", 6),
        ]
    },
};

/// A made-up key with `lines` lines of body.
pub(crate) fn specimen(label: &str, newline: &str, lines: usize) -> String {
    let line = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe";
    let body = format!("{line}{newline}").repeat(lines);
    format!("-----BEGIN {label}-----{newline}MIIEpAIBAAKCAQEA{newline}{body}-----END {label}-----")
}

/// A key that stands in a text.
pub(crate) struct Key {
    pub(crate) span: Range<usize>,
    pub(crate) confidence: Confidence,
    /// Whether there is only the beginning of it.
    pub(crate) cut: bool,
    encrypted: bool,
}

/// Whether `der` begins as a private key does: a sequence of a version and a modulus (PKCS#1), an algorithm (PKCS#8) or an
/// octet string (SEC1).
fn is_key_der(der: &[u8]) -> bool {
    let content = match der {
        [0x30, 0x82, _, _, rest @ ..] | [0x30, 0x81, _, rest @ ..] => rest,
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        _ => return false,
    };
    matches!(content, [2, 1, 0, 2 | 0x30, ..] | [2, 1, 1, 0x30 | 4, ..])
}

/// A key without its PEM header: a run of base64 that begins as the DER of a key.
pub(crate) fn bare(
    detector: &'static Detector,
    text: Text<'_>,
    run: &Range<usize>,
    out: &mut Candidates,
) {
    let value = text.slice(run.clone());
    let begins =
        value.starts_with(b"M") && value.len() >= MIN_BODY && text.left_edge(run.start, true);
    if begins
        && value
            .get(..16)
            .and_then(decode::base64)
            .is_some_and(|der| is_key_der(&der))
        && LONG.holds(value)
        && !placeholder::is_mask(value)
    {
        out.push(Candidate::new(detector, run.clone()).confidence(Confidence::Low));
    }
}

fn pem(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let back = text.slice(hit.at.saturating_sub(24)..hit.at);
    let Some(begin) = memchr::memmem::rfind(back, b"-----BEGIN ") else {
        return;
    };
    let Some(key) = read(text, hit.at - back.len() + begin) else {
        return;
    };
    let severity = if key.encrypted {
        Severity::Medium
    } else {
        Severity::Critical
    };
    out.push(
        Candidate::new(hit.detector, key.span)
            .confidence(key.confidence)
            .severity(severity),
    );
}

/// How much of a block is looked at; an RSA key of 8192 bits takes 6,400 bytes.
const MAX_BLOCK: usize = 16 * 1024;
/// The base64 characters of the shortest key, an ed25519 key in PKCS#8.
const MIN_BODY: usize = 64;
/// Less than this says nothing even if it begins as a key does.
const MIN_CUT_BODY: usize = 24;

/// The private key whose header begins at `begin`.
pub(crate) fn read(text: Text<'_>, begin: usize) -> Option<Key> {
    let block = text.slice(begin..begin + MAX_BLOCK);
    let label_end = memchr::memmem::find(block.get(11..80.min(block.len()))?, b"-----")? + 11;
    let label = block.get(11..label_end)?;
    memchr::memmem::find(label, b"PRIVATE KEY")?;
    let from = label_end + 5;
    let rest = block.get(from..)?;
    let footer = memchr::memmem::find(rest, b"-----END");
    let another = memchr::memmem::find(rest, b"-----BEGIN").unwrap_or(usize::MAX);
    let (body, end) = match footer.filter(|at| *at < another) {
        Some(at) => (rest.get(..at)?, from + at + footer_length(rest.get(at..)?)),
        None => {
            let open = body_without_end(rest.get(..another.min(rest.len()))?);
            (rest.get(..open)?, from + open)
        }
    };
    let encrypted =
        label.starts_with(b"ENCRYPTED") || memchr::memmem::find(body, b"ENCRYPTED").is_some();
    let base64 = strip(body);
    let whole = footer.is_some_and(|at| at < another);
    let confidence = if whole && is_excerpt(&base64) {
        judge(label, &base64, encrypted)?.min(Confidence::Low)
    } else {
        judge(label, &base64, encrypted)?
    };
    let cut = base64.len() < MIN_BODY;
    Some(Key {
        span: begin..begin + end,
        confidence,
        cut,
        encrypted,
    })
}

fn footer_length(footer: &[u8]) -> usize {
    let label = footer.get(8..80.min(footer.len())).unwrap_or_default();
    memchr::memmem::find(label, b"-----").map_or(8, |at| at + 13)
}

/// Agents cut files short: without a footer the body ends where lines stop looking like base64.
fn body_without_end(rest: &[u8]) -> usize {
    let mut end = 0;
    for line in rest.split_inclusive(|b| *b == b'\n') {
        let solid = line.iter().filter(|b| BASE64.has(**b)).count();
        let blank = line.trim_ascii().len() < 2;
        if !blank && solid * 10 < line.trim_ascii().len() * 8 && end > 0 {
            break;
        }
        end += line.len();
    }
    rest.get(..end).map_or(0, |body| {
        body.len()
            - body
                .iter()
                .rev()
                .take_while(|b| !BASE64.has(**b) && **b != b'=')
                .count()
    })
}

/// The base64 of a body: without line ends in whatever notation, string joins, comment marks, log prefixes and PEM headers.
fn strip(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let normal = unescape_newlines(body);
    for line in normal.split(|b| *b == b'\n') {
        // `Proc-Type: 4,ENCRYPTED`, `DEK-Info: …`, `Version: …`
        if memchr::memmem::find(line, b": ").is_some() {
            continue;
        }
        // A log may put a time before each line: the last long run is the key's.
        let longest = line
            .split(|b| !(BASE64.has(*b) || *b == b'='))
            .filter(|run| !run.is_empty())
            .max_by_key(|run| run.len());
        out.extend_from_slice(longest.unwrap_or_default());
    }
    out
}

fn unescape_newlines(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'\\' {
            out.push(*first);
            continue;
        }
        let slashes = rest.iter().take_while(|b| **b == b'\\').count();
        rest = rest.get(slashes..).unwrap_or_default();
        if let Some((b'n' | b'r', tail)) = rest.split_first() {
            out.push(b'\n');
            rest = tail;
        }
    }
    out
}

/// Whether less than half is there of what the length at the beginning promises, and yet a footer closes it: a document
/// shows what a key looks like.
fn is_excerpt(base64: &[u8]) -> bool {
    let start = base64.get(..8).and_then(decode::base64);
    match start.as_deref() {
        Some([0x30, 0x82, high, low, ..]) => {
            usize::from(u16::from_be_bytes([*high, *low])) > base64.len() / 4 * 3 * 2
        }
        _ => false,
    }
}

fn judge(label: &[u8], body: &[u8], encrypted: bool) -> Option<Confidence> {
    let cut = body.len() < MIN_BODY;
    if body.len() < MIN_CUT_BODY || placeholder::is_mask(body) || !LONG.holds(body) {
        return None;
    }
    if known::is_public(body) {
        return Some(Confidence::Low);
    }
    if !cut && (encrypted || label.starts_with(b"PGP")) {
        return Some(Confidence::High);
    }
    let start = decode::base64(body.get(..32.min(body.len()))?);
    if cut {
        return start.filter(|der| is_key_der(der)).map(|_| Confidence::Low);
    }
    let der = start
        .as_deref()
        .is_some_and(|b| matches!(b, [0x30, 0x20..=0x84, ..]));
    let openssh = start
        .as_deref()
        .is_some_and(|b| b.starts_with(b"openssh-key-v1"));
    Some(if der || openssh {
        Confidence::Certain
    } else {
        Confidence::Medium
    })
}

/// 58 characters of bech32. The prefix is so long that even a key of zeros is reported, at low confidence.
fn age(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const BECH32: Alphabet = Alphabet::new(b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L");
    let body = hit.at + hit.form.literal.len();
    let end = text.run(body, BECH32, 60);
    let value = text.slice(body..end);
    if value.len() == 58
        && text.left_edge(hit.at, true)
        && text.byte(end).is_none_or(|b| !ALNUM.has(b))
    {
        let confidence = if LONG.holds(value) {
            Confidence::High
        } else {
            Confidence::Low
        };
        out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
    }
}

fn putty(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let block = text.slice(hit.at..hit.at + 4096);
    let Some(at) = memchr::memmem::find(block, b"Private-Lines:") else {
        return;
    };
    let body = block.get(at + 14..).unwrap_or_default();
    let end = memchr::memmem::find(body, b"Private-MAC").unwrap_or(body.len());
    let solid = body.iter().take(end).filter(|b| BASE64.has(**b)).count();
    if solid >= MIN_BODY {
        out.push(
            Candidate::new(hit.detector, hit.at..hit.at + at + 14 + end)
                .confidence(Confidence::High),
        );
    }
}
