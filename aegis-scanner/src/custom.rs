//! Secret types that people define themselves.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::text::{Text, contains_fold};
use crate::{ScannerError, Severity, entropy, placeholder};

/// A secret type of one's own: a regex that runs only around its keywords.
#[derive(Debug)]
pub struct CustomType {
    id: String,
    name: String,
    severity: Severity,
    pattern: String,
    keywords: Vec<String>,
    entropy: f32,
    examples: Vec<String>,
    counterexamples: Vec<String>,
    compiled: OnceLock<Option<Regex>>,
}

impl CustomType {
    /// A type `id` for what `pattern` matches: group 1 if there is one, else the whole match.
    #[must_use]
    pub fn new(id: impl Into<String>, pattern: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            severity: Severity::High,
            pattern: pattern.into(),
            keywords: Vec::new(),
            entropy: 0.0,
            examples: Vec::new(),
            counterexamples: Vec::new(),
            compiled: OnceLock::new(),
        }
    }

    /// What people call it; the id if not given.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Its severity; `High` if not given.
    #[must_use]
    pub const fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// A word, letters in any case, that stands in or near every match (at most 256 bytes away).
    #[must_use]
    pub fn keyword(mut self, keyword: impl Into<String>) -> Self {
        self.keywords.push(keyword.into());
        self
    }

    /// The least entropy of a match, in bits a byte.
    #[must_use]
    pub const fn entropy(mut self, bits: f32) -> Self {
        self.entropy = bits;
        self
    }

    /// A text that must be found; checked when the scanner is built.
    #[must_use]
    pub fn example(mut self, text: impl Into<String>) -> Self {
        self.examples.push(text.into());
        self
    }

    /// A text that must not be found; checked when the scanner is built.
    #[must_use]
    pub fn counterexample(mut self, text: impl Into<String>) -> Self {
        self.counterexamples.push(text.into());
        self
    }
}

/// How far from its keyword a custom match may begin or end.
const REACH: usize = 256;

impl CustomType {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn display_name(&self) -> &str {
        &self.name
    }

    pub(crate) const fn severity(&self) -> Severity {
        self.severity
    }

    /// Checks everything that can be wrong, the examples included.
    pub(crate) fn check(&self) -> Result<(), ScannerError> {
        let id = || self.id.clone();
        let named = !self.id.is_empty()
            && self
                .id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !named {
            return Err(ScannerError::BadId(id()));
        }
        if self.keywords.is_empty() {
            return Err(ScannerError::MissingKeyword(id()));
        }
        if let Some(keyword) = self.keywords.iter().find(|k| k.len() < 3) {
            return Err(ScannerError::ShortKeyword {
                id: id(),
                keyword: keyword.clone(),
            });
        }
        if !(0.0..=8.0).contains(&self.entropy) {
            return Err(ScannerError::BadEntropy(id()));
        }
        let regex = compile(&self.pattern).map_err(|e| ScannerError::BadRegex {
            id: id(),
            reason: last_line(&e.to_string()),
        })?;
        if regex.is_match(b"") {
            return Err(ScannerError::EmptyMatch(id()));
        }
        self.check_examples(&regex)
    }

    fn check_examples(&self, regex: &Regex) -> Result<(), ScannerError> {
        let wrong = |what, texts: &[String], expected: bool| {
            let at = texts
                .iter()
                .position(|t| self.spans_with(regex, t.as_bytes()).is_empty() == expected)?;
            let outcome = if expected { "not found" } else { "found" };
            Some(ScannerError::Example {
                id: self.id.clone(),
                what,
                number: at + 1,
                outcome,
            })
        };
        match wrong("example", &self.examples, true)
            .or_else(|| wrong("counterexample", &self.counterexamples, false))
        {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Where the secrets of this type stand. The regex is compiled when a keyword stands in a text for the first time.
    pub(crate) fn spans(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        if !self
            .keywords
            .iter()
            .any(|k| contains_fold(bytes, k.to_ascii_lowercase().as_bytes()))
        {
            return Vec::new();
        }
        let compiled = self.compiled.get_or_init(|| compile(&self.pattern).ok());
        compiled
            .as_ref()
            .map(|regex| self.spans_with(regex, bytes))
            .unwrap_or_default()
    }

    fn spans_with(&self, regex: &Regex, bytes: &[u8]) -> Vec<Range<usize>> {
        let text = Text::new(bytes);
        let words: Vec<String> = self
            .keywords
            .iter()
            .map(|k| k.to_ascii_lowercase())
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        regex
            .captures_iter(bytes)
            .filter_map(|found| {
                let whole = found.get(0)?;
                let value = found.get(1).unwrap_or(whole);
                let inside = words
                    .iter()
                    .any(|w| contains_fold(whole.as_bytes(), w.as_bytes()));
                let near = inside || text.near(&whole.range(), REACH, &words);
                let random = entropy::bits(value.as_bytes()) >= self.entropy;
                (near && random && !value.is_empty() && !placeholder::is_template(value.as_bytes()))
                    .then(|| value.range())
            })
            .collect()
    }

    /// Whether the regex has been compiled, which a text without a keyword must not cause.
    #[cfg(test)]
    pub(crate) fn is_compiled(&self) -> bool {
        self.compiled.get().is_some()
    }
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(1 << 20).build()
}

fn last_line(message: &str) -> String {
    message
        .lines()
        .last()
        .unwrap_or_default()
        .trim()
        .trim_start_matches("error: ")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regex_waits_for_its_keyword() {
        let custom = CustomType::new("a", "acme_[0-9]+").keyword("ACME_");
        assert!(custom.spans(b"nothing to see").is_empty());
        assert!(!custom.is_compiled());
        assert_eq!(custom.spans(b"x acme_12"), vec![2..9]);
        assert!(custom.is_compiled());
    }
}
