//! Refuses most texts without making anything ready: a match must contain the letters that stand in the expression
//! outside of classes, of groups those of some alternative.

use super::Place;
use super::head::may_begin;
use super::parts::{alternative_end, skip};
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
        let head = match place {
            Place::Anywhere => source.strip_prefix('^'),
            Place::Whole => Some(source.strip_prefix('^').unwrap_or(source)),
        };
        let begins = |text: &str| match head {
            Some(head) if !fold || text.is_ascii() => may_begin(head, text, fold),
            _ => true,
        };
        if head.is_some() && !texts.clone().any(begins) {
            rest = alternative_end(source.as_bytes()).and_then(|end| source.get(end + 1..));
            continue;
        }
        let mut branch = Branch::new(source);
        branch.whole = place == Place::Whole;
        branch.first = true;
        rest = branch.read();
        let mut texts = texts.clone();
        if texts.any(|text| begins(text) && branch.may_stand_in(text, fold)) {
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
    /// The first alternative of the source. It stands within a group, for all that is known.
    fn new(source: &'s str) -> Self {
        Branch {
            source,
            whole: false,
            begin: 0,
            first: false,
            anchored: false,
            best: Run::default(),
        }
    }

    /// `false` if what it must contain surely does not stand in the text. Its best letters refuse most texts, so that
    /// nothing else is looked for before they were found.
    fn may_stand_in(&self, text: &str, fold: bool) -> bool {
        self.best.may_stand_in(text, fold)
            && groups(self.source).all(|group| alternative_may_stand_in(group, text, fold))
    }

    /// Finds the best run. Leaves nothing else in its source, and tells what follows the `|` at its end.
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
        let (own, rest) = self.source.split_at_checked(at)?;
        self.source = own;
        rest.strip_prefix('|')
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

/// What stands in the groups of a branch that must be there.
fn groups(branch: &str) -> impl Iterator<Item = &str> {
    let bytes = branch.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            let begin = at;
            at = match byte {
                b'(' | b'[' => skip(bytes, begin),
                b'\\' => begin + 2,
                _ => begin + 1,
            };
            if *byte == b'(' && !matches!(bytes.get(at), Some(b'?' | b'*' | b'{')) {
                return branch.get(begin + 1..at - 1);
            }
        }
        None
    })
}

/// `false` if none of a group's alternatives stands in the text.
fn alternative_may_stand_in(group: &str, text: &str, fold: bool) -> bool {
    let mut rest = Some(group.strip_prefix("?:").unwrap_or(group));
    while let Some(source) = rest {
        let mut branch = Branch::new(source);
        rest = branch.read();
        if branch.may_stand_in(text, fold) {
            return true;
        }
    }
    false
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
        check(r"\.(jks|keystore)$", Place::Anywhere, "a.rs", false);
        check(r"\.(jks|keystore)$", Place::Anywhere, "a.jks", true);
        check("a(b|c)?d", Place::Anywhere, "ad", true);
        check("a(b|c)*d", Place::Anywhere, "ad", true);
        check("a(b|c){0}d", Place::Anywhere, "ad", true);
        check("a(b|c)+d", Place::Anywhere, "ad", false);
        check("a(b|)d", Place::Anywhere, "ad", true);
        check("a(?:b(c|d)|e)", Place::Anywhere, "ab", false);
        check("a(?:b(c|d)|e)", Place::Anywhere, "bad", true);
        check(r"(^|/)([a(]|\(x)y", Place::Anywhere, "(y", true);
        check("(x$|y)", Place::Anywhere, "xz", false);
    }
}
