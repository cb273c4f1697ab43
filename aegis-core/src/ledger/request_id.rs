//! Ids that a person can read aloud and type.

use sha2::{Digest as _, Sha256};

use super::{ApprovalKey, RequestId};
use crate::timestamp::Timestamp;

/// Small consonants and digits without the pairs that look alike (`l` and `1`, `s` and `5`, `z` and `2`, `o` and `0`);
/// without vowels no id is a word.
const ALPHABET: &[u8; 25] = b"bcdfghjkmnpqrtvwxy2346789";
const LENGTH: usize = 5;

impl RequestId {
    /// The id of a request that opens now. A ledger that has it already asks again with the next `attempt`.
    ///
    /// It is derived, not random: an id is no secret, it only has to be short and not taken.
    #[must_use]
    pub fn derive(key: &ApprovalKey, now: Timestamp, attempt: u32) -> RequestId {
        let digest = Sha256::new()
            .chain_update(key.call)
            .chain_update(key.rules)
            .chain_update(now.as_micros().to_le_bytes())
            .chain_update(attempt.to_le_bytes())
            .finalize();
        let letters = digest
            .iter()
            .take(LENGTH)
            .filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()));
        RequestId(letters.map(|letter| char::from(*letter)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_five_easy_letters_and_differ_by_call_time_and_attempt() {
        let key = ApprovalKey {
            call: [1; 32],
            rules: [2; 32],
        };
        let id =
            |key, micros, attempt| RequestId::derive(key, Timestamp::from_micros(micros), attempt);
        let first = id(&key, 0, 0);
        assert_eq!(first.0.len(), LENGTH);
        assert!(
            first.0.bytes().all(|letter| ALPHABET.contains(&letter)),
            "{first}"
        );
        assert_eq!(first, id(&key, 0, 0));
        assert_ne!(first, id(&key, 1, 0));
        assert_ne!(first, id(&key, 0, 1));
        assert_ne!(
            first,
            id(
                &ApprovalKey {
                    call: [3; 32],
                    ..key
                },
                0,
                0
            )
        );
    }
}
