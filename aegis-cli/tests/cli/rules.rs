//! `aegis rules`: what a person who writes rules types.

use serde_json::Value;

use crate::sandbox::{Ended, Sandbox};

const REPO: &str = "\
rules:
  - id: no-release
    action: deny
    message: Ask for a release.
    conditions: {commands: [{run: cargo publish}]}
    examples: {match: [cargo publish], no_match: [cargo build]}
  - id: watch-docs
    action: audit
    conditions: {action_types: [file_write], path_patterns: ['^docs/']}
";

fn run(sandbox: &Sandbox, args: &[&str]) -> Ended {
    sandbox.run(&[&["rules"], args].concat())
}

/// Exit code of a run that says all of this, on either stream.
#[track_caller]
fn check(sandbox: &Sandbox, args: &[&str], code: i32, parts: &[&str]) -> Ended {
    let ended = run(sandbox, args);
    assert_eq!(ended.code, Some(code), "{args:?}: {ended:?}");
    let said = format!("{}{}", ended.stdout, ended.stderr);
    for part in parts {
        assert!(said.contains(part), "{args:?} should say `{part}`: {said}");
    }
    ended
}

#[test]
fn a_dry_run_says_who_decides_and_records_nothing() {
    let sandbox = Sandbox::new().with_repo_rules(REPO);
    let file = ".aegis/governance.yaml:2";
    check(
        &sandbox,
        &["test", "command_exec", "cargo publish"],
        1,
        &[
            "denied: command_exec `cargo publish`",
            "rule `no-release` (repo rules",
            file,
            "Ask for a release",
        ],
    );
    check(
        &sandbox,
        &["test", "command_exec", "cargo build"],
        0,
        &["allowed: "],
    );
    // A derived action decides, and what else matched is named.
    check(
        &sandbox,
        &["test", "command_exec", "sudo rm -rf /"],
        1,
        &[
            "rule `block-destructive-delete`",
            "`rm` inside `sudo`",
            "also rule `",
        ],
    );
    let src = sandbox.repo().join("src");
    check(
        &sandbox,
        &[
            "test",
            "file_write",
            "../docs/a.md",
            "--cwd",
            src.to_str().unwrap(),
        ],
        0,
        &["rule `watch-docs`"],
    );
    assert_eq!(sandbox.logs(&[]), Vec::<Value>::new());
}

#[test]
fn a_dry_run_takes_the_callers_circumstances() {
    let rules = "\
rules:
  - id: not-that-tool
    action: deny
    conditions: {action_types: [mcp_call], tools: ['mcp__shop__.*']}
  - id: not-that-agent
    action: deny
    conditions: {action_types: [file_read], agents: [claude-code], path_patterns: ['^secret/']}
";
    let sandbox = Sandbox::new().with_rules(rules);
    check(
        &sandbox,
        &[
            "test",
            "mcp_call",
            "mcp__shop__buy",
            "--tool",
            "mcp__shop__buy",
        ],
        1,
        &["not-that-tool"],
    );
    check(&sandbox, &["test", "mcp_call", "mcp__desk__buy"], 0, &[]);
    check(
        &sandbox,
        &[
            "test",
            "file_read",
            "secret/a",
            "--agent",
            "claude-code",
            "--session",
            "s",
        ],
        1,
        &["not-that-agent"],
    );
    check(
        &sandbox,
        &["test", "pears", "x"],
        2,
        &["not an action type", "`command_exec`"],
    );
}

#[test]
fn json_of_a_dry_run_has_every_match() {
    let sandbox = Sandbox::new().with_repo_rules(REPO);
    let ended = check(
        &sandbox,
        &["test", "command_exec", "cargo publish", "--format", "json"],
        1,
        &[],
    );
    let object: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(object["verdict"], "deny");
    let first = &object["matches"][0];
    assert_eq!(
        (first["rule"].as_str(), first["layer"].as_str()),
        (Some("no-release"), Some("repo"))
    );
}

#[test]
fn a_limits_message_is_for_those_who_reached_it() {
    let ended = check(
        &Sandbox::new(),
        &["test", "command_exec", "ls"],
        0,
        &["rule `rate-limit-commands`", "counts against a limit"],
    );
    assert!(!ended.stdout.contains("message:"), "{}", ended.stdout);
}

