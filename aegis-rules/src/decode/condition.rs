//! The `conditions` of a rule.

use super::{Notes, command};
use crate::condition::{ACTION_TYPES, CONDITION_KEYS, Conditions, EFFECTS, SQL_VERBS};
use crate::pattern::Place;
use crate::yaml::Node;

pub(super) fn conditions(node: &Node<'_>, notes: &mut Notes<'_>) -> Option<Conditions> {
    let mut read = Conditions::default();
    for (key, value) in notes.fields(node, "`conditions`", &CONDITION_KEYS)?.entries {
        match key {
            "action_types" => {
                read.action_types = notes.words(value, key, "action type", &ACTION_TYPES);
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
