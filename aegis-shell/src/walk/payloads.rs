//! What programs make others do.

use compact_str::format_compact;

use super::commands::Environment;
use super::state::Folder;
use super::words::{as_assignment, text_word, word_texts};
use super::{Stream, Walker};
use crate::expand::{MAX_VALUES, first_text};
use crate::few::Few;
use crate::paths;
use crate::reading::{Language, Payload, PayloadKind, Place};
use crate::script::{Span, Text, Texts, Value, Values, Word};
use crate::unknown::{has_mark, mark_text};

/// Most operands that a list on stdin becomes.
const MAX_ITEMS: usize = 64;

impl Walker<'_> {
    #[inline(never)]
    pub(super) fn payload(&mut self, payload: Payload, span: Span) -> Stream {
        if !self.deepen() {
            return Stream::output(&payload.layer);
        }
        let outer_possible = self.possible;
        self.possible |= payload.possible;
        let outer_mounts = (self.mounts.clone(), self.running);
        let checkpoint = self.state.checkpoint();
        let moves = payload.cwd.is_some() || payload.place != Place::Here;
        self.settle(&payload);
        let layer = payload.layer.clone();
        let keeps = !moves && matches!(payload.kind, PayloadKind::Argv { .. });
        let current = self.current;
        let output = self.in_layer(&layer, span, |walker| {
            walker.payload_kind(payload.kind, span)
        });
        self.current = current;
        // `command cd x` changes this shell; a program's own children change nothing here.
        if !keeps {
            self.state.roll_back(checkpoint);
        }
        (self.mounts, self.running) = outer_mounts;
        self.possible = outer_possible;
        self.depth -= 1;
        output
    }

    /// Goes where the payload runs.
    fn settle(&mut self, payload: &Payload) {
        match &payload.place {
            Place::Here => {}
            Place::Remote => {
                self.state.enter(self.home());
                self.mounts = None;
                self.running = false;
            }
            Place::Running => {
                self.state.enter(Folder::default());
                self.mounts = Some(Vec::new());
                self.running = true;
            }
            Place::Root(folder) => {
                if !self.running
                    && let Some(mounts) = self.mounts.take()
                {
                    let inside = self.resolve(folder, None).into_iter();
                    let outside = inside.flat_map(|found| self.outside(&mounts, found.path, false));
                    let hosts = outside.filter_map(|found| found.path.absolute);
                    let mounts = hosts.map(|host| (host, "/".into())).collect();
                    self.mounts = Some(mounts);
                    self.state.enter(Folder(Few::one("/".into())));
                }
            }
            Place::Container(mounts) => {
                let mut pairs = Vec::new();
                for (host, container) in mounts {
                    let host = self
                        .resolve(host, None)
                        .into_iter()
                        .find_map(|resolved| resolved.path.absolute);
                    // A named volume is no path of this machine; the tables hand it out as a word without a slash.
                    if let Some(host) = host {
                        pairs.push((host, paths::normalise(container)));
                    }
                }
                self.mounts = Some(pairs);
                self.running = false;
                self.state.enter(Folder(Few::one("/".into())));
            }
        }
        if let Some(cwd) = &payload.cwd {
            let folders = self.folders(cwd);
            self.state.enter(folders);
        }
    }

    /// The user's home.
    pub(super) fn home(&self) -> Folder {
        let home = self.context.home.iter();
        Folder(home.map(|home| paths::folder(home)).collect())
    }

    /// The folders that a word may name.
    pub(super) fn folders(&self, word: &Word) -> Folder {
        let resolved = self.resolve(word, None);
        if resolved
            .iter()
            .any(|resolved| resolved.possible || resolved.path.absolute.is_none())
        {
            return Folder::default();
        }
        let mut paths: Texts = resolved
            .into_iter()
            .filter_map(|resolved| resolved.path.absolute)
            .collect();
        paths.truncate(4);
        Folder(paths)
    }

    fn payload_kind(&mut self, kind: PayloadKind, span: Span) -> Stream {
        match kind {
            PayloadKind::Argv { words, assignments } => self.run_words(words, assignments, span),
            PayloadKind::Code {
                language,
                text,
                args,
            } => {
                let arguments = arguments(&args);
                self.code_word(language, &text, arguments)
            }
            PayloadKind::Stdin { language, args } => {
                let stream = std::mem::take(&mut self.stdin);
                let mut arguments = arguments(&args);
                arguments.insert(0, Few::one("bash".into()));
                let output = self.code_stream(language, &stream, span, arguments);
                self.stdin = stream;
                output
            }
            PayloadKind::File {
                language,
                path,
                args,
            } => self.script_file(language, &path, &args, span),
            PayloadKind::Xargs {
                words,
                file,
                replace,
                delimiter,
            } => {
                let list = file.map(|file| self.file_stream(&file));
                self.with_input(list, |walker| {
                    walker.xargs(&words, replace.as_deref(), delimiter, span)
                })
            }
            PayloadKind::Parallel { template, inputs } => self.parallel(&template, &inputs, span),
        }
    }

    pub(super) fn run_words(&mut self, words: Vec<Word>, assignments: bool, span: Span) -> Stream {
        let mut environment = Environment::new();
        let mut words = std::collections::VecDeque::from(words);
        while assignments && let Some(bound) = words.front().and_then(as_assignment) {
            environment.push(bound);
            words.pop_front();
        }
        let words: Vec<Word> = words.into();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Stream::empty();
        };
        // The payload's own words, where they stand in the text.
        let own = Span {
            start: first.span.start,
            end: last.span.end,
        };
        let inside = span.start <= own.start && own.start < own.end && own.end <= span.end;
        let span = if inside { own } else { span };
        self.run(words, &environment, span)
    }

    fn xargs(
        &mut self,
        words: &[Word],
        replace: Option<&str>,
        delimiter: Option<char>,
        span: Span,
    ) -> Stream {
        let items = self.items(replace.is_some(), delimiter);
        let mut argv = words.to_vec();
        if argv.is_empty() {
            argv.push(text_word("echo", span));
        }
        // One operand with several values where there is one to fill in, all of them behind one another elsewhere.
        let stdin = Some(Stream::Inherited);
        match replace {
            Some(mark) => {
                let values: Vec<Value> =
                    items.into_iter().map(item_value).take(MAX_VALUES).collect();
                let argv = argv.iter().map(|word| fill(word, mark, &values)).collect();
                self.with_input(stdin, |walker| walker.run(argv, &Environment::new(), span))
            }
            None => {
                argv.extend(items.into_iter().map(|item| Word {
                    values: Few::one(item_value(item)),
                    quoted: true,
                    span,
                }));
                self.with_input(stdin, |walker| walker.run(argv, &Environment::new(), span))
            }
        }
    }

    /// The items that stdin yields.
    fn items(&mut self, lines: bool, delimiter: Option<char>) -> Texts {
        let stream = std::mem::take(&mut self.stdin);
        let texts = match &stream {
            Stream::File(path) => {
                let source = crate::unknown::Source::Output(format_compact!("cat {path}"));
                Few::one(mark_text(self.unknowns.mark(source)))
            }
            Stream::Inherited => Texts::new(),
            stream => stream.clone().into_texts(&mut self.unknowns),
        };
        self.stdin = stream;
        let mut items = Texts::new();
        for text in &texts {
            match delimiter {
                // What `find -print0` and its like print is known here by lines.
                Some('\0') => items.extend(text.split(['\n', '\0']).map(Text::from)),
                Some(delimiter) => items.extend(
                    text.split([delimiter, '\0'])
                        .map(|item| item.trim_end_matches('\n').into()),
                ),
                None if lines => {
                    items.extend(text.split(['\n', '\0']).map(|line| line.trim().into()))
                }
                None => items.extend(
                    text.split([' ', '\t', '\n', '\0'])
                        .map(|item| item.trim_matches(['"', '\'']).into()),
                ),
            }
        }
        items.retain(|item| !item.is_empty());
        items.truncate(MAX_ITEMS);
        items
    }

    fn parallel(&mut self, template: &[Word], inputs: &[Vec<Word>], span: Span) -> Stream {
        let mut values: Values = inputs
            .iter()
            .flatten()
            .flat_map(|word| word.values.clone())
            .collect();
        if inputs.is_empty() {
            values = self
                .items(true, None)
                .into_iter()
                .map(Value::Text)
                .collect();
        }
        values.truncate(MAX_VALUES);
        if template.is_empty() {
            // Without a template the inputs are command lines.
            let texts: Texts = values
                .iter()
                .map(|value| Text::from(word_texts(&one(value, span)).concat()))
                .collect();
            return self.code(Language::Shell, &texts, span, None);
        }
        let holds = template.iter().any(|word| first_text(word).contains("{}"));
        let mut argv: Vec<Word> = template
            .iter()
            .map(|word| fill(word, "{}", &values))
            .collect();
        if !holds && !values.is_empty() {
            argv.push(Word {
                values,
                quoted: true,
                span,
            });
        }
        // Its words are joined and read by a shell: `parallel 'rm -rf {}' ::: /`.
        if let [only] = argv.as_slice()
            && first_text(only).contains(' ')
        {
            return self.code(Language::Shell, &word_texts(only), span, None);
        }
        if holds
            || argv
                .first()
                .is_none_or(|word| !first_text(word).contains(' '))
        {
            return self.with_input(Some(Stream::Inherited), |walker| {
                walker.run(argv, &Environment::new(), span)
            });
        }
        let line = argv.iter().map(first_text).collect::<Vec<_>>().join(" ");
        self.code(Language::Shell, &[line.into()], span, None)
    }
}

