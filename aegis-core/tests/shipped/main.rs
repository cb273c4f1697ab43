//! The shipped rules, judged whole: their examples, what each of them is needed for, and dry runs as documentation.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panic"
)]

mod corpus;
mod dry_runs;

use aegis_core::{
    Agent, Decision, DryRun, Facts, Policy, RepoRules, Timestamp, ToolCall, Trust, Verdict,
    evaluate,
};
use aegis_rules::check::{lint, run_examples};
use aegis_rules::{
    ActionType, Example, Layer, NoFiles, Rule, RuleAction, RuleSet, Source, embedded_names,
};

const HOME: &str = "/home/dev";
const REPO: &str = "/home/dev/project";

fn facts() -> Facts<'static> {
    Facts {
        home: Some(HOME),
        repo: Some(REPO),
        ..Facts::default()
    }
}

fn rule_set(text: &str, layer: Layer) -> RuleSet {
    RuleSet::load(
        &Source {
            text,
            path: "shipped",
            layer,
        },
        &NoFiles,
    )
    .expect("no mistakes")
}

/// The rules of one shipped set.
fn shipped(name: &str) -> RuleSet {
    rule_set(&format!("profiles: [{name}]\n"), Layer::Global)
}

/// A policy of all shipped sets, but for the rules of these ids.
fn all_but(off: &[&str]) -> Policy {
    let names: Vec<&str> = embedded_names().collect();
    let global = rule_set(
        &format!("profiles: [{}]\n", names.join(", ")),
        Layer::Global,
    );
    let mut policy = Policy {
        global,
        ..Policy::default()
    };
    policy.settings.trust = Trust::Always;
    if !off.is_empty() {
        let rules: String = off
            .iter()
            .map(|id| format!("  - {{id: {id}, enabled: false}}\n"))
            .collect();
        let rules = rule_set(&format!("rules:\n{rules}"), Layer::Repo);
        policy.repo = Some(RepoRules {
            rules,
            file: String::new(),
            digest: [0; 32],
        });
    }
    policy
}

fn call(cwd: &str, kind: ActionType, target: &str) -> ToolCall {
    ToolCall::for_action(Agent::ClaudeCode, "-", cwd, None, kind, target)
}

fn decide(policy: &Policy, call: &ToolCall) -> Decision {
    evaluate(
        call,
        policy,
        &mut DryRun { trusts: true },
        &facts(),
        Timestamp::default(),
    )
}

#[test]
fn every_example_of_every_shipped_rule_holds() {
    for name in embedded_names() {
        let failures = run_examples(&shipped(name), &|example, pass| {
            call(REPO, example.action_type, &example.target).each_action(&facts(), pass);
        });
        let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}

#[test]
fn every_shipped_rule_has_examples_a_message_and_tags() {
    for name in embedded_names() {
        for rule in shipped(name).rules() {
            let examples = rule.examples();
            assert!(
                examples.matching.len() >= 4 && examples.no_match.len() >= 4,
                "{rule:?} has too few examples"
            );
            assert!(
                rule.message().is_some() && !rule.maps().is_empty(),
                "{rule:?} lacks a message or tags"
            );
        }
    }
}

#[test]
fn no_shipped_rule_is_suspicious() {
    for name in embedded_names() {
        let found: Vec<String> = lint(&shipped(name), &|_| true)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// Beside all other shipped rules, each rule still decides something of its own.
#[test]
fn without_a_rule_one_of_its_examples_is_decided_otherwise() {
    let whole = all_but(&[]);
    for name in embedded_names() {
        for rule in shipped(name).rules() {
            let without = all_but(&[rule.id()]);
            let needed = rule.examples().matching.iter().any(|example| {
                let call = call(REPO, example.action_type, &example.target);
                effect_of(rule, &decide(&whole, &call)) != effect_of(rule, &decide(&without, &call))
            });
            assert!(needed, "{rule:?} decides nothing that other rules do not");
        }
    }
}

/// What a rule of this kind brings about in a decision.
fn effect_of(rule: &Rule, decision: &Decision) -> (Verdict, bool) {
    let mark = match rule.action() {
        RuleAction::Audit => decision.audited(),
        RuleAction::RateLimit(_) => decision
            .reasons()
            .iter()
            .any(|reason| reason.rule == rule.id()),
        _ => false,
    };
    (decision.verdict(), mark)
}

/// `command` for a command line, else `action_type: target`, as in rule files.
fn parsed(example: &str) -> (ActionType, &str) {
    example
        .split_once(": ")
        .and_then(|(kind, target)| Some((kind.parse().ok()?, target)))
        .unwrap_or((ActionType::CommandExec, example))
}

#[test]
fn the_notation_of_targets_is_that_of_examples() {
    let written = Example {
        action_type: ActionType::FileRead,
        target: ".env".to_owned(),
        line: 1,
    };
    assert_eq!(
        parsed("file_read: .env"),
        (written.action_type, written.target.as_str())
    );
    assert_eq!(parsed("rm x"), (ActionType::CommandExec, "rm x"));
}
