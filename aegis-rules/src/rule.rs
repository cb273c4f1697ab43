//! One rule, ready to be matched.

use std::fmt;
use std::sync::OnceLock;

use aegis_shell::SqlVerb;

use crate::action::{ActionType, EffectName};
use crate::layer::{Layer, Origin, RuleAction};
use crate::pattern::Pattern;

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
    pub(crate) examples: Examples,
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
        &self.examples
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

/// All that a rule asks of an action. An empty list asks nothing; all that are not empty must hold.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    pub(crate) action_types: Vec<ActionType>,
    pub(crate) agents: Vec<String>,
    pub(crate) tools: Vec<Pattern>,
    pub(crate) path_patterns: Vec<Pattern>,
    pub(crate) exclude_paths: Vec<Pattern>,
    pub(crate) hosts: Vec<Pattern>,
    pub(crate) exclude_hosts: Vec<Pattern>,
    pub(crate) command_patterns: Vec<Pattern>,
    pub(crate) commands: Vec<CommandCondition>,
    pub(crate) sql: Vec<SqlVerb>,
    pub(crate) effects: Vec<EffectName>,
}

impl Conditions {
    /// The keys of the conditions that ask something.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let asked = [
            ("action_types", self.action_types.is_empty()),
            ("agents", self.agents.is_empty()),
            ("tools", self.tools.is_empty()),
            ("path_patterns", self.path_patterns.is_empty()),
            ("exclude_paths", self.exclude_paths.is_empty()),
            ("hosts", self.hosts.is_empty()),
            ("exclude_hosts", self.exclude_hosts.is_empty()),
            ("command_patterns", self.command_patterns.is_empty()),
            ("commands", self.commands.is_empty()),
            ("sql", self.sql.is_empty()),
            ("effects", self.effects.is_empty()),
        ];
        asked
            .into_iter()
            .filter(|(_, empty)| !empty)
            .map(|(name, _)| name)
    }

    /// The action types that it is about; none means all.
    #[must_use]
    pub fn action_types(&self) -> &[ActionType] {
        &self.action_types
    }

    /// Every regular expression with the condition that it belongs to, but for `run`, and for `not_args`, where `.`
    /// means no argument at all.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (&'static str, &Pattern)> {
        let lists = [
            ("tools", &self.tools),
            ("path_patterns", &self.path_patterns),
            ("exclude_paths", &self.exclude_paths),
            ("hosts", &self.hosts),
            ("exclude_hosts", &self.exclude_hosts),
            ("command_patterns", &self.command_patterns),
        ];
        let own = lists
            .into_iter()
            .flat_map(|(name, patterns)| patterns.iter().map(move |pattern| (name, pattern)));
        let commands = self.commands.iter();
        let args =
            commands.flat_map(|command| command.args.iter().map(|pattern| ("args", pattern)));
        own.chain(args)
    }
}

/// A structural condition on one invocation.
#[derive(Clone, Debug)]
pub(crate) struct CommandCondition {
    pub(crate) run: Pattern,
    pub(crate) flags: Vec<FlagChoice>,
    pub(crate) not_flags: Vec<FlagChoice>,
    /// Names of an option with `|` between them, and what its value must match.
    pub(crate) options: Vec<(String, Pattern)>,
    pub(crate) args: Vec<Pattern>,
    pub(crate) not_args: Vec<Pattern>,
    /// More arguments than this are too many.
    pub(crate) max_args: Option<u32>,
}

/// Names of one flag, any of which will do: `--force|-f`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FlagChoice(pub(crate) Vec<String>);
