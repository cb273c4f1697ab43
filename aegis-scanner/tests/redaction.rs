//! Redaction leaves nothing to find, and nothing makes the scanner panic.

use aegis_scanner::{Scanner, detectors, extended_detectors};
use proptest::prelude::*;

/// Pieces that secrets and their surroundings are made of, so that random texts come near to secrets.
fn piece() -> impl Strategy<Value = String> {
    let examples: Vec<String> = detectors()
        .iter()
        .chain(extended_detectors())
        .flat_map(|d| d.examples())
        .collect();
    let glue: Vec<String> = [
        " ",
        "\n",
        "\"",
        "'",
        "=",
        ": ",
        "://",
        "@",
        "\\n",
        "%3D",
        "password=",
        "token: ",
        "-----BEGIN ",
        "[redacted:jwt]",
        "é",
        "\u{200b}",
        "+",
        "\"\"",
        "\\u00",
        "Bearer ",
        "curl -u ",
        "card ",
        "ssn ",
        "\r\n",
        "{",
        "}",
        "eyJhbGciOiJIUzI1NiJ9.",
        "xoxb-",
        "AccountKey=",
        "//",
        "_",
        "-",
    ]
    .map(str::to_owned)
    .to_vec();
    prop_oneof![
        3 => prop::sample::select(examples.clone()),
        3 => prop::sample::select(glue),
        1 => prop::sample::select(examples).prop_flat_map(|e| (0..=e.chars().count()).prop_map(move |n| e.chars().take(n).collect())),
        2 => "[A-Za-z0-9+/_.=-]{0,60}",
        1 => "\\PC{0,12}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacted_text_has_no_finding(text in text()) {
        let scanner = Scanner::builder().extended_pack(true).build().unwrap();
        let once = scanner.redact(&text).into_owned();
        prop_assert!(scanner.scan(&once).is_empty(), "{once}");
        prop_assert_eq!(scanner.redact(&once), once.as_str());
    }

    #[test]
    fn spans_are_ordered_and_on_boundaries(text in text()) {
        let mut end = 0;
        for finding in Scanner::builtin().scan(&text) {
            let span = finding.span();
            prop_assert!(span.start >= end && !span.is_empty());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            end = span.end;
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Scanner::builtin().scan_bytes(&bytes);
    }
}

#[test]
fn every_example_is_redacted() {
    let scanner = Scanner::builder().extended_pack(true).build().unwrap();
    for row in detectors().iter().chain(extended_detectors()) {
        for example in row.examples() {
            let redacted = scanner.redact(&example);
            assert!(redacted.contains("[redacted:"), "{}", row.id());
            assert!(
                scanner.scan(&redacted).is_empty(),
                "{}: {redacted}",
                row.id()
            );
        }
    }
}

#[test]
fn allowed_and_old_secrets_are_redacted_too() {
    let token = format!("{}{}", "ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx");
    let scanner = Scanner::builder()
        .allow(aegis_scanner::Allow::Type("github-token".to_owned()))
        .disable("jwt")
        .inline_allow(true)
        .build()
        .unwrap();
    let patch =
        format!("diff --git a/e b/e\n--- a/e\n+++ b/e\n@@ -1 +1 @@\n-T={token} # aegis:allow\n");
    assert!(scanner.scan(&patch).is_empty());
    assert!(!scanner.redact(&patch).contains(&token));
}

#[test]
fn clean_text_is_borrowed() {
    assert!(matches!(
        Scanner::builtin().redact("nothing here"),
        std::borrow::Cow::Borrowed(_)
    ));
}
