//! `aegis approve`

use std::time::Duration;

use aegis_core::ledger::Terms;
use aegis_store::{Answered, Request};

use super::database;
use crate::cli::{CliError, Exit};
use crate::config::parse_duration;
use crate::console::Console;
use crate::hook::now;
use crate::human::require_person;
use crate::output::{clock, one_line, visible};
use crate::places::Places;

/// Arguments of `aegis approve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The request; the beginning of its id is enough
    #[arg(value_name = "ID")]
    id: String,
    /// For the next call only
    #[arg(long)]
    once: bool,
    /// For so long, such as `1h`; without it as long as the request was open for an answer
    #[arg(long = "for", value_name = "SPAN", value_parser = parse_duration)]
    span: Option<Duration>,
    /// For the session that asked only
    #[arg(long)]
    session: bool,
}

/// Says yes to a request.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    require_person()?;
    let mut store = database::open(&Places::from_env())?;
    let terms = Terms {
        span: args.span,
        once: args.once,
        session: args.session,
    };
    let Answered { request, until } = store.approve(&args.id, terms, now())?;
    let limits = [
        (args.once, ", for one call"),
        (args.session, ", for this session"),
    ];
    let limits: String = limits
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, text)| *text)
        .collect();
    console.line(format_args!(
        "approved `{}` until {}{limits}",
        request.id,
        clock::local(until)
    ))?;
    console.line(describe(&request))?;
    Ok(Exit::Success)
}

/// What the request is about.
pub(super) fn describe(request: &Request) -> String {
    format!(
        "{} of {} in {}, asked by rule `{}`:\n{}",
        one_line(&request.tool),
        one_line(&request.agent),
        one_line(&request.cwd),
        one_line(&request.rule),
        visible(&request.target),
    )
}
