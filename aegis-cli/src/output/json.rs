//! JSON for programs.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::safe::acts;
use super::{Field, Record};

/// The records as an array.
pub(crate) fn write<R: Record>(out: &mut dyn Write, records: &[R]) -> io::Result<()> {
    write_array(out, records.iter().map(Object))
}

/// An array with one object a line, so that a reader of lines gets on with it too.
pub(crate) fn write_array<O: Serialize>(
    out: &mut dyn Write,
    objects: impl IntoIterator<Item = O>,
) -> io::Result<()> {
    let mut empty = true;
    out.write_all(b"[")?;
    for object in objects {
        out.write_all(if empty { b"\n" } else { b",\n" })?;
        out.write_all(text(&object)?.as_bytes())?;
        empty = false;
    }
    out.write_all(if empty { b"]\n" } else { b"\n]\n" })
}

/// One object.
pub(crate) fn write_object(out: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", text(object)?)
}

/// JSON on one line. What a terminal would act on is escaped; such characters only stand in strings.
fn text(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value)?;
    if !text.contains(acts) {
        return Ok(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    Ok(safe)
}

struct Object<'r, R>(&'r R);

impl<R: Record> Serialize for Object<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(R::FIELDS.len()))?;
        for (name, field) in R::FIELDS.iter().zip(self.0.fields()) {
            map.serialize_entry(name, &field)?;
        }
        map.end()
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Nothing => serializer.serialize_none(),
            Field::Text(text) => serializer.serialize_str(text),
            Field::Number(number) => serializer.serialize_i64(*number),
            Field::Flag(flag) => serializer.serialize_bool(*flag),
            Field::List(items) => serializer.collect_seq(*items),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_escaped_and_comes_back() {
        let value = "\u{9b}\u{7f}\u{202e}\u{e0041} \n\"é";
        let text = text(&value).unwrap();
        assert!(!text.contains(acts), "{text}");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }
}
