//! Collects invocations and effects while a Windows shell's text is read: the working directory, the layers, the bounds.

use std::collections::HashMap;

use super::functions::Function;
use super::output::Output;
use super::path;
use crate::context::{Context, Dialect};
use crate::few::Few;
use crate::option::OptionUse;
use crate::script::{
    Certainty, Effect, EffectKind, Invocation, Layer, Layers, Script, Span, Text, Value, Word,
    layers_within,
};
use crate::unknown::{VARIABLE, has_mark, known_prefix};

/// Texts in texts: `cmd /c powershell -c "…"`.
const MAX_DEPTH: usize = 16;
const MAX_INVOCATIONS: usize = 4096;
const MAX_EFFECTS: usize = MAX_INVOCATIONS * 4;
/// Bytes of derived texts that are read and of values that are copied.
const FUEL: usize = 1 << 22;
/// Another reader starts from nothing for each program.
const FOREIGN_COST: usize = 1 << 13;
/// Bytes of one word; what grows beyond is not known.
pub(super) const MAX_WORD: usize = 1 << 16;

pub(super) struct Effects<'c> {
    pub(super) script: Script,
    pub(super) context: &'c Context,
    pub(super) cwd: Option<String>,
    pub(super) folders: Vec<Option<String>>,
    /// Variables by their names in small letters.
    pub(super) variables: HashMap<String, Output>,
    pub(super) aliases: HashMap<String, String>,
    /// Functions by their names in small letters.
    pub(super) functions: HashMap<String, Function>,
    /// What was written to files in this text, by absolute paths in small letters.
    pub(super) texts: HashMap<String, String>,
    /// Files that were fetched, as absolute paths in small letters, and where from.
    pub(super) from_network: HashMap<String, Option<String>>,
    /// The functions whose blocks are being read.
    pub(super) calling: Vec<String>,
    pub(super) certainty: Certainty,
    fuel: usize,
    /// A bound was met and told of.
    stopped: bool,
    via: Layers,
    /// Where the text that is being read came from, if it is not the given one.
    pub(super) origin: Option<Span>,
}

impl<'c> Effects<'c> {
    pub(super) fn new(context: &'c Context) -> Self {
        Self {
            script: Script::default(),
            context,
            cwd: context.cwd.clone(),
            folders: Vec::new(),
            variables: HashMap::new(),
            aliases: HashMap::new(),
            functions: HashMap::new(),
            texts: HashMap::new(),
            from_network: HashMap::new(),
            calling: Vec::new(),
            certainty: Certainty::Certain,
            fuel: FUEL,
            stopped: false,
            via: Layers::default(),
            origin: None,
        }
    }

    /// Reads a derived text within a layer; everything in it stands where `span` does.
    pub(super) fn within(&mut self, name: &str, span: Span, read: impl FnOnce(&mut Self)) {
        if self.via.len() >= MAX_DEPTH {
            return self.over_budget("nesting", span);
        }
        if self.is_full() {
            return self.over_budget("invocations", span);
        }
        let span = self.place(span);
        let inner = self.via.with(Layer {
            name: name.into(),
            span,
        });
        let outside = std::mem::replace(&mut self.via, inner);
        let outer = self.origin.replace(span);
        read(self);
        self.origin = outer;
        self.via = outside;
    }

    /// Takes fuel for work on `cost` bytes.
    pub(super) fn pay(&mut self, cost: usize, span: Span) -> bool {
        let left = self.fuel.checked_sub(cost);
        self.fuel = left.unwrap_or(0);
        if left.is_none() {
            self.over_budget("derived text", span);
        }
        left.is_some()
    }

    fn over_budget(&mut self, bound: &str, span: Span) {
        if !std::mem::replace(&mut self.stopped, true) {
            self.push_effect(
                EffectKind::OverBudget {
                    bound: bound.into(),
                },
                None,
                span,
            );
        }
    }

    pub(super) fn place(&self, span: Span) -> Span {
        self.origin.unwrap_or(span)
    }

