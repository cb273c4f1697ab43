//! The structural conditions under `commands`.

use super::notes::{Fields, Notes};
use crate::condition::{CommandCondition, EarlierCommand, FlagChoice};
use crate::mistake::quote;
use crate::pattern::{Pattern, Place};
use crate::yaml::{Kind, Node};

pub(crate) const COMMAND_KEYS: [&str; 11] = [
    "run",
    "flags",
    "not_flags",
    "options",
    "args",
    "not_args",
    "min_args",
    "max_args",
    "unknown_args",
    "known_only",
    "after",
];

/// Of a command under `after`, which is bound to the one before which it runs instead of to a third.
pub(crate) const EARLIER_KEYS: [&str; 11] = {
    let mut keys = COMMAND_KEYS;
    let [.., last] = &mut keys;
    *last = "shared_arg";
    keys
};

pub(super) fn commands(node: &Node<'_>, notes: &mut Notes<'_>) -> Vec<CommandCondition> {
    notes
        .condition_list(node, "commands", || {
            "commands such as `run: git push`".to_owned()
        })
        .iter()
        .filter_map(|item| {
            let fields = notes.fields(item, "a command", &COMMAND_KEYS)?;
            command(&fields, notes)
        })
        .collect()
}

fn earlier(node: &Node<'_>, notes: &mut Notes<'_>) -> Vec<EarlierCommand> {
    notes
        .condition_list(node, "after", || {
            "commands such as `run: git remote add`".to_owned()
        })
        .iter()
        .filter_map(|item| {
            let fields = notes.fields(item, "an earlier command", &EARLIER_KEYS)?;
            let shared = fields.get("shared_arg").map(|node| notes.boolean(node));
            Some(EarlierCommand {
                command: command(&fields, notes)?,
                shared_arg: shared.flatten().unwrap_or_default(),
            })
        })
        .collect()
}

/// What both kinds of commands may say.
fn command(fields: &Fields<'_, '_>, notes: &mut Notes<'_>) -> Option<CommandCondition> {
    let mut run = None;
    let mut flags = Vec::new();
    let mut not_flags = Vec::new();
    let mut options = Vec::new();
    let mut args = Vec::new();
    let mut not_args = Vec::new();
    let (mut min_args, mut max_args) = (None, None);
    let (mut unknown_args, mut known_only) = (false, false);
    let mut after = Vec::new();
    for (key, value) in &fields.entries {
        match *key {
            "run" => run = notes.pattern(value, Place::Whole),
            "flags" => flags = flag_choices(value, key, notes),
            "not_flags" => not_flags = flag_choices(value, key, notes),
            "options" => options = option_values(value, notes),
            "min_args" => min_args = notes.integer(value, "a whole number from 0"),
            "max_args" => max_args = notes.integer(value, "a whole number from 0"),
            "args" => args = notes.patterns(value, key, Place::Anywhere),
            "not_args" => not_args = notes.patterns(value, key, Place::Anywhere),
            "unknown_args" => unknown_args = notes.boolean(value).unwrap_or_default(),
            "known_only" => known_only = notes.boolean(value).unwrap_or_default(),
            "after" => after = earlier(value, notes),
            _ => {}
        }
    }
    if fields.get("run").is_none() && !fields.is_misspelt("run") {
        notes.add(
            fields.whole.at,
            "a command without `run`".to_owned(),
            "`run` with the program and its subcommands, such as `run: git push`".to_owned(),
            None,
        );
    }
    Some(CommandCondition {
        run: run?,
        flags,
        not_flags,
        options,
        args,
        not_args,
        min_args,
        max_args,
        unknown_args,
        known_only,
        after,
    })
}

fn flag_choices(node: &Node<'_>, key: &str, notes: &mut Notes<'_>) -> Vec<FlagChoice> {
    notes
        .condition_list(node, key, || "flags such as `--force|-f`".to_owned())
        .iter()
        .filter_map(|item| {
            let text = notes.text(item, "a flag such as `--force|-f`")?;
            let valid = is_flag_choice(text);
            if !valid {
                notes.add(
                    item.at,
                    format!("the flag {}", quote(text)),
                    "names of one flag with `|` between them, such as `--force|-f`".to_owned(),
                    Some("a value goes into `options`".to_owned()),
                );
            }
            let names = text.split('|').map(|name| name.trim().to_owned());
            valid.then(|| FlagChoice(names.collect()))
        })
        .collect()
}

/// Whether the text is names of one flag with `|` between them.
pub(crate) fn is_flag_choice(text: &str) -> bool {
    let mut before = b'|';
    for byte in text.bytes() {
        match byte {
            b'=' => return false,
            b'|' if before == b'|' => return false,
            b'!'..=b'~' => before = byte,
            _ => return are_names(text),
        }
    }
    before != b'|'
}

/// As [`is_flag_choice`], of a text with blanks, which do not count beside a `|`, or with other characters.
#[cold]
fn are_names(text: &str) -> bool {
    text.split('|')
        .map(str::trim)
        .all(|name| !name.is_empty() && !name.contains(['=', ' ']))
}

fn option_values(node: &Node<'_>, notes: &mut Notes<'_>) -> Vec<(String, Pattern)> {
    let Kind::Map(entries) = &node.kind else {
        notes.wrong_kind(
            node,
            "options with a regular expression for the value of each, such as `{namespace: '^prod'}`",
        );
        return Vec::new();
    };
    let mut read: Vec<(String, Pattern)> = Vec::new();
    for (key, value) in entries {
        let Some(name) = notes.text(key, "the name of an option") else {
            continue;
        };
        if read.iter().any(|(seen, _)| seen == name) {
            notes.repeated_key(key, name);
        }
        if let Some(pattern) = notes.pattern(value, Place::Anywhere) {
            read.push((name.to_owned(), pattern));
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn both_ways_to_look_at_a_flag_agree(text in "(-|\\||a|=| |é){0,6}") {
            prop_assert_eq!(is_flag_choice(&text), are_names(&text));
        }
    }
}
