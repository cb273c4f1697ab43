//! The tree of a shell text as those see it who walk it. Every node keeps the place it came from.

pub(crate) use super::expansion::{Operator, OperatorKind, Parameter, Prefix};
use super::nodes::{Entry, Kind, Nodes, Tree, View};
use crate::script::Span;

/// Commands one after another.
pub(crate) type List<'t> = Nodes<'t, Item<'t>>;
/// Lists one after another.
pub(crate) type Lists<'t> = Nodes<'t, List<'t>>;
/// Words one after another.
pub(crate) type Words<'t> = Nodes<'t, RawWord<'t>>;
/// The pieces of a word, mostly one.
pub(crate) type Parts<'t> = Nodes<'t, Part<'t>>;
/// Assignments in their order.
pub(crate) type Assignments<'t> = Nodes<'t, Assignment<'t>>;
/// Redirections in their order.
pub(crate) type Redirects<'t> = Nodes<'t, Redirect<'t>>;

impl<'t> View<'t> for List<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        matches!(entry.node.kind, Kind::List).then(|| entry.below())
    }
}

/// A pipeline and how it hangs on the one before it.
#[derive(Debug)]
pub(crate) struct Item<'t> {
    pub(crate) join: Join,
    pub(crate) background: bool,
    piped: bool,
    pub(crate) stages: Nodes<'t, Command<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// After `;`, `&`, a newline or nothing.
    Then,
    And,
    Or,
}

impl<'t> View<'t> for Item<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        let Kind::Item {
            join,
            background,
            piped,
        } = entry.node.kind
        else {
            return None;
        };
        Some(Item {
            join,
            background,
            piped,
            stages: entry.below(),
        })
    }
}

impl<'t> Item<'t> {
    /// The only stage, if there are no others.
    #[inline]
    pub(crate) fn single(&self) -> Option<Command<'t>> {
        let mut stages = self.stages;
        if self.piped { None } else { stages.next() }
    }
}

/// One stage of a pipeline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command<'t>(Entry<'t>);

#[derive(Debug)]
pub(crate) enum CommandKind<'t> {
    Simple(Simple<'t>),
    Group(List<'t>),
    Subshell(List<'t>),
    /// Condition and body of each arm; then, where there is an `else`, what it leads to.
    If(Lists<'t>),
    /// Condition and body.
    Loop(Lists<'t>),
    For {
        name: &'t str,
        words: Option<Words<'t>>,
        body: List<'t>,
    },
    Case {
        subject: Option<RawWord<'t>>,
        arms: Arms<'t>,
    },
    Function {
        name: &'t str,
        body: Nodes<'t, Command<'t>>,
    },
    /// `[[ … ]]` and `(( … ))`: only substitutions inside are commands.
    Test(Words<'t>),
}

impl<'t> View<'t> for Command<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        matches!(
            entry.node.kind,
            Kind::Simple { .. }
                | Kind::Group
                | Kind::Subshell
                | Kind::If
                | Kind::Loop
                | Kind::For { .. }
                | Kind::Case
                | Kind::Function
                | Kind::Test
        )
        .then_some(Command(entry))
    }
}

impl<'t> Command<'t> {
    /// What a simple command consists of, if it is one, as most are.
    #[inline]
    pub(crate) fn simple(&self) -> Option<Simple<'t>> {
        matches!(self.0.node.kind, Kind::Simple { .. }).then_some(Simple(self.0))
    }

    #[inline(always)]
    pub(crate) fn kind(&self) -> CommandKind<'t> {
        if let Some(simple) = self.simple() {
            return CommandKind::Simple(simple);
        }
        let Command(entry) = self;
        match entry.node.kind {
            Kind::Subshell => CommandKind::Subshell(entry.below()),
            Kind::If => CommandKind::If(entry.below()),
            Kind::Loop => CommandKind::Loop(entry.below()),
            Kind::For { listed } => {
                let mut words: Words = entry.below();
                let body = entry.below().next();
                let name = words.next().and_then(|word| word.plain());
                CommandKind::For {
                    name: name.unwrap_or_default(),
                    words: listed.then_some(words),
                    body: body.unwrap_or(entry.below().only_if(false)),
                }
            }
            Kind::Case => {
                let mut words: Words = entry.below();
                CommandKind::Case {
                    subject: words.next(),
                    arms: Arms(words),
                }
            }
            Kind::Function => {
                let name = entry.below::<RawWord>().next();
                CommandKind::Function {
                    name: name.and_then(|word| word.plain()).unwrap_or_default(),
                    body: entry.below(),
                }
            }
            Kind::Test => CommandKind::Test(entry.below()),
            _ => CommandKind::Group(entry.below()),
        }
    }

    /// Redirections after a compound command; a simple one holds its own, a function's are those of its body.
    pub(crate) fn redirects(&self) -> Redirects<'t> {
        let compound = !matches!(self.0.node.kind, Kind::Simple { .. } | Kind::Function);
        self.0.below().only_if(compound)
    }

    #[inline]
    pub(crate) fn span(&self) -> Span {
        self.0.span()
    }
}

