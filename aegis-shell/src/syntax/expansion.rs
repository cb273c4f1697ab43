//! What stands between `${` and `}` as those see it who walk the tree.

use super::ast::Parts;
use super::nodes::{Entry, Kind, View};

/// What `${x…}` says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter<'t>(pub(super) Entry<'t>);

/// What stands in front of a parameter's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prefix {
    Nothing,
    /// `#`
    Length,
    /// `!`
    Indirection,
}

impl<'t> Parameter<'t> {
    pub(crate) fn name(&self) -> &'t str {
        self.0.piece()
    }

    pub(crate) fn prefix(&self) -> Prefix {
        match self.0.node.kind {
            Kind::Parameter { prefix, .. } => prefix,
            _ => Prefix::Nothing,
        }
    }

    /// `$@`, `$*`, `${a[@]}`: a list.
    pub(crate) fn spreads(&self) -> bool {
        matches!(self.0.node.kind, Kind::Parameter { spreads: true, .. })
    }

    /// What stands between brackets.
    pub(crate) fn index(&self) -> Option<Parts<'t>> {
        self.0.below::<Index>().next().map(|Index(parts)| parts)
    }

    pub(crate) fn operator(&self) -> Option<Operator<'t>> {
        self.0.below().next()
    }
}

struct Index<'t>(Parts<'t>);

impl<'t> View<'t> for Index<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        matches!(entry.node.kind, Kind::Index).then(|| Index(entry.below()))
    }
}

/// The operator of a parameter and its operand: for [`OperatorKind::Replace`] what is replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operator<'t> {
    pub(crate) kind: OperatorKind,
    pub(crate) operand: Parts<'t>,
    /// What [`OperatorKind::Replace`] puts in its place.
    pub(crate) with: Option<Parts<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperatorKind {
    /// `:-`, `-`, `:=`, `=`; whether it assigns
    Default { assign: bool },
    /// `:+`, `+`
    Alternative,
    /// `:?`, `?`
    Required,
    /// `#`, `##`, `%`, `%%`
    Trim { suffix: bool, longest: bool },
    /// `/`, `//`
    Replace { all: bool },
    /// `^`, `^^`, `,`, `,,`
    Case { upper: bool, all: bool },
    /// `:offset:length`
    Slice,
    /// Anything else (`@Q` and the like).
    Other,
}

impl<'t> View<'t> for Operator<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        let Kind::Operator(kind) = entry.node.kind else {
            return None;
        };
        let mut operands = entry.below::<Operand>();
        let operator = |operand, with| Operator {
            kind,
            operand,
            with,
        };
        Some(match operands.next() {
            Some(Operand(pattern)) => operator(pattern, operands.next().map(|Operand(with)| with)),
            None => operator(entry.below(), None),
        })
    }
}

struct Operand<'t>(Parts<'t>);

impl<'t> View<'t> for Operand<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        matches!(entry.node.kind, Kind::Operand).then(|| Operand(entry.below()))
    }
}
