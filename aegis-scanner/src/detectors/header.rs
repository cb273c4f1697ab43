//! Authorization headers and credentials on command lines.

use std::ops::Range;

use crate::alphabet::{Alphabet, BASE64, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::entropy::Floor;
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, context, known, placeholder};

use super::registries::is_user_and_secret;
use super::url::is_weak;

pub(crate) const AUTHORIZATION: Detector = Detector {
    id: "authorization-header",
    name: "authorization header, credentials on a command line",
    severity: Severity::High,
    rank: Rank::Header,
    shape: "`Authorization:` with Bearer, Basic, Token or ApiKey; `X-API-Key`, `PRIVATE-TOKEN` and relatives; `curl -u`, `docker login -p`, `http -a`, `mysql -p`, `sshpass -p`, `redis-cli -a`, `PGPASSWORD=`",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
    forms: &[
        Form::word("authorization", authorization).anchored(5),
        Form::word("bearer ", bearer),
        Form::word("x-api-key", api_key_header),
        Form::word("private-token", api_key_header).anchored(6),
        Form::word("x-auth-token", api_key_header),
        Form::word("x-goog-api-key", api_key_header).anchored(1),
        Form::walk("curl", curl),
        Form::walk("docker login", |h, t, o| {
            option_value(h, t, o, &["-p", "--password"])
        })
        .anchored(5),
        Form::walk("sshpass", |h, t, o| option_value(h, t, o, &["-p"])),
        Form::walk("redis-cli", |h, t, o| {
            option_value(h, t, o, &["-a", "--pass"])
        })
        .anchored(3),
        Form::walk("mysql", mysql),
        Form::walk("http -", httpie).anchored(2),
        Form::walk("https -", httpie).anchored(3),
        Form::walk("PGPASSWORD=", variable),
        Form::walk("MYSQL_PWD=", variable).anchored(4),
        Form::walk("REDISCLI_AUTH=", variable).anchored(4),
        Form::walk("SSHPASS=", variable),
    ],
    examples: || {
        vec![
            format!("Authorization: Bearer {}", "q8Zt3mWk9LbX2vRc7NpYe5Hs"),
            format!("curl -u deploy:{} https://api.acme.io", "q8Zt3mWk9Lb"),
            format!("sshpass -p {} ssh root@10.0.0.5", "q8Zt3mWk9Lb"),
            format!("http --json -a deploy:{} api.acme.io", "q8Zt3mWk9Lb"),
        ]
    },
    counterexamples: || {
        vec![
            "Authorization: Bearer $TOKEN".to_owned(),
            "curl -u user:pass https://example.com".to_owned(),
            "http -a user:pass api.acme.io".to_owned(),
            "http --auth-type jwt:q8Zt3mWk9Lb api.acme.io".to_owned(),
            "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==".to_owned(),
        ]
    },
};

/// Bounds of a value without a format: length, bits a byte, different bytes.
const VALUE: Floor = Floor::new(2.8, 8);

fn authorization(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    // `"Authorization": "…`, `Authorization=`, `authorization', '…`: whatever stands between is punctuation.
    let at = text.run(from, const { Alphabet::new(b" \t\"'`:=>,()[]\\") }, 12);
    if at == from
        || !text
            .slice(from..at)
            .iter()
            .any(|b| matches!(b, b':' | b'=' | b',' | b'('))
    {
        return;
    }
    if let Some((span, confidence)) = scheme_value(text, at) {
        out.push(Candidate::new(hit.detector, span).confidence(confidence));
    }
}

fn bearer(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if !text.left_edge(hit.at, false) {
        return;
    }
    let at = hit.at + hit.form.literal.len();
    let span = at..value_end(text, at);
    let value = text.slice(span.clone());
    if value.len() >= 20 && is_random(value) && Floor::new(3.5, 12).holds(value) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::Medium));
    }
}

fn value_end(text: Text<'_>, at: usize) -> usize {
    const STOP: Alphabet = Alphabet::new(b" \t\r\n\"'`<>,;)}]\\");
    let rest = text.slice(at..at + 4096);
    at + rest.iter().take_while(|b| !STOP.has(**b)).count()
}

