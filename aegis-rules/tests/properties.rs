//! What holds for all rule files and all actions.

use aegis_rules::{
    Action, ActionType, Judgement, Layer, NoFiles, PathForms, RuleAction, RuleSet, Source,
};
use proptest::prelude::*;

fn load(text: &str, layer: Layer) -> Result<RuleSet, aegis_rules::Mistakes> {
    let source = Source {
        text,
        path: "f",
        layer,
    };
    RuleSet::load(&source, &NoFiles)
}

/// One rule in one line.
fn rule(id: usize) -> impl Strategy<Value = String> {
    let actions = prop::sample::select(vec!["deny", "require_approval", "audit", "allow"]);
    let types = prop::sample::select(vec!["file_read", "file_write", "file_read, file_write"]);
    let paths = prop::sample::select(vec![
        "",
        ", path_patterns: ['^a/']",
        ", path_patterns: ['b$']",
        ", exclude_paths: ['^a/']",
    ]);
    (actions, types, paths, 0..3_i32).prop_map(move |(action, types, paths, priority)| {
        format!("  - {{id: r{id}, priority: {priority}, action: {action}, conditions: {{action_types: [{types}]{paths}}}}}\n")
    })
}

fn rules() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(Just(()), 0..6)
        .prop_flat_map(|ids| (0..ids.len()).map(rule).collect::<Vec<_>>())
}

fn action() -> impl Strategy<Value = Action<'static>> {
    let path = prop::sample::select(vec!["a/b", "a/c", "x/b", "x"]);
    (any::<bool>(), path, any::<bool>(), any::<bool>()).prop_map(
        |(write, path, unknown, possible)| Action {
            action_type: if write {
                ActionType::FileWrite
            } else {
                ActionType::FileRead
            },
            agent: "codex",
            tool: "shell",
            target: path.to_owned(),
            path: Some(PathForms {
                forms: if unknown {
                    Vec::new()
                } else {
                    vec![path.to_owned()]
                },
                unknown,
            }),
            host: None,
            command: None,
            content: None,
            invocations: &[],
            statements: Vec::new(),
            effects: Vec::new(),
            possible,
        },
    )
}

/// 0 passes, 1 waits for approval, 2 is refused.
fn strictness(judgement: &Judgement<'_>) -> u8 {
    let certain = match judgement.certain.map(aegis_rules::Rule::action) {
        Some(RuleAction::Deny) => 2,
        Some(RuleAction::RequireApproval) => 1,
        _ => 0,
    };
    certain.max(u8::from(judgement.possible.is_some()))
}

fn judged(text: &str, action: &Action<'_>) -> (u8, bool) {
    let rules = load(text, Layer::Repo).unwrap_or_else(|_| RuleSet::empty(Layer::Repo));
    let judgement = rules.judge(action, &|_| false);
    (strictness(&judgement), judgement.certain.is_some())
}

/// Text made of what rule files are made of, and of what they are not.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop::sample::select(vec![
        "rules:\n",
        "profiles: [default]\n",
        "  - id: a\n",
        "    action: deny\n",
        "    conditions:\n",
        "      sql: [drop]\n",
        "      path_patterns: ['(']\n",
        "    rate_limit: {max: 1, window: 1m}\n",
        "- ",
        "\t",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "|\n",
        ">\n",
        "'",
        "\"",
        "\\",
        "#",
        "---\n",
        "...\n",
        "? ",
        "!!str ",
        "é",
        "\u{0}",
        "\u{feff}",
        "\r\n",
        "%TAG\n",
        "<<: *a\n",
        "\n",
        "  ",
        "null",
        "~",
    ]);
    prop::collection::vec(fragment, 0..30).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn loading_ends_for_every_text(text in prop_oneof![fragments(), any::<String>()]) {
        for layer in [Layer::Repo, Layer::Global] {
            if let Err(mistakes) = load(&text, layer) {
                prop_assert!(mistakes.iter().len() > 0);
                for mistake in mistakes.iter() {
                    prop_assert!(mistake.line >= 1 && mistake.column >= 1);
                    prop_assert!(mistake.line <= text.lines().count() + 1, "{}", mistake);
                    prop_assert!(!mistake.to_string().contains('\n'));
                }
                prop_assert!(mistakes.summary(3).len() < 4_000);
            }
        }
    }

    #[test]
    fn another_deny_never_loosens(rules in rules(), more in rule(99), action in action(), at in 0_usize..6) {
        let more = more.replace("action: require_approval", "action: deny").replace("action: audit", "action: deny").replace("action: allow", "action: deny");
        let before = judged(&format!("rules:\n{}", rules.concat()), &action);
        let mut rules = rules;
        rules.insert(at.min(rules.len()), more);
        let after = judged(&format!("rules:\n{}", rules.concat()), &action);
        prop_assert!(after.0 >= before.0, "{}", rules.concat());
    }

    #[test]
    fn a_last_rule_changes_nothing_that_was_decided(rules in rules(), more in rule(99), action in action()) {
        let before = judged(&format!("rules:\n{}", rules.concat()), &action);
        let mut rules = rules;
        rules.push(more.replace("priority: ", "priority: -"));
        let after = judged(&format!("rules:\n{}", rules.concat()), &action);
        if before.1 {
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn the_judgement_is_the_first_of_all_matches(rules in rules(), action in action()) {
        let text = format!("rules:\n{}", rules.concat());
        let rules = load(&text, Layer::Repo).unwrap_or_else(|_| RuleSet::empty(Layer::Repo));
        let judgement = rules.judge(&action, &|_| false);
        let mut certain = rules.all_matches(&action, &|_| false).filter(|(_, found)| *found == aegis_rules::Match::Certain);
        prop_assert_eq!(judgement.certain.map(|rule| rule.id()), certain.next().map(|(rule, _)| rule.id()));
    }
}
