//! Cuts SQL of any dialect into tokens. Total: an unclosed quote or comment runs to the end of the text.

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A keyword, an identifier or a placeholder. A quoted one is never a keyword.
    Word {
        text: String,
        quoted: bool,
    },
    Number(String),
    Text(String),
    /// A dollar-quoted text.
    Body(String),
    Symbol(char),
    /// What ends a statement: `;`, `\g`, a line for the client itself.
    End,
}

impl Token {
    /// Whether this is the keyword, given in capitals.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Word { text, quoted: false } if text.eq_ignore_ascii_case(keyword))
    }

    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    pub(super) fn is_symbol(&self, symbol: char) -> bool {
        *self == Self::Symbol(symbol)
    }
}

/// Where dialects differ in what is quoted or commented out.
#[derive(Clone, Copy)]
struct Rules {
    /// `#` comments, backslash escapes, `--` only before a blank, `/*! … */` runs.
    mysql: bool,
    /// Comments nest, backslash lines are for the client.
    postgres: bool,
    /// Lines that begin with a dot are for the client.
    dots: bool,
    /// Lines `GO` separate.
    go: bool,
}

impl Rules {
    fn of(tool: &str) -> Self {
        Self {
            mysql: tool.starts_with("mysql") || tool.starts_with("mariadb") || tool == "mycli",
            postgres: matches!(tool, "psql" | "pgcli" | "cockroach"),
            dots: matches!(tool, "sqlite3" | "sqlite" | "duckdb"),
            go: matches!(tool, "sqlcmd" | "isql" | "tsql" | "bcp"),
        }
    }
}

pub(super) fn tokens(text: &str, tool: &str) -> Vec<Token> {
    let mut cutter = Cutter {
        text,
        at: 0,
        rules: Rules::of(tool),
        out: Vec::new(),
    };
    while let Some(c) = cutter.peek() {
        cutter.step(c);
    }
    cutter.out
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    rules: Rules,
    out: Vec<Token>,
}

