//! Files and folders, read in parallel. What .gitignore names is left out, as are `.git` folders.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::examine::{Examiner, Origin};
use super::progress::Progress;
use super::tally::Tally;
use crate::repo;

/// Results that may wait to be added up.
const WAITING: usize = 256;

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
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        let roots = examiner.scopes.roots(&self.paths);
        let files = Files {
            examiner,
            roots: &roots,
        };
        thread::scope(|scope| {
            scope.spawn(move || visit(walker, files, &sender));
            self.collect(&receiver, tally);
        });
    }

    fn collect(&self, receiver: &Receiver<Tally>, tally: &mut Tally) {
        let mut progress = Progress::new(self.progress);
        loop {
            match receiver.recv_timeout(Progress::EVERY) {
                Ok(part) => tally.add(part),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            progress.show(tally.files);
        }
    }
}

fn visit(walker: &WalkBuilder, files: Files<'_>, sender: &SyncSender<Tally>) {
    walker.build_parallel().run(|| {
        let mut buffer = Vec::new();
        Box::new(move |entry| {
            let mut part = Tally::default();
            match entry {
                Ok(entry) => files.read(&entry, &mut buffer, &mut part),
                Err(error) => unreadable(&error, &mut part),
            }
            match sender.send(part) {
                Ok(()) => WalkState::Continue,
                Err(_) => WalkState::Quit,
            }
        })
    });
}

/// What every thread needs to read a file.
#[derive(Clone, Copy)]
struct Files<'a> {
    examiner: &'a Examiner,
    roots: &'a [PathBuf],
}

impl Files<'_> {
    fn read(self, entry: &DirEntry, buffer: &mut Vec<u8>, part: &mut Tally) {
        if !is_wanted(entry) {
            return;
        }
        let path = entry.path();
        let plain = path.strip_prefix(".").unwrap_or(path);
        let shown = plain.to_string_lossy();
        let origin = Origin {
            shown: &shown,
            path: Some(path),
            context: &self.examiner.scopes.below(self.roots, path),
            lines: None,
        };
        let done = File::open(path).and_then(|file| {
            if file.metadata()?.len() > self.examiner.max_size {
                part.large += 1;
                return Ok(());
            }
            self.examiner.content(file, buffer, origin, part)
        });
        if let Err(error) = done {
            part.problem(&shown, &error);
        }
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
