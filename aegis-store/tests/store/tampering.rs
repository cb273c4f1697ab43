//! Whatever is changed or removed behind the store's back shows.

use std::fs;
use std::time::Duration;

use aegis_core::ledger::{Entry, suite::entry};
use aegis_store::{ActKind, Break, ChainReport, SqliteStore};

use crate::{Directory, at};

const DECISIONS: &str = "decisions";

fn verify(dir: &Directory) -> ChainReport {
    SqliteStore::open(dir.path(), at(0))
        .unwrap()
        .verify()
        .unwrap()
}

/// Ten decisions, tampered with by `sql`, are found broken like this.
fn check(sql: &str, expected: &[Break]) {
    let dir = Directory::with(10);
    assert_eq!(verify(&dir).breaks, []);
    dir.tamper(sql);
    assert_eq!(verify(&dir).breaks, expected, "{sql}");
}

#[test]
fn a_changed_row_shows() {
    check(
        "UPDATE decisions SET target='x' WHERE id=4",
        &[Break::Changed {
            table: DECISIONS,
            id: 4,
        }],
    );
    check(
        "UPDATE decisions SET rule=NULL WHERE id=1",
        &[Break::Changed {
            table: DECISIONS,
            id: 1,
        }],
    );
    check(
        "UPDATE decisions SET audited=0 WHERE id=10",
        &[Break::Changed {
            table: DECISIONS,
            id: 10,
        }],
    );
    check(
        "UPDATE acts SET note='x' WHERE id=1",
        &[Break::Changed {
            table: "acts",
            id: 1,
        }],
    );
    check(
        "UPDATE decisions SET hash=x'00' WHERE id=4",
        &[
            Break::Changed {
                table: DECISIONS,
                id: 4,
            },
            Break::Gap {
                table: DECISIONS,
                id: 5,
            },
        ],
    );
}

#[test]
fn a_removed_row_shows() {
    check(
        "DELETE FROM decisions WHERE id=4",
        &[Break::Gap {
            table: DECISIONS,
            id: 5,
        }],
    );
    check(
        "DELETE FROM decisions WHERE id=1",
        &[Break::Gap {
            table: DECISIONS,
            id: 2,
        }],
    );
    check(
        "DELETE FROM decisions WHERE id=10",
        &[Break::Cut {
            table: DECISIONS,
            head: 10,
        }],
    );
    check(
        "DELETE FROM decisions",
        &[Break::Cut {
            table: DECISIONS,
            head: 10,
        }],
    );
}

#[test]
fn a_cut_end_still_shows_after_new_rows() {
    let dir = Directory::with(10);
    dir.tamper("DELETE FROM decisions WHERE id>7");
    dir.record(&vec![entry("later"); 2]);
    assert_eq!(
        verify(&dir).breaks,
        [Break::Cut {
            table: DECISIONS,
            head: 10
        }]
    );
    dir.record(&vec![entry("later"); 5]);
    assert_eq!(
        verify(&dir).breaks,
        [Break::Replaced {
            table: DECISIONS,
            head: 10
        }]
    );
}

#[test]
fn a_removed_database_shows() {
    let dir = Directory::with(10);
    for name in ["aegis.db", "aegis.db-wal", "aegis.db-shm"] {
        let _ = fs::remove_file(dir.file(name));
    }
    dir.record(&[entry("anew")]);
    assert_eq!(
        verify(&dir).breaks,
        [Break::Cut {
            table: DECISIONS,
            head: 10
        }]
    );
}

#[test]
fn a_removed_or_broken_head_file_shows() {
    let none = [
        Break::NoHead { table: "acts" },
        Break::NoHead { table: DECISIONS },
    ];
    let dir = Directory::with(10);
    fs::write(dir.file("head"), "nothing of ours\n").unwrap();
    assert_eq!(verify(&dir).breaks, none);
    fs::remove_file(dir.file("head")).unwrap();
    assert_eq!(verify(&dir).breaks, none);
    dir.record(&[entry("next")]);
    assert_eq!(verify(&dir).breaks, [], "the next call writes it again");
}

#[test]
fn acts_have_a_chain_of_their_own() {
    let dir = Directory::with(1);
    let mut store = SqliteStore::open(dir.path(), at(0)).unwrap();
    store
        .record(ActKind::Setup, "claude-code", Some("user"), at(5))
        .unwrap();
    store
        .trust("/r/.aegis/governance.yaml", &[7; 32], at(6))
        .unwrap();
    assert!(store.revoke("/r/.aegis/governance.yaml", at(7)).unwrap());
    assert!(!store.revoke("/r/.aegis/governance.yaml", at(8)).unwrap());
    let report = store.verify().unwrap();
    assert_eq!(
        (report.decisions, report.acts, report.breaks),
        (1, 5, vec![])
    );
    let kinds: Vec<_> = store
        .acts(Some(at(5)), Some(3))
        .unwrap()
        .into_iter()
        .map(|act| act.act)
        .collect();
    assert_eq!(kinds, [ActKind::Revoke, ActKind::Revoke, ActKind::Trust]);
    drop(store);
    dir.tamper("DELETE FROM acts WHERE id=5");
    assert_eq!(
        verify(&dir).breaks,
        [Break::Cut {
            table: "acts",
            head: 5
        }]
    );
}

#[test]
fn pruning_leaves_a_chain_that_is_whole() {
    let dir = Directory::new();
    let entries: Vec<Entry> = (0..10)
        .map(|day| Entry {
            time: at(day * 86_400),
            ..entry("t")
        })
        .collect();
    dir.record(&entries);
    let day = Duration::from_secs(86_400);
    let mut store = SqliteStore::open(dir.path(), at(0)).unwrap();
    let done = store.maintain(3 * day, at(9 * 86_400)).unwrap();
    assert_eq!((done.pruned, done.log_emptied), (6, true));
    let report = store.verify().unwrap();
    assert_eq!((report.decisions, report.breaks), (4, vec![]));
    assert_eq!(store.maintain(3 * day, at(9 * 86_400)).unwrap().pruned, 0);
    assert_eq!(
        store.maintain(3 * day, at(900 * 86_400)).unwrap().pruned,
        3,
        "the newest row stays"
    );
    drop(store);
    dir.record(&[entry("after")]);
    let report = verify(&dir);
    assert_eq!((report.decisions, report.breaks), (2, vec![]));
    dir.tamper("DELETE FROM decisions WHERE id=10");
    assert_eq!(
        verify(&dir).breaks,
        [Break::Gap {
            table: DECISIONS,
            id: 11
        }]
    );
}
