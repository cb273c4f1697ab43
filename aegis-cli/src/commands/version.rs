//! `aegis version`.

use crate::cli::{CliError, Exit};
use crate::console::Console;

/// Arguments of `aegis version`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// As a JSON object
    #[arg(long)]
    json: bool,
}

/// Prints the version.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let version = env!("CARGO_PKG_VERSION");
    if args.json {
        console.line(serde_json::json!({
            "name": "aegis",
            "version": version,
            "os": std::env::consts::OS,
            "arch": std::env::consts::ARCH,
        }))?;
    } else {
        console.line(format_args!("aegis {version}"))?;
    }
    Ok(Exit::Success)
}
