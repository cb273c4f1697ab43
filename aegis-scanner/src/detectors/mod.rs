//! The table of secret types, one file a family.

mod ai;
mod assigned_password;
mod assigned_secret;
mod aws;
mod azure;
mod chat;
mod cloud;
mod google;
mod header;
mod jwt;
mod mail;
mod payments;
mod pem;
pub(crate) mod personal;
mod platforms;
mod registries;
mod source_hosts;
mod url;
mod webhooks;

pub use aws::account as aws_account;

use std::ops::Range;

use crate::candidate::Candidates;
use crate::detector::Detector;
use crate::text::Text;
use crate::unescape::{ENCODED, MIN_BASE64};

/// The built-in types, in the order of the README's table, and the row that asks for a second look.
pub(crate) static ROWS: [Detector; 39] = [
    aws::ACCESS_KEY_ID,
    aws::SECRET_ACCESS_KEY,
    google::SERVICE_ACCOUNT,
    google::API_KEY,
    google::OAUTH,
    azure::CREDENTIAL,
    cloud::DIGITALOCEAN,
    cloud::CLOUDFLARE,
    cloud::HASHICORP,
    cloud::SUPABASE,
    ai::OPENAI,
    ai::ANTHROPIC,
    ai::HUGGING_FACE,
    ai::SERVICES,
    source_hosts::GITHUB,
    source_hosts::GITLAB,
    source_hosts::ATLASSIAN,
    platforms::DEPLOY,
    registries::NPM,
    registries::PYPI,
    registries::DOCKER,
    payments::STRIPE,
    payments::SHOPIFY,
    chat::SLACK,
    webhooks::WEBHOOK,
    chat::DISCORD,
    chat::TELEGRAM,
    chat::TWILIO,
    mail::SENDGRID,
    url::DATABASE,
    url::CREDENTIALS,
    pem::PRIVATE_KEY,
    jwt::JWT,
    header::AUTHORIZATION,
    assigned_password::PASSWORD,
    assigned_secret::SECRET,
    personal::CREDIT_CARD,
    personal::SSN,
    ENCODED,
];

/// The built-in types.
pub(crate) fn builtin() -> &'static [Detector] {
    ROWS.split_last().map_or(&[], |(_, types)| types)
}

/// The place of a row, for those to which something else than a literal leads.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn place(id: &str) -> usize {
    let id = id.as_bytes();
    let mut row = 0;
    loop {
        let other = ROWS[row].id.as_bytes();
        let mut i = 0;
        while i < id.len() && i < other.len() && id[i] == other[i] {
            i += 1;
        }
        if i == id.len() && i == other.len() {
            return row;
        }
        row += 1;
    }
}

/// The row that digits lead to rather than a literal.
pub(crate) fn card() -> Option<&'static Detector> {
    const CARD: usize = place(personal::CREDIT_CARD.id);
    ROWS.get(CARD)
}

/// What a long run without spaces may hold that no literal leads to: `at` lies in it, and `run` is the base64 around that.
pub(crate) fn in_run(text: Text<'_>, at: usize, run: &Range<usize>, out: &mut Candidates) {
    const DISCORD: usize = place(chat::DISCORD.id);
    const PRIVATE_KEY: usize = place(pem::PRIVATE_KEY.id);
    const ATLASSIAN: usize = place(source_hosts::ATLASSIAN.id);
    // The parts of a Discord token are short runs between dots, or lie in a longer one whose other end is a path.
    let dot_before = text.before(run.start) == Some(b'.');
    let dot_after = text.byte(run.end) == Some(b'.');
    let places = [
        (run.len() < MIN_BASE64 && (dot_before || dot_after), at),
        (dot_before, run.start),
        (dot_after, run.end),
    ];
    if let Some(detector) = ROWS.get(DISCORD)
        && let Some((_, place)) = places.into_iter().find(|(lies, _)| *lies)
    {
        chat::discord_around(detector, text, place, out);
    }
    if run.len() < MIN_BASE64 {
        return;
    }
    if let Some(detector) = ROWS.get(PRIVATE_KEY) {
        pem::bare(detector, text, run, out);
    }
    if let Some(detector) = ROWS.get(ATLASSIAN) {
        source_hosts::atlassian_within(detector, text, run, out);
    }
}
