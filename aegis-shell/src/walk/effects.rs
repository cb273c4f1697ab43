//! From what a program does to effects: paths resolved, targets taken apart, streams followed.

use compact_str::format_compact;
use smallvec::SmallVec;

use super::endpoint::endpoint;
use super::words::{Row, text_word, word_texts};
use super::{MAX_EFFECTS, Stream, Walker};
use crate::expand::first_text;
use crate::few::Few;
use crate::glob;
use crate::paths::{self, Base, Found, Resolved};
use crate::reading::{Act, ActKind};
use crate::script::{Certainty, Effect, EffectKind, FilePath, Span, Text, Texts, Word};
use crate::sql;
use crate::tools::{Call, Prints};
use crate::unknown::{Source, has_mark};

/// The program that acts.
pub(super) struct Doer<'a> {
    pub(super) program: &'a str,
    pub(super) index: usize,
    pub(super) span: Span,
    /// Whether the word that names it may be a path.
    pub(super) by_path: bool,
}

/// What a program leaves in the files that it writes.
enum Content<'a> {
    /// What it reads from its input.
    Input { append: bool },
    /// What the file of this name holds.
    Copy(&'a Word),
    /// What comes from elsewhere.
    From(Source),
}

/// What is done to a file.
#[derive(Clone, Copy)]
pub(super) enum Touch {
    Read,
    Write,
    Delete { recursive: bool },
}

impl Touch {
    #[inline]
    fn of(self, path: FilePath) -> EffectKind {
        match self {
            Touch::Read => EffectKind::Read { path },
            Touch::Write => EffectKind::Write { path },
            Touch::Delete { recursive } => EffectKind::Delete { path, recursive },
        }
    }
}

