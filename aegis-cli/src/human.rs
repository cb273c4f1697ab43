//! Whether a person is asking: some answers loosen the guard, and an agent may not give them to itself.
//!
//! Three signs are looked at: a terminal, the marks that agents leave in the environment of what they start, and the
//! programs above this process. None is proof against a determined program of the same user; together with the
//! built-in rules, which refuse tool calls that run these commands, they keep an agent from answering by accident or at
//! an injected text's request.

use std::io::{self, IsTerminal};

/// Why a command for people will not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum NotAPerson {
    /// An agent's mark is in the environment.
    #[error(
        "a person must run this, and `{variable}` says that an agent started it; run it in a terminal of your own"
    )]
    Marked {
        /// The variable.
        variable: &'static str,
    },
    /// An agent is among the processes above.
    #[error(
        "a person must run this, and it runs below the agent `{program}`; run it in a terminal of your own"
    )]
    BelowAgent {
        /// The agent's program.
        program: String,
    },
    /// There is no terminal.
    #[error("a person must run this in a terminal, and its input and output are not one")]
    NoTerminal,
}

/// What is known of how this process was started.
pub(crate) struct Surroundings<'s> {
    /// The environment.
    pub(crate) var: &'s dyn Fn(&str) -> bool,
    /// Names of the programs above, and what they were started with, the nearest first.
    pub(crate) ancestors: &'s [Ancestor],
    /// Whether input and output are a terminal.
    pub(crate) terminal: bool,
}

/// A process above this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ancestor {
    /// The program's name, as the system gives it.
    pub(crate) name: String,
    /// Its arguments, the program itself first.
    pub(crate) args: Vec<String>,
}

/// What agents set for the commands that they run, and nothing else does. Where an editor sets a variable for its own
/// terminal as well (`CURSOR_TRACE_ID`, `TERM_PROGRAM`), it is no mark.
const MARKS: &[&str] = &[
    "CLAUDECODE",
    "CLAUDE_PROJECT_DIR",
    "CLAUDE_CODE_SESSION_ID",
    "GEMINI_CLI",
    "GEMINI_PROJECT_DIR",
    "GEMINI_SESSION_ID",
    "QWEN_CODE",
    "QWEN_PROJECT_DIR",
    "QWEN_CODE_SESSION_ID",
    "COPILOT_CLI",
    "COPILOT_PROJECT_DIR",
    "DROID_PROJECT_DIR",
    "FACTORY_PROJECT_DIR",
    "CODEX_MANAGED_PACKAGE_ROOT",
    "CODEX_MANAGED_BY_NPM",
    "CODEX_SANDBOX",
    "CODEX_SANDBOX_NETWORK_DISABLED",
    "CODEX_THREAD_ID",
    "OPENCODE",
    "CURSOR_AGENT",
    "CLINE_BUILD_ENV",
    "CLINE_ACTIVE",
    "AUGMENT_AGENT",
    "AUGMENT_CONVERSATION_ID",
    "CRUSH_SESSION_ID",
    "DEVIN_PROJECT_DIR",
    "AI_AGENT",
];

/// Command-line agents by the names of their programs. Editors are not among them: their own terminals are a person's.
const AGENTS: &[&str] = &[
    "claude",
    "claude-code",
    "gemini",
    "gemini-cli",
    "codex",
    "qwen",
    "qwen-code",
    "copilot",
    "droid",
    "opencode",
    "cline",
    "cursor-agent",
    "auggie",
    "amp",
    "crush",
    "goose",
    "aider",
    "devin",
    "kiro-cli",
    "openhands",
];

/// What runs a script of which the first argument that is no option is the program.
const RUNNERS: &[&str] = &[
    "node", "nodejs", "bun", "deno", "python", "npx", "uv", "uvx", "pipx",
];

/// Whether a person is asking, as far as this process can see.
///
/// # Errors
/// When an agent's mark, an agent above this process, or the lack of a terminal says otherwise.
pub(crate) fn require_person() -> Result<(), NotAPerson> {
    check(&Surroundings {
        var: &|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()),
        ancestors: &crate::ancestors::ancestors(),
        terminal: io::stdin().is_terminal()
            && (io::stdout().is_terminal() || io::stderr().is_terminal()),
    })
}

/// The judgement over these surroundings.
pub(crate) fn check(surroundings: &Surroundings<'_>) -> Result<(), NotAPerson> {
    if let Some(variable) = MARKS.iter().copied().find(|name| (surroundings.var)(name)) {
        return Err(NotAPerson::Marked { variable });
    }
    if let Some(program) = surroundings.ancestors.iter().find_map(agent) {
        return Err(NotAPerson::BelowAgent { program });
    }
    if !surroundings.terminal {
        return Err(NotAPerson::NoTerminal);
    }
    Ok(())
}

