//! Reads `name = value` in the many ways that code, configuration, shell and prose write it.

use std::ops::Range;

use crate::alphabet::{Alphabet, WORD};
use crate::text::Text;

const NAME: Alphabet = WORD.and(b"-.$@/");
const MAX_NAME: usize = 96;
const MAX_VALUE: usize = 512;

/// What stands between name and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`, `:`, `:=`, `=>`, `<-` and relatives.
    Assign,
    /// `==`, `!=`.
    Compare,
    /// A list: `("password", "x")`.
    Argument,
    /// A call or a constructor: `setPassword("x")`, `token("x")`.
    Call,
    /// `<password>x</password>`.
    Tag,
    /// `--password x`, `password x`.
    Space,
    /// `the password is x`.
    Prose,
}

/// A name with the value it is given.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) name: Range<usize>,
    pub(crate) operator: Operator,
    pub(crate) value: Range<usize>,
    pub(crate) quoted: bool,
}

/// The name around `at`: a run of identifier characters, dots and dashes included.
pub(crate) fn name_around(text: Text<'_>, at: usize) -> Range<usize> {
    let mut start = text.run_back(at, NAME, MAX_NAME);
    // In `\npassword` the `n` belongs to the escape.
    if text.before(start) == Some(b'\\')
        && matches!(text.byte(start), Some(b'n' | b't' | b'r'))
        && start < at
    {
        start += 1;
    }
    start..name_end(text, at)
}

fn name_end(text: Text<'_>, at: usize) -> usize {
    text.run(at, NAME, MAX_NAME)
}

/// The assignment whose name contains `at`.
pub(crate) fn read(text: Text<'_>, at: usize) -> Option<Assignment> {
    // Most words are no names: what follows decides that, so the name's start is looked for last.
    let Some((operator, from)) = operator(text, name_end(text, at)) else {
        return reversed(text, name_around(text, at));
    };
    let (value, quoted) = value(text, from, operator)?;
    Some(Assignment {
        name: name_around(text, at),
        operator,
        value,
        quoted,
    })
}

/// A comparison that has its literal first: `"x" == password`.
fn reversed(text: Text<'_>, name: Range<usize>) -> Option<Assignment> {
    const SPACE: Alphabet = Alphabet::new(b" \t");
    let sign_end = text.run_back(name.start, SPACE, 8);
    let sign = text.run_back(sign_end, const { Alphabet::new(b"=!") }, 4);
    if !matches!(text.slice(sign..sign_end), b"==" | b"===" | b"!=" | b"!==") {
        return None;
    }
    let end = text.run_back(sign, SPACE, 8).checked_sub(1)?;
    let quote = text.byte(end).filter(|b| matches!(b, b'"' | b'\''))?;
    let line = text.slice(end.saturating_sub(MAX_VALUE)..end);
    let open = line.iter().rposition(|b| *b == quote || *b == b'\n')?;
    let start = end - line.len() + open + 1;
    (line.get(open) == Some(&quote)).then_some(Assignment {
        name,
        operator: Operator::Compare,
        value: start..end,
        quoted: true,
    })
}

/// Skips what closes a name: quotes (escaped or not), brackets, an entity.
fn close_name(text: Text<'_>, mut at: usize) -> usize {
    for _ in 0..4 {
        at = if text.starts_with(at, b"&quot;") {
            at + 6
        } else {
            match text.byte(at) {
                Some(b'\\') if matches!(text.byte(at + 1), Some(b'"' | b'\'' | b'\\')) => at + 1,
                Some(b'"' | b'\'' | b'`' | b']') => at + 1,
                _ => break,
            }
        };
    }
    at
}

fn operator(text: Text<'_>, from: usize) -> Option<(Operator, usize)> {
    let closed = close_name(text, from);
    let at = text.skip_spaces(closed);
    let symbols = text.run(at, const { Alphabet::new(b"=:<>-?+.|!~") }, 5);
    let written = text.slice(at..symbols);
    match written {
        b"==" | b"===" | b"!=" | b"!==" | b"=~" => Some((Operator::Compare, symbols)),
        b"=" | b"=>" | b":=" | b"::=" | b":::=" | b"?=" | b"||=" | b"+=" | b".=" | b"<-"
        | b"->" | b":" | b"::" | b"~>" => {
            Some((Operator::Assign, after_annotation(text, symbols, written)))
        }
        b"=-" | b":-" => Some((Operator::Assign, at + 1)),
        b">" if closed == from => Some((Operator::Tag, symbols)),
        b"" => match text.byte(at)? {
            b',' => Some((Operator::Argument, at + 1)),
            b'(' if at == from => Some((Operator::Call, at + 1)),
            _ => spaced(text, from, at),
        },
        _ => spaced(text, from, at),
    }
}

