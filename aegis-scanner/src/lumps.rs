//! Runs of digits and of base64, to which no literal leads.

use crate::alphabet::{ANY64, Alphabet};
use crate::text::Text;

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

/// What base64 of either kind is made of, and the dot that joins its parts.
pub(crate) const DENSE: Alphabet = ANY64.and(b".");

/// Whether the word may belong to a run of base64.
#[inline(always)]
fn is_dense(bytes: [u8; 8]) -> bool {
    const TOP: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(bytes);
    // ASCII from `+` on, which spaces, quotes, brackets and line ends are not: they stand in nearly every word.
    (word | word.wrapping_sub(0x2b2b_2b2b_2b2b_2b2b)) & TOP == 0 && DENSE.all(&bytes)
}

/// So many dense words in a row lie in any run of 40 bytes, so that it is enough to look at one word of so many.
const DENSE_WORDS: usize = 4;

/// Whether the word at `at` belongs to a run of dense words that is long enough.
pub(crate) fn in_dense_run(words: &[[u8; 8]], at: usize) -> bool {
    const OTHERS: usize = DENSE_WORDS - 1;
    let dense = |at: usize| words.get(at).is_some_and(|word| is_dense(*word));
    let mut back = 0;
    while back < OTHERS && at > back && dense(at - back - 1) {
        back += 1;
    }
    let mut others = back;
    while others < OTHERS && dense(at + 1 + others - back) {
        others += 1;
    }
    others == OTHERS && dense(at)
}

/// Of 64 words, of which `dense` are, those that are last in a group of four and may belong to a run that is long enough. What
/// follows the 64 is taken for dense.
#[inline(always)]
pub(crate) const fn dense_run_ends(dense: u64) -> u64 {
    const LAST: u64 = 0x8888_8888_8888_8888;
    let starts = dense & (dense >> 1 | 1 << 63) & (dense >> 2 | 3 << 62) & (dense >> 3 | 7 << 61);
    (starts | starts << 1 | starts << 2 | starts << 3) & LAST
}

/// The bytes of `bits` that have all ones, as bits.
#[inline(always)]
pub(crate) const fn full_bytes(bits: u64) -> u8 {
    let pairs = bits & bits >> 1;
    let fours = pairs & pairs >> 2;
    pack(fours & fours >> 4)
}

/// The bytes of `bits` that have six ones or more, as bits.
#[inline(always)]
pub(crate) const fn digit_bytes(bits: u64) -> u8 {
    let pairs = bits - (bits >> 1 & 0x5555_5555_5555_5555);
    let fours = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    let counts = (fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    pack((counts + 0x0202_0202_0202_0202) >> 3)
}

/// The lowest bits of the eight bytes.
#[inline(always)]
const fn pack(bits: u64) -> u8 {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    ((bits & LOWEST).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// So many words are looked at together, one bit each.
pub(crate) const STRETCH: usize = 64;

/// The words of a stretch that may begin something, as bits.
pub(crate) struct Stops {
    pub(crate) marks: u64,
    pub(crate) digits: u64,
    pub(crate) dense: u64,
}

impl Stops {
    /// Those that can be told without tables.
    #[inline(never)]
    pub(crate) fn lumps(words: &[[u8; 8]]) -> Self {
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
            let found = is_dense(*word);
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
pub(crate) fn in_long_number(text: Text<'_>, at: usize) -> bool {
    count_digits(text.slice(at.saturating_sub(32)..at + 40)) >= 13
}
