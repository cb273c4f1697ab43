//! Keys without a prefix: the service's name beside them and an exact length give them away.

use super::row;
use crate::alphabet::{ALNUM, BASE64, LOWER_ALNUM, LOWER_HEX, URL64};
use crate::candidate::{Candidate, Candidates};
use crate::context::{self, Shape};
use crate::detector::{Detector, Form, Token};
use crate::entropy::{HEX, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

/// How far below the service's name the key's may stand.
const REACH: usize = 120;
const SECRETS: &[&str] = &["secret"];
const TOKENS: &[&str] = &["token", "api_key", "apikey", "api-key"];
const WEATHER: &[&str] = &[
    "api_key",
    "apikey",
    "api-key",
    "appid",
    "owm_key",
    "weather_key",
];
const TWITCH_WORDS: &[&str] = &["secret", "token", "oauth", "pass"];

/// What the name and the value must be.
struct Named {
    words: &'static [&'static str],
    prefix: &'static str,
    shape: Shape,
}

const fn named(words: &'static [&'static str], shape: Shape) -> Named {
    Named {
        words,
        prefix: "",
        shape,
    }
}

impl Named {
    /// Looks at the assignment to a name that holds the service and one of the words, else at the next one to such a word.
    fn look(&self, hit: Hit, text: Text<'_>, out: &mut Candidates) {
        let whole = context::assigned(text, hit.at, self.words, self.shape);
        let Some(span) = whole.or_else(|| self.below(hit, text)) else {
            return;
        };
        if text.starts_with(span.start, self.prefix.as_bytes()) {
            out.push(Candidate::new(hit.detector, span));
        }
    }

    fn below(&self, hit: Hit, text: Text<'_>) -> Option<std::ops::Range<usize>> {
        let from = hit.at + hit.form.literal.len();
        let window = text.slice(from..from + REACH);
        self.words.iter().find_map(|word| {
            let same = |w: &[u8]| w.eq_ignore_ascii_case(word.as_bytes());
            let at = from + window.windows(word.len()).position(same)?;
            context::assigned(text, at, &[], self.shape)
        })
    }
}

const fn hex(length: usize) -> Shape {
    Shape::new(LOWER_HEX, length, length, HEX)
}

const UUID: Shape = Shape::new(LOWER_HEX.and(b"-"), 36, 36, HEX);

pub(super) const DATADOG: Detector = row(
    "datadog-key",
    "Datadog API or application key",
    Severity::High,
    "32 or 40 hex digits given to a Datadog key's name",
    "https://docs.datadoghq.com/account_management/api-app-keys/",
    &[
        Form::word("datadog", datadog).anchored(3),
        Form::word("dd_api_key", datadog),
        Form::word("dd_app_key", datadog),
    ],
    || {
        vec![
            format!("DD_API_KEY={}{}", "7da8b1ca1d2150c4", "96e91440d777fea8"),
            format!(
                "datadog:\n  app_key: {}{}",
                "7da8b1ca1d2150c496e9", "1440d777fea8c1758c6f"
            ),
        ]
    },
    || {
        vec![
            "DD_API_KEY=${DATADOG_API_KEY}".to_owned(),
            format!(
                "datadog_commit = {}{}",
                "7da8b1ca1d2150c4", "96e91440d777fea8"
            ),
        ]
    },
);

fn datadog(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const WORDS: &[&str] = &[
        "api_key",
        "apikey",
        "api-key",
        "app_key",
        "appkey",
        "application_key",
    ];
    named(WORDS, hex(32)).look(hit, text, out);
    named(WORDS, hex(40)).look(hit, text, out);
}

