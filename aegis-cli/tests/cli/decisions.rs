//! Decisions that no hook has to make first.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aegis_core::Timestamp;
use aegis_core::ledger::{ActionType, Entry, Ledger as _, Outcome};
use aegis_store::SqliteLedger;

use crate::sandbox::Sandbox;

/// Records decisions with these targets, one second apart, every second one denied.
pub(crate) fn record(sandbox: &Sandbox, targets: &[&str]) {
    let mut ledger = SqliteLedger::open(&sandbox.data(), now()).unwrap();
    for (at, target) in (0..).zip(targets) {
        let result = if at % 2 == 0 {
            Outcome::Allowed
        } else {
            Outcome::Denied
        };
        let mut transaction = ledger.begin().unwrap();
        let time = now().before(Duration::from_secs(600 - at));
        transaction
            .record(&Entry {
                time,
                result,
                ..entry(target)
            })
            .unwrap();
        transaction.commit().unwrap();
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
}

fn entry(target: &str) -> Entry {
    Entry {
        time: now(),
        agent: "claude-code".to_owned(),
        session: "session-1".to_owned(),
        subagent: None,
        repo: None,
        cwd: "/work".to_owned(),
        tool: "Bash".to_owned(),
        action: ActionType::CommandExec,
        target: target.to_owned(),
        result: Outcome::Allowed,
        reason: String::new(),
        rule: Some("some-rule".to_owned()),
        layer: None,
        audited: false,
        findings: Vec::new(),
        faults: Vec::new(),
        maps: Vec::new(),
        duration_us: 400,
    }
}