    pub(super) fn home(&self) -> Option<&'c str> {
        self.context.home.as_deref()
    }

    /// Adds an invocation and gives its index; `None` if there are too many.
    pub(super) fn invocation(
        &mut self,
        program: Option<&str>,
        options: Vec<OptionUse>,
        operands: Vec<Word>,
        written: &[Word],
        span: Span,
    ) -> Option<usize> {
        if self.script.invocations.len() >= MAX_INVOCATIONS {
            self.over_budget("invocations", span);
            return None;
        }
        let words = written.iter().map(text_of);
        let text = program
            .map(str::to_owned)
            .into_iter()
            .chain(words)
            .collect::<Vec<_>>()
            .join(" ");
        let mut invocation = Invocation {
            program: program.map(Text::from),
            subcommands: Few::new(),
            options: options.into(),
            operands: operands.into(),
            assignments: Vec::new(),
            text: text.into(),
            certainty: self.certainty,
            via: self.via.clone(),
            span,
        };
        if let Some(origin) = self.origin {
            invocation.stand_at(origin);
        }
        self.script.invocations.push(invocation);
        Some(self.script.invocations.len() - 1)
    }

    fn is_full(&self) -> bool {
        self.stopped
            || self.script.invocations.len() >= MAX_INVOCATIONS
            || self.script.effects.len() >= MAX_EFFECTS
    }

    /// Whether there is more to read than is read; it is told.
    pub(super) fn is_over(&mut self, span: Span) -> bool {
        let over = self.is_full();
        if over {
            self.over_budget("invocations", span);
        }
        over
    }

    pub(super) fn opaque(&mut self, why: &str, invocation: Option<usize>, span: Span) {
        self.effect(EffectKind::OpaqueCode { why: why.into() }, invocation, span);
    }

    /// A script file: read if its content is given, wanted if not.
    pub(super) fn run_file(&mut self, path: Option<Text>, layer: &str, span: Span) {
        let Some(path) = path else { return };
        let name = path.as_str().to_lowercase();
        let written = self.texts.remove(&name);
        let given = self.context.files.get(path.as_str());
        match written.as_ref().or(given) {
            Some(text) => {
                self.within(layer, span, |effects| {
                    if path.to_ascii_lowercase().ends_with(".ps1") {
                        super::powershell::read(effects, text, 0);
                    } else {
                        super::cmd::read(effects, text, 0);
                    }
                });
                let again = written.map(|text| (name, text));
                self.texts.extend(again);
            }
            None if !self.script.wanted_files.iter().any(|known| *known == path) => {
                self.script.wanted_files.push(path.into())
            }
            None => {}
        }
    }

    /// A program that is not of Windows: the reader for the other shells knows its options and what it does.
    pub(super) fn foreign(&mut self, words: &[Word], span: Span) {
        let program = words
            .first()
            .and_then(known)
            .filter(|name| name.contains('\\'))
            .map(|name| program_name(&name));
        let mut words = words.to_vec();
        if let (Some(program), Some(first)) = (program, words.first_mut()) {
            first.values = Few::one(Value::Text(program.into()));
        }
        let words = words.as_slice();
        // A program of Windows tells how it is used, and does nothing else.
        if words.iter().filter_map(known).any(|text| text == "/?") {
            let rest = words.get(1..).unwrap_or_default();
            let name = words
                .first()
                .and_then(known)
                .map(|name| program_name(&name));
            self.invocation(name.as_deref(), Vec::new(), rest.to_vec(), rest, span);
            return;
        }
        let line = words.iter().map(quoted).collect::<Vec<_>>().join(" ");
        if !self.pay(line.len() + FOREIGN_COST, span) {
            return;
        }
        let context = Context {
            dialect: Dialect::Posix,
            cwd: self.cwd.clone(),
            home: self.context.home.clone(),
            files: self.context.files.clone(),
        };
        let inner = crate::read(&line, &context);
        if self.is_full() {
            return self.over_budget("invocations", span);
        }
        if inner.invocations.is_empty() {
            let (program, rest) = words
                .split_first()
                .map_or((None, words), |(first, rest)| (known(first), rest));
            self.invocation(
                program.map(|name| program_name(&name)).as_deref(),
                Vec::new(),
                rest.to_vec(),
                rest,
                span,
            );
            return;
        }
        self.adopt(inner, span);
    }

    /// Takes over what another reader found in a text that stands at `span`.
    fn adopt(&mut self, inner: Script, span: Span) {
        let place = self.place(span);
        let base = self.script.invocations.len();
        let mut invocations: Vec<Invocation> = Vec::new();
        for mut invocation in inner.invocations {
            invocation.via = layers_within(&self.via, &invocation.via, place);
            invocation.stand_at(place);
            invocations.push(invocation);
        }
        let fetches = inner.effects.iter().find_map(|effect| match &effect.kind {
            EffectKind::Network {
                url, sends: false, ..
            } => Some(url.as_deref().map(str::to_owned)),
            _ => None,
        });
        let mut effects: Vec<Effect> = Vec::new();
        for mut effect in inner.effects {
            effect.via = layers_within(&self.via, &effect.via, place);
            effect.span = place;
            effect.invocation = effect.invocation.map(|at| at + base);
            if let EffectKind::Read { path }
            | EffectKind::Write { path }
            | EffectKind::Delete { path, .. } = &mut effect.kind
            {
                // The other reader takes a backslash and a drive letter for parts of names.
                path.absolute = path
                    .written
                    .as_deref()
                    .and_then(|written| path::absolute(written, self.cwd.as_deref(), self.home()))
                    .map(Text::from);
            }
            if let (EffectKind::Write { path }, Some(url)) = (&effect.kind, &fetches) {
                let path = path.absolute.as_deref().map(str::to_lowercase);
                self.from_network
                    .extend(path.map(|path| (path, url.clone())));
            }
            effects.push(effect);
        }
        self.script.invocations.extend(invocations);
        self.script.effects.extend(effects);
        self.script.wanted_files.extend(inner.wanted_files);
    }

    pub(super) fn effect(&mut self, kind: EffectKind, invocation: Option<usize>, span: Span) {
        if self.script.effects.len() >= MAX_EFFECTS {
            return self.over_budget("effects", span);
        }
        self.push_effect(kind, invocation, span);
    }

    fn push_effect(&mut self, kind: EffectKind, invocation: Option<usize>, span: Span) {
        let unknown = matches!(&kind, EffectKind::Read { path } | EffectKind::Write { path } | EffectKind::Delete { path, .. } if path.written.is_none());
        let certainty = if unknown {
            Certainty::Possible
        } else {
            self.certainty
        };
        let span = self.place(span);
        self.script.effects.push(Effect {
            kind,
            certainty,
            invocation,
            via: self.via.clone(),
            span,
        });
    }

    pub(super) fn network(
        &mut self,
        url: Option<&Word>,
        method: Option<&str>,
        sends: bool,
        invocation: Option<usize>,
        span: Span,
    ) {
        let url = url.and_then(known_url);
        let host = url.as_deref().and_then(host).map(Text::from);
        let url = url.map(Text::from);
        let method = method.map(|method| method.to_ascii_uppercase().into());
        self.effect(
            EffectKind::Network {
                host,
                url,
                method,
                sends,
            },
            invocation,
            span,
        );
    }

    /// Moves to a folder; an unknown one makes the working directory unknown.
    pub(super) fn change_folder(&mut self, target: &Word) {
        let absolute = match target.values.as_slice() {
            [Value::Text(text) | Value::Glob(text)] if !has_mark(text) => {
                path::absolute(text, self.cwd.as_deref(), self.home())
            }
            _ => None,
        };
        self.cwd = absolute;
    }
}

