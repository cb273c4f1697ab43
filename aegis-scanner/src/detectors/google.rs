//! Google Cloud and other Google APIs.

use crate::alphabet::{URL64, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::context::{self, Shape};
use crate::detector::{Detector, Form, Rank, Token};
use crate::detectors::pem;
use crate::entropy::{Floor, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, assign, placeholder};

pub(crate) const SERVICE_ACCOUNT: Detector = Detector {
    id: "gcp-service-account-key",
    name: "Google Cloud service account key, application default credentials",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "JSON of type `service_account` with a `private_key`, or of type `authorized_user` with a refresh token",
    source: "https://cloud.google.com/iam/docs/keys-create-delete",
    forms: &[
        Form::walk("service_account", service_account).anchored(8),
        Form::walk("authorized_user", authorized_user).anchored(5),
    ],
    examples: || {
        let key = pem::specimen("PRIVATE KEY", "\\n", 14);
        vec![format!(
            "{{\"type\": \"service_account\", \"private_key_id\": \"1a\", \"private_key\": \"{key}\"}}"
        )]
    },
    counterexamples: || {
        vec!["{\"type\": \"service_account\", \"private_key\": \"-----BEGIN ...\"}".to_owned()]
    },
};

pub(crate) const API_KEY: Detector = Detector {
    id: "google-api-key",
    name: "Google API key, Gemini auth key",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`AIza` and 35 URL-safe characters; `AQ.Ab` and 46 to 60",
    source: "https://cloud.google.com/docs/authentication/api-keys",
    forms: &[
        Form::walk("AIza", api_key),
        Form::token("AQ.Ab", Token::new(URL64, &[(46, 60)], LONG)),
    ],
    examples: || {
        vec![
            format!("key={}{}", "AIza", "SyD4q8Zt3mWk9LbX2vRc7NpYe5HsJ1dFgUa"),
            format!(
                "{}{}",
                "AQ.Ab", "8RN6q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E"
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "AIza", "SyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"),
            format!("{}{}", "AIza", "SyD4q8Zt3mWk9"),
        ]
    },
};

pub(crate) const OAUTH: Detector = Detector {
    id: "google-oauth-credential",
    name: "Google OAuth client secret, access or refresh token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`GOCSPX-` and 28 URL-safe characters; `ya29.` and 40 or more; `1//0` and 40 to 100 beside a client; 24 as `client_secret` beside a client id",
    source: "https://developers.google.com/identity/protocols/oauth2",
    forms: &[
        Form::token("GOCSPX-", Token::new(URL64, &[(28, 28)], SHORT)),
        Form::walk("ya29.", access_token),
        Form::walk("1//0", refresh_token),
        Form::walk(".apps.googleusercontent.com", client).anchored(10),
        Form::word("client_secret", client_secret).anchored(4),
        Form::word("clientsecret", client_secret).anchored(5),
    ],
    examples: || {
        vec![
            format!("{}{}", "GOCSPX-", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF"),
            format!(
                "{}{}",
                "ya29.", "a0AfB_q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2v"
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "GOCSPX-", "x".repeat(28)),
            "see 1//0 and ya29.".to_owned(),
        ]
    },
};

fn service_account(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    // `service_account_file` and its like are names.
    let end = hit.at + hit.form.literal.len();
    if text.byte(end).is_some_and(|b| WORD.has(b)) {
        return;
    }
    const REACH: usize = 6 * 1024;
    let base = hit.at.saturating_sub(REACH);
    let window = text.slice(base..hit.at + REACH);
    for found in memchr::memmem::find_iter(window, b"private_key").take(16) {
        let after = base + found + b"private_key".len();
        if text.byte(after) == Some(b'_') {
            continue;
        }
        let Some(begin) = memchr::memmem::find(text.slice(after..after + 40), b"-----BEGIN") else {
            continue;
        };
        if let Some(key) = pem::read(text, after + begin) {
            let confidence = if key.cut {
                Confidence::Low
            } else {
                key.confidence.max(Confidence::High)
            };
            out.push(Candidate::new(hit.detector, key.span).confidence(confidence));
            return;
        }
    }
}

fn authorized_user(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let base = hit.at.saturating_sub(2048);
    let window = text.slice(base..hit.at + 2048);
    if !contains_fold(window, b"client_secret") {
        return;
    }
    let Some(at) = memchr::memmem::find(window, b"refresh_token") else {
        return;
    };
    let Some(assignment) = assign::read(text, base + at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    if value.starts_with(b"1//") && !placeholder::is_template(value) && !placeholder::is_mask(value)
    {
        let confidence = if value.len() >= 40 {
            Confidence::Certain
        } else {
            Confidence::Low
        };
        out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
    }
}

fn api_key(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const TOKEN: Token = Token::new(URL64, &[(35, 35)], Floor::new(3.6, 12));
    let Some(candidate) = TOKEN.walk(hit, text) else {
        return;
    };
    if text.byte(candidate.span.end) == Some(b'-') {
        return;
    }
    // The key of a web app's Firebase project is public by design.
    let public = text.near(
        &candidate.span,
        600,
        &[
            "authdomain",
            "firebaseconfig",
            "google-services",
            "mobilesdk_app_id",
        ],
    );
    let severity = if public {
        Severity::Low
    } else {
        Severity::High
    };
    out.push(candidate.severity(severity));
}

fn access_token(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at + 5, URL64.and(b"."), 2048);
    let value = text.slice(hit.at + 5..end);
    if !text.left_edge(hit.at, true) || !SHORT.holds(value) || placeholder::in_token(value) {
        return;
    }
    let confidence = match value.len() {
        60.. => Confidence::High,
        40.. => Confidence::Medium,
        _ => return,
    };
    out.push(
        Candidate::new(hit.detector, hit.at..end)
            .confidence(confidence)
            .severity(Severity::Medium),
    );
}

fn refresh_token(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const TOKEN: Token = Token::new(URL64, &[(40, 110)], Floor::new(3.9, 16));
    let Some(candidate) = TOKEN.walk(hit, text) else {
        return;
    };
    if text.near(&candidate.span, 80, &["refresh", "google", "gcp", "oauth"])
        || text.near(&candidate.span, 600, &["googleusercontent"])
    {
        out.push(candidate);
    }
}

/// A secret of the old form beside a client id.
const OLD_SECRET: Shape = Shape::new(URL64, 24, 24, Floor::new(3.4, 12));

fn client(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let id = text.run_back(hit.at, URL64, 80);
    if hit.at - id < 40 {
        return;
    }
    let end = hit.at + hit.form.literal.len();
    let next_line = context::after(text, end, 40, OLD_SECRET);
    if let Some(span) = next_line {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::Medium));
    }
}

fn client_secret(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(span) = context::assigned(text, hit.at, &[], OLD_SECRET) else {
        return;
    };
    if text.near(&span, 400, &["googleusercontent", "google"]) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
    }
}
