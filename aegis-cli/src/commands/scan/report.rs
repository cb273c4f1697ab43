//! Findings as people and programs read them.

use std::io;

use clap::ValueEnum;

use super::record::Located;
use super::sarif;
use crate::console::Console;
use crate::output;

/// `--format`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns that fit the terminal
    #[default]
    Table,
    /// An array of objects
    Json,
    /// RFC 4180, safe to open in a spreadsheet
    Csv,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// Prints the findings, and in SARIF what could not be read.
pub(crate) fn print(
    format: Format,
    records: &[Located],
    problems: &[String],
    console: &mut Console,
) -> io::Result<()> {
    let format = match format {
        // The summary says that there are none.
        Format::Table if records.is_empty() => return Ok(()),
        Format::Table => output::Format::Table,
        Format::Json => output::Format::Json,
        Format::Csv => output::Format::Csv,
        Format::Sarif => return output::write_object(console, &sarif::log(records, problems)),
    };
    output::write(console, format, records, "")
}

/// Prints what to add to `.aegis/allow`, each entry below comments that say where its findings stand.
pub(crate) fn allow_lines(records: &[Located], console: &mut Console) -> io::Result<()> {
    let mut sorted: Vec<&Located> = records.iter().collect();
    sorted.sort_by_key(|record| &record.fingerprint);
    for same in sorted.chunk_by(|a, b| a.fingerprint == b.fingerprint) {
        for record in same {
            let path = output::one_line(&record.path);
            console.line(format_args!("# {path}:{}", record.line))?;
        }
        if let Some(record) = same.first() {
            console.line(&record.fingerprint)?;
        }
    }
    Ok(())
}
