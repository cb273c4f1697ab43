//! Tables that are looked up by a name, once for every program of a text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What is known by name. Where a name comes twice, the first one counts.
pub(crate) struct Index<T>(HashMap<&'static str, T, BuildHasherDefault<NameHasher>>);

impl<T> Index<T> {
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.0.get(name)
    }
}

impl<T> FromIterator<(&'static str, T)> for Index<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, T)>>(entries: I) -> Self {
        let mut index = HashMap::with_capacity_and_hasher(1024, BuildHasherDefault::default());
        for (name, value) in entries {
            index.entry(name).or_insert(value);
        }
        Index(index)
    }
}

/// A hash of few steps for names: who asks can choose the names that are looked up, but not those that are found.
#[derive(Default)]
struct NameHasher(u64);

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    // What stands behind every name tells none of them from another.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
