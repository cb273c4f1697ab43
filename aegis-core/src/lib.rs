//! Judges the tool calls of AI coding agents: an agent's hook payload goes in, a decision and the agent's answer come
//! out. No I/O: time, paths and file facts come in as arguments, and what is kept goes through [`ledger::Ledger`].
//!
//! ```
//! use aegis_core::ledger::MemoryLedger;
//! use aegis_core::{Agent, AskMode, Facts, Policy, Timestamp, evaluate};
//!
//! let payload = br#"{"session_id":"s","cwd":"/home/dev/shop","hook_event_name":"PreToolUse",
//!                    "tool_name":"Bash","tool_input":{"command":"sudo rm -rf /"}}"#;
//! let agent = Agent::ClaudeCode;
//! let call = agent.decode("pre-tool-use", payload)?;
//! let policy = Policy::default();
//! let facts = Facts { home: Some("/home/dev"), ..Facts::default() };
//! let decision = evaluate(&call, &policy, &mut MemoryLedger::default(), &facts, Timestamp::default());
//! assert!(!decision.allows());
//! let answer = agent.encode("pre-tool-use", &call, &decision, AskMode::Block);
//! assert_eq!(answer.exit, 2);
//! assert!(answer.stderr.contains("block-destructive-delete"));
//! # Ok::<(), aegis_core::DecodeError>(())
//! ```
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod actions;
mod agents;
mod call;
mod digest;
mod dry_run;
mod evaluate;
mod explain;
mod facts;
pub mod ledger;
mod paths;
mod payload;
mod policy;
mod secrets;
mod self_protection;
mod timestamp;
mod verdict;

pub use agents::{
    Agent, Answer, AskMode, DecodeError, UnknownAgentError, UnknownHookError, claude_code,
    claude_code_settings,
};
pub use call::{Event, Object, ToolCall};
pub use dry_run::DryRun;
pub use evaluate::evaluate;
pub use facts::Facts;
pub use payload::{MAX_PAYLOAD, PayloadError, read_payload};
pub use policy::{Policy, RepoAllows, RepoRules, Settings, Trust};
pub use timestamp::Timestamp;
pub use verdict::{Decision, Fault, Reach, Reason, Verdict};

/// Runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
