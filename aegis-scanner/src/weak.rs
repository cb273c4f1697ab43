//! Passwords that say so themselves or that anyone would try.

use std::borrow::Cow;

use crate::words;

/// `value` with JSON's `\u00e9` as the character it stands for, so that a word with accents is a word.
pub(crate) fn written_out(value: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(value, b"\\u").is_none() {
        return Cow::Borrowed(value);
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, tail)) = rest.split_first() {
        if let Some((c, after)) = escaped(rest) {
            let mut buffer = [0; 4];
            out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            rest = after;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    Cow::Owned(out)
}

/// The character that `\uXXXX` at the beginning stands for; half of a pair counts as a replacement character.
fn escaped(text: &[u8]) -> Option<(char, &[u8])> {
    let (digits, rest) = text.strip_prefix(b"\\u")?.split_at_checked(4)?;
    let code = u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    Some((
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        rest,
    ))
}

/// Letters of any script, none but the first a capital: a word rather than a choice of characters.
pub(crate) fn is_plain_word(value: &[u8]) -> bool {
    value
        .iter()
        .all(|b| b.is_ascii_alphabetic() || !b.is_ascii())
        && value.iter().skip(1).all(|b| !b.is_ascii_uppercase())
}

/// `secret123`, `P@55w0rd!`, `Acme#123`: a word with a few digits, or one that says what it is, which anyone would try.
pub(crate) fn is_weak(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let stem = lower.trim_suffix_by(|b| !b.is_ascii_alphabetic());
    let tail = lower.len() - stem.len();
    // A `1` may be an `l` as well as an `i`.
    let lettered: Vec<u8> = stem
        .iter()
        .map(|b| if *b == b'1' { b'l' } else { *b })
        .collect();
    let stem = lettered.as_slice();
    let known = words::is_common(stem)
        || matches!(
            stem,
            b"abc" | b"qwerty" | b"letmein" | b"welcome" | b"foo" | b"bar"
        );
    tail <= 5 && known || is_counted(value) || is_mail(value) || says_password(value)
}

trait TrimSuffix {
    fn trim_suffix_by(&self, drop: impl Fn(&u8) -> bool) -> &[u8];
}

impl TrimSuffix for [u8] {
    fn trim_suffix_by(&self, drop: impl Fn(&u8) -> bool) -> &[u8] {
        let dropped = self.iter().rev().take_while(|b| drop(b)).count();
        self.get(..self.len() - dropped).unwrap_or_default()
    }
}

/// A word and the first digits there are: `acme123`, `Acme#1234`, `Acme@12!`.
fn is_counted(value: &[u8]) -> bool {
    let value = value.trim_suffix_by(u8::is_ascii_punctuation);
    let word = value.trim_suffix_by(u8::is_ascii_digit);
    let digits = value.get(word.len()..).unwrap_or_default();
    let word = word.trim_suffix_by(|b| matches!(b, b'@' | b'#' | b'_' | b'-' | b'.' | b'!'));
    !digits.is_empty()
        && b"1234567890".starts_with(digits)
        && word.len() >= 3
        && word.first().is_some_and(u8::is_ascii_alphabetic)
        && is_plain_word(&spelled(word))
}

/// The address that an anonymous login gives.
fn is_mail(value: &[u8]) -> bool {
    let Some(at) = value.iter().position(|b| *b == b'@') else {
        return false;
    };
    let (user, host) = value.split_at(at);
    let host = host.get(1..).unwrap_or_default();
    let end = host.rsplit(|b| *b == b'.').next().unwrap_or_default();
    !user.is_empty()
        && end.len() < host.len()
        && (2..=6).contains(&end.len())
        && end.iter().all(u8::is_ascii_lowercase)
        && host
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

/// Whether most of it spells a password's name, with digits and signs for letters or not. Capitals inside of words are a
/// choice that somebody made.
fn says_password(value: &[u8]) -> bool {
    const NAMES: [&[u8]; 4] = [b"password", b"passwd", b"passwort", b"secret"];
    let camel = is_camel_case(&spelled(value));
    let lower = value.to_ascii_lowercase();
    let whole = spelled(&lower);
    let stem = spelled(lower.trim_suffix_by(|b| !b.is_ascii_alphabetic()));
    let named = NAMES
        .iter()
        .any(|name| memchr::memmem::find(&whole, name).is_some());
    let short = stem.ends_with(b"pass") || stem.starts_with(b"pass");
    camel && lower.len() <= 24 && (named || short && lower.len() <= 12)
}

/// Whether three small letters follow every capital.
fn is_camel_case(value: &[u8]) -> bool {
    value.iter().enumerate().all(|(at, b)| {
        let small = || {
            value
                .get(at + 1..at + 4)
                .is_some_and(|next| next.iter().all(u8::is_ascii_lowercase))
        };
        !b.is_ascii_uppercase() || small()
    })
}

/// The letters that digits and signs stand for in `p4$$w0rd`.
fn spelled(word: &[u8]) -> Vec<u8> {
    word.iter()
        .map(|b| match b {
            b'0' => b'o',
            b'1' | b'!' => b'i',
            b'3' => b'e',
            b'4' | b'@' => b'a',
            b'5' | b'$' => b's',
            b'7' => b't',
            other => *other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: bool) {
        assert_eq!(is_weak(value.as_bytes()), expected, "{value}");
    }

    #[test]
    fn what_anyone_would_try() {
        for weak in [
            "secret123",
            "P@55w0rd!",
            "WrongPassword@12",
            "Acme#123",
            "Fortinel1!",
            "we1come!",
            "A1pha12345",
            "ftp3@acme-site.com",
            "S0meP@ss",
        ] {
            check(weak, true);
        }
        for chosen in [
            "q8Zt3mWk",
            "Kestrel42%mud",
            "acme429",
            "xk@Rt.9f2",
            "compassRose8",
            "4cme1234",
            "SqLpa5sW0rD",
            "q8Zt3mpassWk9LbX2vRc7Np",
        ] {
            check(chosen, false);
        }
    }

    #[test]
    fn words_of_any_script() {
        let plain = |value: &str| is_plain_word(&written_out(value.as_bytes()));
        assert!(plain("Wachtwoord") && plain(r"Slapta\u017eodis") && plain("Пароль"));
        assert!(!plain("wachtWoord") && !plain("Wachtwoord1") && !plain(r"a\u0021b"));
        assert_eq!(
            &*written_out(br"a\u00e9\ud83d\uzz"),
            "aé\u{fffd}\\uzz".as_bytes()
        );
    }
}
