//! Passwords and secrets without a format of their own: only the name says what the value is.

use crate::alphabet::{Alphabet, HEX, WORD};
use crate::assign::{self, Assignment, Operator};
use crate::candidate::{Candidate, Candidates};
use crate::context::is_uuid;
use crate::detector::{Detector, Extend, Form, Rank};
use crate::entropy;
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, placeholder, words};

pub(crate) const PASSWORD: Detector = Detector {
    id: "assigned-password",
    name: "password assigned to a value",
    severity: Severity::Medium,
    rank: Rank::Assigned,
    shape: "a name such as `password`, `db_pass` or `pwd` and a value; weak values at low confidence",
    source: "https://cwe.mitre.org/data/definitions/798.html",
    forms: &[
        Form::word("passw", password).anchored(1),
        Form::word("passphrase", password).anchored(3),
        Form::word("pass", password),
        Form::word("pwd", password).extended(NAME_END),
        Form::word("pswd", password),
        Form::word("psw", password).extended(NAME_END),
        Form::word("passcode", password).anchored(3),
        Form::word("pw", password).extended(Extend::Both(b" ,/(_-\"'\n\t;", b":=")),
        Form::word("identified by", password_literal).anchored(5),
        Form::word("converttosecurestring", password_literal).anchored(4),
        Form::word("convertto-securestring", password_literal).anchored(4),
    ],
    examples: || {
        let value = format!("{}{}", "q8Zt3m", "Wk9!Lb");
        vec![
            format!("password = \"{value}\""),
            format!("DB_PASS={value}"),
            format!("{{\"adminPassword\": \"{value}\"}}"),
            format!("CREATE USER app IDENTIFIED BY '{value}';"),
        ]
    },
    counterexamples: || {
        vec![
            "password = os.environ['DB_PASSWORD']".to_owned(),
            "let password = newPassword;".to_owned(),
            "password: \"changeme\"".to_owned(),
            "passwordLabel:\"Password:\"".to_owned(),
        ]
    },
};

/// What follows a name's last word.
const NAME_END: Extend = Extend::After(b" :=\"'_-).,>]\t\\");

pub(crate) const SECRET: Detector = Detector {
    id: "assigned-secret",
    name: "API key, secret or token assigned to a random value",
    severity: Severity::Medium,
    rank: Rank::Assigned,
    shape: "a name with `api_key`, `secret`, `token`, `access_key`, `private_key`, `credential` … and a random value of 16 to 200 characters",
    source: "https://cwe.mitre.org/data/definitions/798.html",
    forms: &[
        Form::word("secret", secret).anchored(2),
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
        Form::word("private_key", secret).anchored(4),
        Form::word("privatekey", secret).anchored(4),
        Form::word("signing_key", secret).anchored(4),
        Form::word("signingkey", secret).anchored(4),
        Form::word("encryption_key", secret).anchored(8),
        Form::word("encryptionkey", secret).anchored(8),
        Form::word("credential", secret).anchored(3),
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
        ]
    },
};

fn password(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    if value.len() < 5
        || value.len() > 128
        || !is_password_name(text.slice(assignment.name.clone()))
    {
        return;
    }
    let accepted = if assignment.quoted {
        quoted_password(&assignment, value)
    } else {
        bare_password(&assignment, text, value)
    };
    let Some(confidence) = accepted else { return };
    let confidence = if assignment.operator == Operator::Compare {
        Confidence::Low
    } else {
        confidence
    };
    out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
}

