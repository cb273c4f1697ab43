//! `aegis rules`: look at rules, try them, check them, start a file.

use std::path::{Path, PathBuf};

use aegis_core::Facts;

use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::places::Places;
use crate::repo::{self, Repo};

mod check;
mod explain;
mod init;
mod list;
mod schema;
mod test;

/// Arguments of `aegis rules`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the rules that count here, in the order in which they are asked
    List(list::Args),
    /// Judge one target without recording anything: exit 0 allowed, 1 blocked
    Test(test::Args),
    /// Find mistakes in rule files and run the examples of their rules
    Check(check::Args),
    /// Say in plain words what a rule does
    Explain(explain::Args),
    /// Write a starter `.aegis/governance.yaml` for this repository
    Init(init::Args),
    /// Print the JSON Schema of rule files, for editors
    Schema(schema::Args),
}

/// Runs the subcommand.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    match &args.command {
        Command::List(args) => list::run(args, console),
        Command::Test(args) => test::run(args, console),
        Command::Check(args) => check::run(args, console),
        Command::Explain(args) => explain::run(args, console),
        Command::Init(args) => init::run(args, console),
        Command::Schema(args) => schema::run(args, console),
    }
}

/// Where a command stands: the folder, the repository, the user's places.
struct Here {
    places: Places,
    cwd: PathBuf,
    repo: Option<Repo>,
    own_paths: Vec<String>,
}

impl Here {
    fn new(cwd: Option<&Path>) -> Result<Here, CliError> {
        let places = Places::from_env();
        let cwd = match cwd {
            Some(cwd) => std::path::absolute(places.expand(&cwd.to_string_lossy()))?,
            None => std::env::current_dir()?,
        };
        let repo = repo::find(&cwd, places.home.as_deref());
        let own_paths = places.own_paths();
        Ok(Here {
            places,
            cwd,
            repo,
            own_paths,
        })
    }

    fn facts(&self) -> Facts<'_> {
        crate::hook::facts(&self.places, self.repo.as_ref(), &self.own_paths)
    }
}
