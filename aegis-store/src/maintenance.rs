//! What keeps the files small: the write-ahead log is carried over, old rows are removed.

use std::path::Path;
use std::time::Duration;

use aegis_core::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use crate::acts::{self, ACTS, ActKind};
use crate::chain::{self, Link};
use crate::connection::{self, log_bytes};
use crate::decisions::DECISIONS;
use crate::error::StoreError;
use crate::head;
use crate::hex::hex;

/// Whoever opens the database alone reads the whole log first, at 0.8 µs of CPU per KB; whoever carries it over spends some
/// milliseconds, and waits 10 for the disk. A call adds 3 KB: one in 40 has it carried over, and few read more than this.
const LOG_STEP: u64 = 128 * 1024;
/// Where nobody carries it over, a call does so itself.
const LONGEST_LOG: u64 = 768 * 1024;

/// How the write-ahead log stands after a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// There is nothing to do.
    Short,
    /// This commit made it grow past another step: [`maintain`](crate::SqliteStore::maintain) is due, in a process that
    /// nobody waits for.
    Long,
}

/// What maintenance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// How many old decisions were removed.
    pub pruned: u64,
    /// Whether the whole log was carried over; another process may have been reading it.
    pub log_emptied: bool,
}

/// Says whether the log has grown past a step since it had so many bytes, and carries it over where it has grown too long.
/// It waits for nobody: if others use the database, a later call does it.
pub(crate) fn bound_log(connection: &Connection, dir: &Path, before: u64) -> Log {
    let now = log_bytes(dir);
    if now > LONGEST_LOG {
        // Nothing is lost if this fails: the log stays as long as it is.
        let _ = carry_over(connection);
        return Log::Short;
    }
    if now / LOG_STEP > before / LOG_STEP {
        Log::Long
    } else {
        Log::Short
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
/// it holds the hash that the oldest remaining row follows. Where nothing is old, nobody is made to wait.
pub(crate) fn prune(
    connection: &mut Connection,
    dir: &Path,
    retention: Duration,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let before = now.before(retention);
    if !has_old(connection, before)? {
        return Ok(0);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut pruned = 0;
    let mut act = None;
    if let Some(last) = last_old(&transaction, before)? {
        pruned = transaction.execute("DELETE FROM decisions WHERE id<=?1", [last.id])?;
        let subject = last.id.to_string();
        let note = hex(&last.hash);
        act = Some(acts::append(
            &transaction,
            ActKind::Prune,
            &subject,
            Some(&note),
            now,
        )?);
    }
    let old = [before.as_micros()];
    transaction.execute(&format!("DELETE FROM requests WHERE {OLD_REQUEST}"), old)?;
    transaction.execute("DELETE FROM windows WHERE at<?1", old)?;
    transaction.commit()?;
    if let Some(act) = act {
        // A head that stays behind is moved on by the next act.
        let _ = head::advance(dir, connection, ACTS, act);
    }
    Ok(pruned as u64)
}

const OLD_REQUEST: &str = "max(expires,coalesce(until,0))<?1";

fn has_old(connection: &Connection, before: Timestamp) -> rusqlite::Result<bool> {
    let any = format!(
        "SELECT EXISTS(SELECT 1 FROM requests WHERE {OLD_REQUEST}) OR EXISTS(SELECT 1 FROM windows WHERE at<?1)"
    );
    let others = connection.query_row(&any, [before.as_micros()], |row| row.get(0))?;
    Ok(others || last_old(connection, before)?.is_some())
}

/// The last of the rows that go. They go from the front alone: an old row behind a young one (the clock was set back)
/// stays.
fn last_old(connection: &Connection, before: Timestamp) -> rusqlite::Result<Option<Link>> {
    let first_kept = "SELECT id FROM decisions WHERE time>=?1 ORDER BY id LIMIT 1";
    let first_kept = connection
        .query_row(first_kept, [before.as_micros()], |row| row.get(0))
        .optional()?;
    let first_kept = match first_kept {
        Some(id) => Some(id),
        None => chain::last(connection, DECISIONS)?.map(|newest| newest.id),
    };
    first_kept.map_or(Ok(None), |id: i64| chain::at(connection, DECISIONS, id - 1))
}
