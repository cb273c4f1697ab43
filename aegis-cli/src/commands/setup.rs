//! `aegis setup`: registers the hook with an agent and writes the configuration that is not there yet.

use std::path::{Path, PathBuf};

use aegis_core::claude_code_settings::{self as settings, Change, SettingsError};
use aegis_core::{Agent, UnknownAgentError};

use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::places::Places;
use crate::repo;

mod defaults;
mod files;
mod preview;
mod self_test;
mod uninstall;

use files::Write;

/// Arguments of `aegis setup`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The agent whose hook is registered
    #[arg(long, value_name = "AGENT", default_value = "claude-code", value_parser = agent)]
    agent: Agent,
    /// In this repository's settings instead of the user's
    #[arg(long)]
    project: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take the hook out again; wants a person at a terminal
    #[arg(long)]
    uninstall: bool,
}

fn agent(name: &str) -> Result<Agent, UnknownAgentError> {
    name.parse()
}

/// Why the hook could not be registered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum SetupError {
    /// The agent's settings cannot be found.
    #[error(
        "no home directory to look for Claude Code's settings in: set `HOME` or `CLAUDE_CONFIG_DIR`"
    )]
    NoHome,
    /// aegis does not know where its own program is.
    #[error(
        "the path of the aegis program cannot be told, or is not UTF-8; install it elsewhere, such as in `/usr/local/bin`"
    )]
    NoProgram,
    /// The settings are not what an agent would read.
    #[error("`{}` is {source}; mend the file and run `aegis setup` again; nothing was changed", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What and where.
        source: SettingsError,
    },
    /// A file cannot be read.
    #[error("`{}` cannot be read: {source}; nothing was changed", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Somebody else wrote the file meanwhile.
    #[error("`{}` was changed by another program just now; run `aegis setup` again", path.display())]
    ChangedMeanwhile {
        /// Which.
        path: PathBuf,
    },
    /// The hook does not do its work.
    #[error("the installed hook did not deny a test call: {found}")]
    SelfTest {
        /// What it did.
        found: String,
    },
    /// The agent runs no hooks.
    #[error("`{}` says `\"disableAllHooks\": true`, so Claude Code calls no hook; take that line out", path.display())]
    HooksDisabled {
        /// Where.
        path: PathBuf,
    },
}

/// Registers the hook, or takes it out.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    match args.agent {
        Agent::ClaudeCode => {}
        // A new agent needs a transform of its own settings.
        other => {
            return Err(CliError::NotFound(format!(
                "`aegis setup` cannot register `{other}` yet"
            )));
        }
    }
    let places = Places::from_env();
    let file = settings_file(args, &places)?;
    if args.uninstall {
        return uninstall::run(&file, args.dry_run, console);
    }
    let program = program().ok_or(SetupError::NoProgram)?;
    let command = settings::command(&program);
    let mut writes = vec![hook(&file, &command, args.project)?];
    writes.extend(defaults::writes(&places)?);
    if args.dry_run {
        preview::show(&writes, console)?;
        return Ok(Exit::Success);
    }
    if let Ok(folder) = places.data_dir()
        && files::create_private_folder(folder)?
    {
        console.line(format_args!("created  {}", folder.display()))?;
    }
    for write in &writes {
        console.line(format_args!(
            "{:<8} {}",
            write.carry_out()?.word(),
            write.path.display()
        ))?;
    }
    Ok(finish(&file, &places, console)?)
}

/// Looks at what was written as the agent would, and says what to do next.
fn finish(file: &Path, places: &Places, console: &mut Console) -> Result<Exit, SetupError> {
    let text = files::read(file)?.unwrap_or_default();
    let installed = settings::inspect(&text).map_err(|source| SetupError::Broken {
        path: file.to_owned(),
        source,
    })?;
    let command = installed.command.ok_or_else(|| SetupError::SelfTest {
        found: "there is no entry of aegis in the settings".to_owned(),
    })?;
    let said = self_test::run(&command)?;
    let out = |console: &mut Console, text: String| {
        console.line(text).map_err(|source| SetupError::Write {
            path: PathBuf::from("standard output"),
            source,
        })
    };
    out(
        console,
        "tested   the installed hook denied `rm -rf /`".to_owned(),
    )?;
    if let Some(reason) = said.blocks_everything {
        console.warn(format_args!(
            "aegis: the hook blocks a harmless call as well: {reason}"
        ));
    }
    if installed.hooks_disabled {
        return Err(SetupError::HooksDisabled {
            path: file.to_owned(),
        });
    }
    let rules = places.config.as_ref().map_or_else(String::new, |folder| {
        format!(
            "; rules of your own go into {}",
            folder.join("governance.yaml").display()
        )
    });
    out(
        console,
        format!("next     restart Claude Code; `aegis logs` shows what it does{rules}"),
    )?;
    Ok(Exit::Success)
}

fn settings_file(args: &Args, places: &Places) -> Result<PathBuf, SetupError> {
    if args.project {
        let cwd = std::env::current_dir().map_err(|source| SetupError::Read {
            path: PathBuf::from("."),
            source,
        })?;
        let root = repo::find(&cwd, places.home.as_deref()).map_or(cwd, |repo| repo.root);
        return Ok(root.join(".claude/settings.json"));
    }
    let set = std::env::var_os("CLAUDE_CONFIG_DIR").filter(|folder| !folder.is_empty());
    set.map(PathBuf::from)
        .or_else(|| places.home.as_ref().map(|home| home.join(".claude")))
        .map(|folder| folder.join("settings.json"))
        .ok_or(SetupError::NoHome)
}

/// The path of this program as it was found: `PATH`'s entry where that leads here, because a package manager's link
/// outlives the file behind it.
fn program() -> Option<String> {
    let running = std::env::current_exe().ok()?;
    let real = running.canonicalize().ok()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join("aegis"))
        .find(|file| file.canonicalize().is_ok_and(|file| file == real));
    named.unwrap_or(running).to_str().map(str::to_owned)
}

fn hook(file: &Path, command: &str, shared: bool) -> Result<Write, SetupError> {
    let before = files::read(file)?;
    let edited =
        settings::install(before.as_deref(), command).map_err(|source| SetupError::Broken {
            path: file.to_owned(),
            source,
        })?;
    Ok(Write {
        path: file.to_owned(),
        backup: before.is_some() && edited.change == Change::Added,
        before,
        after: edited.text,
        shared,
    })
}
