//! The ledger of programs that live longer than one call.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_core::Timestamp;
use aegis_core::ledger::LedgerError;
use r2d2_sqlite::SqliteConnectionManager;

use crate::connection::{self, FLAGS};
use crate::ledger::LedgerTransaction;

/// How long a caller waits for a connection when all are in use.
const WAIT: Duration = Duration::from_secs(2);

/// Connections to one database, shared by the threads of an editor plugin or a server. Cloning shares the pool.
#[derive(Clone, Debug)]
pub struct SqlitePool {
    pool: r2d2::Pool<SqliteConnectionManager>,
    dir: PathBuf,
}

impl SqlitePool {
    /// Opens the database in `dir` with at most `size` connections at a time.
    ///
    /// # Errors
    /// As [`SqliteLedger::open`](crate::SqliteLedger::open).
    pub fn open(dir: &Path, size: u32, now: Timestamp) -> Result<Self, LedgerError> {
        // The first connection makes and migrates the database, with errors that say what is wrong.
        drop(connection::open(dir, now)?);
        let manager = SqliteConnectionManager::file(connection::database(dir))
            .with_flags(FLAGS)
            .with_init(|connection| connection::tune(connection));
        let pool = r2d2::Pool::builder()
            .max_size(size.max(1))
            .min_idle(Some(0))
            .connection_timeout(WAIT)
            .build(manager)
            .map_err(|_| LedgerError::Other("no connection could be opened".to_owned()))?;
        Ok(SqlitePool {
            pool,
            dir: dir.to_owned(),
        })
    }

    /// Takes a connection out of the pool; it goes back when it is dropped.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] when all are in use for too long.
    pub fn ledger(&self) -> Result<PooledLedger, LedgerError> {
        let connection = self.pool.get().map_err(|_| LedgerError::Busy)?;
        Ok(PooledLedger {
            connection,
            dir: self.dir.clone(),
        })
    }
}

/// A connection of a [`SqlitePool`], used as a [`SqliteLedger`](crate::SqliteLedger).
#[derive(Debug)]
pub struct PooledLedger {
    connection: r2d2::PooledConnection<SqliteConnectionManager>,
    dir: PathBuf,
}

impl PooledLedger {
    /// Begins the transaction of one call.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] when others held the database for two seconds.
    pub fn begin(&mut self) -> Result<LedgerTransaction<'_>, LedgerError> {
        LedgerTransaction::begin(&self.connection, &self.dir)
    }
}
