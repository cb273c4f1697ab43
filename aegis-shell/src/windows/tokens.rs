//! Cuts PowerShell text into words, brackets and separators.

use crate::script::Span;

/// Bytes of a variable's name in braces, which may be a path.
const MAX_NAME: usize = 264;

/// A part of a word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    /// A variable, in small letters: `x`, `env:path`.
    Variable(String),
    /// `$( … )` within a text, and where its inside begins.
    Code(String, usize),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word {
        pieces: Vec<Piece>,
        quoted: bool,
    },
    /// `$x =` and relatives at the beginning of a statement.
    Assign {
        name: String,
        append: bool,
    },
    /// `key =` in a hash table.
    Key(String),
    /// `(`, `{`, and `@` for a hash table.
    Open(char),
    Close,
    Comma,
    Pipe,
    /// `;`, a line end, `&&`, `||`, a background `&`.
    End,
    /// `&` or `.` before what is to be run.
    Call,
    /// `>` and relatives: the next word is written.
    Redirect,
}

/// Tokens with their places, brackets matched.
pub(super) struct Tokens<'t> {
    text: &'t str,
    offset: usize,
    list: Vec<(Token, Span)>,
    close: Vec<usize>,
}

impl<'t> Tokens<'t> {
    /// The text between two tokens, neither of them included.
    pub(super) fn between(&self, open: usize, close: usize) -> &'t str {
        let from = self.span(open).end.saturating_sub(self.offset);
        let to = match self.list.get(close) {
            Some((_, span)) => span.start.saturating_sub(self.offset),
            None => self.text.len(),
        };
        self.text.get(from..to).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(at).map(|(token, _)| token)
    }

    pub(super) fn span(&self, at: usize) -> Span {
        self.list.get(at).map(|(_, span)| *span).unwrap_or_default()
    }

    /// Index of the bracket that closes the one at `at`, or of the end.
    pub(super) fn close(&self, at: usize) -> usize {
        self.close.get(at).copied().unwrap_or(self.list.len())
    }

    /// Whether nothing stands between the token before `at` and this one.
    pub(super) fn adjacent(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.span(before).end == self.span(at).start)
    }
}

/// Cuts `text` up; `offset` is where it begins in the text that spans refer to.
pub(super) fn tokens(text: &str, offset: usize) -> Tokens<'_> {
    let mut cutter = Cutter {
        text,
        at: 0,
        offset,
        list: Vec::new(),
        open: Vec::new(),
    };
    while let Some(c) = cutter.peek() {
        cutter.step(c);
    }
    let list = cutter.list;
    let mut close = vec![list.len(); list.len()];
    let mut open = Vec::new();
    for (at, (token, _)) in list.iter().enumerate() {
        match token {
            Token::Open(_) => open.push(at),
            Token::Close => {
                if let Some(slot) = open.pop().and_then(|from| close.get_mut(from)) {
                    *slot = at;
                }
            }
            _ => {}
        }
    }
    Tokens {
        text,
        offset,
        list,
        close,
    }
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
    list: Vec<(Token, Span)>,
    /// The brackets that are open, innermost last.
    open: Vec<char>,
}

