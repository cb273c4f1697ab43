//! The first look at a long text: 64 bytes at a time with the processor's vector unit, where it has one that is fit for it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x16, u8x64};

use crate::lumps::{digit_bytes, full_bytes};
use crate::sieve::{GROUPS, Halves, Sieve, Sixes, WINDOW};

/// How many bytes are looked at together.
const BLOCK: usize = 64;
/// How many blocks make a stretch, whose marks are sorted together: a number has a bit for every word of it.
const BLOCKS: usize = 8;
pub(crate) const STRETCH: usize = BLOCKS * BLOCK;
/// A block, and what a window may reach beyond it.
const REACH: usize = BLOCK + WINDOW - 1;

/// What stands in a stretch.
pub(crate) struct Look {
    /// Where windows of literals may stand, of which only the first are meant.
    places: [u16; STRETCH],
    used: usize,
    /// A bit for every word of eight bytes: whether six of them are digits.
    digits: [u8; BLOCKS],
    /// Whether all eight may belong to a run of base64.
    dense: [u8; BLOCKS],
}

impl Look {
    pub(crate) const fn new() -> Self {
        Self {
            places: [0; STRETCH],
            used: 0,
            digits: [0; BLOCKS],
            dense: [0; BLOCKS],
        }
    }

    /// Where windows of literals may stand, counted from the start of the stretch.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        let used = self.places.get(..self.used).unwrap_or_default();
        used.iter().map(|place| usize::from(*place))
    }

    /// The words that are digits for the most part, as bits.
    pub(crate) const fn digits(&self) -> u64 {
        u64::from_le_bytes(self.digits)
    }

    /// The words that may belong to a run of base64, as bits.
    pub(crate) const fn dense(&self) -> u64 {
        u64::from_le_bytes(self.dense)
    }
}

/// The vector unit, if it can look up 16 bytes at once.
#[derive(Clone, Copy)]
pub(crate) struct Unit(Level);

/// Asking the processor what it can do takes as long as a look at so many bytes without the vector unit, where a virtual
/// machine has to answer.
const WORTH_ASKING: usize = 32 * 1024;
/// Shorter texts are not worth setting up the tables for.
const WORTH_LOADING: usize = 256;

impl Unit {
    /// The unit, if a text of `length` bytes shall be looked at with it. A process that sees little text never asks.
    pub(crate) fn for_text(length: usize) -> Option<Self> {
        static SEEN: AtomicUsize = AtomicUsize::new(0);
        if length < WORTH_LOADING {
            return None;
        }
        let seen = SEEN.load(Relaxed);
        if seen < WORTH_ASKING {
            SEEN.store(seen.saturating_add(length), Relaxed);
            if seen.saturating_add(length) < WORTH_ASKING {
                return None;
            }
        }
        Self::detect()
    }

    /// The unit of this processor.
    pub(crate) fn detect() -> Option<Self> {
        let level = Level::new();
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let fit = level.as_sse4_2().is_some();
        #[cfg(target_arch = "aarch64")]
        let fit = level.as_neon().is_some();
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
        let fit = false;
        fit.then_some(Self(level))
    }

    /// The units that this processor has, those of older ones among them.
    #[cfg(test)]
    pub(crate) fn every() -> Vec<Self> {
        let best = Self::detect();
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let older = best.into_iter().flat_map(|Self(level)| {
            let avx2 = level.as_avx2().map(Level::Avx2);
            let sse4_2 = level.as_sse4_2().map(Level::Sse4_2);
            avx2.into_iter().chain(sse4_2).map(Self)
        });
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
        let older = [];
        best.into_iter().chain(older).collect()
    }

    /// Looks at the stretch that `bytes` begins with, which may be shorter than others where the text ends.
    pub(crate) fn look(self, sieve: &Sieve, bytes: &[u8], seen: &mut Look) {
        dispatch!(self.0, simd => look(simd, sieve, bytes, seen));
    }
}

