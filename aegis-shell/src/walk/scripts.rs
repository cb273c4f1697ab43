//! Texts that are run: payloads, script files, what comes in by stdin.

use super::words::word_texts;
use super::{Stream, Walker};
use crate::expand::first_text;
use crate::reading::{ActKind, Language};
use crate::script::{Span, Text, Texts, Value, Word};
use crate::syntax::Origin;
use crate::tools::Call;
use crate::unknown::{Source, is_opaque, known_prefix};

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

/// The scripts by which sources are prepared for `make`.
const PREPARE: [&str; 4] = ["configure", "Configure", "autogen.sh", "buildconf"];

/// Whether a program takes archives apart.
pub(super) fn unpacks(program: &str) -> bool {
    matches!(
        program,
        "tar" | "gtar" | "bsdtar" | "unzip" | "7z" | "7za" | "7zz" | "cpio"
    )
}

impl Walker<'_> {
    /// What comes out of an archive that came from the network, and so is in the folder where it was unpacked.
    pub(super) fn unpacked(&self, reading: &Call<'_>) -> Option<Source> {
        let archive = reading.acts.iter().find_map(|act| match &act.kind {
            ActKind::Read(path) if first_text(path) != "-" => Some(path),
            _ => None,
        });
        let stream = match archive {
            Some(path) => self.file_stream(path),
            None => self.stdin.clone(),
        };
        match stream {
            Stream::Unknown(source @ Source::Network(_)) => Some(source),
            _ => None,
        }
    }

    /// What a script holds.
    pub(super) fn script_stream(&self, path: &Word) -> Stream {
        self.or_archive(self.file_stream(path))
    }

    /// What was written to a script or, if nothing was, what comes from the network, where an archive from there was
    /// unpacked in one of the folders around it. Sources are prepared and built by their own programs, whoever downloads
    /// them, and `make` would be no better.
    pub(super) fn or_archive(&self, stream: Stream) -> Stream {
        let Stream::File(path) = &stream else {
            return stream;
        };
        if path
            .rsplit('/')
            .next()
            .is_some_and(|name| PREPARE.contains(&name))
        {
            return stream;
        }
        let around = path.rmatch_indices('/');
        let around = around.filter_map(|(at, _)| path.get(..at));
        let here = (!path.starts_with('/')).then_some(".");
        let archive = around
            .chain(here)
            .filter_map(|folder| self.files.get(folder))
            .find(|stream| matches!(stream, Stream::Unknown(Source::Network(_))));
        archive.cloned().unwrap_or(stream)
    }

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
        let stream = self.script_stream(path);
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
    #[inline]
    pub(super) fn run_as_script(&mut self, words: &[Word], span: Span) {
        if let Some((first, args)) = words.split_first()
            && let Some(Value::Text(text)) = first.values.first()
            && text.bytes().any(|byte| byte == b'/')
        {
            self.run_path(text, first, args, span);
        }
    }

    #[inline(never)]
    fn run_path(&mut self, text: &Text, first: &Word, args: &[Word], span: Span) {
        let installed = || INSTALLED.iter().any(|folder| text.starts_with(folder));
        if crate::unknown::has_mark(text) {
            return;
        }
        if installed()
            && (self.files.is_empty() || matches!(self.script_stream(first), Stream::File(_)))
        {
            return;
        }
        self.in_layer(text, span, |walker| {
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

#[cfg(test)]
mod tests {
    use crate::{Context, EffectKind, read};

    fn runs_code_from_the_network(text: &str) -> bool {
        let context = Context {
            cwd: Some("/home/dev/project".into()),
            ..Context::default()
        };
        let effects = read(text, &context).effects;
        let remote = |kind: &EffectKind| matches!(kind, EffectKind::RemoteCode { .. });
        effects.iter().any(|effect| remote(&effect.kind))
    }

    #[test]
    fn what_comes_out_of_an_archive() {
        for text in [
            "curl -L https://h.example/a.tgz | tar xz && ./a/install.sh",
            "curl -LO https://h.example/a.tgz && tar xf a.tgz && sudo ./a/run --now",
            "wget https://h.example/a.zip; unzip -q a.zip; bash a/setup.sh",
            "wget https://h.example/a.zip && unzip a.zip -d x && python3 x/setup.py",
            "curl -Lo a.tgz https://h.example/a.tgz && tar -xzf a.tgz && cd a && ./run && make",
            "cd /tmp && wget -qO- https://h.example/a.txz | tar -xJ -C tool && tool/bin/run",
            "cd \"$D\" && curl -L https://h.example/a.tgz | tar xz && . ./a/env.sh",
            "wget https://h.example/a.7z && 7z x a.7z && sh a/run",
            "curl -sL https://h.example/a.tgz | sudo tar xz -C /opt && /opt/a/bin/install",
        ] {
            assert!(runs_code_from_the_network(text), "{text}");
        }
        for text in [
            "curl -Lo a.tgz https://h.example/a.tgz && tar -xzf a.tgz && cd a && ./configure --prefix=/opt/a && make -j4",
            "tar xf a.tgz && ./a/install.sh",
            "curl -LO https://h.example/a.tgz && tar tf a.tgz && ./build.sh",
            "curl -LO https://h.example/a.tgz && tar xf a.tgz -C vendor && ./build.sh",
            "curl -LO https://h.example/a.tgz && tar xf a.tgz && cat a/install.sh && make",
            "curl -LO https://h.example/a.tgz && tar xf other.tgz && ./other/run",
            "curl -LO https://h.example/data.zip && unzip data.zip -d data && cargo test",
            "curl -L https://h.example/a.tgz | tar xz -C data && /usr/bin/python3 x.py",
            "./build.sh && curl -L https://h.example/a.tgz | tar xz",
        ] {
            assert!(!runs_code_from_the_network(text), "{text}");
        }
    }
}
