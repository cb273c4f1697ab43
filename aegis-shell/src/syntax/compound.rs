//! Compound commands.

use super::ast::Join;
use super::keyword::Keyword;
use super::nodes::Kind;
use super::parser::Parser;

impl Parser<'_> {
    /// One stage of a pipeline, given the keyword that stands here; whether a command does. Blanks behind it are taken,
    /// too.
    #[inline(always)]
    pub(super) fn command(&mut self, keyword: Option<Keyword>) -> bool {
        match keyword.filter(|keyword| keyword.begins_compound()) {
            None if self.peek() != Some(b'(') => self.simple_command(),
            keyword => self.compound_command(keyword),
        }
    }

    /// The compound command that begins with a keyword or, without one, with a parenthesis.
    fn compound_command(&mut self, keyword: Option<Keyword>) -> bool {
        if !self.enter() {
            return false;
        }
        let command = self.tree.open(Kind::Group, self.pos);
        self.pos += keyword.map_or(1, Keyword::length);
        self.compound(command, keyword);
        self.leave();
        self.redirects();
        self.tree.close(command, self.pos);
        true
    }

    #[inline(always)]
    fn compound(&mut self, command: usize, keyword: Option<Keyword>) {
        let kind = match keyword {
            None => self.parenthesised(),
            Some(Keyword::If) => self.if_clause(),
            Some(Keyword::For | Keyword::Select) => self.for_clause(),
            Some(Keyword::Case) => self.case_clause(),
            Some(Keyword::Test) => self.test_clause(),
            Some(Keyword::Function) => return self.function_clause(command),
            Some(Keyword::Coproc) => self.coproc_clause(),
            Some(Keyword::Open) => {
                self.items_up_to(Keyword::Close);
                Kind::Group
            }
            Some(_) => {
                self.list();
                self.do_group();
                Kind::Loop
            }
        };
        self.tree.rename(command, kind);
    }

    fn parenthesised(&mut self) -> Kind {
        if self.peek() == Some(b'(') && self.closes_as_arithmetic(self.pos + 1) {
            let word = self.tree.open(Kind::Word, self.pos - 1);
            self.pos += 1;
            self.arithmetic_parts();
            self.tree.close(word, self.pos);
            return Kind::Test;
        }
        self.closed_list();
        Kind::Subshell
    }

    /// Items up to `)`, and that.
    pub(super) fn closed_list(&mut self) {
        self.parens += 1;
        self.items();
        // A stray keyword closes nothing here.
        while self.peek().is_some_and(|byte| byte != b')') {
            let before = self.pos;
            self.pos += self.keyword().map_or(1, Keyword::length);
            while self.pos < self.end && !self.text.is_char_boundary(self.pos) {
                self.pos += 1;
            }
            if self.pos > before {
                self.items();
            }
        }
        self.parens -= 1;
        self.eat(")");
    }

    fn do_group(&mut self) {
        self.skip_separators();
        let (begin, end) = match self.keyword() {
            Some(Keyword::Open) => (Keyword::Open, Keyword::Close),
            Some(Keyword::Do) => (Keyword::Do, Keyword::Done),
            _ => return self.empty_list(),
        };
        self.pos += begin.length();
        self.list_up_to(end);
    }

    fn empty_list(&mut self) {
        self.tree.leaf(Kind::List, self.pos, self.pos);
    }

    fn if_clause(&mut self) -> Kind {
        loop {
            let mut end = self.list();
            if self.take_keyword(Keyword::Then, end) {
                end = self.list();
            } else {
                self.empty_list();
            }
            if self.take_keyword(Keyword::Elif, end) {
                continue;
            }
            if self.take_keyword(Keyword::Else, end) {
                end = self.list();
            }
            self.take_keyword(Keyword::Fi, end);
            return Kind::If;
        }
    }

    fn for_clause(&mut self) -> Kind {
        self.skip_blanks();
        if self.eat("((") {
            self.tree.leaf(Kind::Word, self.pos, self.pos);
            let word = self.tree.open(Kind::Word, self.pos);
            self.arithmetic_parts();
            self.tree.close(word, self.pos);
            self.do_group();
            return Kind::For { listed: true };
        }
        self.word_or_nothing();
        let listed = self.expect_keyword(Keyword::In);
        if listed {
            self.skip_blanks();
            while self.word() {
                self.skip_blanks();
            }
        }
        self.do_group();
        Kind::For { listed }
    }

    fn case_clause(&mut self) -> Kind {
        self.skip_blanks();
        self.word_or_nothing();
        self.expect_keyword(Keyword::In);
        loop {
            self.skip_separators();
            while self.at_case_end() {
                self.pos += 2;
                self.skip_separators();
            }
            if self.peek().is_none() || self.expect_keyword(Keyword::Esac) {
                return Kind::Case;
            }
            let before = self.pos;
            self.case_patterns();
            self.list();
            if self.pos == before {
                return Kind::Case;
            }
        }
    }

    fn case_patterns(&mut self) {
        self.eat("(");
        loop {
            self.skip_blanks();
            self.word();
            self.skip_blanks();
            if !self.eat("|") {
                break;
            }
        }
        self.eat(")");
    }

    fn test_clause(&mut self) -> Kind {
        loop {
            self.skip_separators();
            if self.peek().is_none() || self.at_word("]]") {
                self.eat("]]");
                return Kind::Test;
            }
            if !self.word() {
                self.pos += 1;
            }
        }
    }

    fn function_clause(&mut self, command: usize) {
        self.skip_blanks();
        self.word_or_nothing();
        self.skip_blanks();
        if self.eat("(") {
            self.skip_blanks();
            self.eat(")");
        }
        self.function_body(command);
    }

    /// The body of a function whose name was read.
    pub(super) fn function_body(&mut self, command: usize) {
        self.skip_separators();
        let keyword = self.keyword();
        let kind = if self.command(keyword) {
            Kind::Function
        } else {
            Kind::Group
        };
        self.tree.rename(command, kind);
    }

    fn coproc_clause(&mut self) -> Kind {
        self.skip_blanks();
        let before = self.pos;
        // `coproc NAME { … }`: the name matters to nobody here.
        let name = self.tree.nodes.len();
        if self.word() {
            self.skip_blanks();
            if !matches!(self.peek(), Some(b'{' | b'(')) {
                self.pos = before;
            }
            self.tree.give_up(name);
        }
        let item = self.tree.open(
            Kind::Item {
                join: Join::Then,
                background: true,
                piped: false,
            },
            self.pos,
        );
        let keyword = self.keyword();
        self.command(keyword);
        self.tree.close(item, self.pos);
        Kind::Subshell
    }

    fn redirects(&mut self) {
        self.skip_blanks();
        while self.redirect() {
            self.skip_blanks();
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

    /// What stands between `((` and `))`: parts. The beginning was read, the end is taken too.
    pub(super) fn arithmetic_parts(&mut self) {
        let mut open = 0_usize;
        let mut literal_start = self.pos;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' => open += 1,
                b')' if open == 0 => break,
                b')' => open -= 1,
                b'$' | b'`' if self.expands(true) => {
                    self.literal_from(literal_start);
                    self.dollar_or_backquote(true);
                    literal_start = self.pos;
                    continue;
                }
                _ => {}
            }
            self.pos += 1;
        }
        self.literal_from(literal_start);
        self.eat(")");
        self.eat(")");
    }

    fn literal_from(&mut self, start: usize) {
        if start < self.pos {
            let kind = Kind::Text {
                quoted: false,
                made: false,
            };
            self.tree.leaf(kind, start, self.pos);
        }
    }
}
