//! The tree of a shell text. Every node keeps the place it came from.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::script::{Span, Text};

/// What a text came to.
#[derive(Debug, Default)]
pub(crate) struct Ast {
    pub(crate) list: List,
    /// The bound that ended the reading early.
    pub(crate) over: Option<&'static str>,
}

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
    pub(crate) stages: Vec<Command>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// After `;`, `&`, a newline or nothing.
    Then,
    And,
    Or,
}

/// One stage of a pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) kind: Rc<CommandKind>,
    /// Redirections after a compound command; a simple one holds its own.
    pub(crate) redirects: Rc<Vec<Redirect>>,
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
        subject: RawWord,
        arms: Vec<(Vec<RawWord>, List)>,
    },
    Function {
        name: Text,
        body: Command,
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
    pub(crate) index: Option<RawWord>,
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
    pub(crate) parts: Vec<Part>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Unquoted text: globs, braces and tildes are alive in it.
    Literal(Text),
    Quoted(Text),
    DoubleQuoted(Vec<Part>),
    Parameter(Box<Parameter>),
    /// `$( … )` and backquotes
    Command(Rc<List>, Span),
    /// `<( … )` and `>( … )`; whether it is read from
    Process(Rc<List>, Span, bool),
    /// `$(( … ))`
    Arithmetic(Vec<Part>),
    /// `( … )` of an array assignment
    Array(Vec<RawWord>),
}

/// `$x` and `${x…}`.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Text,
    /// `${x[@]}` and `${x[*]}`; a single element's index otherwise
    pub(crate) index: Option<Vec<Part>>,
    pub(crate) length: bool,
    pub(crate) indirect: bool,
    pub(crate) operator: Operator,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Operator {
    None,
    /// `:-`, `-`, `:=`, `=`; whether it assigns
    Default {
        word: Vec<Part>,
        assign: bool,
    },
    /// `:+`, `+`
    Alternative(Vec<Part>),
    /// `:?`, `?`
    Required(Vec<Part>),
    /// `#`, `##`, `%`, `%%`
    Trim {
        pattern: Vec<Part>,
        suffix: bool,
        longest: bool,
    },
    Replace {
        pattern: Vec<Part>,
        with: Vec<Part>,
        all: bool,
    },
    /// `^`, `^^`, `,`, `,,`
    Case {
        upper: bool,
        all: bool,
    },
    /// `:offset:length`
    Slice(Vec<Part>),
    /// Anything else (`@Q` and the like).
    Other,
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
