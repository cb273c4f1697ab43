//! GitHub, GitLab, Atlassian.

use std::ops::Range;

use crate::alphabet::{ALNUM, Alphabet, HEX, LOWER_ALNUM, LOWER_HEX, URL64, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::{Checked, crc_base62, crc_hex_whole};
use crate::context::{self, Shape};
use crate::decode;
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{self, Floor, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, placeholder};

const BODY: &str =
    "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
const CLASSIC: Token = Token::new(ALNUM, &[(36, 36)], SHORT).verify(crc_base62);

pub(crate) const GITHUB: Detector = Detector {
    id: "github-token",
    name: "GitHub personal, OAuth or app token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`ghp_`, `gho_`, `ghu_`, `ghs_` or `ghr_` and 30 characters with a checksum of 6; `github_pat_` and 82; `ghs_`, an app id and a JWT; 40 hex digits given to a name with `github` and `token`",
    source: "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    forms: &[
        Form::token("ghp_", CLASSIC),
        Form::token("gho_", CLASSIC),
        Form::token("ghu_", CLASSIC),
        Form::token("ghs_", CLASSIC),
        Form::token(
            "ghr_",
            Token::new(ALNUM, &[(36, 36)], SHORT)
                .verify(crc_base62)
                .loose(&[(76, 76)]),
        ),
        Form::token(
            "github_pat_",
            Token::new(WORD, &[(82, 82)], LONG).verify(fine_grained),
        )
        .anchored(3),
        Form::walk("ghs_", installation),
        Form::word("github", named_github).anchored(2),
        Form::word("gh_token", named_github),
    ],
    examples: || {
        vec![
            format!("{}{}", "ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"),
            format!(
                "{}11AAGI73I0{}_{}",
                "github_pat_",
                "HFY8wJru4mTw",
                BODY.get(..59).unwrap_or_default()
            ),
            format!(
                "{}123456_{}.{}.{}",
                "ghs_", "eyJhbGciOiJSUzI1NiJ9", "eyJpc3MiOiIxMjM0In0", BODY
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "ghp_", "x".repeat(36)),
            "github.com/a/b/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned(),
        ]
    },
};

/// 22 characters that begin with `11`, `_`, 59 characters. The checksum in it is not published.
fn fine_grained(token: &[u8], body: usize) -> Checked {
    let value = token.get(body..).unwrap_or_default();
    if value.starts_with(b"11") && value.get(22) == Some(&b'_') {
        Checked::Unknown
    } else {
        Checked::Odd
    }
}

/// Installation tokens of 2026 carry their claims: `ghs_`, the app's id, `_`, a JWT.
fn installation(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let digits = text.run(hit.at + 4, crate::alphabet::DIGIT, 20);
    if text.byte(digits) != Some(b'_') || !text.left_edge(hit.at, false) {
        return;
    }
    let Some(token) = super::jwt::read(text, digits + 1) else {
        return;
    };
    if text.starts_with(digits + 1, b"eyJ") && token.span.len() >= 60 {
        out.push(
            Candidate::new(hit.detector, hit.at..token.span.end).confidence(Confidence::Certain),
        );
    }
}

/// Tokens from before 2021 are 40 hex digits, as every commit id is: only a name that says so counts.
fn named_github(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const OLD: Shape = Shape::new(HEX, 40, 40, entropy::HEX);
    let Some(span) = context::assigned(
        text,
        hit.at,
        &["token", "secret", "_pat", "oauth", "auth_key"],
        OLD,
    ) else {
        return;
    };
    out.push(Candidate::new(hit.detector, span).confidence(Confidence::Medium));
}

