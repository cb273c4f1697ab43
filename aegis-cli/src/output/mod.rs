//! What a command answers with: records, as a table for people, as JSON or CSV for programs.

use std::borrow::Cow;
use std::io;

use clap::ValueEnum;

use crate::console::Console;

pub(crate) mod clock;
mod csv;
mod json;
mod safe;
mod table;

pub(crate) use safe::{one_line, visible};
pub(crate) use table::{Cell, Column, Tone};

/// How records are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns that fit the terminal, times in local time
    #[default]
    Table,
    /// An array of objects, times in UTC
    Json,
    /// RFC 4180, safe to open in a spreadsheet, times in UTC
    Csv,
}

/// A value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Field<'r> {
    /// Not there.
    Nothing,
    /// A text.
    Text(Cow<'r, str>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Texts.
    List(&'r [String]),
}

impl<'r> Field<'r> {
    /// A text that may be missing.
    pub(crate) fn maybe(text: Option<&'r str>) -> Self {
        text.map_or(Field::Nothing, Field::from)
    }

    /// A count.
    pub(crate) fn count(number: u64) -> Self {
        Field::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'r> From<&'r str> for Field<'r> {
    fn from(text: &'r str) -> Self {
        Field::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Field<'_> {
    fn from(text: String) -> Self {
        Field::Text(Cow::Owned(text))
    }
}

/// Something that is written as a row.
pub(crate) trait Record {
    /// Names of the fields: keys in JSON, the first line in CSV. They are stable.
    const FIELDS: &'static [&'static str];
    /// Columns of the table.
    const COLUMNS: &'static [Column];

    /// The values, in the order of the names.
    fn fields(&self) -> Vec<Field<'_>>;

    /// The table's cells, in the order of the columns.
    fn cells(&self) -> Vec<Cell>;
}

/// Writes the records. Without any, a table is the line `none` on standard error; JSON and CSV are empty, but there.
pub(crate) fn write<R: Record>(
    console: &mut Console,
    format: Format,
    records: &[R],
    none: &str,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(console.out(), records),
        Format::Csv => csv::write(console.out(), records),
        Format::Table if records.is_empty() => {
            console.warn(none);
            Ok(())
        }
        Format::Table => {
            let width = console.width();
            let text = table::render(
                R::COLUMNS,
                records.iter().map(Record::cells),
                width,
                console.color(),
            );
            console.out().write_all(text.as_bytes())
        }
    }
}

/// Writes one object as JSON.
pub(crate) fn write_object(
    console: &mut Console,
    object: &impl serde::Serialize,
) -> io::Result<()> {
    json::write_object(console.out(), object)
}
