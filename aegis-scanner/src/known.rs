//! Values that everybody knows: published examples, emulators' keys, keys of public test fixtures.
//!
//! Kept as hashes, so that this file sets off no scanner.

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 of each value, sorted.
const PUBLIC: &[u64] = &[];

/// Whether `value` is a published example.
pub(crate) fn is_public(value: &[u8]) -> bool {
    let digest = Sha256::digest(value);
    let first = digest.first_chunk::<8>().map(|b| u64::from_be_bytes(*b)).unwrap_or_default();
    PUBLIC.binary_search(&first).is_ok()
}
