//! What the commands write to: standard output and error, and whether colour is wanted there.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Both outputs of a command.
pub(crate) struct Console {
    out: io::BufWriter<io::Stdout>,
    color: bool,
    terminal: bool,
}

impl Console {
    /// On the process's own outputs. `--color` beats `NO_COLOR` (<https://no-color.org>).
    pub(crate) fn new(choice: ColorChoice) -> Console {
        let terminal = io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !no_color,
        };
        Console {
            out: io::BufWriter::new(io::stdout()),
            color,
            terminal,
        }
    }

    /// Whether standard output takes colour.
    pub(crate) fn color(&self) -> bool {
        self.color
    }

    /// How wide lines may be: as `COLUMNS` says, else as wide as the terminal is; as they are where there is none.
    pub(crate) fn width(&self) -> Option<usize> {
        let set = std::env::var("COLUMNS")
            .ok()
            .and_then(|text| text.trim().parse().ok());
        set.filter(|width| *width > 0)
            .or_else(|| self.terminal.then(terminal_width).flatten())
    }

    /// Standard output.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// A line on standard output.
    pub(crate) fn line(&mut self, text: impl std::fmt::Display) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A line on standard error. A closed one changes nothing of what the command does.
    pub(crate) fn warn(&mut self, text: impl std::fmt::Display) {
        let _closed = writeln!(io::stderr(), "{text}");
    }

    /// Writes out what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|width| *width > 0)
}

#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    Some(80)
}
