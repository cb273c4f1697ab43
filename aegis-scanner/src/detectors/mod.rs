//! The table of secret types, one file a family.

mod ai;
mod aws;
mod chat;
mod jwt;
mod payments;
mod pem;
mod personal;
mod source_hosts;
mod url;

use crate::detector::Detector;

/// The built-in types, in the order of the README's table.
pub(crate) static BUILTIN: [Detector; 11] = [
    aws::ACCESS_KEY_ID,
    aws::SECRET_ACCESS_KEY,
    ai::OPENAI,
    ai::ANTHROPIC,
    source_hosts::GITHUB,
    payments::STRIPE,
    chat::SLACK,
    url::DATABASE,
    pem::PRIVATE_KEY,
    jwt::JWT,
    personal::CREDIT_CARD,
];
