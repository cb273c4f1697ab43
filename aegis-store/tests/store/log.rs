//! Questions to the log.

use aegis_core::ledger::{ActionType, Entry, Outcome, suite::entry};
use aegis_store::{Decision, Query, SqliteStore};

use crate::{Directory, at};

/// Six decisions of three sessions and two agents over two days.
fn sample() -> Directory {
    let dir = Directory::new();
    let plain = Entry {
        rule: None,
        audited: false,
        findings: Vec::new(),
        faults: Vec::new(),
        result: Outcome::Allowed,
        time: at(0),
        ..entry("ls 100%_done")
    };
    let other = |seconds, target: &str| Entry {
        time: at(seconds),
        target: target.to_owned(),
        ..plain.clone()
    };
    dir.record(&[
        plain.clone(),
        Entry {
            result: Outcome::Denied,
            rule: Some("r1".to_owned()),
            ..other(1, "rm -rf /")
        },
        Entry {
            session: "s10".to_owned(),
            action: ActionType::FileRead,
            ..other(2, "/etc/hosts")
        },
        Entry {
            session: "s10".to_owned(),
            result: Outcome::RateLimited,
            ..other(3, "ls")
        },
        Entry {
            agent: "codex".to_owned(),
            session: "c-7".to_owned(),
            audited: true,
            ..other(90_000, "LS")
        },
        Entry {
            agent: "codex".to_owned(),
            session: "c-7".to_owned(),
            result: Outcome::ApprovalRequired,
            findings: vec!["jwt".to_owned()],
            faults: vec!["f".to_owned()],
            duration_us: 1_000,
            ..other(90_001, "x")
        },
    ]);
    dir
}

fn ids(query: Query) -> Vec<i64> {
    let dir = sample();
    let rows = SqliteStore::open(dir.path(), at(0))
        .unwrap()
        .decisions(&query)
        .unwrap();
    rows.iter().map(|Decision { id, .. }| *id).collect()
}

#[test]
fn all_are_given_newest_first() {
    assert_eq!(ids(Query::default()), [6, 5, 4, 3, 2, 1]);
    assert_eq!(
        ids(Query {
            limit: Some(2),
            ..Query::default()
        }),
        [6, 5]
    );
    assert!(
        ids(Query {
            limit: Some(0),
            ..Query::default()
        })
        .is_empty()
    );
}

#[test]
fn each_condition_selects() {
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        ids(Query {
            session: text("s1"),
            ..Query::default()
        }),
        [2, 1]
    );
    assert_eq!(
        ids(Query {
            action: Some(ActionType::FileRead),
            ..Query::default()
        }),
        [3]
    );
    assert_eq!(
        ids(Query {
            agent: text("codex"),
            ..Query::default()
        }),
        [6, 5]
    );
    assert_eq!(
        ids(Query {
            rule: text("r1"),
            ..Query::default()
        }),
        [2]
    );
    assert_eq!(
        ids(Query {
            since: Some(at(3)),
            until: Some(at(90_001)),
            ..Query::default()
        }),
        [5, 4]
    );
    assert_eq!(
        ids(Query {
            allowed: true,
            ..Query::default()
        }),
        [5, 3, 1]
    );
    assert_eq!(
        ids(Query {
            denied: true,
            ..Query::default()
        }),
        [6, 4, 2]
    );
    assert_eq!(
        ids(Query {
            audited: true,
            ..Query::default()
        }),
        [5]
    );
    assert_eq!(
        ids(Query {
            faults: true,
            ..Query::default()
        }),
        [6]
    );
    assert_eq!(
        ids(Query {
            denied: true,
            agent: text("codex"),
            ..Query::default()
        }),
        [6]
    );
}

#[test]
fn a_target_is_a_literal_piece_of_text() {
    let of = |text: &str| {
        ids(Query {
            target: Some(text.to_owned()),
            ..Query::default()
        })
    };
    assert_eq!(of("ls"), [4, 1]);
    assert_eq!(of("0%_d"), [1]);
    assert_eq!(of("%"), [1]);
    assert!(of("' OR 1 --").is_empty());
}

#[test]
fn sessions_are_counted_and_found_by_their_beginning() {
    let dir = sample();
    let store = SqliteStore::open(dir.path(), at(0)).unwrap();
    let sessions = store.sessions(&Query::default()).unwrap();
    let seen: Vec<_> = sessions
        .iter()
        .map(|one| (one.session.as_str(), one.calls, one.denied, one.last))
        .collect();
    assert_eq!(
        seen,
        [
            ("c-7", 2, 1, at(90_001)),
            ("s10", 2, 1, at(3)),
            ("s1", 2, 1, at(1))
        ]
    );
    assert_eq!(store.session_named("c").unwrap().as_deref(), Some("c-7"));
    assert_eq!(
        store.session_named("s1").unwrap().as_deref(),
        Some("s1"),
        "a whole name goes before a beginning"
    );
    assert_eq!(store.session_named("x").unwrap(), None);
    assert!(store.session_named("s").is_err());
}

#[test]
fn the_numbers_add_up() {
    let dir = sample();
    let stats = SqliteStore::open(dir.path(), at(0))
        .unwrap()
        .stats(&Query::default())
        .unwrap();
    assert_eq!((stats.total, stats.sessions, stats.faults), (6, 3, 1));
    let of = |map: &std::collections::BTreeMap<String, u64>| {
        map.iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(
        of(&stats.results),
        "allowed 3, approval_required 1, denied 1, rate_limited 1"
    );
    assert_eq!(of(&stats.agents), "claude-code 4, codex 2");
    assert_eq!(of(&stats.actions), "command_exec 5, file_read 1");
    assert_eq!(of(&stats.rules), "r1 1");
    assert_eq!(of(&stats.findings), "jwt 1");
    assert_eq!(of(&stats.days), "2023-11-14 4, 2023-11-15 2");
    assert_eq!((stats.median_us, stats.p99_us), (421, 1_000));
}

#[test]
fn an_empty_log_has_numbers_too() {
    let dir = Directory::new();
    let store = SqliteStore::open(dir.path(), at(0)).unwrap();
    let stats = store.stats(&Query::default()).unwrap();
    assert_eq!(
        (stats.total, stats.median_us, stats.results.len()),
        (0, 0, 4)
    );
    assert_eq!(store.sessions(&Query::default()).unwrap(), []);
}
