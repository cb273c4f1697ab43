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
        }
    }

    pub(crate) const fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }

    pub(crate) const fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub(crate) const fn vendor(self, vendor: &'static str) -> Self {
        Self {
            vendor: Some(vendor),
            ..self
        }
    }
}

/// The proposals for one text.
#[derive(Default)]
pub(crate) struct Candidates {
    pub(crate) list: Vec<Candidate>,
}

impl Candidates {
    pub(crate) fn push(&mut self, candidate: Candidate) {
        self.list.push(candidate);
    }
}
