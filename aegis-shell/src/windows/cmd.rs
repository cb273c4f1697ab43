//! Reads cmd.exe: its quoting, its variables, its built-in commands.

use super::effects::{Bound, Effects, known, program_name, word};
use super::path;
use crate::script::{OptionUse, Span, Value, Word};

/// Values of a loop that are looked at.
const MAX_VALUES: usize = 64;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// `%NAME%` or `!NAME!`, in small letters.
    Variable(String),
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
        let mut values: Vec<Value> = words.iter().flat_map(|word| word.values.clone()).collect();
        if self.lines {
            values = vec![Value::Unknown];
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
        let body = self
            .rest()
            .trim_start_matches("%%")
            .trim_start_matches(['%', '!']);
        let skipped = self.rest().len() - body.len();
        let end = body
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | '-')))
            .unwrap_or(body.len());
        if end > 0 && body.get(end..).is_some_and(|rest| rest.starts_with(mark)) {
            self.at += skipped + end + 1;
            return Some(Piece::Variable(
                body.get(..end).unwrap_or_default().to_lowercase(),
            ));
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

fn resolve(effects: &Effects<'_>, pieces: &[Piece], quoted: bool, span: Span) -> Word {
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
            Piece::Loop(letter) => (format!("%{letter}"), None),
        };
        match effects.variables.get(&name) {
            Some(Bound::Words(values)) if pieces.len() == 1 => {
                return Word {
                    values: values.clone(),
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
        values: vec![Value::Text(text)],
        quoted,
        span,
    }
}

fn unknown(text: String, quoted: bool, span: Span) -> Word {
    let value = if text.is_empty() {
        Value::Unknown
    } else {
        Value::Prefix(text)
    };
    Word {
        values: vec![value],
        quoted,
        span,
    }
}

/// Runs one command after `if`, `for`, `call` and their like are taken off.
fn run(effects: &mut Effects<'_>, words: &[Word]) {
    let mut words = words.to_vec();
    // Each turn takes a word off.
    loop {
        let Some(first) = words.first().cloned() else {
            return;
        };
        let head = known(&first).unwrap_or_default();
        match head.to_ascii_lowercase().as_str() {
            "if" => words = after_condition(&words),
            "else" | "do" | "call" => {
                words.remove(0);
            }
            _ if head.contains(' ') && !first.quoted => {
                let split = super::powershell::split_words(&head, first.span);
                words.splice(0..1, split);
                return builtin(effects, &words);
            }
            _ => return builtin(effects, &words),
        }
    }
}

/// The command of an `if`.
fn after_condition(words: &[Word]) -> Vec<Word> {
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
    words.get(at + skip..).unwrap_or_default().to_vec()
}

struct Command {
    name: String,
    switches: Vec<String>,
    operands: Vec<Word>,
    invocation: Option<usize>,
    span: Span,
}

impl Command {
    fn has(&self, switch: &str) -> bool {
        self.switches.iter().any(|one| one == switch)
    }

    fn patterns(&self) -> Vec<Word> {
        let pattern = |value: &Value| match value {
            Value::Text(text) if text.contains(['*', '?']) => Value::Glob(text.clone()),
            other => other.clone(),
        };
        let word = |word: &Word| Word {
            values: word.values.iter().map(pattern).collect(),
            ..word.clone()
        };
        self.operands.iter().map(word).collect()
    }
}

const BUILTINS: &[(&str, &str)] = &[
    ("del", "del"),
    ("erase", "del"),
    ("rd", "rd"),
    ("rmdir", "rd"),
    ("format", "format"),
    ("copy", "copy"),
    ("xcopy", "copy"),
    ("robocopy", "robocopy"),
    ("move", "move"),
    ("ren", "ren"),
    ("rename", "ren"),
    ("type", "type"),
    ("more", "type"),
    ("mklink", "mklink"),
    ("md", "md"),
    ("mkdir", "md"),
    ("attrib", "attrib"),
    ("icacls", "icacls"),
    ("cacls", "icacls"),
    ("takeown", "takeown"),
    ("cd", "cd"),
    ("chdir", "cd"),
    ("pushd", "pushd"),
    ("popd", "popd"),
    ("set", "set"),
    ("echo", "echo"),
    ("title", "echo"),
    ("start", "start"),
];

fn builtin(effects: &mut Effects<'_>, words: &[Word]) {
    let Some((first, rest)) = words.split_first() else {
        return;
    };
    let span = Span {
        start: first.span.start,
        end: words.last().map_or(first.span.end, |last| last.span.end),
    };
    let Some(head) = known(first) else {
        effects.invocation(None, Vec::new(), rest.to_vec(), rest, span);
        return;
    };
    let lower = program_name(&head.to_ascii_lowercase());
    // `cd..`, `del/s`: what comes after the name of a built-in command belongs to its arguments.
    let stem_length = head
        .find(['/', '.', '\\', ':'])
        .filter(|at| *at > 0)
        .unwrap_or(head.len());
    let (stem, attached) = head
        .split_at_checked(stem_length)
        .unwrap_or((head.as_str(), ""));
    let stem = stem.to_ascii_lowercase();
    let (name, attached) = match BUILTINS.iter().find(|(written, _)| *written == lower) {
        Some((_, name)) => (*name, ""),
        None => match BUILTINS.iter().find(|(written, _)| *written == stem) {
            Some((_, name)) if !attached.starts_with(':') => (*name, attached),
            _ => return super::command::run_words(effects, words, span),
        },
    };
    let attached = (!attached.is_empty()).then(|| word(attached, first.span));
    let arguments: Vec<Word> = attached.into_iter().chain(rest.iter().cloned()).collect();
    match name {
        "echo" => {
            effects.invocation(
                Some("echo"),
                Vec::new(),
                arguments.clone(),
                &arguments,
                span,
            );
        }
        "set" => set(effects, &arguments, span),
        "start" => start(effects, &arguments, span),
        _ => act(effects, command(name, &arguments, span), &arguments),
    }
}

/// Tells the switches from the rest: `/s/q` are two.
fn command(name: &str, arguments: &[Word], span: Span) -> Command {
    let mut command = Command {
        name: name.to_owned(),
        switches: Vec::new(),
        operands: Vec::new(),
        invocation: None,
        span,
    };
    for argument in arguments {
        let text = known(argument).unwrap_or_default();
        let is_switch = text.starts_with('/')
            && !argument.quoted
            && text.get(1..).is_some_and(|rest| !rest.is_empty());
        if is_switch {
            command.switches.extend(
                text.to_ascii_lowercase()
                    .split('/')
                    .filter(|one| !one.is_empty())
                    .map(|one| format!("/{one}")),
            );
        } else {
            command.operands.push(argument.clone());
        }
    }
    command
}

fn act(effects: &mut Effects<'_>, mut command: Command, written: &[Word]) {
    let options = command
        .switches
        .iter()
        .map(|switch| OptionUse {
            names: vec![switch.clone()],
            value: None,
            span: effects.place(command.span),
        })
        .collect();
    command.invocation = effects.invocation(
        Some(&command.name),
        options,
        command.operands.clone(),
        written,
        command.span,
    );
    let invocation = command.invocation;
    let paths = command.patterns();
    match command.name.as_str() {
        "del" | "rd" => {
            for path in &paths {
                effects.delete_file(path, command.has("/s"), invocation);
            }
        }
        "format" => {
            for path in paths
                .iter()
                .filter(|path| known(path).is_some_and(|text| text.ends_with(':')))
            {
                effects.delete_file(path, true, invocation);
            }
        }
        "copy" | "robocopy" | "move" => transfer(effects, &command, &paths),
        "type" => paths
            .iter()
            .for_each(|path| effects.read_file(path, invocation)),
        "mklink" | "ren" | "takeown" => {
            if let Some(path) = paths.first() {
                effects.write_file(path, invocation);
            }
        }
        "icacls" if paths.len() + command.switches.len() > 1 => {
            if let Some(path) = paths.first() {
                effects.write_file(path, invocation);
            }
        }
        "attrib" => {
            let changes = paths
                .iter()
                .any(|path| known(path).is_some_and(|text| text.starts_with(['+', '-'])));
            for path in paths.iter().filter(|path| {
                changes && !known(path).is_some_and(|text| text.starts_with(['+', '-']))
            }) {
                effects.write_file(path, invocation);
            }
        }
        "md" => paths
            .iter()
            .for_each(|path| effects.write_file(path, invocation)),
        "popd" => {
            let before = effects.folders.pop().unwrap_or_default();
            effects.cwd = before;
        }
        "cd" | "pushd" => {
            if command.name == "pushd" {
                effects.folders.push(effects.cwd.clone());
            }
            if let Some(target) = paths.first() {
                effects.change_folder(target);
            }
        }
        _ => {}
    }
}

fn transfer(effects: &mut Effects<'_>, command: &Command, paths: &[Word]) {
    let invocation = command.invocation;
    let Some((source, rest)) = paths.split_first() else {
        return;
    };
    effects.read_file(source, invocation);
    if command.name == "move" {
        effects.write_file(source, invocation);
    }
    let Some(target) = rest.first() else { return };
    if command.has("/mir") || command.has("/purge") {
        effects.delete_file(target, true, invocation);
    }
    effects.write_file(target, invocation);
}

/// `set X=value`, `set "X=value"`.
fn set(effects: &mut Effects<'_>, arguments: &[Word], span: Span) {
    effects.invocation(Some("set"), Vec::new(), arguments.to_vec(), arguments, span);
    let texts: Option<Vec<String>> = arguments.iter().map(known).collect();
    let Some(text) = texts.map(|texts| texts.join(" ")) else {
        return;
    };
    if let Some((name, value)) = text
        .split_once('=')
        .filter(|(name, _)| !name.starts_with('/'))
    {
        effects.variables.insert(
            name.trim().to_lowercase(),
            Bound::Words(vec![Value::Text(value.to_owned())]),
        );
    }
}

/// `start "title" /wait program …`.
fn start(effects: &mut Effects<'_>, arguments: &[Word], span: Span) {
    effects.invocation(
        Some("start"),
        Vec::new(),
        arguments.to_vec(),
        arguments,
        span,
    );
    // The first word is the title where it is quoted.
    let title = arguments.first().is_some_and(|first| first.quoted);
    let switch = |word: &Word| known(word).is_some_and(|text| text.starts_with('/'));
    let from = arguments
        .iter()
        .enumerate()
        .position(|(at, word)| !(switch(word) || title && at == 0));
    let payload = from
        .and_then(|from| arguments.get(from..))
        .unwrap_or_default();
    effects.within("start", span, |effects| builtin(effects, payload));
}
