//! The extended pack: further types with a format of their own, looked for only when asked.

mod identity;
mod keys;
mod mcp;
mod mnemonic;
mod named;
mod platforms;
mod services;
mod structured;

use crate::Severity;
use crate::detector::{Detector, Form, Rank};
use crate::prefilter::Prefilter;

/// The tables of the pack.
#[allow(
    long_running_const_eval,
    reason = "sorts some hundred literals into buckets: about a second of a build"
)]
pub(crate) static PREFILTER: Prefilter = Prefilter::new(&EXTENDED);

/// Further types.
pub(crate) static EXTENDED: [Detector; 83] = joined(&[&platforms::ROWS, &services::ROWS, &OTHERS]);

/// Those with a file for each kind.
const OTHERS: [Detector; 35] = [
    named::DATADOG,
    named::ALGOLIA,
    named::OKTA,
    named::OPENWEATHER,
    named::PLAID,
    named::TWITCH,
    named::TRAVIS,
    named::DRONE,
    named::JENKINS,
    named::SNYK,
    named::RAILWAY,
    named::NGROK,
    named::CONFLUENT,
    named::ZENDESK,
    named::AUTH0,
    named::FACEBOOK,
    structured::CLOUDINARY,
    structured::MAILCHIMP,
    structured::ADYEN,
    structured::FACEBOOK_TOKEN,
    structured::TWITTER,
    structured::INTERCOM,
    structured::SALESFORCE,
    structured::CLERK,
    identity::IBAN,
    identity::ITIN,
    identity::NINO,
    keys::BOOTSTRAP,
    keys::WIREGUARD,
    keys::JWK,
    keys::SECP256K1,
    keys::SOLANA,
    keys::PASSWORD_HASH,
    mnemonic::MNEMONIC,
    mcp::MCP,
];

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where a wrong index is a build error"
)]
const fn joined<const N: usize>(lists: &[&[Detector]]) -> [Detector; N] {
    let [first, ..] = OTHERS;
    let mut all = [first; N];
    let mut used = 0;
    let mut list = 0;
    while list < lists.len() {
        let mut row = 0;
        while row < lists[list].len() {
            all[used] = lists[list][row];
            used += 1;
            row += 1;
        }
        list += 1;
    }
    assert!(used == N, "the number of rows is wrong");
    all
}

/// One row: a prefix token of one service.
#[expect(
    clippy::too_many_arguments,
    reason = "one argument a column of the table"
)]
const fn row(
    id: &'static str,
    name: &'static str,
    severity: Severity,
    shape: &'static str,
    source: &'static str,
    forms: &'static [Form],
    examples: fn() -> Vec<String>,
    counterexamples: fn() -> Vec<String>,
) -> Detector {
    Detector {
        id,
        name,
        severity,
        rank: Rank::Provider,
        shape,
        source,
        forms,
        examples,
        counterexamples,
    }
}
