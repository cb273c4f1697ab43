//! What is known about programs: tables from a program's name to its options, and to what its words mean.

mod archives;
mod aws;
mod call;
mod compilers;
mod containers;
mod data;
mod databases;
mod devices;
mod environments;
mod files;
mod find;
mod frameworks;
mod gh;
mod git;
mod http;
mod index;
mod interpreters;
mod keychains;
mod kubernetes;
mod list;
mod machine;
mod macos;
mod network;
mod options;
mod packages;
mod powershell;
mod programs;
mod readers;
mod relays;
#[cfg(test)]
mod render;
mod runners;
mod servers;
mod shells;
mod ssh;
mod system;
mod terminals;
mod terraform;
mod tree;
pub(crate) mod windows;
mod words;
mod wrappers;
mod xargs;

use crate::reading::{Payload, PayloadKind, Place};
use crate::script::{Text, Word};
pub(crate) use call::Call;
use call::Tool;
use list::List;
use options::{Grammar, Order, Unlisted, parse_into};
use tree::Tree;

const TOOLS: &[&[Tool]] = &[
    files::TOOLS,
    wrappers::TOOLS,
    shells::TOOLS,
    readers::TOOLS,
    find::TOOLS,
    xargs::TOOLS,
    archives::TOOLS,
    devices::TOOLS,
    databases::TOOLS,
    http::TOOLS,
    ssh::TOOLS,
    relays::TOOLS,
    interpreters::TOOLS,
    powershell::TOOLS,
    terminals::TOOLS,
    runners::TOOLS,
    system::TOOLS,
    machine::TOOLS,
    macos::TOOLS,
    network::TOOLS,
    packages::TOOLS,
    windows::TOOLS,
    windows::PROGRAMS,
    data::TOOLS,
    servers::TOOLS,
    aws::TOOLS,
    compilers::TOOLS,
    keychains::TOOLS,
];
const TREES: &[&[Tree]] = &[
    git::TREES,
    aws::TREES,
    terraform::TREES,
    containers::TREES,
    kubernetes::TREES,
    runners::TREES,
    environments::TREES,
    gh::TREES,
    terminals::TREES,
    frameworks::TREES,
    databases::TREES,
    compilers::TREES,
    keychains::TREES,
];

pub(crate) use find::found;
pub(crate) use keychains::names_secret;
pub(crate) use programs::{Builtin, Prints, Program, known};
pub(crate) use readers::seeks_secrets;

#[derive(Clone, Copy)]
enum Table {
    Flat(&'static Tool),
    Tree(&'static Tree),
}

/// Reads the words of a call of a program.
///
/// Programs run programs: what this needs of the stack must be gone when they do, also where nothing is optimised.
#[inline]
pub(crate) fn interpret(program: Program, call: &mut Call<'_>) {
    let Some(table) = program.table else {
        return unlisted(call);
    };
    let args = call.args;
    read(table, Unlisted::Flag, call);
    if call.line.doubtful {
        read_otherwise(table, args, call);
    }
}

/// Adds what the words may mean if an unlisted option takes a value.
#[cold]
fn read_otherwise<'a>(table: Table, args: &'a [Word], call: &mut Call<'a>) {
    let mut other = Call::new(call.program, args);
    read(table, Unlisted::Value, &mut other);
    either(call, other, |path| match table {
        Table::Flat(_) => true,
        Table::Tree(tree) => tree.knows(path),
    });
}

#[inline(always)]
fn read(table: Table, unlisted: Unlisted, call: &mut Call<'_>) {
    let tool = match table {
        Table::Flat(tool) => tool,
        Table::Tree(tree) => return tree.read(unlisted, call),
    };
    let grammar = Grammar {
        lists: &[List::with_heads(tool.options, &tool.heads)],
        order: tool.order,
        single: tool.single,
    };
    parse_into(grammar, call.args, unlisted, &mut call.line);
    call.line.doubtful &= tool.order == Order::Strict;
    if explains(call) {
        return;
    }
    (tool.run)(call);
}

/// Whether the program would only explain itself, or say what it would do; if not, its options have acted.
#[inline(always)]
fn explains(call: &mut Call<'_>) -> bool {
    if call.line.options.is_empty() {
        return false;
    }
    let explains = call.is_dry();
    if explains {
        call.explain();
    } else {
        call.apply_roles();
    }
    explains
}

/// Two ways to read one line: the one whose subcommand is known leads, and what only one of them says is possible.
#[cold]
fn either<'a>(lead: &mut Call<'a>, mut other: Call<'a>, knows: impl Fn(&[Text]) -> bool) {
    if !knows(&lead.subcommands) && knows(&other.subcommands) {
        std::mem::swap(lead, &mut other);
    }
    for act in &mut lead.acts {
        act.possible = !other.acts.contains(act);
    }
    for payload in &mut lead.payloads {
        payload.possible = !other.payloads.contains(payload);
    }
    for mut act in other.acts.drain(..) {
        let known = lead.acts.iter().any(|own| own.kind == act.kind);
        act.possible = true;
        if !known {
            lead.acts.push(act);
        }
    }
    for mut payload in other.payloads.drain(..) {
        let known = lead.payloads.iter().any(|own| own.kind == payload.kind);
        payload.possible = true;
        if !known {
            lead.payloads.push(payload);
        }
    }
}

