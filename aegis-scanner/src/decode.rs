//! Base64 as it occurs in the wild: either alphabet, with or without padding.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The bytes that `encoded` stands for; a last group that is cut short is left out.
pub(crate) fn base64(encoded: &[u8]) -> Option<Vec<u8>> {
    let padding = encoded.iter().rev().take_while(|b| **b == b'=').count();
    let body = encoded.get(..encoded.len() - padding)?;
    let whole = if body.len() % 4 == 1 {
        body.get(..body.len() - 1)?
    } else {
        body
    };
    let url_safe = whole.iter().any(|b| matches!(b, b'-' | b'_'));
    let engine = if url_safe { &URL_SAFE } else { &STANDARD };
    engine.decode(whole).ok()
}

/// Whether `bytes` are mostly text: at least nine of ten printable ASCII, white space or UTF-8 lead and tail bytes.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let printable = bytes
        .iter()
        .filter(|b| matches!(b, 0x20..=0x7e | b'\t' | b'\n' | b'\r'))
        .count();
    !bytes.is_empty() && printable * 10 >= bytes.len() * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenient() {
        for (encoded, plain) in [
            ("dXNlcjpwYXNz", "user:pass"),
            ("dXNlcjpwYXM=", "user:pas"),
            ("dXNlcjpwYXM", "user:pas"),
            ("dXNlcjpwYXNzd", "user:pass"),
        ] {
            assert_eq!(base64(encoded.as_bytes()).unwrap(), plain.as_bytes());
        }
        assert!(base64(b"a b").is_none());
        assert!(is_text(b"hello\n") && !is_text(&[0, 1, 2, 250]));
    }
}
