//! Why something that a person asked of the store could not be done.

use std::io;

use aegis_core::ledger::{LedgerError, RequestId};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No request has an id that begins like this.
    #[error("no request `{given}`; `aegis pending` lists those that wait for an answer")]
    NoRequest {
        /// What was asked for.
        given: String,
    },
    /// Several open requests begin like this.
    #[error("`{given}` could be {}; give one more letter", list(.candidates))]
    AmbiguousRequest {
        /// What was asked for.
        given: String,
        /// The requests that begin with it.
        candidates: Vec<RequestId>,
    },
    /// Nobody answered the request in time.
    #[error("the request `{id}` has expired; let the agent try again, then answer the new request")]
    Expired {
        /// The request.
        id: RequestId,
    },
    /// The request has its answer already.
    #[error("the request `{id}` was answered already: {answer}")]
    Answered {
        /// The request.
        id: RequestId,
        /// `approved` or `denied`.
        answer: &'static str,
    },
    /// A grant for one session was asked of a request whose agent names no session.
    #[error(
        "the agent of request `{id}` names no session; approve it with `--once` instead of `--session`"
    )]
    NoSession {
        /// The request.
        id: RequestId,
    },
    /// Several sessions begin like this.
    #[error("{count} sessions begin with `{given}`; give more of the name")]
    AmbiguousSession {
        /// What was asked for.
        given: String,
        /// How many there are.
        count: usize,
    },
    /// A file beside the database cannot be read or written.
    #[error("cannot use `{file}` in the data directory: {source}")]
    File {
        /// Its name.
        file: &'static str,
        /// Why.
        source: io::Error,
    },
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::Ledger(crate::connection::ledger_error(error))
    }
}

fn list(ids: &[RequestId]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    quoted.join(" or ")
}
