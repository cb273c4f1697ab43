//! The scanner: from a text to its findings.

use std::borrow::Cow;
use std::sync::Arc;

use crate::builder::{Allow, Builder, ChecksumPolicy, PatchMode};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::Checked;
use crate::custom::CustomType;
use crate::detector::Check;
use crate::detectors::{self, BUILTIN, personal};
use crate::finding::{Finding, Kind};
use crate::fingerprint::Fingerprint;
use crate::prefilter::{Hit, Prefilter};
use crate::text::Text;
use crate::{Confidence, overlap, redact};

static PREFILTER: Prefilter = Prefilter::new(&BUILTIN);

/// What a [`Builder`] sets.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) disabled: Vec<String>,
    pub(crate) allows: Vec<Allow>,
    pub(crate) custom: Vec<Arc<CustomType>>,
    pub(crate) checksum: ChecksumPolicy,
    pub(crate) extended: bool,
    pub(crate) inline_allow: bool,
    pub(crate) patch: PatchMode,
    pub(crate) path: String,
    pub(crate) key: Option<Vec<u8>>,
}

impl Settings {
    const DEFAULT: Self = Self {
        disabled: Vec::new(),
        allows: Vec::new(),
        custom: Vec::new(),
        checksum: ChecksumPolicy::Report,
        extended: false,
        inline_allow: false,
        patch: PatchMode::Auto,
        path: String::new(),
        key: None,
    };
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Finds secrets in texts.
#[derive(Clone, Debug)]
pub struct Scanner {
    settings: Settings,
}

/// Which allow entries have matched something so far.
#[derive(Clone, Debug, Default)]
pub struct AllowUse(Vec<bool>);

impl Scanner {
    /// A scanner for the 38 built-in types. Nothing is compiled or built: the tables are part of the binary.
    #[must_use]
    pub const fn builtin() -> Self {
        Self {
            settings: Settings::DEFAULT,
        }
    }

    /// Configures a scanner.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) const fn with(settings: Settings) -> Self {
        Self { settings }
    }

    /// The findings in `text`, in order of position, without overlaps.
    #[must_use]
    pub fn scan(&self, text: &str) -> Vec<Finding> {
        self.scan_bytes(text.as_bytes())
    }

    /// As [`scan`](Self::scan), for a text that comes from or goes to the file at `path`.
    #[must_use]
    pub fn scan_at(&self, path: &str, text: &str) -> Vec<Finding> {
        self.findings(path, text.as_bytes(), &mut AllowUse::default())
    }

    /// As [`scan`](Self::scan), for bytes that need not be UTF-8.
    #[must_use]
    pub fn scan_bytes(&self, bytes: &[u8]) -> Vec<Finding> {
        self.findings(&self.settings.path, bytes, &mut AllowUse::default())
    }

    /// As [`scan_at`](Self::scan_at), and notes in `uses` which allow entries matched.
    #[must_use]
    pub fn scan_counting(&self, path: &str, text: &str, uses: &mut AllowUse) -> Vec<Finding> {
        self.findings(path, text.as_bytes(), uses)
    }

    /// The allow entries that matched nothing in any of the scans counted in `uses`.
    #[must_use]
    pub fn unused_allows(&self, uses: &AllowUse) -> Vec<&Allow> {
        let used = |i: usize| uses.0.get(i).copied().unwrap_or_default();
        self.settings
            .allows
            .iter()
            .enumerate()
            .filter(|(i, _)| !used(*i))
            .map(|(_, allow)| allow)
            .collect()
    }

    /// `text` with every finding, of whatever confidence, replaced by `[redacted:<type>]`. What comes out has no finding
    /// and is not changed by a second time.
    #[must_use]
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        redact::redact(self, text)
    }

    fn findings(&self, _path: &str, bytes: &[u8], uses: &mut AllowUse) -> Vec<Finding> {
        let text = Text::new(bytes);
        let mut candidates = Candidates::default();
        collect(text, &mut candidates);
        candidates.list.retain(|c| self.wanted(c));
        let mut findings: Vec<Finding> = overlap::resolve(candidates.list)
            .into_iter()
            .map(|c| self.finding(c, text))
            .collect();
        self.add_custom(bytes, &mut findings);
        findings.retain(|f| !self.allowed(f, uses));
        findings
    }

    fn wanted(&self, candidate: &Candidate) -> bool {
        let checked =
            self.settings.checksum == ChecksumPolicy::Report || candidate.checked != Checked::Wrong;
        checked
            && !self
                .settings
                .disabled
                .iter()
                .any(|id| id == candidate.detector.id)
    }

    fn finding(&self, candidate: Candidate, text: Text<'_>) -> Finding {
        let value = text.slice(candidate.span.clone());
        Finding {
            kind: Kind::table(candidate.detector),
            fingerprint: Fingerprint::of(
                candidate.detector.id,
                value,
                self.settings.key.as_deref(),
            ),
            span: candidate.span,
            confidence: candidate.confidence,
            severity: candidate.severity,
            vendor: candidate.vendor,
        }
    }

    fn add_custom(&self, bytes: &[u8], findings: &mut Vec<Finding>) {
        for custom in self
            .settings
            .custom
            .iter()
            .filter(|c| !self.settings.disabled.iter().any(|id| id == c.id()))
        {
            for span in custom.spans(bytes) {
                if findings
                    .iter()
                    .any(|f| f.span.start < span.end && span.start < f.span.end)
                {
                    continue;
                }
                let value = bytes.get(span.clone()).unwrap_or_default();
                findings.push(Finding {
                    fingerprint: Fingerprint::of(custom.id(), value, self.settings.key.as_deref()),
                    severity: custom.severity(),
                    kind: Kind::custom(Arc::clone(custom)),
                    span,
                    confidence: Confidence::High,
                    vendor: None,
                });
            }
        }
        findings.sort_by_key(|f| f.span.start);
    }

    fn allowed(&self, finding: &Finding, uses: &mut AllowUse) -> bool {
        uses.0.resize(self.settings.allows.len(), false);
        let mut allowed = false;
        for (allow, used) in self.settings.allows.iter().zip(&mut uses.0) {
            let matches = match allow {
                Allow::Fingerprint(print) => *print == finding.fingerprint,
                Allow::Type(id) => id == finding.kind.id(),
            };
            *used |= matches;
            allowed |= matches;
        }
        allowed
    }
}

/// Runs the checks where the prefilter hits.
fn collect(text: Text<'_>, candidates: &mut Candidates) {
    let mut cards = Candidates::default();
    let mut seen = 0;
    let number = |at: usize| {
        if at >= seen
            && let Some(card) = detectors::card()
        {
            seen = personal::card_around(card, at, text, &mut cards);
        }
    };
    PREFILTER.scan(text.bytes(), |hit| check(hit, text, candidates), number);
    candidates.list.append(&mut cards.list);
}

fn check(hit: Hit, text: Text<'_>, candidates: &mut Candidates) {
    match &hit.form.check {
        Check::Token(token) => candidates.list.extend(token.walk(hit, text)),
        Check::Walk(walk) => walk(hit, text, candidates),
    }
}
