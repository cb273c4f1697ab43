//! Refuses most texts without making anything ready: a match must contain the letters that stand in the expression
//! outside of groups and classes.

use super::Place;

/// Letters of one run; the rest of a longer one is not compared.
const MAX_RUN: usize = 32;

/// `false` if the expression, which is one of the common syntax, surely does not match.
pub(super) fn may_match(source: &str, place: Place, text: &str) -> bool {
    let (source, fold) = match source.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let mut branches = Branches {
        rest: source.bytes(),
        fold,
        done: false,
    };
    while let Some(branch) = branches.next_branch() {
        if branch.best.may_stand_in(text, place) {
            return true;
        }
    }
    false
}

/// The longest run of letters that a branch must match.
#[derive(Clone, Copy, Default)]
struct Run {
    letters: [u8; MAX_RUN],
    length: usize,
    /// It begins the branch.
    first: bool,
    /// It follows a `^`.
    anchored: bool,
    /// Nothing but it and an anchor stand in the branch.
    alone: bool,
}

impl Run {
    fn letters(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }

    fn may_stand_in(&self, text: &str, place: Place) -> bool {
        let letters = self.letters();
        let text = text.as_bytes();
        if self.anchored || (self.first && place == Place::Whole) {
            return text.starts_with(letters)
                && !(self.alone && place == Place::Whole && text.len() != letters.len());
        }
        match letters {
            [] => true,
            [first, rest @ ..] => text
                .iter()
                .enumerate()
                .filter(|(_, letter)| *letter == first)
                .any(|(at, _)| {
                    text.get(at + 1..)
                        .is_some_and(|tail| tail.starts_with(rest))
                }),
        }
    }
}

struct Branches<'s> {
    rest: std::str::Bytes<'s>,
    fold: bool,
    done: bool,
}

struct Branch {
    best: Run,
    run: Run,
    depth: usize,
    /// Something other than letters and anchors was there.
    mixed: bool,
}

impl Branch {
    fn push(&mut self, letter: u8) {
        if self.depth > 0 {
            return;
        }
        match self.run.letters.get_mut(self.run.length) {
            Some(place) => {
                *place = letter;
                self.run.length += 1;
            }
            None => self.end_run(),
        }
    }

    /// What follows is no letter that must be matched.
    fn end_run(&mut self) {
        self.mixed = true;
        if self.run.length > self.best.length {
            self.best = self.run;
        }
        self.run = Run::default();
    }

    /// The last letter may be missing.
    fn forget_last(&mut self) {
        self.run.length = self.run.length.saturating_sub(1);
        self.end_run();
    }

    fn finish(mut self) -> Branch {
        self.run.alone = !self.mixed;
        if self.run.length > self.best.length {
            self.best = self.run;
        }
        self
    }
}

impl Branches<'_> {
    fn next_branch(&mut self) -> Option<Branch> {
        if self.done {
            return None;
        }
        let mut branch = Branch {
            best: Run::default(),
            run: Run {
                first: true,
                ..Run::default()
            },
            depth: 0,
            mixed: false,
        };
        while let Some(byte) = self.rest.next() {
            match byte {
                b'|' if branch.depth == 0 => return Some(branch.finish()),
                b'(' => {
                    branch.end_run();
                    branch.depth += 1;
                }
                b')' => branch.depth = branch.depth.saturating_sub(1),
                b'[' => {
                    branch.end_run();
                    self.skip_class();
                }
                b'\\' => match self.rest.next() {
                    Some(letter) if letter.is_ascii_punctuation() => branch.push(letter),
                    _ => branch.end_run(),
                },
                b'^' if branch.depth == 0 && branch.run.first && branch.run.length == 0 => {
                    branch.run.anchored = true;
                }
                // After a `+` another sign may follow that lets the letter be missing.
                b'*' | b'?' | b'+' => branch.forget_last(),
                b'{' => {
                    branch.forget_last();
                    self.rest.find(|byte| *byte == b'}');
                }
                b'.' | b'^' => branch.end_run(),
                // The end may only come after the last letter, so that the run need not end.
                b'$' => {}
                letter if self.fold && letter.is_ascii_alphabetic() => branch.end_run(),
                letter => branch.push(letter),
            }
        }
        self.done = true;
        Some(branch.finish())
    }

    fn skip_class(&mut self) {
        while let Some(byte) = self.rest.next() {
            match byte {
                b'\\' => {
                    self.rest.next();
                }
                b']' => return,
                _ => {}
            }
        }
    }
}
