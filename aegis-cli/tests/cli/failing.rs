//! Whatever goes wrong blocks, with a reason. With `fail_open: true` it passes and leaves a fault behind, while secrets
//! and self-protection still block.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;

use crate::sandbox::{BINARY, Ended, Sandbox, feed, write};

const OPEN: &str = "fail_open: true\n";
const BROKEN_RULES: &str = "rules:\n  - id: pears\n    action: perhaps\n";

#[test]
fn a_payload_that_is_no_call_is_blocked() {
    let check = |payload: &[u8], part: &str| {
        Sandbox::new().hook("pre-tool-use", payload).blocked(part);
        let open = Sandbox::new().with_config(OPEN);
        open.hook("pre-tool-use", payload).allowed();
        let rows = open.logs(&[]);
        assert!(rows[0]["faults"].to_string().contains(part), "{rows:?}");
    };
    check(b"", "empty");
    check(b" \r\n", "empty");
    check(b"no json", "not one strict JSON document");
    check(
        br#"{"session_id":"x","tool_name":"Bash","tool_input":{"comm"#,
        "ends too early",
    );
    check(b"{\"tool_name\":\"B\xff\"}", "not valid UTF-8");
    check(
        br#"{"tool_name":"Bash","tool_name":"Read"}"#,
        "stands twice",
    );
    check(br#"{"tool_name":"\ud800"}"#, "not one strict JSON document");
    check(
        br#"{"tool_name":"Bash","tool_input":{"command":"ls"}} {}"#,
        "text after",
    );
    check(b"[1]", "not an object");
    check(br#"{"tool_input":{"command":"ls"}}"#, "has no `tool_name`");
    check(br#"{"tool_name":7,"tool_input":{}}"#, "`tool_name`");
    check(
        br#"{"tool_name":"Bash","tool_input":{"script":"ls"}}"#,
        "no usable `command`",
    );
    check(br#"{"tool_name":"Bash","tool_input":[]}"#, "`tool_input`");
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(500), "]".repeat(500));
    check(deep.as_bytes(), "not one strict JSON document");
}

#[test]
fn a_payload_of_another_event_is_blocked() {
    let sandbox = Sandbox::new();
    let call = sandbox.call("Bash", json!({"command": "ls"}));
    sandbox
        .hook("pre-tool-use", call.replace("PreToolUse", "PreTeleport"))
        .blocked("hook_event_name");
}

#[test]
fn a_wrong_command_line_is_blocked() {
    let sandbox = Sandbox::new();
    let call = sandbox.call("Bash", json!({"command": "ls"}));
    let check = |args: &[&str], part: &str| {
        let ended = feed(
            sandbox.aegis(&[&["evaluate"], args].concat()),
            call.as_bytes(),
        );
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains(part), "{ended:?}");
    };
    check(&[], "two arguments");
    check(&["claude-code"], "two arguments");
    check(&["claude-code", "pre-tool-use", "more"], "two arguments");
    check(&["clod-code", "pre-tool-use"], "unknown agent");
    check(&["claude-code", "pre-teleport"], "unknown hook type");
}

#[test]
fn a_payload_over_the_cap_is_blocked() {
    let sandbox = Sandbox::new();
    let call = sandbox.call(
        "Write",
        json!({"file_path": "a", "content": "x".repeat(33 << 20)}),
    );
    sandbox
        .hook("pre-tool-use", call)
        .blocked("larger than 32 MiB");
}

#[test]
fn stdin_that_stays_open_is_blocked_at_the_deadline() {
    let check = |sandbox: &Sandbox| {
        let started = Instant::now();
        let mut child = sandbox
            .aegis(&["evaluate", "claude-code", "pre-tool-use"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(b"{\"session_id\":").unwrap();
        let ended = Ended::from(child.wait_with_output().unwrap());
        drop(stdin);
        assert!(started.elapsed() < Duration::from_secs(20));
        ended
    };
    check(&Sandbox::new()).blocked("4 seconds");
    let open = Sandbox::new().with_config(OPEN);
    assert_eq!(check(&open).code, Some(0));
    let noted = open.run(&["logs", "--faults", "--format", "json"]);
    assert!(noted.stdout.contains("4 seconds"), "{noted:?}");
}

#[test]
fn a_broken_rule_file_of_the_user_blocks_everything() {
    let sandbox = Sandbox::new().with_rules(BROKEN_RULES);
    sandbox.bash("ls").blocked("governance.yaml");
    let read = sandbox.call("Read", json!({"file_path": "src/a.rs"}));
    sandbox
        .hook("pre-tool-use", read)
        .blocked("aegis rules check");
    let open = Sandbox::new().with_rules(BROKEN_RULES).with_config(OPEN);
    passes_but_guards(&open, "governance.yaml");
}

#[test]
fn a_named_rule_file_that_is_not_there_blocks() {
    let named = "rules_path: /nowhere/governance.yaml\n";
    let sandbox = Sandbox::new().with_config(named);
    sandbox.bash("ls").blocked("/nowhere/governance.yaml");
    let profile = Sandbox::new().with_rules("profiles: [default, ./more.yaml]\n");
    profile.bash("ls").blocked("more.yaml");
    let open = Sandbox::new().with_config(&format!("{named}{OPEN}"));
    passes_but_guards(&open, "/nowhere/governance.yaml");
}

#[cfg(unix)]
#[test]
fn a_rule_file_that_is_a_pipe_a_folder_or_a_link_to_nothing_blocks() {
    let check = |make: &dyn Fn(&Path)| {
        let sandbox = Sandbox::new();
        let file = sandbox.config().join("governance.yaml");
        fs::create_dir_all(sandbox.config()).unwrap();
        make(&file);
        sandbox.bash("ls").blocked("governance.yaml");
        let checked = sandbox.run(&["rules", "check"]);
        assert_eq!(checked.code, Some(1), "{checked:?}");
        assert!(checked.stderr.contains("governance.yaml"), "{checked:?}");
    };
    check(&|file| assert!(Command::new("mkfifo").arg(file).status().unwrap().success()));
    check(&|file| fs::create_dir(file).unwrap());
    check(&|file| std::os::unix::fs::symlink("/nowhere/rules.yaml", file).unwrap());
    check(&|file| fs::write(file, b"rules: [] # \xe9\n").unwrap());
}

#[test]
fn a_broken_rule_file_of_a_repository_blocks_all_but_reading() {
    let sandbox = Sandbox::new().with_repo_rules(BROKEN_RULES);
    let call = |tool: &str, input| sandbox.hook("pre-tool-use", sandbox.call(tool, input));
    call("Write", json!({"file_path": "a.txt", "content": "x"})).blocked(".aegis/governance.yaml");
    sandbox.bash("make").blocked(".aegis/governance.yaml");
    call("Read", json!({"file_path": "src/a.rs"})).allowed();
    call("Grep", json!({"pattern": "x", "path": "src"})).allowed();
    let open = Sandbox::new()
        .with_repo_rules(BROKEN_RULES)
        .with_config(OPEN);
    passes_but_guards(&open, ".aegis/governance.yaml");
}

#[test]
fn a_broken_configuration_blocks_and_never_opens() {
    for text in [
        "fail_open: true\nfail_opne: false\n",
        "{",
        "fail_open: perhaps\n",
    ] {
        let sandbox = Sandbox::new().with_config(text);
        sandbox.bash("ls").blocked("config.yaml");
    }
}

#[test]
fn without_a_place_for_the_database_calls_are_blocked() {
    let sandbox = Sandbox::new();
    let call = sandbox.call("Bash", json!({"command": "ls"}));
    let mut bare = sandbox.aegis(&["evaluate", "claude-code", "pre-tool-use"]);
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "AEGIS_DATA_DIR"] {
        bare.env_remove(name);
    }
    feed(bare, call.as_bytes()).blocked("AEGIS_DATA_DIR");
}

/// What a test does to the data directory so that nothing can be recorded there.
type Damage = fn(&Sandbox) -> Option<Connection>;

#[test]
fn what_cannot_be_recorded_is_blocked() {
    let check = |damage: Damage, part: &str| {
        let sandbox = Sandbox::new();
        sandbox.bash("ls").allowed();
        let held = damage(&sandbox);
        sandbox.bash("ls").blocked(part);
        drop(held);
        let open = Sandbox::new().with_config(OPEN);
        open.bash("ls").allowed();
        let held = damage(&open);
        let ended = open.bash("ls");
        assert_eq!(ended.code, Some(0), "{part}: {ended:?}");
        still_guards(&open);
        drop(held);
        let noted = fs::read_to_string(open.data().join("faults.jsonl"));
        assert!(noted.is_err() == open.data().is_file(), "{noted:?}");
        if let Ok(noted) = noted {
            assert!(noted.contains("\"ls\""), "{noted}");
        }
    };
    check(
        |sandbox| {
            let connection = Connection::open(sandbox.data().join("aegis.db")).unwrap();
            connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
            Some(connection)
        },
        "database",
    );
    check(
        |sandbox| {
            // What was written last stands in the log beside the database.
            for name in ["aegis.db", "aegis.db-wal"] {
                let garbage = "no database ".repeat(1000);
                fs::write(sandbox.data().join(name), garbage).unwrap();
            }
            None
        },
        "database",
    );
    check(
        |sandbox| {
            let connection = Connection::open(sandbox.data().join("aegis.db")).unwrap();
            connection
                .pragma_update(None, "user_version", 9_999)
                .unwrap();
            None
        },
        "newer",
    );
    check(
        |sandbox| {
            fs::remove_dir_all(sandbox.data()).unwrap();
            write(&sandbox.data(), "a file where the folder should be");
            None
        },
        "",
    );
}

#[test]
fn a_disk_that_takes_nothing_blocks() {
    let full = "dd if=/dev/zero of=\"$DISK/fill\" bs=1k count=60 2>/dev/null";
    let began = "\"$AEGIS\" evaluate claude-code pre-tool-use <\"$CALL\"";
    let locked = "mount -o remount,ro \"$DISK\" || exit 77";
    on_small_disk(full, "full");
    on_small_disk(locked, "cannot be created");
    on_small_disk(
        &format!("{began} || exit 78\n{locked}"),
        "cannot be written",
    );
}

/// Puts the data directory on a disk of 64 KB in a mount namespace of its own, so that filling it hurts nobody.
fn on_small_disk(before: &str, part: &str) {
    let sandbox = Sandbox::new();
    let (disk, call) = (sandbox.home().join("disk"), sandbox.home().join("call"));
    fs::create_dir_all(&disk).unwrap();
    fs::write(&call, sandbox.call("Bash", json!({"command": "ls"}))).unwrap();
    let mut may = sandbox.command("unshare");
    may.args(["--map-root-user", "--mount", "true"]);
    if !matches!(may.status(), Ok(status) if status.success()) {
        eprintln!("skipped: this machine has no `unshare`, or allows no user namespaces");
        return;
    }
    let script = format!(
        "mount -t tmpfs -o size=64k none \"$DISK\" || exit 77\n{before}\n\
         exec \"$AEGIS\" evaluate claude-code pre-tool-use <\"$CALL\""
    );
    let mut hook = sandbox.command("unshare");
    hook.args(["--map-root-user", "--mount", "sh", "-c", &script])
        .env("DISK", &disk)
        .env("AEGIS", BINARY)
        .env("CALL", &call)
        .env("AEGIS_DATA_DIR", disk.join("data"));
    let ended = feed(hook, b"");
    if ended.code == Some(77) {
        eprintln!("skipped: no file system can be mounted here");
        return;
    }
    ended.blocked(part);
}

#[test]
fn a_database_that_was_emptied_is_noticed() {
    let sandbox = Sandbox::new();
    sandbox.bash("ls").allowed();
    for name in ["aegis.db", "aegis.db-wal", "aegis.db-shm"] {
        let _absent = fs::remove_file(sandbox.data().join(name));
    }
    let verify = sandbox.run(&["audit", "--verify"]);
    assert_eq!(verify.code, Some(1), "{verify:?}");
}

/// A call whose judgement failed passes, and the failure is in the log; what can be judged is.
fn passes_but_guards(open: &Sandbox, fault: &str) {
    open.bash("ls").allowed();
    let rows = open.logs(&[]);
    assert_eq!(rows[0]["result"], "allowed");
    assert!(rows[0]["faults"].to_string().contains(fault), "{rows:?}");
    still_guards(open);
}

fn still_guards(open: &Sandbox) {
    let token = format!("AK{}", "IAZ3XJ7RM5TNW2VKDQ");
    open.bash(&format!("echo {token}")).blocked("secret");
    let own = open.config().join("config.yaml");
    let call = open.call(
        "Write",
        json!({"file_path": own, "content": "fail_open: true"}),
    );
    open.hook("pre-tool-use", call)
        .blocked("aegis-protect-own-files");
}

#[test]
fn a_hook_that_only_tidies_up_blocks() {
    let sandbox = Sandbox::new();
    let ended = sandbox.run(&["evaluate", "--maintain"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("run `aegis setup`"), "{ended:?}");
}
