//! The walk over the tree: what the shell would do, command by command, and what that would do to the world.
//!
//! As in the parser, what every command passes through is inlined by force, and what few commands need is kept apart.

mod builtins;
mod carried;
mod commands;
mod control;
mod decode;
mod disclosed;
mod effects;
mod endpoint;
mod names;
pub(crate) mod outputs;
mod payloads;
mod recorded;
mod redirects;
mod scripts;
mod sinks;
mod startup;
mod state;
mod stream;
mod way;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use compact_str::format_compact;

use crate::context::{Context, Dialect};
use crate::paths;
use crate::reading::Language;
use crate::script::{Certainty, Effect, EffectKind, Layer, Script, Span, Text, Word};
use crate::syntax::ast::List;
use crate::syntax::{Kept, MAX_NESTING, Origin};
use crate::unknown::Unknowns;
pub(crate) use carried::is_label;
use state::{Folder, State};
pub(crate) use stream::Stream;
use way::Way;

/// Longest text that is read.
const MAX_TEXT: usize = 1 << 20;
/// Most invocations of a reading.
const MAX_INVOCATIONS: usize = 4096;
/// Most effects of a reading: a few for each invocation.
const MAX_EFFECTS: usize = 4 * MAX_INVOCATIONS;
/// Most calls of functions and aliases, and turns of loops beyond the first.
const MAX_EXPANSIONS: usize = 256;
/// How it is told that a text is nested too deeply.
const DEEP: &str = "nesting deeper than 64 levels";
/// Most bytes that expansions may make.
const MAX_MADE: usize = 8 << 20;

/// The walk's state: that of the shell, and the reading so far.
pub(crate) struct Walker<'a> {
    pub(crate) source: &'a str,
    pub(crate) context: &'a Context,
    pub(crate) state: State,
    pub(crate) unknowns: Unknowns,
    /// What was written to files and pipes, by absolute path.
    pub(crate) files: BTreeMap<Text, Stream>,
    /// `>( … )` of the command at hand: the pipe's name and who reads from it.
    pub(crate) deferred: Vec<(Text, Kept, Span)>,
    /// Rows of words that were run: their memory serves others.
    pub(crate) spare_rows: Vec<Vec<Word>>,
    script: Script,
    way: Way,
    stdin: Stream,
    /// Whether the text says who takes what is printed: a pipe, a substitution, a file. Nobody else asks what it is.
    heard: bool,
    /// Texts of `trap`, which run when the script is over.
    traps: Vec<(Text, Span)>,
    /// Names that a function declared local, with what they had before.
    locals: Vec<Vec<(Text, Option<state::Variable>)>>,
    /// Mounts (host path, container path), while the walk is inside a container.
    mounts: Option<Vec<(Text, Text)>>,
    /// Whether that container ran before.
    running: bool,
    /// The invocation that acts.
    current: Option<usize>,
    /// Whether what is walked is only one of the ways to read something.
    possible: bool,
    /// The place of the text at hand, where it does not stand in the source.
    derived: Option<Span>,
    depth: usize,
    expansions: usize,
    made: usize,
    pipes: usize,
    stopped: bool,
    /// The bounds that were passed, each with the index of its effect. They are asked for once a step where there is more
    /// than is read.
    noted: Vec<(&'static str, usize)>,
}

/// Reads a text.
pub(crate) fn read(text: &str, context: &Context) -> Script {
    let mut walker = Walker::new(text, context);
    walker.script.reserve(text.len());
    if text.len() > MAX_TEXT {
        walker.over_budget("text longer than 1 MiB");
        return walker.script;
    }
    match context.dialect {
        Dialect::Posix => {
            walker.shell_text(text, Origin::Shifted(0));
            walker.run_traps();
            walker.run_startup_files();
            // Some clients call one tool for the shell of every system.
            if let Some(dialect) = crate::windows::spoken(text) {
                let span = Span {
                    start: 0,
                    end: text.len(),
                };
                walker.windows(text, dialect, span, true);
            }
        }
        Dialect::PowerShell => walker.windows(
            text,
            Dialect::PowerShell,
            Span {
                start: 0,
                end: text.len(),
            },
            true,
        ),
        Dialect::Cmd => walker.windows(
            text,
            Dialect::Cmd,
            Span {
                start: 0,
                end: text.len(),
            },
            true,
        ),
    }
    walker.script
}

impl<'a> Walker<'a> {
    pub(crate) fn new(source: &'a str, context: &'a Context) -> Self {
        let cwd = Folder(context.cwd.iter().map(|cwd| paths::folder(cwd)).collect());
        Walker {
            source,
            context,
            state: State::at(cwd),
            unknowns: Unknowns::default(),
            files: BTreeMap::new(),
            deferred: Vec::new(),
            spare_rows: Vec::new(),
            script: Script::default(),
            way: Way::default(),
            stdin: Stream::Inherited,
            heard: false,
            traps: Vec::new(),
            locals: Vec::new(),
            mounts: None,
            running: false,
            current: None,
            possible: false,
            derived: None,
            depth: 0,
            expansions: 0,
            made: 0,
            pipes: 0,
            stopped: false,
            noted: Vec::new(),
        }
    }

