//! The shipped rule sets load, and every example on a path comes out as it says.
#![expect(clippy::panic, reason = "tests fail by panicking")]

use aegis_rules::{
    Action, ActionType, Example, Layer, Match, NoFiles, PathForms, Rule, RuleSet, Source, embedded,
    embedded_names,
};

fn shipped(name: &str) -> RuleSet {
    let source = Source {
        text: embedded(name).unwrap_or_default(),
        path: name,
        layer: Layer::Managed,
    };
    match RuleSet::load(&source, &NoFiles) {
        Ok(rules) => rules,
        Err(mistakes) => panic!("{mistakes}"),
    }
}

/// The action of an example that names its type; what a command line does is for others to derive.
fn typed(example: &Example) -> Option<Action<'_>> {
    let on_file = matches!(
        example.action_type,
        ActionType::FileRead | ActionType::FileWrite | ActionType::FileDelete
    );
    (example.action_type != ActionType::CommandExec).then(|| Action {
        action_type: example.action_type,
        agent: "claude-code",
        tool: "Tool",
        target: example.target.clone(),
        path: on_file.then(|| PathForms {
            forms: vec![example.target.clone()],
            unknown: false,
        }),
        host: None,
        command: None,
        invocations: &[],
        statements: Vec::new(),
        effects: Vec::new(),
        possible: false,
    })
}

fn check(rule: &Rule, examples: &[Example], expected: Match) {
    for example in examples {
        if let Some(action) = typed(example) {
            assert_eq!(
                rule.matches(&action),
                expected,
                "{}: {example:?}",
                rule.id()
            );
        }
    }
}

#[test]
fn typed_examples_come_out_as_they_say() {
    for name in embedded_names() {
        for rule in shipped(name).rules() {
            check(rule, &rule.examples().matching, Match::Certain);
            check(rule, &rule.examples().no_match, Match::No);
        }
    }
}

#[test]
fn every_shipped_rule_says_what_to_do_and_has_examples_of_both_kinds() {
    for name in embedded_names() {
        for rule in shipped(name).rules() {
            let examples = rule.examples();
            assert!(rule.message().is_some(), "{} has no message", rule.id());
            assert!(!rule.maps().is_empty(), "{} has no tags", rule.id());
            assert!(examples.matching.len() >= 4, "{}", rule.id());
            assert!(examples.no_match.len() >= 4, "{}", rule.id());
        }
    }
}

#[test]
fn the_default_set_has_the_seven_rules_in_order_of_strictness() {
    let rules = shipped("default");
    let ids: Vec<&str> = rules.rules().map(Rule::id).collect();
    assert_eq!(
        ids,
        [
            "block-destructive-delete",
            "block-system-modification",
            "approve-credential-access",
            "approve-network-commands",
            "rate-limit-file-writes",
            "rate-limit-commands",
            "audit-all-deletes",
        ]
    );
}
