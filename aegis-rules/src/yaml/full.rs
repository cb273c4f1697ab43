//! All of YAML, by a parser that keeps places.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Kind, Mark, Node, Unreadable, is_null};

/// Nodes of a file after aliases were written out.
const MAX_NODES: usize = 200_000;
/// Nesting of lists and mappings; rules need six.
const MAX_DEPTH: usize = 32;

pub(super) fn read(text: &str) -> Result<Node<'_>, Unreadable> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax_error(&error, text))?;
        builder.take(event, mark(span))?;
    }
    Ok(builder.root.unwrap_or(Node {
        at: Mark::START,
        kind: Kind::Null,
    }))
}

fn mark(span: Span) -> Mark {
    Mark {
        line: span.start.line().max(1),
        column: span.start.col() + 1,
    }
}

fn syntax_error(error: &saphyr_parser::ScanError, text: &str) -> Unreadable {
    let at = Mark {
        line: error.marker().line().max(1),
        column: error.marker().col() + 1,
    };
    let line = text.lines().nth(at.line - 1).unwrap_or_default();
    let indented_by_tab = line
        .chars()
        .take_while(|c| c.is_whitespace())
        .any(|c| c == '\t');
    if indented_by_tab || error.info().contains("tab") {
        return unreadable(at, "a tab", "blanks: YAML does not indent with tabs");
    }
    Unreadable {
        help: Some("put text that holds `: `, ` #`, `*`, `[` or `{` in single quotes".to_owned()),
        ..unreadable(
            at,
            &format!("text that is not YAML ({})", error.info()),
            "valid YAML",
        )
    }
}

fn unreadable(at: Mark, found: &str, expected: &str) -> Unreadable {
    Unreadable {
        at,
        found: found.to_owned(),
        expected: expected.to_owned(),
        help: None,
    }
}

/// Puts the parser's events together.
#[derive(Default)]
struct Builder<'t> {
    root: Option<Node<'t>>,
    documents: usize,
    open: Vec<Open<'t>>,
    anchors: HashMap<usize, (Node<'t>, usize)>,
    nodes: usize,
}

/// A list or mapping whose end has not come yet.
struct Open<'t> {
    at: Mark,
    anchor: usize,
    nodes_before: usize,
    content: Content<'t>,
}

enum Content<'t> {
    List(Vec<Node<'t>>),
    Map {
        entries: Vec<(Node<'t>, Node<'t>)>,
        key: Option<Node<'t>>,
    },
}

impl<'t> Builder<'t> {
    fn take(&mut self, event: Event<'t>, at: Mark) -> Result<(), Unreadable> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => self.start_document(at),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let null = plain && is_null(&text);
                let kind = if null {
                    Kind::Null
                } else {
                    Kind::Scalar { text, plain }
                };
                self.count(1, at)?;
                self.place(Node { at, kind }, anchor, 1);
                Ok(())
            }
            Event::SequenceStart(anchor, _) => self.open(at, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.open(
                at,
                anchor,
                Content::Map {
                    entries: Vec::new(),
                    key: None,
                },
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                self.close();
                Ok(())
            }
        }
    }

    fn start_document(&mut self, at: Mark) -> Result<(), Unreadable> {
        self.documents += 1;
        if self.documents > 1 {
            return Err(unreadable(
                at,
                "a second YAML document",
                "one document a file",
            ));
        }
        Ok(())
    }

    fn open(&mut self, at: Mark, anchor: usize, content: Content<'t>) -> Result<(), Unreadable> {
        if self.open.len() >= MAX_DEPTH {
            return Err(unreadable(
                at,
                "lists and mappings too deep",
                &format!("at most {MAX_DEPTH} levels"),
            ));
        }
        let nodes_before = self.nodes;
        self.count(1, at)?;
        self.open.push(Open {
            at,
            anchor,
            nodes_before,
            content,
        });
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let kind = match open.content {
            Content::List(items) => Kind::List(items),
            Content::Map { entries, .. } => Kind::Map(entries),
        };
        let nodes = self.nodes - open.nodes_before;
        self.place(Node { at: open.at, kind }, open.anchor, nodes);
    }

    /// Aliases are written out under the cap on nodes, so that a few lines cannot stand for millions.
    fn alias(&mut self, anchor: usize, at: Mark) -> Result<(), Unreadable> {
        let Some((node, nodes)) = self.anchors.get(&anchor) else {
            return Err(unreadable(
                at,
                "an alias of something that it is part of",
                "an alias of a finished node",
            ));
        };
        let (node, nodes) = (node, *nodes);
        if self.nodes + nodes > MAX_NODES {
            return Err(too_many(at));
        }
        self.nodes += nodes;
        let node = Node { at, ..node.clone() };
        self.place(node, 0, nodes);
        Ok(())
    }

    fn count(&mut self, nodes: usize, at: Mark) -> Result<(), Unreadable> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES {
            return Err(too_many(at));
        }
        Ok(())
    }

    fn place(&mut self, node: Node<'t>, anchor: usize, nodes: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), nodes));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key }) => match key.take() {
                None => *key = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
    }
}

fn too_many(at: Mark) -> Unreadable {
    unreadable(
        at,
        "too many nodes",
        &format!("at most {MAX_NODES} with aliases written out"),
    )
}
