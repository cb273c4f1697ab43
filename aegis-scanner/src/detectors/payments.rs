//! Payment and shop services.

use crate::Confidence;
use crate::Severity;
use crate::alphabet::{ALNUM, BASE64};
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{Floor, SHORT};

const KEY: Token = Token::new(ALNUM, &[(24, 247)], SHORT).loose(&[(10, 23)]);

pub(crate) const STRIPE: Detector = Detector {
    id: "stripe-key",
    name: "Stripe secret or restricted key, webhook secret",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sk_live_` or `rk_live_` and 24 to 247 characters; `whsec_` and 32 to 64; test keys at low severity",
    source: "https://docs.stripe.com/keys",
    forms: &[
        Form::token("sk_live_", KEY),
        Form::token("rk_live_", KEY),
        Form::token("sk_test_", KEY.severity(Severity::Low)),
        Form::token("rk_test_", KEY.severity(Severity::Low)),
        Form::token("sk_prod_", KEY.confidence(Confidence::Low)),
        Form::token("rk_prod_", KEY.confidence(Confidence::Low)),
        Form::token("whsec_", Token::new(BASE64.and(b"="), &[(32, 64)], SHORT)),
    ],
    examples: || {
        vec![
            format!("{}{}", "sk_live_", "q8Zt3mWk9LbX2vRc7NpYe5Hs"),
            format!("{}{}", "whsec_", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUa"),
        ]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "pk_live_", "q8Zt3mWk9LbX2vRc7NpYe5Hs"),
            format!("{}{}", "task_test_", "9oejmrqjgjx8sxi6nsoui91a66"),
        ]
    },
};

const SHOPIFY_TOKEN: Token = Token::new(ALNUM, &[(32, 64)], Floor::new(3.0, 8));

pub(crate) const SHOPIFY: Detector = Detector {
    id: "shopify-token",
    name: "Shopify access token, app secret",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`shpat_`, `shpca_`, `shppa_`, `shpss_` or `shpua_` and 32 to 64 characters",
    source: "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
    forms: &[
        Form::token("shpat_", SHOPIFY_TOKEN),
        Form::token("shpca_", SHOPIFY_TOKEN),
        Form::token("shppa_", SHOPIFY_TOKEN),
        Form::token("shpss_", SHOPIFY_TOKEN),
        Form::token("shpua_", SHOPIFY_TOKEN),
    ],
    examples: || {
        vec![format!(
            "{}{}",
            "shpat_", "999cf5368f8d00e78c7ebfac680da688"
        )]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "shpat_", "0".repeat(32)),
            "shpat_abc".to_owned(),
        ]
    },
};
