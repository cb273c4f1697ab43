//! Judging without a call: one action by its type and target, nothing counted, nothing asked, nothing kept.

use aegis_rules::{Action, ActionType};
use aegis_shell::Dialect;
use serde_json::{Map, Value, json};

use crate::actions::Readings;
use crate::agents::Agent;
use crate::call::{Event, Object, ToolCall};
use crate::facts::Facts;
use crate::ledger::{
    Approval, ApprovalKey, Digest, Entry, Ledger, LedgerError, NewRequest, RequestId, WindowKey,
};
use crate::timestamp::Timestamp;

impl ToolCall {
    /// The call that would do this one thing. What is written to a file stands on the lines after its path. `tool` is what the agent's payload would name; `PowerShell` as a tool makes
    /// a command line be read as PowerShell.
    #[must_use]
    pub fn for_action(
        agent: Agent,
        session: &str,
        cwd: &str,
        tool: Option<&str>,
        kind: ActionType,
        target: &str,
    ) -> ToolCall {
        let text = target.to_owned();
        let (usual, field, object) = match kind {
            ActionType::CommandExec => {
                let dialect = if tool == Some("PowerShell") {
                    Dialect::PowerShell
                } else {
                    Dialect::Posix
                };
                (
                    "Bash",
                    "command",
                    Object::Command {
                        text,
                        dialect,
                        cwd: None,
                    },
                )
            }
            ActionType::FileRead => ("Read", "file_path", Object::Read(text)),
            ActionType::FileWrite => {
                let (path, content) = match target.split_once('\n') {
                    Some((path, content)) => (path.to_owned(), Some(content.to_owned())),
                    None => (text, None),
                };
                ("Write", "file_path", Object::Write { path, content })
            }
            ActionType::FileDelete => ("Delete", "file_path", Object::Delete(text)),
            ActionType::NetworkRequest => (
                "WebFetch",
                "url",
                Object::Request {
                    url: text,
                    sends: false,
                },
            ),
            ActionType::McpCall => (target, "tool", Object::Mcp(text)),
            ActionType::AgentSpawn => ("Agent", "prompt", Object::Spawn(text)),
            ActionType::Prompt => ("UserPromptSubmit", "prompt", Object::Prompt(text)),
            ActionType::Other => (target, "input", Object::Other(text)),
        };
        let mut input: Map<String, Value> = [(field.to_owned(), Value::from(target))]
            .into_iter()
            .collect();
        if let Object::Write {
            path,
            content: Some(content),
        } = &object
        {
            input = [("file_path", path), ("content", content)]
                .map(|(field, text)| (field.to_owned(), Value::from(text.as_str())))
                .into_iter()
                .collect();
        }
        ToolCall {
            agent,
            event: if kind == ActionType::Prompt {
                Event::Prompt
            } else {
                Event::BeforeTool
            },
            session: session.to_owned(),
            subagent: None,
            cwd: cwd.to_owned(),
            tool: tool.unwrap_or(usual).to_owned(),
            payload: json!({"tool_input": input}),
            objects: vec![object],
            acting: Value::Object(input),
            unattended: false,
            problems: Vec::new(),
        }
    }

    /// Passes on every action of the call, the primary one first: what rules are matched against.
    pub fn each_action(&self, facts: &Facts<'_>, pass: &mut dyn FnMut(&Action<'_>)) {
        let readings = Readings::of(self, facts);
        for considered in readings.actions(self, facts) {
            pass(&considered.action);
        }
    }

    /// The command lines of the call as they were read, for people: a tree of invocations and effects.
    #[must_use]
    pub fn trees(&self, facts: &Facts<'_>) -> Vec<String> {
        Readings::of(self, facts).trees(self)
    }
}

/// A ledger in which nothing has happened and nothing is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct DryRun {
    /// What is said of a repo's rule file.
    pub trusts: bool,
}

impl Ledger for DryRun {
    fn window_count(&mut self, _key: &WindowKey, _since: Timestamp) -> Result<u32, LedgerError> {
        Ok(0)
    }

    fn window_add(&mut self, _key: &WindowKey, _at: Timestamp) -> Result<(), LedgerError> {
        Ok(())
    }

    fn approval(
        &mut self,
        _key: &ApprovalKey,
        _session: &str,
        _now: Timestamp,
    ) -> Result<Approval, LedgerError> {
        Ok(Approval::None)
    }

    fn open_request(
        &mut self,
        _request: &NewRequest,
        _now: Timestamp,
    ) -> Result<RequestId, LedgerError> {
        Ok(RequestId("<id>".to_owned()))
    }

    fn use_up(&mut self, _id: &RequestId, _now: Timestamp) -> Result<(), LedgerError> {
        Ok(())
    }

    fn trusted(
        &mut self,
        _file: &str,
        _content: &Digest,
        _first: bool,
        _now: Timestamp,
    ) -> Result<bool, LedgerError> {
        Ok(self.trusts)
    }

    fn record(&mut self, _entry: &Entry) -> Result<(), LedgerError> {
        Ok(())
    }
}
