//! The side of people: what they ask and answer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aegis_core::Timestamp;
use aegis_core::ledger::{Digest, LedgerError, Terms};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::acts::{self, ACTS, Act, ActKind};
use crate::approvals::{self, Answered, Request};
use crate::chain::ChainReport;
use crate::decisions::Decision;
use crate::error::StoreError;
use crate::hex::hex;
use crate::maintenance::{self, Maintained};
use crate::pins::{self, Pin, TrustedBy};
use crate::query::{self, Query};
use crate::sessions::{self, Session};
use crate::stats::{self, Stats};
use crate::{connection, head, verification};

/// The database of a data directory, as people use it.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    dir: PathBuf,
}

impl SqliteStore {
    /// Whether there is a database in `dir` yet: looking does not make one.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        connection::database(dir).exists()
    }

    /// Opens the database in `dir`, which is made where it is missing and closed where it is too open.
    ///
    /// # Errors
    /// When the directory or the database cannot be used, or a newer aegis wrote it.
    pub fn open(dir: &Path, now: Timestamp) -> Result<Self, LedgerError> {
        Ok(SqliteStore {
            connection: connection::open(dir, now)?,
            dir: dir.to_owned(),
        })
    }

    /// The decisions that `query` asks for, newest first.
    ///
    /// # Errors
    /// When the database cannot be read; the same holds for the other questions.
    pub fn decisions(&self, query: &Query) -> Result<Vec<Decision>, StoreError> {
        Ok(query::decisions(&self.connection, query)?)
    }

    /// The sessions that made such calls, the one with the newest call first. The limit counts sessions.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sessions(&self, query: &Query) -> Result<Vec<Session>, StoreError> {
        Ok(sessions::list(&self.connection, query)?)
    }

    /// The whole name of a session of which the beginning is given.
    ///
    /// # Errors
    /// When several sessions begin so, or the database cannot be read.
    pub fn session_named(&self, given: &str) -> Result<Option<String>, StoreError> {
        sessions::resolve(&self.connection, given)
    }

    /// The numbers of such decisions; the limit is ignored.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn stats(&self, query: &Query) -> Result<Stats, StoreError> {
        Ok(stats::stats(&self.connection, query)?)
    }

    /// The newest `limit` acts at or after `since`, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn acts(
        &self,
        since: Option<Timestamp>,
        limit: Option<u32>,
    ) -> Result<Vec<Act>, StoreError> {
        Ok(acts::list(&self.connection, since, limit)?)
    }

    /// The requests that wait for an answer, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pending(&self, now: Timestamp) -> Result<Vec<Request>, StoreError> {
        Ok(approvals::pending(&self.connection, now)?)
    }

    /// The open request whose id begins with `given`.
    ///
    /// # Errors
    /// When there is none, when it was answered or has expired, when several begin so.
    pub fn request(&self, given: &str, now: Timestamp) -> Result<Request, StoreError> {
        approvals::find_open(&self.connection, given, now)
    }

    /// Says yes to the open request whose id begins with `given`.
    ///
    /// # Errors
    /// As [`request`](SqliteStore::request); and when the database cannot be written.
    pub fn approve(
        &mut self,
        given: &str,
        terms: Terms,
        now: Timestamp,
    ) -> Result<Answered, StoreError> {
        self.act(now, |transaction| {
            let request = approvals::find_open(transaction, given, now)?;
            let until = approvals::approve(transaction, &request, terms, now)?;
            let note = approval_note(terms);
            Ok((
                ActKind::Approve,
                request.id.0.clone(),
                note,
                Answered { request, until },
            ))
        })
    }

    /// Says no to the request whose id begins with `given`, or takes an approval back. The note is shown to the agent; it
    /// must be redacted.
    ///
    /// # Errors
    /// As [`request`](SqliteStore::request); and when the database cannot be written.
    pub fn deny(
        &mut self,
        given: &str,
        note: Option<&str>,
        now: Timestamp,
    ) -> Result<Answered, StoreError> {
        self.act(now, |transaction| {
            let request = approvals::find_refusable(transaction, given, now)?;
            let until = approvals::deny(transaction, &request, note, now)?;
            Ok((
                ActKind::Deny,
                request.id.0.clone(),
                note.map(str::to_owned),
                Answered { request, until },
            ))
        })
    }

    /// All pins, by file.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pins(&self) -> Result<Vec<Pin>, StoreError> {
        Ok(pins::list(&self.connection)?)
    }

    /// Trusts this content of a rule file, and no other.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn trust(
        &mut self,
        file: &str,
        content: &Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.act(now, |transaction| {
            pins::put(transaction, file, Some(content), TrustedBy::Person, now)?;
            Ok((ActKind::Trust, file.to_owned(), Some(hex(content)), ()))
        })
    }

    /// Takes the trust in a rule file back; `false` if there was none. It is not trusted by first use again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn revoke(&mut self, file: &str, now: Timestamp) -> Result<bool, StoreError> {
        let trusted = pins::find(&self.connection, file)?.is_some_and(|pin| pin.content.is_some());
        self.act(now, |transaction| {
            pins::put(transaction, file, None, TrustedBy::Nobody, now)?;
            Ok((ActKind::Revoke, file.to_owned(), None, trusted))
        })
    }

    /// Records something that a person did elsewhere, such as registering a hook.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn record(
        &mut self,
        kind: ActKind,
        subject: &str,
        note: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.act(now, |_| {
            Ok((kind, subject.to_owned(), note.map(str::to_owned), ()))
        })
    }

    /// Whether every row is what was written, and none is missing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify(&self) -> Result<ChainReport, StoreError> {
        verification::verify(&self.connection, &self.dir)
    }

    /// Removes decisions, answered requests and windows older than `retention`, and carries the write-ahead log over. It
    /// waits for the disk, so it is for commands of people, not for the hook.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn maintain(
        &mut self,
        retention: Duration,
        now: Timestamp,
    ) -> Result<Maintained, StoreError> {
        let pruned = maintenance::prune(&mut self.connection, &self.dir, retention, now)?;
        let log_emptied = maintenance::carry_over(&self.connection)?;
        Ok(Maintained {
            pruned,
            log_emptied,
        })
    }

    /// Does something and records it as an act, in one transaction.
    fn act<T>(
        &mut self,
        now: Timestamp,
        what: impl FnOnce(&Transaction<'_>) -> Result<(ActKind, String, Option<String>, T), StoreError>,
    ) -> Result<T, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (kind, subject, note, value) = what(&transaction)?;
        let newest = acts::append(&transaction, kind, &subject, note.as_deref(), now)?;
        transaction.commit()?;
        // The act is recorded; a head that stays behind is moved on by the next one.
        let _ = head::advance(&self.dir, &self.connection, ACTS, newest);
        Ok(value)
    }
}

fn approval_note(terms: Terms) -> Option<String> {
    let span = terms.span.map(|span| format!("for {} s", span.as_secs()));
    let parts = [
        span,
        terms.once.then(|| "once".to_owned()),
        terms.session.then(|| "session".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