impl Walker<'_> {
    /// Does what a reading says, and returns what the program prints.
    #[inline(always)]
    pub(super) fn perform(
        &mut self,
        doer: &Doer<'_>,
        prints: Prints,
        row: &Row<'_>,
        reading: &mut Call<'_>,
    ) -> Stream {
        let args = row.args();
        let printed = self.output(doer.program, prints, args, reading);
        if row.marked {
            self.take_along(doer, args, reading);
        }
        if matches!(prints, Prints::LinesOrNames) && !self.heard {
            self.search_environment(doer, reading);
        }
        if !reading.acts.is_empty() {
            self.do_acts(doer, reading);
        }
        self.current = Some(doer.index);
        if reading.payloads.is_empty() {
            if doer.by_path {
                self.run_as_script(row.words, doer.span);
            }
            return printed;
        }
        let mut output = Stream::empty();
        for payload in std::mem::take(&mut reading.payloads) {
            output = output.then(self.payload(payload, doer.span));
        }
        output
    }

    /// Does what the program does itself, and remembers what it leaves in files.
    #[inline(always)]
    fn do_acts(&mut self, doer: &Doer<'_>, reading: &Call<'_>) {
        let content = self.left_behind(doer.program, reading);
        let mut files: SmallVec<[Text; 2]> = SmallVec::new();
        let mut copied = None;
        for act in &reading.acts {
            let Some((word, touch)) = act.kind.file() else {
                self.act(doer.program, act, doer.span);
                continue;
            };
            let found = self.resolved(word, act.base.as_deref());
            match (&content, touch) {
                _ if act.base.is_some() => {}
                (Some(_), Touch::Write) => names(&found).hand_over(|name| files.push(name)),
                (Some(Content::Copy(from)), Touch::Read) if std::ptr::eq(*from, word) => {
                    copied = found.iter().find_map(Resolved::name).cloned();
                }
                _ => {}
            }
            self.touch(found, touch, doer.span, act.possible);
        }
        let Some(content) = content else { return };
        let append = matches!(content, Content::Input { append: true });
        let content = match (content, copied) {
            (Content::Input { .. }, _) => self.stdin.clone(),
            (Content::Copy(_), Some(path)) => self.content_at(path),
            (Content::Copy(from), None) => self.file_stream(from),
            (Content::From(source), _) => Stream::Unknown(source),
        };
        let Some(last) = files.pop() else { return };
        for path in files {
            self.keep_in(path, content.clone(), append);
        }
        self.keep_in(last, content, append);
    }

    /// What a program writes to files, as far as those who read them later in the text should know.
    fn left_behind<'c>(&self, program: &str, reading: &'c Call<'_>) -> Option<Content<'c>> {
        let writes = |act: &Act<'_>| matches!(&act.kind, ActKind::Write(_)) && act.base.is_none();
        if !reading.acts.iter().any(writes) {
            return None;
        }
        let network = reading.acts.iter().find_map(|act| match &act.kind {
            ActKind::Network { target, .. } => Some(target.as_deref().map(first_text)),
            _ => None,
        });
        match (program, network) {
            ("tee" | "sponge", _) => Some(Content::Input {
                append: reading.has("--append"),
            }),
            ("cp" | "mv" | "ln" | "install", None) => reading
                .line
                .operands
                .first()
                .map(|from| Content::Copy(from)),
            ("dd", None) => Some(Content::Input { append: false }),
            (program, None) if super::scripts::unpacks(program) => {
                self.unpacked(reading).map(Content::From)
            }
            ("chmod" | "chown" | "chgrp" | "chattr" | "touch" | "mkdir", _) => None,
            (_, Some(url)) => {
                let url = url.filter(|url| !has_mark(url)).map(Text::from);
                Some(Content::From(Source::Network(url)))
            }
            _ => None,
        }
    }

    pub(super) fn emit(&mut self, mut kind: EffectKind, span: Span, possible: bool) {
        super::words::clean_kind(&mut kind);
        self.emit_clean(kind, span, possible);
    }

    /// Emits what was made of paths, which are resolved without marks. Inlined, an effect is made where it is kept.
    #[inline(always)]
    fn emit_clean(&mut self, kind: EffectKind, span: Span, possible: bool) {
        if self.script.effects.len() >= MAX_EFFECTS {
            return self.over_budget("16,384 effects");
        }
        let certainty = if possible || self.possible {
            Certainty::Possible
        } else {
            Certainty::Certain
        };
        self.script.effects.push(Effect {
            kind,
            certainty,
            invocation: self.current,
            via: self.way.shared(),
            span: self.place(span),
        });
    }

    /// One effect for every path that a word may come to.
    pub(super) fn touch_word(
        &mut self,
        word: &Word,
        base: Option<&Word>,
        touch: Touch,
        span: Span,
        possible: bool,
    ) {
        let found = self.resolved(word, base);
        self.touch(found, touch, span, possible);
    }

    /// One effect for every path.
    #[inline(always)]
    pub(super) fn touch(&mut self, found: Found, touch: Touch, span: Span, possible: bool) {
        found.hand_over(|found| {
            self.touch_path(found.path, touch, span, possible || found.possible);
        });
    }

    #[inline(always)]
    fn touch_path(&mut self, path: FilePath, touch: Touch, span: Span, possible: bool) {
        let recursive = matches!(touch, Touch::Delete { recursive: true });
        if is_exempt(&path) || path.written.is_none() && !recursive {
            return;
        }
        if self.mounts.is_some() {
            return self.touch_inside(path, touch, span, possible);
        }
        self.emit_clean(touch.of(path), span, possible);
    }

    /// What is done to a file in a container, as far as it concerns this machine.
    #[cold]
    fn touch_inside(&mut self, path: FilePath, touch: Touch, span: Span, possible: bool) {
        if self.running {
            if counts_in_container(touch, &path) {
                self.emit_clean(touch.of(path), span, possible);
            }
            return;
        }
        let recursive = matches!(touch, Touch::Delete { recursive: true });
        let mounts = self.mounts.as_deref().unwrap_or_default();
        for outside in self.outside(mounts, path, recursive) {
            self.emit_clean(touch.of(outside.path), span, possible);
        }
    }

    /// The paths that a word may come to, seen from a folder that a program sets, or from where it runs.
    #[inline(always)]
    pub(super) fn resolved(&self, word: &Word, base: Option<&Word>) -> Found {
        match self.only_path(word) {
            Some(found) if base.is_none() => Found::one(found),
            _ => self.resolve(word, base),
        }
    }

    /// The path that a word may come to, where neither the word nor the folder leaves a choice.
    #[inline(always)]
    fn only_path(&self, word: &Word) -> Option<Resolved> {
        let cwd = match self.state.cwd.0.single() {
            Some(cwd) => Some(cwd.as_str()),
            None if self.state.cwd.0.is_empty() => None,
            None => return None,
        };
        let home = self.context.home.as_deref();
        paths::only(word, Base { cwd, home })
    }

    /// The paths a word may come to, seen from where the command runs.
    pub(super) fn resolve(&self, word: &Word, base: Option<&Word>) -> Found {
        let home = self.context.home.as_deref();
        let folders = self.state.cwd.0.as_slice();
        let mut found = Found::new();
        for turn in 0..folders.len().max(1) {
            let mut cwd = folders.get(turn).map(Text::as_str);
            let below;
            if let Some(base) = base {
                let text = first_text(base);
                let from = Base { cwd, home };
                below = if has_mark(text) {
                    None
                } else {
                    paths::absolute(text, base.quoted, from)
                };
                cwd = below.as_deref();
            }
            paths::resolve(word, Base { cwd, home }, &mut found);
        }
        found
    }

    /// A path inside a container as paths of this machine: none where it lies under no mount.
    #[cold]
    pub(super) fn outside(
        &self,
        mounts: &[(Text, Text)],
        path: FilePath,
        recursive: bool,
    ) -> Found {
        let Some(inside) = &path.absolute else {
            return Found::new();
        };
        let mut found = Found::new();
        for (host, container) in mounts {
            let below = if container == "/" {
                Some(inside.as_str())
            } else {
                inside.strip_prefix(container.as_str())
            };
            let below =
                below.filter(|rest| rest.is_empty() || rest.starts_with('/') || container == "/");
            let (outside, is_pattern) = match below {
                Some(rest) => (
                    paths::normalise(&format_compact!("{host}/{rest}")),
                    path.glob,
                ),
                // Emptying a folder empties what is mounted below it.
                None if recursive && holds(inside, path.glob, container) => (host.clone(), false),
                None => continue,
            };
            let word = if is_pattern {
                crate::script::Value::Glob(outside)
            } else {
                crate::script::Value::Text(outside)
            };
            let word = Word {
                values: Few::one(word),
                quoted: true,
                span: Span::default(),
            };
            let base = Base {
                cwd: None,
                home: self.context.home.as_deref(),
            };
            paths::resolve(&word, base, &mut found);
        }
        found
    }

    /// Does one thing that a program does itself.
    pub(super) fn act(&mut self, program: &str, act: &Act<'_>, span: Span) {
        let possible = act.possible;
        match &act.kind {
            ActKind::Read(_) | ActKind::Write(_) | ActKind::Delete { .. } => {
                if let Some((word, touch)) = act.kind.file() {
                    self.touch_word(word, act.base.as_deref(), touch, span, possible);
                }
            }
            ActKind::Network {
                target,
                method,
                sends,
            } => {
                let target = target.as_deref();
                let sends = *sends || self.passes_on(program, target);
                self.connect(target, method.as_deref(), sends, span, possible);
            }
            ActKind::RemoteCode { url } => {
                let url = url
                    .as_deref()
                    .map(first_text)
                    .filter(|url| !has_mark(url))
                    .map(Text::from);
                self.emit(EffectKind::RemoteCode { url }, span, possible);
            }
            ActKind::OpaqueCode { why } => {
                self.emit(EffectKind::OpaqueCode { why: why.clone() }, span, possible)
            }
            ActKind::Privilege => self.emit(
                EffectKind::Privilege {
                    program: program.into(),
                },
                span,
                possible,
            ),
            ActKind::Sql(statement) => {
                self.emit(EffectKind::Sql((**statement).clone()), span, possible)
            }
            ActKind::SqlFromStdin => {
                let stream = match &self.stdin {
                    // Mostly a dump, which drops what it makes anew.
                    Stream::File(_) => return,
                    stream => stream.clone(),
                };
                self.statements_from(stream, program, span);
            }
            ActKind::SqlFromFile(word) => {
                let stream = self.file_stream(word);
                self.statements_from(stream, program, span);
            }
        }
    }

    /// Whether a client that would otherwise only shake hands is given something to send. `echo | openssl s_client`
    /// and `< /dev/null` are how people end it.
    fn passes_on(&self, program: &str, target: Option<&Word>) -> bool {
        // In a loop over the lines of a file the URL is what is read from it.
        let body = matches!(program, "http" | "https" | "xh" | "xhs")
            && target.is_some_and(|url| !has_mark(first_text(url)));
        (program == "openssl" || body) && matches!(self.stdin, Stream::File(_) | Stream::Unknown(_))
    }

    /// Statements for a database: what comes from the network may be any.
    fn statements_from(&mut self, stream: Stream, tool: &str, span: Span) {
        let texts = match stream {
            Stream::Known(texts) => texts,
            Stream::File(path) => return self.want(path),
            Stream::Unknown(source @ Source::Network(_)) => return self.opaque(&source, span),
            _ => return,
        };
        for text in &texts {
            for statement in sql::statements(text, tool) {
                self.emit(EffectKind::Sql(statement), span, false);
            }
        }
    }

    fn connect(
        &mut self,
        target: Option<&Word>,
        method: Option<&str>,
        sends: bool,
        span: Span,
        possible: bool,
    ) {
        let direct = target.is_some_and(|word| self.substitutes(word));
        let texts = target.map(word_texts).unwrap_or_default();
        let nothing = target.is_none().then_some(None);
        let known = texts.iter().take(4).map(|text| Some(text.as_str()));
        for text in known.chain(nothing) {
            let sends = sends || text.is_some_and(|text| self.carries(text, direct));
            let (host, url) = text.map_or((None, None), endpoint);
            let kind = EffectKind::Network {
                host,
                url,
                method: method.map(Text::from),
                sends,
            };
            self.emit(kind, span, possible);
        }
    }

    /// A script file that a caller might read for us.
    pub(super) fn want(&mut self, path: Text) {
        let wanted = &mut self.script.wanted_files;
        if self.mounts.is_none()
            && path.starts_with('/')
            && wanted.len() < 64
            && !wanted.iter().any(|known| *known == path)
        {
            wanted.push(path.into());
        }
    }

    /// What cannot be read runs.
    pub(super) fn opaque(&mut self, source: &Source, span: Span) {
        match source {
            Source::Network(url) => {
                self.emit(EffectKind::RemoteCode { url: url.clone() }, span, false)
            }
            Source::Decoded(how) => {
                let why = format_compact!("it is decoded by `{how}`");
                self.emit(EffectKind::OpaqueCode { why }, span, false);
            }
            Source::Output(line) if super::outputs::sets_environment(line) => {}
            Source::Output(line) => {
                let why = format_compact!("it is the output of `{line}`");
                self.emit(EffectKind::OpaqueCode { why }, span, true);
            }
            Source::Variable => {
                let why = "it is the value of a variable that is not set here".into();
                self.emit(EffectKind::OpaqueCode { why }, span, true);
            }
            Source::Ordinary | Source::Number | Source::Identity => {}
        }
    }

    /// The word for a path of this machine.
    pub(super) fn path_word(&self, text: &str, span: Span) -> Word {
        let mut word = text_word(text, span);
        word.quoted = false;
        word
    }
}

