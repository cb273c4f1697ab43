//! Here-documents: the operator queues a body, which begins after the line.

use crate::script::Text;
use smallvec::smallvec;
use std::cell::OnceCell;
use std::rc::Rc;

use super::ast::{Part, Parts, RawWord, RedirectKind};
use super::parser::{Parser, PendingDocument};

impl Parser<'_> {
    /// Reads the delimiter behind `<<` and queues the body.
    pub(super) fn here_document(&mut self, strip_tabs: bool) -> RedirectKind {
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
                _ => self.push_char(&mut delimiter),
            }
        }
        let body = Rc::new(OnceCell::new());
        self.pending.push(PendingDocument {
            delimiter,
            quoted,
            strip_tabs,
            body: Rc::clone(&body),
        });
        RedirectKind::HereDocument(body)
    }

    /// Takes one character of any length.
    pub(super) fn push_char(&mut self, text: &mut Text) {
        let start = self.pos;
        self.pos += 1;
        while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
            self.pos += 1;
        }
        text.push_str(self.slice(start, self.pos));
    }

    /// Reads the bodies that the line before queued.
    pub(super) fn read_pending(&mut self) {
        for document in std::mem::take(&mut self.pending) {
            let start = self.pos.min(self.end);
            let end = self.find_delimiter(&document);
            let after = self.pos;
            let parts = if document.quoted {
                smallvec![Part::Quoted(strip(
                    self.slice(start, end),
                    document.strip_tabs,
                ))]
            } else {
                self.document_parts(start, end, document.strip_tabs)
            };
            self.pos = after.max(self.pos.min(self.end));
            // The cell is new and filled once; a second value could not come.
            let _ = document.body.set(RawWord {
                parts,
                span: self.span(start, end),
            });
        }
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
            let closing = bare
                .strip_prefix(document.delimiter.as_str())
                .is_some_and(|tail| tail.starts_with(')'));
            if self.parens > 0 && closing {
                self.pos = line_start + (line.len() - bare.len()) + document.delimiter.len();
                return line_start;
            }
            self.pos = line_start + length + 1;
        }
    }

    fn document_parts(&mut self, start: usize, end: usize, strip_tabs: bool) -> Parts {
        let saved = (self.end, self.parens);
        self.stop_at(end);
        (self.pos, self.parens) = (start, 0);
        let mut parts = Parts::new();
        self.text_parts(&mut parts, |_| false, true);
        self.pending.clear();
        let stopped = self.over.is_some();
        self.stop_at(saved.0);
        self.parens = saved.1;
        if stopped {
            self.pos = self.end;
        }
        if strip_tabs {
            for part in &mut parts {
                if let Part::Quoted(text) = part {
                    *text = strip(text, true);
                }
            }
        }
        parts
    }
}

/// `<<-` takes the tabs off the beginning of each line.
fn strip(text: &str, tabs: bool) -> Text {
    if !tabs {
        return text.into();
    }
    let mut lines = Text::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        lines.push_str(line.trim_start_matches('\t'));
    }
    lines
}
