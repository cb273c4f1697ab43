//! Many hook processes at once: every call has its row, and a limit lets exactly its number through.

use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::sandbox::{Ended, Sandbox};

const PROCESSES: usize = 64;

fn all_at_once(sandbox: &Sandbox) -> Vec<Ended> {
    thread::scope(|scope| {
        let hooks: Vec<_> = (0..PROCESSES)
            .map(|n| scope.spawn(move || sandbox.bash(&format!("echo {n}"))))
            .collect();
        hooks.into_iter().map(|hook| hook.join().unwrap()).collect()
    })
}

#[test]
fn no_row_is_lost() {
    let sandbox = Sandbox::new().with_rules("profiles: []\nrules: []\n");
    for ended in all_at_once(&sandbox) {
        ended.allowed();
    }
    let rows = sandbox.logs(&[]);
    let mut targets: Vec<&str> = rows.iter().filter_map(|r| r["target"].as_str()).collect();
    targets.sort_unstable();
    targets.dedup();
    assert_eq!((rows.len(), targets.len()), (PROCESSES, PROCESSES));
    assert_eq!(sandbox.run(&["audit", "--verify"]).code, Some(0));
}

#[test]
fn a_limit_is_exact() {
    let sandbox = Sandbox::new().with_rules(
        "profiles: []\nrules:\n  - id: few-commands\n    action: rate_limit\n    message: slow down\n    conditions: {action_types: [command_exec]}\n    rate_limit: {max: 10, window: 10m, per: session}\n",
    );
    let (allowed, limited): (Vec<Ended>, Vec<Ended>) = all_at_once(&sandbox)
        .into_iter()
        .partition(|ended| ended.code == Some(0));
    assert_eq!((allowed.len(), limited.len()), (10, PROCESSES - 10));
    for ended in limited {
        ended.blocked("few-commands");
    }
    let rows = sandbox.logs(&[]);
    let rated = rows
        .iter()
        .filter(|r| r["result"] == "rate_limited")
        .count();
    assert_eq!((rows.len(), rated), (PROCESSES, PROCESSES - 10));
}

#[test]
fn the_log_is_carried_over_while_nobody_waits() {
    let sandbox = Sandbox::new().with_rules("profiles: []\nrules: []\n");
    let log = || fs::metadata(sandbox.data().join("aegis.db-wal")).map_or(0, |found| found.len());
    let long = format!("echo {}", "x".repeat(8_000));
    let until = Instant::now() + Duration::from_secs(30);
    let mut longest = 0;
    while log() >= longest {
        assert!(Instant::now() < until, "the log has {longest} bytes");
        longest = log();
        sandbox.bash(&long).allowed();
        thread::sleep(Duration::from_millis(20));
    }
    assert!((100_000..700_000).contains(&longest), "{longest}");
    assert_eq!(sandbox.run(&["audit", "--verify"]).code, Some(0));
}
