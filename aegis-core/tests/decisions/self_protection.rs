//! The built-in layer.

use super::*;

const OWN: Option<&str> = Some("aegis-protect-own-files");
const HOOKS: Option<&str> = Some("aegis-protect-agent-hooks");
const DECIDING: Option<&str> = Some("aegis-protect-deciding-commands");

#[test]
fn own_files_are_not_changed_by_any_tool() {
    let mut world = World::new();
    check(
        &world.write("/home/dev/.config/aegis/config.yaml", "fail_open: true"),
        Verdict::Deny,
        OWN,
    );
    for command in [
        "echo 'fail_open: true' > ~/.config/aegis/config.yaml",
        "rm -rf ~/.local/share/aegis",
        "rm -rf ~/.config",
        "mv ~/.config/aegis /tmp/x",
        "rm ~/.local/share/aegis/aegis.db",
        "sed -i s/deny/allow/ ~/.config/aegis/governance.yaml",
        "rm -rf ~/.config/aeg*",
    ] {
        let refused = world.bash(command);
        assert_eq!(refused.verdict(), Verdict::Deny, "{command}");
        assert!(
            refused
                .reasons()
                .iter()
                .any(|r| Some(r.rule.as_str()) == OWN),
            "{command}"
        );
    }
}

#[test]
fn the_agents_hooks_stay() {
    let mut world = World::new();
    check(
        &world.write("/home/dev/.claude/settings.json", "{}"),
        Verdict::Deny,
        HOOKS,
    );
    check(
        &world.bash("echo '{}' > ~/.claude/settings.json"),
        Verdict::Deny,
        HOOKS,
    );
    let off = "{\"disableAllHooks\": true}";
    check(
        &world.write(&format!("{CWD}/.claude/settings.local.json"), off),
        Verdict::Deny,
        HOOKS,
    );
    let harmless = "{\"model\": \"x\"}";
    assert!(
        world
            .write(&format!("{CWD}/.claude/settings.json"), harmless)
            .allows()
    );
    assert!(
        world
            .write(&format!("{CWD}/src/settings.json"), off)
            .allows()
    );
}

#[test]
fn an_agent_does_not_decide() {
    let mut world = World::new();
    for command in [
        "aegis approve k7m",
        "/usr/local/bin/aegis --color never approve k7m",
        "sh -c 'aegis trust'",
        "sudo aegis trust --revoke",
        "aegis setup --uninstall",
    ] {
        check(&world.bash(command), Verdict::Deny, DECIDING);
    }
    for command in [
        "aegis logs --target approve",
        "aegis scan .",
        "aegis rules test command_exec ls",
        "aegis deny k7m",
    ] {
        assert!(world.bash(command).allows(), "{command}");
    }
}

#[test]
fn repo_rules_change_with_an_approval() {
    let mut world = World::new();
    let rule = Some("aegis-approve-repo-rules");
    check(
        &world.write(&format!("{CWD}/.aegis/governance.yaml"), "rules: []"),
        Verdict::RequireApproval,
        rule,
    );
    check(
        &world.bash("echo 'rules: []' > .aegis/governance.yaml"),
        Verdict::RequireApproval,
        rule,
    );
    assert!(
        world
            .read(&format!("{CWD}/.aegis/governance.yaml"))
            .allows()
    );
}
