//! Approvals: opened once, bound to the exact call and rule, for a time.

use super::*;
use aegis_core::ledger::Terms;

#[test]
fn the_same_call_reuses_its_open_request() {
    let mut world = World::new();
    let first = world.read(".env");
    let again = world.read(".env");
    let other = world.read("sub/.env");
    assert!(first.request().is_some());
    assert_eq!(first.request(), again.request());
    assert_ne!(first.request(), other.request());
    let id = first.request().map(ToString::to_string).unwrap_or_default();
    assert!(first.explanation().contains(&format!("aegis approve {id}")));
}

#[test]
fn an_approval_lifts_exactly_this_call_until_it_expires() {
    let mut world = World::new();
    let id = world.read(".env").request().cloned().expect("a request");
    assert!(world.ledger.approve(&id, Terms::default(), world.now));
    check(
        &world.read(".env"),
        Verdict::Allow,
        Some("approve-credential-access"),
    );
    check(
        &world.read("sub/.env"),
        Verdict::RequireApproval,
        Some("approve-credential-access"),
    );
    world.later(301);
    check(
        &world.read(".env"),
        Verdict::RequireApproval,
        Some("approve-credential-access"),
    );
}

#[test]
fn once_is_used_up_by_the_allowed_call() {
    let mut world = World::new();
    let id = world.read(".env").request().cloned().expect("a request");
    let terms = Terms {
        once: true,
        ..Terms::default()
    };
    assert!(world.ledger.approve(&id, terms, world.now));
    check(
        &world.read(".env"),
        Verdict::Allow,
        Some("approve-credential-access"),
    );
    check(
        &world.read(".env"),
        Verdict::RequireApproval,
        Some("approve-credential-access"),
    );
}

#[test]
fn a_description_does_not_act_but_the_command_does() {
    let mut world = World::new();
    let call = |text: &str| json!({"command": "cat .env", "description": text});
    let first = world
        .tool("Bash", &call("look"))
        .request()
        .cloned()
        .expect("a request");
    let again = world
        .tool("Bash", &call("look once more"))
        .request()
        .cloned()
        .expect("a request");
    assert_eq!(first, again);
    assert_ne!(world.bash("cat ./.env").request(), Some(&first));
}

#[test]
fn a_changed_rule_voids_the_approval() {
    let rule = |message: &str| {
        format!(
            "rules: [{{id: ask, action: require_approval, message: {message}, conditions: {{action_types: [command_exec], command_patterns: ['^make']}}}}]"
        )
    };
    let mut world = World::with_global(&rule("one"));
    let id = world.bash("make").request().cloned().expect("a request");
    assert!(world.ledger.approve(&id, Terms::default(), world.now));
    check(&world.bash("make"), Verdict::Allow, Some("ask"));
    let changed = rule("one").replace("'^make'", "'^mak'");
    world.policy.global = rule_set(&format!("profiles: []\n{changed}"), Layer::Global);
    check(&world.bash("make"), Verdict::RequireApproval, Some("ask"));
}

#[test]
fn a_no_holds_and_carries_the_persons_note() {
    let mut world = World::new();
    let id = world.read(".env").request().cloned().expect("a request");
    assert!(world.ledger.deny(&id, Some("use .env.example"), world.now));
    let refused = world.read(".env");
    check(&refused, Verdict::Deny, Some("approve-credential-access"));
    assert!(refused.explanation().contains("use .env.example"));
    world.later(301);
    check(
        &world.read(".env"),
        Verdict::RequireApproval,
        Some("approve-credential-access"),
    );
}

#[test]
fn an_approval_never_lifts_a_deny_or_a_secret() {
    let mut world = World::new();
    let id = world
        .bash("cat .env")
        .request()
        .cloned()
        .expect("a request");
    assert!(world.ledger.approve(&id, Terms::default(), world.now));
    check(
        &world.bash("cat .env; rm -rf /"),
        Verdict::Deny,
        Some("block-destructive-delete"),
    );
}

#[test]
fn without_approvals_it_is_a_plain_no() {
    let mut world = World::new();
    world.policy.settings.approvals = false;
    let refused = world.read(".env");
    check(&refused, Verdict::Deny, Some("approve-credential-access"));
    assert!(refused.request().is_none());
}
