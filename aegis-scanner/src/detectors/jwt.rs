//! JSON Web Tokens.

use std::ops::Range;

use crate::alphabet::URL64;
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, decode, known};

/// What follows `eyJ` where a JSON object begins: the third character of `{"` and a letter.
pub(crate) const AFTER: Extend = Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456");

pub(crate) const JWT: Detector = Detector {
    id: "jwt",
    name: "JSON Web Token",
    severity: Severity::Medium,
    rank: Rank::Jwt,
    shape: "three base64url parts: a JSON header with `alg`, a JSON payload, a signature of the length that `alg` makes",
    source: "https://www.rfc-editor.org/rfc/rfc7519",
    forms: &[Form::walk("eyJ", jwt).extended(AFTER)],
    examples: || {
        let signature = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
        vec![format!(
            "Authorization: Bearer {}.{}.{signature}",
            "eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiI5OCIsInJvbGUiOiJvcHMifQ"
        )]
    },
    counterexamples: || {
        vec![
            "eyJhbGciOiJIUzI1NiJ9".to_owned(),
            "eyJBB.eyJCC.eyJDDDD".to_owned(),
            format!(
                "{}.{}.{}",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                "eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24ifQ",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E"
            ),
        ]
    },
};

/// A token taken apart.
pub(crate) struct Token {
    pub(crate) span: Range<usize>,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: usize,
    parts: usize,
}

/// The token that begins at `at`.
pub(crate) fn read(text: Text<'_>, at: usize) -> Option<Token> {
    const MAX: usize = 64 * 1024;
    let first = text.run(at, URL64, MAX);
    if text.byte(first) != Some(b'.') {
        return None;
    }
    let second = text.run(first + 1, URL64, MAX);
    let header = decode::base64(text.slice(at..first))?;
    let payload = decode::base64(text.slice(first + 1..second))?;
    let mut end = second;
    let mut parts = 2;
    while parts < 5 && text.byte(end) == Some(b'.') {
        let next = text.run(end + 1, URL64, MAX);
        if next == end + 1 && parts > 2 {
            break;
        }
        (end, parts) = (next, parts + 1);
    }
    let signature = if parts == 3 { end - second - 1 } else { 0 };
    Some(Token {
        span: at..end,
        header,
        payload,
        signature,
        parts,
    })
}

impl Token {
    fn is_object(bytes: &[u8]) -> bool {
        let start = bytes.trim_ascii();
        start.starts_with(b"{\"")
            || start.starts_with(b"{}")
            || start.starts_with(b"{ \"")
            || start.starts_with(b"{\n")
    }

    /// The token that jwt.io shows, in one of its many variants.
    fn is_published(&self) -> bool {
        let has = |needle: &str| contains_fold(&self.payload, needle.as_bytes());
        // The time at which the example was issued stays when people change its name.
        let unchanged = has("john doe") || has("\"admin\":true") || has(":1516239022");
        has("\"1234567890\"") && unchanged
    }

    /// RFC 7519's example, those of library documents, Supabase's local and public keys.
    fn is_public(&self) -> bool {
        let has = |needle: &str| contains_fold(&self.payload, needle.as_bytes());
        has("\"iss\":\"joe\"")
            || has("\"some\":\"payload\"")
            || has("\"role\":\"anon\"")
            || has("supabase-demo")
            || has("\"iss\":\"example")
            || has("\"iss\":\"test\"")
    }

    /// How long the signature must be; `None` for what is not registered.
    fn expected(&self) -> Option<&'static [usize]> {
        let alg = |name: &str| contains_fold(&self.header, format!("\"{name}\"").as_bytes());
        let table: [(&str, &'static [usize]); 13] = [
            ("hs256", &[43]),
            ("hs384", &[64]),
            ("hs512", &[86]),
            ("rs256", &[171, 342, 512, 683]),
            ("rs384", &[171, 342, 512, 683]),
            ("rs512", &[171, 342, 512, 683]),
            ("ps256", &[171, 342, 512, 683]),
            ("ps384", &[171, 342, 512, 683]),
            ("ps512", &[171, 342, 512, 683]),
            ("es256", &[86]),
            ("es384", &[128]),
            ("es512", &[176]),
            ("eddsa", &[86]),
        ];
        table
            .into_iter()
            .find(|(name, _)| alg(name))
            .map(|(_, lengths)| lengths)
    }

    fn confidence(&self) -> Confidence {
        let named = contains_fold(&self.header, b"\"alg\"");
        match self.expected() {
            _ if self.is_published() => Confidence::Low,
            _ if !Self::is_object(&self.payload) => Confidence::Low,
            // What was cut out or made up by hand.
            _ if !self.payload.trim_ascii_end().ends_with(b"}") => Confidence::Low,
            Some(lengths) if lengths.contains(&self.signature) => Confidence::Certain,
            _ if named && self.signature >= 32 => Confidence::Medium,
            _ => Confidence::Low,
        }
    }
}

fn jwt(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if let Some(token) = accepted(hit, text)
        && !is_service_role(&token)
    {
        let confidence = token.confidence();
        out.push(Candidate::new(hit.detector, token.span).confidence(confidence));
    }
}

/// The walk of the Supabase row: the same token, told apart by its payload.
pub(crate) fn service_role(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if let Some(token) = accepted(hit, text)
        && is_service_role(&token)
    {
        let confidence = token.confidence();
        out.push(Candidate::new(hit.detector, token.span).confidence(confidence));
    }
}

fn is_service_role(token: &Token) -> bool {
    contains_fold(&token.payload, b"\"service_role\"")
        && contains_fold(&token.payload, b"\"supabase\"")
}

fn accepted(hit: Hit, text: Text<'_>) -> Option<Token> {
    // The second part of a token begins like the first.
    if text.before(hit.at) == Some(b'.') || !text.left_edge(hit.at, true) {
        return None;
    }
    let token = read(text, hit.at)?;
    // An encrypted token, or a payload that is encrypted on its own, is still a bearer's.
    let opaque = token.parts == 5
        || token.signature >= 32 && token.payload.len() >= 32 && token.expected().is_some();
    let objects = Token::is_object(&token.header) && (Token::is_object(&token.payload) || opaque);
    let long_enough = token.span.len() >= 40;
    (objects
        && long_enough
        && !token.is_public()
        && !known::is_public(text.slice(token.span.clone())))
    .then_some(token)
}
