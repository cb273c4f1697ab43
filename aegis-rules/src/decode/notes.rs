//! Collects mistakes, and reads the shapes that every part of a rule file shares.

use crate::mistake::{Mistake, did_you_mean, one_of, quote};
use crate::pattern::Pattern;
use crate::yaml::{Kind, Mark, Node};

/// A file with this many mistakes is not a rule file; the rest would only be noise.
const MAX_MISTAKES: usize = 1_000;

/// The mistakes of one file.
pub(crate) struct Notes<'f> {
    pub(crate) file: &'f str,
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'f> Notes<'f> {
    pub(crate) fn new(file: &'f str) -> Self {
        Notes {
            file,
            mistakes: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, at: Mark, found: String, expected: String, help: Option<String>) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push(Mistake {
                file: self.file.to_owned(),
                line: at.line,
                column: at.column,
                found,
                expected,
                help,
            });
        }
    }

    /// The node is not of the kind that is expected.
    pub(crate) fn wrong_kind(&mut self, node: &Node<'_>, expected: &str) {
        let found = match &node.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::Scalar { text, .. } => quote(text),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
        };
        self.add(node.at, found, expected.to_owned(), None);
    }

    /// A word that is none of the known ones.
    pub(crate) fn unknown_word(&mut self, node: &Node<'_>, what: &str, text: &str, known: &[&str]) {
        self.add(
            node.at,
            format!("unknown {what} {}", quote(text)),
            one_of(known.iter().copied()),
            did_you_mean(text, known.iter().copied()),
        );
    }

    /// The entries of a mapping whose keys are among `known`; unknown and repeated keys are noted. `None` if it is no
    /// mapping.
    pub(crate) fn fields<'n, 't>(
        &mut self,
        node: &'n Node<'t>,
        what: &str,
        known: &[&str],
    ) -> Option<Vec<(&'n str, &'n Node<'t>)>> {
        let Kind::Map(entries) = &node.kind else {
            self.wrong_kind(
                node,
                &format!("{what}: a mapping with {}", one_of(known.iter().copied())),
            );
            return None;
        };
        let mut fields: Vec<(&'n str, &'n Node<'t>)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let Kind::Scalar { text, .. } = &key.kind else {
                self.wrong_kind(key, &format!("a key of {what}"));
                continue;
            };
            if !known.contains(&&**text) {
                self.add(
                    key.at,
                    format!("unknown key {} in {what}", quote(text)),
                    one_of(known.iter().copied()),
                    did_you_mean(text, known.iter().copied()),
                );
            } else if fields.iter().any(|(seen, _)| *seen == &**text) {
                self.repeated_key(key, text);
            } else {
                fields.push((text, value));
            }
        }
        Some(fields)
    }

    pub(crate) fn repeated_key(&mut self, key: &Node<'_>, name: &str) {
        self.add(
            key.at,
            format!("a second key {}", quote(name)),
            "each key once".to_owned(),
            Some("join the two".to_owned()),
        );
    }

    /// The items of a list; anything else is noted and taken as empty.
    pub(crate) fn list<'n, 't>(&mut self, node: &'n Node<'t>, expected: &str) -> &'n [Node<'t>] {
        if let Kind::List(items) = &node.kind {
            return items;
        }
        self.wrong_kind(node, expected);
        &[]
    }

    /// Text, in quotes or not.
    pub(crate) fn text<'n>(&mut self, node: &'n Node<'_>, expected: &str) -> Option<&'n str> {
        match &node.kind {
            Kind::Scalar { text, .. } if !text.is_empty() => Some(text),
            _ => {
                self.wrong_kind(node, expected);
                None
            }
        }
    }

    /// The items of a condition, which may not be empty: an empty list could be meant as "nothing" or as "anything".
    pub(crate) fn condition_list<'n, 't>(
        &mut self,
        node: &'n Node<'t>,
        key: &str,
        expected: &str,
    ) -> &'n [Node<'t>] {
        let Kind::List(items) = &node.kind else {
            let found = match &node.kind {
                Kind::Scalar { text, .. } => quote(text),
                Kind::Map(_) => "a mapping".to_owned(),
                _ => "nothing".to_owned(),
            };
            let help = matches!(node.kind, Kind::Scalar { .. })
                .then(|| format!("write `{key}: [{}]`", "…"));
            self.add(node.at, found, format!("a list of {expected}"), help);
            return &[];
        };
        if items.is_empty() {
            self.add(
                node.at,
                "an empty list".to_owned(),
                format!("at least one of {expected}"),
                Some(format!("leave `{key}` out to ask for nothing")),
            );
        }
        items
    }

    /// A regular expression.
    pub(crate) fn pattern(
        &mut self,
        node: &Node<'_>,
        build: fn(&str) -> Result<Pattern, String>,
    ) -> Option<Pattern> {
        let text = self.text(node, "a regular expression")?;
        match build(text) {
            Ok(pattern) => Some(pattern),
            Err(why) => {
                self.add(
                    node.at,
                    format!("the regular expression {}: {why}", quote(text)),
                    "one that compiles".to_owned(),
                    None,
                );
                None
            }
        }
    }

    /// A list of regular expressions.
    pub(crate) fn patterns(
        &mut self,
        node: &Node<'_>,
        key: &str,
        build: fn(&str) -> Result<Pattern, String>,
    ) -> Vec<Pattern> {
        self.condition_list(node, key, "regular expressions")
            .iter()
            .filter_map(|item| self.pattern(item, build))
            .collect()
    }

    /// A list of words of a closed vocabulary.
    pub(crate) fn words<T: Copy>(
        &mut self,
        node: &Node<'_>,
        key: &str,
        what: &str,
        known: &[(&str, T)],
    ) -> Vec<T> {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        self.condition_list(node, key, &one_of(names.iter().copied()))
            .iter()
            .filter_map(|item| {
                let text = self.text(item, what)?;
                let found = known.iter().find(|(name, _)| *name == text);
                if found.is_none() {
                    self.unknown_word(item, what, text, &names);
                }
                found.map(|(_, value)| *value)
            })
            .collect()
    }
}