    /// Reads a text as shell, in the current state.
    fn shell_text(&mut self, text: &str, origin: Origin) -> Stream {
        let derived = match origin {
            Origin::Derived(span) => Some(span),
            Origin::Shifted(_) => None,
        };
        let outer = std::mem::replace(&mut self.derived, derived);
        let before = self.script.effects.len();
        let (output, over) = self.listed(text, origin);
        self.derived = outer;
        if over.is_some() {
            self.note_over_before(before, DEEP);
        }
        output
    }

    /// Walks with one more layer on the way.
    pub(crate) fn in_layer<T>(
        &mut self,
        name: &str,
        span: Span,
        walk: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let span = self.place(span);
        self.way.enter(Layer {
            name: name.into(),
            span,
        });
        let result = walk(self);
        self.way.leave();
        result
    }

    /// Walks a list in a subshell.
    pub(crate) fn subshell(&mut self, list: List<'_>) -> Stream {
        let checkpoint = self.state.checkpoint();
        let output = self.list(list);
        self.state.roll_back(checkpoint);
        output
    }

    /// Walks with other input.
    fn with_input<T>(&mut self, input: Option<Stream>, walk: impl FnOnce(&mut Self) -> T) -> T {
        let Some(input) = input else {
            return walk(self);
        };
        let outer = std::mem::replace(&mut self.stdin, input);
        let result = walk(self);
        self.stdin = outer;
        result
    }

    /// Walks what somebody listens to, or nobody.
    pub(crate) fn with_listener<T>(&mut self, heard: bool, walk: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.heard, heard);
        let result = walk(self);
        self.heard = outer;
        result
    }

    /// A name for a pipe of `<( … )`.
    pub(crate) fn pipe_name(&mut self) -> Text {
        self.pipes += 1;
        format_compact!("/dev/fd/{}", 62 + self.pipes)
    }

    /// The place of a node in the source.
    #[inline]
    pub(crate) fn place(&self, span: Span) -> Span {
        self.derived.unwrap_or(span)
    }

    /// One level deeper; `false` where that is too deep.
    fn deepen(&mut self) -> bool {
        if self.stopped {
            return false;
        }
        if self.depth >= MAX_NESTING {
            self.note_over(DEEP);
            return false;
        }
        self.depth += 1;
        true
    }

    /// Counts a call of a function or alias, or a further turn of a loop.
    fn count_expansion(&mut self) -> bool {
        self.expansions += 1;
        if self.expansions > MAX_EXPANSIONS {
            self.over_budget("256 calls of functions and aliases");
        }
        !self.stopped
    }

    /// Counts the bytes that an expansion made.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) {
        self.made += bytes;
        if self.made > MAX_MADE {
            self.over_budget("8 MiB of expanded text");
        }
    }

    /// Notes that there was more to read than the reader reads, and ends the walk.
    #[cold]
    pub(crate) fn over_budget(&mut self, bound: &'static str) {
        self.stopped = true;
        self.note_over(bound);
    }

    /// Notes, once, that a part was not read.
    #[cold]
    fn note_over(&mut self, bound: &'static str) {
        self.note_over_before(self.script.effects.len(), bound);
    }

    /// The same, in front of the effects from an index on.
    #[cold]
    fn note_over_before(&mut self, index: usize, bound: &'static str) {
        if let Some(note) = self.noted.iter().position(|note| note.0 == bound) {
            let (_, at) = self.noted.swap_remove(note);
            if at < index {
                self.noted.push((bound, at));
                return;
            }
            self.script.effects.remove(at);
            self.move_notes(at, |at| at - 1);
        }
        self.move_notes(index, |at| at + 1);
        self.noted.push((bound, index));
        let effect = Effect {
            kind: EffectKind::OverBudget {
                bound: bound.into(),
            },
            certainty: Certainty::Certain,
            invocation: None,
            via: self.way.shared(),
            span: Span {
                start: 0,
                end: self.source.len(),
            },
        };
        self.script.effects.insert(index, effect);
    }

    /// Follows the notes that stand at an index or behind it.
    fn move_notes(&mut self, from: usize, follow: impl Fn(usize) -> usize) {
        for (_, at) in self.noted.iter_mut().filter(|(_, at)| *at >= from) {
            *at = follow(*at);
        }
    }

    fn run_traps(&mut self) {
        for (text, span) in std::mem::take(&mut self.traps) {
            self.in_layer("trap", span, |walker| {
                walker.code(Language::Shell, &[text], span, None)
            });
        }
    }
}
