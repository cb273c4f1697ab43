//! Words in the making: the ways a word may come out, each a row of fields.

use crate::glob;
use crate::script::{Text, Value};

/// Most values that a word may have.
pub(crate) const MAX_VALUES: usize = 16;

/// One field: its text, and where pattern characters in it are alive.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    text: Text,
    live: Vec<usize>,
    quoted: bool,
    /// Whether anything was put in, an empty pair of quotes included.
    begun: bool,
}

impl Field {
    pub(super) fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// The field as a value.
    pub(super) fn value(&self) -> Value {
        if !self.is_pattern() {
            return Value::Text(self.text.clone());
        }
        let mut pattern = Text::with_capacity(self.text.len() + 4);
        let mut live = self.live.iter().peekable();
        for (at, character) in self.text.char_indices() {
            let alive = live.next_if(|next| **next == at).is_some();
            if !alive && matches!(character, '*' | '?' | '[' | ']' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        Value::Glob(pattern)
    }

    /// A lone `[` is the command of that name.
    fn is_pattern(&self) -> bool {
        self.live
            .iter()
            .any(|at| match self.text.as_bytes().get(*at) {
                Some(b'*' | b'?') => true,
                Some(b'[') => self
                    .live
                    .iter()
                    .any(|end| end > at && self.text.as_bytes().get(*end) == Some(&b']')),
                _ => false,
            })
    }
}

/// One way a word may come out.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    fields: Vec<Field>,
    current: Field,
    separators: &'static str,
}

impl Draft {
    pub(super) fn new(separators: &'static str) -> Self {
        Draft {
            fields: Vec::new(),
            current: Field::default(),
            separators,
        }
    }

    /// Unquoted text of the word itself.
    pub(super) fn push_live(&mut self, text: &str) {
        let offset = self.current.text.len();
        let live = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| matches!(byte, b'*' | b'?' | b'[' | b']'));
        self.current.live.extend(live.map(|(at, _)| offset + at));
        self.current.text.push_str(text);
        self.current.begun |= !text.is_empty();
    }

    pub(super) fn push_quoted(&mut self, text: &str) {
        self.current.text.push_str(text);
        self.current.quoted = true;
        self.current.begun = true;
    }

    /// Text that stands as it is without having been quoted (`~`).
    pub(super) fn push_fixed(&mut self, text: &str) {
        self.current.text.push_str(text);
        self.current.begun = true;
    }

    /// The value of an unquoted expansion: it is split.
    pub(super) fn push_split(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let end = rest
                .find(|c| self.separators.contains(c))
                .unwrap_or(rest.len());
            let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.push_live(piece);
            if after.is_empty() {
                return;
            }
            self.split();
            rest = after.trim_start_matches(|c| self.separators.contains(c));
        }
    }

    /// Ends the field.
    pub(super) fn split(&mut self) {
        if self.current.begun {
            self.fields.push(std::mem::take(&mut self.current));
        }
    }

    pub(super) fn finish(mut self) -> Vec<Field> {
        self.split();
        self.fields
    }

    /// The whole as one text.
    pub(super) fn into_text(self) -> Text {
        let mut text = Text::default();
        for field in &self.fields {
            text.push_str(&field.text);
            text.push(' ');
        }
        text + &self.current.text
    }

    /// The whole as one pattern.
    pub(super) fn into_pattern(self) -> Text {
        match self.current.value() {
            Value::Glob(pattern) => pattern,
            _ => glob::escape(&self.current.text),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.current.text.len()
    }
}

/// Every draft continued by every value, as far as the limit goes.
pub(super) fn multiply(drafts: &mut Vec<Draft>, values: &[Text], push: impl Fn(&mut Draft, &str)) {
    match values {
        [] => {}
        [value] => drafts.iter_mut().for_each(|draft| push(draft, value)),
        _ => {
            let mut grown = Vec::new();
            'all: for draft in drafts.iter() {
                for value in values {
                    if grown.len() == MAX_VALUES {
                        break 'all;
                    }
                    let mut next = draft.clone();
                    push(&mut next, value);
                    grown.push(next);
                }
            }
            *drafts = grown;
        }
    }
}
