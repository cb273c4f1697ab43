//! The `conditions` of a rule.

use aegis_shell::SqlVerb;

use super::{Notes, command};
use crate::action::{ActionType, EffectName};
use crate::pattern::Place;
use crate::rule::Conditions;
use crate::yaml::Node;

pub(crate) const CONDITION_KEYS: [&str; 11] = [
    "action_types",
    "agents",
    "tools",
    "path_patterns",
    "exclude_paths",
    "hosts",
    "exclude_hosts",
    "command_patterns",
    "commands",
    "sql",
    "effects",
];

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

/// The name of a verb in rule files; `None` for those that no rule can name.
pub(crate) fn sql_name(verb: SqlVerb) -> Option<&'static str> {
    let known = SQL_VERBS.iter().find(|(_, known)| *known == verb);
    known.map(|(name, _)| *name)
}

/// The name of an effect in rule files.
pub(crate) fn effect_name(effect: EffectName) -> &'static str {
    match effect {
        EffectName::DeleteRecursive => "delete_recursive",
        EffectName::NetworkSend => "network_send",
        EffectName::RemoteCode => "remote_code",
        EffectName::OpaqueCode => "opaque_code",
        EffectName::Privilege => "privilege",
    }
}

pub(super) fn conditions(node: &Node<'_>, notes: &mut Notes<'_>) -> Option<Conditions> {
    let mut read = Conditions::default();
    for (key, value) in notes.fields(node, "`conditions`", &CONDITION_KEYS)?.entries {
        match key {
            "action_types" => {
                let known = ActionType::ALL.map(|kind| (kind.name(), kind));
                read.action_types = notes.words(value, key, "action type", &known);
            }
            "agents" => {
                let items = notes.condition_list(value, key, || "names of agents".to_owned());
                read.agents = items
                    .iter()
                    .filter_map(|item| notes.text(item, "the name of an agent"))
                    .map(str::to_owned)
                    .collect();
            }
            "tools" => read.tools = notes.patterns(value, key, Place::Whole),
            "path_patterns" => read.path_patterns = notes.patterns(value, key, Place::Anywhere),
            "exclude_paths" => read.exclude_paths = notes.patterns(value, key, Place::Anywhere),
            "hosts" => read.hosts = notes.patterns(value, key, Place::Anywhere),
            "exclude_hosts" => read.exclude_hosts = notes.patterns(value, key, Place::Anywhere),
            "command_patterns" => {
                read.command_patterns = notes.patterns(value, key, Place::Anywhere);
            }
            "commands" => read.commands = command::commands(value, notes),
            "sql" => read.sql = notes.words(value, key, "kind of statement", &SQL_VERBS),
            _ => read.effects = notes.words(value, key, "effect", &EFFECTS),
        }
    }
    Some(read)
}
