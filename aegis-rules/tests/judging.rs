//! Rule sets judge actions: priority, replacement, certainty, every condition.
#![expect(clippy::panic, reason = "tests fail by panicking")]

use aegis_rules::{Action, ActionType, Layer, NoFiles, PathForms, RuleSet, Source};

fn load(text: &str) -> RuleSet {
    let source = Source {
        text,
        path: "governance.yaml",
        layer: Layer::Repo,
    };
    match RuleSet::load(&source, &NoFiles) {
        Ok(rules) => rules,
        Err(mistakes) => panic!("{mistakes}"),
    }
}

fn file_action(action_type: ActionType, path: &str) -> Action<'static> {
    Action {
        action_type,
        agent: "claude-code",
        tool: "Read",
        target: path.to_owned(),
        path: Some(PathForms {
            forms: vec![path.to_owned()],
            unknown: false,
        }),
        host: None,
        command: None,
        invocations: &[],
        statements: Vec::new(),
        effects: Vec::new(),
        possible: false,
    }
}

const TWO: &str = r"
rules:
  - id: keep-env
    action: deny
    priority: 1
    conditions: {action_types: [file_read], path_patterns: ['(^|/)\.env$']}
  - id: let-docs
    action: allow
    priority: 5
    conditions: {path_patterns: ['^docs/']}
";

#[test]
fn the_first_match_by_priority_wins() {
    let rules = load(TWO);
    let check = |path, expected: Option<&str>| {
        let action = file_action(ActionType::FileRead, path);
        let judgement = rules.judge(&action, &|_| false);
        assert_eq!(judgement.certain.map(|rule| rule.id()), expected, "{path}");
    };
    check("a/.env", Some("keep-env"));
    check("docs/.env", Some("let-docs"));
    check("a/.envrc", None);
}
