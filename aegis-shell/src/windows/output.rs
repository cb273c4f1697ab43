//! What statements give and commands take.

use crate::script::{Span, Value, Word};

/// What a statement gives to a pipe, a variable or a surrounding expression.
#[derive(Clone, Debug, Default)]
pub(super) enum Output {
    #[default]
    Unknown,
    Words(Vec<Value>),
    /// What a download gave.
    Remote(Option<String>),
    /// Files that a listing found below these paths.
    Files {
        paths: Vec<Value>,
        recursive: bool,
        /// Patterns of names; none means every name.
        filters: Vec<String>,
        filtered: bool,
    },
    /// An object of this class, in small letters.
    Object(String),
    /// The content of a file, or another thing that is data.
    Data,
}

impl Output {
    pub(super) fn values(&self) -> Vec<Value> {
        match self {
            Self::Words(values) if !values.is_empty() => values.clone(),
            _ => vec![Value::Unknown],
        }
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        match self {
            Self::Words(values) if !values.is_empty() => values,
            _ => vec![Value::Unknown],
        }
    }

    /// What `$_` stands for in a block that this is piped to.
    pub(super) fn each(&self) -> Vec<Value> {
        match self {
            Self::Files { paths, .. } => paths.clone(),
            other => other.values(),
        }
    }

    /// The one text that this is, if it is known.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Words(values) => match values.as_slice() {
                [Value::Text(text)] => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn of_text(text: impl Into<String>) -> Self {
        Self::Words(vec![Value::Text(text.into())])
    }
}

/// An argument of a command.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub(super) output: Output,
    /// As written, if it is one plain word: only those can be parameters.
    pub(super) bare: Option<String>,
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
