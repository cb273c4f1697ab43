//! What one program would do with its words, before paths are resolved: the seam between the walker, which knows
//! the shell (variables, working directory, pipes), and the tool tables, which know the programs.

use std::borrow::Borrow;
use std::ops::Deref;

use smallvec::SmallVec;

use crate::script::{Statement, Text, Word};

/// The words of a program that are neither options nor their values.
pub(crate) type Operands<'a> = SmallVec<[Operand<'a>; 4]>;

/// A word that a program is given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand<'a> {
    /// A word of its line.
    Standing(&'a Word),
    /// What was made of one.
    Made(Box<Word>),
}

impl Operand<'_> {
    pub(crate) fn into_word(self) -> Word {
        match self {
            Operand::Standing(word) => word.clone(),
            Operand::Made(word) => *word,
        }
    }

    /// The same word, without the line that it stands in.
    fn into_owned<'b>(self) -> Operand<'b> {
        self.into_word().into()
    }
}

impl Deref for Operand<'_> {
    type Target = Word;

    fn deref(&self) -> &Word {
        match self {
            Operand::Standing(word) => word,
            Operand::Made(word) => word,
        }
    }
}

impl Borrow<Word> for Operand<'_> {
    fn borrow(&self) -> &Word {
        self
    }
}

impl From<Word> for Operand<'_> {
    fn from(word: Word) -> Self {
        Operand::Made(Box::new(word))
    }
}

impl From<Operand<'_>> for Word {
    fn from(operand: Operand<'_>) -> Self {
        operand.into_word()
    }
}

/// The same words, without the line that they stand in.
pub(crate) fn owned<'b>(operands: Operands<'_>) -> Operands<'b> {
    operands.into_iter().map(Operand::into_owned).collect()
}

/// What a program does itself; most do a few things to the files that they are given.
pub(crate) type Acts<'a> = SmallVec<[Act<'a>; 4]>;

/// Something a program does itself. Words that name paths are as written: the walker resolves them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Act<'a> {
    pub(crate) kind: ActKind<'a>,
    /// Folder that relative paths start from, where the program sets one (`git -C`, `tar -C`).
    pub(crate) base: Option<Box<Word>>,
    /// Whether it is only one of the ways to read an unknown option or word.
    pub(crate) possible: bool,
}

impl Act<'_> {
    /// The same act, with words of its own.
    pub(crate) fn into_owned<'b>(self) -> Act<'b> {
        let kind = match self.kind {
            ActKind::Read(path) => ActKind::Read(path.into_owned()),
            ActKind::Write(path) => ActKind::Write(path.into_owned()),
            ActKind::Delete { path, recursive } => ActKind::Delete {
                path: path.into_owned(),
                recursive,
            },
            ActKind::Network {
                target,
                method,
                sends,
            } => ActKind::Network {
                target: target.map(Operand::into_owned),
                method,
                sends,
            },
            ActKind::RemoteCode { url } => ActKind::RemoteCode {
                url: url.map(Operand::into_owned),
            },
            ActKind::OpaqueCode { why } => ActKind::OpaqueCode { why },
            ActKind::Privilege => ActKind::Privilege,
            ActKind::Sql(statement) => ActKind::Sql(statement),
            ActKind::SqlFromStdin => ActKind::SqlFromStdin,
            ActKind::SqlFromFile(path) => ActKind::SqlFromFile(path.into_owned()),
        };
        Act { kind, ..self }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ActKind<'a> {
    Read(Operand<'a>),
    Write(Operand<'a>),
    Delete {
        path: Operand<'a>,
        recursive: bool,
    },
    /// A connection; `target` is a URL, `host`, `user@host` or `host:path` as written.
    Network {
        target: Option<Operand<'a>>,
        method: Option<Text>,
        sends: bool,
    },
    RemoteCode {
        url: Option<Operand<'a>>,
    },
    OpaqueCode {
        why: Text,
    },
    Privilege,
    Sql(Box<Statement>),
    /// SQL, redis or mongo text that arrives on stdin goes to this tool.
    SqlFromStdin,
    /// Same, from a file.
    SqlFromFile(Operand<'a>),
}

/// Something a program makes others do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Payload {
    pub(crate) kind: PayloadKind,
    /// How a person would name the step: `sudo`, `sh -c`, `xargs`, `find -exec`.
    pub(crate) layer: Text,
    /// Working directory of the payload, where the program sets one (`env -C`, `sudo -D`).
    pub(crate) cwd: Option<Word>,
    /// Where it runs.
    pub(crate) place: Place,
    /// Whether it is only one of the ways to read an unknown option.
    pub(crate) possible: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PayloadKind {
    /// These words are the program and its arguments; `NAME=value` words may come first where `assignments` is set.
    Argv { words: Vec<Word>, assignments: bool },
    /// The word is a text in this language; `args` are `$0 $1 …` where it is a shell's.
    Code {
        language: Language,
        text: Word,
        args: Vec<Word>,
    },
    /// What stdin yields is a text in this language (`sh`, `bash -s`, `python3 -`).
    Stdin { language: Language, args: Vec<Word> },
    /// A script file.
    File {
        language: Language,
        path: Word,
        args: Vec<Word>,
    },
    /// `xargs`: the words, completed by what stdin yields, or this file.
    Xargs {
        words: Vec<Word>,
        file: Option<Word>,
        replace: Option<String>,
        delimiter: Option<char>,
    },
    /// `parallel`: the template, completed by these inputs, or by stdin's lines where there are none.
    Parallel {
        template: Vec<Word>,
        inputs: Vec<Vec<Word>>,
    },
}

/// Where a payload runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Place {
    /// On this machine.
    #[default]
    Here,
    /// On another one, with another file tree (ssh): its effects count as if they were here.
    Remote,
    /// In a container: only what lies under a mount is here. Pairs of (host path, container path).
    Container(Vec<(Word, String)>),
    /// In a container, with a folder of it as the root: what is mounted there is the tree. Elsewhere a new root is where
    /// the program stands, for it may be the system that is to be mended.
    Root(Word),
    /// In a container that runs already: what it holds is read there as here, and emptying it is a loss.
    Running,
}

/// A language a payload may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    Shell,
    PowerShell,
    Cmd,
    Python,
    JavaScript,
    Perl,
    Ruby,
    Php,
    Lua,
    Awk,
    Sed,
    /// Ex commands of vi, vim, nvim, ed.
    Ex,
    AppleScript,
    R,
    Julia,
    Elixir,
    Erlang,
    Haskell,
    Swift,
    Tcl,
    /// Groovy, Kotlin, Scala, Java.
    Jvm,
    /// Emacs Lisp, Clojure, Scheme, Common Lisp.
    Lisp,
    /// Make text (`make --eval`).
    Make,
    /// Lines of a crontab.
    Crontab,
}

/// A literal that reaches a place where a program in another language acts on the world.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sink {
    /// Text for a shell.
    Shell(String),
    /// Text for a shell that cannot be known.
    UnknownShell,
    /// Program and arguments, `None` where a word cannot be known.
    Argv(Vec<Option<String>>),
    /// What comes goes by paths from this folder on.
    Enter(String),
    Read(String),
    Write(String),
    /// `None`: cannot be known.
    Delete {
        path: Option<String>,
        recursive: bool,
    },
    Network {
        url: Option<String>,
        method: Option<String>,
        sends: bool,
    },
    /// Code from the network is executed.
    RemoteCode(Option<String>),
    /// Code in the same language, executed (`eval`, `exec`).
    Code(String),
    /// Such code that cannot be known.
    UnknownCode,
    /// Statements for a database.
    Sql(String),
}
