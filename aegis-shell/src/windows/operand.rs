//! Words, variables and calls within PowerShell expressions.

use super::effects::{Bound, MAX_WORD};
use super::expression;
use super::output::Output;
use super::path;
use super::powershell::{Walk, nested};
use super::tokens::{Piece, Token};
use crate::few::Few;
use crate::script::{Span, Value};

/// Members and calls of one chain.
const MAX_CHAIN: usize = 64;

impl Walk<'_, '_> {
    /// A word or bracket with the members and calls after it; gives where it ends.
    pub(super) fn item(&mut self, at: usize, to: usize) -> (Output, usize) {
        let (mut value, mut member) = match self.tokens.get(at).cloned() {
            Some(Token::Word { pieces, quoted }) => {
                self.word(&pieces, quoted, self.tokens.span(at))
            }
            Some(Token::Open('@')) => {
                self.statements(at + 1, self.tokens.close(at));
                (Output::Unknown, None)
            }
            Some(Token::Open(_)) => (self.statements(at + 1, self.tokens.close(at)), None),
            _ => (Output::Unknown, None),
        };
        let mut next = self.next(at);
        for _ in 0..MAX_CHAIN {
            if next >= to || !self.tokens.adjacent(next) {
                break;
            }
            match self.tokens.get(next).cloned() {
                Some(Token::Open('(')) if member.is_some() => {
                    let arguments = self.statements(next + 1, self.tokens.close(next));
                    let span = Span {
                        start: self.tokens.span(at).start,
                        end: self
                            .tokens
                            .span(self.tokens.close(next).min(to.saturating_sub(1)))
                            .end,
                    };
                    let name = member.take().unwrap_or_default();
                    value = expression::call(self.effects, value, &name, &arguments, span);
                    next = self.next(next);
                }
                Some(Token::Word {
                    pieces,
                    quoted: false,
                }) => {
                    let [Piece::Text(text)] = pieces.as_slice() else {
                        break;
                    };
                    let Some(name) = text.strip_prefix("::").or_else(|| text.strip_prefix('.'))
                    else {
                        break;
                    };
                    value = expression::property(value, member.take().as_deref());
                    member = Some(name.to_ascii_lowercase());
                    next += 1;
                }
                _ => break,
            }
        }
        (
            expression::property(value, member.as_deref()),
            next.min(to).max(at + 1),
        )
    }

    /// The value of a word, and the member that its end names: `$x.Content`, `[IO.File]::Delete`.
    fn word(&mut self, pieces: &[Piece], quoted: bool, span: Span) -> (Output, Option<String>) {
        match pieces {
            [Piece::Variable(name)] => return (self.variable(name, span), None),
            [Piece::Variable(name), Piece::Text(text)] if !quoted => {
                if let Some(member) = text
                    .strip_prefix('.')
                    .filter(|member| !member.contains(['\\', '/']))
                {
                    let (before, last) = member
                        .rsplit_once('.')
                        .map_or((None, member), |(before, last)| (Some(before), last));
                    let value = self.variable(name, span);
                    return (
                        expression::property(value, before),
                        Some(last.to_ascii_lowercase()),
                    );
                }
            }
            [Piece::Text(text)] if !quoted && text.starts_with('[') => {
                if let Some((class, member)) = text.split_once("]::") {
                    let class = expression::class(class);
                    let (class, member) = match member.rsplit_once('.') {
                        Some((before, last)) => {
                            (format!("{class}.{}", before.to_lowercase()), last)
                        }
                        None => (class, member),
                    };
                    return (Output::Object(class), Some(member.to_ascii_lowercase()));
                }
            }
            _ => {}
        }
        (self.joined(pieces, span), None)
    }

    /// Pieces that stand next to one another, as one text.
    fn joined(&mut self, pieces: &[Piece], span: Span) -> Output {
        let mut text = String::new();
        for piece in pieces {
            let value = match piece {
                Piece::Text(plain) => Some(plain.clone()),
                Piece::Variable(name) => match self.variable(name, span) {
                    Output::Remote(url) => return Output::Remote(url),
                    other => other.text(),
                },
                Piece::Code(code, offset) => {
                    let offset = if self.effects.place(span) == span {
                        *offset
                    } else {
                        span.start
                    };
                    match nested(self.effects, code, offset, self.depth + 1) {
                        Output::Remote(url) => return Output::Remote(url),
                        other => other.text(),
                    }
                }
            };
            match value {
                Some(value) if text.len() + value.len() <= MAX_WORD => text.push_str(&value),
                Some(_) => return Output::Unknown,
                None if text.is_empty() => return Output::Words(Few::one(Value::Unknown)),
                None => return Output::Words(Few::one(Value::Prefix(text.into()))),
            }
        }
        Output::of_text(text)
    }

    fn variable(&mut self, name: &str, span: Span) -> Output {
        if let Some(bound) = self.effects.variables.get(name).cloned() {
            if !self.effects.pay(bound.weight(), span) {
                return Output::Unknown;
            }
            return match bound {
                Bound::Words(values) => Output::Words(values),
                Bound::Remote(url) => Output::Remote(url),
                Bound::Object(class) => Output::Object(class),
            };
        }
        let (cwd, home) = (self.effects.cwd.as_deref(), self.effects.home());
        match name {
            "home" => Output::of_text(home.unwrap_or("~")),
            "pwd" | "psscriptroot" => {
                cwd.map_or(Output::Words(Few::one(Value::Unknown)), Output::of_text)
            }
            "null" => Output::of_text("$null"),
            "true" => Output::of_text("$true"),
            "false" => Output::of_text("$false"),
            _ => match name
                .strip_prefix("env:")
                .and_then(|name| path::environment(name, cwd, home))
            {
                Some(text) => Output::of_text(text),
                None => Output::Words(Few::one(Value::Unknown)),
            },
        }
    }
}
