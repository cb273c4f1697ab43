//! The words of the grammar.

use super::bytes::{KEYWORD_START, WORD_END, is};
use super::parser::Parser;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    If,
    Then,
    Elif,
    Else,
    Fi,
    For,
    Select,
    While,
    Until,
    In,
    Do,
    Done,
    Case,
    Esac,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `[[`
    Test,
    Function,
    Coproc,
    /// `!`
    Not,
    Time,
}

impl Keyword {
    pub(super) fn length(self) -> usize {
        match self {
            Keyword::Open | Keyword::Close | Keyword::Not => 1,
            Keyword::If | Keyword::Fi | Keyword::In | Keyword::Do | Keyword::Test => 2,
            Keyword::For => 3,
            Keyword::Then
            | Keyword::Elif
            | Keyword::Else
            | Keyword::Done
            | Keyword::Case
            | Keyword::Esac
            | Keyword::Time => 4,
            Keyword::While | Keyword::Until => 5,
            Keyword::Select | Keyword::Coproc => 6,
            Keyword::Function => 8,
        }
    }

    /// Whether it ends the list in front of it.
    pub(super) fn ends_list(self) -> bool {
        matches!(
            self,
            Keyword::Then
                | Keyword::Elif
                | Keyword::Else
                | Keyword::Fi
                | Keyword::Do
                | Keyword::Done
                | Keyword::Esac
                | Keyword::Close
        )
    }

    /// Whether a compound command begins with it.
    pub(super) fn begins_compound(self) -> bool {
        matches!(
            self,
            Keyword::If
                | Keyword::For
                | Keyword::Select
                | Keyword::While
                | Keyword::Until
                | Keyword::Case
                | Keyword::Open
                | Keyword::Test
                | Keyword::Function
                | Keyword::Coproc
        )
    }
}

impl Parser<'_> {
    /// The word of the grammar that stands here, if one does.
    #[inline(always)]
    pub(super) fn keyword(&self) -> Option<Keyword> {
        let begins = self.peek().is_some_and(|byte| is(byte, KEYWORD_START));
        if begins { keyword(self.rest()) } else { None }
    }

    /// Takes the keyword if it stands here after blanks and separators.
    pub(super) fn expect_keyword(&mut self, keyword: Keyword) -> bool {
        self.skip_separators();
        let found = self.keyword();
        self.take_keyword(keyword, found)
    }

    /// Takes the keyword if it is the one that was found here.
    pub(super) fn take_keyword(&mut self, keyword: Keyword, found: Option<Keyword>) -> bool {
        let found = found == Some(keyword);
        if found {
            self.pos += keyword.length();
        }
        found
    }
}

/// The word of the grammar that a text begins with.
#[inline(always)]
fn keyword(text: &[u8]) -> Option<Keyword> {
    let (first, rest) = text.split_first()?;
    let second = rest.first().copied().unwrap_or_default();
    let keyword = match (first, second) {
        (b'i', b'f') => Keyword::If,
        (b'i', b'n') => Keyword::In,
        (b't', b'h') if rest.starts_with(b"hen") => Keyword::Then,
        (b't', b'i') if rest.starts_with(b"ime") => Keyword::Time,
        (b'e', b'l') if rest.starts_with(b"lse") => Keyword::Else,
        (b'e', b'l') if rest.starts_with(b"lif") => Keyword::Elif,
        (b'e', b's') if rest.starts_with(b"sac") => Keyword::Esac,
        (b'f', b'i') => Keyword::Fi,
        (b'f', b'o') if rest.starts_with(b"or") => Keyword::For,
        (b'f', b'u') if rest.starts_with(b"unction") => Keyword::Function,
        (b'd', b'o') if rest.starts_with(b"one") => Keyword::Done,
        (b'd', b'o') => Keyword::Do,
        (b'c', b'a') if rest.starts_with(b"ase") => Keyword::Case,
        (b'c', b'o') if rest.starts_with(b"oproc") => Keyword::Coproc,
        (b's', b'e') if rest.starts_with(b"elect") => Keyword::Select,
        (b'w', b'h') if rest.starts_with(b"hile") => Keyword::While,
        (b'u', b'n') if rest.starts_with(b"ntil") => Keyword::Until,
        (b'[', b'[') => Keyword::Test,
        (b'{', _) => Keyword::Open,
        (b'}', _) => Keyword::Close,
        (b'!', _) => Keyword::Not,
        _ => return None,
    };
    let behind = text.get(keyword.length());
    behind
        .is_none_or(|byte| is(*byte, WORD_END))
        .then_some(keyword)
}
