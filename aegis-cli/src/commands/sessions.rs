//! `aegis sessions`

use aegis_store::Session;

use super::database;
use super::filters::{Filters, Limit};
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{self, Cell, Column, Field, Format, Record, Tone, clock};
use crate::places::Places;

/// Arguments of `aegis sessions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    limit: Limit,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Lists sessions.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let places = Places::from_env();
    let store = database::open(&places)?;
    let sessions = store.sessions(&args.filters.query(Some(&store), args.limit.rows())?)?;
    output::write(console, args.format, &sessions, "no sessions")?;
    console.flush()?;
    database::tidy_up(store, &places);
    Ok(Exit::Success)
}

impl Record for Session {
    const FIELDS: &'static [&'static str] = &[
        "session", "agent", "repo", "cwd", "first", "last", "calls", "denied",
    ];
    const COLUMNS: &'static [Column] = &[
        Column::whole("LAST CALL"),
        Column::short("SESSION", 8),
        Column::firm("AGENT", 6),
        Column::elastic("WHERE", 12),
        Column::number("CALLS"),
        Column::number("NOT ALLOWED"),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        vec![
            self.session.as_str().into(),
            self.agent.as_str().into(),
            Field::maybe(self.repo.as_deref()),
            self.cwd.as_str().into(),
            clock::utc(self.first).into(),
            clock::utc(self.last).into(),
            Field::count(self.calls),
            Field::count(self.denied),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let tone = if self.denied > 0 {
            Tone::Bad
        } else {
            Tone::Plain
        };
        vec![
            Cell::toned(&clock::local(self.last), Tone::Quiet),
            self.session.as_str().into(),
            self.agent.as_str().into(),
            self.repo.as_deref().unwrap_or(&self.cwd).into(),
            self.calls.into(),
            Cell::toned(&self.denied.to_string(), tone),
        ]
    }
}
