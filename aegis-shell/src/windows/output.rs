//! What statements give and commands take.

use crate::few::Few;
use crate::script::{Span, Text, Value, Values, Word};

/// What a statement gives to a pipe, a variable or a surrounding expression.
#[derive(Clone, Debug, Default)]
pub(super) enum Output {
    #[default]
    Unknown,
    Words(Values),
    /// What a download gave.
    Remote(Option<String>),
    /// Files that a listing found below these paths.
    Files {
        paths: Values,
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
    pub(super) fn values(&self) -> Values {
        match self {
            Self::Words(values) if !values.is_empty() => values.clone(),
            _ => Few::one(Value::Unknown),
        }
    }

    pub(super) fn into_values(self) -> Values {
        match self {
            Self::Words(values) if !values.is_empty() => values,
            _ => Few::one(Value::Unknown),
        }
    }

    /// What `$_` stands for in a block that this is piped to.
    pub(super) fn each(&self) -> Values {
        match self {
            Self::Files { paths, .. } => paths.clone(),
            other => other.values(),
        }
    }

    /// The one text that this is, if it is known.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Words(values) => match values.as_slice() {
                [Value::Text(text)] => Some(text.to_string()),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn of_text(text: impl Into<Text>) -> Self {
        Self::Words(Few::one(Value::Text(text.into())))
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
