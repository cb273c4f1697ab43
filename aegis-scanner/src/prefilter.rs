//! Finds the literals of all types in one pass, with tables that the compiler builds.
//!
//! Every literal is represented by a 4-byte window: it holds two 3-byte grams, one of which begins at an even offset of the text
//! wherever the literal stands. So looking at every second offset is enough, and one look is a load, a multiplication and one bit of
//! an 16 KiB table that stays in the first-level cache. Letters are folded by setting bit 5, which also merges a few
//! punctuation marks; a hit is compared with the literal itself before anything else happens.

use crate::detector::{Detector, Extend, Form};
use crate::text::Text;

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

/// Whether six of the eight bytes are digits: true for some aligned group in every card number.
#[inline(always)]
const fn mostly_digits(word: u64) -> bool {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let x = word ^ 0x3030_3030_3030_3030;
    // The top bit of every byte that is no digit; then two of them are cleared.
    let others = ((x & LOW).wrapping_add(0x7676_7676_7676_7676) | x) & !LOW;
    let one_less = others & others.wrapping_sub(1);
    one_less & one_less.wrapping_sub(1) == 0
}

/// Whether the word may belong to a run of base64: all its bytes are ASCII from `+` on. Spaces, quotes, brackets and line
/// ends, which stand in nearly every word of other texts, are not.
#[inline(always)]
const fn is_dense(word: u64) -> bool {
    const TOP: u64 = 0x8080_8080_8080_8080;
    (word | word.wrapping_sub(0x2b2b_2b2b_2b2b_2b2b)) & TOP == 0
}

/// So many dense words in a row lie in any run of 40 bytes, so that it is enough to look at one word of so many.
const DENSE_WORDS: usize = 4;

/// Whether the dense word at `at` belongs to a run that is long enough.
fn in_dense_run(words: &[[u8; 8]], at: usize) -> bool {
    const OTHERS: usize = DENSE_WORDS - 1;
    let dense = |word: &&[u8; 8]| is_dense(u64::from_le_bytes(**word));
    let before = words.get(at.saturating_sub(OTHERS)..at).unwrap_or_default();
    let after = words.get(at + 1..).unwrap_or_default();
    let back = before.iter().rev().take_while(dense).count();
    back + after.iter().take(OTHERS - back).take_while(dense).count() >= OTHERS
}

/// So many words are looked at together, one bit each.
const STRETCH: usize = 64;

/// The words of a stretch that may begin something, as bits.
struct Stops {
    marks: u64,
    digits: u64,
    dense: u64,
}

impl Stops {
    /// Those that can be told without tables.
    #[inline(never)]
    fn lumps(words: &[[u8; 8]]) -> Self {
        let mut stops = Self {
            marks: 0,
            digits: 0,
            dense: 0,
        };
        let (blocks, rest) = words.as_chunks::<8>();
        for (i, block) in blocks.iter().enumerate() {
            if count_digits(block.as_flattened()) >= 6 {
                stops.digits |= digit_words(block) << (i * 8);
            }
        }
        stops.digits |= digit_words(rest).unbounded_shl(blocks.len() as u32 * 8);
        for (i, [.., word]) in words.as_chunks::<DENSE_WORDS>().0.iter().enumerate() {
            let found = is_dense(u64::from_le_bytes(*word));
            stops.dense |= u64::from(found) << ((i + 1) * DENSE_WORDS - 1);
        }
        stops
    }
}

/// Which of up to eight words are digits for the most part.
fn digit_words(words: &[[u8; 8]]) -> u64 {
    let digits = |word: &[u8; 8]| u64::from(mostly_digits(u64::from_le_bytes(*word)));
    words
        .iter()
        .rev()
        .fold(0, |bits, word| bits << 1 | digits(word))
}

/// How many of up to 255 bytes are digits.
#[inline(always)]
fn count_digits(bytes: &[u8]) -> u8 {
    let digit = |b: &u8| u8::from(b.wrapping_sub(b'0') < 10);
    bytes.iter().fold(0, |n: u8, b| n.wrapping_add(digit(b)))
}

/// Whether enough digits for a card number stand around the word at `at`, as far as 19 digits with separators can reach.
fn in_long_number(text: Text<'_>, at: usize) -> bool {
    count_digits(text.slice(at.saturating_sub(32)..at + 40)) >= 13
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
        };
        let mut table = Self {
            detectors,
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
                    ..entry
                });
            }
            Extend::After(follow) => {
                self.add(Entry {
                    gram: gram(l[0], l[1], l[2]),
                    ..entry
                });
                self.add_followed(Entry { back: 1, ..entry }, l[1], l[2], follow);
            }
            Extend::Before(lead) => {
                self.add(Entry {
                    gram: gram(l[0], l[1], l[2]),
                    ..entry
                });
                self.add_led(Entry { back: -1, ..entry }, lead, l[0], l[1]);
            }
            Extend::Both(lead, follow) => {
                self.add_led(Entry { back: -1, ..entry }, lead, l[0], l[1]);
                self.add_followed(Entry { back: 0, ..entry }, l[0], l[1], follow);
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
    /// Reports everything in `bytes` that a check must look at, in order of position within a few bytes.
    pub(crate) fn scan(&self, bytes: &[u8], visit: &mut impl FnMut(Event)) {
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
                        self.confirm(text, gram, at * 8 + offset, visit);
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
                self.confirm(text, g, at, visit);
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
    fn confirm(&self, text: Text<'_>, gram: u32, at: usize, visit: &mut impl FnMut(Event)) {
        let gram = gram & 0x00ff_ffff | 0x0020_2020;
        let head = (hash(gram) >> 20) as usize;
        let mut next = self.heads.get(head).copied().unwrap_or_default();
        while let Some(entry) = self.entries.get(usize::from(next)).filter(|_| next != 0) {
            next = entry.next;
            if entry.gram != gram {
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
            if entry.may_stand(text, start + form.anchor) && form.stands_at(text, start) {
                visit(Event::Literal(Hit {
                    detector,
                    form,
                    at: start,
                }));
            }
        }
    }
}
