//! The files that commands read, write and remove: what their words may name, and what is known of them later.

use super::effects::{Effects, MAX_WORD, known};
use super::output::Output;
use super::path;
use crate::script::{Certainty, EffectKind, FilePath, Span, Text, Value, Word};
use crate::unknown::{VARIABLE, has_mark, is_mark};

impl Effects<'_> {
    /// What a word may name.
    pub(super) fn paths(&self, word: &Word) -> Vec<Named> {
        let mut named = Vec::new();
        for value in &word.values {
            self.name_paths(value, &mut named);
        }
        named
    }

    /// Where a piece is not known: the path without it, which is what an empty one leaves, and any path at all unless an
    /// ordinary name limits the harm.
    fn name_paths(&self, value: &Value, named: &mut Vec<Named>) {
        let (text, glob) = match value {
            Value::Text(text) => (text, false),
            Value::Glob(text) => (text, true),
            Value::Prefix(_) | Value::Unknown => return named.push(Named::unknown()),
        };
        if !has_mark(text) {
            let path = self.path(text.clone(), glob);
            return named.push(Named {
                path,
                possible: false,
            });
        }
        let may_be_empty = text.chars().all(|c| !is_mark(c) || c == VARIABLE);
        let tail = text.rsplit(is_mark).next().unwrap_or_default();
        let is_limit = |name: &str| !matches!(name, "" | "." | ".." | "*" | "**" | "*.*");
        let starts_unknown = text.starts_with(is_mark);
        if starts_unknown && may_be_empty && !tail.split(['/', '\\']).any(is_limit) {
            return named.push(Named::unknown());
        }
        if starts_unknown && !may_be_empty {
            return;
        }
        let fill = |c: char| match c {
            VARIABLE => None,
            c if is_mark(c) => Some('x'),
            c => Some(c),
        };
        let known: Text = text.chars().filter_map(fill).collect();
        named.push(Named {
            path: self.path(known, glob),
            possible: true,
        });
    }

    fn path(&self, written: Text, glob: bool) -> FilePath {
        let absolute = path::absolute(&written, self.cwd.as_deref(), self.home());
        // On a drive `/s` is a folder at its root, and nothing that another shell means by it.
        let at_root = written.starts_with('/') && !written.starts_with("//");
        let written = match &absolute {
            // PowerShell takes both slashes on every system, on others too where a rule takes but one.
            Some(absolute) if is_of_unix(absolute) && written.contains('\\') => {
                written.replace('\\', "/").into()
            }
            Some(absolute) if at_root && !absolute.starts_with('/') => {
                Text::from(absolute.as_str())
            }
            _ => written,
        };
        let could_match = match &absolute {
            Some(absolute) if glob => path::could_match(absolute, self.home()),
            _ => Vec::new(),
        };
        FilePath {
            written: Some(written),
            absolute: absolute.map(Text::from),
            glob,
            could_match,
        }
    }

    /// What a file holds from now on, if that is known: it may run later.
    pub(super) fn keep(&mut self, file: &Word, content: &Output, append: bool) {
        if let Output::Remote(url) = content {
            self.fetched(file, url.clone());
        }
        if !self.pay(content.weight(), file.span) {
            return;
        }
        let text = content.lines();
        let [Named { path, .. }] = &*self.paths(file) else {
            return;
        };
        let Some(path) = path.absolute.as_deref().map(str::to_lowercase) else {
            return;
        };
        let before = self.texts.remove(&path).filter(|_| append);
        let Some(text) = text else { return };
        let whole = before.unwrap_or_default() + &text + "\n";
        if whole.len() <= MAX_WORD && self.pay(whole.len(), file.span) {
            self.texts.insert(path, whole);
        }
    }

    /// A file came from the network.
    pub(super) fn fetched(&mut self, file: &Word, url: Option<String>) {
        for named in self.paths(file) {
            let path = named.path.absolute.as_deref().map(str::to_lowercase);
            self.from_network
                .extend(path.map(|path| (path, url.clone())));
        }
    }

    /// Where a file comes from that was fetched before or lies on another machine; the inner one is not always known.
    pub(super) fn origin_of(&self, file: &Word) -> Option<Option<String>> {
        let text = known(file)?;
        let path = path::absolute(&text, self.cwd.as_deref(), self.home())?;
        if path::other_host(&path).is_some() {
            return Some(Some(path));
        }
        if self.from_network.is_empty() {
            return None;
        }
        let path = path.to_lowercase();
        ["", ".exe", ".bat", ".cmd", ".ps1"]
            .iter()
            .find_map(|extension| self.from_network.get(&format!("{path}{extension}")))
            .cloned()
    }

    fn touch(&mut self, kind: EffectKind, possible: bool, invocation: Option<usize>, span: Span) {
        let outer = self.certainty;
        if possible {
            self.certainty = Certainty::Possible;
        }
        self.effect(kind, invocation, span);
        self.certainty = outer;
    }

    pub(super) fn read_file(&mut self, word: &Word, invocation: Option<usize>) {
        for Named { path, possible } in self.paths(word) {
            if path.written.is_some() {
                self.touch(EffectKind::Read { path }, possible, invocation, word.span);
            }
        }
    }

    pub(super) fn write_file(&mut self, word: &Word, invocation: Option<usize>) {
        for Named { path, possible } in self.paths(word) {
            let sinks = path.written.as_deref().is_some_and(|written| {
                matches!(
                    written.to_ascii_lowercase().as_str(),
                    "nul" | "con" | "$null"
                )
            });
            if path.written.is_some() && !sinks {
                self.leaves_machine(&path, invocation, word.span);
                self.touch(EffectKind::Write { path }, possible, invocation, word.span);
            }
        }
    }

    /// Whether a file was read by what stands there.
    pub(super) fn reads_within(&self, span: Span) -> bool {
        self.origin.is_none()
            && self.script.effects.iter().rev().take(8).any(|effect| {
                matches!(effect.kind, EffectKind::Read { .. })
                    && span.start <= effect.span.start
                    && effect.span.end <= span.end
            })
    }

    /// A folder of another machine becomes one of this.
    pub(super) fn opens_share(&mut self, root: &Word, invocation: Option<usize>) {
        for named in self.paths(root) {
            self.leaves_machine(&named.path, invocation, root.span);
        }
    }

    /// What is written to a share of another machine goes there.
    fn leaves_machine(&mut self, path: &FilePath, invocation: Option<usize>, span: Span) {
        let host = path.absolute.as_deref().and_then(path::other_host);
        if let Some(host) = host.map(Text::from) {
            let kind = EffectKind::Network {
                host: Some(host),
                url: None,
                method: None,
                sends: true,
            };
            self.effect(kind, invocation, span);
        }
    }

    pub(super) fn delete_file(&mut self, word: &Word, recursive: bool, invocation: Option<usize>) {
        for Named { path, possible } in self.paths(word) {
            if path.written.is_some() || recursive {
                let kind = EffectKind::Delete { path, recursive };
                self.touch(kind, possible, invocation, word.span);
            }
        }
    }
}

fn is_of_unix(absolute: &str) -> bool {
    absolute.starts_with('/') && !absolute.starts_with("//")
}

/// A path that a word may name.
pub(super) struct Named {
    pub(super) path: FilePath,
    /// An unknown piece decides whether it is this.
    possible: bool,
}

impl Named {
    fn unknown() -> Self {
        Self {
            path: FilePath {
                written: None,
                absolute: None,
                glob: false,
                could_match: Vec::new(),
            },
            possible: true,
        }
    }
}
