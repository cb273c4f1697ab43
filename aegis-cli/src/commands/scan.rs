//! `aegis scan`: finds secrets in a text, standard input, files, folders and what git is about to commit.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use aegis_scanner::{Confidence, PatchMode, Scanner, ScannerError};
use clap::ValueEnum;

use crate::cli::{CliError, Exit};
use crate::config::{Config, ConfigError, Pack, ScannerConfig};
use crate::console::Console;
use crate::places::Places;
use crate::policy;

pub(crate) mod allow;
mod buffer;
mod content;
mod examine;
mod folders;
mod git;
mod inputs;
mod patch;
mod preview;
mod progress;
mod record;
mod report;
mod sarif;
mod scopes;
mod tally;
mod types;

pub(crate) use allow::AllowError;

use examine::{Examiner, Origin};
use inputs::{Input, InputError};
use report::Format;
use scopes::Scopes;
use tally::Tally;

/// Arguments of `aegis scan`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes: 0 clean (or nothing as sure as `--fail-on`), 1 findings, 2 called wrongly, 3 something could not be read (1 if \
there are findings as well).")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Args {
    /// A text, `-` for standard input, or files and folders; one argument that names no file is a text
    #[arg(value_name = "CONTENT")]
    content: Vec<OsString>,
    /// Take the argument as a text even if a file of that name exists
    #[arg(long, conflicts_with_all = ["staged", "since"], requires = "content")]
    text: bool,
    /// Scan the lines that the next commit adds
    #[arg(long, conflicts_with_all = ["since", "content"])]
    staged: bool,
    /// Scan the lines that HEAD has and its common ancestor with this revision has not
    #[arg(long, value_name = "REV", conflicts_with = "content")]
    since: Option<String>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Leave out findings that are less sure than this
    #[arg(long, value_enum, default_value_t = Least::Low, value_name = "LEVEL")]
    min_confidence: Least,
    /// Exit with 1 if a finding that is shown is at least this sure
    #[arg(long, value_enum, default_value_t = Least::Medium, value_name = "LEVEL")]
    fail_on: Least,
    /// Look for the types of a further pack too
    #[arg(long, value_enum, value_name = "PACK")]
    packs: Vec<PackName>,
    /// Skip files larger than this many bytes; `K`, `M` and `G` count in 1024s
    #[arg(long, default_value = "10M", value_name = "SIZE", value_parser = inputs::parse_size)]
    max_size: u64,
    /// Read hidden files in folders, which is the default; `.git` is never read
    #[arg(long, overrides_with = "no_hidden")]
    hidden: bool,
    /// Skip hidden files and folders
    #[arg(long, overrides_with = "hidden")]
    no_hidden: bool,
    /// Read files that .gitignore names too
    #[arg(long)]
    no_ignore: bool,
    /// Report what allow entries and comments let through
    #[arg(long)]
    no_allow: bool,
    /// Print the lines to add to `.aegis/allow` for what was found, instead of the findings
    #[arg(long)]
    allow_finding: bool,
    /// List the types of secrets instead of scanning
    #[arg(long, conflicts_with_all = ["content", "text", "staged", "since", "allow_finding"])]
    types: bool,
    /// Print nothing but errors: the exit code is the answer
    #[arg(long, short)]
    quiet: bool,
}

/// `--min-confidence` and `--fail-on`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Least {
    /// Context only, or a failed checksum.
    Low,
    /// Context, shape and randomness.
    Medium,
    /// Prefix, length, alphabet and randomness.
    High,
    /// A checksum or an inner structure as well.
    Certain,
}

impl Least {
    fn level(self) -> Confidence {
        match self {
            Least::Low => Confidence::Low,
            Least::Medium => Confidence::Medium,
            Least::High => Confidence::High,
            Least::Certain => Confidence::Certain,
        }
    }
}

/// `--packs`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PackName {
    /// Further vendors' formats.
    Extended,
}

/// Why nothing could be scanned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ScanError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// `scanner:` in it.
    #[error("`scanner` in config.yaml: {0}")]
    Scanner(#[from] ScannerError),
    /// Allow entries.
    #[error(transparent)]
    Allow(#[from] AllowError),
    /// What git has to say.
    #[error(transparent)]
    Git(#[from] git::GitError),
    /// Arguments that make no sense together.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The working directory is gone.
    #[error("the working directory cannot be read: {0}")]
    NoFolder(io::Error),
    /// An output.
    #[error(transparent)]
    Output(io::Error),
}

impl ScanError {
    fn exit(&self) -> Exit {
        match self {
            ScanError::Input(InputError::Nothing) => Exit::Usage,
            _ => Exit::Unreadable,
        }
    }
}

/// Scans.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    match scan(args, console) {
        Ok(exit) => Ok(exit),
        Err(ScanError::Output(error)) => Err(error.into()),
        Err(error) => {
            console.warn(format_args!("aegis: {error}"));
            Ok(error.exit())
        }
    }
}

