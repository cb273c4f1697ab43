//! Runs the installed command as the agent would, with a call that must be denied.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use super::SetupError;

/// What the hook said besides denying the dangerous call.
pub(super) struct Said {
    /// Its reason for blocking a harmless call, if it does.
    pub(super) blocks_everything: Option<String>,
}

/// Calls the hook twice, with a database and a folder that are thrown away.
pub(super) fn run(command: &str) -> Result<Said, SetupError> {
    let failed = |found: String| SetupError::SelfTest { found };
    let denied = call(command, "rm -rf /").map_err(|error| failed(error.to_string()))?;
    match (denied.status.code(), reason(&denied)) {
        (Some(2), reason) if !reason.is_empty() => {}
        (Some(2), _) => return Err(failed("it blocked without a reason".to_owned())),
        (Some(code), _) => return Err(failed(format!("it ended with exit code {code}"))),
        (None, _) => return Err(failed("a signal ended it".to_owned())),
    }
    let harmless = call(command, "echo hello").map_err(|error| failed(error.to_string()))?;
    let blocked = harmless.status.code() != Some(0);
    Ok(Said {
        blocks_everything: blocked.then(|| reason(&harmless)),
    })
}

fn reason(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

fn call(command: &str, line: &str) -> std::io::Result<Output> {
    let folder = tempfile::Builder::new().prefix("aegis-setup-").tempdir()?;
    let payload = json!({
        "session_id": "aegis-setup",
        "cwd": folder.path(),
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": line},
    });
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let mut child = Command::new(shell)
        .args([flag, command])
        .env("AEGIS_DATA_DIR", folder.path().join("data"))
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that is not aegis may not read; its exit code then tells.
        let _unread = stdin.write_all(payload.to_string().as_bytes());
    }
    child.wait_with_output()
}
