//! What flows from one command to the next.

use crate::unknown::{Source, Unknowns, has_mark, is_opaque};

/// What a command reads from its standard input, writes to its standard output, or finds in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Stream {
    /// The terminal, or whatever the caller has given.
    #[default]
    Inherited,
    /// One of these texts, possibly with marks.
    Known(Vec<String>),
    /// A file of this name that was not written here.
    File(String),
    /// Nothing is known but where it comes from.
    Unknown(Source),
}

impl Stream {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Stream::Known(vec![text.into()])
    }

    pub(crate) fn empty() -> Self {
        Stream::Known(vec![String::new()])
    }

    pub(crate) fn output(program: &str) -> Self {
        Stream::Unknown(Source::Output(program.to_owned()))
    }

    /// The texts it may be, with a mark where nothing is known.
    pub(crate) fn texts(&self, unknowns: &mut Unknowns) -> Vec<String> {
        match self {
            Stream::Known(texts) => texts.clone(),
            Stream::Unknown(source) => vec![unknowns.mark(source.clone()).to_string()],
            Stream::File(path) => vec![unknowns.mark(Source::Output(format!("the file {path}"))).to_string()],
            Stream::Inherited => vec![unknowns.mark(Source::Output("its caller".to_owned())).to_string()],
        }
    }

    /// What a program that only filters or re-encodes its input in an unknown way yields.
    pub(crate) fn filtered(&self, program: &str) -> Self {
        match self {
            Stream::Unknown(source @ (Source::Network(_) | Source::Decoded(_))) => Stream::Unknown(source.clone()),
            _ => Stream::output(program),
        }
    }

    /// This and then that.
    pub(crate) fn then(self, next: Stream) -> Self {
        match (self, next) {
            (Stream::Known(first), Stream::Known(second)) => {
                let mut texts = Vec::new();
                for before in first.iter().take(4) {
                    texts.extend(second.iter().take(4).map(|after| format!("{before}{after}")));
                }
                Stream::Known(texts)
            }
            (Stream::Known(texts), next) | (next, Stream::Known(texts)) if texts.iter().all(String::is_empty) => next,
            (grave @ Stream::Unknown(Source::Network(_)), _) | (_, grave @ Stream::Unknown(Source::Network(_))) => grave,
            (grave @ Stream::Unknown(Source::Decoded(_)), _) | (_, grave @ Stream::Unknown(Source::Decoded(_))) => grave,
            (Stream::Known(_), next) => next,
            (first, _) => first,
        }
    }

    /// The source that keeps all of it from being read.
    pub(crate) fn opaque(&self, unknowns: &Unknowns) -> Option<Source> {
        match self {
            Stream::Known(texts) => {
                let text = texts.iter().find(|text| is_opaque(text) && has_mark(text))?;
                unknowns.gravest(text).cloned()
            }
            Stream::Unknown(source) => Some(source.clone()),
            Stream::Inherited | Stream::File(_) => None,
        }
    }
}
