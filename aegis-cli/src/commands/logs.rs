//! `aegis logs`

use aegis_store::{Query, read_faults};

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
    let limit = args.limit.rows();
    let store = match database::open(&places) {
        Ok(store) => store,
        Err(error) if args.faults => {
            // What was noted is for the very case that the database cannot be used.
            let rows = noted(&places, &args.filters.query(None, limit)?)?;
            write(args, rows, console)?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let query = Query {
        faults: args.faults,
        ..args.filters.query(Some(&store), limit)?
    };
    let decisions = store.decisions(&query)?;
    let mut rows: Vec<LogRow> = decisions
        .into_iter()
        .map(|row| LogRow::Decision(Box::new(row)))
        .collect();
    if args.faults {
        rows.extend(noted(&places, &query)?);
    }
    write(args, rows, console)?;
    database::tidy_up(store, &places);
    Ok(Exit::Success)
}

/// The calls that could not be recorded, as far as they are asked for.
fn noted(places: &Places, query: &Query) -> Result<Vec<LogRow>, CliError> {
    let lines = read_faults(places.data_dir()?)?.into_iter();
    Ok(lines
        .filter(|line| selects(query, line))
        .map(|line| LogRow::Fault(Box::new(line)))
        .collect())
}

fn write(args: &Args, mut rows: Vec<LogRow>, console: &mut Console) -> Result<(), CliError> {
    if args.faults {
        rows.sort_by_key(|row| std::cmp::Reverse(row.time()));
        rows.truncate(args.limit.rows().map_or(usize::MAX, |limit| limit as usize));
    }
    output::write(console, args.format, &rows, "no decisions")?;
    Ok(console.flush()?)
}
