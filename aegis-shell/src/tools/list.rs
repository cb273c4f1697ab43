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

/// For each hash of a name the first option that has such a name.
pub(super) type Heads = [Head; SLOTS];

/// Where an option stands in its list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    start: u16,
    /// How long its names are; 0 where there is no such option.
    names: u16,
}

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
    let mut heads = [Head { start: 0, names: 0 }; SLOTS];
    let mut rest = list.as_bytes();
    let mut before = b' ';
    let mut option = 0;
    while let [byte, tail @ ..] = rest {
        if before == b' ' {
            option = list.len() - rest.len();
        }
        if begins(*byte, before)
            && let Some(head) = heads.split_at_mut(slot(rest)).1.first_mut()
            && head.names == 0
        {
            // A list that is longer would not be found whole; a test sees to it that none is.
            head.start = option as u16;
            head.names = names_length(list.as_bytes().split_at(option).1) as u16;
        }
        before = *byte;
        rest = tail;
    }
    heads
}

/// How long the names are of the option that a text begins with.
const fn names_length(text: &[u8]) -> usize {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        if ends_names(*byte) {
            break;
        }
        rest = tail;
    }
    text.len() - rest.len()
}

/// Whether the names of an option end before this byte.
const fn ends_names(byte: u8) -> bool {
    matches!(byte, b'=' | b':' | b' ')
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
    #[inline(always)]
    pub(super) fn find(self, name: &[u8], reach: Reach) -> Option<Listed> {
        let mut start = 0;
        if let Some(heads) = self.heads
            && reach == Reach::Whole
            && !name.iter().any(|byte| ends(*byte))
        {
            let head = heads.get(slot(name)).filter(|head| head.names > 0)?;
            start = usize::from(head.start);
            let option = self.text.get(start..)?;
            let (names, behind) = option.split_at_checked(usize::from(head.names))?;
            if has_name(names, name, reach) {
                return Some(listed(names, split_before(behind, |byte| byte == b' ').0));
            }
        }
        let mut rest = self.text.get(start..)?;
        while !rest.is_empty() {
            let (names, behind) = split_before(rest, ends_names);
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
        // Names are short: comparing them elsewhere costs more than doing it here.
        let begins =
            rest.len() >= wanted.len() && rest.iter().zip(wanted).all(|(own, byte)| own == byte);
        if begins
            && (matches!(rest.get(wanted.len()), None | Some(b',')) || reach == Reach::Beginning)
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
