//! `logs`, `sessions`, `session`, `stats`, `audit` and the lists of `trust`.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::decisions::record;
use crate::sandbox::{Ended, Sandbox, write};

fn run(sandbox: &Sandbox, line: &str) -> Ended {
    let args: Vec<&str> = line.split_whitespace().collect();
    sandbox.run(&args)
}

fn targets(json: &str) -> Vec<String> {
    let rows: Vec<Value> = serde_json::from_str(json).unwrap();
    rows.iter()
        .filter_map(|row| row.get("target")?.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn the_newest_come_first_and_filters_choose() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["one", "two", "three 50%", "four"]);
    let check = |filters: &str, expected: &[&str]| {
        let said = run(&sandbox, &format!("logs --format json {filters}"));
        assert_eq!(
            (said.code, targets(&said.stdout)),
            (Some(0), expected.iter().map(|t| (*t).to_owned()).collect()),
            "{filters}"
        );
    };
    check("", &["four", "three 50%", "two", "one"]);
    check("--limit 1", &["four"]);
    check("--denied", &["four", "two"]);
    check("--allowed --limit 1", &["three 50%"]);
    check("--target 0%", &["three 50%"]);
    check(
        "--session session-1 --agent claude-code --action command_exec --since 1h",
        &["four", "three 50%", "two", "one"],
    );
    check("--session session --limit 1", &["four"]);
    check("--session other", &[]);
    check("--since 1m", &[]);
    check("--until 1h", &[]);
}

#[test]
fn wrong_usage_is_told_from_a_failure() {
    let sandbox = Sandbox::new();
    for line in [
        "logs --since tomorrow",
        "logs --action eat",
        "logs --allowed --denied",
        "logs --limit few",
        "stats --format xml",
    ] {
        assert_eq!(run(&sandbox, line).code, Some(2), "{line}");
    }
    assert_eq!(run(&sandbox, "session nobody").code, Some(1));
}

#[test]
fn a_table_fits_and_shows_no_escape() {
    let sandbox = Sandbox::new();
    record(
        &sandbox,
        &[
            "\u{1b}[2J a long line of words that no narrow terminal can show at once, whatever it does",
        ],
    );
    for width in ["60", "80", "100"] {
        let output = sandbox
            .aegis(&["logs"])
            .env("COLUMNS", width)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= width.parse().ok(), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn colour_obeys_option_and_environment() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["one"]);
    let coloured = |args: &[&str]| {
        let output = sandbox.aegis(args).env("NO_COLOR", "1").output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\u{1b}')
    };
    assert!(coloured(&["logs", "--color", "always"]));
    assert!(!coloured(&["logs"]));
    assert!(!coloured(&["logs", "--color", "never"]));
}

#[test]
fn csv_opens_in_a_spreadsheet() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["=HYPERLINK(\"x\")", "a,b"]);
    let said = run(&sandbox, "logs --format csv");
    let lines: Vec<&str> = said.stdout.split("\r\n").collect();
    assert!(
        lines.first().unwrap().starts_with("id,time,agent,session,"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("\"a,b\""));
    assert!(
        said.stdout.contains("\"'=HYPERLINK(\"\"x\"\")\""),
        "{}",
        said.stdout
    );
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["x"; 300]);
    let mut running = sandbox
        .aegis(&["logs", "--limit", "all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(running.stdout.take());
    let output = running.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn sessions_and_numbers() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["one", "two"]);
    assert_eq!(run(&sandbox, "sessions").stdout.lines().count(), 2);
    let session = run(&sandbox, "session sess");
    assert!(
        session
            .stdout
            .starts_with("session session-1 of claude-code in /work\n"),
        "{}",
        session.stdout
    );
    assert!(
        session.stdout.find("one") < session.stdout.find("two"),
        "a session is read from its beginning"
    );
    let stats: Value = serde_json::from_str(&run(&sandbox, "stats --format json").stdout).unwrap();
    assert_eq!(stats.get("total"), Some(&Value::from(2)));
    assert_eq!(stats.pointer("/results/denied"), Some(&Value::from(1)));
}

#[test]
fn a_record_that_was_changed_is_told() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["one", "two", "three"]);
    let whole = run(&sandbox, "audit --verify");
    assert_eq!(
        (whole.code, whole.stdout.as_str()),
        (
            Some(0),
            "the record is whole: 3 decisions and 1 act checked\n"
        )
    );
    for name in ["aegis.db", "aegis.db-wal", "aegis.db-shm"] {
        // The log is gone already if the command carried it over.
        let _gone = fs::remove_file(sandbox.data().join(name));
    }
    record(&sandbox, &["anew"]);
    let broken = run(&sandbox, "audit --verify");
    assert_eq!(broken.code, Some(1));
    assert!(broken.stdout.contains("row 3"), "{}", broken.stdout);
    let json: Value =
        serde_json::from_str(&run(&sandbox, "audit --verify --format json").stdout).unwrap();
    assert_eq!(json.get("whole"), Some(&Value::from(false)));
}

#[test]
fn noted_faults_are_shown_without_a_database() {
    let sandbox = Sandbox::new();
    record(&sandbox, &["one"]);
    let line = aegis_store::FaultLine {
        time: aegis_core::Timestamp::from_micros(1),
        agent: "codex".to_owned(),
        session: "-".to_owned(),
        tool: "shell".to_owned(),
        target: "ls".to_owned(),
        fault: "the disk is full".to_owned(),
        result: "denied".to_owned(),
    };
    aegis_store::append_fault(&sandbox.data(), &line).unwrap();
    assert_eq!(
        targets(&run(&sandbox, "logs --faults --format json").stdout),
        ["ls"]
    );
    fs::write(sandbox.data().join("aegis.db"), "no database ".repeat(100)).unwrap();
    let said = run(&sandbox, "logs --faults");
    assert_eq!(said.code, Some(1));
    assert!(said.stdout.contains("the disk is full"), "{}", said.stdout);
    assert!(said.stderr.contains("damaged"), "{}", said.stderr);
}

#[test]
fn trust_is_taken_back_without_a_terminal() {
    let sandbox = Sandbox::new();
    assert_eq!(
        run(&sandbox, "trust --revoke").code,
        Some(1),
        "there is no rule file yet"
    );
    write(
        &sandbox.repo().join(".aegis/governance.yaml"),
        "rules: []\n",
    );
    let given = run(&sandbox, "trust");
    assert!(
        given.code == Some(1) && given.stderr.contains("a person must run this"),
        "{given:?}"
    );
    assert_eq!(run(&sandbox, "trust --revoke src").code, Some(0));
    let list = run(&sandbox, "trust --list --format csv");
    assert!(
        list.stdout.contains("orchard/.aegis/governance.yaml,,"),
        "{list:?}"
    );
    assert!(list.stdout.trim_end().ends_with("nobody"), "{list:?}");
    assert!(
        run(&sandbox, "audit --format csv")
            .stdout
            .contains(",revoke,")
    );
}
