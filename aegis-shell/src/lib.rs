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
#[allow(dead_code, reason = "the tables and the walker that use it are being joined")]
mod tools;
mod tree;
mod unknown;
mod walk;
mod windows {
    pub(crate) fn read(_: &str, _: &crate::Context) -> crate::Script {
        crate::Script::default()
    }
}

pub use context::{Context, Dialect};
pub use script::*;

/// Reads a command line.
pub fn read(text: &str, context: &Context) -> Script {
    walk::read(text, context)
}
