//! Disabling, allowing, custom types, keys, paths.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use aegis_scanner::{
    Allow, AllowUse, Builder, Confidence, CustomType, Scanner, ScannerError, Severity,
};

fn token() -> String {
    format!("{}{}", "ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx")
}

fn ticket() -> CustomType {
    CustomType::new("acme-key", r"acme_([0-9a-f]{16})").keyword("acme_")
}

#[test]
fn disabled_types_are_silent() {
    let scanner = Scanner::builder().disable("github-token").build().unwrap();
    assert!(scanner.scan(&token()).is_empty());
    let unknown = Scanner::builder().disable("no-such-type").build();
    assert_eq!(
        unknown.unwrap_err(),
        ScannerError::UnknownType("no-such-type".to_owned())
    );
}

#[test]
fn allows_let_through_and_report_what_is_unused() {
    let text = token();
    let print = Scanner::builtin().scan(&text)[0].fingerprint().clone();
    let scanner = Scanner::builder()
        .allow(Allow::Fingerprint(print.clone()))
        .allow(Allow::Type("jwt".to_owned()))
        .build()
        .unwrap();
    let mut uses = AllowUse::default();
    assert!(scanner.scan_counting("", &text, &mut uses).is_empty());
    assert_eq!(
        scanner.unused_allows(&uses),
        [&Allow::Type("jwt".to_owned())]
    );
    assert_eq!(
        print.to_string().parse::<Allow>().unwrap(),
        Allow::Fingerprint(print)
    );
    assert_eq!(scanner.unused_allows(&AllowUse::default()).len(), 2);
}

#[test]
fn comments_count_only_when_asked() {
    for comment in ["aegis:allow", "gitleaks:allow", "pragma: allowlist secret"] {
        let text = format!("k = {} # {comment}\n", token());
        assert_eq!(Scanner::builtin().scan(&text).len(), 1);
        assert!(
            Scanner::builder()
                .inline_allow(true)
                .build()
                .unwrap()
                .scan(&text)
                .is_empty()
        );
    }
}

#[test]
fn custom_types() {
    let scanner = Scanner::builder()
        .custom(
            ticket()
                .with_severity(Severity::Critical)
                .example(format!("k={}{}", "acme_", "0f1e2d3c4b5a6978")),
        )
        .unwrap()
        .build()
        .unwrap();
    let text = format!("key: {}{}", "acme_", "0f1e2d3c4b5a6978");
    let findings = scanner.scan(&text);
    assert_eq!(findings[0].kind().id(), "acme-key");
    assert_eq!(findings[0].severity(), Severity::Critical);
    assert_eq!(&text[findings[0].span()], "0f1e2d3c4b5a6978");
    assert_eq!(scanner.redact(&text), "key: acme_[redacted:acme-key]");
}

#[test]
fn custom_mistakes_are_named() {
    let check = |custom: CustomType, expected: ScannerError| {
        assert_eq!(Builder::default().custom(custom).unwrap_err(), expected);
    };
    check(
        CustomType::new("Bad Id", "x").keyword("xyz"),
        ScannerError::BadId("Bad Id".to_owned()),
    );
    check(
        CustomType::new("a", "x+"),
        ScannerError::MissingKeyword("a".to_owned()),
    );
    check(
        CustomType::new("a", "x+").keyword("x"),
        ScannerError::ShortKeyword {
            id: "a".to_owned(),
            keyword: "x".to_owned(),
        },
    );
    check(
        CustomType::new("a", "x*").keyword("xyz"),
        ScannerError::EmptyMatch("a".to_owned()),
    );
    check(
        CustomType::new("a", "x+").keyword("xyz").entropy(9.0),
        ScannerError::BadEntropy("a".to_owned()),
    );
    check(
        CustomType::new("jwt", "x+").keyword("xyz"),
        ScannerError::DuplicateId("jwt".to_owned()),
    );
    let example = ScannerError::Example {
        id: "acme-key".to_owned(),
        what: "example",
        number: 2,
        outcome: "not found",
    };
    check(
        ticket()
            .example(format!("{}{}", "acme_", "0f1e2d3c4b5a6978"))
            .example("acme_none"),
        example,
    );
    let counter = ScannerError::Example {
        id: "acme-key".to_owned(),
        what: "counterexample",
        number: 1,
        outcome: "found",
    };
    check(
        ticket().counterexample(format!("{}{}", "acme_", "0f1e2d3c4b5a6978")),
        counter,
    );
    let bad = Builder::default()
        .custom(CustomType::new("a", "(").keyword("xyz"))
        .unwrap_err();
    assert!(
        bad.to_string().starts_with("custom type `a`: bad regex: "),
        "{bad}"
    );
}

#[test]
fn keyed_fingerprints_differ() {
    let plain = Scanner::builtin().scan(&token())[0].fingerprint().clone();
    let keyed = Scanner::builder()
        .fingerprint_key("k")
        .build()
        .unwrap()
        .scan(&token())[0]
        .fingerprint()
        .clone();
    assert_ne!(plain, keyed);
    assert_eq!(plain.kind(), keyed.kind());
}

#[test]
fn what_has_run_out_is_less_severe() {
    let signature = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
    // {"sub":"98","exp":1516239022}
    let token = format!(
        "{}.{}.{signature}",
        "eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiI5OCIsImV4cCI6MTUxNjIzOTAyMn0"
    );
    let link = format!(
        "https://acme.blob.core.windows.net/c?sv=2022-11-02&se=2018-02-16T09:00:00Z&sr=c&sig={signature}%3D"
    );
    let severity = |text: &str, now: i64| {
        let scanner = Scanner::builder().now(now).build().unwrap();
        scanner.scan(text)[0].severity()
    };
    assert_eq!(severity(&token, 1_516_239_022), Severity::Medium);
    assert_eq!(severity(&token, 1_519_000_000), Severity::Low);
    assert_eq!(severity(&link, 1_518_800_000), Severity::High);
    assert_eq!(severity(&link, 1_519_000_000), Severity::Low);
    assert_eq!(Scanner::builtin().scan(&link)[0].severity(), Severity::High);
}

#[test]
fn paths_tell_code_from_configuration() {
    let value = format!("{}{}", "q8Zt3m", "Wk9!Lb");
    let bare = format!("password = {value}\n");
    let quoted = format!("password = \"{value}\"\n");
    let scanner = Scanner::builtin();
    assert_eq!(scanner.scan_at("config/app.ini", &bare).len(), 1);
    assert!(scanner.scan_at("src/app.py", &bare).is_empty());
    assert_eq!(
        scanner.scan_at("src/app.py", &quoted)[0].confidence(),
        Confidence::Medium
    );
    assert_eq!(
        scanner.scan_at("tests/app.py", &quoted)[0].confidence(),
        Confidence::Low
    );
    assert!(scanner.scan_at("yarn.lock", &quoted).is_empty());
}

#[test]
fn findings_never_show_the_secret() {
    let shown = format!("{:?}", Scanner::builtin().scan(&token()));
    assert!(!shown.contains("wWPw5k4a"));
}
