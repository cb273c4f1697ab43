//! Private keys in PEM.

use crate::alphabet::BASE64;
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

pub(crate) const PRIVATE_KEY: Detector = Detector {
    id: "private-key",
    name: "private key",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "a PEM header of a private key and a base64 body",
    source: "https://www.rfc-editor.org/rfc/rfc7468",
    forms: &[Form::walk("PRIVATE KEY-----", pem).anchored(7)],
    examples: || {
        vec![format!(
            "-----BEGIN {}-----\n{}\n-----END",
            "PRIVATE KEY",
            "MIIq8Zt3mWk9LbX2vRc7NpYe5Hs".repeat(4)
        )]
    },
    counterexamples: || vec![format!("-----BEGIN {}-----", "PRIVATE KEY")],
};

fn pem(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let line = text.slice(hit.at.saturating_sub(30)..hit.at);
    let Some(begin) = memchr::memmem::rfind(line, b"-----BEGIN ") else {
        return;
    };
    let start = hit.at - line.len() + begin;
    let from = hit.at + hit.form.literal.len();
    let body = text.slice(from..from + 4096);
    let end = memchr::memmem::find(body, b"-----END").unwrap_or(body.len());
    let count = body.iter().take(end).filter(|b| BASE64.has(**b)).count();
    if count >= 64 {
        out.push(Candidate::new(hit.detector, start..from + end).confidence(Confidence::High));
    }
}
