//! Programs with subcommands: options before, between and behind them, and a table for each path that matters.

use std::borrow::Cow;

use super::call::{Call, nothing};
use super::list::{Heads, Indexed, List, SLOTS, heads, indexed, slot};
use super::options::{Grammar, Line, Order, Unlisted, parse, parse_into};
use super::words;
use crate::few::Few;
use crate::reading::{Act, Operand};
use crate::script::{Text, Value, Word};

/// A program with subcommands.
pub(super) struct Tree {
    /// Names of the program, separated by blanks.
    pub(super) names: &'static str,
    /// Options that may stand before the subcommand.
    pub(super) globals: Indexed,
    /// Whether they may stand behind it, too.
    pub(super) anywhere: bool,
    /// Whether `-name` is one option.
    pub(super) single: bool,
    /// How deep a path goes that is not listed.
    pub(super) depth: usize,
    /// Words that end a path, however deep it could go.
    pub(super) verbs: &'static str,
    /// Subcommands that have subcommands, where `depth` does not say it.
    pub(super) groups: Groups,
    /// What an option behind the subcommand takes that is not listed.
    pub(super) unlisted: Unlisted,
    /// What is done whatever the subcommand is.
    pub(super) always: fn(&mut Call<'_>),
    pub(super) subcommands: Subcommands,
}

/// Names, separated by blanks, with the hashes that they have: most words have none of these.
pub(super) struct Groups {
    names: &'static str,
    slots: u128,
}

/// Finds the hashes of groups.
pub(super) const fn groups(names: &'static str) -> Groups {
    let mut slots = 0;
    let mut rest = names.as_bytes();
    let mut before = b' ';
    while let [byte, behind @ ..] = rest {
        if before == b' ' {
            slots |= 1 << slot(rest);
        }
        before = *byte;
        rest = behind;
    }
    Groups { names, slots }
}

impl Groups {
    fn contains(&self, name: &str) -> bool {
        self.slots >> slot(name.as_bytes()) & 1 == 1 && has(self.names, name)
    }
}

/// Subcommands with the way to them: most words that a program is given lead to none or one.
pub(super) struct Subcommands {
    pub(super) list: &'static [Subcommand],
    ways: [Way; SLOTS],
}

/// Where the subcommands stand whose paths begin with words of one hash, as far as the index of the last of them tells.
#[derive(Clone, Copy)]
struct Way {
    first: u8,
    /// One past the last.
    end: u8,
    /// Whether one of their paths has further words.
    deep: bool,
}

/// Finds the ways to subcommands.
#[expect(
    clippy::as_conversions,
    reason = "there is no other conversion that the compiler evaluates; a longer list is not compiled"
)]
pub(super) const fn subcommands(list: &'static [Subcommand]) -> Subcommands {
    assert!(list.len() < u8::MAX as usize, "more than a way can say");
    let nowhere = Way {
        first: 0,
        end: 0,
        deep: false,
    };
    let mut ways = [nowhere; SLOTS];
    let mut rest = list;
    while let [sub, others @ ..] = rest {
        let at = (list.len() - rest.len()) as u8;
        let mut paths = sub.paths.as_bytes();
        let mut before = b',';
        let mut current = 0;
        while let [byte, behind @ ..] = paths {
            if before == b',' {
                current = slot(paths);
            }
            if let Some(way) = ways.split_at_mut(current).1.first_mut() {
                if way.end == 0 {
                    way.first = at;
                }
                way.end = at + 1;
                way.deep |= *byte == b' ';
            }
            before = *byte;
            paths = behind;
        }
        rest = others;
    }
    Subcommands { list, ways }
}

impl Subcommands {
    fn way(&self, first: &str) -> Option<&Way> {
        self.ways.get(slot(first.as_bytes()))
    }

    /// Those that a path with this first word may be among.
    fn from(&self, first: &str) -> &'static [Subcommand] {
        let range = self
            .way(first)
            .map(|way| usize::from(way.first)..usize::from(way.end));
        range
            .and_then(|range| self.list.get(range))
            .unwrap_or_default()
    }
}

