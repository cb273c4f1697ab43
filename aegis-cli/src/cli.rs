//! The command line of everything but the hook.

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands;
use crate::console::{ColorChoice, Console};

/// A guard for AI coding agents: judges every tool call by rules, finds secrets, keeps a record.
#[derive(Debug, Parser)]
#[command(
    name = "aegis",
    version,
    about,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// When to colour the output
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge one tool call from stdin: the hook that `setup` registers
    Evaluate {
        /// The agent and the hook type
        #[arg(num_args = 0..)]
        args: Vec<std::ffi::OsString>,
    },
    /// Requests that wait for a person's answer
    Pending(commands::pending::Args),
    /// Say yes to a request
    Approve(commands::approve::Args),
    /// Say no to a request, or take an approval back
    Deny(commands::deny::Args),
    /// Trust a repository's rule file as it is now
    Trust(commands::trust::Args),
    /// What was decided, the newest first
    Logs(commands::logs::Args),
    /// Sessions of agents, the newest first
    Sessions(commands::sessions::Args),
    /// One session, call by call
    Session(commands::session::Args),
    /// The log in numbers
    Stats(commands::stats::Args),
    /// What audit rules marked and what people did; whether the record is whole
    Audit(commands::audit::Args),
    /// Find secrets in a text, files, folders or what git is about to commit
    Scan(commands::scan::Args),
    /// Look at rules, try them, check them
    Rules(commands::rules::Args),
    /// Register the hook with an agent
    Setup(commands::setup::Args),
    /// Print the version
    Version(commands::version::Args),
}

/// How a command ended, as an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Exit {
    /// Done, clean, allowed.
    Success,
    /// Done, and the answer is no: findings, a blocked target, mistakes in a rule file, a broken chain.
    Negative,
    /// Called wrongly.
    Usage,
    /// Something could not be read.
    Unreadable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::Negative => 1,
            Exit::Usage => 2,
            Exit::Unreadable => 3,
        })
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum CliError {
    /// An output or a file.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] aegis_store::StoreError),
    /// A person must run it.
    #[error(transparent)]
    NotAPerson(#[from] crate::human::NotAPerson),
    /// There is nothing of that name.
    #[error("{0}")]
    NotFound(String),
    /// The database, on opening it.
    #[error(transparent)]
    Ledger(#[from] aegis_core::ledger::LedgerError),
    /// The hook's registration.
    #[error(transparent)]
    Setup(#[from] commands::setup::SetupError),
    /// A rule file.
    #[error(transparent)]
    Rules(#[from] crate::policy::RulesError),
    /// No place for the database.
    #[error(transparent)]
    NoDataDir(#[from] crate::places::NoDataDir),
}

/// Parses the command line and runs the command.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _closed = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut console = Console::new(cli.color);
    let done = dispatch(&cli.command, &mut console).and_then(|exit| match console.flush() {
        // The answer stays the same, however little of it somebody reads.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(exit),
    });
    match done {
        Ok(exit) => exit.into(),
        // Whoever closed the pipe has read enough.
        Err(CliError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            console.warn(format_args!("aegis: {error}"));
            Exit::Negative.into()
        }
    }
}

fn dispatch(command: &Command, console: &mut Console) -> Result<Exit, CliError> {
    match command {
        Command::Evaluate { .. } => Ok(Exit::Usage),
        Command::Pending(args) => commands::pending::run(args, console),
        Command::Approve(args) => commands::approve::run(args, console),
        Command::Deny(args) => commands::deny::run(args, console),
        Command::Trust(args) => commands::trust::run(args, console),
        Command::Logs(args) => commands::logs::run(args, console),
        Command::Sessions(args) => commands::sessions::run(args, console),
        Command::Session(args) => commands::session::run(args, console),
        Command::Stats(args) => commands::stats::run(args, console),
        Command::Audit(args) => commands::audit::run(args, console),
        Command::Scan(args) => commands::scan::run(args, console),
        Command::Rules(args) => commands::rules::run(args, console),
        Command::Setup(args) => commands::setup::run(args, console),
        Command::Version(args) => commands::version::run(args, console),
    }
}
