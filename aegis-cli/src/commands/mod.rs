//! One file per command. Each has its arguments and a `run`.

pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod database;
mod decision;
pub(crate) mod deny;
mod filters;
pub(crate) mod logs;
pub(crate) mod pending;
pub(crate) mod rules;
pub(crate) mod scan;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod setup;
pub(crate) mod stats;
pub(crate) mod trust;
pub(crate) mod version;
