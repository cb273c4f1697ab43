//! Whether the conditions of a rule could hold for an action, told from their text before anything is decoded.

use std::cell::OnceCell;
use std::iter;

use aegis_shell::Text;

use crate::action::Action;
use crate::pattern::{Place, may_match};
use crate::programs::Programs;
use crate::yaml::Cursor;

/// One action, which the conditions of many rules are held against.
pub(crate) struct Prefilter<'a> {
    action: &'a Action<'a>,
    programs: Programs<'a>,
    /// The texts of all invocations, a line each.
    parts: OnceCell<String>,
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

    fn condition(&self, cursor: &mut Cursor<'_>, key: &str) -> Option<Found> {
        let action = self.action;
        match key {
            "effects" if action.effects.is_empty() => Some(Found::No),
            "sql" if action.statements.is_empty() => Some(Found::No),
            "commands" => self.commands(cursor),
            "tools" => patterns(cursor, Place::Whole, iter::once(action.tool)),
            "path_patterns" => match &action.path {
                None => Some(Found::No),
                Some(path) if path.unknown => skipped(cursor),
                Some(path) => {
                    let forms = path.forms.iter().map(String::as_str);
                    patterns(cursor, Place::Anywhere, forms)
                }
            },
            "hosts" => match &action.host {
                None => skipped(cursor),
                Some(host) => patterns(cursor, Place::Anywhere, iter::once(host.as_str())),
            },
            "content_patterns" => {
                let texts = action.content.into_iter();
                patterns(cursor, Place::Anywhere, texts)
            }
            "command_patterns" => self.command_patterns(cursor),
            _ => skipped(cursor),
        }
    }

    /// Some pattern must match the text of the command or of an invocation.
    fn command_patterns(&self, cursor: &mut Cursor<'_>) -> Option<Found> {
        let parts = || self.action.invocations.iter().map(|part| &*part.text);
        let command = self.action.command;
        let mut any = false;
        cursor.list(|cursor| {
            let source = cursor.scalar()?;
            if any {
                return Some(());
            }
            let source = source.text()?;
            let whole = command.into_iter();
            // What need not stand at an end of a text is looked for in all texts at once.
            any = if source.contains(['^', '$']) {
                may_match(&source, Place::Anywhere, whole.chain(parts()))
            } else {
                let joined = || parts().flat_map(|part| [part, "\n"]).collect();
                let joined = self.parts.get_or_init(joined);
                may_match(&source, Place::Anywhere, whole.chain([joined.as_str()]))
            };
            Some(())
        })?;
        Some(found(any))
    }

    /// Some command must run a program of the action.
    fn commands(&self, cursor: &mut Cursor<'_>) -> Option<Found> {
        let runs = || {
            self.programs
                .get()
                .iter()
                .flat_map(|program| &program.paths)
        };
        let mut any = false;
        cursor.list(|cursor| {
            cursor.mapping(|cursor, key| {
                if any || key != "run" {
                    return cursor.skip();
                }
                let source = cursor.scalar()?.text()?;
                any = may_match(&source, Place::Whole, runs().map(Text::as_str));
                Some(())
            })
        })?;
        Some(found(any))
    }
}

fn found(any: bool) -> Found {
    if any { Found::Maybe } else { Found::No }
}

fn skipped(cursor: &mut Cursor<'_>) -> Option<Found> {
    cursor.skip().map(|()| Found::Maybe)
}

/// Some pattern of the list must match some text.
fn patterns<'x>(
    cursor: &mut Cursor<'_>,
    place: Place,
    texts: impl Iterator<Item = &'x str> + Clone,
) -> Option<Found> {
    let mut any = false;
    cursor.list(|cursor| {
        let source = cursor.scalar()?;
        if !any {
            any = may_match(&source.text()?, place, texts.clone());
        }
        Some(())
    })?;
    Some(found(any))
}
