//! Checksums that vendors put into their tokens.

use crate::Confidence;

/// What a checksum says about a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// There is none, or it is not published.
    Unknown,
    /// Checksum or structure right.
    Right,
    /// Checksum wrong: a fixture or a typo, but perhaps most of a live token.
    Wrong,
    /// Nothing to compute, but not what the vendor issues.
    Odd,
}

impl Checked {
    /// The confidence after the check.
    pub(crate) const fn adjust(self, before: Confidence) -> Confidence {
        match self {
            Self::Unknown => before,
            Self::Right => Confidence::Certain,
            Self::Wrong => Confidence::Low,
            Self::Odd => Confidence::Medium,
        }
    }

    const fn from_bool(right: bool) -> Self {
        if right { Self::Right } else { Self::Wrong }
    }
}

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The number as six base-62 digits, zeros first: what GitHub, npm and Vercel append.
fn base62(mut number: u32) -> [u8; 6] {
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62
            .get((number % 62) as usize)
            .copied()
            .unwrap_or_default();
        number /= 62;
    }
    digits
}

/// The last six characters are the CRC-32 of the body before them, in base 62.
pub(crate) fn crc_base62(token: &[u8], body: usize) -> Checked {
    let split = token
        .get(body..)
        .and_then(|rest| rest.split_last_chunk::<6>());
    split.map_or(Checked::Wrong, |(payload, sum)| {
        Checked::from_bool(base62(crc32fast::hash(payload)) == *sum)
    })
}

/// The last eight characters are the CRC-32 of the body before them, in lower hex (Cloudflare).
pub(crate) fn crc_hex_body(token: &[u8], body: usize) -> Checked {
    let split = token
        .get(body..)
        .and_then(|rest| rest.split_last_chunk::<8>());
    split.map_or(Checked::Wrong, |(payload, sum)| {
        Checked::from_bool(hex8(crc32fast::hash(payload), false) == *sum)
    })
}

/// The last eight characters are the CRC-32 of all before them, prefix and `=` included, in upper hex (Atlassian).
pub(crate) fn crc_hex_whole(token: &[u8], _body: usize) -> Checked {
    let split = token.split_last_chunk::<8>();
    split.map_or(Checked::Wrong, |(payload, sum)| {
        Checked::from_bool(hex8(crc32fast::hash(payload), true) == *sum)
    })
}

fn hex8(number: u32, upper: bool) -> [u8; 8] {
    let mut digits = [0; 8];
    for (i, digit) in digits.iter_mut().rev().enumerate() {
        let nibble = (number >> (4 * i) & 15) as u8;
        *digit = match nibble {
            0..=9 => b'0' + nibble,
            _ if upper => b'A' + nibble - 10,
            _ => b'a' + nibble - 10,
        };
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_tokens_pass() {
        // npm's and GitHub's announcements of their formats.
        let npm = concat!("npm", "_Alm0StFaK3t0kEN8uTval1DcRC32dc1Bscp5");
        let github = concat!("ghp", "_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx");
        assert_eq!(crc_base62(npm.as_bytes(), 4), Checked::Right);
        assert_eq!(crc_base62(github.as_bytes(), 4), Checked::Right);
        assert_eq!(
            crc_base62(github.replace("wWP", "xWP").as_bytes(), 4),
            Checked::Wrong
        );
        assert_eq!(crc_base62(b"ghp_x", 4), Checked::Wrong);
    }

    #[test]
    fn hex_sums() {
        let sum = format!("{:08x}", crc32fast::hash(b"body"));
        assert_eq!(
            crc_hex_body(format!("cfut_body{sum}").as_bytes(), 5),
            Checked::Right
        );
        let sum = format!("{:08X}", crc32fast::hash(b"ATATTbody="));
        assert_eq!(
            crc_hex_whole(format!("ATATTbody={sum}").as_bytes(), 0),
            Checked::Right
        );
    }
}
