//! Tables that are looked up by a name, once for every program of a text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What is known by name.
#[derive(Default)]
pub(crate) struct Index<T>(HashMap<&'static str, T, BuildHasherDefault<NameHasher>>);

impl<T: Default> Index<T> {
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.0.get(name)
    }

    /// The entry of a name, to be filled in.
    pub(crate) fn entry(&mut self, name: &'static str) -> &mut T {
        self.0.entry(name).or_default()
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