/// The credential that begins at `at`, with or without the name of its scheme.
fn scheme_value(text: Text<'_>, at: usize) -> Option<(Range<usize>, Confidence)> {
    let word = text.run(at, URL64, 16);
    let name = text.str(at..word).to_ascii_lowercase();
    let spaced = text.byte(word) == Some(b' ');
    let value_at = if spaced { text.skip_spaces(word) } else { word };
    let span = value_at..value_end(text, value_at);
    let value = text.slice(span.clone());
    match name.as_str() {
        "basic" if spaced => {
            let confidence = if is_user_and_secret(value) && !known::is_public(value) {
                Confidence::High
            } else {
                return None;
            };
            Some((span, confidence)).filter(|_| BASE64.and(b"=").all(value) && value.len() >= 8)
        }
        "bearer" | "token" | "apikey" | "api-token" | "bot" | "jwt" | "oauth" | "key" | "ntlm"
        | "splunk" | "apitoken" | "sso-key"
            if spaced =>
        {
            let confidence = match value.len() {
                20.. => Confidence::High,
                16.. => Confidence::Medium,
                _ => Confidence::Low,
            };
            (value.len() >= 14 && is_random(value)).then_some((span, confidence))
        }
        _ => {
            let span = at..value_end(text, at);
            let value = text.slice(span.clone());
            (value.len() >= 20 && is_random(value) && Floor::new(3.5, 12).holds(value))
                .then_some((span, Confidence::Medium))
        }
    }
}

/// Letters and digits, no template, no specimen, spread over enough different characters.
fn is_random(value: &[u8]) -> bool {
    let mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let code = value
        .iter()
        .any(|b| matches!(b, b'(' | b'{' | b'[' | b'$' | b'|' | b'*'));
    mixed
        && !code
        && VALUE.holds(value)
        && !placeholder::in_value(value)
        && !contains_fold(value, b"token")
        && !contains_fold(value, b"example")
        && memchr::memmem::find(value, b"://").is_none()
        && !known::is_public(value)
}

/// `X-API-Key: v`, and the same as a key in JSON or code.
fn api_key_header(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let at = text.run(from, const { Alphabet::new(b" \t\"'`:=>,\\") }, 10);
    let span = at..value_end(text, at);
    let value = text.slice(span.clone());
    if at > from && value.len() >= 12 && is_random(value) {
        let confidence = if value.len() >= 16 {
            Confidence::High
        } else {
            Confidence::Medium
        };
        out.push(Candidate::new(hit.detector, span).confidence(confidence));
    }
}

/// How far a command's options are looked for.
const COMMAND: usize = 700;

fn curl(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + 4;
    if !text.byte(from).is_some_and(|b| b.is_ascii_whitespace()) {
        return;
    }
    let window = text.slice(from..from + COMMAND);
    let window = window
        .get(..memchr::memmem::find(window, b"curl").unwrap_or(window.len()))
        .unwrap_or_default();
    for at in memchr::memchr_iter(b'-', window) {
        let option = from + at;
        if !text.before(option).is_some_and(|b| b.is_ascii_whitespace()) {
            continue;
        }
        if let Some(argument) = argument_of(text, option, &["--user", "--proxy-user", "-u", "-U"]) {
            out.list.extend(user_pair(hit, text, argument));
        } else if let Some(argument) = argument_of(text, option, &["--header", "-H"]) {
            out.list.extend(named_header(hit, text, argument));
        }
    }
}

/// The argument of the option at `at`, if it is one of `names`: unquoted bounds.
fn argument_of(text: Text<'_>, at: usize, names: &[&str]) -> Option<Range<usize>> {
    let name = names.iter().find(|n| text.starts_with(at, n.as_bytes()))?;
    let after = at + name.len();
    let gap = text.run(after, const { Alphabet::new(b" \t=") }, 8);
    if gap == after && name.len() > 2 {
        return None;
    }
    let slashes = text.run(gap, const { Alphabet::new(b"\\") }, 3);
    let quote = text.byte(slashes).filter(|b| matches!(b, b'"' | b'\''));
    let Some(quote) = quote else {
        let end = text
            .slice(gap..gap + 300)
            .iter()
            .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'\\' | b'`'))
            .count();
        return (end > 0).then_some(gap..gap + end);
    };
    let start = slashes + 1;
    let end = text
        .slice(start..start + 2000)
        .iter()
        .position(|b| *b == quote)?;
    Some(start..start + end - usize::from(text.before(start + end) == Some(b'\\')))
}

