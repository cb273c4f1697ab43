//! Words: quotes and substitutions.

use super::bytes::{ACTING, BREAK, NAME_START, QUOTE, QUOTED_SPECIAL, SPECIAL, is};
use super::nodes::{Kind, Origin};
use super::parameter::names;
use super::parser::Parser;
use super::run::Run;

/// Longest group of an extended glob; a bound, so that a text full of `@(` is not scanned over and over.
const MAX_GLOB_GROUP: usize = 1024;

impl Parser<'_> {
    /// The word that begins here; whether one does.
    pub(super) fn word(&mut self) -> bool {
        self.word_from(self.pos)
    }

    /// The word that begins here; whether one does. All in front of `known` means itself.
    #[inline(always)]
    pub(super) fn word_from(&mut self, known: usize) -> bool {
        let (end, seen) = self.run_from(known);
        match self.at(end) {
            Some(byte) if !is(byte, BREAK) => self.composed_word(end),
            _ if self.pos == end => false,
            _ => {
                self.plain_word(self.pos, end, seen);
                self.pos = end;
                true
            }
        }
    }

    /// The word that is plain from `start` up to `end`, where it ends, and consists of bytes of these classes. `[` and `]`
    /// alone are no pattern but the command of that name and its end.
    #[inline]
    pub(super) fn plain_word(&mut self, start: usize, end: usize, seen: u32) {
        let acting = seen & ACTING != 0 && !matches!(self.slice(start, end), "[" | "]");
        self.tree.leaf(Kind::Plain { acting }, start, end);
    }

    /// The word that begins with quotes, mostly ones around all of it; whether one does here.
    #[inline(always)]
    pub(super) fn quoted_word(&mut self) -> bool {
        let quote = self.peek();
        if !matches!(quote, Some(b'"' | b'\'')) {
            return false;
        }
        let word = self.tree.open(Kind::Word, self.pos);
        if quote == Some(b'"') {
            self.in_double_quotes();
        } else {
            self.single_quoted();
        }
        if self.peek().is_some_and(|byte| !is(byte, BREAK)) {
            self.word_parts(self.pos);
        }
        self.tree.close(word, self.pos);
        true
    }

    /// The word that begins with the run up to `end` and consists of more; whether there is one.
    pub(super) fn composed_word(&mut self, end: usize) -> bool {
        let start = self.pos;
        let word = self.tree.open(Kind::Word, start);
        self.pos = end;
        self.word_parts(start);
        if self.pos == start {
            self.tree.give_up(word);
            return false;
        }
        self.tree.close(word, self.pos);
        true
    }

    /// The word that begins here, or one of nothing.
    pub(super) fn word_or_nothing(&mut self) {
        if !self.word() {
            self.tree.leaf(Kind::Word, self.pos, self.pos);
        }
    }

    /// The parts of a word of which all from `start` on means itself.
    fn word_parts(&mut self, start: usize) {
        let mut literal = Run::of(start, self.pos);
        while let Some(byte) = self.peek() {
            match byte {
                b'<' | b'>' if self.ahead(1) == Some(b'(') => {
                    self.flush(&mut literal, false);
                    self.process(byte == b'<');
                }
                b'(' if self.ends_in(literal, b"=") => {
                    self.flush(&mut literal, false);
                    self.array();
                }
                b'(' if self.ends_in(literal, b"?*+@!") => {
                    if !self.skip_glob_group() {
                        break;
                    }
                    self.make_star(&mut literal);
                }
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' => break,
                b'\r' if self.ahead(1) == Some(b'\n') => break,
                // Vanishes, so that the word goes on.
                b'\\' if self.ahead(1) == Some(b'\n') => self.pos += 2,
                b'\\' if self.ahead(1) == Some(b'\r') && self.ahead(2) == Some(b'\n') => {
                    self.pos += 3
                }
                b'\\' => {
                    self.flush(&mut literal, false);
                    self.escape();
                }
                b'\'' => {
                    self.flush(&mut literal, false);
                    self.single_quoted();
                }
                b'"' => {
                    self.flush(&mut literal, false);
                    self.double_quoted();
                }
                b'$' if self.ahead(1).is_some_and(|byte| is(byte, NAME_START)) => {
                    self.flush(&mut literal, false);
                    self.variable(false);
                }
                b'$' | b'`' if self.expands(false) => {
                    self.flush(&mut literal, false);
                    self.dollar_or_backquote(false);
                }
                _ => self.take_run(&mut literal, SPECIAL),
            }
        }
        self.flush(&mut literal, false);
    }

    /// `\c`, and nothing at all for `\` before a newline.
    fn escape(&mut self) {
        self.pos += 1;
        match self.peek() {
            Some(b'\n') => self.pos += 1,
            Some(b'\r') if self.ahead(1) == Some(b'\n') => self.pos += 2,
            Some(_) => {
                let start = self.pos;
                self.skip_char();
                self.quoted(start, self.pos);
            }
            None => {}
        }
    }

    fn single_quoted(&mut self) {
        self.pos += 1;
        let start = self.pos;
        let rest = self.rest();
        let length = rest
            .iter()
            .position(|byte| *byte == b'\'')
            .unwrap_or(rest.len());
        self.quoted(start, start + length);
        self.pos = (start + length + 1).min(self.end);
    }

    pub(super) fn double_quoted(&mut self) {
        self.in_double_quotes();
    }

    /// Inlined where words are read, which often consist of nothing else.
    #[inline(always)]
    fn in_double_quotes(&mut self) {
        if !self.enter() {
            return;
        }
        self.pos += 1;
        let first = self.tree.nodes.len();
        self.text_and_names();
        if self.peek() == Some(b'"') && self.tree.nodes.len() > first {
            self.pos += 1;
        } else {
            self.other_quoted(first);
        }
        self.leave();
    }

    /// What else stands between double quotes, whose first node this is.
    #[inline(never)]
    fn other_quoted(&mut self, first: usize) {
        self.text_parts(QUOTE, true);
        self.pos = (self.pos + 1).min(self.end);
        // Quotes make a word of nothing, unless all that they hold is a list.
        let stands = match self.tree.node(first).map(|node| node.kind) {
            Some(Kind::Text { .. } | Kind::Variable { .. } | Kind::Substitution { .. }) => true,
            Some(Kind::Parameter { spreads: true, .. }) => self.tree.is_last(first),
            _ => false,
        };
        if !stands {
            self.quoted(self.pos, self.pos);
        }
    }

    /// What stands between double quotes, as far as it is `$name` and text that means itself, as most is to its end.
    #[inline(always)]
    fn text_and_names(&mut self) {
        loop {
            if self.at_name() {
                self.variable(true);
                continue;
            }
            let start = self.pos;
            self.pos = self.find(start, QUOTED_SPECIAL);
            if start == self.pos {
                return;
            }
            if self.peek() != Some(b'"') && !self.at_name() {
                self.pos = start;
                return;
            }
            self.quoted(start, self.pos);
        }
    }

    /// Whether the `$` of a name stands here.
    #[inline]
    fn at_name(&self) -> bool {
        self.peek() == Some(b'$') && self.ahead(1).is_some_and(|byte| is(byte, NAME_START))
    }

    /// Text in which `\` and `$` work as between double quotes, up to a byte of the classes `stop`. Where `quoted` is
    /// not set, as in `${x:-…}`, quotes work too.
    pub(super) fn text_parts(&mut self, stop: u32, quoted: bool) {
        let special = QUOTED_SPECIAL | stop;
        let end = self.find(self.pos, special);
        let mut text = Run::of(self.pos, end);
        self.pos = end;
        while let Some(byte) = self.peek().filter(|byte| !is(*byte, stop)) {
            match byte {
                b'\\' => match self.ahead(1) {
                    Some(b'\n') => self.pos += 2,
                    Some(next) if !quoted || matches!(next, b'$' | b'`' | b'"' | b'\\') => {
                        self.flush(&mut text, quoted);
                        self.escape();
                    }
                    _ => self.take_run(&mut text, special),
                },
                b'$' if self.ahead(1).is_some_and(|byte| is(byte, NAME_START)) => {
                    self.flush(&mut text, quoted);
                    self.variable(quoted);
                }
                b'$' | b'`' if self.expands(quoted) => {
                    self.flush(&mut text, quoted);
                    self.dollar_or_backquote(quoted);
                }
                b'\'' if !quoted => {
                    self.flush(&mut text, quoted);
                    self.single_quoted();
                }
                b'"' if !quoted => {
                    self.flush(&mut text, quoted);
                    self.double_quoted();
                }
                _ => self.take_run(&mut text, special),
            }
        }
        self.flush(&mut text, quoted);
    }

    /// Whether the `$` or backquote here begins anything; a `$` may stand for itself.
    pub(super) fn expands(&self, quoted: bool) -> bool {
        match self.ahead(1) {
            _ if self.peek() == Some(b'`') => true,
            Some(b'(' | b'{') => true,
            Some(b'\'' | b'"') => !quoted,
            Some(byte) => names(byte),
            None => false,
        }
    }

    /// What begins with `$` or a backquote.
    pub(super) fn dollar_or_backquote(&mut self, quoted: bool) {
        if self.peek() == Some(b'`') {
            return self.backquoted(quoted);
        }
        match self.ahead(1) {
            Some(b'\'') if !quoted => {
                self.pos += 2;
                self.ansi_c();
            }
            Some(b'"') if !quoted => {
                self.pos += 1;
                self.double_quoted();
            }
            Some(b'(')
                if self.ahead(2) == Some(b'(') && self.closes_as_arithmetic(self.pos + 3) =>
            {
                if self.enter() {
                    let node = self.tree.open(Kind::Arithmetic, self.pos);
                    self.pos += 3;
                    self.arithmetic_parts();
                    self.tree.close(node, self.pos);
                    self.leave();
                }
            }
            Some(b'(') => self.enclosed(Kind::Substitution { quoted }),
            Some(b'{') => self.braced_parameter(quoted),
            _ => self.bare_parameter(quoted),
        }
    }

    /// `$( … )`, `<( … )` and `>( … )`.
    fn enclosed(&mut self, kind: Kind) {
        if self.enter() {
            let node = self.tree.open(kind, self.pos);
            self.pos += 2;
            self.closed_list();
            self.tree.close(node, self.pos);
            self.leave();
        }
    }

    fn process(&mut self, input: bool) {
        self.enclosed(Kind::Process { input });
    }

    fn backquoted(&mut self, quoted: bool) {
        let start = self.pos;
        if !self.enter() {
            return;
        }
        let node = self.tree.open(Kind::Substitution { quoted }, start);
        let open = start + 1;
        let mut close = open;
        let mut escaped = false;
        while let Some(byte) = self.at(close).filter(|byte| *byte != b'`') {
            let escape = byte == b'\\';
            escaped |= escape;
            close += if escape { 2 } else { 1 };
        }
        let close = close.min(self.end);
        if escaped {
            self.unescaped_list(open, close);
        } else {
            self.limited_list(open, close);
        }
        // What was nested too deeply in it ends the text around it as well; behind it, its end would begin another one.
        self.pos = match self.over {
            Some(_) => self.end,
            None => (close + 1).min(self.end),
        };
        self.tree.close(node, self.pos);
        self.leave();
    }

    fn limited_list(&mut self, open: usize, close: usize) {
        let saved = (self.end, self.parens, std::mem::take(&mut self.pending));
        self.stop_at(close);
        (self.pos, self.parens) = (open, 0);
        self.closed_list();
        self.stop_at(saved.0);
        (self.parens, self.pending) = (saved.1, saved.2);
    }

    /// Between backquotes, `\` before `` ` ``, `\` and `$` goes first; then the rest is read.
    fn unescaped_list(&mut self, open: usize, close: usize) {
        let mut text = String::new();
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
        let origin = Origin::Derived(self.tree.span(open, close));
        let mut inner = Parser::new(&text, origin, self.depth);
        inner.closed_list();
        inner.read_pending();
        if inner.over.is_some() {
            self.over = inner.over;
            self.pos = self.end;
        }
        self.tree.adopt(inner.tree);
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
