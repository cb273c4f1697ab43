//! Every simple command that another reader of bash finds, ours finds too.

#![allow(
    clippy::disallowed_methods,
    reason = "reads the corpus that the environment names"
)]

use std::collections::BTreeSet;

use aegis_shell::{Context, read};
use proptest::prelude::*;
use rable::{Node, NodeKind};

/// Names of the programs of all simple commands that run, as `rable` reads them. Bodies of functions run only when
/// they are called, so they are left out.
fn programs(nodes: &[Node], found: &mut BTreeSet<String>) {
    for node in nodes {
        program(node, found);
    }
}

fn program(node: &Node, found: &mut BTreeSet<String>) {
    match &node.kind {
        NodeKind::Command {
            assignments,
            words,
            redirects,
        } => {
            if let Some(NodeKind::Word { value, .. }) = words.first().map(|word| &word.kind)
                && !value.is_empty()
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            {
                found.insert(value.clone());
            }
            programs(assignments, found);
            programs(words, found);
            programs(redirects, found);
        }
        NodeKind::Word { parts, .. } => programs(parts, found),
        NodeKind::Pipeline { commands, .. } => programs(commands, found),
        NodeKind::List { items } => items.iter().for_each(|item| program(&item.command, found)),
        NodeKind::If {
            condition,
            then_body,
            else_body,
            redirects,
        } => {
            program(condition, found);
            program(then_body, found);
            if let Some(body) = else_body {
                program(body, found);
            }
            programs(redirects, found);
        }
        NodeKind::While {
            condition,
            body,
            redirects,
        }
        | NodeKind::Until {
            condition,
            body,
            redirects,
        } => {
            program(condition, found);
            program(body, found);
            programs(redirects, found);
        }
        NodeKind::For {
            words,
            body,
            redirects,
            ..
        }
        | NodeKind::Select {
            words,
            body,
            redirects,
            ..
        } => {
            programs(words.as_deref().unwrap_or_default(), found);
            program(body, found);
            programs(redirects, found);
        }
        NodeKind::ForArith {
            body, redirects, ..
        }
        | NodeKind::Subshell { body, redirects }
        | NodeKind::BraceGroup { body, redirects } => {
            program(body, found);
            programs(redirects, found);
        }
        NodeKind::Case {
            word,
            patterns,
            redirects,
        } => {
            program(word, found);
            patterns
                .iter()
                .filter_map(|pattern| pattern.body.as_ref())
                .for_each(|body| program(body, found));
            programs(redirects, found);
        }
        NodeKind::Coproc { command, .. }
        | NodeKind::CommandSubstitution { command, .. }
        | NodeKind::ProcessSubstitution { command, .. } => {
            program(command, found);
        }
        NodeKind::Negation { pipeline } | NodeKind::Time { pipeline, .. } => {
            program(pipeline, found)
        }
        NodeKind::Redirect { target, .. } => program(target, found),
        NodeKind::Array { elements } => programs(elements, found),
        _ => {}
    }
}

/// The commands that `rable` finds in the text and we don't; `None` where it cannot read the text.
fn missed(text: &str) -> Option<Vec<String>> {
    let nodes = rable::parse(text, false).ok()?;
    let mut theirs = BTreeSet::new();
    programs(&nodes, &mut theirs);
    let context = Context {
        cwd: Some("/home/dev".to_owned()),
        home: Some("/home/dev".to_owned()),
        ..Context::default()
    };
    let script = read(text, &context);
    let mut ours: BTreeSet<String> = BTreeSet::new();
    for invocation in script.invocations {
        ours.extend(invocation.program.map(String::from));
        // A function or an alias is a layer, not a program.
        let layers = invocation
            .via
            .iter()
            .filter_map(|layer| layer.name.split_once(' '));
        ours.extend(layers.map(|(_, name)| name.to_owned()));
    }
    Some(
        theirs
            .into_iter()
            .filter(|name| !ours.contains(name))
            .collect(),
    )
}

fn check(text: &str) {
    assert_eq!(
        missed(text).unwrap_or_default(),
        Vec::<String>::new(),
        "{text}"
    );
}

