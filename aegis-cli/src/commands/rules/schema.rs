//! `aegis rules schema`.

use crate::cli::{CliError, Exit};
use crate::console::Console;

/// Arguments of `aegis rules schema`: none.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Prints the schema.
pub(crate) fn run(_args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    console.line(aegis_rules::schema().trim_end())?;
    Ok(Exit::Success)
}
