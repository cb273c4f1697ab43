//! Statements of PowerShell that begin with a keyword.

use super::functions::Function;
use super::output::Output;
use super::powershell::Walk;
use super::tokens::{Piece, Token};

const KEYWORDS: [&str; 27] = [
    "if",
    "elseif",
    "else",
    "foreach",
    "for",
    "while",
    "do",
    "until",
    "switch",
    "function",
    "filter",
    "workflow",
    "try",
    "catch",
    "finally",
    "return",
    "throw",
    "param",
    "begin",
    "process",
    "end",
    "trap",
    "exit",
    "break",
    "continue",
    "in",
    "dynamicparam",
];

impl Walk<'_, '_> {
    /// The keyword, in small letters, that a word of a statement is.
    pub(super) fn keyword(&self, at: usize) -> Option<String> {
        let lower = self.plain_word(at)?.to_ascii_lowercase();
        // `foreach` and `%` in a pipeline are a cmdlet, which its table knows; the statement has brackets after it.
        let brackets = matches!(self.tokens.get(at + 1), Some(Token::Open(_)));
        let names_cmdlet = matches!(lower.as_str(), "foreach" | "process" | "end" | "begin");
        (KEYWORDS.contains(&lower.as_str()) && (brackets || !names_cmdlet)).then_some(lower)
    }

    fn plain_word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token::Word {
                pieces,
                quoted: false,
            }) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn keyword_statement(&mut self, keyword: &str, at: usize, to: usize) -> Output {
        match keyword {
            "return" | "throw" | "exit" => self.pipeline_or_nothing(at + 1, to),
            "break" | "continue" => Output::Unknown,
            "param" => {
                self.bind_defaults(at + 1);
                self.pipeline_or_nothing(self.next(at + 1), to)
            }
            "function" | "filter" | "workflow" => self.define(at + 1, to),
            _ => self.blocks(keyword, at, to),
        }
    }

    /// The brackets that belong to a keyword up to its block. What comes behind the block is another statement, also
    /// without a line end.
    fn blocks(&mut self, keyword: &str, at: usize, to: usize) -> Output {
        if keyword == "foreach" {
            self.bind_loop(at + 1);
        }
        let mut next = at + 1;
        while next < to {
            match self.tokens.get(next) {
                Some(Token::Open(kind)) => {
                    let is_block = *kind == '{';
                    let close = self.tokens.close(next).min(to);
                    self.statements(next + 1, close);
                    next = self.next(next);
                    if is_block {
                        break;
                    }
                }
                Some(Token::Word { .. }) if keyword == "switch" && self.names_file(next) => {
                    let (file, end) = self.argument(next + 1, to);
                    self.effects.read_file(&file.word(), None);
                    next = end.max(next + 2);
                }
                _ => next += 1,
            }
        }
        self.pipeline_or_nothing(next, to)
    }

    /// Reads every bracket of this level.
    pub(super) fn groups(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            if let Some(Token::Open(_)) = self.tokens.get(at) {
                self.statements(at + 1, self.tokens.close(at).min(to));
            }
            at = self.next(at);
        }
    }

    /// `switch -File`.
    fn names_file(&self, at: usize) -> bool {
        let written = self.plain_word(at).unwrap_or_default();
        written.len() > 1
            && "-file"
                .get(..written.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(written))
    }

    /// `foreach ($x in 'a', 'b')`.
    fn bind_loop(&mut self, open: usize) {
        let close = self.tokens.close(open);
        let Some(Token::Word { pieces, .. }) = self.tokens.get(open + 1) else {
            return;
        };
        let [Piece::Variable(name)] = pieces.as_slice() else {
            return;
        };
        let name = name.clone();
        if open + 3 < close {
            let values = self.pipeline_or_nothing(open + 3, close);
            self.bind(&name, values, false);
        }
    }

    /// `function Name($a, $b) { … }`: its block is read where the function is called.
    fn define(&mut self, at: usize, to: usize) -> Output {
        let name = self.plain_word(at).map(str::to_lowercase);
        let mut next = at + 1;
        let parameters = matches!(self.tokens.get(next), Some(Token::Open('('))).then(|| {
            let inside = self.tokens.between(next, self.tokens.close(next));
            next = self.next(next);
            inside.to_owned()
        });
        let (Some(name), Some(Token::Open('{'))) = (name, self.tokens.get(next)) else {
            self.groups(at, to);
            return Output::Unknown;
        };
        let body = self.tokens.between(next, self.tokens.close(next));
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        let span = self.tokens.span(at);
        if self.effects.pay(body.len(), span) {
            let function = Function::new(parameters, body);
            self.effects.functions.insert(name, function);
        }
        self.pipeline_or_nothing(self.next(next), to)
    }
}
