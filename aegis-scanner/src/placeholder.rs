//! Values that stand for a secret without being one: templates, masks, sequences, words.

use crate::alphabet::{ALNUM, LETTER};
use crate::text::contains_fold;

/// Pieces that only a template or a look-up has.
const TEMPLATE: &[&str] = &[
    "<%",
    "%(",
    "%s",
    "{0}",
    "@@",
    "[redacted",
    "process.env",
    "os.environ",
    "os.getenv",
    "getenv(",
    "env::var",
    "std::env",
    "env[",
    "secrets.",
    "vault:",
    "ref+",
    "op://",
    "arn:aws:secretsmanager",
    "!vault",
    "!ref",
    "sops:",
    "enc[",
    "env.",
];

/// Words of five and more letters that make a token a specimen wherever they stand in it.
const TOKEN_WORDS: &[&str] = &[
    "example",
    "sample",
    "dummy",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "replaceme",
    "replace_me",
    "replace-me",
    "redacted",
    "notreal",
    "invalid",
    "donotuse",
    "xxxxx",
    "yoursecret",
    "your_",
    "your-",
    "yourtoken",
    "yourapi",
    "mysecret",
    "my_secret",
    "my-secret",
    "my-token",
    "my_token",
];

/// Words that make a generic value a specimen, at a word's edge.
const VALUE_WORDS: &[&str] = &[
    "example",
    "sample",
    "dummy",
    "placeholder",
    "changeme",
    "replace",
    "redacted",
    "insert",
    "todo",
    "fake",
    "mock",
    "notreal",
    "invalid",
    "donotuse",
    "your",
    "mysecret",
    "mypassword",
    "mytoken",
    "mykey",
    "test",
    "fixme",
    "foobar",
    "foo",
    "bar",
    "change",
];

/// Whole values that say what should stand there.
const WHOLE: &[&str] = &[
    "secret",
    "password",
    "passwd",
    "token",
    "key",
    "none",
    "null",
    "nil",
    "undefined",
    "true",
    "false",
    "string",
    "str",
    "value",
    "empty",
    "unknown",
    "default",
    "hidden",
    "masked",
    "optional",
    "required",
    "xxx",
    "pass",
    "pwd",
    "apikey",
    "api_key",
    "api-key",
];

/// Whether the body of a prefix token is a specimen. A sequence does not make it one: it only lowers confidence.
pub(crate) fn in_token(body: &[u8]) -> bool {
    let letters = Letters::of(body);
    is_blotted(body)
        || TOKEN_WORDS
            .iter()
            .any(|w| letters.make(w) && contains_fold(body, w.as_bytes()))
}

/// The ASCII characters that occur in a value, letters in lower case: most words have one that does not.
#[derive(Clone, Copy)]
struct Letters(u128);

impl Letters {
    fn of(value: &[u8]) -> Self {
        Self(value.iter().fold(0, |all, b| all | Self::bit(*b)))
    }

    /// Whether `word` may be written with them.
    fn make(self, word: &str) -> bool {
        word.bytes().all(|b| self.0 & Self::bit(b) != 0)
    }

    const fn bit(byte: u8) -> u128 {
        1 << (byte.to_ascii_lowercase() & 127)
    }
}

/// Whether a value without a format of its own is a template, a mask, a sequence or a word.
pub(crate) fn in_value(value: &[u8]) -> bool {
    is_template(value)
        || is_mask(value)
        || is_sequence(value)
        || is_repeated(value)
        || is_word(value)
}

/// Whether `value` is filled in later.
pub(crate) fn is_template(value: &[u8]) -> bool {
    let pair = (
        value.first().copied().unwrap_or(b'$'),
        value.last().copied().unwrap_or(b'$'),
    );
    let wrapped = matches!(
        pair,
        (b'%', b'%') | (b'<', b'>') | (b'[', b']') | (b'{', b'}')
    );
    let letters = Letters::of(value);
    wrapped
        || pair.0 == b'$'
        || has_expansion(value)
        || has_field(value)
        || TEMPLATE
            .iter()
            .any(|t| letters.make(t) && contains_fold(value, t.as_bytes()))
}

