//! Words in the making: the ways a word may come out, each a row of fields.

use smallvec::SmallVec;

use crate::few::Few;
use crate::glob;
use crate::script::{Span, Text, Value, Word};

/// Most values that a word may have.
pub(crate) const MAX_VALUES: usize = 16;

/// One field: its text, and where pattern characters in it are alive.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    text: Text,
    live: SmallVec<[usize; 2]>,
    quoted: bool,
    /// Whether anything was put in, an empty pair of quotes included.
    begun: bool,
}

impl Field {
    pub(super) fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// The field as a word of its own.
    pub(super) fn into_word(self, span: Span) -> Word {
        Word {
            quoted: self.quoted,
            values: Few::one(self.into_value()),
            span,
        }
    }

    /// The field as a value.
    pub(super) fn into_value(self) -> Value {
        if !self.is_pattern() {
            return Value::Text(self.text);
        }
        let mut pattern = String::with_capacity(self.text.len() + 4);
        let mut live = self.live.iter().peekable();
        for (at, character) in self.text.char_indices() {
            let alive = live.next_if(|next| **next == at).is_some();
            if !alive && matches!(character, '*' | '?' | '[' | ']' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        Value::Glob(pattern.into())
    }

    /// A lone `[` is the command of that name.
    fn is_pattern(&self) -> bool {
        let mut open = false;
        self.live
            .iter()
            .any(|at| match self.text.as_bytes().get(*at) {
                Some(b'*' | b'?') => true,
                Some(b'[') => {
                    open = true;
                    false
                }
                Some(b']') => open,
                _ => false,
            })
    }
}

/// The ways a word may come out, mostly one.
pub(super) type Drafts = Few<Draft>;

/// One way a word may come out.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    fields: Few<Field>,
    current: Field,
    separators: &'static str,
}

impl Draft {
    pub(super) fn new(separators: &'static str) -> Self {
        Draft {
            fields: Few::new(),
            current: Field::default(),
            separators,
        }
    }

    /// One that is not split, and begins with a text of which a part may have been quoted.
    pub(super) fn begun_by(text: Text, quoted: bool) -> Self {
        let mut draft = Draft::new("");
        draft.current.begun = quoted || !text.is_empty();
        draft.current.quoted = quoted;
        draft.current.text = text;
        draft
    }

    /// Unquoted text of the word itself.
    pub(super) fn push_live(&mut self, text: &str) {
        let offset = self.current.text.len();
        for (at, byte) in text.bytes().enumerate() {
            if matches!(byte, b'*' | b'?' | b'[' | b']') {
                self.current.live.push(offset + at);
            }
        }
        continue_text(&mut self.current.text, text);
        self.current.begun |= !text.is_empty();
    }

    pub(super) fn push_quoted(&mut self, text: &str) {
        continue_text(&mut self.current.text, text);
        self.current.quoted = true;
        self.current.begun = true;
    }

    /// Text that stands as it is without having been quoted (`~`).
    pub(super) fn push_fixed(&mut self, text: &str) {
        continue_text(&mut self.current.text, text);
        self.current.begun = true;
    }

    /// The value of an unquoted expansion: it is split.
    pub(super) fn push_split(&mut self, text: &str) {
        let separators = self.separators.as_bytes();
        let separates = |byte: &u8| separators.contains(byte);
        let mut rest = text;
        loop {
            let end = rest.bytes().position(|byte| separates(&byte));
            let end = end.unwrap_or(rest.len());
            let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.push_live(piece);
            if after.is_empty() {
                return;
            }
            self.split();
            let blanks = after.bytes().take_while(separates).count();
            rest = after.get(blanks..).unwrap_or_default();
        }
    }

    /// Ends the field.
    pub(super) fn split(&mut self) {
        if self.current.begun {
            self.fields.push(std::mem::take(&mut self.current));
        }
    }

    pub(super) fn finish(mut self) -> Few<Field> {
        self.split();
        self.fields
    }

    /// The whole as one text.
    pub(super) fn into_text(self) -> Text {
        if self.fields.is_empty() {
            return self.current.text;
        }
        let mut text = Text::default();
        for field in &self.fields {
            text.push_str(&field.text);
            text.push(' ');
        }
        text + &self.current.text
    }

    /// The whole as one pattern.
    pub(super) fn into_pattern(self) -> Text {
        match self.current.into_value() {
            Value::Glob(pattern) => pattern,
            Value::Text(text) | Value::Prefix(text) => glob::escape(&text),
            Value::Unknown => Text::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.current.text.len()
    }
}

/// Every way continued by every value, as far as the limit goes.
pub(super) fn multiply<T: Clone>(ways: &mut Few<T>, values: &[Text], push: impl Fn(&mut T, &str)) {
    match values {
        [] => {}
        [value] => ways.iter_mut().for_each(|way| push(way, value)),
        _ => {
            let mut grown = Few::new();
            'all: for way in ways.iter() {
                for value in values {
                    if grown.len() == MAX_VALUES {
                        break 'all;
                    }
                    let mut next = way.clone();
                    push(&mut next, value);
                    grown.push(next);
                }
            }
            *ways = grown;
        }
    }
}

/// Continues a text, which most often begins so.
#[inline]
pub(super) fn continue_text(text: &mut Text, more: &str) {
    if text.is_empty() {
        *text = Text::from(more);
    } else {
        text.push_str(more);
    }
}
