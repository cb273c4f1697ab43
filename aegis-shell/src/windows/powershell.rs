//! Reads PowerShell: pipelines, expressions, script blocks. Blocks count as run where they stand.

use super::effects::{Effects, word};
use super::expression;
use super::output::{Argument, Output};
use super::tokens::{Piece, Token, Tokens, tokens};
use crate::few::Few;
use crate::script::{Span, Value, Word};

/// Nesting of brackets and of texts within words.
pub(super) const MAX_DEPTH: usize = 32;

/// Reads a whole text; spans count from `offset`.
pub(super) fn read(effects: &mut Effects<'_>, text: &str, offset: usize) -> Output {
    let span = Span {
        start: offset,
        end: offset + text.len(),
    };
    if !effects.pay(text.len(), span) {
        return Output::Unknown;
    }
    nested(effects, text, offset, 0)
}

pub(super) fn nested(effects: &mut Effects<'_>, text: &str, offset: usize, depth: usize) -> Output {
    let tokens = tokens(text, offset);
    let mut walk = Walk {
        depth,
        ..Walk::new(&tokens, effects)
    };
    walk.statements(0, tokens.len())
}

pub(super) struct Walk<'w, 'c> {
    pub(super) tokens: &'w Tokens<'w>,
    pub(super) effects: &'w mut Effects<'c>,
    pub(super) depth: usize,
}

impl<'w, 'c> Walk<'w, 'c> {
    pub(super) fn new(tokens: &'w Tokens<'w>, effects: &'w mut Effects<'c>) -> Self {
        Self {
            tokens,
            effects,
            depth: 0,
        }
    }
}

impl Walk<'_, '_> {
    /// Statements up to `to`; gives what they do, or what the last one does.
    pub(super) fn statements(&mut self, from: usize, to: usize) -> Output {
        let mut last = Output::Unknown;
        if self.depth >= MAX_DEPTH {
            return last;
        }
        self.depth += 1;
        let mut at = from;
        while at < to && !self.effects.is_over(self.tokens.span(at)) {
            match self.tokens.get(at) {
                Some(Token::End | Token::Close | Token::Pipe | Token::Comma) | None => at += 1,
                Some(_) => {
                    let end = self.pipeline_end(at, to);
                    let before = std::mem::take(&mut last);
                    let output = self.pipeline(at, end);
                    // Texts of several statements are a list.
                    last = match (&before, &output) {
                        (Output::Words(_), Output::Words(_)) => {
                            expression::combine(before, ",", output)
                        }
                        _ => output,
                    };
                    at = end.max(at + 1);
                }
            }
        }
        self.depth -= 1;
        last
    }

    pub(super) fn next(&self, at: usize) -> usize {
        match self.tokens.get(at) {
            Some(Token::Open(_)) => self.tokens.close(at).saturating_add(1).max(at + 1),
            _ => at + 1,
        }
    }

    pub(super) fn pipeline_end(&self, from: usize, to: usize) -> usize {
        self.find(from, to, |token| *token == Token::End)
    }

    /// The first token of this level that `stops`.
    fn find(&self, from: usize, to: usize, stops: impl Fn(&Token) -> bool) -> usize {
        let mut at = from;
        while at < to {
            if self.tokens.get(at).is_some_and(&stops) {
                return at;
            }
            at = self.next(at);
        }
        to
    }

    pub(super) fn pipeline(&mut self, from: usize, to: usize) -> Output {
        if let Some(Token::Assign { name, append }) = self.tokens.get(from).cloned() {
            let value = self.pipeline_or_nothing(from + 1, to);
            self.bind(&name, value, append);
            return Output::Unknown;
        }
        let mut input = None;
        let mut at = from;
        while at < to {
            let end = self.find(at, to, |token| *token == Token::Pipe);
            input = Some(self.command(at, end, input));
            at = end + 1;
        }
        input.unwrap_or_default()
    }

    pub(super) fn pipeline_or_nothing(&mut self, from: usize, to: usize) -> Output {
        if from >= to || self.depth >= MAX_DEPTH {
            return Output::Unknown;
        }
        self.depth += 1;
        let output = self.pipeline(from, to);
        self.depth -= 1;
        output
    }

