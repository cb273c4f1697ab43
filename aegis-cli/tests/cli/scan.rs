//! `aegis scan` through the real binary. Secrets are put together here, so that a scan of these sources stays clean.

use std::fs;

use serde_json::Value;

use crate::sandbox::{Ended, Sandbox, feed, write};

/// Allow entries and comments.
mod allowing;
/// Table, JSON, CSV, SARIF, what a terminal and a closed pipe get.
mod formats;
/// Staged lines and lines since a revision.
mod git;
/// The guide, `docs/secrets.md`.
mod guide;

/// A GitHub token with a right checksum.
fn token() -> String {
    ["gh", "p_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].concat()
}

/// What JSON says: path, line, column and type of each finding.
#[track_caller]
fn places(ended: &Ended) -> Vec<(String, u64, u64, String)> {
    let findings: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    findings
        .iter()
        .map(|finding| {
            (
                text(finding, "path"),
                finding["line"].as_u64().unwrap(),
                finding["column"].as_u64().unwrap(),
                text(finding, "type"),
            )
        })
        .collect()
}

/// Scans with these arguments and compares places and exit code.
#[track_caller]
fn check(sandbox: &Sandbox, args: &[&str], expected: &[(&str, u64, u64)]) -> Ended {
    let ended = sandbox.run(&[&["scan", "--format", "json"], args].concat());
    let found = places(&ended);
    let found: Vec<(&str, u64, u64)> = found
        .iter()
        .map(|(path, line, column, _)| (path.as_str(), *line, *column))
        .collect();
    assert_eq!(found, expected, "{args:?} {}", ended.stderr);
    let code = i32::from(!expected.is_empty());
    assert_eq!(ended.code, Some(code), "{args:?} {}", ended.stderr);
    assert!(
        !ended.stdout.contains(token().trim_start_matches("ghp_")),
        "a secret is shown"
    );
    ended
}

#[test]
fn an_argument_is_a_text() {
    let sandbox = Sandbox::new();
    check(&sandbox, &["nothing here"], &[]);
    check(
        &sandbox,
        &[&format!("ä = {}", token())],
        &[("<text>", 1, 5)],
    );
    check(
        &sandbox,
        &["--", &format!("--x={}", token())],
        &[("<text>", 1, 5)],
    );
    let table = sandbox.run(&["scan", "nothing here"]);
    assert_eq!(table.stdout, "");
    assert_eq!(table.stderr, "aegis: no secrets in 1 text\n");
}

#[test]
fn an_argument_that_names_a_file_is_a_path_unless_told_otherwise() {
    let sandbox = Sandbox::new();
    write(&sandbox.repo().join("a.txt"), &format!("\nx {}\n", token()));
    check(&sandbox, &["a.txt"], &[("a.txt", 2, 3)]);
    check(&sandbox, &["--text", "a.txt"], &[]);
    let typo = sandbox.run(&["scan", "src/typo.rs"]);
    assert_eq!(typo.code, Some(3), "{typo:?}");
    assert!(typo.stderr.contains("--text"), "{typo:?}");
    check(&sandbox, &["--text", "src/typo.rs"], &[]);
    check(&sandbox, &["https://example.com/a/b"], &[]);
}

#[test]
fn standard_input_is_read_by_a_dash_or_without_arguments() {
    let sandbox = Sandbox::new();
    let text = format!("é\n\t{}\n", token());
    for args in [
        &["scan", "-", "--format=json"][..],
        &["scan", "--format=json"],
    ] {
        let ended = feed(sandbox.aegis(args), text.as_bytes());
        assert_eq!(places(&ended)[0].1, 2, "{ended:?}");
        assert_eq!(ended.code, Some(1));
    }
    assert_eq!(feed(sandbox.aegis(&["scan", "-"]), b"").code, Some(0));
    // Nothing was named and nothing came: no clean result.
    let nothing = sandbox.run(&["scan"]);
    assert_eq!(nothing.code, Some(2), "{nothing:?}");
    let binary = feed(sandbox.aegis(&["scan", "-"]), b"a\0b");
    assert_eq!(binary.code, Some(3), "{binary:?}");
    let large = feed(sandbox.aegis(&["scan", "-", "--max-size", "2"]), b"abc");
    assert_eq!(large.code, Some(3), "{large:?}");
}

#[test]
fn folders_are_read_in_order_and_gitignore_is_respected() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    let line = format!("{}\n", token());
    for path in [
        "b/z.txt",
        "b/a.txt",
        "a.txt",
        ".env",
        "out/x.txt",
        ".git/x",
        "b/deep.log",
    ] {
        write(&repo.join(path), &line);
    }
    write(&repo.join(".gitignore"), "out/\n*.log\n");
    write(&repo.join(".ignore"), "a.txt\n");
    let all = [
        (".env", 1, 1),
        ("a.txt", 1, 1),
        ("b/a.txt", 1, 1),
        ("b/z.txt", 1, 1),
    ];
    check(&sandbox, &["."], &all);
    check(&sandbox, &[".", "a.txt", "./b"], &all);
    check(&sandbox, &[".", "--no-hidden"], &all[1..]);
    check(&sandbox, &[".", "--no-hidden", "--hidden"], &all);
    check(&sandbox, &["b"], &all[2..]);
    check(&sandbox, &["out/x.txt"], &[("out/x.txt", 1, 1)]);
    let everything = check(
        &sandbox,
        &[".", "--no-ignore"],
        &[
            all[0],
            all[1],
            all[2],
            ("b/deep.log", 1, 1),
            all[3],
            ("out/x.txt", 1, 1),
        ],
    );
    assert!(
        everything.stderr.contains("6 findings in 8 files"),
        "{everything:?}"
    );
}

