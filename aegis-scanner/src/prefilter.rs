//! Finds the literals of all types in one pass, with tables that the compiler builds.
//!
//! Every literal is represented by a 4-byte window. In a long text, the vector unit tells where one may begin, see
//! [`sieve`](crate::sieve). In a short one its grams are looked for: a window holds two 3-byte grams, one of which begins at an
//! even offset of the text wherever the literal stands. So looking at every second offset is enough, and one look is a load, a
//! multiplication and one bit of an 16 KiB table that stays in the first-level cache. Letters are folded by setting bit 5, which
//! also merges a few punctuation marks; a hit is compared with the literal itself before anything else happens. Both ways report
//! the same.

mod blocks;

use crate::detector::{Detector, Extend, Form};
use crate::lumps::{STRETCH, Stops, in_dense_run, in_long_number};
use crate::sieve::Sieve;
use crate::text::Text;
use crate::vector::Unit;

/// Words of 32 bits in the table of marks: 16 KiB.
const WORDS: usize = 1 << 12;
const HEADS: usize = 1 << 12;
const FOLD: u64 = 0x2020_2020_2020_2020;
/// Room for the grams of one prefilter; more is a compile error.
const ENTRIES: usize = 4096;

#[derive(Clone, Copy)]
struct Entry {
    gram: u32,
    /// The first bytes of the literal from its anchor on, folded, and which bits of them count: compared before anything else.
    window: u32,
    mask: u32,
    next: u16,
    detector: u16,
    form: u8,
    /// How far the gram stands behind the start of the literal; negative when it begins one byte before.
    back: i8,
    /// Whether the gram begins the window.
    leads: bool,
}

impl Entry {
    /// Whether the window is at `at`, or would reach past the end.
    #[inline(always)]
    fn may_stand(&self, text: Text<'_>, at: usize) -> bool {
        let four = text.bytes().get(at..).and_then(|b| b.first_chunk());
        four.is_none_or(|b| (u32::from_le_bytes(*b) | 0x2020_2020) & self.mask == self.window)
    }
}

/// The tables for one pack of detectors.
pub(crate) struct Prefilter {
    detectors: &'static [Detector],
    sieve: Sieve,
    bits: [u32; WORDS],
    heads: [u16; HEADS],
    entries: [Entry; ENTRIES],
    used: usize,
}

/// Where a literal stands.
#[derive(Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) detector: &'static Detector,
    pub(crate) form: &'static Form,
    pub(crate) at: usize,
}

/// What a check must look at.
pub(crate) enum Event {
    /// A literal of a row.
    Literal(Hit),
    /// An aligned group of eight bytes from this offset on has six or more digits.
    Digits(usize),
    /// The word at this offset ends a run of 32 bytes that may be base64.
    Dense(usize),
}

/// The four folded grams that begin at the even offsets of a word, with whatever in their top byte.
#[inline(always)]
const fn grams(word: u64, next: &[u8; 8]) -> [u32; 4] {
    let [carry, ..] = *next;
    let word = word | FOLD;
    [
        word as u32,
        (word >> 16) as u32,
        (word >> 32) as u32,
        (word >> 48) as u32 | (carry as u32 | 0x20) << 16,
    ]
}

/// The factor's lowest byte is zero, so that the highest byte of `gram` leaves no trace.
#[inline(always)]
const fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0xc9d6_9700)
}

