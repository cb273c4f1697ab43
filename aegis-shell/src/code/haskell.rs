//! Haskell: functions stand before their arguments, without brackets or commas.

use super::acts::shell_text;
use super::lexer::{Piece, Tape, Text, Token, lex};
use super::value::HOLE;
use crate::reading::{Language, Sink};

/// Arguments of one function that are looked at.
const MAX_ARGUMENTS: usize = 4;
/// Words of one list.
const MAX_WORDS: usize = 64;

/// What a function does with its first arguments.
#[derive(Clone, Copy)]
enum Act {
    Shell,
    /// A program and a list of its arguments.
    Argv,
    Read,
    Write,
    Delete(bool),
    /// Reads the first path, writes the second.
    Copy,
}

fn act(name: &str) -> Option<Act> {
    Some(match name {
        "system" | "callCommand" | "spawnCommand" | "shell" => Act::Shell,
        "callProcess"
        | "rawSystem"
        | "spawnProcess"
        | "readProcess"
        | "proc"
        | "readProcessWithExitCode" => Act::Argv,
        "readFile" => Act::Read,
        "writeFile" | "appendFile" | "createDirectoryIfMissing" | "createDirectory" => Act::Write,
        "removeFile" | "removeDirectory" => Act::Delete(false),
        "removeDirectoryRecursive" | "removePathForcibly" => Act::Delete(true),
        "copyFile" | "renameFile" | "renameDirectory" | "renamePath" => Act::Copy,
        _ => return None,
    })
}

/// One argument: a text, or the texts of a list.
enum Argument {
    Text(String),
    List(Vec<Option<String>>),
}

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let tape = lex(Language::Haskell, text);
    let mut found = Vec::new();
    for at in 0..tape.len() {
        let qualified = tape.mark(at + 1) == "." && !tape.name(at + 2).is_empty();
        let Some(act) = act(tape.name(at)).filter(|_| !qualified) else {
            continue;
        };
        let arguments = arguments(&tape, at + 1);
        perform(act, &arguments, &mut found);
    }
    found
}

fn perform(act: Act, arguments: &[Argument], found: &mut Vec<Sink>) {
    let path = |at: usize| match arguments.get(at) {
        Some(Argument::Text(text)) if !text.contains(HOLE) => Some(text.clone()),
        _ => None,
    };
    match (act, arguments) {
        (Act::Shell, [Argument::Text(text), ..]) => found.push(shell_text(text)),
        (Act::Argv, [Argument::Text(_), rest @ ..]) => {
            let mut words = vec![path(0)];
            if let Some(Argument::List(list)) = rest.first() {
                words.extend(list.iter().cloned());
            }
            found.push(Sink::Argv(words));
        }
        (Act::Read, _) => found.extend(path(0).map(Sink::Read)),
        (Act::Write, _) => found.extend(path(0).map(Sink::Write)),
        (Act::Copy, _) => {
            found.extend(path(0).map(Sink::Read));
            found.extend(path(1).map(Sink::Write));
        }
        (Act::Delete(recursive), [Argument::Text(_), ..]) => found.push(Sink::Delete {
            path: path(0),
            recursive,
        }),
        _ => {}
    }
}

/// The texts and lists from `at` on; `$` and brackets around one do not count.
fn arguments(tape: &Tape, at: usize) -> Vec<Argument> {
    let mut found = Vec::new();
    let mut at = at;
    while found.len() < MAX_ARGUMENTS {
        match tape.get(at) {
            Some(Token::Mark("$" | "(")) if found.is_empty() => at += 1,
            Some(Token::Mark("(" | ")")) => at += 1,
            Some(Token::Text(text)) => {
                let mut whole = plain(text);
                at += 1;
                while tape.mark(at) == "++" {
                    match tape.get(at + 1) {
                        Some(Token::Text(more)) => whole.push_str(&plain(more)),
                        _ => whole.push(HOLE),
                    }
                    at += 2;
                }
                found.push(Argument::Text(whole));
            }
            Some(Token::Mark("[")) => {
                let end = tape.close(at);
                found.push(Argument::List(list(tape, at + 1, end)));
                at = end + 1;
            }
            Some(Token::Name(_)) if !found.is_empty() || tape.mark(at + 1) == "++" => {
                let last = found.is_empty();
                found.push(Argument::Text(HOLE.to_string()));
                if last {
                    break;
                }
                at += 1;
            }
            _ => break,
        }
    }
    found
}

fn list(tape: &Tape, from: usize, end: usize) -> Vec<Option<String>> {
    let items = (from..end).filter_map(|at| match tape.get(at) {
        Some(Token::Text(text)) => Some(Some(plain(text))),
        Some(Token::Name(_)) => Some(None),
        _ => None,
    });
    items.take(MAX_WORDS).collect()
}

fn plain(text: &Text) -> String {
    let pieces = text.pieces.iter().map(|piece| match piece {
        Piece::Plain(plain) => plain.clone(),
        Piece::Code(_) => HOLE.to_string(),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Haskell;

    #[test]
    fn commands() {
        check(
            Haskell,
            "System.Process.callCommand \"rm -rf /\"",
            &["shell rm -rf /"],
        );
        check(
            Haskell,
            "system $ \"rm -rf \" ++ \"/\"",
            &["shell rm -rf /"],
        );
        check(
            Haskell,
            "system (\"rm -rf \" ++ d)",
            &["shell rm -rf ${unknown}"],
        );
        check(
            Haskell,
            "callProcess \"rm\" [\"-rf\", \"/\"]",
            &["argv rm -rf /"],
        );
        check(
            Haskell,
            "readCreateProcess (shell \"rm -rf /\") \"\"",
            &["shell rm -rf /"],
        );
    }

    #[test]
    fn files() {
        check(
            Haskell,
            "System.Directory.removeDirectoryRecursive \"/x\"",
            &["delete -r /x"],
        );
        check(Haskell, "removeDirectoryRecursive d", &[]);
        check(Haskell, "readFile \".env\" >>= putStr", &["read .env"]);
        check(
            Haskell,
            "writeFile \"/etc/hosts\" \"x\"",
            &["write /etc/hosts"],
        );
        check(
            Haskell,
            "copyFile \"a\" \"/etc/x\"",
            &["read a", "write /etc/x"],
        );
    }

    #[test]
    fn data() {
        check(Haskell, "putStrLn \"system \\\"rm -rf /\\\"\"", &[]);
        check(Haskell, "print 1 -- system \"x\"\n{- system \"y\" -}", &[]);
        check(Haskell, "let system' = 1 in print (length ['\"'])", &[]);
        check(Haskell, "import System.Process (system)", &[]);
    }
}
