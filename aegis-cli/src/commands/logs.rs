//! `aegis logs`

use aegis_store::read_faults;

use super::database;
use super::decision::{LogRow, selects};
use super::filters::{Filters, Limit};
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{self, Format};
use crate::places::Places;

/// Arguments of `aegis logs`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filters: Filters,
    /// Only calls whose judgement had faults, also those that could not be recorded
    #[arg(long)]
    faults: bool,
    #[command(flatten)]
    limit: Limit,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Lists decisions.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let places = Places::from_env();
    // The faults file is for the case that the database cannot be used, so it is shown in spite of that.
    let opened = database::open(&places);
    let mut rows = Vec::new();
    let mut failed = None;
    match &opened {
        Ok(store) => {
            let mut query = args.filters.query(store, args.limit.rows())?;
            query.faults = args.faults;
            let found = store.decisions(&query)?;
            rows.extend(
                found
                    .into_iter()
                    .map(|decision| LogRow::Decision(Box::new(decision))),
            );
            if args.faults {
                let noted = read_faults(places.data_dir()?)?;
                let noted = noted.into_iter().filter(|line| selects(&query, line));
                rows.extend(noted.map(|line| LogRow::Fault(Box::new(line))));
            }
        }
        Err(_) if args.faults => {
            let noted = read_faults(places.data_dir()?)?;
            rows.extend(noted.into_iter().map(|line| LogRow::Fault(Box::new(line))));
        }
        Err(_) => {}
    }
    let store = match opened {
        Ok(store) => Some(store),
        Err(error) => {
            failed = Some(error);
            None
        }
    };
    if args.faults {
        rows.sort_by_key(|row| std::cmp::Reverse(row.time()));
        rows.truncate(args.limit.rows().map_or(usize::MAX, |limit| limit as usize));
    }
    if failed.is_none() || !rows.is_empty() {
        output::write(console, args.format, &rows, "no decisions")?;
    }
    if let Some(store) = store {
        console.flush()?;
        database::tidy_up(store, &places);
    }
    failed.map_or(Ok(Exit::Success), Err)
}