#[test]
fn gitignore_counts_outside_of_repositories_and_only_from_the_folder_down() {
    let sandbox = Sandbox::new();
    let line = format!("{}\n", token());
    write(&sandbox.home().join(".gitignore"), "*\n");
    write(&sandbox.home().join("notes/a.txt"), &line);
    write(&sandbox.home().join("notes/b.txt"), &line);
    write(&sandbox.home().join("notes/.gitignore"), "b.txt\n");
    let folder = sandbox.home().join("notes");
    let folder = folder.to_str().unwrap();
    check(&sandbox, &[folder], &[(&format!("{folder}/a.txt"), 1, 1)]);
}

#[test]
fn the_names_of_the_folders_above_a_repository_change_nothing() {
    let secret = ["k7Qz", "p2Wn8xLr4TvB9mYd"].concat();
    let text = format!("api_secret: {secret}\n");
    let sandbox = Sandbox::new();
    let tests = sandbox.home().join("tests/fixtures/orchard");
    for repo in [sandbox.repo(), tests] {
        fs::create_dir_all(repo.join(".git")).unwrap();
        write(&repo.join("conf/app.yaml"), &text);
        for path in [repo.clone(), repo.join("conf"), repo.join("conf/app.yaml")] {
            let ended = sandbox.run(&["scan", "--format", "json", path.to_str().unwrap()]);
            let findings: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
            assert_eq!(findings[0]["confidence"], "medium", "{path:?}");
        }
    }
}

