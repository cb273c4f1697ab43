//! Tokens with parts that say what they are.

use super::row;
use crate::alphabet::{ALNUM, Alphabet, BASE64, DIGIT, LOWER_HEX, URL64, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::context;
use crate::decode;
use crate::detector::{Detector, Extend, Form, Token};
use crate::entropy::{Floor, HEX, LONG, SHORT};
use crate::placeholder;
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

const ANY_ALNUM: Extend = Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456789");
const BODY: &str = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";

/// Proposes `span` if what stands in it from `body` on is random.
fn propose(
    hit: Hit,
    text: Text<'_>,
    span: std::ops::Range<usize>,
    body: usize,
    floor: Floor,
    out: &mut Candidates,
) {
    let value = text.slice(body..span.end);
    if floor.holds(value) && !placeholder::in_token(value) {
        let confidence = context::unless_sequence(text, &span, Confidence::High);
        out.push(Candidate::new(hit.detector, span).confidence(confidence));
    }
}

pub(super) const CLOUDINARY: Detector = row(
    "cloudinary-url",
    "Cloudinary URL with the API secret",
    Severity::High,
    "`cloudinary://`, 15 digits, `:`, 27 URL-safe characters and `@`",
    "https://cloudinary.com/documentation/how_to_integrate_cloudinary",
    &[Form::walk("cloudinary://", cloudinary)],
    || {
        vec![format!(
            "CLOUDINARY_URL={}{}:{}@acme",
            "cloudinary://", "417285936402718", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1d"
        )]
    },
    || {
        vec![
            "cloudinary://api_key:api_secret@cloud_name".to_owned(),
            format!("{}{}@acme", "cloudinary://", "417285936402718"),
        ]
    },
);

fn cloudinary(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let key = hit.at + hit.form.literal.len();
    let colon = text.run(key, DIGIT, 20);
    let end = text.run(colon + 1, URL64, 40);
    let shaped = colon - key == 15 && text.byte(colon) == Some(b':') && end - colon == 28;
    if shaped && text.byte(end) == Some(b'@') {
        let cloud = text.run(end + 1, URL64, 64);
        let value = text.slice(colon + 1..end);
        if SHORT.holds(value) && !placeholder::in_token(value) {
            out.push(Candidate::new(hit.detector, hit.at..cloud).confidence(Confidence::High));
        }
    }
}

pub(super) const MAILCHIMP: Detector = row(
    "mailchimp-key",
    "Mailchimp API key",
    Severity::High,
    "32 hex digits, `-us` and the number of a data centre",
    "https://mailchimp.com/developer/marketing/docs/fundamentals/",
    &[Form::walk("-us", mailchimp).extended(Extend::Before(b"0123456789abcdef"))],
    || vec![format!("{}{}-us14", "7da8b1ca1d2150c4", "96e91440d777fea8")],
    || {
        vec![
            format!("{}-us14", "0".repeat(32)),
            format!("{}{}-user", "7da8b1ca1d2150c4", "96e91440d777fea8"),
        ]
    },
);

fn mailchimp(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = text.run_back(hit.at, LOWER_HEX, 33);
    let end = text.run(hit.at + 3, DIGIT, 3);
    let shaped = hit.at - start == 32
        && (1..=2).contains(&(end - hit.at - 3))
        && text.left_edge(start, true)
        && !text.byte(end).is_some_and(|b| WORD.has(b));
    if shaped {
        propose(hit, text, start..end, start, HEX, out);
    }
}

pub(super) const ADYEN: Detector = row(
    "adyen-key",
    "Adyen API key",
    Severity::Critical,
    "`AQE` and base64, `-`, 43 base64 characters and `=-`, then what the key ends with",
    "https://docs.adyen.com/development-resources/api-credentials/",
    &[Form::walk("AQE", adyen).extended(ANY_ALNUM)],
    || {
        vec![format!(
            "X-API-Key: {}{BODY}{BODY}==-{BODY}=-{}",
            "AQE", "k7W}x%4)Qz[m2Lr8"
        )]
    },
    || {
        vec![
            format!("{}{BODY}{BODY}==", "AQE"),
            format!("{}{}==-{BODY}=-short", "AQE", "x".repeat(80)),
        ]
    },
);

fn adyen(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const TAIL: Alphabet = ALNUM.and(b"!#$%&()*+,-./:;<=>?@[]^_{|}~");
    let first = text.run(hit.at, BASE64, 260);
    let dash = text.run(first, Alphabet::new(b"="), 2);
    let second = text.run(dash + 1, BASE64, 50);
    let shaped = (60..=250).contains(&(first - hit.at))
        && text.byte(dash) == Some(b'-')
        && second - dash == 44
        && text.starts_with(second, b"=-")
        && text.left_edge(hit.at, false);
    let end = text.run(second + 2, TAIL, 24);
    if shaped && end - second >= 10 {
        propose(hit, text, hit.at..end, hit.at + 3, LONG, out);
    }
}

pub(super) const FACEBOOK_TOKEN: Detector = row(
    "facebook-token",
    "Facebook access token",
    Severity::High,
    "`EAA` and 100 or more letters and digits",
    "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
    &[Form::walk("EAA", facebook).extended(ANY_ALNUM)],
    || vec![format!("access_token={}{BODY}{BODY}{BODY}ZD", "EAA")],
    || {
        vec![
            format!("{}{}", "EAA", "x".repeat(140)),
            format!("{}{BODY}", "EAA"),
            format!("data:font/woff;base64,d09/{}{BODY}{BODY}{BODY}==", "EAA"),
        ]
    },
);

/// A run of base64 without signs may happen, so nothing around it may belong to one.
fn facebook(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at, ALNUM, 420);
    let touches = |b: Option<u8>| b.is_some_and(|b| matches!(b, b'+' | b'/' | b'-' | b'_'));
    let value = text.slice(hit.at..end);
    let mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_lowercase);
    let shaped = (103..=403).contains(&value.len())
        && text.left_edge(hit.at, true)
        && !touches(text.before(hit.at))
        && !touches(text.byte(end))
        && text.byte(end) != Some(b'=');
    if shaped && mixed {
        propose(hit, text, hit.at..end, hit.at + 3, LONG, out);
    }
}

