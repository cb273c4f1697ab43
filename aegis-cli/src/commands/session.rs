//! `aegis session`

use aegis_store::{Query, Session};

use super::database;
use super::decision::LogRow;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{self, Format, clock, one_line};
use crate::places::Places;

/// Arguments of `aegis session`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session; the beginning of its name is enough. Without it the one with the newest call
    #[arg(value_name = "ID")]
    session: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Shows the calls of one session, the oldest first.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let places = Places::from_env();
    let store = database::open(&places)?;
    let session = match &args.session {
        Some(given) => store.session_named(given)?.ok_or_else(|| unknown(given))?,
        None => {
            let newest = store.sessions(&Query {
                limit: Some(1),
                ..Query::default()
            })?;
            let newest = newest.into_iter().next().map(|session| session.session);
            newest.ok_or_else(|| CliError::NotFound("no session was recorded yet".to_owned()))?
        }
    };
    let query = Query {
        session: Some(session),
        ..Query::default()
    };
    if args.format == Format::Table {
        for session in store.sessions(&query)? {
            console.line(heading(&session))?;
        }
        console.line("")?;
    }
    let newest_first = store.decisions(&query)?;
    let rows: Vec<LogRow> = newest_first
        .into_iter()
        .rev()
        .map(|row| LogRow::Decision(Box::new(row)))
        .collect();
    output::write(console, args.format, &rows, "no decisions")?;
    Ok(Exit::Success)
}

fn unknown(given: &str) -> CliError {
    CliError::NotFound(format!(
        "no session `{}`; `aegis sessions` lists them",
        one_line(given)
    ))
}

fn heading(session: &Session) -> String {
    format!(
        "session {} of {} in {}\n{} to {}, {} calls, {} not allowed",
        one_line(&session.session),
        one_line(&session.agent),
        one_line(session.repo.as_deref().unwrap_or(&session.cwd)),
        clock::local(session.first),
        clock::local(session.last),
        session.calls,
        session.denied,
    )
}
