//! Escapes, encodings and formats by which programs print one text for another.

use crate::script::Text;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::unknown::{NUMBER, ORDINARY};

/// The text that base64 stands for, padded or not; `None` if there is none or it is no text.
pub(super) fn from_base64(text: &str) -> Option<Text> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&STANDARD, config);
    let plain: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    Text::from_utf8(engine.decode(plain).ok()?).ok()
}

pub(super) fn from_hex(text: &str) -> Option<Text> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    Text::from_utf8(bytes).ok()
}

/// `a-z`, `\n`, `[:upper:]` of `tr`.
pub(super) fn char_set(text: &str) -> Vec<char> {
    match text {
        "[:upper:]" => return ('A'..='Z').collect(),
        "[:lower:]" => return ('a'..='z').collect(),
        "[:digit:]" => return ('0'..='9').collect(),
        "[:space:]" => return vec![' ', '\t', '\n', '\r'],
        _ => {}
    }
    let unescaped = unescape(text);
    let chars: Vec<char> = unescaped.chars().collect();
    let mut set = Vec::new();
    let mut at = 0;
    while let Some(first) = chars.get(at) {
        match (chars.get(at + 1), chars.get(at + 2)) {
            (Some('-'), Some(last)) if first <= last && (*last as u32 - *first as u32) < 256 => {
                set.extend(*first..=*last);
                at += 3;
            }
            _ => {
                set.push(*first);
                at += 1;
            }
        }
    }
    set
}

/// Escapes of `echo -e` and `printf`.
pub(super) fn unescape(text: &str) -> Text {
    if !text.contains('\\') {
        return text.into();
    }
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(character) = chars.next() {
        if character != '\\' {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let Some(escape) = chars.next() else {
            bytes.push(b'\\');
            break;
        };
        let mut digits = |radix: u32, most: usize, first: Option<char>| {
            let mut value = first.and_then(|c| c.to_digit(radix)).unwrap_or(0);
            for _ in 0..most {
                let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else {
                    break;
                };
                value = value * radix + digit;
                chars.next();
            }
            value
        };
        let code = match escape {
            'n' => 10,
            't' => 9,
            'r' => 13,
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'v' => 11,
            'e' | 'E' => 27,
            'x' => digits(16, 2, None) & 0xff,
            '0' => digits(8, 3, None) & 0xff,
            '1'..='7' => digits(8, 2, Some(escape)) & 0xff,
            'u' => digits(16, 4, None),
            'c' => break,
            '\\' | '"' | '\'' => u32::from(escape),
            other => {
                bytes.push(b'\\');
                u32::from(other)
            }
        };
        match u8::try_from(code) {
            Ok(byte) if escape != 'u' => bytes.push(byte),
            _ => {
                let decoded = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                bytes.extend_from_slice(decoded.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    Text::from_utf8_lossy(&bytes)
}

/// `printf`: the format, used again while there are values.
pub(super) fn format(format: &str, values: &[&str]) -> Text {
    let format = unescape(format);
    let mut out = Text::default();
    let mut values = values.iter().peekable();
    loop {
        let before = values.len();
        let mut chars = format.chars().peekable();
        while let Some(character) = chars.next() {
            if character != '%' {
                out.push(character);
                continue;
            }
            while chars
                .next_if(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '#' | '.' | '*'))
                .is_some()
            {}
            match chars.next() {
                Some('%') => out.push('%'),
                Some('b') => out.push_str(&unescape(values.next().copied().unwrap_or_default())),
                Some('c') => out.extend(values.next().and_then(|value| value.chars().next())),
                Some('d' | 'i' | 'u') => out.push_str(values.next().copied().unwrap_or("0")),
                Some('x' | 'o') => out.push(if values.next().is_some() { NUMBER } else { '0' }),
                Some('(') => out.push(ORDINARY),
                Some(_) => out.push_str(values.next().copied().unwrap_or_default()),
                None => {}
            }
        }
        if values.len() == 0 || values.len() == before {
            return out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        assert_eq!(format("%s %s\\n", &["rm", "-rf", "/"]), "rm -rf\n/ \n");
        assert_eq!(format("\\x72\\x6d", &[]), "rm");
        assert_eq!(format("%b", &["\\162m"]), "rm");
        assert_eq!(format("100%%", &["x"]), "100%");
    }

    #[test]
    fn decoders() {
        assert_eq!(from_base64("cm0gLXJmIC8K").as_deref(), Some("rm -rf /\n"));
        assert_eq!(from_hex("726d20 2d7266\n").as_deref(), Some("rm -rf"));
        assert_eq!(unescape("\\162\\155\\x20\\u002d"), "rm -");
        assert_eq!(char_set("a-cx"), ['a', 'b', 'c', 'x']);
    }
}