/// `user:password` of `curl -u`; a token may stand on either side.
fn user_pair(hit: Hit, text: Text<'_>, argument: Range<usize>) -> Option<Candidate> {
    let pair = text.slice(argument.clone());
    let colon = memchr::memchr(b':', pair)?;
    let (user, password) = (pair.get(..colon)?, pair.get(colon + 1..)?);
    let (value, span) = if password.is_empty() {
        (user, argument.start..argument.start + colon)
    } else {
        (password, argument.start + colon + 1..argument.end)
    };
    let template = pair.iter().any(|b| matches!(b, b'$' | b'{' | b'<' | b'`'));
    let weak = value.len() < 6
        || is_weak(value)
        || placeholder::in_value(value)
        || value == user && !password.is_empty();
    if template || weak {
        return None;
    }
    let strong = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let confidence = if strong {
        Confidence::High
    } else {
        Confidence::Low
    };
    Some(Candidate::new(hit.detector, span).confidence(confidence))
}

/// `-H 'Api-Token: v'`, with a name that says that the value is a secret.
fn named_header(hit: Hit, text: Text<'_>, argument: Range<usize>) -> Option<Candidate> {
    let header = text.slice(argument.clone());
    let colon = memchr::memchr(b':', header)?;
    let name = header.get(..colon)?;
    if contains_fold(name, b"authorization") {
        let at = text.skip_spaces(argument.start + colon + 1);
        let (span, confidence) = scheme_value(text, at)?;
        return Some(Candidate::new(hit.detector, span).confidence(confidence));
    }
    let secret = ["token", "key", "secret", "auth", "password"]
        .iter()
        .any(|w| contains_fold(name, w.as_bytes()));
    let start = text.skip_spaces(argument.start + colon + 1);
    let value = text.slice(start..argument.end);
    let shaped = value.len() >= 10
        && !value.contains(&b' ')
        && (is_random(value) || context::is_uuid(value));
    (secret && shaped)
        .then(|| Candidate::new(hit.detector, start..argument.end).confidence(Confidence::Medium))
}

/// A password as the value of an option on the same command line.
fn option_value(hit: Hit, text: Text<'_>, out: &mut Candidates, names: &[&str]) {
    let from = hit.at + hit.form.literal.len();
    if text.byte(from) != Some(b' ') {
        return;
    }
    let line = text.line(from, 300);
    let window = text.slice(from..line.end);
    for at in memchr::memchr_iter(b'-', window) {
        let option = from + at;
        if text.before(option) != Some(b' ') {
            continue;
        }
        if let Some(argument) = argument_of(text, option, names) {
            push_password(hit, text, argument, out);
            return;
        }
    }
}

/// `http -a user:password`, of HTTPie. The literal ends with the first option's dash.
fn httpie(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len() - 1;
    let line = text.line(from, 300);
    for at in memchr::memchr_iter(b'-', text.slice(from..line.end)) {
        let option = from + at;
        if text.before(option) != Some(b' ') {
            continue;
        }
        if let Some(argument) = argument_of(text, option, &["--auth", "-a"]) {
            out.list.extend(user_pair(hit, text, argument));
            return;
        }
    }
}

fn push_password(hit: Hit, text: Text<'_>, span: Range<usize>, out: &mut Candidates) {
    let value = text.slice(span.clone());
    let template = value.iter().any(|b| matches!(b, b'$' | b'<' | b'{' | b'`'));
    let code = value.starts_with(b",") || value.contains(&b'\n') || value.contains(&b'(');
    if value.len() < 5
        || code
        || template
        || value.starts_with(b"-")
        || is_weak(value)
        || placeholder::in_value(value)
    {
        return;
    }
    let strong = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let confidence = if strong {
        Confidence::High
    } else {
        Confidence::Low
    };
    out.push(Candidate::new(hit.detector, span).confidence(confidence));
}

/// `mysql -uroot -pVALUE`: the value sticks to the option.
fn mysql(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = text.run(hit.at, URL64, 24);
    if text.byte(from) != Some(b' ') {
        return;
    }
    let line = text.line(from, 300);
    let Some(at) = memchr::memmem::find(text.slice(from..line.end), b" -p") else {
        return;
    };
    let start = from + at + 3;
    if text.byte(start).is_some_and(|b| b == b' ' || b == b'\n') {
        return;
    }
    if let Some(argument) = argument_of(text, start - 2, &["-p"]) {
        push_password(hit, text, argument, out);
    }
}

/// `PGPASSWORD=v psql …`
fn variable(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = hit.at + hit.form.literal.len();
    if let Some(argument) = argument_of(text, start - 1, &["="]) {
        push_password(hit, text, argument, out);
    }
}
