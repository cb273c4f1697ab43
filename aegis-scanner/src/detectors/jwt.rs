//! JSON Web Tokens.

use crate::alphabet::URL64;
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

pub(crate) const JWT: Detector = Detector {
    id: "jwt",
    name: "JSON Web Token",
    severity: Severity::Medium,
    rank: Rank::Jwt,
    shape: "three base64url parts, the first two JSON objects",
    source: "https://www.rfc-editor.org/rfc/rfc7519",
    forms: &[Form::walk("eyJ", jwt).extended(Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456"))],
    examples: || {
        vec![format!(
            "{}.{}.{}",
            "eyJhbGciOiJIUzI1NiJ9",
            "eyJzdWIiOiI5OCJ9",
            "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E"
        )]
    },
    counterexamples: || vec!["eyJhbGciOiJIUzI1NiJ9".to_owned()],
};

fn jwt(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if !text.left_edge(hit.at, true) {
        return;
    }
    let first = text.run(hit.at, URL64, 4096);
    if text.byte(first) != Some(b'.') || !text.starts_with(first + 1, b"eyJ") {
        return;
    }
    let second = text.run(first + 1, URL64, 8192);
    if text.byte(second) != Some(b'.') {
        return;
    }
    let end = text.run(second + 1, URL64, 1024);
    if end - second > 40 {
        out.push(Candidate::new(hit.detector, hit.at..end).confidence(Confidence::High));
    }
}
