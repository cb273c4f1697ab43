//! The first look at a long text: 64 bytes at a time with the processor's vector unit, where it has one that is fit for it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use fearless_simd::{Level, Simd, dispatch, mask8x32, prelude::*, u8x32};

use crate::sieve::{GROUPS, Sieve, Table, WINDOW};

/// How many bytes are described by the bits of one [`Look`].
pub(crate) const BLOCK: usize = 64;
/// How many blocks are looked at together.
pub(crate) const BLOCKS: usize = 32;
/// A block, and what a window may reach beyond it.
const REACH: usize = BLOCK + WINDOW - 1;

/// What stands in a block, a bit for every byte.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    /// Where a literal may begin.
    pub(crate) marks: u64,
    pub(crate) digits: u64,
    /// What runs of base64 are made of.
    pub(crate) dense: u64,
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

    /// Looks at the blocks that `bytes` begins with, as many as `looks` has room for; returns how many. What is left in the
    /// end is less than a block with its reach.
    pub(crate) fn look(self, sieve: &Sieve, bytes: &[u8], looks: &mut [Look; BLOCKS]) -> usize {
        dispatch!(self.0, simd => look(simd, sieve, bytes, looks))
    }
}

// No closure and no adapter stands in what follows: they would be compiled for the least of processors.

#[inline(always)]
fn look<S: Simd>(simd: S, sieve: &Sieve, bytes: &[u8], looks: &mut [Look; BLOCKS]) -> usize {
    let mut rest = bytes;
    let mut n = 0;
    for look in looks {
        let Some(block) = rest.first_chunk::<REACH>() else {
            break;
        };
        *look = Look {
            marks: marks(simd, sieve, block),
            digits: digits(simd, block),
            dense: dense(simd, block),
        };
        let Some(ahead) = rest.get(BLOCK..) else {
            break;
        };
        rest = ahead;
        n += 1;
    }
    n
}

/// The two halves of a block, or something about each byte of them.
type Pair<S> = [u8x32<S>; 2];

/// Where some bucket lets all four bytes of a window through.
#[inline(always)]
fn marks<S: Simd>(simd: S, sieve: &Sieve, block: &[u8; REACH]) -> u64 {
    let all = [u8x32::splat(simd, 0xff); 2];
    let [low_a, low_b, low_c, low_d] = &sieve.low;
    let [high_a, high_b, high_c, high_d] = &sieve.high;
    let found = place(simd, low_a, high_a, pair(simd, block, 0), [all; GROUPS]);
    let found = place(simd, low_b, high_b, pair(simd, block, 1), found);
    let found = place(simd, low_c, high_c, pair(simd, block, 2), found);
    let [a, b, c, d] = place(simd, low_d, high_d, pair(simd, block, 3), found);
    let none = [
        (a[0] | b[0] | c[0] | d[0]).simd_eq(0),
        (a[1] | b[1] | c[1] | d[1]).simd_eq(0),
    ];
    !bits(none)
}

/// Of `found`, the buckets that let these bytes through at one place of a window.
#[inline(always)]
fn place<S: Simd>(
    simd: S,
    low: &[Table; GROUPS],
    high: &[Table; GROUPS],
    bytes: Pair<S>,
    found: [Pair<S>; GROUPS],
) -> [Pair<S>; GROUPS] {
    let lows = [bytes[0] & 15, bytes[1] & 15];
    let highs = [bytes[0] >> 4, bytes[1] >> 4];
    let [a, b, c, d] = found;
    let a = group(simd, &high[0], highs, group(simd, &low[0], lows, a));
    let b = group(simd, &high[1], highs, group(simd, &low[1], lows, b));
    let c = group(simd, &high[2], highs, group(simd, &low[2], lows, c));
    let d = group(simd, &high[3], highs, group(simd, &low[3], lows, d));
    [a, b, c, d]
}

#[inline(always)]
fn group<S: Simd>(simd: S, table: &Table, halves: Pair<S>, found: Pair<S>) -> Pair<S> {
    let table = load(simd, table);
    [
        found[0] & table.swizzle_dyn_within_blocks(halves[0]),
        found[1] & table.swizzle_dyn_within_blocks(halves[1]),
    ]
}

#[inline(always)]
fn digits<S: Simd>(simd: S, block: &[u8; REACH]) -> u64 {
    let bytes = pair(simd, block, 0);
    let values = [bytes[0] - b'0', bytes[1] - b'0'];
    let limit = u8x32::splat(simd, 10);
    !bits([
        values[0].max(limit).simd_eq(values[0]),
        values[1].max(limit).simd_eq(values[1]),
    ])
}

#[inline(always)]
fn dense<S: Simd>(simd: S, block: &[u8; REACH]) -> u64 {
    let bytes = pair(simd, block, 0);
    let all = [u8x32::splat(simd, 0xff); 2];
    let found = group(simd, &DENSE_LOW, [bytes[0] & 15, bytes[1] & 15], all);
    let found = group(simd, &DENSE_HIGH, [bytes[0] >> 4, bytes[1] >> 4], found);
    !bits([found[0].simd_eq(0), found[1].simd_eq(0)])
}

/// The members of [`DENSE`](crate::lumps::DENSE) as a sieve: `+-./`, the digits, the letters in two rows each, `_`.
static DENSE_LOW: Table = twice([10, 14, 14, 14, 14, 14, 14, 14, 14, 14, 12, 5, 4, 5, 5, 21]);
static DENSE_HIGH: Table = twice([0, 0, 1, 2, 4, 24, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0]);

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn twice(row: [u8; 16]) -> Table {
    let mut table = [0; 32];
    let mut i = 0;
    while i < 32 {
        table[i] = row[i & 15];
        i += 1;
    }
    table
}

#[inline(always)]
fn bits<S: Simd>(masks: [mask8x32<S>; 2]) -> u64 {
    masks[0].to_bitmask() & 0xffff_ffff | masks[1].to_bitmask() << 32
}

#[inline(always)]
fn pair<S: Simd>(simd: S, block: &[u8; REACH], from: usize) -> Pair<S> {
    [
        load(simd, at(block, from)),
        load(simd, at(block, from + 32)),
    ]
}

#[inline(always)]
fn load<S: Simd>(simd: S, bytes: &Table) -> u8x32<S> {
    u8x32::from_slice(simd, bytes)
}

/// The `N` bytes from `from` on, which lie in `bytes`.
#[inline(always)]
fn at<const M: usize, const N: usize>(bytes: &[u8; M], from: usize) -> &[u8; N] {
    let Some(rest) = bytes.get(from..) else {
        return &[0; N];
    };
    let Some(chunk) = rest.first_chunk() else {
        return &[0; N];
    };
    chunk
}
