//! URLs and connection strings with a password.

use std::ops::Range;

use crate::alphabet::{ALNUM, Alphabet};
use crate::candidate::{Candidate, Candidates};
use crate::code::is_member;
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, assign, placeholder};

/// What stands before `://`.
const SCHEME_END: Extend = Extend::Before(b"abcdefghijklmnopqrstuvwxyz0123456789");

pub(crate) const DATABASE: Detector = Detector {
    id: "database-url",
    name: "database or broker URL, connection string with a password",
    severity: Severity::Critical,
    rank: Rank::Url,
    shape: "`scheme://user:password@host` of a database or broker; `Server=…;Password=…`; `jdbc:…?password=…`; libpq `host=… password=…`",
    source: "https://www.postgresql.org/docs/current/libpq-connect.html",
    forms: &[
        Form::walk("://", database_url).extended(SCHEME_END),
        Form::word("password", key_value).anchored(2),
        Form::word("pwd=", key_value),
    ],
    examples: || {
        let password = ["q8Zt3m", "Wk9Lb"].concat();
        vec![
            format!("postgres://app:{password}@db.acme.io/prod"),
            format!("Server=sql.acme.io;Database=prod;User Id=app;Password={password};"),
            format!("redis://:{password}@10.0.0.5:6379/0"),
        ]
    },
    counterexamples: || {
        vec![
            "postgres://postgres:postgres@localhost/test".to_owned(),
            "mysql://user:${DB_PASSWORD}@db.acme.io/prod".to_owned(),
            "mongodb://user:pass@localhost:27017/app".to_owned(),
            "Server=\u{2026};Password=\u{2026};User Id=\u{2026};".to_owned(),
            "-h,--host= -u,--user= --password= -d,--dbname=".to_owned(),
        ]
    },
};

pub(crate) const CREDENTIALS: Detector = Detector {
    id: "url-credentials",
    name: "URL with user and password",
    severity: Severity::High,
    rank: Rank::Url,
    shape: "`http(s)`, `ftp`, `ssh`, `git`, `ldap`, `smtp`, `imap` or `socks5` and `://user:password@host`",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    forms: &[Form::walk("://", url_credentials).extended(SCHEME_END)],
    examples: || {
        vec![format!(
            "https://deploy:{}@git.acme.io/app.git",
            "q8Zt3mWk9Lb"
        )]
    },
    counterexamples: || {
        vec![
            "http://user:pass@localhost/".to_owned(),
            "https://registry.npmjs.org:443/@scope/pkg".to_owned(),
            "https://user:$TOKEN@git.acme.io".to_owned(),
        ]
    },
};

const DATABASES: &[&str] = &[
    "postgres",
    "postgresql",
    "postgis",
    "mysql",
    "mysqlx",
    "mariadb",
    "mongodb",
    "redis",
    "rediss",
    "amqp",
    "amqps",
    "mssql",
    "sqlserver",
    "oracle",
    "clickhouse",
    "cockroachdb",
    "jdbc",
    "nats",
    "kafka",
    "couchbase",
    "snowflake",
    "redshift",
    "cassandra",
    "neo4j",
    "bolt",
    "influxdb",
];
const PLAIN: &[&str] = &[
    "http", "https", "ftp", "ftps", "sftp", "ssh", "git", "svn", "ldap", "ldaps", "smtp", "smtps",
    "imap", "imaps", "socks5", "ws", "wss",
];

/// Passwords that stand in every tutorial.
const WEAK: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "postgres",
    "root",
    "admin",
    "secret",
    "test",
    "guest",
    "user",
    "example",
    "changeme",
    "mysecretpassword",
    "123456",
    "12345678",
    "pwd",
    "psw",
    "pwpw",
    "mysql",
    "redis",
    "mongo",
    "rabbitmq",
    "foo",
    "bar",
    "foobar",
    "abc",
    "abc123",
    "token",
    "pw",
    "postgrespassword",
    "mypassword",
    "qwerty",
    "username",
    "sa",
    "demo",
    "dev",
    "local",
    "1234",
    "12345",
    "toor",
    "baz",
];

