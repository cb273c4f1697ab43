//! A regular expression of a rule: checked when it is loaded, compiled when a text first asks for it.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// A compiled regex may take this much memory.
pub(crate) const MAX_COMPILED: usize = 1 << 20;

/// A regular expression, searched for in a text or compared with the whole of it.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: String,
    whole: bool,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern that may stand anywhere in the text.
    pub(crate) fn search(source: &str) -> Result<Pattern, String> {
        Pattern::new(source, false)
    }

    /// A pattern for the whole text.
    pub(crate) fn whole(source: &str) -> Result<Pattern, String> {
        Pattern::new(source, true)
    }

    fn new(source: &str, whole: bool) -> Result<Pattern, String> {
        let pattern = Pattern {
            source: source.to_owned(),
            whole,
            regex: OnceLock::new(),
        };
        match pattern.compile() {
            Ok(regex) => {
                let _ = pattern.regex.set(Some(regex));
                Ok(pattern)
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        let text = if self.whole {
            format!("^(?:{})$", self.source)
        } else {
            self.source.clone()
        };
        RegexBuilder::new(&text).size_limit(MAX_COMPILED).build()
    }

    /// As it stands in the file.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches. A pattern that cannot be compiled after all is taken to match nothing but was refused at
    /// load.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.regex
            .get_or_init(|| self.compile().ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}
