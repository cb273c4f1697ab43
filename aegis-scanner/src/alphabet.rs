//! Sets of bytes as 256-bit tables, so that walking a token costs one table look-up a byte.

/// A set of bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alphabet([u64; 4]);

impl Alphabet {
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated at compile time for every alphabet in use; `byte >> 6` is below 4"
    )]
    pub(crate) const fn new(members: &[u8]) -> Self {
        let mut set = [0_u64; 4];
        let mut i = 0;
        while i < members.len() {
            let b = members[i];
            set[(b >> 6) as usize] |= 1 << (b & 63);
            i += 1;
        }
        Self(set)
    }

    pub(crate) const fn and(self, members: &[u8]) -> Self {
        let Self([a, b, c, d]) = self;
        let Self([e, f, g, h]) = Self::new(members);
        Self([a | e, b | f, c | g, d | h])
    }

    #[inline]
    pub(crate) fn has(self, byte: u8) -> bool {
        let word = self
            .0
            .get(usize::from(byte >> 6))
            .copied()
            .unwrap_or_default();
        word >> (byte & 63) & 1 == 1
    }

    pub(crate) fn all(self, bytes: &[u8]) -> bool {
        bytes.iter().all(|b| self.has(*b))
    }
}

pub(crate) const DIGIT: Alphabet = Alphabet::new(b"0123456789");
pub(crate) const LOWER: Alphabet = Alphabet::new(b"abcdefghijklmnopqrstuvwxyz");
pub(crate) const LETTER: Alphabet = LOWER.and(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ");
pub(crate) const ALNUM: Alphabet = LETTER.and(b"0123456789");
pub(crate) const LOWER_ALNUM: Alphabet = LOWER.and(b"0123456789");
pub(crate) const UPPER_ALNUM: Alphabet = DIGIT.and(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ");
/// What an identifier is made of.
pub(crate) const WORD: Alphabet = ALNUM.and(b"_");
/// URL-safe base64 without padding; most issued tokens use it.
pub(crate) const URL64: Alphabet = WORD.and(b"-");
pub(crate) const BASE64: Alphabet = ALNUM.and(b"+/");
/// Either kind of base64.
pub(crate) const ANY64: Alphabet = BASE64.and(b"-_");
pub(crate) const HEX: Alphabet = DIGIT.and(b"abcdefABCDEF");
pub(crate) const LOWER_HEX: Alphabet = DIGIT.and(b"abcdef");
/// Base32 of RFC 4648.
pub(crate) const BASE32: Alphabet = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