struct UserInfo {
    user: Range<usize>,
    password: Range<usize>,
    host: Range<usize>,
}

/// The scheme before `://` without its `+driver`, lower case.
fn scheme(text: Text<'_>, at: usize) -> String {
    let start = text.run_back(at, const { ALNUM.and(b"+") }, 24);
    let whole = text.str(start..at).to_ascii_lowercase();
    whole.split('+').next().unwrap_or_default().to_owned()
}

fn user_info(text: Text<'_>, start: usize) -> Option<UserInfo> {
    const END: Alphabet = Alphabet::new(b"/?# \t\r\n\"'`<>\\|");
    let rest = text.slice(start..start + 400);
    let authority = rest.iter().take_while(|b| !END.has(**b)).count();
    let authority = rest.get(..authority)?;
    let at = memchr::memrchr(b'@', authority)?;
    let colon = memchr::memchr(b':', authority.get(..at)?)?;
    let host_end = start + authority.len();
    Some(UserInfo {
        user: start..start + colon,
        password: start + colon + 1..start + at,
        host: start + at + 1..host_end,
    })
}

fn database_url(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    // Almost every URL fails here, so the scheme is looked at last.
    let Some(info) = user_info(text, hit.at + 3) else {
        return;
    };
    if DATABASES.contains(&scheme(text, hit.at).as_str())
        && let Some(confidence) = judge(text, &info)
    {
        out.push(Candidate::new(hit.detector, info.password).confidence(confidence));
    }
}

fn url_credentials(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(info) = user_info(text, hit.at + 3) else {
        return;
    };
    let password = text.slice(info.password.clone());
    let user = text.slice(info.user.clone());
    let odd = user
        .iter()
        .chain(password)
        .any(|b| matches!(b, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';'));
    let host = text.slice(info.host.clone());
    if password.len() < 3
        || odd
        || !host.first().is_some_and(|b| ALNUM.has(*b) || *b == b'[')
        || user.contains(&b'.') && password.iter().all(u8::is_ascii_digit)
    {
        return;
    }
    if PLAIN.contains(&scheme(text, hit.at).as_str())
        && let Some(confidence) = judge(text, &info)
    {
        out.push(Candidate::new(hit.detector, info.password).confidence(confidence));
    }
}

/// The pair rule: a weak password and a local or documentary host make a specimen, which is reported at low confidence or not at
/// all; one of them lowers the confidence.
fn judge(text: Text<'_>, info: &UserInfo) -> Option<Confidence> {
    let user = text.slice(info.user.clone());
    let password = text.slice(info.password.clone());
    let host = text.slice(info.host.clone());
    if password.is_empty() || host.is_empty() || is_filled_in(password) || is_filled_in(user) {
        return None;
    }
    let weak = is_weak(password) || placeholder::is_sequence(password);
    let nearby = is_documentary(host);
    Some(match (weak, nearby) {
        (true, true) if !is_reported(user, password, host) => return None,
        (true, true) => Confidence::Low,
        _ if password == user => Confidence::Low,
        (true, false) => Confidence::Low,
        (false, true) => Confidence::Medium,
        (false, false) => Confidence::High,
    })
}

/// Which specimens are worth a report: a password of somebody's choice, as local set-ups have it, and any at a host that has
/// a domain.
fn is_reported(user: &[u8], password: &[u8], host: &[u8]) -> bool {
    let domain = host.contains(&b'.') && host.iter().any(u8::is_ascii_alphabetic);
    password != user && (domain || !names_the_field(password))
}

/// Passwords that only say what stands there.
fn names_the_field(password: &[u8]) -> bool {
    ["pass", "passwd", "password", "pwd", "psw", "pw", "pwpw"]
        .iter()
        .any(|w| password.eq_ignore_ascii_case(w.as_bytes()))
}

