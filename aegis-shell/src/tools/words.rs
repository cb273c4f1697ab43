//! Making words out of words: what a table cuts off, joins or spells out stays where the text had it.

use crate::few::Few;
use crate::script::{self, Text, Value, Values, Word};

/// A word that says exactly `text`, standing where `at` stands.
pub(super) fn literal(text: &str, at: &Word) -> Word {
    Word {
        values: Few::one(Value::Text(text.into())),
        quoted: at.quoted,
        span: at.span,
    }
}

/// The text of a word that is known, the first one where there are several.
pub(super) fn text(word: &Word) -> Option<&str> {
    word.values.iter().find_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

/// Every known text of a word, with the known beginning of one whose end is unknown.
pub(super) fn texts(word: &Word) -> impl Iterator<Item = &str> {
    word.values.iter().filter_map(|value| match value {
        Value::Text(text) | Value::Prefix(text) => Some(text.as_str()),
        Value::Glob(_) | Value::Unknown => None,
    })
}

/// Whatever is known of the letters of a value.
pub(super) fn letters(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) | Value::Glob(text) | Value::Prefix(text) => Some(text),
        Value::Unknown => None,
    }
}

/// Whether a word is exactly `text`, in one of its values.
pub(super) fn is(word: &Word, expected: &str) -> bool {
    let says = |value: &Value| matches!(value, Value::Text(text) if text == expected);
    match word.values.single() {
        Some(value) => says(value),
        None => word.values.iter().any(says),
    }
}

/// Whether nothing at all is known of a word.
pub(super) fn is_unknown(word: &Word) -> bool {
    word.values.iter().all(|value| {
        letters(value)
            .is_none_or(|text| text.chars().all(crate::unknown::is_mark) && !text.is_empty())
    })
}

/// Whether some value of the word begins with `start`.
pub(super) fn starts(word: &Word, start: &str) -> bool {
    word.values
        .iter()
        .filter_map(letters)
        .any(|letters| letters.starts_with(start))
}

/// The word with `change` applied to what is known of each value; values for which it returns `None` fall away.
/// `None` if nothing is left.
pub(super) fn map<T: Into<Text>>(word: &Word, change: impl Fn(&str) -> Option<T>) -> Option<Word> {
    let changed = |value: &Value| {
        let text = change(letters(value)?)?.into();
        Some(match value {
            Value::Glob(_) => Value::Glob(text),
            Value::Prefix(_) if text.is_empty() => Value::Unknown,
            Value::Prefix(_) => Value::Prefix(text),
            Value::Text(_) | Value::Unknown => Value::Text(text),
        })
    };
    let values = match word.values.as_slice() {
        [value] => Values::one(changed(value)?),
        values => values.iter().filter_map(changed).collect(),
    };
    (!values.is_empty()).then_some(Word {
        values,
        quoted: word.quoted,
        span: word.span,
    })
}

/// What follows `prefix`, if the word begins with it.
pub(super) fn after(word: &Word, prefix: &str) -> Option<Word> {
    map(word, |text| text.strip_prefix(prefix).map(Text::from))
}

/// What stands before and after the first `separator`.
pub(super) fn split_once(word: &Word, separator: char) -> Option<(Word, Word)> {
    let left = word.values.iter().filter_map(|value| match value {
        Value::Text(text) | Value::Prefix(text) => {
            Some(Value::Text(text.split_once(separator)?.0.into()))
        }
        Value::Glob(text) => Some(Value::Glob(text.split_once(separator)?.0.into())),
        Value::Unknown => None,
    });
    let left: Values = left.collect();
    let right = map(word, |text| {
        text.split_once(separator)
            .map(|(_, right)| Text::from(right))
    })?;
    (!left.is_empty()).then_some((
        Word {
            values: left,
            quoted: word.quoted,
            span: word.span,
        },
        right,
    ))
}

/// `left` and `right` as one path.
pub(super) fn join(left: &Word, right: &Word) -> Word {
    let stands_alone = |value| letters(value).is_some_and(|text| text.starts_with(['/', '~']));
    if is(left, ".") || right.values.iter().any(stands_alone) {
        return right.clone();
    }
    let Some(tail) = right.values.first() else {
        return left.clone();
    };
    let joined = |head: &Value| match (head, tail) {
        (Value::Unknown, _) => Value::Unknown,
        (Value::Prefix(head), _) => Value::Prefix(head.clone()),
        (Value::Text(head) | Value::Glob(head), Value::Unknown) => Value::Prefix(below(head, "")),
        (Value::Text(head), Value::Text(tail)) => Value::Text(below(head, tail)),
        (Value::Text(head) | Value::Glob(head), Value::Prefix(tail)) => {
            Value::Prefix(below(head, tail))
        }
        (Value::Text(head), Value::Glob(tail)) => Value::Glob(below(&escape(head), tail)),
        (Value::Glob(head), Value::Text(tail)) => Value::Glob(below(head, &escape(tail))),
        (Value::Glob(head), Value::Glob(tail)) => Value::Glob(below(head, tail)),
    };
    let values = match left.values.as_slice() {
        [head] => Values::one(joined(head)),
        heads => heads.iter().map(joined).collect(),
    };
    Word {
        values,
        quoted: left.quoted,
        span: left.span,
    }
}

/// The pattern as a word: what a program, not the shell, would match against names.
pub(super) fn pattern(glob: impl Into<Text>, at: &Word) -> Word {
    Word {
        values: Few::one(Value::Glob(glob.into())),
        quoted: at.quoted,
        span: at.span,
    }
}

/// A path below a folder, with one slash between them.
fn below(folder: &str, path: &str) -> Text {
    script::below(folder.trim_end_matches('/'), path)
}

/// Literal text as a pattern.
pub(super) fn escape(text: &str) -> Text {
    let mut pattern = Text::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '?' | '[' | ']' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}
