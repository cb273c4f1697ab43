//! Many processes at once: no row is lost, and no call too many passes a limit.

use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use aegis_core::ledger::{Entry, Ledger, Outcome, WindowKey, suite::entry};
use aegis_store::{Query, SqliteLedger, SqlitePool, SqliteStore};

use crate::{Directory, at};

const PROCESSES: usize = 64;
const CALLS: usize = 5;
const LIMIT: u32 = 100;
const DIRECTORY: &str = "AEGIS_STORE_TEST_DIRECTORY";

/// One call under the limit, as a judgement makes it: allowed if the window has room.
fn call(transaction: &mut impl Ledger) {
    let window = WindowKey {
        rule: "few".to_owned(),
        scope: "agent:a".to_owned(),
    };
    let room = transaction.window_count(&window, at(0)).unwrap() < LIMIT;
    let result = if room {
        Outcome::Allowed
    } else {
        Outcome::RateLimited
    };
    if room {
        transaction.window_add(&window, at(1)).unwrap();
    }
    transaction
        .record(&Entry {
            result,
            ..entry("call")
        })
        .unwrap();
}

fn check(dir: &Path) {
    let store = SqliteStore::open(dir, at(0)).unwrap();
    let count = |query| store.decisions(&query).unwrap().len();
    assert_eq!(count(Query::default()), PROCESSES * CALLS);
    assert_eq!(
        count(Query {
            allowed: true,
            ..Query::default()
        }),
        LIMIT as usize
    );
    let report = store.verify().unwrap();
    assert_eq!(report.breaks, []);
    let head = std::fs::read_to_string(dir.join("head")).unwrap();
    let newest = head
        .lines()
        .find_map(|line| line.strip_prefix("decisions "))
        .unwrap();
    let id = newest.split_whitespace().next().unwrap();
    assert_eq!(
        id,
        (PROCESSES * CALLS).to_string(),
        "the head is the newest row"
    );
}

/// What each process of the test below does; nothing when it is run as a test by itself.
#[test]
fn worker() {
    let Some(dir) = env::var_os(DIRECTORY) else {
        return;
    };
    for turn in 0..CALLS {
        let open = if turn % 2 == 0 {
            SqliteLedger::open_exclusive
        } else {
            SqliteLedger::open
        };
        let mut ledger = open(Path::new(&dir), at(0)).unwrap();
        let mut transaction = ledger.begin().unwrap();
        call(&mut transaction);
        transaction.commit().unwrap();
    }
}

fn start(dir: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "processes::worker", "--nocapture"])
        .env(DIRECTORY, dir)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn processes_that_even_make_the_database_together() {
    let dir = Directory::new();
    let fresh = dir.file("new");
    let running: Vec<Child> = (0..PROCESSES).map(|_| start(&fresh)).collect();
    for mut process in running {
        assert!(process.wait().unwrap().success());
    }
    check(&fresh);
}

#[test]
fn threads_of_one_pool() {
    let dir = Directory::new();
    let pool = SqlitePool::open(dir.path(), 8, at(0)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| {
                for _ in 0..CALLS {
                    let mut ledger = pool.ledger().unwrap();
                    let mut transaction = ledger.begin().unwrap();
                    call(&mut transaction);
                    transaction.commit().unwrap();
                }
            });
        }
    });
    check(dir.path());
}