/// The arms of a `case`: the patterns and what they lead to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arms<'t>(Words<'t>);

impl<'t> Iterator for Arms<'t> {
    type Item = (Words<'t>, List<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut lists: Lists<'t> = self.0.seen_as();
        let body = lists.next()?;
        let patterns = self.0.before(&body);
        self.0 = lists.seen_as();
        Some((patterns, body))
    }
}

/// Assignments, words and redirections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Simple<'t>(Entry<'t>);

impl<'t> Simple<'t> {
    #[inline]
    pub(crate) fn is_named(&self) -> bool {
        matches!(self.0.node.kind, Kind::Simple { named: true, .. })
    }

    #[inline]
    pub(crate) fn words(&self) -> Words<'t> {
        self.0.below().only_if(self.is_named())
    }

    #[inline]
    pub(crate) fn assigns(&self) -> bool {
        matches!(self.0.node.kind, Kind::Simple { assigns: true, .. })
    }

    #[inline]
    pub(crate) fn assignments(&self) -> Assignments<'t> {
        self.0.below().only_if(self.assigns())
    }

    #[inline]
    pub(crate) fn is_redirected(&self) -> bool {
        let kind = self.0.node.kind;
        matches!(kind, Kind::Simple { redirects, .. } if redirects)
    }

    #[inline]
    pub(crate) fn redirects(&self) -> Redirects<'t> {
        self.0.below().only_if(self.is_redirected())
    }

    /// Whether there are neither assignments nor redirections.
    #[inline]
    pub(crate) fn is_bare(&self) -> bool {
        !self.assigns() && !self.is_redirected()
    }
}

#[derive(Debug)]
pub(crate) struct Assignment<'t> {
    entry: Entry<'t>,
    /// `a+=v`
    pub(crate) append: bool,
    indexed: bool,
}

impl<'t> Assignment<'t> {
    #[inline]
    pub(crate) fn name(&self) -> &'t str {
        self.entry.piece()
    }

    /// `i` of `a[i]=v`
    #[inline]
    pub(crate) fn index(&self) -> Option<RawWord<'t>> {
        if self.indexed {
            self.words().next()
        } else {
            None
        }
    }

    #[inline]
    pub(crate) fn value(&self) -> Option<RawWord<'t>> {
        let mut words = self.words();
        if self.indexed {
            words.next();
        }
        words.next()
    }

    #[inline]
    fn words(&self) -> Words<'t> {
        self.entry.below()
    }

    /// From the name to the end of the value.
    pub(crate) fn span(&self) -> Span {
        let name = self.entry.span();
        let end = self.value().map_or(name.end, |value| value.span().end);
        Span { end, ..name }
    }
}

impl<'t> View<'t> for Assignment<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        let Kind::Assignment { append, indexed } = entry.node.kind else {
            return None;
        };
        Some(Assignment {
            entry,
            append,
            indexed,
        })
    }

    #[inline]
    fn is(entry: Entry<'t>) -> bool {
        matches!(entry.node.kind, Kind::Assignment { .. })
    }
}

struct Array<'t>(Words<'t>);

impl<'t> View<'t> for Array<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        matches!(entry.node.kind, Kind::Array).then(|| Array(entry.below()))
    }
}

#[derive(Debug)]
pub(crate) struct Redirect<'t> {
    pub(crate) direction: Direction,
    pub(crate) fd: Descriptor,
    /// The word behind the operator, or the body of the here-document: `None` where the text ends before it.
    pub(crate) target: Option<RawWord<'t>>,
    pub(crate) span: Span,
}

/// The descriptor in front of an operator, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Descriptor {
    /// None is named: the operator's own.
    Own,
    Input,
    Output,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// `<`
    Input,
    /// `>`, `>|`, `>>`, `&>`, `&>>`; whether stderr comes along
    Output { append: bool, both: bool },
    /// `<>`
    InputOutput,
    /// `>&` and `<&`
    Duplicate { output: bool },
    /// `<<<`
    HereString,
    /// `<<`, `<<-`
    HereDocument,
}

impl<'t> View<'t> for Redirect<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        let Kind::Redirect { direction, fd } = entry.node.kind else {
            return None;
        };
        Some(Redirect {
            direction,
            fd,
            target: entry.below().next(),
            span: entry.span(),
        })
    }

    #[inline]
    fn is(entry: Entry<'t>) -> bool {
        matches!(entry.node.kind, Kind::Redirect { .. })
    }
}

