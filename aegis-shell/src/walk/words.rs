//! Words that the walk makes, splits and cleans.

use std::borrow::Cow;
use std::ops::Deref;

use super::Walker;
use crate::expand::first_text;
use crate::few::Few;
use crate::glob;
use crate::option::OptionUse;
use crate::script::{EffectKind, Invocation, Span, Text, Texts, Value, Values, Word};
use crate::unknown::{first_mark, has_mark, is_lone_mark, is_mark, known_prefix, mark_text};

/// How long a word may be whose unknown parts are shown as they were written.
const MAX_WRITTEN: usize = 512;

/// The words of a command, its program first.
pub(super) struct Row<'a> {
    pub(super) words: &'a [Word],
    /// Whether there are marks in any of them.
    pub(super) marked: bool,
}

impl<'a> Row<'a> {
    pub(super) fn args(&self) -> &'a [Word] {
        self.words.get(1..).unwrap_or_default()
    }
}

/// A word of one text.
pub(super) fn text_word(text: impl Into<Text>, span: Span) -> Word {
    Word {
        values: Few::one(Value::Text(text.into())),
        quoted: true,
        span,
    }
}

/// A word of several texts.
pub(super) fn texts_word(texts: &[Text], span: Span) -> Word {
    let mut values: Values = texts.iter().cloned().map(Value::Text).collect();
    if values.is_empty() {
        values.push(Value::Unknown);
    }
    Word {
        values,
        quoted: true,
        span,
    }
}

/// The texts of a word, with marks; patterns stand for themselves.
pub(super) fn word_texts(word: &Word) -> Texts {
    match word.values.as_slice() {
        [value] => Few::one(value_text(value).into_owned()),
        values => values
            .iter()
            .map(|value| value_text(value).into_owned())
            .collect(),
    }
}

/// The text of a value, as [`word_texts`] has it.
pub(super) fn value_text(value: &Value) -> Cow<'_, Text> {
    match value {
        Value::Text(text) | Value::Prefix(text) => Cow::Borrowed(text),
        Value::Glob(pattern) => Cow::Owned(glob::unescape(pattern)),
        Value::Unknown => Cow::Owned(mark_text(crate::unknown::VARIABLE)),
    }
}

/// `NAME=value`: the two halves.
pub(super) fn as_assignment(word: &Word) -> Option<(Text, Word)> {
    let mut values = Values::new();
    let mut name = None;
    for value in &word.values {
        let (Value::Text(text) | Value::Glob(text)) = value else {
            return None;
        };
        let (left, right) = text.split_once('=')?;
        if left.is_empty()
            || left.starts_with(|c: char| c.is_ascii_digit())
            || !left.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        {
            return None;
        }
        name = Some(left.into());
        values.push(Value::Text(right.into()));
    }
    Some((
        name?,
        Word {
            values,
            quoted: word.quoted,
            span: word.span,
        },
    ))
}

/// Whether a word holds marks.
fn is_marked(word: &Word) -> bool {
    let marked = |value: &Value| match value {
        Value::Text(text) | Value::Glob(text) | Value::Prefix(text) => has_mark(text),
        Value::Unknown => false,
    };
    word.values.iter().any(marked)
}

/// A word as it leaves the reader: without marks.
#[inline]
pub(super) fn clean(word: &mut Word) {
    match word.values.single() {
        Some(Value::Text(text)) if is_lone_mark(text) => word.values = Few::one(Value::Unknown),
        Some(Value::Text(text)) if !has_mark(text) => {}
        _ => clean_values(word),
    }
}

#[inline(never)]
fn clean_values(word: &mut Word) {
    let mut changed = false;
    for value in &mut word.values {
        if let Value::Text(text) | Value::Glob(text) = value
            && let Some(known) = first_mark(text)
        {
            changed = true;
            text.truncate(known);
            let prefix = std::mem::take(text);
            *value = if prefix.is_empty() {
                Value::Unknown
            } else {
                Value::Prefix(prefix)
            };
        }
    }
    if changed && word.values.len() > 1 {
        let mut known: Vec<Value> = Vec::new();
        word.values.retain(|value| {
            let is_new = !known.contains(value);
            if is_new {
                known.push(value.clone());
            }
            is_new
        });
    }
}

pub(super) fn clean_option(option: &mut OptionUse) {
    option
        .names
        .change_given(|name| name.truncate(known_prefix(name).len()));
    option.value.iter_mut().for_each(clean);
}

