//! How sure a finding is, and how bad it would be if it is real.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ScannerError;

/// How sure the scanner is that a finding is a secret of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Looks like one, but something speaks against it: a failed checksum, a weak value, only a name.
    Low,
    /// Context, shape and randomness agree.
    Medium,
    /// Prefix, exact length, alphabet and randomness agree.
    High,
    /// As `High`, and a checksum or an inner structure is right as well.
    Certain,
}

/// How much harm a live secret of this type does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Test keys and public-by-design keys.
    Low,
    /// Limited in time or reach.
    Medium,
    /// Access to one service.
    High,
    /// Access to an account, to infrastructure or to data at large.
    Critical,
}

impl Confidence {
    /// All values, lowest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Certain];

    /// The name used in configuration and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Certain => "certain",
        }
    }

    /// One step lower, never below `Low`.
    #[must_use]
    pub const fn lowered(self) -> Self {
        match self {
            Self::Certain => Self::High,
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

impl Severity {
    /// All values, lowest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name used in configuration and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Confidence {
    type Err = ScannerError;

    fn from_str(s: &str) -> Result<Self, ScannerError> {
        Self::ALL
            .into_iter()
            .find(|c| c.as_str().eq_ignore_ascii_case(s))
            .ok_or_else(|| ScannerError::UnknownConfidence(s.to_owned()))
    }
}

impl FromStr for Severity {
    type Err = ScannerError;

    fn from_str(s: &str) -> Result<Self, ScannerError> {
        Self::ALL
            .into_iter()
            .find(|v| v.as_str().eq_ignore_ascii_case(s))
            .ok_or_else(|| ScannerError::UnknownSeverity(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for c in Confidence::ALL {
            assert_eq!(c.to_string().parse::<Confidence>().unwrap(), c);
        }
        for s in Severity::ALL {
            assert_eq!(s.to_string().parse::<Severity>().unwrap(), s);
        }
        assert!("sure".parse::<Confidence>().is_err());
        assert!(Confidence::Low < Confidence::Certain && Severity::Low < Severity::Critical);
    }
}
