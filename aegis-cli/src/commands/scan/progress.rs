//! One line on a terminal that says how far the scan is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Whether anyone would see it.
pub(crate) fn wanted() -> bool {
    io::stderr().is_terminal()
}

/// The line, which disappears with this value.
#[derive(Debug)]
pub(crate) struct Progress {
    enabled: bool,
    next: Instant,
    shown: bool,
}

impl Progress {
    /// How often it changes. A scan that is faster shows none.
    pub(crate) const EVERY: Duration = Duration::from_millis(200);

    /// Nothing is shown yet.
    pub(crate) fn new(enabled: bool) -> Progress {
        Progress {
            enabled,
            next: Instant::now() + Progress::EVERY,
            shown: false,
        }
    }

    /// Shows how many files have been read, if it is time.
    pub(crate) fn show(&mut self, files: usize) {
        if self.enabled && Instant::now() >= self.next {
            self.next = Instant::now() + Progress::EVERY;
            self.shown = true;
            let mut out = io::stderr();
            let _closed = write!(out, "\r{files} files read").and_then(|()| out.flush());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            // Erases the line: https://en.wikipedia.org/wiki/ANSI_escape_code#Control_Sequence_Introducer_commands
            let _closed = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}
