//! A file whose rules are decoded when they are asked says the same as one that is decoded as a whole, mistakes included.
//! A tab in a comment is enough to have a file read the second way.
#![allow(clippy::indexing_slicing, reason = "tests fail by panicking")]

mod derive;

use aegis_rules::check::lint;
use aegis_rules::{Example, Layer, NoFiles, RuleSet, Source, explain};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::strategy::ValueTree;

const LAZY: &str = "# \n";
const WHOLE: &str = "#\t\n";

/// What a file says of everything it can be asked, or its mistakes.
fn said(text: &str, actions: &[&str]) -> Vec<String> {
    let source = Source {
        text,
        path: "f",
        layer: Layer::Repo,
    };
    let rules = match RuleSet::load(&source, &NoFiles) {
        Ok(rules) => rules,
        Err(mistakes) => return vec![mistakes.to_string()],
    };
    let mut said = Vec::new();
    for action in actions {
        derive::derive(&Example::parse(action, 1), &mut |action| {
            let judgement = rules.judge(action, &|_| false);
            let id = |rule: Option<&aegis_rules::Rule>| rule.map(|rule| rule.id().to_owned());
            let (certain, possible) = (id(judgement.certain), id(judgement.possible));
            said.push(format!(
                "{:?} {}: {certain:?} {possible:?}",
                action.action_type, action.target
            ));
            said.extend(
                rules
                    .all_matches(action, &|_| false)
                    .map(|(rule, found)| format!("{rule:?} {found:?}")),
            );
        });
    }
    for rule in rules.rules() {
        said.push(format!("{rule:?} {:?} {}", rule.examples(), explain(rule)));
        said.push(format!("{:?}", rule.digest()));
    }
    said.extend(lint(&rules, &|_| false).iter().map(ToString::to_string));
    said
}

const ACTIONS: [&str; 14] = [
    "git remote add x https://api.example.com && git push x main; sudo kubectl delete pod x",
    "sudo kubectl delete pod $(kubectl get pods); git push $x",
    "ls",
    "git push -f origin main",
    "sudo rm -rf build && curl -d @x https://api.example.com",
    "kubectl -n prod delete pod \"$POD\"",
    "$CMD push",
    "psql -c 'DROP TABLE users'",
    "file_read: .env",
    "file_write: migrations/0001.sql",
    "file_delete: /etc/hosts",
    "network_request: https://api.example.com/x",
    "mcp_call: mcp__github__create_issue",
    "prompt: git push",
];

const PATTERNS: [&str; 23] = [
    "'^migrations/'",
    "'\\.env$'",
    "'(^|/)etc(/|$)'",
    "'(^|/)(\\.env|hosts)$'",
    "'^(/etc|migrations)/(?:h|0)'",
    "'/(x|)?(\\d|h)+'",
    "'(?i)EXAMPLE\\.com'",
    "git",
    "git (push|pull)",
    "'git .*|kubectl'",
    "'kubectl delete'",
    "\"push -f\"",
    "\"a\\\\.b\"",
    "'it''s'",
    "'[a-z]+\\.sql$'",
    "'x{2,3}y?|prod'",
    "'mcp__github__.*'",
    "'^$'",
    "'\\p{L}b'",
    "'ü'",
    "'('",
    "'\\bmain\\b'",
    "ma?in",
];

/// A list of some of these words, in brackets or on lines of its own.
fn list(words: &'static [&'static str], indent: usize) -> impl Strategy<Value = String> {
    let some = subsequence(words, 0..words.len().min(6));
    (some, 0..8_u8).prop_map(move |(words, style)| {
        let lines = words
            .iter()
            .map(|word| format!("\n{}- {word}", " ".repeat(indent)));
        match style {
            _ if words.is_empty() => " []".to_owned(),
            0..4 => format!(" [{}]", words.join(", ")),
            4 => format!(" # why\n{}", lines.collect::<String>()),
            _ => lines.collect(),
        }
    })
}

fn condition() -> impl Strategy<Value = String> {
    let types: &[&str] = &[
        "command_exec",
        "file_read",
        "file_write",
        "file_delete",
        "network_request",
        "'mcp_call'",
        "promt",
    ];
    let patterns = select(vec![
        "path_patterns",
        "exclude_paths",
        "hosts",
        "exclude_hosts",
        "command_patterns",
        "tools",
    ]);
    prop_oneof![
        3 => list(types, 8).prop_map(|list| format!("action_types:{list}")),
        6 => (patterns, list(&PATTERNS, 6)).prop_map(|(key, list)| format!("{key}:{list}")),
        1 => list(&["codex", "claude-code"], 8).prop_map(|list| format!("agents:{list}")),
        1 => list(&["drop", "alter", "shred"], 8).prop_map(|list| format!("sql:{list}")),
        1 => list(&["privilege", "network_send", "x"], 8).prop_map(|list| format!("effects:{list}")),
        4 => commands(),
    ]
}

