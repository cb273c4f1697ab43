//! The `examples` of a rule.

use std::fmt;

use super::Notes;
use crate::action::ActionType;
use crate::rule::{Example, Examples};
use crate::yaml::Node;

pub(super) fn examples(node: &Node<'_>, notes: &mut Notes<'_>) -> Examples {
    let mut read = Examples::default();
    let fields = notes.fields(node, "`examples`", &["match", "no_match"]);
    for (key, value) in fields.map(|fields| fields.entries).unwrap_or_default() {
        let items = notes.list(
            value,
            "a list of command lines, or of `action_type: target`",
        );
        let parsed = items
            .iter()
            .filter_map(|item| example(item, notes))
            .collect();
        match key {
            "match" => read.matching = parsed,
            _ => read.no_match = parsed,
        }
    }
    read
}

fn example(node: &Node<'_>, notes: &mut Notes<'_>) -> Option<Example> {
    let text = notes.text(node, "a command line, or `'action_type: target'` in quotes")?;
    Some(Example::parse(text, node.at.line))
}

impl Example {
    /// `file_read: ~/.ssh/id_rsa` is a path that is read; what does not begin with an action type is a command line.
    #[must_use]
    pub fn parse(text: &str, line: usize) -> Example {
        let typed = text.split_once(": ").and_then(|(name, target)| {
            let action_type: ActionType = name.parse().ok()?;
            Some((action_type, target.trim()))
        });
        let (action_type, target) = typed.unwrap_or((ActionType::CommandExec, text));
        Example {
            action_type,
            target: target.to_owned(),
            line,
        }
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.action_type {
            ActionType::CommandExec => f.write_str(&self.target),
            other => write!(f, "{other}: {}", self.target),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_type_before_a_colon_is_told_from_a_command() {
        let check = |text, kind, target: &str| {
            let example = Example::parse(text, 7);
            assert_eq!((example.action_type, &*example.target), (kind, target));
        };
        check(
            "file_read: ~/.ssh/id_rsa",
            ActionType::FileRead,
            "~/.ssh/id_rsa",
        );
        check("rm -rf /", ActionType::CommandExec, "rm -rf /");
        check(
            "curl -H 'a: b' x",
            ActionType::CommandExec,
            "curl -H 'a: b' x",
        );
    }
}