fn scan(args: &Args, console: &mut Console) -> Result<Exit, ScanError> {
    let places = Places::from_env();
    let config = load_config(&places)?.scanner;
    if args.types {
        types::print(&config, args.extended(&config), args.format, console)
            .map_err(ScanError::Output)?;
        return Ok(Exit::Success);
    }
    let cwd = std::env::current_dir().map_err(ScanError::NoFolder)?;
    let scopes = if args.no_allow {
        Scopes::without_allows(cwd)
    } else {
        Scopes::new(cwd, places.home.clone(), &config)?
    };
    let examiner = Examiner {
        streams: build_scanner(args, &config, PatchMode::Auto)?,
        files: build_scanner(args, &config, PatchMode::Never)?,
        scopes,
        least: args.min_confidence.level(),
        max_size: args.max_size,
    };
    let mut tally = read(args, &examiner, console)?;
    tally.problems.extend(examiner.scopes.problems());
    tally.settle();
    match report(args, &tally, console) {
        // A reader that has seen enough does not make the findings go away.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(ScanError::Output(error)),
        Ok(()) | Err(_) => Ok(tally.exit(args.fail_on.level())),
    }
}

/// Reads everything that the arguments name.
fn read(args: &Args, examiner: &Examiner, console: &mut Console) -> Result<Tally, ScanError> {
    let mut tally = Tally::default();
    if args.staged || args.since.is_some() {
        let range = match &args.since {
            Some(rev) => git::Range::Since(rev),
            None => git::Range::Staged,
        };
        git::scan(range, examiner, &mut tally)?;
        return Ok(tally);
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    for input in inputs::read(&args.content, args.text)? {
        match input {
            Input::Path(path) => paths.push(path),
            Input::Stdin => drop(examiner.stdin(&mut tally)),
            Input::Piped if examiner.stdin(&mut tally) => {}
            Input::Piped => return Err(InputError::Nothing.into()),
            Input::Text(text) => {
                examiner.text(text.as_bytes(), Origin::TEXT, &mut tally);
                let clean = tally.records.is_empty() && tally.unsure == 0;
                if clean && !args.text && inputs::resembles_path(&text) {
                    return Err(InputError::NoSuchFile.into());
                }
            }
        }
    }
    if !paths.is_empty() {
        let walk = folders::Walk {
            paths,
            hidden: !args.no_hidden,
            ignored: args.no_ignore,
            progress: !args.quiet && progress::wanted(),
        };
        walk.scan(examiner, &mut tally);
        if !args.quiet {
            warn_of_unused(&walk, examiner, console);
        }
    }
    Ok(tally)
}

fn warn_of_unused(walk: &folders::Walk, examiner: &Examiner, console: &mut Console) {
    let folders: Vec<&PathBuf> = walk.paths.iter().filter(|path| path.is_dir()).collect();
    for unused in examiner.scopes.unused(&folders) {
        console.warn(format_args!("aegis: {unused}"));
    }
}

fn report(args: &Args, tally: &Tally, console: &mut Console) -> io::Result<()> {
    for problem in &tally.problems {
        console.warn(format_args!("aegis: {problem}"));
    }
    if args.quiet {
        return Ok(());
    }
    if args.allow_finding {
        report::allow_lines(&tally.records, console)?;
    } else {
        report::print(args.format, &tally.records, &tally.problems, console)?;
    }
    console.flush()?;
    console.warn(tally.summary(args.max_size));
    Ok(())
}

impl Args {
    fn extended(&self, config: &ScannerConfig) -> bool {
        self.packs.contains(&PackName::Extended) || config.packs.contains(&Pack::Extended)
    }
}

/// The machine's config.yaml where there is one, as for the hook, else the user's.
fn load_config(places: &Places) -> Result<Config, ConfigError> {
    let managed = places.managed.join("config.yaml");
    if managed.exists() {
        return Config::read(&managed);
    }
    match &places.config {
        Some(folder) => Config::read(&folder.join("config.yaml")),
        None => Ok(Config::default()),
    }
}

/// Allow entries are left to [`Scopes`], which knows paths and repositories.
fn build_scanner(
    args: &Args,
    config: &ScannerConfig,
    patch: PatchMode,
) -> Result<Scanner, ScannerError> {
    let mut wanted = ScannerConfig {
        allow: Vec::new(),
        inline_allow: !args.no_allow,
        ..config.clone()
    };
    if args.extended(config) {
        wanted.packs.push(Pack::Extended);
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let seconds = now.and_then(|now| i64::try_from(now.as_secs()).ok());
    let builder = policy::scanner_builder(&wanted)?.patch(patch);
    match seconds {
        Some(seconds) => builder.now(seconds).build(),
        None => builder.build(),
    }
}
