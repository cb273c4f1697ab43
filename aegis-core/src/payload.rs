//! Strict reading of a hook's payload: one JSON document, nothing that two readers could understand differently.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Largest payload in bytes.
pub const MAX_PAYLOAD: usize = 32 * 1024 * 1024;

/// Why a payload was not understood. The texts never quote it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// Nothing came.
    #[error("the hook's payload is empty; one JSON object on stdin is expected")]
    Empty,
    /// More than [`MAX_PAYLOAD`].
    #[error("the hook's payload is larger than 32 MiB")]
    TooLarge,
    /// Not UTF-8.
    #[error("the hook's payload is not valid UTF-8")]
    NotUtf8,
    /// Not JSON, or cut, or followed by something, or nested too deep, or with a key given twice.
    #[error(
        "the hook's payload is not one strict JSON document ({problem} at line {line} column {column})"
    )]
    NotJson {
        /// What kind of problem.
        problem: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the hook's payload is JSON but not an object")]
    NotAnObject,
    /// A field that is needed is not there.
    #[error("the hook's payload has no `{field}`")]
    Missing {
        /// Which.
        field: &'static str,
    },
    /// A field has another type than the agent documents.
    #[error("`{field}` in the hook's payload is not {expected}")]
    WrongType {
        /// Which.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A known tool came without the field that says what it acts on.
    #[error("the call of tool `{tool}` has no usable `{field}`")]
    MissingInput {
        /// The tool.
        tool: String,
        /// The field.
        field: &'static str,
    },
}

/// Reads one JSON object strictly: a leading byte-order mark is skipped; duplicate keys, invalid UTF-8, lone
/// surrogates, nesting deeper than 127 and trailing text are errors.
///
/// # Errors
/// As the variants of [`PayloadError`] say.
pub fn read_payload(bytes: &[u8]) -> Result<Map<String, Value>, PayloadError> {
    if bytes.len() > MAX_PAYLOAD {
        return Err(PayloadError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| PayloadError::NotUtf8)?;
    if text.trim().is_empty() {
        return Err(PayloadError::Empty);
    }
    match parse_strict(text)? {
        Value::Object(map) => Ok(map),
        _ => Err(PayloadError::NotAnObject),
    }
}

/// Reads any JSON value with the same strictness.
pub(crate) fn parse_strict(text: &str) -> Result<Value, PayloadError> {
    let mut parser = serde_json::Deserializer::from_str(text);
    let value = Strict::deserialize(&mut parser).map_err(|e| not_json(&e))?;
    parser.end().map_err(|error| PayloadError::NotJson {
        problem: "text after the document",
        line: error.line(),
        column: error.column(),
    })?;
    Ok(value.0)
}

fn not_json(error: &serde_json::Error) -> PayloadError {
    let problem = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Data => "a key stands twice",
        _ => "a syntax error",
    };
    PayloadError::NotJson {
        problem,
        line: error.line(),
        column: error.column(),
    }
}

/// A JSON value whose objects have no key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let Strict(value) = map.next_value()?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("duplicate key"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &[u8], expected: Result<usize, &str>) {
        let got = read_payload(input);
        match expected {
            Ok(keys) => assert_eq!(got.map(|m| m.len()), Ok(keys), "{input:?}"),
            Err(part) => {
                let message = got.expect_err("an error").to_string();
                assert!(message.contains(part), "{message} should say {part}");
            }
        }
    }

    #[test]
    fn one_object_is_read() {
        check(br#"{"a":1,"b":{"c":[1,2,{"d":null}]}}"#, Ok(2));
        check(b"\xef\xbb\xbf{\"a\":1}\r\n\r\n", Ok(1));
        check(br#"{"a":"\ud83d\ude00"}"#, Ok(1));
    }

    #[test]
    fn what_is_not_one_strict_object_is_an_error() {
        check(b"", Err("empty"));
        check(b" \n", Err("empty"));
        check(b"{\"a\":1", Err("ends too early"));
        check(b"{\"a\":1} {}", Err("text after"));
        check(b"[1]", Err("not an object"));
        check(br#"{"a":1,"a":2}"#, Err("twice"));
        check(br#"{"x":{"a":1,"\u0061":2}}"#, Err("twice"));
        check(b"{\"a\":\"\xff\"}", Err("UTF-8"));
        check(br#"{"a":"\ud800"}"#, Err("syntax"));
        let deep = [
            b"{\"a\":".as_slice(),
            &b"[".repeat(200),
            &b"]".repeat(200),
            b"}",
        ]
        .concat();
        check(&deep, Err("syntax"));
    }

    #[test]
    fn errors_never_quote_the_payload() {
        let marker = "Zq8fWm";
        let text = format!("{{\"{marker}\":1,\"{marker}\":2}}");
        let message = read_payload(text.as_bytes())
            .expect_err("twice")
            .to_string();
        assert!(!message.contains(marker));
    }
}
