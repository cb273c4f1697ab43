//! Compares the beginning of a text with that of an anchored expression, step by step and without making anything ready.
//! Where it cannot tell, the question stays open.

use super::parts::{alternative_end, skip_group};

/// Steps that are taken before the question is left open, so that no expression can multiply its ways.
const MAX_STEPS: u32 = 200;

/// `false` if the text surely does not match the expression, which is one of the common syntax and comes after its `^`.
pub(super) fn may_begin(source: &str, text: &str, fold: bool) -> bool {
    let mut head = Head {
        fold,
        steps: MAX_STEPS,
    };
    head.holds(source.as_bytes(), text.as_bytes(), Next::Open)
}

struct Head {
    fold: bool,
    steps: u32,
}

/// What comes behind the end of an alternative.
#[derive(Clone, Copy)]
enum Next<'n> {
    /// Anything, for all that is known.
    Open,
    /// What follows the group.
    Source(&'n [u8], &'n Next<'n>),
}

/// What stands for one character.
#[derive(Clone, Copy)]
enum Atom<'s> {
    Letter(u8),
    /// What stands between the brackets of a class.
    Class(&'s [u8]),
}

/// How often something is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    /// `?`
    Maybe,
    /// `*`
    Any,
    /// `+`
    Some,
}

impl Head {
    fn holds(&mut self, source: &[u8], text: &[u8], next: Next<'_>) -> bool {
        let Some(left) = self.steps.checked_sub(1) else {
            return true;
        };
        self.steps = left;
        match source {
            [] | [b'|' | b')', ..] => match next {
                Next::Open => true,
                Next::Source(source, next) => self.holds(source, text, *next),
            },
            [b'$', after @ ..] => text.is_empty() && self.holds(after, text, next),
            [b'(', after @ ..] => self.group(after, text, next),
            _ => match atom(source) {
                Some((atom, after)) => self.atom(atom, after, text, next),
                None => true,
            },
        }
    }

    fn atom(&mut self, atom: Atom<'_>, after: &[u8], text: &[u8], next: Next<'_>) -> bool {
        let Some((times, after)) = times(after) else {
            return true;
        };
        let most = match times {
            Times::Once | Times::Maybe => 1,
            Times::Any | Times::Some => text.len(),
        };
        let mut count = 0;
        while count < most
            && let Some(byte) = text.get(count)
        {
            match self.has(atom, *byte) {
                None => return true,
                Some(false) => break,
                Some(true) => count += 1,
            }
        }
        if times == Times::Once {
            let rest = text.get(1..).unwrap_or_default();
            return count == 1 && self.holds(after, rest, next);
        }
        let least = usize::from(times == Times::Some);
        (least..=count).rev().any(|taken| {
            text.get(taken..)
                .is_some_and(|rest| self.holds(after, rest, next))
        })
    }

    /// Behind the bracket of a group.
    fn group(&mut self, source: &[u8], text: &[u8], next: Next<'_>) -> bool {
        let end = skip_group(source, 0);
        let Some((inside, after)) = source.split_at_checked(end) else {
            return true;
        };
        let inside = inside.strip_prefix(b"?:").unwrap_or(inside);
        let Some((times, after)) = times(after) else {
            return true;
        };
        if matches!(times, Times::Maybe | Times::Any) && self.holds(after, text, next) {
            return true;
        }
        let behind = match times {
            Times::Once | Times::Maybe => Next::Source(after, &next),
            Times::Any | Times::Some => Next::Open,
        };
        let mut rest = Some(inside);
        while let Some(alternative) = rest {
            if !self.begins_otherwise(alternative, text) && self.holds(alternative, text, behind) {
                return true;
            }
            rest = alternative_end(alternative).and_then(|end| alternative.get(end + 1..));
        }
        false
    }

    /// Whether an alternative begins with a letter, which must be there, and the text with another one. Most alternatives
    /// end here.
    fn begins_otherwise(&self, alternative: &[u8], text: &[u8]) -> bool {
        match alternative {
            [letter, after @ ..] if letter.is_ascii_alphanumeric() && !self.fold => {
                text.first() != Some(letter) && !matches!(after, [b'?' | b'*' | b'{', ..])
            }
            _ => false,
        }
    }