pub(super) const ALGOLIA: Detector = row(
    "algolia-key",
    "Algolia admin or write key",
    Severity::High,
    "32 hex digits given to the name of an Algolia admin or write key",
    "https://www.algolia.com/doc/guides/security/api-keys/",
    &[Form::word("algolia", |h, t, o| {
        named(&["admin", "write"], hex(32)).look(h, t, o)
    })],
    || {
        vec![format!(
            "ALGOLIA_ADMIN_KEY={}{}",
            "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
    || {
        vec![format!(
            "ALGOLIA_SEARCH_KEY={}{}",
            "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
);

pub(super) const OKTA: Detector = row(
    "okta-token",
    "Okta API token",
    Severity::High,
    "`00` and 40 URL-safe characters given to an Okta token's name",
    "https://developer.okta.com/docs/guides/create-an-api-token/main/",
    &[Form::word("okta", |h, t, o| {
        Named {
            words: TOKENS,
            prefix: "00",
            shape: Shape::new(URL64, 42, 42, LONG),
        }
        .look(h, t, o)
    })],
    || {
        vec![format!(
            "OKTA_API_TOKEN={}{}{}",
            "00", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
        )]
    },
    || {
        vec![format!(
            "OKTA_API_TOKEN={}{}{}",
            "ab", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
        )]
    },
);

pub(super) const OPENWEATHER: Detector = row(
    "openweather-key",
    "OpenWeather API key",
    Severity::Medium,
    "32 hex digits given to an OpenWeather key's name",
    "https://openweathermap.org/appid",
    &[
        Form::word("openweather", |h, t, o| {
            named(WEATHER, hex(32)).look(h, t, o)
        }),
        Form::word("open_weather", |h, t, o| {
            named(WEATHER, hex(32)).look(h, t, o)
        }),
        Form::word("owm_", |h, t, o| named(WEATHER, hex(32)).look(h, t, o)),
    ],
    || {
        vec![format!(
            "OPENWEATHER_API_KEY={}{}",
            "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
    || {
        vec![format!(
            "openweather_icon = {}{}",
            "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
);

pub(super) const PLAID: Detector = row(
    "plaid-secret",
    "Plaid secret or access token",
    Severity::High,
    "30 hex digits given to a Plaid secret's name; `access-production-` and a UUID",
    "https://plaid.com/docs/api/",
    &[
        Form::word("plaid", |h, t, o| named(SECRETS, hex(30)).look(h, t, o)),
        Form::token(
            "access-production-",
            Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], HEX),
        )
        .anchored(7),
    ],
    || {
        vec![
            format!("PLAID_SECRET={}{}", "7da8b1ca1d2150c", "496e91440d777fe"),
            format!(
                "{}{}",
                "access-production-", "7da8b1ca-1d21-50c4-96e9-1440d777fea8"
            ),
        ]
    },
    || {
        vec![format!(
            "PLAID_CLIENT_ID={}{}",
            "7da8b1ca1d2150c", "496e91440d777fe"
        )]
    },
);

pub(super) const TWITCH: Detector = row(
    "twitch-secret",
    "Twitch client secret or chat token",
    Severity::High,
    "30 lower-case characters given to a Twitch secret's name, or after `oauth:` beside `twitch`",
    "https://dev.twitch.tv/docs/authentication/",
    &[
        Form::word("twitch", |h, t, o| {
            named(TWITCH_WORDS, Shape::new(LOWER_ALNUM, 30, 30, SHORT)).look(h, t, o)
        }),
        Form::token(
            "oauth:",
            Token::new(LOWER_ALNUM, &[(30, 30)], SHORT)
                .near(80, &["twitch"])
                .confidence(Confidence::Medium),
        ),
    ],
    || {
        vec![
            format!(
                "TWITCH_CLIENT_SECRET={}{}",
                "q8zt3mwk9lbx2vr", "c7npye5hsj1df4g"
            ),
            format!(
                "TWITCH_CHAT={}{}{}",
                "oauth:", "q8zt3mwk9lbx2vr", "c7npye5hsj1df4g"
            ),
        ]
    },
    || {
        vec![format!(
            "TWITCH_CLIENT_ID={}{}",
            "q8zt3mwk9lbx2vr", "c7npye5hsj1df4g"
        )]
    },
);

pub(super) const TRAVIS: Detector = row(
    "travis-token",
    "Travis CI token",
    Severity::High,
    "22 URL-safe characters given to a Travis token's name",
    "https://docs.travis-ci.com/user/api/",
    &[Form::word("travis", |h, t, o| {
        named(TOKENS, Shape::new(URL64, 22, 22, SHORT)).look(h, t, o)
    })],
    || vec![format!("TRAVIS_TOKEN={}{}", "q8Zt3mWk9Lb", "X2vRc7NpYe5")],
    || vec![format!("TRAVIS_BUILD={}{}", "q8Zt3mWk9Lb", "X2vRc7NpYe5")],
);

pub(super) const DRONE: Detector = row(
    "drone-token",
    "Drone CI token",
    Severity::High,
    "32 characters given to a Drone token's name",
    "https://docs.drone.io/cli/configure/",
    &[Form::word("drone", |h, t, o| {
        named(&["token", "rpc_secret"], Shape::new(ALNUM, 32, 32, HEX)).look(h, t, o)
    })],
    || {
        vec![format!(
            "DRONE_TOKEN={}{}",
            "q8Zt3mWk9LbX2vRc", "7NpYe5HsJ1dF4gUa"
        )]
    },
    || {
        vec![format!(
            "DRONE_COMMIT={}{}",
            "q8Zt3mWk9LbX2vRc", "7NpYe5HsJ1dF4gUa"
        )]
    },
);

pub(super) const JENKINS: Detector = row(
    "jenkins-token",
    "Jenkins API token",
    Severity::High,
    "`11` and 32 hex digits given to a Jenkins token's name",
    "https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/",
    &[Form::word("jenkins", |h, t, o| {
        Named {
            words: TOKENS,
            prefix: "11",
            shape: hex(34),
        }
        .look(h, t, o)
    })],
    || {
        vec![format!(
            "JENKINS_API_TOKEN={}{}{}",
            "11", "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
    || {
        vec![format!(
            "JENKINS_API_TOKEN={}{}{}",
            "22", "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
);

pub(super) const SNYK: Detector = row(
    "snyk-token",
    "Snyk API token",
    Severity::High,
    "a UUID given to a Snyk token's name or to `snyk auth`",
    "https://docs.snyk.io/snyk-api/authentication-for-api",
    &[
        Form::word("snyk", |h, t, o| {
            named(&["token", "api_key", "apikey", "snyk_api"], UUID).look(h, t, o)
        }),
        Form::walk("snyk auth ", |hit, text, out| {
            let from = hit.at + hit.form.literal.len();
            let span = context::uuid_after(text, from, 1);
            out.list
                .extend(span.map(|span| Candidate::new(hit.detector, span)));
        }),
    ],
    || {
        vec![
            format!(
                "SNYK_TOKEN={}{}",
                "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"
            ),
            format!("snyk auth {}{}", "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"),
        ]
    },
    || {
        vec![format!(
            "SNYK_ORG={}{}",
            "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"
        )]
    },
);

pub(super) const RAILWAY: Detector = row(
    "railway-token",
    "Railway token",
    Severity::High,
    "a UUID given to a Railway token's name",
    "https://docs.railway.com/guides/public-api",
    &[Form::word("railway", |h, t, o| {
        named(&["token"], UUID).look(h, t, o)
    })],
    || {
        vec![format!(
            "RAILWAY_TOKEN={}{}",
            "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"
        )]
    },
    || {
        vec![format!(
            "RAILWAY_SERVICE_ID={}{}",
            "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"
        )]
    },
);

pub(super) const NGROK: Detector = row(
    "ngrok-token",
    "ngrok authtoken",
    Severity::High,
    "49 characters, `_` the 28th, given to an ngrok token's name",
    "https://ngrok.com/docs/agent/",
    &[Form::word("ngrok", ngrok)],
    || {
        vec![
            format!(
                "NGROK_AUTHTOKEN={}{}",
                "2q8Zt3mWk9LbX2vRc7NpYe5HsJ1", "_7F4gUaT6iKoQzBw2E8Zt3"
            ),
            format!(
                "ngrok config add-authtoken {}{}",
                "2q8Zt3mWk9LbX2vRc7NpYe5HsJ1", "_7F4gUaT6iKoQzBw2E8Zt3"
            ),
        ]
    },
    || {
        vec![format!(
            "NGROK_AUTHTOKEN={}{}",
            "2q8Zt3mWk9LbX2vRc7NpYe5HsJ1d", "_F4gUaT6iKoQzBw2E8Zt"
        )]
    },
);

pub(super) const CONFLUENT: Detector = row(
    "confluent-secret",
    "Confluent Cloud API secret",
    Severity::High,
    "64 base64 characters given to a Confluent secret's name",
    "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
    &[Form::word("confluent", |h, t, o| {
        named(SECRETS, Shape::new(BASE64, 64, 64, LONG)).look(h, t, o)
    })
    .anchored(5)],
    || {
        vec![format!(
            "CONFLUENT_API_SECRET={}{}",
            "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUa", "T6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe"
        )]
    },
    || {
        vec![format!(
            "CONFLUENT_API_SECRET={}{}",
            "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUa", "T6iKoQzBw2E"
        )]
    },
);

pub(super) const ZENDESK: Detector = row(
    "zendesk-token",
    "Zendesk API token or client secret",
    Severity::High,
    "40 or 64 characters given to a Zendesk token's or secret's name",
    "https://developer.zendesk.com/api-reference/introduction/security-and-auth/",
    &[
        Form::word("zendesk", |h, t, o| {
            named(
                &["token", "secret", "api_key"],
                Shape::new(ALNUM, 40, 40, LONG),
            )
            .look(h, t, o)
        }),
        Form::word("zendesk", |h, t, o| {
            named(&["token", "secret"], hex(64)).look(h, t, o)
        }),
    ],
    || {
        vec![format!(
            "ZENDESK_API_TOKEN={}{}",
            "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
        )]
    },
    || {
        vec![format!(
            "ZENDESK_TICKET={}{}",
            "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
        )]
    },
);

pub(super) const AUTH0: Detector = row(
    "auth0-secret",
    "Auth0 client secret",
    Severity::High,
    "64 URL-safe characters given to an Auth0 secret's name",
    "https://auth0.com/docs/get-started/applications/confidential-and-public-applications",
    &[Form::word("auth0", |h, t, o| {
        named(SECRETS, Shape::new(URL64, 64, 64, LONG)).look(h, t, o)
    })],
    || {
        vec![format!(
            "AUTH0_CLIENT_SECRET={}{}",
            "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUa", "T6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe"
        )]
    },
    || {
        vec![format!(
            "AUTH0_CLIENT_ID={}{}",
            "q8Zt3mWk9LbX2vRc", "7NpYe5HsJ1dF4gUa"
        )]
    },
);

pub(super) const FACEBOOK: Detector = row(
    "facebook-secret",
    "Facebook app secret",
    Severity::High,
    "32 hex digits given to a Facebook secret's name",
    "https://developers.facebook.com/docs/facebook-login/security/",
    &[
        Form::word("facebook", |h, t, o| named(SECRETS, hex(32)).look(h, t, o)).anchored(1),
        Form::word("fb_app", |h, t, o| named(SECRETS, hex(32)).look(h, t, o)),
        Form::word("fb_secret", |h, t, o| named(SECRETS, hex(32)).look(h, t, o)),
        Form::word("fb_client", |h, t, o| named(SECRETS, hex(32)).look(h, t, o)),
    ],
    || {
        vec![format!(
            "FACEBOOK_APP_SECRET={}{}",
            "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
    || {
        vec![format!(
            "FACEBOOK_APP_ID={}{}",
            "7da8b1ca1d2150c4", "96e91440d777fea8"
        )]
    },
);

fn ngrok(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const SHAPE: Shape = Shape::new(ALNUM.and(b"_"), 49, 49, LONG);
    // The command line `ngrok authtoken …` has neither a sign nor a name around the word.
    let from = hit.at + hit.form.literal.len();
    if !text.near(&(hit.at..from), 40, &["token"]) {
        return;
    }
    let found = context::after(text, from, REACH, SHAPE);
    if let Some(span) = found.filter(|s| text.byte(s.start + 27) == Some(b'_')) {
        out.push(Candidate::new(hit.detector, span));
    }
}
