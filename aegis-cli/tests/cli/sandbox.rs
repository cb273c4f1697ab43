//! A throw-away home with a repository in it, in which the real binary runs with nothing of the caller's environment.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The folders.
pub(crate) struct Sandbox {
    root: TempDir,
}

/// How a process ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    pub(crate) fn new() -> Sandbox {
        let root = tempfile::Builder::new()
            .prefix("aegis-test-")
            .tempdir()
            .unwrap();
        let sandbox = Sandbox { root };
        fs::create_dir_all(sandbox.repo().join(".git")).unwrap();
        fs::create_dir_all(sandbox.repo().join("src")).unwrap();
        sandbox
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    pub(crate) fn repo(&self) -> PathBuf {
        self.home().join("orchard")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.root.path().join("config")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// Writes the user's config.yaml.
    pub(crate) fn with_config(self, text: &str) -> Sandbox {
        write(&self.config().join("config.yaml"), text);
        self
    }

    /// Writes the user's governance.yaml.
    pub(crate) fn with_rules(self, text: &str) -> Sandbox {
        write(&self.config().join("governance.yaml"), text);
        self
    }

    /// Writes the repository's rule file.
    pub(crate) fn with_repo_rules(self, text: &str) -> Sandbox {
        write(&self.repo().join(".aegis/governance.yaml"), text);
        self
    }

    /// A command in this sandbox: the caller's `PATH` and nothing else of its environment.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("XDG_CONFIG_HOME", self.home().join(".config"))
            .env("XDG_DATA_HOME", self.home().join(".local/share"))
            .env("AEGIS_CONFIG_DIR", self.config())
            .env("AEGIS_DATA_DIR", self.data())
            .current_dir(self.repo())
            .stdin(Stdio::null());
        command
    }

    /// The binary with these arguments.
    pub(crate) fn aegis(&self, args: &[&str]) -> Command {
        let mut command = self.command(BINARY);
        command.args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        Ended::from(self.aegis(args).output().unwrap())
    }

    /// The hook, with these bytes on stdin.
    pub(crate) fn hook(&self, hook_type: &str, payload: impl AsRef<[u8]>) -> Ended {
        feed(
            self.aegis(&["evaluate", "claude-code", hook_type]),
            payload.as_ref(),
        )
    }

    /// The hook before a shell command.
    pub(crate) fn bash(&self, command: &str) -> Ended {
        self.hook(
            "pre-tool-use",
            self.call("Bash", json!({"command": command})),
        )
    }

    /// A payload before a tool.
    pub(crate) fn call(&self, tool: &str, input: Value) -> String {
        json!({
            "session_id": "orchard-session",
            "cwd": self.repo(),
            "hook_event_name": "PreToolUse",
            "tool_name": tool,
            "tool_input": input,
        })
        .to_string()
    }

    /// The log, the newest first.
    pub(crate) fn logs(&self, args: &[&str]) -> Vec<Value> {
        let ended = self.run(&[&["logs", "--format", "json", "--limit", "1000"], args].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        serde_json::from_str(&ended.stdout).unwrap()
    }

    /// A command as a person at a terminal runs it: `script` gives it one, and `setsid` takes it out from under whatever
    /// runs the tests, which may be an agent. `None` where this machine lacks them.
    pub(crate) fn at_terminal(&self, args: &[&str]) -> Option<Ended> {
        let words = std::iter::once(BINARY).chain(args.iter().copied());
        let line: Vec<String> = words.map(|word| format!("'{word}'")).collect();
        let line = format!("{}; echo \"exit $?\"", line.join(" "));
        let mut detached = self.command("setsid");
        detached.args(["--fork", "script", "-qec", &line, "/dev/null"]);
        let Ok(output) = detached.output() else {
            eprintln!("skipped: `setsid` and `script` of util-linux are not installed");
            return None;
        };
        let mut ended = Ended::from(output);
        let said = ended.stdout.replace("\r\n", "\n");
        let (stdout, code) = said.trim_end().rsplit_once("exit ")?;
        ended.code = code.parse().ok();
        ended.stdout = stdout.to_owned();
        Some(ended)
    }
}

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_aegis");

/// Runs a command with these bytes on stdin.
pub(crate) fn feed(mut command: Command, input: &[u8]) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A hook that has seen enough may stop reading.
    let _unread = child.stdin.take().unwrap().write_all(input);
    Ended::from(child.wait_with_output().unwrap())
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// Allowed: exit 0 and silence.
    #[track_caller]
    pub(crate) fn allowed(&self) {
        let silent = self.stdout.is_empty() && self.stderr.is_empty();
        assert!(self.code == Some(0) && silent, "{self:?}");
    }

    /// Blocked: exit 2, a reason of one paragraph that says this, and the deny object beside it.
    #[track_caller]
    pub(crate) fn blocked(&self, part: &str) {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert!(self.stderr.contains(part), "{self:?} should say {part}");
        let reason = self.stderr.trim_end();
        assert!(!reason.contains('\n') && reason.len() <= 4096, "{self:?}");
        let object: Value = serde_json::from_str(&self.stdout).unwrap();
        let said = object
            .pointer("/hookSpecificOutput/permissionDecision")
            .or_else(|| object.pointer("/hookSpecificOutput/decision/behavior"))
            .or_else(|| object.pointer("/decision"))
            .and_then(Value::as_str);
        assert!(matches!(said, Some("deny" | "block")), "{self:?}");
    }
}
