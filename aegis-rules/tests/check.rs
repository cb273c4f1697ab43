//! What `aegis rules check` says of rule files without mistakes.
#![expect(clippy::panic, reason = "tests fail by panicking")]

mod derive;

use aegis_rules::check::{lint, overtaken};
use aegis_rules::{Layer, NoFiles, RuleSet, Source};

/// The warnings of these entries of `rules`, without the file's name.
fn warnings(rules: &str, elsewhere: &[&str]) -> Vec<String> {
    let text = format!("rules:\n{rules}");
    let source = Source {
        text: &text,
        path: "f",
        layer: Layer::Repo,
    };
    let set = match RuleSet::load(&source, &NoFiles) {
        Ok(set) => set,
        Err(mistakes) => panic!("{mistakes}"),
    };
    let mut lints = lint(&set, &|id| elsewhere.contains(&id));
    lints.extend(overtaken(&set, &derive::derive));
    lints.iter().map(ToString::to_string).collect()
}

fn check(rules: &str, expected: &[&str]) {
    let said = warnings(rules, &["known"]);
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, part) in said.iter().zip(expected) {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn rules_that_never_decide() {
    let reads = "action: deny, conditions: {action_types: [file_read], path_patterns: ['^a/']";
    check(
        &format!(
            "  - {{id: x, priority: 1, {reads}}}}}\n  - {{id: y, {reads}, exclude_paths: ['b']}}}}\n"
        ),
        &["rule `y` never decides: rule `x` is asked before it"],
    );
    check(
        &format!("  - {{id: x, {reads}, exclude_paths: ['b']}}}}\n  - {{id: y, {reads}}}}}\n"),
        &[],
    );
    check(
        "  - {id: x, action: allow, conditions: {commands: [{run: git}]}}\n  - {id: y, action: deny, conditions: {commands: [{run: git push, flags: [-f]}]}}\n",
        &["rule `y` never decides"],
    );
    let runs = |id: &str, more: &str| {
        format!("  - {{id: {id}, action: deny, conditions: {{commands: [{{run: git{more}}}]}}}}\n")
    };
    let after = ", after: [{run: hg, args: [a]}, {run: cvs}]";
    let tied = ", after: [{run: hg, args: [a], shared_arg: true}]";
    let unknown = ", unknown_args: true, min_args: 2";
    for (wide, narrow) in [
        ("", after),
        (after, tied),
        ("", unknown),
        (", min_args: 1", unknown),
        (", args: [a]", ", args: [a], known_only: true"),
    ] {
        let (first, second) = (runs("x", wide), runs("y", narrow));
        check(&format!("{first}{second}"), &["rule `y` never decides"]);
        let (first, second) = (runs("x", narrow), runs("y", wide));
        check(&format!("{first}{second}"), &[]);
    }
    check(
        "  - {id: x, action: deny, conditions: {action_types: [file_read], path_patterns: ['.*']}}\n  - {id: y, action: deny, conditions: {action_types: [file_read], path_patterns: ['b']}}\n",
        &["pattern `.*` in `path_patterns`", "rule `y` never decides"],
    );
}

#[test]
fn rules_that_are_switched_off() {
    check(
        "  - {id: known, enabled: false}\n",
        &["rule `known` is switched off"],
    );
    check(
        "  - {id: knwon, enabled: false}\n",
        &["rule `knwon` switches off a rule that no other rule set has"],
    );
}

#[test]
fn patterns_that_match_everything() {
    for pattern in ["", ".", "^", "a*", "(x|)", ".*$"] {
        let rule = format!(
            "  - {{id: x, action: deny, conditions: {{command_patterns: ['{pattern}|y']}}}}\n"
        );
        check(&rule, &["which every text matches"]);
    }
    check(
        "  - {id: x, action: deny, conditions: {command_patterns: ['a+']}}\n",
        &[],
    );
}

#[test]
fn rules_that_leave_their_example_to_a_laxer_one() {
    let strict =
        "action: deny, conditions: {commands: [{run: make}]}, examples: {match: [make all]}";
    check(
        &format!(
            "  - {{id: x, {strict}}}\n  - {{id: y, priority: 5, action: audit, conditions: {{action_types: [command_exec]}}}}\n"
        ),
        &["rule `x` does not stop its example `make all`: rule `y`"],
    );
    check(
        &format!(
            "  - {{id: x, priority: 5, {strict}}}\n  - {{id: y, action: audit, conditions: {{action_types: [command_exec]}}}}\n"
        ),
        &[],
    );
}