// No closure and no adapter stands in what follows: they would be compiled for the least of processors.

#[inline(always)]
fn look<S: Simd>(simd: S, sieve: &Sieve, bytes: &[u8], seen: &mut Look) {
    // Where the text ends, what is less than a block with its reach is looked at in a copy with zeros behind it.
    let whole = bytes.len().saturating_sub(WINDOW - 1) / BLOCK;
    let mut end = [0; 3 * BLOCK];
    if whole < BLOCKS {
        pad(bytes, whole * BLOCK, &mut end);
    }
    seen.used = 0;
    seen.digits = [0; BLOCKS];
    seen.dense = [0; BLOCKS];
    let count = bytes.len().div_ceil(BLOCK).min(BLOCKS);
    let mut b = 0;
    while b < count {
        let block = if b < whole {
            at::<REACH>(bytes, b * BLOCK)
        } else {
            at::<REACH>(&end, (b - whole) * BLOCK)
        };
        let marks = marks(simd, sieve, block);
        seen.used = note(&mut seen.places, seen.used, (b * BLOCK) as u16, marks);
        put(&mut seen.digits, b, digit_bytes(digits(simd, block)));
        put(&mut seen.dense, b, full_bytes(dense(simd, block)));
        b += 1;
    }
    seen.used = sort(sieve, bytes, &mut seen.places, seen.used);
}

#[inline(always)]
fn put(row: &mut [u8; BLOCKS], at: usize, byte: u8) {
    if let Some(to) = row.get_mut(at) {
        *to = byte;
    }
}

/// Copies what follows `from` to the start of `end`.
#[inline(always)]
fn pad(bytes: &[u8], from: usize, end: &mut [u8; 3 * BLOCK]) {
    let rest = bytes.get(from..).unwrap_or_default();
    if let Some(room) = end.get_mut(..rest.len()) {
        room.copy_from_slice(rest);
    }
}

/// Adds the places that `marks` stand for. Up to four are written whether there are so many or not: a branch for each would be
/// foreseen by nothing.
#[inline(always)]
fn note(places: &mut [u16; STRETCH], used: usize, from: u16, mut marks: u64) -> usize {
    let all = marks.count_ones() as usize;
    let Some((few, more)) = places
        .get_mut(used..)
        .and_then(|room| room.split_first_chunk_mut::<4>())
    else {
        return used;
    };
    for place in few {
        *place = from + marks.trailing_zeros() as u16;
        marks &= marks.wrapping_sub(1);
    }
    if marks != 0 {
        for place in more {
            *place = from + marks.trailing_zeros() as u16;
            marks &= marks - 1;
            if marks == 0 {
                break;
            }
        }
    }
    used + all
}

/// Leaves the places where a window of some literal stands as a whole, without a branch that depends on it.
#[inline(always)]
fn sort(sieve: &Sieve, bytes: &[u8], places: &mut [u16; STRETCH], used: usize) -> usize {
    let mut kept = 0;
    let mut i = 0;
    while i < used {
        let Some(place) = places.get(i).copied() else {
            break;
        };
        let window = at::<4>(bytes, usize::from(place));
        let stands = sieve.has(u32::from_le_bytes(*window));
        if let Some(to) = places.get_mut(kept) {
            *to = place;
        }
        kept += usize::from(stands);
        i += 1;
    }
    kept
}

/// The buckets of a block's places.
type Buckets<S> = [u8x64<S>; GROUPS];

/// Where some bucket lets all four bytes of a window through.
#[inline(always)]
fn marks<S: Simd>(simd: S, sieve: &Sieve, block: &[u8; REACH]) -> u64 {
    let mut found = [u8x64::splat(simd, 0xff); GROUPS];
    let mut i = 0;
    while i < WINDOW {
        let bytes = load(simd, block, i);
        found = if has_sixes(simd) {
            by_sixes(simd, at_place(&sieve.sixes, i), bytes & 63, found)
        } else {
            let low = by_halves(simd, at_place(&sieve.low, i), bytes & 15, found);
            by_halves(simd, at_place(&sieve.high, i), bytes >> 4, low)
        };
        i += 1;
    }
    let [a, b, c, d] = found;
    (a | b | c | d).simd_ne(0).to_bitmask()
}