/// Whether a name stands in braces, where a format string has a value put: `{user_id}-token`.
fn has_field(value: &[u8]) -> bool {
    memchr::memchr_iter(b'{', value).any(|open| {
        let rest = value.get(open + 1..).unwrap_or_default();
        let name = rest
            .iter()
            .take_while(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.'))
            .count();
        name >= 3 && rest.get(name) == Some(&b'}')
    })
}

/// Whether something is put in place of a part of `value`: `${…}`, `$(…)`, `{{…}}`, `#{…}`, cut short or not. Brackets that do not
/// pair are none: a generated password may have them.
pub(crate) fn has_expansion(value: &[u8]) -> bool {
    has_opener(value)
        && value.windows(2).enumerate().any(|(at, w)| {
            OPENERS.iter().any(|o| w == *o)
                && pairs(
                    value
                        .get(at + usize::from(w != b"{{")..)
                        .unwrap_or_default(),
                )
        })
}

/// Whether `value` has two characters with which an expansion begins.
pub(crate) fn has_opener(value: &[u8]) -> bool {
    OPENERS
        .iter()
        .any(|o| memchr::memmem::find(value, *o).is_some())
}

const OPENERS: [&[u8; 2]; 4] = [b"${", b"$(", b"{{", b"#{"];

/// Whether every bracket up to the one that closes the first closes the last that is open.
fn pairs(value: &[u8]) -> bool {
    let mut open = Vec::new();
    for b in value {
        let closes = match b {
            b'(' | b'[' | b'{' => {
                open.push(*b);
                continue;
            }
            b')' => b'(',
            b']' => b'[',
            b'}' => b'{',
            _ => continue,
        };
        if open.pop() != Some(closes) {
            return false;
        }
        if open.is_empty() {
            return true;
        }
    }
    true
}

/// Whether `value` is blotted out.
pub(crate) fn is_mask(value: &[u8]) -> bool {
    is_blotted(value) || value.windows(4).any(|w| w == b"____")
}

/// Whether `value` is one capital over and over, but no mask: what a test writes to fill the length of a form.
pub(crate) fn is_filler(value: &[u8]) -> bool {
    value.first().is_some_and(|first| {
        first.is_ascii_uppercase() && *first != b'X' && value.iter().all(|b| b == first)
    })
}

/// As [`is_mask`], for alphabets in which `_` is a letter like any other.
fn is_blotted(value: &[u8]) -> bool {
    let count = |b: u8| value.iter().filter(|v| **v == b).count();
    let run = |b: u8, n: usize| {
        value
            .windows(n)
            .any(|w| w.iter().all(|v| v.eq_ignore_ascii_case(&b)))
    };
    if count(b'*') >= 4 || count(b'#') >= 4 || count(b'?') >= 4 || run(b'.', 3) || run(b'x', 5) {
        return true;
    }
    if contains_fold(value, "…".as_bytes()) || contains_fold(value, "••".as_bytes()) {
        return true;
    }
    !value.is_empty()
        && value
            .iter()
            .take(8)
            .any(|b| count(*b) * 10 >= value.len() * 6)
}

/// Whether `value` is typed along the keyboard or the alphabet.
pub(crate) fn is_sequence(value: &[u8]) -> bool {
    const RUNS: &[&str] = &["abcdefgh", "01234567", "12345678", "qwertyui"];
    if RUNS.iter().any(|r| contains_fold(value, r.as_bytes())) {
        return true;
    }
    let mut steps_up = 0;
    let climbs = value.windows(2).any(|w| {
        let up =
            matches!(w, [a, b] if a.to_ascii_lowercase().wrapping_add(1) == b.to_ascii_lowercase());
        steps_up = if up { steps_up + 1 } else { 0 };
        steps_up >= 7
    });
    if climbs {
        return true;
    }
    let beef = value
        .windows(8)
        .filter(|w| w.eq_ignore_ascii_case(b"deadbeef"))
        .count();
    let steps = value
        .windows(2)
        .filter(
            |w| matches!(w, [a, b] if a.to_ascii_lowercase().abs_diff(b.to_ascii_lowercase()) <= 1),
        )
        .count();
    beef >= 2 || value.len() >= 6 && steps * 10 >= (value.len() - 1) * 7
}

/// `ABC123abc123ABC123ab`: a few characters over and over, in whatever case.
fn is_repeated(value: &[u8]) -> bool {
    let same = |period: usize| {
        let shifted = value.iter().skip(period);
        value
            .iter()
            .zip(shifted)
            .all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    (2..=8).any(|period| value.len() >= period * 3 && same(period))
}

/// Whether `value` says that it is a specimen.
fn is_word(value: &[u8]) -> bool {
    if WHOLE
        .iter()
        .any(|w| value.eq_ignore_ascii_case(w.as_bytes()))
    {
        return true;
    }
    let letters = Letters::of(value);
    VALUE_WORDS
        .iter()
        .any(|w| letters.make(w) && has_word(value, w.as_bytes()))
        || value.ends_with(b"EXAMPLEKEY")
        || value.ends_with(b"EXAMPLE")
}

/// Whether `word` stands in `value` between edges: no letter of the same case beside it.
fn has_word(value: &[u8], word: &[u8]) -> bool {
    value.windows(word.len()).enumerate().any(|(at, w)| {
        if !w.eq_ignore_ascii_case(word) {
            return false;
        }
        let before = at.checked_sub(1).and_then(|i| value.get(i));
        let after = value.get(at + word.len());
        let left = before.is_none_or(|b| {
            !LETTER.has(*b)
                || b.is_ascii_lowercase() && w.first().is_some_and(u8::is_ascii_uppercase)
        });
        let right = after.is_none_or(|b| {
            !ALNUM.has(*b) || b.is_ascii_uppercase() && w.last().is_some_and(u8::is_ascii_lowercase)
        });
        left && (right || after.is_some_and(u8::is_ascii_digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for placeholder in [
            "${DB_PASS}",
            "$PASS",
            "{user_id}-token",
            "<password>",
            "{{ pw }}",
            "%PASSWORD%",
            "os.environ['X']",
            "****",
            "xxxxxxxx",
            "abcdefgh1",
            "changeme",
            "your-password",
            "my_example_1",
            "password",
            "111111",
            "[redacted:jwt]",
            "test123",
            "XK4q9zxk4q9ZXK4q9zXk",
            "myTest",
        ] {
            assert!(in_value(placeholder.as_bytes()), "{placeholder}");
        }
        for value in ["a${B:-x}", "{{ a.b }}c", "x${", "$(cat f)"] {
            assert!(is_template(value.as_bytes()), "{value}");
        }
        for value in [
            "Tr0ub4dor&3",
            "q{{8)Zt${3]mW",
            "q{Wk}9a{x}",
            "q8Zt3mWk",
            "contest9Z!kk",
            "latestX9q",
            "q8Ztq8Zt",
        ] {
            assert!(!in_value(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn token_bodies() {
        assert!(in_token(b"THISISANEXAMPLETOKEN"));
        assert!(in_token(b"XXXXXXXXXXXX"));
        assert!(!in_token(concat!("q8Zt3mtestW", "k9LbX2vRc").as_bytes()));
    }
}
