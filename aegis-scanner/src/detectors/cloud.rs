//! DigitalOcean, Cloudflare, HashiCorp, Supabase.

use crate::alphabet::{ALNUM, HEX, LOWER_ALNUM, LOWER_HEX, URL64, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::crc_hex_body;
use crate::context::{self, Shape};
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{self, Floor, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::{Text, contains_fold};
use crate::{Confidence, Severity, placeholder};

const BODY: &str = "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
const HEX32: &str = "7da8b1ca1d2150c496e91440d777fea8";

pub(crate) const DIGITALOCEAN: Detector = Detector {
    id: "digitalocean-token",
    name: "DigitalOcean personal, OAuth or refresh token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`dop_v1_`, `doo_v1_` or `dor_v1_` and 64 hex digits",
    source: "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    forms: &[
        Form::token("dop_v1_", DIGITALOCEAN_TOKEN),
        Form::token("doo_v1_", DIGITALOCEAN_TOKEN),
        Form::token("dor_v1_", DIGITALOCEAN_TOKEN),
    ],
    examples: || vec![format!("{}{HEX32}{HEX32}", "dop_v1_")],
    counterexamples: || vec![format!("{}{HEX32}", "dop_v1_")],
};
const DIGITALOCEAN_TOKEN: Token = Token::new(LOWER_HEX, &[(64, 64)], entropy::HEX);

pub(crate) const CLOUDFLARE: Detector = Detector {
    id: "cloudflare-token",
    name: "Cloudflare API token, global key, origin CA key",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`cfut_`, `cfat_` or `cfk_` and 40 characters with a checksum of 8; `v1.0-`, 24 and 146 hex digits; 40 characters or 37 hex digits given to a name with `cloudflare`",
    source: "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
    forms: &[
        Form::token("cfut_", CLOUDFLARE_TOKEN),
        Form::token("cfat_", CLOUDFLARE_TOKEN),
        Form::token("cfk_", CLOUDFLARE_TOKEN),
        Form::walk("v1.0-", origin_ca),
        Form::word("cloudflare", named_cloudflare).anchored(3),
        Form::word("cf_api", named_cloudflare),
        Form::word("x-auth-key", named_cloudflare),
    ],
    examples: || {
        let body = BODY.get(..40).unwrap_or_default();
        let sum = crc32fast::hash(body.as_bytes());
        vec![
            format!("{}{body}{sum:08x}", "cfut_"),
            format!("CLOUDFLARE_API_TOKEN={body}"),
        ]
    },
    counterexamples: || {
        vec![
            "cfat_tooshort".to_owned(),
            "cloudflare_zone_id: 023e105f4ecef8ad9ca31a8372d0c353".to_owned(),
        ]
    },
};
const CLOUDFLARE_TOKEN: Token = Token::new(ALNUM, &[(48, 48)], LONG).verify(crc_hex_body);

pub(crate) const HASHICORP: Detector = Detector {
    id: "hashicorp-token",
    name: "Vault service, batch or recovery token, Terraform Cloud token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`hvs.`, `hvb.` or `hvr.` and 90 to 300 URL-safe characters; `s.` and 24 beside `vault`; 14 characters, `.atlasv1.` and 60 to 80",
    source: "https://developer.hashicorp.com/vault/docs/concepts/tokens",
    forms: &[
        Form::walk("hvs.", vault),
        Form::walk("hvb.", vault),
        Form::walk("hvr.", vault),
        Form::word("vault", named_vault),
        Form::word("token", assigned_vault).anchored(1),
        Form::walk(".atlasv1.", terraform).anchored(4),
    ],
    examples: || {
        vec![
            format!("VAULT_TOKEN={}CAES{BODY}{BODY}", "hvs."),
            format!("vault_token: {}{}", "s.", "ZC9Ecf4M5g9o34Q6RkzGsj0z"),
            format!(
                "{}{}{BODY}{}",
                "hE1hlYILrSqpqh", ".atlasv1.", "q8Zt3mWk9LbX2vRc7NpYe5Hs"
            ),
        ]
    },
    counterexamples: || {
        vec![
            "vault: s.AcceptanceTimeoutSeconds".to_owned(),
            "hvs.short".to_owned(),
        ]
    },
};

pub(crate) const SUPABASE: Detector = Detector {
    id: "supabase-key",
    name: "Supabase secret key, management token, service role key",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sb_secret_` and 31 URL-safe characters; `sbp_` and 40; a JWT with the role `service_role`",
    source: "https://supabase.com/docs/guides/api/api-keys",
    forms: &[
        Form::token("sb_secret_", Token::new(URL64, &[(31, 31)], SHORT)),
        Form::walk("sbp_", management),
        Form::walk("eyJ", super::jwt::service_role).extended(super::jwt::AFTER),
    ],
    examples: || {
        vec![
            format!(
                "{}{}{}{}",
                "sb_secret_", "9uM4GhB0", "STF5R4K3", "HxQtlg_bzWW6DRj"
            ),
            format!("{}{HEX32}7da8b1ca", "sbp_"),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "sb_publishable_", "9uM4GhB0STF5R4K3HxQtlg_bzWW6DRj"),
            format!("{}{}", "sb_secret_", "a".repeat(31)),
        ]
    },
};

fn origin_ca(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let first = text.run(hit.at + 5, LOWER_HEX, 120);
    let second = text.run(first + 1, LOWER_HEX, 1200);
    let (a, b) = (first - hit.at - 5, second.saturating_sub(first + 1));
    let value = text.slice(hit.at + 5..second);
    if text.byte(first) != Some(b'-')
        || text.byte(second).is_some_and(|b| WORD.has(b))
        || !entropy::HEX.holds(value)
    {
        return;
    }
    let confidence = match (a, b) {
        (24, 146) => Confidence::High,
        (20.., 64..) => Confidence::Low,
        _ => return,
    };
    out.push(Candidate::new(hit.detector, hit.at..second).confidence(confidence));
}

fn named_cloudflare(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const TOKEN: Shape = Shape::new(URL64, 40, 40, LONG);
    const GLOBAL: Shape = Shape::new(HEX, 37, 45, Floor::new(2.9, 8));
    let from = hit.at + hit.form.literal.len();
    let reach = if hit.form.literal == "x-auth-key" {
        12
    } else {
        48
    };
    let found = context::after(text, from, reach, GLOBAL)
        .or_else(|| context::after(text, from, reach, TOKEN));
    let Some(span) = found else { return };
    let between = text.slice(hit.at..span.start);
    let named = ["token", "key", "secret", "api"]
        .iter()
        .any(|w| contains_fold(between, w.as_bytes()));
    let digest = [
        "sha",
        "commit",
        "rev",
        "@",
        "integrity",
        "checksum",
        "zone",
        "account",
    ]
    .iter()
    .any(|w| contains_fold(between, w.as_bytes()));
    if named && !digest {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::Medium));
    }
}

fn vault(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const TOKEN: Token = Token::new(URL64, &[(90, 300)], LONG);
    const SHORT_TOKEN: Token = Token::new(URL64, &[(24, 89)], SHORT).confidence(Confidence::Medium);
    out.list.extend(
        TOKEN
            .walk(hit, text)
            .or_else(|| SHORT_TOKEN.walk(hit, text)),
    );
}

/// Tokens from before Vault 1.10 have two characters of prefix, so only the word beside them tells.
fn named_vault(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    vault_within(hit, text, from, 48, out);
}

/// `token: s.…`: the name alone says less, so the value must follow at once.
fn assigned_vault(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    vault_within(hit, text, hit.at + hit.form.literal.len(), 8, out);
}

fn vault_within(hit: Hit, text: Text<'_>, from: usize, reach: usize, out: &mut Candidates) {
    let window = text.slice(from..from + reach);
    let starts = window
        .windows(2)
        .enumerate()
        .filter(|(_, w)| matches!(w, [b's' | b'b' | b'r', b'.']))
        .map(|(at, _)| from + at);
    for start in starts {
        let end = text.run(start + 2, URL64, 300);
        let value = text.slice(start + 2..end);
        let mixed = [
            u8::is_ascii_uppercase,
            u8::is_ascii_lowercase,
            u8::is_ascii_digit,
        ]
        .iter()
        .all(|class| value.iter().any(class));
        let shaped = value.len() == 24 && ALNUM.all(value)
            || value.len() >= 60 && value.starts_with(b"CAES");
        if shaped
            && mixed
            && text.left_edge(start, true)
            && SHORT.holds(value)
            && !placeholder::in_token(value)
        {
            out.push(Candidate::new(hit.detector, start..end).confidence(Confidence::High));
            return;
        }
    }
}

fn terraform(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = text.run_back(hit.at, ALNUM, 16);
    let body = hit.at + hit.form.literal.len();
    let end = text.run(body, URL64.and(b"="), 100);
    let value = text.slice(body..end);
    let shaped =
        hit.at - start == 14 && (60..=80).contains(&value.len()) && text.left_edge(start, true);
    if shaped && LONG.holds(value) && !placeholder::in_token(value) {
        out.push(Candidate::new(hit.detector, start..end).confidence(Confidence::High));
    }
}

fn management(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let body = ["v0_", "oauth_"]
        .iter()
        .find(|p| text.starts_with(hit.at + 4, p.as_bytes()))
        .map_or(0, |p| p.len())
        + hit.at
        + 4;
    let end = text.run(body, LOWER_ALNUM, 44);
    let value = text.slice(body..end);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let shaped = value.len() == 40
        && digits >= 2
        && text.left_edge(hit.at, false)
        && text.byte(end).is_none_or(|b| !WORD.has(b));
    if !shaped || placeholder::in_token(value) || !entropy::HEX.holds(value) {
        return;
    }
    let confidence = if LOWER_HEX.all(value) {
        Confidence::High
    } else {
        Confidence::Medium
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}