/// `password is x`, `--password x`, and Go's `password string = x`.
fn spaced(text: Text<'_>, from: usize, at: usize) -> Option<(Operator, usize)> {
    if at == from {
        return None;
    }
    let word = text.run(at, WORD, 24);
    match text.slice(at..word) {
        b"is" | b"was" => Some((Operator::Prose, skip_colon(text, word))),
        b"string" | b"str" => {
            let sign = text.skip_spaces(word);
            (text.byte(sign) == Some(b'=')).then_some((Operator::Assign, sign + 1))
        }
        _ => Some((Operator::Space, at)),
    }
}

fn skip_colon(text: Text<'_>, at: usize) -> usize {
    if text.byte(at) == Some(b':') {
        at + 1
    } else {
        at
    }
}

/// Steps over the type in `password: &str = "x"`.
fn after_annotation(text: Text<'_>, at: usize, written: &[u8]) -> usize {
    if written != b":" {
        return at;
    }
    let start = text.skip_spaces(at);
    let end = text.run(start, const { WORD.and(b"&'<>[]. ?|") }, 48);
    let sign = text.byte(end) == Some(b'=') && text.byte(end + 1) != Some(b'=');
    if sign && end > start { end + 1 } else { at }
}

fn value(text: Text<'_>, from: usize, operator: Operator) -> Option<(Range<usize>, bool)> {
    let mut at = text.run(from, const { Alphabet::new(b" \t") }, 64);
    if operator == Operator::Tag
        || matches!(text.byte(at), Some(b'\r' | b'\n'))
            && matches!(
                operator,
                Operator::Assign | Operator::Argument | Operator::Call
            )
    {
        at = text.run(at, const { Alphabet::new(b" \t\r\n") }, 64);
    }
    at = after_prefix(text, at);
    let (open, width) = quote(text, at);
    if width > 0 {
        let start = at + width;
        let end = closing(text, start, open, width)?;
        return Some((start..end, true));
    }
    let end = bare_end(text, at, operator);
    (end > at).then_some((at..end, false))
}

/// Steps over what may precede a quote: `b"`, `r'`, `@"`, `L"`, `new String("`, `String("`.
fn after_prefix(text: Text<'_>, at: usize) -> usize {
    let letters = text.run(at, const { Alphabet::new(b"bBrRuUfFL@N") }, 2);
    if letters > at && matches!(text.byte(letters), Some(b'"' | b'\'')) {
        return letters;
    }
    at
}

/// The quote at `at` and how many bytes it takes: `"`, `\"`, `\\"`, `"""`, `&quot;`.
fn quote(text: Text<'_>, at: usize) -> (u8, usize) {
    if text.starts_with(at, b"&quot;") {
        return (b'&', 6);
    }
    if text.starts_with(at, b"\"\"\"") || text.starts_with(at, b"'''") {
        return (text.byte(at).unwrap_or_default(), 3);
    }
    let slashes = text.run(at, const { Alphabet::new(b"\\") }, 3) - at;
    match text.byte(at + slashes) {
        Some(q @ (b'"' | b'\'' | b'`')) => (q, slashes + 1),
        _ => (0, 0),
    }
}

/// Where the value that the quote opened ends: at the same quote, with as many backslashes before it.
fn closing(text: Text<'_>, start: usize, open: u8, width: usize) -> Option<usize> {
    let rest = text.slice(start..start.saturating_add(MAX_VALUE));
    if open == b'&' {
        return memchr::memmem::find(rest, b"&quot;").map(|n| start + n);
    }
    let escaped = width == 2 || width == 4;
    let mut i = 0;
    while let Some(b) = rest.get(i) {
        match b {
            b'\n' if width != 3 => return None,
            b'\\' if escaped => {
                let slashes = text.run(start + i, const { Alphabet::new(b"\\") }, 8) - (start + i);
                if text.byte(start + i + slashes) == Some(open) && slashes < width {
                    return Some(start + i);
                }
                i += slashes + 1;
                continue;
            }
            b'\\' => i += 1,
            b if *b == open => return Some(start + i),
            _ => {}
        }
        i += 1;
    }
    None
}

fn bare_end(text: Text<'_>, at: usize, operator: Operator) -> usize {
    const STOP: Alphabet = Alphabet::new(b" \t\r\n\"'`,;<>(){}[]|\\");
    let rest = text.slice(at..at.saturating_add(MAX_VALUE));
    let stops = |b: &u8| match operator {
        Operator::Tag => *b == b'<' || *b == b'\n',
        _ => STOP.has(*b),
    };
    let end = at + rest.iter().take_while(|b| !stops(b)).count();
    // A full stop or a colon at the end belongs to the sentence.
    end - text
        .slice(at..end)
        .iter()
        .rev()
        .take_while(|b| matches!(b, b'.' | b':'))
        .count()
}
