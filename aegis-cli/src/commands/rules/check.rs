//! `aegis rules check`: mistakes, suspicious rules, and the examples of every rule.

use std::path::{Path, PathBuf};

use aegis_core::{Agent, Facts, ToolCall};
use aegis_rules::check::{lint, overtaken, run_examples};
use aegis_rules::{Action, Example, Layer, RuleSet};

use super::Here;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::places::Places;
use crate::policy::{self, MAX_RULES, read_bounded};
use crate::repo;

/// Arguments of `aegis rules check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Rule files [default: every file that counts here]
    files: Vec<PathBuf>,
}

/// The examples of rules are tried as if the call came from a repository in this home.
const EXAMPLE_HOME: &str = "/home/dev";
const EXAMPLE_REPO: &str = "/home/dev/project";

/// Checks the files; exit 1 if one has a mistake or an example that fails.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let here = Here::new(None)?;
    let files = if args.files.is_empty() {
        files_here(&here)
    } else {
        with_layers(&args.files)
    };
    let mut checked = Checked::default();
    if files.is_empty() {
        let set = policy::load_text("rules: []\n", Path::new("embedded defaults"), Layer::Global)?;
        checked.set("embedded defaults", &set, console)?;
    }
    for (file, layer) in &files {
        let shown = file.display().to_string();
        let text = match read_bounded(file, MAX_RULES) {
            Ok(Some(text)) => text,
            Ok(None) => {
                console.warn(format_args!("aegis: `{shown}` is not there"));
                checked.mistakes += 1;
                continue;
            }
            Err(error) => {
                console.warn(format_args!("aegis: `{shown}` cannot be read: {error}"));
                checked.mistakes += 1;
                continue;
            }
        };
        match policy::parse(&text, file, *layer) {
            Ok(set) => checked.set(&shown, &set, console)?,
            Err(mistakes) => {
                checked.mistakes += mistakes.iter().len();
                console.line(mistakes)?;
            }
        }
    }
    console.line(format_args!(
        "{} rules, {} examples; {} mistakes, {} failed examples, {} warnings",
        checked.rules, checked.examples, checked.mistakes, checked.failures, checked.warnings
    ))?;
    Ok(if checked.mistakes + checked.failures == 0 {
        Exit::Success
    } else {
        Exit::Negative
    })
}

#[derive(Default)]
struct Checked {
    rules: usize,
    examples: usize,
    mistakes: usize,
    failures: usize,
    warnings: usize,
}

impl Checked {
    fn set(&mut self, shown: &str, set: &RuleSet, console: &mut Console) -> Result<(), CliError> {
        let known = |id: &str| known_elsewhere(set, id);
        for finding in lint(set, &known) {
            self.warnings += 1;
            console.line(format_args!("warning: {finding}"))?;
        }
        let derive = |example: &Example, pass: &mut dyn FnMut(&Action<'_>)| {
            let call = ToolCall::for_action(
                Agent::ClaudeCode,
                "-",
                EXAMPLE_REPO,
                None,
                example.action_type,
                &example.target,
            );
            let facts = Facts {
                home: Some(EXAMPLE_HOME),
                repo: Some(EXAMPLE_REPO),
                ..Facts::default()
            };
            call.each_action(&facts, pass);
        };
        for finding in overtaken(set, &derive) {
            self.warnings += 1;
            console.line(format_args!("warning: {finding}"))?;
        }
        let failures = run_examples(set, &derive);
        for failure in &failures {
            console.line(failure)?;
        }
        self.failures += failures.len();
        let rules = set.rules().count();
        let examples: usize = set
            .rules()
            .map(|r| r.examples().matching.len() + r.examples().no_match.len())
            .sum();
        console.line(format_args!("{shown}: {rules} rules, {examples} examples"))?;
        self.rules += rules;
        self.examples += examples;
        Ok(())
    }
}

/// Whether another rule set has a rule of this id, so that a repo's file can replace it.
fn known_elsewhere(set: &RuleSet, id: &str) -> bool {
    if set.layer() != Layer::Repo {
        return false;
    }
    let places = Places::from_env();
    policy::load(&places, None).policy.global.defines(id)
}

/// A link that points to nothing is there, too: it blocks every call.
fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

fn files_here(here: &Here) -> Vec<(PathBuf, Layer)> {
    let config = policy::load(&here.places, None).config;
    let user = match &config.rules_path {
        Some(path) => Some(here.places.expand(path)),
        None => here
            .places
            .config
            .as_ref()
            .map(|dir| dir.join("governance.yaml"))
            .filter(|file| is_there(file)),
    };
    let managed = Some(here.places.managed.join("governance.yaml")).filter(|file| is_there(file));
    let repo = here.repo.as_ref().and_then(|repo| repo.rules.clone());
    [
        (managed, Layer::Managed),
        (repo, Layer::Repo),
        (user, Layer::Global),
    ]
    .into_iter()
    .filter_map(|(file, layer)| file.map(|file| (file, layer)))
    .collect()
}

fn with_layers(files: &[PathBuf]) -> Vec<(PathBuf, Layer)> {
    let layer = |file: &PathBuf| {
        if file.ends_with(repo::RULES) {
            Layer::Repo
        } else {
            Layer::Global
        }
    };
    files
        .iter()
        .map(|file| (file.clone(), layer(file)))
        .collect()
}
