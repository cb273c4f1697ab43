//! The part of YAML in which rule files are written: indented mappings and lists, lists and mappings in brackets on
//! one line, scalars on one line. At the first sign of anything else it gives up, and the whole text is read anew by
//! the other reader, which also tells the mistakes.

mod inline;

use std::str::Lines;

use super::{Kind, Mark, Node};
use inline::Inline;

/// Levels of indentation.
const MAX_DEPTH: usize = 16;

/// Reads one document, or declines.
pub(super) fn read(text: &str) -> Option<Node<'_>> {
    // Without an early end, so that many bytes are compared at once.
    let ordinary = |all, byte: u8| all & (byte == b'\n' || byte.wrapping_sub(b' ') < 95);
    if !text.bytes().fold(true, ordinary) && !is_printable(text) {
        return None;
    }
    let mut reader = Reader::new(text, 1);
    if reader.next?.indent != 0 {
        return None;
    }
    reader.whole(0)
}

/// Reads the block that the text is, whose first line has that number in its document.
pub(super) fn read_part(text: &str, first_line: usize) -> Option<Node<'_>> {
    let mut reader = Reader::new(text, first_line);
    let indent = reader.next?.indent;
    reader.whole(indent)
}

/// No tabs, no controls, and nothing that YAML may take for the end of a line or for a mark of byte order.
fn is_printable(text: &str) -> bool {
    text.chars().all(|c| {
        c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
    })
}

/// A line that holds something.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    /// Column of the first character that counts, from 0.
    indent: usize,
    /// From that character to the end.
    content: &'t str,
    number: usize,
}

struct Reader<'t> {
    lines: Lines<'t>,
    number: usize,
    next: Option<Line<'t>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, first_line: usize) -> Self {
        let mut reader = Reader {
            lines: text.lines(),
            number: first_line.saturating_sub(1),
            next: None,
        };
        reader.step();
        reader
    }

    /// The block that all lines belong to.
    fn whole(&mut self, indent: usize) -> Option<Node<'t>> {
        let root = self.block(indent, 0)?;
        self.next.is_none().then_some(root)
    }

    /// Goes on to the next line that holds more than a comment.
    fn step(&mut self) {
        self.next = None;
        for line in self.lines.by_ref() {
            self.number += 1;
            let content = line.trim_start_matches(' ');
            if !content.is_empty() && !content.starts_with('#') {
                self.next = Some(Line {
                    indent: line.len() - content.len(),
                    content,
                    number: self.number,
                });
                return;
            }
        }
    }

    /// The list or mapping whose lines are indented so.
    fn block(&mut self, indent: usize, depth: usize) -> Option<Node<'t>> {
        let line = self.next?;
        if depth > MAX_DEPTH {
            return None;
        }
        let at = mark(line);
        let kind = if item(line.content).is_some() {
            Kind::List(self.list(indent, depth)?)
        } else {
            Kind::Map(self.mapping(indent, depth)?)
        };
        Some(Node { at, kind })
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Vec<Node<'t>>> {
        let mut items = Vec::new();
        while let Some(line) = self.next.filter(|line| line.indent >= indent) {
            // A deeper line belongs to nothing here; one that is no item ends a list on the level of its key.
            if line.indent > indent {
                return None;
            }
            let Some(content) = item(line.content) else {
                break;
            };
            let inner = Line {
                indent: line.indent + (line.content.len() - content.len()),
                content,
                ..line
            };
            let value = if key(content).is_some() {
                self.next = Some(inner);
                Node {
                    at: mark(inner),
                    kind: Kind::Map(self.mapping(inner.indent, depth + 1)?),
                }
            } else {
                let value = Inline::value(inner)?;
                self.step();
                self.no_deeper(indent)?;
                value
            };
            items.push(value);
        }
        Some(items)
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Option<Vec<(Node<'t>, Node<'t>)>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut entries = Vec::with_capacity(8);
        while let Some(line) = self.next.filter(|line| line.indent >= indent) {
            if line.indent > indent {
                return None;
            }
            let Some((name, value)) = key(line.content) else {
                // A list on the level of a mapping's keys ends no mapping.
                return None;
            };
            let key = Node {
                at: mark(line),
                kind: Inline::plain(name),
            };
            let content = value.trim_start_matches(' ');
            let value = if content.is_empty() || content.starts_with('#') {
                self.step();
                self.nested(indent, depth)?
            } else {
                let value = Inline::value(Line {
                    indent: line.indent + (line.content.len() - content.len()),
                    content,
                    ..line
                })?;
                self.step();
                self.no_deeper(indent)?;
                value
            };
            entries.push((key, value));
        }
        Some(entries)
    }

    /// The value below a key that has nothing on its own line.
    fn nested(&mut self, indent: usize, depth: usize) -> Option<Node<'t>> {
        let line = self.next?;
        let beside_key = item(line.content).filter(|_| line.indent == indent);
        if line.indent <= indent && beside_key.is_none() {
            return None;
        }
        let mut node = self.block(line.indent, depth + 1)?;
        if let Some(content) = beside_key {
            // The other reader places such a list at its first item.
            node.at.column += line.content.len() - content.len();
        }
        self.no_deeper(indent)?;
        Some(node)
    }

    /// A deeper line would go on with what seemed to be complete.
    fn no_deeper(&self, indent: usize) -> Option<()> {
        self.next
            .is_none_or(|line| line.indent <= indent)
            .then_some(())
    }
}

fn mark(line: Line<'_>) -> Mark {
    Mark {
        line: line.number,
        column: line.indent + 1,
    }
}

/// What follows `- `.
fn item(content: &str) -> Option<&str> {
    content
        .strip_prefix("- ")
        .map(|rest| rest.trim_start_matches(' '))
}

/// A key of letters, digits, `_` and `-`, and what follows its colon.
fn key(content: &str) -> Option<(&str, &str)> {
    let length = content
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        .count();
    let (name, rest) = content.split_at_checked(length)?;
    let value = rest.strip_prefix(':')?;
    let separate = value.is_empty() || value.starts_with(' ');
    let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (separate && letter).then_some((name, value))
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
        fn both_readers_agree(text in r"([ab]|a: |b:|- | |  |\n|\n  |\n    |'|\[|\]|\{|\}|, |#| #|: |~|-|&|\*|\||é|\\){0,24}") {
            agrees(&text);
        }

        #[test]
        fn both_readers_agree_on_lines(lines in prop::collection::vec(
            (0_usize..4, prop::sample::select(vec![
                "a: b", "- a", "- a: b", "a:", "- a:", "# c", "", "a: [b, c]", "- {a: b}", "- 'x'", "b: 'y' # z", "- --f|-g", "c: \"d\"", "-", "- - a",
                "a: 'it''s'", "d: a:b", "- ~", "e: null", "f: {a: [b], c: 'd'}", "g: {a: b", "- a #b", "- a#b", "x y: z", "'q': r", "- *a",
            ])), 0..9,
        )) {
            let text: String = lines.iter().map(|(indent, line)| format!("{}{line}\n", "  ".repeat(*indent))).collect();
            agrees(&text);
        }
    }
}
