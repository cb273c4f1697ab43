//! A place in a text where a secret stands.

use std::ops::Range;
use std::sync::Arc;

use crate::custom::CustomType;
use crate::detector::Detector;
use crate::{Confidence, Fingerprint, Severity};

/// The type of a finding: built-in, extended or custom.
#[derive(Clone, Debug)]
pub struct Kind(Repr);

#[derive(Clone, Debug)]
enum Repr {
    Table(&'static Detector),
    Custom(Arc<CustomType>),
}

impl Kind {
    pub(crate) const fn table(detector: &'static Detector) -> Self {
        Self(Repr::Table(detector))
    }

    pub(crate) const fn custom(custom: Arc<CustomType>) -> Self {
        Self(Repr::Custom(custom))
    }

    /// The stable id, such as `github-token`.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.0 {
            Repr::Table(d) => d.id(),
            Repr::Custom(c) => c.id(),
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Repr::Table(d) => d.name(),
            Repr::Custom(c) => c.display_name(),
        }
    }

    /// The severity a finding of this type has unless something about it changes that.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match &self.0 {
            Repr::Table(d) => d.severity(),
            Repr::Custom(c) => c.severity(),
        }
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Kind {}

/// A place in a text where a secret of a known type stands. It never holds the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
    pub(crate) confidence: Confidence,
    pub(crate) severity: Severity,
    pub(crate) vendor: Option<&'static str>,
    pub(crate) fingerprint: Fingerprint,
}

impl Finding {
    /// The type.
    #[must_use]
    pub const fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Byte offsets in the text as given; for an encoded secret, those of the encoded run. Always on char boundaries.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// How sure the scanner is.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// How bad it is; a test key of a critical type is low.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The service, where one type covers several.
    #[must_use]
    pub const fn vendor(&self) -> Option<&'static str> {
        self.vendor
    }

    /// The name under which it can be allowed.
    #[must_use]
    pub const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }
}
