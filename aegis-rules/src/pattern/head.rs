//! Compares the beginning of a text with that of an anchored expression, step by step and without making anything ready,
//! as far as the expression says plainly what must come: letters, and groups of alternatives that are but letters.

/// Ways that are followed before the question is left open, so that no expression can multiply them.
const MAX_STEPS: u32 = 200;

/// `false` if no text that begins like this one matches the expression, which is one of the common syntax and comes after
/// its `^`.
pub(super) fn may_begin(source: &str, text: &str, fold: bool) -> bool {
    let mut head = Head {
        fold,
        steps: MAX_STEPS,
    };
    head.holds(source.as_bytes(), text.as_bytes())
}

struct Head {
    fold: bool,
    steps: u32,
}

impl Head {
    fn holds(&mut self, source: &[u8], text: &[u8]) -> bool {
        let (mut source, mut text) = (source, text);
        loop {
            let Some(left) = self.steps.checked_sub(1) else {
                return true;
            };
            self.steps = left;
            match source {
                [] | [b'|', ..] => return true,
                [b'$'] | [b'$', b'|', ..] => return text.is_empty(),
                [b'(', after @ ..] => return self.group(after, text),
                [b'\\', letter, after @ ..] if letter.is_ascii_punctuation() => {
                    match self.letter(*letter, after, text) {
                        Ok(next) => (source, text) = next,
                        Err(open) => return open,
                    }
                }
                [letter, after @ ..] if !b"\\[.^$".contains(letter) => {
                    match self.letter(*letter, after, text) {
                        Ok(next) => (source, text) = next,
                        Err(open) => return open,
                    }
                }
                _ => return true,
            }
        }
    }

    /// Goes on behind a letter, or tells whether that is of use.
    fn letter<'s, 't>(
        &self,
        letter: u8,
        after: &'s [u8],
        text: &'t [u8],
    ) -> Result<(&'s [u8], &'t [u8]), bool> {
        let here = text
            .split_first()
            .filter(|(first, _)| self.same(letter, **first));
        match (after, here) {
            ([b'*' | b'?' | b'{', ..], _) => Err(true),
            (_, None) => Err(false),
            ([b'+', rest @ ..], Some((_, text))) => {
                // What repeats could also be left to what follows, if that begins with the same letter.
                let again = text.first().is_some_and(|next| self.same(letter, *next));
                let sign = matches!(rest.first(), Some(b'*' | b'+' | b'?' | b'{'));
                if again || sign {
                    Err(true)
                } else {
                    Ok((rest, text))
                }
            }
            (_, Some((_, text))) => Ok((after, text)),
        }
    }

    /// Behind the bracket of a group.
    fn group(&mut self, source: &[u8], text: &[u8]) -> bool {
        let source = source.strip_prefix(b"?:").unwrap_or(source);
        let Some(length) = source.iter().position(|byte| *byte == b')') else {
            return true;
        };
        let (inside, after) = source.split_at(length);
        let after = after.get(1..).unwrap_or_default();
        let plain = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b' ' | b'|' | b'$')
        };
        if !inside.iter().all(plain) {
            return true;
        }
        let optional = match after {
            [b'?', ..] => true,
            [b'*' | b'+' | b'{', ..] => return true,
            _ => false,
        };
        let after = after.strip_prefix(b"?").unwrap_or(after);
        if optional && (matches!(after, [b'*' | b'+' | b'?' | b'{', ..]) || self.holds(after, text))
        {
            return true;
        }
        inside
            .split(|byte| *byte == b'|')
            .any(|letters| match letters.strip_suffix(b"$") {
                Some(letters) => letters.contains(&b'$') || self.same_all(letters, text),
                None if letters.contains(&b'$') => true,
                None => text
                    .split_at_checked(letters.len())
                    .is_some_and(|(start, rest)| {
                        self.same_all(letters, start) && self.holds(after, rest)
                    }),
            })
    }

    fn same(&self, a: u8, b: u8) -> bool {
        a == b || (self.fold && a.eq_ignore_ascii_case(&b))
    }

    fn same_all(&self, a: &[u8], b: &[u8]) -> bool {
        a == b || (self.fold && a.eq_ignore_ascii_case(b))
    }
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
        check("ab?c", "a", true);
        check("a$", "ab", false);
        assert!(may_begin("ETC", "etc/x", true));
    }

    #[test]
    fn ways_do_not_multiply() {
        let source = "(a|aa)".repeat(60);
        assert!(may_begin(&source, &"a".repeat(59), false));
    }
}