pub(super) const TWITTER: Detector = row(
    "twitter-bearer-token",
    "Twitter (X) bearer token",
    Severity::High,
    "some twenty `A`, then letters, digits and an escaped `=`: 100 to 130 characters",
    "https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only",
    &[Form::walk("AAAAAAAAAAAAAAAAAA", twitter)],
    || vec![format!("{}NRpQ3gEAAAAA{BODY}%3D{BODY}", "A".repeat(21))],
    || {
        vec![
            "A".repeat(110),
            format!("{}NRpQ3gEAAAAA{BODY}{BODY}", "A".repeat(21)),
        ]
    },
);

fn twitter(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if !text.left_edge(hit.at, true) || matches!(text.before(hit.at), Some(b'+' | b'/' | b'=')) {
        return;
    }
    let body = text.run(hit.at, Alphabet::new(b"A"), 40);
    let end = text.run(body, ALNUM.and(b"%"), 140);
    let shaped = (18..=26).contains(&(body - hit.at)) && (95..=130).contains(&(end - hit.at));
    let escaped = memchr::memmem::find(text.slice(body..end), b"%3D").is_some();
    if shaped && escaped {
        propose(hit, text, hit.at..end, body, LONG, out);
    }
}

pub(super) const INTERCOM: Detector = row(
    "intercom-token",
    "Intercom access token",
    Severity::High,
    "the base64 of `tok:`, a UUID with `_`, `:1:0`",
    "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
    &[Form::walk("dG9rO", intercom)],
    || {
        vec![format!(
            "{}{}",
            "dG9rOjdkYThiMWNhXzFkMjFfNTBjNF85NmU5X", "zE0NDBkNzc3ZmVhODoxOjA="
        )]
    },
    || vec![format!("{}{BODY}", "dG9rOj")],
);

fn intercom(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let end = text.run(hit.at, BASE64.and(b"="), 61);
    if end - hit.at != 60 || !text.left_edge(hit.at, false) {
        return;
    }
    let plain = decode::base64(text.slice(hit.at..end)).unwrap_or_default();
    let id = plain
        .strip_prefix(b"tok:")
        .and_then(|rest| rest.strip_suffix(b":1:0"));
    if id.is_some_and(|id| LOWER_HEX.and(b"_").all(id) && HEX.holds(id)) {
        out.push(Candidate::new(hit.detector, hit.at..end).confidence(Confidence::Certain));
    }
}

pub(super) const SALESFORCE: Detector = row(
    "salesforce-token",
    "Salesforce access token or session id",
    Severity::High,
    "an organisation's id (`00D` and 12 characters), `!` and 80 to 120 characters",
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_access_tokens.htm",
    &[Form::walk("00D", salesforce).extended(ANY_ALNUM)],
    || vec![format!("{}5g000004q8Zt!AQEAQ{BODY}{BODY}", "00D")],
    || {
        vec![
            format!("{}5g000004q8Zt", "00D"),
            format!("{}5g000004q8Zt!{}", "00D", "x".repeat(96)),
        ]
    },
);

fn salesforce(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let mark = text.run(hit.at, ALNUM, 16);
    if mark - hit.at != 15 || text.byte(mark) != Some(b'!') || !text.left_edge(hit.at, false) {
        return;
    }
    let end = text.run(mark + 1, WORD.and(b"."), 130);
    if (80..=120).contains(&(end - mark - 1)) {
        propose(hit, text, hit.at..end, mark + 1, LONG, out);
    }
}

const CLERK_KEY: Token = Token::new(ALNUM, &[(42, 42)], LONG).near(200, &["clerk"]);

pub(super) const CLERK: Detector = row(
    "clerk-key",
    "Clerk secret key",
    Severity::Critical,
    "`sk_live_` or `sk_test_` and 42 characters beside `clerk`; test keys at low severity",
    "https://clerk.com/docs/guides/development/clerk-environment-variables",
    &[
        Form::token("sk_live_", CLERK_KEY),
        Form::token("sk_test_", CLERK_KEY.severity(Severity::Low)),
    ],
    || {
        vec![format!(
            "CLERK_SECRET_KEY={}{}{}",
            "sk_live_", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2"
        )]
    },
    || {
        vec![
            format!("CLERK_SECRET_KEY={}{}", "sk_live_", "x".repeat(42)),
            format!(
                "STRIPE_KEY={}{}{}",
                "sk_live_", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2"
            ),
        ]
    },
);
