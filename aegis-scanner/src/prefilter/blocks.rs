//! The prefilter's way through a long text: stretch by stretch, from the places that the vector unit finds.

use super::{Event, Prefilter};
use crate::lumps::{dense_run_ends, in_dense_run, in_long_number};
use crate::text::Text;
use crate::vector::{Look, STRETCH, Unit};

/// Bytes of a word.
const WORD: usize = 8;

impl Prefilter {
    /// Reports what a check must look at, with the vector unit.
    pub(super) fn scan_blocks(&self, unit: Unit, bytes: &[u8], visit: &mut impl FnMut(Event)) {
        let text = Text::new(bytes);
        self.opening(text, visit);
        let mut look = Look::new();
        let mut from = 0;
        while let Some(ahead) = bytes.get(from..).filter(|ahead| !ahead.is_empty()) {
            unit.look(&self.sieve, ahead, &mut look);
            report_lumps(text, from, &look, visit);
            self.report_places(text, from, &look, visit);
            from += STRETCH;
        }
    }

    /// The literal that the text begins with, if its window would begin one byte before.
    fn opening(&self, text: Text<'_>, visit: &mut impl FnMut(Event)) {
        self.confirm(
            text,
            gram_at(text, 0),
            0,
            |e| !e.leads && e.back == 0,
            visit,
        );
    }

    fn report_places(
        &self,
        text: Text<'_>,
        from: usize,
        look: &Look,
        visit: &mut impl FnMut(Event),
    ) {
        for place in look.places() {
            let at = from + place;
            self.confirm(text, gram_at(text, at), at, |e| e.leads, visit);
        }
    }
}

fn gram_at(text: Text<'_>, at: usize) -> u32 {
    let byte = |i: usize| u32::from(text.byte(at + i).unwrap_or_default());
    byte(0) | byte(1) << 8 | byte(2) << 16
}

/// Reports digits and base64 of the stretch at `from`.
fn report_lumps(text: Text<'_>, from: usize, look: &Look, visit: &mut impl FnMut(Event)) {
    let words = text.bytes().as_chunks().0;
    let mut digits = look.digits();
    while digits != 0 {
        let at = from + WORD * digits.trailing_zeros() as usize;
        digits &= digits - 1;
        if at + WORD <= text.len() && in_long_number(text, at) {
            visit(Event::Digits(at));
        }
    }
    let mut ends = dense_run_ends(look.dense());
    while ends != 0 {
        let at = from + WORD * ends.trailing_zeros() as usize;
        ends &= ends - 1;
        // Only a run that reaches the end of the stretch may go on in the next.
        if at + WORD < from + STRETCH || in_dense_run(words, at / WORD) {
            visit(Event::Dense(at));
        }
    }
}
