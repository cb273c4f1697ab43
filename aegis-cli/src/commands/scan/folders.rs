//! Files and folders, read in parallel. What .gitignore names is left out, as are `.git` folders.

use std::convert::Infallible;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::buffer::Buffer;
use super::examine::{Examiner, Origin};
use super::progress::Progress;
use super::scopes::Scopes;
use super::tally::Tally;
use crate::repo;

/// What to read and what to leave out.
#[derive(Debug)]
pub(crate) struct Walk {
    /// Files and folders. Files are read even if .gitignore names them.
    pub(crate) paths: Vec<PathBuf>,
    /// Whether hidden files are read in folders.
    pub(crate) hidden: bool,
    /// Whether files are read that .gitignore names.
    pub(crate) ignored: bool,
    /// Whether to show how far it is.
    pub(crate) progress: bool,
}

impl Walk {
    /// Reads everything and adds it to the tally.
    pub(crate) fn scan(&self, examiner: &Examiner, tally: &mut Tally) {
        let (inside, outside): (Vec<&PathBuf>, Vec<&PathBuf>) =
            self.paths.iter().partition(|path| is_in_repo(path));
        for (paths, in_repo) in [(inside, true), (outside, false)] {
            if let Some(walker) = self.walker(&paths, in_repo) {
                self.run(&walker, examiner, tally);
            }
        }
    }

    fn walker(&self, paths: &[&PathBuf], in_repo: bool) -> Option<WalkBuilder> {
        let (first, more) = paths.split_first()?;
        let mut walker = WalkBuilder::new(first);
        for path in more {
            walker.add(path);
        }
        walker
            .hidden(!self.hidden)
            // `.ignore` is for search tools; a committed file must not hide another one from this scan.
            .ignore(false)
            .git_ignore(!self.ignored)
            .git_global(!self.ignored)
            .git_exclude(!self.ignored)
            // Outside of a repository, files above the folder, such as a `*` in the home directory, say nothing about it.
            .parents(in_repo)
            .require_git(in_repo)
            .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git")
            .threads(thread::available_parallelism().map_or(1, usize::from));
        Some(walker)
    }

    fn run(&self, walker: &WalkBuilder, examiner: &Examiner, tally: &mut Tally) {
        let visitors = Visitors {
            examiner,
            contexts: Contexts::new(&self.paths, &examiner.scopes),
            files: AtomicUsize::new(0),
            total: Mutex::new(tally),
        };
        if !self.progress {
            walker.build_parallel().visit(&mut &visitors);
            return;
        }
        let (walking, walked) = mpsc::channel::<Infallible>();
        thread::scope(|scope| {
            let mut visitors = &visitors;
            scope.spawn(move || {
                walker.build_parallel().visit(&mut visitors);
                drop(walking);
            });
            let mut progress = Progress::new(true);
            while let Err(RecvTimeoutError::Timeout) = walked.recv_timeout(Progress::EVERY) {
                progress.show(visitors.files.load(Ordering::Relaxed));
            }
        });
    }
}

/// Makes one visitor for every thread. What they find is added up when they are done, so that a file costs no hand-over.
struct Visitors<'a> {
    examiner: &'a Examiner,
    contexts: Contexts<'a>,
    /// How many files have been read so far.
    files: AtomicUsize,
    total: Mutex<&'a mut Tally>,
}

impl<'s> ParallelVisitorBuilder<'s> for &'s Visitors<'_> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor {
            all: self,
            part: Tally::default(),
            buffer: Buffer::default(),
        })
    }
}

/// Reads files in one thread.
struct Visitor<'s, 'a> {
    all: &'s Visitors<'a>,
    part: Tally,
    buffer: Buffer,
}

impl ParallelVisitor for Visitor<'_, '_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) if is_wanted(&entry) => self.read(entry.path()),
            Ok(_) => {}
            Err(error) => unreadable(&error, &mut self.part),
        }
        WalkState::Continue
    }
}

impl Visitor<'_, '_> {
    fn read(&mut self, path: &Path) {
        self.all.files.fetch_add(1, Ordering::Relaxed);
        let plain = path.strip_prefix(".").unwrap_or(path);
        let shown = plain.to_string_lossy();
        let origin = Origin {
            shown: &shown,
            path: Some(path),
            context: &self.all.contexts.of(path),
            lines: None,
        };
        let done = File::open(path).and_then(|file| {
            let size = || Some(file.metadata().ok()?.len());
            let examiner = self.all.examiner;
            examiner.content(&file, size, &mut self.buffer, origin, &mut self.part)
        });
        if let Err(error) = done {
            self.part.problem(&shown, &error);
        }
    }
}

impl Drop for Visitor<'_, '_> {
    fn drop(&mut self) {
        let mut total = self
            .all
            .total
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        total.add(std::mem::take(&mut self.part));
    }
}

/// What files are called from the root of their repository.
struct Contexts<'a> {
    /// The arguments, and what they are called from there.
    starts: Vec<(&'a Path, String)>,
    scopes: &'a Scopes,
    roots: Vec<PathBuf>,
}

impl<'a> Contexts<'a> {
    fn new(paths: &'a [PathBuf], scopes: &'a Scopes) -> Contexts<'a> {
        let roots = scopes.roots(paths);
        let starts = match roots.len() {
            1 => paths
                .iter()
                .map(|path| (path.as_path(), scopes.below(&roots, path)))
                .collect(),
            // One repository may lie in another.
            _ => Vec::new(),
        };
        Contexts {
            starts,
            scopes,
            roots,
        }
    }

    fn of(&self, path: &Path) -> String {
        let known = self.starts.iter().find_map(|(start, context)| {
            let below = below(path, start)?;
            let slash = if context.is_empty() || below.is_empty() {
                ""
            } else {
                "/"
            };
            Some([context.as_str(), slash, below].concat())
        });
        match known {
            Some(context) if cfg!(not(windows)) => context,
            _ => self.scopes.below(&self.roots, path),
        }
    }
}

/// What a walker adds to the `start` that it was given. Not taken apart into components, which takes as long as to scan a page.
fn below<'p>(path: &'p Path, start: &Path) -> Option<&'p str> {
    let start = start.as_os_str().as_encoded_bytes();
    let added = path.as_os_str().as_encoded_bytes().strip_prefix(start)?;
    let added = str::from_utf8(added).ok()?;
    if added.is_empty() || start.ends_with(b"/") {
        Some(added)
    } else {
        added.strip_prefix('/')
    }
}

/// The walker's errors name the path in front, except where they are about a line of .gitignore.
fn unreadable(error: &ignore::Error, part: &mut Tally) {
    match error {
        ignore::Error::WithPath { path, err } => part.problem(&path.to_string_lossy(), err),
        ignore::Error::WithDepth { err, .. } => unreadable(err, part),
        other => part.problem("a folder", other),
    }
}

/// In folders only regular files count, so that a pipe or a device cannot stall the scan; what an argument names is
/// read whatever it is.
fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return !entry.path().is_dir();
    }
    entry.file_type().is_some_and(|kind| kind.is_file())
}

fn is_in_repo(path: &Path) -> bool {
    std::path::absolute(path)
        .ok()
        .and_then(|path| repo::find(&path, None))
        .is_some_and(|repo| repo.root.join(".git").exists())
}
