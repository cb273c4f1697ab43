//! `$x`, `${x…}` and `$'…'`.

use crate::script::Text;
use std::rc::Rc;

use super::ast::{Operator, Parameter, Part, Parts};
use super::parser::Parser;

impl Parser<'_> {
    pub(super) fn bare_parameter(&mut self, parts: &mut Parts, quoted: bool) {
        let start = self.pos;
        let name_start = start + 1;
        let mut end = self.name_end(name_start);
        if end == name_start && self.at(end).is_some_and(is_special_name) {
            end += 1;
        }
        if end == name_start {
            self.pos += 1;
            let dollar = "$".into();
            parts.push(if quoted {
                Part::Quoted(dollar)
            } else {
                Part::Literal(dollar)
            });
            return;
        }
        self.pos = end;
        let name = Text::from(self.slice(name_start, end));
        parts.push(match name.as_str() {
            "@" | "*" => {
                let list = Parameter {
                    name,
                    index: None,
                    length: false,
                    indirect: false,
                    operator: Operator::None,
                };
                Part::Parameter(Box::new(list), quoted)
            }
            _ => Part::Variable(name, quoted),
        });
    }

    pub(super) fn braced_parameter(&mut self, parts: &mut Parts, quoted: bool) {
        let start = self.pos;
        if !self.enter() {
            return;
        }
        self.pos += 2;
        if matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'|')) {
            self.pos += 1;
            let list = self.list();
            self.expect_keyword("}");
            parts.push(Part::Command(Rc::new(list), self.span_from(start), quoted));
        } else {
            let mut parameter = self.parameter_head();
            parameter.operator = self.operator(quoted);
            let mut open = self.peek();
            while open.is_some_and(|byte| byte != b'}') {
                self.pos += 1;
                open = self.peek();
            }
            self.eat("}");
            parts.push(Part::Parameter(Box::new(parameter), quoted));
        }
        self.leave();
    }

    fn parameter_head(&mut self) -> Parameter {
        let prefix = self.peek();
        let follows = self.ahead(1).is_some_and(|byte| {
            byte == b'_' || byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'*')
        });
        let length = prefix == Some(b'#') && follows;
        let indirect = prefix == Some(b'!') && follows;
        self.pos += usize::from(length || indirect);
        let name_start = self.pos;
        let mut end = self.name_end(name_start);
        if end == name_start {
            while self.at(end).is_some_and(|byte| byte.is_ascii_digit()) {
                end += 1;
            }
        }
        if end == name_start && self.at(end).is_some_and(is_special_name) {
            end += 1;
        }
        self.pos = end;
        let name = self.slice(name_start, end).into();
        let index = self.eat("[").then(|| {
            let mut parts = Parts::new();
            self.text_parts(&mut parts, |byte| matches!(byte, b']' | b'}'), true);
            self.eat("]");
            parts
        });
        Parameter {
            name,
            index,
            length,
            indirect,
            operator: Operator::None,
        }
    }

    fn operator(&mut self, quoted: bool) -> Operator {
        let colon =
            self.peek() == Some(b':') && matches!(self.ahead(1), Some(b'-' | b'=' | b'+' | b'?'));
        self.pos += usize::from(colon);
        let Some(byte) = self.peek() else {
            return Operator::None;
        };
        self.pos += 1;
        match byte {
            b'-' => Operator::Default {
                word: self.operand(quoted),
                assign: false,
            },
            b'=' => Operator::Default {
                word: self.operand(quoted),
                assign: true,
            },
            b'+' => Operator::Alternative(self.operand(quoted)),
            b'?' => Operator::Required(self.operand(quoted)),
            b'#' | b'%' => {
                let longest = self.peek() == Some(byte);
                self.pos += usize::from(longest);
                Operator::Trim {
                    pattern: self.operand(false),
                    suffix: byte == b'%',
                    longest,
                }
            }
            b'/' => {
                let all = self.eat("/");
                let mut pattern = Parts::new();
                self.text_parts(&mut pattern, |byte| matches!(byte, b'/' | b'}'), false);
                let with = if self.eat("/") {
                    self.operand(quoted)
                } else {
                    Parts::new()
                };
                Operator::Replace { pattern, with, all }
            }
            b'^' | b',' => {
                let all = self.peek() == Some(byte);
                self.pos += usize::from(all);
                Operator::Case {
                    upper: byte == b'^',
                    all,
                }
            }
            b':' => Operator::Slice(self.operand(true)),
            b'@' => Operator::Other,
            _ => {
                self.pos -= 1;
                Operator::None
            }
        }
    }

    /// The word of an operator, up to `}`. Between double quotes its own text counts as quoted.
    fn operand(&mut self, quoted: bool) -> Parts {
        let mut parts = Parts::new();
        self.text_parts(&mut parts, |byte| byte == b'}', false);
        if !quoted {
            return parts;
        }
        parts
            .into_iter()
            .map(|part| match part {
                Part::Literal(text) => Part::Quoted(text),
                part => part,
            })
            .collect()
    }

    /// The inside of `$'…'`, and its end.
    pub(super) fn ansi_c(&mut self) -> Text {
        let mut bytes = Vec::new();
        while let Some(byte) = self.peek() {
            self.pos += 1;
            match byte {
                b'\'' => break,
                b'\\' => self.ansi_escape(&mut bytes),
                _ => bytes.push(byte),
            }
        }
        Text::from_utf8_lossy(&bytes)
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
