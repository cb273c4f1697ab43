//! Reads cmd.exe: its quoting, its variables, its built-in commands.

use super::effects::{Bound, Effects, MAX_WORD, known};
use super::path;
use crate::few::Few;
use crate::script::{Span, Value, Values, Word};

/// Values of a loop that are looked at.
const MAX_VALUES: usize = 64;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// `%NAME%`, in small letters.
    Variable(String),
    /// `!NAME!`: text as it stands unless a `set` came before.
    Delayed(String),
    /// `%i` or `%%i` of a loop.
    Loop(char),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word {
        pieces: Vec<Piece>,
        quoted: bool,
    },
    /// `&`, `&&`, `||`, `|`, a line end, a bracket.
    End,
    Write,
    Read,
}

/// Reads a text; spans count from `offset`.
pub(super) fn read(effects: &mut Effects<'_>, text: &str, offset: usize) {
    let span = Span {
        start: offset,
        end: offset + text.len(),
    };
    if !effects.pay(text.len(), span) {
        return;
    }
    let mut cutter = Cutter {
        text,
        at: 0,
        offset,
        list: Vec::new(),
        open: 0,
    };
    while let Some(c) = cutter.peek() {
        cutter.step(c);
    }
    // `for %i in (` ends at its bracket: what it runs over is the next command's place, then comes `do`.
    let mut over: Option<Loop> = None;
    for command in cutter.list.split(|(token, _)| *token == Token::End) {
        match over.take() {
            Some(each) if !command.is_empty() => each.bind(effects, command),
            _ => match Loop::of(command) {
                Some(each) => over = Some(each),
                None => run_tokens(effects, command),
            },
        }
    }
}

/// A `for` whose set is still to come.
struct Loop {
    letter: char,
    /// `/f`: the set is a command or a file whose lines are not known.
    lines: bool,
}

impl Loop {
    fn of(command: &[(Token, Span)]) -> Option<Self> {
        let texts: Vec<String> = command.iter().map(|(token, _)| plain(token)).collect();
        let starts = texts
            .iter()
            .find(|text| *text != "do")
            .is_some_and(|text| text == "for");
        if !starts || texts.last().map(String::as_str) != Some("in") {
            return None;
        }
        let letter = command.iter().find_map(|(token, _)| match token {
            Token::Word { pieces, .. } => pieces.iter().find_map(|piece| match piece {
                Piece::Loop(letter) => Some(*letter),
                _ => None,
            }),
            _ => None,
        })?;
        Some(Self {
            letter,
            lines: texts.iter().any(|text| text == "/f"),
        })
    }

    fn bind(&self, effects: &mut Effects<'_>, set: &[(Token, Span)]) {
        let words: Vec<Word> = set
            .iter()
            .filter_map(|(token, span)| match token {
                Token::Word { pieces, quoted } => Some(resolve(effects, pieces, *quoted, *span)),
                _ => None,
            })
            .collect();
        let mut values: Values = words.iter().flat_map(|word| word.values.clone()).collect();
        if self.lines {
            values = Few::one(Value::Unknown);
            let text = words.iter().filter_map(known).collect::<Vec<_>>().join(" ");
            if let (Some(command), Some(first)) = (text.strip_prefix('\''), words.first()) {
                effects.within("for /f", first.span, |effects| {
                    read(effects, command.trim_end_matches('\''), 0)
                });
            }
        }
        values.truncate(MAX_VALUES);
        effects
            .variables
            .insert(format!("%{}", self.letter), Bound::Words(values));
    }
}

