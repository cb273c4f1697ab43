//! What is decided about whole tool calls, from the payload to the answer, with a ledger in memory.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panic"
)]

mod approvals;
mod faults;
mod layers;
mod limits;
mod properties;
mod secrets;
mod self_protection;

use aegis_core::ledger::MemoryLedger;
use aegis_core::{
    Agent, Decision, Facts, Policy, RepoRules, Timestamp, ToolCall, Verdict, evaluate,
};
use aegis_rules::{Layer, NoFiles, RuleSet, Source};
use serde_json::{Value, json};

const CWD: &str = "/home/dev/shop";

/// A machine with one home, one repository and a policy.
struct World {
    policy: Policy,
    ledger: MemoryLedger,
    now: Timestamp,
    session: &'static str,
    own: Vec<String>,
}

impl World {
    fn new() -> World {
        World {
            policy: Policy::default(),
            ledger: MemoryLedger::default(),
            now: Timestamp::from_micros(1_800_000_000_000_000),
            session: "s1",
            own: [
                "/home/dev/.config/aegis",
                "/home/dev/.local/share/aegis",
                "/usr/local/bin/aegis",
            ]
            .map(String::from)
            .into(),
        }
    }

    /// With these rules of the user's and no others.
    fn with_global(rules: &str) -> World {
        let mut world = World::new();
        world.policy.global = rule_set(&format!("profiles: []\n{rules}"), Layer::Global);
        world
    }

    fn repo_rules(&mut self, rules: &str, digest: u8) {
        self.policy.repo = Some(RepoRules {
            rules: rule_set(rules, Layer::Repo),
            file: format!("{CWD}/.aegis/governance.yaml"),
            digest: [digest; 32],
        });
    }

    fn call(&self, tool: &str, input: &Value) -> ToolCall {
        let payload = json!({"session_id": self.session, "cwd": CWD, "hook_event_name": "PreToolUse",
            "tool_name": tool, "tool_input": input});
        Agent::ClaudeCode
            .decode("pre-tool-use", payload.to_string().as_bytes())
            .expect("a payload")
    }

    fn judge(&mut self, call: &ToolCall) -> Decision {
        let facts = Facts {
            home: Some("/home/dev"),
            repo: Some(CWD),
            own_paths: &self.own,
            ..Facts::default()
        };
        evaluate(call, &self.policy, &mut self.ledger, &facts, self.now)
    }

    fn tool(&mut self, tool: &str, input: &Value) -> Decision {
        let call = self.call(tool, input);
        self.judge(&call)
    }

    fn bash(&mut self, command: &str) -> Decision {
        self.tool("Bash", &json!({"command": command}))
    }

    fn read(&mut self, path: &str) -> Decision {
        self.tool("Read", &json!({"file_path": path}))
    }

    fn write(&mut self, path: &str, content: &str) -> Decision {
        self.tool("Write", &json!({"file_path": path, "content": content}))
    }

    fn later(&mut self, seconds: u64) {
        self.now = self.now.after(std::time::Duration::from_secs(seconds));
    }
}

fn rule_set(text: &str, layer: Layer) -> RuleSet {
    RuleSet::load(
        &Source {
            text,
            path: "test.yaml",
            layer,
        },
        &NoFiles,
    )
    .expect("rules without mistakes")
}

/// The verdict and the rule that decided.
fn check(decision: &Decision, verdict: Verdict, rule: Option<&str>) {
    let decided = decision
        .reasons()
        .first()
        .map(|reason| reason.rule.as_str());
    assert_eq!(
        (decision.verdict(), decided),
        (verdict, rule),
        "{}",
        decision.explanation()
    );
    assert_eq!(decision.explanation().is_empty(), verdict == Verdict::Allow);
}

#[test]
fn the_default_rules_judge_every_kind_of_tool() {
    let mut world = World::new();
    let deletes = Some("audit-all-deletes");
    check(
        &world.bash("rm -rf /"),
        Verdict::Deny,
        Some("block-destructive-delete"),
    );
    check(&world.bash("rm -rf build"), Verdict::Allow, deletes);
    check(
        &world.bash("echo 'rm -rf /'"),
        Verdict::Allow,
        Some("rate-limit-commands"),
    );
    check(
        &world.write("/etc/hosts", "x"),
        Verdict::Deny,
        Some("block-system-modification"),
    );
    check(
        &world.write(&format!("{CWD}/a.rs"), "x"),
        Verdict::Allow,
        Some("rate-limit-file-writes"),
    );
    check(
        &world.read(&format!("{CWD}/.env")),
        Verdict::RequireApproval,
        Some("approve-credential-access"),
    );
    check(
        &world.read("~/.ssh/id_ed25519"),
        Verdict::RequireApproval,
        Some("approve-credential-access"),
    );
    check(
        &world.read(&format!("{CWD}/README.md")),
        Verdict::Allow,
        None,
    );
    let put = json!({"path": "/etc/hosts", "text": "x"});
    check(
        &world.tool("mcp__fs__write_file", &put),
        Verdict::Deny,
        Some("block-system-modification"),
    );
    let fetch = json!({"url": "https://docs.example/", "prompt": "read it"});
    check(&world.tool("WebFetch", &fetch), Verdict::Allow, None);
    check(&world.tool("TaskList", &json!({})), Verdict::Allow, None);
}

#[test]
fn one_refused_object_refuses_the_call() {
    let mut world = World::new();
    let input = json!({"paths": ["a.txt", "/etc/passwd"]});
    check(
        &world.tool("mcp__fs__delete_files", &input),
        Verdict::Deny,
        Some("block-system-modification"),
    );
}

#[test]
fn an_unknown_tool_is_read_by_its_fields() {
    let mut world = World::new();
    let input = json!({"cmdline": "rm -rf /"});
    check(
        &world.tool("QuantumShell", &input),
        Verdict::Deny,
        Some("block-destructive-delete"),
    );
}

#[test]
fn a_refusal_says_rule_place_way_and_what_to_do() {
    let mut world = World::new();
    let said = world
        .bash("sudo sh -c 'rm -rf /etc'")
        .explanation()
        .to_owned();
    for part in [
        "block-destructive-delete",
        "embedded `default`:",
        "file_delete `/etc`",
        "`rm` inside `sh -c` inside `sudo`",
    ] {
        assert!(said.contains(part), "{said} should contain {part}");
    }
    assert!(!said.contains('\n'));
}

#[test]
fn prompts_are_judged_and_notices_never_refused() {
    let mut world = World::with_global(
        "rules: [{id: no-prompt, action: deny, conditions: {action_types: [prompt]}}]",
    );
    let prompt = json!({"session_id": "s1", "cwd": CWD, "hook_event_name": "UserPromptSubmit", "prompt": "hello"});
    let call = Agent::ClaudeCode
        .decode("UserPromptSubmit", prompt.to_string().as_bytes())
        .expect("a payload");
    check(&world.judge(&call), Verdict::Deny, Some("no-prompt"));
    let stop = json!({"session_id": "s1", "cwd": CWD, "hook_event_name": "Stop"});
    let call = Agent::ClaudeCode
        .decode("stop", stop.to_string().as_bytes())
        .expect("a payload");
    check(&world.judge(&call), Verdict::Allow, None);
}
