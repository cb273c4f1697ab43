//! What git is about to commit, and what has been committed since a revision.

use super::*;

fn git(sandbox: &Sandbox, args: &[&str]) {
    let output = sandbox
        .command("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"])
        .args(args)
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?} {output:?}");
}

fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::remove_dir_all(sandbox.repo().join(".git")).unwrap();
    git(&sandbox, &["init", "-q", "-b", "main", "."]);
    sandbox
}

#[test]
fn only_staged_lines_count() {
    let sandbox = repository();
    let file = sandbox.repo().join("sp ä.txt");
    let filler: String = (0..20).map(|n| format!("line {n}\n")).collect();
    write(&file, &format!("a\nold = {}\n{filler}", token()));
    check(&sandbox, &["--staged"], &[]);
    git(&sandbox, &["add", "."]);
    check(&sandbox, &["--staged"], &[("sp ä.txt", 2, 7)]);
    git(&sandbox, &["commit", "-qm", "first"]);
    // Above, below, and nowhere near the old finding.
    write(
        &file,
        &format!("new\na\nold = {}\n{filler}b\nnew = {}", token(), token()),
    );
    check(&sandbox, &["--staged"], &[]);
    git(&sandbox, &["add", "."]);
    check(&sandbox, &["--staged"], &[("sp ä.txt", 25, 7)]);
    // What was changed after it was staged is not about to be committed.
    write(&file, "");
    check(&sandbox, &["--staged"], &[("sp ä.txt", 25, 7)]);
    git(&sandbox, &["add", "."]);
    check(&sandbox, &["--staged"], &[]);
}

#[test]
fn names_and_settings_hide_nothing() {
    let sandbox = repository();
    let repo = sandbox.repo();
    for name in ["-dash", "q\"uote", "tab\there", "a b/c", "dev/null"] {
        write(&repo.join(name), &token());
    }
    write(&repo.join(".gitattributes"), "* -diff\n");
    git(&sandbox, &["config", "diff.noprefix", "false"]);
    git(&sandbox, &["config", "diff.mnemonicPrefix", "true"]);
    git(&sandbox, &["config", "color.ui", "always"]);
    git(&sandbox, &["config", "diff.external", "false"]);
    git(&sandbox, &["add", "."]);
    let expected = ["-dash", "a b/c", "dev/null", "q\"uote", "tab\there"].map(|name| (name, 1, 1));
    check(&sandbox, &["--staged"], &expected);
}

#[test]
fn since_compares_with_the_common_ancestor() {
    let sandbox = repository();
    write(&sandbox.repo().join("a.txt"), &token());
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-qm", "first"]);
    git(&sandbox, &["checkout", "-qb", "topic"]);
    write(&sandbox.repo().join("b.txt"), &format!("\n{}\n", token()));
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-qm", "second"]);
    git(&sandbox, &["checkout", "-q", "main"]);
    write(&sandbox.repo().join("c.txt"), &token());
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-qm", "third"]);
    git(&sandbox, &["checkout", "-q", "topic"]);
    check(&sandbox, &["--since", "main"], &[("b.txt", 2, 1)]);
    check(&sandbox, &["--since", "HEAD"], &[]);
    for rev in ["no-such", "--output=x", ""] {
        let ended = sandbox.run(&["scan", &format!("--since={rev}")]);
        assert_eq!(ended.code, Some(3), "{ended:?}");
        assert!(ended.stderr.contains("is no commit"), "{ended:?}");
    }
}

#[test]
fn without_git_or_a_repository_it_says_so() {
    let sandbox = Sandbox::new();
    let mut outside = sandbox.aegis(&["scan", "--staged"]);
    let ended = Ended::from(outside.current_dir(sandbox.home()).output().unwrap());
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("no git repository"), "{ended:?}");
    let mut without = sandbox.aegis(&["scan", "--staged"]);
    let ended = Ended::from(without.env("PATH", "").output().unwrap());
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(
        ended.stderr.contains("`git` cannot be started"),
        "{ended:?}"
    );
    assert_eq!(sandbox.run(&["scan", "--staged", "x"]).code, Some(2));
}
