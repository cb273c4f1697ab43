//! What statements give and commands take.

use crate::few::Few;
use crate::script::{Span, Text, Value, Values, Word};
use crate::unknown::{VARIABLE, has_mark};

/// What a statement gives to a pipe, a variable or a surrounding expression.
#[derive(Clone, Debug, Default)]
pub(super) enum Output {
    #[default]
    Unknown,
    /// Texts. A mark within one stands for a piece that is not known.
    Words(Values),
    /// What a download gave.
    Remote(Option<String>),
    /// Files that a listing found.
    Files(Listing),
    /// An object of a class, in small letters, and what it was made from.
    Object { class: String, from: Values },
    /// `@{ … }`, its keys in small letters.
    Table(Vec<(String, Output)>),
    /// The content of a file, or another thing that is data.
    Data,
}

/// Files below some paths.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    pub(super) paths: Values,
    pub(super) recursive: bool,
    /// Patterns of names; none means every name.
    pub(super) filters: Vec<String>,
    pub(super) filtered: bool,
}

impl Listing {
    /// The files or folders of these paths, without what is in them.
    pub(super) fn of(paths: Values) -> Self {
        Self {
            paths,
            ..Self::default()
        }
    }

    /// What is found, as paths and patterns.
    pub(super) fn found(&self) -> Values {
        let paths = self.paths.iter();
        paths.flat_map(|path| self.narrowed(path)).collect()
    }

    /// What a listing that leaves things out stands for: patterns below its root.
    fn narrowed(&self, path: &Value) -> Values {
        let everything = ["*".to_owned()];
        let filters = match (self.filters.as_slice(), self.filtered) {
            ([], false) => return Few::one(path.clone()),
            ([], true) => &everything,
            (filters, _) => filters,
        };
        let root = Output::Words(Few::one(path.clone())).piece();
        let below = |filter: &String| match root.as_str() {
            "." => Value::Glob(filter.into()),
            root => Value::Glob(compact_str::format_compact!(
                "{}\\{filter}",
                root.trim_end_matches(['\\', '/'])
            )),
        };
        filters.iter().map(below).collect()
    }
}

impl Output {
    pub(super) fn values(&self) -> Values {
        match self {
            Self::Words(values) if !values.is_empty() => values.clone(),
            Self::Files(listing) => listing.found(),
            _ => Few::one(Value::Unknown),
        }
    }

    pub(super) fn into_values(self) -> Values {
        match self {
            Self::Words(values) if !values.is_empty() => values,
            other => other.values(),
        }
    }

    /// The one text that this is, if it is known.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Words(values) => match values.as_slice() {
                [Value::Text(text)] if !has_mark(text) => Some(text.to_string()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The texts that this is, a line each, if they are known.
    pub(super) fn lines(&self) -> Option<String> {
        let Self::Words(values) = self else {
            return None;
        };
        let one = |value: &Value| match value {
            Value::Text(text) if !has_mark(text) => Some(text.to_string()),
            _ => None,
        };
        let lines: Option<Vec<String>> = values.iter().map(one).collect();
        lines.map(|lines| lines.join("\n"))
    }

    /// This as a piece of a text, with marks for what is not known.
    pub(super) fn piece(&self) -> Text {
        match self.values().as_slice() {
            [Value::Text(text) | Value::Glob(text)] => text.clone(),
            [Value::Prefix(text)] => compact_str::format_compact!("{text}{VARIABLE}"),
            _ => crate::unknown::mark_text(VARIABLE),
        }
    }

    pub(super) fn of_text(text: impl Into<Text>) -> Self {
        Self::Words(Few::one(Value::Text(text.into())))
    }

    pub(super) fn object(class: impl Into<String>) -> Self {
        Self::Object {
            class: class.into(),
            from: Few::new(),
        }
    }

    /// Bytes that a copy costs.
    pub(super) fn weight(&self) -> usize {
        let one = |value: &Value| match value {
            Value::Text(text) | Value::Glob(text) | Value::Prefix(text) => text.len() + 1,
            Value::Unknown => 1,
        };
        match self {
            Self::Words(values) | Self::Object { from: values, .. } => {
                1 + values.iter().map(one).sum::<usize>()
            }
            Self::Files(listing) => {
                1 + listing.paths.iter().map(one).sum::<usize>() + listing.filters.len()
            }
            Self::Table(entries) => entries
                .iter()
                .map(|(key, value)| key.len() + value.weight())
                .sum(),
            Self::Unknown | Self::Remote(_) | Self::Data => 1,
        }
    }
}

/// An argument of a command.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub(super) output: Output,
    /// As written, if it is one plain word: only those can be parameters.
    pub(super) bare: Option<String>,
    /// The value of a parameter that came from a table: `@{ Path = 'x' }`.
    pub(super) attached: Option<Output>,
    pub(super) quoted: bool,
    pub(super) span: Span,
}

impl Argument {
    pub(super) fn word(&self) -> Word {
        Word {
            values: self.output.values(),
            quoted: self.quoted,
            span: self.span,
        }
    }
}
