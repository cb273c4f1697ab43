//! Evaluates expressions as far as they are literals: concatenations, lists, chains of names and calls.

use super::lexer::{Piece, Tape, Text, Token};
use super::methods;
use super::scan::Scan;
use super::value::{Args, HOLE, Value};
use crate::reading::Language;

/// Nesting of calls and brackets within one expression.
pub(super) const MAX_DEPTH: usize = 16;
/// Tokens of one expression on its own level.
const MAX_TOKENS: usize = 200;
/// Bytes of a chain of names.
const MAX_NAME: usize = 200;

impl Scan {
    /// What the expression at `from` is known to be; it ends at `limit` or before.
    pub(super) fn expression(&mut self, tape: &Tape, from: usize, limit: usize) -> Value {
        let mut from = from;
        while from < limit && matches!(tape.get(from), Some(Token::End)) {
            from += 1;
        }
        let end = expression_end(tape, from, limit);
        if from >= end || !self.pay((end - from).min(MAX_TOKENS)) {
            return Value::Unknown;
        }
        let (mut sum, mut at) = self.primary(tape, from, end, false);
        while at < end {
            let adjacent = matches!(tape.get(at), Some(Token::Text(_)));
            let width = match tape.mark(at) {
                "+" => 1,
                "." if matches!(self.language, Language::Perl | Language::Php) => 1,
                ".." if self.language == Language::Lua => 1,
                "++" if self.language == Language::Erlang => 1,
                "*" if self.language == Language::Julia => 1,
                "<" if self.language == Language::Elixir && tape.mark(at + 1) == ">" => 2,
                "/" if matches!(sum, Value::Symbol { .. }) => {
                    let (right, next) = self.primary(tape, at + 1, end, false);
                    sum = methods::divide_path(sum, &right);
                    at = next;
                    continue;
                }
                "%" => {
                    let (right, next) = self.primary(tape, at + 1, end, false);
                    sum = methods::format_percent(&sum, &right);
                    at = next;
                    continue;
                }
                _ if adjacent && matches!(sum, Value::Text(_)) => 0,
                ":" => return sum,
                _ if matches!(tape.get(at), Some(Token::End)) => return sum,
                _ if matches!(
                    tape.name(at),
                    "if" | "unless" | "for" | "or" | "and" | "as" | "do" | "then"
                ) =>
                {
                    return sum;
                }
                _ => return Value::Unknown,
            };
            let (right, next) = self.primary(tape, at + width, end, false);
            sum = self.concatenate(sum, right);
            at = next.max(at + 1);
        }
        sum
    }

    pub(super) fn concatenate(&mut self, left: Value, right: Value) -> Value {
        if !self.pay(right.weight()) {
            return Value::Unknown;
        }
        match (left, right) {
            (Value::Any(_), Value::Any(_)) => Value::Unknown,
            (Value::Any(items), right) if self.pay(right.weight() * items.len()) => {
                let joined = items
                    .into_iter()
                    .map(|item| self.concatenate(item, right.clone()));
                Value::Any(joined.collect())
            }
            (left @ Value::Text(_), Value::Any(items)) if self.pay(left.weight() * items.len()) => {
                Value::Any(
                    items
                        .into_iter()
                        .map(|item| self.concatenate(left.clone(), item))
                        .collect(),
                )
            }
            (Value::List(mut items), Value::List(more)) => {
                items.extend(more);
                Value::List(items)
            }
            (Value::Remote(url), _) | (_, Value::Remote(url)) => Value::Remote(url),
            (Value::Text(mut text), right) => {
                text.push_str(&right.inserted());
                Value::Text(text)
            }
            (left, Value::Text(text)) => Value::Text(left.inserted() + &text),
            _ => Value::Unknown,
        }
    }

    /// A literal's text with what is inserted into it.
    pub(super) fn literal(&mut self, text: &Text) -> Value {
        let mut whole = Value::Text(String::new());
        for piece in &text.pieces {
            let part = match piece {
                Piece::Plain(plain) => Value::text(plain),
                Piece::Code(code) if self.depth < MAX_DEPTH => {
                    self.depth += 1;
                    let part = self.expression(code, 0, code.len());
                    self.depth -= 1;
                    // A list of one stands for its items here too, anything else is a part of the text.
                    if let Value::Any(_) = part {
                        part
                    } else {
                        Value::Text(part.inserted())
                    }
                }
                Piece::Code(_) => Value::Text(HOLE.to_string()),
            };
            whole = self.concatenate(whole, part);
        }
        whole
    }

