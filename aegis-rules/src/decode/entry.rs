//! One entry of `rules`.

use std::sync::OnceLock;

use super::notes::{Fields, Notes};
use super::{condition, example};
use crate::condition::Conditions;
use crate::layer::{Layer, Origin, RateLimit, RuleAction, Scope};
use crate::lazy::LazyExamples;
use crate::rule::Rule;
use crate::yaml::{Kind, Node};

pub(crate) const RULE_KEYS: [&str; 9] = [
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
    let before = notes.mistakes.len();
    let fields = notes.fields(node, "a rule", &RULE_KEYS)?;
    let id = required(&fields, "id: block-force-push", notes).and_then(|node| notes.id(node));
    let enabled = fields
        .get("enabled")
        .is_none_or(|node| notes.boolean(node).unwrap_or(true));
    let priority = fields
        .get("priority")
        .and_then(|node| notes.integer(node, "a whole number"));
    let action = action(&fields, enabled, notes);
    let conditions = conditions(&fields, enabled, notes);
    let message = fields
        .get("message")
        .and_then(|node| notes.text(node, "what the agent should read"))
        .map(str::to_owned);
    let maps = fields.get("maps").map(|node| maps(node, notes));
    let examples = fields
        .get("examples")
        .map(|node| example::examples(node, notes));
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
        maps: maps.unwrap_or_default(),
        examples: LazyExamples::Read(examples.unwrap_or_default()),
        digest: OnceLock::new(),
    })
}

/// The value of a key that must be there, of which people see an example if it is not.
fn required<'n, 't>(
    fields: &Fields<'n, 't>,
    example: &str,
    notes: &mut Notes<'_>,
) -> Option<&'n Node<'t>> {
    let key = example.split(':').next().unwrap_or_default();
    let value = fields.get(key);
    if value.is_none() && !fields.is_misspelt(key) {
        notes.add(
            fields.whole.at,
            format!("no `{key}`"),
            format!("a line such as `{example}`"),
            None,
        );
    }
    value
}

/// A rule that is switched off needs no action: it only takes another rule's place.
fn action(fields: &Fields<'_, '_>, enabled: bool, notes: &mut Notes<'_>) -> Option<RuleAction> {
    let limit_node = fields.get("rate_limit");
    let limit = limit_node.and_then(|node| rate_limit(node, notes));
    if fields.get("action").is_none() && !enabled {
        return Some(RuleAction::Allow);
    }
    let node = required(fields, "action: deny", notes)?;
    let action = match notes.text(node, "the name of a rule action")? {
        "deny" => RuleAction::Deny,
        "require_approval" => RuleAction::RequireApproval,
        "audit" => RuleAction::Audit,
        "allow" => RuleAction::Allow,
        "rate_limit" if limit_node.is_none() => {
            notes.add(
                node.at,
                "`action: rate_limit` without `rate_limit`".to_owned(),
                "the limit, such as `rate_limit: {max: 50, window: 1m}`".to_owned(),
                None,
            );
            return None;
        }
        "rate_limit" => return limit.map(RuleAction::RateLimit),
        text => {
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
}

fn rate_limit(node: &Node<'_>, notes: &mut Notes<'_>) -> Option<RateLimit> {
    let fields = notes.fields(node, "a rate limit", &["max", "window", "per"])?;
    let expected = "a whole number from 1 to 4294967295";
    let max = required(&fields, "max: 50", notes).and_then(|node| {
        let max: u32 = notes.integer(node, expected)?;
        if max == 0 {
            notes.add(
                node.at,
                "a limit of 0".to_owned(),
                expected.to_owned(),
                Some("use `action: deny` to let nothing pass".to_owned()),
            );
        }
        Some(max)
    });
    let window = required(&fields, "window: 1m", notes).and_then(|node| notes.duration(node));
    let per = match fields.get("per") {
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
    let text = notes.text(node, "`session`, `repo` or `agent`")?;
    let found = Scope::from_name(text);
    if found.is_none() {
        notes.unknown_word(node, "scope", text, &Scope::ALL.map(Scope::name));
    }
    found
}

fn conditions(fields: &Fields<'_, '_>, enabled: bool, notes: &mut Notes<'_>) -> Option<Conditions> {
    let node = fields.get("conditions");
    let empty = node.is_none_or(|node| match &node.kind {
        Kind::Null => true,
        Kind::Map(entries) => entries.is_empty(),
        _ => false,
    });
    match node {
        Some(node) if !empty => condition::conditions(node, notes),
        None if !enabled || fields.is_misspelt("conditions") => Some(Conditions::default()),
        _ => {
            notes.add(
                node.unwrap_or(fields.whole).at,
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
