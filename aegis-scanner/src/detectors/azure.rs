//! Microsoft Azure and Entra.

use crate::alphabet::{ALNUM, ANY64, Alphabet, BASE64, HEX, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::context::{self, Shape};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::entropy::{Floor, LONG, SHORT};
use crate::known;
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, assign, date, entropy, placeholder};

const ENTRA: Alphabet = URL64.and(b"~.");

pub(crate) const CREDENTIAL: Detector = Detector {
    id: "azure-credential",
    name: "Azure client secret, account key, SAS, DevOps token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "Entra secrets (`Q~` at offset 4); keys with a fixed signature (`AZDO`, `+ASt`, `ACDb`, `AzSe` …) at its offset; `AccountKey=`, `SharedAccessKey=`, SAS `sig=`",
    source: "https://learn.microsoft.com/en-us/purview/sit-defn-all-creds",
    forms: &[
        Form::walk("Q~", entra).extended(Extend::Both(
            b"0123456789",
            b"abcdefghijklmnopqrstuvwxyz0123456789_-.~",
        )),
        Form::word("accountkey", account_key).anchored(5),
        Form::word("sharedaccesskey", shared_access_key).anchored(10),
        Form::word(".azconfig.io", app_configuration).anchored(1),
        Form::walk("sig=", sas),
        Form::walk("AZDO", |h, t, o| marked(h, t, o, 76, 84, ALNUM)),
        Form::walk("+ASt", |h, t, o| marked(h, t, o, 76, 88, BASE64)),
        Form::walk("ACDb", |h, t, o| marked(h, t, o, 76, 88, BASE64)),
        Form::walk("+ABa", |h, t, o| marked(h, t, o, 76, 88, BASE64)),
        Form::walk("+AMC", |h, t, o| marked(h, t, o, 76, 88, BASE64)),
        Form::walk("APIM", |h, t, o| marked(h, t, o, 76, 88, BASE64)),
        Form::walk("JQQJ99", |h, t, o| marked(h, t, o, 52, 84, ALNUM)).anchored(1),
        Form::walk("AzSe", |h, t, o| marked(h, t, o, 42, 52, ALNUM)),
        Form::walk("+ACR", |h, t, o| marked(h, t, o, 42, 52, BASE64)),
        Form::walk("AzFu", |h, t, o| marked(h, t, o, 44, 56, ANY64)),
        Form::walk("AzCa", |h, t, o| marked(h, t, o, 33, 44, ALNUM)),
        Form::walk("AIoT", |h, t, o| marked(h, t, o, 33, 44, BASE64)),
        Form::walk("+AEh", |h, t, o| marked(h, t, o, 33, 44, BASE64)),
        Form::walk("+ASb", |h, t, o| marked(h, t, o, 33, 44, BASE64)),
        Form::walk("+ARm", |h, t, o| marked(h, t, o, 33, 44, BASE64)),
        Form::word("azure", named_azure),
        Form::word("ado_pat", named_azure),
        Form::word("cosmos", named_store),
        Form::word("storage_key", named_store).anchored(7),
        Form::word("storagekey", named_store).anchored(6),
        Form::word("account_key", named_store).anchored(7),
    ],
    examples: || {
        let body = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
        let pat = body.repeat(2);
        vec![
            format!(
                "client_secret={}{}",
                "bP88Q~", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6"
            ),
            format!("AccountName=acme;AccountKey={body}{body}==;EndpointSuffix=core.windows.net"),
            format!(
                "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey={body}="
            ),
            format!("COSMOS_KEY={body}{body}=="),
            format!("{}{}{}", pat.get(..76).unwrap_or_default(), "AZDO", "4Ssi"),
            format!(
                "https://acme.blob.core.windows.net/c?sv=2022-11-02&se=2031-01-01&sr=c&sp=r&sig={body}%3D"
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("client_secret={}{}", "bP88Q~", "x".repeat(34)),
            "AccountKey=$(storageKey)".to_owned(),
            format!(
                "storage_key: {}{}",
                "sha512-",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E".repeat(2)
            ),
            "https://example.org/?sig=abc&sv=1&se=2".to_owned(),
        ]
    },
};

fn entra(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(start) = hit.at.checked_sub(4) else {
        return;
    };
    if !ENTRA.all(text.slice(start..hit.at))
        || text.before(start).is_some_and(|b| ENTRA.has(b)) && !text.left_edge(start, true)
    {
        return;
    }
    let body = hit.at + 2;
    let mut end = text.run(body, ENTRA, 60);
    if text.before(end) == Some(b'.') {
        end -= 1;
    }
    let value = text.slice(body..end);
    if (31..=34).contains(&value.len())
        && SHORT.holds(value)
        && !placeholder::in_token(value)
        && !placeholder::is_sequence(value)
    {
        out.push(Candidate::new(hit.detector, start..end).confidence(Confidence::High));
    }
}

/// A key whose issuer puts a signature at a fixed offset of a fixed length.
fn marked(
    hit: Hit,
    text: Text<'_>,
    out: &mut Candidates,
    offset: usize,
    length: usize,
    alphabet: Alphabet,
) {
    let start = text.run_back(hit.at, alphabet, offset + 1);
    let end = text.run(hit.at, alphabet, length);
    let end = text.run(end, Alphabet::new(b"="), 2);
    let value = text.slice(start..end);
    let length_fits = value.len() == length || length == 84 && (82..=86).contains(&value.len());
    if hit.at - start != offset && value.len() != length || !length_fits {
        return;
    }
    if !LONG.holds(value) || known::is_public(value) || placeholder::is_mask(value) {
        return;
    }
    let exact = hit.at - start == offset && value.len() == length;
    let confidence = if !exact || placeholder::is_sequence(value) {
        Confidence::Low
    } else {
        Confidence::Certain
    };
    out.push(Candidate::new(hit.detector, start..end).confidence(confidence));
}

fn account_key(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    key_value(hit, text, out, b"accountkey", (64, 88));
}

fn shared_access_key(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    key_value(hit, text, out, b"sharedaccesskey", (43, 64));
}

fn key_value(hit: Hit, text: Text<'_>, out: &mut Candidates, name: &[u8], lengths: (usize, usize)) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    if !text
        .slice(assignment.name)
        .to_ascii_lowercase()
        .ends_with(name)
    {
        return;
    }
    let value = text.slice(assignment.value.clone());
    let shaped = (lengths.0..=lengths.1).contains(&value.len()) && BASE64.and(b"=").all(value);
    if !shaped || !LONG.holds(value) || known::is_public(value) || placeholder::in_token(value) {
        return;
    }
    let whole = value.ends_with(b"=") && matches!(value.len(), 44 | 88);
    let confidence = if whole {
        Confidence::High
    } else {
        Confidence::Medium
    };
    out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
}

fn app_configuration(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let window = text.slice(from..from + 200);
    let Some(at) = memchr::memmem::find(window, b"Secret=") else {
        return;
    };
    let start = from + at + 7;
    let end = text.run(start, BASE64.and(b"="), 120);
    let value = text.slice(start..end);
    if value.len() >= 40 && LONG.holds(value) && !placeholder::in_token(value) {
        out.push(Candidate::new(hit.detector, start..end).confidence(Confidence::High));
    }
}

fn sas(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = hit.at + 4;
    let end = text.run(start, BASE64.and(b"%="), 80);
    let value = text.slice(start..end);
    let line = text.line(hit.at, 600);
    let query = text.slice(line);
    let signed = |name: &[u8]| memchr::memmem::find(query, name).is_some();
    if !matches!(value.len(), 43..=72) || !(signed(b"se=") && (signed(b"sv=") || signed(b"sr="))) {
        return;
    }
    if LONG.holds(value) && !placeholder::in_token(value) {
        out.push(
            Candidate::new(hit.detector, start..end)
                .confidence(Confidence::High)
                .severity(Severity::High)
                .void_from(runs_out(query)),
        );
    }
}

/// When a signed URL runs out.
fn runs_out(query: &[u8]) -> Option<i64> {
    let at = memchr::memmem::find(query, b"se=")?;
    date::end_of_day(query.get(at + 3..)?)
}

/// The key of a storage or Cosmos account without a signature, as it was issued before 2022: 64 bytes near a name that says so.
fn named_store(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const KEY: Shape = Shape::new(BASE64, 86, 86, LONG);
    let from = hit.at + hit.form.literal.len();
    let Some(body) = context::after(text, from, 40, KEY) else {
        return;
    };
    let span = body.start..body.end + 2;
    if text.starts_with(body.end, b"==") && !known::is_public(text.slice(span.clone())) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
    }
}

/// Tokens without a prefix that a name with `azure` holds: 52 lower base32 (DevOps, old form) or 32 hex digits (AI services).
fn named_azure(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const PAT: Shape = Shape::new(
        Alphabet::new(b"abcdefghijklmnopqrstuvwxyz234567"),
        52,
        52,
        Floor::new(3.8, 16),
    );
    const KEY: Shape = Shape::new(HEX, 32, 32, entropy::HEX).with_sequences();
    named_store(hit, text, out);
    if let Some(span) = context::after(text, hit.at + hit.form.literal.len(), 160, PAT) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::Medium));
    } else if let Some(span) = context::assigned(text, hit.at, &["key", "secret"], KEY)
        && !contains_fold(text.slice(assign::name_around(text, hit.at)), b"_id")
    {
        let confidence = context::unless_sequence(text, &span, Confidence::Medium);
        out.push(Candidate::new(hit.detector, span).confidence(confidence));
    }
}
