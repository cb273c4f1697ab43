//! Approvals: opened once, bound to the exact call and rule, for a time.

use super::*;
use aegis_core::ledger::{RequestId, Terms};

/// The shipped rule that asks before `.env` is read.
const ASKS: Option<&str> = Some("approve-credential-access");

/// The request that a blocked call opened.
fn request(decision: &Decision) -> RequestId {
    decision.request().cloned().expect("a request")
}

/// A world in which `.env` was asked for, and the request.
fn asked() -> (World, RequestId) {
    let mut world = World::new();
    let id = request(&world.read(".env"));
    (world, id)
}

/// What reading each of these files comes to, in this order.
fn check_reads(world: &mut World, expected: &[(&str, Verdict)]) {
    for (path, verdict) in expected {
        check(&world.read(path), *verdict, ASKS);
    }
}

#[test]
fn the_same_call_reuses_its_open_request() {
    let (mut world, first) = asked();
    let again = world.read(".env");
    assert_eq!(request(&again), first);
    assert!(
        again
            .explanation()
            .contains(&format!("aegis approve {first}"))
    );
    assert_ne!(request(&world.read("sub/.env")), first);
}

#[test]
fn an_approval_lifts_exactly_this_call_until_it_expires() {
    let (mut world, id) = asked();
    assert!(world.ledger.approve(&id, Terms::default(), world.now));
    let others = ("sub/.env", Verdict::RequireApproval);
    check_reads(&mut world, &[(".env", Verdict::Allow), others]);
    world.later(301);
    check_reads(&mut world, &[(".env", Verdict::RequireApproval)]);
}

#[test]
fn once_is_used_up_by_the_allowed_call() {
    let (mut world, id) = asked();
    let once = Terms {
        once: true,
        ..Terms::default()
    };
    assert!(world.ledger.approve(&id, once, world.now));
    let second = (".env", Verdict::RequireApproval);
    check_reads(&mut world, &[(".env", Verdict::Allow), second]);
}

#[test]
fn a_description_does_not_act_but_the_command_does() {
    let mut world = World::new();
    let mut described = |text: &str| {
        let call = json!({"command": "cat .env", "description": text});
        request(&world.tool("Bash", &call))
    };
    let first = described("look");
    assert_eq!(described("look once more"), first);
    assert_ne!(request(&world.bash("cat ./.env")), first);
}

#[test]
fn a_changed_rule_voids_the_approval() {
    let rule = |pattern: &str| {
        format!(
            "rules: [{{id: ask, action: require_approval, conditions: {{action_types: [command_exec], command_patterns: ['{pattern}']}}}}]"
        )
    };
    let mut world = World::with_global(&rule("^make"));
    let id = request(&world.bash("make"));
    assert!(world.ledger.approve(&id, Terms::default(), world.now));
    check(&world.bash("make"), Verdict::Allow, Some("ask"));
    let changed = format!("profiles: []\n{}", rule("^mak"));
    world.policy.global = rule_set(&changed, Layer::Global);
    check(&world.bash("make"), Verdict::RequireApproval, Some("ask"));
}

#[test]
fn a_no_holds_and_carries_the_persons_note() {
    let (mut world, id) = asked();
    assert!(world.ledger.deny(&id, Some("use .env.example"), world.now));
    let refused = world.read(".env");
    check(&refused, Verdict::Deny, ASKS);
    assert!(refused.explanation().contains("use .env.example"));
    world.later(301);
    check_reads(&mut world, &[(".env", Verdict::RequireApproval)]);
}

#[test]
fn an_approval_never_lifts_a_deny() {
    let mut world = World::new();
    let id = request(&world.bash("cat .env"));
    assert!(world.ledger.approve(&id, Terms::default(), world.now));
    let worse = world.bash("cat .env; rm -rf /");
    check(&worse, Verdict::Deny, Some("block-destructive-delete"));
}

#[test]
fn without_approvals_it_is_a_plain_no() {
    let mut world = World::new();
    world.policy.settings.approvals = false;
    let refused = world.read(".env");
    check(&refused, Verdict::Deny, ASKS);
    assert!(refused.request().is_none());
}
