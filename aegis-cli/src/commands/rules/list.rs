//! `aegis rules list`.

use aegis_rules::{Layer, Rule};

use super::Here;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::output::{self, Cell, Column, Field, Format, Record, Tone};
use crate::policy;

/// Arguments of `aegis rules list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only the rules of this layer: managed, repo or global
    #[arg(long, value_parser = parse_layer)]
    layer: Option<Layer>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn parse_layer(text: &str) -> Result<Layer, UnknownLayer> {
    let layers = [Layer::Managed, Layer::Repo, Layer::Global];
    layers
        .into_iter()
        .find(|layer| layer.name() == text)
        .ok_or(UnknownLayer)
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("one of `managed`, `repo`, `global` is expected")]
struct UnknownLayer;

/// Lists the rules, layer by layer, in the order in which they are asked.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let here = Here::new(None)?;
    let policy = policy::load(&here.places, here.repo.as_ref()).policy;
    for fault in &policy.faults {
        console.warn(format_args!("aegis: {}", fault.message));
    }
    let repo = policy.repo.as_ref().map(|repo| &repo.rules);
    let sets = [policy.managed.as_ref(), repo, Some(&policy.global)];
    let listed: Vec<Listed<'_>> = sets
        .into_iter()
        .flatten()
        .flat_map(|set| set.rules())
        .filter(|rule| args.layer.is_none_or(|layer| layer == rule.layer()))
        .map(|rule| Listed {
            rule,
            replaced: rule.layer() == Layer::Global
                && repo.is_some_and(|repo| repo.defines(rule.id())),
        })
        .collect();
    output::write(console, args.format, &listed, "no rules")?;
    Ok(if policy.faults.is_empty() {
        Exit::Success
    } else {
        Exit::Negative
    })
}

struct Listed<'r> {
    rule: &'r Rule,
    /// The repository's file has a rule of this id.
    replaced: bool,
}

impl Record for Listed<'_> {
    const FIELDS: &'static [&'static str] = &[
        "id", "action", "priority", "layer", "path", "line", "enabled", "replaced", "message",
        "maps",
    ];
    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("ACTION"),
        Column::number("PRIORITY"),
        Column::whole("LAYER"),
        Column::elastic("ORIGIN", 16),
        Column::whole("STATE"),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        let rule = self.rule;
        vec![
            rule.id().into(),
            rule.action().name().into(),
            Field::Number(rule.priority()),
            rule.layer().name().into(),
            rule.origin().path.as_str().into(),
            Field::Number(i64::try_from(rule.origin().line).unwrap_or(i64::MAX)),
            Field::Flag(rule.enabled()),
            Field::Flag(self.replaced),
            Field::maybe(rule.message()),
            Field::List(rule.maps()),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let rule = self.rule;
        let state = match (rule.enabled(), self.replaced) {
            (_, true) => Cell::toned("replaced by the repo", Tone::Quiet),
            (false, _) => Cell::toned("off", Tone::Quiet),
            (true, _) => "on".into(),
        };
        vec![
            rule.id().into(),
            rule.action().name().into(),
            rule.priority().to_string().as_str().into(),
            rule.layer().name().into(),
            rule.origin().to_string().as_str().into(),
            state,
        ]
    }
}
