//! Classes of bytes, looked up by one load.

/// What may have to be skipped in front of a word.
pub(super) const BLANK: u32 = 1 << 0;
/// Ends a word of the grammar.
pub(super) const WORD_END: u32 = 1 << 1;
/// Ends a word of any kind, whatever the word is; what else may end one depends on that.
pub(super) const BREAK: u32 = 1 << 2;
/// Ends a run of unquoted text that means itself.
pub(super) const SPECIAL: u32 = 1 << 3;
/// Ends a run of quoted text that means itself.
pub(super) const QUOTED_SPECIAL: u32 = 1 << 4;
/// Part of a name.
pub(super) const NAME: u32 = 1 << 5;
/// Begins a name.
pub(super) const NAME_START: u32 = 1 << 6;
/// May begin a redirection.
pub(super) const REDIRECT: u32 = 1 << 7;
/// Makes a pattern of unquoted text.
pub(crate) const PATTERN: u32 = 1 << 8;
/// Makes several words of unquoted text.
pub(crate) const BRACE: u32 = 1 << 9;
/// Makes a home of unquoted text.
pub(crate) const TILDE: u32 = 1 << 10;
/// May begin a word of the grammar.
pub(super) const KEYWORD_START: u32 = 1 << 11;
/// `"`
pub(super) const QUOTE: u32 = 1 << 12;
/// `}`
pub(super) const BRACE_END: u32 = 1 << 13;
/// `]`
pub(super) const BRACKET_END: u32 = 1 << 14;
/// `/`
pub(super) const SLASH: u32 = 1 << 15;
/// `=`
pub(super) const EQUALS: u32 = 1 << 16;
/// Ends a command, whatever it is.
pub(super) const COMMAND_END: u32 = 1 << 17;
/// Makes something else of unquoted text than what it was written as.
pub(crate) const ACTING: u32 = PATTERN | BRACE | TILDE;

const CLASSES: [u32; 256] = classes();

/// Whether a byte is of one of these classes.
#[inline]
pub(crate) fn is(byte: u8, classes: u32) -> bool {
    classes_of(byte) & classes != 0
}

/// The classes of a byte.
#[inline]
pub(super) fn classes_of(byte: u8) -> u32 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

const fn class(byte: u8) -> u32 {
    let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\\' | b'#');
    let word_end = matches!(
        byte,
        b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>'
    );
    let quoted_special = matches!(byte, b'\\' | b'$' | b'`' | b'\'' | b'"');
    let name = byte == b'_' || byte.is_ascii_alphanumeric();
    let breaks = word_end && !matches!(byte, b'\r' | b'<' | b'>' | b'(');
    let keyword = matches!(
        byte,
        b'i' | b't' | b'e' | b'f' | b's' | b'w' | b'u' | b'd' | b'c' | b'{' | b'}' | b'!' | b'['
    );
    let redirect = matches!(byte, b'<' | b'>' | b'&' | b'{' | b'0'..=b'9');
    (blank as u32) * BLANK
        + (word_end as u32) * WORD_END
        + ((word_end || quoted_special) as u32) * SPECIAL
        + (quoted_special as u32) * QUOTED_SPECIAL
        + (name as u32) * NAME
        + ((name && !byte.is_ascii_digit()) as u32) * NAME_START
        + (breaks as u32) * BREAK
        + (redirect as u32) * REDIRECT
        + (matches!(byte, b'*' | b'?' | b'[' | b']') as u32) * PATTERN
        + ((byte == b'{') as u32) * BRACE
        + ((byte == b'~') as u32) * TILDE
        + (keyword as u32) * KEYWORD_START
        + ((byte == b'"') as u32) * QUOTE
        + ((byte == b'}') as u32) * BRACE_END
        + ((byte == b']') as u32) * BRACKET_END
        + ((byte == b'/') as u32) * SLASH
        + ((byte == b'=') as u32) * EQUALS
        + (matches!(byte, b'\n' | b';' | b'|' | b')') as u32) * COMMAND_END
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, with an index below the length"
)]
const fn classes() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = class(byte as u8);
        byte += 1;
    }
    table
}
