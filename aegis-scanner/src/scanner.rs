//! The scanner: from a text to its findings.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use crate::builder::{Allow, Builder, ChecksumPolicy, PatchMode};
use crate::candidate::{Candidate, Candidates, Encoded};
use crate::checksum::Checked;
use crate::custom::CustomType;
use crate::detector::{Check, Rank};
use crate::detectors::{self, ROWS, personal};
use crate::finding::{Finding, Kind};
use crate::fingerprint::Fingerprint;
use crate::path::{Place, place};
use crate::prefilter::{Event, Hit, Prefilter};
use crate::text::{Text, contains_fold};
use crate::view::View;
use crate::{Confidence, Severity, extended, overlap, patch, redact, unescape};

#[allow(
    long_running_const_eval,
    reason = "sorts some hundred literals into buckets: about a second of a build"
)]
pub(crate) static PREFILTER: Prefilter = Prefilter::new(&ROWS);

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
    pub(crate) now: Option<i64>,
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
        now: None,
    };
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Which tables are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packs {
    Builtin,
    Extended,
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
        self.scan_bytes_at(path, text.as_bytes())
    }

    /// As [`scan`](Self::scan), for bytes that need not be UTF-8.
    #[must_use]
    pub fn scan_bytes(&self, bytes: &[u8]) -> Vec<Finding> {
        self.scan_bytes_at(&self.settings.path, bytes)
    }

    /// As [`scan_at`](Self::scan_at), for bytes that need not be UTF-8.
    #[must_use]
    pub fn scan_bytes_at(&self, path: &str, bytes: &[u8]) -> Vec<Finding> {
        self.findings(path, bytes, &mut AllowUse::default())
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
    /// and is not changed by a second time. Built-in types are redacted even where they are allowed or disabled.
    #[must_use]
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        redact::redact(self, text)
    }

    fn findings(&self, path: &str, bytes: &[u8], uses: &mut AllowUse) -> Vec<Finding> {
        let text = Text::new(bytes);
        let patch = match self.settings.patch {
            PatchMode::Auto => patch::is_patch(bytes),
            PatchMode::Always => true,
            PatchMode::Never => false,
        };
        let mut list = if patch {
            patched(text, self.packs())
        } else {
            candidates(text, self.packs())
        };
        list.retain(|c| self.wanted(c));
        by_path(path, text, &mut list);
        let mut findings: Vec<Finding> = overlap::resolve(list)
            .into_iter()
            .map(|c| self.finding(c, text))
            .collect();
        self.add_custom(bytes, &mut findings);
        findings.retain(|f| {
            !(self.allowed(f, uses) || self.settings.inline_allow && has_comment(text, f))
        });
        findings
    }

    /// The findings of all types, whatever is allowed, disabled, lowered by a path or untouched by a patch: what must not be
    /// written anywhere.
    pub(crate) fn everything(&self, bytes: &[u8]) -> Vec<Finding> {
        let text = Text::new(bytes);
        let list = overlap::resolve(candidates(text, self.packs()));
        let mut findings: Vec<Finding> = list.into_iter().map(|c| self.finding(c, text)).collect();
        self.add_custom(bytes, &mut findings);
        findings
    }

    const fn packs(&self) -> Packs {
        if self.settings.extended {
            Packs::Extended
        } else {
            Packs::Builtin
        }
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
        let value = candidate
            .decoded
            .as_deref()
            .unwrap_or_else(|| text.slice(candidate.span.clone()));
        Finding {
            kind: Kind::table(candidate.detector),
            fingerprint: Fingerprint::of(
                candidate.detector.id,
                value,
                self.settings.key.as_deref(),
            ),
            span: on_boundaries(text, candidate.span),
            confidence: candidate.confidence,
            severity: match (self.settings.now, candidate.void_from) {
                (Some(now), Some(void_from)) if now >= void_from => Severity::Low,
                _ => candidate.severity,
            },
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

/// A span that does not begin or end inside a character.
fn on_boundaries(text: Text<'_>, span: Range<usize>) -> Range<usize> {
    let inside = |at: usize| {
        text.byte(at)
            .is_some_and(|b| b & 0b1100_0000 == 0b1000_0000)
    };
    let back = (0..4)
        .find(|n| !inside(span.start.saturating_sub(*n)))
        .unwrap_or_default();
    let ahead = (0..4).find(|n| !inside(span.end + n)).unwrap_or_default();
    span.start.saturating_sub(back)..(span.end + ahead).min(text.len())
}

/// Comments that let a line through, where the scanner honours them.
const COMMENTS: &[&str] = &[
    "aegis:allow",
    "gitleaks:allow",
    "betterleaks:allow",
    "pragma: allowlist secret",
    "secretlint-disable-line",
    "trufflehog:ignore",
];

fn has_comment(text: Text<'_>, finding: &Finding) -> bool {
    let line = text.line(finding.span.end, 1000);
    let first = text.line(finding.span.start, 1000);
    COMMENTS.iter().any(|c| {
        contains_fold(text.slice(line.clone()), c.as_bytes())
            || contains_fold(text.slice(first.clone()), c.as_bytes())
    })
}

/// What the path says about values without a format: nothing is code, test data is less, generated files hold digests.
fn by_path(path: &str, text: Text<'_>, list: &mut Vec<Candidate>) {
    if path.is_empty() || list.is_empty() {
        return;
    }
    let (place, test) = place(path);
    let quoted = |c: &Candidate| matches!(text.before(c.span.start), Some(b'"' | b'\'' | b'`'));
    list.retain(|c| {
        c.detector.rank != Rank::Assigned
            || place == Place::Unknown
            || place == Place::Code && quoted(c)
    });
    for candidate in list
        .iter_mut()
        .filter(|c| test && c.detector.rank == Rank::Assigned)
    {
        candidate.confidence = candidate.confidence.lowered();
    }
}

/// The candidates of a text that is a patch.
fn patched(text: Text<'_>, packs: Packs) -> Vec<Candidate> {
    let view = patch::added(text.bytes());
    candidates(Text::new(view.bytes()), packs)
        .into_iter()
        .filter_map(|c| mapped(c, &view))
        .collect()
}

/// A candidate of a view, in terms of the view's source.
fn mapped(candidate: Candidate, view: &View) -> Option<Candidate> {
    let span = view.source(&candidate.span)?;
    let decoded = candidate
        .decoded
        .or_else(|| view.bytes().get(candidate.span).map(<[u8]>::to_vec));
    Some(Candidate {
        span,
        decoded,
        ..candidate
    })
}

/// All candidates: those of the text as it stands, and those that appear once it is decoded.
fn candidates(text: Text<'_>, packs: Packs) -> Vec<Candidate> {
    let mut found = Candidates::default();
    collect(text, packs, &mut found);
    let mut list = found.list;
    let mut done = 0;
    for encoded in found.encoded {
        match encoded {
            Encoded::Written(at) if at >= done => {
                let (view, end) = unescape::around(text, at);
                done = end;
                list.extend(rewritten(&view, packs));
            }
            Encoded::Written(_) => {}
            Encoded::Base64(span) => list.extend(decoded(text, span, packs)),
        }
    }
    list
}

/// What a view shows. Whatever touches its ends is left to the text itself: the rest of it may stand outside.
fn rewritten(view: &View, packs: Packs) -> Vec<Candidate> {
    let mut found = Candidates::default();
    collect(Text::new(view.bytes()), packs, &mut found);
    let whole = |c: &Candidate| c.span.start > 0 && c.span.end < view.bytes().len();
    let changed = |c: &Candidate| {
        view.source(&c.span)
            .is_some_and(|source| source.len() != c.span.len())
    };
    found
        .list
        .into_iter()
        .filter(|c| whole(c) || changed(c))
        .filter_map(|c| mapped(c, view))
        .collect()
}

/// What a run of base64 holds: one level, and the whole run is the finding.
fn decoded(text: Text<'_>, span: Range<usize>, packs: Packs) -> Vec<Candidate> {
    let Some(plain) = unescape::base64_text(text.slice(span.clone())) else {
        return Vec::new();
    };
    let mut found = Candidates::default();
    collect(Text::new(&plain), packs, &mut found);
    let best = found
        .list
        .into_iter()
        .min_by_key(|c| (c.detector.rank, Reverse(c.confidence)));
    let value = |c: &Candidate| plain.get(c.span.clone()).map(<[u8]>::to_vec);
    best.map(|c| Candidate {
        decoded: value(&c),
        span,
        ..c
    })
    .into_iter()
    .collect()
}

/// Runs the checks where the prefilter hits.
fn collect(text: Text<'_>, packs: Packs, candidates: &mut Candidates) {
    if packs == Packs::Extended {
        extended::PREFILTER.scan(text.bytes(), &mut |event| {
            if let Event::Literal(hit) = event {
                check(hit, text, candidates);
            }
        });
    }
    let mut digits_end = 0;
    let mut base64_end = 0;
    PREFILTER.scan(text.bytes(), &mut |event| match event {
        Event::Literal(hit) => check(hit, text, candidates),
        Event::Digits(at) if at >= digits_end => {
            if let Some(card) = detectors::card() {
                digits_end = personal::card_around(card, at, text, candidates);
            }
        }
        Event::Dense(at) if at >= base64_end => {
            let run = unescape::base64_run(text, at);
            base64_end = run.end;
            detectors::in_run(text, at, &run, candidates);
            if run.len() >= unescape::MIN_BASE64 {
                candidates.encoded.push(Encoded::Base64(run));
            }
        }
        Event::Digits(_) | Event::Dense(_) => {}
    });
}

fn check(hit: Hit, text: Text<'_>, candidates: &mut Candidates) {
    match &hit.form.check {
        Check::Token(token) => candidates.list.extend(token.walk(hit, text)),
        Check::Walk(walk) => walk(hit, text, candidates),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::detector::{Detector, Form};

    type Found = BTreeSet<(&'static str, usize, usize, Confidence)>;

    fn found(candidates: &Candidates) -> Found {
        let list = candidates.list.iter();
        list.map(|c| (c.detector.id, c.span.start, c.span.end, c.confidence))
            .collect()
    }

    /// Every check at every place where its literal stands with its extension, without the prefilter.
    fn everywhere(text: Text<'_>) -> Found {
        let mut all = Candidates::default();
        for at in 0..text.len() {
            for detector in &ROWS {
                let stands = |f: &&Form| f.stands_at(text, at) && f.extends(text, at);
                for form in detector.forms.iter().filter(stands) {
                    check(Hit { detector, form, at }, text, &mut all);
                }
            }
            if text.byte(at).is_some_and(|b| b.is_ascii_digit()) {
                personal::card_around(detectors::card().unwrap(), at, text, &mut all);
            }
            let run = unescape::base64_run(text, at);
            detectors::in_run(text, at, &run, &mut all);
        }
        found(&all)
    }

    /// Secrets, what looks like one, names, signs between them, and values.
    fn pieces() -> impl Strategy<Value = String> {
        let texts = ROWS
            .iter()
            .flat_map(|d| [d.examples(), d.counterexamples()]);
        let texts: Vec<String> = texts.flatten().collect();
        let literals: Vec<&'static str> = ROWS.iter().flat_map(Detector::keywords).collect();
        let signs = [
            " ", "\n", "=", ": ", "\": \"", " = '", "'", "\"", "_", "-", ";", ", ",
        ];
        prop_oneof![
            3 => proptest::sample::select(texts),
            2 => proptest::sample::select(literals).prop_map(str::to_owned),
            3 => proptest::sample::select(signs.to_vec()).prop_map(str::to_owned),
            1 => "[a-zA-Z0-9]{16,44}",
            1 => "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}",
        ]
    }

    #[test]
    fn a_token_is_found_at_the_end_of_a_path_that_could_be_base64() {
        let id = ["MTk4NjIyNDgzNDcx", "OTI1MjQ4"].concat();
        let token = format!("{id}.Cl2FMQ.{}", "ZnCjm1XVW7vRze4b7Cq4se7kKWs");
        let text = format!(" 000000000000-0000/api/webhooks/{token}");
        let found = Scanner::builtin().scan(&text);
        let found: Vec<_> = found.iter().map(|f| (f.kind().id(), f.span())).collect();
        assert_eq!(found, [("discord-bot-token", 32..text.len())]);
    }

    proptest! {
        #[test]
        fn the_prefilter_hides_nothing(pieces in proptest::collection::vec(pieces(), 1..9)) {
            let text = pieces.concat();
            let text = Text::new(text.as_bytes());
            let mut candidates = Candidates::default();
            collect(text, Packs::Builtin, &mut candidates);
            prop_assert_eq!(found(&candidates), everywhere(text));
        }
    }
}
