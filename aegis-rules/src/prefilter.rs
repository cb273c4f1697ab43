//! Whether the conditions of a rule could hold for an action, told from their text before anything is decoded.

use std::cell::OnceCell;
use std::iter;

use aegis_shell::{Invocation, Text};

use crate::action::Action;
use crate::pattern::{Place, may_match};
use crate::yaml::Cursor;

/// One action, which the conditions of many rules are held against.
pub(crate) struct Prefilter<'a> {
    action: &'a Action<'a>,
    /// Every program with every beginning of its subcommand path.
    runs: OnceCell<Vec<Text>>,
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
            runs: OnceCell::new(),
        }
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
            "command_patterns" => {
                let parts = action.invocations.iter().map(|part| part.text.as_str());
                let texts = action.command.into_iter().chain(parts);
                patterns(cursor, Place::Anywhere, texts)
            }
            _ => skipped(cursor),
        }
    }

    /// Some command must run a program of the action.
    fn commands(&self, cursor: &mut Cursor<'_>) -> Option<Found> {
        let runs = self.runs.get_or_init(|| {
            let invocations = self.action.invocations.iter();
            invocations.flat_map(run_paths).collect()
        });
        let mut any = false;
        cursor.list(|cursor| {
            cursor.mapping(|cursor, key| {
                if any || key != "run" {
                    return cursor.skip();
                }
                let source = cursor.scalar()?.text()?;
                any = may_match(&source, Place::Whole, runs.iter().map(Text::as_str));
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

/// The texts that `run` is compared with.
pub(crate) fn run_paths(invocation: &Invocation) -> Vec<Text> {
    let Some(program) = &invocation.program else {
        return Vec::new();
    };
    let mut paths = vec![program.clone()];
    let mut path = program.clone();
    for subcommand in &invocation.subcommands {
        path.push(' ');
        path.push_str(subcommand);
        paths.push(path.clone());
    }
    paths
}
