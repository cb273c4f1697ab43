//! Reads a shell command line into invocations and effects, without running anything.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod code;
mod context;
mod expand;
mod glob;
mod paths;
mod reading;
mod script;
mod sql;
mod syntax;
mod tools;
mod tree;
mod unknown;
mod walk;
mod windows;

pub use context::{Context, Dialect};
pub use glob::glob_matches;
pub use script::*;

/// Reads a command line.
pub fn read(text: &str, context: &Context) -> Script {
    walk::read(text, context)
}