/// A word before expansion.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawWord<'t>(Entry<'t>);

impl<'t> View<'t> for RawWord<'t> {
    #[inline]
    fn view(entry: Entry<'t>) -> Option<Self> {
        match entry.node.kind {
            Kind::Word | Kind::Plain { .. } => Some(RawWord(entry)),
            Kind::Document => entry.referred().map(RawWord),
            _ => None,
        }
    }
}

impl<'t> RawWord<'t> {
    pub(crate) fn parts(&self) -> Parts<'t> {
        match self.0.node.kind {
            Kind::Plain { .. } => self.0.itself(),
            _ => self.0.below(),
        }
    }

    /// The only part, if there are no others.
    pub(crate) fn single(&self) -> Option<Part<'t>> {
        self.parts().single()
    }

    /// The word as it was written, if that is what it means.
    #[inline]
    pub(crate) fn literal(&self) -> Option<&'t str> {
        literal(self.0).map(|(text, _)| text)
    }

    /// The words between the parentheses of an array, if it is one.
    pub(crate) fn array(&self) -> Option<Words<'t>> {
        let mut arrays: Nodes<'t, Array<'t>> = self.0.below();
        let Array(words) = arrays.next()?;
        let Part::Array(_) = self.single()? else {
            return None;
        };
        Some(words)
    }

    /// The word's text where it is plain: no quotes, no expansions.
    pub(crate) fn plain(&self) -> Option<&'t str> {
        match self.single() {
            Some(Part::Literal(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn span(&self) -> Span {
        self.0.span()
    }
}

impl<'t> Words<'t> {
    /// The next word as it was written, if that is what it means, and its place.
    #[inline]
    pub(crate) fn next_literal(&mut self) -> Option<(&'t str, Span)> {
        self.next_as(literal)
    }
}

/// The text of a word that means what it was written as, and its place.
#[inline]
fn literal(entry: Entry<'_>) -> Option<(&str, Span)> {
    matches!(entry.node.kind, Kind::Plain { acting: false }).then(|| (entry.piece(), entry.span()))
}

impl<'t> Parts<'t> {
    /// The only part, if there are no others.
    pub(crate) fn single(mut self) -> Option<Part<'t>> {
        let first = self.next()?;
        self.is_empty().then_some(first)
    }
}

/// A piece of a word. What stands between double quotes is a run of pieces that are quoted themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'t> {
    /// Unquoted text: globs, braces and tildes are alive in it.
    Literal(&'t str),
    Quoted(&'t str),
    /// `$x`; whether it is quoted
    Variable(&'t str, bool),
    /// `$@`, `$*` and `${x…}`; whether it is quoted
    Parameter(Parameter<'t>, bool),
    /// `$( … )` and backquotes; whether they are quoted
    Command(Enclosed<'t>, bool),
    /// `<( … )` and `>( … )`; whether it is read from
    Process(Enclosed<'t>, bool),
    /// `$(( … ))`
    Arithmetic(Parts<'t>),
    /// `( … )` of an array assignment
    Array(Words<'t>),
}

impl<'t> View<'t> for Part<'t> {
    #[inline(always)]
    fn view(entry: Entry<'t>) -> Option<Self> {
        Some(match entry.node.kind {
            Kind::Plain { .. } | Kind::Text { quoted: false, .. } => Part::Literal(entry.piece()),
            Kind::Text { quoted: true, .. } => Part::Quoted(entry.piece()),
            Kind::Variable { quoted } => Part::Variable(entry.piece(), quoted),
            Kind::Parameter { quoted, .. } => Part::Parameter(Parameter(entry), quoted),
            Kind::Substitution { quoted } => Part::Command(Enclosed(entry), quoted),
            Kind::Process { input } => Part::Process(Enclosed(entry), input),
            Kind::Arithmetic => Part::Arithmetic(entry.below()),
            Kind::Array => Part::Array(entry.below()),
            _ => return None,
        })
    }
}

/// Commands that stand within a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Enclosed<'t>(Entry<'t>);

impl<'t> Enclosed<'t> {
    pub(crate) fn list(&self) -> List<'t> {
        let below: List = self.0.below();
        match below.next_kind() {
            Some(Kind::Inner) => self.unescaped().unwrap_or(below),
            _ => below,
        }
    }

    /// Apart from what nearly all of them are, whose list needs no call that way.
    #[cold]
    fn unescaped(&self) -> Option<List<'t>> {
        let mut below: List = self.0.below();
        below.next_as(|entry| entry.inner()).map(Tree::all)
    }

    pub(crate) fn span(&self) -> Span {
        self.0.span()
    }
}
