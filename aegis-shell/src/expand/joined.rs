//! The short way of expansion: texts that can come out in one way only, as nearly all do.

use super::parameter::is_custom;
use crate::script::Text;
use crate::syntax::ast::Part;
use crate::syntax::bytes::{PATTERN, is};
use crate::unknown::UNASSIGNED;
use crate::walk::Walker;

/// Parts that were put together.
pub(super) struct Joined {
    pub(super) text: Text,
    pub(super) quality: Quality,
}

/// What a text consists of; a word takes after the last of these.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quality {
    /// One piece as it was written.
    Literal,
    /// Several, or the value of a variable.
    Expanded,
    /// A piece between quotes is among them.
    Quoted,
}

impl Walker<'_> {
    /// The text of parts that can come out in one way only, as those of nearly all words do. `None` where that takes
    /// more to tell: substitutions, lists, several values, and what acts in unquoted text. If patterns act, so do the
    /// separators of fields.
    #[inline(always)]
    pub(super) fn joined<'t>(
        &self,
        mut parts: impl Iterator<Item = Part<'t>>,
        acting: u32,
    ) -> Option<Joined> {
        let mut joined = match parts.next()? {
            // Alone these are no pattern but the command of that name and its end.
            Part::Literal(text @ ("[" | "]")) => Joined {
                text: text.into(),
                quality: Quality::Literal,
            },
            part => self.piece(part, acting, |text, quality| Joined {
                text: text.into(),
                quality,
            })?,
        };
        for part in parts {
            self.piece(part, acting, |text, quality| {
                joined.text.push_str(text);
                joined.quality = joined.quality.max(quality).max(Quality::Expanded);
            })?;
        }
        Some(joined)
    }

    /// Hands over the text of a part that can come out in one way only, `None` otherwise.
    #[inline(always)]
    pub(super) fn piece<T>(
        &self,
        part: Part<'_>,
        acting: u32,
        take: impl FnOnce(&str, Quality) -> T,
    ) -> Option<T> {
        let (name, quoted) = match part {
            Part::Quoted(text) => return Some(take(text, Quality::Quoted)),
            Part::Literal(text) => {
                let acts = text.bytes().any(|byte| is(byte, acting));
                return (!acts).then(|| take(text, Quality::Literal));
            }
            Part::Variable(name, quoted) => (name, quoted),
            _ => return None,
        };
        let unassigned;
        let value = match self.state.variables.get(name) {
            Some(variable) => only(&variable.values)?,
            None if is_custom(name) => UNASSIGNED,
            None => {
                unassigned = self.unassigned(name);
                only(&unassigned)?
            }
        };
        if quoted {
            Some(take(value, Quality::Quoted))
        } else if acting & PATTERN == 0 || self.stays_whole(value) {
            Some(take(value, Quality::Expanded))
        } else {
            None
        }
    }

    /// Whether an unquoted value is one field and no pattern.
    fn stays_whole(&self, value: &str) -> bool {
        let separators = self.separators().as_bytes();
        let acts =
            |byte: u8| matches!(byte, b'*' | b'?' | b'[' | b']') || separators.contains(&byte);
        !value.is_empty() && !value.bytes().any(acts)
    }
}

/// The only value, if there are no others.
fn only(values: &[Text]) -> Option<&str> {
    match values {
        [value] => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Rows;
    use super::*;
    use crate::context::Context;
    use crate::few::Few;
    use crate::syntax::ast::Item;
    use crate::syntax::bytes::{ACTING, TILDE};
    use crate::syntax::{Origin, parse};

    /// What the words of a text come out as where `$x` has these values: by the short way, and by drafts.
    fn both_ways(text: &str, values: &[&str]) -> Vec<(Rows, Rows)> {
        let context = Context::default();
        let mut walker = Walker::new(text, &context);
        walker.assign("x", values.iter().copied().map(Text::from).collect());
        let (tree, _) = parse(text, Origin::Shifted(0));
        let commands = tree.all::<Item<'_>>().flat_map(|item| item.stages);
        let words = commands.filter_map(|command| command.simple());
        let mut compared = Vec::new();
        for word in words.flat_map(|simple| simple.words()) {
            if let Some(text) = word.literal() {
                let joined = walker.joined(word.parts(), ACTING);
                assert_eq!(joined.map(|joined| joined.text), Some(text.into()));
            }
            let (mut short, mut long): (Rows, Rows) = (Few::one(vec![]), Few::one(vec![]));
            if let Some(only) = walker.only_way_of(word.parts(), PATTERN | TILDE, word.span()) {
                super::super::continue_by(&mut short, only);
                walker.push_expanded(word.parts(), word.span(), &mut long);
                compared.push((short, long));
            }
        }
        compared
    }

    proptest! {
        #[test]
        fn the_short_way_leads_to_the_same(
            pieces in proptest::collection::vec(
                prop::sample::select(vec![
                    "a", "/", "~", "*", "[", "]", "=", "\\*", "$", "$x", "$y", "$1", "$HOME", "\"$x\"", "\"\"",
                    "'b c'", "\"$x$y-\"", "${x}", "é", " ", "{a,b}", "<", ">", ";",
                ]),
                1..6,
            ),
            values in prop::sample::select(vec![
                vec!["v"], vec![""], vec!["a b"], vec![" a"], vec!["*"], vec!["]"], vec!["one", "two"],
            ]),
        ) {
            for (short, long) in both_ways(&pieces.concat(), &values) {
                prop_assert_eq!(short, long);
            }
        }
    }

    #[test]
    fn most_words_take_the_short_way() {
        assert_eq!(
            both_ways("[ -f \"$x\" ] a/$x 'b'\"no $y\" $y", &["v"]).len(),
            7
        );
        assert!(both_ways("$x *.rs ~ a[b] $(c)", &["a b"]).is_empty());
    }
}
