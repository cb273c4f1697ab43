//! Simple commands: assignments, aliases, functions, and the program that is left.

use compact_str::format_compact;

use super::effects::Doer;
use super::names::{self, Names, program_names};
use super::recorded::Left;
use super::state::Variable;
use super::words::word_texts;
use super::{Stream, Walker};
use crate::expand::{Rows, first_text};
use crate::few::Few;
use crate::reading::{Language, Operand};
use crate::script::{Span, Text, Texts, Value, Word};
use crate::syntax::ast::{Assignment, Assignments, Item, List, Simple};
use crate::syntax::{Origin, parse};
use crate::tools::{self, Builtin, Call};
use crate::unknown::{Source, VARIABLE, is_opaque, mark_text};

/// What copying an element of an array costs besides its text, in bytes of the budget for expansions.
const ELEMENT_COST: usize = 16;

/// Variables whose value the program that they are set for runs.
const RUN: [&str; 14] = [
    "GIT_SSH_COMMAND",
    "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR",
    "GIT_PAGER",
    "GIT_EXTERNAL_DIFF",
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "MANPAGER",
    "LESSOPEN",
    "LESSCLOSE",
    "PROMPT_COMMAND",
];

/// `NAME=value` words before a program.
pub(super) type Environment = Vec<(Text, Word)>;

/// What most commands have before their program.
static NOTHING_BOUND: Environment = Environment::new();

/// Whether there are no words in any row.
#[inline]
fn is_nothing(rows: &Rows) -> bool {
    match rows.as_slice() {
        [row] => row.is_empty(),
        rows => rows.iter().all(Vec::is_empty),
    }
}

/// The first text of a word, as [`first_text`] has it.
fn first_value(word: &Word) -> Text {
    match word.values.first() {
        Some(Value::Text(text) | Value::Glob(text) | Value::Prefix(text)) => text.clone(),
        _ => Text::default(),
    }
}

