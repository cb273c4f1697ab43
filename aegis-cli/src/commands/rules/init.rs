//! `aegis rules init`: a starter file for a repository, and the schema that editors check it by.

use std::fs::{self, OpenOptions};
use std::io::Write;

use super::Here;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::repo;

/// Arguments of `aegis rules init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Rule sets to bring in: aws, terraform, database, git, containers
    #[arg(long = "profile", value_name = "NAME")]
    profiles: Vec<String>,
}

/// Writes the file; never over one that is there.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    if let Some(unknown) = args
        .profiles
        .iter()
        .find(|name| aegis_rules::embedded(name).is_none())
    {
        let known: Vec<&str> = aegis_rules::embedded_names().collect();
        console.warn(format_args!(
            "aegis: no rule set is called `{unknown}`; there are: {}",
            known.join(", ")
        ));
        return Ok(Exit::Usage);
    }
    let here = Here::new(None)?;
    let root = here
        .repo
        .as_ref()
        .map_or(here.cwd.as_path(), |repo| repo.root.as_path());
    let file = root.join(repo::RULES);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let names: Vec<&str> = args.profiles.iter().map(String::as_str).collect();
    match OpenOptions::new().write(true).create_new(true).open(&file) {
        Ok(mut new) => new.write_all(aegis_rules::starter(&names).as_bytes())?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            console.warn(format_args!(
                "aegis: `{}` is there already; it was left as it is",
                file.display()
            ));
            return Ok(Exit::Negative);
        }
        Err(error) => return Err(error.into()),
    }
    // The schema of this very version: an older one may lie there, and nothing of a person's is in it.
    let schema = file.with_file_name(aegis_rules::SCHEMA_FILE);
    fs::write(&schema, aegis_rules::schema())?;
    console.line(format_args!("wrote {}", file.display()))?;
    console.line(format_args!("wrote {}", schema.display()))?;
    console.line("change it, then run `aegis rules check`")?;
    Ok(Exit::Success)
}
