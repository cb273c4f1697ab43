//! Replacing secrets by their types' names.

use std::borrow::Cow;

use crate::Scanner;

/// A replacement may bring pieces together that look like a secret; each round removes at least one, and few texts need a second.
const ROUNDS: usize = 16;

pub(crate) fn redact<'t>(scanner: &Scanner, text: &'t str) -> Cow<'t, str> {
    let mut current = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        let Some(next) = once(scanner, &current) else {
            break;
        };
        current = Cow::Owned(next);
    }
    current
}

fn once(scanner: &Scanner, text: &str) -> Option<String> {
    let mut findings = scanner.everything(text.as_bytes());
    if findings.is_empty() {
        // What a text holds as a patch may not show in it as it stands.
        findings = scanner.scan(text);
    }
    if findings.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for finding in findings {
        out.push_str(text.get(done..finding.span.start).unwrap_or_default());
        out.push_str("[redacted:");
        out.push_str(finding.kind.id());
        out.push(']');
        done = finding.span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Some(out)
}
