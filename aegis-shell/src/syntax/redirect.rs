//! Redirections.

use super::ast::{RawWord, Redirect, RedirectKind};
use super::parser::Parser;

/// Operators, longer ones before their beginnings.
const OPERATORS: [&str; 13] = [
    "<<<", "<<-", "<<", "<&", "<>", "<", "&>>", "&>", ">>&", ">>", ">|", ">&", ">",
];

impl Parser<'_> {
    /// A redirection, with its descriptor, if one stands here.
    pub(super) fn redirect(&mut self) -> Option<Redirect> {
        if !matches!(self.peek()?, b'<' | b'>' | b'&' | b'{' | b'0'..=b'9') {
            return None;
        }
        let start = self.pos;
        let fd = self.descriptor();
        let operator = OPERATORS
            .into_iter()
            .find(|operator| self.looking_at(operator));
        let process = matches!(operator, Some("<" | ">")) && self.ahead(1) == Some(b'(');
        let Some(operator) = operator.filter(|_| !process) else {
            self.pos = start;
            return None;
        };
        self.pos += operator.len();
        self.skip_blanks();
        let kind = match operator {
            "<<" | "<<-" => self.here_document(operator == "<<-"),
            _ => {
                let target = self.word().unwrap_or_default();
                redirect_kind(operator, target)
            }
        };
        Some(Redirect {
            fd,
            kind,
            span: self.span_from(start),
        })
    }

    /// Digits or `{name}` right before an operator.
    fn descriptor(&mut self) -> Option<u32> {
        let start = self.pos;
        if self.peek() == Some(b'{') {
            let end = self.name_end(start + 1);
            if end > start + 1
                && self.at(end) == Some(b'}')
                && matches!(self.at(end + 1), Some(b'<' | b'>'))
            {
                self.pos = end + 1;
                return Some(3);
            }
            return None;
        }
        let digits = (start..start + 5)
            .take_while(|pos| self.at(*pos).is_some_and(|byte| byte.is_ascii_digit()))
            .count();
        if digits > 0 && matches!(self.at(start + digits), Some(b'<' | b'>')) {
            self.pos = start + digits;
            return self.slice(start, self.pos).parse().ok();
        }
        None
    }
}

fn redirect_kind(operator: &str, target: RawWord) -> RedirectKind {
    match operator {
        "<<<" => RedirectKind::HereString(target),
        "<" => RedirectKind::Input(target),
        "<>" => RedirectKind::InputOutput(target),
        "<&" => RedirectKind::Duplicate {
            target,
            output: false,
        },
        ">&" if target.plain().is_some_and(|text| {
            text.trim_end_matches('-')
                .bytes()
                .all(|byte| byte.is_ascii_digit())
        }) =>
        {
            RedirectKind::Duplicate {
                target,
                output: true,
            }
        }
        _ => RedirectKind::Output {
            target,
            append: operator.contains(">>"),
            both: operator.contains('&'),
        },
    }
}
