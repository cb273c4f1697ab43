//! The programs that an action starts, each once, with every invocation of it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use aegis_shell::{Invocation, Text};

/// The invocations of one action, sorted when a rule first asks. A long script starts few programs many times, so what is
/// asked about a program is not asked about each of its invocations.
pub(crate) struct Programs<'a> {
    invocations: &'a [Invocation],
    sorted: OnceCell<Vec<Program<'a>>>,
}

/// A program with its subcommands: `git`, `git push`, `aws s3 rm`.
pub(crate) struct Program<'a> {
    /// The program, and it with every beginning of its subcommand path: the texts that `run` is compared with.
    pub(crate) paths: Vec<Text>,
    /// Where it is started, in the order of the text.
    pub(crate) invocations: Vec<&'a Invocation>,
}

impl<'a> Programs<'a> {
    pub(crate) fn new(invocations: &'a [Invocation]) -> Self {
        Programs {
            invocations,
            sorted: OnceCell::new(),
        }
    }

    /// Whether the first of two invocations of one action comes before the other in the text. A substitution comes before
    /// the command that takes what it prints.
    pub(crate) fn are_in_order(first: &Invocation, second: &Invocation) -> bool {
        // They stand in one slice in the order of the text, so that their places are those of their addresses.
        std::ptr::from_ref(first) < std::ptr::from_ref(second)
    }

    /// Those whose name is known.
    pub(crate) fn get(&self) -> &[Program<'a>] {
        self.sorted.get_or_init(|| {
            let mut places: BTreeMap<(&str, &[Text]), usize> = BTreeMap::new();
            let mut programs: Vec<Program<'a>> = Vec::new();
            for invocation in self.invocations {
                let Some(name) = &invocation.program else {
                    continue;
                };
                let place = *places
                    .entry((name, &invocation.subcommands))
                    .or_insert(programs.len());
                match programs.get_mut(place) {
                    Some(program) => program.invocations.push(invocation),
                    None => programs.push(Program {
                        paths: paths(name, &invocation.subcommands),
                        invocations: vec![invocation],
                    }),
                }
            }
            programs
        })
    }
}

fn paths(program: &Text, subcommands: &[Text]) -> Vec<Text> {
    let mut path = program.clone();
    let mut paths = vec![path.clone()];
    for subcommand in subcommands {
        path.push(' ');
        path.push_str(subcommand);
        paths.push(path.clone());
    }
    paths
}

#[cfg(test)]
mod tests {
    use aegis_shell::{Context, read};

    use super::*;

    #[test]
    fn each_program_stands_once_with_its_invocations() {
        let check = |line: &str, expected: &[(&[&str], usize)]| {
            let script = read(line, &Context::default());
            let programs = Programs::new(&script.invocations);
            let found: Vec<(Vec<&str>, usize)> = programs
                .get()
                .iter()
                .map(|p| {
                    (
                        p.paths.iter().map(Text::as_str).collect(),
                        p.invocations.len(),
                    )
                })
                .collect();
            let expected: Vec<(Vec<&str>, usize)> = expected
                .iter()
                .map(|(paths, n)| (paths.to_vec(), *n))
                .collect();
            assert_eq!(found, expected, "{line}");
        };
        check(
            "git push; ls; git push -f; git pull; ls -l",
            &[
                (&["git", "git push"], 2),
                (&["ls"], 2),
                (&["git", "git pull"], 1),
            ],
        );
        check("\"$unknown\" x", &[]);
    }
}
