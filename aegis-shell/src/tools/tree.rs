//! Programs with subcommands: options before, between and behind them, and a table for each path that matters.

use std::borrow::Cow;

use super::call::{Call, nothing};
use super::list::{Heads, Indexed, List, heads, indexed};
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
    pub(super) groups: &'static str,
    /// What an option behind the subcommand takes that is not listed.
    pub(super) unlisted: Unlisted,
    /// What is done whatever the subcommand is.
    pub(super) always: fn(&mut Call<'_>),
    pub(super) subcommands: &'static [Subcommand],
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
    groups: "",
    unlisted: Unlisted::Flag,
    always: nothing,
    subcommands: &[],
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
        let mut head = Line::default();
        let mut path = Path::new();
        let mut rest = Cow::Borrowed(call.args);
        loop {
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
        super::finish(call, self.always, run);
    }

    /// What a word says as the next part of the path. Where it may be several things, one that is listed, or at least
    /// does more than look, is the one to know of.
    fn name<'w>(&self, path: &[Text], word: &'w Word) -> Option<&'w str> {
        if let [Value::Text(text)] = word.values.as_slice() {
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

    /// Whether `name` belongs to the path.
    fn goes_on(&self, path: &[Text], name: &str) -> bool {
        let has = |list: &str, word: Option<&Text>| {
            word.is_some_and(|word| list.split_ascii_whitespace().any(|listed| word == listed))
        };
        let is_listed = self.listed(path).any(|listed| {
            let mut listed = listed.split_ascii_whitespace();
            path.iter().all(|own| listed.next() == Some(own.as_str()))
                && listed.next() == Some(name)
        });
        if is_listed {
            return true;
        }
        if self.find(path).is_some() || has(self.verbs, path.last()) {
            return false;
        }
        let grouped = path.len() == 1 && has(self.groups, path.first());
        grouped || path.len() < self.depth || name == "help" && self.depth > 1
    }

    /// The listed paths that may begin with `path`.
    fn listed(&self, path: &[Text]) -> impl Iterator<Item = &'static str> {
        let first = path.first().map_or("", Text::as_str);
        self.subcommands
            .iter()
            .filter(move |sub| sub.paths.contains(first))
            .flat_map(|sub| sub.paths.split(','))
    }

    fn find(&self, path: &[Text]) -> Option<&'static Subcommand> {
        let (last, start) = path.split_last()?;
        self.find_below(start, last)
    }

    /// The subcommand whose path is `start` and then `last`.
    fn find_below(&self, start: &[Text], last: &str) -> Option<&'static Subcommand> {
        let first = start.first().map_or(last, Text::as_str);
        let path = || start.iter().map(Text::as_str).chain([last]);
        self.subcommands.iter().find(|sub| {
            // Most lists are ruled out by one comparison.
            sub.paths.contains(first)
                && sub
                    .paths
                    .split(',')
                    .any(|listed| listed.split_ascii_whitespace().eq(path()))
        })
    }
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
