//! What stands in ordinary sources beside words such as `password` and `token` without being one.

use aegis_scanner::{Confidence, Scanner, Severity};

/// What the most confident finding is in this text of this file.
fn best(path: &str, text: &str) -> Option<Confidence> {
    let findings = Scanner::builtin().scan_at(path, text);
    findings.iter().map(|f| f.confidence()).max()
}

fn check(path: &str, text: &str, expected: Option<Confidence>) {
    assert_eq!(best(path, text), expected, "{path}: {text}");
}

fn check_clean(texts: &[&str]) {
    for text in texts {
        check("", text, None);
    }
}

fn check_low(texts: &[&str]) {
    for text in texts {
        check("", text, Some(Confidence::Low));
    }
}

/// Far from every class above: it must be found whatever they leave out.
fn value() -> String {
    format!("{}{}", "q8Zt3m", "Wk9!Lb")
}

#[test]
fn labels_in_other_languages() {
    // Words of letters only are weak, whatever their script and however JSON writes it.
    check_low(&[
        r#""password": "Wachtwoord""#,
        r#""password": "Senhas\u00e3oo""#,
        "\"password\": \"Contraseña\"",
    ]);
    check_clean(&[r#""wrong_password": "Sai m\u1eadtkh\u1ea9u.""#]);
    let label = "{\"password\": \"Adgangskode2\"}";
    check("app/translations/da.json", label, None);
    check(
        "res/locales/nl/messages.properties",
        "password=Wachtwoord1",
        None,
    );
    let real = format!("{{\"password\": \"{}\"}}", value());
    check("app/settings.json", &real, Some(Confidence::Medium));
    check("src/locales/load.py", &real, Some(Confidence::Medium));
}

#[test]
fn digests_of_files() {
    let digest = "39b46c8747038ab0352341fcbfd09b3046d30175ed28a3dd18917f7ae331677f";
    check_clean(&[
        &format!("{{\"src/store/PasswordBox/mod.rs\":\"{digest}\"}}"),
        &format!("{{\"tests/p256_private_key.p8\":\"{digest}\"}}"),
        &format!("{{\"lib/credential.h\": \"{digest}\"}}"),
        "acme/http/access_token.py,sha256=p6CKaXjnPjYM9ku0n1puHgyFSIJLU2FNb31anjVqPUk,1154",
        "twilio/client_token.py,sha256=p6CKaXjnPjYM9ku0n1puHgyFSIJLU2FN-31anjVqPUk,1154",
    ]);
    let key = format!("{{\"private_key\": \"{}\"}}", digest);
    check("", &key, Some(Confidence::Medium));
}

#[test]
fn names_and_states() {
    check_clean(&[
        r#"("isAuthKey8021xPlusFT", "isAuthKey8021xPlusFT")"#,
        r#"#define SN_set_Token_B0Prime9 "set-Token-B0Prime9""#,
        r#"api_key="bdc1DischargePower","#,
        r#"getCredentials("stravaOAuth2Api")"#,
        r#""PasswordStatus": "Unlocked42","#,
        "password_encryption: scram-sha-256",
        "last_password_change: '2022-11-23T00:00:00.000Z'",
        r#"["iam:PassRole"], "Condition": {}"#,
        r#""choices": ["pass", "discard", "respond"]"#,
        "PASSWORD=<password>\nexport VERSION=2.3.7.6 # the newest\n",
        r#"DUMMY_SECRET = "FPPTH34D4E3MI2HG""#,
    ]);
}

#[test]
fn what_is_compared_is_no_key() {
    check_low(&["if name == 'ann' and password == 'comeinplease':\n    pass"]);
}

#[test]
fn templates_and_hashes() {
    check_clean(&[
        r#"password = f"{registry_id}-auth-9token""#,
        "host=@HOST user=@USER password=@PASSWORD port=@PORT",
        "run(cmd=cmd, host=self.host, user=self.user, pwd=self.pwd)",
        r#"userPassword: "{SSHA}tabyipcHzhwESzRaGA7oQ/SDoBZQOGND""#,
        "password: '*EE0D72C1085C46C5278932678FBE2C6A782821B4'",
    ]);
}

#[test]
fn passwords_that_say_password() {
    check_low(&[
        "password: \"P@55w0rd!\"",
        "password: passw0rd",
        "pwd: 'S0meP@ss1'",
        "password: WrongPassword@123",
        "passphrase: \"Sup3rS3cret!\"",
        "db_password: maglev1234",
        "password: \"Acme#123\"",
        "login(user=\"anonymous\", password=\"ftp3@acme-site.com\")",
    ]);
    check(
        "",
        &format!("password: \"{}\"", value()),
        Some(Confidence::Medium),
    );
    let word = format!("password: \"{}{}\"", "Kestrel", "42%mud");
    check("", &word, Some(Confidence::Medium));
}

#[test]
fn test_files_are_known_by_their_names() {
    let text = format!("{{\"password\": \"{}\"}}", value());
    for path in [
        "src/login_test.py",
        "src/login.spec.js",
        "app/login.test.json",
        "molecule/default/a.yml",
    ] {
        check(path, &text, Some(Confidence::Low));
    }
    check("src/latest.json", &text, Some(Confidence::Medium));
}

#[test]
fn a_key_near_an_option_of_google_cloud() {
    let body = "MHcCAQEEIBq4W5Y8uLdJ2kVt9xPzQ7nFhR3mCeA1sGoT6iKwLbX2oAoGCCqGSM49AwEHoUQDQgAE";
    let (begin, end) = (
        "-----BEGIN EC PRIVATE KEY-----",
        "-----END EC PRIVATE KEY-----",
    );
    let text =
        format!("service_account_file: a.json\nprivate_key: |\n  {begin}\n  {body}\n  {end}\n");
    let findings = Scanner::builtin().scan(&text);
    let kinds: Vec<_> = findings.iter().map(|f| f.kind().id()).collect();
    assert_eq!(kinds, ["private-key"]);
}

#[test]
fn tokens_made_up_by_hand() {
    let signature = "6qKwpOcvnuweTZmFRzYdtjsq8YwJphJU4QIwWFMk3Xe";
    let token = format!("eyJhbGciOiJIUzI1NiJ9.eyJjYWxsSWQiM1M30.{signature}");
    check("", &token, Some(Confidence::Low));
}

#[test]
fn an_id_is_worse_with_its_secret() {
    let id = format!("{}{}", "AKIA", "Q3EGRZ2MTKV7XWNB");
    let secret = format!("{}{}", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF+4gUaT6iKoQz");
    let severity = |text: &str| {
        let findings = Scanner::builtin().scan(text);
        findings
            .iter()
            .find(|f| f.kind().id() == "aws-access-key-id")
            .map(|f| f.severity())
    };
    assert_eq!(severity(&id), Some(Severity::High));
    assert_eq!(
        severity(&format!("{id}\n{secret}\n")),
        Some(Severity::Critical)
    );
}

#[test]
fn an_excerpt_of_a_key() {
    // The length at its beginning says how much is missing.
    let body = "MIIEpQIBAAKCAQEAxkf8lNrH9ck8DmNyo3fGgvCI1l9s0cmBY3WIz9cUDqmxii3Q";
    let excerpt = format!(
        "{} {body}. {}",
        "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"
    );
    check("", &excerpt, Some(Confidence::Low));
}

/// `length` digits that differ with `seed`.
fn hex(seed: u64, length: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{:x}", state % 16)
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn test_vectors_are_hardly_secrets() {
    let sure = |text: &str| {
        let found = Scanner::builtin().scan(text);
        found
            .iter()
            .filter(|f| f.confidence() >= Confidence::Medium)
            .count()
    };
    let row = |n: u64| {
        format!(
            "secret_key = {}\nmsg = {}\ntag = {}\n\n",
            hex(n, 64),
            hex(n + 40, 48),
            hex(n + 80, 32)
        )
    };
    let table: String = (1..4).map(row).collect();
    assert_eq!(sure(&table), 0, "{table}");
    assert_eq!(sure(&row(1)), 1, "one row is no table");
    let names = [
        "JWT_SECRET",
        "API_TOKEN",
        "COOKIE_SECRET",
        "SIGNING_KEY",
        "CSRF_SECRET",
        "APP_SECRET",
        "AUTH_KEY",
    ];
    let file: String = (1..)
        .zip(names)
        .map(|(n, name)| format!("{name}={}\n", hex(n, 64)))
        .collect();
    assert!(sure(&file) >= 6, "{file}");
}
