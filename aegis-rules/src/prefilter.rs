//! Whether the conditions of a rule could hold for an action, told from their text before anything is decoded.

use std::cell::OnceCell;
use std::iter;

use aegis_shell::Text;

use crate::action::Action;
use crate::outline::Span;
use crate::pattern::{Initials, Place, may_match};
use crate::programs::Programs;
use crate::yaml::Cursor;

/// One action, which the conditions of many rules are held against.
pub(crate) struct Prefilter<'a> {
    action: &'a Action<'a>,
    programs: Programs<'a>,
    /// The texts of all invocations, a line each.
    parts: OnceCell<String>,
    /// Of the forms of its path.
    initials: OnceCell<Initials>,
}

/// What was read of a condition, or that reading it further is of no use.
enum Found {
    /// It could hold.
    Maybe,
    /// It does not.
    No,
}

impl<'a> Prefilter<'a> {
    pub(crate) fn new(action: &'a Action<'a>) -> Self {
        Prefilter {
            action,
            programs: Programs::new(action.invocations),
            parts: OnceCell::new(),
            initials: OnceCell::new(),
        }
    }

    /// What the action starts.
    pub(crate) fn programs(&self) -> &Programs<'a> {
        &self.programs
    }

    /// `false` if the conditions, whose lines are known to be right, surely do not hold.
    pub(crate) fn may_hold(&self, conditions: &str) -> bool {
        let mut refused = false;
        let mut cursor = Cursor::new(conditions, 1);
        // Where reading ends early is of no account: what was not read could hold.
        let _ = cursor.mapping(|cursor, _| {
            cursor.mapping(|cursor, key| match self.condition(cursor, key)? {
                Found::Maybe => Some(()),
                Found::No => {
                    refused = true;
                    None
                }
            })
        });
        !refused
    }

    /// `false` if none of the patterns could match what they are compared with.
    pub(crate) fn may_match(&self, probe: &Probe, text: &str) -> bool {
        probe.patterns(text).is_none_or(|mut patterns| {
            patterns.any(|(subject, pattern)| self.pattern_may_match(subject, pattern))
        })
    }

    fn condition(&self, cursor: &mut Cursor<'_>, key: &str) -> Option<Found> {
        let action = self.action;
        match key {
            "effects" if action.effects.is_empty() => return Some(Found::No),
            "sql" if action.statements.is_empty() => return Some(Found::No),
            "commands" => return self.commands(cursor),
            _ => {}
        }
        let Some(subject) = Subject::of_condition(key) else {
            cursor.skip()?;
            return Some(Found::Maybe);
        };
        let mut any = false;
        cursor.list(|cursor| {
            let source = cursor.scalar()?;
            any = any || self.pattern_may_match(subject, &source.text()?);
            Some(())
        })?;
        Some(found(any))
    }

    /// Some command must run a program of the action.
    fn commands(&self, cursor: &mut Cursor<'_>) -> Option<Found> {
        let mut any = false;
        cursor.list(|cursor| {
            cursor.mapping(|cursor, key| {
                if any || key != "run" {
                    return cursor.skip();
                }
                let source = cursor.scalar()?.text()?;
                any = self.pattern_may_match(Subject::Program, &source);
                Some(())
            })
        })?;
        Some(found(any))
    }

    /// `false` if the pattern, which is one of the common syntax, surely does not match this part of the action.
    fn pattern_may_match(&self, subject: Subject, source: &str) -> bool {
        let action = self.action;
        let anywhere = Place::Anywhere;
        match subject {
            Subject::Program => {
                let programs = self.programs.get().iter();
                let runs = programs.flat_map(|program| &program.paths);
                may_match(source, Place::Whole, runs.map(Text::as_str))
            }
            Subject::Tool => may_match(source, Place::Whole, iter::once(action.tool)),
            Subject::Path => action.path.as_ref().is_some_and(|path| {
                let forms = path.forms.iter().map(String::as_str);
                let initials = self.initials.get_or_init(|| Initials::of(forms.clone()));
                path.unknown || (initials.may_match(source) && may_match(source, anywhere, forms))
            }),
            Subject::Host => action
                .host
                .as_ref()
                .is_none_or(|host| may_match(source, anywhere, iter::once(host.as_str()))),
            Subject::Content => may_match(source, anywhere, action.content.into_iter()),
            Subject::Command => self.command_may_match(source),
        }
    }

    /// Of the text of the command and of the invocations.
    fn command_may_match(&self, source: &str) -> bool {
        let whole = self.action.command.into_iter();
        let parts = self.action.invocations.iter().map(|part| &*part.text);
        // What need not stand at an end of a text is looked for in all texts at once.
        if source.contains(['^', '$']) {
            return may_match(source, Place::Anywhere, whole.chain(parts));
        }
        let joined = || parts.flat_map(|part| [part, "\n"]).collect();
        let joined = self.parts.get_or_init(joined);
        may_match(
            source,
            Place::Anywhere,
            whole.chain(iter::once(joined.as_str())),
        )
    }
}

/// The part of an action that a pattern is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Program,
    Tool,
    Path,
    Host,
    Command,
    Content,
}

impl Subject {
    /// That of the patterns under a condition, of which one must match.
    pub(crate) const fn of_condition(key: &str) -> Option<Subject> {
        Some(match key.as_bytes() {
            b"tools" => Subject::Tool,
            b"path_patterns" => Subject::Path,
            b"hosts" => Subject::Host,
            b"command_patterns" => Subject::Command,
            b"content_patterns" => Subject::Content,
            _ => return None,
        })
    }
}

/// The patterns of one condition, noted while the file was read, so that most rules are refused without reading their
/// conditions again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    subject: Option<Subject>,
    /// Where they stand; the rest is empty.
    places: [Span; Probe::MOST],
    /// There are more of them, or they do not stand there as they are meant.
    unusable: bool,
}

impl Probe {
    const MOST: usize = 3;
    pub(crate) const EMPTY: Probe = Probe {
        subject: None,
        places: [Span::EMPTY; Probe::MOST],
        unusable: false,
    };

    /// Notes a pattern, if it is of the condition whose patterns were the first to be noted. `None` is one with escapes.
    pub(crate) fn note(&mut self, subject: Subject, place: Option<Span>) {
        if *self.subject.get_or_insert(subject) != subject {
            return;
        }
        let free = self.places.iter_mut().find(|place| place.is_empty());
        match free.zip(place) {
            Some((free, place)) => *free = place,
            None => self.unusable = true,
        }
    }

    /// The patterns, of which one must match; `None` if they are not known.
    fn patterns<'t>(&self, text: &'t str) -> Option<impl Iterator<Item = (Subject, &'t str)>> {
        let subject = self.subject.filter(|_| !self.unusable)?;
        let places = self.places.into_iter().filter(|place| !place.is_empty());
        Some(places.map(move |place| (subject, place.of(text))))
    }
}

fn found(any: bool) -> Found {
    if any { Found::Maybe } else { Found::No }
}
