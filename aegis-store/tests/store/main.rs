//! Tests of the store over real files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "tests fail by panic"
)]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the list is for the pure crates"
)]

mod answers;
mod log;
mod opening;
mod processes;
mod suite;
mod tampering;

use std::path::{Path, PathBuf};

use aegis_core::Timestamp;
use aegis_core::ledger::{Entry, Ledger as _, suite::entry};
use aegis_store::SqliteLedger;

/// A data directory that is gone with this value.
struct Directory(tempfile::TempDir);

impl Directory {
    fn new() -> Self {
        Directory(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Records these decisions, each in a transaction of its own.
    fn record(&self, entries: &[Entry]) {
        let mut ledger = SqliteLedger::open(self.path(), at(0)).unwrap();
        for entry in entries {
            let mut transaction = ledger.begin().unwrap();
            transaction.record(entry).unwrap();
            transaction.commit().unwrap();
        }
    }

    /// Records so many decisions.
    fn with(count: usize) -> Self {
        let dir = Directory::new();
        let entries: Vec<Entry> = (1..=count).map(|n| entry(&format!("target {n}"))).collect();
        dir.record(&entries);
        dir
    }

    /// Runs SQL behind the store's back, with the log carried over into the database.
    fn tamper(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.file("aegis.db")).unwrap();
        connection.execute_batch(sql).unwrap();
        connection
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
    }
}

/// So many seconds after the zero of these tests.
fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000).after(std::time::Duration::from_secs(seconds))
}