/// A word of exactly this text.
pub(super) fn word(text: impl Into<Text>, span: Span) -> Word {
    Word {
        values: Few::one(Value::Text(text.into())),
        quoted: false,
        span,
    }
}

/// A word as it must be written for the other shells; a mark stands for what is unknown.
fn quoted(word: &Word) -> String {
    let text = match word.values.first() {
        Some(Value::Text(text) | Value::Glob(text)) => text.to_string(),
        Some(Value::Prefix(text)) => format!("{text}{VARIABLE}"),
        Some(Value::Unknown) | None => VARIABLE.to_string(),
    };
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The text of a word with one known value.
pub(super) fn known(word: &Word) -> Option<String> {
    match word.values.as_slice() {
        [Value::Text(text) | Value::Glob(text)] if !has_mark(text) => Some(text.to_string()),
        _ => None,
    }
}

/// A URL as far as it is known, if its host is.
fn known_url(word: &Word) -> Option<String> {
    match word.values.as_slice() {
        [Value::Text(text)] if has_mark(text) => {
            let start = known_prefix(text);
            let rest = start.split_once("://").map(|(_, rest)| rest)?;
            rest.contains(['/', '?']).then(|| start.to_owned())
        }
        _ => known(word),
    }
}

/// A word as it stands in the text of an invocation.
fn text_of(word: &Word) -> String {
    let one = |value: &Value| match value {
        Value::Text(text) | Value::Glob(text) => text.to_string(),
        Value::Prefix(text) => format!("{text}?"),
        Value::Unknown => "?".to_owned(),
    };
    word.values.iter().map(one).collect::<Vec<_>>().join(",")
}

/// The host of a URL, without user and port.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = host.split(':').next()?;
    Some(host.to_owned()).filter(|host| !host.is_empty())
}

/// Last component of a program's path, without its extension.
pub(super) fn program_name(path: &str) -> String {
    let base = path.rsplit(['\\', '/']).next().unwrap_or(path);
    let lower = base.to_ascii_lowercase();
    let stem = [".exe", ".cmd", ".bat", ".com"]
        .iter()
        .find_map(|extension| lower.strip_suffix(extension));
    stem.map_or_else(
        || base.to_owned(),
        |stem| base.get(..stem.len()).unwrap_or(base).to_owned(),
    )
}
