//! What an expression is known to be.

/// Stands in a text for a part that cannot be known: a code point that no program text holds.
pub(super) const HOLE: char = '\u{10FFFE}';

/// What an expression is known to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A text; [`HOLE`] stands for unknown parts.
    Text(String),
    List(Vec<Value>),
    /// One of these: what a loop binds.
    Any(Vec<Value>),
    /// Keys with their values.
    Object(Vec<(String, Value)>),
    /// Something known by how it is reached: `os.system`; `pathlib.Path()` is what a call gave, `arg` its first argument.
    Symbol {
        name: String,
        arg: Option<Box<Value>>,
    },
    /// A method of a value.
    Method(Box<Value>, String),
    /// What a download gave.
    Remote(Option<String>),
    Unknown,
}

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn symbol(name: &str) -> Self {
        Self::Symbol {
            name: name.to_owned(),
            arg: None,
        }
    }

    /// The text with its holes: what any value is within a concatenation.
    pub(super) fn inserted(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Symbol {
                arg: Some(arg),
                name,
            } if name.ends_with("Path()") || name.ends_with("Pathname.new()") => arg.inserted(),
            _ => HOLE.to_string(),
        }
    }

    /// The whole text, if it is known.
    pub(super) fn known(&self) -> Option<String> {
        Some(self.inserted()).filter(|text| !text.contains(HOLE))
    }

    /// Every text of a list, or of a single value.
    pub(super) fn each(&self) -> Vec<Option<String>> {
        match self {
            Self::List(items) | Self::Any(items) => items.iter().map(Self::known).collect(),
            other => vec![other.known()],
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Self::Symbol { name, .. } if matches!(name.as_str(), "True" | "true" | "TRUE" | "T"))
            || matches!(self, Self::Text(text) if text == "1")
    }

    /// A member of a download (`r.text`) is the download still.
    pub(super) fn source(&self) -> &Self {
        match self {
            Self::Method(value, _) if matches!(**value, Self::Remote(_)) => value,
            other => other,
        }
    }

    /// How deep values are nested in it.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::List(items) | Self::Any(items) => {
                1 + items.iter().map(Self::depth).max().unwrap_or(0)
            }
            Self::Object(items) => {
                1 + items
                    .iter()
                    .map(|(_, value)| value.depth())
                    .max()
                    .unwrap_or(0)
            }
            Self::Symbol { arg: Some(arg), .. } => 1 + arg.depth(),
            Self::Method(value, _) => 1 + value.depth(),
            _ => 0,
        }
    }

    /// Bytes that a copy costs.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 1,
            Self::List(items) | Self::Any(items) => {
                1 + items.iter().map(Self::weight).sum::<usize>()
            }
            Self::Object(items) => {
                1 + items
                    .iter()
                    .map(|(key, value)| key.len() + value.weight())
                    .sum::<usize>()
            }
            Self::Symbol { name, arg } => name.len() + arg.as_ref().map_or(1, |arg| arg.weight()),
            Self::Method(value, name) => name.len() + value.weight(),
            Self::Remote(_) | Self::Unknown => 1,
        }
    }
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Args {
    pub(super) positional: Vec<Value>,
    pub(super) named: Vec<(String, Value)>,
}

impl Args {
    pub(super) fn one(value: Value) -> Self {
        Self {
            positional: vec![value],
            named: Vec::new(),
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&Value> {
        self.positional.get(at)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        let own = self
            .named
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value);
        own.or_else(|| {
            self.positional.iter().find_map(|value| match value {
                Value::Object(items) => items
                    .iter()
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value),
                _ => None,
            })
        })
    }

    /// By place, or by one of the names.
    pub(super) fn at_or(&self, at: usize, names: &[&str]) -> Option<&Value> {
        self.get(at)
            .or_else(|| names.iter().find_map(|name| self.named(name)))
    }
}
