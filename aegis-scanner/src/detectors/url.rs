//! URLs and connection strings with a password.

use crate::alphabet::Alphabet;
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

pub(crate) const DATABASE: Detector = Detector {
    id: "database-url",
    name: "database or broker URL with a password",
    severity: Severity::Critical,
    rank: Rank::Url,
    shape: "`scheme://user:password@host` of a database or broker",
    source: "https://www.postgresql.org/docs/current/libpq-connect.html",
    forms: &[Form::walk("://", database_url)
        .extended(Extend::Before(b"abcdefghijklmnopqrstuvwxyz0123456789"))],
    examples: || {
        vec![format!(
            "postgres://app:{}@db.internal.acme.io/prod",
            "q8Zt3mWk9Lb"
        )]
    },
    counterexamples: || vec!["postgres://postgres:postgres@localhost/test".to_owned()],
};

fn database_url(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let scheme_at = text.run_back(
        hit.at,
        Alphabet::new(b"abcdefghijklmnopqrstuvwxyz0123456789+"),
        24,
    );
    let scheme = text.slice(scheme_at..hit.at);
    let base = scheme.split(|b| *b == b'+').next().unwrap_or_default();
    const SCHEMES: &[&[u8]] = &[
        b"postgres",
        b"postgresql",
        b"mysql",
        b"mariadb",
        b"mongodb",
        b"redis",
        b"rediss",
        b"amqp",
        b"amqps",
    ];
    if !SCHEMES.contains(&base) {
        return;
    }
    let start = hit.at + 3;
    let rest = text.slice(start..start + 300);
    let end = rest
        .iter()
        .position(|b| matches!(b, b'/' | b' ' | b'"' | b'\'' | b'\n'))
        .unwrap_or(rest.len());
    let Some(authority) = rest.get(..end) else {
        return;
    };
    let Some(at) = authority.iter().rposition(|b| *b == b'@') else {
        return;
    };
    let Some(colon) = authority
        .iter()
        .position(|b| *b == b':')
        .filter(|c| *c < at)
    else {
        return;
    };
    let password = text.slice(start + colon + 1..start + at);
    let host = authority.get(at + 1..).unwrap_or_default();
    if password.is_empty() || placeholder::in_value(password) {
        return;
    }
    let local = host.starts_with(b"localhost") || host.starts_with(b"127.");
    let weak = password.len() < 8;
    let confidence = match (weak, local) {
        (true, true) => return,
        (true, false) | (false, true) => Confidence::Medium,
        (false, false) => Confidence::High,
    };
    out.push(Candidate::new(hit.detector, start + colon + 1..start + at).confidence(confidence));
}