/// `IDENTIFIED BY 'v'`, `ConvertTo-SecureString "v"`.
fn password_literal(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let at = text.skip_spaces(hit.at + hit.form.literal.len());
    let quote = text.byte(at).filter(|b| matches!(b, b'"' | b'\'' | b'`'));
    let start = at + usize::from(quote.is_some());
    let stop = |b: &u8| {
        quote.map_or(
            matches!(b, b' ' | b';' | b'"' | b'\'' | b'\n' | b')' | b'`'),
            |q| *b == q || *b == b'\n',
        )
    };
    let end = start
        + text
            .slice(start..start + 128)
            .iter()
            .take_while(|b| !stop(b))
            .count();
    let value = text.slice(start..end);
    let strong = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    if value.len() >= 6
        && (strong || quote.is_some())
        && !placeholder::in_value(value)
        && !is_reference(value)
    {
        let confidence = if strong {
            Confidence::Medium
        } else {
            Confidence::Low
        };
        out.push(Candidate::new(hit.detector, start..end).confidence(confidence));
    }
}

/// Words that make a name mean something about a password rather than one.
const ABOUT: &[&[u8]] = &[
    b"hash",
    b"hashed",
    b"policy",
    b"length",
    b"len",
    b"min",
    b"max",
    b"reset",
    b"field",
    b"label",
    b"placeholder",
    b"hint",
    b"prompt",
    b"input",
    b"type",
    b"rule",
    b"rules",
    b"regex",
    b"pattern",
    b"error",
    b"errors",
    b"message",
    b"msg",
    b"invalid",
    b"incorrect",
    b"forgot",
    b"forgotten",
    b"url",
    b"uri",
    b"path",
    b"file",
    b"filename",
    b"validator",
    b"validation",
    b"strength",
    b"encoder",
    b"generator",
    b"expiry",
    b"expired",
    b"expires",
    b"required",
    b"enabled",
    b"id",
    b"name",
    b"title",
    b"text",
    b"button",
    b"changed",
    b"attempts",
    b"callback",
    b"helper",
    b"icon",
    b"class",
    b"selector",
    b"xpath",
    b"column",
    b"param",
    b"parameter",
    b"ref",
    b"arn",
    b"key",
    b"manager",
    b"store",
    b"service",
    b"endpoint",
    b"link",
    b"page",
    b"screen",
    b"form",
    b"description",
    b"desc",
    b"help",
    b"tooltip",
    b"visible",
    b"mismatch",
    b"match",
    b"size",
    b"count",
    b"encrypted",
    b"algorithm",
    b"salt",
    b"digest",
    b"less",
    b"protected",
    b"env",
    b"var",
];

/// Whether a word of `name` says password, and none says that it is about one.
fn is_password_name(name: &[u8]) -> bool {
    let words = words::split(name);
    let is_password = |word: &[u8]| {
        let word = word
            .strip_suffix(b"s")
            .filter(|w| !w.ends_with(b"s") && w.len() > 4)
            .unwrap_or(word);
        let word = word
            .get(..word.len() - word.iter().rev().take_while(|b| b.is_ascii_digit()).count())
            .unwrap_or(word);
        const EXACT: &[&[u8]] = &[
            b"password",
            b"passwd",
            b"passwort",
            b"pwd",
            b"passphrase",
            b"pass",
            b"psw",
            b"pswd",
            b"pw",
            b"passcode",
            b"passw",
            b"psswd",
        ];
        const ENDS: &[&[u8]] = &[b"password", b"passwd", b"passphrase", b"pswd"];
        const NOT: &[&[u8]] = &[
            b"compass",
            b"bypass",
            b"trespass",
            b"surpass",
            b"overpass",
            b"renderpass",
            b"encompass",
            b"multipass",
            b"onepass",
            b"firstpass",
            b"stopword",
        ];
        EXACT.contains(&word)
            || ENDS.iter().any(|end| word.ends_with(end))
            || word.ends_with(b"pass") && word.len() <= 12 && !NOT.contains(&word)
            || word.starts_with(b"password")
    };
    words.iter().any(|w| is_password(w)) && !words.iter().any(|w| ABOUT.contains(&w.as_slice()))
}

