//! From bytes to a text that can be scanned, with bounded memory.

use std::borrow::Cow;
use std::io::{self, Read};

/// How much of a file decides whether it is binary.
const HEAD: u64 = 8 * 1024;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    /// A text. What is not UTF-8 in it stands as U+FFFD, one for each faulty sequence.
    Text(Cow<'a, str>),
    /// No text: a NUL near the beginning.
    Binary,
    /// More than the limit.
    TooLarge,
}

/// Reads at most `max` bytes, and only the beginning of what is binary.
pub(crate) fn read<'b>(
    mut input: impl Read,
    max: u64,
    buffer: &'b mut Vec<u8>,
) -> io::Result<Content<'b>> {
    buffer.clear();
    let head = input.by_ref().take(HEAD).read_to_end(buffer)?;
    if is_binary(buffer) {
        return Ok(Content::Binary);
    }
    let mut length = u64::try_from(head).unwrap_or(u64::MAX);
    if length == HEAD {
        let rest = max.saturating_add(1).saturating_sub(HEAD);
        let more = input.take(rest).read_to_end(buffer)?;
        length = length.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
    }
    Ok(if length > max {
        Content::TooLarge
    } else {
        Content::Text(decode(buffer))
    })
}

fn is_binary(head: &[u8]) -> bool {
    utf16(head).is_none() && head.contains(&0)
}

/// The bytes as a text: UTF-8 with or without a byte order mark, UTF-16 with one, or something close to ASCII.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((rest, unit)) = utf16(bytes) {
        let (units, _odd) = rest.as_chunks::<2>();
        let chars = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
        return chars
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match str::from_utf8(plain) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(plain),
    }
}

type Unit = fn([u8; 2]) -> u16;

/// What follows a UTF-16 byte order mark, and the order of the bytes. UTF-32 begins like UTF-16 and is none.
fn utf16(bytes: &[u8]) -> Option<(&[u8], Unit)> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return (!rest.starts_with(b"\0\0")).then_some((rest, u16::from_le_bytes));
    }
    Some((bytes.strip_prefix(b"\xFE\xFF")?, u16::from_be_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], max: u64, expected: &Content<'_>) {
        let mut buffer = vec![1, 2, 3];
        assert_eq!(read(bytes, max, &mut buffer).unwrap(), *expected);
    }

    fn text(text: &str) -> Content<'_> {
        Content::Text(Cow::Borrowed(text))
    }

    #[test]
    fn texts_of_every_encoding_are_read() {
        check(b"", 10, &text(""));
        check("\u{feff}é".as_bytes(), 10, &text("é"));
        check(b"caf\xE9", 10, &text("caf\u{fffd}"));
        check(b"\xFF\xFEa\0\n\0", 10, &text("a\n"));
        check(b"\xFE\xFF\0a\xD8", 10, &text("a"));
        check(b"\xFF\xFE\x00\xD8a\0", 10, &text("\u{fffd}a"));
    }

    #[test]
    fn binary_and_large_files_are_told_apart() {
        check(b"a\0b", 10, &Content::Binary);
        check(b"\xFF\xFE\0\0a\0\0\0", 10, &Content::Binary);
        check(b"12345", 5, &text("12345"));
        check(b"123456", 5, &Content::TooLarge);
        let long = vec![b'x'; 20_000];
        check(&long, 19_999, &Content::TooLarge);
        check(&long, 20_000, &text(&"x".repeat(20_000)));
        let mut late = long.clone();
        late[15_000] = 0;
        let mut buffer = Vec::new();
        assert!(matches!(
            read(late.as_slice(), 30_000, &mut buffer).unwrap(),
            Content::Text(_)
        ));
    }
}