/// A word's text in small letters, if it has no variables.
fn plain(token: &Token) -> String {
    match token {
        Token::Word { pieces, .. } => match pieces.as_slice() {
            [Piece::Text(text)] => text.to_ascii_lowercase(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
    list: Vec<(Token, Span)>,
    open: usize,
}

impl<'t> Cutter<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, token: Token, length: usize) {
        let start = self.offset + self.at;
        self.at += length;
        self.list.push((
            token,
            Span {
                start,
                end: self.offset + self.at,
            },
        ));
    }

    fn starts_command(&self) -> bool {
        matches!(self.list.last(), None | Some((Token::End, _)))
    }

    /// Whether the command that is being read only shows its words.
    fn is_data(&self) -> bool {
        let first = self
            .list
            .rsplit(|(token, _)| *token == Token::End)
            .next()
            .and_then(<[_]>::first);
        let Some((Token::Word { pieces, .. }, _)) = first else {
            return false;
        };
        matches!(pieces.as_slice(), [Piece::Text(head)] if matches!(head.to_ascii_lowercase().as_str(), "echo" | "set" | "title" | "rem"))
    }

    fn step(&mut self, c: char) {
        let rest = self.rest();
        let starts = self.starts_command();
        match c {
            '\n' => self.push(Token::End, 1),
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '@' if starts => self.at += 1,
            ':' if starts => self.skip_line(),
            'r' | 'R' if starts && is_comment(rest) => self.skip_line(),
            '&' | '|' => self.push(
                Token::End,
                if rest.starts_with("&&") || rest.starts_with("||") {
                    2
                } else {
                    1
                },
            ),
            '<' => self.push(Token::Read, 1),
            '>' => self.push(Token::Write, if rest.starts_with(">>") { 2 } else { 1 }),
            '(' if !self.is_data() => {
                self.open += 1;
                self.push(Token::End, 1);
            }
            ')' if self.open > 0 => {
                self.open -= 1;
                self.push(Token::End, 1);
            }
            c if c.is_ascii_digit() && rest.get(1..2) == Some(">") => {
                let merged = rest.get(2..3) == Some("&");
                if merged {
                    self.at += 4.min(rest.len());
                } else {
                    self.at += 1;
                }
            }
            _ => self.word(),
        }
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn word(&mut self) {
        let start = self.at;
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut quoted = false;
        let mut inside = false;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    inside = !inside;
                    quoted = true;
                    self.at += 1;
                }
                '\n' => break,
                '^' if !inside => {
                    self.at += 1;
                    if let Some(next) = self.peek() {
                        self.at += next.len_utf8();
                        plain.extend(Some(next).filter(|next| *next != '\n'));
                    }
                }
                '%' | '!' => match self.variable(c) {
                    Some(piece) => {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                        pieces.push(piece);
                    }
                    None => {
                        plain.push(c);
                        self.at += 1;
                    }
                },
                c if !inside
                    && (c.is_whitespace()
                        || matches!(c, '&' | '|' | '<' | '>')
                        || c == ')' && self.open > 0) =>
                {
                    break;
                }
                c => {
                    plain.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        pieces.push(Piece::Text(plain));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        let span = Span {
            start: self.offset + start,
            end: self.offset + self.at.max(start),
        };
        if self.at == start {
            self.at += self.peek().map_or(1, char::len_utf8);
            return;
        }
        self.list.push((Token::Word { pieces, quoted }, span));
    }

    fn variable(&mut self, mark: char) -> Option<Piece> {
        let skipped = if self.rest().starts_with("%%") { 2 } else { 1 };
        let body = self.rest().get(skipped..).unwrap_or_default();
        let end = body
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | '-')))
            .unwrap_or(body.len());
        if end > 0 && body.get(end..).is_some_and(|rest| rest.starts_with(mark)) {
            self.at += skipped + end + 1;
            let name = body.get(..end).unwrap_or_default();
            return Some(if mark == '!' {
                Piece::Delayed(name.to_owned())
            } else {
                Piece::Variable(name.to_lowercase())
            });
        }
        self.loop_variable(body, skipped)
    }

    fn loop_variable(&mut self, body: &str, skipped: usize) -> Option<Piece> {
        let letters = body.strip_prefix('~').map_or(body, |rest| {
            rest.trim_start_matches(['d', 'p', 'n', 'x', 'f', 's'])
        });
        let letter = letters.chars().next().filter(|c| c.is_ascii_alphabetic())?;
        let ends = !letters.chars().nth(1).is_some_and(char::is_alphanumeric);
        if !ends {
            return None;
        }
        self.at += skipped + (body.len() - letters.len()) + 1;
        Some(Piece::Loop(letter))
    }
}

