//! What a row of the table of secret types is made of.

use crate::alphabet::{ALNUM, Alphabet};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::Checked;
use crate::entropy::Floor;
use crate::known;
use crate::placeholder;
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity};

/// One type of secret: a row of the table.
#[derive(Clone, Copy)]
pub struct Detector {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) severity: Severity,
    pub(crate) rank: Rank,
    pub(crate) shape: &'static str,
    pub(crate) source: &'static str,
    pub(crate) forms: &'static [Form],
    pub(crate) examples: fn() -> Vec<String>,
    pub(crate) counterexamples: fn() -> Vec<String>,
}

/// Which finding stays where two overlap: the more specific one, which is the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Provider,
    Structured,
    Url,
    Jwt,
    Header,
    Assigned,
}

/// A literal that the prefilter looks for, and what to do where it stands.
pub(crate) struct Form {
    pub(crate) literal: &'static str,
    /// Whether letters match in either case.
    pub(crate) fold: bool,
    /// Where the literal's rarest four bytes begin.
    pub(crate) anchor: usize,
    pub(crate) extend: Extend,
    pub(crate) check: Check,
}

/// How a literal of less than four bytes gets its 4-byte window: what else must stand there for the form to be looked at.
#[derive(Clone, Copy)]
pub(crate) enum Extend {
    /// Long enough.
    None,
    /// Three bytes, followed by one of these.
    After(&'static [u8]),
    /// Three bytes, preceded by one of these.
    Before(&'static [u8]),
    /// Two bytes between one of the first and one of the second.
    Both(&'static [u8], &'static [u8]),
}

pub(crate) enum Check {
    /// The literal is the prefix of a token.
    Token(Token),
    /// Anything else.
    Walk(fn(Hit, Text<'_>, &mut Candidates)),
}

/// A prefix token: what follows the literal.
#[derive(Clone, Copy)]
pub(crate) struct Token {
    pub(crate) body: Alphabet,
    pub(crate) lengths: &'static [(usize, usize)],
    /// Lengths that vendors do not issue but that people write: reported at low confidence.
    pub(crate) loose: &'static [(usize, usize)],
    pub(crate) floor: Floor,
    /// Looks at the whole token and at where its body begins.
    pub(crate) verify: fn(&[u8], usize) -> Checked,
    pub(crate) confidence: Confidence,
    pub(crate) vendor: Option<&'static str>,
    pub(crate) severity: Option<Severity>,
    /// Words, one of which must stand within so many bytes.
    pub(crate) context: Option<(usize, &'static [&'static str])>,
}

impl Token {
    pub(crate) const fn new(
        body: Alphabet,
        lengths: &'static [(usize, usize)],
        floor: Floor,
    ) -> Self {
        Self {
            body,
            lengths,
            loose: &[],
            floor,
            verify: |_, _| Checked::Unknown,
            confidence: Confidence::High,
            vendor: None,
            severity: None,
            context: None,
        }
    }

    pub(crate) const fn verify(self, verify: fn(&[u8], usize) -> Checked) -> Self {
        Self { verify, ..self }
    }

    pub(crate) const fn loose(self, loose: &'static [(usize, usize)]) -> Self {
        Self { loose, ..self }
    }

    pub(crate) const fn vendor(self, vendor: &'static str) -> Self {
        Self {
            vendor: Some(vendor),
            ..self
        }
    }

    pub(crate) const fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }

    pub(crate) const fn severity(self, severity: Severity) -> Self {
        Self {
            severity: Some(severity),
            ..self
        }
    }

    pub(crate) const fn near(self, reach: usize, words: &'static [&'static str]) -> Self {
        Self {
            context: Some((reach, words)),
            ..self
        }
    }

    /// The candidate that begins with the literal at `hit`, if the rest fits.
    pub(crate) fn walk(&self, hit: Hit, text: Text<'_>) -> Option<Candidate> {
        let start = hit.at;
        if !text.left_edge(start, self.body.has(b'-')) {
            return None;
        }
        let body = start + hit.form.literal.len();
        let (end, exact) = self.fit(text, body)?;
        let value = text.slice(body..end);
        let span = start..end;
        let random = self.floor.holds(value) && !placeholder::in_token(value);
        // The vendor's full form around a filler or a word: worth a report, never more.
        let specimen = exact && (placeholder::is_filler(value) || self.says_example(value));
        if !random && !specimen {
            return None;
        }
        if let Some((reach, words)) = self.context
            && !text.near(&span, reach, words)
        {
            return None;
        }
        let sequence = placeholder::is_sequence(value);
        if known::is_public(text.slice(span.clone())) {
            return None;
        }
        let (checked, confidence) = if !exact || sequence || !random {
            (Checked::Unknown, Confidence::Low)
        } else {
            let checked = (self.verify)(text.slice(span.clone()), body - start);
            (checked, checked.adjust(self.confidence))
        };
        Some(Candidate {
            confidence,
            severity: self.severity.unwrap_or(hit.detector.severity),
            vendor: self.vendor,
            checked,
            ..Candidate::new(hit.detector, span)
        })
    }

    fn says_example(&self, value: &[u8]) -> bool {
        self.floor.holds(value) && !placeholder::is_mask(value)
    }

    /// Where the token ends if its body begins at `body`, and whether its length is one that is issued: the whole run,
    /// less punctuation that ends a sentence.
    fn fit(&self, text: Text<'_>, body: usize) -> Option<(usize, bool)> {
        let longest = self
            .lengths
            .iter()
            .chain(self.loose)
            .map(|(_, max)| *max)
            .max()
            .unwrap_or_default();
        let whole = text.run(body, self.body, longest + 4);
        if text.byte(whole).is_some_and(|b| ALNUM.has(b)) {
            return None;
        }
        let trailing = text
            .slice(body..whole)
            .iter()
            .rev()
            .take(3)
            .take_while(|b| matches!(b, b'-' | b'_' | b'.' | b'='))
            .count();
        let fits = |lengths: &[(usize, usize)]| {
            (whole - trailing..=whole).rev().find(|end| {
                lengths
                    .iter()
                    .any(|(min, max)| (*min..=*max).contains(&(end - body)))
            })
        };
        fits(self.lengths)
            .map(|end| (end, true))
            .or_else(|| fits(self.loose).map(|end| (end, false)))
    }
}

impl Form {
    /// A case-sensitive prefix of a token.
    pub(crate) const fn token(literal: &'static str, token: Token) -> Self {
        Self {
            literal,
            fold: false,
            anchor: 0,
            extend: Extend::None,
            check: Check::Token(token),
        }
    }

