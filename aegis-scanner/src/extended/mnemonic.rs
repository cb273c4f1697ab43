//! Wallets' recovery phrases.

use sha2::{Digest, Sha256};
use std::ops::Range;

use super::row;
use crate::alphabet::{Alphabet, LOWER};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

/// The English list of BIP-39: 2048 words in order, one a line.
const WORDS: &str = include_str!("bip39_english.txt");
const REACH: usize = 120;
const MAX_WORDS: usize = 24;

pub(super) const MNEMONIC: Detector = row(
    "wallet-mnemonic",
    "recovery phrase of a wallet",
    Severity::Critical,
    "12, 15, 18, 21 or 24 English words of BIP-39 with a right checksum after `mnemonic`, `seed` or `recovery phrase`",
    "https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki",
    &[
        Form::word("mnemonic", mnemonic),
        Form::word("seed phrase", mnemonic),
        Form::word("seed_phrase", mnemonic),
        Form::word("seedphrase", mnemonic),
        Form::word("recovery phrase", mnemonic),
        Form::word("recovery_phrase", mnemonic),
        Form::word("secret phrase", mnemonic),
        Form::word("wallet_seed", mnemonic),
    ],
    || {
        vec![
            format!("MNEMONIC=\"{}\"", phrase(16)),
            format!("Seed phrase: {}", phrase(32)),
        ]
    },
    || {
        vec![
            format!("MNEMONIC=\"{} zebra\"", phrase(16)),
            format!("note: {}", phrase(16)),
            format!("mnemonic: {}junk", "test ".repeat(11)),
        ]
    },
);

/// The phrase of so many made-up bytes.
fn phrase(bytes: u8) -> String {
    let mut all: Vec<u8> = (0..bytes).map(|n| n.wrapping_mul(151) ^ 0x5a).collect();
    all.extend(Sha256::digest(&all).first());
    let bit = |n: usize| {
        all.get(n / 8)
            .map_or(0, |b| usize::from(b >> (7 - n % 8) & 1))
    };
    let words = usize::from(bytes) * 3 / 4;
    let index = |word: usize| (0..11).fold(0, |n, i| n * 2 + bit(word * 11 + i));
    let list: Vec<&str> = (0..words)
        .filter_map(|word| WORDS.lines().nth(index(word)))
        .collect();
    list.join(" ")
}

fn mnemonic(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let until = (from + REACH).min(text.len());
    let mut at = from;
    while at < until {
        let end = text.run(at, LOWER, 12);
        if end == at {
            at += 1;
            continue;
        }
        if let Some(span) = phrase_at(text, at) {
            out.push(Candidate::new(hit.detector, span).confidence(Confidence::Certain));
            return;
        }
        at = end;
    }
}

const BETWEEN: Alphabet = Alphabet::new(b" \t\r\n,\"'");

/// Whether the least number of words begins at `at`, of the list's lengths: prose ends here, before any word is looked up.
fn has_words(text: Text<'_>, at: usize) -> bool {
    let mut from = at;
    (0..12).all(|_| {
        let end = text.run(from, LOWER, 9);
        let length = end - from;
        from = text.run(end, BETWEEN, 4);
        (3..=8).contains(&length)
    })
}

/// The phrase that begins at `at`: the whole run of words of the list.
fn phrase_at(text: Text<'_>, at: usize) -> Option<Range<usize>> {
    if text.before(at).is_some_and(|b| b.is_ascii_alphanumeric()) || !has_words(text, at) {
        return None;
    }
    let mut indices = Vec::with_capacity(MAX_WORDS);
    let (mut from, mut end) = (at, at);
    while indices.len() < MAX_WORDS {
        let word = text.run(from, LOWER, 9);
        let Some(index) = index_of(text.slice(from..word)) else {
            break;
        };
        indices.push(index);
        end = word;
        from = text.run(word, BETWEEN, 4);
        if from == word {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<_> = indices.iter().collect();
    (distinct.len() >= 9 && checksum_holds(&indices)).then_some(at..end)
}

fn index_of(word: &[u8]) -> Option<u16> {
    if !(3..=8).contains(&word.len()) {
        return None;
    }
    let at = WORDS.lines().position(|w| w.as_bytes() == word)?;
    u16::try_from(at).ok()
}

/// A phrase has 11 bits a word, of which the last one in 33 is the beginning of the digest of the others.
fn checksum_holds(indices: &[u16]) -> bool {
    if indices.len() < 12 || !indices.len().is_multiple_of(3) {
        return false;
    }
    let bits: Vec<u8> = indices
        .iter()
        .flat_map(|index| (0..11).rev().map(move |i| (index >> i & 1) as u8))
        .collect();
    let sum = bits.len() / 33;
    let Some((entropy, check)) = bits.split_at_checked(bits.len() - sum) else {
        return false;
    };
    let bytes: Vec<u8> = entropy
        .chunks(8)
        .map(|bits| bits.iter().fold(0, |n, b| n << 1 | b))
        .collect();
    let expected = check.iter().fold(0_u8, |n, b| n << 1 | b);
    let digest = Sha256::digest(bytes);
    digest.first().map(|b| b >> (8 - sum)) == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums() {
        let check = |phrase: &str, expected: bool| {
            let indices: Option<Vec<u16>> =
                phrase.split(' ').map(|w| index_of(w.as_bytes())).collect();
            assert_eq!(checksum_holds(&indices.unwrap()), expected, "{phrase}");
        };
        // The standard's own vectors.
        check(&format!("{}about", "abandon ".repeat(11)), true);
        check(&format!("{}art", "abandon ".repeat(23)), true);
        check(&format!("{}zoo", "abandon ".repeat(11)), false);
        check(&phrase(20), true);
    }
}
