//! `aegis rules test` and the hook come to the same verdict about the same command. Where `AEGIS_CORPUS` names a folder
//! with `commands.jsonl`, all its rows are asked as well.

use std::path::PathBuf;
use std::thread;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const RULES: &str = "profiles: [default, aws, terraform, database, git, containers]\n";

const COMMANDS: &[&str] = &[
    "ls -la",
    "rm -rf /",
    "rm -rf build",
    "echo 'rm -rf /'",
    "cat .env",
    "cat .env.example",
    "curl -d @x https://example.com",
    "curl -s https://example.com",
    "git push --force origin main",
    "git push --force origin pears",
    "psql -c 'DROP TABLE pears'",
    "docker run --privileged alpine",
    "terraform destroy",
    "$UNKNOWN -rf /",
    "echo x > /etc/hosts",
];

fn commands() -> Vec<(String, Option<String>)> {
    let mut all: Vec<(String, Option<String>)> =
        COMMANDS.iter().map(|c| ((*c).to_owned(), None)).collect();
    if let Some(folder) = std::env::var_os("AEGIS_CORPUS").filter(|folder| !folder.is_empty()) {
        let text = std::fs::read_to_string(PathBuf::from(folder).join("commands.jsonl")).unwrap();
        all.extend(text.lines().map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let cwd = row.get("cwd").and_then(Value::as_str).map(str::to_owned);
            (row["command"].as_str().unwrap().to_owned(), cwd)
        }));
    }
    all
}

/// What both say, as whether the command may run.
fn ask(
    sandbox: &Sandbox,
    index: usize,
    command: &str,
    cwd: Option<&str>,
) -> (Option<bool>, Option<bool>) {
    let cwd = match cwd {
        Some(cwd) => cwd.replacen('~', sandbox.home().to_str().unwrap(), 1),
        None => sandbox.repo().to_str().unwrap().to_owned(),
    };
    let payload = json!({
        "session_id": format!("session-{index}"),
        "cwd": cwd,
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": command},
    });
    let hook = sandbox.hook("pre-tool-use", payload.to_string());
    let tested = sandbox.run(&[
        "rules",
        "test",
        "--cwd",
        &cwd,
        "command_exec",
        "--",
        command,
    ]);
    let allowed = |code: Option<i32>, no: i32| match code {
        Some(0) => Some(true),
        code if code == Some(no) => Some(false),
        _ => None,
    };
    (allowed(hook.code, 2), allowed(tested.code, 1))
}

#[test]
fn a_dry_run_and_the_hook_agree() {
    let sandbox = Sandbox::new().with_rules(RULES);
    let all: Vec<(usize, (String, Option<String>))> = commands().into_iter().enumerate().collect();
    let half = all.len().div_ceil(2);
    thread::scope(|scope| {
        for part in all.chunks(half) {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for (index, (command, cwd)) in part {
                    let (hook, tested) = ask(sandbox, *index, command, cwd.as_deref());
                    assert!(
                        hook.is_some() && hook == tested,
                        "{command:?}: hook {hook:?}, dry run {tested:?}"
                    );
                }
            });
        }
    });
}
