//! String literals of every language: where they begin and end.

use super::insertion::Inside;
use super::lexer::{Lexer, Piece, Text, Token};
use crate::reading::Language;

/// Longer ones are not looked for: an unclosed class would be searched again from every slash.
const MAX_REGEX: usize = 2048;

impl<'t> Lexer<'t> {
    /// Reads a string literal, if one starts here.
    pub(super) fn literal(&mut self, c: char) -> bool {
        match self.language {
            Language::Python => self.python(c),
            Language::JavaScript => self.javascript(c),
            Language::Perl => self.perl(c),
            Language::Ruby => self.ruby(c),
            Language::Php => self.php(c),
            Language::Lua => self.lua(c),
            Language::R => self.r(c),
            Language::Elixir => self.elixir(c),
            Language::Julia | Language::Jvm | Language::Swift => self.triple(c),
            Language::Haskell => self.haskell(c),
            Language::Erlang if c == '\'' => self.quoted(1, "'", Inside::Escaped, false),
            Language::Awk if c == '/' && !self.after_value() => self.regex(),
            _ => self.plain(c),
        }
    }

    /// `'…'` and `"…"`.
    fn plain(&mut self, c: char) -> bool {
        match c {
            '"' => self.quoted(1, "\"", Inside::Inserting, false),
            '\'' if self.language == Language::Ex => self.quoted(1, "'", Inside::Single, false),
            _ => false,
        }
    }

