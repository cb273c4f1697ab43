//! `aegis deny`

use aegis_scanner::Scanner;
use aegis_store::Answered;

use super::approve::describe;
use super::database;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::hook::now;
use crate::output::clock;
use crate::places::Places;

/// Arguments of `aegis deny`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The request; the beginning of its id is enough
    #[arg(value_name = "ID")]
    id: String,
    /// What the agent is told, such as what to do instead
    #[arg(long, visible_alias = "reason", value_name = "TEXT")]
    note: Option<String>,
}

/// Says no to a request or takes an approval back. That only tightens, so it needs no proof of a person.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let mut store = database::open(&Places::from_env())?;
    let note = args
        .note
        .as_deref()
        .map(str::trim)
        .filter(|note| !note.is_empty());
    let note = note.map(|note| Scanner::builtin().redact(note).into_owned());
    let Answered { request, until } = store.deny(&args.id, note.as_deref(), now())?;
    console.line(format_args!(
        "denied `{}`; the same call is refused until {}",
        request.id,
        clock::local(until)
    ))?;
    console.line(describe(&request))?;
    Ok(Exit::Success)
}
