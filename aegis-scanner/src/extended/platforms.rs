//! Cloud, delivery and registries.

use super::row;
use crate::Severity;
use crate::alphabet::{ALNUM, ANY64, BASE64, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64, WORD};
use crate::detector::{Detector, Extend, Form, Token};
use crate::entropy::{Floor, HEX, LONG, SHORT};

pub(super) const ROWS: [Detector; 24] = [
    row(
        "mongodb-atlas-key",
        "MongoDB Atlas service account secret",
        Severity::Critical,
        "`mdb_sa_sk_` and 40 URL-safe characters",
        "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
        &[Form::token(
            "mdb_sa_sk_",
            Token::new(URL64, &[(40, 40)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "mdb_sa_sk_", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB"
            )]
        },
        || {
            vec![
                format!("{}{}", "mdb_sa_sk_", "x".repeat(40)),
                "mdb_sa_sk_short".to_owned(),
            ]
        },
    ),
    row(
        "alibaba-access-key-id",
        "Alibaba Cloud access key id",
        Severity::High,
        "`LTAI` and 12 to 20 characters",
        "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
        &[Form::token(
            "LTAI",
            Token::new(ALNUM, &[(12, 20)], Floor::new(2.9, 9)),
        )],
        || vec![format!("{}{}{}", "LTAI", "q8Zt3mWk9L", "bX2vRc7NpY")],
        || {
            vec![
                format!("{}{}", "LTAI", "x".repeat(20)),
                "LTAIshort".to_owned(),
            ]
        },
    ),
    row(
        "databricks-token",
        "Databricks access token",
        Severity::High,
        "`dapi` and 32 hex digits",
        "https://docs.databricks.com/en/dev-tools/auth/pat.html",
        &[Form::token("dapi", Token::new(LOWER_HEX, &[(32, 32)], HEX))],
        || {
            vec![format!(
                "{}{}{}",
                "dapi", "7da8b1ca1d2150c4", "96e91440d777fea8"
            )]
        },
        || {
            vec![
                format!("{}{}", "dapi", "x".repeat(32)),
                "dapishort".to_owned(),
            ]
        },
    ),
    row(
        "grafana-token",
        "Grafana service account token",
        Severity::High,
        "`glsa_`, 32 characters, `_` and 8 hex digits; `glc_` and base64",
        "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
        &[
            Form::token("glsa_", Token::new(WORD, &[(41, 41)], LONG)),
            Form::token("glc_", Token::new(BASE64.and(b"="), &[(40, 400)], LONG)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "glsa_", "q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUa_7da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "glsa_", "x".repeat(41)),
                "glsa_short".to_owned(),
            ]
        },
    ),
    row(
        "planetscale-token",
        "PlanetScale password or token",
        Severity::High,
        "`pscale_tkn_`, `pscale_pw_` or `pscale_oauth_` and 32 to 64 characters",
        "https://planetscale.com/docs/concepts/service-tokens",
        &[
            Form::token("pscale_tkn_", Token::new(URL64, &[(32, 64)], LONG)),
            Form::token("pscale_pw_", Token::new(URL64, &[(32, 64)], LONG)),
            Form::token("pscale_oauth_", Token::new(URL64, &[(32, 64)], LONG)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "pscale_pw_", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2E"
            )]
        },
        || {
            vec![
                format!("{}{}", "pscale_pw_", "x".repeat(43)),
                "pscale_pw_short".to_owned(),
            ]
        },
    ),
    row(
        "doppler-token",
        "Doppler token",
        Severity::Critical,
        "`dp.pt.`, `dp.st.`, `dp.ct.`, `dp.sa.`, `dp.scim.` or `dp.audit.` and 40 to 60 characters",
        "https://docs.doppler.com/reference/auth-token-formats",
        &[
            Form::token("dp.pt.", Token::new(ALNUM.and(b"._-"), &[(40, 64)], LONG)),
            Form::token("dp.st.", Token::new(ALNUM.and(b"._-"), &[(40, 64)], LONG)),
            Form::token("dp.ct.", Token::new(ALNUM.and(b"._-"), &[(40, 64)], LONG)),
            Form::token("dp.sa.", Token::new(ALNUM.and(b"._-"), &[(40, 64)], LONG)),
            Form::token("dp.scim.", Token::new(ALNUM.and(b"._-"), &[(40, 64)], LONG)),
            Form::token(
                "dp.audit.",
                Token::new(ALNUM.and(b"._-"), &[(40, 64)], LONG),
            ),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "dp.pt.", "q8Zt3mWk9LbX2vRc7NpYe", "5HsJ1dF4gUaT6iKoQzBw2E"
            )]
        },
        || {
            vec![
                format!("{}{}", "dp.pt.", "x".repeat(43)),
                "dp.pt.short".to_owned(),
            ]
        },
    ),
    row(
        "onepassword-token",
        "1Password service account token",
        Severity::Critical,
        "`ops_eyJ` and 200 or more base64 characters",
        "https://developer.1password.com/docs/service-accounts/",
        &[Form::token(
            "ops_eyJ",
            Token::new(URL64.and(b"="), &[(200, 2000)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "ops_eyJ",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E".repeat(5),
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ"
            )]
        },
        || {
            vec![
                format!("{}{}", "ops_eyJ", "x".repeat(240)),
                "ops_eyJshort".to_owned(),
            ]
        },
    ),
    row(
        "circleci-token",
        "CircleCI personal or project token",
        Severity::High,
        "`CCIPAT_` or `CCIPRJ_`, 22 characters, `_` and 40 hex digits",
        "https://circleci.com/docs/managing-api-tokens/",
        &[
            Form::token("CCIPAT_", Token::new(WORD, &[(63, 63)], HEX)),
            Form::token("CCIPRJ_", Token::new(WORD, &[(63, 63)], HEX)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "CCIPAT_", "q8Zt3mWk9LbX2vRc7NpYe5_7da8b1ca", "1d2150c496e91440d777fea87da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "CCIPAT_", "x".repeat(63)),
                "CCIPAT_short".to_owned(),
            ]
        },
    ),
    row(
        "buildkite-token",
        "Buildkite API token",
        Severity::High,
        "`bkua_` and 40 characters",
        "https://buildkite.com/docs/apis/managing-api-tokens",
        &[Form::token("bkua_", Token::new(ALNUM, &[(40, 40)], HEX))],
        || {
            vec![format!(
                "{}{}{}",
                "bkua_", "7da8b1ca1d2150c496e9", "1440d777fea87da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "bkua_", "x".repeat(40)),
                "bkua_short".to_owned(),
            ]
        },
    ),
    row(
        "pulumi-token",
        "Pulumi access token",
        Severity::High,
        "`pul-` and 40 hex digits",
        "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
        &[Form::token("pul-", Token::new(LOWER_HEX, &[(40, 40)], HEX))],
        || {
            vec![format!(
                "{}{}{}",
                "pul-", "7da8b1ca1d2150c496e9", "1440d777fea87da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "pul-", "x".repeat(40)),
                "pul-short".to_owned(),
            ]
        },
    ),
    row(
        "sonar-token",
        "SonarQube token",
        Severity::High,
        "`sqp_`, `squ_` or `sqa_` and 40 hex digits",
        "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
        &[
            Form::token("sqp_", Token::new(LOWER_HEX, &[(40, 40)], HEX)),
            Form::token("squ_", Token::new(LOWER_HEX, &[(40, 40)], HEX)),
            Form::token("sqa_", Token::new(LOWER_HEX, &[(40, 40)], HEX)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "squ_", "7da8b1ca1d2150c496e9", "1440d777fea87da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "squ_", "x".repeat(40)),
                "squ_short".to_owned(),
            ]
        },
    ),
    row(
        "sourcegraph-token",
        "Sourcegraph access token",
        Severity::High,
        "`sgp_` and 40 hex digits",
        "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
        &[Form::token("sgp_", Token::new(LOWER_HEX, &[(40, 40)], HEX))],
        || {
            vec![format!(
                "{}{}{}",
                "sgp_", "7da8b1ca1d2150c496e9", "1440d777fea87da8b1ca"
            )]
        },
        || {
            vec![
                format!("{}{}", "sgp_", "x".repeat(40)),
                "sgp_short".to_owned(),
            ]
        },
    ),
    row(
        "tailscale-key",
        "Tailscale key",
        Severity::High,
        "`tskey-`, a kind, and two parts",
        "https://tailscale.com/kb/1085/auth-keys",
        &[
            Form::token("tskey-auth-", Token::new(URL64, &[(24, 64)], SHORT)),
            Form::token("tskey-api-", Token::new(URL64, &[(24, 64)], SHORT)),
            Form::token("tskey-client-", Token::new(URL64, &[(24, 64)], SHORT)),
            Form::token("tskey-scim-", Token::new(URL64, &[(24, 64)], SHORT)),
            Form::token("tskey-webhook-", Token::new(URL64, &[(24, 64)], SHORT)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "tskey-auth-", "q8Zt3mWk9LbX2vRcCNTRL-q8Zt3", "mWk9LbX2vRc7NpYe5HsJ1dF4gUa"
            )]
        },
        || {
            vec![
                format!("{}{}", "tskey-auth-", "x".repeat(54)),
                "tskey-auth-short".to_owned(),
            ]
        },
    ),
    row(
        "rubygems-key",
        "RubyGems API key",
        Severity::Critical,
        "`rubygems_` and 48 hex digits",
        "https://guides.rubygems.org/api-key-scopes/",
        &[Form::token(
            "rubygems_",
            Token::new(LOWER_HEX, &[(48, 48)], HEX),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "rubygems_", "7da8b1ca1d2150c496e91440", "d777fea87da8b1ca1d2150c4"
            )]
        },
        || {
            vec![
                format!("{}{}", "rubygems_", "x".repeat(48)),
                "rubygems_short".to_owned(),
            ]
        },
    ),
    row(
        "crates-io-token",
        "crates.io token",
        Severity::Critical,
        "`cio` and 32 characters",
        "https://doc.rust-lang.org/cargo/reference/publishing.html",
        &[Form::token("cio", Token::new(ALNUM, &[(32, 32)], SHORT)).extended(FOLLOW)],
        || {
            vec![format!(
                "{}{}{}",
                "cio", "q8Zt3mWk9LbX2vRc", "7NpYe5HsJ1dF4gUa"
            )]
        },
        || {
            vec![
                format!("{}{}", "cio", "x".repeat(32)),
                "cioshort".to_owned(),
            ]
        },
    ),
    row(
        "nuget-key",
        "NuGet API key",
        Severity::Critical,
        "`oy2` and 43 lower-case characters",
        "https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package",
        &[Form::token("oy2", Token::new(LOWER_ALNUM, &[(43, 43)], LONG)).extended(FOLLOW)],
        || {
            vec![format!(
                "{}{}{}",
                "oy2", "q8zt3mwk9lbx2vrc7npye", "5hsj1df4guat6ikoqzbw2e"
            )]
        },
        || {
            vec![
                format!("{}{}", "oy2", "x".repeat(43)),
                "oy2short".to_owned(),
            ]
        },
    ),
    row(
        "artifactory-token",
        "Artifactory API key or reference token",
        Severity::High,
        "`AKCp` and 69 characters; `cmVmdGtu` and 56",
        "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
        &[
            Form::token("AKCp", Token::new(ALNUM, &[(69, 69)], LONG)),
            Form::token("cmVmdGtu", Token::new(ALNUM, &[(56, 56)], LONG)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "AKCp", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E", "q8Zt3mWk9LbX2vRc7NpYe5HsJ1"
            )]
        },
        || {
            vec![
                format!("{}{}", "AKCp", "x".repeat(69)),
                "AKCpshort".to_owned(),
            ]
        },
    ),
    row(
        "elastic-key",
        "Elastic Cloud API key",
        Severity::High,
        "`essu_` and 60 or more base64 characters",
        "https://www.elastic.co/guide/en/cloud/current/ec-api-authentication.html",
        &[Form::token(
            "essu_",
            Token::new(BASE64.and(b"="), &[(60, 120)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "essu_",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E",
                "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4"
            )]
        },
        || {
            vec![
                format!("{}{}", "essu_", "x".repeat(72)),
                "essu_short".to_owned(),
            ]
        },
    ),
    row(
        "launchdarkly-key",
        "LaunchDarkly SDK or API key",
        Severity::High,
        "`sdk-` or `api-` and a UUID",
        "https://launchdarkly.com/docs/home/account/api",
        &[
            Form::token("sdk-", Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], HEX)),
            Form::token("api-", Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], HEX)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "sdk-", "7da8b1ca-1d21-50c4", "-96e9-1440d777fea8"
            )]
        },
        || {
            vec![
                format!("{}{}", "sdk-", "x".repeat(36)),
                "sdk-short".to_owned(),
            ]
        },
    ),
    row(
        "dynatrace-token",
        "Dynatrace API token",
        Severity::High,
        "`dt0c01.`, 24 characters, `.` and 64",
        "https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication",
        &[Form::token(
            "dt0c01.",
            Token::new(UPPER_ALNUM.and(b"."), &[(89, 89)], LONG),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "dt0c01.",
                "Q8ZT3MWK9LBX2VRC7NPYE5HS.Q8ZT3MWK9LBX2VRC7NP",
                "YE5HSJ1DF4GUAT6IKOQZBW2EQ8ZT3MWK9LBX2VRC7NPYE"
            )]
        },
        || {
            vec![
                format!("{}{}", "dt0c01.", "x".repeat(89)),
                "dt0c01.short".to_owned(),
            ]
        },
    ),
    row(
        "new-relic-key",
        "New Relic user key",
        Severity::High,
        "`NRAK-` and 27 characters",
        "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
        &[Form::token(
            "NRAK-",
            Token::new(UPPER_ALNUM, &[(27, 27)], SHORT),
        )],
        || {
            vec![format!(
                "{}{}{}",
                "NRAK-", "Q8ZT3MWK9LBX2", "VRC7NPYE5HSJ1D"
            )]
        },
        || {
            vec![
                format!("{}{}", "NRAK-", "x".repeat(27)),
                "NRAK-short".to_owned(),
            ]
        },
    ),
    row(
        "sentry-token",
        "Sentry user or organisation token",
        Severity::High,
        "`sntryu_` and 64 hex digits; `sntrys_` and base64",
        "https://docs.sentry.io/account/auth-tokens/",
        &[
            Form::token("sntryu_", Token::new(LOWER_HEX, &[(64, 64)], HEX)),
            Form::token("sntrys_", Token::new(ANY64.and(b"="), &[(80, 400)], LONG)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "sntryu_", "7da8b1ca1d2150c496e91440d777fea8", "c1758c6f49e14ced990ac7776800dc45"
            )]
        },
        || {
            vec![
                format!("{}{}", "sntryu_", "x".repeat(64)),
                "sntryu_short".to_owned(),
            ]
        },
    ),
    row(
        "prefect-key",
        "Prefect Cloud key",
        Severity::High,
        "`pnu_` or `pnb_` and 36 characters",
        "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
        &[
            Form::token("pnu_", Token::new(ALNUM, &[(36, 36)], SHORT)),
            Form::token("pnb_", Token::new(ALNUM, &[(36, 36)], SHORT)),
        ],
        || {
            vec![format!(
                "{}{}{}",
                "pnu_", "q8Zt3mWk9LbX2vRc7N", "pYe5HsJ1dF4gUaT6iK"
            )]
        },
        || {
            vec![
                format!("{}{}", "pnu_", "x".repeat(36)),
                "pnu_short".to_owned(),
            ]
        },
    ),
    row(
        "infracost-key",
        "Infracost API key",
        Severity::Medium,
        "`ico-` and 32 characters",
        "https://www.infracost.io/docs/",
        &[Form::token("ico-", Token::new(ALNUM, &[(32, 32)], SHORT))],
        || {
            vec![format!(
                "{}{}{}",
                "ico-", "q8Zt3mWk9LbX2vRc", "7NpYe5HsJ1dF4gUa"
            )]
        },
        || {
            vec![
                format!("{}{}", "ico-", "x".repeat(32)),
                "ico-short".to_owned(),
            ]
        },
    ),
];

/// What may follow a prefix of three bytes.
const FOLLOW: Extend = Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456789");
