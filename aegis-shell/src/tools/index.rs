//! Finds programs by their name in a table that is made when aegis is built: to a hook, which is a new process for each
//! command, making it would cost more than reading the command.

use super::programs::{Builtin, LISTS, Prints, Program};
use super::{TOOLS, TREES, Table};

/// How many names have room: a power of two. A table that is fuller than three quarters is not built.
const SLOTS: usize = 2048;

/// What is known by one name; an empty name where there is none.
#[derive(Clone, Copy)]
struct Slot {
    name: &'static str,
    program: Program,
}

const EMPTY: Slot = Slot {
    name: "",
    program: Program::UNKNOWN,
};

static INDEX: [Slot; SLOTS] = index();

/// What is known of exactly this name.
#[inline(always)]
pub(super) fn find(name: &str) -> Option<&'static Program> {
    let (before, from) = INDEX.split_at_checked(place(name.as_bytes()))?;
    let mut slots = from.iter().chain(before);
    slots
        .find(|slot| slot.name == name || slot.name.is_empty())
        .map(|slot| &slot.program)
}

/// Where the search for a name begins.
#[expect(
    clippy::as_conversions,
    reason = "there is no other conversion that the compiler evaluates; eleven bits are left"
)]
const fn place(name: &[u8]) -> usize {
    // The first four bytes and the last four tell most names apart; in short ones there are no others.
    let mut ends = name.len() as u64;
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        ends ^= (u32::from_le_bytes(*first) as u64) << 32 | u32::from_le_bytes(*last) as u64;
    } else {
        let mut rest = name;
        while let [byte, after @ ..] = rest {
            ends = ends << 8 ^ *byte as u64;
            rest = after;
        }
    }
    (ends.wrapping_mul(0x517c_c1b7_2722_0a95) >> 53) as usize
}

#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const fn index() -> [Slot; SLOTS] {
    let mut slots = [EMPTY; SLOTS];
    let mut used = 0;
    let mut group = 0;
    while group < TOOLS.len() {
        let mut at = 0;
        while at < TOOLS[group].len() {
            let tool = &TOOLS[group][at];
            used += add(&mut slots, tool.names, Some(Table::Flat(tool)), None);
            at += 1;
        }
        group += 1;
    }
    group = 0;
    while group < TREES.len() {
        let mut at = 0;
        while at < TREES[group].len() {
            let tree = &TREES[group][at];
            used += add(&mut slots, tree.names, Some(Table::Tree(tree)), None);
            at += 1;
        }
        group += 1;
    }
    let mut list = 0;
    while list < LISTS.len() {
        let (names, builtin, prints) = LISTS[list];
        used += add(&mut slots, names, None, Some((builtin, prints)));
        list += 1;
    }
    assert!(used <= SLOTS / 4 * 3, "more names need more slots");
    slots
}

/// Adds what is known by each of the names, which are separated by blanks, and tells how many of them are new. The first
/// table of a name counts.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const fn add(
    slots: &mut [Slot; SLOTS],
    names: &'static str,
    table: Option<Table>,
    traits: Option<(Builtin, Prints)>,
) -> usize {
    let mut new = 0;
    let mut rest = names;
    while !rest.is_empty() {
        let length = blank(rest.as_bytes());
        let (name, after) = rest.split_at(length);
        rest = if after.is_empty() {
            after
        } else {
            after.split_at(1).1
        };
        if name.is_empty() {
            continue;
        }
        let mut at = place(name.as_bytes());
        while !slots[at].name.is_empty() && !same(slots[at].name, name) {
            at = (at + 1) % SLOTS;
        }
        if slots[at].name.is_empty() {
            slots[at].name = name;
            new += 1;
        }
        if slots[at].program.table.is_none() {
            slots[at].program.table = table;
        }
        if let Some((builtin, prints)) = traits {
            slots[at].program.builtin = builtin;
            slots[at].program.prints = prints;
        }
    }
    new
}

/// Where the first blank stands, or the end.
const fn blank(text: &[u8]) -> usize {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        if byte.is_ascii_whitespace() {
            break;
        }
        rest = after;
    }
    text.len() - rest.len()
}

const fn same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([a, one_after @ ..], [b, other_after @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (one_after, other_after);
    }
    one.is_empty() && other.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_table() {
        let flat = TOOLS.iter().copied().flatten();
        let trees = TREES.iter().copied().flatten();
        let lists = flat
            .map(|tool| tool.names)
            .chain(trees.map(|tree| tree.names));
        let mut seen = std::collections::HashSet::new();
        for names in lists {
            for name in names.split_ascii_whitespace() {
                let found = match find(name).unwrap().table.unwrap() {
                    Table::Flat(tool) => tool.names,
                    Table::Tree(tree) => tree.names,
                };
                // A later table of the same name has no say.
                assert!(!seen.insert(name) || found == names, "{name}");
            }
        }
        assert!(seen.len() > 500);
    }

    #[test]
    fn other_names_are_unknown() {
        for name in ["", "no-such-program", "rm ", "r", "RM", "é"] {
            assert!(find(name).unwrap().table.is_none(), "{name}");
        }
    }
}
