//! Mail, payment, design, data and other services.

use super::row;
use crate::Severity;
use crate::alphabet::{ALNUM, BASE64, LOWER_ALNUM, LOWER_HEX, URL64};
use crate::detector::{Detector, Extend, Form, Token};
use crate::entropy::{Floor, HEX, LONG, SHORT};

pub(super) const ROWS: [Detector; 24] = [
    row(
        "mailgun-key",
        "Mailgun API key",
        Severity::High,
        "`key-` and 32 hex digits",
        "https://documentation.mailgun.com/docs/mailgun/user-manual/get-started/",
        &[Form::token("key-", Token::new(LOWER_HEX, &[(32, 32)], HEX))],
        || {
            vec![format!(
                "{}{}{}",
                "key-", "7da8b1ca1d2150c4", "96e91440d777fea8"
            )]
        },
        || {
            vec![
                format!("{}{}", "key-", "x".repeat(32)),
                "key-short".to_owned(),
            ]
        },
    ),
    row(
        "brevo-key",
        "Brevo API or SMTP key",
        Severity::High,
        "`xkeysib-` or `xsmtpsib-`, 64 hex digits, `-` and 16 characters",
        "https://developers.brevo.com/docs/getting-started",
        &[
            Form::token("xkeysib-", Token::new(URL64, &[(81, 81)], HEX)),
            Form::token("xsmtpsib-", Token::new(URL64, &[(81, 81)], HEX)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "xkeysib-",
                "7da8b1ca1d2150c496e91440d777fea8c1758c6f",
                "49e14ced990ac7776800dc45-q8Zt3mWk9LbX2vRc"
            )]
        },
        || {
            vec![
                format!("{}{}", "xkeysib-", "x".repeat(81)),
                "xkeysib-short".to_owned(),
            ]
        },
    ),
    row(
        "notion-token",
        "Notion integration token",
        Severity::High,
        "`ntn_` and 46 characters",
        "https://developers.notion.com/docs/authorization",
        &[Form::token("ntn_", Token::new(ALNUM, &[(46, 46)], LONG))],
        || {
            vec![format!(
                "{}{}{}",
                "ntn_", "417285936402q8Zt3mWk9Lb", "X2vRc7NpYe5HsJ1dF4gUaT6"
            )]
        },
        || {
            vec![
                format!("{}{}", "ntn_", "x".repeat(46)),
                "ntn_short".to_owned(),
            ]
        },
    ),
    row(
        "linear-key",
        "Linear API key",
        Severity::High,
        "`lin_api_` or `lin_oauth_` and 40 to 64 characters",
        "https://linear.app/developers/graphql",
        &[
            Form::token("lin_api_", Token::new(ALNUM, &[(40, 40)], LONG)),
            Form::token("lin_oauth_", Token::new(ALNUM, &[(64, 64)], HEX)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "lin_api_", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
            )]
        },
        || {
            vec![
                format!("{}{}", "lin_api_", "x".repeat(40)),
                "lin_api_short".to_owned(),
            ]
        },
    ),
    row(
        "figma-token",
        "Figma personal access token",
        Severity::High,
        "`figd_` and 40 to 43 URL-safe characters",
        "https://www.figma.com/developers/api#access-tokens",
        &[Form::token("figd_", Token::new(URL64, &[(40, 43)], LONG))],
        || {
            vec![format!(
                "{}{}{}",
                "figd_", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
            )]
        },
        || {
            vec![
                format!("{}{}", "figd_", "x".repeat(40)),
                "figd_short".to_owned(),
            ]
        },
    ),
    row(
        "airtable-token",
        "Airtable personal access token",
        Severity::High,
        "`pat`, 14 characters, `.` and 64 hex digits",
        "https://airtable.com/developers/web/guides/personal-access-tokens",
        &[Form::token("pat", Token::new(ALNUM.and(b"."), &[(79, 79)], LONG)).extended(FOLLOW)],
        || {
            vec![format!(
                "{}{}{}",
                "pat",
                "q8Zt3mWk9LbX2v.7da8b1ca1d2150c496e91440",
                "d777fea8c1758c6f49e14ced990ac7776800dc45"
            )]
        },
        || {
            vec![
                format!("{}{}", "pat", "x".repeat(79)),
                "patshort".to_owned(),
            ]
        },
    ),
    row(
        "square-token",
        "Square access token or OAuth secret",
        Severity::High,
        "`EAAA` and 60 URL-safe characters; `sq0csp-` and 43",
        "https://developer.squareup.com/docs/build-basics/access-tokens",
        &[
            Form::token("EAAA", Token::new(URL64, &[(60, 60)], LONG)),
            Form::token("sq0csp-", Token::new(URL64, &[(43, 43)], LONG)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "sq0csp-", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2E"
            )]
        },
        || {
            vec![
                format!("{}{}", "sq0csp-", "x".repeat(43)),
                "sq0csp-short".to_owned(),
            ]
        },
    ),
    row(
        "braintree-token",
        "Braintree access token",
        Severity::Critical,
        "`access_token$production$`, 16 characters, `$` and 32 hex digits",
        "https://developer.paypal.com/braintree/docs/",
        &[Form::token(
            "access_token$production$",
            Token::new(LOWER_ALNUM.and(b"$"), &[(49, 49)], HEX),
        )
        .anchored(12)],
        || {
            vec![format!(
                "{}{}{}",
                "access_token$production$", "q8zt3mwk9lbx2vrc$7da8b1c", "a1d2150c496e91440d777fea8"
            )]
        },
        || {
            vec![
                format!("{}{}", "access_token$production$", "x".repeat(49)),
                "access_token$production$short".to_owned(),
            ]
        },
    ),
    row(
        "razorpay-key",
        "Razorpay live key id",
        Severity::High,
        "`rzp_live_` and 14 characters",
        "https://razorpay.com/docs/api/authentication/",
        &[Form::token(
            "rzp_live_",
            Token::new(ALNUM, &[(14, 14)], Floor::new(2.9, 9)),
        )],
        || vec![format!("{}{}{}", "rzp_live_", "q8Zt3mW", "k9LbX2v")],
        || {
            vec![
                format!("{}{}", "rzp_live_", "x".repeat(14)),
                "rzp_live_short".to_owned(),
            ]
        },
    ),
    row(
        "linkedin-secret",
        "LinkedIn client secret",
        Severity::High,
        "`WPL_AP1.`, 16 characters, `.` and base64",
        "https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication",
        &[Form::token(
            "WPL_AP1.",
            Token::new(BASE64.and(b".="), &[(20, 40)], SHORT),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "WPL_AP1.", "q8Zt3mWk9LbX", "2vRc.q8Zt3m=="
            )]
        },
        || {
            vec![
                format!("{}{}", "WPL_AP1.", "x".repeat(25)),
                "WPL_AP1.short".to_owned(),
            ]
        },
    ),
    row(
        "dropbox-token",
        "Dropbox access token",
        Severity::High,
        "`sl.` and 130 or more URL-safe characters",
        "https://developers.dropbox.com/oauth-guide",
        &[Form::token("sl.", Token::new(URL64.and(b"."), &[(130, 1400)], LONG)).extended(FOLLOW)],
        || {
            vec![format!(
                "{}{}{}",
                "sl.",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E".repeat(3),
                "q8Zt3mWk9Lb"
            )]
        },
        || {
            vec![
                format!("{}{}", "sl.", "x".repeat(140)),
                "sl.short".to_owned(),
            ]
        },
    ),
    row(
        "postman-key",
        "Postman API key",
        Severity::High,
        "`PMAK-`, 24 hex digits, `-` and 34",
        "https://learning.postman.com/docs/developer/postman-api/authentication/",
        &[Form::token(
            "PMAK-",
            Token::new(LOWER_HEX.and(b"-"), &[(59, 59)], HEX),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "PMAK-", "7da8b1ca1d2150c496e91440-7da8", "b1ca1d2150c496e91440d777fea87d"
            )]
        },
        || {
            vec![
                format!("{}{}", "PMAK-", "x".repeat(59)),
                "PMAK-short".to_owned(),
            ]
        },
    ),
    row(
        "hubspot-token",
        "HubSpot private app token",
        Severity::High,
        "`pat-na1-`, `pat-na2-` or `pat-eu1-` and a UUID",
        "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
        &[
            Form::token(
                "pat-na1-",
                Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], HEX),
            ),
            Form::token(
                "pat-na2-",
                Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], HEX),
            ),
            Form::token(
                "pat-eu1-",
                Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], HEX),
            ),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "pat-na1-", "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"
            )]
        },
        || {
            vec![
                format!("{}{}", "pat-na1-", "x".repeat(36)),
                "pat-na1-short".to_owned(),
            ]
        },
    ),
    row(
        "contentful-token",
        "Contentful personal access token",
        Severity::High,
        "`CFPAT-` and 43 URL-safe characters",
        "https://www.contentful.com/developers/docs/references/authentication/",
        &[Form::token("CFPAT-", Token::new(URL64, &[(43, 43)], LONG))],
        || {
            vec![format!(
                "{}{}{}",
                "CFPAT-", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2E"
            )]
        },
        || {
            vec![
                format!("{}{}", "CFPAT-", "x".repeat(43)),
                "CFPAT-short".to_owned(),
            ]
        },
    ),
    row(
        "mapbox-token",
        "Mapbox secret token",
        Severity::High,
        "`sk.eyJ`, base64 JSON, `.` and 22 URL-safe characters",
        "https://docs.mapbox.com/help/getting-started/access-tokens/",
        &[Form::token(
            "sk.eyJ",
            Token::new(URL64.and(b"."), &[(60, 160)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "sk.eyJ",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E",
                "q8Zt3mWk9LbX2vRc7.q8Zt3mWk9LbX2vRc7NpYe5"
            )]
        },
        || {
            vec![
                format!("{}{}", "sk.eyJ", "x".repeat(83)),
                "sk.eyJshort".to_owned(),
            ]
        },
    ),
    row(
        "posthog-key",
        "PostHog personal API key",
        Severity::High,
        "`phx_` and 43 to 48 characters",
        "https://posthog.com/docs/api",
        &[Form::token("phx_", Token::new(ALNUM, &[(43, 48)], LONG))],
        || {
            vec![format!(
                "{}{}{}",
                "phx_", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2E"
            )]
        },
        || {
            vec![
                format!("{}{}", "phx_", "x".repeat(43)),
                "phx_short".to_owned(),
            ]
        },
    ),
    row(
        "flutterwave-key",
        "Flutterwave secret key",
        Severity::High,
        "`FLWSECK-`, 32 hex digits and `-X`",
        "https://developer.flutterwave.com/docs/authentication",
        &[Form::token(
            "FLWSECK-",
            Token::new(LOWER_HEX.and(b"-X"), &[(34, 34)], HEX),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "FLWSECK-", "7da8b1ca1d2150c49", "6e91440d777fea8-X"
            )]
        },
        || {
            vec![
                format!("{}{}", "FLWSECK-", "x".repeat(34)),
                "FLWSECK-short".to_owned(),
            ]
        },
    ),
    row(
        "typeform-token",
        "Typeform personal access token",
        Severity::High,
        "`tfp_` and 40 to 60 URL-safe characters",
        "https://www.typeform.com/developers/get-started/personal-access-token/",
        &[Form::token(
            "tfp_",
            Token::new(URL64.and(b".="), &[(40, 60)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "tfp_", "q8Zt3mWk9LbX2vRc7NpYe5", "HsJ1dF4gUaT6iKoQzBw2Eq"
            )]
        },
        || {
            vec![
                format!("{}{}", "tfp_", "x".repeat(44)),
                "tfp_short".to_owned(),
            ]
        },
    ),
    row(
        "shippo-token",
        "Shippo live token",
        Severity::High,
        "`shippo_live_` and 40 hex digits",
        "https://docs.goshippo.com/docs/guides_general/authentication/",
        &[Form::token(
            "shippo_live_",
            Token::new(LOWER_HEX, &[(40, 40)], HEX),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "shippo_live_", "7da8b1ca1d2150c496e9", "1440d777fea87da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "shippo_live_", "x".repeat(40)),
                "shippo_live_short".to_owned(),
            ]
        },
    ),
    row(
        "readme-key",
        "ReadMe API key",
        Severity::Medium,
        "`rdme_` and 70 characters",
        "https://docs.readme.com/main/reference/intro/authentication",
        &[Form::token(
            "rdme_",
            Token::new(LOWER_ALNUM, &[(70, 70)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "rdme_",
                "q8zt3mwk9lbx2vrc7npye5hsj1df4guat6i",
                "koqzbw2eq8zt3mwk9lbx2vrc7npye5hsj1d"
            )]
        },
        || {
            vec![
                format!("{}{}", "rdme_", "x".repeat(70)),
                "rdme_short".to_owned(),
            ]
        },
    ),
    row(
        "easypost-key",
        "EasyPost API key",
        Severity::High,
        "`EZAK` and 54 characters",
        "https://docs.easypost.com/docs/authentication",
        &[Form::token("EZAK", Token::new(ALNUM, &[(54, 54)], LONG))],
        || {
            vec![format!(
                "{}{}{}",
                "EZAK", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1d", "F4gUaT6iKoQzBw2Eq8Zt3mWk9Lb"
            )]
        },
        || {
            vec![
                format!("{}{}", "EZAK", "x".repeat(54)),
                "EZAKshort".to_owned(),
            ]
        },
    ),
    row(
        "duffel-token",
        "Duffel access token",
        Severity::High,
        "`duffel_live_` and 43 URL-safe characters",
        "https://duffel.com/docs/api/overview/making-requests",
        &[Form::token(
            "duffel_live_",
            Token::new(URL64, &[(43, 43)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "duffel_live_", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2E"
            )]
        },
        || {
            vec![
                format!("{}{}", "duffel_live_", "x".repeat(43)),
                "duffel_live_short".to_owned(),
            ]
        },
    ),
    row(
        "frameio-token",
        "Frame.io developer token",
        Severity::High,
        "`fio-u-` and 64 URL-safe characters",
        "https://developer.frame.io/",
        &[Form::token("fio-u-", Token::new(URL64, &[(64, 64)], LONG))],
        || {
            vec![format!(
                "{}{}{}",
                "fio-u-", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E", "q8Zt3mWk9LbX2vRc7NpYe"
            )]
        },
        || {
            vec![
                format!("{}{}", "fio-u-", "x".repeat(64)),
                "fio-u-short".to_owned(),
            ]
        },
    ),
    row(
        "adafruit-key",
        "Adafruit IO key",
        Severity::Medium,
        "`aio_` and 28 characters",
        "https://io.adafruit.com/api/docs/",
        &[Form::token("aio_", Token::new(ALNUM, &[(28, 28)], SHORT))],
        || {
            vec![format!(
                "{}{}{}",
                "aio_", "q8Zt3mWk9LbX2v", "Rc7NpYe5HsJ1dF"
            )]
        },
        || {
            vec![
                format!("{}{}", "aio_", "x".repeat(28)),
                "aio_short".to_owned(),
            ]
        },
    ),
];

/// What may follow a prefix of three bytes.
const FOLLOW: Extend = Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456789");
