//! The keys that a mapping may have, made ready to be compared with a text at one stroke.

/// The longest key that there can be.
const MAX: usize = 16;

/// One known key.
pub(crate) struct Key {
    /// Its bytes and the colon behind it, as far as they fit.
    bits: u128,
    /// Which bits these are.
    mask: u128,
    length: usize,
}

/// Makes keys ready.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
pub(crate) const fn keys<const N: usize>(names: [&str; N]) -> [Key; N] {
    let mut keys = [const {
        Key {
            bits: 0,
            mask: 0,
            length: 0,
        }
    }; N];
    let mut index = 0;
    while index < N {
        let name = names[index].as_bytes();
        let mut bits = [0; MAX];
        let mut mask = [0; MAX];
        let mut at = 0;
        while at <= name.len() && at < MAX {
            bits[at] = if at < name.len() { name[at] } else { b':' };
            mask[at] = u8::MAX;
            at += 1;
        }
        keys[index] = Key {
            bits: u128::from_le_bytes(bits),
            mask: u128::from_le_bytes(mask),
            length: name.len(),
        };
        index += 1;
    }
    keys
}

/// The number of the key that the text begins with, and its length.
#[inline]
pub(super) fn first_key(text: &[u8], keys: &[Key]) -> Option<(usize, usize)> {
    let bits = match text.first_chunk() {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => short(text),
    };
    let number = keys.iter().position(|key| bits & key.mask == key.bits)?;
    let length = keys.get(number)?.length;
    (text.get(length) == Some(&b':')).then_some((number, length))
}

/// Of the last few bytes of a text.
#[cold]
fn short(text: &[u8]) -> u128 {
    let mut bits = [0; MAX];
    for (bit, byte) in bits.iter_mut().zip(text) {
        *bit = *byte;
    }
    u128::from_le_bytes(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    static KEYS: [Key; 4] = keys(["id", "ids", "id-of-a-long-key", "x"]);

    #[test]
    fn a_key_is_told_from_its_neighbours() {
        let check = |text: &str, expected| {
            let longer = format!("{text} and a value");
            for text in [text, &longer] {
                assert_eq!(first_key(text.as_bytes(), &KEYS), expected, "{text}");
            }
        };
        check("id:", Some((0, 2)));
        check("ids:", Some((1, 3)));
        check("id-of-a-long-key:", Some((2, 16)));
        check("id-of-a-long-key-:", None);
        check("x:", Some((3, 1)));
        check("x", None);
        check("ID:", None);
        check("idx:", None);
        check("", None);
    }
}
