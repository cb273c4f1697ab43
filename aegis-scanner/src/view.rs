//! A text as it will be once quotes are joined, escapes undone or a patch applied, with the way back to the source.

use std::ops::Range;

/// Rewritten bytes; each knows which bytes of the source it stands for.
#[derive(Default)]
pub(crate) struct View {
    bytes: Vec<u8>,
    spans: Vec<(usize, usize)>,
}

impl View {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            spans: Vec::with_capacity(bytes),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Appends `byte`, which stands for `source`.
    pub(crate) fn push(&mut self, byte: u8, source: Range<usize>) {
        self.bytes.push(byte);
        self.spans.push((source.start, source.end));
    }

    pub(crate) fn last(&self) -> Option<u8> {
        self.bytes.last().copied()
    }

    /// The source of `span`.
    pub(crate) fn source(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let (start, _) = self.spans.get(span.start)?;
        let (_, end) = self.spans.get(span.end.checked_sub(1)?)?;
        Some(*start..*end)
    }
}