    /// An operand with the members, indices and calls after it; gives where it ends. With `acts`, the calls of this
    /// chain are handed to the list of sinks; those within arguments never are, the walk comes to them by itself.
    pub(super) fn primary(
        &mut self,
        tape: &Tape,
        at: usize,
        end: usize,
        acts: bool,
    ) -> (Value, usize) {
        if self.depth >= MAX_DEPTH || !self.pay(1) {
            return (Value::Unknown, tape.next(at));
        }
        self.depth += 1;
        let (head, next) = self.operand(tape, at, end);
        let result = self.postfix(tape, head, next, end, acts);
        self.depth -= 1;
        result
    }

    fn operand(&mut self, tape: &Tape, at: usize, end: usize) -> (Value, usize) {
        let Some(token) = tape.get(at).filter(|_| at < end) else {
            return (Value::Unknown, at + 1);
        };
        match token {
            Token::Name(name) if is_prefix(name) => self.operand_after_prefix(tape, at, end),
            Token::Name(name) => (self.lookup(name), at + 1),
            Token::Text(text) => {
                let value = if text.command {
                    Value::Unknown
                } else {
                    self.literal(text)
                };
                (value, at + 1)
            }
            Token::Words(words) => (
                Value::List(words.iter().map(|word| Value::text(word)).collect()),
                at + 1,
            ),
            Token::Number(number) => (Value::Text(number.clone()), at + 1),
            Token::Mark("*" | "..." | "\\" | "&" | "**" | "@") => {
                self.operand_after_prefix(tape, at, end)
            }
            Token::Mark("[") => {
                let args = self.arguments(tape, at);
                let keyed = self.language == Language::Php && args.positional.is_empty();
                let value = if keyed && !args.named.is_empty() {
                    Value::Object(args.named)
                } else {
                    Value::List(args.positional)
                };
                (value, tape.next(at))
            }
            Token::Mark("(") => {
                let mut items = self.items(tape, at);
                let single = items.len() == 1 && !self.has_comma(tape, at);
                let value = if single {
                    items.pop().unwrap_or(Value::Unknown)
                } else {
                    Value::List(items)
                };
                (value, tape.next(at))
            }
            Token::Mark("{") => (Value::Object(self.arguments(tape, at).named), tape.next(at)),
            Token::Mark(_) | Token::End => (Value::Unknown, at + 1),
        }
    }

    /// `new X`, `await x`, `*list`, `...list`, `\@list`: the value is that of what follows.
    fn operand_after_prefix(&mut self, tape: &Tape, at: usize, end: usize) -> (Value, usize) {
        if self.depth >= MAX_DEPTH {
            return (Value::Unknown, at + 1);
        }
        self.depth += 1;
        let result = self.operand(tape, at + 1, end);
        self.depth -= 1;
        result
    }

    fn postfix(
        &mut self,
        tape: &Tape,
        head: Value,
        from: usize,
        end: usize,
        acts: bool,
    ) -> (Value, usize) {
        let mut value = head;
        let mut at = from;
        while at < end {
            let mark = tape.mark(at);
            if self.joins(mark) && matches!(tape.get(at + 1), Some(Token::Name(_))) {
                value = self.member(value, tape.name(at + 1));
                at += 2;
                if acts && self.language == Language::Jvm {
                    self.content(tape, &value, at);
                }
            } else if acts && mark == "<<" && self.language == Language::Jvm {
                if let Value::Symbol {
                    name,
                    arg: Some(path),
                } = &value
                    && super::jvm::is_file(name)
                {
                    self.sinks
                        .extend(path.known().map(crate::reading::Sink::Write));
                }
                break;
            } else if acts && self.runs(tape, &value, at) {
                self.system(&Args::one(value));
                return (Value::Unknown, at + 1);
            } else if mark == "(" || mark == "?." && tape.mark(at + 1) == "(" {
                let open = if mark == "(" { at } else { at + 1 };
                self.bind_callback(tape, &value, open);
                let before = self.reads;
                let args = self.arguments(tape, open);
                self.reads_before = before;
                value = self.call(value, &args, acts);
                at = tape.next(open);
            } else if mark == "["
                || mark == "{"
                    && self.language == Language::Perl
                    && matches!(value, Value::Symbol { .. })
            {
                value = self.index(tape, value, at);
                at = tape.next(at);
            } else if matches!(tape.get(at), Some(Token::End))
                && self.joins(tape.mark(at + 1))
                && tape.mark(at + 1) != "::"
            {
                at += 1;
            } else if matches!(tape.get(at), Some(Token::Text(_))) && self.takes_text(&value) {
                let (text, next) = self.operand(tape, at, end);
                let args = Args {
                    positional: vec![text],
                    named: Vec::new(),
                };
                value = self.call(value, &args, acts);
                at = next;
            } else if self.is_bare_call(tape, &value, from, at) {
                let stop = bare_end(tape, at, end);
                let args = self.split(tape, at, stop);
                value = self.call(value, &args, acts);
                at = stop.max(at + 1);
            } else {
                self.bind_callback(tape, &value, at);
                break;
            }
        }
        if let (true, Language::Ruby, Value::Symbol { name, .. }) = (acts, self.language, &value) {
            self.sinks.extend(super::statements::of_model(name));
        }
        (value, at)
    }

