//! Reads cmd.exe: its quoting, its variables, its built-in commands.

use compact_str::format_compact;

use super::effects::{Effects, MAX_WORD, known};
use super::output::Output;
use super::path;
use crate::few::Few;
use crate::script::{Span, Value, Values, Word};
use crate::unknown::{UNASSIGNED, VARIABLE};

/// Values of a loop that are looked at.
const MAX_VALUES: usize = 64;
/// Bytes of what is done to a variable's value.
const MAX_CHANGE: usize = 256;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// `%NAME%`, in small letters, and what is done to its value: `:a=b`, `:~0,3`.
    Variable(String, String),
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
    /// `&`, `&&`, `||`, a line end, a bracket.
    End,
    Pipe,
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
    let mut piped: Option<Output> = None;
    for command in cutter.list.split_inclusive(|(token, _)| ends(token)) {
        let (command, end) = match command.split_last() {
            Some(((end, _), command)) if ends(end) => (command, Some(end)),
            _ => (command, None),
        };
        let span = command.first().map(|(_, span)| *span).unwrap_or_default();
        if effects.is_over(span) {
            return;
        }
        let input = piped.take();
        match over.take() {
            Some(each) if !command.is_empty() => each.bind(effects, command),
            _ => match Loop::of(effects, command) {
                Some(each) => over = Some(each),
                None => {
                    let output = run_tokens(effects, command, input);
                    piped = Some(output).filter(|_| end == Some(&Token::Pipe));
                }
            },
        }
    }
}

fn ends(token: &Token) -> bool {
    matches!(token, Token::End | Token::Pipe)
}

/// What stands behind `/c` and its like in a word of the program's own command line: `/q/c` has it too.
pub(crate) fn behind_switch(word: &str) -> Option<&str> {
    let mut rest = word.strip_prefix('/')?;
    loop {
        let rest_of_run = rest.trim_start_matches('/');
        let mut letters = rest_of_run.chars();
        match letters.next()?.to_ascii_lowercase() {
            'c' | 'k' | 'r' => return Some(letters.as_str()),
            // Of the others, some have a value: `/v:on`.
            _ => rest = rest_of_run.split_once('/')?.1,
        }
    }
}

/// A `for` whose set is still to come.
struct Loop {
    letter: char,
    /// `/f`: the set is a command or a file whose lines are not known.
    lines: bool,
    /// `usebackq`: quotes are for files, and a command stands between backquotes.
    back_quotes: bool,
    /// `/r FOLDER`: the set is looked for in the folder and all below.
    below: Option<Word>,
}

impl Loop {
    fn of(effects: &mut Effects<'_>, command: &[(Token, Span)]) -> Option<Self> {
        let texts: Vec<String> = command.iter().map(|(token, _)| plain(token)).collect();
        let starts = texts
            .iter()
            .find(|text| *text != "do")
            .is_some_and(|text| text.trim_start_matches('@') == "for");
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
        let below = texts
            .iter()
            .position(|text| text == "/r")
            .and_then(|at| command.get(at + 1))
            .and_then(|(token, span)| match token {
                Token::Word { pieces, quoted } if !is_loop(pieces) => {
                    Some(resolve(effects, pieces, *quoted, *span))
                }
                _ => None,
            });
        Some(Self {
            letter,
            lines: texts.iter().any(|text| text == "/f"),
            back_quotes: texts.iter().any(|text| text.contains("usebackq")),
            below,
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
            values = lines_of(effects, &words, self.back_quotes);
        } else if let Some(folder) = self.below.as_ref().and_then(known) {
            let folder = folder.trim_end_matches('\\');
            let below = |value: Value| match value {
                Value::Text(text) => Value::Glob(format_compact!("{folder}\\{text}")),
                other => other,
            };
            values = values.into_iter().map(below).collect();
        }
        values.truncate(MAX_VALUES);
        effects
            .variables
            .insert(format!("%{}", self.letter), Output::Words(values));
    }
}

/// The lines of the command or the file that a `for /f` goes through: those of a listing are what lies in its folder.
fn lines_of(effects: &mut Effects<'_>, words: &[Word], back_quotes: bool) -> Values {
    let quote = if back_quotes { '`' } else { '\'' };
    let unknown = Few::one(Value::Unknown);
    let text = words.iter().filter_map(known).collect::<Vec<_>>().join(" ");
    let Some(first) = words.first() else {
        return unknown;
    };
    let Some(command) = text.strip_prefix(quote) else {
        if back_quotes || !first.quoted {
            words.iter().for_each(|word| effects.read_file(word, None));
        }
        return unknown;
    };
    let command = command.trim_end_matches(quote);
    effects.within("for /f", first.span, |effects| read(effects, command, 0));
    let listed = super::powershell::split_words(command, first.span);
    let listed: Vec<String> = listed.iter().filter_map(known).collect();
    match listed.split_first() {
        Some((dir, rest)) if dir.eq_ignore_ascii_case("dir") => {
            let folder = rest.iter().find(|word| !word.starts_with('/'));
            let whole = rest
                .iter()
                .any(|word| word.to_ascii_lowercase().contains("/s"));
            let pattern = match folder.map(|folder| folder.trim_end_matches('\\')) {
                Some(folder) if folder.contains('*') => folder.to_owned(),
                Some(folder) if whole => format!("{folder}\\*"),
                _ => return unknown,
            };
            Few::one(Value::Glob(pattern.into()))
        }
        _ => unknown,
    }
}

fn is_loop(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Loop(_)))
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
        self.list.last().is_none_or(|(token, _)| ends(token))
    }

    /// Whether the command that is being read only shows its words.
    fn is_data(&self) -> bool {
        let first = self
            .list
            .rsplit(|(token, _)| ends(token))
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
            '@' if starts || rest.starts_with("@(") => self.at += 1,
            ':' if starts => self.skip_line(),
            'r' | 'R' if starts && is_comment(rest) => self.skip_line(),
            '&' | '|' => {
                let double = rest.starts_with("&&") || rest.starts_with("||");
                let token = if c == '|' && !double {
                    Token::Pipe
                } else {
                    Token::End
                };
                self.push(token, 1 + usize::from(double));
            }
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
        let name = body.get(..end).unwrap_or_default();
        let after = body.get(end..).unwrap_or_default();
        if end > 0 && after.starts_with(mark) {
            self.at += skipped + end + 1;
            return Some(if mark == '!' {
                Piece::Delayed(name.to_owned())
            } else {
                Piece::Variable(name.to_lowercase(), String::new())
            });
        }
        if let Some(change) = after.strip_prefix(':').filter(|_| end > 0 && mark == '%') {
            let length = change
                .bytes()
                .take(MAX_CHANGE)
                .position(|byte| matches!(byte, b'%' | b'\n'));
            if let Some((change, tail)) = length.and_then(|at| change.split_at_checked(at))
                && tail.starts_with('%')
            {
                self.at += skipped + end + 1 + change.len() + 1;
                return Some(Piece::Variable(name.to_lowercase(), change.to_owned()));
            }
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

fn run_tokens(
    effects: &mut Effects<'_>,
    tokens: &[(Token, Span)],
    input: Option<Output>,
) -> Output {
    let mut words = Vec::new();
    let mut written = Vec::new();
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
                        written.push(target);
                    } else {
                        effects.read_file(&target, None);
                    }
                }
            }
            Token::End | Token::Pipe => {}
        }
    }
    let output = run(effects, &words, input);
    for file in written {
        effects.keep(&file, &output, true);
    }
    output
}

