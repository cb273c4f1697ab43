//! Amazon Web Services.

use crate::alphabet::{BASE32, BASE64, HEX, UPPER_ALNUM, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::entropy::Floor;
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, assign, placeholder};

pub(crate) const ACCESS_KEY_ID: Detector = Detector {
    id: "aws-access-key-id",
    name: "AWS access key id or Bedrock API key",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`AKIA`, `ASIA`, `ABIA` or `ACCA` and 16 base32 characters",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    forms: &[
        Form::walk("AKIA", access_key_id),
        Form::walk("ASIA", access_key_id),
        Form::walk("ABIA", access_key_id),
        Form::walk("ACCA", access_key_id),
    ],
    examples: || {
        vec![format!(
            "aws_access_key_id = {}{}",
            "AKIA", "Q3EGRZ2MTKV7XWNB"
        )]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE"),
            format!("{}{}", "AIDA", "Q3EGRZ2MTKV7XWNB"),
        ]
    },
};

pub(crate) const SECRET_ACCESS_KEY: Detector = Detector {
    id: "aws-secret-access-key",
    name: "AWS secret access key or session token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "40 base64 characters given to a name such as `aws_secret_access_key`",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    forms: &[
        Form::word("aws_sec", secret_after_name).anchored(2),
        Form::word("secret_access_key", secret_after_name).anchored(4),
        Form::word("secretaccesskey", secret_after_name).anchored(4),
        Form::word("secret-key", secret_after_name).anchored(4),
        Form::word("secretkey", secret_after_name).anchored(4),
    ],
    examples: || {
        vec![format!(
            "aws_secret_access_key = {}{}",
            "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF+4gUaT6iKoQz"
        )]
    },
    counterexamples: || {
        vec![format!(
            "aws_secret_access_key = {}{}",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "EXAMPLEKEY"
        )]
    },
};

fn access_key_id(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = hit.at + 4;
    let end = text.run(body, UPPER_ALNUM, 20);
    let value = text.slice(body..end);
    if end - body != 16
        || !text.left_edge(hit.at, false)
        || text.byte(end).is_some_and(|b| WORD.has(b))
    {
        return;
    }
    if value.ends_with(b"EXAMPLE")
        || placeholder::in_token(value)
        || !Floor::new(2.7, 7).holds(value)
    {
        return;
    }
    let span = hit.at..end;
    let confidence = if BASE32.all(value) {
        Confidence::High
    } else if text.near(
        &span,
        40,
        &["aws", "access_key", "accesskey", "key_id", "keyid"],
    ) {
        Confidence::Medium
    } else {
        return;
    };
    let severity = if hit.form.literal == "ASIA" {
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

fn secret_after_name(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    if is_secret_key(value) {
        out.push(Candidate::new(hit.detector, assignment.value).confidence(Confidence::High));
    }
}

/// 40 base64 characters that are no digest, no path and no specimen.
fn is_secret_key(value: &[u8]) -> bool {
    let classes = [
        u8::is_ascii_lowercase,
        u8::is_ascii_uppercase,
        u8::is_ascii_digit,
    ];
    value.len() == 40
        && BASE64.all(value)
        && !HEX.all(value)
        && classes.iter().all(|class| value.iter().any(class))
        && Floor::new(4.0, 12).holds(value)
        && !contains_fold(value, b"example")
        && !placeholder::in_token(value)
}
