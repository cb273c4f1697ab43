//! Links the program so that it starts at once, where that is known to work: a hook is a new process for every tool call.
//!
//! - At a fixed address. As a position-independent program it has some 20,000 pointers to put right at each start, in 120
//!   pages that the kernel copies for it: 0.4 ms. What is given up is the random address of the program's own code and
//!   constants; libraries, stack and heap keep theirs, and what the program reads is read by safe code.
//! - With the compiler's unwinding code in it, as `-static-libgcc` has it for C, and so one library less to find, map and
//!   put in place: 0.1 ms.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a build script is told by the environment what it builds for, and asks the compiler"
)]

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    let is_static = target("FEATURE").split(',').any(|one| one == "crt-static");
    if target("OS") != "linux" || target("ENV") != "gnu" || is_static {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    let is_native = env::var("TARGET").ok() == env::var("HOST").ok();
    if let Some(folder) = unwinder().filter(|_| is_native) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static:+whole-archive=gcc_eh");
    }
}

/// The folder of the compiler's `libgcc_eh.a`, where it has one.
fn unwinder() -> Option<PathBuf> {
    let mut compiler = Command::new("cc");
    compiler.arg("-print-file-name=libgcc_eh.a");
    let output = compiler.output().ok()?;
    let file = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    // A compiler without the file answers with its bare name.
    file.is_file().then(|| file.parent().map(PathBuf::from))?
}
