//! `aegis trust`

use std::path::{Path, PathBuf};

use aegis_store::{Pin, SqliteStore, TrustedBy};
use sha2::{Digest as _, Sha256};

use super::database;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::hook::now;
use crate::human::require_person;
use crate::output::{self, Cell, Column, Field, Format, Record, Tone, clock, one_line};
use crate::places::Places;
use crate::{policy, repo};

/// Arguments of `aegis trust`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rule file, or a folder of its repository; without it the current folder
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// List the rule files that are known
    #[arg(long, conflicts_with_all = ["revoke", "path"])]
    list: bool,
    /// Take the trust in the rule file back
    #[arg(long)]
    revoke: bool,
    /// How to write the list
    #[arg(long, value_enum, default_value_t, requires = "list")]
    format: Format,
}

/// Trusts a repository's rule file, lists what is trusted, or takes trust back, which needs no proof of a person.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let places = Places::from_env();
    if args.list {
        let pins = database::open(&places)?.pins()?;
        output::write(
            console,
            args.format,
            &pins,
            "no rule file of a repository is known yet",
        )?;
        return Ok(Exit::Success);
    }
    if !args.revoke {
        require_person()?;
    }
    let path = args.path.as_deref().unwrap_or(Path::new("."));
    let file = rule_file(path, &places).ok_or_else(|| {
        CliError::NotFound(format!(
            "no `{}` in or above `{}`",
            repo::RULES,
            one_line(&path.display().to_string())
        ))
    })?;
    let mut store = database::open(&places)?;
    if args.revoke {
        revoke(&mut store, &file, console)
    } else {
        trust(&mut store, &file, console)
    }
}

fn trust(store: &mut SqliteStore, file: &Path, console: &mut Console) -> Result<Exit, CliError> {
    let shown = file.display().to_string();
    let digest = digest_of(file)?
        .ok_or_else(|| CliError::NotFound(format!("no file `{}`", one_line(&shown))))?;
    store.trust(&shown, &digest, now())?;
    console.line(format_args!(
        "trusted `{}` as it is now, SHA-256 {}",
        one_line(&shown),
        hex(&digest)
    ))?;
    Ok(Exit::Success)
}

/// What trust in a file is bound to: for a rule file also the rule files that it names, else the file alone.
fn digest_of(file: &Path) -> Result<Option<[u8; 32]>, CliError> {
    if file
        .extension()
        .is_some_and(|ending| ending == "yaml" || ending == "yml")
    {
        return Ok(policy::load_repo(file)?.map(|repo| repo.digest));
    }
    let text = policy::read_bounded(file, policy::MAX_RULES)?;
    Ok(text.map(|text| Sha256::digest(text.as_bytes()).into()))
}

fn revoke(store: &mut SqliteStore, file: &Path, console: &mut Console) -> Result<Exit, CliError> {
    let shown = file.display().to_string();
    let was_trusted = store.revoke(&shown, now())?;
    let before = if was_trusted {
        "no longer trusted"
    } else {
        "was not trusted and will not be by first use"
    };
    console.line(format_args!(
        "`{}`: {before}; its rules may only tighten",
        one_line(&shown)
    ))?;
    Ok(Exit::Success)
}

/// The file itself, or that of the repository around the folder, in the form in which it is pinned.
fn rule_file(path: &Path, places: &Places) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let file = if path.is_dir() {
        repo::find(&path, places.home.as_deref())?.rules?
    } else {
        path
    };
    Some(file.canonicalize().unwrap_or(file))
}

fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Record for Pin {
    const FIELDS: &'static [&'static str] = &["file", "sha256", "time", "trusted_by"];
    const COLUMNS: &'static [Column] = &[
        Column::whole("SINCE"),
        Column::whole("TRUSTED BY"),
        Column::elastic("FILE", 20),
        Column::elastic("SHA-256", 10),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        vec![
            self.file.as_str().into(),
            self.content
                .map_or(Field::Nothing, |content| hex(&content).into()),
            clock::utc(self.at).into(),
            name(self.by).into(),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let tone = match self.by {
            TrustedBy::Person => Tone::Good,
            TrustedBy::FirstUse => Tone::Waiting,
            TrustedBy::Nobody => Tone::Bad,
        };
        vec![
            Cell::toned(&clock::local(self.at), Tone::Quiet),
            Cell::toned(name(self.by), tone),
            self.file.as_str().into(),
            self.content
                .map_or_else(String::new, |content| hex(&content))
                .as_str()
                .into(),
        ]
    }
}

fn name(by: TrustedBy) -> &'static str {
    match by {
        TrustedBy::FirstUse => "first_use",
        TrustedBy::Person => "person",
        TrustedBy::Nobody => "nobody",
    }
}
