//! Configuring a scanner.

use std::str::FromStr;
use std::sync::Arc;

use crate::custom::CustomType;
use crate::detector::Detector;
use crate::scanner::{Scanner, Settings};
use crate::{Fingerprint, ScannerError, detectors, extended_detectors};

/// What a failed checksum means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChecksumPolicy {
    /// The finding stays, at low confidence: one wrong character is still a leak of the rest.
    #[default]
    Report,
    /// The finding is dropped.
    Require,
}

/// How patches are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PatchMode {
    /// A text that looks like a unified diff or an `apply_patch` text is read as one.
    #[default]
    Auto,
    /// Every text is a patch: only added lines count.
    Always,
    /// Every text is taken as it stands.
    Never,
}

/// What is let through.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allow {
    /// One value, wherever it stands.
    Fingerprint(Fingerprint),
    /// All findings of a type, by its id.
    Type(String),
}

impl FromStr for Allow {
    type Err = ScannerError;

    /// `type:16 hex digits` is a fingerprint, anything without a colon a type.
    fn from_str(s: &str) -> Result<Self, ScannerError> {
        if s.contains(':') {
            s.parse().map(Self::Fingerprint)
        } else {
            Ok(Self::Type(s.to_owned()))
        }
    }
}

impl std::fmt::Display for Allow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fingerprint(print) => print.fmt(f),
            Self::Type(id) => f.write_str(id),
        }
    }
}

/// Configures a [`Scanner`].
#[derive(Debug, Default)]
pub struct Builder {
    disabled: Vec<String>,
    settings: Settings,
}

impl Builder {
    /// Switches a type off.
    #[must_use]
    pub fn disable(mut self, id: impl Into<String>) -> Self {
        self.disabled.push(id.into());
        self
    }

    /// Lets a value or a type through. [`Scanner::scan_counting`] finds entries that nothing matches.
    #[must_use]
    pub fn allow(mut self, allow: Allow) -> Self {
        self.settings.allows.push(allow);
        self
    }

    /// Adds a type of one's own.
    ///
    /// # Errors
    /// If something about it is wrong, its examples included.
    pub fn custom(mut self, custom: CustomType) -> Result<Self, ScannerError> {
        custom.check()?;
        let id = custom.id();
        if known(id).is_some() || self.settings.custom.iter().any(|c| c.id() == id) {
            return Err(ScannerError::DuplicateId(id.to_owned()));
        }
        self.settings.custom.push(Arc::new(custom));
        Ok(self)
    }

    /// What a failed checksum means; [`ChecksumPolicy::Report`] if not given.
    #[must_use]
    pub const fn checksum(mut self, policy: ChecksumPolicy) -> Self {
        self.settings.checksum = policy;
        self
    }

    /// Looks for the types of [`extended_detectors`] too.
    #[must_use]
    pub const fn extended_pack(mut self, on: bool) -> Self {
        self.settings.extended = on;
        self
    }

    /// Honours comments such as `aegis:allow` on a finding's line. Off by default: an agent could write them itself.
    #[must_use]
    pub const fn inline_allow(mut self, on: bool) -> Self {
        self.settings.inline_allow = on;
        self
    }

    /// How patches are read; [`PatchMode::Auto`] if not given.
    #[must_use]
    pub const fn patch(mut self, mode: PatchMode) -> Self {
        self.settings.patch = mode;
        self
    }

    /// The path of what is scanned, which tells code from configuration and test data. [`Scanner::scan_at`] gives it per text.
    #[must_use]
    pub fn context(mut self, path: impl Into<String>) -> Self {
        self.settings.path = path.into();
        self
    }

    /// The time, in seconds since 1970, by which a token that says when it runs out is known to be past it: its severity is
    /// low then. Without it no date counts.
    #[must_use]
    pub const fn now(mut self, seconds: i64) -> Self {
        self.settings.now = Some(seconds);
        self
    }

    /// Makes fingerprints keyed (HMAC), so that they can be shared without letting anyone test guesses against them.
    #[must_use]
    pub fn fingerprint_key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.settings.key = Some(key.into());
        self
    }

    /// The scanner.
    ///
    /// # Errors
    /// If a disabled or allowed type does not exist.
    pub fn build(mut self) -> Result<Scanner, ScannerError> {
        let exists =
            |id: &str| known(id).is_some() || self.settings.custom.iter().any(|c| c.id() == id);
        let allowed = self.settings.allows.iter().filter_map(|allow| match allow {
            Allow::Type(id) => Some(id),
            Allow::Fingerprint(_) => None,
        });
        if let Some(id) = self.disabled.iter().chain(allowed).find(|id| !exists(id)) {
            return Err(ScannerError::UnknownType(id.clone()));
        }
        self.settings.disabled = self.disabled;
        Ok(Scanner::with(self.settings))
    }
}

fn known(id: &str) -> Option<&'static Detector> {
    detectors()
        .iter()
        .chain(extended_detectors())
        .find(|d| d.id() == id)
}
