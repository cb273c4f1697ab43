//! The `aegis` command: the hook that judges an agent's tool calls, and what people do beside it.
//!
//! `evaluate` is taken out before the command line is parsed by the same parser as the rest: the hook runs before
//! every tool call and must start at once.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this crate is the one that reads files, clocks and the environment"
)]

use std::process::ExitCode;

mod ancestors;
mod cli;
mod commands;
mod config;
mod console;
mod hook;
mod human;
mod output;
mod places;
mod policy;
mod repo;

fn main() -> ExitCode {
    let mut args = std::env::args_os();
    let first = args.nth(1);
    if first.is_some_and(|first| first == "evaluate") {
        return hook::run(args);
    }
    cli::run()
}
