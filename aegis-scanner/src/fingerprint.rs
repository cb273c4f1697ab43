//! A name for a secret that stays the same when lines move and that does not give the secret away.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::ScannerError;

/// `type:` and the first 16 hex digits of the SHA-256 of the value, keyed if the scanner has a key.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint {
    kind: String,
    digest: [u8; 8],
}

impl Fingerprint {
    /// The fingerprint of `value` as a secret of type `kind`.
    pub(crate) fn of(kind: &str, value: &[u8], key: Option<&[u8]>) -> Self {
        let digest = match key {
            None => Sha256::digest(value),
            Some(key) => keyed(key, value),
        };
        let mut first = [0; 8];
        for (to, from) in first.iter_mut().zip(digest) {
            *to = from;
        }
        Self {
            kind: kind.to_owned(),
            digest: first,
        }
    }

    /// The id of the secret's type.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }
}

/// HMAC-SHA-256 (RFC 2104), so that a short secret cannot be guessed from its fingerprint without the key.
fn keyed(key: &[u8], value: &[u8]) -> sha2::digest::Output<Sha256> {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        for (to, from) in block.iter_mut().zip(Sha256::digest(key)) {
            *to = from;
        }
    } else {
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
    }
    let inner = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x36))
        .chain_update(value)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|b| b ^ 0x5c))
        .chain_update(inner)
        .finalize()
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.kind)?;
        self.digest.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = ScannerError;

    fn from_str(s: &str) -> Result<Self, ScannerError> {
        let bad = || ScannerError::BadFingerprint(s.to_owned());
        let (kind, hex) = s.rsplit_once(':').ok_or_else(bad)?;
        if kind.is_empty() || hex.len() != 16 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let number = u64::from_str_radix(hex, 16).map_err(|_| bad())?;
        Ok(Self {
            kind: kind.to_owned(),
            digest: number.to_be_bytes(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_and_parse_agree() {
        let print = Fingerprint::of("jwt", b"abc", None);
        assert_eq!(print.to_string(), "jwt:ba7816bf8f01cfea");
        assert_eq!(print.to_string().parse::<Fingerprint>().unwrap(), print);
        for bad in [
            "jwt",
            "jwt:12",
            ":ba7816bf8f01cfea",
            "jwt:ba7816bf8f01cfeg",
            "jwt:+a7816bf8f01cfea",
        ] {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
    }

    #[test]
    fn key_changes_the_digest_as_hmac_does() {
        // RFC 4231, test case 2.
        let print = Fingerprint::of("x", b"what do ya want for nothing?", Some(b"Jefe"));
        assert_eq!(print.to_string(), "x:5bdcc146bf60754e");
    }
}
