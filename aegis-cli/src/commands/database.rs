//! The database, as the commands of people open it and tidy it up behind them.

use aegis_core::ledger::LedgerError;
use aegis_store::{SqliteStore, StoreError};

use crate::cli::CliError;
use crate::hook::now;
use crate::places::Places;
use crate::policy;

/// Opens the database of the data directory.
pub(crate) fn open(places: &Places) -> Result<SqliteStore, CliError> {
    let store = SqliteStore::open(places.data_dir()?, now());
    Ok(store.map_err(|error: LedgerError| StoreError::from(error))?)
}

/// Removes what is older than the configured retention and carries the log over, which the hook leaves to commands like
/// these. It is no part of the question that was asked: if it fails, a later command does it. A configuration that
/// cannot be read removes nothing.
pub(crate) fn tidy_up(mut store: SqliteStore, places: &Places) {
    if let Some(config) = policy::config(places) {
        let _later = store.maintain(config.observability.retention, now());
    }
}
