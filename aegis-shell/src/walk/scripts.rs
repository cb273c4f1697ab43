//! Texts that are run: payloads, script files, what comes in by stdin.

use super::words::word_texts;
use super::{Stream, Walker};
use crate::expand::first_text;
use crate::reading::Language;
use crate::script::{Span, Text, Texts, Value, Word};
use crate::syntax::Origin;
use crate::unknown::{is_opaque, known_prefix};

/// Where programs are installed: what stands there is no script of the user.
const INSTALLED: [&str; 9] = [
    "/bin/",
    "/sbin/",
    "/usr/",
    "/opt/",
    "/nix/",
    "/snap/",
    "/System/",
    "/Applications/",
    "/home/linuxbrew/",
];

impl Walker<'_> {
    /// Reads the text of a word.
    pub(super) fn code_word(
        &mut self,
        language: Language,
        word: &Word,
        arguments: Vec<Texts>,
    ) -> Stream {
        self.code(language, &word_texts(word), word.span, Some(arguments))
    }

    /// Reads texts that stand at, or come from, a place.
    pub(super) fn code(
        &mut self,
        language: Language,
        texts: &[Text],
        span: Span,
        arguments: Option<Vec<Texts>>,
    ) -> Stream {
        let mut output = Stream::empty();
        for text in texts {
            if self.stopped {
                break;
            }
            if is_opaque(text) {
                if let Some(source) = self.unknowns.gravest(text).cloned() {
                    self.opaque(&source, span);
                }
                output = output.then(Stream::output("a script"));
                continue;
            }
            self.charge(text.len());
            output = output.then(self.text(language, text, span, arguments.clone()));
        }
        output
    }

    fn text(
        &mut self,
        language: Language,
        text: &str,
        span: Span,
        arguments: Option<Vec<Texts>>,
    ) -> Stream {
        if language != Language::Shell {
            self.foreign(language, text, span);
            return Stream::output("a script");
        }
        if !self.deepen() {
            return Stream::output("a script");
        }
        let outer = arguments.map(|arguments| {
            let outer = self.state.arguments.clone();
            self.state.bind(arguments);
            outer
        });
        let origin = self.origin_of(text, span);
        let output = self.shell_text(text, origin);
        if let Some(outer) = outer {
            self.state.bind(outer);
        }
        self.depth -= 1;
        output
    }

    /// The place of a text in the source, if it stands there literally.
    fn origin_of(&self, text: &str, span: Span) -> Origin {
        let derived = Origin::Derived(self.place(span));
        if self.derived.is_some() || text.is_empty() {
            return derived;
        }
        let written = self.source.get(span.start..span.end).unwrap_or_default();
        let margin = if written.len() == text.len() { 0 } else { 1 };
        match written.get(margin..margin + text.len()) {
            Some(inside) if inside == text => Origin::Shifted(span.start + margin),
            _ => derived,
        }
    }

    /// Reads what a stream yields.
    pub(super) fn code_stream(
        &mut self,
        language: Language,
        stream: &Stream,
        span: Span,
        arguments: Vec<Texts>,
    ) -> Stream {
        match stream {
            Stream::Known(texts) => {
                let checkpoint = self.state.checkpoint();
                let outer = std::mem::take(&mut self.stdin);
                let output = self.code(language, texts, span, Some(arguments));
                self.stdin = outer;
                self.state.roll_back(checkpoint);
                output
            }
            Stream::Unknown(source) => {
                self.opaque(source, span);
                Stream::output("a script")
            }
            Stream::File(path) => {
                let path = path.clone();
                self.want(path);
                Stream::output("a script")
            }
            Stream::Inherited => Stream::output("a shell"),
        }
    }

    /// Runs a script file.
    pub(super) fn script_file(
        &mut self,
        language: Language,
        path: &Word,
        args: &[Word],
        span: Span,
    ) -> Stream {
        if is_opaque(first_text(path)) {
            return Stream::output("a script");
        }
        let stream = self.file_stream(path);
        let mut arguments = vec![word_texts(path)];
        arguments.extend(super::payloads::arguments(args));
        match &stream {
            Stream::Known(texts) => {
                let texts = texts.clone();
                let language = texts.first().map_or(language, |text| {
                    interpreter(text)
                        .filter(|_| language == Language::Shell)
                        .unwrap_or(language)
                });
                let name = Text::from(first_text(path));
                self.count_expansion();
                let name = Text::from(known_prefix(&name));
                self.in_layer(&name, span, |walker| {
                    walker.code_stream(language, &Stream::Known(texts), span, arguments)
                })
            }
            stream => self.code_stream(language, stream, span, arguments),
        }
    }

    /// A program that is named by a path may be a script that was written here, or is known otherwise.
    pub(super) fn run_as_script(&mut self, words: &[Word], span: Span) {
        let Some((first, args)) = words.split_first() else {
            return;
        };
        let Some(Value::Text(text)) = first.values.first() else {
            return;
        };
        let installed = || INSTALLED.iter().any(|folder| text.starts_with(folder));
        if !text.contains('/') || crate::unknown::has_mark(text) || installed() {
            return;
        }
        let text = text.clone();
        self.in_layer(&text, span, |walker| {
            if walker.deepen() {
                walker.script_file(Language::Shell, first, args, span);
                walker.depth -= 1;
            }
        });
    }
}

/// The language that a script's first line names; `None` for shells.
fn interpreter(text: &str) -> Option<Language> {
    let line = text.lines().next()?.strip_prefix("#!")?;
    let names = [
        ("python", Language::Python),
        ("node", Language::JavaScript),
        ("perl", Language::Perl),
        ("ruby", Language::Ruby),
        ("php", Language::Php),
        ("lua", Language::Lua),
        ("awk", Language::Awk),
        ("pwsh", Language::PowerShell),
    ];
    names
        .into_iter()
        .find(|(name, _)| line.contains(name))
        .map(|(_, language)| language)
}
