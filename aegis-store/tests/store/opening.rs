//! What is opened, what is refused, and what is left on the disk.

use std::fs;

use aegis_core::ledger::{Ledger as _, LedgerError, suite::entry};
use aegis_store::{Query, SqliteLedger, SqliteStore};

use crate::{Directory, at};

fn open(dir: &Directory) -> Result<SqliteLedger, LedgerError> {
    SqliteLedger::open(dir.path(), at(0))
}

fn count(dir: &Directory) -> usize {
    SqliteStore::open(dir.path(), at(0))
        .unwrap()
        .decisions(&Query::default())
        .unwrap()
        .len()
}

#[test]
#[cfg(unix)]
fn every_file_is_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = Directory::with(1);
    let _kept_open = open(&dir).unwrap();
    let mut seen = 0;
    for file in fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
        seen += 1;
    }
    assert!(seen >= 3, "database, log and head");
}

#[test]
fn what_is_not_committed_leaves_nothing() {
    let dir = Directory::with(1);
    let mut ledger = open(&dir).unwrap();
    let mut transaction = ledger.begin().unwrap();
    transaction.record(&entry("never")).unwrap();
    drop(transaction);
    drop(ledger);
    assert_eq!(count(&dir), 1);
}

#[test]
fn a_newer_schema_is_refused() {
    let dir = Directory::with(1);
    dir.tamper("PRAGMA user_version=99");
    assert_eq!(
        open(&dir).unwrap_err(),
        LedgerError::Newer {
            found: 99,
            known: 1
        }
    );
}

#[test]
fn what_is_no_database_is_damaged() {
    let dir = Directory::new();
    fs::write(
        dir.file("aegis.db"),
        "this is a text that is longer than a header of SQLite, yet none of it",
    )
    .unwrap();
    assert_eq!(open(&dir).unwrap_err(), LedgerError::Damaged);
    let foreign = Directory::new();
    rusqlite::Connection::open(foreign.file("aegis.db"))
        .unwrap()
        .execute_batch("CREATE TABLE t(a)")
        .unwrap();
    assert_eq!(open(&foreign).unwrap_err(), LedgerError::Damaged);
}

#[test]
fn a_damaged_page_is_reported() {
    let dir = Directory::with(200);
    dir.tamper("");
    let path = dir.file("aegis.db");
    let mut bytes = fs::read(&path).unwrap();
    let half = bytes.len() / 8;
    bytes.iter_mut().skip(half).for_each(|byte| *byte ^= 0x5a);
    fs::write(&path, bytes).unwrap();
    let mut ledger = open(&dir).unwrap();
    let mut transaction = ledger.begin().unwrap();
    assert_eq!(
        transaction.record(&entry("late")),
        Err(LedgerError::Damaged)
    );
}

#[test]
fn an_empty_file_is_new_unless_the_head_says_otherwise() {
    let dir = Directory::new();
    fs::write(dir.file("aegis.db"), "").unwrap();
    dir.record(&[entry("first")]);
    assert_eq!(count(&dir), 1);
    dir.tamper("");
    fs::write(dir.file("aegis.db"), "").unwrap();
    assert_eq!(open(&dir).unwrap_err(), LedgerError::Damaged);
    fs::remove_file(dir.file("head")).unwrap();
    open(&dir).unwrap();
}

#[test]
fn a_held_lock_is_waited_for_and_then_reported() {
    let dir = Directory::with(1);
    let mut holder = open(&dir).unwrap();
    let held = holder.begin().unwrap();
    let mut other = open(&dir).unwrap();
    let start = std::time::Instant::now();
    assert_eq!(other.begin().unwrap_err(), LedgerError::Busy);
    let waited = start.elapsed().as_millis();
    assert!((1_900..3_500).contains(&waited), "{waited} ms");
    drop(held);
    other.begin().unwrap().commit().unwrap();
}

#[test]
fn the_log_is_bounded_without_help() {
    let dir = Directory::new();
    let long = entry(&"x".repeat(100_000));
    dir.record(&vec![long; 100]);
    let size = fs::metadata(dir.file("aegis.db-wal")).unwrap().len();
    assert!(size < 1024 * 1024, "{size}");
}

#[test]
fn a_database_is_taken_as_a_whole_only_where_nobody_else_has_it_open() {
    let dir = Directory::with(1);
    let store = SqliteStore::open(dir.path(), at(0)).unwrap();
    let rows = |store: &SqliteStore| store.decisions(&Query::default()).unwrap().len();
    assert_eq!(rows(&store), 1);
    let mut ledger = SqliteLedger::open_exclusive(dir.path(), at(0)).unwrap();
    let mut transaction = ledger.begin().unwrap();
    transaction.record(&entry("second")).unwrap();
    transaction.commit().unwrap();
    assert_eq!(rows(&store), 2, "both have it open");
    drop((store, ledger));

    let mut ledger = SqliteLedger::open_exclusive(dir.path(), at(0)).unwrap();
    let mut transaction = ledger.begin().unwrap();
    transaction.record(&entry("third")).unwrap();
    transaction.commit().unwrap();
    let kept_out = SqliteStore::open(dir.path(), at(0)).unwrap_err();
    assert_eq!(kept_out, LedgerError::Busy);
    drop(ledger);
    assert_eq!(rows(&SqliteStore::open(dir.path(), at(0)).unwrap()), 3);
}
