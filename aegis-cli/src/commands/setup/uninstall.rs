//! `aegis setup --uninstall`: the settings as they were.

use std::path::Path;

use aegis_core::claude_code_settings::{self as settings, Change};

use super::files::{self, Write, backup_of};
use super::{SetupError, preview};
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::human;

/// Takes the hook out of a settings file. A file that has only what `setup` wrote is as it was before: gone, or with the
/// bytes of the backup.
pub(super) fn run(file: &Path, dry_run: bool, console: &mut Console) -> Result<Exit, CliError> {
    if !dry_run {
        human::require_person()?;
    }
    let text = files::read(file)?.unwrap_or_default();
    let broken = |source| SetupError::Broken {
        path: file.to_owned(),
        source,
    };
    let removed = settings::remove(&text).map_err(broken)?;
    if removed.change == Change::None {
        console.line(format_args!(
            "as it is {} (no hook of aegis in it)",
            file.display()
        ))?;
        return Ok(Exit::Success);
    }
    let command = settings::inspect(&text).map_err(broken)?.command;
    let made_by_setup = |before: Option<&str>| {
        let installed = command
            .as_deref()
            .and_then(|command| settings::install(before, command).ok());
        installed.is_some_and(|installed| installed.text == text)
    };
    let backup_file = backup_of(file);
    let backup = files::read(&backup_file)?.filter(|backup| made_by_setup(Some(backup)));
    if backup.is_none() && made_by_setup(None) {
        if dry_run {
            console.line(format_args!("would remove {}", file.display()))?;
            return Ok(Exit::Success);
        }
        files::remove(file)?;
        console.line(format_args!("removed  {}", file.display()))?;
        return left(console);
    }
    let restored = backup.is_some();
    let write = Write {
        path: file.to_owned(),
        before: Some(text),
        after: backup.unwrap_or(removed.text),
        backup: false,
        shared: false,
    };
    if dry_run {
        preview::show(&[write], console)?;
        return Ok(Exit::Success);
    }
    console.line(format_args!(
        "{:<8} {}",
        write.carry_out()?.word(),
        file.display()
    ))?;
    if restored {
        files::remove(&backup_file)?;
        console.line(format_args!("removed  {}", backup_file.display()))?;
    }
    left(console)
}

fn left(console: &mut Console) -> Result<Exit, CliError> {
    console.line("next     restart Claude Code; rules and the record stay where they are")?;
    Ok(Exit::Success)
}
