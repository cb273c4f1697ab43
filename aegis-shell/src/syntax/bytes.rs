//! Classes of bytes, looked up by one load.

/// What may have to be skipped in front of a word.
pub(super) const BLANK: u8 = 1;
/// Ends a word of the grammar.
pub(super) const WORD_END: u8 = 2;
/// Ends a run of unquoted text that means itself.
pub(super) const SPECIAL: u8 = 4;
/// Ends a run of quoted text that means itself.
pub(super) const QUOTED_SPECIAL: u8 = 8;
/// Part of a name.
pub(super) const NAME: u8 = 16;
/// May begin a redirection.
pub(super) const REDIRECT: u8 = 32;

const CLASSES: [u8; 256] = classes();

/// Whether a byte is of one of these classes.
#[inline]
pub(super) fn is(byte: u8, classes: u8) -> bool {
    CLASSES
        .get(usize::from(byte))
        .is_some_and(|own| own & classes != 0)
}

const fn class(byte: u8) -> u8 {
    let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\\' | b'#');
    let word_end = matches!(
        byte,
        b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>'
    );
    let quoted_special = matches!(byte, b'\\' | b'$' | b'`' | b'\'' | b'"');
    let name = byte == b'_' || byte.is_ascii_alphanumeric();
    let redirect = matches!(byte, b'<' | b'>' | b'&' | b'{' | b'0'..=b'9');
    (blank as u8) * BLANK
        + (word_end as u8) * WORD_END
        + ((word_end || quoted_special) as u8) * SPECIAL
        + (quoted_special as u8) * QUOTED_SPECIAL
        + (name as u8) * NAME
        + (redirect as u8) * REDIRECT
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, with an index below the length"
)]
const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = class(byte as u8);
        byte += 1;
    }
    table
}
