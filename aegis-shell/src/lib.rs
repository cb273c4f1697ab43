//! Reads a shell command line into invocations and effects, without running anything.
//!
//! ```
//! use aegis_shell::{Context, EffectKind, read};
//!
//! let context = Context { cwd: Some("/home/dev/project".into()), ..Context::default() };
//! let script = read("cd /etc && echo '127.0.0.1 x' | sudo tee -a hosts", &context);
//!
//! let writes = script.effects.iter().find_map(|effect| match &effect.kind {
//!     EffectKind::Write { path } => path.absolute.as_deref(),
//!     _ => None,
//! });
//! assert_eq!(writes, Some("/etc/hosts"));
//! println!("{}", script.tree("")); // the same for people, step by step
//! ```
//!
//! # Design
//!
//! - `syntax` turns text into trees in one pass, and hands each command over as soon as it is complete; nothing is an
//!   error.
//! - `expand` turns words of the tree into the values they may have. A piece that cannot be known becomes a *mark*
//!   (`unknown`), so that what stands around it stays readable and its source is not forgotten.
//! - `walk` follows the tree as the shell would: variables, working directory, pipes, files written on the way. Each
//!   program goes through `tools`, whose tables say what its words mean; texts that programs hand to other readers are
//!   walked in turn (`code` for other languages, `sql`, `windows`).
//!
//! Three invariants hold for every text: reading ends, without a panic, within budgets that are counted in work; places
//! lie in the text on character boundaries; a text that is only data yields no effect.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod code;
mod context;
mod expand;
mod few;
mod glob;
mod option;
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
pub use few::Few;
pub use glob::glob_matches;
pub use option::{Names, OptionUse};
pub use script::*;

/// Reads a command line: what it would start, and what that would do. Never fails; what was not read to its end is
/// reported as [`EffectKind::OverBudget`].
pub fn read(text: &str, context: &Context) -> Script {
    walk::read(text, context)
}
