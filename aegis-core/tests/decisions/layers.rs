//! Layers: repo before global by id, managed and built-in beside them, trust in a repo's file.

use super::*;
use aegis_core::Trust;

const NO_MAKE: &str = "rules: [{id: no-make, action: deny, conditions: {commands: [{run: make}]}}]";
const MAKE_IS_FINE: &str =
    "rules: [{id: no-make, action: allow, conditions: {commands: [{run: make}]}}]";
const OFF: &str = "rules: [{id: no-make, enabled: false}]";

#[test]
fn a_trusted_repo_rule_replaces_the_global_one_of_its_id() {
    for repo in [MAKE_IS_FINE, OFF] {
        let mut world = World::with_global(NO_MAKE);
        check(&world.bash("make"), Verdict::Deny, Some("no-make"));
        world.repo_rules(repo, 1);
        assert!(world.bash("make").allows(), "{repo}");
    }
}

#[test]
fn a_changed_repo_file_only_tightens_until_it_is_trusted() {
    let mut world = World::with_global(NO_MAKE);
    world.repo_rules(NO_MAKE, 1);
    check(&world.bash("make"), Verdict::Deny, Some("no-make"));
    world.repo_rules(MAKE_IS_FINE, 2);
    let refused = world.bash("make");
    check(&refused, Verdict::Deny, Some("no-make"));
    assert!(refused.explanation().contains("aegis trust"));
    world
        .ledger
        .trust(&format!("{CWD}/.aegis/governance.yaml"), [2; 32]);
    assert!(world.bash("make").allows());
}

#[test]
fn trust_required_and_always_do_as_they_say() {
    let mut world = World::with_global(NO_MAKE);
    world.repo_rules(MAKE_IS_FINE, 1);
    world.policy.settings.trust = Trust::Required;
    check(&world.bash("make"), Verdict::Deny, Some("no-make"));
    world.policy.settings.trust = Trust::Always;
    assert!(world.bash("make").allows());
}

#[test]
fn an_untrusted_repo_file_can_tighten() {
    let mut world = World::with_global(MAKE_IS_FINE);
    world.policy.settings.trust = Trust::Required;
    world.repo_rules(&NO_MAKE.replace("no-make", "repo-says-no"), 1);
    check(&world.bash("make"), Verdict::Deny, Some("repo-says-no"));
}

#[test]
fn nothing_loosens_managed_rules_or_self_protection() {
    let mut world = World::with_global(
        "rules: [{id: all, action: allow, priority: 9999, conditions: {action_types: [command_exec]}}]",
    );
    world.policy.managed = Some(rule_set(NO_MAKE, Layer::Managed));
    check(&world.bash("make"), Verdict::Deny, Some("no-make"));
    check(
        &world.bash("aegis approve k7"),
        Verdict::Deny,
        Some("aegis-protect-deciding-commands"),
    );
}

#[test]
fn the_first_match_ends_the_search_for_an_action() {
    let rules = "rules:\n  - {id: fine, action: allow, priority: 2, conditions: {commands: [{run: make clean}]}}\n  - {id: no-make, action: deny, priority: 1, conditions: {command_patterns: ['^make']}}\n";
    let mut world = World::with_global(rules);
    check(&world.bash("make all"), Verdict::Deny, Some("no-make"));
}
