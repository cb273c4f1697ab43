//! Deploy platforms.

use crate::alphabet::{ALNUM, ANY64, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::crc_base62;
use crate::context::{self, Shape};
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{Floor, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity};

const BODY: &str =
    "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
const VERCEL: Token = Token::new(URL64, &[(56, 56)], LONG)
    .loose(&[(24, 40)])
    .verify(crc_base62)
    .vendor("Vercel");
const FLY: Token = Token::new(ANY64.and(b"="), &[(90, 1200)], LONG).vendor("Fly.io");

pub(crate) const DEPLOY: Detector = Detector {
    id: "deploy-platform-token",
    name: "Vercel, Netlify, Heroku, Fly.io or Render token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`vcp_`, `vci_`, `vca_`, `vcr_` and 50 characters with a checksum of 6; `nfp_` and 36 to 40; `HRKU-AA` and 58; `fm1a_`, `fm1r_`, `fm2_`, `fo1_`; `rnd_` and 28; older forms beside the vendor's name",
    source: "https://vercel.com/changelog/new-token-formats-and-secret-scanning",
    forms: &[
        Form::token("vcp_", VERCEL),
        Form::token("vci_", VERCEL),
        Form::token("vca_", VERCEL),
        Form::token("vcr_", VERCEL),
        Form::token(
            "vck_",
            Token::new(URL64, &[], LONG)
                .loose(&[(24, 40)])
                .vendor("Vercel"),
        ),
        Form::token(
            "nfp_",
            Token::new(ALNUM, &[(36, 40)], SHORT).vendor("Netlify"),
        ),
        Form::token(
            "HRKU-AA",
            Token::new(URL64, &[(58, 58)], LONG).vendor("Heroku"),
        ),
        Form::token("fm1a_", FLY),
        Form::token("fm1r_", FLY),
        Form::token("fm2_", FLY),
        Form::token(
            "fo1_",
            Token::new(URL64, &[(43, 43)], LONG).vendor("Fly.io"),
        ),
        Form::token(
            "rnd_",
            Token::new(ALNUM, &[(28, 28)], SHORT).vendor("Render"),
        ),
        Form::word("vercel", vercel).anchored(2),
        Form::word("netlify", netlify).anchored(1),
        Form::word("heroku", heroku).anchored(2),
    ],
    examples: || {
        vec![
            format!("{}{}", "rnd_", "lTUJMr39tm9f6uMyi55m65AiXD3s"),
            format!("{}{}", "nfp_", BODY.get(..40).unwrap_or_default()),
            format!("{}{}", "HRKU-AA", BODY.get(..58).unwrap_or_default()),
            format!(
                "heroku_api_key = \"{}-{}\"",
                "832d2129-a846", "4e27-99f4-7004b6ad53ef"
            ),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "rnd_", "x".repeat(28)),
            "vercel_key = AAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        ]
    },
};

const SECRET_WORDS: &[&str] = &["token", "key", "secret", "auth", "password", "credential"];

/// The words that make a value after a vendor's name a secret rather than an id.
fn named(text: Text<'_>, from: usize, value: usize) -> bool {
    let between = text.slice(from..value);
    SECRET_WORDS
        .iter()
        .any(|w| contains_fold(between, w.as_bytes()))
}

fn vercel(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    old(
        hit,
        text,
        out,
        "Vercel",
        Shape::new(ALNUM, 24, 24, Floor::new(3.4, 12)),
    );
}

fn netlify(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    old(
        hit,
        text,
        out,
        "Netlify",
        Shape::new(URL64.and(b"="), 40, 64, Floor::new(3.2, 12)),
    );
}

fn old(hit: Hit, text: Text<'_>, out: &mut Candidates, vendor: &'static str, shape: Shape) {
    let from = hit.at + hit.form.literal.len();
    let assigned = context::assigned(text, hit.at, SECRET_WORDS, shape);
    if let Some(span) = assigned
        .or_else(|| context::after(text, from, 48, shape).filter(|s| named(text, from, s.start)))
    {
        out.push(
            Candidate::new(hit.detector, span)
                .confidence(Confidence::Medium)
                .vendor(vendor),
        );
    }
}

fn heroku(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let Some(span) = context::uuid_after(text, from, 64) else {
        return;
    };
    let between = text.slice(from..span.start);
    if named(text, from, span.start) && !contains_fold(between, b"_id") {
        out.push(
            Candidate::new(hit.detector, span)
                .confidence(Confidence::Medium)
                .vendor("Heroku"),
        );
    }
}
