//! Collects mistakes, and reads the shapes that every part of a rule file shares.

use crate::mistake::{Mistake, did_you_mean, nearest, one_of, quote};
use crate::pattern::{Pattern, Place};
use crate::yaml::{Kind, Mark, Node};

/// A file with this many mistakes is not a rule file; the rest would only be noise.
const MAX_MISTAKES: usize = 1_000;

/// The entries of a mapping that has nothing but known keys.
pub(super) struct Fields<'n, 't> {
    pub(super) whole: &'n Node<'t>,
    pub(super) entries: Vec<(&'n str, &'n Node<'t>)>,
    /// The known keys that unknown ones were probably meant to be.
    misspelt: Vec<String>,
}

impl<'n, 't> Fields<'n, 't> {
    pub(super) fn get(&self, key: &str) -> Option<&'n Node<'t>> {
        let entry = self.entries.iter().find(|(name, _)| *name == key);
        entry.map(|(_, value)| *value)
    }

    pub(super) fn is_misspelt(&self, key: &str) -> bool {
        self.misspelt.iter().any(|name| name == key)
    }
}

/// Words that people bring from other tools.
const SYNONYMS: [(&str, &str); 21] = [
    ("block", "deny"),
    ("reject", "deny"),
    ("refuse", "deny"),
    ("ask", "require_approval"),
    ("approve", "require_approval"),
    ("approval", "require_approval"),
    ("log", "audit"),
    ("warn", "audit"),
    ("permit", "allow"),
    ("limit", "rate_limit"),
    ("bash", "command_exec"),
    ("command", "command_exec"),
    ("exec", "command_exec"),
    ("shell", "command_exec"),
    ("read", "file_read"),
    ("write", "file_write"),
    ("edit", "file_write"),
    ("delete", "file_delete"),
    ("network", "network_request"),
    ("mcp", "mcp_call"),
    ("agent", "agent_spawn"),
];

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
            Kind::Scalar { text, .. } if text.is_empty() => "an empty text".to_owned(),
            Kind::Scalar { text, .. } => quote(text),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
        };
        self.add(node.at, found, expected.to_owned(), None);
    }

    /// A word that is none of the known ones.
    pub(crate) fn unknown_word(&mut self, node: &Node<'_>, what: &str, text: &str, known: &[&str]) {
        let meant = SYNONYMS
            .iter()
            .find(|(other, meant)| other.eq_ignore_ascii_case(text) && known.contains(meant));
        let help = match meant {
            Some((_, meant)) => Some(format!("did you mean `{meant}`?")),
            None => did_you_mean(text, known.iter().copied()),
        };
        self.add(
            node.at,
            format!("unknown {what} {}", quote(text)),
            one_of(known.iter().copied()),
            help,
        );
    }

    /// The entries of a mapping whose keys are among `known`; unknown and repeated keys are noted. `None` if it is no
    /// mapping.
    pub(super) fn fields<'n, 't>(
        &mut self,
        node: &'n Node<'t>,
        what: &str,
        known: &[&str],
    ) -> Option<Fields<'n, 't>> {
        let Kind::Map(entries) = &node.kind else {
            self.wrong_kind(
                node,
                &format!("{what}: a mapping with {}", one_of(known.iter().copied())),
            );
            return None;
        };
        let mut fields = Fields {
            whole: node,
            entries: Vec::with_capacity(entries.len()),
            misspelt: Vec::new(),
        };
        for (key, value) in entries {
            let Kind::Scalar { text, .. } = &key.kind else {
                self.wrong_kind(key, &format!("a key of {what}"));
                continue;
            };
            if !known.contains(&&**text) {
                let meant = nearest(text, known.iter().copied());
                self.add(
                    key.at,
                    format!("unknown key {} in {what}", quote(text)),
                    one_of(known.iter().copied()),
                    match (&**text, meant) {
                        ("<<", _) => {
                            Some("merge keys are not read: write the lines out".to_owned())
                        }
                        (_, name) => name.map(|name| format!("did you mean `{name}`?")),
                    },
                );
                fields.misspelt.extend(meant.map(str::to_owned));
            } else if fields.get(text).is_some() {
                self.repeated_key(key, text);
            } else {
                fields.entries.push((text, value));
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
        expected: impl FnOnce() -> String,
    ) -> &'n [Node<'t>] {
        match &node.kind {
            Kind::List(items) if !items.is_empty() => return items,
            Kind::List(_) => self.add(
                node.at,
                "an empty list".to_owned(),
                format!("at least one of {}", expected()),
                Some(format!("leave `{key}` out to ask for nothing")),
            ),
            Kind::Scalar { text, .. } => self.add(
                node.at,
                quote(text),
                format!("a list of {}", expected()),
                Some(format!("put it in brackets: `{key}: [{}]`", "…")),
            ),
            _ => self.wrong_kind(node, &format!("a list of {}", expected())),
        }
        &[]
    }

    /// A regular expression.
    pub(crate) fn pattern(&mut self, node: &Node<'_>, place: Place) -> Option<Pattern> {
        let text = self.text(node, "a regular expression")?;
        match Pattern::new(text, place) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.add(
                    node.within(error.at),
                    format!("the regular expression {}: {}", quote(text), error.why),
                    "one that compiles".to_owned(),
                    error.help,
                );
                None
            }
        }
    }

    /// A list of regular expressions.
    pub(crate) fn patterns(&mut self, node: &Node<'_>, key: &str, place: Place) -> Vec<Pattern> {
        self.condition_list(node, key, || "regular expressions".to_owned())
            .iter()
            .filter_map(|item| self.pattern(item, place))
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
        let names = || known.iter().map(|(name, _)| *name);
        self.condition_list(node, key, || one_of(names()))
            .iter()
            .filter_map(|item| {
                let text = self.text(item, what)?;
                let found = known.iter().find(|(name, _)| *name == text);
                if found.is_none() {
                    self.unknown_word(item, what, text, &names().collect::<Vec<_>>());
                }
                found.map(|(_, value)| *value)
            })
            .collect()
    }
}
