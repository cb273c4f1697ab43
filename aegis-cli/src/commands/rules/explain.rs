//! `aegis rules explain`.

use super::Here;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::policy;

/// Arguments of `aegis rules explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rule's id
    id: String,
}

/// Says what every rule of this id does.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let here = Here::new(None)?;
    let policy = policy::load(&here.places, here.repo.as_ref()).policy;
    let sets = [
        policy.managed.as_ref(),
        policy.repo.as_ref().map(|repo| &repo.rules),
        Some(&policy.global),
    ];
    let mut known = false;
    for rule in sets
        .into_iter()
        .flatten()
        .filter_map(|set| set.get(&args.id))
    {
        known = true;
        console.line(aegis_rules::explain(rule).trim_end())?;
    }
    if known {
        return Ok(Exit::Success);
    }
    console.warn(format_args!(
        "aegis: no rule has the id `{}`; `aegis rules list` shows all",
        args.id
    ));
    Ok(Exit::Negative)
}
