//! Passwords without a format of their own: only the name says what the value is.

use crate::assign::{self, Assignment, Operator};
use crate::candidate::{Candidate, Candidates};
use crate::code::{
    is_constant, is_date, is_file_name, is_identifier, is_member, is_name, is_number,
    is_password_hash, is_reference, repeats, strength,
};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::weak::{is_plain_word, is_weak, written_out};
use crate::{Confidence, Severity, known, placeholder, words};

pub(crate) const PASSWORD: Detector = Detector {
    id: "assigned-password",
    name: "password assigned to a value",
    severity: Severity::Medium,
    rank: Rank::Assigned,
    shape: "a name such as `password`, `db_pass` or `pwd` and a value; weak values at low confidence",
    source: "https://cwe.mitre.org/data/definitions/798.html",
    forms: &[
        // Also of `password`, `passphrase` and `passcode`.
        Form::word("pass", password),
        Form::word("pwd", password).extended(NAME_END),
        Form::word("pswd", password),
        Form::word("psw", password).extended(NAME_END),
        Form::word("pw", password).extended(Extend::Both(b" ,/(_-\"'\n\t;", b":=")),
        Form::word("identified by", password_literal).anchored(4),
        Form::word("converttosecurestring", password_literal).anchored(6),
        Form::word("convertto-securestring", password_literal).anchored(8),
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

fn password(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let name = text.slice(assignment.name.clone());
    // What is cheap to ask comes first: nearly all of `pass` is prose or code.
    if matches!(assignment.operator, Operator::Space | Operator::Prose)
        && !may_stand_alone(name, text, &assignment)
    {
        return;
    }
    let value = &*written_out(text.slice(assignment.value.clone()));
    if !(6..=128).contains(&value.len()) {
        return;
    }
    let plausible = if assignment.quoted {
        !is_prose(value)
    } else {
        !is_expression(&assignment, text, value)
    };
    // `user:password@host:80` is a URL's business.
    if !plausible
        || name.contains(&b'@')
        || is_number(value)
        || is_constant(value)
        || is_date(value)
        || is_password_hash(value)
    {
        return;
    }
    let named = || is_password_name(name) && !repeats(name, value) && !is_other(text, &assignment);
    // The cheaper question first.
    let accepted = if assignment.quoted {
        if !named() {
            return;
        }
        quoted_password(&assignment, value)
    } else {
        bare_password(&assignment, text, value).filter(|_| named())
    };
    let Some(confidence) = accepted.filter(|_| !known::is_public(value)) else {
        return;
    };
    let confidence = if assignment.operator == Operator::Compare {
        Confidence::Low
    } else {
        confidence
    };
    out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
}

/// A key of its own with a value of its own, the digest of a file, or what follows `<password>` where no element ends.
fn is_other(text: Text<'_>, assignment: &Assignment) -> bool {
    let end = assignment.value.end;
    let key = assignment.quoted
        && assignment.operator == Operator::Argument
        && matches!(text.byte(end), Some(b'"' | b'\''))
        && text.byte(text.skip_spaces(end + 1)) == Some(b':');
    let open = assignment.operator == Operator::Tag && text.byte(end) != Some(b'<');
    key || open || is_file_name(text.slice(assignment.name.clone()))
}

/// Without an operator only an option, a whole `password` or a quoted value of it counts: `pass` is also a verb.
fn may_stand_alone(name: &[u8], text: Text<'_>, assignment: &Assignment) -> bool {
    let option = name.starts_with(b"-");
    let whole = [&b"password"[..], b"passwd", b"passphrase", b"passwort"]
        .iter()
        .any(|w| name.eq_ignore_ascii_case(w));
    let tick = text.before(assignment.value.start) == Some(b'`');
    option || whole && !tick
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
    // Right behind the words a quote closes them: `"identified by", …`.
    let spaced = at > hit.at + hit.form.literal.len();
    let strong = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let bare =
        quote.is_none() && (strength(value) < 3 || value.iter().any(|b| matches!(b, b'.' | b'_')));
    if value.len() >= 6 && spaced && !bare && !placeholder::in_value(value) && !is_reference(value)
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
    b"status",
    b"encryption",
    b"complexity",
    b"age",
    b"format",
    b"role",
    b"dummy",
    b"fake",
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

/// Words with spaces between them.
fn is_prose(value: &[u8]) -> bool {
    let spaces = value.iter().filter(|b| **b == b' ').count();
    spaces >= 2 || spaces == 1 && !value.iter().any(u8::is_ascii_digit)
}

fn quoted_password(assignment: &Assignment, value: &[u8]) -> Option<Confidence> {
    if placeholder::in_value(value) || is_reference(value) || is_name(value) {
        return None;
    }
    if value.ends_with(b":")
        || value.starts_with(b"/")
        || value.contains(&b'<') && value.contains(&b'>')
    {
        return None;
    }
    // The next word of a list: `["pass", "discard"]`.
    if assignment.operator == Operator::Argument && value.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    // A list of arguments or a sentence may mean anything by its next string.
    let sure = matches!(
        assignment.operator,
        Operator::Assign | Operator::Tag | Operator::Space | Operator::Prose
    );
    let strong =
        strength(value) >= 2 && value.len() >= 8 && !is_weak(value) && !is_plain_word(value);
    Some(if sure && strong && !placeholder::has_opener(value) {
        Confidence::Medium
    } else {
        Confidence::Low
    })
}

/// Whether what stands without quotes is called, opens a bracket, has no letters or stands in a list.
fn is_expression(assignment: &Assignment, text: Text<'_>, value: &[u8]) -> bool {
    let next = text.byte(assignment.value.end);
    matches!(
        assignment.operator,
        Operator::Argument | Operator::Call | Operator::Compare
    ) || matches!(next, Some(b'(' | b'[' | b'{' | b'<'))
        || value.iter().any(|b| matches!(b, b'(' | b'{' | b'['))
        || !value.iter().any(u8::is_ascii_alphabetic)
}

/// Without quotes the right side may be code or prose: it must look like nothing but a password.
fn bare_password(assignment: &Assignment, text: Text<'_>, value: &[u8]) -> Option<Confidence> {
    let digit = value.iter().any(u8::is_ascii_digit);
    let name = text.slice(assignment.name.clone());
    let environment = name.len() > 4
        && name
            .iter()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let config = assignment.operator == Operator::Assign
        && text.slice(assignment.name.end..assignment.value.start) == b"="
        && environment;
    // `.env` files hold weak words; elsewhere a bare word is an identifier.
    if !digit && !config || placeholder::in_value(value) || is_reference(value) || is_member(value)
    {
        return None;
    }
    if !digit {
        return (!words::is_common(&value.to_ascii_lowercase())
            && value.iter().all(u8::is_ascii_lowercase))
        .then_some(Confidence::Low);
    }
    if is_identifier(value) {
        return None;
    }
    let strong = strength(value) >= 2 && value.len() >= 8;
    match assignment.operator {
        Operator::Assign | Operator::Tag if strong && !is_weak(value) => Some(Confidence::Medium),
        Operator::Assign | Operator::Tag => Some(Confidence::Low),
        Operator::Space | Operator::Prose if strong && strength(value) >= 3 => {
            Some(Confidence::Medium)
        }
        _ => None,
    }
}
