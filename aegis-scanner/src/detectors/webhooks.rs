//! Webhook URLs of chat services: whoever has one can post.

use crate::alphabet::{ALNUM, Alphabet, DIGIT, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::entropy::{LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

const BODY: &str =
    "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
const URL: Alphabet = URL64.and(b"./:@?&=%+~");

pub(crate) const WEBHOOK: Detector = Detector {
    id: "chat-webhook-url",
    name: "Slack, Discord, Teams or Google Chat webhook URL",
    severity: Severity::Medium,
    rank: Rank::Provider,
    shape: "`hooks.slack.com/services/T…/B…/…`, `discord.com/api/webhooks/<id>/<token>`, `….webhook.office.com/webhookb2/…`, `….logic.azure.com…&sig=`, `chat.googleapis.com/v1/spaces/…&token=`",
    source: "https://api.slack.com/messaging/webhooks",
    forms: &[
        Form::walk("hooks.slack.com/", slack).anchored(1),
        Form::walk("/api/webhooks/", discord).anchored(4),
        Form::walk("webhook.office.com/", teams).anchored(5),
        Form::walk("outlook.office.com/webhook", teams).anchored(5),
        Form::walk(".logic.azure.com", power_automate).anchored(4),
        Form::walk("chat.googleapis.com/v1/spaces/", google_chat).anchored(17),
    ],
    examples: || {
        vec![
            format!(
                "https://hooks.slack.com/{}/T0{}/B0{}/{}",
                "services", "8F3KQ2ZX", "9G4LR3AY", "q8Zt3mWk9LbX2vRc7NpYe5Hs"
            ),
            format!(
                "https://discord.com/api/{}/417285936402529384/{}",
                "webhooks",
                BODY.get(..68).unwrap_or_default()
            ),
        ]
    },
    counterexamples: || {
        vec![
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"
                .to_owned(),
            "https://discord.com/api/webhooks/<id>/<token>".to_owned(),
        ]
    },
};

/// The URL from its scheme on, if one stands before `at`.
fn start_of(text: Text<'_>, at: usize) -> usize {
    let run = text.run_back(at, URL, 200);
    memchr::memmem::rfind(text.slice(run..at), b"http").map_or(at, |scheme| run + scheme)
}

fn push(hit: Hit, text: Text<'_>, end: usize, confidence: Confidence, out: &mut Candidates) {
    let start = start_of(text, hit.at);
    out.push(Candidate::new(hit.detector, start..end).confidence(confidence));
}

fn slack(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let end = text.run(from, URL64.and(b"/"), 200);
    let path = text.slice(from..end);
    let parts: Vec<&[u8]> = path
        .split(|b| *b == b'/')
        .filter(|p| !p.is_empty())
        .collect();
    let known = matches!(
        parts.first(),
        Some(&(b"services" | b"workflows" | b"triggers"))
    );
    let Some(secret) = parts.last().filter(|s| {
        known && (parts.len() >= 4 && s.len() >= 20 || parts.len() == 2 && s.len() >= 40)
    }) else {
        return;
    };
    let zeros = parts
        .iter()
        .any(|p| p.len() >= 8 && p.iter().skip(1).all(|b| *b == b'0'));
    if !zeros && ALNUM.all(secret) && SHORT.holds(secret) && !placeholder::in_token(secret) {
        let confidence = if secret.len() == 24 {
            Confidence::High
        } else {
            Confidence::Medium
        };
        push(hit, text, end, confidence, out);
    }
}

fn discord(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let id = text.run(from, DIGIT, 24);
    let end = text.run(id + 1, URL64, 100);
    let host = text.slice(hit.at.saturating_sub(16)..hit.at);
    let discord = memchr::memmem::find(host, b"discord").is_some();
    let secret = text.slice(id + 1..end);
    let shaped = discord
        && (17..=20).contains(&(id - from))
        && text.byte(id) == Some(b'/')
        && (50..=90).contains(&secret.len());
    if shaped && LONG.holds(secret) && !placeholder::in_token(secret) {
        let confidence = if placeholder::is_sequence(secret) {
            Confidence::Low
        } else {
            Confidence::High
        };
        push(hit, text, end, confidence, out);
    }
}

fn teams(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at, URL, 400);
    let url = text.slice(hit.at..end);
    let Some(at) = memchr::memmem::find(url, b"/IncomingWebhook/") else {
        return;
    };
    let secret = url.get(at + 17..).unwrap_or_default();
    let tenant = url.get(..at).unwrap_or_default();
    if secret.len() >= 60
        && memchr::memchr(b'@', tenant).is_some()
        && SHORT.holds(secret)
        && !placeholder::in_token(secret)
    {
        push(hit, text, end, Confidence::High, out);
    }
}

fn power_automate(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at, URL, 800);
    let url = text.slice(hit.at..end);
    let Some(at) = memchr::memmem::find(url, b"sig=") else {
        return;
    };
    let secret = url.get(at + 4..).unwrap_or_default();
    if secret.len() >= 40
        && memchr::memmem::find(url, b"/workflows/").is_some()
        && SHORT.holds(secret)
        && !placeholder::in_token(secret)
    {
        push(hit, text, end, Confidence::High, out);
    }
}

fn google_chat(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at, URL, 400);
    let url = text.slice(hit.at..end);
    let Some(at) = memchr::memmem::find(url, b"token=") else {
        return;
    };
    let secret = url.get(at + 6..).unwrap_or_default();
    if secret.len() >= 30
        && memchr::memmem::find(url, b"key=").is_some()
        && SHORT.holds(secret)
        && !placeholder::in_token(secret)
    {
        push(hit, text, end, Confidence::High, out);
    }
}
