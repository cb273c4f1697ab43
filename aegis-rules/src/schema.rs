//! The rule file's form as JSON Schema, for editors.

use crate::condition::{CONDITIONS, Condition, Takes};
use crate::layer::RuleAction;

/// A JSON Schema (draft 2020-12) of rule files.
#[must_use]
pub fn schema() -> String {
    let conditions: Vec<String> = CONDITIONS.iter().map(property).collect();
    TEMPLATE
        .replace("@actions", &join(&RuleAction::NAMES))
        .replace("@conditions", &conditions.join(",\n"))
        .replace("@command", COMMAND)
}

/// The line of one condition.
fn property(condition: &Condition) -> String {
    let Condition {
        key, description, ..
    } = condition;
    let items = match condition.takes {
        Takes::Names | Takes::Patterns | Takes::Exclusions => {
            r##""$ref": "#/$defs/texts""##.to_owned()
        }
        Takes::Commands => {
            r##""type": "array", "minItems": 1, "items": {"$ref": "#/$defs/command"}"##.to_owned()
        }
        Takes::Words(words) => format!(
            r#""type": "array", "minItems": 1, "items": {{"enum": [{}]}}"#,
            join(words)
        ),
    };
    format!(r#"        "{key}": {{"description": "{description}", {items}}}"#)
}

fn join(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

const TEMPLATE: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "aegis rule file",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "profiles": {
      "description": "Rule sets to load after the file's own rules: names of shipped ones, or paths of files.",
      "type": "array",
      "items": {"type": "string"}
    },
    "rules": {"type": ["array", "null"], "items": {"$ref": "#/$defs/rule"}}
  },
  "$defs": {
    "rule": {
      "type": "object",
      "additionalProperties": false,
      "required": ["id"],
      "properties": {
        "id": {"description": "Unique in its file.", "type": "string", "pattern": "^[a-z0-9-]{1,100}$"},
        "enabled": {"description": "false: the rule matches nothing, but replaces one of its id.", "type": "boolean"},
        "priority": {"description": "Higher is asked first; 0 if absent.", "type": "integer"},
        "action": {"enum": [@actions]},
        "message": {"description": "What the agent reads.", "type": "string"},
        "conditions": {"$ref": "#/$defs/conditions"},
        "rate_limit": {
          "type": "object",
          "additionalProperties": false,
          "required": ["max", "window"],
          "properties": {
            "max": {"type": "integer", "minimum": 1},
            "window": {"description": "Such as 30s, 1m or 1h30m.", "type": "string", "pattern": "^([0-9]+[smhdw])+$"},
            "per": {"enum": ["session", "repo", "agent"]}
          }
        },
        "maps": {"description": "Tags, carried into the log.", "type": "array", "items": {"type": "string"}},
        "examples": {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "match": {"type": "array", "items": {"type": "string"}},
            "no_match": {"type": "array", "items": {"type": "string"}}
          }
        }
      }
    },
    "conditions": {
      "description": "All named must hold; within a list one is enough.",
      "type": "object",
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
@conditions
      }
    },
    "command": {
      "type": "object",
      "additionalProperties": false,
      "required": ["run"],
      "properties": {
@command,
        "after": {
          "description": "One of these runs earlier in the same command line.",
          "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/earlier"}
        }
      }
    },
    "earlier": {
      "type": "object",
      "additionalProperties": false,
      "required": ["run"],
      "properties": {
@command,
        "shared_arg": {"description": "true: it has an argument or the value of an option in common with the later command.", "type": "boolean"}
      }
    },
    "texts": {"type": "array", "minItems": 1, "items": {"type": "string"}}
  }
}
"##;

/// What both kinds of commands have.
const COMMAND: &str = r##"        "run": {"description": "Program and subcommands, a regular expression for the whole.", "type": "string"},
        "flags": {"description": "Each must be present; --force|-f are two names of one.", "$ref": "#/$defs/texts"},
        "not_flags": {"description": "None may be present.", "$ref": "#/$defs/texts"},
        "options": {
          "description": "A regular expression for the value of each option.",
          "type": "object",
          "additionalProperties": {"type": "string"}
        },
        "args": {"description": "Some argument matches one of these.", "$ref": "#/$defs/texts"},
        "not_args": {"description": "No argument matches any of these.", "$ref": "#/$defs/texts"},
        "min_args": {"description": "There are no fewer arguments than this.", "type": "integer", "minimum": 0},
        "max_args": {"description": "There are no more arguments than this.", "type": "integer", "minimum": 0},
        "unknown_args": {"description": "true: some argument is not known beforehand.", "type": "boolean"},
        "known_only": {"description": "true: what is not known beforehand matches nothing, instead of possibly.", "type": "boolean"}"##;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::CONDITION_KEYS;
    use crate::decode::{COMMAND_KEYS, EARLIER_KEYS, RULE_KEYS};

    #[test]
    fn every_key_that_the_loader_knows_is_described_and_no_other() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
        let check = |place: &str, known: &[&str]| {
            let properties = &schema["$defs"][place]["properties"];
            let mut described: Vec<&str> = properties
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let mut known = known.to_vec();
            described.sort_unstable();
            known.sort_unstable();
            assert_eq!(described, known);
        };
        check("rule", &RULE_KEYS);
        check("conditions", &CONDITION_KEYS);
        check("command", &COMMAND_KEYS);
        check("earlier", &EARLIER_KEYS);
    }
}
