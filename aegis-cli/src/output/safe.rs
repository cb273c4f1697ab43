//! Text from agents on a person's terminal: what would move the cursor, hide or reorder text is shown instead of obeyed.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every character that a terminal would act on written as an escape; line breaks and tabs stay.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |c| !matches!(c, '\n' | '\t') && acts(c))
}

/// The text in one line, for a cell of a table.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    escape(text, acts)
}

fn escape(text: &str, unsafe_char: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&unsafe_char) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !unsafe_char(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            // Writing into a `String` cannot fail.
            c if u32::from(c) < 0x80 => drop(write!(safe, "\\x{:02x}", u32::from(c))),
            c => drop(write!(safe, "\\u{{{:x}}}", u32::from(c))),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and the format characters that reverse or hide text.
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, line: &str, block: &str) {
        assert_eq!(one_line(text), line);
        assert_eq!(visible(text), block);
    }

    #[test]
    fn what_a_terminal_would_act_on_is_shown() {
        check("ls -la ü 漢", "ls -la ü 漢", "ls -la ü 漢");
        check("a\nb\tc\r", "a\\nb\\tc\\r", "a\nb\tc\\r");
        check("\x1b[31mred\x07", "\\x1b[31mred\\x07", "\\x1b[31mred\\x07");
        check("\u{9b}2J", "\\u{9b}2J", "\\u{9b}2J");
        check(
            "a\u{202e}b\u{200b}",
            "a\\u{202e}b\\u{200b}",
            "a\\u{202e}b\\u{200b}",
        );
    }
}
