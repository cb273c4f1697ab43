#![doc = include_str!("../README.md")]
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod action;
pub mod check;
mod condition;
mod decode;
mod digest;
mod explain;
mod judge;
mod layer;
mod lazy;
mod mistake;
mod outline;
mod pattern;
mod prefilter;
mod profile;
mod programs;
mod rule;
mod schema;
mod set;
mod shipped;
mod starter;
mod yaml;

pub use action::{Action, ActionType, EffectName, PathForms, UnknownActionTypeError};
pub use condition::Conditions;
pub use explain::explain;
pub use judge::Match;
pub use layer::{Layer, Origin, RateLimit, RuleAction, Scope, Source};
pub use mistake::{Mistake, Mistakes};
pub use profile::{Loaded, NoFiles, ProfileError, Profiles, embedded, embedded_names};
pub use rule::{Example, Examples, Rule};
pub use schema::schema;
pub use set::{Judgement, RuleSet};
pub use starter::{SCHEMA_FILE, starter};
