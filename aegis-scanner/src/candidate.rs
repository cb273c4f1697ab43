//! What the checks propose, before overlaps are resolved and values are hashed.

use std::ops::Range;

use crate::checksum::Checked;
use crate::detector::Detector;
use crate::{Confidence, Severity};

/// A proposed finding.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) detector: &'static Detector,
    pub(crate) span: Range<usize>,
    pub(crate) confidence: Confidence,
    pub(crate) severity: Severity,
    pub(crate) vendor: Option<&'static str>,
    pub(crate) checked: Checked,
    /// The value, where the text at `span` is an encoding of it.
    pub(crate) decoded: Option<Vec<u8>>,
    /// When it has run out for good, in seconds since 1970.
    pub(crate) void_from: Option<i64>,
}

impl Candidate {
    pub(crate) const fn new(detector: &'static Detector, span: Range<usize>) -> Self {
        Self {
            severity: detector.severity,
            detector,
            span,
            confidence: Confidence::Medium,
            vendor: None,
            checked: Checked::Unknown,
            decoded: None,
            void_from: None,
        }
    }

    pub(crate) fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }

    pub(crate) fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub(crate) fn void_from(self, void_from: Option<i64>) -> Self {
        Self { void_from, ..self }
    }

    pub(crate) fn vendor(self, vendor: &'static str) -> Self {
        Self {
            vendor: Some(vendor),
            ..self
        }
    }
}

/// A stretch that deserves a second look once it is decoded.
#[derive(Clone, Debug)]
pub(crate) enum Encoded {
    /// Joins or escapes around this offset.
    Written(usize),
    /// A run of base64.
    Base64(Range<usize>),
}

/// The proposals for one text.
#[derive(Default)]
pub(crate) struct Candidates {
    pub(crate) list: Vec<Candidate>,
    pub(crate) encoded: Vec<Encoded>,
}

impl Candidates {
    pub(crate) fn push(&mut self, candidate: Candidate) {
        self.list.push(candidate);
    }
}
