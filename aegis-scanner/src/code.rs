//! Tells a value that was chosen from a piece of code, a name, a path or a number.

use crate::alphabet::{HEX, WORD};
use crate::context::is_uuid;
use crate::text::contains_fold;
use crate::{placeholder, words};

/// How many of lower, upper, digit and other `value` has. Letters of other scripts are neither.
pub(crate) fn strength(value: &[u8]) -> usize {
    let other = |b: &u8| b.is_ascii() && !b.is_ascii_alphanumeric();
    let classes: [&dyn Fn(&u8) -> bool; 4] = [
        &u8::is_ascii_lowercase,
        &u8::is_ascii_uppercase,
        &u8::is_ascii_digit,
        &other,
    ];
    classes
        .iter()
        .filter(|class| value.iter().any(class))
        .count()
}

/// `arg2`, `user_password_1`, `sha256sum`: a name with a number at its end.
pub(crate) fn is_identifier(value: &[u8]) -> bool {
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
pub(crate) fn is_member(value: &[u8]) -> bool {
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
pub(crate) fn is_reference(value: &[u8]) -> bool {
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
        b"()", b"\\n", b"\\s", b"\\d", b"[^", b".*", b"&lt;", b"=>", b"://", b"+ ", b" +",
    ];
    let path = value.iter().filter(|b| **b == b'/').count() >= 2;
    path || placeholder::has_expansion(value)
        || starts.iter().any(|s| value.starts_with(s))
        || contains
            .iter()
            .any(|c| memchr::memmem::find(value, c).is_some())
        || value.starts_with(b"$2") && value.len() > 50
}

/// `newPassword`, `password_confirmation`, `user-password`, `com.acme.Password`: words joined into a name.
pub(crate) fn is_name(value: &[u8]) -> bool {
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

/// `my-service-secret-2`, `x64-uwp`, `org.slf4j:slf4j-api:1.7.8`: short parts between punctuation.
pub(crate) fn is_joined(value: &[u8]) -> bool {
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

pub(crate) fn is_file_or_host(value: &[u8]) -> bool {
    let last = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let dotted = last.len() < value.len();
    dotted && last.len() <= 6 && last.iter().all(u8::is_ascii_lowercase) && !last.is_empty()
}

/// `16384u32`, `0xC000006B_u32`, `-2147212282i32`, `1_000`.
pub(crate) fn is_number(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"-").unwrap_or(value);
    let (body, hex) = match value
        .strip_prefix(b"0x")
        .or_else(|| value.strip_prefix(b"0X"))
    {
        Some(body) => (body, true),
        None => (value, false),
    };
    let digits = body
        .iter()
        .take_while(|b| {
            **b == b'_'
                || if hex {
                    HEX.has(**b)
                } else {
                    b.is_ascii_digit()
                }
        })
        .count();
    let suffix = body.get(digits..).unwrap_or_default();
    let typed = suffix.is_empty()
        || suffix.len() <= 5
            && matches!(
                suffix.first(),
                Some(b'u' | b'i' | b'f' | b'l' | b'L' | b'U' | b'n')
            );
    digits > 0 && typed
}

/// `CRYPT_PKCS8_IMPORT_PARAMS`: the name of a constant.
pub(crate) fn is_constant(value: &[u8]) -> bool {
    let upper = value
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let letters = value.iter().filter(|b| b.is_ascii_uppercase()).count();
    upper && value.contains(&b'_') && letters * 10 >= value.len() * 7
}

/// `bdc1DischargePower`: most of it lies in words that begin with a capital.
pub(crate) fn is_camel(value: &[u8]) -> bool {
    if !value.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let mut covered = 0;
    let mut at = 0;
    while let Some(rest) = value.get(at..).filter(|rest| !rest.is_empty()) {
        let small = rest
            .iter()
            .skip(1)
            .take_while(|b| b.is_ascii_lowercase())
            .count();
        if rest.first().is_some_and(u8::is_ascii_uppercase) && small >= 4 {
            covered += small + 1;
        }
        at += small + 1;
    }
    covered * 2 >= value.len()
}

/// `lib/credential.h`: a file, whose digest or size stands behind it.
pub(crate) fn is_file_name(name: &[u8]) -> bool {
    const ENDS: &[&[u8]] = &[
        b"py", b"rs", b"js", b"ts", b"tsx", b"go", b"java", b"rb", b"php", b"cs", b"cpp", b"cc",
        b"hpp", b"md", b"html",
    ];
    let (folder, last) = match name.iter().rposition(|b| *b == b'/') {
        Some(at) => (true, name.get(at + 1..).unwrap_or_default()),
        None => (false, name),
    };
    let end = last
        .iter()
        .rposition(|b| *b == b'.')
        .and_then(|at| last.get(at + 1..));
    end.is_some_and(|end| folder || ENDS.contains(&end))
}

/// `2022-11-23T00:00:00Z`
pub(crate) fn is_date(value: &[u8]) -> bool {
    value.get(..10).is_some_and(|date| {
        date.iter().enumerate().all(|(i, b)| {
            if matches!(i, 4 | 7) {
                matches!(b, b'-' | b'/')
            } else {
                b.is_ascii_digit()
            }
        })
    })
}

/// What a server keeps of a password: `{SSHA}…`, MySQL's `*` and 40 hex digits.
pub(crate) fn is_password_hash(value: &[u8]) -> bool {
    let scheme = value.strip_prefix(b"{").map(|rest| {
        rest.iter()
            .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'-')
            .count()
    });
    scheme.is_some_and(|n| n >= 3 && value.get(n + 1) == Some(&b'}') && value.len() > n + 12)
        || value
            .strip_prefix(b"*")
            .is_some_and(|hex| hex.len() == 40 && HEX.all(hex))
}

/// Whether `name` says what `value` says: a table of names, a constant of its own name.
pub(crate) fn repeats(name: &[u8], value: &[u8]) -> bool {
    let plain = |text: &[u8]| -> Vec<u8> {
        text.iter()
            .filter(|b| b.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect()
    };
    let value = plain(value);
    value.len() >= 6 && plain(name).ends_with(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_code_fall_apart() {
        for number in ["16384u32", "0xC000006B_u32", "-2147212282i32"] {
            assert!(is_number(number.as_bytes()), "{number}");
        }
        assert!(!is_number(b"4ian1234") && !is_number(b"0xyz"));
        assert!(is_constant(b"CRYPT_PKCS8_IMPORT_PARAMS") && !is_constant(b"A1B2_C3D4"));
        assert!(is_camel(b"bdc1DischargePower") && !is_camel(b"q8Zt3mWk9LbX2vRc"));
        assert!(
            is_file_name(b"a/b.p8") && is_file_name(b"token.py") && !is_file_name(b"app.token")
        );
        assert!(is_date(b"2022-11-23T00:00") && !is_date(b"2022-11-2x"));
        assert!(repeats(b"SN_a_Token", b"a-token") && !repeats(b"token", b"a-token-b"));
        assert!(is_member(b"self.db_2.password") && !is_member(b"a1.9x"));
        assert!(
            is_name(b"newPassword") && is_name(b"password_confirmation") && !is_name(b"Tr0ub4dor")
        );
        assert!(is_reference(b"https://a/b") && is_reference(b"a/b/c") && !is_reference(b"q8/Zt"));
    }
}
