//! `docs/secrets.md` says what is true: its table of types, its examples, its options.

use super::*;

fn guide() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/secrets.md");
    fs::read_to_string(file).unwrap()
}

/// The code blocks of a language that say this.
fn block(language: &str, part: &str) -> String {
    let guide = guide();
    let mut blocks = guide.split("```").skip(1).step_by(2);
    let start = format!("{language}\n");
    let found = blocks.find(|block| block.starts_with(&start) && block.contains(part));
    found.unwrap().strip_prefix(&start).unwrap().to_owned()
}

/// The table as it must stand in the guide.
fn table(sandbox: &Sandbox) -> String {
    let ended = sandbox.run(&["scan", "--types", "--format", "json"]);
    let types: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let mut table = String::from("| type | what | severity | pack |\n|---|---|---|---|\n");
    for row in types {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        let line = [text("type"), text("name"), text("severity"), text("pack")];
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            line[0], line[1], line[2], line[3]
        ));
    }
    table
}

/// `AEGIS_BLESS=1 cargo test -p aegis-cli --test cli guide` writes the table into the guide.
#[test]
fn every_type_stands_in_the_table() {
    let table = table(&Sandbox::new());
    let guide = guide();
    let (before, rest) = guide.split_once("<!-- types -->\n").unwrap();
    let (there, after) = rest.split_once("<!-- /types -->").unwrap();
    if std::env::var_os("AEGIS_BLESS").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/secrets.md");
        let whole = format!("{before}<!-- types -->\n{table}<!-- /types -->{after}");
        fs::write(file, whole).unwrap();
    } else {
        assert_eq!(there, table);
    }
}

#[test]
fn the_allow_file_is_read() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo();
    write(&repo.join(".aegis/allow"), &block("text", "path:tests/"));
    let allowed = [
        "tests/fixtures/x",
        "deep/a.example.env",
        "README.md",
        "docs/a/b.md",
    ];
    for path in allowed
        .iter()
        .copied()
        .chain(["deep/README.md", "docs/a/b.rs"])
    {
        write(&repo.join(path), &token());
    }
    check(
        &sandbox,
        &["."],
        &[("deep/README.md", 1, 1), ("docs/a/b.rs", 1, 1)],
    );
}

#[test]
fn the_configurations_are_read() {
    let allow = Sandbox::new().with_config(&block("yaml", "allow:"));
    check(&allow, &[&token()], &[("<text>", 1, 1)]);
    let own = Sandbox::new().with_config(&block("yaml", "custom:"));
    let text = ["key = orch", "_4k2j9x8c7v1b5n3m6q0wzrty"].concat();
    let ended = own.run(&["scan", "--format", "json", &text]);
    assert_eq!(
        places(&ended),
        [("<text>".to_owned(), 1, 12, "orchard-key".to_owned())]
    );
}

#[test]
fn the_options_and_keys_exist() {
    let sandbox = Sandbox::new();
    let help = sandbox.run(&["scan", "--help"]).stdout;
    let guide = guide();
    let words = guide.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let options = words.filter(|word| word.starts_with("--") && word.len() > 4);
    for option in options.filter(|option| *option != "--no-tags") {
        assert!(help.contains(option), "{option}");
    }
    let ended = sandbox.run(&["scan", "--format", "json", &token()]);
    let findings: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    for key in findings[0].as_object().unwrap().keys() {
        assert!(guide.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn the_hooks_of_pre_commit_run() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../.pre-commit-hooks.yaml");
    let hooks = fs::read_to_string(file).unwrap();
    let sandbox = Sandbox::new();
    write(&sandbox.repo().join("--odd"), &token());
    let entries: Vec<&str> = hooks
        .lines()
        .filter_map(|line| line.trim().strip_prefix("entry: aegis "))
        .collect();
    assert_eq!(entries, ["scan --", "scan --staged"]);
    let args: Vec<&str> = entries[0].split(' ').chain(["--odd"]).collect();
    let ended = sandbox.run(&args);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for id in hooks.lines().filter_map(|line| line.strip_prefix("- id: ")) {
        assert!(guide().contains(&format!("- id: {id}")), "{id}");
    }
}
