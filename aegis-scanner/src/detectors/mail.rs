//! Mail services.

use crate::alphabet::URL64;
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::entropy::LONG;
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

pub(crate) const SENDGRID: Detector = Detector {
    id: "sendgrid-api-key",
    name: "SendGrid API key",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`SG.`, 22 URL-safe characters, `.` and 43",
    source: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    forms: &[Form::walk("SG.", sendgrid)
        .extended(Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456789_-"))],
    examples: || {
        vec![format!(
            "{}{}.{}",
            "SG.", "dbawh5BrTlKPwEEKEUF5jA", "Wa9EAZnn0zvgcM7UgEYCf9954qWIKpmXil6X5RL2KjQ"
        )]
    },
    counterexamples: || {
        vec![
            "SG.short.thing".to_owned(),
            format!("{}{}.{}", "SG.", "x".repeat(22), "x".repeat(43)),
        ]
    },
};

fn sendgrid(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = hit.at + 3;
    let dot = text.run(start, URL64, 40);
    let end = text.run(dot + 1, URL64.and(b"="), 60);
    let (first, second) = (text.slice(start..dot), text.slice(dot + 1..end));
    if text.byte(dot) != Some(b'.')
        || !text.left_edge(hit.at, false)
        || placeholder::in_token(first)
        || placeholder::in_token(second)
    {
        return;
    }
    let confidence = match (first.len(), second.len()) {
        (22, 43) if LONG.holds(second) => Confidence::High,
        (16..=32, 39..=50) if LONG.holds(second) => Confidence::Low,
        _ => return,
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}
