//! Quotes, escapes and variables within PowerShell's words.

use super::tokens::{Cutter, Piece};

/// Bytes of a variable's name in braces, which may be a path.
pub(super) const MAX_NAME: usize = 264;

impl Cutter<'_> {
    pub(super) fn single_quoted(&mut self) -> String {
        let mut out = String::new();
        self.at += self.peek().map_or(0, char::len_utf8);
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            if is_single_quote(c) {
                match self.peek().filter(|next| is_single_quote(*next)) {
                    Some(next) => self.at += next.len_utf8(),
                    None => break,
                }
            }
            out.push(c);
        }
        out
    }

    pub(super) fn double_quoted(&mut self, pieces: &mut Vec<Piece>) {
        self.at += self.peek().map_or(0, char::len_utf8);
        let start = self.at;
        let mut depth = 0usize;
        let mut skip = false;
        let mut previous = ' ';
        let mut end = self.text.len();
        let mut after = end;
        for (at, c) in self.rest().char_indices() {
            match c {
                _ if skip => skip = false,
                '`' => skip = true,
                '(' if depth > 0 || previous == '$' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                c if is_double_quote(c)
                    && depth == 0
                    && self
                        .text
                        .get(start + at + c.len_utf8()..)
                        .is_some_and(|rest| rest.starts_with(is_double_quote)) =>
                {
                    skip = true
                }
                c if is_double_quote(c) && depth == 0 => {
                    end = start + at;
                    after = end + c.len_utf8();
                    break;
                }
                _ => {}
            }
            previous = c;
        }
        let body = self.text.get(start..end).unwrap_or_default();
        self.at = after;
        self.inserted(body, start, pieces);
    }

    /// The inside of an expanding text that begins at `from`.
    pub(super) fn inserted(&self, body: &str, from: usize, pieces: &mut Vec<Piece>) {
        let mut plain = String::new();
        let mut at = 0;
        while let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = body.get(at + c.len_utf8()..).unwrap_or_default();
            at += c.len_utf8();
            match c {
                c if c == '`' || is_double_quote(c) => {
                    let Some(next) = rest.chars().next() else {
                        break;
                    };
                    at += next.len_utf8();
                    plain.push(if c == '`' { escaped(next) } else { next });
                }
                '$' if rest.starts_with('(') => {
                    let inside = rest.get(1..).unwrap_or_default();
                    let length = group_length(inside);
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    pieces.push(Piece::Code(
                        inside.get(..length).unwrap_or_default().to_owned(),
                        self.offset + from + at + 1,
                    ));
                    at += (1 + length + 1).min(rest.len());
                }
                '$' if name_length(rest) > 0 => {
                    let length = name_length(rest);
                    // A colon that ends the name is text: `$x:`.
                    let name = rest.get(..length).unwrap_or_default().trim_end_matches(':');
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    pieces.push(Piece::Variable(variable_name(name)));
                    at += name.len();
                }
                c => plain.push(c),
            }
        }
        pieces.push(Piece::Text(plain));
    }
}

/// PowerShell takes typographic quotes for plain ones.
pub(super) fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201B}')
}

pub(super) fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}'..='\u{201E}')
}

pub(super) fn escaped(c: char) -> char {
    match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        other => other,
    }
}

/// Bytes of the variable's name after `$`: `x`, `env:x`, `{x y}`, `_`.
pub(super) fn name_length(rest: &str) -> usize {
    if rest.starts_with('{') {
        let end = rest.bytes().take(MAX_NAME).position(|byte| byte == b'}');
        return end.map_or(0, |end| end + 1);
    }
    let mut scoped = false;
    rest.find(|c: char| {
        let colon = c == ':' && !scoped;
        scoped |= colon;
        !(c.is_alphanumeric() || c == '_' || colon)
    })
    .unwrap_or(rest.len())
}

/// In small letters, without braces and without scopes that do not matter here.
pub(super) fn variable_name(name: &str) -> String {
    let name = name
        .trim_matches(['{', '}'])
        .trim_end_matches(':')
        .to_lowercase();
    if name == "psitem" {
        return "_".to_owned();
    }
    let scoped = ["global:", "script:", "local:", "private:", "using:"]
        .iter()
        .find_map(|scope| name.strip_prefix(scope));
    scoped.unwrap_or(&name).to_owned()
}

/// Bytes up to the bracket that closes.
fn group_length(inside: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    inside.len()
}
