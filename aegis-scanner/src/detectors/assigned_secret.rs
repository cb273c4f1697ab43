//! API keys, tokens and secrets without a format of their own: a name that says so, and a value that looks random.

use std::ops::Range;

use crate::alphabet::{ALNUM, Alphabet, HEX, WORD};
use crate::assign::{self, Assignment, Operator};
use crate::candidate::{Candidate, Candidates};
use crate::code::{
    is_camel, is_constant, is_file_name, is_file_or_host, is_joined, is_member, is_number,
    is_reference, repeats,
};
use crate::context::is_uuid;
use crate::detector::{Detector, Form, Rank};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, entropy, known, placeholder, words};

pub(crate) const SECRET: Detector = Detector {
    id: "assigned-secret",
    name: "API key, secret or token assigned to a random value",
    severity: Severity::Medium,
    rank: Rank::Assigned,
    shape: "a name with `api_key`, `secret`, `token`, `access_key`, `private_key`, `credential` … and a random value of 16 to 200 characters",
    source: "https://cwe.mitre.org/data/definitions/798.html",
    forms: &[
        Form::word("secret", secret).anchored(1),
        Form::word("token", secret).anchored(1),
        Form::word("apikey", secret).anchored(1),
        Form::word("api_key", secret).anchored(2),
        Form::word("api-key", secret).anchored(2),
        Form::word("api key", secret).anchored(2),
        Form::word("access_key", secret).anchored(4),
        Form::word("accesskey", secret).anchored(4),
        Form::word("access-key", secret).anchored(4),
        Form::word("auth_key", secret).anchored(3),
        Form::word("authkey", secret).anchored(3),
        Form::word("private_key", secret).anchored(6),
        Form::word("privatekey", secret).anchored(5),
        Form::word("signing_key", secret).anchored(6),
        Form::word("signingkey", secret).anchored(6),
        Form::word("encryption_key", secret).anchored(9),
        Form::word("encryptionkey", secret).anchored(9),
        Form::word("credential", secret).anchored(5),
        Form::word("creds", secret),
    ],
    examples: || {
        let value = format!("{}{}", "q8Zt3mWk9LbX", "2vRc7NpYe5Hs");
        vec![
            format!("api_key = \"{value}\""),
            format!("CLIENT_SECRET={value}"),
            format!("{{\"authToken\": \"{value}\"}}"),
        ]
    },
    counterexamples: || {
        vec![
            "token = \"getUserAccessTokenFromConfig\"".to_owned(),
            "next_token: \"q8Zt3mWk9LbX2vRc7NpYe5Hs\"".to_owned(),
            "secret_name: my-service-secret-prod-1".to_owned(),
            "api_key = ${API_KEY}".to_owned(),
            // A finding's fingerprint, as it is printed and allowed.
            "github-token:3f9c1e7ab05d42c6".to_owned(),
        ]
    },
};

