//! Links the program at a fixed address where that is known to work.
//!
//! A hook is a new process for every tool call. As a position-independent program it has some 20,000 pointers to put right
//! at each start, in 120 pages that the kernel copies for it: 0.4 ms of the 1.5 that a call of aegis costs before it does
//! anything. What is given up is the random address of the program's own code and constants; libraries, stack and heap keep
//! theirs, and what the program reads is read by safe code.
#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by the environment what it builds for"
)]

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    let is_static = target("FEATURE").split(',').any(|one| one == "crt-static");
    if target("OS") == "linux" && target("ENV") == "gnu" && !is_static {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
