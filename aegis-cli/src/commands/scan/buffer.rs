//! Memory for one file after another, where the kernel copies to fast.

use std::io::{self, Read};

/// How much is asked for at first: most files are smaller.
pub(crate) const PIECE: usize = 64 * 1024;

/// What the address of the first byte is a multiple of. The kernel copies file pages with `rep movsb`, and processors such as
/// AMD's Zen 3 need four times as long for that if the target lies 1 to 31 bytes further behind the start of a page than the
/// source does: just where large allocations begin, behind the 16 bytes of `malloc`.
const ALIGNMENT: usize = 64;

/// What was read of a file. It keeps its memory, so that it is cleared once and not for every file.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    memory: Vec<u8>,
    start: usize,
    end: usize,
}

impl Buffer {
    /// Forgets what was read.
    pub(crate) fn clear(&mut self) {
        self.end = self.start;
    }

    /// What was read.
    pub(crate) fn filled(&self) -> &[u8] {
        self.memory.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads on until there are `least` bytes or no more, and says whether that is all.
    pub(crate) fn fill(&mut self, input: &mut impl Read, least: usize) -> io::Result<bool> {
        while self.end - self.start < least {
            if self.end == self.memory.len() {
                self.make_room(self.memory.len().saturating_mul(2).max(PIECE));
            }
            match input.read(self.memory.get_mut(self.end..).unwrap_or_default()) {
                Ok(0) => return Ok(true),
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Makes room for so many bytes and the look behind them that shows the end. Memory that nothing is read to would have to
    /// be cleared, too, which takes as long as to read.
    pub(crate) fn make_room(&mut self, size: usize) {
        let room = size.saturating_add(1 + ALIGNMENT);
        if room <= self.memory.len() {
            return;
        }
        self.memory.resize(room, 0);
        let start = self.memory.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        let filled = self.start..self.end;
        self.end = start + filled.len();
        // Larger memory may lie elsewhere.
        if start != self.start {
            self.memory.copy_within(filled, start);
            self.start = start;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_read_begins_at_a_good_address() {
        let mut buffer = Buffer::default();
        for length in [0, 1, 100, PIECE, PIECE + 1, 5 * PIECE, 10] {
            let text: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            buffer.clear();
            assert!(buffer.fill(&mut text.as_slice(), usize::MAX).unwrap());
            assert_eq!(buffer.filled(), text);
            assert_eq!(buffer.filled().as_ptr().addr() % ALIGNMENT, 0);
        }
    }

    #[test]
    fn a_text_of_a_known_size_takes_no_more() {
        let text = vec![b'x'; 5 * PIECE];
        let mut buffer = Buffer::default();
        buffer.fill(&mut &text[..PIECE], usize::MAX).unwrap();
        buffer.make_room(text.len());
        assert!(buffer.fill(&mut &text[PIECE..], usize::MAX).unwrap());
        assert_eq!(buffer.filled(), text);
        assert!(buffer.memory.len() < text.len() + 2 * ALIGNMENT);
    }
}
