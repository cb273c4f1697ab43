//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), which code hosts read.

use std::fmt::Write;
use std::path::Path;

use aegis_scanner::Severity;
use serde_json::{Value, json};

use super::record::Located;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// A log of one run with these findings, and what could not be read.
pub(crate) fn log(records: &[Located], problems: &[String]) -> Value {
    let rules = rules(records);
    let results: Vec<Value> = records
        .iter()
        .map(|record| result(record, &rules))
        .collect();
    let notifications: Vec<Value> = problems
        .iter()
        .map(|problem| json!({"level": "error", "message": {"text": problem}}))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "aegis",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": HOME,
                "rules": rules.iter().map(|record| rule(record)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": problems.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

/// One record of each type that was found, by id.
fn rules(records: &[Located]) -> Vec<&Located> {
    let mut rules: Vec<&Located> = records.iter().collect();
    rules.sort_by_key(|record| &record.kind);
    rules.dedup_by_key(|record| &record.kind);
    rules
}

fn rule(record: &Located) -> Value {
    json!({
        "id": record.kind,
        "name": record.name,
        "shortDescription": {"text": record.name},
        "helpUri": format!("{HOME}/blob/main/docs/secrets.md"),
        "properties": {"tags": ["security", "secret"]},
    })
}

fn result(record: &Located, rules: &[&Located]) -> Value {
    let vendor = record
        .vendor
        .map(|vendor| format!(" ({vendor})"))
        .unwrap_or_default();
    let text = format!(
        "{}{vendor}, {} confidence: {}",
        record.name, record.confidence, record.preview
    );
    let mut result = json!({
        "ruleId": record.kind,
        "level": level(record.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&record.path)},
            "region": {
                "startLine": record.line,
                "startColumn": record.column,
                "endLine": record.end_line,
                "endColumn": record.end_column,
            },
        }}],
        "partialFingerprints": {"aegis/v1": record.fingerprint},
        "properties": {"confidence": record.confidence, "severity": record.severity},
    });
    let index = rules.iter().position(|rule| rule.kind == record.kind);
    if let (Some(index), Some(object)) = (index, result.as_object_mut()) {
        object.insert("ruleIndex".to_owned(), json!(index));
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "note",
        Severity::Medium => "warning",
        Severity::High | Severity::Critical => "error",
    }
}

/// A path as a URI reference (RFC 3986): relative ones stay relative to where the scan ran.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if Path::new(path).is_absolute() {
        uri.push_str("file://");
        if !path.starts_with('/') {
            uri.push('/');
        }
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _infallible = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use aegis_scanner::Confidence;

    fn record(path: &str, kind: &str, severity: Severity) -> Located {
        Located {
            path: path.to_owned(),
            line: 2,
            column: 3,
            end_line: 2,
            end_column: 9,
            kind: kind.to_owned(),
            name: format!("The {kind}"),
            vendor: None,
            account: None,
            confidence: Confidence::High,
            severity,
            fingerprint: format!("{kind}:0011223344556677"),
            preview: "****".to_owned(),
        }
    }

    #[test]
    fn paths_become_uri_references() {
        for (path, expected) in [
            ("src/a b.rs", "src/a%20b.rs"),
            ("ä#?.rs", "%C3%A4%23%3F.rs"),
            ("/tmp/x", "file:///tmp/x"),
            ("<stdin>", "%3Cstdin%3E"),
            ("c:x", "c%3Ax"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }

    #[test]
    fn every_result_points_at_its_rule() {
        let records = [
            record("a", "jwt", Severity::Medium),
            record("b", "aws-access-key-id", Severity::Critical),
            record("c", "jwt", Severity::Low),
        ];
        let log = log(&records, &["`x` cannot be read: gone".to_owned()]);
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), 2);
        let results = run["results"].as_array().unwrap();
        let levels: Vec<&str> = results.iter().filter_map(|r| r["level"].as_str()).collect();
        assert_eq!(levels, ["warning", "error", "note"]);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    }

    #[test]
    fn a_clean_run_is_a_whole_log() {
        let log = log(&[], &[]);
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([]));
        assert_eq!(
            log["runs"][0]["invocations"][0]["executionSuccessful"],
            true
        );
    }
}
