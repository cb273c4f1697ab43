//! Judges the tool calls of AI coding agents.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod ledger;
mod timestamp;

pub use timestamp::Timestamp;
