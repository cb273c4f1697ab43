//! Tidiness of the whole repository: who depends on whom, how long files get, what stands in the root, and that the
//! checks which keep the pure crates pure can fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test fails by panic, and this crate's subject is files and processes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Which crate may use which others of the workspace.
const ARROWS: &[(&str, &[&str])] = &[
    ("aegis-scanner", &[]),
    ("aegis-shell", &[]),
    ("aegis-rules", &["aegis-shell"]),
    (
        "aegis-core",
        &["aegis-scanner", "aegis-shell", "aegis-rules"],
    ),
    (
        "aegis-store",
        &["aegis-scanner", "aegis-shell", "aegis-rules", "aegis-core"],
    ),
    ("aegis-cli", ALL),
    ("aegis-benches", ALL),
];
const ALL: &[&str] = &[
    "aegis-scanner",
    "aegis-shell",
    "aegis-rules",
    "aegis-core",
    "aegis-store",
];
/// Crates of others that belong to one crate of ours.
const OWNED: &[(&str, &[&str])] = &[
    ("rusqlite", &["aegis-store"]),
    ("r2d2", &["aegis-store"]),
    ("clap", &["aegis-cli"]),
    ("tempfile", &["aegis-cli"]),
];
/// The crates that do no I/O.
const PURE: &[&str] = &["aegis-scanner", "aegis-shell", "aegis-rules", "aegis-core"];
/// What may stand in the root.
const ROOT: &[&str] = &[
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "action.yml",
    "clippy.toml",
    "deny.toml",
    "rustfmt.toml",
];
const MOST_LINES: usize = 600;

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap().to_owned()
}

/// A dependency that breaks the arrows, as a sentence.
fn forbidden(from: &str, to: &str, dev: bool) -> Option<String> {
    if to.starts_with("aegis-") {
        let allowed = ARROWS.iter().find(|(name, _)| *name == from);
        let fine = allowed.is_some_and(|(_, others)| others.contains(&to));
        return (!fine).then(|| format!("{from} must not use {to}"));
    }
    let (_, owners) = OWNED.iter().find(|(name, _)| *name == to)?;
    (!dev && !owners.contains(&from)).then(|| format!("{to} belongs to {owners:?}, not to {from}"))
}

#[test]
fn dependencies_follow_the_arrows() {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut edges = 0;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            edges += 1;
            let from = package["name"].as_str().unwrap();
            let to = dependency["name"].as_str().unwrap();
            wrong.extend(forbidden(from, to, dependency["kind"] == "dev"));
        }
    }
    assert!(edges > ALL.len(), "no dependencies were seen");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_dependency_against_the_arrows_is_seen() {
    let check = |from: &str, to: &str, expected: bool| {
        assert_eq!(
            forbidden(from, to, false).is_some(),
            expected,
            "{from} {to}"
        );
    };
    check("aegis-scanner", "aegis-shell", true);
    check("aegis-shell", "aegis-scanner", true);
    check("aegis-shell", "aegis-rules", true);
    check("aegis-rules", "aegis-scanner", true);
    check("aegis-rules", "aegis-core", true);
    check("aegis-core", "aegis-store", true);
    check("aegis-store", "aegis-cli", true);
    check("aegis-newcomer", "aegis-core", true);
    check("aegis-core", "rusqlite", true);
    check("aegis-store", "clap", true);
    check("aegis-core", "aegis-rules", false);
    check("aegis-cli", "aegis-store", false);
    check("aegis-core", "serde", false);
}

/// What is wrong with a source file's text.
fn untidy(path: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    if lines > MOST_LINES {
        return Some(format!("{} has {lines} lines", path.display()));
    }
    let documented = ["//! ", "#![doc = include_str!("]
        .iter()
        .any(|start| text.starts_with(start));
    (!documented).then(|| {
        format!(
            "{} does not open with its purpose (`//! …`)",
            path.display()
        )
    })
}

