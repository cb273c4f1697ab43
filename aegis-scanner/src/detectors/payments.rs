//! Payment services.

use crate::Severity;
use crate::alphabet::ALNUM;
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::SHORT;

const KEY: Token = Token::new(ALNUM, &[(24, 247)], SHORT);

pub(crate) const STRIPE: Detector = Detector {
    id: "stripe-key",
    name: "Stripe secret or restricted key, webhook secret",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sk_live_`, `rk_live_` and 24 to 247 characters; `whsec_` and 32 to 64; test keys at low severity",
    source: "https://docs.stripe.com/keys",
    forms: &[
        Form::token("sk_live_", KEY).anchored(1),
        Form::token("rk_live_", KEY),
        Form::token("sk_test_", KEY.severity(Severity::Low)),
        Form::token("rk_test_", KEY.severity(Severity::Low)),
        Form::token("whsec_", Token::new(ALNUM.and(b"+/="), &[(32, 64)], SHORT)),
    ],
    examples: || vec![format!("{}{}", "sk_live_", "q8Zt3mWk9LbX2vRc7NpYe5Hs")],
    counterexamples: || vec![format!("{}{}", "pk_live_", "q8Zt3mWk9LbX2vRc7NpYe5Hs")],
};
