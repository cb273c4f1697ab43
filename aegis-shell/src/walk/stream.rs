//! What flows from one command to the next.

use compact_str::format_compact;

use crate::few::Few;
use crate::script::{Text, Texts};
use crate::unknown::{Source, Unknowns, mark_text};

/// What a command reads from its standard input, writes to its standard output, or finds in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Stream {
    /// The terminal, or whatever the caller has given.
    #[default]
    Inherited,
    /// One of these texts, possibly with marks.
    Known(Texts),
    /// A file of this name that was not written here.
    File(Text),
    /// Nothing is known but where it comes from.
    Unknown(Source),
}

impl Stream {
    pub(crate) fn text(text: impl Into<Text>) -> Self {
        Stream::Known(Few::one(text.into()))
    }

    pub(crate) fn empty() -> Self {
        Stream::Known(Few::one(Text::default()))
    }

    pub(crate) fn output(program: &str) -> Self {
        Stream::Unknown(Source::Output(program.into()))
    }

    /// The texts it may be, with a mark where nothing is known.
    pub(crate) fn into_texts(self, unknowns: &mut Unknowns) -> Texts {
        let source = match self {
            Stream::Known(texts) => return texts,
            Stream::Unknown(source) => source,
            Stream::File(path) => Source::Output(format_compact!("the file {path}")),
            Stream::Inherited => Source::Output("its caller".into()),
        };
        Few::one(mark_text(unknowns.mark(source)))
    }

    /// What a program that only filters or re-encodes its input in an unknown way yields.
    pub(crate) fn filtered(&self, program: &str) -> Self {
        match self {
            Stream::Unknown(source @ (Source::Network(_) | Source::Decoded(_))) => {
                Stream::Unknown(source.clone())
            }
            _ => Stream::output(program),
        }
    }

    /// What is printed first. Of several texts only a few are followed, as behind any other.
    #[inline]
    pub(crate) fn first(next: Stream) -> Self {
        match &next {
            Stream::Known(texts) if texts.len() > 1 => Stream::empty().then(next),
            _ => next,
        }
    }

    /// Continues by what comes next.
    pub(crate) fn append(&mut self, next: Stream) {
        if self.is_nothing() {
            *self = Stream::first(next);
        } else if matches!(self, Stream::Known(_)) || !next.is_nothing() {
            *self = std::mem::take(self).then(next);
        }
    }

    /// Whether it is known to be empty.
    #[inline]
    fn is_nothing(&self) -> bool {
        matches!(self, Stream::Known(texts) if matches!(texts.as_slice(), [text] if text.is_empty()))
    }

    /// This and then that.
    pub(crate) fn then(self, next: Stream) -> Self {
        // Most commands print nothing that is known before those that follow.
        if let (Stream::Known(first), Stream::Known(second)) = (&self, &next)
            && let ([text], [_]) = (first.as_slice(), second.as_slice())
            && text.is_empty()
        {
            return next;
        }
        match (self, next) {
            (Stream::Known(mut first), Stream::Known(second)) => {
                // Long outputs grow in place.
                if let [more] = second.as_slice() {
                    first.truncate(4);
                    first.iter_mut().for_each(|text| text.push_str(more));
                    return Stream::Known(first);
                }
                let mut texts = Texts::new();
                for before in first.iter().take(4) {
                    texts.extend(
                        second
                            .iter()
                            .take(4)
                            .map(|after| format_compact!("{before}{after}")),
                    );
                }
                Stream::Known(texts)
            }
            (Stream::Known(texts), next) | (next, Stream::Known(texts))
                if texts.iter().all(Text::is_empty) =>
            {
                next
            }
            (grave @ Stream::Unknown(Source::Network(_)), _)
            | (_, grave @ Stream::Unknown(Source::Network(_))) => grave,
            (grave @ Stream::Unknown(Source::Decoded(_)), _)
            | (_, grave @ Stream::Unknown(Source::Decoded(_))) => grave,
            (Stream::Known(_), next) => next,
            (first, _) => first,
        }
    }
}
