//! Whether the record is whole.

use std::path::Path;

use aegis_core::ledger::Digest;
use rusqlite::{Connection, OptionalExtension as _};

use crate::acts::ACTS;
use crate::chain::{self, ChainReport};
use crate::decisions::DECISIONS;
use crate::error::StoreError;
use crate::head;
use crate::hex::unhex;

/// Walks both chains within one snapshot. The head file is read first, so that it cannot be ahead of it.
pub(crate) fn verify(connection: &Connection, dir: &Path) -> Result<ChainReport, StoreError> {
    let heads = head::text(dir);
    let snapshot = connection.unchecked_transaction()?;
    let start = checkpoint(&snapshot)?;
    let mut report = ChainReport::default();
    let (acts, breaks) = chain::walk(&snapshot, ACTS, None)?;
    report.acts = acts;
    report.breaks.extend(breaks);
    let (decisions, breaks) = chain::walk(&snapshot, DECISIONS, start)?;
    report.decisions = decisions;
    report.breaks.extend(breaks);
    for (table, pruned) in [(ACTS, 0), (DECISIONS, start.map_or(0, |(id, _)| id))] {
        report
            .breaks
            .extend(head::check(heads.as_deref(), &snapshot, table, pruned)?);
    }
    Ok(report)
}

/// The last row that was pruned and its hash, which the oldest remaining row follows.
fn checkpoint(connection: &Connection) -> rusqlite::Result<Option<(i64, Digest)>> {
    let select = "SELECT subject,note FROM acts WHERE act='prune' ORDER BY id DESC LIMIT 1";
    let row = connection
        .query_row(select, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row
        .and_then(|(subject, note): (String, String)| Some((subject.parse().ok()?, unhex(&note)?))))
}
