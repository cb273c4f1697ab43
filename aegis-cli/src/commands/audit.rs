//! `aegis audit`

use aegis_store::{ChainReport, Query, SqliteStore};
use serde::Serialize;

use super::database;
use super::decision::AuditRow;
use super::filters::{Filters, Limit};
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{self, Cell, Column, Field, Format, Record, Tone};
use crate::places::Places;

/// Arguments of `aegis audit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Check that no row was changed or removed; exit 1 if one was
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    limit: Limit,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Lists what audit rules marked and what people did, or verifies the record.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let store = database::open(&Places::from_env())?;
    if args.verify {
        return verify(&store, args.format, console);
    }
    let query = Query {
        audited: true,
        ..args.filters.query(Some(&store), args.limit.rows())?
    };
    let mut rows: Vec<AuditRow> = Vec::new();
    let decisions = store.decisions(&query)?;
    rows.extend(
        decisions
            .into_iter()
            .map(|decision| AuditRow::Decision(Box::new(decision))),
    );
    if !args.filters.are_for_decisions() {
        let acts = store.acts(query.since, args.limit.rows())?;
        rows.extend(acts.into_iter().map(AuditRow::Act));
    }
    rows.retain(|row| query.until.is_none_or(|until| row.time() < until));
    rows.sort_by_key(|row| std::cmp::Reverse(row.time()));
    rows.truncate(args.limit.rows().map_or(usize::MAX, |limit| limit as usize));
    output::write(console, args.format, &rows, "nothing was marked or done")?;
    Ok(Exit::Success)
}

/// What `--verify --format json` gives.
#[derive(Serialize)]
struct Verified {
    whole: bool,
    decisions: u64,
    acts: u64,
    breaks: Vec<String>,
}

fn verify(store: &SqliteStore, format: Format, console: &mut Console) -> Result<Exit, CliError> {
    let report = store.verify()?;
    match format {
        Format::Table => tell(&report, console)?,
        Format::Json => output::write_object(
            console,
            &Verified {
                whole: report.is_whole(),
                decisions: report.decisions,
                acts: report.acts,
                breaks: report.breaks.iter().map(ToString::to_string).collect(),
            },
        )?,
        Format::Csv => {
            let breaks: Vec<Found> = report
                .breaks
                .iter()
                .map(|found| Found(found.to_string()))
                .collect();
            output::write(console, format, &breaks, "")?;
        }
    }
    Ok(if report.is_whole() {
        Exit::Success
    } else {
        Exit::Negative
    })
}

fn tell(report: &ChainReport, console: &mut Console) -> Result<(), CliError> {
    let checked = format!(
        "{} and {} checked",
        counted(report.decisions, "decision"),
        counted(report.acts, "act")
    );
    if report.is_whole() {
        console.line(format_args!("the record is whole: {checked}"))?;
        return Ok(());
    }
    console.line(format_args!("the record is broken: {checked}"))?;
    for found in &report.breaks {
        console.line(format_args!("  {found}"))?;
    }
    console.line("a record that was moved away or restored on purpose starts anew once the file `head` is removed too")?;
    Ok(())
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A break as a row.
struct Found(String);

impl Record for Found {
    const FIELDS: &'static [&'static str] = &["break"];
    const COLUMNS: &'static [Column] = &[Column::whole("BREAK")];

    fn fields(&self) -> Vec<Field<'_>> {
        vec![self.0.as_str().into()]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![Cell::toned(&self.0, Tone::Bad)]
    }
}