#[test]
fn source_files_are_short_and_say_what_they_are_for() {
    let mut files = Vec::new();
    for folder in ALL.iter().chain(&["aegis-cli", "benches"]) {
        rust_files(&root().join(folder), &mut files);
    }
    assert!(files.len() > 50, "{} files were seen", files.len());
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|file| untidy(file, &fs::read_to_string(file).unwrap()))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn an_untidy_file_is_seen() {
    let path = Path::new("x.rs");
    assert!(untidy(path, "//! Pears.\n").is_none());
    assert!(untidy(path, "#![doc = include_str!(\"../README.md\")]\n").is_none());
    assert!(untidy(path, "use std::fs;\n").is_some());
    assert!(untidy(path, &format!("//! Pears.\n{}", "\n".repeat(MOST_LINES))).is_some());
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// `autotests` is off, so a file that no `mod` names would be compiled by nobody.
#[test]
fn every_test_file_is_compiled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|name| *name != "main") {
            assert!(main.contains(&format!("mod {module};")), "{name}");
        }
    }
}

#[test]
fn the_root_holds_what_somebody_needs() {
    let Some(listed) = git(&["ls-files", "--", ":(glob)*"]) else {
        return;
    };
    let strays: Vec<&str> = listed.lines().filter(|name| !ROOT.contains(name)).collect();
    assert_eq!(strays, Vec::<&str>::new());
}

#[test]
fn no_binary_is_in_the_repository() {
    let Some(listed) = git(&["ls-files", "--", "bin", "target"]) else {
        return;
    };
    assert_eq!(listed, "");
}

fn git(args: &[&str]) -> Option<String> {
    match Command::new("git").args(args).current_dir(root()).output() {
        Ok(Output { status, stdout, .. }) if status.success() => String::from_utf8(stdout).ok(),
        _ => {
            eprintln!("skipped: this is no git repository");
            None
        }
    }
}

#[test]
fn documents_stay_readable() {
    for (name, most) in [("README.md", 250), ("ARCHITECTURE.md", 150)] {
        let lines = fs::read_to_string(root().join(name))
            .unwrap()
            .lines()
            .count();
        assert!(lines < most, "{name} has {lines} lines, of {most}");
    }
}

#[test]
fn documents_name_files_that_exist() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
        "CONTRIBUTING.md",
    ] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap();
            assert!(root().join(file).exists(), "{name} links to {link}");
        }
    }
}

#[test]
fn pure_crates_forbid_what_the_list_forbids() {
    for name in PURE {
        let library = fs::read_to_string(root().join(name).join("src/lib.rs")).unwrap();
        let forbids = "#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]";
        assert!(library.contains(forbids), "{name}");
    }
}

#[test]
fn a_pure_crate_that_reads_a_file_does_not_pass_clippy() {
    let check = |body: &str, said: Option<&str>| {
        let Some(output) = clippy(body) else {
            return;
        };
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), said.is_none(), "{body}: {stderr}");
        assert!(said.is_none_or(|said| stderr.contains(said)), "{stderr}");
    };
    check("pub fn double(n: u32) -> u32 { n * 2 }", None);
    check(
        "pub fn read() -> bool { std::fs::read(\"x\").is_ok() }",
        Some("`std::fs::read`"),
    );
    check(
        "pub fn now() -> std::time::SystemTime { std::time::SystemTime::now() }",
        Some("time comes in as an argument"),
    );
    check(
        "pub fn home() -> bool { std::env::var(\"HOME\").is_ok() }",
        Some("the environment comes in as an argument"),
    );
}

/// Runs clippy on a crate of one function, under this repository's list. `None` where clippy is not installed.
fn clippy(body: &str) -> Option<Output> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let list = fs::read_to_string(root().join("clippy.toml")).unwrap();
    write("clippy.toml", &list);
    write(
        "Cargo.toml",
        "[package]\nname = \"seeded\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    );
    write(
        "src/lib.rs",
        &format!("#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]\n{body}\n"),
    );
    let cargo = |args: &[&str]| {
        Command::new(env!("CARGO"))
            .args(args)
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", folder.path().join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    };
    if !cargo(&["clippy", "--version"]).status.success() {
        eprintln!("skipped: clippy is not installed");
        return None;
    }
    Some(cargo(&["clippy", "--offline", "--quiet"]))
}

#[test]
fn the_repository_holds_no_secret() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_aegis"))
        .args(["scan", "."])
        .current_dir(root())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
