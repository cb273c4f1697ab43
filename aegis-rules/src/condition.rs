//! The conditions of a rule. One table says which there are; what reads, explains, digests and compares them goes by it.

use aegis_shell::SqlVerb;

use crate::action::{ActionType, EffectName};
use crate::pattern::Pattern;

/// One condition as such.
pub(crate) struct Condition {
    /// The key in rule files.
    pub(crate) key: &'static str,
    pub(crate) takes: Takes,
    /// How a sentence about its values begins.
    pub(crate) sentence: &'static str,
    /// What an editor shows.
    pub(crate) description: &'static str,
}

/// What stands in the list of a condition.
#[derive(Clone, Copy)]
pub(crate) enum Takes {
    /// Words of a closed vocabulary.
    Words(&'static [&'static str]),
    /// Names that aegis does not know beforehand.
    Names,
    Patterns,
    /// Patterns of what is excused.
    Exclusions,
    Commands,
}

/// The verbs of `sql`. `delete` and `update` include those without WHERE.
pub(crate) const SQL_VERBS: [(&str, SqlVerb); 11] = [
    ("drop", SqlVerb::Drop),
    ("truncate", SqlVerb::Truncate),
    ("delete_without_where", SqlVerb::DeleteWithoutWhere),
    ("update_without_where", SqlVerb::UpdateWithoutWhere),
    ("alter", SqlVerb::Alter),
    ("flush", SqlVerb::Flush),
    ("grant", SqlVerb::Grant),
    ("delete", SqlVerb::Delete),
    ("update", SqlVerb::Update),
    ("create", SqlVerb::Create),
    ("insert", SqlVerb::Insert),
];

/// The names of `effects`.
pub(crate) const EFFECTS: [(&str, EffectName); 5] = [
    ("delete_recursive", EffectName::DeleteRecursive),
    ("network_send", EffectName::NetworkSend),
    ("remote_code", EffectName::RemoteCode),
    ("opaque_code", EffectName::OpaqueCode),
    ("privilege", EffectName::Privilege),
];

/// The names of `action_types`.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
pub(crate) const ACTION_TYPES: [(&str, ActionType); 9] = {
    let mut table = [("", ActionType::Other); 9];
    let mut index = 0;
    while index < table.len() {
        let kind = ActionType::ALL[index];
        table[index] = (kind.name(), kind);
        index += 1;
    }
    table
};

/// The first part of every row.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
const fn names<T: Copy, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut index = 0;
    while index < N {
        names[index] = table[index].0;
        index += 1;
    }
    names
}

/// All conditions, in the order of the documentation.
pub(crate) const CONDITIONS: [Condition; 12] = [
    Condition {
        key: "action_types",
        takes: Takes::Words(&names(&ACTION_TYPES)),
        sentence: "the action is",
        description: "What the action is.",
    },
    Condition {
        key: "agents",
        takes: Takes::Names,
        sentence: "the agent is",
        description: "Names of agents.",
    },
    Condition {
        key: "tools",
        takes: Takes::Patterns,
        sentence: "the whole tool name matches",
        description: "Regular expressions for the whole tool name.",
    },
    Condition {
        key: "path_patterns",
        takes: Takes::Patterns,
        sentence: "the path matches",
        description: "Regular expressions over the four forms of a path.",
    },
    Condition {
        key: "exclude_paths",
        takes: Takes::Exclusions,
        sentence: "the path does not match",
        description: "Paths that are excused.",
    },
    Condition {
        key: "hosts",
        takes: Takes::Patterns,
        sentence: "the host matches",
        description: "Regular expressions over the host.",
    },
    Condition {
        key: "exclude_hosts",
        takes: Takes::Exclusions,
        sentence: "the host does not match",
        description: "Hosts that are excused.",
    },
    Condition {
        key: "command_patterns",
        takes: Takes::Patterns,
        sentence: "the command's text matches",
        description: "Regular expressions over the command's text.",
    },
    Condition {
        key: "content_patterns",
        takes: Takes::Patterns,
        sentence: "what is written matches",
        description: "Regular expressions over what is written to a file.",
    },
    Condition {
        key: "commands",
        takes: Takes::Commands,
        sentence: "the command runs",
        description: "Programs that run, with their options and arguments.",
    },
    Condition {
        key: "sql",
        takes: Takes::Words(&names(&SQL_VERBS)),
        sentence: "a statement for a database is",
        description: "Kinds of statements for databases.",
    },
    Condition {
        key: "effects",
        takes: Takes::Words(&names(&EFFECTS)),
        sentence: "it would do",
        description: "What the action does beyond its type.",
    },
];