/// Cleans what a reader of another shell hands over.
pub(super) fn clean_invocation(invocation: &mut Invocation) {
    if invocation.program.as_deref().is_some_and(has_mark) {
        invocation.program = None;
    }
    visible(&mut invocation.text);
    invocation.subcommands.iter_mut().for_each(visible);
    invocation.options.iter_mut().for_each(clean_option);
    invocation.operands.iter_mut().for_each(clean);
}

/// Cleans an effect that such a reader hands over.
pub(super) fn clean_kind(kind: &mut EffectKind) {
    match kind {
        EffectKind::Read { path }
        | EffectKind::Write { path }
        | EffectKind::Delete { path, .. } => {
            path.written.take_if(|text| has_mark(text));
            path.absolute.take_if(|text| has_mark(text));
            path.could_match.retain(|text| !has_mark(text));
        }
        EffectKind::Network {
            host, url, method, ..
        } => {
            host.take_if(|text| has_mark(text));
            method.take_if(|text| has_mark(text));
            url.iter_mut().for_each(visible);
        }
        EffectKind::RemoteCode { url } => url.iter_mut().for_each(visible),
        EffectKind::OpaqueCode { why } => visible(why),
        EffectKind::Privilege { program } => visible(program),
        EffectKind::Sql(statement) => statement.name.iter_mut().for_each(visible),
        EffectKind::OverBudget { .. } => {}
    }
}

/// Marks as people see them.
fn visible<T: Deref<Target = str> + FromIterator<char>>(text: &mut T) {
    if has_mark(text) {
        *text = text
            .chars()
            .map(|c| if is_mark(c) { '\u{2026}' } else { c })
            .collect();
    }
}

impl Walker<'_> {
    /// The words of a command, and how they read as a line of text. Unknown parts stand there as they were written.
    #[inline(always)]
    pub(super) fn row<'a>(&self, words: &'a [Word]) -> (Row<'a>, Text) {
        if let Some((line, marked)) = self.verbatim(words) {
            return (Row { words, marked }, line.into());
        }
        let marked = words.iter().any(is_marked);
        (Row { words, marked }, self.line(words))
    }

    #[cold]
    fn line(&self, words: &[Word]) -> Text {
        let length = |word: &Word| first_text(word).len() + 1;
        let mut line = Text::with_capacity(words.iter().map(length).sum());
        for word in words {
            if !line.is_empty() {
                line.push(' ');
            }
            match word.values.first() {
                Some(Value::Text(text)) if !has_mark(text) => line.push_str(text),
                Some(Value::Glob(pattern)) if !has_mark(pattern) => {
                    line.push_str(&glob::unescape(pattern))
                }
                Some(Value::Text(text) | Value::Glob(text) | Value::Prefix(text)) => {
                    self.push_written(&mut line, word, text)
                }
                Some(Value::Unknown) | None => self.push_written(&mut line, word, ""),
            }
        }
        line
    }

    /// The words as they stand in the source, where they do with one blank between them, and whether there are marks in
    /// any of them.
    #[inline(always)]
    fn verbatim(&self, words: &[Word]) -> Option<(&str, bool)> {
        let ([first, ..], [.., last]) = (words, words) else {
            return None;
        };
        if self.derived.is_some() {
            return None;
        }
        let source = self.source.as_bytes();
        let line = self.source.get(first.span.start..last.span.end)?;
        let mut marked = has_mark(line);
        let mut at = first.span.start;
        for word in words {
            let Some(Value::Text(text)) = word.values.single() else {
                return None;
            };
            let written = source.get(at..word.span.end)?;
            if word.span.start != at || written.is_empty() {
                return None;
            }
            if written != text.as_bytes() {
                if written.len() >= MAX_WRITTEN || !has_mark(text) {
                    return None;
                }
                marked = true;
            }
            at = word.span.end + 1;
            if at <= last.span.end && source.get(word.span.end) != Some(&b' ') {
                return None;
            }
        }
        Some((line, marked))
    }

    /// A word of the source as it stands there, unless that is long.
    fn as_written(&self, word: &Word) -> Option<&str> {
        if self.derived.is_some() {
            return None;
        }
        let written = self.source.get(word.span.start..word.span.end)?;
        (!written.is_empty() && written.len() < MAX_WRITTEN).then_some(written)
    }

    #[cold]
    fn push_written(&self, line: &mut Text, word: &Word, text: &str) {
        if let Some(written) = self.as_written(word) {
            return line.push_str(written);
        }
        line.extend(
            text.chars()
                .map(|c| if is_mark(c) { '\u{2026}' } else { c }),
        );
        if text.is_empty() {
            line.push('\u{2026}');
        }
    }
}
