//! What programs and people read.

use std::io::Read as _;
use std::process::Stdio;

use super::*;

fn with_findings() -> Sandbox {
    let sandbox = Sandbox::new();
    write(
        &sandbox.repo().join("=a b.txt"),
        &format!("é {}\n", token()),
    );
    write(
        &sandbox.repo().join("src/b.txt"),
        &format!("\n{}\n", token()),
    );
    sandbox
}

#[test]
fn json_has_what_is_documented() {
    let sandbox = with_findings();
    let ended = sandbox.run(&["scan", ".", "--format", "json"]);
    let findings: Value = serde_json::from_str(&ended.stdout).unwrap();
    let expected = serde_json::json!({
        "path": "=a b.txt",
        "line": 1,
        "column": 3,
        "end_line": 1,
        "end_column": 43,
        "type": "github-token",
        "name": findings[0]["name"],
        "vendor": null,
        "account": null,
        "confidence": "certain",
        "severity": "critical",
        "fingerprint": "github-token:c38d66bafbcf98ef",
        "preview": "ghp_****",
    });
    assert_eq!(findings[0], expected);
    let clean = sandbox.run(&["scan", "clean", "--format", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&clean.stdout).unwrap(),
        serde_json::json!([])
    );
}

#[test]
fn csv_is_safe_in_a_spreadsheet() {
    let sandbox = with_findings();
    let ended = sandbox.run(&["scan", ".", "--format", "csv"]);
    let lines: Vec<&str> = ended.stdout.split("\r\n").collect();
    assert!(lines[0].starts_with("path,line,column,"), "{ended:?}");
    assert!(lines[1].starts_with("'=a b.txt,1,3,"), "{ended:?}");
    assert!(lines[2].starts_with("src/b.txt,2,1,"), "{ended:?}");
}

/// What the schema of SARIF 2.1.0 demands of the parts that are written, and what code hosts need beside it.
#[test]
fn sarif_has_the_shape_of_its_schema() {
    let sandbox = with_findings();
    for args in [
        &["scan", ".", "--format", "sarif"][..],
        &["scan", "clean", "--format", "sarif"],
    ] {
        let ended = sandbox.run(args);
        let log: Value = serde_json::from_str(&ended.stdout).unwrap();
        only_keys(&log, &["$schema", "version", "runs"]);
        assert_eq!(log["version"], "2.1.0");
        assert!(
            log["$schema"]
                .as_str()
                .unwrap()
                .ends_with("sarif-2.1.0.json")
        );
        let runs = log["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 1);
        let run = &runs[0];
        only_keys(run, &["tool", "columnKind", "invocations", "results"]);
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let invocation = &run["invocations"][0];
        only_keys(
            invocation,
            &["executionSuccessful", "toolExecutionNotifications"],
        );
        assert!(invocation["executionSuccessful"].is_boolean());
        let driver = &run["tool"]["driver"];
        only_keys(
            driver,
            &[
                "name",
                "version",
                "semanticVersion",
                "informationUri",
                "rules",
            ],
        );
        assert_eq!(driver["name"], "aegis");
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            only_keys(
                rule,
                &["id", "name", "shortDescription", "helpUri", "properties"],
            );
            assert!(rule["shortDescription"]["text"].is_string());
        }
        for result in run["results"].as_array().unwrap() {
            result_has_its_shape(result, rules);
        }
    }
}

fn result_has_its_shape(result: &Value, rules: &[Value]) {
    let keys = [
        "ruleId",
        "ruleIndex",
        "level",
        "message",
        "locations",
        "partialFingerprints",
        "properties",
    ];
    only_keys(result, &keys);
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], result["ruleId"]);
    let level = result["level"].as_str().unwrap();
    assert!(["none", "note", "warning", "error"].contains(&level));
    assert!(result["message"]["text"].is_string());
    assert!(result["partialFingerprints"]["aegis/v1"].is_string());
    let place = &result["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(!uri.contains([' ', '\\', '<']), "{uri}");
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(place["region"][key].as_u64().unwrap() >= 1);
    }
}

#[track_caller]
fn only_keys(value: &Value, keys: &[&str]) {
    let mut found: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut wanted = keys.to_vec();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
}

#[test]
fn quiet_answers_by_the_exit_code() {
    let sandbox = with_findings();
    let ended = sandbox.run(&["scan", ".", "--quiet"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (Some(1), "", "")
    );
    assert_eq!(sandbox.run(&["scan", "-q", "clean"]).code, Some(0));
}

#[test]
fn no_secret_is_ever_shown() {
    let sandbox = with_findings();
    for format in ["table", "json", "csv", "sarif"] {
        let ended = sandbox.run(&["scan", ".", "--format", format]);
        let all = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!shows_part_of(&all, &token()), "{format}: {all}");
    }
    let secret = ["hunter", "2ky7!q"].concat();
    let ended = sandbox.run(&[
        "scan",
        &format!("db_password = '{secret}'"),
        "--min-confidence=low",
    ]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(!shows_part_of(&ended.stdout, &secret), "{ended:?}");
}

/// Whether five characters of the secret in a row can be read, the public beginning of its format apart.
fn shows_part_of(text: &str, secret: &str) -> bool {
    let chars: Vec<char> = secret.chars().collect();
    let mut parts = chars.windows(5).map(String::from_iter);
    parts.any(|part: String| text.contains(&part))
}

#[test]
fn a_closed_pipe_is_no_panic_and_no_clean_result() {
    let sandbox = Sandbox::new();
    write(
        &sandbox.repo().join("many.txt"),
        &format!("{}\n", token()).repeat(5_000),
    );
    let mut child = sandbox
        .aegis(&["scan", ".", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(!ended.stderr.contains("panicked"), "{ended:?}");
}

#[test]
fn names_cannot_drive_the_terminal() {
    let sandbox = Sandbox::new();
    write(&sandbox.repo().join("a\u{1b}[2Jb"), &token());
    for args in [&["scan", "."][..], &["scan", ".", "--allow-finding"]] {
        let ended = sandbox.run(args);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(!ended.stdout.contains('\u{1b}'), "{ended:?}");
    }
}
