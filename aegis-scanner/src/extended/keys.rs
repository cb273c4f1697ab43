//! Keys whose format no single service issues.

use std::ops::Range;

use super::row;
use crate::alphabet::{ALNUM, BASE64, DIGIT, HEX as HEX_DIGITS, LOWER_ALNUM, URL64, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::context::{self, Shape};
use crate::detector::{Detector, Form};
use crate::entropy::{Floor, HEX, LONG, SHORT};
use crate::placeholder;
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

const BODY: &str = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";

pub(super) const BOOTSTRAP: Detector = row(
    "kubernetes-bootstrap-token",
    "Kubernetes bootstrap token",
    Severity::High,
    "6 lower-case characters, `.` and 16 beside `kubeadm` or `bootstrap`",
    "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/",
    &[
        Form::word("kubeadm", bootstrap),
        Form::word("bootstrap", bootstrap).anchored(4),
    ],
    || {
        vec![format!(
            "kubeadm join 10.0.0.1:6443 --token {}.{}",
            "q8zt3m", "wk9lbx2vrc7npye5"
        )]
    },
    || {
        vec![
            format!("kubeadm join --token {}.{}", "abcdef", "0123456789abcdef"),
            format!("join --token {}.{}", "q8zt3m", "wk9lbx2vrc7npye5"),
            "bootstrap.min.css bundle.bootstrapsettings".to_owned(),
        ]
    },
);

fn bootstrap(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const FLOOR: Floor = Floor::new(2.9, 9);
    let from = hit.at + hit.form.literal.len();
    for dot in memchr::memchr_iter(b'.', text.slice(from..from + 160)) {
        let start = text.run_back(from + dot, LOWER_ALNUM, 7);
        let end = text.run(from + dot + 1, LOWER_ALNUM, 17);
        let secret = text.slice(from + dot + 1..end);
        let shaped = from + dot - start == 6
            && secret.len() == 16
            && text.left_edge(start, true)
            && !text.byte(end).is_some_and(|b| URL64.has(b) || b == b'.');
        let digits = secret.iter().filter(|b| b.is_ascii_digit()).count();
        if shaped && digits >= 2 && FLOOR.holds(secret) && !placeholder::is_sequence(secret) {
            out.push(Candidate::new(hit.detector, start..end));
            return;
        }
    }
}

pub(super) const WIREGUARD: Detector = row(
    "wireguard-key",
    "WireGuard private or preshared key",
    Severity::Critical,
    "the base64 of 32 bytes given to `PrivateKey` or `PresharedKey` in a WireGuard configuration",
    "https://www.wireguard.com/quickstart/",
    &[
        Form::word("privatekey", wireguard).anchored(4),
        Form::word("private_key", wireguard).anchored(4),
        Form::word("presharedkey", wireguard).anchored(3),
        Form::word("preshared_key", wireguard).anchored(3),
    ],
    || {
        vec![format!(
            "[Interface]\nAddress = 10.0.0.2/32\nPrivateKey = {BODY}="
        )]
    },
    || {
        vec![
            format!("[Peer]\nPublicKey = {BODY}="),
            "[Interface]\nPrivateKey = <private key of the client>".to_owned(),
            format!("hmac_of_privatekey = {BODY}="),
        ]
    },
);

fn wireguard(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const KEY: Shape = Shape::new(BASE64.and(b"="), 44, 44, LONG);
    const WORDS: &[&str] = &["[interface]", "[peer]", "wireguard", "allowedips", "wg0"];
    let Some(span) = context::assigned(text, hit.at, &[], KEY) else {
        return;
    };
    // Of the last digit of 32 bytes, two bits are unused.
    let whole = text.slice(span.clone()).strip_suffix(b"=");
    let even = whole
        .and_then(<[u8]>::last)
        .is_some_and(|b| b"AEIMQUYcgkosw048".contains(b));
    if even && text.near(&span, 400, WORDS) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
    }
}

