//! Cmdlets that list, make, move and remove files.

use compact_str::format_compact;

use super::call::Call;
use super::effects::Effects;
use super::output::{Listing, Output};
use crate::few::Few;
use crate::script::{Value, Values, Word};
use crate::unknown::is_opaque;

/// Patterns of one listing that are looked at.
const MAX_FILTERS: usize = 32;

impl Call {
    /// Reads and writes the files that the table names; where no path is given, those that come out of a pipe.
    pub(super) fn touch_files(&self, effects: &mut Effects<'_>, input: Option<&Output>) {
        let files = |names: &str| -> Vec<Word> {
            let named = self.words(names);
            let takes_paths = names.starts_with("Path ");
            let listed = input.filter(|input| {
                named.is_empty() && takes_paths && matches!(input, Output::Files(_))
            });
            named
                .into_iter()
                .chain(self.piped(listed.cloned()))
                .collect()
        };
        if !self.cmdlet.reads.is_empty() {
            for file in files(self.cmdlet.reads) {
                effects.read_file(&file, self.invocation);
            }
        }
        if !self.cmdlet.writes.is_empty() {
            let given = self.value("Value").or_else(|| self.value("InputObject"));
            let content = given.map(|argument| &argument.output).or(input);
            let content = content.cloned().unwrap_or_default();
            let appends = self.cmdlet.name == "Add-Content" || self.has("Append");
            for file in files(self.cmdlet.writes) {
                effects.write_file(&file, self.invocation);
                effects.keep(&file, &content, appends);
            }
        }
    }

    pub(super) fn remove(&self, effects: &mut Effects<'_>, input: Option<Output>) {
        let recursive = self.has("Recurse");
        let mut targets = self.words("Path LiteralPath");
        let mut deep = recursive;
        if targets.is_empty() {
            deep |= matches!(&input, Some(Output::Files(listing)) if listing.recursive);
            targets.extend(self.piped(input));
        }
        for target in targets {
            for value in &target.values {
                // `Env:X`, `Variable:x` and relatives are no files.
                let is_file =
                    !matches!(value, Value::Text(text) | Value::Glob(text) if is_store(text));
                if is_file {
                    let one = Word {
                        values: Few::one(value.clone()),
                        quoted: target.quoted,
                        span: target.span,
                    };
                    effects.delete_file(&one, deep, self.invocation);
                }
            }
        }
    }

    pub(super) fn relocate(&self, effects: &mut Effects<'_>, input: Option<Output>) {
        let mut sources = self.words("Path LiteralPath");
        if sources.is_empty() {
            sources.extend(self.piped(input));
        }
        for source in sources {
            effects.read_file(&source, self.invocation);
            effects.delete_file(&source, false, self.invocation);
        }
    }

    /// `New-Item`: gives what it made.
    pub(super) fn create(&self, effects: &mut Effects<'_>) -> Output {
        let name = self.value("Name").map(|name| name.output.piece());
        let mut paths = self.words("Path LiteralPath");
        if paths.is_empty() && name.is_some() {
            paths.push(super::effects::word(".", self.span));
        }
        let mut made = Values::new();
        for mut path in paths {
            let is_store = |value: &Value| matches!(value, Value::Text(text) if is_store(text));
            if path.values.iter().any(is_store) {
                continue;
            }
            if let (Some(name), [folder]) = (&name, path.values.as_slice()) {
                let folder = Output::Words(Few::one(folder.clone())).piece();
                path.values = Few::one(Value::Text(format_compact!("{folder}\\{name}")));
            }
            effects.write_file(&path, self.invocation);
            made.extend(path.values);
        }
        Output::Words(made)
    }

    pub(super) fn list(&self) -> Output {
        let paths: Values = self
            .words("Path LiteralPath")
            .into_iter()
            .flat_map(|word| word.values)
            .collect();
        let named = self
            .value("Filter")
            .or_else(|| self.value("Include"))
            .map(|filter| filter.output.values());
        let pattern = |value: Value| match value {
            Value::Text(text) => text.into(),
            _ => "*".to_owned(),
        };
        let filters = named
            .unwrap_or_default()
            .into_iter()
            .take(MAX_FILTERS)
            .map(pattern)
            .collect();
        let everything = paths.is_empty();
        let paths = if everything {
            Few::one(Value::Text(".".into()))
        } else {
            paths
        };
        Output::Files(Listing {
            paths,
            recursive: self.has("Recurse"),
            filters,
            filtered: everything,
        })
    }

    pub(super) fn join(&self) -> Output {
        let parts = self
            .values
            .iter()
            .map(|(_, argument)| argument.output.piece());
        Output::of_text(parts.collect::<Vec<_>>().join("\\"))
    }

    /// `Split-Path`: the folder of a path, or its name.
    pub(super) fn split_path(&self) -> Output {
        let path = self.value("Path").or_else(|| self.value("LiteralPath"));
        let Some(path) = path.map(|path| path.output.piece()) else {
            return Output::Unknown;
        };
        let path = path.trim_end_matches(['\\', '/']);
        if self.has("Leaf") {
            let name = path.rsplit(['\\', '/']).next().unwrap_or(path);
            return Output::of_text(name);
        }
        if self.has("LeafBase") || self.has("Extension") || self.has("Qualifier") {
            return Output::Unknown;
        }
        match parent(path) {
            Some(folder) => Output::of_text(folder),
            None if is_opaque(path) => Output::of_text(path),
            None => Output::of_text(""),
        }
    }

    /// What comes out of a pipe in place of paths.
    pub(super) fn piped(&self, input: Option<Output>) -> Option<Word> {
        let values: Values = match input? {
            Output::Files(listing) => listing.found(),
            Output::Words(values) => values.into_iter().map(patterned).collect(),
            _ => return None,
        };
        Some(Word {
            values,
            quoted: false,
            span: self.span,
        })
    }
}

/// The folder of a path; `None` for a name alone.
pub(super) fn parent(path: &str) -> Option<String> {
    let path = path.trim_end_matches(['\\', '/']);
    let (folder, _) = path.split_at_checked(path.rfind(['\\', '/'])?)?;
    Some(if folder.ends_with(':') {
        format!("{folder}\\")
    } else {
        folder.to_owned()
    })
}

/// The class of what `Get-Process` gives where it leaves none out.
pub(super) const EVERY_PROCESS: &str = "every process";

pub(super) fn patterned(value: Value) -> Value {
    match value {
        Value::Text(text) if text.contains(['*', '?', '[']) => Value::Glob(text),
        other => other,
    }
}

/// Whether a path names something else than files: `Env:X`, `HKLM:\X` is kept, since rules may name it.
fn is_store(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ["env:", "variable:", "function:", "alias:"]
        .iter()
        .any(|store| lower.starts_with(store))
}

pub(super) fn filtered(input: Option<Output>) -> Output {
    match input {
        Some(Output::Files(listing)) => Output::Files(Listing {
            filtered: true,
            ..listing
        }),
        Some(Output::Object { class, .. }) if class == EVERY_PROCESS => Output::Unknown,
        other => other.unwrap_or_default(),
    }
}
