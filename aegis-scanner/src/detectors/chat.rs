//! Chat services.

use std::ops::Range;

use crate::alphabet::{ALNUM, ANY64, Alphabet, DIGIT, HEX, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::decode;
use crate::detector::{Detector, Extend, Form, Rank};
use crate::entropy::{Floor, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

pub(crate) const SLACK: Detector = Detector {
    id: "slack-token",
    name: "Slack bot, user, app, session or configuration token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`xoxb-`, `xoxp-`, `xoxa-`, `xoxr-`, `xoxs-`, `xoxc-` or `xoxe-` with numeric groups; `xapp-1-A…`; `xoxd-` cookies; `xoxe.xoxp-1-` and `xoxe-1-` and base64",
    source: "https://api.slack.com/authentication/token-types",
    forms: &[
        Form::walk("xoxb-", slack),
        Form::walk("xoxp-", slack),
        Form::walk("xoxa-", slack),
        Form::walk("xoxr-", slack),
        Form::walk("xoxs-", slack),
        Form::walk("xoxc-", slack),
        Form::walk("xoxo-", slack),
        Form::walk("xoxe", slack_configuration),
        Form::walk("xoxd-", slack_cookie),
        Form::walk("xwfp-", slack),
        Form::word("xapp-", slack_app),
    ],
    examples: || {
        vec![
            format!(
                "{}{}-{}-{}",
                "xoxb-", "417285936402", "529384716305", "q8Zt3mWk9LbX2vRc7NpYe5Hs"
            ),
            format!(
                "{}1-A052FGTS2DL-5171572773297-{}",
                "xapp-", "610b6a11f4b7eb819e87b767d80e6575a3634791acb9a9ead051da879eb5b55e"
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "xoxb-", "my-bot-token"),
            format!("{}{}", "xoxb-", "12345-abcd234"),
            format!("{}{}", "xoxb-", "xxxxxxxxx-xxxxxxxxxx-xxxxxxxxxxxx"),
        ]
    },
};

fn slack(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = hit.at + hit.form.literal.len();
    let end = text.run(body, URL64, 260);
    let value = text.slice(body..end);
    let blotted = matches!(text.byte(end), Some(b'#' | b'*' | b'<' | b'$' | b'{'));
    if !text.left_edge(hit.at, false) || placeholder::is_template(value) || blotted {
        return;
    }
    let groups: Vec<&[u8]> = value.split(|b| *b == b'-').collect();
    let leading = groups.iter().take_while(|g| is_number(g)).count();
    let ids = groups
        .iter()
        .filter(|g| is_number(g) && g.len() >= 9)
        .count();
    let last = groups.last().copied().unwrap_or_default();
    let random = last.len() >= 10 && SHORT_TAIL.holds(last) && !placeholder::is_mask(last);
    let needed = match hit.form.literal {
        "xoxb-" | "xoxd-" => 2,
        _ => 3,
    };
    let confidence = if ids >= needed && random {
        Confidence::High
    } else if leading >= 1 && random && value.len() >= 24 {
        Confidence::Medium
    } else if leading >= 1
        && (value.len() >= 20 || random && last.len() >= 12)
        && groups.len() >= 2
        && !placeholder::is_mask(last)
    {
        Confidence::Low
    } else if groups.first().is_some_and(|g| {
        g.len() >= 10 && g.iter().filter(|b| b.is_ascii_digit()).count() >= 2 && !DIGIT.all(g)
    }) && !placeholder::is_mask(value)
    {
        // The workspace form without numeric groups.
        Confidence::Low
    } else {
        return;
    };
    let confidence = if placeholder::is_sequence(last) {
        Confidence::Low
    } else {
        confidence
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}

const SHORT_TAIL: Floor = Floor::new(2.6, 7);

fn is_number(group: &[u8]) -> bool {
    !group.is_empty() && DIGIT.all(group)
}

/// `xoxe.xoxp-1-…`, `xoxe-1-…`: base64 of the numeric groups; else the form with the groups themselves.
fn slack_configuration(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let after = [".xoxp-1-", ".xoxb-1-", "-1-"]
        .iter()
        .find(|p| text.starts_with(hit.at + 4, p.as_bytes()));
    let Some(prefix) = after else {
        if text.byte(hit.at + 4) == Some(b'-') {
            slack(
                Hit {
                    form: &DASHED,
                    ..hit
                },
                text,
                out,
            );
        }
        return;
    };
    let body = hit.at + 4 + prefix.len();
    let end = text.run(body, URL64, 400);
    let value = text.slice(body..end);
    if value.len() < 60
        || !text.left_edge(hit.at, false)
        || !LONG.holds(value)
        || placeholder::in_token(value)
    {
        return;
    }
    let confidence = if (140..=170).contains(&value.len()) {
        Confidence::High
    } else {
        Confidence::Medium
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}

static DASHED: Form = Form::walk("xoxe-", slack);

fn slack_cookie(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = hit.at + 5;
    let end = text.run(body, ANY64.and(b"%=\\"), 400);
    let value = text.slice(body..end);
    let mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_uppercase);
    let cut = text.starts_with(end, b"...") || text.starts_with(end, " (but".as_bytes());
    if value.len() >= 40
        && !cut
        && mixed
        && text.left_edge(hit.at, false)
        && LONG.holds(value)
        && !placeholder::in_token(value)
        && !placeholder::is_sequence(value)
    {
        out.push(Candidate::new(hit.detector, hit.at..end).confidence(Confidence::High));
    }
}

/// `xapp-1-A<app>-<number>-<64 hex>`; looser forms at low confidence.
fn slack_app(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = hit.at + 5;
    let end = text.run(body, URL64.and(b"/"), 160);
    let value = text.slice(body..end);
    if !text.left_edge(hit.at, false) || placeholder::in_token(value) || !SHORT.holds(value) {
        return;
    }
    let groups: Vec<&[u8]> = value.split(|b| *b == b'-').collect();
    let confidence = match groups.as_slice() {
        [version, app, number, secret]
            if version.len() == 1
                && app.starts_with(b"A")
                && is_number(number)
                && secret.len() == 64
                && HEX.all(secret) =>
        {
            Confidence::Certain
        }
        [first, .., last] if is_number(first) && last.len() >= 56 => Confidence::Medium,
        [first, .., last] if is_number(first) && last.len() >= 20 => Confidence::Low,
        _ => return,
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}

pub(crate) const DISCORD: Detector = Detector {
    id: "discord-bot-token",
    name: "Discord bot token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "three parts: base64 of the bot's numeric id, 6 or 7 characters, 27 to 38",
    source: "https://discord.com/developers/docs/reference#authentication",
    forms: &[
        Form::word("discord", discord_named).anchored(1),
        Form::word("token", discord_assigned).anchored(1),
        Form::word("apikey", discord_assigned).anchored(1),
    ],
    examples: || {
        vec![format!(
            "{}.{}.{}",
            "MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"
        )]
    },
    counterexamples: || {
        vec![
            "MZ1yGvKTj0rY0cV8i47CjAa.uHQPq.Xb1Mk2nEhe".to_owned(),
            "Object.prototype.hasOwnPropertyIsNotAToken12".to_owned(),
        ]
    },
};

pub(crate) const TELEGRAM: Detector = Detector {
    id: "telegram-bot-token",
    name: "Telegram bot token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "8 to 10 digits, `:AA` and 33 URL-safe characters; 35 of any beside `telegram`",
    source: "https://core.telegram.org/bots/api#authorizing-your-bot",
    forms: &[
        Form::walk(":AA", telegram).extended(Extend::Before(b"0123456789")),
        Form::word("telegram", telegram_named).anchored(2),
        Form::word("tgram://", telegram_named).anchored(3),
    ],
    examples: || {
        vec![format!(
            "4839574813:{}{}",
            "AA", "E4A6Rz0CSnIGzeu897OjQnjzsMEG2_uso"
        )]
    },
    counterexamples: || {
        vec![
            "127.0.0.1:8080".to_owned(),
            format!("2706:{}{}", "Ag", "_fnde5g0sa-fcwmd-77tlw8f-db2oeouz"),
        ]
    },
};

fn telegram(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    telegram_at(hit, hit.at, Confidence::High, text, out);
}

fn telegram_named(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let window = text.slice(from..from + 80);
    for at in memchr::memchr_iter(b':', window) {
        telegram_at(hit, from + at, Confidence::Medium, text, out);
    }
}

fn telegram_at(
    hit: Hit,
    colon: usize,
    confidence: Confidence,
    text: Text<'_>,
    out: &mut Candidates,
) {
    let start = text.run_back(colon, DIGIT, 16);
    let end = text.run(colon + 1, URL64, 60);
    let secret = text.slice(colon + 1..end);
    let digits = colon - start;
    let bot = text.slice(start.saturating_sub(3)..start) == b"bot";
    let shaped = (8..=10).contains(&digits)
        && (34..=35).contains(&secret.len())
        && (bot || text.left_edge(start, true));
    if !shaped
        || !SHORT.holds(secret)
        || placeholder::in_token(secret)
        || !secret.iter().any(u8::is_ascii_digit)
    {
        return;
    }
    out.push(Candidate::new(hit.detector, start..end).confidence(confidence));
}

fn discord_named(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let window = text.slice(from..from + 120);
    for at in memchr::memchr_iter(b'.', window) {
        let start = text.run_back(from + at, URL64, 32);
        if let Some((end, _)) = discord_parts(text, start) {
            out.push(Candidate::new(hit.detector, start..end).confidence(Confidence::High));
            return;
        }
    }
}

fn discord_assigned(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    // Most hits on so common a word end here.
    let Some(at) = text
        .slice(from..from + 12)
        .iter()
        .position(|b| matches!(b, b'M' | b'N' | b'O'))
    else {
        return;
    };
    if let Some((end, _)) = discord_parts(text, from + at) {
        out.push(Candidate::new(hit.detector, from + at..end).confidence(Confidence::High));
    }
}

/// The token around `at`, which lies in a long run without spaces: no word beside it is needed.
pub(crate) fn discord_around(
    detector: &'static Detector,
    text: Text<'_>,
    at: usize,
    out: &mut Candidates,
) {
    const PARTS: Alphabet = URL64.and(b".");
    let start = text.run_back(at, PARTS, 80);
    let Some((end, numeric)) = discord_parts(text, start) else {
        return;
    };
    let mixed = |part: &[u8]| {
        let count = |class: fn(&u8) -> bool| part.iter().filter(|b| class(b)).count();
        count(u8::is_ascii_digit) >= 2
            && count(u8::is_ascii_lowercase) >= 2
            && count(u8::is_ascii_uppercase) >= 2
    };
    let parts = text.slice(start..end);
    let ends = || parts.split(|b| *b == b'.').filter(|p| p.len() > 7);
    if numeric {
        out.push(Candidate::new(detector, start..end).confidence(Confidence::Certain));
    } else if ends().all(mixed) {
        out.push(Candidate::new(detector, start..end).confidence(Confidence::Low));
    }
}

/// The end of the token that begins at `start`, and whether its first part is a user's number.
fn discord_parts(text: Text<'_>, start: usize) -> Option<(usize, bool)> {
    let leads = matches!(text.byte(start), Some(b'M' | b'N' | b'O'));
    if !leads || !text.left_edge(start, true) {
        return None;
    }
    let first = text.run(start, URL64, 32);
    let second = text.run(first + 1, URL64, 10);
    let third = text.run(second + 1, URL64, 45);
    let dots = text.byte(first) == Some(b'.') && text.byte(second) == Some(b'.');
    let shaped = (23..=28).contains(&(first - start))
        && (6..=7).contains(&(second - first - 1))
        && (27..=38).contains(&(third - second - 1));
    let head = text.slice(start..first);
    if !dots
        || !shaped
        || !SHORT.holds(text.slice(second + 1..third))
        || placeholder::in_token(head)
    {
        return None;
    }
    let numeric =
        decode::base64(head).is_some_and(|id| (17..=20).contains(&id.len()) && DIGIT.all(&id));
    Some((third, numeric))
}

pub(crate) const TWILIO: Detector = Detector {
    id: "twilio-api-key",
    name: "Twilio auth token, API key secret",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "32 hex digits or characters given to a Twilio secret's name or beside an `AC…` or `SK…` SID; the `SK…` SID beside `twilio`",
    source: "https://www.twilio.com/docs/iam/api-keys",
    forms: &[Form::word("twilio", twilio).anchored(1)],
    examples: || {
        vec![
            format!(
                "TWILIO_AUTH_TOKEN={}{}",
                "7da8b1ca1d2150c4", "96e91440d777fea8"
            ),
            format!(
                "twilio_key = \"{}{}{}\"",
                "SK", "7da8b1ca1d2150c4", "96e91440d777fea8"
            ),
        ]
    },
    counterexamples: || {
        vec![format!(
            "twilio_sid = {}{}{}",
            "AC", "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
};

fn twilio(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let limit = (from + 400).min(text.len());
    let mut at = from;
    // In a text about Twilio almost every word is looked at.
    while let Some(value) = text.next_run(at..limit, ALNUM, 32, 64) {
        at = value.end;
        if let Some(confidence) = twilio_value(text, from, value.clone()) {
            out.push(Candidate::new(hit.detector, value).confidence(confidence));
        }
    }
}

fn twilio_value(text: Text<'_>, from: usize, span: Range<usize>) -> Option<Confidence> {
    let start = span.start;
    let value = text.slice(span);
    let random = |v: &[u8]| {
        Floor::new(3.0, 8).holds(v) && !placeholder::is_mask(v) && v.iter().any(u8::is_ascii_digit)
    };
    if value.len() == 34
        && value.starts_with(b"SK")
        && value.get(2..).is_some_and(|v| HEX.all(v) && random(v))
    {
        return Some(Confidence::Medium);
    }
    if value.len() != 32 || !random(value) || !text.left_edge(start, true) {
        return None;
    }
    let between = text.slice(from..start).to_ascii_lowercase();
    let named = [
        "auth_token",
        "authtoken",
        "auth-token",
        "auth token",
        "secret",
        "_token",
        "api_key",
    ]
    .iter()
    .any(|w| memchr::memmem::find(&between, w.as_bytes()).is_some());
    let digest = between.ends_with(b"sha256=") || between.ends_with(b"sha512=");
    (named && !digest).then_some(Confidence::Medium)
}
