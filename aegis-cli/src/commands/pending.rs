//! `aegis pending`

use aegis_store::Request;

use super::database;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::hook::now;
use crate::output::{self, Cell, Column, Field, Format, Record, Tone, clock};
use crate::places::Places;

/// Arguments of `aegis pending`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Lists the requests that wait for an answer, the oldest first.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let store = database::open(&Places::from_env())?;
    let requests = store.pending(now())?;
    output::write(
        console,
        args.format,
        &requests,
        "nothing waits for an answer",
    )?;
    Ok(Exit::Success)
}

impl Record for Request {
    const FIELDS: &'static [&'static str] = &[
        "id", "rule", "agent", "session", "tool", "repo", "cwd", "target", "opened", "expires",
    ];
    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("LEFT"),
        Column::firm("AGENT", 6),
        Column::short("RULE", 10),
        Column::elastic("TARGET", 20),
        Column::short("WHERE", 12),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        vec![
            self.id.0.as_str().into(),
            self.rule.as_str().into(),
            self.agent.as_str().into(),
            self.session.as_str().into(),
            self.tool.as_str().into(),
            Field::maybe(self.repo.as_deref()),
            self.cwd.as_str().into(),
            self.target.as_str().into(),
            clock::utc(self.opened).into(),
            clock::utc(self.expires).into(),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::toned(&self.id.0, Tone::Waiting),
            clock::left(self.expires, now()).as_str().into(),
            self.agent.as_str().into(),
            self.rule.as_str().into(),
            self.target.as_str().into(),
            self.cwd.as_str().into(),
        ]
    }
}
