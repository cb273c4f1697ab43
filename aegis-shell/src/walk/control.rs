//! Lists, pipelines and compound commands.

use super::state::{Branches, Variable};
use super::{Stream, Walker};
use crate::expand::MAX_VALUES;
use crate::glob;
use crate::script::{Text, Texts, Value};
use crate::syntax::ast::{Arms, Command, CommandKind, Item, Join, List, Lists, RawWord, Words};
use crate::syntax::{Origin, parse_each};
use crate::unknown::{VARIABLE, has_mark, mark_text};

/// What a command costs, in bytes of the budget for expansions, so that calls of long functions are bounded too.
const ITEM_COST: usize = 8;

/// The depth of the list that is walked first: nobody outside of it returns to an earlier state.
const OUTERMOST: usize = 1;

/// How far the walk of a list has come.
pub(super) struct Progress {
    /// What was printed, by whatever prints first.
    output: Option<Stream>,
    /// What was before the last pipeline that an `||` may follow.
    before: usize,
    /// Where a chain of `&&` began: whether its end was reached is not known behind it.
    chain: Option<usize>,
    /// Whether the rest is not walked.
    ended: bool,
}

impl Walker<'_> {
    /// Walks a list and returns what it prints.
    pub(super) fn list(&mut self, list: List<'_>) -> Stream {
        let Some(mut progress) = self.begin_list() else {
            return Stream::output("a script");
        };
        list.for_each(|item| self.step(&mut progress, &item));
        self.end_list(progress)
    }

    /// Begins to walk a list; `None` where that is too deep.
    #[inline]
    fn begin_list(&mut self) -> Option<Progress> {
        self.deepen().then(|| Progress {
            output: None,
            before: self.state.checkpoint(),
            chain: None,
            ended: false,
        })
    }

    /// Walks the next pipeline of a list.
    #[inline(always)]
    fn step(&mut self, progress: &mut Progress, item: &Item<'_>) {
        if progress.ended {
            return;
        }
        self.charge(ITEM_COST);
        if self.stopped {
            progress.ended = true;
            return;
        }
        let printed = self.item(progress, item);
        if self.heard {
            match &mut progress.output {
                Some(output) => output.append(printed),
                None => progress.output = Some(Stream::first(printed)),
            }
        }
    }

    #[inline(always)]
    fn item(&mut self, progress: &mut Progress, item: &Item<'_>) -> Stream {
        match item.join {
            Join::Then => {
                if let Some(checkpoint) = progress.chain.take() {
                    self.state.soften(checkpoint);
                }
                if self.depth == OUTERMOST {
                    self.state.forget();
                }
            }
            Join::And => drop(progress.chain.get_or_insert(self.state.checkpoint())),
            Join::Or => {
                progress.chain = None;
                return self.fallback(item, progress.before);
            }
        }
        progress.before = self.state.checkpoint();
        self.pipeline(item)
    }

    /// Ends the walk of a list and returns what it prints.
    #[inline]
    fn end_list(&mut self, progress: Progress) -> Stream {
        if let Some(checkpoint) = progress.chain {
            self.state.soften(checkpoint);
        }
        self.depth -= 1;
        progress.output.unwrap_or_else(Stream::empty)
    }

    /// What follows `||` runs where the command before it failed, so a `cd` since the checkpoint before that did not happen.
    #[inline(never)]
    fn fallback(&mut self, item: &Item<'_>, before: usize) -> Stream {
        let changed = self.state.folder_at(before);
        let before = changed.filter(|before| **before != self.state.cwd).cloned();
        let after = before.as_ref().map(|_| self.state.cwd.clone());
        let checkpoint = self.state.checkpoint();
        if let Some(before) = &before {
            self.state.enter(before.clone());
        }
        let output = self.pipeline(item);
        if let Some(after) = after
            && before.is_some_and(|before| before == self.state.cwd)
        {
            self.state.enter(after);
        }
        let branch = self.state.take_branch(checkpoint);
        self.state.join([branch].into_iter().collect(), false);
        output
    }

    #[inline(always)]
    fn pipeline(&mut self, item: &Item<'_>) -> Stream {
        match item.single() {
            Some(stage) if !item.background => self.command(stage),
            _ => self.stages(item),
        }
    }

    /// A pipeline of which no stage changes the state of the shell.
    #[inline(never)]
    fn stages(&mut self, item: &Item<'_>) -> Stream {
        let mut flow: Option<Stream> = None;
        let mut stages = item.stages;
        while let Some(stage) = stages.next() {
            let checkpoint = self.state.checkpoint();
            let heard = self.heard || !stages.is_empty();
            let output = self.with_input(flow.take(), |walker| {
                walker.with_listener(heard, |walker| walker.command(stage))
            });
            self.state.roll_back(checkpoint);
            flow = Some(output);
        }
        flow.unwrap_or_default()
    }

    #[inline]
    pub(super) fn command(&mut self, command: Command<'_>) -> Stream {
        match command.simple() {
            Some(simple) => self.simple(&simple, command.span()),
            None => self.compound(command),
        }
    }

    #[inline(never)]
    fn compound(&mut self, command: Command<'_>) -> Stream {
        let redirects = command.redirects();
        if redirects.is_empty() {
            return self.bare_compound(command);
        }
        let mut redirected = self.redirects(redirects);
        self.redirect_effects(&mut redirected, None);
        let heard = self.is_heard(&redirected);
        let output = self.with_input(redirected.input.take(), |walker| {
            walker.with_listener(heard, |walker| walker.bare_compound(command))
        });
        let output = self.deliver(&mut redirected, output);
        self.run_deferred();
        output
    }

    /// A compound command without redirections.
    fn bare_compound(&mut self, command: Command<'_>) -> Stream {
        match command.kind() {
            CommandKind::Simple(simple) => self.simple(&simple, command.span()),
            CommandKind::Group(list) => self.list(list),
            CommandKind::Subshell(list) => self.subshell(list),
            CommandKind::If(lists) => self.if_arms(lists),
            CommandKind::Loop(lists) => lists.fold(Stream::empty(), |printed, list| {
                printed.then(self.list(list))
            }),
            CommandKind::For { name, words, body } => self.for_loop(name, words, body),
            CommandKind::Case { subject, arms } => self.case_arms(subject, arms),
            CommandKind::Function { name, body } => {
                self.state.define(name, Some(body.keep()));
                Stream::empty()
            }
            CommandKind::Test(words) => {
                for word in words {
                    self.expand_text(&word);
                }
                Stream::empty()
            }
        }
    }

    /// Walks a text as a list, while it is read. Returns what it prints and the bound that ended the reading early.
    pub(super) fn listed(&mut self, text: &str, origin: Origin) -> (Stream, Option<&'static str>) {
        let Some(mut progress) = self.begin_list() else {
            return (Stream::output("a script"), parse_each(text, origin, |_| {}));
        };
        let over = parse_each(text, origin, |item| self.step(&mut progress, &item));
        (self.end_list(progress), over)
    }

    fn if_arms(&mut self, mut lists: Lists<'_>) -> Stream {
        let mut branches = Branches::default();
        let mut output = Stream::empty();
        let mut exhaustive = false;
        while let Some(first) = lists.next() {
            let body = match lists.next() {
                Some(body) => {
                    self.list(first);
                    body
                }
                None => {
                    exhaustive = true;
                    first
                }
            };
            let checkpoint = self.state.checkpoint();
            let printed = self.list(body);
            if self.heard {
                output.append(printed);
            }
            branches.push(self.state.take_branch(checkpoint));
        }
        self.state.join(branches, exhaustive);
        output
    }

    /// The body is walked with all values at once; with more than fit into one variable, in several turns.
    fn for_loop(&mut self, name: &str, words: Option<Words<'_>>, body: List<'_>) -> Stream {
        let values: Texts = match words {
            Some(words) => self.loop_values(&words),
            None => self
                .state
                .arguments
                .iter()
                .skip(1)
                .flatten()
                .cloned()
                .collect(),
        };
        if name.is_empty() || values.is_empty() {
            return self.list(body);
        }
        let mut output = Stream::empty();
        for (turn, chunk) in values.chunks(MAX_VALUES).enumerate() {
            if turn > 0 && !self.count_expansion() {
                break;
            }
            self.state.set(
                name,
                Variable {
                    values: chunk.to_vec().into(),
                    array: None,
                },
            );
            output = output.then(self.list(body));
        }
        output
    }

    fn loop_values(&mut self, words: &Words<'_>) -> Texts {
        let rows = self.expand_words(*words);
        let mut values = Texts::new();
        for value in rows.into_iter().flatten().flat_map(|word| word.values) {
            // A pattern stays one: it is expanded where the variable is.
            match value {
                Value::Text(text) => values.push(text),
                Value::Glob(pattern) => values.push(glob::unescape(&pattern)),
                Value::Prefix(_) | Value::Unknown => values.push(mark_text(VARIABLE)),
            }
        }
        values
    }

    fn case_arms(&mut self, subject: Option<RawWord<'_>>, arms: Arms<'_>) -> Stream {
        let subjects = subject.map_or_else(Texts::new, |subject| self.expand_text(&subject));
        // A list of files is followed as a pattern: which names those are is not known.
        let is_known = |subject: &Text| !has_mark(subject) && !glob::is_pattern(subject);
        let known = subjects.iter().all(is_known);
        let mut branches = Branches::default();
        let mut output = Stream::empty();
        let mut exhaustive = false;
        for (patterns, body) in arms {
            let patterns: Vec<Value> = patterns
                .flat_map(|pattern| self.expand_single(&pattern).values)
                .collect();
            let taken = |subject: &Text| patterns.iter().any(|pattern| takes(pattern, subject));
            if known && !subjects.iter().any(taken) {
                continue;
            }
            let checkpoint = self.state.checkpoint();
            output = output.then(self.list(body));
            branches.push(self.state.take_branch(checkpoint));
            exhaustive |= patterns
                .iter()
                .any(|pattern| *pattern == Value::Glob("*".into()));
            if known && subjects.len() == 1 {
                exhaustive = true;
                break;
            }
        }
        self.state.join(branches, exhaustive);
        output
    }
}

fn takes(pattern: &Value, subject: &str) -> bool {
    match pattern {
        Value::Text(text) => text == subject || has_mark(text),
        Value::Glob(pattern) => glob::matches(pattern, subject),
        Value::Prefix(_) | Value::Unknown => true,
    }
}