impl Walker<'_> {
    pub(super) fn simple(&mut self, simple: &Simple<'_>, span: Span) -> Stream {
        if self.stopped {
            return Stream::empty();
        }
        if !self.state.aliases.is_empty()
            && let Some(output) = self.aliased(simple, span)
        {
            return output;
        }
        if !simple.is_named() && !simple.is_redirected() {
            return self.assignments(simple);
        }
        let (mut row, mut words) = (self.spare_row(), simple.words());
        self.expand_into(&mut row, &mut words);
        if simple.is_bare() && words.ended() && !row.is_empty() {
            let output = self.run(row, &NOTHING_BOUND, self.place(span));
            if !self.deferred.is_empty() {
                self.run_deferred();
            }
            return output;
        }
        let rows = self.expand_onwards(row, words);
        if simple.is_redirected() {
            self.redirected(simple, rows, span)
        } else if is_nothing(&rows) {
            self.assignments(simple)
        } else {
            self.bound(simple, rows, span)
        }
    }

    /// A command without redirections, with assignments for it or in several rows.
    #[inline(never)]
    fn bound(&mut self, simple: &Simple<'_>, rows: Rows, span: Span) -> Stream {
        let environment = self.environment(simple.assignments());
        let output = self.run_rows(rows, &environment, self.place(span));
        self.run_deferred();
        output
    }

    /// Assignments with nothing behind them. They print nothing.
    #[inline(never)]
    fn assignments(&mut self, simple: &Simple<'_>) -> Stream {
        for assignment in simple.assignments() {
            self.assignment(&assignment);
        }
        if !self.deferred.is_empty() {
            self.run_deferred();
        }
        Stream::empty()
    }

    /// A command with redirections, or these alone.
    #[inline(never)]
    fn redirected(&mut self, simple: &Simple<'_>, rows: Rows, span: Span) -> Stream {
        let mut redirected = self.redirects(simple.redirects());
        let span = self.place(span);
        if is_nothing(&rows) {
            self.redirect_effects(&mut redirected, None);
            let before = self.script.invocations.len();
            for assignment in simple.assignments() {
                self.assignment(&assignment);
            }
            // `X=$(cmd)` prints nothing; neither does a bare redirection.
            let input = if !simple.assigns() && self.script.invocations.len() == before {
                redirected.input.take()
            } else {
                None
            };
            let output = self.deliver(&mut redirected, input.unwrap_or_else(Stream::empty));
            self.run_deferred();
            return output;
        }
        let environment = self.environment(simple.assignments());
        self.redirect_effects(&mut redirected, Some(self.script.invocations.len()));
        let heard = self.is_heard(&redirected);
        let output = self.with_input(redirected.input.take(), |walker| {
            walker.with_listener(heard, |walker| walker.run_rows(rows, &environment, span))
        });
        let output = self.deliver(&mut redirected, output);
        self.run_deferred();
        output
    }

    /// Runs the rows that a command's words may come out as; what the last one prints counts.
    fn run_rows(&mut self, rows: Rows, environment: &Environment, span: Span) -> Stream {
        match rows.only() {
            Ok(row) if !row.is_empty() => self.run(row, environment, span),
            Ok(_) => Stream::Inherited,
            Err(rows) => {
                let rows = rows.into_iter().filter(|row| !row.is_empty());
                let output = rows.map(|row| self.run(row, environment, span)).last();
                output.unwrap_or_default()
            }
        }
    }

    /// An alias at the head of the command: its text with the command's own words behind.
    #[cold]
    fn aliased(&mut self, simple: &Simple<'_>, span: Span) -> Option<Stream> {
        let name = simple.words().next()?.plain()?;
        let text = self.state.aliases.get(name)?.clone();
        if !self.count_expansion() {
            return None;
        }
        let name = Text::from(name);
        let span = self.place(span);
        let (tree, _) = parse(&text, Origin::Derived(span));
        // Within its own text an alias is not expanded again.
        self.state.alias(&name, None);
        let output = self.in_layer(&format_compact!("alias {name}"), span, |walker| {
            let outer = walker.derived.replace(span);
            let output = walker.alias_text(tree.all(), simple, span);
            walker.derived = outer;
            output
        });
        self.state.alias(&name, Some(text));
        Some(output)
    }

    fn alias_text(&mut self, list: List<'_>, simple: &Simple<'_>, span: Span) -> Stream {
        let items: Vec<Item<'_>> = list.collect();
        let Some((last, first)) = items.split_last() else {
            return Stream::empty();
        };
        let Some(own) = last.single().and_then(|stage| stage.simple()) else {
            return self.list(list);
        };
        for item in first {
            for stage in item.stages {
                self.command(stage);
            }
        }
        let mut rows = self.expand_words(own.words());
        let mut rest = simple.words();
        rest.next();
        let behind = self.expand_words(rest);
        let mut redirected = self.redirects(simple.redirects());
        self.redirect_effects(&mut redirected, Some(self.script.invocations.len()));
        let environment = [
            self.environment(own.assignments()),
            self.environment(simple.assignments()),
        ]
        .concat();
        for row in &mut rows {
            row.extend(behind.first().cloned().unwrap_or_default());
        }
        let heard = self.is_heard(&redirected);
        let output = self.with_input(redirected.input.take(), |walker| {
            walker.with_listener(heard, |walker| walker.run_rows(rows, &environment, span))
        });
        self.deliver(&mut redirected, output)
    }

    #[inline]
    fn environment(&mut self, assignments: Assignments<'_>) -> Environment {
        if assignments.ended() {
            return Environment::new();
        }
        self.environment_of(assignments)
    }

    fn environment_of(&mut self, assignments: Assignments<'_>) -> Environment {
        let mut environment = Environment::new();
        for assignment in assignments {
            let texts = assignment.value().map(|value| self.expand_text(&value));
            let span = self.place(assignment.span());
            let word = super::words::texts_word(&texts.unwrap_or_default(), span);
            environment.push((assignment.name().into(), word));
        }
        environment
    }

    /// An assignment that stays.
    fn assignment(&mut self, assignment: &Assignment<'_>) {
        let Some(value) = assignment.value() else {
            return;
        };
        let name = assignment.name();
        let index = assignment.index();
        if let Some(index) = &index {
            self.expand_text(index);
        }
        if let Some(words) = value.array() {
            let rows = self.expand_words(words);
            let elements: Vec<Texts> = rows
                .into_iter()
                .next()
                .unwrap_or_default()
                .iter()
                .map(word_texts)
                .collect();
            return self.assign_array(name, elements, assignment.append);
        }
        let mut values = self.expand_text(&value);
        values.truncate(crate::expand::MAX_VALUES);
        if index.is_some() {
            return self.assign_array(name, vec![values], true);
        }
        if assignment.append {
            let before = self.lookup(name);
            let before = if before.as_slice() == [mark_text(VARIABLE)] {
                Text::default()
            } else {
                before.first().cloned().unwrap_or_default()
            };
            values = values
                .iter()
                .map(|value| format_compact!("{before}{value}"))
                .collect();
            self.charge(values.iter().map(Text::len).sum());
        }
        // What programs look for has a name in capitals.
        if name.starts_with(|first: char| first.is_ascii_uppercase()) {
            let word = super::words::texts_word(&values, self.place(assignment.span()));
            self.setting(name, &word);
        }
        self.assign(name, values);
    }

    fn assign_array(&mut self, name: &str, elements: Vec<Texts>, append: bool) {
        let mut array = if append {
            self.state
                .variables
                .get(name)
                .and_then(|variable| variable.array.clone())
                .unwrap_or_default()
        } else {
            Vec::new()
        };
        let cost = |element: &Texts| {
            element
                .iter()
                .map(|text| ELEMENT_COST + text.len())
                .sum::<usize>()
        };
        self.charge(array.iter().map(cost).sum());
        array.extend(elements);
        let values = array
            .first()
            .cloned()
            .unwrap_or_else(|| Few::one(Text::default()));
        self.state.set(
            name,
            Variable {
                values,
                array: Some(array),
            },
        );
    }

    pub(crate) fn assign(&mut self, name: &str, values: Texts) {
        self.state.set(
            name,
            Variable {
                values,
                array: None,
            },
        );
    }

    /// Runs words: the first names the program. What `NAME=value` words bind is seen by what the program runs.
    pub(super) fn run(
        &mut self,
        mut words: Vec<Word>,
        environment: &Environment,
        span: Span,
    ) -> Stream {
        // An unquoted empty expansion in front leaves the next word in its place.
        while words.len() > 1
            && words.first().is_some_and(|word| {
                !word.quoted && first_text(word).is_empty() && word.values.len() == 1
            })
        {
            words.remove(0);
        }
        let last_argument = words.last().map(first_value);
        let output = if environment.is_empty() {
            self.run_program(words, environment, span)
        } else {
            self.run_in(words, environment, span)
        };
        self.state.last_argument = last_argument;
        output
    }

    /// Runs words while these variables are bound.
    #[cold]
    fn run_in(&mut self, words: Vec<Word>, environment: &Environment, span: Span) -> Stream {
        let mut saved = Vec::with_capacity(environment.len());
        for (name, word) in environment {
            saved.push((name.clone(), self.state.variables.get(name).cloned()));
            self.assign(name, word_texts(word));
            self.setting(name, word);
        }
        let output = self.run_program(words, environment, span);
        for (name, variable) in saved {
            // `IFS= read -r IFS` aside, what the command itself bound stays.
            self.state.restore(&name, variable);
        }
        output
    }

    /// Walks the value of a variable that programs run, when it is set.
    pub(super) fn setting(&mut self, name: &str, word: &Word) {
        if RUN.contains(&name) {
            self.run_setting(name, word);
        } else if matches!(name, "BASH_ENV" | "ENV") {
            // Shells run this file before anything else.
            self.in_layer(name, word.span, |walker| {
                walker.script_file(Language::Shell, word, &[], word.span);
            });
        }
    }

    /// Walks the value of a variable that names a program; one that cannot be known is somebody's own choice.
    fn run_setting(&mut self, name: &str, word: &Word) {
        let mut texts = word_texts(word);
        texts.retain(|text| !is_opaque(text));
        // `less` tells by these signs how it takes what the program prints.
        if name == "LESSOPEN" {
            for text in &mut texts {
                *text = text.trim_start_matches(['|', '-', ' ']).into();
            }
        }
        self.in_layer(name, word.span, |walker| {
            walker.code(Language::Shell, &texts, word.span, None)
        });
    }

    #[inline(always)]
    fn run_program(&mut self, words: Vec<Word>, environment: &Environment, span: Span) -> Stream {
        let Some(first) = words.first() else {
            return Stream::empty();
        };
        if let Some(Value::Text(program)) = first.values.single()
            && names::is_simple(program)
        {
            if !self.state.functions.is_empty()
                && let Some(output) = self.call(program, words.get(1..).unwrap_or_default(), span)
            {
                return output;
            }
            let (output, left) = self.follow(program, &words, false, environment, span);
            self.give_operands(left, words);
            return output;
        }
        self.run_unclear(words, environment, span)
    }

    /// Runs words whose first one may name several programs, or says it by a path.
    #[cold]
    fn run_unclear(
        &mut self,
        mut words: Vec<Word>,
        environment: &Environment,
        span: Span,
    ) -> Stream {
        let Some(first) = words.first() else {
            return Stream::empty();
        };
        let names = match first.values.as_slice() {
            [value] => program_names(value),
            values => {
                let mut names: Names = values.iter().flat_map(program_names).collect();
                names.dedup();
                names
            }
        };
        let outer = self.possible;
        let mut output = Stream::empty();
        let last = names.len().saturating_sub(1);
        for (at, name) in names.iter().enumerate() {
            self.possible = outer || name.possible;
            let words = if at == last {
                std::mem::take(&mut words)
            } else {
                words.clone()
            };
            output = match &name.program {
                Some(program) => self.named(program, words, environment, span),
                None => self.unnamed(words, environment, span),
            };
        }
        self.possible = outer;
        output
    }

    fn named(
        &mut self,
        program: &Text,
        words: Vec<Word>,
        environment: &Environment,
        span: Span,
    ) -> Stream {
        if let Some(output) = self.call(program, words.get(1..).unwrap_or_default(), span) {
            return output;
        }
        let (output, left) = self.follow(program, &words, true, environment, span);
        self.give_operands(left, words);
        output
    }

    #[inline(always)]
    fn follow(
        &mut self,
        program: &Text,
        words: &[Word],
        by_path: bool,
        environment: &Environment,
        span: Span,
    ) -> (Stream, Left) {
        let (row, line) = self.row(words);
        let args = row.args();
        let known = tools::known(program);
        let mut reading = Call::new(program, args);
        tools::interpret(known, &mut reading);
        let recorded = self.invocation(Some(program), line, environment, span);
        let index = recorded.unwrap_or_else(|| self.last_invocation());
        let outer = self.current.replace(index);
        let doer = Doer {
            program,
            index,
            span,
            by_path,
        };
        let own = match known.builtin {
            Builtin::No => None,
            Builtin::Yes => self.builtin(program, args, span),
            Builtin::Idle => Some(Stream::empty()),
        };
        let output = match own {
            Some(output) => output,
            None => self.perform(&doer, known.prints, &row, &mut reading),
        };
        self.current = outer;
        let left = self.complete(recorded, &mut reading, &row);
        (output, left)
    }

    /// A program whose name cannot be known.
    #[cold]
    fn unnamed(&mut self, words: Vec<Word>, environment: &Environment, span: Span) -> Stream {
        let left = self.follow_unnamed(&words, environment, span);
        self.give_operands(left, words);
        Stream::output("an unknown program")
    }

    #[cold]
    fn follow_unnamed(&mut self, words: &[Word], environment: &Environment, span: Span) -> Left {
        let (row, line) = self.row(words);
        let args = row.args();
        let mut reading = Call::new("", args);
        reading
            .line
            .operands
            .extend(args.iter().map(Operand::Standing));
        let recorded = self.invocation(None, line, environment, span);
        let index = recorded.unwrap_or_else(|| self.last_invocation());
        let outer = self.current.replace(index);
        let name = words
            .first()
            .map(|word| word_texts(word).concat())
            .unwrap_or_default();
        match self.unknowns.gravest(&name).cloned() {
            Some(source @ (Source::Network(_) | Source::Decoded(_))) => self.opaque(&source, span),
            _ => self.as_deletion(args, span),
        }
        self.current = outer;
        self.complete(recorded, &mut reading, &row)
    }

    /// The deletion that an unknown program with such operands could be.
    fn as_deletion(&mut self, args: &[Word], span: Span) {
        let mut reading = Call::new("rm", args);
        tools::interpret(tools::known("rm"), &mut reading);
        for act in reading.acts {
            if let crate::reading::ActKind::Delete {
                recursive: true,
                path,
            } = &act.kind
                && word_texts(path)
                    .iter()
                    .all(|text| !crate::unknown::has_mark(text))
            {
                self.act("rm", &act, span);
            }
        }
    }

    /// Calls the function of this name, if there is one.
    #[cold]
    fn call(&mut self, name: &str, args: &[Word], span: Span) -> Option<Stream> {
        let body = self.state.functions.get(name)?.clone();
        if !self.count_expansion() || !self.deepen() {
            return Some(Stream::output(name));
        }
        let outer = self.state.arguments.clone();
        let mut arguments = vec![Few::one(name.into())];
        arguments.extend(args.iter().map(word_texts));
        self.state.bind(arguments);
        self.locals.push(Vec::new());
        let output = self.in_layer(&format_compact!("function {name}"), span, |walker| {
            let output = body.nodes().map(|command| walker.command(command));
            output.last().unwrap_or_default()
        });
        for (name, before) in self.locals.pop().unwrap_or_default().into_iter().rev() {
            self.state.restore(&name, before);
        }
        self.state.bind(outer);
        self.depth -= 1;
        Some(output)
    }
}
