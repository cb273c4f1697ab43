//! Runs of digits and of base64, to which no literal leads.

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
pub(crate) fn in_dense_run(words: &[[u8; 8]], at: usize) -> bool {
    const OTHERS: usize = DENSE_WORDS - 1;
    let dense = |word: &&[u8; 8]| is_dense(u64::from_le_bytes(**word));
    let before = words.get(at.saturating_sub(OTHERS)..at).unwrap_or_default();
    let after = words.get(at + 1..).unwrap_or_default();
    let back = before.iter().rev().take_while(dense).count();
    back + after.iter().take(OTHERS - back).take_while(dense).count() >= OTHERS
}

/// Whether the fourth and the eighth word of a block, whose dense bytes are given, belong to a run that is long enough.
#[inline(always)]
pub(crate) fn dense_runs(block: u64, words: &[[u8; 8]], first: usize) -> [bool; 2] {
    let eighth = |n: u32| (block >> n) as u8 == 0xff;
    let [fourth, eighth] = [eighth(24), eighth(56)];
    // The run of the fourth lies in the block, and at its second half if it does not reach back to the start.
    let around = |from: u32| (block >> from) as u32 == u32::MAX;
    [
        fourth && (around(0) || around(8) || around(16) || around(24)),
        eighth && (around(32) || in_dense_run(words, first + 7)),
    ]
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
pub(crate) fn in_long_number(text: Text<'_>, at: usize) -> bool {
    count_digits(text.slice(at.saturating_sub(32)..at + 40)) >= 13
}