/// An item of a list. The lists that are known here name files, and a pattern in one stands for all files that it
/// matches.
fn item_value(item: Text) -> Value {
    if !has_mark(&item) && item.contains(['*', '?', '[']) {
        Value::Glob(item)
    } else {
        Value::Text(item)
    }
}

fn one(value: &Value, span: Span) -> Word {
    Word {
        values: Few::one(value.clone()),
        quoted: false,
        span,
    }
}

/// `$0`, `$1` … with their values.
pub(super) fn arguments(words: &[Word]) -> Vec<Texts> {
    words.iter().map(word_texts).collect()
}

/// The word with a mark in it replaced by each of the values.
fn fill(word: &Word, mark: &str, values: &[Value]) -> Word {
    let text = first_text(word);
    if mark.is_empty() || !text.contains(mark) || values.is_empty() {
        return word.clone();
    }
    // What a list has as `folder/*` is printed as names: behind another folder only they count.
    let behind_folder = text.contains(format_compact!("/{mark}").as_str());
    let texts = values.iter().map(|value| {
        let text = word_texts(&one(value, word.span)).concat();
        match (value, text.rsplit_once('/')) {
            (Value::Glob(_), Some((_, "*"))) if behind_folder => "*".into(),
            _ => text,
        }
    });
    let values: Values = texts
        .map(|value| {
            let filled = Text::from(text.replace(mark, &value));
            // A name from a list stands for a path, unless nothing is known of it.
            let is_path = text == mark || text.ends_with(format_compact!("/{mark}").as_str());
            if has_mark(&filled) || !is_path && !matches!(word.values.first(), Some(Value::Glob(_)))
            {
                Value::Text(filled)
            } else {
                item_value(filled)
            }
        })
        .collect();
    Word {
        values,
        quoted: word.quoted,
        span: word.span,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, EffectKind, read};

    /// What is deleted with all below: paths, `?` where one is not known.
    fn check(text: &str, expected: &[&str]) {
        let context = Context {
            cwd: Some("/home/dev/project".into()),
            home: Some("/home/dev".into()),
            ..Context::default()
        };
        let effects = read(text, &context).effects;
        let deleted = effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Delete {
                path,
                recursive: true,
            } => Some(path.absolute.as_deref().unwrap_or("?")),
            _ => None,
        });
        assert_eq!(deleted.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn lists_of_what_is_in_the_working_directory() {
        check("cd /; ls | xargs rm -rf", &["/*"]);
        check("cd / && ls -A | xargs -I{} rm -rf {}", &["/*"]);
        check("cd; ls | sort -r | xargs -n1 rm -rf", &["/home/dev/*"]);
        check("cd; ls | grep -v keep | xargs rm -rf", &["/home/dev/*"]);
        check("cd /; for d in $(ls); do rm -rf $d; done", &["/*"]);
        check("cd /; ls | while read d; do rm -rf \"$d\"; done", &["/*"]);
        check("ls | while read d; do rm -rf \"/$d\"; done", &["/*"]);
        check("ls | xargs rm -rf", &["/home/dev/project/*"]);
        check("compgen -G '/*' | xargs rm -rf", &["/*"]);
        // Which arm is taken depends on the names.
        check("case $(ls) in *x*) rm -rf /;; esac", &["/"]);
        // A choice of names is not all of them.
        check("cd; ls | grep '^tmp' | xargs rm -rf", &[]);
        check("cd; ls -t | tail -n +9 | xargs rm -rf", &[]);
        check("cd; ls -d | xargs rm -rf", &["/home/dev"]);
        check("cd /; ls | xargs rm -f", &[]);
    }

    #[test]
    fn lists_in_a_file() {
        check("xargs -a list rm -rf", &["?"]);
        check("xargs -a list rm -f", &[]);
        check("xargs --arg-file=list -I{} rm -rf /{}", &["/"]);
        check("printf '/\\n' > list; xargs -a list rm -rf", &["/"]);
        check("echo / | xargs -a /dev/stdin rm -rf", &["/"]);
        check("echo / | xargs -a list echo rm -rf", &[]);
    }
}
