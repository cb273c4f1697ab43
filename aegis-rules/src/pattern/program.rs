//! A small matcher for the common syntax. It needs microseconds to be made, where `regex` needs hundreds, and follows
//! all possibilities at once, so that its time grows with the text and never explodes.

use super::syntax::{Class, Op};

/// One step. Jumps are relative to their own place, so that a piece can be repeated by copying it.
#[derive(Clone, Copy, Debug)]
enum Step {
    One(Class),
    Start,
    End,
    /// Goes on at the end of a word if `true`, else anywhere else.
    Boundary(bool),
    /// Goes on at both places.
    Split(isize, isize),
    Jump(isize),
    Accept,
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) struct Program {
    steps: Vec<Step>,
    /// It can only match at the text's start.
    anchored: bool,
}

/// What is known of a text of which only the beginning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// It matches whatever follows.
    Matches,
    /// It depends on what follows.
    Open,
    /// It cannot match.
    Hopeless,
}

impl Program {
    pub(super) fn new(ops: &[Op], whole: bool) -> Program {
        let mut builder = Builder::default();
        if whole {
            builder.steps.push(Step::Start);
        }
        for op in ops {
            builder.add(*op);
        }
        let mut steps = builder.steps;
        if whole {
            steps.push(Step::End);
        }
        let anchored = matches!(steps.first(), Some(Step::Start));
        steps.push(Step::Accept);
        Program { steps, anchored }
    }

    /// Whether it matches somewhere in the text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let mut run = Run::new(self);
        let mut before = Neighbour::Edge;
        let mut rest = text.chars();
        loop {
            let next = rest.next();
            if run.enter(before, next.map_or(Neighbour::Edge, Neighbour::Char)) {
                return true;
            }
            let Some(c) = next else { return false };
            run.advance(c);
            if self.anchored && run.next.is_empty() {
                return false;
            }
            before = Neighbour::Char(c);
        }
    }

    /// What can be said of all texts that begin like this one.
    pub(super) fn outlook(&self, prefix: &str) -> Outlook {
        let mut run = Run::new(self);
        let mut before = Neighbour::Edge;
        for c in prefix.chars() {
            if run.enter(before, Neighbour::Char(c)) {
                return Outlook::Matches;
            }
            run.advance(c);
            before = Neighbour::Char(c);
        }
        if run.enter(before, Neighbour::Unknown) {
            Outlook::Matches
        } else if self.anchored && run.now.is_empty() && !run.waits {
            Outlook::Hopeless
        } else {
            Outlook::Open
        }
    }
}

/// What stands beside a position of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Neighbour {
    Edge,
    Char(char),
    Unknown,
}

impl Neighbour {
    fn is_word(self) -> bool {
        matches!(self, Neighbour::Char(c) if c.is_ascii_alphanumeric() || c == '_')
    }
}

/// Operands stand one after another in `steps`; where each begins is on the stack.
#[derive(Default)]
struct Builder {
    steps: Vec<Step>,
    begins: Vec<usize>,
}

impl Builder {
    fn add(&mut self, op: Op) {
        let step = match op {
            Op::One(class) => Step::One(class),
            Op::Start => Step::Start,
            Op::End => Step::End,
            Op::Boundary(wanted) => Step::Boundary(wanted),
            Op::Concat(count) => return self.concat(count),
            Op::Alternatives(count) => return self.alternatives(count),
            Op::Repeat { min, max } => return self.repeat(min, max),
        };
        self.begins.push(self.steps.len());
        self.steps.push(step);
    }

    /// The operands already stand one after another.
    fn concat(&mut self, count: u32) {
        let first = self.take(count).first().copied();
        self.begins.push(first.unwrap_or(self.steps.len()));
    }

