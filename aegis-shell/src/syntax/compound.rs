//! Compound commands.

use crate::script::Text;
use std::rc::Rc;

use super::ast::{Command, CommandKind, List, Part, Parts, RawWord, Redirect};
use super::parser::Parser;

impl Parser<'_> {
    /// One stage of a pipeline; `None` if no command begins here.
    pub(super) fn command(&mut self) -> Option<Command> {
        self.skip_blanks();
        let start = self.pos;
        let kind = match self.peek()? {
            b'(' => self.nested(Self::parenthesised)?,
            b'{' | b'[' | b'a'..=b'z' => match self.compound_keyword() {
                Some(keyword) => self.nested(|parser| parser.compound(keyword))?,
                None => return self.simple_command(),
            },
            _ => return self.simple_command(),
        };
        let redirects = self.redirects();
        Some(Command {
            kind,
            redirects,
            span: self.span_from(start),
        })
    }

    fn compound_keyword(&self) -> Option<&'static str> {
        let keyword = self.keyword()?;
        matches!(
            keyword,
            "if" | "for"
                | "select"
                | "while"
                | "until"
                | "case"
                | "{"
                | "[["
                | "function"
                | "coproc"
        )
        .then_some(keyword)
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> CommandKind) -> Option<CommandKind> {
        if !self.enter() {
            return None;
        }
        let kind = read(self);
        self.leave();
        Some(kind)
    }

    fn compound(&mut self, keyword: &str) -> CommandKind {
        self.pos += keyword.len();
        match keyword {
            "if" => self.if_clause(),
            "for" | "select" => self.for_clause(),
            "case" => self.case_clause(),
            "[[" => self.test_clause(),
            "function" => self.function_clause(),
            "coproc" => self.coproc_clause(),
            "{" => {
                let list = self.list();
                self.expect_keyword("}");
                CommandKind::Group(list)
            }
            _ => {
                let condition = self.list();
                let body = self.do_group();
                CommandKind::Loop { condition, body }
            }
        }
    }

    fn parenthesised(&mut self) -> CommandKind {
        if self.ahead(1) == Some(b'(') && self.closes_as_arithmetic(self.pos + 2) {
            let start = self.pos;
            self.pos += 2;
            let parts = self.arithmetic_parts();
            return CommandKind::Test(vec![RawWord {
                parts,
                span: self.span_from(start),
            }]);
        }
        self.pos += 1;
        CommandKind::Subshell(self.closed_list())
    }

    /// The list up to `)`, and that.
    pub(super) fn closed_list(&mut self) -> List {
        self.parens += 1;
        let mut list = self.list();
        // A stray keyword closes nothing here.
        while self.peek().is_some_and(|byte| byte != b')') {
            let before = self.pos;
            self.pos += self.keyword().map_or(1, str::len);
            while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
                self.pos += 1;
            }
            if self.pos > before {
                list.items.extend(self.list().items);
            }
        }
        self.parens -= 1;
        self.eat(")");
        list
    }

    fn do_group(&mut self) -> List {
        self.skip_separators();
        if self.expect_keyword("{") {
            let body = self.list();
            self.expect_keyword("}");
            return body;
        }
        if !self.expect_keyword("do") {
            return List::default();
        }
        let body = self.list();
        self.expect_keyword("done");
        body
    }

    fn if_clause(&mut self) -> CommandKind {
        let mut arms = Vec::new();
        let mut otherwise = None;
        loop {
            let condition = self.list();
            let body = if self.expect_keyword("then") {
                self.list()
            } else {
                List::default()
            };
            arms.push((condition, body));
            if self.expect_keyword("elif") {
                continue;
            }
            if self.expect_keyword("else") {
                otherwise = Some(self.list());
            }
            self.expect_keyword("fi");
            return CommandKind::If { arms, otherwise };
        }
    }

    fn for_clause(&mut self) -> CommandKind {
        self.skip_blanks();
        if self.looking_at("((") {
            self.pos += 2;
            let start = self.pos;
            let parts = self.arithmetic_parts();
            let condition = RawWord {
                parts,
                span: self.span_from(start),
            };
            let body = self.do_group();
            return CommandKind::For {
                name: Text::default(),
                words: Some(vec![condition]),
                body,
            };
        }
        let name = self
            .word()
            .and_then(|word| word.plain().map(Text::from))
            .unwrap_or_default();
        self.skip_separators();
        let words = if self.bare_word() == "in" {
            self.pos += 2;
            let mut words = Vec::new();
            loop {
                self.skip_blanks();
                match self.word() {
                    Some(word) => words.push(word),
                    None => break,
                }
            }
            Some(words)
        } else {
            None
        };
        let body = self.do_group();
        CommandKind::For { name, words, body }
    }

    fn case_clause(&mut self) -> CommandKind {
        self.skip_blanks();
        let subject = Box::new(self.word().unwrap_or_default());
        self.expect_keyword("in");
        let mut arms = Vec::new();
        loop {
            self.skip_separators();
            while self.at_case_end() {
                self.pos += 2;
                self.skip_separators();
            }
            if self.peek().is_none() || self.expect_keyword("esac") {
                return CommandKind::Case { subject, arms };
            }
            let before = self.pos;
            let patterns = self.case_patterns();
            let body = self.list();
            arms.push((patterns, body));
            if self.pos == before {
                return CommandKind::Case { subject, arms };
            }
        }
    }

    fn case_patterns(&mut self) -> Vec<RawWord> {
        let mut patterns = Vec::new();
        self.eat("(");
        loop {
            self.skip_blanks();
            if let Some(word) = self.word() {
                patterns.push(word);
            }
            self.skip_blanks();
            if !self.eat("|") {
                break;
            }
        }
        self.eat(")");
        patterns
    }

    fn test_clause(&mut self) -> CommandKind {
        let mut words = Vec::new();
        loop {
            self.skip_separators();
            if self.peek().is_none() || self.bare_word() == "]]" {
                self.eat("]]");
                return CommandKind::Test(words);
            }
            match self.word() {
                Some(word) => words.push(word),
                None => self.pos += 1,
            }
        }
    }

    fn function_clause(&mut self) -> CommandKind {
        self.skip_blanks();
        let name = self
            .word()
            .and_then(|word| word.plain().map(Text::from))
            .unwrap_or_default();
        self.skip_blanks();
        if self.eat("(") {
            self.skip_blanks();
            self.eat(")");
        }
        self.function_body(name)
    }

    /// The body of a function whose name was read.
    pub(super) fn function_body(&mut self, name: Text) -> CommandKind {
        self.skip_separators();
        match self.command() {
            Some(body) => CommandKind::Function {
                name,
                body: Rc::new(body),
            },
            None => CommandKind::Group(List::default()),
        }
    }

    fn coproc_clause(&mut self) -> CommandKind {
        self.skip_blanks();
        let before = self.pos;
        // `coproc NAME { … }`: the name matters to nobody here.
        if self.word().is_some() {
            self.skip_blanks();
            if !matches!(self.peek(), Some(b'{' | b'(')) {
                self.pos = before;
            }
        }
        let stages = self.command().into_iter().collect();
        let item = super::ast::Item {
            join: super::ast::Join::Then,
            background: true,
            stages,
        };
        CommandKind::Subshell(List { items: vec![item] })
    }

    fn redirects(&mut self) -> Vec<Redirect> {
        let mut redirects = Vec::new();
        loop {
            self.skip_blanks();
            match self.redirect() {
                Some(redirect) => redirects.push(redirect),
                None => return redirects,
            }
        }
    }

    /// Whether `((`, which was just read, closes with `))`. A scan without nesting, so that trying costs little.
    pub(super) fn closes_as_arithmetic(&self, from: usize) -> bool {
        let mut open = 0_usize;
        let mut pos = from;
        while let Some(byte) = self.at(pos) {
            match byte {
                b'\\' => pos += 1,
                b'\'' | b'"' => {
                    pos += 1;
                    while self.at(pos).is_some_and(|other| other != byte) {
                        pos += 1;
                    }
                }
                b'(' => open += 1,
                b')' if open == 0 => return self.at(pos + 1) == Some(b')'),
                b')' => open -= 1,
                _ => {}
            }
            pos += 1;
        }
        false
    }

    /// What stands between `((` and `))`, both read.
    pub(super) fn arithmetic_parts(&mut self) -> Parts {
        let mut parts = Parts::new();
        let mut open = 0_usize;
        let mut literal_start = self.pos;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' => open += 1,
                b')' if open == 0 => break,
                b')' => open -= 1,
                b'$' | b'`' => {
                    self.flush(&mut parts, literal_start);
                    self.dollar_or_backquote(&mut parts, true);
                    literal_start = self.pos;
                    continue;
                }
                _ => {}
            }
            self.pos += 1;
        }
        self.flush(&mut parts, literal_start);
        self.eat(")");
        self.eat(")");
        parts
    }

    fn flush(&self, parts: &mut Parts, start: usize) {
        if start < self.pos {
            parts.push(Part::Literal(self.slice(start, self.pos).into()));
        }
    }
}
