//! Published examples and altered keys: reported at the lowest confidence, which blocks nothing, or not at all.

use aegis_scanner::{Confidence, Scanner};

/// The text has one finding of the lowest confidence and of type `expected`, or none.
fn check(text: &str, expected: Option<&str>) {
    let findings: Vec<_> = Scanner::builtin()
        .scan(text)
        .iter()
        .map(|f| (f.kind().id().to_owned(), f.confidence()))
        .collect();
    let wanted: Vec<_> = expected
        .map(|id| (id.to_owned(), Confidence::Low))
        .into_iter()
        .collect();
    assert_eq!(findings, wanted, "{text}");
}

#[test]
fn published_examples() {
    let key = format!("{}{}", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "EXAMPLEKEY");
    check(
        &format!("aws_secret_access_key = {key}"),
        Some("aws-secret-access-key"),
    );
    check(&key, None);
    let token = format!(
        "{}.{}.{}",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ",
        "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    );
    check(&token, Some("jwt"));
}

#[test]
fn fillers() {
    check(
        &format!("{}{}", "sk_live_", "A".repeat(24)),
        Some("stripe-key"),
    );
    check(&format!("{}{}", "sk_live_", "x".repeat(24)), None);
    check(&format!("{}{}", "sk_live_", "A".repeat(9)), None);
}

#[test]
fn weak_passwords_on_local_hosts() {
    let url = |password: &str| format!("postgres://app:{password}@localhost/app");
    check(&url("secret"), Some("database-url"));
    check(&url("password"), None);
    check(&url("app"), Some("database-url"));
    check("postgres://root:root@localhost/app", None);
    let http = |host: &str| format!("https://user:{}@{host}/", "pass");
    check(&http("example.com"), Some("url-credentials"));
    check(&http("localhost"), None);
}

#[test]
fn runs_without_a_word_beside_them() {
    let body = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe";
    check(
        &format!("data: {}{body}", "MIIEpAIBAAKCAQEA"),
        Some("private-key"),
    );
    check(&format!("data: {}{body}", "MIIDdzCCAl+gAwIB"), None);
    check(
        &format!(
            "GET /rest/{}{}",
            "OTI2NjA3NjU1NTI2Oh2D", "OnASdOHoIhEGyqIuYrdkYaQZ"
        ),
        Some("atlassian-token"),
    );
    check(
        &format!(
            "sk-{}{}",
            "q8Zt3mWk9LbX2vRc7NpYT4BlbkFJ", "e5HsJ1dF4gUaT6iKoQzB"
        ),
        Some("openai-api-key"),
    );
}

#[test]
fn brackets_that_do_not_pair_are_no_template() {
    let value = "q{{k}w)p${e]zv(lmr[t>-_$#hx}}";
    check(&format!("secret = \"{value}\""), Some("assigned-secret"));
    check(
        &format!("if (\"{value}\" !== password) {{"),
        Some("assigned-password"),
    );
    check("secret = \"q8Zt3m{{ vault.lookup }}Wk9LbX2v\"", None);
}
