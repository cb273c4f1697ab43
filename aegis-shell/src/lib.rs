//! Reads a shell command line into invocations and effects, without running anything.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod context;
#[allow(dead_code, reason = "being joined")]
mod glob;
#[allow(dead_code, reason = "being joined")]
mod paths;
#[allow(dead_code, reason = "being joined")]
mod reading;
mod script;
#[allow(dead_code, reason = "being joined")]
mod syntax;
#[allow(dead_code, reason = "being joined")]
mod tools;
#[allow(dead_code, reason = "being joined")]
mod unknown;

pub use context::{Context, Dialect};
pub use script::*;

/// Reads a command line.
pub fn read(_text: &str, _context: &Context) -> Script {
    Script::default()
}
