//! Runs of text that means itself, on their way into the tree.

use super::nodes::Kind;
use super::parser::Parser;

/// A range of the text that is read as long as it is in one piece there, and of what
/// was made from then on.
#[derive(Clone, Copy, Default)]
pub(super) struct Run {
    start: usize,
    end: usize,
    made: bool,
}

impl Run {
    /// A range of the text.
    pub(super) fn of(start: usize, end: usize) -> Self {
        Run {
            start,
            end,
            made: false,
        }
    }
}

impl Parser<'_> {
    /// Takes one byte, and those behind it up to one of these classes.
    #[inline]
    pub(super) fn take_run(&mut self, run: &mut Run, special: u32) {
        let start = self.pos;
        self.pos = self.find(start + 1, special);
        self.extend(run, start, self.pos);
    }

    /// Continues a run by a range of the text.
    #[inline]
    fn extend(&mut self, run: &mut Run, start: usize, end: usize) {
        if run.start == run.end {
            *run = Run::of(start, end);
        } else if !run.made && run.end == start {
            run.end = end;
        } else {
            *run = self.made(*run);
            let text = self.slice(start, end);
            self.tree.made.push_str(text);
            run.end = self.tree.made.len();
        }
    }

    /// Copies a run to where it can be continued by anything.
    fn made(&mut self, run: Run) -> Run {
        if run.made {
            return run;
        }
        let start = self.tree.made.len();
        let text = self.slice(run.start, run.end);
        self.tree.made.push_str(text);
        Run {
            start,
            end: self.tree.made.len(),
            made: true,
        }
    }

    /// A group of an extended glob stands for anything: its sign becomes `*`.
    pub(super) fn make_star(&mut self, run: &mut Run) {
        // Without the sign, which is one byte.
        run.end = run.end.saturating_sub(1);
        *run = self.made(*run);
        self.tree.made.truncate(run.end);
        self.tree.made.push('*');
        run.end = self.tree.made.len();
    }

    pub(super) fn ends_in(&self, run: Run, signs: &[u8]) -> bool {
        let text = if run.made {
            self.tree.made.as_bytes()
        } else {
            self.text.as_bytes()
        };
        let last = run.end.checked_sub(1).filter(|last| *last >= run.start);
        last.and_then(|last| text.get(last))
            .is_some_and(|byte| signs.contains(byte))
    }

    /// Puts the run into the tree and begins another.
    #[inline]
    pub(super) fn flush(&mut self, run: &mut Run, quoted: bool) {
        if run.start < run.end {
            let made = run.made;
            self.tree
                .leaf(Kind::Text { quoted, made }, run.start, run.end);
            *run = Run::default();
        }
    }

    /// Quoted text that is a range of the text.
    #[inline]
    pub(super) fn quoted(&mut self, start: usize, end: usize) {
        let kind = Kind::Text {
            quoted: true,
            made: false,
        };
        self.tree.leaf(kind, start, end);
    }

    /// Quoted text that stands nowhere as it is.
    pub(super) fn quoted_copy(&mut self, text: &str) {
        let kind = Kind::Text {
            quoted: true,
            made: true,
        };
        let start = self.tree.made.len();
        self.tree.made.push_str(text);
        self.tree.leaf(kind, start, self.tree.made.len());
    }
}
