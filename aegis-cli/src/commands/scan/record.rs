//! One finding as it is printed: where it stands and what it is, never the secret itself.

use aegis_scanner::{Confidence, Finding, Severity, aws_account};

use super::preview::preview;
use crate::output::{Cell, Column, Field, Record, Tone};

/// A finding in a file or a text. The order of the fields is the order of the output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Located {
    /// The file, as reached from the working directory; `<stdin>` or `<text>`.
    pub(crate) path: String,
    /// Line of its first character, from 1.
    pub(crate) line: usize,
    /// Its first character in the line, from 1.
    pub(crate) column: usize,
    /// Line of its last character.
    pub(crate) end_line: usize,
    /// The character after its last one.
    pub(crate) end_column: usize,
    /// Id of its type.
    pub(crate) kind: String,
    /// What people call the type.
    pub(crate) name: String,
    /// The service, where one type covers several.
    pub(crate) vendor: Option<&'static str>,
    /// The account that it belongs to, where it says so.
    pub(crate) account: Option<String>,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Under which it can be allowed.
    pub(crate) fingerprint: String,
    /// What may be shown of it.
    pub(crate) preview: String,
}

impl Record for Located {
    const FIELDS: &'static [&'static str] = &[
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "type",
        "name",
        "vendor",
        "account",
        "confidence",
        "severity",
        "fingerprint",
        "preview",
    ];
    const COLUMNS: &'static [Column] = &[
        Column::elastic("location", 24),
        Column::whole("type"),
        Column::whole("confidence"),
        Column::whole("severity"),
        Column::elastic("preview", 8),
        Column::elastic("fingerprint", 16),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        let number = |number: usize| Field::Number(i64::try_from(number).unwrap_or(i64::MAX));
        vec![
            self.path.as_str().into(),
            number(self.line),
            number(self.column),
            number(self.end_line),
            number(self.end_column),
            self.kind.as_str().into(),
            self.name.as_str().into(),
            Field::maybe(self.vendor),
            Field::maybe(self.account.as_deref()),
            self.confidence.as_str().into(),
            self.severity.as_str().into(),
            self.fingerprint.as_str().into(),
            self.preview.as_str().into(),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let tone = if self.severity >= Severity::High {
            Tone::Bad
        } else {
            Tone::Waiting
        };
        let place = format!("{}:{}:{}", self.path, self.line, self.column);
        vec![
            place.as_str().into(),
            self.kind.as_str().into(),
            self.confidence.as_str().into(),
            Cell::toned(self.severity.as_str(), tone),
            self.preview.as_str().into(),
            Cell::toned(&self.fingerprint, Tone::Quiet),
        ]
    }
}

/// Turns findings of one text, in order of position, into records.
pub(crate) struct Recorder<'a> {
    path: &'a str,
    text: &'a str,
    at: Position,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Position {
    byte: usize,
    line: usize,
    column: usize,
}

impl<'a> Recorder<'a> {
    /// For this text, which is shown under this path.
    pub(crate) fn new(path: &'a str, text: &'a str) -> Recorder<'a> {
        Recorder {
            path,
            text,
            at: Position {
                byte: 0,
                line: 1,
                column: 1,
            },
        }
    }

    /// The next finding.
    pub(crate) fn record(&mut self, finding: &Finding) -> Located {
        let span = finding.span();
        self.at = self.at.moved(self.text, span.start);
        let end = self.at.moved(self.text, span.end);
        let secret = self.text.get(span).unwrap_or_default();
        let is_id = finding.kind().id() == "aws-access-key-id";
        Located {
            path: self.path.to_owned(),
            line: self.at.line,
            column: self.at.column,
            end_line: end.line,
            end_column: end.column,
            kind: finding.kind().id().to_owned(),
            name: finding.kind().name().to_owned(),
            vendor: finding.vendor(),
            account: is_id.then(|| aws_account(secret)).flatten(),
            confidence: finding.confidence(),
            severity: finding.severity(),
            fingerprint: finding.fingerprint().to_string(),
            preview: preview(secret),
        }
    }
}

impl Position {
    /// Further on in the text; only what lies between is read, so that many findings in one long line stay cheap.
    fn moved(self, text: &str, byte: usize) -> Position {
        let Some(between) = text.get(self.byte..byte) else {
            return self;
        };
        let lines = newlines(between.as_bytes());
        let last = between.rsplit('\n').next().unwrap_or_default();
        let column = last.chars().count();
        Position {
            byte,
            line: self.line + lines,
            column: if lines == 0 {
                self.column + column
            } else {
                column + 1
            },
        }
    }
}

/// Counted in bytes first, so that the vector unit can do it.
fn newlines(text: &[u8]) -> usize {
    let few = |few: &[u8]| {
        let count = few
            .iter()
            .fold(0_u8, |n, b| n.wrapping_add(u8::from(*b == b'\n')));
        usize::from(count)
    };
    text.chunks(u8::MAX.into()).map(few).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, byte: usize, line: usize, column: usize) {
        let start = Recorder::new("p", text).at;
        let there = start.moved(text, byte);
        assert_eq!(
            (there.line, there.column),
            (line, column),
            "{text:?} {byte}"
        );
        // In two steps it is the same place.
        let half = (0..=byte / 2).rev().find(|at| text.is_char_boundary(*at));
        assert_eq!(start.moved(text, half.unwrap()).moved(text, byte), there);
    }

    #[test]
    fn an_id_shows_its_account() {
        let text = concat!("id=ASIA", "QNZGKIQY56JQ7WML");
        let findings = aegis_scanner::Scanner::builtin().scan(text);
        let record = Recorder::new("p", text).record(&findings[0]);
        assert_eq!(record.account.as_deref(), Some("029608264753"));
    }

    #[test]
    fn columns_count_characters_from_one() {
        check("abc", 0, 1, 1);
        check("abc", 2, 1, 3);
        check("a\nbc", 3, 2, 2);
        check("äöü=x", 7, 1, 5);
        check("a\r\nä\n\nb", 7, 4, 1);
        check(&"\n".repeat(700), 600, 601, 1);
    }
}
