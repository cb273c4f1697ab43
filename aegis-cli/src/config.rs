//! config.yaml: every key has a default, an unknown key is an error.

use std::path::Path;
use std::time::Duration;

use aegis_core::{Settings, Trust};
use aegis_scanner::Confidence;
use serde::{Deserialize, Deserializer};

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Another place for governance.yaml.
    pub(crate) rules_path: Option<String>,
    /// Secrets.
    pub(crate) scanner: ScannerConfig,
    /// Rate limits.
    pub(crate) rate_limit: SwitchConfig,
    /// Approvals.
    pub(crate) approval: ApprovalConfig,
    /// The log.
    pub(crate) observability: ObservabilityConfig,
    /// Rules that come with a repository.
    pub(crate) repo_rules: RepoRulesConfig,
    /// Whether a call passes that could not be judged.
    pub(crate) fail_open: bool,
}

/// `scanner:`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScannerConfig {
    /// Whether secrets block.
    pub(crate) enabled: bool,
    /// From which confidence on.
    pub(crate) block_at: Confidence,
    /// What becomes of a token whose checksum is wrong.
    pub(crate) checksum: ChecksumConfig,
    /// Types that are not looked for.
    pub(crate) disable: Vec<String>,
    /// What is allowed: `type:fingerprint`, `type:<id>` or `path:<glob>`.
    pub(crate) allow: Vec<String>,
    /// Types of one's own.
    pub(crate) custom: Vec<CustomConfig>,
    /// Further packs of types.
    pub(crate) packs: Vec<Pack>,
    /// Whether comments such as `aegis:allow` count in tool calls, where the agent itself could write them.
    pub(crate) inline_allow: bool,
}

/// `scanner.checksum`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChecksumConfig {
    /// It is a finding of low confidence.
    #[default]
    Report,
    /// It is none.
    Require,
}

/// A pack of types that is not on by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pack {
    /// Further vendors' formats.
    Extended,
}

/// One entry of `scanner.custom`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomConfig {
    /// Its id.
    pub(crate) id: String,
    /// What it looks like.
    pub(crate) regex: String,
    /// Words of which one must be near.
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    /// Least entropy in bits per byte.
    pub(crate) entropy: Option<f32>,
    /// Texts in which it must be found.
    #[serde(default)]
    pub(crate) examples: Vec<String>,
}

/// `rate_limit:`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SwitchConfig {
    /// Whether it counts.
    pub(crate) enabled: bool,
}

/// `approval:`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ApprovalConfig {
    /// Without it `require_approval` is a plain deny.
    pub(crate) enabled: bool,
    /// How long a request stays open and an approval lasts.
    #[serde(deserialize_with = "duration")]
    pub(crate) default_timeout: Duration,
    /// What the hook does meanwhile.
    pub(crate) mode: ApprovalMode,
}

/// What the hook does when a call needs an approval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ApprovalMode {
    /// Blocks at once; the agent tries again.
    #[default]
    Block,
    /// Waits for the answer, shorter than the agent waits for the hook.
    Wait,
    /// Hands the question to the agent's own prompt, where that is enforced.
    Ask,
}

/// `observability:`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ObservabilityConfig {
    /// Whether decisions are recorded.
    pub(crate) enabled: bool,
    /// How long they are kept.
    #[serde(deserialize_with = "duration")]
    pub(crate) retention: Duration,
}

/// `repo_rules:`
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RepoRulesConfig {
    /// What a repo's file may do.
    pub(crate) trust: TrustConfig,
}

/// `repo_rules.trust`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TrustConfig {
    /// The first content seen is pinned.
    #[default]
    FirstUse,
    /// Only after `aegis trust`.
    Required,
    /// Every version.
    Always,
}

const DAY: u64 = 86_400;

impl Default for ScannerConfig {
    fn default() -> Self {
        ScannerConfig {
            enabled: true,
            block_at: Confidence::Medium,
            checksum: ChecksumConfig::Report,
            disable: Vec::new(),
            allow: Vec::new(),
            custom: Vec::new(),
            packs: Vec::new(),
            inline_allow: false,
        }
    }
}

impl Default for SwitchConfig {
    fn default() -> Self {
        SwitchConfig { enabled: true }
    }
}

impl Default for ApprovalConfig {
    fn default() -> Self {
        ApprovalConfig {
            enabled: true,
            default_timeout: Duration::from_secs(300),
            mode: ApprovalMode::Block,
        }
    }
}

impl Default for ObservabilityConfig {
    fn default() -> Self {
        ObservabilityConfig {
            enabled: true,
            retention: Duration::from_secs(365 * DAY),
        }
    }
}

