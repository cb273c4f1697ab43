//! Refuses most texts without making anything ready: a match must contain the letters that stand in the expression
//! outside of groups and classes.

use super::Place;
use super::head::may_begin;
use crate::yaml::find;

/// `false` if the expression, which is one of the common syntax, surely matches none of the texts.
pub(crate) fn may_match<'t>(
    source: &str,
    place: Place,
    texts: impl Iterator<Item = &'t str> + Clone,
) -> bool {
    let (source, fold) = match source.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let mut rest = Some(source);
    while let Some(source) = rest {
        let mut branch = Branch {
            source,
            whole: place == Place::Whole,
            begin: 0,
            first: true,
            anchored: false,
            best: Run::default(),
        };
        rest = branch.read();
        let head = match place {
            Place::Anywhere => source.strip_prefix('^'),
            Place::Whole => Some(source.strip_prefix('^').unwrap_or(source)),
        };
        let begins = |text: &str| match head {
            Some(head) if !fold || text.is_ascii() => may_begin(head, text, fold),
            _ => true,
        };
        if texts
            .clone()
            .any(|text| begins(text) && branch.best.may_stand_in(text, fold))
        {
            return true;
        }
    }
    false
}

/// Letters that a match must contain.
#[derive(Clone, Copy, Default)]
struct Run<'s> {
    letters: &'s str,
    /// The match and the text begin with them.
    starts: bool,
    /// The text ends with them.
    ends: bool,
}

impl Run<'_> {
    /// How much it may refuse.
    fn weight(&self) -> usize {
        self.letters.len() + 2 * usize::from(self.starts) + 2 * usize::from(self.ends)
    }

    fn may_stand_in(&self, text: &str, fold: bool) -> bool {
        let Run {
            letters,
            starts,
            ends,
        } = *self;
        // Some letters beyond ASCII are ASCII ones in another case.
        if fold && !text.is_ascii() {
            return true;
        }
        let same = |part: Option<&str>| match part {
            Some(part) if fold => part.eq_ignore_ascii_case(letters),
            part => part == Some(letters),
        };
        let from = text.len().checked_sub(letters.len());
        match (starts, ends) {
            (true, true) => same(Some(text)),
            (true, false) => same(text.get(..letters.len())),
            (false, true) => same(from.and_then(|from| text.get(from..))),
            (false, false) => stands_in(letters.as_bytes(), text.as_bytes(), fold),
        }
    }
}

/// Whether the letters stand somewhere in the text. Looks in longer ones for the letter that is rarest in commands and
/// paths.
fn stands_in(letters: &[u8], text: &[u8], fold: bool) -> bool {
    let mut places = letters.iter().enumerate();
    let rarest = if text.len() > 128 {
        places.min_by_key(|(_, letter)| frequency(**letter))
    } else {
        places.next()
    };
    let Some((offset, rarest)) = rarest else {
        return true;
    };
    let mut at = 0;
    loop {
        at = if fold {
            let cases = [rarest.to_ascii_lowercase(), rarest.to_ascii_uppercase()];
            find(text, at, cases)
        } else {
            find(text, at, [*rarest])
        };
        if at >= text.len() {
            return false;
        }
        let begin = at.checked_sub(offset);
        let part = begin.and_then(|begin| text.get(begin..begin + letters.len()));
        if part.is_some_and(|part| part == letters || (fold && part.eq_ignore_ascii_case(letters)))
        {
            return true;
        }
        at += 1;
    }
}

/// How often a letter is met, roughly.
fn frequency(letter: u8) -> u8 {
    match letter.to_ascii_lowercase() {
        b' ' | b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'/' => 3,
        b'l' | b'c' | b'd' | b'u' | b'm' | b'p' | b'h' | b'-' | b'.' => 2,
        b'0'..=b'9' | b'g' | b'f' | b'b' | b'y' => 1,
        _ => 0,
    }
}

/// One of the alternatives that the expression is made of.
struct Branch<'s> {
    source: &'s str,
    whole: bool,
    /// Where the letters begin that are being read.
    begin: usize,
    /// Nothing stands before them but a `^`.
    first: bool,
    anchored: bool,
    best: Run<'s>,
}

