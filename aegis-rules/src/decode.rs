//! A rule file's tree to rules; every mistake is noted, none ends the reading.

mod command;
mod condition;
mod entry;
mod example;
mod notes;
mod scalar;

use std::collections::HashMap;

use crate::layer::{Layer, Origin};
use crate::rule::{Examples, Rule};
use crate::yaml::{self, Kind, Mark, Node};

pub(crate) use command::{COMMAND_KEYS, EARLIER_KEYS, is_flag_choice};
pub(crate) use entry::RULE_KEYS;
pub(crate) use notes::Notes;
pub(crate) use scalar::{duration, is_id};

/// A rule file may have this many bytes.
pub(crate) const MAX_BYTES: usize = 1 << 20;
/// And this many rules.
pub(crate) const MAX_RULES: usize = 5_000;

pub(crate) const TOP_KEYS: [&str; 2] = ["profiles", "rules"];

/// What a file says.
#[derive(Default)]
pub(crate) struct RuleFile {
    /// The rule sets that it names, with the place of each; `None` if the key is absent.
    pub(crate) profiles: Option<Vec<(String, Mark)>>,
    pub(crate) rules: Vec<Rule>,
}

/// Reads one file. What has a mistake is left out; the mistakes are in `notes`.
pub(crate) fn decode(text: &str, layer: Layer, notes: &mut Notes<'_>) -> RuleFile {
    let mut file = RuleFile::default();
    if text.len() > MAX_BYTES {
        notes.add(
            Mark::START,
            format!("a file of {} bytes", text.len()),
            format!("at most {MAX_BYTES}"),
            Some("split it into files that `profiles` names".to_owned()),
        );
        return file;
    }
    let root = match yaml::read(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        Ok(root) => root,
        Err(error) => {
            notes.add(error.at, error.found, error.expected, error.help);
            return file;
        }
    };
    if root.kind == Kind::Null {
        return file;
    }
    let Some(fields) = notes.fields(&root, "a rule file", &TOP_KEYS) else {
        return file;
    };
    for (key, value) in fields.entries {
        match key {
            "profiles" => file.profiles = Some(profiles(value, notes)),
            _ => file.rules = rules(value, layer, notes),
        }
    }
    file
}

/// Reads one entry of `rules` by itself: its lines, of which the first has the number of its origin. `None` if it has a
/// mistake.
pub(crate) fn one_rule(text: &str, origin: Origin, layer: Layer) -> Option<Rule> {
    let list = yaml::read_part(text, origin.line)?;
    let Kind::List(items) = &list.kind else {
        return None;
    };
    entry::rule(items.first()?, layer, &mut Notes::new(&origin.path))
}

/// Reads the lines of a rule's examples, the key included.
pub(crate) fn examples_alone(text: &str, first_line: usize) -> Option<Examples> {
    let mapping = yaml::read_part(text, first_line)?;
    let Kind::Map(entries) = &mapping.kind else {
        return None;
    };
    let (_, examples) = entries.first()?;
    Some(example::examples(examples, &mut Notes::new("")))
}

fn profiles(node: &Node<'_>, notes: &mut Notes<'_>) -> Vec<(String, Mark)> {
    if node.kind == Kind::Null {
        notes.add(
            node.at,
            "`profiles` without a value".to_owned(),
            "a list of names or paths of rule files".to_owned(),
            Some("write `profiles: []` for none".to_owned()),
        );
        return Vec::new();
    }
    let items = notes.list(node, "a list of names or paths of rule files");
    items
        .iter()
        .filter_map(|item| {
            let name = notes.text(item, "the name of a rule set or the path of a rule file")?;
            Some((name.to_owned(), item.at))
        })
        .collect()
}

fn rules(node: &Node<'_>, layer: Layer, notes: &mut Notes<'_>) -> Vec<Rule> {
    if node.kind == Kind::Null {
        return Vec::new();
    }
    let items = notes.list(node, "a list of rules, each starting with `- id:`");
    if let Some(beyond) = items.get(MAX_RULES) {
        notes.add(
            beyond.at,
            format!("{} rules", items.len()),
            format!("at most {MAX_RULES}"),
            None,
        );
        return Vec::new();
    }
    let rules = items
        .iter()
        .filter_map(|item| entry::rule(item, layer, notes));
    let rules: Vec<Rule> = rules.collect();
    without_repeated_ids(rules, notes)
}

/// Of the rules of one id the first stays. A duplicate is rare, so that looking for one must cost little.
fn without_repeated_ids(rules: Vec<Rule>, notes: &mut Notes<'_>) -> Vec<Rule> {
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    if ids.windows(2).all(|pair| pair.first() != pair.last()) {
        return rules;
    }
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut kept = Vec::with_capacity(rules.len());
    for rule in rules {
        let line = rule.origin.line;
        match lines.get(&rule.id) {
            Some(first) => notes.add(
                Mark { line, column: 1 },
                format!("a second rule `{}`", rule.id),
                "an id that is unique in its file".to_owned(),
                Some(format!("the first stands on line {first}")),
            ),
            None => {
                lines.insert(rule.id.clone(), line);
                kept.push(rule);
            }
        }
    }
    kept
}
