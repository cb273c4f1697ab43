//! What a scan has come to.

use std::fmt::Display;

use aegis_scanner::Confidence;

use super::inputs::show_size;
use super::record::Located;
use crate::cli::Exit;

/// Findings, what was read and what was not.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The findings that are shown.
    pub(crate) records: Vec<Located>,
    /// How many are not sure enough to be shown.
    pub(crate) unsure: usize,
    /// Texts that were read, standard input among them.
    pub(crate) texts: usize,
    /// Files that were read.
    pub(crate) files: usize,
    /// Files that are no text.
    pub(crate) binary: usize,
    /// Files over the limit.
    pub(crate) large: usize,
    /// What could not be read.
    pub(crate) problems: Vec<String>,
}

impl Tally {
    /// Notes something that could not be read.
    pub(crate) fn problem(&mut self, what: &str, why: &dyn Display) {
        self.problems
            .push(format!("`{what}` cannot be read: {why}"));
    }

    /// Adds what another part of the scan has come to.
    pub(crate) fn add(&mut self, mut other: Tally) {
        self.records.append(&mut other.records);
        self.problems.append(&mut other.problems);
        self.unsure += other.unsure;
        self.texts += other.texts;
        self.files += other.files;
        self.binary += other.binary;
        self.large += other.large;
    }

    /// Brings everything into one order, whatever order the threads had, and drops what was reached twice.
    pub(crate) fn settle(&mut self) {
        self.records.sort();
        self.records.dedup();
        self.problems.sort();
        self.problems.dedup();
    }

    /// Findings of at least `fail_on` outrank what could not be read: they are an answer that nothing unread can change.
    pub(crate) fn exit(&self, fail_on: Confidence) -> Exit {
        if self.records.iter().any(|found| found.confidence >= fail_on) {
            Exit::Negative
        } else if self.problems.is_empty() {
            Exit::Success
        } else {
            Exit::Unreadable
        }
    }

    /// One line that says how much was read and what was left out.
    pub(crate) fn summary(&self, max_size: u64) -> String {
        let found = match (self.records.len(), self.texts + self.files) {
            (0, 0) => "nothing was read: no secrets".to_owned(),
            (0, _) => "no secrets".to_owned(),
            (found, _) => count(found, "finding"),
        };
        let read = match (self.texts, self.files) {
            (texts, 0) if texts > 0 => count(texts, "text"),
            (0, files) => count(files, "file"),
            (texts, files) => format!("{} and {}", count(texts, "text"), count(files, "file")),
        };
        let mut left_out: Vec<String> = Vec::new();
        let mut leave_out = |number: usize, what: &dyn Fn() -> String| {
            if number > 0 {
                left_out.push(what());
            }
        };
        leave_out(self.unsure, &|| {
            format!("{} below `--min-confidence`", count(self.unsure, "finding"))
        });
        leave_out(self.binary, &|| {
            format!("{} skipped", count(self.binary, "binary file"))
        });
        leave_out(self.large, &|| {
            format!(
                "{} larger than {} skipped: see `--max-size`",
                count(self.large, "file"),
                show_size(max_size)
            )
        });
        leave_out(self.problems.len(), &|| {
            format!("{} not readable", self.problems.len())
        });
        if left_out.is_empty() {
            format!("aegis: {found} in {read}")
        } else {
            format!("aegis: {found} in {read} ({})", left_out.join(", "))
        }
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_was_left_out() {
        let clean = Tally {
            files: 2,
            ..Tally::default()
        };
        assert_eq!(clean.summary(1 << 20), "aegis: no secrets in 2 files");
        let mut partly = Tally {
            texts: 1,
            large: 1,
            binary: 3,
            ..Tally::default()
        };
        partly.problem("x", &"gone");
        assert_eq!(
            partly.summary(10 << 20),
            "aegis: no secrets in 1 text (3 binary files skipped, 1 file larger than 10 MiB skipped: see \
             `--max-size`, 1 not readable)"
        );
        assert_eq!(partly.exit(Confidence::Low), Exit::Unreadable);
        assert_eq!(clean.exit(Confidence::Low), Exit::Success);
    }
}
