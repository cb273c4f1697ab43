//! The shipped rule sets load, and all their examples come out as they say.
#![expect(clippy::panic, reason = "tests fail by panicking")]

mod derive;

use aegis_rules::check::{LintKind, lint, run_examples};
use aegis_rules::{Layer, NoFiles, Rule, RuleSet, Source, embedded, embedded_names};

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

#[test]
fn examples_come_out_as_they_say() {
    for name in embedded_names() {
        let failures = run_examples(&shipped(name), &derive::derive);
        let lines: Vec<String> = failures.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}

#[test]
fn no_rule_is_idle() {
    for name in embedded_names() {
        let lints = lint(&shipped(name), &|_| false);
        assert!(
            lints.iter().all(|lint| lint.kind == LintKind::Disabled),
            "{lints:?}"
        );
    }
}

#[test]
fn every_rule_says_what_to_do_and_has_examples_of_both_kinds() {
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
fn what_matches_every_call_of_a_kind_leaves_the_decision_to_rules_without_a_priority() {
    for name in embedded_names() {
        for rule in shipped(name).rules() {
            let asks_more = rule
                .conditions()
                .names()
                .any(|condition| condition != "action_types");
            assert_eq!(rule.priority() > 0, asks_more, "{}", rule.id());
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
