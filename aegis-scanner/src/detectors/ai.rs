//! AI services.

use crate::alphabet::{ALNUM, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

/// Base64 of "OpenAI", which stands in every key since 2022.
const OPENAI_MARK: &str = "T3BlbkFJ";

pub(crate) const OPENAI: Detector = Detector {
    id: "openai-api-key",
    name: "OpenAI project, service, admin or user key",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sk-`, `sk-proj-`, `sk-svcacct-` or `sk-admin-`, then two random parts around base64 of `OpenAI`",
    source: "https://platform.openai.com/docs/api-reference/authentication",
    forms: &[Form::walk(OPENAI_MARK, openai)],
    examples: || {
        let (left, right) = ("q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB");
        vec![
            format!("{}{left}{OPENAI_MARK}{right}", "sk-"),
            format!("{}{left}{right}{OPENAI_MARK}{right}{left}", "sk-proj-"),
        ]
    },
    counterexamples: || {
        vec![format!(
            "{}{OPENAI_MARK}{}",
            "sk-proj-xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxx"
        )]
    },
};

pub(crate) const ANTHROPIC: Detector = Detector {
    id: "anthropic-api-key",
    name: "Anthropic API, admin or OAuth key",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sk-ant-`, a kind such as `api03`, `-`, 93 URL-safe characters and `AA`",
    source: "https://docs.anthropic.com/en/api/overview",
    forms: &[Form::walk("sk-ant-", anthropic)],
    examples: || {
        vec![format!(
            "{}{}{}AA",
            "sk-ant-",
            "api03-",
            "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gU".repeat(3)
        )]
    },
    counterexamples: || {
        vec![format!(
            "{}{}",
            "sk-ant-",
            "api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        )]
    },
};

fn openai(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = text.run_back(hit.at, URL64, 120);
    let end = text.run(hit.at, URL64, 160);
    let token = text.slice(start..end);
    let kinds: [&[u8]; 4] = [b"sk-proj-", b"sk-svcacct-", b"sk-admin-", b"sk-"];
    let Some(kind) = kinds.into_iter().find(|k| token.starts_with(k)) else {
        return;
    };
    if !text.left_edge(start, true) {
        return;
    }
    let left = text.slice(start + kind.len()..hit.at);
    let right = text.slice(hit.at + OPENAI_MARK.len()..end);
    let fits = |part: &[u8]| (20..=80).contains(&part.len());
    if !fits(left)
        || !fits(right)
        || !SHORT.holds(left)
        || placeholder::in_token(left)
        || placeholder::in_token(right)
    {
        return;
    }
    let usual = matches!((left.len(), right.len()), (20, 20) | (58, 58) | (74, 74))
        && (kind != b"sk-" || ALNUM.all(left));
    let confidence = if usual {
        Confidence::Certain
    } else if left.len().abs_diff(right.len()) <= 16 {
        Confidence::High
    } else {
        Confidence::Low
    };
    out.push(Candidate::new(hit.detector, start..end).confidence(confidence));
}

fn anthropic(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let kind_at = hit.at + hit.form.literal.len();
    let dash = text.run(kind_at, ALNUM, 12);
    let kind = text.slice(kind_at..dash);
    if text.byte(dash) != Some(b'-') || !text.left_edge(hit.at, true) {
        return;
    }
    let end = text.run(dash + 1, URL64, 200);
    let body = text.slice(dash + 1..end);
    if !LONG.holds(body) || placeholder::in_token(body) {
        return;
    }
    let known = matches!(kind, b"admin01")
        || kind
            .strip_prefix(b"api")
            .is_some_and(|n| n.len() == 2 && n.iter().all(u8::is_ascii_digit));
    let session = matches!(kind, b"oat01" | b"ort01" | b"sid01" | b"sid02");
    let confidence = match body.len() {
        95 if known && body.ends_with(b"AA") => Confidence::Certain,
        80..=120 if session => Confidence::High,
        90..=100 if known => Confidence::Low,
        80..=120 => Confidence::Low,
        _ => return,
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}

#[expect(dead_code, reason = "the table of other services follows")]
const fn form(literal: &'static str, token: Token) -> Form {
    Form::token(literal, token)
}
