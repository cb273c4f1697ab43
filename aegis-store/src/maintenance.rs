//! What keeps the files small: the write-ahead log is carried over, old rows are removed.

use std::path::Path;
use std::time::Duration;

use aegis_core::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::acts::{self, ACTS, ActKind};
use crate::chain;
use crate::connection::{self, log_bytes};
use crate::decisions::DECISIONS;
use crate::error::StoreError;
use crate::head;
use crate::hex::hex;

/// A longer log makes opening slow (0.4 µs per KB for the first process). It takes some hundred calls to get there, so the
/// one that carries it over pays for all of them.
const LONGEST_LOG: u64 = 4 * 1024 * 1024;

/// What maintenance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// How many old decisions were removed.
    pub pruned: u64,
    /// Whether the whole log was carried over; another process may have been reading it.
    pub log_emptied: bool,
}

/// Carries the log over where it has grown too long. It waits for nobody: if others use the database, a later call does it.
pub(crate) fn bound_log(connection: &Connection, dir: &Path) {
    if log_bytes(dir) > LONGEST_LOG {
        // Nothing is lost if this fails: the log stays as long as it is.
        let _ = carry_over(connection);
    }
}

/// Carries the log over into the database; `false` if others were in the way.
pub(crate) fn carry_over(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_handler(None)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    connection::wait_for_others(connection)?;
    Ok(!busy?)
}

/// Removes decisions older than `retention`, but never the newest one, from which the chain goes on. The act that records
/// it holds the hash that the oldest remaining row follows.
pub(crate) fn prune(
    connection: &mut Connection,
    dir: &Path,
    retention: Duration,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let before = now.before(retention).as_micros();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Rows are removed from the front alone: an old row behind a young one (a clock that was set back) stays.
    let through = "SELECT coalesce((SELECT min(id) FROM decisions WHERE time>=?1),(SELECT max(id) FROM decisions),1)-1";
    let through: i64 = transaction.query_row(through, [before], |row| row.get(0))?;
    let last = chain::at(&transaction, DECISIONS, through)?;
    let mut pruned = 0;
    let mut act = None;
    if let Some(last) = last {
        pruned = transaction.execute("DELETE FROM decisions WHERE id<=?1", [through])?;
        act = Some(acts::append(
            &transaction,
            ActKind::Prune,
            &through.to_string(),
            Some(&hex(&last.hash)),
            now,
        )?);
    }
    transaction.execute(
        "DELETE FROM requests WHERE max(expires,coalesce(until,0))<?1",
        [before],
    )?;
    transaction.execute("DELETE FROM windows WHERE at<?1", [before])?;
    transaction.commit()?;
    if let Some(act) = act {
        // A head that stays behind is moved on by the next act.
        let _ = head::advance(dir, connection, ACTS, act);
    }
    Ok(pruned as u64)
}
