//! From a text to the records of what is in it.

use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::path::Path;

use aegis_scanner::{Confidence, Scanner};

use super::content::{self, Content};
use super::record::Recorder;
use super::scopes::Scopes;
use super::tally::Tally;

/// Scans texts and lets through what is allowed.
#[derive(Debug)]
pub(crate) struct Examiner {
    /// Finds.
    pub(crate) scanner: Scanner,
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
    /// The file, which says what is allowed there and helps to tell code from configuration.
    pub(crate) path: Option<&'a Path>,
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
            lines: None,
        }
    }

    /// A file, all of it.
    pub(crate) fn file(shown: &'a str, path: &'a Path) -> Origin<'a> {
        Origin {
            shown,
            path: Some(path),
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
    /// Adds to the tally what is in this text.
    pub(crate) fn text(&self, text: &str, origin: Origin<'_>, tally: &mut Tally) {
        let findings = if let Some(path) = origin.path {
            tally.files += 1;
            self.scanner.scan_at(&path.to_string_lossy(), text)
        } else {
            tally.texts += 1;
            self.scanner.scan(text)
        };
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

    /// Adds to the tally what can be read of this input.
    pub(crate) fn content(
        &self,
        input: impl Read,
        buffer: &mut Vec<u8>,
        origin: Origin<'_>,
        tally: &mut Tally,
    ) -> io::Result<()> {
        match content::read(input, self.max_size, buffer)? {
            Content::Text(text) => {
                self.text(&text, origin, tally);
            }
            Content::Binary => tally.binary += 1,
            Content::TooLarge => tally.large += 1,
        }
        Ok(())
    }

    /// Adds what is in standard input, and says whether there was anything.
    pub(crate) fn stdin(&self, tally: &mut Tally) -> bool {
        let mut buffer = Vec::new();
        let input = io::stdin().lock();
        let before = tally.large + tally.binary;
        match self.content(input, &mut buffer, Origin::STDIN, tally) {
            Ok(()) if tally.large + tally.binary > before => {
                tally.large = 0;
                tally.binary = 0;
                tally.problem("standard input", &Unreadable);
            }
            Ok(()) => {}
            Err(error) => tally.problem("standard input", &error),
        }
        !buffer.is_empty()
    }
}

/// A single input that is not scanned is no clean result.
#[derive(Debug, thiserror::Error)]
#[error("it is binary or larger than the limit of `--max-size`")]
struct Unreadable;
