//! Faults: each blocks, a broken repo file leaves reading free, `fail_open` opens for faults and never for verdicts.

use super::*;
use aegis_core::{DecodeError, Fault, PayloadError};

#[test]
fn a_fault_blocks_and_says_why() {
    let mut world = World::new();
    world
        .policy
        .faults
        .push(Fault::new("the rule file `x` has mistakes"));
    let refused = world.bash("ls");
    assert_eq!(refused.verdict(), Verdict::Deny);
    assert!(
        refused
            .explanation()
            .contains("the rule file `x` has mistakes")
    );
}

#[test]
fn a_broken_repo_file_leaves_reading_free() {
    let mut world = World::new();
    world.policy.faults.push(Fault::in_repo_rules("broken"));
    assert!(world.read("README.md").allows());
    assert!(world.bash("cat README.md").allows());
    assert!(!world.bash("make").allows());
    assert!(!world.bash("cat README.md > x").allows());
    assert!(!world.write("a", "b").allows());
}

#[test]
fn fail_open_lets_faults_pass_and_never_verdicts() {
    let mut world = World::new();
    world.policy.settings.fail_open = true;
    world.policy.faults.push(Fault::new("broken"));
    let passed = world.bash("ls");
    assert!(passed.allows());
    assert_eq!(passed.faults().len(), 1);
    check(
        &world.bash("rm -rf /"),
        Verdict::Deny,
        Some("block-destructive-delete"),
    );
    check(
        &world.bash("aegis approve x"),
        Verdict::Deny,
        Some("aegis-protect-deciding-commands"),
    );
}

#[test]
fn what_cannot_be_read_is_a_fault() {
    let mut world = World::new();
    let call = ToolCall::unreadable(Agent::ClaudeCode, CWD.to_owned(), "cut".to_owned());
    assert_eq!(world.judge(&call).verdict(), Verdict::Deny);
    world.policy.settings.fail_open = true;
    assert_eq!(world.judge(&call).verdict(), Verdict::Allow);
}

#[test]
fn a_known_tool_without_its_field_is_not_a_call() {
    let decode = |input: Value| {
        let payload =
            json!({"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": input});
        Agent::ClaudeCode.decode("PreToolUse", payload.to_string().as_bytes())
    };
    for input in [
        json!(null),
        json!({}),
        json!({"command": 5}),
        json!({"cmd": "ls"}),
    ] {
        let error = decode(input).expect_err("no command");
        assert!(
            matches!(
                error,
                DecodeError::Payload(PayloadError::MissingInput { .. })
            ),
            "{error}"
        );
    }
    assert!(decode(json!({"command": ["rm", "-rf", "/"]})).is_ok());
    assert!(decode(json!("{\"command\": \"ls\"}")).is_ok());
}

#[test]
fn a_payload_of_another_event_is_judged_and_blocked() {
    let mut world = World::new();
    let payload = json!({"hook_event_name": "PreTeleport", "tool_name": "Bash", "tool_input": {"command": "ls"}});
    let call = Agent::ClaudeCode
        .decode("pre-tool-use", payload.to_string().as_bytes())
        .expect("a call");
    let refused = world.judge(&call);
    assert_eq!(refused.verdict(), Verdict::Deny);
    assert!(refused.explanation().contains("hook_event_name"));
}

#[test]
fn a_tool_call_through_a_hook_of_another_event_is_judged_as_a_tool_call() {
    let mut world = World::new();
    for hook_type in ["stop", "post-tool-use", "SessionStart"] {
        let payload = json!({"hook_event_name": "PreToolUse", "cwd": CWD, "tool_name": "Bash",
            "tool_input": {"command": "rm -rf /"}});
        let call = Agent::ClaudeCode
            .decode(hook_type, payload.to_string().as_bytes())
            .expect("a call");
        let decision = world.judge(&call);
        check(&decision, Verdict::Deny, Some("block-destructive-delete"));
        let answer =
            Agent::ClaudeCode.encode(hook_type, &call, &decision, aegis_core::AskMode::Block);
        assert_eq!(answer.exit, 2, "{hook_type}");
    }
}