    /// `"rm x".!`, and `"rm x" !`: Scala runs what stands before it.
    fn runs(&self, tape: &Tape, value: &Value, at: usize) -> bool {
        let bang = match tape.mark(at) {
            "." => tape.mark(at + 1),
            mark => mark,
        };
        self.language == Language::Jvm
            && bang == "!"
            && matches!(value, Value::Text(_) | Value::List(_))
    }

    pub(super) fn joins(&self, mark: &str) -> bool {
        match self.language {
            Language::Perl | Language::Php => matches!(mark, "->" | "::"),
            Language::Lua => matches!(mark, "." | ":"),
            Language::R => matches!(mark, "::" | "$"),
            Language::Erlang => mark == ":",
            _ => matches!(mark, "." | "?." | "::"),
        }
    }

    /// ``$`rm x` `` and `os.execute "rm x"`.
    fn takes_text(&self, value: &Value) -> bool {
        matches!(self.language, Language::JavaScript | Language::Lua)
            && matches!(value, Value::Symbol { name, .. } if self.act(name).is_some())
    }

    /// `system "rm", "x"`: a sink without brackets, with an argument after it.
    fn is_bare_call(&self, tape: &Tape, value: &Value, from: usize, at: usize) -> bool {
        let bare = matches!(
            self.language,
            Language::Perl | Language::Ruby | Language::Elixir
        );
        if !bare || at < from {
            return false;
        }
        let computes = |name: &str| name == "glob" && self.language == Language::Perl;
        let known = matches!(value, Value::Symbol { name, .. } if !name.ends_with(')') && (self.act(name).is_some() || computes(name)));
        known
            && match tape.get(at) {
                Some(Token::Text(_) | Token::Words(_)) => true,
                Some(Token::Name(name)) => !matches!(
                    name.as_str(),
                    "if" | "unless" | "or" | "and" | "for" | "foreach" | "while" | "do" | "end"
                ),
                Some(Token::Mark("*" | "[" | "@")) => true,
                _ => false,
            }
    }

    fn member(&mut self, value: Value, name: &str) -> Value {
        match value {
            symbol @ Value::Symbol { .. } if name == "__dict__" => symbol,
            Value::Symbol {
                name: mut path,
                arg,
            } => {
                if path.len() + name.len() > MAX_NAME {
                    return Value::Unknown;
                }
                path.push('.');
                path.push_str(name);
                match methods::constant(&path) {
                    Some(text) => Value::text(text),
                    None => Value::Symbol { name: path, arg },
                }
            }
            Value::Text(_) | Value::List(_) | Value::Remote(_) => {
                Value::Method(Box::new(value), name.to_owned())
            }
            Value::Object(items) => items
                .into_iter()
                .find(|(key, _)| key == name)
                .map_or(Value::Unknown, |(_, value)| value),
            Value::Method(inner, _) if matches!(*inner, Value::Remote(_)) => *inner,
            Value::Method(..) | Value::Any(_) | Value::Unknown => Value::Unknown,
        }
    }

    fn index(&mut self, tape: &Tape, value: Value, open: usize) -> Value {
        let close = tape.close(open);
        let key = match tape.name(open + 1) {
            name if tape.mark(open) == "{" && close == open + 2 => Value::text(name),
            _ => self.expression(tape, open + 1, close),
        };
        match (value, key) {
            (Value::List(items), Value::Text(key)) => key
                .parse::<usize>()
                .ok()
                .and_then(|at| items.into_iter().nth(at))
                .unwrap_or(Value::Unknown),
            // `Dir['*.rb']`.
            (Value::Symbol { name, .. }, Value::Text(key)) if name == "Dir" => Value::Text(key),
            (Value::Text(text), _) if methods::is_reversal(tape, open) => {
                Value::Text(text.chars().rev().collect())
            }
            (value @ (Value::Symbol { .. } | Value::Object(_)), Value::Text(key)) => {
                self.member(value, &key)
            }
            (value @ Value::Remote(_), _) => value,
            _ => Value::Unknown,
        }
    }

