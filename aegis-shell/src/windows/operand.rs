//! Words, variables and calls within PowerShell expressions.

use super::effects::{MAX_WORD, word};
use super::expression;
use super::objects;
use super::output::Output;
use super::path;
use super::powershell::{MAX_DEPTH, Walk, nested};
use super::tokens::{Piece, Token};
use crate::few::Few;
use crate::script::{Span, Value};
use crate::unknown::UNASSIGNED;

/// Members and calls of one chain.
const MAX_CHAIN: usize = 64;
/// Entries of one hash table.
const MAX_ENTRIES: usize = 256;

impl Walk<'_, '_> {
    /// A word or bracket with the members and calls after it; gives where it ends.
    pub(super) fn item(&mut self, at: usize, to: usize) -> (Output, usize) {
        let (mut value, mut member) = match self.tokens.get(at).cloned() {
            Some(Token::Word { pieces, quoted }) => {
                self.word(&pieces, quoted, self.tokens.span(at))
            }
            Some(Token::Open('@')) => (self.table(at), None),
            Some(Token::Open(_)) => (self.statements(at + 1, self.tokens.close(at)), None),
            _ => (Output::Unknown, None),
        };
        let mut next = self.next(at);
        for _ in 0..MAX_CHAIN {
            if next >= to || !self.tokens.adjacent(next) {
                break;
            }
            match self.tokens.get(next).cloned() {
                Some(Token::Open('(' | '{')) if member.is_some() => {
                    let close = self.tokens.close(next);
                    let read = |walk: &mut Self| walk.statements(next + 1, close);
                    let runs_for_each = matches!(member.as_deref(), Some("foreach" | "where"));
                    let arguments = if runs_for_each {
                        let each = std::mem::take(&mut value);
                        let (output, each) = self.with_each(Some(each), read);
                        value = each.unwrap_or_default();
                        output
                    } else {
                        read(self)
                    };
                    let span = Span {
                        start: self.tokens.span(at).start,
                        end: self
                            .tokens
                            .span(self.tokens.close(next).min(to.saturating_sub(1)))
                            .end,
                    };
                    let name = member.take().unwrap_or_default();
                    value = objects::call(self.effects, value, &name, &arguments, span);
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
            [Piece::Variable(name), Piece::Text(text), ..] if !quoted && text.starts_with('[') => {
                let element = element(&self.variable(name, span), text);
                let member = text.rsplit_once("].").map(|(_, member)| member);
                let is_last = pieces.len() == 2;
                return (
                    element,
                    member.filter(|_| is_last).map(str::to_ascii_lowercase),
                );
            }
            [Piece::Variable(name), Piece::Text(text)] if !quoted => {
                if let Some(member) = text
                    .strip_prefix('.')
                    .filter(|member| !member.contains(['\\', '/']))
                {
                    let of_everyone = |member: &str| {
                        member
                            .get(..8)
                            .is_some_and(|head| head.eq_ignore_ascii_case("allusers"))
                    };
                    if name == "profile" && of_everyone(member) {
                        let everyone = format!("{}\\profile.ps1", path::PSHOME);
                        return (Output::of_text(everyone), None);
                    }
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
                    return (Output::object(class), Some(member.to_ascii_lowercase()));
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
                Piece::Text(plain) => {
                    text.push_str(plain);
                    continue;
                }
                Piece::Variable(name) => self.variable(name, span),
                Piece::Code(code, offset) => {
                    let offset = if self.effects.place(span) == span {
                        *offset
                    } else {
                        span.start
                    };
                    nested(self.effects, code, offset, self.depth + 1)
                }
            };
            if let Output::Remote(url) = value {
                return Output::Remote(url);
            }
            text.push_str(&value.piece());
            if text.len() > MAX_WORD {
                return Output::Unknown;
            }
        }
        if text == UNASSIGNED {
            return Output::Words(Few::one(Value::Unknown));
        }
        Output::of_text(text)
    }

    /// `@{ key = value; … }`.
    fn table(&mut self, open: usize) -> Output {
        let close = self.tokens.close(open);
        if self.depth >= MAX_DEPTH {
            return Output::Unknown;
        }
        self.depth += 1;
        let mut entries = Vec::new();
        let mut at = open + 1;
        while at < close {
            let key = match self.tokens.get(at) {
                Some(Token::Key(key)) => Some(key.clone()),
                _ => None,
            };
            let from = at + usize::from(key.is_some());
            let end = self.pipeline_end(from, close);
            let value = self.pipeline_or_nothing(from, end);
            if let Some(key) = key.filter(|_| entries.len() < MAX_ENTRIES) {
                entries.push((key, value));
            }
            at = end.max(from) + 1;
        }
        self.depth -= 1;
        Output::Table(entries)
    }

    fn variable(&mut self, name: &str, span: Span) -> Output {
        if let Some(bound) = self.effects.variables.get(name).cloned() {
            if !self.effects.pay(bound.weight(), span) {
                return Output::Unknown;
            }
            return bound;
        }
        let (cwd, home) = (self.effects.cwd.as_deref(), self.effects.home());
        match name {
            "home" => Output::of_text(home.unwrap_or("~")),
            "pwd" | "psscriptroot" => {
                cwd.map_or(Output::Words(Few::one(Value::Unknown)), Output::of_text)
            }
            "pshome" => Output::of_text(path::PSHOME),
            "profile" => Output::of_text(path::PROFILE),
            "executioncontext" => Output::object(name),
            "null" => Output::of_text("$null"),
            "true" => Output::of_text("$true"),
            "false" => Output::of_text("$false"),
            _ if path::is_on_drive(name) => {
                self.effects.read_file(&word(name, span), None);
                Output::Data
            }
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

/// `$x[0]`: one of the values, or any of them where it is not known which.
fn element(list: &Output, index: &str) -> Output {
    let number = index
        .get(1..)
        .and_then(|rest| rest.split_once(']'))
        .and_then(|(number, _)| number.parse::<usize>().ok());
    match (list, number) {
        (Output::Words(values), Some(0)) if values.len() == 1 => Output::Words(values.clone()),
        (Output::Words(values), Some(number)) if values.len() > 1 => match values.get(number) {
            Some(value) => Output::Words(Few::one(value.clone())),
            None => Output::Unknown,
        },
        (Output::Words(values), None) if values.len() > 1 => Output::Words(values.clone()),
        (Output::Files(_), _) => list.clone(),
        _ => Output::Unknown,
    }
}
