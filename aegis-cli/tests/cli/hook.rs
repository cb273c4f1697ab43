//! The payloads of `payloads/claude-code`, one file per kind, through the real hook.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Name of a file, action and result as the log has them, and a part of the target: of the call's
/// primary action.
const EXPECTED: &[(&str, &str, &str, &str)] = &[
    ("agent", "agent_spawn", "allowed", "Count the trees"),
    ("bash", "command_exec", "allowed", "ls -la src"),
    ("bash-background", "command_exec", "allowed", "npm run dev"),
    ("bash-command-list", "command_exec", "denied", "rm -rf /"),
    ("bash-dangerous", "command_exec", "denied", "rm"),
    (
        "bash-fields-to-come",
        "command_exec",
        "allowed",
        "git log -1",
    ),
    ("bash-input-as-text", "command_exec", "denied", "rm -rf /"),
    ("bash-quoted", "command_exec", "allowed", "echo"),
    ("bash-subagent", "command_exec", "allowed", "git status"),
    ("config-change", "other", "allowed", ""),
    ("cron-create", "agent_spawn", "allowed", "Water"),
    ("cron-list", "other", "allowed", "CronList"),
    ("edit", "file_write", "allowed", "src/apples.rs"),
    ("enter-worktree", "other", "allowed", "EnterWorktree"),
    ("glob", "file_read", "allowed", ""),
    ("grep", "file_read", "allowed", "src"),
    ("list-agents", "other", "allowed", "ListAgents"),
    ("mcp", "mcp_call", "allowed", "mcp__crates__put"),
    ("mcp-env", "mcp_call", "approval_required", "mcp__"),
    ("monitor", "command_exec", "allowed", "tail -n 5"),
    ("monitor-dangerous", "command_exec", "denied", "rm -rf"),
    ("multi-edit", "file_write", "allowed", "src/apples.rs"),
    ("notebook-edit", "file_write", "allowed", "harvest.ipynb"),
    ("notification", "other", "allowed", ""),
    ("permission-request", "command_exec", "allowed", "ls"),
    (
        "permission-request-dangerous",
        "command_exec",
        "denied",
        "rm -rf",
    ),
    ("post-tool-use", "other", "allowed", "Bash"),
    ("post-tool-use-failure", "other", "allowed", "Bash"),
    ("power-shell", "command_exec", "allowed", "Get-ChildItem"),
    ("pre-compact", "other", "allowed", ""),
    ("read", "file_read", "allowed", "src/apples.rs"),
    ("read-env", "file_read", "approval_required", ".env"),
    ("report-findings", "other", "allowed", "ReportFindings"),
    ("send-message", "other", "allowed", "SendMessage"),
    ("session-end", "other", "allowed", ""),
    ("session-start", "other", "allowed", ""),
    ("stop", "other", "allowed", ""),
    ("subagent-start", "other", "allowed", ""),
    ("subagent-stop", "other", "allowed", ""),
    ("task", "agent_spawn", "allowed", "Count the trees"),
    ("task-create", "other", "allowed", "TaskCreate"),
    ("task-get", "other", "allowed", "TaskGet"),
    ("task-list", "other", "allowed", "TaskList"),
    ("task-update", "other", "allowed", "TaskUpdate"),
    ("todo-write", "other", "allowed", "TodoWrite"),
    ("unknown-tool", "other", "allowed", "LadderShell"),
    ("user-prompt-submit", "prompt", "allowed", "Please count"),
    (
        "web-fetch",
        "network_request",
        "allowed",
        "docs.example.com",
    ),
    ("web-search", "network_request", "allowed", "prune pears"),
    ("workflow", "agent_spawn", "allowed", "harvest"),
    ("write", "file_write", "allowed", "src/pears.rs"),
    ("write-system", "file_write", "denied", "/etc/hosts"),
];

/// Files that are no usable call, and what the reason says.
const UNUSABLE: &[(&str, &str)] = &[
    ("bash-input-null", "has no usable `command`"),
    ("other-agents-shape", ""),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/payloads/claude-code")
}

/// The payload in this sandbox, and the event that it names.
fn payload(sandbox: &Sandbox, file: &Path) -> (String, String) {
    let text = fs::read_to_string(file)
        .unwrap()
        .replace("@CWD@", sandbox.repo().to_str().unwrap())
        .replace("@HOME@", sandbox.home().to_str().unwrap());
    let value: Value = serde_json::from_str(&text).unwrap();
    let event = value["hook_event_name"].as_str().unwrap().to_owned();
    (text, event)
}

#[test]
fn every_payload_gets_its_answer_and_its_row() {
    for (name, action, result, target) in EXPECTED {
        let sandbox = Sandbox::new();
        let (text, event) = payload(&sandbox, &folder().join(format!("{name}.json")));
        let ended = sandbox.hook(&event, text);
        let rows = sandbox.logs(&[]);
        assert_eq!(rows.len(), 1, "{name}: {ended:?} {rows:?}");
        let row = &rows[0];
        assert_eq!(row["action"], *action, "{name}: {row}");
        assert_eq!(row["result"], *result, "{name}: {row}");
        let seen = row["target"].as_str().unwrap();
        assert!(seen.contains(target), "{name}: {row}");
        assert_eq!(row["agent"], "claude-code", "{name}");
        assert_eq!(row["session"], "3f0c6a52-9d17-4b8e-a1c4-77d2e5b90f38");
        match *result {
            "allowed" => ended.allowed(),
            _ => ended.blocked(row["rule"].as_str().unwrap()),
        }
    }
}

