//! What git is about to commit, or what has been committed since a revision.
//!
//! Files are scanned whole, so that a secret is recognised by what stands around it, and only findings on new lines
//! count.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::buffer::Buffer;
use super::examine::{Examiner, Origin};
use super::patch::{self, Changed, Patch};
use super::tally::Tally;

/// Which lines count as new.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Range<'a> {
    /// Those of the index.
    Staged,
    /// Those that HEAD has and its common ancestor with this revision has not.
    Since(&'a str),
}

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum GitError {
    /// No such program.
    #[error("`git` cannot be started: {0}; install it, or name files and folders instead")]
    NoGit(io::Error),
    /// Not in a repository.
    #[error(
        "the working directory is in no git repository: go to one, or name files and folders instead"
    )]
    NoRepository,
    /// No such commit.
    #[error(
        "`{0}` is no commit that this repository has; in a shallow clone, fetch more of the history first"
    )]
    NoCommit(String),
    /// Something else.
    #[error("`git {command}` failed: {status}")]
    Failed {
        /// The subcommand.
        command: &'static str,
        /// How it ended.
        status: std::process::ExitStatus,
    },
    /// Its output.
    #[error("git's answer cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// The repository's own configuration can change what `git diff` prints, and can name programs to be run. These options
/// fix the first and switch off the second; `--text` keeps an attribute from hiding a file.
const DIFF: [&str; 13] = [
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--no-prefix",
    "--full-index",
    "--find-renames",
    "--text",
    "--unified=0",
    "--inter-hunk-context=0",
    "--ignore-submodules=all",
    "--submodule=short",
];

/// Scans what is new and adds it to the tally. Paths are shown from the repository's root.
pub(crate) fn scan(
    range: Range<'_>,
    examiner: &Examiner,
    tally: &mut Tally,
) -> Result<(), GitError> {
    let root = root()?;
    let patch = match range {
        Range::Staged => diff(&["--cached"])?,
        Range::Since(rev) => {
            let head = commit("HEAD")?;
            let since = commit(rev)?;
            let base = merge_base(&since, &head)?.unwrap_or(since);
            diff(&[&base, &head])?
        }
    };
    tally.large += patch.opaque;
    let mut blobs = Blobs::start()?;
    for file in &patch.files {
        let path = root.join(&file.path);
        blobs.scan(file, &path, examiner, tally)?;
    }
    Ok(blobs.finish()?)
}

fn git(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args([
            "--no-pager",
            "--no-optional-locks",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=true",
        ])
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// What git prints, or nothing if it says no.
fn ask(arguments: &[&str]) -> Result<Option<String>, GitError> {
    let output = git(arguments).output().map_err(GitError::NoGit)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(output.status.success().then(|| line.to_owned()))
}

fn root() -> Result<PathBuf, GitError> {
    ask(&["rev-parse", "--show-toplevel"])?
        .filter(|root| !root.is_empty())
        .map(PathBuf::from)
        .ok_or(GitError::NoRepository)
}

fn commit(rev: &str) -> Result<String, GitError> {
    let wanted = format!("{rev}^{{commit}}");
    ask(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &wanted,
    ])?
    .ok_or_else(|| GitError::NoCommit(rev.to_owned()))
}

fn merge_base(one: &str, other: &str) -> Result<Option<String>, GitError> {
    ask(&["merge-base", one, other])
}

fn diff(range: &[&str]) -> Result<Patch, GitError> {
    let mut child = git(&DIFF)
        .args(range)
        .arg("--")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(GitError::NoGit)?;
    let patch = match child.stdout.take() {
        Some(stdout) => patch::read(BufReader::new(stdout))?,
        None => Patch::default(),
    };
    let status = child.wait()?;
    if status.success() {
        Ok(patch)
    } else {
        Err(GitError::Failed {
            command: "diff",
            status,
        })
    }
}

/// A running `git cat-file --batch`: one id in, one content out.
struct Blobs {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    buffer: Buffer,
}

impl Blobs {
    fn start() -> Result<Blobs, GitError> {
        let mut child = git(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(GitError::NoGit)?;
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        let input = child.stdin.take().ok_or_else(closed)?;
        let output = child.stdout.take().ok_or_else(closed)?;
        Ok(Blobs {
            child,
            input,
            output: BufReader::new(output),
            buffer: Buffer::default(),
        })
    }

    fn scan(
        &mut self,
        file: &Changed,
        path: &Path,
        examiner: &Examiner,
        tally: &mut Tally,
    ) -> io::Result<()> {
        writeln!(self.input, "{}", file.blob)?;
        self.input.flush()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        // `<id> blob <size>`, or `<id> missing`.
        let size = answer
            .trim_end()
            .rsplit_once(" blob ")
            .and_then(|(_, size)| size.parse::<u64>().ok());
        let Some(size) = size else {
            tally.problem(&file.path, &"git has no content for it");
            return Ok(());
        };
        let mut content = self.output.by_ref().take(size);
        let origin = Origin {
            shown: &file.path,
            path: Some(path),
            context: &file.path,
            lines: Some(&file.added),
        };
        examiner.content(&mut content, || Some(size), &mut self.buffer, origin, tally)?;
        io::copy(&mut content, &mut io::sink())?;
        // The newline that ends every content.
        io::copy(&mut self.output.by_ref().take(1), &mut io::sink())?;
        Ok(())
    }

    /// Its input is closed before waiting, which is what ends it.
    fn finish(self) -> io::Result<()> {
        let Blobs {
            mut child, input, ..
        } = self;
        drop(input);
        child.wait().map(drop)
    }
}
