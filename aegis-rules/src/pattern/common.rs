//! A quick look that finds most expressions to be of the common syntax. Where it is not sure, the parser decides.

/// A longer expression could cost more than the parser allows.
const MAX_LENGTH: usize = 120;
/// Groups within groups.
const MAX_DEPTH: usize = 16;

/// What a byte means outside of classes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// It stands for itself.
    Letter,
    Assertion,
    Escape,
    Class,
    Open,
    Close,
    Bar,
    Repeat,
    /// The parser must look.
    Other,
}

#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const SIGNS: [Sign; 256] = {
    let mut signs = [Sign::Other; 256];
    let mut code = b' ' as usize;
    while code < 127 {
        signs[code] = match code as u8 {
            b'^' | b'$' => Sign::Assertion,
            b'\\' => Sign::Escape,
            b'[' => Sign::Class,
            b'(' => Sign::Open,
            b')' => Sign::Close,
            b'|' => Sign::Bar,
            b'*' | b'+' | b'?' => Sign::Repeat,
            b']' | b'{' | b'}' => Sign::Other,
            _ => Sign::Letter,
        };
        code += 1;
    }
    signs
};

/// `true` only if the parser reads the expression. No byte of what is known here costs the parser more than 8: `.+`
/// costs 12, `\d+` 22.
pub(super) fn is_surely_common(source: &str) -> bool {
    source.len() <= MAX_LENGTH && read(source.strip_prefix("(?i)").unwrap_or(source)).is_some()
}

fn read(source: &str) -> Option<()> {
    let mut rest = source.as_bytes();
    let mut depth = 0_usize;
    // What was read last can be repeated, and it is a group.
    let (mut atom, mut group) = (false, false);
    loop {
        // Most of an expression is letters.
        let letters = rest.iter().take_while(|byte| sign(**byte) == Sign::Letter);
        let letters = letters.count();
        if letters > 0 {
            rest = rest.get(letters..).unwrap_or_default();
            (atom, group) = (true, false);
        }
        let (was_atom, was_group) = (atom, group);
        let [byte, after @ ..] = rest else { break };
        rest = after;
        (atom, group) = (true, false);
        match sign(*byte) {
            Sign::Letter => {}
            Sign::Assertion | Sign::Bar => atom = false,
            Sign::Escape => (atom, rest) = escape(rest)?,
            Sign::Class => rest = class(rest)?,
            Sign::Open => {
                depth += 1;
                atom = false;
                if let [b'?', after @ ..] = rest {
                    rest = after.strip_prefix(b":")?;
                }
            }
            Sign::Close => {
                depth = depth.checked_sub(1)?;
                group = true;
            }
            Sign::Repeat => {
                // A group within a group that is there once or more doubles in cost each time.
                if !was_atom || (was_group && *byte == b'+') {
                    return None;
                }
                atom = false;
                rest = rest.strip_prefix(b"?").unwrap_or(rest);
            }
            Sign::Other => return None,
        }
        if depth > MAX_DEPTH {
            return None;
        }
    }
    (depth == 0).then_some(())
}

#[inline]
fn sign(byte: u8) -> Sign {
    SIGNS.get(usize::from(byte)).copied().unwrap_or(Sign::Other)
}

/// Behind a backslash: whether what it makes can be repeated, and what follows.
fn escape(rest: &[u8]) -> Option<(bool, &[u8])> {
    let (byte, rest) = rest.split_first()?;
    match byte {
        b'b' | b'B' if !rest.starts_with(b"{") => Some((false, rest)),
        b'd' | b's' | b'n' | b't' | b'r' => Some((true, rest)),
        b'<' | b'>' => None,
        byte if byte.is_ascii_punctuation() => Some((true, rest)),
        _ => None,
    }
}

/// Behind the `[` of a class of letters, digits, ranges of those and a few signs: what follows.
fn class(rest: &[u8]) -> Option<&[u8]> {
    let mut rest = rest.strip_prefix(b"^").unwrap_or(rest);
    let mut empty = true;
    loop {
        rest = match rest {
            [b']', after @ ..] if !empty => return Some(after),
            [from, b'-', to, after @ ..] if from.is_ascii_alphanumeric() && *to != b']' => {
                (to.is_ascii_alphanumeric() && from <= to).then_some(after)?
            }
            [b'\\', sign, after @ ..]
                if sign.is_ascii_punctuation() && !matches!(sign, b'<' | b'>' | b'-') =>
            {
                after
            }
            [byte, after @ ..]
                if byte.is_ascii_alphanumeric()
                    || matches!(byte, b'/' | b'.' | b'_' | b' ' | b'@' | b':' | b',') =>
            {
                after
            }
            // A `-` is sure to stand for itself at the start and at the end.
            [b'-', after @ ..] if empty != after.starts_with(b"]") && !after.starts_with(b"-") => {
                after
            }
            _ => return None,
        };
        empty = false;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::syntax;
    use super::*;

    #[test]
    fn what_rules_say_is_known() {
        let check = |source, expected| assert_eq!(is_surely_common(source), expected, "{source}");
        check(r"(^|/)\.env([-_.][^/]+)?$", true);
        check(r"^/(private/)?(bin|etc|usr)(/|$)", true);
        check(r"(?i)rollout3\s+undo", true);
        check("tool1 (apply|destroy)", true);
        check("^*", false);
        check("a{2}", false);
        check("(a", false);
        check("a**", false);
        check(r"\p{L}", false);
    }

    /// The costliest of what is known.
    #[test]
    fn no_known_expression_is_too_costly() {
        for piece in [
            ".+", r"\d+", r"[^/]+", r"\b", "a|", "(.)", r"\D+", "(|)?", "(?:.+)?",
        ] {
            for open in ["", "(?i)"] {
                let room = MAX_LENGTH - open.len();
                let source = format!("{open}{}", piece.repeat(room / piece.len()));
                assert!(
                    !is_surely_common(&source) || syntax::reads(&source),
                    "{source}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_parser_reads_what_is_known(source in r"(\(\?i\))?([ab.^$*+?|()]|\[|\]|\\[bBdsn.<]|-|a-z|z-a|\(\?:|[^/]\+){0,24}") {
            if is_surely_common(&source) {
                prop_assert!(syntax::reads(&source), "{}", source);
            }
        }
    }
}
