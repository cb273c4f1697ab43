//! Keeps what aegis decided, what people answered and what its rate limits count, in one SQLite file.
//!
//! - [`SqliteLedger`] is the [`Ledger`](aegis_core::ledger::Ledger) of a hook process: one plain connection, one
//!   immediate transaction a call.
//! - [`SqlitePool`] is the same for programs that live longer, such as an editor plugin or a server.
//! - [`SqliteStore`] is what people ask: the log, sessions, statistics, open requests, trust, and whether the record is whole.
//! - [`append_fault`] notes what could not be recorded.
//!
//! ```
//! use aegis_core::Timestamp;
//! use aegis_core::ledger::{Ledger, WindowKey};
//! use aegis_store::{Query, SqliteLedger, SqliteStore};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let dir = folder.path().join("aegis");
//! let now = Timestamp::from_micros(1_700_000_000_000_000);
//! let mut ledger = SqliteLedger::open(&dir, now)?;
//! let mut transaction = ledger.begin()?;
//! let window = WindowKey { rule: "few-tags".to_owned(), scope: "session:s1".to_owned() };
//! transaction.window_add(&window, now)?;
//! assert_eq!(transaction.window_count(&window, now)?, 1);
//! transaction.commit()?;
//!
//! let store = SqliteStore::open(&dir, now)?;
//! assert!(store.decisions(&Query::default())?.is_empty());
//! assert!(store.verify()?.is_whole());
//! # Ok(())
//! # }
//! ```
//!
//! # The data directory
//!
//! `aegis.db` (with SQLite's `-wal` and `-shm`), `head`, `faults.jsonl` and its predecessor `faults.jsonl.1`. The folder is
//! kept at mode 0700 and the files at 0600; a folder of another user is refused.
//!
//! # What the hash chain proves
//!
//! Each decision, and each act of a person, carries the SHA-256 of its content and of the row before it, and the newest hash
//! of either chain also stands in `head`. [`SqliteStore::verify`] finds a row that was changed or removed, a tail that was cut
//! and a database that was replaced. The chain has no key: who can write the directory with the user's rights can compute it
//! anew, `head` included. It protects against accident and against clumsy hands, not against a careful writer.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the list is for the pure crates; this one exists to do I/O"
)]

mod acts;
mod approvals;
mod chain;
mod connection;
mod decisions;
mod directory;
mod error;
mod faults;
mod head;
mod hex;
mod ledger;
mod maintenance;
mod pins;
mod pool;
mod query;
mod schema;
mod sessions;
mod stats;
mod store;
mod verification;

pub use acts::{Act, ActKind};
pub use approvals::{Answered, Request};
pub use chain::{Break, ChainReport};
pub use decisions::Decision;
pub use error::StoreError;
pub use faults::{FaultLine, append_fault, read_faults};
pub use ledger::{LedgerTransaction, SqliteLedger};
pub use maintenance::{Log, Maintained};
pub use pins::{Pin, TrustedBy};
pub use pool::{PooledLedger, SqlitePool};
pub use query::Query;
pub use sessions::Session;
pub use stats::Stats;
pub use store::SqliteStore;

/// The example of the README is compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
