//! `aegis rules list`.

use aegis_rules::{Layer, Rule};
use serde_json::json;

use super::Here;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{Format, Table};
use crate::policy;

/// Arguments of `aegis rules list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only the rules of this layer: managed, repo or global
    #[arg(long, value_parser = parse_layer)]
    layer: Option<Layer>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn parse_layer(text: &str) -> Result<Layer, LayerError> {
    [Layer::Managed, Layer::Repo, Layer::Global].into_iter().find(|layer| layer.to_string() == text).ok_or(LayerError)
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("one of `managed`, `repo`, `global` is expected")]
struct LayerError;

/// Lists the rules, layer by layer, in the order in which they are asked.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let here = Here::new(None)?;
    let policy = policy::load(&here.places, here.repo.as_ref()).policy;
    for fault in &policy.faults {
        console.warn(format_args!("aegis: {}", fault.message));
    }
    let repo = policy.repo.as_ref().map(|repo| &repo.rules);
    let sets = [policy.managed.as_ref(), repo, Some(&policy.global)];
    let rules: Vec<&Rule> = sets
        .into_iter()
        .flatten()
        .flat_map(|set| set.rules())
        .filter(|rule| args.layer.is_none_or(|layer| layer == rule.layer()))
        .collect();
    let replaced = |rule: &Rule| rule.layer() == Layer::Global && repo.is_some_and(|repo| repo.defines(rule.id()));
    let mut table = Table::new(["id", "action", "priority", "layer", "origin", "state"]);
    for rule in &rules {
        table.row([
            rule.id().to_owned(),
            rule.action().name().to_owned(),
            rule.priority().to_string(),
            rule.layer().to_string(),
            rule.origin().to_string(),
            state(rule, replaced(rule)).to_owned(),
        ]);
    }
    let objects = rules.iter().map(|rule| {
        json!({
            "id": rule.id(),
            "action": rule.action().name(),
            "priority": rule.priority(),
            "layer": rule.layer(),
            "path": rule.origin().path,
            "line": rule.origin().line,
            "enabled": rule.enabled(),
            "replaced": replaced(rule),
            "message": rule.message(),
            "maps": rule.maps(),
        })
    });
    table.print(args.format, objects, console)?;
    Ok(if policy.faults.is_empty() { Exit::Success } else { Exit::Negative })
}

fn state(rule: &Rule, replaced: bool) -> &'static str {
    match (rule.enabled(), replaced) {
        (_, true) => "replaced by the repo",
        (false, _) => "off",
        (true, _) => "on",
    }
}
