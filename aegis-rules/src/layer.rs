//! Where rules come from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The layers, from the one that nothing can loosen to the one that a repo's file may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Self-protection, part of the program.
    Builtin,
    /// `/etc/aegis`, owned by root.
    Managed,
    /// `.aegis/governance.yaml` of a repository.
    Repo,
    /// The user's own file, or the embedded defaults.
    Global,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Layer::Builtin => "builtin",
            Layer::Managed => "managed",
            Layer::Repo => "repo",
            Layer::Global => "global",
        })
    }
}
