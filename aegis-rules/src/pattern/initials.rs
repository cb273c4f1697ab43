//! Refuses most expressions for paths by one letter: the first of `(^|/)name`, which some name of the path must have.

use super::parts::alternative_end;

/// What most expressions for paths begin with: the beginning of a name.
const NAME: &str = "(^|/)";

/// The letters with which the names in some paths begin, a bit for each of ASCII.
pub(crate) struct Initials(u128);

impl Initials {
    pub(crate) fn of<'t>(paths: impl Iterator<Item = &'t str>) -> Self {
        let mut letters = 0;
        for path in paths {
            let mut begins = true;
            for byte in path.bytes() {
                if begins && byte.is_ascii() {
                    letters |= 1 << byte;
                }
                begins = byte == b'/';
            }
        }
        Initials(letters)
    }

    /// `false` if the expression, which is one of the common syntax, surely matches none of the paths.
    pub(crate) fn may_match(&self, source: &str) -> bool {
        let mut rest = Some(source);
        while let Some(source) = rest {
            let Some(name) = source.strip_prefix(NAME) else {
                return true;
            };
            if first_letter(name).is_none_or(|letter| self.0 >> letter & 1 == 1) {
                return true;
            }
            // Without any bar the alternative is the last one; that is told faster than where it ends.
            rest = if name.contains('|') {
                alternative_end(name.as_bytes()).and_then(|end| name.get(end + 1..))
            } else {
                None
            };
        }
        false
    }
}

/// The letter of ASCII that every match of the source begins with, if that is plain.
fn first_letter(source: &str) -> Option<u8> {
    let (letter, after) = match source.as_bytes() {
        [b'\\', sign, after @ ..] if sign.is_ascii_punctuation() => (*sign, after),
        [letter, after @ ..] if letter.is_ascii_alphanumeric() => (*letter, after),
        _ => return None,
    };
    // After a `+`, too, another sign may follow that lets it be.
    let is_repeated = matches!(after, [b'?' | b'*' | b'+' | b'{', ..]);
    (!is_repeated).then_some(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pattern::{Pattern, Place};

    #[test]
    fn a_name_must_begin_with_the_letter() {
        let check = |source, path: &str, expected| {
            let initials = Initials::of([path].into_iter());
            assert_eq!(initials.may_match(source), expected, "{source} {path}");
        };
        check(r"(^|/)\.x(/|$)", "a.x/y", false);
        check(r"(^|/)\.x(/|$)", "a/.y", true);
        check(r"(^|/)\.x(/|$)", ".y", true);
        check("(^|/)x", "", false);
        check("(^|/)x", "a/", false);
        check("(^|/)x?y", "a/y", true);
        check("(^|/)x+{0}y", "a/y", true);
        check("(^|/)x{0}y", "a/y", true);
        check("(^|/)[x]", "a/y", true);
        check("(^|/)é", "a/é", true);
        check("(^|/)x|y", "ay", true);
        check("(^|/)xa|(^|/)yb", "a/z", false);
        check("(^|/)xa|(^|/)yb", "a/y", true);
        check("(?i)(^|/)x", "X", true);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_refused_does_not_match(
            parts in prop::collection::vec(prop::sample::select(vec![
                "(^|/)", "a", "b", "/", r"\.", "(a|b)", "(/|$)", "[ab]", "?", "*", "+", "{0}", "|", "|(^|/)", "$", r"[|]", "é",
            ]), 0..7),
            paths in prop::collection::vec("[abé/.|]{0,6}", 3),
        ) {
            let source = format!("(^|/){}", parts.concat());
            if let Ok(pattern) = Pattern::new(&source, Place::Anywhere) {
                let initials = Initials::of(paths.iter().map(String::as_str));
                if !initials.may_match(&source) {
                    for path in &paths {
                        prop_assert!(!pattern.matches(path), "{} {}", source, path);
                    }
                }
            }
        }
    }
}
