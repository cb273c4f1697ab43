//! What a reading may know about the place where the command would run.

use std::collections::BTreeMap;

/// The language of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// sh, bash, zsh and relatives.
    #[default]
    Posix,
    /// Windows PowerShell and pwsh.
    PowerShell,
    /// cmd.exe.
    Cmd,
}

/// What the reader knows of the place. Nothing is looked up: an absent fact is an unknown one.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Language of the text.
    pub dialect: Dialect,
    /// Absolute working directory.
    pub cwd: Option<String>,
    /// The user's home directory, absolute.
    pub home: Option<String>,
    /// Contents of script files by absolute path, which are read when the text runs them.
    pub files: BTreeMap<String, String>,
}