fn quoted_password(assignment: &Assignment, value: &[u8]) -> Option<Confidence> {
    let spaces = value.iter().filter(|b| **b == b' ').count();
    let prose = spaces >= 2 || spaces == 1 && !value.iter().any(u8::is_ascii_digit);
    if value.len() < 6
        || prose
        || placeholder::in_value(value)
        || is_reference(value)
        || is_name(value)
    {
        return None;
    }
    if value.ends_with(b":")
        || value.starts_with(b"/")
        || value.contains(&b'<') && value.contains(&b'>')
    {
        return None;
    }
    let argument = matches!(assignment.operator, Operator::Argument | Operator::Tag);
    Some(match strength(value) {
        classes if classes >= 2 && value.len() >= 8 && !(argument && classes < 3) => {
            Confidence::Medium
        }
        _ => Confidence::Low,
    })
}

/// Without quotes the right side may be code or prose: it must look like nothing but a password.
fn bare_password(assignment: &Assignment, text: Text<'_>, value: &[u8]) -> Option<Confidence> {
    let next = text.byte(assignment.value.end);
    let code = matches!(next, Some(b'(' | b'[' | b'{' | b'<'))
        || value.iter().any(|b| matches!(b, b'(' | b'{' | b'['));
    let digit = value.iter().any(u8::is_ascii_digit);
    let letter = value.iter().any(u8::is_ascii_alphabetic);
    let name = text.slice(assignment.name.clone());
    let environment = name.len() > 4
        && name
            .iter()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    if code
        || !letter
        || value.len() < 6
        || placeholder::in_value(value)
        || is_reference(value)
        || is_member(value)
    {
        return None;
    }
    let config = assignment.operator == Operator::Assign
        && text.slice(assignment.name.end..assignment.value.start) == b"="
        && environment;
    if !digit {
        // `.env` files hold weak words; elsewhere a bare word is an identifier.
        return (config
            && !words::is_common(&value.to_ascii_lowercase())
            && value.iter().all(u8::is_ascii_lowercase))
        .then_some(Confidence::Low);
    }
    if is_identifier(value) {
        return None;
    }
    let strong = strength(value) >= 2 && value.len() >= 8;
    match assignment.operator {
        Operator::Assign | Operator::Tag if strong => Some(Confidence::Medium),
        Operator::Assign | Operator::Tag => Some(Confidence::Low),
        Operator::Space | Operator::Prose if strong && strength(value) >= 3 => {
            Some(Confidence::Medium)
        }
        _ => None,
    }
}

/// How many of lower, upper, digit and other `value` has.
fn strength(value: &[u8]) -> usize {
    let other = |b: &u8| !b.is_ascii_alphanumeric();
    let classes: [&dyn Fn(&u8) -> bool; 4] = [
        &u8::is_ascii_lowercase,
        &u8::is_ascii_uppercase,
        &u8::is_ascii_digit,
        &other,
    ];
    classes
        .iter()
        .filter(|class| value.iter().any(|b| class(b)))
        .count()
}

/// `arg2`, `user_password_1`, `sha256sum`: a name with a number at its end.
fn is_identifier(value: &[u8]) -> bool {
    let Some(stem) = value.get(
        ..value.len()
            - value
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_digit())
                .count(),
    ) else {
        return false;
    };
    let trailing = value.len() - stem.len();
    let letters_only = stem.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_');
    letters_only
        && trailing <= 2
        && (stem.iter().all(u8::is_ascii_lowercase)
            || stem.contains(&b'_')
            || words::share(stem) >= 50)
}

/// `self.password`, `config.db.pass`, `a::b`, `x->y`.
fn is_member(value: &[u8]) -> bool {
    let dotted = value.split(|b| *b == b'.').count() >= 2
        && value.split(|b| *b == b'.').all(|part| {
            part.first()
                .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
                && WORD.all(part)
        });
    dotted
        || memchr::memmem::find(value, b"::").is_some()
        || memchr::memmem::find(value, b"->").is_some()
}

