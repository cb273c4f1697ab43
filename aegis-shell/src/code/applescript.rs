//! AppleScript: `do shell script`, and Terminal's `do script`.

use std::collections::HashMap;

use super::lexer::{Piece, Tape, Token, lex};
use super::value::HOLE;
use crate::reading::{Language, Sink};

/// Operands of one concatenation.
const MAX_OPERANDS: usize = 64;
/// Bytes of a variable's value that are put in: it may be used at every step.
const MAX_VALUE: usize = 1 << 10;

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let tape = lex(Language::AppleScript, text);
    let mut names: HashMap<String, String> = HashMap::new();
    let mut found = Vec::new();
    for at in 0..tape.len() {
        match (tape.name(at), tape.name(at + 1), tape.name(at + 2)) {
            ("do", "shell", "script") => found.push(super::acts::shell_text(&concatenation(
                &tape,
                at + 3,
                &names,
            ))),
            ("do", "script", _) => found.push(super::acts::shell_text(&concatenation(
                &tape,
                at + 2,
                &names,
            ))),
            ("set", name, "to") => {
                let value = concatenation(&tape, at + 3, &names);
                names.insert(name.to_owned(), value);
            }
            _ => {}
        }
    }
    found
}

/// `"a" & b & quoted form of c`.
fn concatenation(tape: &Tape, at: usize, names: &HashMap<String, String>) -> String {
    let mut text = String::new();
    let mut at = at;
    for _ in 0..MAX_OPERANDS {
        at += usize::from(tape.mark(at) == "(");
        while matches!(tape.name(at), "quoted" | "form" | "of" | "the") {
            at += 1;
        }
        match tape.get(at) {
            Some(Token::Text(literal)) => literal.pieces.iter().for_each(|piece| {
                if let Piece::Plain(plain) = piece {
                    text.push_str(plain);
                }
            }),
            Some(Token::Name(name)) => match names
                .get(name)
                .filter(|value| value.len() < MAX_VALUE && text.len() < 1 << 14)
            {
                Some(value) => text.push_str(value),
                None => text.push(HOLE),
            },
            _ => text.push(HOLE),
        }
        at += 1;
        at += usize::from(tape.mark(at) == ")");
        if tape.mark(at) != "&" {
            break;
        }
        at += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::AppleScript;

    #[test]
    fn commands() {
        check(
            AppleScript,
            "do shell script \"rm -rf /\" with administrator privileges",
            &["shell rm -rf /"],
        );
        check(
            AppleScript,
            "set c to \"rm -rf \" & \"/\"\ndo shell script c",
            &["shell rm -rf /"],
        );
        check(
            AppleScript,
            "tell application \"Terminal\" to do script \"id\"",
            &["shell id"],
        );
        check(AppleScript, "do shell script (c)", &["unknown shell"]);
    }

    #[test]
    fn data() {
        check(
            AppleScript,
            "display notification \"do shell script \\\"rm\\\"\"",
            &[],
        );
        check(AppleScript, "-- do shell script \"rm -rf /\"", &[]);
    }
}