/// One subcommand, or several that take the same words.
pub(super) struct Subcommand {
    /// Paths, separated by commas; the words of one by blanks.
    pub(super) paths: &'static str,
    pub(super) options: &'static str,
    pub(super) heads: Heads,
    pub(super) order: Order,
    pub(super) run: fn(&mut Call<'_>),
}

/// A subcommand whose options may stand anywhere.
pub(super) const fn sub(
    paths: &'static str,
    options: &'static str,
    run: fn(&mut Call<'_>),
) -> Subcommand {
    Subcommand {
        paths,
        options,
        heads: heads(options),
        order: Order::Free,
        run,
    }
}

/// A subcommand whose own options end at its first operand.
pub(super) const fn strict_sub(
    paths: &'static str,
    options: &'static str,
    run: fn(&mut Call<'_>),
) -> Subcommand {
    Subcommand {
        paths,
        options,
        heads: heads(options),
        order: Order::Strict,
        run,
    }
}

/// A program with nothing special about it.
pub(super) const PLAIN: Tree = Tree {
    names: "",
    globals: indexed(""),
    anywhere: false,
    single: false,
    depth: 1,
    verbs: "",
    groups: groups(""),
    unlisted: Unlisted::Flag,
    always: nothing,
    subcommands: subcommands(&[]),
};

/// A path that no table lists.
const UNLISTED: Subcommand = sub("", "", nothing);

/// Beginnings of the names of subcommands that change nothing.
const LOOK: &[&str] = &[
    "describe", "list", "get", "show", "status", "plan", "log", "ls", "diff", "view", "help",
    "version",
];

/// The words of a subcommand.
type Path = Few<Text>;

impl Tree {
    /// Reads a line; an unlisted option before the subcommand leaves doubt.
    pub(super) fn read(&self, unlisted: Unlisted, call: &mut Call<'_>) {
        let globals = Grammar {
            lists: &[self.globals.list()],
            order: Order::Strict,
            single: self.single,
        };
        let unlisted = if self.unlisted == Unlisted::Value {
            self.unlisted
        } else {
            unlisted
        };
        let mut head = Line::new();
        let mut path = Path::new();
        let mut rest = Cow::Borrowed(call.args);
        loop {
            // Most lines begin with the subcommand.
            if let Cow::Borrowed([word, others @ ..]) = rest
                && let Some(Value::Text(name)) = word.values.single()
                && !name.starts_with('-')
            {
                if !path.is_empty() && !self.goes_on(&path, name) {
                    break;
                }
                path.push(name.clone());
                rest = Cow::Borrowed(others);
                if !self.may_go_on(&path) {
                    break;
                }
                continue;
            }
            let before = parse(globals, &rest, unlisted);
            let first = before.operands.first().filter(|_| before.dashes.is_none());
            let Some(name) = first.and_then(|word| self.name(&path, word)) else {
                break;
            };
            let breaks_off = before.unlisted && !self.anywhere;
            if !path.is_empty() && (breaks_off || !self.goes_on(&path, name)) {
                break;
            }
            path.push(name.into());
            head.doubtful |= before.doubtful;
            let behind = behind(&rest, &before);
            head.extend(before);
            rest = behind;
            if !self.may_go_on(&path) {
                break;
            }
        }
        match rest {
            Cow::Borrowed(rest) => {
                call.args = rest;
                self.read_tail(head, path, call);
            }
            Cow::Owned(rest) => {
                let mut own = Call::new(call.program, &rest);
                self.read_tail(head, path, &mut own);
                call.line = own.line.into_owned();
                call.subcommands = own.subcommands;
                call.acts = own.acts.into_iter().map(Act::into_owned).collect();
                call.payloads = own.payloads;
            }
        }
    }

    /// Reads what stands behind the subcommand.
    fn read_tail(&self, head: Line<'_>, mut path: Path, call: &mut Call<'_>) {
        let sub = self.find(&path).unwrap_or(&UNLISTED);
        let (order, run) = (sub.order, sub.run);
        let again = self.anywhere || path.is_empty();
        let lists = [
            List::with_heads(sub.options, &sub.heads),
            self.globals.list(),
        ];
        let [own @ .., _] = &lists;
        let grammar = Grammar {
            lists: if again { &lists } else { own },
            order,
            single: self.single,
        };
        parse_into(grammar, call.args, self.unlisted, &mut call.line);
        call.line.doubtful &= order == Order::Strict;
        call.line.doubtful |= head.doubtful;
        call.line.follow(head);
        if path.len() > 1 && path.last().is_some_and(|name| name == "help") {
            path.rotate_right(1);
        }
        call.subcommands = path;
        if !super::explains(call) {
            (self.always)(call);
            run(call);
        }
    }

    /// What a word says as the next part of the path. Where it may be several things, one that is listed, or at least
    /// does more than look, is the one to know of.
    fn name<'w>(&self, path: &[Text], word: &'w Word) -> Option<&'w str> {
        if let Some(Value::Text(text)) = word.values.single() {
            return Some(text);
        }
        let lists = |name: &str| self.find_below(path, name).is_some();
        let looks = |name: &str| LOOK.iter().any(|start| name.starts_with(start));
        let names = || {
            word.values.iter().filter_map(|value| match value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            })
        };
        let acting = names()
            .find(|name| lists(name) && !looks(name))
            .or_else(|| names().find(|name| !looks(name)));
        acting.or_else(|| words::text(word))
    }

