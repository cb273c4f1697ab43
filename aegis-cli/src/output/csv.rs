//! CSV as RFC 4180 has it, safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Field, Record, visible};

/// A line of names, then one line a record.
pub(crate) fn write<R: Record>(out: &mut dyn Write, records: &[R]) -> io::Result<()> {
    let mut writer = writer(out);
    writer.write_record(R::FIELDS)?;
    for record in records {
        let fields = record.fields();
        writer.write_record(fields.iter().map(|field| cell(field).into_owned()))?;
    }
    writer.flush()
}

fn writer(out: &mut dyn Write) -> ::csv::Writer<&mut dyn Write> {
    ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(out)
}

fn cell<'f>(field: &'f Field<'_>) -> Cow<'f, str> {
    match field {
        Field::Nothing => Cow::Borrowed(""),
        Field::Text(text) => inert(text),
        Field::Number(number) => Cow::Owned(number.to_string()),
        Field::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Field::List(items) => Cow::Owned(inert(&items.join(" ")).into_owned()),
    }
}

/// A spreadsheet takes a cell that begins like this for a formula; an apostrophe makes it text. The tab and the
/// carriage return are looked at before the control characters are made visible.
fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return Cow::Owned(format!("'{}", visible(text)));
    }
    visible(text)
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Column};
    use super::*;

    struct Row(Vec<String>, Option<i64>);

    impl Record for Row {
        const FIELDS: &'static [&'static str] = &["list", "number"];
        const COLUMNS: &'static [Column] = &[];

        fn fields(&self) -> Vec<Field<'_>> {
            vec![
                Field::List(&self.0),
                self.1.map_or(Field::Nothing, Field::Number),
            ]
        }

        fn cells(&self) -> Vec<Cell> {
            Vec::new()
        }
    }

    fn check(text: &str, number: Option<i64>, expected: &str) {
        let mut out = Vec::new();
        write(&mut out, &[Row(vec![text.to_owned()], number)]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!("list,number\r\n{expected}\r\n")
        );
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        check("plain", Some(7), "plain,7");
        check("a,b", None, "\"a,b\",");
        check("say \"x\"", None, "\"say \"\"x\"\"\",");
        check("two\nlines", None, "\"two\nlines\",");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for start in ["=1+1", "+1", "-1", "@x"] {
            check(start, Some(-1), &format!("'{start},-1"));
        }
        check("\t=1", None, "'\t=1,");
        check("\r=1", None, "'\\r=1,");
    }

    #[test]
    fn no_records_leave_the_names() {
        let mut out = Vec::new();
        write::<Row>(&mut out, &[]).unwrap();
        assert_eq!(out, b"list,number\r\n");
    }
}
