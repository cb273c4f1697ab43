//! The record of a line: its invocation, written down before the program is followed and completed behind it.

use super::commands::Environment;
use super::words::{Row, clean, clean_option};
use super::{MAX_INVOCATIONS, Walker};
use crate::few::Few;
use crate::reading::Operand;
use crate::script::{Certainty, Invocation, Span, Text, Word};
use crate::tools::Call;
use crate::unknown::known_prefix;

/// What is left to do with the words of a line once it was read: those of them that are operands go to its invocation.
pub(super) struct Left {
    /// The invocation, and which of the words.
    operands: Option<(usize, Places)>,
    /// Whether there may be marks in them.
    marked: bool,
}

/// Which words of a line are operands.
#[derive(Clone, Copy)]
enum Places {
    /// All from this one on, as in most lines.
    From(usize),
    Some {
        /// A bit for each of the first words.
        first: u64,
        /// Whether all words behind those are.
        rest: bool,
    },
}

/// A line with more words is long.
const LONG: usize = 64;

/// Whether operands are these words of the line, one by one.
fn stand(operands: &[Operand<'_>], words: &[Word]) -> bool {
    operands.len() == words.len() && operands.iter().zip(words).all(|pair| is_at(pair.0, pair.1))
}

fn is_at(operand: &Operand<'_>, word: &Word) -> bool {
    std::ptr::eq::<Word>(&**operand, word)
}

impl Places {
    /// Where the operands stand, if all of them are words of the line, and those behind the first are either all operands
    /// or none.
    #[inline(always)]
    fn of(operands: &[Operand<'_>], words: &[Word]) -> Option<Self> {
        let from = words.len().checked_sub(operands.len())?;
        if stand(operands, words.get(from..)?) {
            return Some(Places::From(from));
        }
        Self::among(operands, words)
    }

    #[cold]
    fn among(operands: &[Operand<'_>], words: &[Word]) -> Option<Self> {
        let (front, behind) = words
            .split_at_checked(u64::BITS as usize)
            .unwrap_or((words, &[]));
        let mut left = operands;
        let mut first = 0;
        for (word, bit) in front.iter().zip((0..u64::BITS).map(|at| 1 << at)) {
            if let [operand, others @ ..] = left
                && is_at(operand, word)
            {
                first |= bit;
                left = others;
            }
        }
        let rest = !left.is_empty();
        (!rest || stand(left, behind)).then_some(Places::Some { first, rest })
    }

    /// Takes the words out that stand there.
    #[inline(always)]
    fn take_from(self, words: &mut Vec<Word>) -> Few<Word> {
        match self {
            Places::From(from) if from + 1 == words.len() => {
                words.pop().map(Few::one).unwrap_or_default()
            }
            Places::From(from) if words.len() > LONG => take_long(words, from),
            Places::From(from) => words.split_off(from.min(words.len())).into(),
            Places::Some { first, rest } => take_some(words, first, rest),
        }
    }
}

/// Copying a long line costs more than other memory for the next.
#[cold]
fn take_long(words: &mut Vec<Word>, from: usize) -> Few<Word> {
    words.drain(..from);
    std::mem::take(words).into()
}

#[cold]
fn take_some(words: &mut Vec<Word>, first: u64, rest: bool) -> Few<Word> {
    let mut bits = first;
    let behind = words.len().saturating_sub(u64::BITS as usize);
    let others = if rest { behind } else { 0 };
    let mut taken = Few::with_capacity(bits.count_ones() as usize + others);
    let mut words = words.drain(..);
    for word in words.by_ref().take(u64::BITS as usize) {
        if bits & 1 == 1 {
            taken.push(word);
        }
        bits >>= 1;
    }
    if rest {
        taken.extend(words);
    }
    taken
}

impl Walker<'_> {
    pub(super) fn last_invocation(&self) -> usize {
        self.script.invocations.len().saturating_sub(1)
    }

    /// Records an invocation, without what was read of its words, and returns its index; `None` where there are too many.
    #[inline(always)]
    pub(super) fn invocation(
        &mut self,
        program: Option<&Text>,
        text: Text,
        environment: &Environment,
        span: Span,
    ) -> Option<usize> {
        let index = self.script.invocations.len();
        if index >= MAX_INVOCATIONS {
            self.over_budget("4,096 invocations");
            return None;
        }
        self.charge(text.len());
        let mut assignments = Environment::new();
        if !environment.is_empty() {
            assignments.clone_from(environment);
            assignments.iter_mut().for_each(|(_, word)| clean(word));
        }
        self.script.invocations.push(Invocation {
            program: program.cloned(),
            subcommands: Few::new(),
            options: Few::new(),
            operands: Few::new(),
            assignments,
            text,
            certainty: if self.possible {
                Certainty::Possible
            } else {
                Certainty::Certain
            },
            via: self.way.shared(),
            span: self.place(span),
        });
        Some(index)
    }

    /// Hands what was read of its words to the invocation that was recorded for them, after the program was followed.
    #[inline(always)]
    pub(super) fn complete(
        &mut self,
        index: Option<usize>,
        call: &mut Call<'_>,
        row: &Row<'_>,
    ) -> Left {
        let mut left = Left {
            operands: None,
            marked: row.marked,
        };
        let Some((index, invocation)) = index.and_then(|index| {
            let invocation = self.script.invocations.get_mut(index)?;
            Some((index, invocation))
        }) else {
            return left;
        };
        // Most lines have neither, and moving nothing costs as much as moving something.
        if !call.subcommands.is_empty() {
            invocation.subcommands = std::mem::take(&mut call.subcommands);
        }
        if !call.line.options.is_empty() {
            invocation.options = std::mem::take(&mut call.line.options);
        }
        // The tables make marks of nothing.
        if row.marked {
            for name in &mut invocation.subcommands {
                name.truncate(known_prefix(name).len());
            }
            invocation.options.iter_mut().for_each(clean_option);
        }
        if call.line.operands.is_empty() {
            return left;
        }
        left.operands = Places::of(&call.line.operands, row.words).map(|places| (index, places));
        if left.operands.is_none() {
            let operands = call.line.operands.drain(..).map(Operand::into_word);
            invocation.operands = operands.collect();
            if row.marked {
                invocation.operands.iter_mut().for_each(clean);
            }
        }
        left
    }

    /// Moves the operands to their invocation: most readings need no second copy of them.
    #[inline(always)]
    pub(super) fn give_operands(&mut self, left: Left, mut words: Vec<Word>) {
        if let Some((index, places)) = left.operands
            && let Some(invocation) = self.script.invocations.get_mut(index)
        {
            invocation.operands = places.take_from(&mut words);
            if left.marked {
                invocation.operands.iter_mut().for_each(clean);
            }
        }
        self.take_back(words);
    }
}

#[cfg(test)]
mod tests {
    use crate::context::Context;
    use crate::walk::read;

    /// However many words a line has and wherever its options stand, its operands are all words that are none.
    #[test]
    fn operands_of_long_lines() {
        for length in [1, 63, 64, 65, 66, 130] {
            for option in [0, 62, 63, 64, 65, 129] {
                let words: Vec<String> = (0..length).map(|n| format!("w{n}")).collect();
                let mut line = words.clone();
                line.insert(option.min(length), "-f".to_owned());
                let script = read(&format!("touch {}", line.join(" ")), &Context::default());
                let operands = &script.invocations[0].operands;
                let texts: Vec<&str> = operands.iter().map(crate::expand::first_text).collect();
                assert_eq!(texts, words, "{length} words, an option at {option}");
            }
        }
    }
}
