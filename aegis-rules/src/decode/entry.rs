//! One entry of `rules`.

use std::sync::OnceLock;

use super::{Notes, condition, example};
use crate::layer::{Layer, Origin, RateLimit, RuleAction, Scope};
use crate::rule::{Conditions, Rule};
use crate::yaml::{Kind, Mark, Node};

const RULE_KEYS: [&str; 9] = [
    "id",
    "enabled",
    "priority",
    "action",
    "message",
    "conditions",
    "rate_limit",
    "maps",
    "examples",
];

pub(super) fn rule(node: &Node<'_>, layer: Layer, notes: &mut Notes<'_>) -> Option<Rule> {
    let fields = notes.fields(node, "a rule", &RULE_KEYS)?;
    let before = notes.mistakes.len();
    let value = |key: &str| {
        let field = fields.iter().find(|(name, _)| *name == key);
        field.map(|(_, value)| *value)
    };
    let id = required(value("id"), "id", node.at, notes, |notes, node| {
        notes.id(node)
    });
    let enabled = value("enabled").is_none_or(|node| notes.boolean(node).unwrap_or(true));
    let priority = value("priority").and_then(|node| notes.integer(node, "a whole number"));
    let limit = value("rate_limit").and_then(|node| Some((rate_limit(node, notes)?, node.at)));
    let action = action(
        value("action"),
        value("rate_limit"),
        limit,
        enabled,
        node.at,
        notes,
    );
    let conditions = conditions(value("conditions"), enabled, node.at, notes);
    let message = value("message")
        .and_then(|node| notes.text(node, "what the agent should read"))
        .map(str::to_owned);
    let maps = value("maps")
        .map(|node| maps(node, notes))
        .unwrap_or_default();
    let examples = value("examples")
        .map(|node| example::examples(node, notes))
        .unwrap_or_default();
    if notes.mistakes.len() > before {
        return None;
    }
    Some(Rule {
        id: id?,
        layer,
        origin: Origin {
            path: notes.file.to_owned(),
            line: node.at.line,
        },
        enabled,
        priority: priority.unwrap_or_default(),
        action: action?,
        message,
        conditions: conditions?,
        maps,
        examples,
        digest: OnceLock::new(),
    })
}

fn required<T>(
    node: Option<&Node<'_>>,
    key: &str,
    rule: Mark,
    notes: &mut Notes<'_>,
    read: impl FnOnce(&mut Notes<'_>, &Node<'_>) -> Option<T>,
) -> Option<T> {
    if let Some(node) = node {
        return read(notes, node);
    }
    notes.add(
        rule,
        format!("a rule without `{key}`"),
        format!("`{key}`"),
        None,
    );
    None
}

/// A rule that is switched off needs no action: it only takes another rule's place.
fn action(
    node: Option<&Node<'_>>,
    limit_node: Option<&Node<'_>>,
    limit: Option<(RateLimit, Mark)>,
    enabled: bool,
    rule: Mark,
    notes: &mut Notes<'_>,
) -> Option<RuleAction> {
    if node.is_none() && !enabled {
        return Some(RuleAction::Allow);
    }
    required(node, "action", rule, notes, |notes, node| {
        let text = notes.text(node, "the name of a rule action")?;
        let action = match text {
            "deny" => RuleAction::Deny,
            "require_approval" => RuleAction::RequireApproval,
            "audit" => RuleAction::Audit,
            "allow" => RuleAction::Allow,
            "rate_limit" => {
                if limit_node.is_none() {
                    notes.add(
                        node.at,
                        "`action: rate_limit` without `rate_limit`".to_owned(),
                        "the limit, such as `rate_limit: {max: 50, window: 1m}`".to_owned(),
                        None,
                    );
                }
                return limit.map(|(limit, _)| RuleAction::RateLimit(limit));
            }
            _ => {
                notes.unknown_word(node, "action", text, &RuleAction::NAMES);
                return None;
            }
        };
        if let Some(limit) = limit_node {
            notes.add(
                limit.at,
                format!("`rate_limit` with `action: {action}`"),
                "`action: rate_limit`, or no `rate_limit`".to_owned(),
                None,
            );
        }
        Some(action)
    })
}

fn rate_limit(node: &Node<'_>, notes: &mut Notes<'_>) -> Option<RateLimit> {
    let fields = notes.fields(node, "a rate limit", &["max", "window", "per"])?;
    let value = |key: &str| {
        let field = fields.iter().find(|(name, _)| *name == key);
        field.map(|(_, value)| *value)
    };
    let expected = "a whole number from 1 to 4294967295";
    let max = required(value("max"), "max", node.at, notes, |notes, node| {
        let max: u32 = notes.integer(node, expected)?;
        if max == 0 {
            notes.add(
                node.at,
                "a limit of 0".to_owned(),
                expected.to_owned(),
                Some("use `action: deny` to let nothing pass".to_owned()),
            );
            return None;
        }
        Some(max)
    });
    let window = required(value("window"), "window", node.at, notes, |notes, node| {
        notes.duration(node)
    });
    let per = match value("per") {
        None => Some(Scope::default()),
        Some(node) => scope(node, notes),
    };
    Some(RateLimit {
        max: max?,
        window: window?,
        per: per?,
    })
}

fn scope(node: &Node<'_>, notes: &mut Notes<'_>) -> Option<Scope> {
    let scopes = [Scope::Session, Scope::Repo, Scope::Agent];
    let text = notes.text(node, "`session`, `repo` or `agent`")?;
    let found = scopes.into_iter().find(|scope| scope.name() == text);
    if found.is_none() {
        notes.unknown_word(node, "scope", text, &scopes.map(Scope::name));
    }
    found
}

fn conditions(
    node: Option<&Node<'_>>,
    enabled: bool,
    rule: Mark,
    notes: &mut Notes<'_>,
) -> Option<Conditions> {
    let empty = |node: &Node<'_>| match &node.kind {
        Kind::Null => true,
        Kind::Map(entries) => entries.is_empty(),
        _ => false,
    };
    match node {
        None if !enabled => Some(Conditions::default()),
        Some(node) if !empty(node) => condition::conditions(node, notes),
        _ => {
            notes.add(
                node.map_or(rule, |node| node.at),
                "a rule without conditions, which would match every call".to_owned(),
                "`conditions` with at least one".to_owned(),
                Some("list all `action_types` if every call is meant".to_owned()),
            );
            None
        }
    }
}

fn maps(node: &Node<'_>, notes: &mut Notes<'_>) -> Vec<String> {
    notes
        .list(node, "a list of tags such as `ATT&CK:T1485`")
        .iter()
        .filter_map(|item| notes.text(item, "a tag").map(str::to_owned))
        .collect()
}