/// The agent that this process is, if it is one: by its own name, or by the script that its interpreter runs.
fn agent(ancestor: &Ancestor) -> Option<String> {
    let mut args = ancestor.args.iter();
    let own = [Some(&ancestor.name), args.next()];
    let mut names: Vec<String> = own.into_iter().flatten().map(|name| base(name)).collect();
    if names.iter().any(|name| runs_scripts(name)) {
        names.extend(
            args.find(|arg| !arg.starts_with('-'))
                .into_iter()
                .flat_map(|path| script_names(path)),
        );
    }
    names
        .into_iter()
        .find(|name| AGENTS.contains(&name.as_str()))
}

/// Whether the program is an interpreter, whatever its version: `python3.12`.
fn runs_scripts(name: &str) -> bool {
    RUNNERS.contains(&name.trim_end_matches(|c: char| c == '.' || c.is_ascii_digit()))
}

/// The names by which a script goes: its file and, for one that was installed, its package. Other folders say nothing: a
/// project may be called like an agent.
fn script_names(path: &str) -> impl Iterator<Item = String> {
    let package = path
        .rsplit_once("node_modules")
        .map_or("", |(_, inside)| inside);
    let folders = package.split(['/', '\\']).take(3);
    std::iter::once(path).chain(folders).map(base)
}

/// The last part of a path in small letters, without `.exe`, `.js` and the like, and without the dash of a login shell.
fn base(path: &str) -> String {
    let name = path
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(path)
        .trim_start_matches('-')
        .to_lowercase();
    let endings = [".exe", ".cmd", ".mjs", ".cjs", ".js", ".py"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending));
    stem.map(str::to_owned).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(name: &str, args: &[&str]) -> Result<(), NotAPerson> {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let shell = Ancestor {
            name: "bash".to_owned(),
            args: vec!["-bash".to_owned()],
        };
        let ancestors = [
            shell,
            Ancestor {
                name: name.to_owned(),
                args,
            },
        ];
        check(&Surroundings {
            var: &|_| false,
            ancestors: &ancestors,
            terminal: true,
        })
    }

    fn is_agent(name: &str, args: &[&str], program: &str) {
        assert_eq!(
            below(name, args),
            Err(NotAPerson::BelowAgent {
                program: program.to_owned()
            }),
            "{name} {args:?}"
        );
    }

    #[test]
    fn agents_are_known_by_name_and_by_script() {
        is_agent("claude", &["claude", "--resume"], "claude");
        is_agent(
            "node",
            &["node", "/usr/local/bin/gemini", "-p", "x"],
            "gemini",
        );
        is_agent(
            "node",
            &[
                "/usr/bin/node",
                "--expose-gc",
                "/opt/node_modules/@qwen-code/qwen-code/cli.js",
            ],
            "qwen-code",
        );
        is_agent(
            "MainThread",
            &["/opt/agent/node_modules/.bin/cline", "-P"],
            "cline",
        );
        is_agent("codex", &["/opt/x86_64/vendor/codex", "exec"], "codex");
        is_agent(
            "python3.11",
            &["python3.11", "-u", "/home/me/.local/bin/aider"],
            "aider",
        );
        is_agent("python", &["python3", "-m", "aider"], "aider");
        is_agent("Claude.exe", &[], "claude");
    }

    #[test]
    fn editors_shells_and_files_with_such_names_are_none() {
        for (name, args) in [
            ("code", &["/usr/share/code/code", "--type=ptyHost"][..]),
            ("cursor", &["/opt/Cursor/cursor"]),
            ("vim", &["vim", "claude"]),
            ("bash", &["bash", "-c", "cat gemini"]),
            ("node", &["node", "server.js", "--name", "codex"]),
            ("node", &["node", "/home/me/codex/server.js"]),
            (
                "python3",
                &["python3", "/srv/claude/manage.py", "runserver"],
            ),
            ("tmux: server", &["tmux", "new", "-s", "claude"]),
            ("sshd", &["sshd: me [priv]"]),
        ] {
            assert_eq!(below(name, args), Ok(()), "{name} {args:?}");
        }
    }

    #[test]
    fn a_mark_or_no_terminal_is_enough() {
        let marked = |mark: &'static str| {
            check(&Surroundings {
                var: &|name| name == mark,
                ancestors: &[],
                terminal: true,
            })
        };
        for mark in MARKS.iter().copied() {
            assert_eq!(marked(mark), Err(NotAPerson::Marked { variable: mark }));
        }
        assert_eq!(marked("TERM_PROGRAM"), Ok(()));
        let without = check(&Surroundings {
            var: &|_| false,
            ancestors: &[],
            terminal: false,
        });
        assert_eq!(without, Err(NotAPerson::NoTerminal));
    }
}
