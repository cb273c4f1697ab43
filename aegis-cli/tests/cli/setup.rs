//! `aegis setup`: what it writes, what it leaves alone, and the way back.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::sandbox::{BINARY, Sandbox, feed, write};

fn settings(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join(".claude/settings.json")
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_fresh_machine_is_guarded_after_one_command() {
    let sandbox = Sandbox::new();
    let ended = sandbox.run(&["setup"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("denied `rm -rf /`"), "{ended:?}");
    let value: Value = serde_json::from_str(&read(settings(&sandbox))).unwrap();
    let hook = &value["hooks"]["PreToolUse"][0]["hooks"][0];
    assert_eq!(
        hook["command"],
        format!("{BINARY} evaluate claude-code pre-tool-use")
    );
    assert_eq!(
        (&hook["timeout"], &hook["onFailure"]),
        (&json!(60), &json!("block"))
    );
    assert!(sandbox.config().join("config.yaml").is_file());
    assert!(sandbox.config().join("governance.yaml").is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(sandbox.data()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    // The self-test leaves nothing behind, and what was written works.
    assert!(sandbox.logs(&[]).is_empty());
    sandbox.bash("ls").allowed();
    let mut hook = sandbox.command("sh");
    hook.args(["-c", hook_command(&value)]);
    let call = sandbox.call("Bash", json!({"command": "rm -rf ~"}));
    feed(hook, call.as_bytes()).blocked("block-destructive-delete");
}

fn hook_command(settings: &Value) -> &str {
    settings["hooks"]["PreToolUse"][0]["hooks"][0]["command"]
        .as_str()
        .unwrap()
}

#[test]
fn a_second_run_changes_nothing() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["setup"]).code, Some(0));
    write(&sandbox.config().join("config.yaml"), "fail_open: false\n");
    let before = read(settings(&sandbox));
    let ended = sandbox.run(&["setup"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        !ended.stdout.contains("changed") && !ended.stdout.contains("created"),
        "{ended:?}"
    );
    assert_eq!(read(settings(&sandbox)), before);
    assert_eq!(
        read(sandbox.config().join("config.yaml")),
        "fail_open: false\n"
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::new();
    write(&settings(&sandbox), "{\n  \"model\": \"x\"\n}\n");
    let ended = sandbox.run(&["setup", "--dry-run"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.stdout.contains("+        \"matcher\": \"*\","),
        "{ended:?}"
    );
    assert_eq!(read(settings(&sandbox)), "{\n  \"model\": \"x\"\n}\n");
    assert!(!sandbox.config().exists() && !sandbox.data().exists());
}

#[test]
fn the_settings_of_others_survive_there_and_back() {
    let sandbox = Sandbox::new();
    let before = "{\r\n\t\"hooks\": {\"PreToolUse\": []},\r\n\t\"env\": {\"A\": \"\\u00e9\"}\r\n}";
    write(&settings(&sandbox), before);
    assert_eq!(sandbox.run(&["setup"]).code, Some(0));
    assert_eq!(
        read(sandbox.home().join(".claude/settings.json.aegis-backup")),
        before
    );
    let refused = sandbox.run(&["setup", "--uninstall"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("a person must run this"),
        "{refused:?}"
    );
    let Some(ended) = sandbox.at_terminal(&["setup", "--uninstall"]) else {
        return;
    };
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(read(settings(&sandbox)), before);
    assert!(
        !sandbox
            .home()
            .join(".claude/settings.json.aegis-backup")
            .exists()
    );
}

#[test]
fn a_file_that_setup_made_goes_with_the_hook() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["setup"]).code, Some(0));
    let Some(ended) = sandbox.at_terminal(&["setup", "--uninstall"]) else {
        return;
    };
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!settings(&sandbox).exists());
}

#[test]
fn what_was_added_after_setup_stays() {
    let sandbox = Sandbox::new();
    write(&settings(&sandbox), "{\n  \"model\": \"x\"\n}\n");
    assert_eq!(sandbox.run(&["setup"]).code, Some(0));
    let added = read(settings(&sandbox)).replace("\"x\"", "\"y\"");
    write(&settings(&sandbox), &added);
    let Some(ended) = sandbox.at_terminal(&["setup", "--uninstall"]) else {
        return;
    };
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(read(settings(&sandbox)), "{\n  \"model\": \"y\"\n}\n");
}

#[test]
fn an_entry_of_another_path_is_brought_up_to_date() {
    let sandbox = Sandbox::new();
    let entry = |program: &str| {
        json!({"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [{
            "type": "command",
            "command": format!("{program} evaluate claude-code pre-tool-use"),
            "timeout": 60, "onFailure": "block",
        }]}]}})
    };
    write(&settings(&sandbox), &entry("/gone/aegis").to_string());
    assert_eq!(sandbox.run(&["setup"]).code, Some(0));
    let value: Value = serde_json::from_str(&read(settings(&sandbox))).unwrap();
    assert_eq!(value, entry(BINARY));
}

#[test]
fn settings_that_are_not_json_are_left_alone() {
    let sandbox = Sandbox::new();
    write(&settings(&sandbox), "{\n  // mine\n}\n");
    let ended = sandbox.run(&["setup"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.stderr.contains("settings.json") && ended.stderr.contains("line 2"),
        "{ended:?}"
    );
    assert_eq!(read(settings(&sandbox)), "{\n  // mine\n}\n");
    assert!(!sandbox.config().exists());
}

#[test]
fn settings_that_switch_hooks_off_are_an_error() {
    let sandbox = Sandbox::new();
    write(&settings(&sandbox), "{\"disableAllHooks\": true}");
    let ended = sandbox.run(&["setup"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("disableAllHooks"), "{ended:?}");
}

#[test]
fn the_settings_may_be_elsewhere() {
    let sandbox = Sandbox::new();
    let moved = sandbox.home().join("moved");
    let mut command = sandbox.aegis(&["setup"]);
    command.env("CLAUDE_CONFIG_DIR", &moved);
    assert!(command.status().unwrap().success());
    assert!(moved.join("settings.json").is_file() && !settings(&sandbox).exists());
    let ended = sandbox.run(&["setup", "--project"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(sandbox.repo().join(".claude/settings.json").is_file());
}

#[test]
fn rules_that_block_everything_are_told() {
    let sandbox = Sandbox::new().with_rules("rules: perhaps\n");
    let ended = sandbox.run(&["setup"]);
    assert!(
        ended.stderr.contains("blocks a harmless call as well"),
        "{ended:?}"
    );
}
