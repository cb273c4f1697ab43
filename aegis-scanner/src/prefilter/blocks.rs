//! The prefilter's way through a long text: stretch by stretch, from the places that the vector unit finds.

use super::{Event, Prefilter};
use crate::lumps::{dense_run_ends, in_dense_run, in_long_number};
use crate::text::Text;
use crate::vector::{Look, STRETCH, Unit};

impl Prefilter {
    /// Reports what a check must look at, with the vector unit.
    pub(super) fn scan_blocks(&self, unit: Unit, bytes: &[u8], visit: &mut impl FnMut(Event)) {
        let text = Text::new(bytes);
        self.opening(text, visit);
        let mut look = Look::new();
        let mut from = 0;
        while let Some(ahead) = bytes.get(from..).filter(|ahead| !ahead.is_empty()) {
            unit.look(&self.sieve, ahead, &mut look);
            self.report_stretch(text, from, &look, visit);
            from += STRETCH;
        }
    }

    /// The literal that the text begins with, if its window would begin one byte before.
    fn opening(&self, text: Text<'_>, visit: &mut impl FnMut(Event)) {
        let byte = |i: usize| u32::from(text.byte(i).unwrap_or_default());
        let gram = byte(0) | byte(1) << 8 | byte(2) << 16;
        self.confirm(text, gram, 0, |e| !e.leads && e.back == 0, visit);
    }

    fn report_stretch(
        &self,
        text: Text<'_>,
        from: usize,
        look: &Look,
        visit: &mut impl FnMut(Event),
    ) {
        let words = text.bytes().as_chunks().0;
        for (group, mut digits) in look.digits().enumerate() {
            while digits != 0 {
                let word = from + 512 * group + 8 * digits.trailing_zeros() as usize;
                digits &= digits - 1;
                if word + 8 <= text.len() && in_long_number(text, word) {
                    visit(Event::Digits(word));
                }
            }
        }
        for (group, dense) in look.dense().enumerate() {
            let mut ends = dense_run_ends(dense);
            while ends != 0 {
                let word = from / 8 + 64 * group + ends.trailing_zeros() as usize;
                ends &= ends - 1;
                if in_dense_run(words, word) {
                    visit(Event::Dense(word * 8));
                }
            }
        }
        for place in look.places() {
            let at = from + place;
            let byte = |i: usize| u32::from(text.byte(at + i).unwrap_or_default());
            let gram = byte(0) | byte(1) << 8 | byte(2) << 16;
            self.confirm(text, gram, at, |e| e.leads, visit);
        }
    }
}
