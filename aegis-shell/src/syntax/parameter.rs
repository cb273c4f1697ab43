//! `$x`, `${x…}` and `$'…'`.

use super::ast::{OperatorKind, Prefix};
use super::bytes::{BRACE_END, BRACKET_END, NAME, NAME_START, SLASH, is};
use super::keyword::Keyword;
use super::nodes::Kind;
use super::parser::Parser;

impl Parser<'_> {
    /// `$x`
    #[inline]
    pub(super) fn variable(&mut self, quoted: bool) {
        let start = self.pos + 1;
        self.pos = self.name_end(start);
        self.tree.leaf(Kind::Variable { quoted }, start, self.pos);
    }

    /// `$x`, `$1` and `$@`: a digit or a sign is a name of one byte.
    pub(super) fn bare_parameter(&mut self, quoted: bool) {
        let start = self.pos + 1;
        if self.at(start).is_some_and(|byte| is(byte, NAME_START)) {
            return self.variable(quoted);
        }
        let end = start + 1;
        self.pos = end;
        let kind = match self.slice(start, end) {
            "@" | "*" => Kind::Parameter {
                quoted,
                prefix: Prefix::Nothing,
                spreads: true,
            },
            _ => Kind::Variable { quoted },
        };
        self.tree.leaf(kind, start, end);
    }

    pub(super) fn braced_parameter(&mut self, quoted: bool) {
        let start = self.pos;
        if !self.enter() {
            return;
        }
        self.pos += 2;
        if matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'|')) {
            let node = self.tree.open(Kind::Substitution { quoted }, start);
            self.pos += 1;
            self.items_up_to(Keyword::Close);
            self.tree.close(node, self.pos);
        } else {
            self.parameter(quoted);
            while self.peek().is_some_and(|byte| byte != b'}') {
                self.pos += 1;
            }
            self.eat("}");
        }
        self.leave();
    }

    fn parameter(&mut self, quoted: bool) {
        let follows = self
            .ahead(1)
            .is_some_and(|byte| is(byte, NAME) || matches!(byte, b'@' | b'*'));
        let prefix = match self.peek() {
            Some(b'#') if follows => Prefix::Length,
            Some(b'!') if follows => Prefix::Indirection,
            _ => Prefix::Nothing,
        };
        self.pos += usize::from(prefix != Prefix::Nothing);
        let start = self.pos;
        let mut end = self.name_end(start);
        if end == start {
            while self.at(end).is_some_and(|byte| byte.is_ascii_digit()) {
                end += 1;
            }
        }
        if end == start && self.at(end).is_some_and(is_special_name) {
            end += 1;
        }
        self.pos = end;
        let node = self.tree.open(Kind::Nothing, start);
        let mut every = matches!(self.slice(start, end), "@" | "*");
        if self.eat("[") {
            every |= self.index();
        }
        let kind = Kind::Parameter {
            quoted,
            prefix,
            spreads: every && prefix != Prefix::Length,
        };
        self.tree.rename(node, kind);
        self.operator(quoted);
        self.tree.close(node, end);
    }

    /// What stands between brackets; whether it is all elements.
    fn index(&mut self) -> bool {
        let index = self.tree.open(Kind::Index, self.pos);
        let first = index + 1;
        self.text_parts(BRACKET_END | BRACE_END, true);
        self.eat("]");
        self.tree.close(index, self.pos);
        self.tree.is_last(first)
            && self.tree.node(first).is_some_and(|node| {
                matches!(node.kind, Kind::Text { .. }) && matches!(self.tree.piece(node), "@" | "*")
            })
    }

    fn operator(&mut self, quoted: bool) {
        if self.peek() == Some(b':') && matches!(self.ahead(1), Some(b'-' | b'=' | b'+' | b'?')) {
            self.pos += 1;
        }
        let Some(byte) = self.peek() else { return };
        let kind = match byte {
            b'-' => OperatorKind::Default { assign: false },
            b'=' => OperatorKind::Default { assign: true },
            b'+' => OperatorKind::Alternative,
            b'?' => OperatorKind::Required,
            b'#' | b'%' => OperatorKind::Trim {
                suffix: byte == b'%',
                longest: self.ahead(1) == Some(byte),
            },
            b'/' => OperatorKind::Replace {
                all: self.ahead(1) == Some(byte),
            },
            b'^' | b',' => OperatorKind::Case {
                upper: byte == b'^',
                all: self.ahead(1) == Some(byte),
            },
            b':' => OperatorKind::Slice,
            b'@' => OperatorKind::Other,
            _ => return,
        };
        let node = self.tree.open(Kind::Operator(kind), self.pos);
        self.pos += 1;
        match kind {
            OperatorKind::Default { .. } | OperatorKind::Alternative | OperatorKind::Required => {
                self.operand(quoted)
            }
            OperatorKind::Trim { longest, .. } => {
                self.pos += usize::from(longest);
                self.operand(false);
            }
            OperatorKind::Replace { all } => {
                self.pos += usize::from(all);
                self.replacement(quoted);
            }
            OperatorKind::Case { all, .. } => self.pos += usize::from(all),
            OperatorKind::Slice => self.operand(true),
            OperatorKind::Other => {}
        }
        self.tree.close(node, self.pos);
    }

    /// What is replaced and by what.
    fn replacement(&mut self, quoted: bool) {
        let pattern = self.tree.open(Kind::Operand, self.pos);
        self.text_parts(SLASH | BRACE_END, false);
        self.tree.close(pattern, self.pos);
        let with = self.tree.open(Kind::Operand, self.pos);
        if self.eat("/") {
            self.operand(quoted);
        }
        self.tree.close(with, self.pos);
    }

    /// The word of an operator, up to `}`. Between double quotes its own text counts as quoted.
    fn operand(&mut self, quoted: bool) {
        let first = self.tree.nodes.len();
        self.text_parts(BRACE_END, false);
        if quoted {
            self.tree.quote_from(first);
        }
    }

    /// The inside of `$'…'`, and its end.
    pub(super) fn ansi_c(&mut self) {
        let mut bytes = Vec::new();
        while let Some(byte) = self.peek() {
            self.pos += 1;
            match byte {
                b'\'' => break,
                b'\\' => self.ansi_escape(&mut bytes),
                _ => bytes.push(byte),
            }
        }
        self.quoted_copy(&String::from_utf8_lossy(&bytes));
    }

    fn ansi_escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.pos += 1;
        let plain = match byte {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'a' => 7,
            b'b' => 8,
            b'e' | b'E' => 27,
            b'f' => 12,
            b'v' => 11,
            b'x' => return push_code(bytes, self.digits(16, 2), true),
            b'u' => return push_code(bytes, self.digits(16, 4), false),
            b'U' => return push_code(bytes, self.digits(16, 8), false),
            b'0'..=b'7' => {
                self.pos -= 1;
                return push_code(bytes, self.digits(8, 3), true);
            }
            b'c' => {
                let control = self
                    .peek()
                    .map_or(0, |next| next.to_ascii_uppercase() ^ 0x40);
                self.pos += 1;
                control & 0x1f
            }
            b'\\' | b'\'' | b'"' | b'?' => byte,
            _ => {
                bytes.push(b'\\');
                byte
            }
        };
        bytes.push(plain);
    }

    fn digits(&mut self, radix: u32, most: usize) -> Option<u32> {
        let start = self.pos;
        while self.pos - start < most
            && self
                .peek()
                .is_some_and(|byte| char::from(byte).is_digit(radix))
        {
            self.pos += 1;
        }
        u32::from_str_radix(self.slice(start, self.pos), radix).ok()
    }
}

/// Whether a byte behind `$` begins a name.
pub(super) fn names(byte: u8) -> bool {
    is(byte, NAME) || is_special_name(byte)
}

fn is_special_name(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!')
}

/// Appends a byte or a character; NUL ends a shell's string and is left out.
fn push_code(bytes: &mut Vec<u8>, code: Option<u32>, byte: bool) {
    let Some(code) = code.filter(|code| *code != 0) else {
        return;
    };
    match u8::try_from(code) {
        Ok(small) if byte => bytes.push(small),
        _ => {
            if let Some(character) = char::from_u32(code) {
                let mut buffer = [0; 4];
                bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}
