//! Secrets in the configuration of MCP servers.

use std::ops::Range;

use crate::Severity;
use crate::alphabet::WORD;
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form, Rank};
use crate::entropy::Floor;
use crate::placeholder;
use crate::prefilter::Hit;
use crate::text::Text;

/// How much of a configuration is looked at after the word that opens it.
const REACH: usize = 16 * 1024;
const FLOOR: Floor = Floor::new(2.9, 8);

pub(super) const MCP: Detector = Detector {
    rank: Rank::Header,
    ..super::row(
        "mcp-env-secret",
        "secret in an MCP server's environment",
        Severity::High,
        "in `env` of a server under `mcpServers`, 16 or more characters that look random, given to a name that ends in `KEY`, `TOKEN`, `SECRET` or `PASSWORD`",
        "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
        &[Form::walk("\"mcpServers\"", mcp).anchored(2)],
        || vec![config("ACME_KEY", "q8Zt3mWk9LbX2vRc7NpYe5Hs")],
        || {
            vec![
                config("ACME_KEY", "${ACME_KEY}"),
                config("ACME_KEY", "your-acme-api-key-here"),
                config("ACME_REGION", "q8Zt3mWk9LbX2vRc7NpYe5Hs"),
            ]
        },
    )
};

fn config(name: &str, value: &str) -> String {
    format!(
        "{{\"mcpServers\": {{\"acme\": {{\"command\": \"npx\", \"env\": {{\"{name}\": \"{value}\"}}}}}}}}"
    )
}

fn mcp(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let window = text.slice(from..from + REACH);
    for at in memchr::memmem::find_iter(window, b"\"env\"") {
        let rest = text.slice(from + at + 5..from + window.len());
        let Some(open) = rest.iter().position(|b| *b == b'{').filter(|n| *n < 40) else {
            continue;
        };
        let start = from + at + 6 + open;
        // Values hold `}` only in templates.
        let length = memchr::memmem::find(text.slice(start..from + window.len()), b"}")
            .unwrap_or(window.len() - at - 6 - open);
        for span in secrets(text, start..start + length) {
            out.push(Candidate::new(hit.detector, span));
        }
    }
}

/// The values of the object's members that are named as secrets and look random.
fn secrets(text: Text<'_>, object: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut strings = Strings {
        text,
        at: object.start,
        end: object.end,
    };
    while let (Some(name), Some(value)) = (strings.next(), strings.next()) {
        if is_named(text.slice(name)) && is_random(text.slice(value.clone())) {
            found.push(value);
        }
    }
    found
}

fn is_named(name: &[u8]) -> bool {
    const ENDS: [&str; 4] = ["key", "token", "secret", "password"];
    let name = name.to_ascii_lowercase();
    WORD.all(&name) && ENDS.iter().any(|end| name.ends_with(end.as_bytes()))
}

fn is_random(value: &[u8]) -> bool {
    value.len() >= 16
        && FLOOR.holds(value)
        && value.iter().any(u8::is_ascii_digit)
        && value.iter().any(u8::is_ascii_alphabetic)
        && !value.iter().any(|b| matches!(b, b' ' | b'\\'))
        && !placeholder::in_value(value)
        && !placeholder::in_token(value)
}

/// What stands between quotes, without escapes.
struct Strings<'t> {
    text: Text<'t>,
    at: usize,
    end: usize,
}

impl Iterator for Strings<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let open = self.at + memchr::memchr(b'"', self.text.slice(self.at..self.end))?;
        let close = open + 1 + memchr::memchr(b'"', self.text.slice(open + 1..self.end))?;
        self.at = close + 1;
        Some(open + 1..close)
    }
}