pub(super) const JWK: Detector = row(
    "jwk-private-key",
    "private JSON Web Key",
    Severity::Critical,
    "an object with `kty` and a private `d` of a key's length, or `k` of a symmetric one",
    "https://www.rfc-editor.org/rfc/rfc7517",
    &[Form::walk("\"kty\"", jwk), Form::walk("'kty'", jwk)],
    || {
        vec![
            format!(r#"{{"kty": "EC", "crv": "P-256", "x": "{BODY}", "d": "{BODY}"}}"#),
            format!(r#"{{"kid": "1", "k": "{BODY}", "kty": "oct"}}"#),
        ]
    },
    || {
        vec![
            format!(r#"{{"kty": "EC", "crv": "P-256", "x": "{BODY}", "y": "{BODY}"}}"#),
            format!(r#"{{"kty": "RSA", "n": "{BODY}", "d": "{BODY}"}}"#),
        ]
    },
);

/// Whether a private member of so many characters belongs to the kind of key.
fn fits_kind(kind: &[u8], length: usize) -> bool {
    match kind {
        b"EC" => matches!(length, 43 | 64 | 88),
        b"OKP" => matches!(length, 43 | 75 | 76),
        b"RSA" => (171..=1400).contains(&length),
        b"oct" => (22..=700).contains(&length),
        _ => false,
    }
}

fn jwk(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const BEFORE: usize = 4000;
    let from = hit.at.saturating_sub(BEFORE);
    let before = text.slice(from..hit.at);
    let open = before.iter().rposition(|b| matches!(b, b'{' | b'}'));
    let start = from + open.unwrap_or_default();
    let ahead = text.slice(hit.at..hit.at + 6000);
    let end = hit.at + memchr::memchr2(b'}', b'{', ahead).unwrap_or(ahead.len());
    let Some(kind) = member(text, hit.at..end, b"kty") else {
        return;
    };
    let kind = text.slice(kind);
    let name: &[u8] = if kind == b"oct" { b"k" } else { b"d" };
    let Some(span) = member(text, start..end, name) else {
        return;
    };
    let value = text.slice(span.clone());
    if fits_kind(kind, value.len()) && SHORT.holds(value) && !placeholder::in_token(value) {
        let confidence = context::unless_sequence(text, &span, Confidence::High);
        out.push(Candidate::new(hit.detector, span).confidence(confidence));
    }
}

/// The URL-safe value of the object's member with this name.
fn member(text: Text<'_>, object: Range<usize>, name: &[u8]) -> Option<Range<usize>> {
    let written = text.slice(object.clone());
    let quoted =
        |w: &[u8]| matches!(w, [a @ (b'"' | b'\''), name_ @ .., b] if a == b && name_ == name);
    let at = written.windows(name.len() + 2).position(quoted)?;
    let colon = text.skip_spaces(object.start + at + name.len() + 2);
    (text.byte(colon) == Some(b':')).then_some(())?;
    let quote = text.skip_spaces(colon + 1);
    matches!(text.byte(quote), Some(b'"' | b'\'')).then_some(())?;
    let end = text.run(quote + 1, URL64, 1500);
    (text.byte(end) == text.byte(quote)).then_some(quote + 1..end)
}

pub(super) const SECP256K1: Detector = row(
    "ethereum-private-key",
    "private key of Ethereum or another chain with secp256k1",
    Severity::Critical,
    "64 hex digits, perhaps after `0x`, given to a name with `private key`",
    "https://ethereum.org/en/developers/docs/accounts/",
    &[
        Form::word("private_key", secp256k1).anchored(4),
        Form::word("privatekey", secp256k1).anchored(4),
        Form::word("private-key", secp256k1).anchored(4),
        Form::word("privkey", secp256k1),
    ],
    || {
        let half = "7da8b1ca1d2150c496e91440d777fea8";
        vec![
            format!(
                "DEPLOYER_PRIVATE_KEY=0x{half}{}",
                "c1758c6f49e14ced990ac7776800dc45"
            ),
            format!("privateKey: '{half}{}'", "c1758c6f49e14ced990ac7776800dc45"),
        ]
    },
    || {
        let half = "7da8b1ca1d2150c496e91440d777fea8";
        vec![
            format!(
                "PRIVATE_KEY_SHA256={half}{}",
                "c1758c6f49e14ced990ac7776800dc45"
            ),
            format!("PRIVATE_KEY=0x{half}"),
            format!(r#""rsa_private_key.der":"{half}{half}""#),
            format!("PRIVATE_KEY=0x{}", "f".repeat(64)),
        ]
    },
);

fn secp256k1(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const KEY: Shape = Shape::new(HEX_DIGITS.and(b"x"), 64, 66, HEX);
    const OTHER: &[&str] = &["sha", "hash", "digest", "fingerprint", "_id"];
    let name = text.run(hit.at, WORD.and(b"-"), 96);
    // `private_key.der` is a file, and what stands beside it its digest.
    let file = text.byte(name) == Some(b'.');
    if file || context::assigned(text, hit.at, OTHER, KEY).is_some() {
        return;
    }
    let Some(span) = context::assigned(text, hit.at, &[], KEY) else {
        return;
    };
    let value = text.slice(span.clone());
    let digits = value.strip_prefix(b"0x").unwrap_or(value);
    if digits.len() == 64 && HEX_DIGITS.all(digits) {
        out.push(Candidate::new(hit.detector, span));
    }
}

pub(super) const SOLANA: Detector = row(
    "solana-key",
    "Solana key pair",
    Severity::Critical,
    "an array of 64 bytes beside `solana`, `keypair` or `secret key`",
    "https://solana.com/docs/intro/installation",
    &[
        Form::word("solana", solana),
        Form::word("keypair", solana).anchored(1),
        Form::word("secretkey", solana).anchored(5),
        Form::word("secret_key", solana).anchored(5),
    ],
    || vec![format!("const keypair = Uint8Array.from([{}])", array(64))],
    || {
        vec![
            format!("const keypair = Uint8Array.from([{}])", array(32)),
            format!("const table = Uint8Array.from([{}])", array(64)),
            format!("const keypair = [{}]", "0, ".repeat(64)),
        ]
    },
);

/// `length` made-up bytes.
fn array(length: usize) -> String {
    let byte = |n: usize| (n * 151 + 17) % 256;
    let list: Vec<String> = (0..length).map(|n| byte(n * n + n).to_string()).collect();
    list.join(", ")
}

fn solana(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    for open in memchr::memchr_iter(b'[', text.slice(from..from + 120)) {
        if let Some(span) = bytes_in(text, from + open) {
            out.push(Candidate::new(hit.detector, span));
            return;
        }
    }
}

/// The array at `open` if it holds 64 bytes that are no table.
fn bytes_in(text: Text<'_>, open: usize) -> Option<Range<usize>> {
    let run = text.run(open + 1, DIGIT.and(b", \r\n\t"), 512);
    (text.byte(run) == Some(b']')).then_some(())?;
    let list = text.str(open + 1..run).split(',').map(str::trim);
    let bytes: Vec<u8> = list
        .filter(|n| !n.is_empty())
        .map(|n| n.parse().ok())
        .collect::<Option<_>>()?;
    let climbs = bytes.windows(2).filter(|w| w.first() < w.last()).count();
    // A random array climbs at about half of its steps.
    let random = Floor::new(5.0, 40).holds(&bytes) && (16..=47).contains(&climbs);
    (bytes.len() == 64 && random).then_some(open..run + 1)
}

pub(super) const PASSWORD_HASH: Detector = row(
    "password-hash",
    "hash of a password",
    Severity::Medium,
    "bcrypt, Argon2, yescrypt and the SHA-2 and MD5 forms of crypt(3); Kerberos tickets as crackers take them",
    "https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html",
    &[
        Form::walk("$2a$", crypt),
        Form::walk("$2b$", crypt),
        Form::walk("$2y$", crypt),
        Form::walk("$argon2", crypt),
        Form::walk("$apr1$", crypt),
        Form::walk("$krb5tgs$", kerberos),
        Form::walk("$krb5asrep$", kerberos),
        Form::walk("$1$", crypt).extended(SALT),
        Form::walk("$5$", crypt).extended(SALT),
        Form::walk("$6$", crypt).extended(SALT),
        Form::walk("$y$", crypt).extended(SALT),
    ],
    || {
        vec![
            format!("{}12${BODY}Q9rT4yU8iO", "$2b$"),
            format!("root:{}q8Zt3mWk9LbX${BODY}{BODY}:19000:0", "$6$"),
            format!(
                "{}id$v=19$m=65536,t=3,p=4$q8Zt3mWk9LbX2vRc${BODY}",
                "$argon2"
            ),
        ]
    },
    || {
        vec![
            "text.replace(pattern, '$1$2$6$')".to_owned(),
            format!("{}12$short", "$2b$"),
            format!("{}12${}", "$2b$", "x".repeat(53)),
        ]
    },
);

const SALT: crate::detector::Extend =
    crate::detector::Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456789./");

/// The parts after the method's name, which are set apart by `$`: the last one is the hash.
fn crypt(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let end = text.run(from, ALNUM.and(b"./+=,-_$"), 400);
    let parts: Vec<&[u8]> = text.slice(from..end).split(|b| *b == b'$').collect();
    let Some((hash, before)) = parts.split_last() else {
        return;
    };
    let shaped = match (hit.form.literal, before) {
        ("$2a$" | "$2b$" | "$2y$", [cost]) => {
            cost.len() == 2 && DIGIT.all(cost) && hash.len() == 53
        }
        ("$1$" | "$apr1$", [_]) => hash.len() == 22,
        ("$5$", [_] | [_, _]) => hash.len() == 43,
        ("$6$", [_] | [_, _]) => hash.len() == 86,
        ("$y$", [_, _]) => hash.len() == 43,
        ("$argon2", [_, .., cost, _]) => cost.starts_with(b"m=") && hash.len() >= 22,
        _ => false,
    };
    let random = SHORT.holds(hash) && ALNUM.and(b"./+=").all(hash);
    if shaped && random && !placeholder::in_token(hash) {
        let confidence = context::unless_sequence(text, &(from..end), Confidence::High);
        out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
    }
}

/// `$krb5tgs$23$*user$REALM$service*$<32 hex>$<hex>`.
fn kerberos(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let end = text.run(from, ALNUM.and(b"$*/@:._-"), 8000);
    let ticket = text.slice(from..end).rsplit(|b| *b == b'$').next();
    if ticket.is_some_and(|t| t.len() >= 200 && HEX_DIGITS.all(t) && HEX.holds(t)) {
        out.push(Candidate::new(hit.detector, hit.at..end).confidence(Confidence::High));
    }
}