    pub(super) fn bind(&mut self, name: &str, value: Output, append: bool) {
        let value = match value {
            Output::Unknown | Output::Data => Output::Words(Few::one(Value::Unknown)),
            value => value,
        };
        if super::path::is_on_drive(name) {
            let span = self.tokens.span(0);
            self.effects.write_file(&word(name, span), None);
        }
        let before = self.effects.variables.get(name).filter(|_| append);
        let bound = match before {
            Some(before) => expression::combine(before.clone(), "+", value),
            None => value,
        };
        self.effects.variables.insert(name.to_owned(), bound);
    }

    fn command(&mut self, from: usize, to: usize, input: Option<Output>) -> Output {
        let mut at = from;
        let called = matches!(self.tokens.get(at), Some(Token::Call));
        if called {
            at += 1;
        }
        let Some(first) = self.tokens.get(at).filter(|_| at < to) else {
            return Output::Unknown;
        };
        let is_command = match first {
            Token::Word { pieces, quoted } => called || !quoted && begins_command(pieces),
            Token::Open('{') => {
                let body = self.statements(at + 1, self.tokens.close(at));
                self.groups(self.next(at), to);
                return body;
            }
            _ => called,
        };
        if !is_command {
            return self.expression(at, to, input);
        }
        let (program, next) = self.item(at, to);
        if let Some(keyword) = self.keyword(at) {
            return self.keyword_statement(&keyword, at, to);
        }
        let span = Span {
            start: self.tokens.span(from).start,
            end: self.tokens.span(to.saturating_sub(1)).end,
        };
        let ((arguments, redirects), input) =
            self.with_each(input, |walk| walk.arguments(next, to));
        let output = super::command::run(self.effects, &program, &arguments, input, span);
        for target in redirects {
            self.redirect(&target, &output);
        }
        output
    }

