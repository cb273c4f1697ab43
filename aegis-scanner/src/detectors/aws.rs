//! Amazon Web Services.

use std::ops::Range;

use crate::alphabet::{ALNUM, BASE32, BASE64, HEX, UPPER_ALNUM, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::entropy::Floor;
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, assign, placeholder};

pub(crate) const ACCESS_KEY_ID: Detector = Detector {
    id: "aws-access-key-id",
    name: "AWS access key id, Bedrock API key",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`AKIA`, `ASIA`, `ABIA` or `ACCA` and 16 base32 characters; `ABSK` or `bedrock-api-key-` and base64 that names Bedrock",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    forms: &[
        Form::walk("AKIA", access_key_id),
        Form::walk("ASIA", access_key_id),
        Form::walk("ABIA", access_key_id),
        Form::walk("ACCA", access_key_id),
        Form::walk("ABSKQmVkcm9ja0FQSUtleS", bedrock).anchored(4),
        Form::walk("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", bedrock).anchored(16),
    ],
    examples: || {
        vec![
            format!("aws_access_key_id = {}{}", "AKIA", "Q3EGRZ2MTKV7XWNB"),
            format!(
                "{}{}{}",
                "ABSK",
                "QmVkcm9ja0FQSUtleS",
                "1q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gU".repeat(4)
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE"),
            format!("{}{}", "AIDA", "Q3EGRZ2MTKV7XWNB"),
            format!("{}{}", "AKIA", "XXXXXXXXXXXXXXXX"),
        ]
    },
};

pub(crate) const SECRET_ACCESS_KEY: Detector = Detector {
    id: "aws-secret-access-key",
    name: "AWS secret access key, session token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "40 base64 characters given to a name such as `aws_secret_access_key` or near an access key id; 100 or more given to a session token",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    forms: &[
        Form::word("aws_sec", secret_after_name),
        Form::word("awssec", secret_after_name),
        Form::word("aws_access_key", published_after_name).anchored(7),
        Form::word("secret_access_key", secret_after_name).anchored(11),
        Form::word("secretaccesskey", secret_after_name).anchored(10),
        Form::word("secret-access-key", secret_after_name).anchored(11),
        Form::word("secret_key", secret_after_name).anchored(5),
        Form::word("secretkey", secret_after_name).anchored(4),
        Form::word("secret-key", secret_after_name).anchored(5),
        Form::word("session_token", session_token).anchored(6),
        Form::word("sessiontoken", session_token).anchored(6),
        Form::walk("IQoJb3JpZ2lu", session_prefix).anchored(4),
        Form::walk("FwoGZXIvYXdz", session_prefix).anchored(4),
        Form::walk("FQoGZXIvYXdz", session_prefix).anchored(4),
        Form::walk("AKIA", secret_near_id),
        Form::walk("ASIA", secret_near_id),
    ],
    examples: || {
        let secret = format!("{}{}", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF+4gUaT6iKoQz");
        vec![
            format!("aws_secret_access_key = {secret}"),
            format!(
                "\"id\": \"{}{}\",\n\"value\": \"{secret}\"",
                "AKIA", "Q3EGRZ2MTKV7XWNB"
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "EXAMPLEKEY"),
            format!(
                "secret_key = {}{}",
                "da39a3ee5e6b4b0d3255", "bfef95601890afd80709"
            ),
            "aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}".to_owned(),
        ]
    },
};

/// The account that an access key id belongs to, which its first characters hold: 12 digits. `None` for what is no id of
/// the present form.
#[must_use]
pub fn account(id: &str) -> Option<String> {
    let body = id.as_bytes().get(4..).filter(|body| body.len() == 16)?;
    let mut bits = 0_u64;
    for b in body.get(..10)? {
        let digit = match b {
            b'A'..=b'Z' => b - b'A',
            b'2'..=b'7' => b - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u64::from(digit);
    }
    // Of the first 48 bits, the highest and the lowest seven are none of the number's.
    let account = (bits >> 2 & 0x7fff_ffff_ff80) >> 7;
    Some(format!("{account:012}"))
}

fn access_key_id(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(span) = id_span(hit, text) else {
        return;
    };
    let value = text.slice(span.start + 4..span.end);
    let near = || {
        text.near(
            &span,
            40,
            &[
                "aws",
                "access_key",
                "accesskey",
                "access-key",
                "key_id",
                "keyid",
            ],
        )
    };
    let confidence = if placeholder::is_filler(value) {
        Confidence::Low
    } else if BASE32.all(value) {
        Confidence::High
    } else if near() {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    let severity = if !secrets_near(text, &span).is_empty() {
        Severity::Critical
    } else if hit.form.literal == "ASIA" {
        Severity::Medium
    } else {
        Severity::High
    };
    out.push(
        Candidate::new(hit.detector, span)
            .confidence(confidence)
            .severity(severity),
    );
}

/// Where the id at `hit` stands, if it is one and no specimen.
fn id_span(hit: Hit, text: Text<'_>) -> Option<Range<usize>> {
    let body = hit.at + 4;
    let end = text.run(body, UPPER_ALNUM, 20);
    let value = text.slice(body..end);
    let edges = text.left_edge(hit.at, false) && text.byte(end).is_none_or(|b| !WORD.has(b));
    let specimen = value.ends_with(b"EXAMPLE")
        || placeholder::in_token(value)
        || placeholder::is_sequence(value);
    let random = !specimen && Floor::new(2.7, 7).holds(value);
    (end - body == 16 && edges && (random || placeholder::is_filler(value))).then_some(hit.at..end)
}

fn bedrock(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = hit.at + hit.form.literal.len();
    let mut end = text.run(body, BASE64, 4096);
    end += text.run(end, crate::alphabet::Alphabet::new(b"="), 2) - end;
    let value = text.slice(body..end);
    if !text.left_edge(hit.at, true)
        || contains_fold(value, b"example")
        || placeholder::is_mask(value)
    {
        return;
    }
    let long_lived = hit.form.literal.starts_with("ABSK");
    let confidence = match value.len() {
        85.. => Confidence::Certain,
        _ if long_lived => return,
        _ => Confidence::Low,
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}

fn secret_after_name(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    let aws = contains_fold(text.slice(assignment.name), b"aws") || hit.form.literal.len() > 12;
    if is_secret_key(value) {
        let confidence = if aws {
            Confidence::High
        } else {
            Confidence::Medium
        };
        out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
    } else if is_published_key(value) {
        out.push(Candidate::new(hit.detector, assignment.value).confidence(Confidence::Low));
    } else if value.len() == 40
        && value
            .strip_suffix(b"=")
            .is_some_and(|v| aws && looks_random(v))
    {
        out.push(Candidate::new(hit.detector, assignment.value).confidence(Confidence::Medium));
    }
}

/// People give the secret to the name of the id: a published example shows that they meant the secret.
fn published_after_name(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    if is_published_key(value) {
        out.push(Candidate::new(hit.detector, assignment.value).confidence(Confidence::Low));
    } else if is_secret_key(value) {
        out.push(Candidate::new(hit.detector, assignment.value).confidence(Confidence::Medium));
    }
}

/// A key within five lines of an id: the pair is what signs requests.
fn secret_near_id(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(id) = id_span(hit, text) else { return };
    for span in secrets_near(text, &id) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::Certain));
    }
}