/// Programs whose operands are so dangerous that they are looked for behind programs that nobody here knows.
const DANGEROUS: &[&str] = &[
    "rm",
    "dd",
    "mkfs",
    "shred",
    "wipefs",
    "find",
    "sudo",
    "doas",
    "env",
    "xargs",
    "git",
    "aws",
    "terraform",
    "tofu",
    "kubectl",
    "docker",
    "psql",
    "mysql",
    "dropdb",
    "chmod",
    "chown",
    "tee",
    "curl",
    "scp",
    "rsync",
];

/// Shells, which are dangerous with a text.
const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh"];

/// A program without a table: options by the usual grammar, and another program among its words if one is there.
fn unlisted(call: &mut Call<'_>) {
    let grammar = Grammar {
        lists: &[],
        order: Order::Free,
        single: false,
    };
    let args = call.args;
    parse_into(grammar, args, Unlisted::Flag, &mut call.line);
    explains(call);
    let Some(at) = args
        .iter()
        .position(|word| words::text(word).is_some_and(is_dangerous))
    else {
        return;
    };
    let words = args.get(at..).unwrap_or_default().to_vec();
    let is_shell = words
        .first()
        .and_then(words::text)
        .is_some_and(|name| SHELLS.contains(&name));
    let has_text = words.get(1).is_some_and(|word| {
        words::text(word).is_some_and(|text| text.starts_with('-') && text.ends_with('c'))
    });
    if words.len() > 1 && (!is_shell || has_text) {
        call.payloads.push(Payload {
            kind: PayloadKind::Argv {
                words,
                assignments: false,
            },
            layer: "unknown program".into(),
            cwd: None,
            place: Place::Here,
            possible: true,
        });
    }
}

fn is_dangerous(word: &str) -> bool {
    // All of these names are short: what is long is ruled out at once, but for the folders before a name.
    let start = word
        .bytes()
        .rposition(|byte| byte == b'/')
        .map_or(0, |at| at + 1);
    let name = word.get(start..).unwrap_or_default();
    name.len() < 12 && (DANGEROUS.contains(&name) || SHELLS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Span, Value, Values, Word};

    #[test]
    fn a_program_has_one_table() {
        let flat = TOOLS.iter().copied().flatten().map(|tool| tool.names);
        let trees = TREES.iter().copied().flatten().map(|tree| tree.names);
        let mut names: Vec<&str> = flat
            .chain(trees)
            .flat_map(str::split_ascii_whitespace)
            .collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn options_are_well_formed() {
        let roles = [
            "",
            "read",
            "write",
            "upload",
            "named",
            "shell",
            "sql",
            "sqlfile",
            "base",
            "cwd",
            "dry",
            "config",
            "argument",
            "ex",
            "make",
            "javascript",
        ];
        for tool in TOOLS.iter().copied().flatten() {
            for option in tool.options.split_ascii_whitespace() {
                let (names, role) = option.split_once(['=', ':']).unwrap_or((option, ""));
                assert!(
                    names
                        .split(',')
                        .all(|name| name.len() > 1 && name.starts_with('-')),
                    "{}: {option}",
                    tool.names
                );
                assert!(
                    roles.contains(&role.trim_start_matches(['?', '!'])),
                    "{}: {option}",
                    tool.names
                );
            }
        }
    }

    /// Whether a program only explains itself is told by the last of an option's names.
    #[test]
    fn options_that_explain_are_named_last() {
        let flat = TOOLS.iter().copied().flatten().map(|tool| tool.options);
        let trees = TREES.iter().copied().flatten();
        let subs = trees.clone().flat_map(|tree| tree.subcommands.list);
        let lists = flat
            .chain(trees.map(|tree| tree.globals.text))
            .chain(subs.map(|sub| sub.options));
        for option in lists.flat_map(str::split_ascii_whitespace) {
            let (names, _) = option.split_once(['=', ':']).unwrap_or((option, ""));
            for explains in ["--help", "--version"] {
                let named = names.split(',').any(|name| name == explains);
                assert!(!named || names.ends_with(explains), "{option}");
            }
        }
    }

    fn programs() -> Vec<&'static str> {
        let flat = TOOLS.iter().copied().flatten().map(|tool| tool.names);
        let trees = TREES.iter().copied().flatten().map(|tree| tree.names);
        flat.chain(trees)
            .flat_map(str::split_ascii_whitespace)
            .collect()
    }

    proptest::proptest! {
        #[test]
        fn any_words_are_read(
            program in proptest::sample::select(programs()),
            args in proptest::collection::vec("(-{0,2}|[+@:{/]|é)[a-zXé=:.{}/@;!+]{0,7}", 0..7),
        ) {
            let words: Vec<Word> = args
                .iter()
                .map(|text| Word { values: Values::one(Value::Text(text.into())), quoted: false, span: Span::default() })
                .collect();
            let mut call = Call::new(program, &words);
            interpret(known(program), &mut call);
            proptest::prop_assert!(call.acts.len() + call.payloads.len() <= 64 * (args.len() + 1));
        }
    }
}
