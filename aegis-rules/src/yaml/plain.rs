//! The tree of a text that keeps to the part of YAML that [`Cursor`] knows. Everything else is left to the other reader,
//! which also tells the mistakes.

use std::borrow::Cow;

use super::cursor::{Cursor, Shape};
use super::{Kind, Node, is_null};

/// Reads one document, or declines.
pub(super) fn read(text: &str) -> Option<Node<'_>> {
    if !is_plain(text) {
        return None;
    }
    let cursor = Cursor::new(text, 1);
    if cursor.column() > 0 {
        return None;
    }
    whole(cursor)
}

/// Reads the block that the text is, whose first line has that number in its document.
pub(super) fn read_part(text: &str, first_line: usize) -> Option<Node<'_>> {
    whole(Cursor::new(text, first_line))
}

/// Whether it has no tabs, no controls, and nothing that YAML may take for the end of a line or for a mark of byte order.
pub(super) fn is_plain(text: &str) -> bool {
    // Without an early end, so that many bytes are compared at once.
    let ordinary = |all, byte: u8| all & (byte == b'\n' || byte.wrapping_sub(b' ') < 95);
    text.bytes().fold(true, ordinary)
        || text.chars().all(|c| {
            c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
        })
}

fn whole(mut cursor: Cursor<'_>) -> Option<Node<'_>> {
    let root = node(&mut cursor)?;
    cursor.is_over().then_some(root)
}

fn node<'t>(cursor: &mut Cursor<'t>) -> Option<Node<'t>> {
    let at = cursor.mark();
    let kind = match cursor.shape() {
        Shape::Scalar => {
            let scalar = cursor.scalar()?;
            if scalar.is_null() {
                Kind::Null
            } else {
                Kind::Scalar {
                    text: scalar.text()?,
                    plain: scalar.unquoted().is_some(),
                }
            }
        }
        Shape::List => {
            let mut items = Vec::new();
            cursor.list(|cursor| {
                items.push(node(cursor)?);
                Some(())
            })?;
            Kind::List(items)
        }
        Shape::Mapping => {
            let mut entries = Vec::with_capacity(8);
            cursor.mapping(|cursor, key| {
                let key = Node {
                    at: cursor.key_mark(),
                    kind: key_kind(key),
                };
                entries.push((key, node(cursor)?));
                Some(())
            })?;
            Kind::Map(entries)
        }
    };
    Some(Node { at, kind })
}

fn key_kind(name: &str) -> Kind<'_> {
    if is_null(name) {
        return Kind::Null;
    }
    Kind::Scalar {
        text: Cow::Borrowed(name),
        plain: true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::full;
    use super::*;

    /// Whatever it reads, the other reader reads in the same way.
    fn agrees(text: &str) -> bool {
        let read = read(text);
        if let Some(node) = &read {
            assert_eq!(Ok(node), full::read(text).as_ref(), "{text}");
        }
        read.is_some()
    }

    #[test]
    fn what_rule_files_hold_is_read_here() {
        for text in [
            "rules:\n  - id: a\n    enabled: true\n  - id: b\n",
            "rules:\n- id: a\n- id: b\nprofiles: [x, 'y z', \"w\"]",
            "a: {b: 1, c: [d, e]} # comment\n\n# more\nf: 'it''s'\n",
            "a:\n  # comment\n  - --force|-f\n  - C:/x\n  - 'a: b'\n",
            "a: \"say \\\"no\\\" \\\\ \\n\"\n",
            "é: 1\na: 'é' # ü\n",
        ] {
            assert_eq!(agrees(text), !text.starts_with('é'), "{text}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_other_reader() {
        for text in [
            "",
            "a",
            "a:",
            "a:\n",
            "a: b: c",
            "a: &x b",
            "a: *x",
            "a: !t b",
            "a: |\n  b",
            "a: >\n  b",
            "a: b\n  c",
            "a: [b,\n c]",
            "a: 'b\n  c'",
            "\ta: b",
            "a:\tb",
            "a: b\r\n",
            "---\na: b",
            "a: b\n---\nc: d",
            "? a\n: b",
            "a: {b}",
            "a: {b: }",
            "a: [b,]",
            "a: \"\\x41\"",
            "a: 'b' c",
            "a: [b] c",
            "- - a",
            "a:\n    b: c\n  d: e",
            "a: @b",
            "a: `b",
            "a: %b",
            "a: - b",
            "a: [-]",
            "a: [b, -]",
            "a: [-, b]",
            "a: {b: -}",
            "a: -]",
            "'a': b",
            "a: [b: c]",
        ] {
            assert!(!agrees(text), "{text}");
        }
    }

    #[test]
    fn shipped_files_are_read_here() {
        for name in crate::profile::embedded_names() {
            assert!(
                agrees(crate::profile::embedded(name).unwrap_or_default()),
                "{name}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn both_readers_agree(text in r#"([ab1]|a: |a: |b:|- | |  |\n|\n  |\n    |'|"|\[|\]|\{|\}|, |,|#| #|: |:|~|-|&|\*|\||é|\\|!|%|\?|<<|=|\.|@|`|>){0,24}"#) {
            agrees(&text);
        }

        #[test]
        fn both_readers_agree_on_lines(lines in prop::collection::vec(
            (0_usize..4, prop::sample::select(vec![
                "a: b", "- a", "- a: b", "a:", "- a:", "# c", "", "a: [b, c]", "- {a: b}", "- 'x'", "b: 'y' # z", "- --f|-g", "c: \"d\"", "-", "- - a",
                "a: 'it''s'", "d: a:b", "- ~", "e: null", "f: {a: [b], c: 'd'}", "g: {a: b", "- a #b", "- a#b", "x y: z", "x|y: z", "'q': r", "- *a",
            ])), 0..9,
        )) {
            let text: String = lines.iter().map(|(indent, line)| format!("{}{line}\n", "  ".repeat(*indent))).collect();
            agrees(&text);
        }
    }
}
