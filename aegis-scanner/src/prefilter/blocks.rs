//! The prefilter's way through a long text: block by block, from the places that the vector unit marks.

use super::{Event, Prefilter, window_bit};
use crate::lumps::{dense_runs, digit_bytes, in_long_number};
use crate::text::Text;
use crate::vector::{BLOCK, BLOCKS, Look, Unit};

impl Prefilter {
    /// Reports what a check must look at, with the vector unit.
    pub(super) fn scan_blocks(&self, unit: Unit, bytes: &[u8], visit: &mut impl FnMut(Event)) {
        self.opening(Text::new(bytes), visit);
        let mut looks = [Look::default(); BLOCKS];
        let mut from = 0;
        loop {
            let ahead = bytes.get(from..).unwrap_or_default();
            let n = unit.look(&self.sieve, ahead, &mut looks);
            for look in looks.iter().take(n) {
                self.report_block(Text::new(bytes), from, look, visit);
                from += BLOCK;
            }
            if n < BLOCKS {
                break;
            }
        }
        let rest = bytes.get(from..).unwrap_or_default();
        let mut last = [0; 3 * BLOCK];
        for (byte, to) in rest.iter().zip(&mut last) {
            *to = *byte;
        }
        let n = unit.look(&self.sieve, &last, &mut looks);
        for look in looks.iter().take(n) {
            self.report_block(Text::new(bytes), from, look, visit);
            from += BLOCK;
        }
    }

    /// The literal that the text begins with, if its window would begin one byte before.
    fn opening(&self, text: Text<'_>, visit: &mut impl FnMut(Event)) {
        let byte = |i: usize| u32::from(text.byte(i).unwrap_or_default());
        let gram = byte(0) | byte(1) << 8 | byte(2) << 16;
        self.confirm(text, gram, 0, |e| !e.leads && e.back == 0, visit);
    }

    #[inline(always)]
    fn report_block(&self, text: Text<'_>, at: usize, look: &Look, visit: &mut impl FnMut(Event)) {
        let mut digits = digit_bytes(look.digits);
        while digits != 0 {
            let word = at + 8 * digits.trailing_zeros() as usize;
            digits &= digits - 1;
            if word + 8 <= text.len() && in_long_number(text, word) {
                visit(Event::Digits(word));
            }
        }
        let [fourth, eighth] = dense_runs(look.dense, text, at);
        if fourth {
            visit(Event::Dense(at + 24));
        }
        if eighth {
            visit(Event::Dense(at + 56));
        }
        let mut marks = look.marks;
        while marks != 0 {
            let start = at + marks.trailing_zeros() as usize;
            marks &= marks - 1;
            let Some(window) = text.bytes().get(start..).and_then(|b| b.first_chunk()) else {
                break;
            };
            let window = u32::from_le_bytes(*window) | 0x2020_2020;
            let (word, bit) = window_bit(window);
            if self
                .windows
                .get(word)
                .is_some_and(|bits| bits >> bit & 1 != 0)
            {
                self.confirm(text, window, start, |e| e.leads, visit);
            }
        }
    }
}