fn resolve(effects: &mut Effects<'_>, pieces: &[Piece], quoted: bool, span: Span) -> Word {
    let mut text = String::new();
    for piece in pieces {
        let (name, change, value) = match piece {
            Piece::Text(plain) => {
                text.push_str(plain);
                continue;
            }
            Piece::Variable(name, change) => (
                name.clone(),
                change.as_str(),
                path::environment(name, effects.cwd.as_deref(), effects.home()),
            ),
            Piece::Delayed(name) => (name.to_lowercase(), "", Some(format!("!{name}!"))),
            Piece::Loop(letter) => (format!("%{letter}"), "", None),
        };
        let bound = effects.variables.get(&name).cloned();
        let paid = effects.pay(bound.as_ref().map_or(1, Output::weight), span);
        if !paid || text.len() > MAX_WORD {
            text = UNASSIGNED.to_owned();
            break;
        }
        match bound {
            Some(Output::Words(values)) if pieces.len() == 1 && change.is_empty() => {
                return Word {
                    values,
                    quoted,
                    span,
                };
            }
            Some(bound) => text.push_str(&changed(&bound.piece(), change)),
            None => match value {
                Some(value) => text.push_str(&changed(&value, change)),
                None => text.push(VARIABLE),
            },
        }
    }
    let value = if text == UNASSIGNED {
        Value::Unknown
    } else {
        Value::Text(text.into())
    };
    Word {
        values: Few::one(value),
        quoted,
        span,
    }
}

/// `%NAME:from=to%` puts one text for another, `%NAME:~start,length%` takes a part.
fn changed(value: &str, change: &str) -> String {
    if let Some(range) = change.strip_prefix('~') {
        let (start, length) = range.split_once(',').unwrap_or((range, ""));
        let letters: Vec<char> = value.chars().collect();
        let place = |text: &str, from: usize| match text.trim().parse::<isize>() {
            Ok(at) if at < 0 => Some(letters.len().saturating_sub(at.unsigned_abs())),
            Ok(at) => Some(from.saturating_add(at.unsigned_abs()).min(letters.len())),
            Err(_) => None,
        };
        let start = place(start, 0).unwrap_or(0);
        let end = place(length, start).unwrap_or(letters.len());
        return letters.get(start..end).unwrap_or_default().iter().collect();
    }
    match change.split_once('=') {
        Some((from, to))
            if !from.is_empty() && to.len() <= MAX_CHANGE && value.len() <= MAX_CHANGE =>
        {
            value.replace(from, to)
        }
        Some(_) => UNASSIGNED.to_owned(),
        None => value.to_owned(),
    }
}

/// Runs one command after `if`, `for`, `call` and their like are taken off.
fn run(effects: &mut Effects<'_>, words: &[Word], input: Option<Output>) -> Output {
    let mut words = words;
    // Each turn takes a word off.
    while let Some((first, rest)) = words.split_first() {
        let head = known(first).unwrap_or_default();
        let head = head.trim_start_matches('@');
        match head.to_ascii_lowercase().as_str() {
            "" if !rest.is_empty() && known(first).is_some() => words = rest,
            "if" => words = after_condition(words),
            "else" | "do" | "call" => words = rest,
            _ if head.contains(' ') && !first.quoted => {
                let mut split = super::powershell::split_words(head, first.span);
                split.extend(rest.iter().cloned());
                return super::builtins::run(effects, &split, input);
            }
            _ if known(first).is_some_and(|text| text.starts_with('@')) => {
                let bare = super::effects::word(head, first.span);
                let words: Vec<Word> = std::iter::once(bare).chain(rest.iter().cloned()).collect();
                return super::builtins::run(effects, &words, input);
            }
            _ => return super::builtins::run(effects, words, input),
        }
    }
    Output::Unknown
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
