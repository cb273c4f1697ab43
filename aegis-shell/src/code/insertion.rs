//! The inside of string literals: what their escapes mean, and which parts are inserted.

use super::lexer::{Lexer, Piece, Tape, lex_at};
use crate::reading::Language;

/// How the inside of a literal is to be read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Inside {
    /// Only an escaped quote or backslash is special.
    Single,
    /// Nothing is special.
    Raw,
    /// Escapes.
    Escaped,
    /// Escapes, and `{x}` inserts.
    Braces,
    /// `{x}` inserts, no escapes.
    RawBraces,
    /// Escapes, and the language's own way to insert.
    Inserting,
}

impl Lexer<'_> {
    pub(super) fn pieces(&self, raw: &str, inside: Inside) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = raw;
        while let Some(c) = rest.chars().next() {
            let tail = rest.get(c.len_utf8()..).unwrap_or_default();
            if let Some((tape, after)) = self.insertion(rest, inside) {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                pieces.push(Piece::Code(tape));
                rest = after;
            } else if c == '\\' && !matches!(inside, Inside::Raw | Inside::RawBraces) {
                rest = self.escape(tail, inside, &mut plain);
            } else if matches!(inside, Inside::Braces | Inside::RawBraces)
                && (rest.starts_with("{{") || rest.starts_with("}}"))
            {
                plain.push(c);
                rest = tail.get(1..).unwrap_or_default();
            } else {
                plain.push(c);
                rest = tail;
            }
        }
        pieces.push(Piece::Plain(plain));
        pieces
    }

    /// The expression that is inserted here, and what comes after it.
    fn insertion<'r>(&self, rest: &'r str, inside: Inside) -> Option<(Tape, &'r str)> {
        let opening = match (inside, self.language) {
            (Inside::Braces | Inside::RawBraces, _)
                if rest.starts_with('{') && !rest.starts_with("{{") =>
            {
                "{"
            }
            (Inside::Inserting, Language::JavaScript | Language::Jvm) => "${",
            (Inside::Inserting, Language::Ruby | Language::Elixir) => "#{",
            (Inside::Inserting, Language::Perl | Language::Php) => return self.sigil(rest),
            _ => return None,
        };
        let body = rest.strip_prefix(opening)?;
        let (code, after) = braced(body);
        let tape = lex_at(self.language, code, self.depth + 1);
        Some((tape, after))
    }

    /// `$x`, `@x`, `${x}`, `{$x}`, `@{[ … ]}`.
    fn sigil<'r>(&self, rest: &'r str) -> Option<(Tape, &'r str)> {
        let perl = self.language == Language::Perl;
        if let Some(body) = rest
            .strip_prefix("${")
            .or_else(|| rest.strip_prefix("@{").filter(|_| perl))
        {
            let (code, after) = braced(body);
            let bare = code.chars().all(|c| c.is_alphanumeric() || c == '_');
            let code = if bare {
                format!("${code}")
            } else {
                code.to_owned()
            };
            return Some((lex_at(self.language, &code, self.depth + 1), after));
        }
        if !perl && rest.starts_with("{$") {
            let (code, after) = braced(rest.get(1..)?);
            return Some((lex_at(self.language, code, self.depth + 1), after));
        }
        let name = rest
            .strip_prefix('$')
            .or_else(|| rest.strip_prefix('@').filter(|_| perl))?;
        let length = name
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(name.len());
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let mut end = length + 1;
        let tail = name.get(length..)?;
        // `$ENV{HOME}` is one variable.
        if perl && tail.starts_with('{') {
            end += tail.find('}').map_or(0, |close| close + 1);
        }
        Some((
            lex_at(self.language, rest.get(..end)?, self.depth + 1),
            rest.get(end..)?,
        ))
    }

    /// Decodes the escape after a backslash; gives what comes after it.
    fn escape<'r>(&self, tail: &'r str, inside: Inside, out: &mut String) -> &'r str {
        let Some(c) = tail.chars().next() else {
            out.push('\\');
            return tail;
        };
        let after = tail.get(c.len_utf8()..).unwrap_or_default();
        if inside == Inside::Single && !matches!(c, '\\' | '\'') {
            out.push('\\');
            out.push(c);
            return after;
        }
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'e' if self.language != Language::Python => out.push('\u{1b}'),
            '\n' => {}
            'x' | 'u' | 'U' => return code_point(c, after, out),
            '0'..='7' => {
                let length = tail
                    .find(|c: char| !matches!(c, '0'..='7'))
                    .unwrap_or(tail.len())
                    .min(3);
                let digits = tail.get(..length).unwrap_or_default();
                out.push(
                    u32::from_str_radix(digits, 8)
                        .ok()
                        .and_then(char::from_u32)
                        .unwrap_or(c),
                );
                return tail.get(length..).unwrap_or_default();
            }
            '\\' | '\'' | '"' | '`' => out.push(c),
            other => {
                if self.language == Language::Python {
                    out.push('\\');
                }
                out.push(other);
            }
        }
        after
    }
}

/// `\xHH`, `\x{HHH}`, `\uHHHH`, `\u{H…}`, `\UHHHHHHHH`.
fn code_point<'r>(kind: char, after: &'r str, out: &mut String) -> &'r str {
    let (digits, rest) = match after
        .strip_prefix('{')
        .and_then(|body| body.split_once('}'))
    {
        Some(pair) => pair,
        None => {
            let most = match kind {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let length = after
                .find(|c: char| !c.is_ascii_hexdigit())
                .unwrap_or(after.len())
                .min(most);
            after.split_at_checked(length).unwrap_or(("", after))
        }
    };
    match u32::from_str_radix(digits, 16)
        .ok()
        .and_then(char::from_u32)
    {
        Some(decoded) => out.push(decoded),
        None => out.push(kind),
    }
    rest
}

/// Text up to the `}` that closes an insertion, and what comes after it.
fn braced(body: &str) -> (&str, &str) {
    let mut depth = 0usize;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                return (
                    body.get(..at).unwrap_or_default(),
                    body.get(at + 1..).unwrap_or_default(),
                );
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    (body, "")
}
