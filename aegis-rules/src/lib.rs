//! The aegis rule language: YAML in, a compiled rule set out, one call to match an action.
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod action;

pub use action::{Action, ActionType, EffectName, PathForms, UnknownActionTypeError};
mod layer;
pub use layer::Layer;