impl ActKind<'_> {
    /// The file that it is done to, and what is done.
    #[inline]
    fn file(&self) -> Option<(&Word, Touch)> {
        match self {
            ActKind::Read(path) => Some((path, Touch::Read)),
            ActKind::Write(path) => Some((path, Touch::Write)),
            ActKind::Delete { path, recursive } => Some((
                path,
                Touch::Delete {
                    recursive: *recursive,
                },
            )),
            _ => None,
        }
    }
}

/// The files that a word may name, as they are kept in mind.
pub(super) fn names(found: &[Resolved]) -> Texts {
    match found {
        [only] => only.name().cloned().map_or_else(Texts::new, Texts::one),
        found => {
            let names = found.iter().filter_map(Resolved::name);
            names.take(4).cloned().collect()
        }
    }
}

/// Whether a folder, or what a pattern in it takes, holds the mount.
fn holds(inside: &str, pattern: bool, container: &str) -> bool {
    if pattern {
        let folder = inside.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(rest) = container
            .strip_prefix(folder)
            .and_then(|rest| rest.strip_prefix('/'))
        else {
            return false;
        };
        let name = rest.split('/').next().unwrap_or_default();
        let last = inside.rsplit('/').next().unwrap_or_default();
        return glob::component_matches(last, name);
    }
    inside == "/"
        || container
            .strip_prefix(inside)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// What counts in a container that runs already: that a file is read, and that a whole tree at its top goes. The
/// rest is a container's daily life.
fn counts_in_container(touch: Touch, path: &FilePath) -> bool {
    match touch {
        Touch::Read => true,
        Touch::Delete { recursive: true } => path.absolute.as_deref().is_some_and(|path| {
            let named = |part: &&str| !part.is_empty() && !glob::is_pattern(part);
            path.split('/').filter(named).count() < 2
        }),
        Touch::Write | Touch::Delete { recursive: false } => false,
    }
}

/// Standard input and output, devices that hold nothing, and pipes.
#[inline]
fn is_exempt(path: &FilePath) -> bool {
    let written = path.written.as_deref();
    let text = path.absolute.as_deref().or(written).unwrap_or_default();
    match text.as_bytes() {
        [.., b'-'] if written == Some("-") => true,
        [b'/', b'd' | b'p', ..] => is_pipe(text),
        _ => false,
    }
}

fn is_pipe(path: &str) -> bool {
    matches!(
        path,
        "/dev/null"
            | "/dev/zero"
            | "/dev/stdin"
            | "/dev/stdout"
            | "/dev/stderr"
            | "/dev/tty"
            | "/dev/full"
    ) || ["/dev/fd/", "/proc/self/fd/", "/dev/tcp/", "/dev/udp/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}