    /// Reads with `$_` standing for what comes out of a pipe.
    pub(super) fn with_each<T>(
        &mut self,
        input: Option<Output>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> (T, Option<Output>) {
        let Some(each) = input else {
            return (read(self), None);
        };
        let variables = &mut self.effects.variables;
        let outer = variables.insert("_".to_owned(), each);
        let found = read(self);
        let variables = &mut self.effects.variables;
        let each = variables.remove("_");
        variables.extend(outer.map(|outer| ("_".to_owned(), outer)));
        (found, each)
    }

    fn arguments(&mut self, from: usize, to: usize) -> (Vec<Argument>, Vec<Argument>) {
        let mut arguments: Vec<Argument> = Vec::new();
        let mut redirects = Vec::new();
        let mut at = from;
        let mut joins = false;
        while at < to {
            match self.tokens.get(at) {
                Some(Token::Comma) => {
                    joins = !arguments.is_empty();
                    at += 1;
                }
                Some(Token::Redirect) => {
                    let (target, next) = self.argument(at + 1, to);
                    redirects.push(target);
                    at = next.max(at + 1);
                }
                Some(Token::Word { pieces, quoted }) if is_splat(pieces, *quoted) => {
                    self.splat(pieces, self.tokens.span(at), &mut arguments);
                    at += 1;
                }
                Some(Token::Word { .. } | Token::Open(_)) => {
                    let (argument, next) = self.argument(at, to);
                    at = next.max(at + 1);
                    match arguments.last_mut().filter(|_| joins) {
                        Some(list) => {
                            let mut values = std::mem::take(&mut list.output).into_values();
                            values.extend(argument.output.values());
                            list.output = Output::Words(values);
                            list.bare = None;
                        }
                        None => arguments.push(argument),
                    }
                    joins = false;
                }
                _ => at += 1,
            }
        }
        (arguments, redirects)
    }

    /// `@params`: a table gives named parameters, a list the others.
    fn splat(&mut self, pieces: &[Piece], span: Span, arguments: &mut Vec<Argument>) {
        let [Piece::Text(text)] = pieces else { return };
        let name = text.trim_start_matches('@').to_lowercase();
        let argument = |output, bare, attached| Argument {
            output,
            bare,
            attached,
            quoted: false,
            span,
        };
        let bound = self.effects.variables.get(&name);
        let paid = bound.map_or(1, Output::weight);
        let bound = bound.cloned();
        if !self.effects.pay(paid, span) {
            return;
        }
        match bound {
            Some(Output::Table(entries)) => {
                arguments.extend(entries.into_iter().map(|(key, value)| {
                    argument(Output::Unknown, Some(format!("-{key}")), Some(value))
                }))
            }
            Some(Output::Words(values)) => {
                let each = values
                    .into_iter()
                    .map(|value| Output::Words(Few::one(value)));
                arguments.extend(each.map(|output| argument(output, None, None)));
            }
            _ => {}
        }
    }

    pub(super) fn argument(&mut self, at: usize, to: usize) -> (Argument, usize) {
        let (bare, quoted) = match self.tokens.get(at) {
            Some(Token::Word { pieces, quoted }) => match pieces.as_slice() {
                [Piece::Text(text)] if !quoted => (Some(text.clone()), false),
                // `-Path:$x` and `-Path:"x y"`: the name is a prefix of the word.
                [Piece::Text(text), ..] if text.starts_with('-') && text.contains(':') => {
                    (Some(text.clone()), *quoted)
                }
                _ => (None, *quoted),
            },
            _ => (None, false),
        };
        let span = self.tokens.span(at);
        let (output, next) = self.item(at, to);
        let end = self
            .tokens
            .span(next.saturating_sub(1).max(at))
            .end
            .max(span.end);
        (
            Argument {
                output,
                bare,
                attached: None,
                quoted,
                span: Span {
                    start: span.start,
                    end,
                },
            },
            next,
        )
    }

    fn redirect(&mut self, target: &Argument, output: &Output) {
        let file = target.word();
        self.effects.write_file(&file, None);
        self.effects.keep(&file, output, true);
    }

    /// `'a' + 'b'`, `$x, $y`, `(…).Method(…)`: what an expression is known to be.
    fn expression(&mut self, from: usize, to: usize, input: Option<Output>) -> Output {
        let mut value: Option<Output> = None;
        let mut at = from;
        let mut operator: Option<String> = None;
        while at < to {
            match self.tokens.get(at) {
                Some(Token::Comma) => at += 1,
                Some(Token::Redirect) => {
                    let (target, next) = self.argument(at + 1, to);
                    let written = value.clone().unwrap_or_default();
                    self.redirect(&target, &written);
                    at = next.max(at + 1);
                }
                Some(Token::Word {
                    pieces,
                    quoted: false,
                }) if value.is_some() && operator.is_none() => {
                    operator = match pieces.as_slice() {
                        [Piece::Text(text)] => Some(text.to_ascii_lowercase()),
                        _ => Some(String::new()),
                    };
                    at += 1;
                }
                Some(Token::Word { .. } | Token::Open(_)) => {
                    let (item, next) = self.list(at, to);
                    at = next.max(at + 1);
                    value = Some(match value {
                        None => item,
                        Some(left) => expression::combine(
                            left,
                            operator.take().as_deref().unwrap_or_default(),
                            item,
                        ),
                    });
                }
                _ => at += 1,
            }
        }
        match operator.as_deref() {
            Some("-join") => value.map_or(Output::Unknown, |value| {
                expression::combine(value, "-join", Output::of_text(""))
            }),
            _ => value.or(input).unwrap_or_default(),
        }
    }

    /// Items with commas between them.
    fn list(&mut self, at: usize, to: usize) -> (Output, usize) {
        let (mut value, mut next) = self.item(at, to);
        while next + 1 < to && matches!(self.tokens.get(next), Some(Token::Comma)) {
            let (more, end) = self.item(next + 1, to);
            value = expression::combine(value, ",", more);
            next = end.max(next + 2);
        }
        (value, next)
    }
}

/// Whether a word is `@name`, which stands for what the variable holds.
fn is_splat(pieces: &[Piece], quoted: bool) -> bool {
    let named = |text: &str| {
        text.strip_prefix('@')
            .is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'))
    };
    !quoted && matches!(pieces, [Piece::Text(text)] if named(text))
}

/// Whether a statement that begins with this word is a command rather than an expression.
fn begins_command(pieces: &[Piece]) -> bool {
    match pieces {
        [Piece::Text(text)] => {
            !text.starts_with('[')
                && !text.starts_with(|c: char| c.is_ascii_digit())
                && !is_operator(text)
        }
        [Piece::Text(_), ..] => true,
        _ => false,
    }
}

fn is_operator(text: &str) -> bool {
    text.starts_with('-') || text.starts_with('!') || text.starts_with('+')
}

/// The words of a text that runs a program: `Start-Process cmd '/c rd x'`.
pub(super) fn split_words(text: &str, span: Span) -> Vec<Word> {
    let mut words = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    let mut any = false;
    for c in text.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                any = true;
            }
            c if c.is_whitespace() && !quoted => {
                if any || !current.is_empty() {
                    words.push(word(std::mem::take(&mut current), span));
                }
                any = false;
            }
            c => current.push(c),
        }
    }
    if any || !current.is_empty() {
        words.push(word(current, span));
    }
    words
}