/// `rem …`.
fn is_comment(rest: &str) -> bool {
    rest.get(..3)
        .is_some_and(|head| head.eq_ignore_ascii_case("rem"))
        && !rest.chars().nth(3).is_some_and(char::is_alphanumeric)
}

fn run_tokens(effects: &mut Effects<'_>, tokens: &[(Token, Span)]) {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some((token, span)) = tokens.get(at) {
        at += 1;
        match token {
            Token::Word { pieces, quoted } => words.push(resolve(effects, pieces, *quoted, *span)),
            Token::Write | Token::Read => {
                if let Some((Token::Word { pieces, quoted }, span)) = tokens.get(at) {
                    at += 1;
                    let target = resolve(effects, pieces, *quoted, *span);
                    if *token == Token::Write {
                        effects.write_file(&target, None);
                    } else {
                        effects.read_file(&target, None);
                    }
                }
            }
            Token::End => {}
        }
    }
    run(effects, &words);
}

fn resolve(effects: &mut Effects<'_>, pieces: &[Piece], quoted: bool, span: Span) -> Word {
    let mut text = String::new();
    for piece in pieces {
        let (name, value) = match piece {
            Piece::Text(plain) => {
                text.push_str(plain);
                continue;
            }
            Piece::Variable(name) => (
                name.clone(),
                path::environment(name, effects.cwd.as_deref(), effects.home()),
            ),
            Piece::Delayed(name) => {
                let lower = name.to_lowercase();
                (lower, Some(format!("!{name}!")))
            }
            Piece::Loop(letter) => (format!("%{letter}"), None),
        };
        let bound = effects.variables.get(&name).cloned();
        let paid = effects.pay(bound.as_ref().map_or(1, Bound::weight), span);
        if !paid || text.len() > MAX_WORD {
            return unknown(String::new(), quoted, span);
        }
        match bound {
            Some(Bound::Words(values)) if pieces.len() == 1 => {
                return Word {
                    values,
                    quoted,
                    span,
                };
            }
            Some(Bound::Words(values)) => match values.as_slice() {
                [Value::Text(value)] => text.push_str(value),
                _ => return unknown(text, quoted, span),
            },
            _ => match value {
                Some(value) => text.push_str(&value),
                None => return unknown(text, quoted, span),
            },
        }
    }
    Word {
        values: Few::one(Value::Text(text.into())),
        quoted,
        span,
    }
}

fn unknown(text: String, quoted: bool, span: Span) -> Word {
    let value = if text.is_empty() {
        Value::Unknown
    } else {
        Value::Prefix(text.into())
    };
    Word {
        values: Few::one(value),
        quoted,
        span,
    }
}

/// Runs one command after `if`, `for`, `call` and their like are taken off.
fn run(effects: &mut Effects<'_>, words: &[Word]) {
    let mut words = words;
    // Each turn takes a word off.
    while let Some((first, rest)) = words.split_first() {
        let head = known(first).unwrap_or_default();
        match head.to_ascii_lowercase().as_str() {
            "if" => words = after_condition(words),
            "else" | "do" | "call" => words = rest,
            _ if head.contains(' ') && !first.quoted => {
                let mut split = super::powershell::split_words(&head, first.span);
                split.extend(rest.iter().cloned());
                return super::builtins::run(effects, &split);
            }
            _ => return super::builtins::run(effects, words),
        }
    }
}

/// The command of an `if`.
fn after_condition(words: &[Word]) -> &[Word] {
    let text = |at: usize| {
        words
            .get(at)
            .and_then(known)
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let mut at = 1;
    while matches!(text(at).as_str(), "/i" | "not") {
        at += 1;
    }
    let skip = match text(at).as_str() {
        "exist" | "defined" | "errorlevel" => 2,
        one if one.contains("==") && !one.ends_with("==") && !one.starts_with("==") => 1,
        one if one.ends_with("==") => 2,
        _ => 3,
    };
    words.get(at + skip..).unwrap_or_default()
}
