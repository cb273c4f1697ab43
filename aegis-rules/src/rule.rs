//! One rule, ready to be matched.

use std::fmt;
use std::sync::OnceLock;

use crate::action::ActionType;
use crate::condition::Conditions;
use crate::layer::{Layer, Origin, RuleAction};
use crate::lazy::LazyExamples;

/// One rule. It can only come from [`crate::RuleSet::load`], so that whatever is matched was checked.
#[derive(Clone)]
pub struct Rule {
    pub(crate) id: String,
    pub(crate) layer: Layer,
    pub(crate) origin: Origin,
    pub(crate) enabled: bool,
    pub(crate) priority: i64,
    pub(crate) action: RuleAction,
    pub(crate) message: Option<String>,
    pub(crate) conditions: Conditions,
    pub(crate) maps: Vec<String>,
    pub(crate) examples: LazyExamples,
    pub(crate) digest: OnceLock<[u8; 32]>,
}

impl Rule {
    /// Its name, unique in its rule set.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The layer it belongs to.
    #[must_use]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// Where it is written.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What happens to an action that it matches.
    #[must_use]
    pub fn action(&self) -> RuleAction {
        self.action
    }

    /// Rules of a higher priority are asked first.
    #[must_use]
    pub fn priority(&self) -> i64 {
        self.priority
    }

    /// A rule that is switched off matches nothing, but takes the place of another layer's rule of its id.
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// What the agent is told.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Tags for the log: names of the rule in catalogues of threats.
    #[must_use]
    pub fn maps(&self) -> &[String] {
        &self.maps
    }

    /// Its examples.
    #[must_use]
    pub fn examples(&self) -> &Examples {
        self.examples.get()
    }

    /// What an action must be for the rule to match.
    #[must_use]
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({} at {})", self.id, self.origin)
    }
}

/// What a rule must match and what it must leave alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// Must match.
    pub matching: Vec<Example>,
    /// Must not match.
    pub no_match: Vec<Example>,
}

/// One example: a command line, or an action type with a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The type before the colon; a bare command line is [`ActionType::CommandExec`].
    pub action_type: ActionType,
    /// The command line, path, URL, host or tool.
    pub target: String,
    /// Its line in the rule file.
    pub line: usize,
}
