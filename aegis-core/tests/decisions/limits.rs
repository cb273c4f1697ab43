//! Rate limits: sliding windows, counted by allowed calls only.

use super::*;
use aegis_core::ledger::Outcome;

const TWO: &str = "rules: [{id: two, action: rate_limit, rate_limit: {max: 2, window: 1m}, conditions: {action_types: [command_exec]}}]";

#[test]
fn a_full_window_refuses_until_it_slides() {
    let mut world = World::with_global(TWO);
    assert!(world.bash("ls").allows());
    world.later(30);
    assert!(world.bash("ls").allows());
    let refused = world.bash("ls");
    check(&refused, Verdict::Deny, Some("two"));
    assert_eq!(refused.outcome(), Outcome::RateLimited);
    assert!(refused.request().is_none());
    world.later(31);
    assert!(world.bash("ls").allows());
    assert!(!world.bash("ls").allows());
}

#[test]
fn sessions_count_apart_and_a_payload_without_one_counts_by_place() {
    let mut world = World::with_global(TWO);
    for session in ["a", "b", ""] {
        world.session = session;
        assert!(world.bash("ls").allows() && world.bash("ls").allows());
        assert!(!world.bash("ls").allows(), "{session}");
    }
}

#[test]
fn refused_calls_do_not_count() {
    let deny = "rules:\n  - {id: no, action: deny, priority: 9, conditions: {command_patterns: ['^make']}}\n  - {id: two, action: rate_limit, rate_limit: {max: 2, window: 1m}, conditions: {action_types: [command_exec]}}\n";
    let mut world = World::with_global(deny);
    for _ in 0..5 {
        assert!(!world.bash("make").allows());
    }
    assert!(world.bash("ls").allows());
}

#[test]
fn switched_off_limits_let_pass() {
    let mut world = World::with_global(TWO);
    world.policy.settings.limits = false;
    assert!((0..5).all(|_| world.bash("ls").allows()));
}
