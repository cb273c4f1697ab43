//! Refuses most texts without making anything ready: a match must contain the letters that stand in the expression
//! outside of groups and classes.

use super::Place;
use super::head::may_begin;

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
        let head = source.strip_prefix('^');
        let begins = |text: &str| match head {
            Some(head) if !fold || text.is_ascii() => may_begin(head, text, fold),
            _ => true,
        };
        if texts
            .clone()
            .any(|text| branch.best.may_stand_in(text, fold) && begins(text))
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
            (false, false) if fold => {
                let windows = text.as_bytes().windows(letters.len().max(1));
                letters.is_empty()
                    || windows
                        .into_iter()
                        .any(|part| part.eq_ignore_ascii_case(letters.as_bytes()))
            }
            (false, false) => text.contains(letters),
        }
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
    let mut at = begin;
    let mut depth = 0_usize;
    let mut in_class = false;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b']' if in_class => in_class = false,
            _ if in_class => {}
            b'[' => in_class = true,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'{' if depth == 0 => {
                let end = bytes.iter().skip(at).position(|byte| *byte == b'}');
                return at + end.map_or(0, |end| end + 1);
            }
            _ => {}
        }
        if depth == 0 && !in_class {
            break;
        }
    }
    at
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