impl<'t> Cutter<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Up to `end` and past it; the whole rest if it does not come.
    fn until(&mut self, end: &str) -> &'t str {
        let rest = self.rest();
        let found = rest.find(end);
        self.at += found.map_or(rest.len(), |found| found + end.len());
        rest.get(..found.unwrap_or(rest.len())).unwrap_or_default()
    }

    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn at_line_start(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.trim_end_matches([' ', '\t']).is_empty() || before.ends_with('\n')
    }

    fn word(&mut self, text: &str, quoted: bool) {
        self.out.push(Token::Word {
            text: text.to_owned(),
            quoted,
        });
    }

    fn step(&mut self, c: char) {
        let rest = self.rest();
        if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if self.comment(rest) {
        } else if c == '.' && self.rules.dots && self.at_line_start() {
            self.skip_line();
            self.out.push(Token::End);
        } else if c == '\\' {
            self.backslash(rest);
        } else if matches!(
            c,
            '\'' | '"' | '`' | '[' | '$' | '{' | '%' | ':' | '@' | '<'
        ) && self.quoted(c, rest)
        {
        } else if c == ';' {
            self.at += 1;
            self.out.push(Token::End);
        } else if c.is_ascii_digit() {
            let number = self
                .take(|c| c.is_alphanumeric() || c == '.' || c == '_')
                .to_owned();
            self.out.push(Token::Number(number));
        } else if c.is_alphabetic() || c == '_' {
            self.keyword();
        } else {
            self.at += c.len_utf8();
            self.out.push(Token::Symbol(c));
        }
    }

    fn keyword(&mut self) {
        let line_start = self.at_line_start();
        let word = self.take(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'));
        if self.rules.go && line_start && word.eq_ignore_ascii_case("go") {
            self.out.push(Token::End);
        } else if self.rules.mysql && line_start && word.eq_ignore_ascii_case("delimiter") {
            self.skip_line();
            self.out.push(Token::End);
        } else if word.eq_ignore_ascii_case("e") && self.peek() == Some('\'') {
            self.text_literal('\'', true);
        } else if matches!(word, "N" | "n" | "B" | "b" | "X" | "x" | "U")
            && self.peek() == Some('\'')
        {
            self.text_literal('\'', false);
        } else {
            self.word(word, false);
        }
    }

    fn comment(&mut self, rest: &str) -> bool {
        let dashes = rest.starts_with("--")
            && (!self.rules.mysql || rest.get(2..3).is_none_or(|next| next.trim().is_empty()));
        if dashes || self.rules.mysql && rest.starts_with('#') {
            self.skip_line();
            return true;
        }
        if !rest.starts_with("/*") {
            // The end of a comment whose content runs.
            let stray = rest.starts_with("*/");
            self.at += if stray { 2 } else { 0 };
            return stray;
        }
        let runs = rest.starts_with("/*!") || rest.starts_with("/*M!");
        if runs && !self.rules.postgres {
            self.until("!");
            self.take(|c| c.is_ascii_digit());
        } else if self.rules.postgres {
            self.nested_comment();
        } else {
            self.until("*/");
        }
        true
    }

    fn nested_comment(&mut self) {
        let mut depth = 0usize;
        while self.at < self.text.len() {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth = depth.saturating_sub(1);
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    /// `\g` and `\G` send what stands before; any other is a line for the client.
    fn backslash(&mut self, rest: &str) {
        let sends = matches!(rest.get(1..2), Some("g" | "G"))
            && !rest
                .get(2..3)
                .is_some_and(|next| next.starts_with(char::is_alphabetic));
        if sends {
            self.at += 2;
        } else {
            self.skip_line();
        }
        self.out.push(Token::End);
    }

    fn quoted(&mut self, c: char, rest: &str) -> bool {
        match c {
            '\'' => self.text_literal('\'', self.rules.mysql),
            '"' | '`' => {
                self.at += 1;
                let close = if c == '"' { "\"" } else { "`" };
                let name = self.until(close);
                self.word(name, true);
            }
            '[' if rest
                .get(1..2)
                .is_some_and(|next| next.starts_with(|c: char| c.is_alphabetic() || c == '_')) =>
            {
                self.at += 1;
                let name = self.until("]");
                self.word(name, true);
            }
            _ => return self.placeholder(c, rest),
        }
        true
    }

    fn text_literal(&mut self, quote: char, escapes: bool) {
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            if c == quote {
                if self.peek() != Some(quote) {
                    break;
                }
                self.at += 1;
            } else if c == '\\' && escapes {
                let Some(next) = self.peek() else { break };
                self.at += next.len_utf8();
                text.push(next);
                continue;
            }
            text.push(c);
        }
        self.out.push(Token::Text(text));
    }

    /// `$tag$ … $tag$`, and what templates and clients replace: `$1`, `${x}`, `{{ x }}`, `%s`, `%(x)s`, `:x`, `@x`.
    fn placeholder(&mut self, c: char, rest: &str) -> bool {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let length = after
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(after.len());
        let tagged = c == '$'
            && after
                .get(length..)
                .is_some_and(|rest| rest.starts_with('$'));
        if tagged
            && !self.rules.mysql
            && !self.rules.dots
            && !after.starts_with(|c: char| c.is_ascii_digit())
        {
            let tag = rest.get(..length + 2).unwrap_or_default();
            self.at += tag.len();
            let body = self.until(tag).to_owned();
            self.out.push(Token::Body(body));
            return true;
        }
        let closing = match (c, after.chars().next()) {
            ('$', Some('{')) => Some("}"),
            ('{', Some('{')) => Some("}}"),
            ('<', Some('%')) => Some("%>"),
            ('%', Some('(')) => Some(")s"),
            _ => None,
        };
        let start = self.at;
        if let Some(closing) = closing {
            self.until(closing);
        } else if length > 0 && matches!(c, '$' | '%' | ':' | '@') {
            self.at += c.len_utf8() + length;
        } else {
            return false;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.word(text, false);
        true
    }
}
