//! Tables that tell where a literal may begin from the two halves or from the lower six bits of each of four bytes.
//!
//! Literals share thirty-two buckets. For each of the four bytes of a window, one table says which buckets have a byte with this
//! lower half there, another which have one with this upper half; a window may begin where some bucket is in all eight.
//! Every vector unit can ask tables of 16 entries for many bytes at once. One that can do so with 64 entries needs one table
//! instead of two: the lower six bits tell letters of either case from each other, and merge them only with digits and signs,
//! which are rarer. That lets less through, since the halves of one literal's byte do not go with those of another.
//!
//! What a bucket lets through is asked for in a table of whole windows next.

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

/// Words of 32 bits in the table of whole windows: 16 KiB.
const WORDS: usize = 1 << 12;

/// A table by half byte.
pub(crate) type Halves = [u8; 16];
/// A table by the lower six bits of a byte.
pub(crate) type Sixes = [u8; 64];

/// The tables for one pack of detectors, by byte of the window and group of buckets.
pub(crate) struct Sieve {
    pub(crate) low: [[Halves; GROUPS]; WINDOW],
    pub(crate) high: [[Halves; GROUPS]; WINDOW],
    /// In other buckets than those of the halves.
    pub(crate) sixes: [[Sixes; GROUPS]; WINDOW],
    /// A bit for each window as a whole, for places that the tables let through.
    windows: [u32; WORDS],
}

/// How tables are asked.
#[derive(Clone, Copy)]
enum Way {
    Halves,
    Sixes,
}

/// What occurs at each place of one or several literals' windows.
#[derive(Clone, Copy)]
struct Sets {
    low: [u16; WINDOW],
    high: [u16; WINDOW],
    sixes: [u64; WINDOW],
    /// How frequent the bytes are that tables let through at each place.
    weights: [u64; WINDOW],
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
impl Sets {
    const NONE: Self = Self {
        low: [0; WINDOW],
        high: [0; WINDOW],
        sixes: [0; WINDOW],
        weights: [0; WINDOW],
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
        self.sixes[place] |= 1 << (byte & 63);
        if fold && byte.is_ascii_alphabetic() {
            return self.with(place, byte ^ 0x20, false);
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

    /// What occurs in either.
    const fn and(mut self, other: &Self, way: Way) -> Self {
        let mut i = 0;
        while i < WINDOW {
            let new = other.sixes[i] & !self.sixes[i];
            let low = self.low[i] | other.low[i];
            let high = self.high[i] | other.high[i];
            match way {
                Way::Sixes => self.weights[i] += by_sixes(new),
                Way::Halves if low == self.low[i] && high == self.high[i] => {}
                Way::Halves => self.weights[i] = by_halves(low, high),
            }
            self.low[i] = low;
            self.high[i] = high;
            self.sixes[i] |= new;
            i += 1;
        }
        self
    }

    /// How often tables would let a window through if a text's bytes did not depend on each other.
    const fn rate(&self) -> u64 {
        let [a, b, c, d] = self.weights;
        a * b * c * d
    }
}

/// How frequent the bytes with these halves are.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn by_halves(low: u16, high: u16) -> u64 {
    let mut sum = 0;
    let mut highs = high & 0xff;
    while highs != 0 {
        let row = highs.trailing_zeros() as usize * 16;
        highs &= highs - 1;
        let mut lows = low;
        while lows != 0 {
            sum += FREQUENCY[row + lows.trailing_zeros() as usize] as u64 + 1;
            lows &= lows - 1;
        }
    }
    sum
}

/// How frequent the bytes with these lower bits are.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn by_sixes(mut sixes: u64) -> u64 {
    let mut sum = 0;
    while sixes != 0 {
        let low = sixes.trailing_zeros() as usize;
        sixes &= sixes - 1;
        sum += FREQUENCY[low] as u64 + FREQUENCY[low + 64] as u64 + 1;
    }
    sum
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
    pub(crate) const fn new(detectors: &'static [Detector]) -> Self {
        let halves = buckets(detectors, Way::Halves);
        let sixes = buckets(detectors, Way::Sixes);
        let mut sieve = Self {
            low: [[[0; 16]; GROUPS]; WINDOW],
            high: [[[0; 16]; GROUPS]; WINDOW],
            sixes: [[[0; 64]; GROUPS]; WINDOW],
            windows: windows(detectors),
        };
        let mut place = 0;
        while place < WINDOW {
            let mut b = 0;
            while b < BUCKETS {
                let group = b / GROUP;
                let bit = 1 << (b % GROUP);
                let mut i = 0;
                while i < 64 {
                    if i < 16 && halves[b].low[place] >> i & 1 != 0 {
                        sieve.low[place][group][i] |= bit;
                    }
                    if i < 16 && halves[b].high[place] >> i & 1 != 0 {
                        sieve.high[place][group][i] |= bit;
                    }
                    if sixes[b].sixes[place] >> i & 1 != 0 {
                        sieve.sixes[place][group][i] |= bit;
                    }
                    i += 1;
                }
                b += 1;
            }
            place += 1;
        }
        sieve
    }