    /// Whether the byte is what the atom stands for; `None` if that is not known.
    fn has(&self, atom: Atom<'_>, byte: u8) -> Option<bool> {
        match atom {
            Atom::Letter(letter) if self.fold => Some(letter.eq_ignore_ascii_case(&byte)),
            Atom::Letter(letter) => Some(letter == byte),
            // A byte of a longer character.
            Atom::Class(_) if !byte.is_ascii() => None,
            Atom::Class(class) => {
                let negated = class.starts_with(b"^");
                let class = class.strip_prefix(b"^").unwrap_or(class);
                let mut found = class_has(class, byte)?;
                if self.fold {
                    found |= class_has(class, byte.to_ascii_uppercase())?;
                    found |= class_has(class, byte.to_ascii_lowercase())?;
                }
                Some(found != negated)
            }
        }
    }
}

/// The first atom of a source; `None` if it is of another kind.
fn atom(source: &[u8]) -> Option<(Atom<'_>, &[u8])> {
    match source {
        [b'\\', letter, after @ ..] if letter.is_ascii_punctuation() => {
            Some((Atom::Letter(*letter), after))
        }
        [b'[', after @ ..] => {
            let mut escaped = false;
            let end = after.iter().position(|byte| {
                let ends = *byte == b']' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            })?;
            let (class, after) = after.split_at_checked(end)?;
            Some((Atom::Class(class), after.get(1..)?))
        }
        [letter, after @ ..] if !b"\\.^$*+?{".contains(letter) => {
            Some((Atom::Letter(*letter), after))
        }
        _ => None,
    }
}

/// A sign of repetition, if there is one; `None` if it is beyond `?`, `*` and `+`.
fn times(source: &[u8]) -> Option<(Times, &[u8])> {
    let (times, after) = match source {
        [b'?', after @ ..] => (Times::Maybe, after),
        [b'*', after @ ..] => (Times::Any, after),
        [b'+', after @ ..] => (Times::Some, after),
        [b'{', ..] => return None,
        _ => return Some((Times::Once, source)),
    };
    let last = !matches!(after, [b'?' | b'*' | b'+' | b'{', ..]);
    last.then_some((times, after))
}

/// Whether the byte is among letters, ranges and escaped signs; `None` if more than these are there.
fn class_has(class: &[u8], byte: u8) -> Option<bool> {
    let mut rest = class;
    let mut found = false;
    while let [first, after @ ..] = rest {
        let (letter, after) = match after {
            [sign, after @ ..] if *first == b'\\' => {
                sign.is_ascii_punctuation().then_some((*sign, after))?
            }
            after => (*first, after),
        };
        rest = match after {
            [b'-', to, after @ ..] => {
                found |= (letter..=*to).contains(&byte);
                after
            }
            after => {
                found |= letter == byte;
                after
            }
        };
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_come_first_is_compared() {
        let check = |source, text, expected| {
            assert_eq!(may_begin(source, text, false), expected, "{source} {text}");
        };
        check("/(private/)?(bin|etc|usr)(/|$)", "/home/dev", false);
        check("/(private/)?(bin|etc|usr)(/|$)", "/private/etc", true);
        check("/(private/)?(bin|etc|usr)(/|$)", "/binary", false);
        check("/(private/)?(bin|etc|usr)(/|$)", "/usr/lib", true);
        check("/+(home|Users)/[^/]+", "//home/x", true);
        check("/+(home|Users)/[^/]+", "/hom", false);
        check(r"\.x", ".x", true);
        check(r"\.x", "ax", false);
        check("ab?c", "a", false);
        check("ab?c", "ac", true);
        check("a$", "ab", false);
        check("/+([.*?]+/*)*$", "/home", false);
        check("/+([.*?]+/*)*$", "//", true);
        check("/+([.*?]+/*)*$", "/*/", true);
        check("/home/[^/]+(/+[.*?]+)*/*$", "/home/dev/x", false);
        check("/home/[^/]+(/+[.*?]+)*/*$", "/home/dev/*", true);
        check(r"[a-c\]]+d", "a]d", true);
        check("[^a-c]x", "ax", false);
        check("[^a]x", "\u{e9}x", true);
        check("([a-z]:|/[a-z])(/+[.*?]+)*/*$", "/home/dev", false);
        check("([a-z]:|/[a-z])(/+[.*?]+)*/*$", "/c/*", true);
        assert!(may_begin("ETC", "etc/x", true));
    }

    #[test]
    fn ways_do_not_multiply() {
        let source = "(a|aa)".repeat(60);
        assert!(may_begin(&source, &"a".repeat(59), false));
    }
}
