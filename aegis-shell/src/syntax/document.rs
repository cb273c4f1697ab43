//! Here-documents: the operator queues a body, which begins after the line.

use super::bytes::SPECIAL;
use super::nodes::Kind;
use super::parser::{Parser, PendingDocument};
use crate::script::Text;

impl Parser<'_> {
    /// Reads the delimiter behind `<<` and queues the body.
    pub(super) fn here_document(&mut self, strip_tabs: bool) {
        let mut delimiter = Text::default();
        let mut quoted = false;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => {
                    break;
                }
                b'\'' | b'"' => {
                    quoted = true;
                    self.pos += 1;
                    let start = self.pos;
                    while self.peek().is_some_and(|other| other != byte) {
                        self.pos += 1;
                    }
                    delimiter.push_str(self.slice(start, self.pos));
                    self.pos += 1;
                }
                b'$' if matches!(self.ahead(1), Some(b'\'' | b'"')) => self.pos += 1,
                b'\\' => {
                    quoted = true;
                    self.pos += 1;
                    self.push_char(&mut delimiter);
                }
                _ => {
                    let start = self.pos;
                    self.pos = self.find(start + 1, SPECIAL);
                    delimiter.push_str(self.slice(start, self.pos));
                }
            }
        }
        let node = self.tree.leaf(Kind::Document, usize::MAX, usize::MAX);
        self.pending.push(PendingDocument {
            delimiter,
            quoted,
            strip_tabs,
            node,
        });
    }

    /// Takes one character of any length.
    fn push_char(&mut self, text: &mut Text) {
        let start = self.pos;
        self.skip_char();
        text.push_str(self.slice(start, self.pos));
    }

    /// Moves behind one character of any length.
    pub(super) fn skip_char(&mut self) {
        self.pos += 1;
        while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
            self.pos += 1;
        }
    }

    /// Reads the bodies that the line before queued.
    #[inline]
    pub(super) fn read_pending(&mut self) {
        if !self.pending.is_empty() {
            self.read_bodies();
        }
    }

    /// Apart from where it is asked for at each newline, mostly in vain.
    #[inline(never)]
    fn read_bodies(&mut self) {
        let mut documents = std::mem::take(&mut self.pending);
        for document in documents.drain(..) {
            let start = self.pos.min(self.end);
            let end = self.find_delimiter(&document);
            let after = self.pos;
            let body = self.tree.open(Kind::Body, start);
            if document.quoted {
                self.quoted(start, end);
            } else {
                self.document_parts(start, end);
            }
            if document.strip_tabs {
                self.strip_tabs(body);
            }
            self.tree.close(body, end);
            self.tree.refer(document.node, body);
            self.pos = after.max(self.pos.min(self.end));
        }
        // Its memory serves the documents of the next line.
        self.pending = documents;
    }

    /// Moves behind the line with the delimiter and returns where the body ends.
    fn find_delimiter(&mut self, document: &PendingDocument) -> usize {
        loop {
            let line_start = self.pos;
            if line_start >= self.end {
                self.pos = self.end;
                return self.end;
            }
            let rest = self.rest();
            let length = rest
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(rest.len());
            let line = self.slice(line_start, line_start + length);
            let bare = if document.strip_tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if bare.strip_suffix('\r').unwrap_or(bare) == document.delimiter {
                self.pos = (line_start + length + 1).min(self.end);
                return line_start;
            }
            // Bash lets a line that only begins with the delimiter end the text if the substitution may end there, too.
            let closes = |bare: &str| {
                let tail = bare.strip_prefix(document.delimiter.as_str());
                tail.is_some_and(|tail| tail.contains(')'))
            };
            if self.parens > 0 && closes(bare) {
                self.pos = line_start + (line.len() - bare.len()) + document.delimiter.len();
                return line_start;
            }
            self.pos = line_start + length + 1;
        }
    }

    fn document_parts(&mut self, start: usize, end: usize) {
        let saved = (self.end, self.parens);
        self.stop_at(end);
        (self.pos, self.parens) = (start, 0);
        self.text_parts(0, true);
        self.pending.clear();
        let stopped = self.over.is_some();
        self.stop_at(saved.0);
        self.parens = saved.1;
        if stopped {
            self.pos = self.end;
        }
    }

    /// `<<-` takes the tabs off the beginning of each line.
    fn strip_tabs(&mut self, body: usize) {
        let mut at = body + 1;
        while let Some(node) = self.tree.node(at).copied() {
            if let Kind::Text { .. } = node.kind {
                let lines: String = self
                    .tree
                    .piece(&node)
                    .split_inclusive('\n')
                    .map(|line| line.trim_start_matches('\t'))
                    .collect();
                self.tree.replace_text(at, &lines);
            }
            at = node.next as usize;
        }
    }
}
