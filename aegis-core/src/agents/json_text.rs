//! JSON with the places of its values, for edits of settings files that leave every other byte as it is.

use std::ops::Range;

use crate::payload::{PayloadError, parse_strict};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// First byte and the one after the last.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// An object's members, in order.
    Object(Vec<Member>),
    /// An array's items, in order.
    Array(Vec<Node>),
    /// A string, decoded.
    Text(String),
    /// A number, `true`, `false` or `null`, as written.
    Word(String),
}

/// One member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Where its key begins.
    pub(super) start: usize,
    /// The key, decoded.
    pub(super) key: String,
    /// The value.
    pub(super) value: Node,
}

impl Member {
    /// From the key to the end of the value.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.value.range.end
    }
}

impl Node {
    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let Kind::Object(members) = &self.kind else {
            return None;
        };
        members.iter().find(|m| m.key == key).map(|m| &m.value)
    }

    /// The items, if it is an array.
    pub(super) fn items(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub(super) fn members(&self) -> Option<&[Member]> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number or word as written, if it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// What stands between the brackets of an object or array: start and end of each child.
    pub(super) fn children(&self) -> Vec<Range<usize>> {
        match &self.kind {
            Kind::Object(members) => members.iter().map(Member::range).collect(),
            Kind::Array(items) => items.iter().map(|item| item.range.clone()).collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads a document: strict JSON, after a byte-order mark if there is one.
pub(super) fn parse(text: &str) -> Result<Node, PayloadError> {
    let body = text.strip_prefix(BOM).unwrap_or(text);
    parse_strict(body)?;
    let mut cursor = Cursor {
        text,
        at: text.len() - body.len(),
    };
    Ok(cursor.value())
}

const BOM: char = '\u{feff}';

/// Walks over text that is known to be valid JSON, with nesting that the strict reader has bounded.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Node {
        self.skip_blanks();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => Kind::Object(self.members()),
            Some(b'[') => Kind::Array(self.items()),
            Some(b'"') => Kind::Text(self.string()),
            _ => self.word(),
        };
        Node {
            range: start..self.at,
            kind,
        }
    }

    fn members(&mut self) -> Vec<Member> {
        let mut members = Vec::new();
        while self.opens_or_continues(b'}') {
            let start = self.at;
            let key = self.string();
            self.skip_blanks();
            self.at += 1;
            let value = self.value();
            members.push(Member { start, key, value });
        }
        members
    }

    fn items(&mut self) -> Vec<Node> {
        let mut items = Vec::new();
        while self.opens_or_continues(b']') {
            items.push(self.value());
        }
        items
    }

    /// Steps over an opening bracket or a comma to the next child; over the closing bracket, with `false`.
    fn opens_or_continues(&mut self, close: u8) -> bool {
        self.skip_blanks();
        let here = self.peek();
        self.at += 1;
        if here == Some(close) || here.is_none() {
            return false;
        }
        self.skip_blanks();
        if self.peek() == Some(close) {
            self.at += 1;
            return false;
        }
        true
    }

    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'\\') => self.at += 2,
                Some(b'"') => break,
                Some(_) => self.at += 1,
                None => break,
            }
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        // The strict reader has accepted this very string.
        serde_json::from_str(quoted).unwrap_or_default()
    }

    fn word(&mut self) -> Kind {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|b| !matches!(b, b',' | b'}' | b']') && !b.is_ascii_whitespace())
        {
            self.at += 1;
        }
        Kind::Word(self.text.get(start..self.at).unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &[&str], expected: &str) {
        let root = parse(text).expect("valid JSON");
        let node = path.iter().try_fold(&root, |node, step| {
            node.get(step)
                .or_else(|| node.items()?.get(step.parse::<usize>().ok()?))
        });
        let node = node.unwrap_or_else(|| panic!("{path:?} in {text}"));
        assert_eq!(text.get(node.range.clone()), Some(expected), "{text}");
    }

    #[test]
    fn every_value_has_its_place() {
        check(
            r#"{"a":[1, {"b" : "x\"y"} ]}"#,
            &["a", "1", "b"],
            r#""x\"y""#,
        );
        check("\u{feff}{ \"a\": {} }\r\n", &["a"], "{}");
        check(r#"{"é\n": [ ], "b":-1.5e3}"#, &["b"], "-1.5e3");
        check(r#"{"é\n": [ ], "b":null}"#, &["é\n"], "[ ]");
        check(r#"[[],[[true]]]"#, &["1", "0", "0"], "true");
    }

    #[test]
    fn what_is_not_strict_json_is_an_error() {
        for wrong in [
            "",
            "{",
            "{} x",
            "{\"a\":1,}",
            "// no\n{}",
            r#"{"a":1,"a":2}"#,
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
