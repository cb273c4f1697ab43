//! Words: quotes and substitutions.

use crate::script::Text;
use std::rc::Rc;

use super::ast::{List, Part, Parts, RawWord};
use super::parser::{Origin, Parser};

/// Longest group of an extended glob; a bound, so that a text full of `@(` is not scanned over and over.
const MAX_GLOB_GROUP: usize = 1024;

impl Parser<'_> {
    /// The word that begins here, if one does.
    pub(super) fn word(&mut self) -> Option<RawWord> {
        let start = self.pos;
        let parts = self.word_parts();
        (self.pos > start).then(|| RawWord {
            parts,
            span: self.span_from(start),
        })
    }

    pub(super) fn word_parts(&mut self) -> Parts {
        let mut parts = Parts::new();
        let mut literal = Text::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'<' | b'>' if self.ahead(1) == Some(b'(') => {
                    flush(&mut parts, &mut literal);
                    self.process(&mut parts, byte == b'<');
                }
                b'(' if literal.ends_with('=') => {
                    flush(&mut parts, &mut literal);
                    parts.push(self.array());
                }
                b'(' if literal.ends_with(['?', '*', '+', '@', '!']) && self.skip_glob_group() => {
                    literal.pop();
                    literal.push('*');
                }
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => break,
                b'\r' if self.ahead(1) == Some(b'\n') => break,
                b'\\' => {
                    flush(&mut parts, &mut literal);
                    self.escape(&mut parts);
                }
                b'\'' => {
                    flush(&mut parts, &mut literal);
                    self.single_quoted(&mut parts);
                }
                b'"' => {
                    flush(&mut parts, &mut literal);
                    self.double_quoted(&mut parts);
                }
                b'$' | b'`' => {
                    flush(&mut parts, &mut literal);
                    self.dollar_or_backquote(&mut parts, false);
                }
                _ => self.run(&mut literal),
            }
        }
        flush(&mut parts, &mut literal);
        join_literals(parts)
    }

    /// Takes plain bytes as far as they go.
    fn run(&mut self, literal: &mut Text) {
        let start = self.pos;
        self.pos += 1;
        let rest = self.rest();
        self.pos += rest
            .iter()
            .position(|byte| is_special(*byte))
            .unwrap_or(rest.len());
        let run = self.slice(start, self.pos);
        if literal.is_empty() {
            *literal = Text::from(run);
        } else {
            literal.push_str(run);
        }
    }

    /// `\c`, and nothing at all for `\` before a newline.
    fn escape(&mut self, parts: &mut Parts) {
        self.pos += 1;
        match self.peek() {
            Some(b'\n') => self.pos += 1,
            Some(b'\r') if self.ahead(1) == Some(b'\n') => self.pos += 2,
            Some(_) => {
                let mut text = Text::default();
                self.push_char(&mut text);
                parts.push(Part::Quoted(text));
            }
            None => {}
        }
    }

    fn single_quoted(&mut self, parts: &mut Parts) {
        self.pos += 1;
        let start = self.pos;
        let rest = self.rest();
        let length = rest
            .iter()
            .position(|byte| *byte == b'\'')
            .unwrap_or(rest.len());
        parts.push(Part::Quoted(self.slice(start, start + length).into()));
        self.pos = (start + length + 1).min(self.end);
    }

    pub(super) fn double_quoted(&mut self, parts: &mut Parts) {
        if !self.enter() {
            return;
        }
        self.pos += 1;
        let first = parts.len();
        self.text_parts(parts, |byte| byte == b'"', true);
        self.pos = (self.pos + 1).min(self.end);
        // Quotes make a word of nothing, unless all that they hold is a list.
        let stands = match parts.get(first..).unwrap_or_default() {
            [Part::Quoted(_) | Part::Variable(..) | Part::Command(..), ..] => true,
            [Part::Parameter(parameter, _)] => parameter.spreads(),
            _ => false,
        };
        if !stands {
            parts.insert(first, Part::Quoted(Text::default()));
        }
        self.leave();
    }

    /// Text in which `\` and `$` work as between double quotes, up to a byte that `stop` accepts. Where `quoted` is
    /// not set, as in `${x:-…}`, quotes work too.
    pub(super) fn text_parts(
        &mut self,
        parts: &mut Parts,
        stop: impl Fn(u8) -> bool,
        quoted: bool,
    ) {
        let mut text = Text::default();
        while let Some(byte) = self.peek().filter(|byte| !stop(*byte)) {
            match byte {
                b'\\' => match self.ahead(1) {
                    Some(b'\n') => self.pos += 2,
                    Some(next) if !quoted || matches!(next, b'$' | b'`' | b'"' | b'\\') => {
                        flush_as(parts, &mut text, quoted);
                        self.escape(parts);
                    }
                    _ => self.push_char(&mut text),
                },
                b'$' | b'`' => {
                    flush_as(parts, &mut text, quoted);
                    self.dollar_or_backquote(parts, quoted);
                }
                b'\'' if !quoted => {
                    flush_as(parts, &mut text, quoted);
                    self.single_quoted(parts);
                }
                b'"' if !quoted => {
                    flush_as(parts, &mut text, quoted);
                    self.double_quoted(parts);
                }
                _ => {
                    let start = self.pos;
                    self.pos += 1;
                    let rest = self.rest();
                    let ends = |byte: &u8| {
                        matches!(byte, b'\\' | b'$' | b'`' | b'\'' | b'"') || stop(*byte)
                    };
                    self.pos += rest.iter().position(ends).unwrap_or(rest.len());
                    text.push_str(self.slice(start, self.pos));
                }
            }
        }
        flush_as(parts, &mut text, quoted);
    }

    /// What begins with `$` or a backquote.
    pub(super) fn dollar_or_backquote(&mut self, parts: &mut Parts, quoted: bool) {
        if self.peek() == Some(b'`') {
            return self.backquoted(parts, quoted);
        }
        match self.ahead(1) {
            Some(b'\'') if !quoted => {
                self.pos += 2;
                let text = self.ansi_c();
                parts.push(Part::Quoted(text));
            }
            Some(b'"') if !quoted => {
                self.pos += 1;
                self.double_quoted(parts);
            }
            Some(b'(')
                if self.ahead(2) == Some(b'(') && self.closes_as_arithmetic(self.pos + 3) =>
            {
                if self.enter() {
                    self.pos += 3;
                    let inner = self.arithmetic_parts();
                    parts.push(Part::Arithmetic(Box::new(inner)));
                    self.leave();
                }
            }
            Some(b'(') => self.substitution(parts, quoted),
            Some(b'{') => self.braced_parameter(parts, quoted),
            _ => self.bare_parameter(parts, quoted),
        }
    }

    fn substitution(&mut self, parts: &mut Parts, quoted: bool) {
        let start = self.pos;
        if self.enter() {
            self.pos += 2;
            let list = self.closed_list();
            parts.push(Part::Command(Rc::new(list), self.span_from(start), quoted));
            self.leave();
        }
    }

    fn process(&mut self, parts: &mut Parts, input: bool) {
        let start = self.pos;
        if self.enter() {
            self.pos += 2;
            let list = self.closed_list();
            parts.push(Part::Process(Rc::new(list), self.span_from(start), input));
            self.leave();
        }
    }

    fn backquoted(&mut self, parts: &mut Parts, quoted: bool) {
        let start = self.pos;
        if !self.enter() {
            return;
        }
        let open = start + 1;
        let mut close = open;
        let mut escaped = false;
        while let Some(byte) = self.at(close).filter(|byte| *byte != b'`') {
            let escape = byte == b'\\';
            escaped |= escape;
            close += if escape { 2 } else { 1 };
        }
        let close = close.min(self.end);
        let list = if escaped {
            self.unescaped_list(open, close)
        } else {
            self.limited_list(open, close)
        };
        if self.over.is_none() {
            self.pos = (close + 1).min(self.end);
        }
        parts.push(Part::Command(Rc::new(list), self.span_from(start), quoted));
        self.leave();
    }

    fn limited_list(&mut self, open: usize, close: usize) -> List {
        let saved = (self.end, self.parens, std::mem::take(&mut self.pending));
        self.stop_at(close);
        (self.pos, self.parens) = (open, 0);
        let list = self.closed_list();
        self.stop_at(saved.0);
        (self.parens, self.pending) = (saved.1, saved.2);
        list
    }

    /// Between backquotes, `\` before `` ` ``, `\` and `$` goes first; then the rest is read.
    fn unescaped_list(&mut self, open: usize, close: usize) -> List {
        let mut text = Text::default();
        let mut chars = self.slice(open, close).chars().peekable();
        while let Some(next) = chars.next() {
            match chars.peek() {
                Some(following @ ('`' | '\\' | '$')) if next == '\\' => {
                    text.push(*following);
                    chars.next();
                }
                _ => text.push(next),
            }
        }
        let mut inner = Parser::new(&text, Origin::Derived(self.span(open, close)), self.depth);
        let list = inner.closed_list();
        inner.read_pending();
        if inner.over.is_some() {
            self.over = inner.over;
            self.pos = self.end;
        }
        list
    }

    /// Whether a group of an extended glob begins here; moves behind it if so.
    fn skip_glob_group(&mut self) -> bool {
        let mut open = 0_usize;
        for pos in self.pos..self.end.min(self.pos + MAX_GLOB_GROUP) {
            match self.at(pos) {
                Some(b'(') => open += 1,
                Some(b')') if open == 1 => {
                    self.pos = pos + 1;
                    return true;
                }
                Some(b')') => open = open.saturating_sub(1),
                Some(b'\n') => return false,
                _ => {}
            }
        }
        false
    }
}

fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t'
            | b'\n'
            | b'\r'
            | b';'
            | b'&'
            | b'|'
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'\\'
            | b'\''
            | b'"'
            | b'$'
            | b'`'
    )
}

fn flush(parts: &mut Parts, literal: &mut Text) {
    flush_as(parts, literal, false);
}

fn flush_as(parts: &mut Parts, text: &mut Text, quoted: bool) {
    if !text.is_empty() {
        let text = std::mem::take(text);
        parts.push(if quoted {
            Part::Quoted(text)
        } else {
            Part::Literal(text)
        });
    }
}

/// Joins the pieces that a vanished `\`+newline left, so that a word of the grammar is one piece.
fn join_literals(parts: Parts) -> Parts {
    let split = |pair: &[Part]| matches!(pair, [Part::Literal(_), Part::Literal(_)]);
    if !parts.windows(2).any(split) {
        return parts;
    }
    let mut joined = Parts::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Literal(before)), Part::Literal(text)) => before.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}
