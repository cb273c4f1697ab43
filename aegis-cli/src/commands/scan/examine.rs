//! From a text to the records of what is in it.

use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::path::Path;

use aegis_scanner::{Confidence, Finding, Scanner};

use super::buffer::Buffer;
use super::content::{self, Content};
use super::record::Recorder;
use super::scopes::Scopes;
use super::tally::Tally;

/// Scans texts and lets through what is allowed.
#[derive(Debug)]
pub(crate) struct Examiner {
    /// Finds in texts, where a patch is what it adds: `git diff | aegis scan -`.
    pub(crate) streams: Scanner,
    /// Finds in files, where all of a patch is stored. A first line that looks like a patch must not hide the others.
    pub(crate) files: Scanner,
    /// Lets through.
    pub(crate) scopes: Scopes,
    /// Findings that are less sure are counted and not shown.
    pub(crate) least: Confidence,
    /// What is larger is not read.
    pub(crate) max_size: u64,
}

/// Where a text comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// As it is shown.
    pub(crate) shown: &'a str,
    /// The file, which decides what is allowed there.
    pub(crate) path: Option<&'a Path>,
    /// The file from the root of its repository, which helps to tell code from configuration and test data. What the
    /// folders above are called says nothing about it.
    pub(crate) context: &'a str,
    /// The lines that count; all if not given.
    pub(crate) lines: Option<&'a [RangeInclusive<usize>]>,
}

impl<'a> Origin<'a> {
    /// An argument of the command.
    pub(crate) const TEXT: Origin<'static> = Origin::stream("<text>");
    /// Standard input.
    pub(crate) const STDIN: Origin<'static> = Origin::stream("<stdin>");

    const fn stream(shown: &'static str) -> Origin<'static> {
        Origin {
            shown,
            path: None,
            context: "",
            lines: None,
        }
    }

    fn counts(&self, first: usize, last: usize) -> bool {
        self.lines.is_none_or(|lines| {
            lines
                .iter()
                .any(|added| *added.start() <= last && first <= *added.end())
        })
    }
}

impl Examiner {
    /// Adds to the tally what is in this text, which is UTF-8.
    pub(crate) fn text(&self, text: &[u8], origin: Origin<'_>, tally: &mut Tally) {
        let findings = if let Some(path) = origin.path {
            tally.files += 1;
            self.file(path, origin.context, text)
        } else {
            tally.texts += 1;
            self.streams.scan_bytes(text)
        };
        if findings.is_empty() {
            return;
        }
        let text = &*String::from_utf8_lossy(text);
        let mut recorder = Recorder::new(origin.shown, text);
        for finding in findings {
            let record = recorder.record(&finding);
            let counts = origin.counts(record.line, record.end_line)
                && !self.scopes.is_fingerprint(text, &finding.span());
            if !counts || self.scopes.allows(finding.fingerprint(), origin.path) {
                continue;
            }
            if finding.confidence() < self.least {
                tally.unsure += 1;
            } else {
                tally.records.push(record);
            }
        }
    }

    /// In a stored patch, what spans several lines is recognised only without the column of signs.
    fn file(&self, path: &Path, context: &str, text: &[u8]) -> Vec<Finding> {
        let mut findings = self.files.scan_bytes_at(context, text);
        if is_patch(path) {
            let added = self.streams.scan_bytes_at(context, text);
            let overlap = |a: &Finding, b: &Finding| {
                a.span().start < b.span().end && b.span().start < a.span().end
            };
            let more: Vec<Finding> = added
                .into_iter()
                .filter(|new| !findings.iter().any(|known| overlap(known, new)))
                .collect();
            findings.extend(more);
            findings.sort_by_key(|finding| finding.span().start);
        }
        findings
    }

    /// Adds to the tally what can be read of this input, and says whether there is anything in it.
    pub(crate) fn content(
        &self,
        input: impl Read,
        size: impl Fn() -> Option<u64>,
        buffer: &mut Buffer,
        origin: Origin<'_>,
        tally: &mut Tally,
    ) -> io::Result<bool> {
        match content::read(input, size, self.max_size, buffer)? {
            Content::Text(text) => {
                self.text(&text, origin, tally);
                return Ok(!text.is_empty());
            }
            Content::Binary => tally.binary += 1,
            Content::TooLarge => tally.large += 1,
        }
        Ok(true)
    }

    /// Adds what is in standard input, and says whether there was anything.
    pub(crate) fn stdin(&self, tally: &mut Tally) -> bool {
        let mut buffer = Buffer::default();
        let input = io::stdin().lock();
        let before = tally.large + tally.binary;
        match self.content(input, || None, &mut buffer, Origin::STDIN, tally) {
            Ok(_) if tally.large + tally.binary > before => {
                tally.large = 0;
                tally.binary = 0;
                tally.problem("standard input", &Unreadable);
                true
            }
            Ok(anything) => anything,
            Err(error) => {
                tally.problem("standard input", &error);
                true
            }
        }
    }
}

fn is_patch(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "patch" || extension == "diff")
}

/// A single input that is not scanned is no clean result.
#[derive(Debug, thiserror::Error)]
#[error("it is binary or larger than the limit of `--max-size`")]
struct Unreadable;
