//! Lists of options: how the one that a program was given is found in its list.
//!
//! Lists are long and most commands give one or two options, so where to look is found out when the tables are
//! compiled.

/// A list of options, see [`super::options`].
#[derive(Clone, Copy, Debug)]
pub(super) struct List<'a> {
    text: &'static str,
    heads: Option<&'a Heads>,
}

/// A list with the way into it.
pub(super) struct Indexed {
    pub(super) text: &'static str,
    heads: Heads,
}

pub(super) const fn indexed(text: &'static str) -> Indexed {
    Indexed {
        text,
        heads: heads(text),
    }
}

impl Indexed {
    pub(super) const fn list(&self) -> List<'_> {
        List::with_heads(self.text, &self.heads)
    }
}

/// For each hash of a name how far into the list the first option with such a name begins, plus one; 0 where none has.
pub(super) type Heads = [u16; SLOTS];

pub(super) const SLOTS: usize = 128;
/// So many of the slots belong to one letter or digit each, from `0` on: most options that are given are of that kind,
/// and long lists have many.
const LETTERS: usize = (b'z' - FIRST_LETTER) as usize + 1;
const FIRST_LETTER: u8 = b'0';

/// One option of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Listed {
    /// Its spellings, separated by commas.
    pub(super) names: &'static str,
    pub(super) value: Takes,
    /// The word behind `=`.
    pub(super) role: &'static str,
}

/// What an option makes of the word behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Takes {
    Nothing,
    Value,
    Attached,
    Rest,
}

/// How much of an option's name must be given.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reach {
    Whole,
    Beginning,
}

/// Finds the heads of a list.
pub(super) const fn heads(list: &'static str) -> Heads {
    let mut heads = [0; SLOTS];
    let mut rest = list.as_bytes();
    let mut before = b' ';
    let mut option = 0;
    while let [byte, tail @ ..] = rest {
        if before == b' ' {
            option = list.len() - rest.len();
        }
        if begins(*byte, before)
            && let Some(slot) = heads.split_at_mut(slot(rest)).1.first_mut()
            && *slot == 0
        {
            // A list that is longer would not be found whole; a test sees to it that none is.
            *slot = option as u16 + 1;
        }
        before = *byte;
        rest = tail;
    }
    heads
}

/// Whether a name begins with this byte, behind that one.
const fn begins(byte: u8, before: u8) -> bool {
    byte == b'-' && matches!(before, b',' | b' ')
}

/// Whether a name ends before this byte.
const fn ends(byte: u8) -> bool {
    matches!(byte, b',' | b'=' | b':' | b' ')
}

/// The slot of the name that a text begins with.
pub(super) const fn slot(text: &[u8]) -> usize {
    if let [b'-', letter @ FIRST_LETTER..=b'z', rest @ ..] = text
        && is_end(rest)
    {
        return (*letter - FIRST_LETTER) as usize;
    }
    let mut hash = 0_usize;
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        if ends(*byte) {
            break;
        }
        hash = ((hash << 3) ^ (hash >> 4) ^ *byte as usize) & 0x3FF;
        rest = tail;
    }
    LETTERS + hash % (SLOTS - LETTERS)
}

/// Whether a name ends here.
const fn is_end(rest: &[u8]) -> bool {
    match rest {
        [byte, ..] => ends(*byte),
        [] => true,
    }
}

impl<'a> List<'a> {
    /// A list whose names are looked for from its beginning.
    pub(super) const fn plain(text: &'static str) -> Self {
        List { text, heads: None }
    }

    pub(super) const fn with_heads(text: &'static str, heads: &'a Heads) -> Self {
        List {
            text,
            heads: Some(heads),
        }
    }

    /// The option that has this name, or one that begins so.
    pub(super) fn find(self, name: &[u8], reach: Reach) -> Option<Listed> {
        let from = match self.heads {
            Some(heads) if reach == Reach::Whole && !name.iter().any(|byte| ends(*byte)) => {
                usize::from(*heads.get(slot(name))?).checked_sub(1)?
            }
            _ => 0,
        };
        let mut rest = self.text.get(from..)?;
        while !rest.is_empty() {
            let (names, behind) = split_before(rest, |byte| matches!(byte, b'=' | b':' | b' '));
            let (role, others) = split_before(behind, |byte| byte == b' ');
            if has_name(names, name, reach) {
                return Some(listed(names, role));
            }
            rest = others.trim_start_matches(' ');
        }
        None
    }
}

fn split_before(text: &'static str, ends: impl Fn(u8) -> bool) -> (&'static str, &'static str) {
    let end = text.bytes().position(ends).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Whether one of these names is, or begins with, the wanted one.
fn has_name(names: &str, wanted: &[u8], reach: Reach) -> bool {
    let mut rest = names.as_bytes();
    loop {
        if let Some(behind) = rest.strip_prefix(wanted)
            && (matches!(behind, [] | [b',', ..]) || reach == Reach::Beginning)
        {
            return true;
        }
        let comma = rest.iter().position(|byte| *byte == b',');
        let Some(others) = comma.and_then(|comma| rest.get(comma + 1..)) else {
            return false;
        };
        rest = others;
    }
}

/// An option by its names and what stands behind them.
fn listed(names: &'static str, behind: &'static str) -> Listed {
    let (value, own) = match behind.as_bytes() {
        [b'=', b'?', ..] => (Takes::Attached, 2),
        [b'=', b'!', ..] => (Takes::Rest, 2),
        [b'=', ..] => (Takes::Value, 1),
        [_, ..] => (Takes::Nothing, 1),
        [] => (Takes::Nothing, 0),
    };
    Listed {
        names,
        value,
        role: behind.get(own..).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::{TOOLS, TREES};

    /// Heads only save the way there.
    #[test]
    fn heads_change_nothing() {
        let flat = TOOLS.iter().copied().flatten();
        let subs = TREES
            .iter()
            .copied()
            .flatten()
            .flat_map(|tree| tree.subcommands.list);
        let lists = flat
            .map(|tool| (tool.options, tool.heads))
            .chain(subs.map(|sub| (sub.options, sub.heads)));
        let others = [
            "-",
            "--",
            "-f",
            "-z",
            "--force",
            "--no-such",
            "-f=x",
            "--for",
            "",
            "f",
            "-é",
        ];
        for (text, heads) in lists {
            assert!(!text.contains(['\n', '\t']), "{text}");
            assert!(text.len() < usize::from(u16::MAX), "{text}");
            let names = text.split([',', ' ', '=', ':']).chain(others);
            for name in names.filter(|name| !name.is_empty()) {
                for reach in [Reach::Whole, Reach::Beginning] {
                    assert_eq!(
                        List::with_heads(text, &heads).find(name.as_bytes(), reach),
                        List::plain(text).find(name.as_bytes(), reach),
                        "{name} in {text}"
                    );
                }
            }
        }
    }
}