    /// A case-sensitive literal with a check of its own.
    pub(crate) const fn walk(
        literal: &'static str,
        walk: fn(Hit, Text<'_>, &mut Candidates),
    ) -> Self {
        Self {
            literal,
            fold: false,
            anchor: 0,
            extend: Extend::None,
            check: Check::Walk(walk),
        }
    }

    /// A word in any case, with a check of its own.
    pub(crate) const fn word(
        literal: &'static str,
        walk: fn(Hit, Text<'_>, &mut Candidates),
    ) -> Self {
        Self {
            fold: true,
            ..Self::walk(literal, walk)
        }
    }

    /// Sets where the rarest four bytes of the literal begin.
    pub(crate) const fn anchored(self, anchor: usize) -> Self {
        Self { anchor, ..self }
    }

    pub(crate) const fn extended(self, extend: Extend) -> Self {
        Self { extend, ..self }
    }

    pub(crate) fn stands_at(&self, text: Text<'_>, at: usize) -> bool {
        if self.fold {
            text.starts_with_fold(at, self.literal.as_bytes())
        } else {
            text.starts_with(at, self.literal.as_bytes())
        }
    }

    /// Whether the literal, which stands at `at`, has beside it what its extension asks for. Nothing is needed before a
    /// text's start.
    pub(crate) fn extends(&self, text: Text<'_>, at: usize) -> bool {
        let end = at + self.literal.len();
        let leads = |lead| at == 0 || one_of(lead, text.before(at));
        match self.extend {
            Extend::None => true,
            Extend::After(follow) => one_of(follow, text.byte(end)),
            Extend::Before(lead) => leads(lead),
            Extend::Both(lead, follow) => leads(lead) && one_of(follow, text.byte(end)),
        }
    }
}

/// Whether `byte` is one of `members`, up to bit 5 as in the prefilter.
fn one_of(members: &[u8], byte: Option<u8>) -> bool {
    byte.is_some_and(|b| members.iter().any(|m| m | 0x20 == b | 0x20))
}

impl Detector {
    /// The stable id, such as `github-token`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// What people call it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The severity of its findings, unless something about one changes that.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Its forms in words.
    #[must_use]
    pub const fn shape(&self) -> &'static str {
        self.shape
    }

    /// Where the vendor or a standard describes it.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// The literals, one of which stands in every text that holds such a secret, unless digits or a long run without spaces
    /// lead to it.
    pub fn keywords(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.forms.iter().map(|f| f.literal)
    }

    /// Texts with a made-up secret of this type, put together at run time.
    #[must_use]
    pub fn examples(&self) -> Vec<String> {
        (self.examples)()
    }

    /// Texts that look alike and hold none.
    #[must_use]
    pub fn counterexamples(&self) -> Vec<String> {
        (self.counterexamples)()
    }
}

impl std::fmt::Debug for Detector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detector")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