pub(crate) const GITLAB: Detector = Detector {
    id: "gitlab-token",
    name: "GitLab token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`glpat-`, `gldt-`, `glrt-` and the other `gl…-` prefixes with their lengths, classic and routable; `GR1348941` and 20; `_gitlab_session=` and 32",
    source: "https://docs.gitlab.com/security/tokens/",
    forms: &[
        Form::walk("glpat-", routable),
        Form::walk("glrt-", routable),
        Form::walk("glrtr-", routable),
        Form::walk("gldt-", routable),
        Form::walk("glft-", routable),
        Form::walk("glffct-", routable),
        Form::walk("glwt-", routable),
        Form::token(
            "glsoat-",
            Token::new(URL64, &[(20, 20)], SHORT).loose(&[(21, 64)]),
        ),
        Form::token("glptt-", Token::new(LOWER_HEX, &[(40, 40)], entropy::HEX)),
        Form::token("glcbt-", Token::new(URL64, &[(22, 26)], SHORT)),
        Form::token("glimt-", Token::new(URL64, &[(25, 25)], SHORT)),
        Form::token(
            "glagent-",
            Token::new(URL64, &[(50, 50)], SHORT).loose(&[(51, 80)]),
        ),
        Form::token("gloas-", Token::new(URL64, &[(64, 64)], SHORT)).anchored(2),
        Form::token(
            "GR1348941",
            Token::new(URL64, &[(20, 20)], SHORT).loose(&[(21, 60)]),
        ),
        Form::token(
            "_gitlab_session=",
            Token::new(ALNUM, &[(32, 32)], Floor::new(2.9, 8)),
        )
        .anchored(5),
    ],
    examples: || {
        vec![
            format!("{}{}", "glpat-", "kSaPeOD_-T0JxMi3p28B"),
            format!("{}{}", "glptt-", "33276248c9748113e978392e5c074b7f974f8683"),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "glpat-", "XXXXXXXXXXX-XXXXXXXX"),
            "glpat-abc".to_owned(),
        ]
    },
};

/// The classic form has 20 characters; the routable one a payload, `.`, two characters for its length and seven of a checksum.
fn routable(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = hit.at + hit.form.literal.len();
    if !text.left_edge(hit.at, true) {
        return;
    }
    let end = text.run(body, URL64, 310);
    let payload = text.slice(body..end);
    if placeholder::in_token(payload) || !SHORT.holds(payload) {
        return;
    }
    let mut tail = end;
    let mut groups = 0;
    while groups < 2
        && text.byte(tail) == Some(b'.')
        && text.byte(tail + 1).is_some_and(|b| ALNUM.has(b))
    {
        tail = text.run(tail + 1, ALNUM, 12);
        groups += 1;
    }
    let last = text.run_back(tail, ALNUM, 16);
    let confidence = if groups > 0 && (7..=9).contains(&(tail - last)) && payload.len() >= 20 {
        let length = text.slice(last..last + 2);
        let lower = LOWER_ALNUM.all(text.slice(last..tail));
        if lower && base36(length) == Some(payload.len()) {
            Confidence::Certain
        } else {
            Confidence::Medium
        }
    } else {
        tail = end;
        match payload.len() {
            20 => Confidence::High,
            21..=64 => Confidence::Low,
            _ => return,
        }
    };
    out.push(Candidate::new(hit.detector, hit.at..tail).confidence(confidence));
}

fn base36(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits)
        .ok()
        .and_then(|d| usize::from_str_radix(d, 36).ok())
}

pub(crate) const ATLASSIAN: Detector = Detector {
    id: "atlassian-token",
    name: "Atlassian or Bitbucket token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`ATATT3`, `ATCTT3` or `ATSTT3`, URL-safe characters, `=` and a checksum of 8; `ATBB`, 24 characters and 8 hex digits; 24 characters beside `jira`, `confluence` or `bitbucket`; 44 that decode to `digits:…`",
    source: "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    forms: &[
        Form::walk("ATATT3xFfG", atlassian).anchored(3),
        Form::walk("ATCTT3xFfG", atlassian).anchored(3),
        Form::walk("ATSTT3xFfG", atlassian).anchored(3),
        Form::token(
            "ATBB",
            Token::new(ALNUM, &[(32, 32)], SHORT).verify(hex_tail),
        ),
        Form::word("atlassian", named_atlassian),
        Form::word("jira", named_atlassian),
        Form::word("confluence", named_atlassian).anchored(2),
        Form::word("bitbucket", named_atlassian).anchored(2),
    ],
    examples: || {
        let head = format!(
            "{}{BODY}{}=",
            "ATATT3xFfGF0",
            BODY.get(..60).unwrap_or_default()
        );
        let sum = crc32fast::hash(head.as_bytes());
        vec![
            format!("{head}{sum:08X}"),
            format!("JIRA_API_TOKEN={}{}", "HXe8DGg1iJd2", "AopzyxkFB7F2"),
            format!("{}{}{}", "ATBB", "q8Zt3mWk9LbX2vRc7NpYe5Hs", "7DA8B1CA"),
        ]
    },
    counterexamples: || {
        vec![
            "getPagesInConfluenceSpace,searchConfluenceUsingCql".to_owned(),
            "ATATT3xFfGF0".to_owned(),
        ]
    },
};

