//! A table that is filled row by row, for commands whose rows are no records of the store.

use std::io;

use serde::Serialize;

use super::{Cell, Column, Format, csv, json, table};
use crate::console::Console;

/// Titles and rows of text; its JSON is made of objects that are given apart.
#[derive(Debug)]
pub(crate) struct Table {
    titles: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Without rows. In CSV the titles are the names of the fields.
    pub(crate) fn new<const N: usize>(titles: [&'static str; N]) -> Self {
        Table {
            titles: titles.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, in the order of the titles.
    pub(crate) fn row<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.to_vec());
    }

    /// Writes the table, or the objects as an array.
    pub(crate) fn print<O: Serialize>(
        &self,
        format: Format,
        objects: impl IntoIterator<Item = O>,
        console: &mut Console,
    ) -> io::Result<()> {
        match format {
            Format::Json => json::write_array(console.out(), objects),
            Format::Csv => csv::write_rows(console.out(), &self.titles, &self.rows),
            Format::Table => {
                let columns: Vec<Column> = self
                    .titles
                    .iter()
                    .map(|title| Column::elastic(title, title.len().max(8)))
                    .collect();
                let rows = self
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|text| Cell::from(text.as_str())).collect());
                let text = table::render(&columns, rows, console.width(), console.color());
                console.out().write_all(text.as_bytes())
            }
        }
    }
}