/// The secret keys within five lines of the id.
fn secrets_near(text: Text<'_>, id: &Range<usize>) -> Vec<Range<usize>> {
    let base = id.start.saturating_sub(400);
    let window = text.slice(base..id.end + 400);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(b) = window.get(at) {
        if !BASE64.has(*b) {
            at += 1;
            continue;
        }
        let run = window.iter().skip(at).take_while(|b| BASE64.has(**b));
        let end = at + run.count();
        let span = base + at..base + end;
        if is_beside(text, id, &span) && is_secret_key(text.slice(span.clone())) {
            found.push(span);
        }
        at = end;
    }
    found
}

/// Whether a whole run stands within five lines of the id.
fn is_beside(text: Text<'_>, id: &Range<usize>, span: &Range<usize>) -> bool {
    let between = if span.start > id.end {
        id.end..span.start
    } else {
        span.end..id.start
    };
    let lines = text.slice(between).iter().filter(|b| **b == b'\n').count();
    let before = text.before(span.start);
    let after = text.byte(span.end);
    lines <= 5
        && before.is_none_or(|b| !WORD.has(b) && b != b'-')
        && after.is_none_or(|b| !WORD.has(b) && !matches!(b, b'-' | b'='))
}

fn session_token(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    let aws = contains_fold(text.slice(assignment.name), b"aws");
    if aws
        && value.len() >= 100
        && BASE64.and(b"=._-").all(value)
        && Floor::new(4.0, 16).holds(value)
    {
        out.push(
            Candidate::new(hit.detector, assignment.value)
                .confidence(Confidence::High)
                .severity(Severity::High),
        );
    }
}

fn session_prefix(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at, BASE64.and(b"="), 4096);
    if end - hit.at >= 100
        && text.left_edge(hit.at, false)
        && Floor::new(4.0, 16).holds(text.slice(hit.at..end))
    {
        out.push(
            Candidate::new(hit.detector, hit.at..end)
                .confidence(Confidence::High)
                .severity(Severity::High),
        );
    }
}

/// A key of the vendor's documents: the full form, and a tail that says what it is.
fn is_published_key(value: &[u8]) -> bool {
    value.len() == 40
        && BASE64.all(value)
        && value.ends_with(b"EXAMPLEKEY")
        && Floor::new(4.0, 12).holds(value)
}

/// 40 base64 characters that are no digest, no path and no specimen.
fn is_secret_key(value: &[u8]) -> bool {
    value.len() == 40 && looks_random(value)
}

fn looks_random(value: &[u8]) -> bool {
    let classes = [
        u8::is_ascii_lowercase,
        u8::is_ascii_uppercase,
        u8::is_ascii_digit,
    ];
    let path = value.iter().filter(|b| **b == b'/').count() >= 3
        && value
            .split(|b| *b == b'/')
            .filter(|part| part.len() >= 4 && part.iter().skip(1).all(u8::is_ascii_lowercase))
            .count()
            >= 2;
    BASE64.all(value)
        && !HEX.all(value)
        && !path
        && classes.iter().all(|class| value.iter().any(class))
        && Floor::new(4.0, 12).holds(value)
        && value.iter().filter(|b| ALNUM.has(**b)).count() * 10 >= value.len() * 8
        && !contains_fold(value, b"example")
        && !placeholder::in_token(value)
        && !placeholder::is_sequence(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_their_account() {
        let id = concat!("ASIA", "QNZGKIQY56JQ7WML");
        assert_eq!(account(id).as_deref(), Some("029608264753"));
        assert_eq!(account(concat!("AKIA", "Q0")), None);
        assert_eq!(account(concat!("AKIA", "Q1EGRZ2MTKV8XWNB")), None);
    }
}
