//! Cuts program text into names, literals and marks, alike for every language that has calls with arguments.

use crate::reading::Language;

/// How deep interpolations are read: `"#{ "#{ … }" }"`.
const MAX_DEPTH: usize = 8;

/// A piece of program text that means something.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    /// A name with its sigil: `os`, `$path`.
    Name(String),
    Text(Text),
    /// A list of words written as one literal: `qw(a b)`, `%w[a b]`.
    Words(Vec<String>),
    Number(String),
    Mark(&'static str),
    /// A line end that may end a statement.
    End,
}

/// A string literal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub(crate) pieces: Vec<Piece>,
    /// Backticks and relatives: the text is handed to a shell.
    pub(crate) command: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Plain(String),
    /// An expression whose value is inserted.
    Code(Tape),
}

/// Tokens with their brackets matched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    tokens: Vec<Token>,
    /// For an opening bracket the index of its partner, or of the end.
    close: Vec<usize>,
}

impl Tape {
    fn new(tokens: Vec<Token>) -> Self {
        let mut close = vec![tokens.len(); tokens.len()];
        let mut open: Vec<(usize, &'static str)> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let Token::Mark(mark) = token else { continue };
            match *mark {
                "(" => open.push((at, ")")),
                "[" => open.push((at, "]")),
                "{" => open.push((at, "}")),
                ")" | "]" | "}" => {
                    let Some(&(from, partner)) = open.last() else {
                        continue;
                    };
                    if partner == *mark {
                        open.pop();
                        if let Some(slot) = close.get_mut(from) {
                            *slot = at;
                        }
                    }
                }
                _ => {}
            }
        }
        Self { tokens, close }
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    pub(crate) fn mark(&self, at: usize) -> &'static str {
        match self.tokens.get(at) {
            Some(Token::Mark(mark)) => mark,
            _ => "",
        }
    }

    pub(crate) fn name(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(Token::Name(name)) => name,
            _ => "",
        }
    }

    /// Where the bracket that opens at `at` closes.
    pub(crate) fn close(&self, at: usize) -> usize {
        self.close.get(at).copied().unwrap_or(self.tokens.len())
    }

    /// The token after `at` on the same nesting level.
    pub(crate) fn next(&self, at: usize) -> usize {
        match self.mark(at) {
            "(" | "[" | "{" => self.close(at).saturating_add(1).max(at + 1),
            _ => at + 1,
        }
    }
}

/// Every mark of more than one character comes before its prefixes.
const MARKS: &[&str] = &[
    "===", "!==", "<=>", "...", "**=", "||=", "&&=", "??=", "|>", "=>", "==", "!=", "<=", ">=",
    "->", "<-", "::", "..", "||", "&&", "??", "?.", "+=", "-=", ".=", "*=", "/=", ":=", "<<", ">>",
    "**", "//", "=~", "!~", "++", "--", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "=", "+",
    "-", "*", "/", "%", "<", ">", "!", "?", "&", "|", "^", "~", "@", "$", "\\", "`", "'", "\"",
    "#",
];

/// Cuts `text` up. Total: what fits nowhere is dropped.
pub(crate) fn lex(language: Language, text: &str) -> Tape {
    lex_at(language, text, 0)
}

pub(super) fn lex_at(language: Language, text: &str, depth: usize) -> Tape {
    if depth > MAX_DEPTH {
        return Tape::default();
    }
    let mut lexer = Lexer {
        language,
        text,
        at: 0,
        depth,
        tokens: Vec::new(),
        open: Vec::new(),
        here: Vec::new(),
    };
    while let Some(c) = lexer.peek() {
        lexer.step(c);
    }
    Tape::new(lexer.tokens)
}

pub(super) struct Lexer<'t> {
    pub(super) language: Language,
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) tokens: Vec<Token>,
    open: Vec<&'static str>,
    /// Here-documents whose bodies start on the next line: where their token stands, and how they end.
    pub(super) here: Vec<Here>,
}

/// A here-document that waits for its body.
pub(super) struct Here {
    pub(super) token: usize,
    pub(super) delimiter: String,
    pub(super) raw: bool,
    pub(super) command: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn peek_after(&self, c: char) -> Option<char> {
        self.text.get(self.at + c.len_utf8()..)?.chars().next()
    }