#[test]
fn lists_name_layer_and_place() {
    let sandbox = Sandbox::new().with_repo_rules(REPO);
    let ended = check(
        &sandbox,
        &["list", "--layer", "repo", "--format", "json"],
        0,
        &[],
    );
    let rules: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let ids: Vec<&str> = rules
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert_eq!(ids, ["no-release", "watch-docs"]);
    check(
        &sandbox,
        &["list"],
        0,
        &[
            "ID",
            "LAYER",
            "no-release",
            "block-destructive-delete",
            "embedded `default`",
        ],
    );
    check(
        &sandbox,
        &["list", "--format", "csv"],
        0,
        &["id,action,priority,layer"],
    );
    check(&sandbox, &["list", "--layer", "pears"], 2, &["repo"]);
}

#[test]
fn one_rule_is_explained_in_words() {
    let sandbox = Sandbox::new().with_repo_rules(REPO);
    check(
        &sandbox,
        &["explain", "no-release"],
        0,
        &[
            "no-release (repo rules",
            "refuses",
            "cargo publish",
            "Ask for a release",
        ],
    );
    check(
        &sandbox,
        &["explain", "pears"],
        1,
        &["no rule has the id `pears`", "aegis rules list"],
    );
}

#[test]
fn a_check_finds_what_does_not_do_what_it_seems_to() {
    let odd = "\
rules:
  - id: any-write
    action: audit
    conditions: {action_types: [file_write], path_patterns: ['.*']}
  - id: never-asked
    action: deny
    conditions: {action_types: [file_write], path_patterns: ['^src/']}
  - id: switched-off
    enabled: false
    action: deny
    conditions: {action_types: [command_exec]}
  - id: names-nothing
    enabled: false
  - id: wrong-example
    action: deny
    conditions: {commands: [{run: make}]}
    examples: {match: [cargo build]}
";
    let sandbox = Sandbox::new().with_repo_rules(odd);
    check(
        &sandbox,
        &["check"],
        1,
        &[
            "rule `any-write` has the pattern `.*` in `path_patterns`, which every text matches",
            ".aegis/governance.yaml:5: rule `never-asked` never decides: rule `any-write` is asked before it",
            "rule `switched-off` is switched off",
            "rule `names-nothing` switches off a rule that no other rule set has",
            "rule `wrong-example` does not match `cargo build`",
        ],
    );
    let sound = Sandbox::new().with_repo_rules(REPO);
    check(&sound, &["check"], 0, &["2 rules, 2 examples"]);
}

#[test]
fn a_check_names_every_mistake_with_its_place() {
    let sandbox = Sandbox::new().with_repo_rules(
        "rules:\n  - id: a\n    acton: deny\n  - id: b\n    action: perhaps\n    conditions: {path_pattern: [x]}\n",
    );
    check(
        &sandbox,
        &["check"],
        1,
        &[
            "governance.yaml:3:5: ",
            "did you mean `action`?",
            "governance.yaml:5:13: ",
            "`perhaps`",
            "governance.yaml:6:18: ",
            "did you mean `path_patterns`?",
        ],
    );
    check(&sandbox, &["check", "nowhere.yaml"], 1, &["nowhere.yaml"]);
}

#[test]
fn a_starter_is_sound_and_never_overwrites() {
    let sandbox = Sandbox::new();
    check(
        &sandbox,
        &["init", "--profile", "git", "--profile", "database"],
        0,
        &["wrote ", "aegis rules check"],
    );
    let file = sandbox.repo().join(".aegis/governance.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let named = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
    let schema = std::fs::read_to_string(file.with_file_name(named.unwrap())).unwrap();
    assert_eq!(
        schema.trim_end(),
        run(&sandbox, &["schema"]).stdout.trim_end()
    );
    assert!(text.contains("profiles: [git, database]"), "{text}");
    check(&sandbox, &["check"], 0, &["0 mistakes, 0 failed examples"]);
    let hint = text
        .split('`')
        .find(|part| part.starts_with("aegis rules test "))
        .unwrap();
    let (action, target) = hint
        .strip_prefix("aegis rules test ")
        .unwrap()
        .split_once(' ')
        .unwrap();
    check(
        &sandbox,
        &["test", action, target.trim_matches('\'')],
        1,
        &["embedded `git`"],
    );
    check(&sandbox, &["init"], 1, &["is there already"]);
    check(
        &Sandbox::new(),
        &["init", "--profile", "pears"],
        2,
        &["git"],
    );
}

#[test]
fn the_schema_is_json() {
    let ended = check(&Sandbox::new(), &["schema"], 0, &[]);
    let schema: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(schema["type"], "object");
    assert!(schema["$schema"].is_string());
}
