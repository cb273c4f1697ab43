//! The paragraph that the agent and its person read: what happened, which rule, what to do next.

use std::fmt::Write as _;
use std::time::Duration;

use aegis_rules::Layer;
use aegis_scanner::Scanner;

use crate::ledger::RequestId;
use crate::secrets::Blocking;
use crate::verdict::{Fault, Reason, Verdict};

/// Longest explanation in bytes.
const MAX_BYTES: usize = 4096;
/// Longest target that is quoted whole, in characters.
const MAX_TARGET: usize = 200;

/// Everything that a refusal is explained from.
pub(crate) struct Refusal<'r> {
    pub(crate) secrets: &'r [Blocking],
    pub(crate) faults: &'r [Fault],
    /// The strictest first.
    pub(crate) reasons: &'r [Reason],
    pub(crate) request: Option<&'r RequestId>,
    pub(crate) timeout: Duration,
    /// Said in addition: a person's no, approvals that are switched off.
    pub(crate) remark: Option<&'r str>,
}

impl Refusal<'_> {
    /// One paragraph, redacted, at most 4 KiB.
    pub(crate) fn text(&self, scanner: &Scanner) -> String {
        let mut parts = Vec::new();
        parts.extend(
            self.deciding()
                .map(|reason| rule(reason, self.request.is_some())),
        );
        if !self.faults.is_empty() {
            parts.push(faults(self.faults));
        }
        if let Some(id) = self.request {
            parts.push(format!(
                "A person must approve it: ask the user to run `aegis approve {id}` in a terminal of their own within {}, then make exactly this call again; do not look for another way",
                spelled(self.timeout)
            ));
        }
        parts.extend(self.remark.map(str::to_owned));
        let told = parts.join(". ");
        // Fingerprints are no secrets, and whoever allows one must be able to read it.
        let found = (!self.secrets.is_empty()).then(|| secrets(self.secrets, scanner));
        let told = Some(scanner.redact(&told).into_owned()).filter(|told| !told.is_empty());
        let parts: Vec<String> = found.into_iter().chain(told).collect();
        let text = format!("aegis blocked this call: {}", parts.join(". "));
        cut(&one_line(&text), MAX_BYTES)
    }

    /// The reasons that demand what was decided, each rule once. A built-in rule is named where no other demands it.
    fn deciding(&self) -> impl Iterator<Item = &Reason> {
        let first = self.reasons.first();
        let strictest = first.map_or(Verdict::Allow, |r| r.verdict);
        let by_file = first.is_some_and(|r| r.layer != Layer::Builtin);
        let mut seen: Vec<&str> = Vec::new();
        self.reasons.iter().filter(move |reason| {
            let counts = reason.verdict == strictest && strictest > Verdict::Allow;
            let named = counts
                && !(by_file && reason.layer == Layer::Builtin)
                && !seen.contains(&reason.rule.as_str());
            seen.push(&reason.rule);
            named
        })
    }
}

fn rule(reason: &Reason, ends_with_request: bool) -> String {
    let mut text = format!("rule `{}` ({} rules", reason.rule, reason.layer);
    if let Some(origin) = &reason.origin {
        let _ = write!(text, ", {origin}");
    }
    let says = match (reason.verdict, reason.limited, reason.possible) {
        (_, true, _) => "has reached its limit for",
        (Verdict::Deny, _, _) => "forbids",
        (_, _, true) => "could apply, since an unknown value decides, to",
        _ => "wants a person's approval for",
    };
    let _ = write!(
        text,
        ") {says} {} `{}`",
        reason.action,
        short(&reason.target)
    );
    if let Some(via) = &reason.via {
        let _ = write!(text, " ({via})");
    }
    if let Some(message) = &reason.message {
        let _ = write!(text, ". {}", message.trim().trim_end_matches('.'));
    } else if reason.verdict == Verdict::Deny && !ends_with_request {
        text.push_str(". Do it another way, or ask the user");
    }
    text
}

fn secrets(found: &[Blocking], scanner: &Scanner) -> String {
    const SHOWN: usize = 3;
    let list: Vec<String> = found
        .iter()
        .take(SHOWN)
        .map(|b| {
            format!(
                "{} in `{}` line {} (fingerprint `{}`)",
                b.kind,
                scanner.redact(&b.field),
                b.line,
                b.fingerprint
            )
        })
        .collect();
    let more = found.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "it holds what looks like a secret: {}{more}. Leave the value out: read it from the environment or a secret store at run time. If it is no secret, the user can add the fingerprint to `scanner.allow` in config.yaml",
        list.join(", ")
    )
}

fn faults(faults: &[Fault]) -> String {
    let list: Vec<&str> = faults.iter().take(3).map(|f| f.message.as_str()).collect();
    let more = faults.len().saturating_sub(3);
    let more = if more > 0 {
        format!(" (and {more} more)")
    } else {
        String::new()
    };
    format!(
        "it could not be judged, and what cannot be judged is not allowed: {}{more}",
        list.join("; ")
    )
}

/// `5m`, `1h 30m`, `45s`.
pub(crate) fn spelled(span: Duration) -> String {
    let seconds = span.as_secs();
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let shown: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    if shown.is_empty() {
        "0s".to_owned()
    } else {
        shown.join(" ")
    }
}

fn short(target: &str) -> String {
    if target.chars().count() <= MAX_TARGET {
        return target.to_owned();
    }
    let head: String = target.chars().take(MAX_TARGET).collect();
    format!("{head}…")
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// At most `max` bytes, cut between characters.
pub(crate) fn cut(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(max);
    for c in text.chars() {
        if kept.len() + c.len_utf8() + '…'.len_utf8() > max {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spelled_as_people_do() {
        assert_eq!(spelled(Duration::from_secs(300)), "5m");
        assert_eq!(spelled(Duration::from_secs(5400)), "1h 30m");
        assert_eq!(spelled(Duration::ZERO), "0s");
    }

    #[test]
    fn a_cut_text_stays_within_its_bytes() {
        let text = "ä".repeat(5000);
        let kept = cut(&text, MAX_BYTES);
        assert!(kept.len() <= MAX_BYTES && kept.ends_with('…'));
        assert_eq!(cut("short", MAX_BYTES), "short");
    }
}
