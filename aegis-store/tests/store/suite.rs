//! The suite that every ledger passes.

use aegis_core::Timestamp;
use aegis_core::ledger::suite::{self, Person};
use aegis_core::ledger::{
    Approval, ApprovalKey, Digest, Entry, Ledger, LedgerError, NewRequest, RequestId, Terms,
    WindowKey,
};
use aegis_store::{LedgerTransaction, Query, SqliteLedger, SqlitePool, SqliteStore, StoreError};

use crate::{Directory, at};

/// Each question in a process's life of its own: opened, asked, committed, closed.
struct OneShot(Directory);

/// Each question over a connection of a pool.
struct Pooled(Directory, SqlitePool);

trait Transact {
    fn dir(&self) -> &Directory;
    fn within<T>(
        &mut self,
        ask: impl FnOnce(&mut LedgerTransaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError>;

    fn store(&self) -> SqliteStore {
        SqliteStore::open(self.dir().path(), at(0)).unwrap()
    }
}

impl Transact for OneShot {
    fn dir(&self) -> &Directory {
        &self.0
    }

    fn within<T>(
        &mut self,
        ask: impl FnOnce(&mut LedgerTransaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let mut ledger = SqliteLedger::open_exclusive(self.0.path(), at(0))?;
        let mut transaction = ledger.begin()?;
        let answer = ask(&mut transaction)?;
        transaction.commit().map(|_| answer)
    }
}

impl Transact for Pooled {
    fn dir(&self) -> &Directory {
        &self.0
    }

    fn within<T>(
        &mut self,
        ask: impl FnOnce(&mut LedgerTransaction<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let mut ledger = self.1.ledger()?;
        let mut transaction = ledger.begin()?;
        let answer = ask(&mut transaction)?;
        transaction.commit().map(|_| answer)
    }
}

macro_rules! ledger_by_transactions {
    ($name:ty) => {
        impl Ledger for $name {
            fn window_count(
                &mut self,
                key: &WindowKey,
                since: Timestamp,
            ) -> Result<u32, LedgerError> {
                self.within(|ledger| ledger.window_count(key, since))
            }
            fn window_add(&mut self, key: &WindowKey, at: Timestamp) -> Result<(), LedgerError> {
                self.within(|ledger| ledger.window_add(key, at))
            }
            fn approval(
                &mut self,
                key: &ApprovalKey,
                session: &str,
                now: Timestamp,
            ) -> Result<Approval, LedgerError> {
                self.within(|ledger| ledger.approval(key, session, now))
            }
            fn open_request(
                &mut self,
                request: &NewRequest,
                now: Timestamp,
            ) -> Result<RequestId, LedgerError> {
                self.within(|ledger| ledger.open_request(request, now))
            }
            fn use_up(&mut self, id: &RequestId, now: Timestamp) -> Result<(), LedgerError> {
                self.within(|ledger| ledger.use_up(id, now))
            }
            fn trusted(
                &mut self,
                file: &str,
                content: &Digest,
                first_use: bool,
                now: Timestamp,
            ) -> Result<bool, LedgerError> {
                self.within(|ledger| ledger.trusted(file, content, first_use, now))
            }
            fn record(&mut self, entry: &Entry) -> Result<(), LedgerError> {
                self.within(|ledger| ledger.record(entry))
            }
        }

        impl Person for $name {
            fn approve(&mut self, id: &RequestId, terms: Terms, now: Timestamp) -> bool {
                answered(self.store().approve(&id.0, terms, now))
            }
            fn deny(&mut self, id: &RequestId, note: Option<&str>, now: Timestamp) -> bool {
                answered(self.store().deny(&id.0, note, now))
            }
            fn trust(&mut self, file: &str, content: Digest, now: Timestamp) {
                self.store().trust(file, &content, now).unwrap();
            }
            fn revoke(&mut self, file: &str, now: Timestamp) {
                self.store().revoke(file, now).unwrap();
            }
            fn recorded(&mut self) -> Vec<Entry> {
                let newest_first = self.store().decisions(&Query::default()).unwrap();
                newest_first
                    .into_iter()
                    .rev()
                    .map(|decision| decision.entry)
                    .collect()
            }
        }
    };
}

ledger_by_transactions!(OneShot);
ledger_by_transactions!(Pooled);

/// An answer was refused for what the request is, not for a failure.
fn answered<T>(answer: Result<T, StoreError>) -> bool {
    match answer {
        Ok(_) => true,
        Err(
            StoreError::NoRequest { .. } | StoreError::Expired { .. } | StoreError::Answered { .. },
        ) => false,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_process_per_call_passes_the_suite() {
    suite::run(|| OneShot(Directory::new()));
}

#[test]
fn a_pool_passes_the_suite() {
    suite::run(|| {
        let dir = Directory::new();
        let pool = SqlitePool::open(dir.path(), 2, at(0)).unwrap();
        Pooled(dir, pool)
    });
}
