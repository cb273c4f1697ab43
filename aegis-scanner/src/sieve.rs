//! Tables that tell where a literal may begin from the two halves of each of four bytes.
//!
//! Literals share thirty-two buckets. For each of the four bytes of a window, one table says which buckets have a byte with this
//! lower half there, another which have one with this upper half; a window may begin where some bucket is in all eight.
//! A vector unit asks such a table for 32 bytes at once.

use crate::detector::{Detector, Extend, Form};

/// How many bytes of a literal are looked at.
pub(crate) const WINDOW: usize = 4;
/// Buckets in one byte of a table.
const GROUP: usize = 8;
/// Bytes of buckets.
pub(crate) const GROUPS: usize = 4;
const BUCKETS: usize = GROUP * GROUPS;
/// Room for the windows of one pack; more is a compile error.
const WINDOWS: usize = 512;

/// A table by half byte, twice, since a vector of 32 bytes looks its two parts up in one part each.
pub(crate) type Table = [u8; 32];

/// The tables for one pack of detectors, by byte of the window and group of buckets.
pub(crate) struct Sieve {
    pub(crate) low: [[Table; GROUPS]; WINDOW],
    pub(crate) high: [[Table; GROUPS]; WINDOW],
}

/// The half bytes that occur at each place of one or several literals' windows.
#[derive(Clone, Copy)]
struct Halves {
    low: [u16; WINDOW],
    high: [u16; WINDOW],
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
impl Halves {
    const NONE: Self = Self {
        low: [0; WINDOW],
        high: [0; WINDOW],
    };

    const fn of(form: &Form) -> Self {
        let l = form.literal.as_bytes();
        let a = form.anchor;
        let fold = form.fold;
        let none = Self::NONE;
        match form.extend {
            Extend::None => none
                .with(0, l[a], fold)
                .with(1, l[a + 1], fold)
                .with(2, l[a + 2], fold)
                .with(3, l[a + 3], fold),
            Extend::After(follow) => none
                .with(0, l[0], fold)
                .with(1, l[1], fold)
                .with(2, l[2], fold)
                .with_any(3, follow),
            Extend::Before(lead) => none
                .with_any(0, lead)
                .with(1, l[0], fold)
                .with(2, l[1], fold)
                .with(3, l[2], fold),
            Extend::Both(lead, follow) => none
                .with_any(0, lead)
                .with(1, l[0], fold)
                .with(2, l[1], fold)
                .with_any(3, follow),
        }
    }

    const fn with(mut self, place: usize, byte: u8, fold: bool) -> Self {
        self.low[place] |= 1 << (byte & 15);
        self.high[place] |= 1 << (byte >> 4);
        if fold && byte.is_ascii_alphabetic() {
            self.high[place] |= 1 << ((byte ^ 0x20) >> 4);
        }
        self
    }

    /// Members of an extension are folded as [`Form::extends`] does.
    const fn with_any(mut self, place: usize, bytes: &[u8]) -> Self {
        let mut i = 0;
        while i < bytes.len() {
            self = self
                .with(place, bytes[i] | 0x20, false)
                .with(place, bytes[i] & !0x20, false);
            i += 1;
        }
        self
    }

    const fn and(mut self, other: Self) -> Self {
        let mut i = 0;
        while i < WINDOW {
            self.low[i] |= other.low[i];
            self.high[i] |= other.high[i];
            i += 1;
        }
        self
    }

    /// How often such a window would occur if a text's bytes did not depend on each other.
    const fn rate(&self) -> u64 {
        let mut product = 1;
        let mut place = 0;
        while place < WINDOW {
            let mut sum = 0;
            let mut highs = self.high[place] & 0xff;
            while highs != 0 {
                let row = highs.trailing_zeros() as usize * 16;
                highs &= highs - 1;
                let mut lows = self.low[place];
                while lows != 0 {
                    sum += FREQUENCY[row + lows.trailing_zeros() as usize] as u64 + 1;
                    lows &= lows - 1;
                }
            }
            product *= sum;
            place += 1;
        }
        product
    }
}

/// Of ten thousand bytes of source code in various languages, how many are each ASCII character.
const FREQUENCY: [u16; 128] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 293, 0, 0, 4, 0, 0, //
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
    1744, 21, 94, 24, 9, 11, 17, 21, 103, 103, 67, 8, 228, 47, 72, 122, //
    117, 104, 85, 68, 48, 34, 49, 25, 39, 25, 144, 72, 19, 74, 38, 2, //
    3, 62, 26, 52, 36, 78, 38, 17, 16, 67, 3, 11, 49, 31, 51, 50, //
    43, 8, 58, 71, 82, 26, 16, 11, 9, 10, 3, 30, 20, 30, 2, 251, //
    21, 294, 121, 197, 178, 542, 128, 82, 112, 296, 6, 35, 221, 124, 311, 297, //
    177, 21, 316, 303, 434, 200, 47, 54, 74, 66, 16, 31, 7, 31, 0, 0,
];

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
impl Sieve {
    /// Puts every window into the bucket that lets the least more through with it, frequent ones first.
    pub(crate) const fn new(detectors: &'static [Detector]) -> Self {
        let (windows, used) = by_rate(detectors);
        let mut buckets = [Halves::NONE; BUCKETS];
        let mut rates = [0; BUCKETS];
        let mut w = 0;
        while w < used {
            let mut best = 0;
            let mut least = u64::MAX;
            let mut b = 0;
            while b < BUCKETS {
                let more = buckets[b].and(windows[w].0).rate() - rates[b];
                if more < least {
                    best = b;
                    least = more;
                }
                b += 1;
            }
            buckets[best] = buckets[best].and(windows[w].0);
            rates[best] += least;
            w += 1;
        }
        Self {
            low: tables(&buckets, false),
            high: tables(&buckets, true),
        }
    }
}

/// The windows of all literals, the most frequent first, and how many they are.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn by_rate(detectors: &'static [Detector]) -> ([(Halves, u64); WINDOWS], usize) {
    let mut sorted = [(Halves::NONE, 0); WINDOWS];
    let mut used = 0;
    let mut d = 0;
    while d < detectors.len() {
        let mut f = 0;
        while f < detectors[d].forms.len() {
            let halves = Halves::of(&detectors[d].forms[f]);
            let rate = halves.rate();
            let mut at = used;
            while at > 0 && sorted[at - 1].1 < rate {
                sorted[at] = sorted[at - 1];
                at -= 1;
            }
            sorted[at] = (halves, rate);
            used += 1;
            f += 1;
        }
        d += 1;
    }
    (sorted, used)
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn tables(buckets: &[Halves; BUCKETS], upper: bool) -> [[Table; GROUPS]; WINDOW] {
    let mut tables = [[[0; 32]; GROUPS]; WINDOW];
    let mut b = 0;
    while b < BUCKETS {
        let halves = if upper {
            buckets[b].high
        } else {
            buckets[b].low
        };
        let mut place = 0;
        while place < WINDOW {
            let mut i = 0;
            while i < 32 {
                if halves[place] >> (i & 15) & 1 != 0 {
                    tables[place][b / GROUP][i] |= 1 << (b % GROUP);
                }
                i += 1;
            }
            place += 1;
        }
        b += 1;
    }
    tables
}