/// The keys of all conditions.
#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
pub(crate) const CONDITION_KEYS: [&str; 12] = {
    let mut keys = [""; 12];
    let mut index = 0;
    while index < keys.len() {
        keys[index] = CONDITIONS[index].key;
        index += 1;
    }
    keys
};

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
    pub(crate) content_patterns: Vec<Pattern>,
    pub(crate) commands: Vec<CommandCondition>,
    pub(crate) sql: Vec<SqlVerb>,
    pub(crate) effects: Vec<EffectName>,
}

/// What a rule asks under one condition.
pub(crate) enum Asked<'c> {
    Words(Vec<&'c str>),
    Patterns(&'c [Pattern]),
    Commands(&'c [CommandCondition]),
}

impl Asked<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Asked::Words(words) => words.is_empty(),
            Asked::Patterns(patterns) => patterns.is_empty(),
            Asked::Commands(commands) => commands.is_empty(),
        }
    }
}

/// Words of values, those of none left out.
fn words<'c, T: PartialEq>(values: &[T], known: &[(&'c str, T)]) -> Asked<'c> {
    let name = |value: &T| known.iter().find(|(_, other)| other == value);
    Asked::Words(
        values
            .iter()
            .filter_map(name)
            .map(|(name, _)| *name)
            .collect(),
    )
}

impl Conditions {
    /// Every condition of the table with what is asked under it.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&'static Condition, Asked<'_>)> {
        const TABLE: &[Condition; 12] = &CONDITIONS;
        let Conditions {
            action_types,
            agents,
            tools,
            path_patterns,
            exclude_paths,
            hosts,
            exclude_hosts,
            command_patterns,
            content_patterns,
            commands,
            sql,
            effects,
        } = self;
        let asked = [
            words(action_types, &ACTION_TYPES),
            Asked::Words(agents.iter().map(String::as_str).collect()),
            Asked::Patterns(tools),
            Asked::Patterns(path_patterns),
            Asked::Patterns(exclude_paths),
            Asked::Patterns(hosts),
            Asked::Patterns(exclude_hosts),
            Asked::Patterns(command_patterns),
            Asked::Patterns(content_patterns),
            Asked::Commands(commands),
            words(sql, &SQL_VERBS),
            words(effects, &EFFECTS),
        ];
        TABLE.iter().zip(asked)
    }

    /// The keys of the conditions that ask something.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.each()
            .filter(|(_, asked)| !asked.is_empty())
            .map(|(condition, _)| condition.key)
    }

    /// The action types that it is about; none means all.
    #[must_use]
    pub fn action_types(&self) -> &[ActionType] {
        &self.action_types
    }

    /// Every regular expression with the condition that it belongs to, but for `run`, and for `not_args`, where `.`
    /// means no argument at all.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (&'static str, &Pattern)> {
        self.each().flat_map(|(condition, asked)| match asked {
            Asked::Words(_) => Vec::new(),
            Asked::Patterns(patterns) => patterns.iter().map(|p| (condition.key, p)).collect(),
            Asked::Commands(commands) => {
                let earlier = commands.iter().flat_map(|command| &command.after);
                let all = commands
                    .iter()
                    .chain(earlier.map(|earlier| &earlier.command));
                let args = all.flat_map(|command| &command.args);
                args.map(|pattern| ("args", pattern)).collect()
            }
        })
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
    /// Fewer arguments than this are too few.
    pub(crate) min_args: Option<u32>,
    /// More arguments than this are too many.
    pub(crate) max_args: Option<u32>,
    /// Some argument is not known beforehand.
    pub(crate) unknown_args: bool,
    /// Of `args` and `options` nothing matches what is not known beforehand.
    pub(crate) known_only: bool,
    /// One of these runs earlier in the same command line; none asks nothing.
    pub(crate) after: Vec<EarlierCommand>,
}

/// A structural condition on an invocation that comes before another one.
#[derive(Clone, Debug)]
pub(crate) struct EarlierCommand {
    /// It has no `after` of its own.
    pub(crate) command: CommandCondition,
    /// An argument or the value of an option of the one is also one of the other.
    pub(crate) shared_arg: bool,
}

/// Names of one flag, any of which will do: `--force|-f`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FlagChoice(pub(crate) Vec<String>);