fn commands() -> impl Strategy<Value = String> {
    let more = select(vec![
        "flags: [--force|-f]",
        "flags: [ '-x | -y' , -z ]",
        "not_flags: [-a||b]",
        "not_flags:\n            - --dry-run",
        "options: {namespace|n: '^prod'}",
        "args: ['^main$', x]",
        "not_args: ['.']",
        "max_args: 2",
        "min_args: 1",
        "unknown_args: true",
        "unknown_args: yes",
        "known_only: true",
        "after: [{run: git}, {run: 'sudo|rm', flags: [-r|-R]}]",
        "after:\n            - run: 'git .*'\n              shared_arg: true\n              args: ['x', '^main$']\n            - run: sudo",
        "after: [{run: git, shared_arg: on}]",
        "after: [{args: [x]}]",
        "after: [{run: git, after: [{run: ls}]}]",
        "after: []",
        "shared_arg: true",
        "max_args: -1",
        "flag: [x]",
    ]);
    let command =
        (select(&PATTERNS[..]), prop::collection::vec(more, 0..3)).prop_map(|(run, more)| {
            let more = more.iter().map(|line| format!("\n          {line}"));
            format!("\n        - run: {run}{}", more.collect::<String>())
        });
    prop::collection::vec(command, 1..6)
        .prop_map(|commands| format!("commands:{}", commands.concat()))
}

fn rule() -> impl Strategy<Value = String> {
    let fields = vec![
        "enabled: false",
        "enabled: true",
        "priority: 7",
        "priority: -3",
        "priority: high",
        "message: \"No: \\\"why\\\"\"",
        "message: do not",
        "message: |\n      long\n      text",
        "maps: [ASI02, ATT&CK:T1485]",
        "examples: {match: ['ls'], no_match: []}",
        "examples:\n      match:\n        - 'file_read: x'\n        - ls",
        "examples: # some\n\n      no_match: [ls, \"a, b\"]   # and more",
        "message : odd",
        "priorities: 7",
        "rate_limit: {max: 5, window: 1h30m, per: repo}",
        "rate_limit: {max: 0, window: 1}",
        "# a comment",
        "",
    ];
    let action = select(vec![
        "deny",
        "deny",
        "allow",
        "audit",
        "require_approval",
        "rate_limit",
        "block",
    ]);
    let id = select(vec!["a", "b", "c-1", "d", "e", "'f'", "G"]);
    (
        id,
        action,
        subsequence(fields, 0..5),
        prop::collection::vec(condition(), 0..4),
        any::<bool>(),
    )
        .prop_map(|(id, action, fields, conditions, last)| {
            let mut lines = vec![format!("action: {action}")];
            lines.extend(fields.iter().map(|line| (*line).to_owned()));
            let conditions: String = conditions
                .iter()
                .map(|line| format!("\n      {line}"))
                .collect();
            let at = if last { lines.len() } else { 0 };
            lines.insert(at, format!("conditions:{conditions}"));
            format!("  - id: {id}\n    {}\n", lines.join("\n    "))
        })
}

fn file() -> impl Strategy<Value = String> {
    let head = select(vec![
        "",
        "profiles: []\n",
        "# rules\n",
        "profiles: [git, nope]\n",
    ]);
    (head, prop::collection::vec(rule(), 0..5))
        .prop_map(|(head, rules)| format!("{head}rules:\n{}", rules.concat()))
}

/// The file with one line doubled, taken out, moved to the side or cut.
fn damaged() -> impl Strategy<Value = String> {
    (file(), any::<Index>(), 0..6_u8).prop_map(|(text, at, how)| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = at.index(lines.len());
        match how {
            0 => lines.insert(at, lines[at].clone()),
            1 => drop(lines.remove(at)),
            2 => lines[at].insert(0, ' '),
            3 => drop(lines[at].pop()),
            4 => lines[at].push_str(" x: y"),
            _ => lines[at].push_str(" # done"),
        }
        lines.join("\n")
    })
}

/// A file whose rules are right and have many patterns, most of which match nothing.
fn asking() -> impl Strategy<Value = String> {
    let pattern = prop_oneof![
        3 => select(vec!["'zz'", "\"z\\\\.z\"", "'it''s'", "z(a|b)", "'^z'", "'z$'"]),
        1 => select(vec!["git", "'\\.env$'", "example", "'hosts$'", "'^ls$'", "'mcp__.*'", "\"rm .*\""]),
    ];
    let patterns = prop::collection::vec(pattern, 1..6);
    let keys = vec!["path_patterns", "hosts", "command_patterns", "tools", "run"];
    let condition = (select(keys), patterns).prop_map(|(key, patterns)| match key {
        "run" => {
            let runs = patterns.iter().map(|run| format!("{{run: {run}}}"));
            format!("commands: [{}]", runs.collect::<Vec<_>>().join(", "))
        }
        key => format!("{key}: [{}]", patterns.join(", ")),
    });
    prop::collection::vec(prop::collection::vec(condition, 1..3), 1..4).prop_map(|rules| {
        let rules = rules.iter().enumerate().map(|(number, conditions)| {
            format!(
                "  - id: r{number}\n    action: deny\n    conditions:\n      {}\n",
                conditions.join("\n      ")
            )
        });
        format!("rules:\n{}", rules.collect::<String>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn lazy_rules_say_what_the_whole_file_says(text in prop_oneof![file(), damaged()], returns in 0..4_u8) {
        let text = if returns == 0 { text.replace('\n', "\r\n") } else { text };
        let whole = said(&format!("{WHOLE}{text}"), &ACTIONS);
        prop_assert_eq!(said(&format!("{LAZY}{text}"), &ACTIONS), whole, "{}", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_rule_is_found_by_any_of_its_patterns(text in asking()) {
        let whole = said(&format!("{WHOLE}{text}"), &ACTIONS);
        prop_assert_eq!(said(&format!("{LAZY}{text}"), &ACTIONS), whole, "{}", text);
    }
}

#[test]
fn the_files_of_these_tests_are_not_all_mistaken() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = file();
    let right = (0..200).filter(|_| {
        let text = strategy.new_tree(&mut runner).unwrap().current();
        said(&text, &ACTIONS).len() > 1
    });
    assert!(right.count() > 5);
}