impl<'t> Cutter<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, token: Token, start: usize) {
        let span = Span {
            start: self.offset + start,
            end: self.offset + self.at,
        };
        self.list.push((token, span));
    }

    fn mark(&mut self, token: Token, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(token, start);
    }

    fn starts_statement(&self) -> bool {
        matches!(
            self.list.last(),
            None | Some((Token::End | Token::Pipe | Token::Open(_), _))
        )
    }

    fn step(&mut self, c: char) {
        let rest = self.rest();
        let two = rest.get(..2).unwrap_or_default();
        match c {
            '\n' if matches!(self.list.last(), Some((Token::Pipe | Token::Comma, _))) => {
                self.at += 1
            }
            '\n' if !self.starts_statement() && self.continues_pipe() => self.at += 1,
            '\n' | ';' => self.mark(Token::End, 1),
            '`' if rest.starts_with("`\n") || rest.starts_with("`\r\n") => {
                self.at += rest.find('\n').map_or(1, |end| end + 1)
            }
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
            '<' if two == "<#" => self.at += rest.find("#>").map_or(rest.len(), |end| end + 2),
            '<' => self.at += 1,
            '(' | '{' => self.opening(c, 1),
            ')' | '}' => {
                self.open.pop();
                self.mark(Token::Close, 1);
            }
            ',' => self.mark(Token::Comma, 1),
            '@' if two == "@(" => self.opening('(', 2),
            '$' if two == "$(" => self.opening('(', 2),
            '@' if two == "@{" => self.opening('@', 2),
            '@' if two == "@'" || two == "@\"" => self.here_string(two),
            '|' if two == "||" => self.mark(Token::End, 2),
            '|' => self.mark(Token::Pipe, 1),
            '&' if two == "&&" => self.mark(Token::End, 2),
            '&' if self.starts_statement() => self.mark(Token::Call, 1),
            '&' => self.mark(Token::End, 1),
            '.' if self.starts_statement()
                && rest
                    .get(1..)
                    .is_some_and(|next| next.starts_with([' ', '(', '\'', '"', '$', '{'])) =>
            {
                self.mark(Token::Call, 1)
            }
            _ if self.redirect(rest) => {}
            _ if self.open.last() == Some(&'@') && self.starts_statement() && self.key() => {}
            '$' | '[' if self.starts_statement() && self.assignment() => {}
            '-' if rest.starts_with("--%") => self.at += 3,
            _ => self.word(),
        }
    }

    fn opening(&mut self, kind: char, length: usize) {
        self.open.push(kind);
        self.mark(Token::Open(kind), length);
    }

    /// A line that begins with `|` goes on with the pipeline before it.
    fn continues_pipe(&self) -> bool {
        const NEAR: usize = 256;
        let mut ahead = self.rest().bytes().take(NEAR);
        ahead.find(|byte| !byte.is_ascii_whitespace()) == Some(b'|') && ahead.next() != Some(b'|')
    }

    /// `Path =`, `'Path' =` in a hash table.
    fn key(&mut self) -> bool {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let (name, after) = match quote {
            Some(quote) => {
                let Some(split) = rest.get(1..).and_then(|rest| rest.split_once(quote)) else {
                    return false;
                };
                split
            }
            None => {
                let end = rest
                    .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
                    .unwrap_or(rest.len());
                rest.split_at_checked(end).unwrap_or((rest, ""))
            }
        };
        let Some(value) = after.trim_start_matches([' ', '\t']).strip_prefix('=') else {
            return false;
        };
        let (start, name) = (self.at, name.to_lowercase());
        self.at = self.text.len() - value.len();
        self.push(Token::Key(name), start);
        true
    }

    /// `>`, `2>>`, `*>`; those into another stream are skipped.
    fn redirect(&mut self, rest: &str) -> bool {
        let stream = usize::from(rest.starts_with(|c: char| c.is_ascii_digit() || c == '*'));
        let Some(tail) = rest.get(stream..).and_then(|rest| rest.strip_prefix('>')) else {
            return false;
        };
        if tail.starts_with("&1") || tail.starts_with("&2") {
            self.at += stream + 3;
            return true;
        }
        self.mark(
            Token::Redirect,
            stream + if tail.starts_with('>') { 2 } else { 1 },
        );
        true
    }

    /// `$x =`, `$env:x +=`, `[string]$x =`.
    fn assignment(&mut self) -> bool {
        let rest = self.rest();
        let cast = rest
            .starts_with('[')
            .then(|| {
                rest.get(..120.min(rest.len()))
                    .and_then(|head| head.find(']'))
            })
            .flatten();
        let from = cast.map_or(0, |end| end + 1);
        let Some(tail) = rest
            .get(from..)
            .and_then(|rest| rest.trim_start().strip_prefix('$'))
        else {
            return false;
        };
        let length = name_length(tail);
        let name = tail.get(..length).unwrap_or_default();
        let after = tail.get(length..).unwrap_or_default();
        let trimmed = after.trim_start_matches([' ', '\t']);
        let append = trimmed.starts_with("+=");
        let plain = trimmed.starts_with('=') && !trimmed.starts_with("==");
        if length == 0 || !append && !plain {
            return false;
        }
        let start = self.at;
        self.at = self.text.len() - trimmed.len() + if append { 2 } else { 1 };
        self.push(
            Token::Assign {
                name: variable_name(name),
                append,
            },
            start,
        );
        true
    }

    fn here_string(&mut self, opening: &str) {
        let start = self.at;
        let rest = self.rest();
        let end = if opening == "@'" { "\n'@" } else { "\n\"@" };
        let body_from = rest.find('\n').map_or(rest.len(), |end| end + 1);
        // An empty body has its closing line right after the opening one.
        let stop = rest
            .get(body_from.saturating_sub(1)..)
            .and_then(|tail| tail.find(end))
            .map(|found| body_from.saturating_sub(1) + found);
        let body_to = stop.unwrap_or(rest.len()).max(body_from.min(rest.len()));
        let body = rest.get(body_from..body_to).unwrap_or_default();
        let mut pieces = Vec::new();
        if opening == "@'" {
            pieces.push(Piece::Text(body.to_owned()));
        } else {
            self.inserted(body, start + body_from, &mut pieces);
        }
        self.at = start + stop.map_or(rest.len(), |stop| stop + end.len());
        self.push(
            Token::Word {
                pieces,
                quoted: true,
            },
            start,
        );
    }

    fn word(&mut self) {
        let start = self.at;
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut quoted = false;
        while let Some(c) = self.peek() {
            match c {
                c if is_single_quote(c) => {
                    quoted = true;
                    plain.push_str(&self.single_quoted());
                }
                c if is_double_quote(c) => {
                    quoted = true;
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    self.double_quoted(&mut pieces);
                }
                '$' if self.rest().starts_with("$(") => break,
                '$' => {
                    let body = self.rest().get(1..).unwrap_or_default();
                    let length = name_length(body);
                    if length == 0 {
                        plain.push(c);
                        self.at += 1;
                    } else {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                        pieces.push(Piece::Variable(variable_name(
                            body.get(..length).unwrap_or_default(),
                        )));
                        self.at += 1 + length;
                    }
                }
                '`' => {
                    self.at += 1;
                    let Some(next) = self.peek().filter(|next| *next != '\n') else {
                        break;
                    };
                    self.at += next.len_utf8();
                    plain.push(escaped(next));
                }
                c if c.is_whitespace()
                    || matches!(c, ';' | '|' | '&' | '(' | ')' | '{' | '}' | ',' | '>' | '<') =>
                {
                    break;
                }
                // A type before a table or a list: `[ordered]@{ … }`.
                '@' if plain.ends_with(']') && opens_list(self.rest()) => break,
                c => {
                    plain.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        if self.at == start {
            // A `$(` that is met here belongs to the next token; anything else is dropped.
            self.at += self.peek().map_or(1, char::len_utf8);
            return;
        }
        pieces.push(Piece::Text(plain));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        self.push(Token::Word { pieces, quoted }, start);
    }

    fn single_quoted(&mut self) -> String {
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

    fn double_quoted(&mut self, pieces: &mut Vec<Piece>) {
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
    fn inserted(&self, body: &str, from: usize, pieces: &mut Vec<Piece>) {
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

fn opens_list(rest: &str) -> bool {
    rest.starts_with("@{") || rest.starts_with("@(")
}

/// PowerShell takes typographic quotes for plain ones.
fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201B}')
}

fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}'..='\u{201E}')
}

fn escaped(c: char) -> char {
    match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        other => other,
    }
}

/// Bytes of the variable's name after `$`: `x`, `env:x`, `{x y}`, `_`.
fn name_length(rest: &str) -> usize {
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
fn variable_name(name: &str) -> String {
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
