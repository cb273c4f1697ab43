//! The rules of a shipped file. Tests prove these files to be right, so a hook looks for where their rules stand and
//! reads a rule only when an action of its types arrives.

use std::sync::OnceLock;

use crate::action::ActionType;
use crate::decode;
use crate::layer::{Layer, Origin, RuleAction};
use crate::condition::Conditions;
use crate::rule::{Examples, Rule};

/// One rule of a shipped file, of which only what orders and selects rules is known before it is read.
#[derive(Clone, Debug)]
pub(crate) struct ShippedRule {
    pub(crate) id: &'static str,
    pub(crate) priority: i64,
    /// None means all.
    action_types: Vec<ActionType>,
    layer: Layer,
    origin: Origin,
    /// From the line of its id to the line before the next rule.
    text: &'static str,
    rule: OnceLock<Box<Rule>>,
}

impl ShippedRule {
    pub(crate) fn is_about(&self, action_type: ActionType) -> bool {
        self.action_types.is_empty() || self.action_types.contains(&action_type)
    }

    pub(crate) fn rule(&self) -> &Rule {
        self.rule.get_or_init(|| {
            let read = decode::one_rule(self.text, &self.origin, self.layer);
            Box::new(read.unwrap_or_else(|| self.closed_door()))
        })
    }

    /// What stands for a rule that cannot be read, so that no mistake of the program opens anything.
    fn closed_door(&self) -> Rule {
        Rule {
            id: self.id.to_owned(),
            layer: self.layer,
            origin: self.origin.clone(),
            enabled: true,
            priority: self.priority,
            action: RuleAction::Deny,
            message: Some("This rule of the program cannot be read: reinstall aegis.".to_owned()),
            conditions: Conditions {
                action_types: self.action_types.clone(),
                ..Conditions::default()
            },
            maps: Vec::new(),
            examples: Examples::default(),
            digest: OnceLock::new(),
        }
    }
}

/// The rules of a shipped file, in its order. They are looked for in the one formatting that these files have.
pub(crate) fn rules(text: &'static str, path: &str, layer: Layer) -> Vec<ShippedRule> {
    let mut rules: Vec<ShippedRule> = Vec::with_capacity(8);
    let mut rest = text;
    let mut number = 1;
    while let Some((line, after)) = rest.split_once('\n') {
        if let Some(id) = line.strip_prefix("  - id: ") {
            end_rule(&mut rules, rest);
            rules.push(ShippedRule {
                id,
                priority: 0,
                action_types: Vec::new(),
                layer,
                origin: Origin {
                    path: path.to_owned(),
                    line: number,
                },
                text: rest,
                rule: OnceLock::new(),
            });
        } else if let Some(rule) = rules.last_mut() {
            read_line(line, rule);
        }
        rest = after;
        number += 1;
    }
    rules
}

/// The last rule ends where `rest` begins.
fn end_rule(rules: &mut [ShippedRule], rest: &str) {
    if let Some(rule) = rules.last_mut() {
        let length = rule.text.len().saturating_sub(rest.len());
        if let Some((own, _)) = rule.text.split_at_checked(length) {
            rule.text = own;
        }
    }
}

fn read_line(line: &str, rule: &mut ShippedRule) {
    if let Some(priority) = line.strip_prefix("    priority: ") {
        rule.priority = priority.parse().unwrap_or_default();
    } else if let Some(names) = line.strip_prefix("      action_types: [") {
        rule.action_types = names
            .trim_end_matches(']')
            .split(", ")
            .filter_map(|name| name.parse().ok())
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Notes;
    use crate::profile::{embedded, embedded_names};

    #[test]
    fn every_shipped_rule_is_what_the_whole_file_says() {
        for name in embedded_names() {
            let text = embedded(name).unwrap();
            let mut notes = Notes::new("shipped");
            let file = decode::decode(text, Layer::Managed, &mut notes);
            assert_eq!(notes.mistakes, [], "{name}");
            assert_eq!(file.profiles.map(|profiles| profiles.len()), Some(0));
            let shipped = rules(text, "shipped", Layer::Managed);
            assert_eq!(shipped.len(), file.rules.len(), "{name}");
            for (shipped, rule) in shipped.iter().zip(&file.rules) {
                assert_eq!(shipped.id, rule.id);
                assert_eq!(shipped.priority, rule.priority, "{}", rule.id);
                assert_eq!(shipped.action_types, rule.conditions.action_types);
                let read = shipped.rule();
                assert_eq!(read.digest(), rule.digest(), "{}", rule.id);
                // Whatever was made ready for matching is the same: nothing was.
                let all = |rule: &Rule| {
                    let Rule {
                        id,
                        layer,
                        origin,
                        enabled,
                        priority,
                        action,
                        message,
                        conditions,
                        maps,
                        examples,
                        digest: _,
                    } = rule.clone();
                    format!(
                        "{id}{layer}{origin}{enabled}{priority}{action}{message:?}{conditions:?}{maps:?}{examples:?}"
                    )
                };
                assert_eq!(all(read), all(rule));
            }
        }
    }

    #[test]
    fn a_rule_that_cannot_be_read_is_a_closed_door() {
        let text = "  - id: x\n    priority: 7\n    conditions:\n      action_types: [file_read]\n    oops\n";
        let rules = rules(text, "shipped", Layer::Managed);
        let rule = rules.first().unwrap();
        assert_eq!(rule.rule().action(), RuleAction::Deny);
        assert_eq!(rule.rule().priority(), 7);
        assert!(rule.is_about(ActionType::FileRead) && !rule.is_about(ActionType::FileWrite));
    }
}
