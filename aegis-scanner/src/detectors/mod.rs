//! The table of secret types, one file a family.

mod ai;
mod assigned;
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

use crate::detector::Detector;

/// The built-in types, in the order of the README's table.
pub(crate) static BUILTIN: [Detector; 38] = [
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
    assigned::PASSWORD,
    assigned::SECRET,
    personal::CREDIT_CARD,
    personal::SSN,
];

/// The row that digits lead to rather than a literal.
pub(crate) fn card() -> Option<&'static Detector> {
    BUILTIN.iter().find(|d| d.id == "credit-card")
}
