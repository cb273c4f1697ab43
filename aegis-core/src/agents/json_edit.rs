//! Edits of JSON text in the file's own manner: its line ends, its indentation, one line or many.

use std::ops::Range;

use super::json_text::Node;

/// A text and what was read from it.
pub(super) struct Document<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Its value.
    pub(super) root: &'t Node,
}

impl Document<'_> {
    /// The text without a child of a container.
    pub(super) fn remove(&self, container: &Node, gone: &Range<usize>) -> String {
        let children = container.children();
        let before = children.iter().rfind(|child| child.end <= gone.start);
        let after = children.iter().find(|child| child.start >= gone.end);
        let range = match (before, after) {
            (Some(before), _) => before.end..gone.end,
            (None, Some(after)) => gone.start..after.start,
            (None, None) => self.lines_of(container, gone),
        };
        splice(self.text, &range, "")
    }

    /// An only child with the line break before it and the blanks behind it.
    fn lines_of(&self, container: &Node, child: &Range<usize>) -> Range<usize> {
        let lead = part(self.text, container.range.start + 1..child.start);
        let lead = lead.trim_end_matches([' ', '\t']);
        let lead = lead.strip_suffix(newline(self.text)).unwrap_or(lead);
        container.range.start + 1 + lead.len()..container.range.end - 1
    }

    /// The text with one child more in a container, in the manner of its last one.
    pub(super) fn append(&self, container: &Node, lines: &[Line]) -> String {
        let newline = newline(self.text);
        let is_root = container.range == self.root.range;
        let many_lines = is_root || part(self.text, self.root.range.clone()).contains('\n');
        if let Some(last) = container.children().last() {
            let child = match own_line(self.text, last.start) {
                Some(indent) => format!(",{newline}{indent}{}", self.render(lines, Some(indent))),
                None => format!(", {}", self.render(lines, None)),
            };
            return splice(self.text, &(last.end..last.end), &child);
        }
        let close = container.range.end - 1;
        let child = if many_lines {
            let outer = indent_of(self.text, container.range.start);
            let inner = format!("{outer}{}", self.unit());
            let child = self.render(lines, Some(&inner));
            format!("{newline}{inner}{child}{newline}{outer}")
        } else {
            self.render(lines, None)
        };
        splice(self.text, &(close..close), &child)
    }

    /// The text with lines in the place of a value.
    pub(super) fn replace(&self, node: &Node, lines: &[Line]) -> String {
        let indent = part(self.text, node.range.clone())
            .contains('\n')
            .then(|| indent_of(self.text, node.range.start));
        splice(self.text, &node.range, &self.render(lines, indent))
    }

    /// Lines in the file's own manner: below an indent, or all in one.
    fn render(&self, lines: &[Line], indent: Option<&str>) -> String {
        let mut out = String::new();
        for (at, line) in lines.iter().enumerate() {
            match indent {
                Some(indent) if at > 0 => {
                    out.push_str(newline(self.text));
                    out.push_str(indent);
                    out.push_str(&self.unit().repeat(line.depth));
                }
                None if out.ends_with(',') => out.push(' '),
                _ => {}
            }
            out.push_str(&line.text);
        }
        out
    }

    /// One step of indentation.
    fn unit(&self) -> &str {
        let first = self.root.children().into_iter().next();
        first
            .and_then(|first| own_line(self.text, first.start))
            .filter(|indent| !indent.is_empty())
            .unwrap_or("  ")
    }
}

/// A line of what is written, and how deep it stands.
pub(super) struct Line {
    depth: usize,
    text: String,
}

/// A line at a depth.
pub(super) fn line(depth: usize, text: impl Into<String>) -> Line {
    Line {
        depth,
        text: text.into(),
    }
}

/// Lines between an opening and a closing one.
pub(super) fn wrap(open: &str, inner: Vec<Line>, close: &str) -> Vec<Line> {
    std::iter::once(line(0, open))
        .chain(inner.into_iter().map(Line::deeper))
        .chain(std::iter::once(line(0, close)))
        .collect()
}

impl Line {
    /// One step further in.
    pub(super) fn deeper(mut self) -> Line {
        self.depth += 1;
        self
    }
}

fn splice(text: &str, range: &Range<usize>, with: &str) -> String {
    let (before, after) = (
        part(text, 0..range.start),
        part(text, range.end..text.len()),
    );
    format!("{before}{with}{after}")
}

/// A part of a text between places that came from reading it.
fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The line that a place is on, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    part(text, 0..at).matches('\n').count() + 1
}

/// The indentation of the line that a place is on.
fn indent_of(text: &str, at: usize) -> &str {
    let start = part(text, 0..at).rfind('\n').map_or(0, |nl| nl + 1);
    let line = part(text, start..text.len());
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    part(line, 0..blanks)
}

/// The indentation of a place that is the first on its line, and not on the first line.
fn own_line(text: &str, at: usize) -> Option<&str> {
    let (_, lead) = part(text, 0..at).rsplit_once('\n')?;
    lead.chars()
        .all(|c| matches!(c, ' ' | '\t'))
        .then_some(lead)
}
