//! The first look at a long text: 64 bytes at a time with the processor's vector unit, where it has one that is fit for it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use fearless_simd::{Level, Simd, dispatch, mask8x32, prelude::*, u8x32};

use crate::sieve::{Sieve, Table, WINDOW};

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
    /// ASCII from `+` on.
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
        let first = half(simd, sieve, at::<REACH, 35>(block, 0));
        let second = half(simd, sieve, at::<REACH, 35>(block, 32));
        *look = Look {
            marks: first.marks | second.marks << 32,
            digits: first.digits | second.digits << 32,
            dense: first.dense | second.dense << 32,
        };
        let Some(ahead) = rest.get(BLOCK..) else {
            break;
        };
        rest = ahead;
        n += 1;
    }
    n
}

/// A look at 32 bytes.
#[inline(always)]
fn half<S: Simd>(simd: S, sieve: &Sieve, bytes: &[u8; 35]) -> Look {
    let text = load(simd, at(bytes, 0));
    let second = load(simd, at(bytes, 1));
    let third = load(simd, at(bytes, 2));
    let fourth = load(simd, at(bytes, 3));
    let Sieve {
        low: [low_a, low_b, low_c, low_d],
        high: [high_a, high_b, high_c, high_d],
    } = sieve;
    let windows = [text, second, third, fourth];
    let buckets = group(simd, low_a, high_a, windows)
        | group(simd, low_b, high_b, windows)
        | group(simd, low_c, high_c, windows)
        | group(simd, low_d, high_d, windows);
    let other = (text - b'0').min(u8x32::splat(simd, 10)).simd_eq(10);
    let sparse = (text - b'+').min(u8x32::splat(simd, 85)).simd_eq(85);
    Look {
        marks: !bits(buckets.simd_eq(0)) & 0xffff_ffff,
        digits: !bits(other) & 0xffff_ffff,
        dense: !bits(sparse) & 0xffff_ffff,
    }
}

/// The buckets of one group that let a window through.
#[inline(always)]
fn group<S: Simd>(
    simd: S,
    low: &[Table; WINDOW],
    high: &[Table; WINDOW],
    windows: [u8x32<S>; WINDOW],
) -> u8x32<S> {
    let [a, b, c, d] = windows;
    let [low_a, low_b, low_c, low_d] = low;
    let [high_a, high_b, high_c, high_d] = high;
    place(simd, low_a, high_a, a)
        & place(simd, low_b, high_b, b)
        & place(simd, low_c, high_c, c)
        & place(simd, low_d, high_d, d)
}

#[inline(always)]
fn place<S: Simd>(simd: S, low: &Table, high: &Table, bytes: u8x32<S>) -> u8x32<S> {
    load(simd, low).swizzle_dyn_within_blocks(bytes & 15)
        & load(simd, high).swizzle_dyn_within_blocks(bytes >> 4)
}

#[inline(always)]
fn bits<S: Simd>(mask: mask8x32<S>) -> u64 {
    mask.to_bitmask()
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
