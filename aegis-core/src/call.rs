//! A tool call, decoded from an agent's payload.

use serde_json::Value;

use aegis_shell::Dialect;

use crate::agents::Agent;

/// One request of an agent to run a tool, or another event of its session.
#[derive(Clone, Debug)]
pub struct ToolCall {
    /// Who asks.
    pub agent: Agent,
    /// What the hook was called for.
    pub event: Event,
    /// The agent's session, `-` where the payload names none.
    pub session: String,
    /// The subagent that makes the call, where the agent tells.
    pub subagent: Option<String>,
    /// Working directory as the payload says; empty if it says none.
    pub cwd: String,
    /// Name of the tool as the agent gave it; for events without a tool the event's name.
    pub tool: String,
    /// The whole payload: what the scanner reads.
    pub payload: Value,
    /// What the call acts on, the primary object first.
    pub objects: Vec<Object>,
    /// The input fields that act, in a fixed order: what an approval is bound to.
    pub acting: Value,
    /// Whether the agent runs without asking its person, so that its own prompt would not be shown.
    pub unattended: bool,
    /// What was wrong with the payload, short of making it unreadable.
    pub problems: Vec<String>,
}

/// The events that a hook may be called for, the one that is judged most strictly first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Before a tool runs, or when the agent asks whether it may.
    BeforeTool,
    /// A person's prompt, before the model sees it.
    Prompt,
    /// Anything that cannot be refused: after a tool, start and end of sessions, notifications.
    Notice,
}

/// One thing that a call acts on.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// A command line.
    Command {
        /// The text.
        text: String,
        /// Its language.
        dialect: Dialect,
        /// Its own working directory, where the tool has one.
        cwd: Option<String>,
    },
    /// A file whose content is read.
    Read(String),
    /// A file that is written.
    Write {
        /// Its path.
        path: String,
        /// What is written, where the payload says it.
        content: Option<String>,
    },
    /// A file that is removed.
    Delete(String),
    /// A place on the network.
    Request {
        /// The URL, or the words of a web search.
        url: String,
        /// Whether data beyond the URL leaves.
        sends: bool,
    },
    /// A tool of an MCP server.
    Mcp(String),
    /// Another agent, with what it is told.
    Spawn(String),
    /// A person's prompt.
    Prompt(String),
    /// Anything else.
    Other(String),
}

impl ToolCall {
    /// A call that could not be read: nothing is known of it but what was wrong, which blocks it.
    #[must_use]
    pub fn unreadable(agent: Agent, cwd: String, problem: String) -> ToolCall {
        ToolCall {
            agent,
            event: Event::BeforeTool,
            session: "-".to_owned(),
            subagent: None,
            cwd,
            tool: "-".to_owned(),
            payload: Value::Null,
            objects: Vec::new(),
            acting: Value::Null,
            unattended: false,
            problems: vec![problem],
        }
    }
}
