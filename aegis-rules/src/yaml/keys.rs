//! The keys that a mapping may have, made ready to be compared with a text at one stroke.

/// The longest key that there can be.
const MAX: usize = 16;

/// One known key, with what is said of it.
pub(crate) struct Key<V> {
    /// Its bytes and the colon behind it, as far as they fit.
    bits: u128,
    /// Which bits these are.
    mask: u128,
    length: usize,
    value: V,
}

impl<V: Copy> Key<V> {
    /// A longer name fails the build where a table is made of it.
    #[expect(
        clippy::indexing_slicing,
        reason = "the compiler evaluates it, so that a mistake is one of the build"
    )]
    pub(crate) const fn new(name: &str, value: V) -> Self {
        let name = name.as_bytes();
        let mut bits = [0; MAX];
        let mut mask = [0; MAX];
        let mut at = 0;
        while at < name.len() {
            bits[at] = name[at];
            mask[at] = u8::MAX;
            at += 1;
        }
        if at < MAX {
            bits[at] = b':';
            mask[at] = u8::MAX;
        }
        Key {
            bits: u128::from_le_bytes(bits),
            mask: u128::from_le_bytes(mask),
            length: name.len(),
            value,
        }
    }
}

#[cfg(test)]
impl<V> Key<V> {
    pub(crate) fn is(&self, name: &str) -> bool {
        let mut bits = [0; MAX];
        for (bit, byte) in bits.iter_mut().zip(name.bytes().chain([b':'])) {
            *bit = byte;
        }
        self.bits == u128::from_le_bytes(bits) && self.length == name.len()
    }
}

/// The key that the text begins with: its number, its length and what is said of it. Tries the one with that number
/// first and then those behind it: most people keep to the order of the documentation.
#[inline]
pub(super) fn first_key<V: Copy>(
    text: &[u8],
    keys: &[Key<V>],
    next: usize,
) -> Option<(usize, usize, V)> {
    let bits = match text.first_chunk() {
        Some(chunk) => u128::from_le_bytes(*chunk),
        None => short(text),
    };
    let fits = |key: &Key<V>| bits & key.mask == key.bits;
    let ahead = keys.get(next..).unwrap_or_default();
    let number = match ahead.iter().position(fits) {
        Some(place) => next + place,
        None => keys.iter().position(fits)?,
    };
    let key = keys.get(number)?;
    let separate = matches!(text.get(key.length + 1), None | Some(b' ' | b'\n'));
    let ends = separate && text.get(key.length) == Some(&b':');
    ends.then_some((number, key.length, key.value))
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

    static KEYS: [Key<char>; 4] = [
        Key::new("id", 'a'),
        Key::new("ids", 'b'),
        Key::new("id-of-a-long-key", 'c'),
        Key::new("x", 'd'),
    ];

    #[test]
    fn a_key_is_told_from_its_neighbours() {
        let check = |text: &str, expected| {
            let longer = format!("{text} and a value");
            let line = format!("{text}\n  and a value");
            for text in [text, &longer, &line] {
                for next in 0..6 {
                    assert_eq!(first_key(text.as_bytes(), &KEYS, next), expected, "{text}");
                }
            }
        };
        check("id:", Some((0, 2, 'a')));
        check("ids:", Some((1, 3, 'b')));
        check("id-of-a-long-key:", Some((2, 16, 'c')));
        check("id-of-a-long-key-:", None);
        check("x:", Some((3, 1, 'd')));
        check("x:y", None);
        check("x::", None);
        check("x", None);
        check("ID:", None);
        check("idx:", None);
        check("", None);
    }
}
