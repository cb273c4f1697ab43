//! A regular expression of a rule: checked when it is loaded, made ready when a text first asks for it.
//!
//! A hook is a new process for each call, and `regex` needs hundreds of microseconds for one expression. So the common
//! part of the syntax has a matcher of its own, and nothing at all is made ready before the letters that a match must
//! contain were found. `regex` decides what a mistake is and matches everything else.

mod common;
mod head;
mod initials;
mod parts;
mod program;
mod quick;
mod syntax;

use std::iter;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use self::program::Program;

pub(crate) use self::initials::Initials;
pub(crate) use self::program::Outlook;
pub(crate) use self::quick::may_match;
pub(crate) use self::syntax::is_common;

/// A compiled regex may take this much memory.
const MAX_COMPILED: usize = 1 << 20;
/// For longer texts the faster search of `regex` is worth its preparation.
const LONG_TEXT: usize = 4_096;

/// A regular expression, searched for in a text or compared with the whole of it.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: String,
    place: Place,
    /// The own matcher understands it.
    common: bool,
    ready: OnceLock<Ready>,
    regex: OnceLock<Option<Regex>>,
}

/// Where in a text a match may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    Whole,
}

/// Why an expression cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternError {
    /// What is wrong, as a short phrase.
    pub(crate) why: String,
    /// The character of the expression at which it is wrong, from 0.
    pub(crate) at: usize,
    /// What to do.
    pub(crate) help: Option<String>,
}

#[derive(Clone, Debug)]
struct Ready {
    program: Program,
    ascii_texts_only: bool,
}

impl Pattern {
    pub(crate) fn new(source: &str, place: Place) -> Result<Pattern, PatternError> {
        let pattern = Pattern {
            source: source.to_owned(),
            place,
            common: syntax::is_common(source),
            ready: OnceLock::new(),
            regex: OnceLock::new(),
        };
        if !pattern.common {
            let regex = pattern.compile().map_err(|error| explain(source, &error))?;
            // It was empty: the pattern is new.
            let _ = pattern.regex.set(Some(regex));
        }
        Ok(pattern)
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        let text = match self.place {
            Place::Anywhere => self.source.clone(),
            Place::Whole => format!("^(?:{})$", self.source),
        };
        RegexBuilder::new(&text).size_limit(MAX_COMPILED).build()
    }

    /// As it stands in the file.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        if self.common && !may_match(&self.source, self.place, iter::once(text)) {
            return false;
        }
        let Some(ready) = self.ready() else {
            return self.regex_matches(text).unwrap_or(false);
        };
        let own = text.len() <= LONG_TEXT && (text.is_ascii() || !ready.ascii_texts_only);
        if own {
            return ready.program.is_match(text);
        }
        self.regex_matches(text)
            .unwrap_or_else(|| ready.program.is_match(text))
    }

    /// What can be said of all texts that begin like this one.
    pub(crate) fn outlook(&self, prefix: &str) -> Outlook {
        match self.ready() {
            Some(ready) if prefix.is_ascii() => ready.program.outlook(prefix),
            _ => Outlook::Open,
        }
    }

    fn ready(&self) -> Option<&Ready> {
        self.common.then(|| {
            self.ready.get_or_init(|| {
                // What was found to be common can be read.
                let syntax = syntax::parse(&self.source).unwrap_or_default();
                Ready {
                    program: Program::new(&syntax.ops, self.place == Place::Whole),
                    ascii_texts_only: syntax.ascii_texts_only,
                }
            })
        })
    }

    /// `None` if it cannot be compiled, which the check at load and the cap on common expressions rule out.
    fn regex_matches(&self, text: &str) -> Option<bool> {
        let regex = self.regex.get_or_init(|| self.compile().ok());
        regex.as_ref().map(|regex| regex.is_match(text))
    }
}

