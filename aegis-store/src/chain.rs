//! The hash chain over rows: each row carries the hash of its own content and of the row before it.

use aegis_core::ledger::Digest;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};
use sha2::{Digest as _, Sha256};

/// Of the breaks that `verify` finds in one chain, the first so many are kept.
const KEPT_BREAKS: usize = 20;

/// One of the two chained tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The columns between `id` and `prev`, in the order in which they are hashed.
    pub(crate) columns: &'static str,
    pub(crate) width: usize,
}

/// A row's place in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) id: i64,
    pub(crate) prev: Digest,
    pub(crate) hash: Digest,
}

/// A place where the record is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Break {
    /// A row's content does not fit its hash.
    #[error("row {id} of `{table}` was changed")]
    Changed {
        /// `decisions` or `acts`.
        table: &'static str,
        /// The row.
        id: i64,
    },
    /// A row does not follow the one before it.
    #[error("rows of `{table}` before row {id} were removed or changed")]
    Gap {
        /// `decisions` or `acts`.
        table: &'static str,
        /// The row after the gap.
        id: i64,
    },
    /// The newest row that the head file names is not there.
    #[error(
        "`{table}` ends before row {head}, which the head file names: the end was cut, or a power failure lost it"
    )]
    Cut {
        /// `decisions` or `acts`.
        table: &'static str,
        /// The row that the head file names.
        head: i64,
    },
    /// The row that the head file names is another one.
    #[error(
        "row {head} of `{table}` is not the one that the head file names: rows or the whole database were replaced"
    )]
    Replaced {
        /// `decisions` or `acts`.
        table: &'static str,
        /// The row that the head file names.
        head: i64,
    },
    /// There are rows, and the head file is missing or unreadable.
    #[error(
        "the head file is missing or unreadable, so that a cut end of `{table}` would not show"
    )]
    NoHead {
        /// `decisions` or `acts`.
        table: &'static str,
    },
}

/// What a look at the whole record found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct ChainReport {
    /// How many decisions were checked.
    pub decisions: u64,
    /// How many acts were checked.
    pub acts: u64,
    /// Where it is broken; of many breaks the first ones.
    pub breaks: Vec<Break>,
}

impl ChainReport {
    /// Whether no break was found.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.breaks.is_empty()
    }
}

/// Appends a row with these values.
pub(crate) fn append(
    connection: &Connection,
    table: Table,
    values: &[Value],
) -> rusqlite::Result<Link> {
    let last = last(connection, table)?;
    let (id, prev) = last.map_or((1, [0; 32]), |last| (last.id + 1, last.hash));
    let hash = digest(&prev, table, id, values.iter().map(ValueRef::from));
    let marks = "?,".repeat(table.width);
    let insert = format!(
        "INSERT INTO {}(id,{},prev,hash)VALUES(?,{marks}?,?)",
        table.name, table.columns
    );
    let own = [Value::Integer(id)]
        .into_iter()
        .chain(values.iter().cloned());
    let row = own.chain([Value::Blob(prev.to_vec()), Value::Blob(hash.to_vec())]);
    connection
        .prepare(&insert)?
        .execute(params_from_iter(row))?;
    Ok(Link { id, prev, hash })
}

/// The newest row.
pub(crate) fn last(connection: &Connection, table: Table) -> rusqlite::Result<Option<Link>> {
    link(
        connection,
        &format!(
            "SELECT id,prev,hash FROM {} ORDER BY id DESC LIMIT 1",
            table.name
        ),
        [],
    )
}

/// The row with this id.
pub(crate) fn at(connection: &Connection, table: Table, id: i64) -> rusqlite::Result<Option<Link>> {
    link(
        connection,
        &format!("SELECT id,prev,hash FROM {} WHERE id=?", table.name),
        [id],
    )
}

/// Checks every row against its own hash and the row before. `start` is the hash that the first row has to follow, where
/// it is not the first that was ever written.
pub(crate) fn walk(
    connection: &Connection,
    table: Table,
    start: Option<(i64, Digest)>,
) -> rusqlite::Result<(u64, Vec<Break>)> {
    let select = format!(
        "SELECT id,{},prev,hash FROM {} ORDER BY id",
        table.columns, table.name
    );
    let mut statement = connection.prepare(&select)?;
    let mut rows = statement.query([])?;
    let (mut before, mut hash) = start.unwrap_or((0, [0; 32]));
    let (mut count, mut breaks) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let stored = stored(row, table, id)?;
        if id != before + 1 || stored.prev != hash {
            breaks.push(Break::Gap {
                table: table.name,
                id,
            });
        }
        let values = (1..=table.width).map(|column| row.get_ref_unwrap(column));
        if digest(&stored.prev, table, id, values) != stored.hash {
            breaks.push(Break::Changed {
                table: table.name,
                id,
            });
        }
        (before, hash) = (id, stored.hash);
        count += 1;
        breaks.truncate(KEPT_BREAKS);
    }
    Ok((count, breaks))
}

/// A hash column that does not hold a hash counts as zero, which then shows as a break.
fn stored(row: &Row<'_>, table: Table, id: i64) -> rusqlite::Result<Link> {
    let hash = |column| -> rusqlite::Result<Digest> {
        let value = row.get_ref(column)?;
        Ok(value
            .as_blob()
            .ok()
            .and_then(|bytes| Digest::try_from(bytes).ok())
            .unwrap_or_default())
    };
    Ok(Link {
        id,
        prev: hash(table.width + 1)?,
        hash: hash(table.width + 2)?,
    })
}

fn link(
    connection: &Connection,
    select: &str,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Option<Link>> {
    let read = |row: &Row<'_>| {
        Ok(Link {
            id: row.get(0)?,
            prev: row.get(1)?,
            hash: row.get(2)?,
        })
    };
    connection.query_row(select, params, read).optional()
}

/// Every value is hashed with its kind and length, so that no two rows have the same text.
fn digest<'v>(
    prev: &Digest,
    table: Table,
    id: i64,
    values: impl Iterator<Item = ValueRef<'v>>,
) -> Digest {
    let mut hash = Sha256::new();
    hash.update(prev);
    hash.update(table.name);
    hash.update(id.to_le_bytes());
    let mut part = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for value in values {
        match value {
            ValueRef::Null => part(0, &[]),
            ValueRef::Integer(number) => part(1, &number.to_le_bytes()),
            ValueRef::Real(number) => part(2, &number.to_le_bytes()),
            ValueRef::Text(text) => part(3, text),
            ValueRef::Blob(bytes) => part(4, bytes),
        }
    }
    hash.finalize().into()
}
