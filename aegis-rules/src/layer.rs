//! Where rules come from and what they may say.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Where a rule set comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Self-protection, part of the program.
    Builtin,
    /// The machine's administrator.
    Managed,
    /// The repository that the agent works in: input from strangers.
    Repo,
    /// The user.
    Global,
}

impl Layer {
    /// The name that stands in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Layer::Builtin => "builtin",
            Layer::Managed => "managed",
            Layer::Repo => "repo",
            Layer::Global => "global",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What happens to an action that a rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// It is refused.
    Deny,
    /// It waits for a person's yes.
    RequireApproval,
    /// It passes until the limit is reached, then it is refused.
    RateLimit(RateLimit),
    /// It passes and is marked in the log.
    Audit,
    /// It passes.
    Allow,
}

impl RuleAction {
    /// Names of the rule actions, the strictest first.
    pub const NAMES: [&'static str; 5] =
        ["deny", "require_approval", "rate_limit", "audit", "allow"];

    /// The name that stands in rule files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            RuleAction::Deny => "deny",
            RuleAction::RequireApproval => "require_approval",
            RuleAction::RateLimit(_) => "rate_limit",
            RuleAction::Audit => "audit",
            RuleAction::Allow => "allow",
        }
    }

    /// Whether it stops a call by itself, so that also a mere possibility must be looked at.
    #[must_use]
    pub const fn is_restrictive(self) -> bool {
        matches!(self, RuleAction::Deny | RuleAction::RequireApproval)
    }
}

impl fmt::Display for RuleAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How many matching actions pass within a sliding window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RateLimit {
    /// How many.
    pub max: u32,
    /// The window's length.
    pub window: Duration,
    /// Whose actions are counted together.
    pub per: Scope,
}

/// Whose actions a rate limit counts together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Those of one session.
    #[default]
    Session,
    /// Those in one repository.
    Repo,
    /// Those of one agent.
    Agent,
}

impl Scope {
    /// The name that stands in rule files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Session => "session",
            Scope::Repo => "repo",
            Scope::Agent => "agent",
        }
    }
}

impl Scope {
    pub(crate) const ALL: [Scope; 3] = [Scope::Session, Scope::Repo, Scope::Agent];

    pub(crate) fn from_name(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a rule is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Origin {
    /// The file as shown to people; ``embedded `default` `` for a shipped rule set.
    pub path: String,
    /// The line of the rule's first key, from 1.
    pub line: usize,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// A rule file to be loaded.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// Its content.
    pub text: &'t str,
    /// Its name as shown to people.
    pub path: &'t str,
    /// The layer that its rules belong to.
    pub layer: Layer,
}
