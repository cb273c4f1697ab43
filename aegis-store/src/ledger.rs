//! The ledger of a hook process.

use std::path::{Path, PathBuf};

use aegis_core::Timestamp;
use aegis_core::ledger::{
    Approval, ApprovalKey, Digest, Entry, Ledger, LedgerError, NewRequest, RequestId, WindowKey,
};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::chain::Link;
use crate::connection::{self, ledger_error};
use crate::decisions::{self, DECISIONS};
use crate::maintenance::{self, Log};
use crate::{approvals, head, pins};

/// One connection to the database of a data directory, for a process that judges a call and ends.
///
/// Closing it costs no checkpoint: the write-ahead log grows until [`SqliteStore::maintain`](crate::SqliteStore::maintain),
/// or a commit that finds it far too long, carries it over into the database.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Connection,
    dir: PathBuf,
}

impl SqliteLedger {
    /// Opens the database in `dir`, which is made where it is missing and closed where it is too open.
    ///
    /// # Errors
    /// When the directory or the database cannot be used, or a newer aegis wrote it.
    pub fn open(dir: &Path, now: Timestamp) -> Result<Self, LedgerError> {
        Ok(SqliteLedger {
            connection: connection::open(dir, now)?,
            dir: dir.to_owned(),
        })
    }

    /// As [`open`](SqliteLedger::open), and cheaper: where nobody else has the database open, nobody else comes in until this
    /// value is dropped. For a process that judges one call and ends.
    ///
    /// # Errors
    /// As [`open`](SqliteLedger::open).
    pub fn open_exclusive(dir: &Path, now: Timestamp) -> Result<Self, LedgerError> {
        Ok(SqliteLedger {
            connection: connection::open_exclusive(dir, now)?,
            dir: dir.to_owned(),
        })
    }

    /// Begins the transaction of one call. Other processes wait, up to two seconds, until it ends.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] when others held the database all that time.
    pub fn begin(&mut self) -> Result<LedgerTransaction<'_>, LedgerError> {
        LedgerTransaction::begin(&self.connection, &self.dir)
    }
}

/// A [`Ledger`] within one immediate transaction: no other process comes between what it reads and what it writes.
/// Dropped without [`commit`](LedgerTransaction::commit), it leaves nothing.
#[derive(Debug)]
#[must_use = "what is not committed is rolled back"]
pub struct LedgerTransaction<'c> {
    transaction: Transaction<'c>,
    connection: &'c Connection,
    dir: &'c Path,
    newest: Option<Link>,
    log_bytes: u64,
}

impl<'c> LedgerTransaction<'c> {
    pub(crate) fn begin(connection: &'c Connection, dir: &'c Path) -> Result<Self, LedgerError> {
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
            .map_err(ledger_error)?;
        Ok(LedgerTransaction {
            transaction,
            connection,
            dir,
            newest: None,
            log_bytes: connection::log_bytes(dir),
        })
    }

    /// Makes everything that was written last.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing was.
    pub fn commit(self) -> Result<Log, LedgerError> {
        self.transaction.commit().map_err(ledger_error)?;
        if let Some(newest) = self.newest {
            // The decision is recorded; a head that stays behind is moved on by the next call.
            let _ = head::advance(self.dir, self.connection, DECISIONS, newest);
        }
        let log = maintenance::bound_log(self.connection, self.dir, self.log_bytes);
        Ok(log)
    }
}

impl Ledger for LedgerTransaction<'_> {
    fn window_count(&mut self, key: &WindowKey, since: Timestamp) -> Result<u32, LedgerError> {
        let sum = "SELECT coalesce(sum(n),0) FROM windows WHERE rule=?1 AND scope=?2 AND at>=?3";
        self.transaction
            .query_row(sum, (&key.rule, &key.scope, since.as_micros()), |row| {
                row.get(0)
            })
            .map_err(ledger_error)
    }

    fn window_add(&mut self, key: &WindowKey, at: Timestamp) -> Result<(), LedgerError> {
        let add = "INSERT INTO windows VALUES(?1,?2,?3,1) ON CONFLICT DO UPDATE SET n=n+1";
        let added = self
            .transaction
            .execute(add, (&key.rule, &key.scope, at.as_micros()));
        added.map(drop).map_err(ledger_error)
    }

    fn approval(
        &mut self,
        key: &ApprovalKey,
        session: &str,
        now: Timestamp,
    ) -> Result<Approval, LedgerError> {
        approvals::state(&self.transaction, key, session, now).map_err(ledger_error)
    }

    fn open_request(
        &mut self,
        request: &NewRequest,
        now: Timestamp,
    ) -> Result<RequestId, LedgerError> {
        approvals::open(&self.transaction, request, now).map_err(ledger_error)
    }

    fn use_up(&mut self, id: &RequestId, now: Timestamp) -> Result<(), LedgerError> {
        approvals::use_up(&self.transaction, id, now).map_err(ledger_error)
    }

    fn trusted(
        &mut self,
        file: &str,
        content: &Digest,
        first_use: bool,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        pins::trusted(&self.transaction, file, content, first_use, now).map_err(ledger_error)
    }

    fn record(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        self.newest = Some(decisions::append(&self.transaction, entry).map_err(ledger_error)?);
        Ok(())
    }
}