/// An app password of Bitbucket ends with eight hex digits; what they sum up is not published.
fn hex_tail(token: &[u8], _body: usize) -> Checked {
    let tail = token.last_chunk::<8>();
    if tail.is_some_and(|tail| HEX.all(tail)) {
        Checked::Unknown
    } else {
        Checked::Odd
    }
}

fn atlassian(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = text.run(hit.at, URL64, 400);
    let sign = if text.byte(body) == Some(b'=') {
        1
    } else if text.starts_with_fold(body, b"%3d") {
        3
    } else {
        return;
    };
    let end = text.run(body + sign, HEX, 8);
    if end - body - sign != 8 || body - hit.at < 60 || !text.left_edge(hit.at, true) {
        return;
    }
    let mut token = text.slice(hit.at..body).to_vec();
    if !LONG.holds(&token) || placeholder::is_mask(&token) {
        return;
    }
    token.push(b'=');
    token.extend_from_slice(text.slice(body + sign..end));
    let checked = crc_hex_whole(&token, 0);
    let confidence = checked.adjust(Confidence::High);
    out.push(Candidate {
        checked,
        ..Candidate::new(hit.detector, hit.at..end).confidence(confidence)
    });
}

fn named_atlassian(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const CLOUD: Shape = Shape::new(ALNUM, 24, 24, Floor::new(3.4, 12)).with_sequences();
    const DATA_CENTER: Shape = Shape::new(
        Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
        44,
        44,
        LONG,
    );
    let from = hit.at + hit.form.literal.len();
    let named = |start: usize| {
        let between = text.slice(from..start);
        ["token", "key", "secret", "password", "pat", "=", ":"]
            .iter()
            .any(|w| contains_fold(between, w.as_bytes()))
    };
    if let Some(span) = context::after(text, from, 48, CLOUD).filter(|s| named(s.start)) {
        let confidence = context::unless_sequence(text, &span, Confidence::Medium);
        out.push(Candidate::new(hit.detector, span).confidence(confidence));
    } else if let Some(span) = context::after(text, from, 120, DATA_CENTER)
        && is_data_center(text.slice(span.clone()))
    {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
    }
}

/// Base64 of a number, `:` and random bytes.
fn is_data_center(value: &[u8]) -> bool {
    let plain = decode::base64(value).unwrap_or_default();
    let digits = plain.iter().take_while(|b| b.is_ascii_digit()).count();
    digits >= 10 && plain.get(digits) == Some(&b':')
}

/// Data Center tokens in a run of base64, as a whole or as a step of a path: no word beside them is needed.
pub(crate) fn atlassian_within(
    detector: &'static Detector,
    text: Text<'_>,
    run: &Range<usize>,
    out: &mut Candidates,
) {
    let mut start = run.start;
    for part in text.slice(run.clone()).split(|b| *b == b'/') {
        let span = start..start + part.len();
        start = span.end + 1;
        let digits = matches!(part.first(), Some(b'M' | b'N' | b'O'));
        if part.len() == 44 && digits && is_data_center(part) && !decoded_text(part) {
            out.push(Candidate::new(detector, span).confidence(Confidence::Low));
        }
    }
}

/// Whether what a run stands for is text, which random bytes are not.
fn decoded_text(part: &[u8]) -> bool {
    decode::base64(part).is_some_and(|plain| decode::is_text(&plain))
}
