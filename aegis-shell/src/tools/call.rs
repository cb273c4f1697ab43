//! One program with its words while a table reads it: what the tables' functions look things up in and report to.
//!
//! The word behind `=` in a list of options says what the value is, and is acted on here: `read` and `write` a file,
//! `base` a folder that relative paths start from, `cwd` the working directory of a payload, `shell` a command line
//! for a shell, `sql` a statement, `sqlfile` a file of them, `upload` a file behind `@`, `named` one
//! behind `name=`, `dry` that nothing is done.

use std::borrow::Borrow;
use std::ops::Range;

use super::list::{Heads, heads};
use super::options::{Line, Order};
use super::words;
use crate::few::Few;
use crate::reading::{
    Act, ActKind, Acts, Language, Operand, Operands, Payload, PayloadKind, Place,
};
use crate::script::{Text, Value, Values, Word};

/// Texts of one program that get its operands as their arguments.
const TEXTS_WITH_OPERANDS: usize = 16;

/// A flat table: one program, or several that take the same words.
pub(super) struct Tool {
    /// Names of the programs, separated by blanks.
    pub(super) names: &'static str,
    /// The list of options, see [`super::options`].
    pub(super) options: &'static str,
    pub(super) heads: Heads,
    pub(super) order: Order,
    /// Whether `-name` is one option.
    pub(super) single: bool,
    /// What the program does with what it was given.
    pub(super) run: fn(&mut Call<'_>),
}

/// A program whose options may stand anywhere.
pub(super) const fn tool(
    names: &'static str,
    options: &'static str,
    run: fn(&mut Call<'_>),
) -> Tool {
    Tool {
        names,
        options,
        heads: heads(options),
        order: Order::Free,
        single: false,
        run,
    }
}

/// A program whose own options end at its first operand.
pub(super) const fn strict(
    names: &'static str,
    options: &'static str,
    run: fn(&mut Call<'_>),
) -> Tool {
    Tool {
        names,
        options,
        heads: heads(options),
        order: Order::Strict,
        single: false,
        run,
    }
}

/// A program with long options behind a single dash.
pub(super) const fn single(
    names: &'static str,
    options: &'static str,
    run: fn(&mut Call<'_>),
) -> Tool {
    Tool {
        names,
        options,
        heads: heads(options),
        order: Order::Free,
        single: true,
        run,
    }
}

/// One program with its words, and what its table says of them.
pub(crate) struct Call<'a> {
    pub(crate) program: &'a str,
    /// All words behind the program or its subcommand.
    pub(crate) args: &'a [Word],
    pub(crate) line: Line<'a>,
    /// Subcommand path, in the tool's own words.
    pub(crate) subcommands: Few<Text>,
    /// What it does itself.
    pub(crate) acts: Acts<'a>,
    /// What it makes others do.
    pub(crate) payloads: Vec<Payload>,
    /// Folder that relative paths of the acts to come start from.
    pub(super) base: Option<Word>,
    /// Working directory of the payloads to come.
    pub(super) cwd: Option<Word>,
    pub(super) place: Place,
}

impl<'a> Call<'a> {
    /// With a line of which nothing was read.
    #[inline(always)]
    pub(crate) fn new(program: &'a str, args: &'a [Word]) -> Self {
        Self {
            program,
            args,
            line: Line::new(),
            subcommands: Few::new(),
            acts: Acts::new(),
            payloads: Vec::new(),
            base: None,
            cwd: None,
            place: Place::Here,
        }
    }

    /// Acts on the options that say by themselves what their value is.
    #[inline(always)]
    pub(super) fn apply_roles(&mut self) {
        if !self.line.has_roles() {
            return;
        }
        let given: Vec<(&'static str, Word, Text)> = self
            .line
            .given()
            .filter(|(_, note)| !note.role.is_empty())
            .filter_map(|(option, note)| {
                let name = option.names.first().into();
                Some((note.role, option.value.clone()?, name))
            })
            .collect();
        for (role, value, name) in given {
            match role {
                "read" => self.read(value),
                "write" => self.write(value),
                "upload" => self.upload(&value),
                "named" => {
                    let path =
                        words::map(&value, |text| text.rsplit('=').next().map(str::to_owned));
                    self.read(path.unwrap_or(value));
                }
                "sql" => self.sql(&value),
                "sqlfile" if words::is(&value, "-") => self.act(ActKind::SqlFromStdin),
                "sqlfile" => self.act(ActKind::SqlFromFile(value.into())),
                "cwd" => self.cwd = Some(value),
                "shell" => {
                    let layer = format!("{} {name}", self.program);
                    self.code(Language::Shell, value, Vec::new(), &layer);
                }
                "base" => {
                    self.base = Some(match &self.base {
                        Some(outer) => words::join(outer, &value),
                        None => value,
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether the program only explains itself or only says what it would do.
    #[inline(always)]
    pub(super) fn is_dry(&self) -> bool {
        let dry =
            |value: &Option<Word>| value.as_ref().is_none_or(|value| !words::is(value, "none"));
        self.line
            .given()
            .any(|(option, note)| note.role == "dry" && dry(&option.value))
            || self.explains().is_some()
    }

    /// `help` or `version` if that is all the program is asked for. Behind an operand they do not count, for some
    /// programs end their options there.
    fn explains(&self) -> Option<&'static str> {
        self.line
            .given()
            .filter(|(option, note)| option.value.is_none() && note.position == 0)
            // The lists name these two last.
            .find_map(|(option, _)| {
                if option.names.last_is("--help") {
                    Some("help")
                } else if option.names.last_is("--version") {
                    Some("version")
                } else {
                    None
                }
            })
    }

    /// Puts what the program is asked to explain in front of its subcommand.
    pub(super) fn explain(&mut self) {
        if let Some(word) = self.explains() {
            let own = std::mem::take(&mut self.subcommands);
            self.subcommands = std::iter::once(word.into()).chain(own).collect();
        }
    }

    /// The program and its subcommand, as the name of a layer.
    pub(super) fn layer(&self) -> String {
        let mut layer = self.program.to_owned();
        for name in &self.subcommands {
            layer.push(' ');
            layer.push_str(name);
        }
        layer
    }

    /// Whether an option of this name was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.line
            .options
            .iter()
            .any(|option| option.names.contains(name))
    }

    pub(super) fn value(&self, name: &str) -> Option<Word> {
        let mut options = self.line.options.iter().rev();
        options.find_map(|option| {
            let value = option.value.as_ref()?;
            option.names.contains(name).then(|| value.clone())
        })
    }

    pub(crate) fn values(&self, name: &str) -> Vec<Word> {
        self.line
            .options
            .iter()
            .filter(|option| option.names.contains(name))
            .filter_map(|option| option.value.clone())
            .collect()
    }

    /// The operands, to look at them while something is said about each.
    pub(super) fn operands(&self) -> Operands<'a> {
        self.line.operands.clone()
    }

    /// Says something about each of the operands.
    pub(super) fn each_operand(&mut self, say: impl FnMut(&mut Self, Operand<'a>)) {
        self.operands_at(0..self.line.operands.len(), say);
    }

    /// The same for all operands but the first `count`.
    pub(super) fn each_operand_after(
        &mut self,
        count: usize,
        say: impl FnMut(&mut Self, Operand<'a>),
    ) {
        self.operands_at(count..self.line.operands.len(), say);
    }

    /// The same for the operands that stand there.
    pub(super) fn operands_at(
        &mut self,
        places: Range<usize>,
        mut say: impl FnMut(&mut Self, Operand<'a>),
    ) {
        for at in places {
            if let Some(operand) = self.line.operands.get(at).cloned() {
                say(self, operand);
            }
        }
    }

    /// The operands, to be handed on.
    pub(super) fn owned_operands(&self) -> Vec<Word> {
        self.operands_after(0)
    }

    /// All operands but the first `count`.
    pub(super) fn operands_after(&self, count: usize) -> Vec<Word> {
        let operands = self.line.operands.iter().skip(count);
        operands.map(|word| (**word).clone()).collect()
    }

    pub(crate) fn operand(&self, index: usize) -> Option<Word> {
        let word = self.line.operands.get(index)?;
        Some((**word).clone())
    }

    #[inline(always)]
    pub(super) fn act(&mut self, kind: ActKind<'a>) {
        self.acts.push(Act {
            kind,
            base: self.base.as_ref().map(|base| Box::new(base.clone())),
            possible: false,
        });
    }

    /// Reads a file; `-` is stdin.
    pub(super) fn read(&mut self, path: impl Into<Operand<'a>>) {
        let path = path.into();
        if !words::is(&path, "-") {
            self.act(ActKind::Read(path));
        }
    }

    /// Reads a folder with all that is in it: where that is a home, its keys are among it.
    pub(super) fn read_tree(&mut self, path: impl Into<Operand<'a>>) {
        let path = path.into();
        if is_far(&path) {
            self.read_keys_of(&path);
        }
        self.read(path);
    }

    #[cold]
    fn read_keys_of(&mut self, folder: &Word) {
        if words::texts(folder).any(holds_homes) {
            self.read_named("~/.ssh");
        }
        // What programs keep of their own, and their users' tokens with it.
        let is_settings = |path: &str| {
            let path = path.trim_end_matches(['/', '.']);
            path.strip_suffix("/.config").is_some_and(holds_homes)
        };
        if words::texts(folder).any(is_settings) {
            self.read_named("~/.config/gh/hosts.yml");
        }
    }

    /// Writes a file; `-` is stdout.
    pub(super) fn write(&mut self, path: impl Into<Operand<'a>>) {
        let path = path.into();
        if !words::is(&path, "-") {
            self.act(ActKind::Write(path));
        }
    }

    pub(super) fn write_named(&mut self, path: &str) {
        let path = self.named(path);
        self.act(ActKind::Write(path.into()));
    }

    /// Reads a file that no word names.
    pub(super) fn read_named(&mut self, path: &str) {
        let path = self.named(path);
        self.act(ActKind::Read(path.into()));
    }

    /// A word that stands where the call stands, for what no word of its own says.
    pub(super) fn here(&self) -> Word {
        self.named("")
    }

    fn named(&self, path: &str) -> Word {
        let mut at = self.operand(0).unwrap_or(Word {
            values: Values::new(),
            quoted: false,
            span: self.span(),
        });
        at.quoted = false;
        let mut word = words::literal(path, &at);
        word.quoted = false;
        word
    }

    pub(super) fn delete(&mut self, path: impl Into<Operand<'a>>, recursive: bool) {
        let path = path.into();
        self.act(ActKind::Delete { path, recursive });
    }

    pub(super) fn network(&mut self, target: Option<Word>, sends: bool) {
        self.act(ActKind::Network {
            target: target.map(Operand::from),
            method: None,
            sends,
        });
    }

    /// Statements for a database.
    pub(super) fn sql(&mut self, text: &Word) {
        let tool = self.program;
        for text in words::texts(text) {
            for statement in crate::sql::statements(text, tool) {
                self.act(ActKind::Sql(Box::new(statement)));
            }
        }
    }

    /// `@file`, `name=@file`, `name=<file`: the file leaves.
    fn upload(&mut self, value: &Word) {
        let file = words::map(value, |text| {
            let start = text
                .find('@')
                .or_else(|| text.find("=<").map(|at| at + 1))?;
            let (name, file) = text.split_at_checked(start)?;
            let is_name = name.is_empty()
                || name
                    .chars()
                    .all(|c| c.is_alphanumeric() || "=_-.[]:".contains(c));
            let file = file.get(1..)?;
            let file = file.split(';').next().unwrap_or(file);
            (is_name
                && !file.is_empty()
                && (name.is_empty() || name.ends_with('=') || !name.contains('=')))
            .then(|| file.to_owned())
        });
        if let Some(file) = file {
            self.read(file);
        }
    }

    pub(super) fn payload(&mut self, kind: PayloadKind, layer: &str) {
        let payload = Payload {
            kind,
            layer: layer.into(),
            cwd: self.cwd.clone(),
            place: self.place.clone(),
            possible: false,
        };
        self.payloads.push(payload);
    }

    /// Another program with its words.
    pub(super) fn argv(&mut self, mut words: Vec<Word>, assignments: bool, layer: &str) {
        if words.first().is_some_and(|word| words::is(word, "--")) {
            words.remove(0);
        }
        if !words.is_empty() {
            self.payload(PayloadKind::Argv { words, assignments }, layer);
        }
    }

    pub(super) fn code(&mut self, language: Language, text: Word, args: Vec<Word>, layer: &str) {
        self.payload(
            PayloadKind::Code {
                language,
                text,
                args,
            },
            layer,
        );
    }

    /// Several texts, which get the operands as their arguments. Beyond so many that nobody writes them these are unknown:
    /// their copies would take the square of the line's length.
    pub(super) fn codes(&mut self, language: Language, texts: Vec<Word>, layer: &str) {
        let some = self.line.operands.iter().take(2);
        let unknown: Vec<Word> = some
            .map(|operand| Word {
                values: Few::one(Value::Unknown),
                ..(**operand).clone()
            })
            .collect();
        for (at, text) in texts.into_iter().enumerate() {
            let args = match at {
                0..TEXTS_WITH_OPERANDS => self.owned_operands(),
                _ => unknown.clone(),
            };
            self.code(language, text, args, layer);
        }
    }

    /// Several words that a program joins by blanks into one command line for a shell.
    pub(super) fn shell_words<W: Borrow<Word>>(&mut self, parts: &[W], layer: &str) {
        if let Some(text) = joined(parts) {
            self.code(Language::Shell, text, Vec::new(), layer);
        }
    }

    pub(super) fn span(&self) -> crate::script::Span {
        self.line
            .options
            .first()
            .map(|option| option.span)
            .unwrap_or_default()
    }
}

/// Whether a path begins elsewhere than where the program stands, as that of a home does.
pub(super) fn is_far(path: &Word) -> bool {
    words::texts(path).any(|text| matches!(text.as_bytes().first(), Some(b'/' | b'~')))
}

/// Whether a folder is somebody's home, or has homes in it.
pub(super) fn holds_homes(path: &str) -> bool {
    let name = |user: &str| {
        user.chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let path = path.strip_suffix("/.").unwrap_or(path);
    if let Some(user) = path.strip_prefix('~') {
        return name(user.trim_end_matches('/'));
    }
    let Some(path) = path.strip_prefix('/') else {
        return false;
    };
    match path.trim_matches('/').split_once('/') {
        Some(("home" | "Users", user)) => name(user),
        Some(_) => false,
        None => matches!(path.trim_matches('/'), "" | "home" | "Users" | "root"),
    }
}

/// The words joined by blanks; `None` if there are none.
pub(super) fn joined<W: Borrow<Word>>(parts: &[W]) -> Option<Word> {
    let (first, rest) = parts.split_first()?;
    let first = first.borrow();
    if rest.is_empty() {
        return Some(first.clone());
    }
    let mut text = Text::default();
    for part in parts.iter().map(W::borrow) {
        if !text.is_empty() {
            text.push(' ');
        }
        match part.values.first() {
            Some(Value::Text(word) | Value::Glob(word)) => text.push_str(word),
            Some(Value::Prefix(word)) => {
                text.push_str(word);
                return Some(Word {
                    values: Few::one(Value::Prefix(text)),
                    ..first.clone()
                });
            }
            Some(Value::Unknown) | None if text.is_empty() => {
                return Some(Word {
                    values: Few::one(Value::Unknown),
                    ..first.clone()
                });
            }
            Some(Value::Unknown) | None => {
                return Some(Word {
                    values: Few::one(Value::Prefix(text)),
                    ..first.clone()
                });
            }
        }
    }
    let span = crate::script::Span {
        start: first.span.start,
        end: rest.last().map_or(first, W::borrow).span.end,
    };
    Some(Word {
        values: Few::one(Value::Text(text)),
        quoted: true,
        span,
    })
}

/// Nothing that concerns the world: operands are data.
pub(super) fn nothing(_: &mut Call<'_>) {}

/// Every operand is a file that is read.
pub(super) fn reads(call: &mut Call<'_>) {
    call.each_operand(|call, path| {
        // `less +F file`: a command of the viewer.
        if !words::starts(&path, "+") {
            call.read(path);
        }
    });
}

/// Every operand is a file that is written.
pub(super) fn writes(call: &mut Call<'_>) {
    call.each_operand(Call::write);
}

/// Every operand is removed by itself.
pub(super) fn removes(call: &mut Call<'_>) {
    call.each_operand(|call, path| call.delete(path, false));
}