/// Why config.yaml cannot be used. The parser's text names keys and places, and may quote a value of the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ConfigError {
    /// The file is there and cannot be read.
    #[error("`{path}` cannot be read: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what is expected.
    #[error("`{path}`: {source}")]
    Parse {
        /// Which.
        path: String,
        /// What and where.
        source: serde_yaml::Error,
    },
}

/// Largest config.yaml in bytes.
const MAX_CONFIG: u64 = 1024 * 1024;

impl Config {
    /// Reads a file; an absent one is the defaults.
    pub(crate) fn read(path: &Path) -> Result<Config, ConfigError> {
        let shown = || path.display().to_string();
        match crate::policy::read_bounded(path, MAX_CONFIG) {
            Ok(Some(text)) => Config::parse(&text).map_err(|source| ConfigError::Parse {
                path: shown(),
                source,
            }),
            Ok(None) => Ok(Config::default()),
            Err(source) => Err(ConfigError::Read {
                path: shown(),
                source,
            }),
        }
    }

    fn parse(text: &str) -> Result<Config, serde_yaml::Error> {
        if text
            .lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
        {
            return Ok(Config::default());
        }
        serde_yaml::from_str(text)
    }

    /// What core needs of it.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            secrets: self.scanner.enabled,
            block_at: self.scanner.block_at,
            limits: self.rate_limit.enabled,
            approvals: self.approval.enabled,
            approval_timeout: self.approval.default_timeout,
            record: self.observability.enabled,
            trust: match self.repo_rules.trust {
                TrustConfig::FirstUse => Trust::FirstUse,
                TrustConfig::Required => Trust::Required,
                TrustConfig::Always => Trust::Always,
            },
            fail_open: self.fail_open,
        }
    }
}

/// A duration as people write it: `45s`, `5m`, `1h30m`, `365d`, `2w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a duration such as `45s`, `5m`, `1h30m` or `365d` is expected")]
pub(crate) struct DurationError;

/// Reads a duration.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let (mut total, mut number) = (0_u64, None::<u64>);
    for c in text.trim().chars() {
        if let Some(digit) = c.to_digit(10) {
            let so_far = number.unwrap_or(0).checked_mul(10).ok_or(DurationError)?;
            number = Some(so_far.checked_add(u64::from(digit)).ok_or(DurationError)?);
            continue;
        }
        let unit = match c {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => DAY,
            'w' => 7 * DAY,
            _ => return Err(DurationError),
        };
        let seconds = number
            .take()
            .and_then(|n| n.checked_mul(unit))
            .ok_or(DurationError)?;
        total = total.checked_add(seconds).ok_or(DurationError)?;
    }
    if number.is_some() || total == 0 {
        Err(DurationError)
    } else {
        Ok(Duration::from_secs(total))
    }
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_duration(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, problem: Option<&str>) {
        let got = Config::parse(text);
        match problem {
            None => assert!(got.is_ok(), "{text}: {got:?}"),
            Some(part) => {
                let said = got.expect_err("an error").to_string();
                assert!(said.contains(part), "{said} should say {part}");
            }
        }
    }

    #[test]
    fn every_documented_key_is_read() {
        check("", None);
        check("# nothing\n", None);
        check("rules_path: ~/x.yaml\nfail_open: true\n", None);
        check(
            "scanner: {enabled: true, block_at: high, checksum: require, disable: [jwt], allow: ['a'], custom: []}",
            None,
        );
        check(
            "approval: {enabled: true, default_timeout: 1h30m, mode: wait}",
            None,
        );
        check(
            "observability: {enabled: false, retention: 365d}\nrepo_rules: {trust: required}",
            None,
        );
    }

    #[test]
    fn mistakes_are_named() {
        check("fail_opne: true", Some("fail_opne"));
        check("scanner: {blok_at: high}", Some("blok_at"));
        check(
            "approval: {default_timeout: 5 minutes}",
            Some("a duration such as"),
        );
        check("repo_rules: {trust: maybe}", Some("maybe"));
        check("- a", Some("invalid type"));
    }

    #[test]
    fn durations_are_read_as_written() {
        assert_eq!(parse_duration("1h30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse_duration("365d"), Ok(Duration::from_secs(365 * DAY)));
        for wrong in [
            "",
            "5",
            "m",
            "0s",
            "5x",
            "99999999999999999999s",
            "18446744073709551615w",
        ] {
            assert_eq!(parse_duration(wrong), Err(DurationError), "{wrong}");
        }
    }
}
