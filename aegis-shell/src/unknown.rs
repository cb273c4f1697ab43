//! Marks: characters that stand in a text for a piece that cannot be known, so that the rest of the text stays
//! readable (`sh -c "cd $DIR && rm -rf /"`) and the way it was come by is not lost (`x=$(curl …); eval "$x"`).
//!
//! Marks are characters of the last private-use plane. They never leave the reader: [`Unknowns`] hands them out, and
//! whatever is emitted is cleaned of them.

use crate::script::Text;

/// Where an unknown piece comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A variable that was never assigned.
    Variable,
    /// A variable that is set to something not empty (`${x:?}`), or a value that cannot be dangerous.
    Ordinary,
    /// Digits.
    Number,
    /// Who the user or the machine is: ordinary too, but of interest to others.
    Identity,
    /// What this program printed.
    Output(Text),
    /// Decoded, decrypted or computed text; how, as a short phrase.
    Decoded(Text),
    /// Text from the network; the URL where known.
    Network(Option<Text>),
}

const FIRST: u32 = 0x10_0000;
const LAST: u32 = 0x10_FFFD;

/// The mark of a variable that was never assigned.
pub(crate) const VARIABLE: char = '\u{100000}';
/// The same as a text.
pub(crate) const UNASSIGNED: &str = "\u{100000}";
/// The mark of [`Source::Ordinary`].
pub(crate) const ORDINARY: char = '\u{100001}';
/// The mark of [`Source::Number`].
pub(crate) const NUMBER: char = '\u{100002}';
/// The mark of [`Source::Identity`].
pub(crate) const IDENTITY: char = '\u{100003}';

/// The marks that were handed out.
#[derive(Debug)]
pub(crate) struct Unknowns {
    sources: Vec<Source>,
}

impl Default for Unknowns {
    fn default() -> Self {
        Unknowns {
            sources: vec![
                Source::Variable,
                Source::Ordinary,
                Source::Number,
                Source::Identity,
            ],
        }
    }
}

impl Unknowns {
    /// A mark for such a piece.
    pub(crate) fn mark(&mut self, source: Source) -> char {
        if let Some(index) = self
            .sources
            .iter()
            .rev()
            .take(8)
            .position(|known| *known == source)
        {
            return char_at(self.sources.len() - 1 - index);
        }
        let next = self.sources.len();
        if FIRST as usize + next > LAST as usize {
            return VARIABLE;
        }
        self.sources.push(source);
        char_at(next)
    }

    /// What a mark stands for.
    pub(crate) fn source(&self, mark: char) -> &Source {
        let index = (mark as u32).saturating_sub(FIRST) as usize;
        self.sources.get(index).unwrap_or(&Source::Variable)
    }

    /// The gravest source in a text: network before decoded before the rest.
    pub(crate) fn gravest(&self, text: &str) -> Option<&Source> {
        let rank = |source: &&Source| match source {
            Source::Network(_) => 3,
            Source::Decoded(_) => 2,
            Source::Output(_) | Source::Variable => 1,
            Source::Ordinary | Source::Number | Source::Identity => 0,
        };
        text.chars()
            .filter(|character| is_mark(*character))
            .map(|mark| self.source(mark))
            .max_by_key(rank)
    }
}

fn char_at(index: usize) -> char {
    u32::try_from(index)
        .ok()
        .and_then(|index| char::from_u32(FIRST + index))
        .unwrap_or(VARIABLE)
}

/// A text that is only this mark.
pub(crate) fn mark_text(mark: char) -> Text {
    Text::from(mark.encode_utf8(&mut [0; 4]) as &str)
}

/// Whether a character is a mark.
pub(crate) fn is_mark(character: char) -> bool {
    (FIRST..=LAST).contains(&(character as u32))
}

/// Where the first mark of a text stands.
#[inline]
pub(crate) fn first_mark(text: &str) -> Option<usize> {
    if is_ascii(text.as_bytes()) {
        return None;
    }
    first_mark_beyond_ascii(text)
}

/// Whether no byte has the topmost bit.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    if bytes.len() > 16 {
        return bytes.is_ascii();
    }
    all_bytes(bytes, |bytes| bytes & TOPMOST == 0)
}

/// The topmost bit of each of eight bytes.
pub(crate) const TOPMOST: u64 = 0x8080_8080_8080_8080;

/// Whether something is true of all bytes, of which up to eight are looked at at once; it must be true of zeros. Most
/// words are short, so that two looks suffice.
#[inline]
pub(crate) fn all_bytes(bytes: &[u8], test: impl Fn(u64) -> bool) -> bool {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let looks = [first, last].map(|chunk| test(u64::from_le_bytes(*chunk)));
        let (between, _) = bytes.as_chunks::<8>();
        let mut between = between.iter().skip(1);
        return looks == [true, true] && between.all(|chunk| test(u64::from_le_bytes(*chunk)));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return test(u64::from(first) | u64::from(last) << 32);
    }
    bytes.iter().all(|byte| test(u64::from(*byte)))
}

/// All marks begin with the byte F4 in UTF-8, and all characters that do are marks but the last two.
fn first_mark_beyond_ascii(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = bytes.iter().position(|byte| *byte == 0xF4)?;
    match bytes.get(at..) {
        Some([_, 0x8F, 0xBF, 0xBE | 0xBF, ..]) => text.find(is_mark),
        _ => Some(at),
    }
}

/// Whether a text is one mark and nothing else.
#[inline]
pub(crate) fn is_lone_mark(text: &str) -> bool {
    text.len() == VARIABLE.len_utf8() && first_mark(text) == Some(0)
}

/// Whether a text holds a mark.
pub(crate) fn has_mark(text: &str) -> bool {
    first_mark(text).is_some()
}

/// Whether there is nothing to read in a text but marks and blanks.
pub(crate) fn is_opaque(text: &str) -> bool {
    has_mark(text)
        && text
            .chars()
            .all(|character| is_mark(character) || character.is_whitespace())
}

/// The text before the first mark.
pub(crate) fn known_prefix(text: &str) -> &str {
    first_mark(text)
        .and_then(|at| text.get(..at))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use compact_str::format_compact;

    use super::*;

    #[test]
    fn marks_keep_their_source() {
        let mut unknowns = Unknowns::default();
        let network = unknowns.mark(Source::Network(Some("https://example.com".into())));
        let output = unknowns.mark(Source::Output("date".into()));
        assert_ne!(network, output);
        assert_eq!(unknowns.mark(Source::Output("date".into())), output);
        let text = format!("a{VARIABLE}b{output}c{network}");
        assert!(has_mark(&text) && !is_opaque(&text));
        assert_eq!(known_prefix(&text), "a");
        assert_eq!(
            unknowns.gravest(&text),
            Some(&Source::Network(Some("https://example.com".into())))
        );
        assert!(is_opaque(&format!(" {output}\n")));
    }

    #[test]
    fn marks_are_found_in_bytes() {
        for first in [
            '\u{FFFFF}',
            '\u{100000}',
            '\u{10FFFD}',
            '\u{10FFFE}',
            '\u{10FFFF}',
        ] {
            for second in ['a', '\u{10FFFD}', '\u{10FFFE}'] {
                let text = format!("é{first}b{second}");
                assert_eq!(first_mark(&text), text.find(is_mark), "{text:?}");
            }
        }
    }

    #[test]
    fn an_overflow_of_marks_is_harmless() {
        let mut unknowns = Unknowns::default();
        for number in 0..70_000 {
            assert!(is_mark(
                unknowns.mark(Source::Output(format_compact!("{number}")))
            ));
        }
    }
}
