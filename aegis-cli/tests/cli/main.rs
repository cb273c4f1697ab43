//! Drives the real `aegis` binary in a temporary home.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test fails by panic, and this crate's subject is files and processes"
)]

/// The dry run and the hook.
mod agreement;
/// Requests, answers, and who may give them.
mod approvals;
/// Many hooks at once.
mod concurrency;
/// Decisions that no hook has to make first.
mod decisions;
/// No silent yes: whatever goes wrong blocks, with a reason.
mod failing;
/// Every payload that Claude Code sends: exit code, message, record.
mod hook;
/// `logs`, `sessions`, `session`, `stats`, `audit`, `trust --list`.
mod queries;
/// What the README tells a reader to type.
mod readme;
/// `aegis rules`: list, test, check, explain, init, schema.
mod rules;
/// A home of its own for each test.
mod sandbox;
/// `aegis scan`: texts, files, folders, git, allowing, formats.
mod scan;
/// `aegis setup`, there and back.
mod setup;