fn is_filled_in(value: &[u8]) -> bool {
    let placeholder = placeholder::is_template(value) && !value.is_empty()
        || placeholder::is_mask(value) && value.len() > 4;
    let asks = [
        "your",
        "_password",
        "<",
        "{",
        "changeme",
        "placeholder",
        "redacted",
        "my_pass",
    ]
    .iter()
    .any(|w| contains_fold(value, w.as_bytes()));
    let upper = value.len() > 3 && value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    let variable = value.starts_with(b"%")
        && value.get(1).is_some_and(u8::is_ascii_alphabetic)
        && !value
            .get(1..3)
            .is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit));
    // `…`, `***`, `-`: nothing that a person would type as a password.
    let blank =
        !value.is_empty() && !value.iter().any(u8::is_ascii_alphanumeric) && value.len() < 8;
    placeholder || blank || asks || upper || variable || value.starts_with(b":")
}

/// `self.password`, `@PASSWORD`: what code and templates put there.
fn is_variable(value: &[u8]) -> bool {
    let member = is_member(value) && !value.iter().any(u8::is_ascii_digit);
    let filled_in = value
        .strip_prefix(b"@")
        .is_some_and(|name| name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_'));
    member || filled_in
}

pub(crate) fn is_weak(password: &[u8]) -> bool {
    WEAK.iter()
        .any(|w| password.eq_ignore_ascii_case(w.as_bytes()))
}

/// Hosts that are this machine, a container's name or a document's example.
fn is_documentary(host: &[u8]) -> bool {
    let name = host
        .split(|b| matches!(b, b':' | b','))
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let dotless = memchr::memchr(b'.', &name).is_none();
    const ENDS: &[&[u8]] = &[
        b".test",
        b".local",
        b".invalid",
        b".example",
        b".localhost",
        b".internal",
        b"hostname.dom",
    ];
    dotless
        || host.starts_with(b"[::1]")
        || name.starts_with(b"127.")
        || name == b"0.0.0.0"
        || name.starts_with(b"example.")
        || memchr::memmem::find(&name, b".example.").is_some()
        || matches!(
            name.as_slice(),
            b"host.docker.internal"
                | b"domain.com"
                | b"host.com"
                | b"server.com"
                | b"foo.com"
                | b"bar.com"
                | b"test.com"
                | b"hostname.com"
                | b"proxy.com"
                | b"company.com"
        )
        || ENDS.iter().any(|end| name.ends_with(end))
}

/// `Server=…;Password=v;` and libpq's `host=… password=v`.
fn key_value(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let Some(assignment) = assign::read(text, hit.at) else {
        return;
    };
    let sign = text.slice(assignment.name.end..assignment.value.start);
    let value = text.slice(assignment.value.clone());
    // In `--password= --host=` nothing is given.
    let next_option = !assignment.quoted && sign.ends_with(b" ") && value.starts_with(b"-");
    if memchr::memchr(b'=', sign).is_none()
        || next_option
        || value.is_empty()
        || is_filled_in(value)
        || !assignment.quoted && is_variable(value)
        || value.len() > 80
    {
        return;
    }
    let line = text.line(hit.at, 300);
    let line = text.slice(line);
    let has = |words: &[&str]| words.iter().any(|w| contains_fold(line, w.as_bytes()));
    let separated = memchr::memchr_iter(b';', line).count() >= 2
        && has(&[
            "server=",
            "data source=",
            "datasource=",
            "host=",
            "provider=",
            "initial catalog=",
            "database=",
        ]);
    let libpq = has(&["host="])
        && has(&["dbname=", "user="])
        && !assignment.quoted
        && memchr::memchr2(b';', b'&', line).is_none();
    let jdbc = has(&["jdbc:"]) && has(&["user="]);
    if !(separated || libpq || jdbc) || !has(&["user", "uid", "username"]) {
        return;
    }
    let local = has(&[
        "localhost",
        "127.0.0.1",
        "=host;",
        "example.",
        "(local)",
        "server=.;",
        "myserver",
    ]);
    let weak = is_weak(value) || placeholder::in_value(value);
    let same = memchr::memmem::find_iter(line, value).count() > 1;
    let confidence = match (weak, local) {
        (true, true) if names_the_field(value) => return,
        (true, _) => Confidence::Low,
        _ if same => Confidence::Low,
        (false, true) => Confidence::Medium,
        (false, false) => Confidence::High,
    };
    out.push(Candidate::new(hit.detector, assignment.value).confidence(confidence));
}