/// A path, a URL, an expression, a format string: something that points at a value.
fn is_reference(value: &[u8]) -> bool {
    let starts: &[&[u8]] = &[
        b"http://",
        b"https://",
        b"file:",
        b"./",
        b"../",
        b"~/",
        b"arn:",
        b"env:",
        b"@",
        b"&",
        b"#",
        b"\\",
        b"^",
        b"--",
        b"::",
    ];
    let contains: &[&[u8]] = &[
        b"()", b"\\n", b"\\s", b"\\d", b"[^", b".*", b"&lt;", b"=>", b"://", b"+ ", b" +", b"${",
        b"#{", b"$(",
    ];
    let path = value.iter().filter(|b| **b == b'/').count() >= 2;
    path || starts.iter().any(|s| value.starts_with(s))
        || contains
            .iter()
            .any(|c| memchr::memmem::find(value, c).is_some())
        || value.starts_with(b"$2") && value.len() > 50
}

/// `newPassword`, `password_confirmation`, `user-password`, `com.acme.Password`: words joined into a name.
fn is_name(value: &[u8]) -> bool {
    let parts = words::split(value);
    let letters = value
        .iter()
        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.' | b' ' | b':'));
    let joined = parts.len() >= 2 && letters;
    let says_so = contains_fold(value, b"passw")
        || contains_fold(value, b"secret")
        || contains_fold(value, b"fake")
        || contains_fold(value, b"dummy");
    let spelled = letters && says_so;
    joined
        || spelled && !value.starts_with(b"this")
        || words::is_common(&value.to_ascii_lowercase())
}

fn secret(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let value = text.slice(assignment.value.clone());
    if !(14..=512).contains(&value.len()) || !looks_random(value) {
        return;
    }
    let name = text.slice(assignment.name.clone());
    let Some(named) = secret_name(name) else {
        return;
    };
    let reliable = match assignment.operator {
        Operator::Assign | Operator::Tag => true,
        Operator::Argument => assignment.quoted,
        Operator::Compare => false,
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
    let uuid = is_uuid(value);
    let confidence = if reliable && !uuid && value.len() >= 16 {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
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
        return matches!(value.len(), 16 | 24 | 32 | 40 | 48 | 56 | 64 | 96 | 128)
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
    words::share(value) < 45 && !is_joined(value)
}

/// `my-service-secret-2`, `x64-uwp`, `org.slf4j:slf4j-api:1.7.8`: short parts between punctuation.
fn is_joined(value: &[u8]) -> bool {
    if is_uuid(value) {
        return false;
    }
    let parts: Vec<&[u8]> = value
        .split(|b| matches!(b, b'-' | b'_' | b'.' | b':' | b'/'))
        .filter(|p| !p.is_empty())
        .collect();
    let plain = |part: &[u8]| {
        let letters = part.iter().filter(|b| b.is_ascii_alphabetic()).count();
        letters == 0 || letters == part.len() || part.len() <= 4
    };
    parts.len() >= 3 && parts.iter().filter(|p| plain(p)).count() * 10 >= parts.len() * 8
        || parts.len() == 2 && parts.iter().all(|p| plain(p))
}

fn is_file_or_host(value: &[u8]) -> bool {
    let last = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let dotted = last.len() < value.len();
    dotted && last.len() <= 6 && last.iter().all(u8::is_ascii_lowercase) && !last.is_empty()
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

/// A digest beside `rev`, `commit` or `version`, or in subresource integrity.
fn is_revision(text: Text<'_>, assignment: &Assignment) -> bool {
    let value = text.slice(assignment.value.clone());
    let digest = HEX.all(value) && matches!(value.len(), 40 | 64);
    value.starts_with(b"sha256-")
        || value.starts_with(b"sha512-")
        || value.starts_with(b"sha384-")
        || digest && text.near(&assignment.name, 24, &["rev", "commit", "sha", "version"])
}