const COMMANDS: [&str; 80] = [
    "ls",
    "ls -la | grep x | wc -l",
    "cd src && make || echo failed",
    "a; b; c & d",
    "a\nb\n\nc",
    "if a; then b; fi",
    "if a; then b; elif c; then d; else e; fi",
    "while a; do b; done",
    "until a; do b; done < file",
    "for x in 1 2 3; do a; done",
    "for x; do a; done",
    "for ((i=0; i<3; i++)); do a; done",
    "case $x in a) b;; c|d) e;; *) f;; esac",
    "case \"$x\" in\n  a)\n    b\n    ;;\n  (c) d ;;\nesac",
    "{ a; b; }",
    "(a; b)",
    "( (a) ; b )",
    "a $(b $(c))",
    "a `b`",
    "a \"$(b)\" '$(c)'",
    "x=$(a) y=`b` c",
    "x=(a $(b)); c",
    "a <(b) >(c)",
    "a > >(b)",
    "cat <<E\n$(a)\nE\nb",
    "cat <<'E'\n$(a)\nE\nb",
    "cat <<-E\n\tx\n\tE\nb",
    "cat <<A <<B\n1\nA\n2\nB\nc",
    "a <<E | b\nx\nE\nc",
    "a && b <<E || c\nx\nE\nd",
    "a <<<\"$(b)\"",
    "! a | b",
    "time a | b",
    "a 2>&1 | b",
    "a |& b",
    "a &> log; b",
    "a >| x; b",
    "a 3<> x; b",
    "a {fd}> x; b",
    "> x a",
    "X=1 a",
    "X=1 Y=\"2 3\" a b",
    "a # comment; b\nc",
    "a \\\n  b\nc",
    "a 'b\nc' d\ne",
    "a \"b\nc\" d\ne",
    "[[ -f x && $(a) ]] && b",
    "[ -f x ] && a",
    "((x > 1)) && a",
    "a $((1 + $(b)))",
    "echo ${x:-$(a)}",
    "echo \"${x:-$(a \"b\")}\"",
    "echo ${x//a/b} ${x%.*}; c",
    "select x in a b; do c; done",
    "coproc a",
    "coproc N { a; }",
    "a; (b) & c",
    "a && { b; c; } || d",
    "if [ a ]; then b; fi | c",
    "while read -r l; do a; done < <(b)",
    "for f in $(a); do b; done",
    "if ! a; then b; fi",
    "a () { b; }; c",
    "function f { a; }; b",
    "a 'it'\\''s' b; c",
    "a $'x\\'y' ; b",
    "a \"x\\\"y\" ; b",
    "a \"$(b \"c\" 'd')\" ; e",
    "a \"`b \\\"c\\\"`\" ; d",
    "a {b,c} ; d",
    "a *.c ?x [ab]* ; d",
    "a ~/x ~root ; d",
    "a -x=$(b) --y=\"$(c)\"",
    "x=1; y=2; a",
    "export X=$(a); b",
    "a || { b; exit 1; }",
    "trap 'a' EXIT; b",
    "a;b;c|d&&e||f",
    "if a; then\n  b\nelse\n  c\nfi\nd",
    "a $( # comment )\n b\n) c; d",
];

#[test]
fn varied_commands() {
    for text in COMMANDS {
        check(text);
    }
}

/// A corpus of recorded commands, one JSON object with a `command` a line, where one is at hand.
#[test]
fn recorded_commands() {
    let Some(folder) = std::env::var_os("AEGIS_CORPUS") else {
        return;
    };
    let path = std::path::Path::new(&folder).join("commands.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let mut failures = Vec::new();
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = row["command"].as_str().unwrap_or_default();
        match missed(text) {
            Some(names) if !names.is_empty() => failures.push(format!("{names:?} in {text}")),
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn simple() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["ls", "make", "cargo", "tool", "gcc", "du", "x1"]);
    let word = prop::sample::select(vec![
        "a", "-v", "'q r'", "\"d e\"", "$v", "\"${v}\"", "x\\ y", "b*", "1", "> out", "2>&1",
        "< in", "k=v",
    ]);
    (name, prop::collection::vec(word, 0..4))
        .prop_map(|(name, words)| format!("{name} {}", words.join(" ")))
}

fn script() -> impl Strategy<Value = String> {
    simple().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}; {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}\n{b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}; }} | {{ {b}; }}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}; }} && {{ {b}; }}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("if {a}; then {b}; else {c}; fi")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("while {a}; do {b}; done")),
            inner
                .clone()
                .prop_map(|a| format!("for i in 1 2; do {a}; done")),
            inner.clone().prop_map(|a| format!("( {a} )")),
            inner.clone().prop_map(|a| format!("wrap $( {a} )")),
            inner.clone().prop_map(|a| format!("wrap \"x $( {a} ) y\"")),
            inner.clone().prop_map(|a| format!("v=$( {a} )")),
            inner.clone().prop_map(|a| format!("wrap <( {a} )")),
            inner
                .clone()
                .prop_map(|a| format!("case $unset in x) {a} ;; esac")),
            inner.prop_map(|a| format!("wrap <<END\n$( {a} )\nEND")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn generated_scripts(text in script()) {
        prop_assert_eq!(missed(&text).unwrap_or_default(), Vec::<String>::new());
    }
}
