//! GitHub, GitLab, Atlassian.

use crate::Severity;
use crate::alphabet::{ALNUM, WORD};
use crate::checksum::crc_base62;
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::{LONG, SHORT};

const CLASSIC: Token = Token::new(ALNUM, &[(36, 36)], SHORT).verify(crc_base62);

pub(crate) const GITHUB: Detector = Detector {
    id: "github-token",
    name: "GitHub personal, OAuth or app token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_` and 30 characters with a checksum of 6; `github_pat_` and 82 characters; `ghs_` and a JWT",
    source: "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    forms: &[
        Form::token("ghp_", CLASSIC),
        Form::token("gho_", CLASSIC),
        Form::token("ghu_", CLASSIC),
        Form::token("ghs_", CLASSIC),
        Form::token("ghr_", CLASSIC),
        Form::token("github_pat_", Token::new(WORD, &[(82, 82)], LONG)).anchored(5),
    ],
    examples: || {
        vec![format!(
            "{}{}",
            "ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"
        )]
    },
    counterexamples: || vec![format!("{}{}", "ghp_", "x".repeat(36))],
};
