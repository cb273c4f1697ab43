//! A request is opened by the hook, answered by a person, and used by the same call.

use serde_json::{Value, json};

use crate::sandbox::{Ended, Sandbox};

fn read_env(sandbox: &Sandbox, path: &str) -> Ended {
    sandbox.hook(
        "pre-tool-use",
        sandbox.call("Read", json!({"file_path": path})),
    )
}

/// The id of the one request that waits.
fn pending(sandbox: &Sandbox) -> String {
    let ended = sandbox.run(&["pending", "--format", "json"]);
    let requests: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(requests.len(), 1, "{ended:?}");
    requests[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_person_approves_one_exact_call() {
    let sandbox = Sandbox::new();
    let asked = read_env(&sandbox, ".env");
    let id = pending(&sandbox);
    asked.blocked(&format!("aegis approve {id}"));
    read_env(&sandbox, ".env").blocked(&id);
    assert_eq!(pending(&sandbox), id, "the same call reuses its request");
    let Some(approved) = sandbox.at_terminal(&["approve", &id]) else {
        return;
    };
    assert_eq!(approved.code, Some(0), "{approved:?}");
    read_env(&sandbox, ".env").allowed();
    read_env(&sandbox, "other/.env").blocked("approve-credential-access");
    assert_eq!(sandbox.logs(&[])[1]["result"], "allowed");
}

#[test]
fn an_approval_for_once_is_used_up() {
    let sandbox = Sandbox::new();
    read_env(&sandbox, ".env").blocked("approve");
    let id = pending(&sandbox);
    let Some(approved) = sandbox.at_terminal(&["approve", &id, "--once"]) else {
        return;
    };
    assert_eq!(approved.code, Some(0), "{approved:?}");
    read_env(&sandbox, ".env").allowed();
    read_env(&sandbox, ".env").blocked("approve");
}

#[test]
fn approvals_lift_no_denial() {
    let rules = "rules:\n  - id: no-env\n    priority: 5000\n    action: deny\n    message: never\n    conditions: {action_types: [file_read], path_patterns: ['\\.env$']}\n";
    let sandbox = Sandbox::new().with_rules(rules);
    read_env(&sandbox, ".env").blocked("no-env");
    let none = sandbox.run(&["pending", "--format", "json"]);
    assert_eq!(none.stdout.trim().replace('\n', ""), "[]");
}

#[test]
fn what_was_denied_is_refused_with_the_note() {
    let sandbox = Sandbox::new();
    read_env(&sandbox, ".env").blocked("approve");
    let id = pending(&sandbox);
    // A prefix will do, and denying needs no terminal: it only tightens.
    let (start, _) = id.split_at(3);
    let denied = sandbox.run(&["deny", start, "--note", "ask Ada for the key"]);
    assert_eq!(denied.code, Some(0), "{denied:?}");
    read_env(&sandbox, ".env").blocked("ask Ada for the key");
}

#[test]
fn an_agent_cannot_approve() {
    let sandbox = Sandbox::new();
    read_env(&sandbox, ".env").blocked("approve");
    let id = pending(&sandbox);
    let approved = sandbox.run(&["approve", &id]);
    assert_eq!(approved.code, Some(1), "{approved:?}");
    assert!(approved.stderr.contains("a person must run this"));
    read_env(&sandbox, ".env").blocked("approve");
    for command in ["approve", "trust", "setup --uninstall"] {
        sandbox
            .bash(&format!("aegis {command} {id}"))
            .blocked("aegis-protect-deciding-commands");
    }
}

#[test]
fn without_approvals_the_rule_denies() {
    let sandbox = Sandbox::new().with_config("approval: {enabled: false}\n");
    read_env(&sandbox, ".env").blocked("approve-credential-access");
    assert_eq!(sandbox.logs(&[])[0]["result"], "denied");
}

#[test]
fn a_rule_file_beside_the_repositorys_own_is_part_of_what_is_trusted() {
    let sandbox = Sandbox::new()
        .with_rules("profiles: []\nrules: [{id: no-make, action: deny, conditions: {commands: [{run: make}]}}]\n")
        .with_repo_rules("profiles: [./more.yaml]\nrules: []\n");
    let more = sandbox.repo().join(".aegis/more.yaml");
    crate::sandbox::write(&more, "rules: []\n");
    sandbox.bash("make").blocked("no-make");
    crate::sandbox::write(&more, "rules: [{id: no-make, enabled: false}]\n");
    sandbox.bash("make").blocked("aegis trust");
}
