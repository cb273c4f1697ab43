//! Secrets in a payload: every string and every key of it is scanned.

use aegis_scanner::{Confidence, Finding, Scanner};
use serde_json::Value;

use crate::call::{Event, ToolCall};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Ids of the types, each once, in the order of the payload.
    pub(crate) types: Vec<String>,
    /// The findings that block.
    pub(crate) blocking: Vec<Blocking>,
}

/// A finding that blocks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Blocking {
    /// The type's id.
    pub(crate) kind: String,
    /// Field of the payload: `tool_input.content`.
    pub(crate) field: String,
    /// Line within the field, from 1.
    pub(crate) line: usize,
    /// What an allow entry names.
    pub(crate) fingerprint: String,
}

/// Scans a call. Fields of the host's own bookkeeping (ids, transcript) cannot carry anything out and are left out.
pub(crate) fn find(call: &ToolCall, scanner: &Scanner, block_at: Confidence) -> Found {
    let mut walk = Walk {
        scanner,
        block_at,
        found: Found::default(),
    };
    if let Value::Object(fields) = &call.payload {
        for (key, value) in fields {
            if !BOOKKEEPING.contains(&key.as_str()) {
                walk.value(value, key);
                walk.text(key, key);
            }
        }
    }
    if call.event == Event::Notice {
        walk.found.blocking.clear();
    }
    walk.found
}

const BOOKKEEPING: &[&str] = &[
    "session_id",
    "transcript_path",
    "agent_transcript_path",
    "prompt_id",
    "tool_use_id",
    "agent_id",
    "hook_event_name",
    "permission_mode",
];

struct Walk<'s> {
    scanner: &'s Scanner,
    block_at: Confidence,
    found: Found,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, field: &str) {
        match value {
            Value::String(text) => self.text(text, field),
            Value::Array(items) => items.iter().for_each(|item| self.value(item, field)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    let inner = format!("{field}.{}", shown(key));
                    self.text(key, field);
                    self.value(value, &inner);
                    self.pair(key, value, &inner);
                }
            }
            _ => {}
        }
    }

    /// A value whose key says what it is (`{"API_KEY": "…"}`) is only seen with the key beside it.
    fn pair(&mut self, key: &str, value: &Value, field: &str) {
        const LONGEST: usize = 512;
        if let Value::String(text) = value
            && (8..=LONGEST).contains(&text.len())
            && key.len() <= LONGEST
            && !text.contains(['\n', ' '])
        {
            let joined = format!("{key}={}", Value::String(text.clone()));
            self.text(&joined, field);
        }
    }

    fn text(&mut self, text: &str, field: &str) {
        for finding in self.scanner.scan(text) {
            self.note(&finding, text, field);
        }
    }

    fn note(&mut self, finding: &Finding, text: &str, field: &str) {
        let kind = finding.kind().id();
        if !self.found.types.iter().any(|known| known == kind) {
            self.found.types.push(kind.to_owned());
        }
        if finding.confidence() < self.block_at {
            return;
        }
        let before = text
            .as_bytes()
            .get(..finding.span().start)
            .unwrap_or_default();
        let blocking = Blocking {
            kind: kind.to_owned(),
            field: field.to_owned(),
            line: before.iter().filter(|b| **b == b'\n').count() + 1,
            fingerprint: finding.fingerprint().to_string(),
        };
        if !self
            .found
            .blocking
            .iter()
            .any(|known| known.fingerprint == blocking.fingerprint)
        {
            self.found.blocking.push(blocking);
        }
    }
}

/// A key as it may stand in a message.
fn shown(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
        .take(40)
        .collect()
}