impl<'s> Branch<'s> {
    /// Finds the best run. Tells what follows the `|` at its end.
    fn read(&mut self) -> Option<&'s str> {
        let bytes = self.source.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'|' => break,
                b'(' | b'[' => {
                    self.end_run(at, false);
                    self.first = false;
                    at = skip(bytes, at);
                    self.begin = at;
                }
                b'\\' => {
                    self.end_run(at, false);
                    let literal = bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation);
                    self.first &= literal;
                    at += 2;
                    self.begin = if literal { at - 1 } else { at };
                }
                // The letter before may be missing. After a `+` another sign may follow that lets it be.
                b'*' | b'?' | b'+' | b'{' => {
                    self.end_run(at.saturating_sub(1), false);
                    self.first = false;
                    at = skip(bytes, at);
                    self.begin = at;
                }
                b'^' if self.first && self.begin == at => {
                    self.anchored = true;
                    at += 1;
                    self.begin = at;
                }
                b'^' | b'.' | b'$' => {
                    let last = matches!(bytes.get(at + 1), None | Some(b'|'));
                    self.end_run(at, *byte == b'$' && last);
                    self.first = false;
                    at += 1;
                    self.begin = at;
                }
                _ => at += 1,
            }
        }
        self.end_run(at, self.whole);
        self.source.get(at + 1..)
    }

    fn end_run(&mut self, end: usize, ends: bool) {
        let letters = self.source.get(self.begin..end).unwrap_or_default();
        if letters.is_empty() {
            return;
        }
        let run = Run {
            letters,
            starts: self.first && (self.anchored || self.whole),
            ends,
        };
        if run.weight() > self.best.weight() {
            self.best = run;
        }
        self.first = false;
    }
}

/// Where a group, a class or a sign of repetition that begins there has ended.
fn skip(bytes: &[u8], begin: usize) -> usize {
    match bytes.get(begin) {
        Some(b'(') => skip_group(bytes, begin + 1),
        Some(b'[') => skip_to(bytes, begin + 1, b']'),
        Some(b'{') => skip_to(bytes, begin + 1, b'}'),
        _ => begin + 1,
    }
}

fn skip_group(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin;
    let mut depth = 1_usize;
    while depth > 0 {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(next) = rest
            .iter()
            .position(|byte| matches!(byte, b'(' | b')' | b'[' | b'\\'))
        else {
            return bytes.len();
        };
        at += next + 1;
        match rest.get(next) {
            Some(b'(') => depth += 1,
            Some(b')') => depth -= 1,
            Some(b'[') => at = skip_to(bytes, at, b']'),
            _ => at += 1,
        }
    }
    at
}

/// Behind the next byte of that kind that is not escaped.
fn skip_to(bytes: &[u8], begin: usize, wanted: u8) -> usize {
    let mut escaped = false;
    let rest = bytes.get(begin..).unwrap_or_default();
    let found = rest.iter().position(|byte| {
        let ends = *byte == wanted && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    begin + found.map_or(rest.len(), |found| found + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_must_be_there_are_looked_for() {
        let check = |source, place, text, expected| {
            assert_eq!(
                may_match(source, place, [text].into_iter()),
                expected,
                "{source} {text}"
            );
        };
        check(r"(^|/)\.env$", Place::Anywhere, "src/main.rs", false);
        check(r"(^|/)\.env$", Place::Anywhere, ".env.rs", false);
        check(r"(^|/)\.env$", Place::Anywhere, "a/.env", true);
        check(r"^/etc/\.x", Place::Anywhere, "a/etc/.x", false);
        check(r"[a\]b](c[)]d)*xy?|q", Place::Anywhere, "zz", false);
        check(r"[a\]b](c[)]d)*xy?|q", Place::Anywhere, "ax", true);
        check(r"[a\]b](c[)]d)*xy?|q", Place::Anywhere, "q", true);
        check("a{2}bc{1,2}d", Place::Anywhere, "aabcd", true);
        check("a{2}bc{1,2}d", Place::Anywhere, "aac", false);
        check("git|hg", Place::Whole, "git", true);
        check("git|hg", Place::Whole, "gitk", false);
        check("git .*", Place::Whole, "git push", true);
        check("git .*", Place::Whole, "a git push", false);
        check(r"(?i)prod", Place::Anywhere, "my-PROD-1", true);
        check(r"(?i)prod", Place::Anywhere, "staging", false);
        check(r"(?i)kelvin", Place::Anywhere, "\u{212a}elvin", true);
        check("", Place::Anywhere, "", true);
    }
}
