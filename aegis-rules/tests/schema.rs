//! The JSON Schema accepts the shipped files and refuses what the loader refuses.

use aegis_rules::{embedded, embedded_names, schema, starter};
use serde_json::Value;

/// The keywords that the schema uses; an unknown one fails the test.
fn accepts(schema: &Value, root: &Value, value: &Value) -> bool {
    let Some(keywords) = schema.as_object() else {
        return false;
    };
    keywords
        .iter()
        .all(|(keyword, wanted)| match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = wanted.as_str().unwrap_or_default().trim_start_matches('#');
                root.pointer(pointer)
                    .is_some_and(|schema| accepts(schema, root, value))
            }
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|one| has_type(value, one)),
                one => has_type(value, one),
            },
            "enum" => wanted
                .as_array()
                .is_some_and(|values| values.contains(value)),
            "pattern" => {
                let regex = regex::Regex::new(wanted.as_str().unwrap_or_default());
                value
                    .as_str()
                    .is_none_or(|text| regex.is_ok_and(|regex| regex.is_match(text)))
            }
            "minimum" => value.as_i64() >= wanted.as_i64(),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap_or(0)),
            "minProperties" => value
                .as_object()
                .is_none_or(|map| map.len() as u64 >= wanted.as_u64().unwrap_or(0)),
            "items" => value
                .as_array()
                .is_none_or(|items| items.iter().all(|item| accepts(wanted, root, item))),
            "required" => value.as_object().is_none_or(|map| {
                wanted
                    .as_array()
                    .into_iter()
                    .flatten()
                    .all(|key| map.contains_key(key.as_str().unwrap_or_default()))
            }),
            "properties" => value.as_object().is_none_or(|map| {
                map.iter().all(|(key, value)| {
                    wanted
                        .get(key)
                        .is_none_or(|schema| accepts(schema, root, value))
                })
            }),
            "additionalProperties" => value.as_object().is_none_or(|map| {
                map.iter()
                    .filter(|(key, _)| {
                        keywords
                            .get("properties")
                            .and_then(|known| known.get(key))
                            .is_none()
                    })
                    .all(|(_, value)| {
                        wanted.as_bool().unwrap_or(true)
                            && (wanted.is_boolean() || accepts(wanted, root, value))
                    })
            }),
            _ => false,
        })
}

fn has_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap_or_default() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn check(text: &str, expected: bool) {
    let schema: Value = serde_json::from_str(&schema()).unwrap_or_default();
    let value: Value = serde_yaml::from_str(text).unwrap_or_default();
    assert_eq!(accepts(&schema, &schema, &value), expected, "{text}");
}

#[test]
fn shipped_files_are_accepted() {
    for name in embedded_names() {
        check(embedded(name).unwrap_or_default(), true);
    }
    check(&starter(&["git", "aws"]), true);
}

#[test]
fn mistakes_are_refused() {
    check("rules: [{id: x, enabled: false}]", true);
    let after = |earlier: &str| {
        format!("rules: [{{id: x, conditions: {{commands: [{{run: x, after: [{earlier}]}}]}}}}]")
    };
    check(&after("{run: y, args: [z], shared_arg: true}"), true);
    check(&after(""), false);
    check(&after("{args: [z]}"), false);
    check(&after("{run: y, after: [{run: z}]}"), false);
    for text in [
        "rule: []",
        "rules: [{enabled: false}]",
        "rules: [{id: X, enabled: false}]",
        "rules: [{id: x, action: block}]",
        "rules: [{id: x, conditions: {}}]",
        "rules: [{id: x, conditions: {paths: [a]}}]",
        "rules: [{id: x, conditions: {sql: [nope]}}]",
        "rules: [{id: x, conditions: {path_patterns: []}}]",
        "rules: [{id: x, conditions: {commands: [{flags: [-f]}]}}]",
        "rules: [{id: x, conditions: {commands: [{run: x, options: {a: [b]}}]}}]",
        "rules: [{id: x, rate_limit: {max: 0, window: 1m}}]",
        "rules: [{id: x, rate_limit: {max: 1, window: 60}}]",
    ] {
        check(text, false);
    }
}