    pub(super) fn knows(&self, path: &[Text]) -> bool {
        self.find(path).is_some()
    }

    /// Whether any word may belong to the path.
    fn may_go_on(&self, path: &[Text]) -> bool {
        let first = path.first().map_or("", Text::as_str);
        self.depth > 1
            || self.subcommands.way(first).is_some_and(|way| way.deep)
            || self.is_group(path)
    }

    /// Whether `name` belongs to the path.
    fn goes_on(&self, path: &[Text], name: &str) -> bool {
        let first = path.first().map_or("", Text::as_str);
        let paths = self.subcommands.from(first).iter();
        let begins = |listed: &str| {
            let behind = behind_path(listed, path);
            behind.is_some_and(|rest| rest.split(' ').next() == Some(name))
        };
        if paths.flat_map(|sub| sub.paths.split(',')).any(begins) {
            return true;
        }
        if self.find(path).is_some() || path.last().is_some_and(|last| has(self.verbs, last)) {
            return false;
        }
        self.is_group(path) || path.len() < self.depth || name == "help" && self.depth > 1
    }

    fn is_group(&self, path: &[Text]) -> bool {
        matches!(path, [first] if self.groups.contains(first))
    }

    fn find(&self, path: &[Text]) -> Option<&'static Subcommand> {
        let (last, start) = path.split_last()?;
        self.find_below(start, last)
    }

    /// The subcommand whose path is `start` and then `last`.
    fn find_below(&self, start: &[Text], last: &str) -> Option<&'static Subcommand> {
        let first = start.first().map_or(last, Text::as_str);
        let is = |listed: &str| behind_path(listed, start) == Some(last) && !last.contains(' ');
        let mut subs = self.subcommands.from(first).iter();
        subs.find(|sub| sub.paths.split(',').any(is))
    }
}

/// Whether a word is among some that are separated by blanks.
fn has(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|listed| listed == word)
}

/// What a listed path says behind these words, if it begins with them.
fn behind_path<'p>(listed: &'p str, path: &[Text]) -> Option<&'p str> {
    let behind = |rest: &'p str, word: &Text| rest.strip_prefix(word.as_str())?.strip_prefix(' ');
    path.iter().try_fold(listed, behind)
}

/// The words behind the first operand of a line whose options end there.
fn behind<'a>(words: &Cow<'a, [Word]>, line: &Line<'_>) -> Cow<'a, [Word]> {
    match words {
        // An option's other values are operands too, and stand nowhere.
        Cow::Borrowed(words) if matches!(line.operands.first(), Some(Operand::Standing(_))) => {
            Cow::Borrowed(words.get(line.cut..).unwrap_or_default())
        }
        _ => {
            let behind = line.operands.iter().skip(1);
            Cow::Owned(behind.map(|word| (**word).clone()).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::shape;

    fn check(command: &str, expected: &str) {
        assert_eq!(shape(command), expected, "{command}");
    }

    #[test]
    fn paths_end_where_operands_begin() {
        check("gcloud projects delete x", "projects delete |  | x");
        check(
            "gcloud alpha compute instances delete x --zone z",
            "alpha compute instances delete | --zone=z | x",
        );
        check("aws iam delete-user help", "help iam delete-user |  | ");
        check("git push push", "push | --repo=push | ");
        check("kubectl delete ns x", "delete |  | ns x");
        check("docker container rm x", "container rm |  | x");
        check("git", " |  | ");
        check("git <?> x", " |  | <?> x");
        check("git <status|push> -f", "push | --force | ");
        check(
            "aws ec2 <describe-instances|terminate-instances>",
            "ec2 terminate-instances |  | ",
        );
        check(
            "aws --unheard x ec2 stop-instances",
            "ec2 stop-instances | --unheard=x | ",
        );
    }
}