    fn python(&mut self, c: char) -> bool {
        let rest = self.rest();
        let prefix = rest
            .find(|c: char| !matches!(c.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f' | 't'))
            .unwrap_or(rest.len());
        if prefix > 2
            || !matches!(
                c.to_ascii_lowercase(),
                'r' | 'b' | 'u' | 'f' | 't' | '"' | '\''
            )
        {
            return false;
        }
        let (letters, tail) = rest.split_at_checked(prefix).unwrap_or(("", rest));
        let letters = letters.to_ascii_lowercase();
        let inside = match (
            letters.contains('f') || letters.contains('t'),
            letters.contains('r'),
        ) {
            (true, true) => Inside::RawBraces,
            (true, false) => Inside::Braces,
            (false, true) => Inside::Raw,
            (false, false) => Inside::Escaped,
        };
        match ["\"\"\"", "'''", "\"", "'"]
            .iter()
            .find(|quote| tail.starts_with(**quote))
        {
            Some(quote) => self.quoted(prefix + quote.len(), quote, inside, false),
            None => false,
        }
    }

    fn javascript(&mut self, c: char) -> bool {
        match c {
            '"' | '\'' => self.quoted(1, if c == '"' { "\"" } else { "'" }, Inside::Escaped, false),
            '`' => {
                self.at += 1;
                let raw = self.template();
                self.push_text(raw, Inside::Inserting, false);
                true
            }
            '/' if !self.after_value() && !matches!(self.peek_after(c), Some('/' | '*')) => {
                self.regex()
            }
            _ => false,
        }
    }

    /// The inside of a template literal: `${ … }` may hold further backticks.
    fn template(&mut self) -> &'t str {
        let start = self.at;
        let mut braces = 0usize;
        let mut escaped = false;
        let mut previous = ' ';
        for (at, c) in self.rest().char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' if previous == '$' || braces > 0 => braces += 1,
                '}' if braces > 0 => braces -= 1,
                '`' if braces == 0 => {
                    self.at = start + at + 1;
                    return self.text.get(start..start + at).unwrap_or_default();
                }
                _ => {}
            }
            previous = c;
        }
        self.at = self.text.len();
        self.text.get(start..).unwrap_or_default()
    }

    fn regex(&mut self) -> bool {
        let mut class = false;
        let mut escaped = false;
        for (at, c) in self.rest().char_indices().take(MAX_REGEX).skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '/' if !class => {
                    self.at += at + 1;
                    self.take(char::is_alphabetic);
                    self.tokens.push(Token::Number("regex".to_owned()));
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    fn perl(&mut self, c: char) -> bool {
        let operator = ["qq", "qx", "qw", "qr", "tr", "q", "m", "s", "y"]
            .into_iter()
            .find(|o| self.rest().starts_with(*o));
        match (c, operator) {
            ('"', _) => self.quoted(1, "\"", Inside::Inserting, false),
            ('\'', _) => self.quoted(1, "'", Inside::Single, false),
            ('`', _) => self.quoted(1, "`", Inside::Inserting, true),
            ('/', _) if !self.after_value() => self.regex(),
            ('<', _) if self.rest().starts_with("<<") && !self.after_value() => self.here("<<"),
            ('_', _)
                if self.rest().starts_with("__END__") || self.rest().starts_with("__DATA__") =>
            {
                self.at = self.text.len();
                true
            }
            (_, Some(operator)) => self.perl_operator(operator),
            _ => false,
        }
    }

    /// `q(…)`, `qq{…}`, `qx!…!`, `qw/…/`, `s/…/…/`: any character may delimit.
    fn perl_operator(&mut self, operator: &str) -> bool {
        if matches!(self.tokens.last(), Some(Token::Mark("->" | "{" | "::"))) && operator.len() == 1
        {
            return false;
        }
        let after = self.rest().get(operator.len()..).unwrap_or_default();
        let trimmed = after.trim_start();
        let Some(delimiter) = trimmed.chars().next() else {
            return false;
        };
        let spaced = trimmed.len() != after.len();
        let blocked = delimiter.is_alphanumeric()
            || matches!(delimiter, '_' | ',' | ';' | ')' | '=' | '>')
            || spaced && delimiter == '#';
        if blocked || delimiter == '-' && spaced {
            return false;
        }
        self.at += operator.len() + (after.len() - trimmed.len());
        let raw = self.delimited(delimiter);
        match operator {
            "q" => self.push_text(&raw, Inside::Single, false),
            "qq" => self.push_text(&raw, Inside::Inserting, false),
            "qx" => self.push_text(
                &raw,
                if delimiter == '\'' {
                    Inside::Raw
                } else {
                    Inside::Inserting
                },
                true,
            ),
            "qw" => self.push_words(&raw),
            _ => {
                if matches!(operator, "s" | "tr" | "y") {
                    if partner(delimiter) == delimiter {
                        self.at -= delimiter.len_utf8().min(self.at);
                    }
                    let open = self.peek().unwrap_or(delimiter);
                    self.delimited(open);
                }
                self.take(char::is_alphabetic);
                self.tokens.push(Token::Number("regex".to_owned()));
            }
        }
        true
    }

    fn ruby(&mut self, c: char) -> bool {
        match c {
            '"' => self.quoted(1, "\"", Inside::Inserting, false),
            '\'' => self.quoted(1, "'", Inside::Single, false),
            '`' => self.quoted(1, "`", Inside::Inserting, true),
            '/' if !self.after_value() => self.regex(),
            '<' if self.rest().starts_with("<<") && !self.after_heredoc_taker() => self.here("<<"),
            '%' if !self.after_value() || self.after_bare_name() => self.ruby_percent(),
            ':' if self
                .peek_after(c)
                .is_some_and(|n| n == '"' || n.is_alphabetic())
                && !self.rest().starts_with("::") =>
            {
                self.ruby_symbol()
            }
            _ => false,
        }
    }

    /// `x <<EOF` is a here-document where `x` is a method; after a number or a bracket it is a shift.
    fn after_heredoc_taker(&self) -> bool {
        matches!(
            self.tokens.last(),
            Some(Token::Number(_) | Token::Text(_) | Token::Mark(")" | "]"))
        )
    }

    /// A name, then a blank: `system %w[rm -rf /]`.
    fn after_bare_name(&self) -> bool {
        let blank = self
            .text
            .get(..self.at)
            .is_some_and(|before| before.ends_with(' '));
        blank
            && matches!(self.tokens.last(), Some(Token::Name(_)))
            && !self.rest().starts_with("% ")
    }

    fn ruby_symbol(&mut self) -> bool {
        // `a ? b :c` and `key:"x"` would look alike; after a value the colon belongs to those.
        if self.after_value() && !self.after_bare_name() {
            return false;
        }
        self.at += 1;
        if self.peek() == Some('"') {
            return self.quoted(1, "\"", Inside::Inserting, false);
        }
        let name = self.take(|c| c.is_alphanumeric() || c == '_').to_owned();
        self.push_plain(name);
        true
    }

    fn ruby_percent(&mut self) -> bool {
        let mut chars = self.rest().chars().skip(1);
        let (kind, delimiter) = match (chars.next(), chars.next()) {
            (Some(kind @ ('q' | 'Q' | 'w' | 'W' | 'i' | 'I' | 'x' | 'r' | 's')), Some(d))
                if !d.is_alphanumeric() && !d.is_whitespace() =>
            {
                (kind, d)
            }
            (Some(d @ ('(' | '[' | '{' | '<' | '|' | '!')), _) => ('Q', d),
            _ => return false,
        };
        self.at += if self
            .rest()
            .get(1..)
            .is_some_and(|rest| rest.starts_with(kind))
        {
            2
        } else {
            1
        };
        let raw = self.delimited(delimiter);
        match kind {
            'q' | 's' => self.push_text(&raw, Inside::Single, false),
            'w' | 'W' | 'i' | 'I' => self.push_words(&raw),
            'r' => self.tokens.push(Token::Number("regex".to_owned())),
            _ => self.push_text(&raw, Inside::Inserting, kind == 'x'),
        }
        true
    }

    fn php(&mut self, c: char) -> bool {
        let rest = self.rest();
        if let Some(tag) = ["<?php", "<?=", "<?", "?>"]
            .into_iter()
            .find(|tag| rest.starts_with(*tag))
        {
            self.at += tag.len();
            if tag == "?>" {
                self.at += self.rest().find("<?").unwrap_or(self.rest().len());
            }
            self.tokens.push(Token::Mark(";"));
            return true;
        }
        match c {
            '"' => self.quoted(1, "\"", Inside::Inserting, false),
            '\'' => self.quoted(1, "'", Inside::Single, false),
            '`' => self.quoted(1, "`", Inside::Inserting, true),
            '<' if rest.starts_with("<<<") => self.here("<<<"),
            _ => false,
        }
    }

    fn lua(&mut self, c: char) -> bool {
        if c == '[' {
            let after = self.rest().get(1..).unwrap_or_default();
            let level = after.len() - after.trim_start_matches('=').len();
            if after.get(level..).is_some_and(|rest| rest.starts_with('[')) {
                let end = format!("]{}]", "=".repeat(level));
                self.at += level + 2;
                let found = self.rest().find(&end);
                let raw = self
                    .rest()
                    .get(..found.unwrap_or(self.rest().len()))
                    .unwrap_or_default()
                    .to_owned();
                self.at += raw.len() + found.map_or(0, |_| end.len());
                self.push_plain(raw);
                return true;
            }
        }
        match c {
            '"' | '\'' => self.quoted(1, if c == '"' { "\"" } else { "'" }, Inside::Escaped, false),
            _ => false,
        }
    }

    fn r(&mut self, c: char) -> bool {
        match c {
            'r' | 'R'
                if self
                    .rest()
                    .get(1..)
                    .is_some_and(|rest| rest.starts_with("\"(") || rest.starts_with("'(")) =>
            {
                let end = if self
                    .rest()
                    .get(1..)
                    .is_some_and(|rest| rest.starts_with('"'))
                {
                    ")\""
                } else {
                    ")'"
                };
                self.quoted(3, end, Inside::Raw, false)
            }
            '"' | '\'' => self.quoted(1, if c == '"' { "\"" } else { "'" }, Inside::Escaped, false),
            _ => false,
        }
    }

    /// `"…"` and `"""…"""`; `'…'`, which is a letter where it is no text; Julia's commands.
    fn triple(&mut self, c: char) -> bool {
        let inside = match self.language {
            Language::Jvm => Inside::Inserting,
            _ => Inside::Escaped,
        };
        match c {
            '"' if self.rest().starts_with("\"\"\"") => self.quoted(3, "\"\"\"", inside, false),
            '"' => self.quoted(1, "\"", inside, false),
            '`' if self.language == Language::Julia => self.quoted(1, "`", Inside::Escaped, true),
            '\'' if self.language == Language::Jvm && self.rest().starts_with("'''") => {
                self.quoted(3, "'''", Inside::Escaped, false)
            }
            '\'' if self.language == Language::Jvm => self.quoted(1, "'", Inside::Escaped, false),
            // Behind a value it transposes.
            '\'' if self.language == Language::Julia && !self.after_value() => {
                self.quoted(1, "'", Inside::Escaped, false)
            }
            _ => false,
        }
    }

    fn haskell(&mut self, c: char) -> bool {
        match c {
            '"' => self.quoted(1, "\"", Inside::Escaped, false),
            // A letter; a lone quote belongs to a type or a promoted name.
            '\'' if self.rest().chars().nth(2) == Some('\'') || self.rest().starts_with("'\\") => {
                self.quoted(1, "'", Inside::Escaped, false)
            }
            _ => false,
        }
    }

    /// Texts, charlists, sigils (`~s(…)`, `~w[…]`), and atoms, which are names.
    fn elixir(&mut self, c: char) -> bool {
        match c {
            '"' if self.rest().starts_with("\"\"\"") => {
                self.quoted(3, "\"\"\"", Inside::Inserting, false)
            }
            '"' => self.quoted(1, "\"", Inside::Inserting, false),
            '\'' => self.quoted(1, "'", Inside::Inserting, false),
            '~' => {
                let mut chars = self.rest().chars().skip(1);
                let (Some(kind), Some(delimiter)) = (chars.next(), chars.next()) else {
                    return false;
                };
                if !kind.is_ascii_alphabetic() || delimiter.is_alphanumeric() {
                    return false;
                }
                self.at += 2;
                let raw = self.delimited(delimiter);
                match kind {
                    'w' | 'W' => self.push_words(&raw),
                    's' | 'c' => self.push_text(&raw, Inside::Inserting, false),
                    'S' | 'C' => self.push_plain(raw),
                    _ => self.tokens.push(Token::Number("sigil".to_owned())),
                }
                true
            }
            ':' if self.peek_after(c).is_some_and(char::is_alphabetic) && !self.after_value() => {
                self.at += 1;
                true
            }
            _ => false,
        }
    }

    /// A literal whose opening takes `opening` bytes and that ends at `end`, or with the text.
    fn quoted(&mut self, opening: usize, end: &str, inside: Inside, command: bool) -> bool {
        self.at += opening;
        let start = self.at;
        let keeps_escapes = inside != Inside::Raw || self.language == Language::Python;
        let mut stop = self.text.len();
        let mut next = self.text.len();
        let mut skip = false;
        for (at, c) in self.rest().char_indices() {
            if skip {
                skip = false;
            } else if c == '\\' && keeps_escapes {
                skip = true;
            } else if self
                .text
                .get(start + at..)
                .is_some_and(|rest| rest.starts_with(end))
            {
                stop = start + at;
                next = stop + end.len();
                break;
            }
        }
        self.at = next;
        let raw = self.text.get(start..stop).unwrap_or_default();
        self.push_text(raw, inside, command);
        true
    }

    /// The inside of a literal with a delimiter of its own choice; bracket pairs nest.
    fn delimited(&mut self, open: char) -> String {
        let close = partner(open);
        self.bump(open);
        let start = self.at;
        let mut depth = 0usize;
        let mut skip = false;
        for (at, c) in self.rest().char_indices() {
            if skip {
                skip = false;
            } else if c == '\\' {
                skip = true;
            } else if c == close && depth == 0 {
                self.at = start + at + c.len_utf8();
                return self
                    .text
                    .get(start..start + at)
                    .unwrap_or_default()
                    .to_owned();
            } else if c == close {
                depth -= 1;
            } else if c == open {
                depth += 1;
            }
        }
        self.at = self.text.len();
        self.text.get(start..).unwrap_or_default().to_owned()
    }

    fn push_plain(&mut self, text: String) {
        self.tokens.push(Token::Text(Text {
            pieces: vec![Piece::Plain(text)],
            command: false,
        }));
    }

    fn push_words(&mut self, raw: &str) {
        self.tokens.push(Token::Words(
            raw.split_whitespace().map(str::to_owned).collect(),
        ));
    }

    fn push_text(&mut self, raw: &str, inside: Inside, command: bool) {
        let pieces = self.pieces(raw, inside);
        self.tokens.push(Token::Text(Text { pieces, command }));
    }
}

fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        other => other,
    }
}
