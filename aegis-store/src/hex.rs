//! Digests as text.

use std::fmt::Write as _;

use aegis_core::ledger::Digest;

pub(crate) fn hex(digest: &Digest) -> String {
    let mut text = String::with_capacity(64);
    for byte in digest {
        // Writing into a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

pub(crate) fn unhex(text: &str) -> Option<Digest> {
    let digits = Some(text.as_bytes()).filter(|digits| digits.len() == 64)?;
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_survives_the_text() {
        let digest: Digest = std::array::from_fn(|at| at as u8 * 7);
        assert_eq!(unhex(&hex(&digest)), Some(digest));
        for text in ["", "ab", &"x".repeat(64), &"é".repeat(32)] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
