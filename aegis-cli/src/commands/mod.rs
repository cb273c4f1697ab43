//! One file per command. Each has its arguments and a `run`.

pub(crate) mod rules;
pub(crate) mod version;
