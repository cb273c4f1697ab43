//! The agents: names, how a payload becomes a [`ToolCall`], how a decision becomes an answer, and how the hook is
//! written into the agent's configuration. One file per agent.

use std::fmt;
use std::str::FromStr;

use crate::call::{Event, ToolCall};
use crate::payload::{self, PayloadError};
use crate::verdict::Decision;

pub mod claude_code;
pub mod claude_code_settings;
mod fields;
mod json_edit;
mod json_text;

/// An agent that aegis guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Agent {
    /// Anthropic's Claude Code.
    ClaudeCode,
}

/// The name is not one of an agent that aegis knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown agent; known are: `claude-code`")]
pub struct UnknownAgentError;

/// The hook type is not one of the agent's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown hook type for this agent; `pre-tool-use` is the one that `aegis setup` registers")]
pub struct UnknownHookError;

/// What the hook process gives back. Exit codes 0 and 2 are the only ones.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Answer {
    /// 0 or 2.
    pub exit: u8,
    /// For the agent's program.
    pub stdout: String,
    /// For the model and the person; never empty with exit 2.
    pub stderr: String,
}

/// Whether the question of `require_approval` may be handed to the agent's own prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskMode {
    /// Never: block, the agent tries again after an approval.
    Block,
    /// Where the agent truly asks.
    Ask,
}

impl Agent {
    /// Every agent.
    pub const ALL: [Agent; 1] = [Agent::ClaudeCode];

    /// The name on the command line and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Agent::ClaudeCode => claude_code::NAME,
        }
    }

    /// The event of a hook type, in any spelling: `pre-tool-use`, `PreToolUse`, `pre_tool_use`.
    ///
    /// # Errors
    /// When the agent has no such event.
    pub fn event(self, hook_type: &str) -> Result<Event, UnknownHookError> {
        let name = squeeze(hook_type);
        match self {
            Agent::ClaudeCode => claude_code::event(&name),
        }
        .ok_or(UnknownHookError)
    }

    /// Environment variables in which the agent names the directory of its project, the best first.
    #[must_use]
    pub const fn directory_variables(self) -> &'static [&'static str] {
        match self {
            Agent::ClaudeCode => &["CLAUDE_PROJECT_DIR"],
        }
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When it is not what the agent documents.
    pub fn decode(self, hook_type: &str, bytes: &[u8]) -> Result<ToolCall, DecodeError> {
        let event = self.event(hook_type)?;
        let payload = payload::read_payload(bytes)?;
        match self {
            Agent::ClaudeCode => Ok(claude_code::decode(event, hook_type, payload)?),
        }
    }

    /// The answer that carries out a decision.
    pub fn encode(
        self,
        hook_type: &str,
        call: &ToolCall,
        decision: &Decision,
        ask: AskMode,
    ) -> Answer {
        match self {
            Agent::ClaudeCode => claude_code::encode(hook_type, call, decision, ask),
        }
    }

    /// The answer when no call could be read: a block.
    pub fn refuse(self, hook_type: &str, reason: &str) -> Answer {
        match self {
            Agent::ClaudeCode => claude_code::refuse(hook_type, reason),
        }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Agent {
    type Err = UnknownAgentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = squeeze(text);
        Agent::ALL
            .into_iter()
            .find(|agent| squeeze(agent.name()) == name)
            .ok_or(UnknownAgentError)
    }
}

/// A file that holds an agent's hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HookFile {
    /// A project's, which also holds other settings.
    Project,
    /// The user's or the machine's: an agent has no business in it.
    User,
}

/// Whether a form of a path names a file that holds some agent's hooks.
pub(crate) fn hook_file(form: &str) -> Option<HookFile> {
    Agent::ALL.into_iter().find_map(|agent| match agent {
        Agent::ClaudeCode => claude_code::hook_file(form),
    })
}

/// Why no tool call could be made of what came.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The hook type is unknown.
    #[error(transparent)]
    Hook(#[from] UnknownHookError),
    /// The payload is not usable.
    #[error(transparent)]
    Payload(#[from] PayloadError),
}

/// Small letters without `-`, `_` and blanks: the same for every spelling of an event.
pub(crate) fn squeeze(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}
