//! Redirections.

use super::ast::{Descriptor, Direction};
use super::bytes::{REDIRECT, is};
use super::nodes::Kind;
use super::parser::Parser;

impl Parser<'_> {
    /// A redirection, with its descriptor; whether one stands here.
    #[inline(always)]
    pub(super) fn redirect(&mut self) -> bool {
        self.peek().is_some_and(|byte| is(byte, REDIRECT)) && self.operator_and_target()
    }

    fn operator_and_target(&mut self) -> bool {
        let start = self.pos;
        let fd = self.descriptor();
        let Some((direction, length)) = operator(self.rest()) else {
            self.pos = start;
            return false;
        };
        self.pos += length;
        self.skip_blanks();
        let node = self.tree.open(Kind::Redirect { direction, fd }, start);
        if direction == Direction::HereDocument {
            // `<<-` is the longer one.
            self.here_document(length == 3);
        } else {
            self.target(node, direction, fd);
        }
        self.tree.close(node, self.pos);
        true
    }

    /// The word behind an operator. `>&` with a file's name is no duplication.
    fn target(&mut self, node: usize, direction: Direction, fd: Descriptor) {
        let word = self.tree.nodes.len();
        self.word_or_nothing();
        let is_number = |text: &str| {
            let mut digits = text.bytes().skip_while(u8::is_ascii_digit);
            digits.all(|byte| byte == b'-')
        };
        if direction == (Direction::Duplicate { output: true })
            && !self.tree.plain(word).is_some_and(is_number)
        {
            let direction = Direction::Output {
                append: false,
                both: true,
            };
            self.tree.rename(node, Kind::Redirect { direction, fd });
        }
    }

    /// Digits or `{name}` right before an operator.
    fn descriptor(&mut self) -> Descriptor {
        let start = self.pos;
        if self.peek() == Some(b'{') {
            let end = self.name_end(start + 1);
            if end > start + 1
                && self.at(end) == Some(b'}')
                && matches!(self.at(end + 1), Some(b'<' | b'>'))
            {
                self.pos = end + 1;
                return Descriptor::Other;
            }
            return Descriptor::Own;
        }
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Descriptor::Own;
        }
        let digits = self.rest().iter().take(5);
        let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || !matches!(self.at(start + digits), Some(b'<' | b'>')) {
            return Descriptor::Own;
        }
        self.pos = start + digits;
        match self.slice(start, self.pos).trim_start_matches('0') {
            "" => Descriptor::Input,
            "1" => Descriptor::Output,
            _ => Descriptor::Other,
        }
    }
}

/// The operator that a text begins with, and its length.
fn operator(text: &[u8]) -> Option<(Direction, usize)> {
    let output = |append, both, length| Some((Direction::Output { append, both }, length));
    let third = text.get(2);
    match (text.first()?, text.get(1)) {
        (b'<', Some(b'<')) => match third {
            Some(b'<') => Some((Direction::HereString, 3)),
            Some(b'-') => Some((Direction::HereDocument, 3)),
            _ => Some((Direction::HereDocument, 2)),
        },
        (b'<', Some(b'&')) => Some((Direction::Duplicate { output: false }, 2)),
        (b'<', Some(b'>')) => Some((Direction::InputOutput, 2)),
        // `<( … )` and `>( … )` are words.
        (b'<' | b'>', Some(b'(')) => None,
        (b'<', _) => Some((Direction::Input, 1)),
        (b'&', Some(b'>')) if third == Some(&b'>') => output(true, true, 3),
        (b'&', Some(b'>')) => output(false, true, 2),
        (b'>', Some(b'>')) if third == Some(&b'&') => output(true, true, 3),
        (b'>', Some(b'>')) => output(true, false, 2),
        (b'>', Some(b'|')) => output(false, false, 2),
        (b'>', Some(b'&')) => Some((Direction::Duplicate { output: true }, 2)),
        (b'>', _) => output(false, false, 1),
        _ => None,
    }
}
