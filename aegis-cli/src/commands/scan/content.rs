//! From bytes to a text that can be scanned, with bounded memory.

use std::borrow::Cow;
use std::io::{self, Read};

use super::buffer::{Buffer, PIECE};

/// How much of a file decides whether it is binary.
const HEAD: usize = 8 * 1024;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    /// A text in UTF-8. What is not UTF-8 in a file stands as U+FFFD, one for each faulty sequence.
    Text(Cow<'a, [u8]>),
    /// No text: a NUL near the beginning.
    Binary,
    /// More than the limit.
    TooLarge,
}

/// Reads at most `max` bytes, and only the beginning of what is binary or of a file that says how large it is.
pub(crate) fn read<'b>(
    mut input: impl Read,
    size: impl Fn() -> Option<u64>,
    max: u64,
    buffer: &'b mut Buffer,
) -> io::Result<Content<'b>> {
    let limit = usize::try_from(max).unwrap_or(usize::MAX).saturating_add(1);
    buffer.clear();
    let mut ended = buffer.fill(&mut input, HEAD.min(limit))?;
    let head = buffer.filled();
    if is_binary(head.get(..HEAD).unwrap_or(head)) {
        return Ok(Content::Binary);
    }
    let size = if head.len() < PIECE { None } else { size() };
    if size.is_some_and(|size| size > max) {
        return Ok(Content::TooLarge);
    }
    if !ended {
        buffer.make_room(size.and_then(|size| size.try_into().ok()).unwrap_or(0));
        ended = buffer.fill(&mut input, limit)?;
    }
    let bytes = buffer.filled();
    Ok(if ended && bytes.len() < limit {
        Content::Text(decode(bytes))
    } else {
        Content::TooLarge
    })
}

fn is_binary(head: &[u8]) -> bool {
    // A loop that cannot end early is one for the vector unit.
    let nul = head.iter().fold(false, |any, b| any | (*b == 0));
    nul && utf16(head).is_none()
}

/// The bytes as a text: UTF-8 with or without a byte order mark, UTF-16 with one, or something close to ASCII.
fn decode(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some((rest, unit)) = utf16(bytes) {
        let (units, _odd) = rest.as_chunks::<2>();
        let chars = char::decode_utf16(units.iter().map(|pair| unit(*pair)));
        let text: String = chars
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        return Cow::Owned(text.into_bytes());
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Most files are ASCII, which is told four times faster.
    if plain.is_ascii() || str::from_utf8(plain).is_ok() {
        return Cow::Borrowed(plain);
    }
    Cow::Owned(String::from_utf8_lossy(plain).into_owned().into_bytes())
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
        let mut buffer = Buffer::default();
        // What stood in it before makes no difference.
        buffer.fill(&mut &b"123"[..], 10).unwrap();
        assert_eq!(read(bytes, || None, max, &mut buffer).unwrap(), *expected);
    }

    fn text(text: &str) -> Content<'_> {
        Content::Text(Cow::Borrowed(text.as_bytes()))
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
        let large = vec![b'x'; 3 * PIECE];
        check(&large, 3 * PIECE as u64, &text(&"x".repeat(3 * PIECE)));
        check(&large, 3 * PIECE as u64 - 1, &Content::TooLarge);
        let mut late = long.clone();
        late[15_000] = 0;
        let mut buffer = Buffer::default();
        assert!(matches!(
            read(late.as_slice(), || None, 30_000, &mut buffer).unwrap(),
            Content::Text(_)
        ));
    }

    #[test]
    fn a_file_that_says_it_is_too_large_is_not_read() {
        let mut input = io::repeat(b'x').take(u64::MAX);
        let mut buffer = Buffer::default();
        let content = read(&mut input, || Some(1 << 40), 1 << 20, &mut buffer).unwrap();
        assert_eq!(content, Content::TooLarge);
        assert!(buffer.filled().len() < 1 << 20);
    }
}
