//! What rules cost a hook: loading a rule set and judging one action by it, the first time in a fresh process.
//!
//! `cargo run --profile bench -p aegis-benches --bin rules_speed` prints a line for each rule set and action: the size of
//! the rule file, and the medians of loading it and of judging the action. `rules_speed '100 rules' file_delete` does it
//! once and prints both times in nanoseconds, for a profiler: `valgrind --tool=callgrind --toggle-collect='*::once'`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a benchmark reads the clock, starts itself anew for cold figures and prints"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use aegis_rules::{
    Action, ActionType, Layer, NoFiles, PathForms, RuleSet, embedded, embedded_names,
};
use aegis_shell::Context;

const RUNS: usize = 41;

/// A rule set by the name of its case.
fn text(case: &str) -> String {
    match case {
        "default" => embedded("default").unwrap_or_default().to_owned(),
        "all profiles" => {
            let names: Vec<&str> = embedded_names().collect();
            format!("profiles: [{}]\n", names.join(", "))
        }
        "100 rules" => many(100),
        // What only the full YAML parser reads.
        "100, tab" => format!("#\t\n{}", many(100)),
        _ => many(1_000),
    }
}

/// Rules such as people write them, 360 bytes each.
fn many(count: usize) -> String {
    let mut text = "profiles: []\nrules:\n".to_owned();
    for n in 0..count {
        // Writing to a string cannot fail.
        let _ = match n % 4 {
            0 => write!(
                text,
                "  - id: keep-folder-{n}\n    priority: {n}\n    action: deny\n    message: \"Folder {n} is generated: run the generator instead.\"\n    conditions:\n      action_types: [file_write, file_delete]\n      path_patterns: ['^generated/part{n}/', '(^|/)part{n}\\.lock$']\n      exclude_paths: ['\\.example$']\n    examples:\n      match: ['file_write: generated/part{n}/x.rs']\n      no_match: ['file_write: src/x.rs']\n"
            ),
            1 => write!(
                text,
                "  - id: ask-tool-{n}\n    priority: {n}\n    action: require_approval\n    message: \"Have a person look at tool {n} first, it changes the staging machines.\"\n    conditions:\n      action_types: [command_exec]\n      commands:\n        - run: tool{n} (apply|destroy)\n          flags: [--force|-f]\n          not_flags: [--dry-run]\n          args: ['^prod']\n    examples:\n      match: ['tool{n} apply --force prod']\n"
            ),
            2 => write!(
                text,
                "  - id: no-host-{n}\n    priority: {n}\n    action: deny\n    message: \"Host {n} is the production system.\"\n    conditions:\n      action_types: [network_request]\n      hosts: ['(^|\\.)host{n}\\.example\\.com$']\n    maps: [ASI02]\n    examples:\n      match: ['network_request: https://host{n}.example.com/x']\n"
            ),
            _ => write!(
                text,
                "  - id: no-text-{n}\n    priority: {n}\n    action: deny\n    message: \"Use the script scripts/deploy{n}.sh, which checks the state first.\"\n    conditions:\n      action_types: [command_exec]\n      command_patterns: ['deploy{n} --now', '(?i)rollout{n}\\s+undo']\n    examples:\n      match: ['deploy{n} --now']\n      no_match: ['deploy{n} --plan']\n"
            ),
        };
    }
    text
}

/// The actions by name: what is done, and to what.
fn target(case: &str) -> (ActionType, String) {
    match case {
        "command_exec" => (ActionType::CommandExec, "cargo test --release".to_owned()),
        "20 KB command" => {
            let line = "echo 'all work and no play' >> notes.txt && git add notes.txt\n";
            (ActionType::CommandExec, line.repeat(20_480 / line.len()))
        }
        "file_read" => (ActionType::FileRead, "src/main.rs".to_owned()),
        "file_write" => (ActionType::FileWrite, "src/main.rs".to_owned()),
        "file_delete" => (ActionType::FileDelete, "build".to_owned()),
        _ => (
            ActionType::NetworkRequest,
            "https://example.com/x".to_owned(),
        ),
    }
}

const ACTIONS: [&str; 6] = [
    "command_exec",
    "20 KB command",
    "file_read",
    "file_write",
    "file_delete",
    "network_request",
];

/// Loads the rules and judges the action: how long each took.
#[inline(never)]
fn once(text: String, action: &Action<'_>) -> (Duration, Duration) {
    let start = Instant::now();
    let Ok(rules) = RuleSet::load_text(text.into(), "governance.yaml", Layer::Managed, &NoFiles)
    else {
        return (Duration::MAX, Duration::MAX);
    };
    let loaded = start.elapsed();
    let _ = black_box(rules.judge(black_box(action), &|_| false));
    (loaded, start.elapsed() - loaded)
}

/// [`once`] for cases by name.
fn measured(rules: &str, case: &str) -> (Duration, Duration) {
    let (action_type, target) = target(case);
    let is_command = action_type == ActionType::CommandExec;
    let script = aegis_shell::read(if is_command { &target } else { "" }, &Context::default());
    let forms = || {
        vec![
            target.clone(),
            format!("/home/dev/project/{target}"),
            format!("~/project/{target}"),
        ]
    };
    let is_request = action_type == ActionType::NetworkRequest;
    let action = Action {
        action_type,
        agent: "claude-code",
        tool: "Bash",
        target: target.clone(),
        path: (!is_command && !is_request).then(|| PathForms {
            forms: forms(),
            unknown: false,
        }),
        host: is_request.then(|| "example.com".to_owned()),
        content: None,
        command: is_command.then_some(&*target),
        invocations: &script.invocations,
        statements: Vec::new(),
        effects: Vec::new(),
        possible: false,
    };
    once(text(rules), &action)
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Medians of loading and judging in fresh processes.
fn cold(rules: &str, action: &str) -> std::io::Result<(u64, u64)> {
    let program = std::env::current_exe()?;
    let mut loads = Vec::new();
    let mut judges = Vec::new();
    for _ in 0..RUNS {
        let output = Command::new(&program).args([rules, action]).output()?;
        let line = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = line
            .split_whitespace()
            .filter_map(|word| word.parse::<u64>().ok());
        loads.extend(numbers.next());
        judges.extend(numbers.next());
    }
    Ok((median(loads), median(judges)))
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    if let (Some(rules), Some(action)) = (arguments.next(), arguments.next()) {
        let (load, judge) = measured(&rules, &action);
        println!("{} {}", load.as_nanos(), judge.as_nanos());
        return Ok(());
    }
    println!(
        "{:>12} {:>8} {:>16} {:>9} {:>9}",
        "rules", "bytes", "action", "load", "judge"
    );
    for rules in [
        "default",
        "all profiles",
        "100 rules",
        "100, tab",
        "1000 rules",
    ] {
        let bytes = text(rules).len();
        for action in ACTIONS {
            let (load, judge) = cold(rules, action)?;
            println!(
                "{rules:>12} {bytes:>8} {action:>16} {:>6} µs {:>6} µs",
                load / 1_000,
                judge / 1_000
            );
        }
    }
    Ok(())
}
