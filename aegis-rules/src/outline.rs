//! Where the rules of a file stand, and the proof that the file has no mistake, without building anything.
//!
//! A hook is a new process for each call, and most of a file's rules have nothing to do with most calls. Still, a mistake
//! anywhere in a file must block every call, so the file is read to its end each time: in one pass that takes what is
//! surely right and gives up, with `None`, at anything else. Then the file is decoded as a whole, which tells the
//! mistakes, or finds that there are none. A rule is decoded when an action arrives that it could match.

use std::ops::Range;

use crate::action::ActionType;
use crate::condition::{ACTION_TYPES, CONDITION_KEYS, CONDITIONS, Takes};
use crate::decode::{
    COMMAND_KEYS, MAX_RULES, RULE_KEYS, TOP_KEYS, duration, is_flag_choice, is_id,
};
use crate::layer::{RuleAction, Scope};
use crate::pattern;
use crate::yaml::{self, Cursor, Mark, Shape};

/// What a file without a mistake holds.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The rule sets that it names, with the place of each; `None` if the key is absent.
    pub(crate) profiles: Option<Vec<(String, Mark)>>,
    pub(crate) rules: Vec<Header>,
}

/// What selects and orders one rule, and where in the file the rest of it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) id: String,
    pub(crate) enabled: bool,
    pub(crate) priority: i64,
    pub(crate) action_types: ActionTypes,
    /// The number of its first line.
    pub(crate) line: usize,
    /// Its lines.
    pub(crate) whole: Range<usize>,
    /// The lines of its conditions, the key included; empty where they share a line with something else.
    pub(crate) conditions: Range<usize>,
    /// The lines of its examples, the key included, if nothing else follows them; else empty.
    pub(crate) examples: Range<usize>,
    /// The number of the first of these.
    pub(crate) examples_line: usize,
}

/// A set of action types; none means all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ActionTypes(u16);

impl ActionTypes {
    pub(crate) fn add(&mut self, action_type: ActionType) {
        self.0 |= 1 << action_type as u16;
    }

    pub(crate) fn has(self, action_type: ActionType) -> bool {
        self.0 == 0 || self.0 >> action_type as u16 & 1 == 1
    }
}

/// The keys of a mapping that were seen.
#[derive(Clone, Copy, Default)]
struct Seen(u16);

impl Seen {
    /// Takes one of the known keys; gives up if it is another, or was there before.
    #[inline]
    fn take<const N: usize>(&mut self, known: [&str; N], key: &str) -> Option<()> {
        let bit = 1 << known.iter().position(|known| *known == key)?;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new.then_some(())
    }

    fn has<const N: usize>(self, known: [&str; N], key: &str) -> bool {
        let place = known.iter().position(|known| *known == key);
        place.is_some_and(|place| self.0 >> place & 1 == 1)
    }
}

/// Reads a file that is surely right.
pub(crate) fn outline(text: &str) -> Option<Outline> {
    if !yaml::is_plain(text) {
        return None;
    }
    let mut cursor = Cursor::new(text, 1);
    if cursor.column() > 0 {
        return None;
    }
    let mut outline = Outline::default();
    let mut seen = Seen::default();
    cursor.mapping(|cursor, key| {
        seen.take(TOP_KEYS, key)?;
        match key {
            "profiles" => outline.profiles = Some(profiles(cursor)?),
            _ => outline.rules = rules(cursor)?,
        }
        Some(())
    })?;
    (cursor.is_over() && ids_are_unique(&outline.rules)).then_some(outline)
}

fn profiles(cursor: &mut Cursor<'_>) -> Option<Vec<(String, Mark)>> {
    let mut names = Vec::new();
    cursor.list(|cursor| {
        let at = cursor.mark();
        let name = cursor.scalar()?;
        names.push((name.some_text()?.into_owned(), at));
        Some(())
    })?;
    Some(names)
}

fn rules(cursor: &mut Cursor<'_>) -> Option<Vec<Header>> {
    let mut rules = Vec::new();
    if cursor.shape() == Shape::Scalar {
        return cursor.scalar()?.is_null().then_some(rules);
    }
    cursor.list(|cursor| {
        let (start, line) = (cursor.line_start(), cursor.line_number());
        let mut header = rule(cursor)?;
        let whole = start..cursor.line_start();
        // Rules that share a line cannot be cut apart.
        if whole.is_empty() || rules.len() == MAX_RULES {
            return None;
        }
        if header.examples.end != whole.end {
            header.examples = 0..0;
        }
        header.line = line;
        header.whole = whole;
        rules.push(header);
        Some(())
    })?;
    Some(rules)
}

fn ids_are_unique(rules: &[Header]) -> bool {
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    ids.windows(2).all(|pair| pair.first() != pair.last())
}