    /// Whether the window of some literal may be these four bytes.
    #[inline(always)]
    pub(crate) fn has(&self, window: u32) -> bool {
        let (word, bit) = window_bit(window | 0x2020_2020);
        let bits = match self.windows.get(word) {
            Some(bits) => *bits,
            None => 0,
        };
        bits >> bit & 1 != 0
    }
}

/// Puts every window into the bucket that lets the least more through with it, frequent ones first.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn buckets(detectors: &'static [Detector], way: Way) -> [Sets; BUCKETS] {
    let (sorted, used) = by_rate(detectors, way);
    let mut buckets = [Sets::NONE; BUCKETS];
    let mut rates = [0; BUCKETS];
    let mut w = 0;
    while w < used {
        let mut best = 0;
        let mut least = u64::MAX;
        let mut b = 0;
        while b < BUCKETS {
            let more = buckets[b].and(&sorted[w].0, way).rate() - rates[b];
            if more < least {
                best = b;
                least = more;
            }
            b += 1;
        }
        buckets[best] = buckets[best].and(&sorted[w].0, way);
        rates[best] += least;
        w += 1;
    }
    buckets
}

/// The windows of all literals, the most frequent first, and how many they are.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn by_rate(detectors: &'static [Detector], way: Way) -> ([(Sets, u64); WINDOWS], usize) {
    let mut sorted = [(Sets::NONE, 0); WINDOWS];
    let mut used = 0;
    let mut d = 0;
    while d < detectors.len() {
        let mut f = 0;
        while f < detectors[d].forms.len() {
            let sets = Sets::NONE.and(&Sets::of(&detectors[d].forms[f]), way);
            let rate = sets.rate();
            let mut at = used;
            while at > 0 && sorted[at - 1].1 < rate {
                sorted[at] = sorted[at - 1];
                at -= 1;
            }
            sorted[at] = (sets, rate);
            used += 1;
            f += 1;
        }
        d += 1;
    }
    (sorted, used)
}

/// The bit of a folded window in the table of windows.
#[inline(always)]
const fn window_bit(window: u32) -> (usize, u32) {
    let h = window.wrapping_mul(0x9e37_79b1);
    ((h >> 20) as usize, h >> 15 & 31)
}

/// The table of the windows of all literals.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn windows(detectors: &'static [Detector]) -> [u32; WORDS] {
    let mut table = [0; WORDS];
    let mut d = 0;
    while d < detectors.len() {
        let mut f = 0;
        while f < detectors[d].forms.len() {
            table = with_windows(table, &detectors[d].forms[f]);
            f += 1;
        }
        d += 1;
    }
    table
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn with_windows(table: [u32; WORDS], row: &Form) -> [u32; WORDS] {
    let l = row.literal.as_bytes();
    let a = row.anchor;
    match row.extend {
        Extend::None => with_window(table, &[l[a]], l[a + 1], l[a + 2], &[l[a + 3]]),
        Extend::After(follow) => with_window(table, &[l[0]], l[1], l[2], follow),
        Extend::Before(lead) => with_window(table, lead, l[0], l[1], &[l[2]]),
        Extend::Both(lead, follow) => with_window(table, lead, l[0], l[1], follow),
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn with_window(
    mut table: [u32; WORDS],
    first: &[u8],
    b: u8,
    c: u8,
    last: &[u8],
) -> [u32; WORDS] {
    let mut i = 0;
    while i < first.len() {
        let mut j = 0;
        while j < last.len() {
            let window = u32::from_le_bytes([first[i], b, c, last[j]]) | 0x2020_2020;
            let (word, bit) = window_bit(window);
            table[word] |= 1 << bit;
            j += 1;
        }
        i += 1;
    }
    table
}
