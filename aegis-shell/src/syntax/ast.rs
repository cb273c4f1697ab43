//! The tree of a shell text. Every node keeps the place it came from.

use std::cell::OnceCell;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::script::{Span, Text};

/// Commands one after another.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
}

/// A pipeline and how it hangs on the one before it.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) join: Join,
    pub(crate) background: bool,
    pub(crate) stages: SmallVec<[Command; 1]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// After `;`, `&`, a newline or nothing.
    Then,
    And,
    Or,
}

/// One stage of a pipeline.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) kind: CommandKind,
    /// Redirections after a compound command; a simple one holds its own.
    pub(crate) redirects: Vec<Redirect>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum CommandKind {
    Simple(Simple),
    Group(List),
    Subshell(List),
    If {
        arms: Vec<(List, List)>,
        otherwise: Option<List>,
    },
    Loop {
        condition: List,
        body: List,
    },
    For {
        name: Text,
        words: Option<Vec<RawWord>>,
        body: List,
    },
    Case {
        subject: Box<RawWord>,
        arms: Vec<(Vec<RawWord>, List)>,
    },
    Function {
        name: Text,
        body: Rc<Command>,
    },
    /// `[[ … ]]` and `(( … ))`: only substitutions inside are commands.
    Test(Vec<RawWord>),
}

/// Assignments, words and redirections.
#[derive(Debug, Default)]
pub(crate) struct Simple {
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) words: Vec<RawWord>,
    pub(crate) redirects: Vec<Redirect>,
}

#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) name: Text,
    /// `i` of `a[i]=v`
    pub(crate) index: Option<Box<RawWord>>,
    pub(crate) append: bool,
    pub(crate) value: RawWord,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Redirect {
    pub(crate) fd: Option<u32>,
    pub(crate) kind: RedirectKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum RedirectKind {
    /// `<`
    Input(RawWord),
    /// `>`, `>|`, `>>`, `&>`, `&>>`; whether stderr comes along
    Output {
        target: RawWord,
        append: bool,
        both: bool,
    },
    /// `<>`
    InputOutput(RawWord),
    /// `>&` and `<&`
    Duplicate { target: RawWord, output: bool },
    /// `<<<`
    HereString(RawWord),
    /// `<<`, `<<-`; filled when the line is over
    HereDocument(Rc<OnceCell<RawWord>>),
}

/// A word before expansion.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawWord {
    pub(crate) parts: Parts,
    pub(crate) span: Span,
}

/// The pieces of a word, mostly one.
pub(crate) type Parts = SmallVec<[Part; 1]>;

/// A piece of a word. What stands between double quotes is a run of pieces that are quoted themselves.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Unquoted text: globs, braces and tildes are alive in it.
    Literal(Text),
    Quoted(Text),
    /// `$x`; whether it is quoted
    Variable(Text, bool),
    /// `$@`, `$*` and `${x…}`; whether it is quoted
    Parameter(Box<Parameter>, bool),
    /// `$( … )` and backquotes; whether they are quoted
    Command(Rc<List>, Span, bool),
    /// `<( … )` and `>( … )`; whether it is read from
    Process(Rc<List>, Span, bool),
    /// `$(( … ))`
    Arithmetic(Box<Parts>),
    /// `( … )` of an array assignment
    Array(Vec<RawWord>),
}

/// What `${x…}` says.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Text,
    /// `${x[@]}` and `${x[*]}`; a single element's index otherwise
    pub(crate) index: Option<Parts>,
    pub(crate) length: bool,
    pub(crate) indirect: bool,
    pub(crate) operator: Operator,
}

#[derive(Clone, Debug)]
pub(crate) enum Operator {
    None,
    /// `:-`, `-`, `:=`, `=`; whether it assigns
    Default {
        word: Parts,
        assign: bool,
    },
    /// `:+`, `+`
    Alternative(Parts),
    /// `:?`, `?`
    Required(Parts),
    /// `#`, `##`, `%`, `%%`
    Trim {
        pattern: Parts,
        suffix: bool,
        longest: bool,
    },
    Replace {
        pattern: Parts,
        with: Parts,
        all: bool,
    },
    /// `^`, `^^`, `,`, `,,`
    Case {
        upper: bool,
        all: bool,
    },
    /// `:offset:length`
    Slice(Parts),
    /// Anything else (`@Q` and the like).
    Other,
}

impl Parameter {
    /// `$@`, `$*`, `${a[@]}`: a list.
    pub(crate) fn spreads(&self) -> bool {
        let every = |index: &[Part]| matches!(index, [Part::Quoted(text) | Part::Literal(text)] if matches!(text.as_str(), "@" | "*"));
        !self.length
            && (matches!(self.name.as_str(), "@" | "*") || self.index.as_deref().is_some_and(every))
    }
}

impl RawWord {
    /// The word's text where it is plain: no quotes, no expansions.
    pub(crate) fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