    pub(super) fn bump(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    /// Takes characters while they fit.
    pub(super) fn take(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Whether a value stands just before, so that `/` divides and `<<` shifts.
    pub(super) fn after_value(&self) -> bool {
        match self.tokens.last() {
            Some(Token::Name(name)) => !matches!(
                name.as_str(),
                "return"
                    | "and"
                    | "or"
                    | "not"
                    | "if"
                    | "unless"
                    | "while"
                    | "in"
                    | "of"
                    | "typeof"
                    | "case"
                    | "when"
                    | "split"
                    | "grep"
                    | "print"
                    | "puts"
            ),
            Some(Token::Text(_) | Token::Words(_) | Token::Number(_)) => true,
            Some(Token::Mark(mark)) => matches!(*mark, ")" | "]" | "}"),
            Some(Token::End) | None => false,
        }
    }

    fn step(&mut self, c: char) {
        if c == '\n' {
            self.line_end();
        } else if c.is_whitespace() {
            self.bump(c);
        } else if c == '\\' && self.peek_after(c) == Some('\n') {
            self.at += 2;
        } else if self.comment() || self.literal(c) {
        } else if self.is_name_start(c) {
            self.name(c);
        } else if c.is_ascii_digit() {
            let number = self.take(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            self.tokens.push(Token::Number(number.to_owned()));
        } else {
            self.symbol(c);
        }
    }

    fn line_end(&mut self) {
        self.at += 1;
        if !matches!(self.open.last(), Some(&("(" | "["))) {
            self.tokens.push(Token::End);
        }
        self.here_bodies();
    }

    fn is_name_start(&self, c: char) -> bool {
        if c.is_alphabetic() || c == '_' {
            return true;
        }
        let next = self.peek_after(c);
        let named = next.is_some_and(|n| n.is_alphabetic() || n == '_');
        match self.language {
            Language::Perl => {
                matches!(c, '$' | '@' | '%') && named && !(c == '%' && self.after_value())
            }
            Language::Php => c == '$' && named,
            Language::Ruby => matches!(c, '$' | '@') && (named || next == Some('@')),
            Language::JavaScript => c == '$' || c == '#' && named,
            Language::R => c == '.' && named,
            _ => false,
        }
    }

    fn name(&mut self, c: char) {
        let start = self.at;
        self.bump(c);
        let dotted = self.language == Language::R;
        let dollar = self.language == Language::JavaScript;
        if c == '@' {
            self.take(|c| c == '@');
        }
        let primed = self.language == Language::Haskell;
        self.take(|c| {
            c.is_alphanumeric()
                || c == '_'
                || dotted && c == '.'
                || dollar && c == '$'
                || primed && c == '\''
        });
        if matches!(self.language, Language::Ruby | Language::Elixir)
            && matches!(self.peek(), Some('?' | '!'))
            && self.peek_after('?') != Some('=')
        {
            self.at += 1;
        }
        let name = self.text.get(start..self.at).unwrap_or_default().to_owned();
        self.tokens.push(Token::Name(name));
    }

    fn symbol(&mut self, c: char) {
        let Some(mark) = MARKS.iter().find(|mark| self.rest().starts_with(**mark)) else {
            self.bump(c);
            return;
        };
        self.at += mark.len();
        match *mark {
            "(" | "[" | "{" => self.open.push(mark),
            ")" | "]" | "}" => {
                self.open.pop();
            }
            _ => {}
        }
        self.tokens.push(Token::Mark(mark));
    }

    /// Skips a comment, if one starts here.
    fn comment(&mut self) -> bool {
        use Language::{
            AppleScript, Awk, Elixir, Erlang, Haskell, JavaScript, Julia, Jvm, Lua, Perl, Php,
            Python, R, Ruby, Swift,
        };
        let rest = self.rest();
        let line_start = self.at == 0
            || self
                .text
                .get(..self.at)
                .is_some_and(|before| before.ends_with('\n'));
        let block = match self.language {
            JavaScript | Php | Jvm | Swift if rest.starts_with("/*") => Some("*/"),
            Haskell if rest.starts_with("{-") => Some("-}"),
            Julia if rest.starts_with("#=") => Some("=#"),
            AppleScript if rest.starts_with("(*") => Some("*)"),
            Lua if rest.starts_with("--[[") => Some("]]"),
            Ruby if line_start && rest.starts_with("=begin") => Some("\n=end"),
            Perl if line_start
                && rest.starts_with('=')
                && rest.chars().nth(1).is_some_and(char::is_alphabetic) =>
            {
                Some("\n=cut")
            }
            _ => None,
        };
        if let Some(end) = block {
            self.at = rest
                .find(end)
                .map_or(self.text.len(), |found| self.at + found + end.len());
            return true;
        }
        let line = match self.language {
            Python | Ruby | Perl | R | Awk | Julia | Elixir => rest.starts_with('#'),
            AppleScript => rest.starts_with('#') || rest.starts_with("--"),
            Php => rest.starts_with('#') && !rest.starts_with("#[") || rest.starts_with("//"),
            Jvm | Swift => rest.starts_with("//"),
            Erlang => rest.starts_with('%'),
            Haskell => rest.starts_with("--"),
            JavaScript => rest.starts_with("//") || self.at == 0 && rest.starts_with("#!"),
            Lua => rest.starts_with("--"),
            _ => false,
        };
        if line {
            self.take(|c| c != '\n');
        }
        line
    }
}
