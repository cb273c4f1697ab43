//! What rules cost a hook: loading a rule set and judging a call by it, the first time in a fresh process.
//!
//! `cargo run --profile bench -p aegis-benches --bin rules_speed`
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
    Action, ActionType, Layer, NoFiles, PathForms, RuleSet, Source, embedded, embedded_names,
};

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

fn action(action_type: ActionType, target: &'static str) -> Action<'static> {
    let is_command = action_type == ActionType::CommandExec;
    Action {
        action_type,
        agent: "claude-code",
        tool: "Bash",
        target: target.to_owned(),
        path: (!is_command).then(|| PathForms {
            forms: vec![
                target.to_owned(),
                format!("/home/dev/project/{target}"),
                format!("~/project/{target}"),
            ],
            unknown: false,
        }),
        host: None,
        command: is_command.then_some(target),
        invocations: &[],
        statements: Vec::new(),
        effects: Vec::new(),
        possible: false,
    }
}

/// Loading, and judging a command that reads, writes and deletes.
fn once(text: &str) -> (Duration, Duration) {
    let actions = [
        action(
            ActionType::CommandExec,
            "cat src/main.rs > out.txt && rm -rf build",
        ),
        action(ActionType::FileRead, "src/main.rs"),
        action(ActionType::FileWrite, "out.txt"),
        action(ActionType::FileDelete, "build"),
    ];
    let source = Source {
        text,
        path: "governance.yaml",
        layer: Layer::Managed,
    };
    let start = Instant::now();
    let Ok(rules) = RuleSet::load(&source, &NoFiles) else {
        return (Duration::MAX, Duration::MAX);
    };
    let loaded = start.elapsed();
    for action in &actions {
        let _ = black_box(rules.judge(black_box(action), &|_| false));
    }
    (loaded, start.elapsed() - loaded)
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Medians of loading and judging in fresh processes, in nanoseconds.
fn cold(case: &str) -> std::io::Result<(u64, u64)> {
    let program = std::env::current_exe()?;
    let mut loads = Vec::new();
    let mut judges = Vec::new();
    for _ in 0..RUNS {
        let output = Command::new(&program).arg(case).output()?;
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
    if let Some(case) = std::env::args().nth(1) {
        let (load, judge) = once(&text(&case));
        println!("{} {}", load.as_nanos(), judge.as_nanos());
        return Ok(());
    }
    println!(
        "{:>14} {:>9} {:>12} {:>12} {:>12}",
        "rules", "bytes", "load cold", "judge cold", "load warm"
    );
    for case in ["default", "all profiles", "100 rules", "1000 rules"] {
        let text = text(case);
        let (load, judge) = cold(case)?;
        let warm: Vec<u64> = (0..RUNS)
            .map(|_| u64::try_from(once(&text).0.as_nanos()).unwrap_or(u64::MAX))
            .collect();
        println!(
            "{case:>14} {:>9} {:>9} µs {:>9} µs {:>9} µs",
            text.len(),
            load / 1_000,
            judge / 1_000,
            median(warm) / 1_000
        );
    }
    Ok(())
}
