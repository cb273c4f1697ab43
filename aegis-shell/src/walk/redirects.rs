//! Redirections: where input comes from, where output goes.

use smallvec::SmallVec;

use super::effects::{Touch, names};
use super::{Stream, Walker};
use crate::expand::first_text;
use crate::paths::{Found, Resolved};
use crate::script::{EffectKind, Span, Text, Texts, Word};
use crate::syntax::ast::{Descriptor, Direction, Redirect, Redirects};

/// What the redirections of one command come to.
#[derive(Debug, Default)]
pub(super) struct Redirected {
    /// Input, where it is redirected.
    pub(super) input: Option<Stream>,
    opened: SmallVec<[Opened; 1]>,
    output: Goal,
}

/// What a redirection opens, and where it stands.
#[derive(Debug)]
struct Opened {
    target: Target,
    writes: bool,
    span: Span,
}

#[derive(Debug)]
enum Target {
    File(Found),
    /// Bash's own `/dev/tcp/HOST/PORT`.
    Host(Text),
}

/// Where the output of a command goes.
#[derive(Debug, Default)]
enum Goal {
    /// Where it would go without redirections.
    #[default]
    On,
    Nowhere,
    /// To the file of one of these names.
    File {
        paths: Texts,
        append: bool,
    },
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
                let found = self.resolved(&word, None);
                if onto_stdin {
                    result.input = Some(self.content_of(&found));
                }
                result.opened.push(Opened {
                    target: Target::File(found),
                    writes: false,
                    span,
                });
            }
            Direction::Output { append, both } => {
                let word = self.expand_single(target);
                let found = self.resolved(&word, None);
                if both || from_stdout {
                    result.output = goal(first_text(&word), &found, append);
                }
                result.opened.push(Opened {
                    target: Target::written(&word, found),
                    writes: true,
                    span,
                });
            }
            Direction::InputOutput => {
                let word = self.expand_single(target);
                let found = self.resolved(&word, None);
                if onto_stdin {
                    result.input = Some(self.content_of(&found));
                }
                result.opened.push(Opened {
                    target: Target::written(&word, found),
                    writes: true,
                    span,
                });
            }
            Direction::Duplicate { output } => {
                let is_stderr = match target.plain() {
                    Some(text) => text == "2",
                    None => self.expand_text(target).iter().any(|text| text == "2"),
                };
                // `>&2`: what goes to stderr is not piped on.
                if output && from_stdout && is_stderr {
                    result.output = Goal::Nowhere;
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

    /// Emits what the redirections do, on behalf of an invocation: what they read goes before what they write.
    pub(super) fn redirect_effects(
        &mut self,
        redirected: &mut Redirected,
        invocation: Option<usize>,
    ) {
        if redirected.opened.is_empty() {
            return;
        }
        redirected.opened.sort_by_key(|opened| opened.writes);
        let outer = std::mem::replace(&mut self.current, invocation);
        for opened in redirected.opened.drain(..) {
            self.open(opened);
        }
        self.current = outer;
    }

    fn open(&mut self, opened: Opened) {
        let span = opened.span;
        match opened.target {
            Target::File(found) if opened.writes => self.touch(found, Touch::Write, span, false),
            Target::File(found) => self.touch(found, Touch::Read, span, false),
            Target::Host(host) => {
                let kind = EffectKind::Network {
                    host: Some(host),
                    url: None,
                    method: None,
                    sends: true,
                };
                self.emit(kind, span, false);
            }
        }
    }

    /// Hands output to the file it is redirected to; what is left goes on.
    pub(super) fn deliver(&mut self, redirected: &mut Redirected, output: Stream) -> Stream {
        match std::mem::take(&mut redirected.output) {
            Goal::On => return output,
            Goal::Nowhere => {}
            Goal::File { paths, append } => self.keep(paths, output, append),
        }
        Stream::empty()
    }

    /// Whether anybody takes what a command with these redirections prints.
    pub(super) fn is_heard(&self, redirected: &Redirected) -> bool {
        match redirected.output {
            Goal::On => self.heard,
            Goal::Nowhere => false,
            Goal::File { .. } => true,
        }
    }

    /// Keeps what was written to these files.
    fn keep(&mut self, paths: Texts, mut content: Stream, append: bool) {
        let mut left = paths.len();
        paths.hand_over(|path| {
            left -= 1;
            let content = match left {
                0 => std::mem::take(&mut content),
                _ => content.clone(),
            };
            self.keep_in(path, content, append);
        });
    }

    /// Keeps what was written to a file.
    #[inline(always)]
    pub(super) fn keep_in(&mut self, path: Text, content: Stream, append: bool) {
        if append && let Some(file) = self.files.get_mut(&path) {
            *file = std::mem::take(file).then(content);
        } else {
            self.files.insert(path, content);
        }
    }

    /// What a file holds, as far as the text or the context tells.
    pub(super) fn file_stream(&self, word: &Word) -> Stream {
        self.content_of(&self.resolved(word, None))
    }

    /// The same for a file of which the paths were found.
    pub(super) fn content_of(&self, found: &[Resolved]) -> Stream {
        match found.iter().find_map(Resolved::name) {
            Some(path) => self.content_at(path.clone()),
            None => Stream::output("an unknown file"),
        }
    }

    /// What a file of this name holds.
    pub(super) fn content_at(&self, path: Text) -> Stream {
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

impl Target {
    /// What a redirection that writes opens.
    fn written(word: &Word, found: Found) -> Self {
        match socket_host(word) {
            Some(host) => Target::Host(host),
            None => Target::File(found),
        }
    }
}

/// Where output goes that is redirected to a word with this text.
fn goal(text: &str, found: &[Resolved], append: bool) -> Goal {
    match text {
        "/dev/stdout" | "/dev/tty" | "/dev/fd/1" | "-" => Goal::On,
        "/dev/null" | "/dev/stderr" | "/dev/fd/2" => Goal::Nowhere,
        _ => Goal::File {
            paths: names(found),
            append,
        },
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