fn rule(cursor: &mut Cursor<'_>) -> Option<Header> {
    let mut header = Header {
        id: String::new(),
        enabled: true,
        priority: 0,
        action_types: ActionTypes::default(),
        line: 0,
        whole: 0..0,
        conditions: 0..0,
        examples: 0..0,
        examples_line: 0,
    };
    let mut seen = Seen::default();
    let mut action = None;
    cursor.mapping(|cursor, key| {
        seen.take(RULE_KEYS, key)?;
        match key {
            "action" => {
                let name = cursor.scalar()?.some_text()?;
                action = RuleAction::NAMES.into_iter().find(|known| *known == name);
                action.map(|_| ())
            }
            _ => field(cursor, key, &mut header),
        }
    })?;
    let has = |key| seen.has(RULE_KEYS, key);
    let limit_fits = match action {
        Some(action) => has("rate_limit") == (action == "rate_limit"),
        None => !header.enabled,
    };
    let complete = has("id") && limit_fits && (has("conditions") || !header.enabled);
    complete.then_some(header)
}

/// Reads the value of a rule's key.
fn field(cursor: &mut Cursor<'_>, key: &str, header: &mut Header) -> Option<()> {
    match key {
        "id" => header.id = cursor.scalar()?.some_text().filter(|id| is_id(id))?.into(),
        "enabled" => header.enabled = cursor.scalar()?.unquoted()?.parse().ok()?,
        "priority" => header.priority = cursor.scalar()?.unquoted()?.parse().ok()?,
        "conditions" => {
            let start = cursor.key_line();
            header.action_types = conditions(cursor)?;
            header.conditions = start.map_or(0..0, |start| start..cursor.line_start());
        }
        "examples" => {
            let start = cursor.key_line();
            header.examples_line = cursor.key_mark().line;
            examples(cursor)?;
            header.examples = start.map_or(0..0, |start| start..cursor.line_start());
        }
        "rate_limit" => rate_limit(cursor)?,
        "message" => text(cursor)?,
        "maps" => cursor.list(text)?,
        _ => return None,
    }
    Some(())
}

fn text(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.scalar()?.is_some_text().then_some(())
}

fn examples(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut seen = Seen::default();
    cursor.mapping(|cursor, key| {
        seen.take(["match", "no_match"], key)?;
        cursor.list(text)
    })
}

fn rate_limit(cursor: &mut Cursor<'_>) -> Option<()> {
    let keys = ["max", "window", "per"];
    let mut seen = Seen::default();
    cursor.mapping(|cursor, key| {
        seen.take(keys, key)?;
        let value = cursor.scalar()?;
        let valid = match key {
            "max" => value.unquoted()?.parse::<u32>().is_ok_and(|max| max > 0),
            "window" => duration(&value.some_text()?).is_some(),
            _ => Scope::from_name(&value.some_text()?).is_some(),
        };
        valid.then_some(())
    })?;
    (seen.has(keys, "max") && seen.has(keys, "window")).then_some(())
}

/// Reads the conditions of a rule, which are at least one.
fn conditions(cursor: &mut Cursor<'_>) -> Option<ActionTypes> {
    let mut seen = Seen::default();
    let mut action_types = ActionTypes::default();
    cursor.mapping(|cursor, key| {
        seen.take(CONDITION_KEYS, key)?;
        let condition = CONDITIONS.iter().find(|known| known.key == key)?;
        match condition.takes {
            Takes::Words(_) if key == "action_types" => some(cursor, |cursor| {
                let name = cursor.scalar()?.some_text()?;
                let (_, known) = ACTION_TYPES.iter().find(|(known, _)| *known == name)?;
                action_types.add(*known);
                Some(())
            }),
            Takes::Words(known) => some(cursor, |cursor| {
                let name = cursor.scalar()?.some_text()?;
                known.contains(&&*name).then_some(())
            }),
            Takes::Names => some(cursor, text),
            Takes::Patterns | Takes::Exclusions => some(cursor, pattern),
            Takes::Commands => some(cursor, command),
        }
    })?;
    (seen.0 > 0).then_some(action_types)
}

/// Reads a list that is not empty.
fn some<'t>(
    cursor: &mut Cursor<'t>,
    mut each: impl FnMut(&mut Cursor<'t>) -> Option<()>,
) -> Option<()> {
    let mut empty = true;
    cursor.list(|cursor| {
        empty = false;
        each(cursor)
    })?;
    (!empty).then_some(())
}

fn pattern(cursor: &mut Cursor<'_>) -> Option<()> {
    let source = cursor.scalar()?.some_text()?;
    pattern::is_common(&source).then_some(())
}

fn command(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut seen = Seen::default();
    cursor.mapping(|cursor, key| {
        seen.take(COMMAND_KEYS, key)?;
        match key {
            "run" => pattern(cursor),
            "flags" | "not_flags" => some(cursor, flag),
            "options" => options(cursor),
            "args" | "not_args" => some(cursor, pattern),
            "max_args" => cursor.scalar()?.unquoted()?.parse::<u32>().ok().map(|_| ()),
            _ => None,
        }
    })?;
    seen.has(COMMAND_KEYS, "run").then_some(())
}

fn flag(cursor: &mut Cursor<'_>) -> Option<()> {
    is_flag_choice(&cursor.scalar()?.some_text()?).then_some(())
}

fn options(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut names: Vec<&str> = Vec::new();
    cursor.mapping(|cursor, name| {
        if names.contains(&name) || yaml::is_null(name) {
            return None;
        }
        names.push(name);
        pattern(cursor)
    })
}