#[test]
fn what_is_binary_or_large_is_skipped_and_counted() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    fs::write(repo.join("a.bin"), format!("\0{}", token())).unwrap();
    fs::write(
        repo.join("b.txt"),
        format!("{}{}", " ".repeat(1000), token()),
    )
    .unwrap();
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(format!("ä\r\nx={}", token()).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(repo.join("c.txt"), utf16).unwrap();
    fs::write(
        repo.join("d.txt"),
        [b"caf\xE9 ", token().as_bytes()].concat(),
    )
    .unwrap();
    let rest = [("c.txt", 2, 3), ("d.txt", 1, 6)];
    let ended = check(&sandbox, &[".", "--max-size", "1000"], &rest);
    assert!(ended.stderr.contains("1 binary file skipped"), "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("1 file larger than 1000 bytes skipped"),
        "{ended:?}"
    );
    check(&sandbox, &["."], &[("b.txt", 1, 1001), rest[0], rest[1]]);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_scanned() {
    let sandbox = Sandbox::new();
    write(&sandbox.repo().join("a.txt"), &token());
    write(&sandbox.repo().join("clean.txt"), "nothing\n");
    let found = check(&sandbox, &["gone.txt", "a.txt"], &[("a.txt", 1, 1)]);
    assert!(
        found.stderr.contains("`gone.txt` cannot be read"),
        "{found:?}"
    );
    let unread = sandbox.run(&["scan", "gone.txt", "clean.txt"]);
    assert_eq!(unread.code, Some(3), "{unread:?}");
    assert!(unread.stderr.contains("1 not readable"), "{unread:?}");
}

#[test]
fn a_patch_on_a_pipe_is_what_it_adds_and_in_a_file_all_that_it_holds() {
    let sandbox = Sandbox::new();
    let patch = format!(
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n {0}\n-{0}\n+{0}\n",
        token()
    );
    let piped = feed(
        sandbox.aegis(&["scan", "-", "--format", "json"]),
        patch.as_bytes(),
    );
    let lines: Vec<u64> = places(&piped).iter().map(|place| place.1).collect();
    assert_eq!(lines, [7], "{piped:?}");
    for name in ["x.patch", "x.txt"] {
        write(&sandbox.repo().join(name), &patch);
        check(&sandbox, &[name], &[5, 6, 7].map(|line| (name, line, 2)));
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_links_in_folders_do_not_stall_the_scan() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    write(&sandbox.home().join("outside.txt"), &token());
    std::os::unix::fs::symlink("../outside.txt", repo.join("link.txt")).unwrap();
    std::os::unix::fs::symlink("..", repo.join("loop")).unwrap();
    let made = sandbox.command("mkfifo").arg("pipe").status().unwrap();
    assert!(made.success());
    check(&sandbox, &["."], &[]);
    check(&sandbox, &["link.txt"], &[("link.txt", 1, 1)]);
}

#[test]
fn confidence_decides_what_is_shown_and_the_rest_is_counted() {
    let sandbox = Sandbox::new();
    // The last character belongs to the checksum.
    let broken = token().replace("pINUx", "pINUy");
    let ended = check(&sandbox, &[&broken, "--min-confidence", "medium"], &[]);
    assert!(
        ended.stderr.contains("1 finding below `--min-confidence`"),
        "{ended:?}"
    );
    check(
        &sandbox,
        &[&broken, "--fail-on", "low"],
        &[("<text>", 1, 1)],
    );
    check(
        &sandbox,
        &[&token(), "--min-confidence", "certain"],
        &[("<text>", 1, 1)],
    );
}

#[test]
fn what_is_hardly_one_is_shown_and_fails_only_if_asked_to() {
    let broken = token().replace("pINUx", "pINUy");
    let sandbox = Sandbox::new();
    let ended = sandbox.run(&["scan", "--format", "json", &broken]);
    assert_eq!(places(&ended).len(), 1, "{ended:?}");
    assert!(ended.stdout.contains(r#""confidence":"low""#), "{ended:?}");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let both = format!("{broken} {}", token());
    assert_eq!(sandbox.run(&["scan", &both]).code, Some(1));
    let sure = sandbox.run(&["scan", &token(), "--fail-on", "certain"]);
    assert_eq!(sure.code, Some(1), "{sure:?}");

    let strict = Sandbox::new().with_config("scanner: {checksum: require}\n");
    check(&strict, &[&broken], &[]);
    check(&strict, &[&token()], &[("<text>", 1, 1)]);
}

#[test]
fn configuration_adds_and_removes_types() {
    let own = "scanner:\n  disable: [github-token]\n  custom:\n    - {id: orchard-key, regex: 'orch_[a-z0-9]{12}', keywords: [orch_]}\n";
    let sandbox = Sandbox::new().with_config(own);
    let text = format!("{} {}", token(), ["orch", "_4k2j9x8c7v1b"].concat());
    let ended = sandbox.run(&["scan", "--format", "json", &text]);
    let kinds: Vec<String> = places(&ended).into_iter().map(|place| place.3).collect();
    assert_eq!(kinds, ["orchard-key"]);
    let types = sandbox.run(&["scan", "--types", "--format", "csv"]);
    assert!(types.stdout.contains("github-token,") && types.stdout.contains("orchard-key,"));
    let broken = Sandbox::new().with_config("scanner: {disable: [no-such-type]}\n");
    let ended = broken.run(&["scan", "text"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("no-such-type"), "{ended:?}");
}
