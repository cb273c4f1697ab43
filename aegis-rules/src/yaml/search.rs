//! Where certain bytes stand in a text.

/// A set of bytes.
pub(super) struct Bytes([bool; 256]);

impl Bytes {
    #[expect(
        clippy::indexing_slicing,
        reason = "the compiler evaluates it, so that a mistake is one of the build"
    )]
    pub(super) const fn of(list: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut index = 0;
        while index < list.len() {
            set[list[index] as usize] = true;
            index += 1;
        }
        Bytes(set)
    }

    #[inline]
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }

    /// The first place from there whose byte belongs to the set, or does not if it is to be `inside`; the length if there
    /// is none. For short stretches; [`find`] is faster on long ones.
    #[inline]
    pub(super) fn end(&self, bytes: &[u8], from: usize, inside: bool) -> usize {
        let rest = bytes.get(from..).unwrap_or_default();
        let found = rest.iter().position(|byte| self.has(*byte) != inside);
        from + found.unwrap_or(rest.len())
    }
}

/// The first place from there at which one of these bytes stands; the length if there is none.
#[inline]
pub(crate) fn find<const N: usize>(bytes: &[u8], from: usize, wanted: [u8; N]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let mut at = from;
    let mut rest = bytes.get(from..).unwrap_or_default();
    // Eight bytes at once: those that are wanted get their highest bit set, and the first of them is exact.
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let chunk = u64::from_le_bytes(*chunk);
        let mut found = 0;
        for byte in wanted {
            let differs = chunk ^ (ONES * u64::from(byte));
            found |= differs.wrapping_sub(ONES) & !differs;
        }
        found &= ONES << 7;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
        rest = after;
    }
    let found = rest.iter().position(|byte| wanted.contains(byte));
    at + found.unwrap_or(rest.len())
}

/// The first place from there at which something else than a blank stands; the length if there is none.
#[inline]
pub(super) fn behind_blanks(bytes: &[u8], from: usize) -> usize {
    const BLANKS: u64 = u64::from_le_bytes([b' '; 8]);
    let mut at = from;
    let mut rest = bytes.get(from..).unwrap_or_default();
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let others = u64::from_le_bytes(*chunk) ^ BLANKS;
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
        rest = after;
    }
    at + rest.iter().take_while(|byte| **byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static SET: Bytes = Bytes::of(b"a9-");

    proptest! {
        #[test]
        fn the_first_place_is_found(bytes in prop::collection::vec(prop::sample::select(b"ab  -9\xe9\x80\n".to_vec()), 0..40), from in 0..44_usize) {
            let place = |wanted: &dyn Fn(u8) -> bool| {
                let found = bytes.iter().enumerate().skip(from).find(|(_, byte)| wanted(**byte));
                found.map_or(bytes.len().max(from), |(place, _)| place)
            };
            prop_assert_eq!(find(&bytes, from, *b"b\n"), place(&|byte| b"b\n".contains(&byte)));
            prop_assert_eq!(behind_blanks(&bytes, from), place(&|byte| byte != b' '));
            prop_assert_eq!(SET.end(&bytes, from, true), place(&|byte| !b"a9-".contains(&byte)));
            prop_assert_eq!(SET.end(&bytes, from, false), place(&|byte| b"a9-".contains(&byte)));
        }

        #[test]
        fn every_byte_is_told_from_every_other(byte: u8, other: u8) {
            prop_assert_eq!(find(&[byte; 20], 0, [other]) == 0, byte == other);
        }
    }
}
