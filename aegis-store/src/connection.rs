//! How a connection is opened, how it waits for others, and what SQLite's errors mean.

use std::cell::Cell;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use aegis_core::Timestamp;
use aegis_core::ledger::LedgerError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use crate::acts::ACTS;
use crate::{directory, head, schema};

const DATABASE: &str = "aegis.db";
const LOG: &str = "aegis.db-wal";
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// No mutex: a connection stays with its owner, and the type system keeps it there.
pub(crate) const FLAGS: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

pub(crate) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

/// Size of the write-ahead log.
pub(crate) fn log_bytes(dir: &Path) -> u64 {
    std::fs::metadata(dir.join(LOG)).map_or(0, |found| found.len())
}

/// Opens the database in `dir`; directory, file and schema are made where they are missing.
pub(crate) fn open(dir: &Path, now: Timestamp) -> Result<Connection, LedgerError> {
    let existed = prepare(dir)?;
    share(dir, existed, now)
}

fn share(dir: &Path, existed: bool, now: Timestamp) -> Result<Connection, LedgerError> {
    let mut connection = Connection::open_with_flags(database(dir), FLAGS).map_err(ledger_error)?;
    tune(&connection).map_err(ledger_error)?;
    bring_up(&mut connection, dir, existed, now)?;
    Ok(connection)
}

/// As [`open`], for a process that makes one transaction and ends: where nobody else has the database open, it is taken as
/// a whole, which spares the shared index of the log, a file that the process would make, map and fill for itself alone.
pub(crate) fn open_exclusive(dir: &Path, now: Timestamp) -> Result<Connection, LedgerError> {
    let existed = prepare(dir)?;
    if existed && let Some(connection) = exclusive(dir) {
        return Ok(connection);
    }
    share(dir, existed, now)
}

/// Nothing where the database is in use, wants a migration, or cannot be read: the other way waits, migrates, or says so.
fn exclusive(dir: &Path) -> Option<Connection> {
    let connection = Connection::open_with_flags(database(dir), FLAGS).ok()?;
    connection.busy_handler(None).ok()?;
    // It counts only before the first look into the file.
    connection
        .execute_batch("PRAGMA locking_mode=EXCLUSIVE")
        .ok()?;
    let found = schema::version(&connection).ok()?;
    tune(&connection).ok()?;
    (found == schema::KNOWN).then_some(connection)
}

/// Makes the directory and the file; says whether the file was there before. One that was emptied is no new database.
pub(crate) fn prepare(dir: &Path) -> Result<bool, LedgerError> {
    directory::prepare(dir)?;
    match directory::prepare_file(&database(dir))? {
        Some(0) if head::names_rows(dir) => Err(LedgerError::Damaged),
        size => Ok(size.is_some()),
    }
}

/// What each connection needs. Nothing here waits for the disk: `NORMAL` syncs at checkpoints alone, and those are left to
/// [`maintain`](crate::SqliteStore::maintain) and to a log that has grown too long.
pub(crate) fn tune(connection: &Connection) -> rusqlite::Result<()> {
    wait_for_others(connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.execute_batch("PRAGMA synchronous=1;PRAGMA wal_autocheckpoint=0")
}

/// Waits, within the busy timeout, for what other processes hold.
pub(crate) fn wait_for_others(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(wait_a_little))
}

/// Checks the schema's version and migrates where that is needed. A file that `existed` without a schema is a new database
/// only if the head file names no rows of it; one that was removed altogether is begun anew, and the head file shows it.
pub(crate) fn bring_up(
    connection: &mut Connection,
    dir: &Path,
    existed: bool,
    now: Timestamp,
) -> Result<(), LedgerError> {
    match schema::version(connection)? {
        schema::KNOWN => Ok(()),
        found if found > schema::KNOWN => Err(LedgerError::Newer {
            found,
            known: schema::KNOWN,
        }),
        found => {
            let may_be_new = found == 0 && !(existed && head::names_rows(dir));
            write_ahead(connection)?;
            if let Some(act) = schema::migrate(connection, may_be_new, now)? {
                // The act is recorded; a head that stays behind is moved on by the next one.
                let _ = head::advance(dir, connection, ACTS, act);
            }
            Ok(())
        }
    }
}

/// Switches to the write-ahead log. SQLite does not call the busy handler for every lock of this switch, so that many
/// processes which create one database at once need a loop of their own.
fn write_ahead(connection: &Connection) -> Result<(), LedgerError> {
    let mut attempt = 0;
    loop {
        let switched = connection
            .execute_batch("PRAGMA page_size=1024;PRAGMA journal_mode=WAL")
            .map_err(ledger_error);
        match switched {
            Err(LedgerError::Busy) if wait_a_little(attempt) => attempt += 1,
            other => return other,
        }
    }
}

/// Sleeps briefly and says whether it is worth trying again. SQLite's own ladder goes up to 100 ms a step, which under 64
/// processes leaves the lock idle while all sleep; short sleeps of uneven length keep it busy.
fn wait_a_little(attempt: i32) -> bool {
    thread_local! {
        static SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
    }
    let now = Instant::now();
    let since = match SINCE.get() {
        Some(since) if attempt > 0 => since,
        _ => {
            SINCE.set(Some(now));
            now
        }
    };
    if now.duration_since(since) >= BUSY_TIMEOUT {
        return false;
    }
    let ceiling = 400_u64 << attempt.clamp(0, 4);
    thread::sleep(Duration::from_micros(
        100 + RandomState::new().hash_one(attempt) % ceiling,
    ));
    true
}

/// What an error of SQLite means to a judgement.
pub(crate) fn ledger_error(error: rusqlite::Error) -> LedgerError {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy,
        Some(ErrorCode::DiskFull) => LedgerError::Full,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => LedgerError::Damaged,
        Some(ErrorCode::CannotOpen) => LedgerError::Other("the file cannot be opened".to_owned()),
        Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            LedgerError::Other("the file cannot be written".to_owned())
        }
        // No room for the shared index of the log.
        Some(ErrorCode::SystemIoFailure) if extended == Some(ffi::SQLITE_IOERR_SHMSIZE) => {
            LedgerError::Full
        }
        Some(ErrorCode::SystemIoFailure) => {
            LedgerError::Other("the file cannot be read or written".to_owned())
        }
        // A column that does not hold what only this crate writes there.
        None => LedgerError::Damaged,
        Some(code) => LedgerError::Other(format!("SQLite reports {code:?}")),
    }
}
