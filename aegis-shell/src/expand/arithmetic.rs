//! `$(( … ))`: integers, as far as they are known.

use compact_str::format_compact;

use crate::script::Text;
use crate::syntax::ast::Parts;
use crate::unknown::{NUMBER, has_mark, mark_text};
use crate::walk::Walker;

/// Longest expression that is computed.
const MAX_LENGTH: usize = 200;

impl Walker<'_> {
    pub(super) fn arithmetic(&mut self, parts: Parts<'_>) -> Text {
        let texts = self.expand_parts(parts, false);
        match texts.as_slice() {
            [text] if text.len() <= MAX_LENGTH && !has_mark(text) => self.compute(text),
            _ => None,
        }
        .map_or_else(|| mark_text(NUMBER), |value| format_compact!("{value}"))
    }

    fn compute(&self, text: &str) -> Option<i64> {
        let tokens = tokens(text)?;
        let mut sum = Sum {
            walker: self,
            tokens: &tokens,
            at: 0,
        };
        let value = sum.terms(0)?;
        (sum.at == tokens.len()).then_some(value)
    }
}

enum Token {
    Number(i64),
    Name(Text),
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        if matches!(first, '+' | '-' | '*' | '/' | '%' | '(' | ')') {
            tokens.push(Token::Sign(first));
            continue;
        }
        if !first.is_ascii_alphanumeric() && first != '_' {
            return None;
        }
        let mut word = mark_text(first);
        while let Some(next) =
            chars.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '#'))
        {
            word.push(next);
        }
        tokens.push(if first.is_ascii_digit() {
            Token::Number(number(&word)?)
        } else {
            Token::Name(word)
        });
    }
    Some(tokens)
}

fn number(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16).ok();
    }
    if let Some((base, digits)) = text.split_once('#') {
        let base = base.parse().ok().filter(|base| (2..=36).contains(base))?;
        return i64::from_str_radix(digits, base).ok();
    }
    if text.len() > 1 && text.starts_with('0') {
        return i64::from_str_radix(text, 8).ok();
    }
    text.parse().ok()
}

struct Sum<'a, 'b> {
    walker: &'a Walker<'b>,
    tokens: &'a [Token],
    at: usize,
}

impl Sum<'_, '_> {
    fn sign(&mut self, signs: &str) -> Option<char> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) if signs.contains(*sign) => {
                self.at += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn terms(&mut self, depth: usize) -> Option<i64> {
        let mut value = self.factors(depth)?;
        while let Some(sign) = self.sign("+-") {
            let next = self.factors(depth)?;
            value = if sign == '+' {
                value.checked_add(next)?
            } else {
                value.checked_sub(next)?
            };
        }
        Some(value)
    }

    fn factors(&mut self, depth: usize) -> Option<i64> {
        let mut value = self.atom(depth)?;
        while let Some(sign) = self.sign("*/%") {
            let next = self.atom(depth)?;
            value = match sign {
                '*' => value.checked_mul(next)?,
                '/' => value.checked_div(next)?,
                _ => value.checked_rem(next)?,
            };
        }
        Some(value)
    }

    fn atom(&mut self, depth: usize) -> Option<i64> {
        if depth > 32 {
            return None;
        }
        match self.sign("-+(") {
            Some('-') => return self.atom(depth + 1)?.checked_neg(),
            Some('(') => {
                let value = self.terms(depth + 1)?;
                self.sign(")")?;
                return Some(value);
            }
            Some(_) => return self.atom(depth + 1),
            None => {}
        }
        let value = match self.tokens.get(self.at)? {
            Token::Number(number) => *number,
            Token::Name(name) => match self.walker.state.variables.get(name)?.values.as_slice() {
                [text] => number(text)?,
                _ => return None,
            },
            Token::Sign(_) => return None,
        };
        self.at += 1;
        Some(value)
    }
}