fn secret(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    if !(14..=512).contains(&value.len()) {
        return;
    }
    let random = looks_random(value);
    if !(random || assignment.quoted && is_symbolic(value))
        || is_number(value)
        || is_constant(value)
        || known::is_public(value)
    {
        return;
    }
    let name = text.slice(assignment.name.clone());
    if is_file_name(name) || repeats(name, value) || is_looked_up(name, &assignment) {
        return;
    }
    let Some(named) = secret_name(name) else {
        return;
    };
    let reliable = match assignment.operator {
        Operator::Assign | Operator::Tag => true,
        Operator::Argument => assignment.quoted,
        Operator::Compare | Operator::Call => false,
        Operator::Space | Operator::Prose => {
            assignment.quoted || named && entropy::bits(value) >= 3.8 && value.len() >= 20
        }
    };
    let follows = text.byte(assignment.value.end);
    let code = !assignment.quoted
        && (matches!(follows, Some(b'(' | b'[' | b'{' | b'<')) || is_member(value));
    if code || is_revision(text, &assignment) {
        return;
    }
    let uuid = is_uuid(value.strip_prefix(b"/").unwrap_or(value));
    let sure = reliable && random && !uuid && value.len() >= 16;
    let confidence = if sure && !in_table(text, name, &assignment.value) {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
}

/// `getCredentials("acmeOAuth2Api")`: the argument names what is asked for.
fn is_looked_up(name: &[u8], assignment: &Assignment) -> bool {
    let function = name.rsplit(|b| *b == b'.').next().unwrap_or_default();
    assignment.operator == Operator::Call
        && words::split(function).first().is_some_and(|verb| {
            matches!(
                verb.as_slice(),
                b"get" | b"find" | b"load" | b"fetch" | b"read"
            )
        })
}

const VALUE: Alphabet = WORD.and(b"-+/=.~%:");

fn looks_random(value: &[u8]) -> bool {
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if digits == 0 || letters == 0 || !VALUE.all(value) {
        return false;
    }
    let bits = entropy::bits(value);
    if HEX.all(value) {
        return matches!(value.len(), 32 | 40 | 64 | 96 | 128)
            && bits >= 2.9
            && letters >= 3
            && !placeholder::is_sequence(value)
            && !placeholder::is_mask(value);
    }
    let floor = if value.len() < 20 { 3.2 } else { 3.4 };
    if bits < floor
        || placeholder::in_value(value)
        || is_reference(value)
        || is_file_or_host(value)
        || is_member(value)
    {
        return false;
    }
    words::share(value) < 45 && !is_joined(value) && !is_camel(value)
}

/// Letters among many different symbols, as a generator of passwords mixes them: no code, no regular expression.
fn is_symbolic(value: &[u8]) -> bool {
    const CODE: &[&str] = &["a-z", "0-9", "?:", "()", "=\\", "=>", "://"];
    let mut symbols: Vec<u8> = value
        .iter()
        .copied()
        .filter(u8::is_ascii_punctuation)
        .collect();
    symbols.sort_unstable();
    symbols.dedup();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let marked_up = value.contains(&b'<') && value.contains(&b'>');
    (16..=128).contains(&value.len())
        && symbols.len() >= 6
        && letters >= 8
        && value.iter().all(u8::is_ascii_graphic)
        && !marked_up
        && !CODE.iter().any(|c| contains_fold(value, c.as_bytes()))
        && !placeholder::in_value(value)
        && !is_reference(value)
}

/// Words that make a name with `key` or `token` harmless, as a whole or as its last word.
const HARMLESS: &[&[u8]] = &[
    b"public",
    b"primary",
    b"foreign",
    b"keyboard",
    b"keyword",
    b"csrf",
    b"xsrf",
    b"next",
    b"page",
    b"continuation",
    b"sync",
    b"cache",
    b"sort",
    b"partition",
    b"routing",
    b"idempotency",
    b"tokenizer",
    b"integrity",
    b"checksum",
    b"sha",
    b"sha1",
    b"sha256",
    b"sha512",
    b"commit",
    b"etag",
    b"nonce",
    b"salt",
    b"cursor",
    b"max",
    b"min",
    b"num",
    b"hash",
    b"digest",
    b"fingerprint",
    b"thumbprint",
    b"lock",
    b"pagination",
    b"sample",
    b"example",
    b"symbol",
    b"unicode",
    b"revision",
    b"dummy",
    b"fake",
    b"mock",
];
const HARMLESS_END: &[&[u8]] = &[
    b"id",
    b"ids",
    b"name",
    b"path",
    b"file",
    b"size",
    b"type",
    b"url",
    b"uri",
    b"endpoint",
    b"count",
    b"limit",
    b"index",
    b"kind",
    b"arn",
    b"ref",
    b"version",
    b"length",
    b"alias",
    b"format",
    b"field",
    b"label",
    b"header",
    b"prefix",
    b"suffix",
    b"expiry",
    b"expires",
    b"expiration",
    b"class",
    b"provider",
    b"algorithm",
    b"location",
    b"host",
    b"source",
    b"at",
    b"time",
    b"date",
    b"ttl",
    b"manager",
    b"selector",
    b"pattern",
    b"regex",
    b"status",
    b"scope",
    b"scopes",
    b"user",
    b"username",
    b"email",
    b"tag",
    b"image",
];

/// Whether `name` names a secret; `Some(true)` if it says so with a whole phrase.
fn secret_name(name: &[u8]) -> Option<bool> {
    let words = words::split(name);
    let last = words.last()?;
    let any = |list: &[&[u8]]| words.iter().any(|w| list.contains(&w.as_slice()));
    if any(HARMLESS) || HARMLESS_END.contains(&last.as_slice()) && words.len() > 1 {
        return None;
    }
    let lower: Vec<u8> = name
        .iter()
        .filter(|b| b.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect();
    if memchr::memmem::find(&lower, b"secretsmanager").is_some()
        || memchr::memmem::find(&lower, b"tokeniz").is_some()
        || memchr::memmem::find(&lower, b"usersecretsid").is_some()
    {
        return None;
    }
    const PHRASES: &[&[u8]] = &[
        b"apikey",
        b"accesskey",
        b"authkey",
        b"authtoken",
        b"accesstoken",
        b"clientsecret",
        b"privatekey",
        b"signingkey",
        b"encryptionkey",
        b"secretkey",
        b"apitoken",
        b"apisecret",
        b"bearertoken",
        b"refreshtoken",
        b"credential",
    ];
    let phrase = PHRASES
        .iter()
        .any(|p| memchr::memmem::find(&lower, p).is_some());
    let single = words.iter().any(|w| {
        w.ends_with(b"secret")
            || w.ends_with(b"secrets")
            || w.ends_with(b"token")
            || matches!(w.as_slice(), b"creds" | b"cred" | b"credentials")
    });
    (phrase || single).then_some(phrase)
}

/// Whether a hex value stands among five others that are no secrets of their own: test vectors, as `key`, `iv`, `msg` and `tag`
/// over and over. Different secrets side by side, as in `.env`, are no table.
fn in_table(text: Text<'_>, name: &[u8], value: &Range<usize>) -> bool {
    const REACH: usize = 1500;
    if !HEX.all(text.slice(value.clone())) {
        return false;
    }
    let mut at = value.start.saturating_sub(REACH);
    let until = (value.end + REACH).min(text.len());
    let mut siblings = 0;
    while at < until && siblings < 5 {
        let end = text.run(at, ALNUM, 512);
        let other = at != value.start && is_vector(text.slice(at..end));
        siblings += usize::from(other && !is_other_secret(text, name, at));
        at = end + 1;
    }
    siblings >= 5
}

/// Whether `run` is 8 or more bytes in hex.
fn is_vector(run: &[u8]) -> bool {
    let digits = run.strip_prefix(b"0x").unwrap_or(run);
    digits.len() >= 16
        && digits.len().is_multiple_of(2)
        && HEX.all(digits)
        && digits.iter().any(u8::is_ascii_digit)
        && digits.iter().any(u8::is_ascii_alphabetic)
}

/// Whether the value at `at` is given to the name of a secret that is not called `name`.
fn is_other_secret(text: Text<'_>, name: &[u8], at: usize) -> bool {
    let sign = text.run_back(at, const { Alphabet::new(b" \t\"'=:,>") }, 8);
    let own = text.slice(text.run_back(sign, const { WORD.and(b"-.") }, 96)..sign);
    !own.eq_ignore_ascii_case(name) && secret_name(own).is_some()
}

/// A digest beside `rev`, `commit` or `version`, or in subresource integrity.
fn is_revision(text: Text<'_>, assignment: &Assignment) -> bool {
    let value = text.slice(assignment.value.clone());
    let digest = HEX.all(value) && matches!(value.len(), 40 | 64);
    let named = |algorithm: &[u8]| {
        value
            .strip_prefix(algorithm)
            .is_some_and(|rest| matches!(rest.first(), Some(b'-' | b'=')))
    };
    named(b"sha256")
        || named(b"sha512")
        || named(b"sha384")
        || digest && text.near(&assignment.name, 24, &["rev", "commit", "sha", "version"])
}
