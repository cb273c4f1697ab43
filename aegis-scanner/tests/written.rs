//! Secrets as agents write them: escaped, quoted, joined, encoded, in patches.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking, in its helpers too"
)]

use aegis_scanner::{Confidence, PatchMode, Scanner};

/// A token with a right checksum, and its parts.
fn token() -> String {
    format!("{}{}", "ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx")
}

fn kinds(text: &str) -> Vec<String> {
    Scanner::builtin()
        .scan(text)
        .iter()
        .map(|f| f.kind().id().to_owned())
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(kinds(text), expected, "{text}");
}

/// The text contains the token once; the finding covers exactly `written`.
fn check_span(text: &str, written: &str) {
    let findings = Scanner::builtin().scan(text);
    assert_eq!(findings.len(), 1, "{text}");
    assert_eq!(&text[findings[0].span()], written);
    assert_eq!(findings[0].confidence(), Confidence::Certain);
    let plain = Scanner::builtin().scan(&token());
    assert_eq!(
        findings[0].fingerprint(),
        plain[0].fingerprint(),
        "the fingerprint is that of the value, not of its spelling"
    );
}

#[test]
fn plain_at_every_edge() {
    let t = token();
    for text in [
        t.clone(),
        format!("{t}\n"),
        format!("x {t}"),
        format!("\n{t}."),
        format!("\"{t}\""),
        format!("k={t}\r\n"),
        format!("{t},"),
        format!("é{t}é"),
    ] {
        check_span(&text, &t);
    }
    check(&format!("{t} {t}\n{t}"), &["github-token"; 3]);
    check(&format!("x{t}"), &[]);
    check(&format!("{t}x"), &[]);
}

#[test]
fn json_escapes() {
    let t = token();
    check_span(&format!("{{\"content\": \"A=1\\n{t}\\nB=2\"}}"), &t);
    check_span(&format!("\\\"{t}\\\""), &t);
    let escaped = t.replace("ghp_", "ghp\\u005f");
    check_span(&format!("{{\"t\": \"{escaped}\"}}"), &escaped);
    let hex = t.replace("ghp_", "\\x67hp_");
    check_span(&format!("x = \"{hex}\""), &hex);
}

#[test]
fn shell_quoting() {
    let t = token();
    let (a, b) = t.split_at(9);
    for join in ["\"\"", "''", "\"'", "'\"", "\\\n", "\" + \"", "'+'"] {
        let joined = format!("{a}{join}{b}");
        check_span(&format!("curl -d \"{joined}\""), &joined);
    }
    check_span(&format!("cat <<EOF > .env\nTOKEN={t}\nEOF\n"), &t);
}

#[test]
fn encodings() {
    let t = token();
    let percent = t.replace('_', "%5F");
    check_span(
        &format!("https://api.github.com/?access_token={percent}&x=1"),
        &percent,
    );
    check_span(&format!("url%2F{t}%2Fpart"), &t);
    let encoded = base64(format!("{{\"token\": \"{t}\"}}").as_bytes());
    check_span(&format!("data:\n  config: {encoded}\n"), &encoded);
    let url = format!(
        "postgres%3A%2F%2Fapp%3A{}%40db.acme.io%2Fprod",
        "q8Zt3mWk9Lb"
    );
    check(&format!("redirect={url}"), &["database-url"]);
}

/// Standard base64, so that no sample of it stands in this file.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(n >> (18 - 6 * i) & 63) as usize]));
        }
    }
    out
}

#[test]
fn keys_with_whatever_line_ends() {
    let body = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe";
    for newline in ["\n", "\r\n", "\\n", "\\\\n", "\\n\" +\n  \"", "\n+", "\n# "] {
        let lines = format!("MIIEpAIBAAKCAQEA{newline}{body}{newline}{body}");
        let key = format!(
            "-----BEGIN {0}-----{newline}{lines}{newline}-----END {0}-----",
            "RSA PRIVATE KEY"
        );
        check(&format!("\"{key}\""), &["private-key"]);
        let cut = format!("-----BEGIN {}-----{newline}{lines}", "RSA PRIVATE KEY");
        check(&cut, &["private-key"]);
    }
}

#[test]
fn patches_count_what_they_add() {
    let t = token();
    let patch = |sign: char| {
        format!("diff --git a/e b/e\n--- a/e\n+++ b/e\n@@ -1,2 +1,2 @@\n A=1\n{sign}T={t}\n")
    };
    check(&patch('+'), &["github-token"]);
    check(&patch('-'), &[]);
    check(&patch(' '), &[]);
    check(
        &format!("*** Begin Patch\n*** Update File: e\n@@\n-T={t}\n+T=none\n*** End Patch\n"),
        &[],
    );
    check(
        &format!("*** Begin Patch\n*** Add File: e\n+T={t}\n*** End Patch\n"),
        &["github-token"],
    );
    // A quoted diff does not hide the file around it.
    check(
        &format!("notes\n--- a\n+++ b\n@@ -1 +1 @@\n-T={t}\n"),
        &["github-token"],
    );
    let never = Scanner::builder().patch(PatchMode::Never).build().unwrap();
    assert_eq!(never.scan(&patch('-')).len(), 1);
    let always = Scanner::builder().patch(PatchMode::Always).build().unwrap();
    assert_eq!(always.scan(&format!("-T={t}\n+x\n")).len(), 0);
}

#[test]
fn providers_win_over_names() {
    let t = token();
    check(&format!("Authorization: Bearer {t}"), &["github-token"]);
    check(&format!("api_key = \"{t}\""), &["github-token"]);
    check(
        &format!("https://x-access-token:{t}@github.com/a/b"),
        &["github-token"],
    );
}

#[test]
fn checksums_lower_confidence() {
    let wrong = token().replace("wWP", "xWP");
    let findings = Scanner::builtin().scan(&wrong);
    assert_eq!(findings[0].confidence(), Confidence::Low);
    let strict = Scanner::builder()
        .checksum(aegis_scanner::ChecksumPolicy::Require)
        .build()
        .unwrap();
    assert!(strict.scan(&wrong).is_empty());
    assert_eq!(strict.scan(&token()).len(), 1);
}

#[test]
fn ordinary_work_is_clean() {
    for text in [
        "let password = prompt_password(\"Password: \")?;",
        "self.token = Some(token.clone());",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "id: 123e4567-e89b-12d3-a456-426614174000",
        "integrity sha512-q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E==",
        "export GITHUB_TOKEN=$(gh auth token)",
        "password: ${{ secrets.DB_PASSWORD }}",
        "curl -H \"Authorization: Bearer $TOKEN\" https://api.acme.io",
        "DATABASE_URL=postgres://postgres:postgres@localhost:5432/app_test",
        "https://registry.npmjs.org/@scope/pkg/-/pkg-1.0.0.tgz",
        "if header.starts_with(\"-----BEGIN RSA PRIVATE KEY-----\") { parse() }",
        "git push https://user@github.com/a/b.git",
        "docker login -u acme --password-stdin",
        "card 4242 4242 4242 4242",
        "next_token = response[\"NextToken\"]",
        "max_tokens: 4096, tokenizer: cl100k_base",
    ] {
        check(text, &[]);
    }
}