#[test]
fn what_is_no_usable_call_is_blocked() {
    for (name, part) in UNUSABLE {
        let sandbox = Sandbox::new();
        let (text, _) = payload(&sandbox, &folder().join(format!("{name}.json")));
        sandbox.hook("pre-tool-use", text).blocked(part);
        assert_eq!(sandbox.logs(&[])[0]["result"], "denied", "{name}");
    }
}

#[test]
fn every_file_is_expected_somewhere() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.strip_suffix(".json").unwrap();
        let known = EXPECTED.iter().any(|(known, ..)| *known == name)
            || UNUSABLE.iter().any(|(known, _)| *known == name);
        assert!(known, "{name} is in no table");
    }
}

#[test]
fn the_text_around_a_document_does_not_matter() {
    let sandbox = Sandbox::new();
    let (text, event) = payload(&sandbox, &folder().join("bash-dangerous.json"));
    sandbox
        .hook(&event, format!("\u{feff}{text}"))
        .blocked("block-destructive-delete");
    sandbox
        .hook(&event, text.replace('\n', "\r\n") + "\r\n")
        .blocked("block-destructive-delete");
}

#[test]
fn an_events_name_may_be_spelt_in_any_way() {
    let sandbox = Sandbox::new();
    for spelling in ["pre-tool-use", "PreToolUse", "pre_tool_use", "PRETOOLUSE"] {
        let call = sandbox.call("Bash", serde_json::json!({"command": "ls"}));
        sandbox.hook(spelling, call).allowed();
    }
}

#[test]
fn a_secret_is_blocked_and_stands_nowhere() {
    let sandbox = Sandbox::new();
    let value = "Z3XJ7RM5TNW2VKDQ";
    let ended = sandbox.bash(&format!("AWS_ACCESS_KEY_ID=AKIA{value} aws s3 ls"));
    ended.blocked("secret");
    let whole = format!("{ended:?}{:?}", sandbox.logs(&[]));
    assert!(!whole.contains(value), "{whole}");
    for entry in fs::read_dir(sandbox.data()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let found = bytes.windows(value.len()).any(|w| w == value.as_bytes());
        assert!(!found);
    }
}

/// Payloads that were captured from clients, a folder for each version: every one is answered within the contract, and
/// its call is in the log.
#[test]
fn captured_payloads_are_answered() {
    let Some(folder) = std::env::var_os("AEGIS_CLIENT_CAPTURES") else {
        eprintln!("skipped: AEGIS_CLIENT_CAPTURES names no folder of captured payloads");
        return;
    };
    let versions: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("claude")
        })
        .collect();
    assert!(!versions.is_empty(), "no folder of Claude Code's payloads");
    for version in versions {
        let sandbox = Sandbox::new();
        let files = fs::read_dir(&version).unwrap();
        let answered = files.filter(|file| is_answered(&sandbox, &file.as_ref().unwrap().path()));
        assert!(answered.count() > 10, "{}", version.display());
    }
}

/// Whether a file is a payload; if it is, it is answered.
fn is_answered(sandbox: &Sandbox, path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let Some(event) = value["hook_event_name"].as_str() else {
        return false;
    };
    let ended = sandbox.hook(event, &text);
    let rows = sandbox.logs(&[]);
    let row = &rows[0];
    let allowed = row["result"] == "allowed";
    assert_eq!(
        ended.code,
        Some(if allowed { 0 } else { 2 }),
        "{path:?} {ended:?}"
    );
    assert_eq!(row["faults"], serde_json::json!([]), "{path:?}");
    assert!(
        event != "PreToolUse" || row["tool"] == value["tool_name"],
        "{path:?}"
    );
    true
}

/// A value that the scanner takes for a token, put together here so that these sources hold none.
fn token() -> String {
    format!(
        "xox{}-{}-{}-{}",
        'b', "2413576891", "3124685790124", "aZ3kQ9xLm2PvR7sTbN4wYc8d"
    )
}

#[test]
fn allow_entries_for_paths_let_fixtures_be_written_and_nothing_else() {
    let written = |sandbox: &Sandbox, path: &str| {
        let input = serde_json::json!({"file_path": sandbox.repo().join(path), "content": token()});
        sandbox.hook("pre-tool-use", sandbox.call("Write", input))
    };
    let by_config = Sandbox::new().with_config("scanner: {allow: ['path:tests/fixtures/**']}\n");
    let by_repo = Sandbox::new();
    crate::sandbox::write(
        &by_repo.repo().join(".aegis/allow"),
        "path:tests/fixtures/**\n",
    );
    for sandbox in [by_config, by_repo] {
        written(&sandbox, "tests/fixtures/a.txt").allowed();
        written(&sandbox, "src/a.txt").blocked("slack-token");
        written(&sandbox, "tests/fixtures/../../src/a.txt").blocked("slack-token");
    }
}

#[test]
fn a_changed_allow_file_of_a_repository_loosens_nothing_until_it_is_trusted() {
    let sandbox = Sandbox::new();
    let file = sandbox.repo().join(".aegis/allow");
    crate::sandbox::write(&file, "type:slack-token\n");
    sandbox.bash(&format!("echo {}", token())).allowed();
    crate::sandbox::write(&file, "# looser\ntype:slack-token\ntype:jwt\n");
    sandbox
        .bash(&format!("echo {}", token()))
        .blocked("aegis trust");
    crate::sandbox::write(&file, "tpye:x\n");
    sandbox.bash("make").blocked("is no allow entry");
}
