//! Goes along the source of an expression of the common syntax without reading it.

/// Where a group, a class or a sign of repetition that begins there has ended.
pub(super) fn skip(source: &[u8], begin: usize) -> usize {
    match source.get(begin) {
        Some(b'(') => skip_group(source, begin + 1),
        Some(b'[') => skip_to(source, begin + 1, b']'),
        Some(b'{') => skip_to(source, begin + 1, b'}'),
        _ => begin + 1,
    }
}

/// Behind the bracket that closes a group, of which everything before was read.
pub(super) fn skip_group(source: &[u8], begin: usize) -> usize {
    let mut at = begin;
    let mut depth = 1_usize;
    while let Some(byte) = source.get(at) {
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            b'[' => at = skip_to(source, at, b']'),
            b'\\' => at += 1,
            _ => {}
        }
    }
    source.len()
}

/// Where the first `|` outside of groups stands.
pub(super) fn alternative_end(source: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(byte) = source.get(at) {
        at = match byte {
            b'|' => return Some(at),
            b'(' | b'[' => skip(source, at),
            b'\\' => at + 2,
            _ => at + 1,
        };
    }
    None
}

/// Behind the next byte of that kind that is not escaped.
fn skip_to(source: &[u8], begin: usize, wanted: u8) -> usize {
    let mut at = begin;
    while let Some(byte) = source.get(at) {
        at += 1;
        if *byte == wanted {
            return at;
        }
        at += usize::from(*byte == b'\\');
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_within_others_are_passed_over() {
        let check = |source: &str, end| assert_eq!(skip(source.as_bytes(), 0), end, "{source}");
        check("(a)b", 3);
        check(r"(a\)[)\]](b)c)d", 14);
        check("[a(]b", 4);
        check(r"[\]]b", 4);
        check("{2,3}b", 5);
        check("(a", 2);
        check(r"(a\", 3);
        check("*b", 1);
    }

    #[test]
    fn alternatives_end_outside_of_brackets() {
        let check = |source: &str, end| {
            assert_eq!(alternative_end(source.as_bytes()), end, "{source}");
        };
        check("a|b", Some(1));
        check(r"(a|b)[|]\|c|", Some(11));
        check("(a|b", None);
        check("a", None);
    }
}
