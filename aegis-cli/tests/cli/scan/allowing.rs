//! What is let through, by whom, and what is said of entries that nothing needs.

use super::*;

const PRINT: &str = "github-token:c38d66bafbcf98ef";

fn with_allow(entries: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    write(&repo.join("src/a.txt"), &format!("x {}\n", token()));
    write(&repo.join(".aegis/allow"), entries);
    sandbox
}

#[test]
fn entries_of_the_repository_let_findings_through() {
    for entry in [
        PRINT,
        "type:github-token # ours",
        "path:src/",
        "path:*.txt",
        "path:/src/a.txt",
    ] {
        let sandbox = with_allow(&format!("# a comment\n\n{entry}\n"));
        let ended = check(&sandbox, &["."], &[]);
        assert!(
            !ended.stderr.contains("matched nothing"),
            "{entry}: {ended:?}"
        );
        // The entries count wherever in the repository the scan starts.
        check(&sandbox, &["src/a.txt"], &[]);
        let src = sandbox.repo().join("src");
        let ended = Ended::from(
            sandbox
                .aegis(&["scan", "."])
                .current_dir(src)
                .output()
                .unwrap(),
        );
        assert_eq!(ended.code, Some(0), "{entry}: {ended:?}");
        check(&sandbox, &[".", "--no-allow"], &[("src/a.txt", 1, 3)]);
    }
    for entry in [
        "jwt:c38d66bafbcf98ef",
        "type:jwt",
        "path:a.rs",
        "path:/a.txt",
    ] {
        let sandbox = with_allow(entry);
        let ended = check(&sandbox, &["."], &[("src/a.txt", 1, 3)]);
        let unused = format!("the allow entry `{entry}`");
        assert!(ended.stderr.contains(&unused), "{entry}: {ended:?}");
        let one = check(&sandbox, &["src/a.txt"], &[("src/a.txt", 1, 3)]);
        assert!(!one.stderr.contains("matched nothing"), "{entry}: {one:?}");
    }
}

#[test]
fn entries_of_the_configuration_count_everywhere() {
    let config = format!("scanner: {{allow: ['{PRINT}', 'type:jwt']}}\n");
    let sandbox = with_allow("").with_config(&config);
    let ended = check(&sandbox, &["."], &[]);
    assert!(
        ended
            .stderr
            .contains("`type:jwt` (`scanner.allow` in config.yaml)"),
        "{ended:?}"
    );
    check(&sandbox, &[&token()], &[]);
    check(&sandbox, &["--no-allow", &token()], &[("<text>", 1, 1)]);
    let by_path = with_allow("").with_config("scanner: {allow: ['path:~/orchard/src/**']}\n");
    check(&by_path, &["."], &[]);
}

#[test]
fn entries_of_one_repository_do_not_count_in_another() {
    let sandbox = with_allow(PRINT);
    let other = sandbox.repo().join("vendor/other");
    fs::create_dir_all(other.join(".git")).unwrap();
    write(&other.join("b.txt"), &token());
    check(&sandbox, &["."], &[("vendor/other/b.txt", 1, 1)]);
}

#[test]
fn mistakes_in_entries_are_no_clean_result() {
    let sandbox = with_allow("type:jwt\ngithub-token\n");
    let ended = check(&sandbox, &["."], &[("src/a.txt", 1, 3)]);
    assert!(
        ended
            .stderr
            .contains("allow:2: `github-token` is no allow entry"),
        "{ended:?}"
    );
    let sandbox = with_allow("type:no-such-type\n");
    fs::remove_file(sandbox.repo().join("src/a.txt")).unwrap();
    let ended = sandbox.run(&["scan", "."]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let sandbox = Sandbox::new().with_config("scanner: {allow: ['path:[']}\n");
    assert_eq!(sandbox.run(&["scan", "text"]).code, Some(3));
}

#[test]
fn the_lines_to_add_do_what_they_say() {
    let sandbox = with_allow("");
    write(&sandbox.repo().join("b.txt"), &token());
    let lines = sandbox.run(&["scan", "--allow-finding", "."]);
    assert_eq!(lines.code, Some(1), "{lines:?}");
    assert_eq!(lines.stdout, format!("# b.txt:1\n# src/a.txt:1\n{PRINT}\n"));
    write(&sandbox.repo().join(".aegis/allow"), &lines.stdout);
    check(&sandbox, &["."], &[]);
    // What is written there is no secret itself.
    check(&sandbox, &[".aegis/allow", "--no-allow"], &[]);
}

#[test]
fn comments_count_for_people_who_scan() {
    let sandbox = Sandbox::new();
    let marked = format!("x = {} # {}\n", token(), ["aegis", ":allow"].concat());
    write(&sandbox.repo().join("a.txt"), &marked);
    check(&sandbox, &["."], &[]);
    check(&sandbox, &[".", "--no-allow"], &[("a.txt", 1, 5)]);
}

#[test]
fn a_tool_call_is_let_through_by_the_configuration_and_by_a_trusted_file_of_the_repository() {
    let command = format!("echo {}", token());
    for entry in [PRINT, "type:github-token"] {
        let sandbox = with_allow("").with_config(&format!("scanner: {{allow: ['{entry}']}}\n"));
        sandbox.bash(&command).allowed();
    }
    with_allow(PRINT).bash(&command).allowed();
    let sandbox = with_allow(PRINT).with_config("repo_rules: {trust: required}\n");
    sandbox.bash(&command).blocked("github-token");
    let sandbox = with_allow("");
    sandbox.bash(&command).blocked("github-token");
    let marked = format!("{command} # {}", ["aegis", ":allow"].concat());
    sandbox.bash(&marked).blocked("github-token");
    let inline = with_allow("").with_config("scanner: {inline_allow: true}\n");
    inline.bash(&marked).allowed();
}
