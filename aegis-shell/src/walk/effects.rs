//! From what a program does to effects: paths resolved, targets taken apart, streams followed.

use compact_str::format_compact;

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
use crate::unknown::{Source, has_mark, is_mark};

/// The program that acts.
pub(super) struct Doer<'a> {
    pub(super) program: &'a str,
    pub(super) index: usize,
    pub(super) span: Span,
}

/// What a program leaves in the files that it writes.
struct Written {
    content: Stream,
    append: bool,
}

impl Walker<'_> {
    /// Does what a reading says, and returns what the program prints.
    pub(super) fn perform(
        &mut self,
        doer: &Doer<'_>,
        prints: Prints,
        row: &Row<'_>,
        reading: &mut Call<'_>,
    ) -> Stream {
        let args = row.args();
        let printed = self.output(doer.program, prints, args, reading);
        let written = self.written(doer.program, reading);
        if row.marked {
            self.take_along(doer, args, reading);
        }
        let mut files = Texts::new();
        for act in &reading.acts {
            match (&act.kind, &written) {
                (ActKind::Write(word), Some(_)) if act.base.is_none() => {
                    let only = self.only_path(word);
                    let found = only.map_or_else(|| self.resolve(word, None), Found::one);
                    paths_of(&found).for_each(|path| files.push(path.clone()));
                    let write = |path| EffectKind::Write { path };
                    found.hand_over(|found| {
                        let possible = act.possible || found.possible;
                        self.path_effect(found.path, doer.span, possible, &write);
                    });
                }
                _ => self.act(doer.program, act, doer.span),
            }
        }
        if let Some(Written { content, append }) = written {
            for path in files {
                self.keep(path, &content, append);
            }
        }
        self.current = Some(doer.index);
        if reading.payloads.is_empty() {
            self.run_as_script(row.words, doer.span);
            return printed;
        }
        let mut output = Stream::empty();
        for payload in std::mem::take(&mut reading.payloads) {
            output = output.then(self.payload(payload, doer.span));
        }
        output
    }

    pub(super) fn emit(&mut self, mut kind: EffectKind, span: Span, possible: bool) {
        super::words::clean_kind(&mut kind);
        self.emit_clean(kind, span, possible);
    }

    /// Emits what was made of paths, which are resolved without marks.
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
            via: self.via.clone(),
            span: self.place(span),
        });
    }

    /// One effect for every path that a word may come to.
    pub(super) fn path_effects(
        &mut self,
        word: &Word,
        span: Span,
        base: Option<&Word>,
        possible: bool,
        kind: impl Fn(FilePath) -> EffectKind,
    ) {
        let effect = |walker: &mut Self, found: Resolved| {
            walker.path_effect(found.path, span, possible || found.possible, &kind);
        };
        if base.is_none()
            && let Some(found) = self.only_path(word)
        {
            return effect(self, found);
        }
        let found = self.resolve(word, base);
        found.hand_over(|found| effect(self, found));
    }

    fn path_effect(
        &mut self,
        path: FilePath,
        span: Span,
        possible: bool,
        kind: &impl Fn(FilePath) -> EffectKind,
    ) {
        if is_exempt(&path) {
            return;
        }
        let known = path.written.is_some();
        let effect = kind(path);
        let recursive = matches!(
            effect,
            EffectKind::Delete {
                recursive: true,
                ..
            }
        );
        if !known && !recursive {
            return;
        }
        if self.running {
            if counts_in_container(&effect) {
                self.emit_clean(effect, span, possible);
            }
            return;
        }
        match (&self.mounts, effect) {
            (None, effect) => self.emit_clean(effect, span, possible),
            (
                Some(mounts),
                EffectKind::Read { path }
                | EffectKind::Write { path }
                | EffectKind::Delete { path, .. },
            ) => {
                for outside in self.outside(mounts, path, recursive) {
                    self.emit_clean(kind(outside.path), span, possible);
                }
            }
            (Some(_), effect) => self.emit_clean(effect, span, possible),
        }
    }

    /// The path that a word may come to, where neither the word nor the folder leaves a choice.
    pub(super) fn only_path(&self, word: &Word) -> Option<Resolved> {
        let cwd = match self.state.cwd.0.as_slice() {
            [] => None,
            [cwd] => Some(cwd.as_str()),
            _ => return None,
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
    fn outside(&self, mounts: &[(Text, Text)], path: FilePath, recursive: bool) -> Found {
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

    pub(super) fn act(&mut self, program: &str, act: &Act, span: Span) {
        let base = act.base.as_deref();
        let possible = act.possible;
        match &act.kind {
            ActKind::Read(word) => {
                self.path_effects(word, span, base, possible, |path| EffectKind::Read { path })
            }
            ActKind::Write(word) => self.path_effects(word, span, base, possible, |path| {
                EffectKind::Write { path }
            }),
            ActKind::Delete { path, recursive } => {
                self.path_effects(path, span, base, possible, |path| EffectKind::Delete {
                    path,
                    recursive: *recursive,
                });
            }
            ActKind::Network {
                target,
                method,
                sends,
            } => {
                let sends = *sends || self.passes_on(program, target.as_ref());
                self.connect(target.as_ref(), method.as_deref(), sends, span, possible);
            }
            ActKind::RemoteCode { url } => {
                let url = url
                    .as_ref()
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
                self.emit(EffectKind::Sql(statement.clone()), span, possible)
            }
            ActKind::SqlFromStdin => {
                if let Stream::Known(texts) = self.stdin.clone() {
                    self.statements(&texts, program, span);
                }
            }
            ActKind::SqlFromFile(word) => match self.file_stream(word) {
                Stream::Known(texts) => self.statements(&texts, program, span),
                Stream::File(path) => self.want(path),
                _ => {}
            },
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

    fn statements(&mut self, texts: &[Text], tool: &str, span: Span) {
        for text in texts {
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
        let targets: Vec<Option<Text>> = match target {
            Some(word) => word_texts(word).into_iter().map(Some).collect(),
            None => vec![None],
        };
        let direct = target.is_some_and(|word| self.substitutes(word));
        for target in targets.into_iter().take(4) {
            let sends = sends
                || target
                    .as_deref()
                    .is_some_and(|url| self.carries(url, direct));
            let (host, url) = target.as_deref().map_or((None, None), endpoint);
            let host = host.filter(|host| !has_mark(host));
            let url = url.map(|url| {
                url.chars()
                    .map(|c| if is_mark(c) { '\u{2026}' } else { c })
                    .collect()
            });
            let method = method.map(Text::from);
            self.emit(
                EffectKind::Network {
                    host,
                    url,
                    method,
                    sends,
                },
                span,
                possible,
            );
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

    /// What a program writes to files, as far as those who read them later in the text should know.
    fn written(&self, program: &str, reading: &Call<'_>) -> Option<Written> {
        let writes = |act: &Act| matches!(&act.kind, ActKind::Write(_)) && act.base.is_none();
        if !reading.acts.iter().any(writes) {
            return None;
        }
        let network = reading.acts.iter().find_map(|act| match &act.kind {
            ActKind::Network { target, .. } => {
                Some(target.as_ref().map(|word| Text::from(first_text(word))))
            }
            _ => None,
        });
        let mut append = false;
        let content = match (program, network) {
            ("tee" | "sponge", _) => {
                append = reading.has("--append");
                self.stdin.clone()
            }
            ("cp" | "mv" | "ln" | "install", None) => match reading.line.operands.first() {
                Some(from) => self.file_stream(from),
                None => return None,
            },
            ("dd", None) => self.stdin.clone(),
            (program, None) if super::scripts::unpacks(program) => self.unpacked(reading)?,
            ("chmod" | "chown" | "chgrp" | "chattr" | "touch" | "mkdir", _) => return None,
            (_, Some(url)) => Stream::Unknown(Source::Network(url.filter(|url| !has_mark(url)))),
            _ => return None,
        };
        Some(Written { content, append })
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

/// The files that a word may name, as they are kept in mind.
pub(super) fn paths_of(found: &[Resolved]) -> impl Iterator<Item = &Text> {
    let paths = found.iter().filter_map(|resolved| {
        let path = &resolved.path;
        path.absolute.as_ref().or(path.written.as_ref())
    });
    paths.take(4)
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
fn counts_in_container(effect: &EffectKind) -> bool {
    match effect {
        EffectKind::Read { .. } => true,
        EffectKind::Delete {
            path,
            recursive: true,
        } => path.absolute.as_deref().is_some_and(|path| {
            let named = |part: &&str| !part.is_empty() && !glob::is_pattern(part);
            path.split('/').filter(named).count() < 2
        }),
        _ => false,
    }
}

/// Devices that hold nothing, and pipes.
fn is_exempt(path: &FilePath) -> bool {
    let Some(text) = path.absolute.as_deref().or(path.written.as_deref()) else {
        return false;
    };
    if text != "-"
        && path.written.as_deref() != Some("-")
        && !["/dev/", "/proc/"]
            .iter()
            .any(|folder| text.starts_with(folder))
    {
        return false;
    }
    matches!(
        text,
        "/dev/null"
            | "/dev/zero"
            | "/dev/stdin"
            | "/dev/stdout"
            | "/dev/stderr"
            | "/dev/tty"
            | "/dev/full"
            | "-"
    ) || path.written.as_deref() == Some("-")
        || ["/dev/fd/", "/proc/self/fd/", "/dev/tcp/", "/dev/udp/"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
}
