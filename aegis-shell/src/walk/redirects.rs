//! Redirections: where input comes from, where output goes.

use std::collections::btree_map::Entry;

use super::effects::paths_of;
use super::{Stream, Walker};
use crate::expand::first_text;
use crate::paths::Resolved;
use crate::script::{EffectKind, Span, Text, Word};
use crate::syntax::ast::{Descriptor, Direction, Redirect, Redirects};

/// What the redirections of one command come to.
#[derive(Debug, Default)]
pub(super) struct Redirected {
    /// Input, where it is redirected.
    pub(super) input: Option<Stream>,
    reads: Vec<(Word, Span)>,
    writes: Vec<(Word, Span)>,
    /// Where standard output goes, and whether it is appended.
    output: Option<(Word, bool)>,
}

impl Walker<'_> {
    pub(super) fn redirects(&mut self, redirects: Redirects<'_>) -> Redirected {
        let mut result = Redirected::default();
        for redirect in redirects {
            self.redirect(&redirect, &mut result);
        }
        result
    }

    fn redirect(&mut self, redirect: &Redirect<'_>, result: &mut Redirected) {
        let span = self.place(redirect.span);
        let onto_stdin = matches!(redirect.fd, Descriptor::Own | Descriptor::Input);
        let from_stdout = matches!(redirect.fd, Descriptor::Own | Descriptor::Output);
        let Some(target) = &redirect.target else {
            // The text ended before the here-document.
            if onto_stdin {
                result.input = Some(Stream::empty());
            }
            return;
        };
        match redirect.direction {
            Direction::Input => {
                let word = self.expand_single(target);
                if onto_stdin {
                    result.input = Some(self.file_stream(&word));
                }
                result.reads.push((word, span));
            }
            Direction::Output { append, both } => {
                let word = self.expand_single(target);
                if both || from_stdout {
                    result.output = Some((word.clone(), append));
                }
                result.writes.push((word, span));
            }
            Direction::InputOutput => {
                let word = self.expand_single(target);
                if onto_stdin {
                    result.input = Some(self.file_stream(&word));
                }
                result.writes.push((word, span));
            }
            Direction::Duplicate { output } => {
                let texts = self.expand_text(target);
                // `>&2`: what goes to stderr is not piped on.
                if output && from_stdout && texts.iter().any(|text| text == "2") {
                    result.output = Some((super::words::text_word("/dev/stderr", span), false));
                }
            }
            Direction::HereString => {
                let texts = self.expand_text(target);
                let texts = texts.into_iter().map(|text| text + "\n").collect();
                if onto_stdin {
                    result.input = Some(Stream::Known(texts));
                }
            }
            Direction::HereDocument => {
                let texts = self.in_layer("here-document", span, |walker| {
                    walker.expand_document(target)
                });
                if onto_stdin {
                    result.input = Some(Stream::Known(texts));
                }
            }
        }
    }

    /// Emits what the redirections do, on behalf of an invocation.
    pub(super) fn redirect_effects(&mut self, redirected: &Redirected, invocation: Option<usize>) {
        if redirected.reads.is_empty() && redirected.writes.is_empty() {
            return;
        }
        let outer = std::mem::replace(&mut self.current, invocation);
        for (word, span) in &redirected.reads {
            self.path_effects(word, *span, None, false, |path| EffectKind::Read { path });
        }
        for (word, span) in &redirected.writes {
            if let Some(host) = socket_host(word) {
                self.emit(
                    EffectKind::Network {
                        host: Some(host),
                        url: None,
                        method: None,
                        sends: true,
                    },
                    *span,
                    false,
                );
                continue;
            }
            self.path_effects(word, *span, None, false, |path| EffectKind::Write { path });
        }
        self.current = outer;
    }

    /// Hands output to the file it is redirected to; what is left goes on.
    pub(super) fn deliver(&mut self, redirected: &Redirected, output: Stream) -> Stream {
        match (goes_to(redirected), &redirected.output) {
            (Goal::File, Some((word, append))) => self.store(word, &output, *append),
            (Goal::On, _) => return output,
            _ => {}
        }
        Stream::empty()
    }

    /// Whether anybody takes what a command with these redirections prints.
    pub(super) fn is_heard(&self, redirected: &Redirected) -> bool {
        match goes_to(redirected) {
            Goal::On => self.heard,
            Goal::Nowhere => false,
            Goal::File => true,
        }
    }

    /// Keeps what was written to a file.
    fn store(&mut self, word: &Word, content: &Stream, append: bool) {
        let found = self.resolve(word, None);
        for path in paths_of(&found) {
            self.keep(path.clone(), content, append);
        }
    }

    pub(super) fn keep(&mut self, path: Text, content: &Stream, append: bool) {
        match self.files.entry(path) {
            Entry::Occupied(mut file) if append => {
                let before = std::mem::take(file.get_mut());
                *file.get_mut() = before.then(content.clone());
            }
            file => drop(file.insert_entry(content.clone())),
        }
    }

    /// What a file holds, as far as the text or the context tells.
    pub(super) fn file_stream(&self, word: &Word) -> Stream {
        let path = |found: Resolved| found.path.absolute.or(found.path.written);
        let path = match self.only_path(word) {
            Some(found) => path(found),
            None => self.resolve(word, None).into_iter().find_map(path),
        };
        let Some(path) = path else {
            return Stream::output("an unknown file");
        };
        if let Some(stream) = self.files.get(&path) {
            return stream.clone();
        }
        if let Some(text) = self.context.files.get(path.as_str()) {
            return Stream::text(text.clone());
        }
        match path.as_str() {
            "/dev/null" => Stream::empty(),
            "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0" => self.stdin.clone(),
            _ if path.starts_with("/dev/tcp/") || path.starts_with("/dev/udp/") => {
                Stream::Unknown(crate::unknown::Source::Network(None))
            }
            _ => Stream::File(path),
        }
    }

    /// Walks what reads from the pipes of `>( … )`, now that it is known what was written to them.
    pub(super) fn run_deferred(&mut self) {
        if self.deferred.is_empty() {
            return;
        }
        for (path, list, span) in std::mem::take(&mut self.deferred) {
            let input = self
                .files
                .remove(&path)
                .unwrap_or_else(|| Stream::output("a pipe"));
            self.in_layer(">( )", span, |walker| {
                walker.with_input(Some(input), |walker| walker.subshell(list.nodes()))
            });
        }
    }
}

/// Where the output of a command goes.
enum Goal {
    /// Where it would go without redirections.
    On,
    Nowhere,
    File,
}

fn goes_to(redirected: &Redirected) -> Goal {
    let Some((word, _)) = &redirected.output else {
        return Goal::On;
    };
    match first_text(word) {
        "/dev/stdout" | "/dev/tty" | "/dev/fd/1" | "-" => Goal::On,
        "/dev/null" | "/dev/stderr" | "/dev/fd/2" => Goal::Nowhere,
        _ => Goal::File,
    }
}

/// The host of bash's own `/dev/tcp/HOST/PORT`.
pub(super) fn socket_host(word: &Word) -> Option<Text> {
    let text = first_text(word);
    let rest = text
        .strip_prefix("/dev/tcp/")
        .or_else(|| text.strip_prefix("/dev/udp/"))?;
    Some(rest.split('/').next().unwrap_or_default().into())
}
