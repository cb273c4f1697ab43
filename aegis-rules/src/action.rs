//! What a rule is matched against: one action of a tool call, in the rules' terms.

use std::fmt;
use std::str::FromStr;

use aegis_shell::{Invocation, Statement};
use serde::{Deserialize, Serialize};

/// The kinds of actions that rules speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionType {
    /// A command line is run.
    CommandExec,
    /// A file is read, or its name is looked for.
    FileRead,
    /// A file is created or changed.
    FileWrite,
    /// A file or folder is removed.
    FileDelete,
    /// A connection is made.
    NetworkRequest,
    /// A tool of an MCP server is called.
    McpCall,
    /// Another agent is started.
    AgentSpawn,
    /// A person's prompt is submitted.
    Prompt,
    /// Anything else.
    Other,
}

impl ActionType {
    /// All of them, in the order of the documentation.
    pub const ALL: [ActionType; 9] = [
        ActionType::CommandExec,
        ActionType::FileRead,
        ActionType::FileWrite,
        ActionType::FileDelete,
        ActionType::NetworkRequest,
        ActionType::McpCall,
        ActionType::AgentSpawn,
        ActionType::Prompt,
        ActionType::Other,
    ];

    /// The name that stands in rule files and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ActionType::CommandExec => "command_exec",
            ActionType::FileRead => "file_read",
            ActionType::FileWrite => "file_write",
            ActionType::FileDelete => "file_delete",
            ActionType::NetworkRequest => "network_request",
            ActionType::McpCall => "mcp_call",
            ActionType::AgentSpawn => "agent_spawn",
            ActionType::Prompt => "prompt",
            ActionType::Other => "other",
        }
    }
}

impl fmt::Display for ActionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is not the name of an action type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an action type; one of `command_exec`, `file_read`, `file_write`, `file_delete`, `network_request`, `mcp_call`, `agent_spawn`, `prompt`, `other` is expected"
)]
pub struct UnknownActionTypeError;

impl FromStr for ActionType {
    type Err = UnknownActionTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ActionType::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or(UnknownActionTypeError)
    }
}

/// What an action does beyond its type, for the `effects` condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EffectName {
    /// A folder is removed with all below.
    DeleteRecursive,
    /// Data can leave by the connection: upload, POST, remote shell, raw socket.
    NetworkSend,
    /// Code from the network is executed.
    RemoteCode,
    /// Code is executed that cannot be read beforehand.
    OpaqueCode,
    /// Rights are raised or another user's are taken.
    Privilege,
}

/// A path in every form in which a pattern may match it; one match is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathForms {
    /// As written; absolute and normalised; relative to the repository's root; home-relative (`~/…`); the real path
    /// behind symlinks; for a shell glob also the well-known paths that it could expand to.
    pub forms: Vec<String>,
    /// Nothing is known of the path: every pattern could match it.
    pub unknown: bool,
}

/// One action of a tool call.
#[derive(Clone, Debug)]
pub struct Action<'c> {
    /// Its type.
    pub action_type: ActionType,
    /// Name of the agent: `claude-code`.
    pub agent: &'c str,
    /// Name of the tool as the agent gave it: `Bash`, `mcp__github__create_issue`.
    pub tool: &'c str,
    /// What it is done to: the command line, the path, the URL or host, the MCP tool.
    pub target: String,
    /// The path's forms, for actions on files.
    pub path: Option<PathForms>,
    /// The host in small letters without user and port, for network requests.
    pub host: Option<String>,
    /// For `command_exec` the raw text of the command line.
    pub command: Option<&'c str>,
    /// For `file_write` what is written, where that is known; from a command line its text.
    pub content: Option<&'c str>,
    /// For `command_exec` all invocations; for an action derived from one invocation that one; else empty.
    pub invocations: &'c [Invocation],
    /// Statements for databases that the action carries.
    pub statements: Vec<Statement>,
    /// What it does beyond its type.
    pub effects: Vec<EffectName>,
    /// Whether an unknown word decides that the action takes place at all.
    pub possible: bool,
}
