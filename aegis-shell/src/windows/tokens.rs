//! Cuts PowerShell text into words, brackets and separators.

use super::quoting::{
    MAX_NAME, escaped, is_double_quote, is_single_quote, name_length, variable_name,
};
use crate::script::Span;

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
        mode: Mode::Start,
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

pub(super) struct Cutter<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) offset: usize,
    list: Vec<(Token, Span)>,
    /// The brackets that are open, innermost last, and the mode around each.
    open: Vec<(char, Mode)>,
    mode: Mode,
}

/// How PowerShell cuts a statement: by operators where it begins as an expression, else by blanks.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// At the beginning of a statement.
    Start,
    Expression,
    Command,
}

impl<'t> Cutter<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, token: Token, start: usize) {
        match token {
            Token::End | Token::Pipe | Token::Assign { .. } | Token::Key(_) => {
                self.mode = Mode::Start;
            }
            Token::Call => self.mode = Mode::Command,
            _ => {}
        }
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
        if self.mode == Mode::Start && !c.is_whitespace() {
            self.mode = mode_of(c);
        }
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
                self.mark(Token::Close, 1);
                self.mode = self.open.pop().map_or(Mode::Start, |(_, mode)| mode);
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
            '+' if self.mode == Mode::Expression && two != "+=" => self.plus(),
            _ if matches!(self.open.last(), Some(('@', _)))
                && self.starts_statement()
                && self.key() => {}
            '$' | '[' if self.starts_statement() && self.assignment() => {}
            '-' if rest.starts_with("--%") => self.at += 3,
            _ => self.word(),
        }
    }

    fn opening(&mut self, kind: char, length: usize) {
        self.mark(Token::Open(kind), length);
        self.open.push((kind, self.mode));
        self.mode = Mode::Start;
    }

    fn plus(&mut self) {
        let plus = Token::Word {
            pieces: vec![Piece::Text("+".to_owned())],
            quoted: false,
        };
        self.mark(plus, 1);
    }

    /// `[A, B, Version=1]` at the beginning of an expression names a class; its commas part nothing.
    fn class_name(&mut self, plain: &mut String) {
        let mut depth = 0usize;
        let end = self.rest().char_indices().take(MAX_NAME).find(|(_, c)| {
            depth = match c {
                '[' => depth + 1,
                ']' => depth.saturating_sub(1),
                _ => depth,
            };
            depth == 0 || *c == '\n'
        });
        let name = end
            .filter(|(_, c)| *c == ']')
            .and_then(|(at, _)| self.rest().get(..=at));
        if let Some(name) = name {
            plain.push_str(name);
            self.at += name.len();
        }
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
        let expression = self.mode == Mode::Expression;
        if expression && self.rest().starts_with('[') {
            self.class_name(&mut plain);
        }
        while let Some(c) = self.peek() {
            match c {
                _ if expression && quoted => break,
                '+' if expression && self.at > start => break,
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
}

fn mode_of(first: char) -> Mode {
    let begins = is_single_quote(first) || is_double_quote(first) || first.is_ascii_digit();
    if begins || matches!(first, '$' | '[' | '(' | '@' | '{' | '-' | '!' | '+' | ',') {
        Mode::Expression
    } else {
        Mode::Command
    }
}

fn opens_list(rest: &str) -> bool {
    rest.starts_with("@{") || rest.starts_with("@(")
}
