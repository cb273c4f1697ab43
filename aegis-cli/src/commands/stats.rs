//! `aegis stats`

use std::collections::BTreeMap;

use aegis_store::Stats;

use super::database;
use super::filters::Filters;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{self, Cell, Column, Field, Format, Record, Tone};
use crate::places::Places;

/// Arguments of `aegis stats`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    filters: Filters,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Counts decisions.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let places = Places::from_env();
    let store = database::open(&places)?;
    let stats = store.stats(&args.filters.query(Some(&store), None)?)?;
    match args.format {
        Format::Json => output::write_object(console, &stats)?,
        format => output::write(console, format, &counts(&stats), "no decisions")?,
    }
    console.flush()?;
    database::tidy_up(store, &places);
    Ok(Exit::Success)
}

/// One number of the statistics.
struct Count {
    of: &'static str,
    name: String,
    count: u64,
}

fn counts(stats: &Stats) -> Vec<Count> {
    let one = |of, count| Count {
        of,
        name: String::new(),
        count,
    };
    let mut counts = vec![
        one("total", stats.total),
        one("sessions", stats.sessions),
        one("faults", stats.faults),
    ];
    let by: [(&'static str, &BTreeMap<String, u64>); 6] = [
        ("result", &stats.results),
        ("agent", &stats.agents),
        ("action", &stats.actions),
        ("rule", &stats.rules),
        ("finding", &stats.findings),
        ("day", &stats.days),
    ];
    for (of, names) in by {
        let mut names: Vec<(&String, &u64)> = names.iter().collect();
        if of != "day" {
            names.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
        }
        counts.extend(names.into_iter().map(|(name, count)| Count {
            of,
            name: name.clone(),
            count: *count,
        }));
    }
    counts.extend([
        one("median_us", stats.median_us),
        one("p99_us", stats.p99_us),
    ]);
    counts
}

impl Record for Count {
    const FIELDS: &'static [&'static str] = &["of", "name", "count"];
    const COLUMNS: &'static [Column] = &[
        Column::whole("OF"),
        Column::elastic("NAME", 12),
        Column::number("COUNT"),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        vec![
            self.of.into(),
            self.name.as_str().into(),
            Field::count(self.count),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::toned(self.of, Tone::Quiet),
            self.name.as_str().into(),
            self.count.into(),
        ]
    }
}
