//! Here-documents of Perl, Ruby and PHP.

use super::insertion::Inside;
use super::lexer::{Here, Lexer, Text, Token};

impl Lexer<'_> {
    /// `<<EOF`, `<<~'EOF'`, `<<<EOF`: the body comes after this line.
    pub(super) fn here(&mut self, operator: &str) -> bool {
        let after = self.rest().get(operator.len()..).unwrap_or_default();
        let word = after.trim_start_matches(['~', '-', ' ']);
        let quote = word
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'));
        let body = quote.map_or(word, |quote| word.trim_start_matches(quote));
        let length = body
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(body.len());
        let delimiter = body.get(..length).unwrap_or_default();
        let starts = delimiter
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c == '_' || quote.is_some());
        if !starts
            || quote.is_none()
                && word.len() != after.trim_start_matches(['~', '-']).len()
                && operator == "<<"
        {
            return false;
        }
        let consumed = after.len() - body.len() + length + usize::from(quote.is_some());
        self.at += operator.len() + consumed;
        self.at = self.at.min(self.text.len());
        self.here.push(Here {
            token: self.tokens.len(),
            delimiter: delimiter.to_owned(),
            raw: quote == Some('\''),
            command: quote == Some('`'),
        });
        self.tokens.push(Token::Text(Text::default()));
        true
    }

    /// Reads the bodies of the here-documents that the last line opened.
    pub(super) fn here_bodies(&mut self) {
        for here in std::mem::take(&mut self.here) {
            let start = self.at;
            let mut end = self.text.len();
            loop {
                let line_start = self.at;
                let line = self.rest().split('\n').next().unwrap_or_default();
                self.at = (self.at + line.len() + 1).min(self.text.len());
                let tail = line.trim().strip_prefix(here.delimiter.as_str());
                if tail.is_some_and(|tail| {
                    !tail.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                }) {
                    end = line_start;
                    break;
                }
                if self.at >= self.text.len() {
                    break;
                }
            }
            let raw = self.text.get(start..end).unwrap_or_default();
            let pieces = self.pieces(
                raw,
                if here.raw {
                    Inside::Raw
                } else {
                    Inside::Inserting
                },
            );
            if let Some(slot) = self.tokens.get_mut(here.token) {
                *slot = Token::Text(Text {
                    pieces,
                    command: here.command,
                });
            }
        }
    }
}