fn explain(source: &str, error: &regex::Error) -> PatternError {
    use regex_syntax::ast::ErrorKind;
    let (why, at, help) = match (regex_syntax::Parser::new().parse(source), error) {
        (Err(regex_syntax::Error::Parse(error)), _) => {
            let help = match error.kind() {
                ErrorKind::UnsupportedLookAround => {
                    Some("`exclude_paths`, `exclude_hosts` and `not_args` say what must not match")
                }
                ErrorKind::RepetitionMissing => {
                    Some("this is a regular expression, not a glob: write `.*` for any text")
                }
                ErrorKind::EscapeUnexpectedEof | ErrorKind::EscapeUnrecognized => {
                    Some("write `\\\\` for a backslash")
                }
                _ => None,
            };
            (error.kind().to_string(), error.span().start.offset, help)
        }
        (Err(regex_syntax::Error::Translate(error)), _) => {
            (error.kind().to_string(), error.span().start.offset, None)
        }
        (_, regex::Error::CompiledTooBig(limit)) => (
            format!("it takes more than {limit} bytes once it is compiled"),
            0,
            Some("shorten its repetitions"),
        ),
        _ => ("it cannot be compiled".to_owned(), 0, None),
    };
    let before = source.split_at_checked(at).map_or("", |(before, _)| before);
    PatternError {
        why,
        at: before.chars().count(),
        help: help.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(source: &str, place: Place) -> Pattern {
        Pattern::new(source, place).unwrap()
    }

    #[test]
    fn a_pattern_is_searched_for_or_compared_with_the_whole() {
        let check = |source, place, text, expected| {
            assert_eq!(
                pattern(source, place).matches(text),
                expected,
                "{source} {text}"
            );
        };
        check(r"\.env$", Place::Anywhere, "a/.env", true);
        check(r"\.env$", Place::Anywhere, "a/.envrc", false);
        check("git|hg", Place::Whole, "git", true);
        check("git|hg", Place::Whole, "gitk", false);
        check(r"(?i)\bprod\b", Place::Anywhere, "db-PROD-1", true);
        check(r"(?i)\bprod\b", Place::Anywhere, "products", false);
        check(r"\bé", Place::Anywhere, "un été", true);
        check(r"\w+x", Place::Whole, "éx", true);
        check("a{2,3}", Place::Whole, "aaaa", false);
        check("(?s:a.b)", Place::Anywhere, "a\nb", true);
    }

    #[test]
    fn a_beginning_shows_what_may_come() {
        let check = |source, prefix, expected| {
            assert_eq!(
                pattern(source, Place::Anywhere).outlook(prefix),
                expected,
                "{source} {prefix}"
            );
        };
        check("^prod-", "prod-1", Outlook::Matches);
        check("^prod-", "pr", Outlook::Open);
        check("^prod-", "dev", Outlook::Hopeless);
        check("^main$", "main", Outlook::Open);
        check("main", "dev", Outlook::Open);
        check("^main$", "mainly", Outlook::Hopeless);
    }

    #[test]
    fn a_mistake_has_its_place() {
        let check = |source, at| {
            let error = Pattern::new(source, Place::Whole);
            assert_eq!(error.unwrap_err().at, at, "{source}");
        };
        check("ab(", 2);
        check("é(", 1);
        check(r"(?=x)", 0);
        check(r"a\p{Nope}", 1);
        check(r"\w{999}", 0);
    }

    #[test]
    fn the_cap_on_common_expressions_is_below_that_of_regex() {
        for atom in [
            r"\w",
            r"\W",
            r"[\w.-]",
            r"[^\w]",
            r"\d",
            r"\s",
            "[^/]",
            ".",
            r"\b",
            "(a|b)",
            "a?",
            "(?:a+|b)*",
        ] {
            for fold in ["", "(?i)"] {
                let repeated = |n| format!("{fold}(?:(?:{atom}){{{n}}}){{8}}");
                let read = |source: &String| syntax::is_common(source);
                let source = (1..=64).map(repeated).rfind(read).unwrap();
                let regex = RegexBuilder::new(&source).size_limit(MAX_COMPILED).build();
                assert!(regex.is_ok(), "{source}");
            }
        }
    }
}

#[cfg(test)]
mod equivalence {
    use proptest::prelude::*;

    use super::*;

    /// Expressions made of what the own matcher knows.
    fn expression() -> impl Strategy<Value = String> {
        let atom = prop::sample::select(vec![
            "a", "b", "/", r"\.", ".", "[ab]", "[^/]", "[a-c_]", r"\w", r"\d", r"\s", r"\W", "^",
            "$", r"\b", r"\B", "-", "é", " ", r"[\w.-]", r"\*",
        ])
        .prop_map(str::to_owned);
        let inner = atom.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 1..3)
                    .prop_map(|parts| format!("({})", parts.join("|"))),
                (
                    inner,
                    prop::sample::select(vec!["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"])
                )
                    .prop_map(|(part, times)| format!("(?:{part}){times}")),
            ]
        });
        (any::<bool>(), prop::collection::vec(inner, 1..3)).prop_map(|(fold, branches)| {
            let fold = if fold { "(?i)" } else { "" };
            format!("{fold}{}", branches.join("|"))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_own_matcher_agrees_with_regex(
            source in expression(),
            texts in prop::collection::vec("[abABc/._ é*1\\-]{0,8}", 4),
            whole: bool,
        ) {
            let place = if whole { Place::Whole } else { Place::Anywhere };
            let pattern = Pattern::new(&source, place);
            let regex = pattern.as_ref().ok().and_then(|pattern| pattern.compile().ok());
            prop_assert_eq!(pattern.is_ok(), regex.is_some());
            if let (Ok(pattern), Some(regex)) = (pattern, regex) {
                for text in &texts {
                    prop_assert_eq!(pattern.matches(text), regex.is_match(text), "{} {}", source, text);
                }
            }
        }

        #[test]
        fn what_is_refused_at_its_beginning_does_not_match(
            parts in prop::collection::vec(prop::sample::select(vec![
                "a", "b", "/", "a+", "/+", "(a|b)", "(a|ab)?", "(/|$)", "(b/)?", r"\.", "$", "[ab]", "(aa|a)", "(?:a|B)", "|^", "b*", "(a$|b)",
                "[^/]+", "[ab]*", "(/+[.A]+)*", "([.]+|b)+", "((a)?b)", r"[\.-/]", "/*", "[^a]?", "(|a)", ".", "(a|^)", r"\d",
            ]), 0..7),
            texts in prop::collection::vec("[abA/.]{0,6}", 6),
            fold: bool,
        ) {
            let source = format!("{}^{}", if fold { "(?i)" } else { "" }, parts.concat());
            let pattern = Pattern::new(&source, Place::Anywhere).unwrap();
            let regex = pattern.compile().unwrap();
            for text in &texts {
                prop_assert_eq!(pattern.matches(text), regex.is_match(text), "{} {}", source, text);
            }
        }

        #[test]
        fn whatever_the_own_matcher_reads_is_within_the_limits_of_regex(source in r"(\(\?i\))?[ab\\wdsWDS.\[\]^$|(){}*+?0-9,-]{0,24}") {
            if syntax::is_common(&source) {
                let regex = RegexBuilder::new(&source).size_limit(MAX_COMPILED).build();
                prop_assert!(regex.is_ok(), "{}", source);
            }
        }

        #[test]
        fn an_outlook_holds_for_every_ending(source in expression(), prefix in "[ab/.]{0,4}", ending in "[ab/.]{0,4}") {
            if let Ok(pattern) = Pattern::new(&source, Place::Anywhere) {
                let text = format!("{prefix}{ending}");
                match pattern.outlook(&prefix) {
                    Outlook::Matches => prop_assert!(pattern.matches(&text)),
                    Outlook::Hopeless => prop_assert!(!pattern.matches(&text)),
                    Outlook::Open => {}
                }
            }
        }
    }
}