/// Whether a look-up among 64 entries is one instruction.
#[inline(always)]
fn has_sixes<S: Simd>(simd: S) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return matches!(simd.level(), Level::Avx512(_));
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    false
}

#[inline(always)]
fn at_place<T>(tables: &[[T; GROUPS]; WINDOW], place: usize) -> &[T; GROUPS] {
    let [a, b, c, d] = tables;
    match place {
        0 => a,
        1 => b,
        2 => c,
        _ => d,
    }
}

/// Of `found`, the buckets that have these halves of bytes at one place of a window.
#[inline(always)]
fn by_halves<S: Simd>(
    simd: S,
    tables: &[Halves; GROUPS],
    halves: u8x64<S>,
    found: Buckets<S>,
) -> Buckets<S> {
    let [a, b, c, d] = found;
    let [in_a, in_b, in_c, in_d] = tables;
    [
        a & half(simd, in_a, halves),
        b & half(simd, in_b, halves),
        c & half(simd, in_c, halves),
        d & half(simd, in_d, halves),
    ]
}

/// The buckets that one table has for each half.
#[inline(always)]
fn half<S: Simd>(simd: S, table: &Halves, halves: u8x64<S>) -> u8x64<S> {
    u8x64::block_splat(u8x16::from_slice(simd, table)).swizzle_dyn_within_blocks(halves)
}

/// Of `found`, the buckets that have these lower bits of bytes at one place of a window.
#[inline(always)]
fn by_sixes<S: Simd>(
    simd: S,
    tables: &[Sixes; GROUPS],
    sixes: u8x64<S>,
    found: Buckets<S>,
) -> Buckets<S> {
    let [a, b, c, d] = found;
    let [in_a, in_b, in_c, in_d] = tables;
    [
        a & u8x64::from_slice(simd, in_a).swizzle_dyn(sixes),
        b & u8x64::from_slice(simd, in_b).swizzle_dyn(sixes),
        c & u8x64::from_slice(simd, in_c).swizzle_dyn(sixes),
        d & u8x64::from_slice(simd, in_d).swizzle_dyn(sixes),
    ]
}

#[inline(always)]
fn digits<S: Simd>(simd: S, block: &[u8; REACH]) -> u64 {
    (load(simd, block, 0) - b'0').simd_lt(10).to_bitmask()
}

#[inline(always)]
fn dense<S: Simd>(simd: S, block: &[u8; REACH]) -> u64 {
    let bytes = load(simd, block, 0);
    let found = half(simd, &DENSE_LOW, bytes & 15) & half(simd, &DENSE_HIGH, bytes >> 4);
    found.simd_ne(0).to_bitmask()
}

/// The members of [`DENSE`](crate::lumps::DENSE) as a sieve: `+-./`, the digits, the letters in two rows each, `_`.
static DENSE_LOW: Halves = [10, 14, 14, 14, 14, 14, 14, 14, 14, 14, 12, 5, 4, 5, 5, 21];
static DENSE_HIGH: Halves = [0, 0, 1, 2, 4, 24, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0];

#[inline(always)]
fn load<S: Simd>(simd: S, block: &[u8; REACH], from: usize) -> u8x64<S> {
    u8x64::from_slice(simd, at::<BLOCK>(block, from))
}

/// The `N` bytes from `from` on, zeros where they do not lie in `bytes`.
#[inline(always)]
fn at<const N: usize>(bytes: &[u8], from: usize) -> &[u8; N] {
    let Some(rest) = bytes.get(from..) else {
        return &[0; N];
    };
    let Some(chunk) = rest.first_chunk() else {
        return &[0; N];
    };
    chunk
}