    fn has_comma(&self, tape: &Tape, open: usize) -> bool {
        let mut at = open + 1;
        while at < tape.close(open) {
            if tape.mark(at) == "," {
                return true;
            }
            at = tape.next(at);
        }
        false
    }

    fn items(&mut self, tape: &Tape, open: usize) -> Vec<Value> {
        self.arguments(tape, open).positional
    }

    /// The arguments between the bracket at `open` and its partner.
    pub(super) fn arguments(&mut self, tape: &Tape, open: usize) -> Args {
        if self.depth >= MAX_DEPTH {
            return Args::default();
        }
        self.depth += 1;
        let args = self.split(tape, open + 1, tape.close(open));
        self.depth -= 1;
        args
    }

    /// Splits `from..to` at its commas; `key: value`, `key = value` and `key => value` become named.
    fn split(&mut self, tape: &Tape, from: usize, to: usize) -> Args {
        let mut args = Args::default();
        let mut start = from;
        while start < to {
            let mut stop = start;
            while stop < to && !matches!(tape.mark(stop), "," | ";") {
                stop = tape.next(stop);
            }
            let stop = stop.min(to);
            while start < stop && matches!(tape.get(start), Some(Token::End)) {
                start += 1;
            }
            if start < stop {
                self.argument(tape, start, stop, &mut args);
            }
            start = stop + 1;
        }
        args
    }

    fn argument(&mut self, tape: &Tape, start: usize, stop: usize, args: &mut Args) {
        let key = match tape.get(start) {
            Some(Token::Name(name)) => Some(name.clone()),
            Some(Token::Text(text)) => match text.pieces.as_slice() {
                [Piece::Plain(plain)] => Some(plain.clone()),
                _ => None,
            },
            _ => None,
        };
        let named = match tape.mark(start + 1) {
            "=" => matches!(tape.get(start), Some(Token::Name(_))),
            ":" if self.joins(":") => false,
            ":" | "=>" => start + 2 < stop,
            _ => false,
        };
        if let Some(key) = key.filter(|_| named) {
            let value = self.expression(tape, start + 2, stop);
            args.named.push((key, value));
            return;
        }
        let spread = matches!(tape.mark(start), "*" | "..." | "@")
            || tape.name(start).starts_with('@')
            || matches!(tape.get(start), Some(Token::Words(_)))
                && self.language != Language::Elixir;
        let value = self.expression(tape, start, stop);
        match value {
            Value::List(items) if spread => args.positional.extend(items),
            value => args.positional.push(value),
        }
    }
}

/// Words before an expression that do not change what it is.
pub(super) fn is_prefix(name: &str) -> bool {
    matches!(
        name,
        "new"
            | "await"
            | "return"
            | "yield"
            | "my"
            | "our"
            | "local"
            | "let"
            | "const"
            | "var"
            | "not"
    )
}

/// Where the expression at `from` ends: at a separator on its level, at a closing bracket, at a line end that an
/// operator on neither side carries over.
fn expression_end(tape: &Tape, from: usize, limit: usize) -> usize {
    let mut at = from;
    for _ in 0..MAX_TOKENS {
        if at >= limit {
            return limit;
        }
        match tape.get(at) {
            Some(Token::Mark("," | ";" | ")" | "]" | "}")) | None => return at,
            Some(Token::End) => {
                let open_before =
                    at > 0 && matches!(tape.mark(at - 1), "+" | "." | ".." | "=" | "%");
                let open_after = matches!(tape.mark(at + 1), "+" | "." | "?." | ".." | "->");
                if !open_before && !open_after {
                    return at;
                }
                at += 1;
            }
            Some(_) => at = tape.next(at),
        }
    }
    from
}

/// Where the arguments of a call without brackets end.
fn bare_end(tape: &Tape, from: usize, limit: usize) -> usize {
    let mut at = from;
    for _ in 0..MAX_TOKENS {
        if at >= limit {
            return limit;
        }
        match tape.get(at) {
            Some(Token::Mark(";" | ")" | "]" | "}" | "||" | "&&" | "|" | "?")) | None => return at,
            Some(Token::End) if !(at > 0 && tape.mark(at - 1) == ",") => return at,
            Some(Token::Name(name))
                if matches!(
                    name.as_str(),
                    "if" | "unless" | "or" | "and" | "for" | "foreach" | "while" | "do" | "rescue"
                ) =>
            {
                return at;
            }
            Some(_) => at = tape.next(at),
        }
    }
    at
}