    fn take(&mut self, count: u32) -> Vec<usize> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.begins
            .split_off(self.begins.len().saturating_sub(count))
    }

    /// Each branch but the last: a split that can go beyond it, the branch, a jump to the end.
    fn alternatives(&mut self, count: u32) {
        let mut begins = self.take(count);
        begins.push(self.steps.len());
        let begin = begins.first().copied().unwrap_or_default();
        let mut joined = Vec::with_capacity(self.steps.len() - begin + 2 * begins.len());
        let branches = begins.len().saturating_sub(2);
        for (index, pair) in begins.windows(2).enumerate() {
            let &[from, to] = pair else { continue };
            let branch = self.steps.get(from..to).unwrap_or_default();
            if index < branches {
                joined.push(Step::Split(1, distance(0, branch.len() + 2)));
                joined.extend(branch);
                let rest = (self.steps.len() - to) + 2 * (branches - index - 1);
                joined.push(Step::Jump(distance(0, rest + 1)));
            } else {
                joined.extend(branch);
            }
        }
        self.steps.truncate(begin);
        self.steps.extend(joined);
        self.begins.push(begin);
    }

    fn repeat(&mut self, min: u32, max: Option<u32>) {
        let begin = self.begins.last().copied().unwrap_or_default();
        let piece = self.steps.split_off(begin);
        let length = piece.len();
        for _ in 0..min {
            self.steps.extend(&piece);
        }
        match max {
            None => {
                self.steps.push(Step::Split(1, distance(0, length + 2)));
                self.steps.extend(&piece);
                self.steps.push(Step::Jump(distance(length + 1, 0)));
            }
            Some(max) => {
                for _ in min..max {
                    self.steps.push(Step::Split(1, distance(0, length + 1)));
                    self.steps.extend(&piece);
                }
            }
        }
    }
}

fn distance(from: usize, to: usize) -> isize {
    to.cast_signed().wrapping_sub(from.cast_signed())
}

/// The places in a program that are reached at one position of the text.
struct Run<'p> {
    program: &'p Program,
    /// Steps that wait for a character.
    now: Vec<usize>,
    /// Where the run goes on after the character.
    next: Vec<usize>,
    /// The position at which a step was last reached, so that each is followed once a position.
    reached: Vec<usize>,
    position: usize,
    stack: Vec<usize>,
    /// A step waits for what is not known of the text.
    waits: bool,
}

impl<'p> Run<'p> {
    fn new(program: &'p Program) -> Self {
        Run {
            program,
            now: Vec::new(),
            next: Vec::new(),
            reached: vec![0; program.steps.len()],
            position: 0,
            stack: Vec::new(),
            waits: false,
        }
    }

    /// Follows everything that needs no character. Tells whether the end of the program is reached.
    fn enter(&mut self, before: Neighbour, after: Neighbour) -> bool {
        self.position += 1;
        self.now.clear();
        self.waits = false;
        self.stack.append(&mut self.next);
        let at_start = before == Neighbour::Edge;
        if at_start || !self.program.anchored {
            self.stack.push(0);
        }
        while let Some(at) = self.stack.pop() {
            let (Some(step), Some(reached)) =
                (self.program.steps.get(at), self.reached.get_mut(at))
            else {
                continue;
            };
            if std::mem::replace(reached, self.position) == self.position {
                continue;
            }
            let mut go = |by: isize| self.stack.extend(at.checked_add_signed(by));
            match *step {
                Step::Accept => return true,
                Step::One(_) => self.now.push(at),
                Step::Start if at_start => go(1),
                Step::Start => {}
                Step::End if after == Neighbour::Edge => go(1),
                Step::End | Step::Boundary(_) if after == Neighbour::Unknown => self.waits = true,
                Step::End => {}
                Step::Boundary(wanted) if wanted == (before.is_word() != after.is_word()) => go(1),
                Step::Boundary(_) => {}
                Step::Jump(by) => go(by),
                Step::Split(one, other) => {
                    go(other);
                    go(one);
                }
            }
        }
        false
    }

    fn advance(&mut self, c: char) {
        for at in self.now.drain(..) {
            if let Some(Step::One(class)) = self.program.steps.get(at)
                && class.contains(c)
            {
                self.next.push(at + 1);
            }
        }
    }
}
