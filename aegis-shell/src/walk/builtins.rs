//! Commands that change the shell itself.

use compact_str::format_compact;

use super::effects::Touch;
use super::state::Variable;
use super::words::{as_assignment, word_texts};
use super::{Stream, Walker};
use crate::expand::{MAX_VALUES, first_text};
use crate::few::Few;
use crate::reading::Language;
use crate::script::{Span, Text, Texts, Word};
use crate::unknown::{VARIABLE, is_opaque, mark_text};

impl Walker<'_> {
    /// Runs a builtin and returns what it prints; `None` if the program is none.
    // What few commands need is kept out of the way of the others.
    #[inline(never)]
    pub(super) fn builtin(&mut self, program: &str, args: &[Word], span: Span) -> Option<Stream> {
        match program {
            "cd" | "chdir" => self.change_folder(args),
            "pushd" => {
                self.state.stack.push(self.state.cwd.clone());
                self.change_folder(args);
            }
            "popd" => {
                let folder = self.state.stack.pop().unwrap_or_default();
                self.state.enter(folder);
            }
            "export" | "declare" | "typeset" | "readonly" | "local" => self.declare(program, args),
            "unset" => {
                for name in args
                    .iter()
                    .map(first_text)
                    .filter(|name| !name.starts_with('-'))
                {
                    self.assign(name, Few::one(Text::default()));
                    self.state.define(name, None);
                }
            }
            "set" => self.set_arguments(args),
            "shift" => {
                let count: usize = args
                    .first()
                    .map_or(1, |word| first_text(word).parse().unwrap_or(1));
                let mut arguments = self.state.arguments.clone();
                let end = arguments.len().min(count.saturating_add(1));
                if end > 1 {
                    arguments.drain(1..end);
                }
                self.state.bind(arguments);
            }
            "read" => self.read_line(args),
            "mapfile" | "readarray" => self.read_lines(args),
            "alias" => self.define_aliases(args),
            "unalias" => {
                for name in args.iter().map(first_text) {
                    self.state.alias(name, None);
                }
            }
            "trap" => self.set_trap(args, span),
            "eval" => return Some(self.evaluate(args, span)),
            "source" | "." => return Some(self.source_file(args, span)),
            "printf" if args.first().is_some_and(|word| first_text(word) == "-v") => {
                let name = Text::from(args.get(1).map(first_text).unwrap_or_default());
                let printed = self.printf(args.get(2..).unwrap_or_default());
                self.assign(&name, printed);
                return Some(Stream::empty());
            }
            _ => return None,
        }
        Some(Stream::empty())
    }

    fn change_folder(&mut self, args: &[Word]) {
        let target = args.iter().find(|word| {
            let text = first_text(word);
            text == "-" || !text.starts_with('-')
        });
        let folder = match target {
            None => self.home(),
            Some(word) if first_text(word) == "-" => self.state.previous.clone(),
            Some(word) if word.values.len() == 1 && first_text(word).is_empty() => {
                self.state.cwd.clone()
            }
            Some(word) => self.folders(word),
        };
        self.state.enter(folder);
    }

    fn declare(&mut self, program: &str, args: &[Word]) {
        let mut args = args;
        while let Some((first, rest)) = args.split_first()
            && first_text(first).starts_with(['-', '+'])
        {
            args = rest;
        }
        let mut rest = args.iter().peekable();
        while let Some(word) = rest.next() {
            let (name, values) = match as_assignment(word) {
                Some((name, value)) => {
                    self.setting(&name, &value);
                    (name, Some(word_texts(&value)))
                }
                None => (first_text(word).into(), None),
            };
            if program == "local"
                && let Some(locals) = self.locals.last_mut()
            {
                locals.push((name.clone(), self.state.variables.get(&name).cloned()));
            }
            let Some(mut values) = values else { continue };
            values.truncate(MAX_VALUES);
            // `declare a=(x y)`: the elements come as words of their own behind `a=`.
            let mut elements = Vec::new();
            if values.as_slice() == [Text::default()] {
                while let Some(element) =
                    rest.next_if(|word| as_assignment(word).is_none() && word.quoted)
                {
                    elements.push(word_texts(element));
                }
            }
            if let Some(first) = elements.first() {
                let values = first.clone();
                self.state.set(
                    &name,
                    Variable {
                        values,
                        array: Some(elements),
                    },
                );
            } else {
                self.assign(&name, values);
            }
        }
    }

    /// `set -- a b`, `set a b`.
    fn set_arguments(&mut self, args: &[Word]) {
        let mut words = args.iter();
        let mut operands: Vec<&Word> = Vec::new();
        let mut given = false;
        while let Some(word) = words.next() {
            match first_text(word) {
                "--" => {
                    given = true;
                    operands.extend(words.by_ref());
                }
                "-o" | "+o" => drop(words.next()),
                text if operands.is_empty() && text.starts_with(['-', '+']) => {
                    if text.ends_with('o') {
                        words.next();
                    }
                }
                _ => operands.push(word),
            }
        }
        if given || !operands.is_empty() {
            let zero = self
                .state
                .arguments
                .first()
                .cloned()
                .unwrap_or_else(|| Few::one("bash".into()));
            let arguments = std::iter::once(zero)
                .chain(operands.into_iter().map(word_texts))
                .collect();
            self.state.bind(arguments);
        }
    }

    fn read_line(&mut self, args: &[Word]) {
        let mut names: Vec<&str> = Vec::new();
        let mut words = args.iter().map(first_text);
        let mut array = None;
        while let Some(word) = words.next() {
            match word {
                "-a" => array = words.next(),
                "-d" | "-i" | "-n" | "-N" | "-p" | "-t" | "-u" => drop(words.next()),
                flag if flag.starts_with('-') => {
                    if flag.ends_with(['d', 'n', 'p', 't', 'u']) {
                        words.next();
                    }
                }
                name => names.push(name),
            }
        }
        let lines = self.input_lines();
        if let Some(name) = array {
            let fields = lines.first().map(|line| {
                line.split_whitespace()
                    .map(|field| Few::one(field.into()))
                    .collect::<Vec<Texts>>()
            });
            let elements = fields.unwrap_or_default();
            let values = elements
                .first()
                .cloned()
                .unwrap_or_else(|| Few::one(Text::default()));
            return self.state.set(
                name,
                Variable {
                    values,
                    array: Some(elements),
                },
            );
        }
        if names.is_empty() {
            names.push("REPLY");
        }
        let last = names.len() - 1;
        let mut values: Vec<Texts> = vec![Texts::new(); names.len()];
        for line in &lines {
            let mut rest = line.trim();
            for (at, column) in values.iter_mut().enumerate() {
                let (field, after) = if at == last {
                    (rest, "")
                } else {
                    rest.split_once([' ', '\t']).unwrap_or((rest, ""))
                };
                rest = after.trim_start();
                if !column.iter().any(|known| known == field) {
                    column.push(field.into());
                }
            }
        }
        for (name, column) in names.into_iter().zip(values) {
            self.assign(name, column);
        }
    }

    /// The lines of stdin, as many as a variable takes.
    fn input_lines(&mut self) -> Texts {
        let stream = std::mem::take(&mut self.stdin);
        let mut lines: Texts = match &stream {
            Stream::Known(texts) => texts
                .iter()
                .flat_map(|text| text.split(['\n', '\0']))
                .filter(|line| !line.is_empty())
                .take(MAX_VALUES + 1)
                .map(Text::from)
                .collect(),
            stream => stream.clone().into_texts(&mut self.unknowns),
        };
        self.stdin = stream;
        if lines.len() > MAX_VALUES {
            lines.truncate(MAX_VALUES - 1);
            lines.push(mark_text(VARIABLE));
        }
        if lines.is_empty() {
            lines.push(Text::default());
        }
        lines
    }

    fn read_lines(&mut self, args: &[Word]) {
        let name = args
            .iter()
            .map(first_text)
            .rfind(|name| !name.starts_with('-'))
            .unwrap_or("MAPFILE");
        let lines = self.input_lines();
        let values = lines.first().cloned().into_iter().collect();
        self.state.set(
            name,
            Variable {
                values,
                array: Some(lines.into_iter().map(Few::one).collect()),
            },
        );
    }

    fn define_aliases(&mut self, args: &[Word]) {
        for word in args {
            if let Some((name, value)) = first_text(word).split_once('=')
                && !name.is_empty()
            {
                self.state.alias(name, Some(value.into()));
            }
        }
    }

    fn set_trap(&mut self, args: &[Word], span: Span) {
        let args = if args.first().is_some_and(|word| first_text(word) == "--") {
            args.get(1..).unwrap_or_default()
        } else {
            args
        };
        let [text, signals @ ..] = args else { return };
        if signals.is_empty() || first_text(text).starts_with('-') || self.traps.len() >= 64 {
            return;
        }
        for text in word_texts(text)
            .into_iter()
            .filter(|text| !text.trim().is_empty())
        {
            self.traps.push((text, span));
        }
    }

    fn evaluate(&mut self, args: &[Word], span: Span) -> Stream {
        let args = if args.first().is_some_and(|word| first_text(word) == "--") {
            args.get(1..).unwrap_or_default()
        } else {
            args
        };
        if let [only] = args {
            return self.in_layer("eval", span, |walker| walker.code_word_here(only));
        }
        let mut lines: Texts = Few::one(Text::default());
        for word in args {
            let texts = word_texts(word);
            if let Some(text) = texts.single() {
                // A long line is not copied for each of its words.
                for line in lines.as_mut_slice() {
                    line.push_str(text);
                    line.push(' ');
                }
                continue;
            }
            lines = lines
                .iter()
                .flat_map(|line| {
                    texts
                        .iter()
                        .map(move |text| format_compact!("{line}{text} "))
                })
                .take(MAX_VALUES)
                .collect();
        }
        self.in_layer("eval", span, |walker| {
            walker.code(Language::Shell, &lines, span, None)
        })
    }

    fn code_word_here(&mut self, word: &Word) -> Stream {
        self.code(Language::Shell, &word_texts(word), word.span, None)
    }

    fn source_file(&mut self, args: &[Word], span: Span) -> Stream {
        let Some((path, rest)) = args.split_first() else {
            return Stream::empty();
        };
        if is_opaque(first_text(path)) {
            return Stream::empty();
        }
        let found = self.resolved(path, None);
        let content = self.or_archive(self.content_of(&found));
        self.touch(found, Touch::Read, span, false);
        match content {
            Stream::Known(texts) => {
                self.count_expansion();
                let arguments = (!rest.is_empty()).then(|| {
                    std::iter::once(Few::one("bash".into()))
                        .chain(rest.iter().map(word_texts))
                        .collect()
                });
                self.in_layer("source", span, |walker| {
                    walker.code(Language::Shell, &texts, span, arguments)
                })
            }
            Stream::Unknown(source) => {
                self.opaque(&source, span);
                Stream::empty()
            }
            Stream::File(path) => {
                self.want(path);
                Stream::empty()
            }
            Stream::Inherited => Stream::empty(),
        }
    }

    /// `printf FORMAT ARGUMENTS`: what it prints.
    pub(super) fn printf(&mut self, args: &[Word]) -> Texts {
        let args = if args.first().is_some_and(|word| first_text(word) == "--") {
            args.get(1..).unwrap_or_default()
        } else {
            args
        };
        let Some((format, rest)) = args.split_first() else {
            return Few::one(Text::default());
        };
        let ways = rest
            .iter()
            .map(|word| word.values.len())
            .max()
            .unwrap_or(1)
            .clamp(1, MAX_VALUES);
        let columns: Vec<Texts> = rest.iter().map(word_texts).collect();
        let format = Text::from(first_text(format));
        let print = |way: usize| {
            let values: Vec<&str> = columns
                .iter()
                .map(|column| column.get(way).or(column.first()).map_or("", Text::as_str))
                .collect();
            super::decode::format(&format, &values)
        };
        (0..ways).map(print).collect()
    }
}
