//! Package and image registries.

use std::ops::Range;

use crate::alphabet::{ALNUM, BASE64, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::crc_base62;
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, assign, context, decode, placeholder};

const BODY: &str =
    "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";

pub(crate) const NPM: Detector = Detector {
    id: "npm-token",
    name: "npm access token, `.npmrc` credentials",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`npm_` and 30 characters with a checksum of 6; `//host/:_authToken=`, `:_password=` and `_auth=` in `.npmrc`; a UUID given to `NPM_TOKEN`",
    source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
    forms: &[
        Form::token(
            "npm_",
            Token::new(ALNUM, &[(36, 36)], SHORT).verify(crc_base62),
        ),
        Form::word("_authtoken", auth_token).anchored(1),
        Form::word(":_password", npm_password).anchored(5),
        Form::word("_auth=", npm_auth).anchored(2),
        Form::word("npm_token", npm_uuid),
        Form::word("npmtoken", npm_uuid).anchored(1),
    ],
    examples: || {
        vec![
            format!("{}{}", "npm_", "Alm0StFaK3t0kEN8uTval1DcRC32dc1Bscp5"),
            format!(
                "//registry.npmjs.org/:{}={}-{}-{}",
                "_authToken", "743b294a", "cd03-11ec", "9d64-0242ac120002"
            ),
        ]
    },
    counterexamples: || {
        vec![
            "//registry.npmjs.org/:_authToken=${NPM_TOKEN}".to_owned(),
            "npm_config_registry".to_owned(),
        ]
    },
};

/// The value after the literal, unless it is filled in later.
fn value_after(hit: Hit, text: Text<'_>) -> Option<Range<usize>> {
    let value = assign::read(text, hit.at + 1)?.value;
    let bytes = text.slice(value.clone());
    (!placeholder::in_value(bytes) && bytes.len() >= 8).then_some(value)
}

fn auth_token(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(value) = value_after(hit, text) else {
        return;
    };
    // `//host/:_authToken=` of `.npmrc`, or a key of its JSON and YAML relatives.
    let line = text.line(hit.at, 300);
    let before = text.slice(line.start..hit.at);
    let host = before.strip_suffix(b":").map(|h| h.trim_ascii());
    let npmrc = host.is_some_and(|h| h.iter().any(u8::is_ascii_alphanumeric));
    let key = matches!(before.last(), Some(b'"' | b'\'' | b' ') | None);
    let bytes = text.slice(value.clone());
    if (npmrc || key) && (context::is_uuid(bytes) || SHORT.holds(bytes)) {
        let confidence = if npmrc {
            Confidence::High
        } else {
            Confidence::Medium
        };
        out.push(Candidate::new(hit.detector, value).confidence(confidence));
    }
}

fn npm_password(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(value) = value_after(hit, text) else {
        return;
    };
    if BASE64.and(b"=").all(text.slice(value.clone())) {
        out.push(Candidate::new(hit.detector, value).confidence(Confidence::High));
    }
}

fn npm_auth(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(value) = value_after(hit, text) else {
        return;
    };
    if is_user_and_secret(text.slice(value.clone())) {
        out.push(Candidate::new(hit.detector, value).confidence(Confidence::High));
    }
}

fn npm_uuid(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(value) = value_after(hit, text) else {
        return;
    };
    if context::is_uuid(text.slice(value.clone())) {
        out.push(Candidate::new(hit.detector, value).confidence(Confidence::High));
    }
}

/// Whether `encoded` is base64 of `user:secret`, neither of them a placeholder.
pub(crate) fn is_user_and_secret(encoded: &[u8]) -> bool {
    let Some(plain) = decode::base64(encoded).filter(|p| decode::is_text(p)) else {
        return false;
    };
    let mut parts = plain.splitn(2, |b| *b == b':');
    let (Some(user), Some(secret)) = (parts.next(), parts.next()) else {
        return false;
    };
    let published = matches!(
        (user, secret),
        (b"user", b"pass") | (b"username", _) | (b"Aladdin", _)
    );
    !published && secret.len() >= 3 && !placeholder::in_value(secret) && secret != user
}

pub(crate) const PYPI: Detector = Detector {
    id: "pypi-token",
    name: "PyPI or TestPyPI upload token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`pypi-` and a macaroon of pypi.org or test.pypi.org in base64url",
    source: "https://pypi.org/help/#apitoken",
    forms: &[
        Form::token(
            "pypi-AgEIcHlwaS5vcmc",
            Token::new(URL64, &[(85, 1000)], LONG).loose(&[(60, 64)]),
        ),
        Form::token(
            "pypi-AgENdGVzdC5weXBpLm9yZw",
            Token::new(URL64, &[(85, 1000)], LONG).loose(&[(60, 64)]),
        ),
    ],
    examples: || vec![format!("{}{BODY}", "pypi-AgEIcHlwaS5vcmcC")],
    counterexamples: || vec!["pypi-AgEIcHlwaS5vcmc".to_owned()],
};

pub(crate) const DOCKER: Detector = Detector {
    id: "docker-token",
    name: "Docker Hub token, `config.json` credentials",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`dckr_pat_` and 27 characters; `dckr_oat_` and 32; `\"auth\"` in `\"auths\"` with base64 of `user:secret`",
    source: "https://docs.docker.com/security/access-tokens/",
    forms: &[
        Form::token("dckr_pat_", Token::new(URL64, &[(27, 27)], SHORT)),
        Form::token("dckr_oat_", Token::new(URL64, &[(32, 32)], SHORT)),
        Form::walk("auths", auths),
    ],
    examples: || {
        // base64 of `acme:q8Zt3mWk9Lb`
        vec![
            format!("{}{}", "dckr_pat_", "hc8VxYclixyTr2rDFsa2rqzkP3Y"),
            format!(
                "{{\"auths\": {{\"https://index.docker.io/v1/\": {{\"auth\": \"{}\"}}}}}}",
                "YWNtZTpxOFp0M21Xazlj"
            ),
        ]
    },
    counterexamples: || {
        vec![
            "dckr_pat_tooshort".to_owned(),
            "{\"auths\": {\"r.io\": {\"auth\": \"${AUTH}\"}}}".to_owned(),
        ]
    },
};

/// The `"auth"` members of an `"auths"` object, at whatever depth of escaping.
fn auths(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + 5;
    if !matches!(text.byte(from), Some(b'"' | b'\'' | b'\\' | b':')) {
        return;
    }
    let window = text.slice(from..from + 4096);
    // The next object is another hit's business: without this, a text of nothing but `auths` would take its square.
    let window = window
        .get(..memchr::memmem::find(window, b"auths").unwrap_or(window.len()))
        .unwrap_or_default();
    for at in memchr::memmem::find_iter(window, b"auth") {
        let name = from + at;
        if !matches!(text.byte(name + 4), Some(b'"' | b'\'' | b'\\')) {
            continue;
        }
        let Some(assignment) = assign::read(text, name) else {
            continue;
        };
        let value = text.slice(assignment.value.clone());
        if assignment.quoted && BASE64.and(b"=").all(value) && is_user_and_secret(value) {
            out.push(Candidate::new(hit.detector, assignment.value).confidence(Confidence::High));
        }
    }
}
