//! Judges labelled command lines with the shipped rules: `commands_corpus FILE.jsonl [--default] [--misses]`.
//!
//! A row has `command`, optionally `cwd`, `category`, and `expect`: `block` and `ask` must be stopped, `allow` must pass.
//! With `--default` the seven default rules judge alone, else all shipped profiles too.
#![allow(clippy::disallowed_methods, reason = "a program that reads a file")]

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use aegis_core::{Agent, DryRun, Facts, Policy, Timestamp, ToolCall, evaluate};
use aegis_rules::{ActionType, Layer, NoFiles, RuleSet, Source};
use serde_json::Value;

const ALL: &str = "profiles: [default, aws, terraform, database, git, containers]\n";
const DEFAULT: &str = "profiles: [default]\n";

#[derive(Default)]
struct Tally {
    stopped: usize,
    to_stop: usize,
    alarmed: usize,
    to_pass: usize,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = args.iter().find(|arg| !arg.starts_with("--")) else {
        let _closed = writeln!(
            io::stderr(),
            "usage: commands_corpus FILE.jsonl [--default] [--misses]"
        );
        return ExitCode::from(2);
    };
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    match measure(
        path,
        if has("--default") { DEFAULT } else { ALL },
        has("--misses"),
    ) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _closed = writeln!(io::stderr(), "{path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(path: &str, rules: &str, misses: bool) -> io::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let source = Source {
        text: rules,
        path: "measured",
        layer: Layer::Global,
    };
    let global = RuleSet::load(&source, &NoFiles).map_err(|e| io::Error::other(e.to_string()))?;
    let policy = Policy {
        global,
        ..Policy::default()
    };
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut out = io::stdout().lock();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let row: Value = serde_json::from_str(line)?;
        let field = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let stopped = stops(field("command"), field("cwd"), &policy);
        let expected = field("expect") != "allow";
        let tally = tallies.entry(field("category").to_owned()).or_default();
        if expected {
            tally.to_stop += 1;
            tally.stopped += usize::from(stopped.is_some());
        } else {
            tally.to_pass += 1;
            tally.alarmed += usize::from(stopped.is_some());
        }
        if misses && stopped.is_some() != expected {
            let what = if expected { "MISS " } else { "ALARM" };
            let why = stopped.unwrap_or_default();
            writeln!(
                out,
                "{what} {} {} {:?} {why}",
                field("id"),
                field("evasion"),
                field("command")
            )?;
        }
    }
    report(&tallies, &mut out)
}

/// The reason, where the command is stopped.
fn stops(command: &str, cwd: &str, policy: &Policy) -> Option<String> {
    let cwd = match cwd {
        "" => "/home/dev/project".to_owned(),
        cwd => cwd.replacen('~', "/home/dev", usize::from(cwd.starts_with('~'))),
    };
    let facts = Facts {
        home: Some("/home/dev"),
        repo: Some("/home/dev/project"),
        ..Facts::default()
    };
    let call = ToolCall::for_action(
        Agent::ClaudeCode,
        "-",
        &cwd,
        None,
        ActionType::CommandExec,
        command,
    );
    let decision = evaluate(
        &call,
        policy,
        &mut DryRun { trusts: true },
        &facts,
        Timestamp::default(),
    );
    (!decision.allows()).then(|| decision.explanation().chars().take(160).collect())
}

fn report(tallies: &BTreeMap<String, Tally>, out: &mut impl Write) -> io::Result<()> {
    let mut total = Tally::default();
    for (category, tally) in tallies {
        line(category, tally, out)?;
        total.stopped += tally.stopped;
        total.to_stop += tally.to_stop;
        total.alarmed += tally.alarmed;
        total.to_pass += tally.to_pass;
    }
    line("all", &total, out)
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn line(name: &str, tally: &Tally, out: &mut impl Write) -> io::Result<()> {
    let share = |part: usize, whole: usize| 100.0 * part as f64 / (whole.max(1) as f64);
    writeln!(
        out,
        "{name:22} stopped {:4}/{:4} {:6.2} %   false alarms {:3}/{:4} {:5.2} %",
        tally.stopped,
        tally.to_stop,
        share(tally.stopped, tally.to_stop),
        tally.alarmed,
        tally.to_pass,
        share(tally.alarmed, tally.to_pass)
    )
}
