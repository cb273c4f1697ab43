//! What `--dry-run` shows: each file with the lines that would go and come.

use std::fmt::Write as _;
use std::io;

use aegis_scanner::Scanner;

use super::files::{Done, Write};
use crate::console::Console;

/// Lines shown around a change.
const CONTEXT: usize = 3;

/// Shows what would be written. Settings may hold secrets, which are no one's on a shared screen.
pub(super) fn show(writes: &[Write], console: &mut Console) -> io::Result<()> {
    let scanner = Scanner::builtin();
    for write in writes {
        let path = write.path.display();
        if write.change() == Done::Nothing {
            console.line(format_args!("{path} would stay as it is"))?;
            continue;
        }
        let from = match write.before {
            Some(_) => path.to_string(),
            None => "/dev/null".to_owned(),
        };
        console.line(format_args!("--- {from}\n+++ {path}"))?;
        let lines = difference(write.before.as_deref().unwrap_or_default(), &write.after);
        console.line(scanner.redact(lines.trim_end_matches('\n')))?;
    }
    Ok(())
}

/// The one stretch in which two texts differ, as in a unified diff.
fn difference(before: &str, after: &str) -> String {
    let old: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().collect();
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - same;
    let pairs = old.iter().rev().zip(new.iter().rev());
    let tail = pairs.take(most).take_while(|(a, b)| a == b).count();
    let first = same.saturating_sub(CONTEXT);
    let last = tail.min(CONTEXT);
    let mut out = String::new();
    let hunk = |lines: &[&str]| (first + 1, lines.len() - first - (tail - last));
    let ((at, removed), (_, added)) = (hunk(&old), hunk(&new));
    let at = if old.is_empty() { 0 } else { at };
    let mut push = |mark: char, lines: &[&str], skip: usize, take: usize| {
        for line in lines.iter().skip(skip).take(take) {
            let _infallible = writeln!(out, "{mark}{line}");
        }
    };
    push(' ', &old, first, same - first);
    push('-', &old, same, old.len() - same - tail);
    push('+', &new, same, new.len() - same - tail);
    push(' ', &old, old.len() - tail, last);
    format!("@@ -{at},{removed} +{},{added} @@\n{out}", first + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: &str) {
        assert_eq!(difference(before, after), expected);
    }

    #[test]
    fn only_the_changed_lines_are_shown() {
        check("", "a\n", "@@ -0,0 +1,1 @@\n+a\n");
        check("a\nb\n", "a\nc\nb\n", "@@ -1,2 +1,3 @@\n a\n+c\n b\n");
        check(
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
            "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n",
        );
        check("a\na\n", "a\n", "@@ -1,2 +1,1 @@\n a\n-a\n");
    }
}
