//! The table of types: complete, true to its examples, and as the README shows it.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "the README is read, and written when asked"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use aegis_scanner::{Detector, Scanner, detectors, extended_detectors};

const IDS: [&str; 38] = [
    "aws-access-key-id",
    "aws-secret-access-key",
    "gcp-service-account-key",
    "google-api-key",
    "google-oauth-credential",
    "azure-credential",
    "digitalocean-token",
    "cloudflare-token",
    "hashicorp-token",
    "supabase-key",
    "openai-api-key",
    "anthropic-api-key",
    "huggingface-token",
    "ai-service-key",
    "github-token",
    "gitlab-token",
    "atlassian-token",
    "deploy-platform-token",
    "npm-token",
    "pypi-token",
    "docker-token",
    "stripe-key",
    "shopify-token",
    "slack-token",
    "chat-webhook-url",
    "discord-bot-token",
    "telegram-bot-token",
    "twilio-api-key",
    "sendgrid-api-key",
    "database-url",
    "url-credentials",
    "private-key",
    "jwt",
    "authorization-header",
    "assigned-password",
    "assigned-secret",
    "credit-card",
    "ssn",
];

fn check_row(scanner: &Scanner, row: &Detector) {
    let id = row.id();
    let finds = |text: &str| scanner.scan(text).iter().any(|f| f.kind().id() == id);
    for (n, text) in row.examples().iter().enumerate() {
        assert!(finds(text), "{id}: example {} is not found", n + 1);
        let found = scanner.scan(text);
        let finding = found.iter().find(|f| f.kind().id() == id).unwrap();
        assert!(
            finding.span().end <= text.len() && !finding.span().is_empty(),
            "{id}"
        );
    }
    for (n, text) in row.counterexamples().iter().enumerate() {
        assert!(!finds(text), "{id}: counterexample {} is found", n + 1);
    }
    assert!(
        !row.examples().is_empty() && !row.counterexamples().is_empty(),
        "{id} needs both kinds of examples"
    );
    assert!(
        row.source().starts_with("https://") && !row.name().is_empty() && !row.shape().is_empty(),
        "{id}"
    );
}

#[test]
fn the_built_in_types_are_these() {
    let ids: Vec<&str> = detectors().iter().map(Detector::id).collect();
    assert_eq!(ids, IDS);
}

#[test]
fn built_in_rows_hold_what_they_promise() {
    let scanner = Scanner::builtin();
    for row in detectors() {
        check_row(&scanner, row);
    }
}

#[test]
fn extended_rows_hold_what_they_promise() {
    let scanner = Scanner::builder().extended_pack(true).build().unwrap();
    for row in extended_detectors() {
        check_row(&scanner, row);
        let off = Scanner::builtin().scan(&row.examples()[0]);
        assert!(
            off.iter().all(|f| f.kind().id() != row.id()),
            "{} is found without being asked for",
            row.id()
        );
    }
    let ids: BTreeSet<&str> = detectors()
        .iter()
        .chain(extended_detectors())
        .map(Detector::id)
        .collect();
    assert_eq!(ids.len(), detectors().len() + extended_detectors().len());
    assert!(extended_detectors().len() >= 30);
}

fn table(rows: &[Detector]) -> String {
    let mut out = String::from("| id | name | severity | forms |\n|---|---|---|---|\n");
    for row in rows {
        let shape = row.shape().replace('|', "\\|");
        writeln!(
            out,
            "| [`{}`]({}) | {} | {} | {shape} |",
            row.id(),
            row.source(),
            row.name(),
            row.severity()
        )
        .unwrap();
    }
    out
}

/// `AEGIS_BLESS=1 cargo test -p aegis-scanner --test table` writes the tables anew.
#[test]
fn readme_shows_the_tables() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut expected = readme.clone();
    for (name, rows) in [
        ("built-in", detectors()),
        ("extended", extended_detectors()),
    ] {
        let (begin, end) = (
            format!("<!-- {name} types -->\n"),
            format!("<!-- end of {name} types -->"),
        );
        let from = expected
            .find(&begin)
            .expect("the README marks where the table begins")
            + begin.len();
        let until = expected
            .find(&end)
            .expect("the README marks where the table ends");
        expected.replace_range(from..until, &table(rows));
    }
    if std::env::var_os("AEGIS_BLESS").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    assert!(
        readme == expected || std::env::var_os("AEGIS_BLESS").is_some(),
        "the README's tables are out of date: run with AEGIS_BLESS=1"
    );
}