const fn gram(a: u8, b: u8, c: u8) -> u32 {
    (a as u32 | (b as u32) << 8 | (c as u32) << 16) | 0x0020_2020
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn window(literal: &[u8], anchor: usize) -> (u32, u32) {
    let mut window = 0;
    let mut mask = 0;
    let mut i = 0;
    while i < 4 && anchor + i < literal.len() {
        window |= (literal[anchor + i] as u32 | 0x20) << (8 * i);
        mask |= 0xff << (8 * i);
        i += 1;
    }
    (window, mask)
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
impl Prefilter {
    pub(crate) const fn new(detectors: &'static [Detector]) -> Self {
        let empty = Entry {
            gram: 0,
            window: 0,
            mask: 0,
            next: 0,
            detector: 0,
            form: 0,
            back: 0,
            leads: false,
        };
        let mut table = Self {
            detectors,
            sieve: Sieve::new(detectors),
            bits: [0; WORDS],
            heads: [0; HEADS],
            entries: [empty; ENTRIES],
            used: 1,
        };
        let mut d = 0;
        while d < detectors.len() {
            let mut f = 0;
            while f < detectors[d].forms.len() {
                table.add_form(d as u16, f as u8, &detectors[d].forms[f]);
                f += 1;
            }
            d += 1;
        }
        table
    }

    const fn add_form(&mut self, detector: u16, form: u8, row: &Form) {
        let l = row.literal.as_bytes();
        let a = row.anchor;
        let (window, mask) = window(l, a);
        let entry = Entry {
            gram: 0,
            window,
            mask,
            next: 0,
            detector,
            form,
            back: a as i8,
            leads: true,
        };
        match row.extend {
            Extend::None => {
                self.add(Entry {
                    gram: gram(l[a], l[a + 1], l[a + 2]),
                    ..entry
                });
                self.add(Entry {
                    gram: gram(l[a + 1], l[a + 2], l[a + 3]),
                    back: entry.back + 1,
                    leads: false,
                    ..entry
                });
            }
            Extend::After(follow) => {
                self.add(Entry {
                    gram: gram(l[0], l[1], l[2]),
                    ..entry
                });
                let second = Entry {
                    back: 1,
                    leads: false,
                    ..entry
                };
                self.add_followed(second, l[1], l[2], follow);
            }
            Extend::Before(lead) => {
                self.add(Entry {
                    gram: gram(l[0], l[1], l[2]),
                    leads: false,
                    ..entry
                });
                self.add_led(Entry { back: -1, ..entry }, lead, l[0], l[1]);
            }
            Extend::Both(lead, follow) => {
                self.add_led(Entry { back: -1, ..entry }, lead, l[0], l[1]);
                let second = Entry {
                    back: 0,
                    leads: false,
                    ..entry
                };
                self.add_followed(second, l[0], l[1], follow);
            }
        }
    }

    const fn add_followed(&mut self, entry: Entry, a: u8, b: u8, follow: &[u8]) {
        let mut i = 0;
        while i < follow.len() {
            self.add(Entry {
                gram: gram(a, b, follow[i]),
                ..entry
            });
            i += 1;
        }
    }

    const fn add_led(&mut self, entry: Entry, lead: &[u8], a: u8, b: u8) {
        let mut i = 0;
        while i < lead.len() {
            self.add(Entry {
                gram: gram(lead[i], a, b),
                ..entry
            });
            i += 1;
        }
    }

    const fn add(&mut self, entry: Entry) {
        let h = hash(entry.gram);
        let head = (h >> 20) as usize;
        let mut at = self.heads[head];
        while at != 0 {
            let seen = self.entries[at as usize];
            // Two members of an extension may fold to one gram.
            if seen.gram == entry.gram
                && seen.detector == entry.detector
                && seen.form == entry.form
                && seen.back == entry.back
            {
                return;
            }
            at = seen.next;
        }
        self.entries[self.used] = Entry {
            next: self.heads[head],
            ..entry
        };
        self.heads[head] = self.used as u16;
        self.used += 1;
        self.bits[(h >> 20) as usize] |= 1 << (h >> 15 & 31);
    }
}

impl Prefilter {
    /// Reports everything in `bytes` that a check must look at, in order of position within a block.
    pub(crate) fn scan(&self, bytes: &[u8], visit: &mut impl FnMut(Event)) {
        match Unit::for_text(bytes.len()) {
            Some(unit) => self.scan_blocks(unit, bytes, visit),
            None => self.scan_words(bytes, visit),
        }
    }

    /// With the ordinary registers.
    fn scan_words(&self, bytes: &[u8], visit: &mut impl FnMut(Event)) {
        let text = Text::new(bytes);
        let (words, rest) = bytes.as_chunks::<8>();
        let mut from = 0;
        while let Some(ahead) = words.get(from..).filter(|ahead| !ahead.is_empty()) {
            let stops = Stops {
                marks: self.marks(ahead.get(..=STRETCH).unwrap_or(ahead)),
                ..Stops::lumps(ahead.get(..STRETCH).unwrap_or(ahead))
            };
            self.report(text, words, from, &stops, visit);
            from += STRETCH;
        }
        self.tail(text, words.len().saturating_sub(1) * 8, rest.len(), visit);
    }

    /// A bit for every word but the last that says whether a marked gram begins in it. This loop is where the time goes: there
    /// is no branch in it, and it is kept apart from what is done at its stops, so that everything stays in registers.
    #[inline(never)]
    fn marks(&self, words: &[[u8; 8]]) -> u64 {
        let mut marks = 0;
        for pair in words.windows(2) {
            let [word, next] = pair else { break };
            let [first, second, third, fourth] = grams(u64::from_le_bytes(*word), next);
            let mark = self.mark(first) | self.mark(second) | self.mark(third) | self.mark(fourth);
            // The other way round would be a double shift, which is slow on many processors.
            marks = marks << 1 | u64::from(mark & 1);
        }
        let unused = (STRETCH + 1).saturating_sub(words.len());
        marks.unbounded_shl(unused as u32).reverse_bits()
    }

    fn report(
        &self,
        text: Text<'_>,
        words: &[[u8; 8]],
        from: usize,
        stops: &Stops,
        visit: &mut impl FnMut(Event),
    ) {
        let mut left = stops.marks | stops.digits | stops.dense;
        while left != 0 {
            let bit = left & left.wrapping_neg();
            let at = from + left.trailing_zeros() as usize;
            left ^= bit;
            if stops.digits & bit != 0 && in_long_number(text, at * 8) {
                visit(Event::Digits(at * 8));
            }
            if stops.dense & bit != 0 && in_dense_run(words, at) {
                visit(Event::Dense(at * 8));
            }
            if stops.marks & bit != 0
                && let Some([word, next]) = words.get(at..at + 2)
            {
                let grams = grams(u64::from_le_bytes(*word), next);
                for (gram, offset) in grams.into_iter().zip([0, 2, 4, 6]) {
                    if self.mark(gram) & 1 != 0 {
                        self.confirm(text, gram, at * 8 + offset, |_| true, visit);
                    }
                }
            }
        }
    }

    /// The last whole word and what follows it, padded with zeros.
    fn tail(&self, text: Text<'_>, from: usize, rest: usize, visit: &mut impl FnMut(Event)) {
        let end = text.len();
        debug_assert!(end - from <= 8 + rest);
        for at in (from..end).step_by(2) {
            let byte = |i: usize| u32::from(text.byte(i).unwrap_or_default());
            let g = byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16;
            if self.mark(g | 0x0020_2020) & 1 != 0 {
                self.confirm(text, g, at, |_| true, visit);
            }
        }
    }

    /// A number whose lowest bit says whether the folded `gram` may be in the table. Its top byte is ignored.
    #[inline(always)]
    fn mark(&self, gram: u32) -> u32 {
        let h = hash(gram);
        self.bits
            .get((h >> 20) as usize)
            .copied()
            .unwrap_or_default()
            >> (h >> 15 & 31)
    }

    #[inline(never)]
    fn confirm(
        &self,
        text: Text<'_>,
        gram: u32,
        at: usize,
        counts: impl Fn(&Entry) -> bool,
        visit: &mut impl FnMut(Event),
    ) {
        let gram = gram & 0x00ff_ffff | 0x0020_2020;
        let head = (hash(gram) >> 20) as usize;
        let mut next = self.heads.get(head).copied().unwrap_or_default();
        while let Some(entry) = self.entries.get(usize::from(next)).filter(|_| next != 0) {
            next = entry.next;
            if entry.gram != gram || !counts(entry) {
                continue;
            }
            let Some(start) = at.checked_add_signed(-isize::from(entry.back)) else {
                continue;
            };
            let Some(detector) = self.detectors.get(usize::from(entry.detector)) else {
                continue;
            };
            let Some(form) = detector.forms.get(usize::from(entry.form)) else {
                continue;
            };
            if entry.may_stand(text, start + form.anchor)
                && form.stands_at(text, start)
                && form.extends(text, start)
            {
                visit(Event::Literal(Hit {
                    detector,
                    form,
                    at: start,
                }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::detectors::ROWS;
    use crate::extended::EXTENDED;
    use crate::vector::STRETCH;
    use crate::{extended, scanner};

    /// What an event says, in a form that can be compared and sorted.
    type Said = (usize, u8, usize, usize);

    fn said(detectors: &'static [Detector], event: &Event) -> Said {
        match event {
            Event::Digits(at) => (*at, 1, 0, 0),
            Event::Dense(at) => (*at, 2, 0, 0),
            Event::Literal(hit) => {
                let same = |d: &Detector| std::ptr::eq(d.forms, hit.detector.forms);
                let d = detectors.iter().position(same).unwrap();
                let same = |f: &Form| std::ptr::eq(f, hit.form);
                let f = hit.detector.forms.iter().position(same).unwrap();
                (hit.at, 0, d, f)
            }
        }
    }

    fn literals(said: &[Said]) -> Vec<Said> {
        said.iter().filter(|s| s.1 == 0).copied().collect()
    }

    /// Every literal at every place, without any table.
    fn reference(detectors: &'static [Detector], bytes: &[u8]) -> Vec<Said> {
        let text = Text::new(bytes);
        let mut all = Vec::new();
        for at in 0..bytes.len() {
            for (d, detector) in detectors.iter().enumerate() {
                for (f, form) in detector.forms.iter().enumerate() {
                    if form.stands_at(text, at) && form.extends(text, at) {
                        all.push((at, 0, d, f));
                    }
                }
            }
        }
        all
    }

    fn check(prefilter: &Prefilter, bytes: &[u8]) {
        let mut words = Vec::new();
        prefilter.scan_words(bytes, &mut |e| words.push(said(prefilter.detectors, &e)));
        words.sort_unstable();
        assert_eq!(literals(&words), reference(prefilter.detectors, bytes));
        for unit in Unit::every() {
            let mut blocks = Vec::new();
            prefilter.scan_blocks(unit, bytes, &mut |e| {
                blocks.push(said(prefilter.detectors, &e));
            });
            blocks.sort_unstable();
            assert_eq!(blocks, words);
        }
    }

    /// Literals in either case with or without what extends them, digits, base64, and anything.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let rows = || ROWS.iter().chain(&EXTENDED);
        let all: Vec<&'static str> = rows().flat_map(Detector::keywords).collect();
        let literal = proptest::sample::select(all);
        prop_oneof![
            4 => literal.clone().prop_map(|l| l.as_bytes().to_vec()),
            1 => literal.prop_map(|l| l.to_ascii_uppercase().into_bytes()),
            2 => "[ -~\n]{0,9}".prop_map(String::into_bytes),
            1 => "[0-9 -]{0,40}".prop_map(String::into_bytes),
            1 => "[A-Za-z0-9+/=._-]{0,60}".prop_map(String::into_bytes),
            1 => proptest::collection::vec(any::<u8>(), 0..9),
        ]
    }

    proptest! {
        #[test]
        fn finds_every_literal_on_either_way(pieces in proptest::collection::vec(pieces(), 0..40)) {
            let bytes = pieces.concat();
            check(&scanner::PREFILTER, &bytes);
            check(&extended::PREFILTER, &bytes);
        }
    }

    #[test]
    fn what_lies_across_the_end_of_a_stretch() {
        for before in STRETCH - 76..STRETCH + 12 {
            let space = vec![b' '; before];
            let digits = "4111 1111-1111 1111 ".as_bytes();
            for piece in [&[b'x'; 32][..], &[b'x'; 40], &[b'x'; 71], digits] {
                for after in ["", " ", " and so on"] {
                    check(
                        &scanner::PREFILTER,
                        &[&space, piece, after.as_bytes()].concat(),
                    );
                }
            }
        }
    }

    #[test]
    fn every_place_of_a_block() {
        for detector in &ROWS {
            for form in detector.forms {
                for before in [0, 1, 2, 3, 29, 30, 31, 60, 61, 62, 63, 64, 65] {
                    let text = [&vec![b' '; before], form.literal.as_bytes(), b"0 "].concat();
                    check(&scanner::PREFILTER, &text);
                }
            }
        }
    }
}
