//! Where the rules of the shipped files stand, found when the program is built: a hook should spend nothing on it.
//!
//! They are looked for in the one formatting that these files have. A test holds this against the outline of each file.

use crate::action::ActionType;
use crate::outline::{ActionTypes, Header, Span};

/// A rule set that is part of the program.
pub(crate) struct Shipped {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    /// Its rules in the order of the text.
    pub(crate) rules: &'static [Header],
}

/// What begins a rule, before its id.
const RULE: &[u8] = b"  - id: ";

/// How many rules there are.
pub(crate) const fn count(text: &str) -> usize {
    let text = text.as_bytes();
    let mut found = 0;
    let mut line = Line::first(text);
    while line.start < text.len() {
        if begins_with(text, line.start, RULE) {
            found += 1;
        }
        line = line.next(text);
    }
    found
}

/// The rules, of which there are so many.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
pub(crate) const fn headers<const N: usize>(text: &str) -> [Header; N] {
    let text = text.as_bytes();
    let mut rules = [Header::EMPTY; N];
    let mut found = 0;
    let mut line = Line::first(text);
    while line.start < text.len() {
        if begins_with(text, line.start, RULE) {
            rules[found].id = span(line.start + RULE.len(), line.stop);
            rules[found].line = line.number;
            rules[found].whole = line.span();
            found += 1;
        } else if found > 0 {
            read_line(text, &line, &mut rules[found - 1]);
        }
        line = line.next(text);
    }
    rules
}

/// One line of a text.
struct Line {
    number: u32,
    start: usize,
    /// Where its line end stands.
    stop: usize,
}

impl Line {
    const fn first(text: &[u8]) -> Line {
        Line::at(text, 0, 1)
    }

    const fn next(&self, text: &[u8]) -> Line {
        Line::at(text, self.stop + 1, self.number + 1)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "the compiler evaluates it, so that a mistake is one of the build"
    )]
    const fn at(text: &[u8], start: usize, number: u32) -> Line {
        let mut stop = start;
        while stop < text.len() && text[stop] != b'\n' {
            stop += 1;
        }
        Line {
            number,
            start,
            stop,
        }
    }

    /// With its line end.
    const fn span(&self) -> Span {
        span(self.start, self.stop + 1)
    }
}

/// A line of a rule behind its first.
const fn read_line(text: &[u8], line: &Line, rule: &mut Header) {
    const ACTION_TYPES: &[u8] = b"      action_types: [";
    const PRIORITY: &[u8] = b"    priority: ";
    let here = line.span();
    rule.whole.end = here.end;
    if rule.examples.end > 0 {
        rule.examples.end = here.end;
    } else if begins_with(text, line.start, b"    examples:") {
        rule.examples = here;
        rule.examples_line = line.number;
    } else if begins_with(text, line.start, b"    conditions:") {
        rule.conditions = here;
    } else if begins_with(text, line.start, PRIORITY) {
        rule.priority = number(text, line.start + PRIORITY.len());
    } else if begins_with(text, line.start, b"      ") {
        if rule.conditions.end == here.start {
            rule.conditions.end = here.end;
        }
        if begins_with(text, line.start, ACTION_TYPES) {
            rule.action_types = action_types(text, line.start + ACTION_TYPES.len());
        }
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "shipped files are far shorter than 4 GiB"
)]
const fn span(start: usize, end: usize) -> Span {
    Span {
        start: start as u32,
        end: end as u32,
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const fn begins_with(text: &[u8], at: usize, wanted: &[u8]) -> bool {
    let mut index = 0;
    while index < wanted.len() {
        if at + index >= text.len() || text[at + index] != wanted[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// A whole number that a line ends with.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const fn number(text: &[u8], begin: usize) -> i64 {
    let negative = text[begin] == b'-';
    let mut at = if negative { begin + 1 } else { begin };
    let mut value = 0;
    while text[at] != b'\n' {
        assert!(text[at].is_ascii_digit());
        value = value * 10 + (text[at] - b'0') as i64;
        at += 1;
    }
    if negative { -value } else { value }
}

/// Names up to a closing bracket.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const fn action_types(text: &[u8], begin: usize) -> ActionTypes {
    let mut found = ActionTypes::NONE;
    let mut at = begin;
    while text[at] != b']' {
        let mut index = 0;
        while index < ActionType::ALL.len() {
            if begins_with(text, at, ActionType::ALL[index].name().as_bytes()) {
                found.add(ActionType::ALL[index]);
            }
            index += 1;
        }
        while text[at] != b' ' && text[at] != b']' {
            at += 1;
        }
        if text[at] == b' ' {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::outline::{Header, Span, outline};
    use crate::prefilter::Probe;
    use crate::profile::EMBEDDED;

    #[test]
    fn a_shipped_file_is_what_its_outline_says() {
        for shipped in &EMBEDDED {
            let (name, text) = (shipped.name, shipped.text);
            let mut rules = Vec::new();
            let profiles = outline(text, &mut |rule| rules.push(rule)).unwrap();
            assert_eq!(profiles, Some(Vec::new()), "{name}");
            assert_eq!(shipped.rules.len(), rules.len(), "{name}");
            for (shipped, rule) in shipped.rules.iter().zip(&rules) {
                let cut = |header: &Header| {
                    let spans = [header.whole, header.conditions, header.examples];
                    spans.map(|span| (span.start, span.of(text).trim_end()))
                };
                let with = |header: &Header| Header {
                    whole: Span::EMPTY,
                    conditions: Span::EMPTY,
                    examples: Span::EMPTY,
                    // The patterns are not looked for.
                    probe: Probe::EMPTY,
                    ..*header
                };
                assert_eq!(with(shipped), with(rule));
                assert_eq!(cut(shipped), cut(rule), "{}", rule.id.of(text));
            }
        }
    }
}
