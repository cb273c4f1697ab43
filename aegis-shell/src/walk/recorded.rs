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
    invocation: Option<usize>,
    /// A bit for each of the first words, set for operands.
    operands: u64,
    /// Whether there may be marks in them.
    marked: bool,
}

/// Which of the words the operands are, if all of them are words of the line.
fn standing(operands: &[Operand<'_>], words: &[Word]) -> Option<u64> {
    let mut left = operands;
    let mut bits = 0;
    for (word, bit) in words.iter().zip((0..u64::BITS).map(|at| 1 << at)) {
        if let [first, rest @ ..] = left
            && std::ptr::eq::<Word>(&**first, word)
        {
            bits |= bit;
            left = rest;
        }
    }
    left.is_empty().then_some(bits)
}

/// Takes the words out for which a bit is set.
fn take_standing(mut bits: u64, words: &mut Vec<Word>) -> Few<Word> {
    let mut taken = Few::with_capacity(bits.count_ones() as usize);
    for word in words.drain(..) {
        if bits & 1 == 1 {
            taken.push(word);
        }
        bits >>= 1;
    }
    taken
}

impl Walker<'_> {
    pub(super) fn last_invocation(&self) -> usize {
        self.script.invocations.len().saturating_sub(1)
    }

    /// Records an invocation, without what was read of its words, and returns its index; `None` where there are too many.
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
        let mut assignments = environment.clone();
        assignments.iter_mut().for_each(|(_, word)| clean(word));
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
            via: self.via.clone(),
            span: self.place(span),
        });
        Some(index)
    }

    /// Hands what was read of its words to the invocation that was recorded for them, after the program was followed.
    pub(super) fn complete(
        &mut self,
        index: Option<usize>,
        call: &mut Call<'_>,
        row: &Row<'_>,
    ) -> Left {
        let mut left = Left {
            invocation: None,
            operands: 0,
            marked: row.marked,
        };
        let Some(invocation) = index.and_then(|index| self.script.invocations.get_mut(index))
        else {
            return left;
        };
        invocation.subcommands = std::mem::take(&mut call.subcommands);
        invocation.options = std::mem::take(&mut call.line.options);
        // The tables make marks of nothing.
        if row.marked {
            for name in &mut invocation.subcommands {
                name.truncate(known_prefix(name).len());
            }
            invocation.options.iter_mut().for_each(clean_option);
        }
        match standing(&call.line.operands, row.words) {
            Some(0) => {}
            Some(operands) => (left.invocation, left.operands) = (index, operands),
            None => {
                let operands = call.line.operands.drain(..).map(Operand::into_word);
                invocation.operands = operands.collect();
                if row.marked {
                    invocation.operands.iter_mut().for_each(clean);
                }
            }
        }
        left
    }

    /// Moves the operands to their invocation: most readings need no second copy of them.
    pub(super) fn give_operands(&mut self, left: Left, mut words: Vec<Word>) {
        let index = left.invocation;
        if let Some(invocation) = index.and_then(|index| self.script.invocations.get_mut(index)) {
            invocation.operands = take_standing(left.operands, &mut words);
            if left.marked {
                invocation.operands.iter_mut().for_each(clean);
            }
        }
        self.take_back(words);
    }
}
