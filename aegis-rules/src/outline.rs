//! Where the rules of a file stand, and the proof that the file has no mistake, without building anything.
//!
//! A hook is a new process for each call, and most of a file's rules have nothing to do with most calls. Still, a mistake
//! anywhere in a file must block every call, so the file is read to its end each time: in one pass that takes what is
//! surely right and gives up, with `None`, at anything else. Then the file is decoded as a whole, which tells the
//! mistakes, or finds that there are none. A rule is decoded when an action arrives that it could match.

use crate::action::ActionType;
use crate::condition::{CONDITION_KEYS, CONDITIONS, Takes};
use crate::decode::{
    COMMAND_KEYS, MAX_BYTES, MAX_RULES, RULE_KEYS, TOP_KEYS, duration, is_flag_choice, is_id,
};
use crate::layer::{RuleAction, Scope};
use crate::pattern;
use crate::yaml::{self, Cursor, Key, Mark, Shape, keys};

const EXAMPLES_KEYS: [&str; 2] = ["match", "no_match"];
const RATE_LIMIT_KEYS: [&str; 3] = ["max", "window", "per"];

static TOP: [Key; TOP_KEYS.len()] = keys(TOP_KEYS);
static RULE: [Key; RULE_KEYS.len()] = keys(RULE_KEYS);
static CONDITION: [Key; CONDITION_KEYS.len()] = keys(CONDITION_KEYS);
static COMMAND: [Key; COMMAND_KEYS.len()] = keys(COMMAND_KEYS);
static EXAMPLES: [Key; EXAMPLES_KEYS.len()] = keys(EXAMPLES_KEYS);
static RATE_LIMIT: [Key; RATE_LIMIT_KEYS.len()] = keys(RATE_LIMIT_KEYS);

/// What a file without a mistake holds.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The rule sets that it names, with the place of each; `None` if the key is absent.
    pub(crate) profiles: Option<Vec<(String, Mark)>>,
    pub(crate) rules: Vec<Header>,
}

/// What selects and orders one rule, and where in the file the rest of it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// Where its id stands.
    pub(crate) id: Span,
    /// It is switched off.
    pub(crate) off: bool,
    pub(crate) priority: i64,
    pub(crate) action_types: ActionTypes,
    /// The number of its first line.
    pub(crate) line: u32,
    /// Its lines.
    pub(crate) whole: Span,
    /// The lines of its conditions, the key included; empty where they share a line with something else.
    pub(crate) conditions: Span,
    /// The lines of its examples, the key included, if nothing else follows them; else empty.
    pub(crate) examples: Span,
    /// The number of the first of these.
    pub(crate) examples_line: u32,
}

/// A part of a rule file, in bytes. Half the size of a range: a hook keeps a few of them for each rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// Rule files are far shorter than 4 GiB.
    pub(crate) fn new(start: usize, end: usize) -> Option<Span> {
        let start = u32::try_from(start).ok()?;
        let end = u32::try_from(end).ok()?;
        Some(Span { start, end })
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// What stands there.
    pub(crate) fn of(self, text: &str) -> &str {
        let range = usize::try_from(self.start)
            .ok()
            .zip(usize::try_from(self.end).ok());
        range
            .and_then(|(start, end)| text.get(start..end))
            .unwrap_or_default()
    }
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

/// The keys of a mapping that were seen, each by its number.
#[derive(Clone, Copy, Default)]
struct Seen(u16);

impl Seen {
    /// Takes a key; gives up if it was there before.
    #[inline]
    fn take(&mut self, key: usize) -> Option<()> {
        let bit = 1_u16.checked_shl(u32::try_from(key).ok()?)?;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new.then_some(())
    }

    fn has(mut self, key: usize) -> bool {
        self.take(key).is_none()
    }
}

/// Reads a file that is surely right.
pub(crate) fn outline(text: &str) -> Option<Outline> {
    if text.len() > MAX_BYTES || !yaml::is_plain(text) {
        return None;
    }
    let mut cursor = Cursor::new(text, 1);
    if cursor.column() > 0 {
        return None;
    }
    let mut outline = Outline::default();
    let mut seen = Seen::default();
    cursor.mapping_of(&TOP, |cursor, key| {
        seen.take(key)?;
        match *TOP_KEYS.get(key)? {
            "profiles" => outline.profiles = Some(profiles(cursor)?),
            _ => outline.rules = rules(cursor)?,
        }
        Some(())
    })?;
    cursor.is_over().then_some(outline)
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
    let mut ids = Vec::new();
    cursor.list(|cursor| {
        let (start, line) = (cursor.line_start(), cursor.line_number());
        let (mut header, id) = rule(cursor)?;
        header.whole = Span::new(start, cursor.line_start())?;
        header.line = u32::try_from(line).ok()?;
        // Rules that share a line cannot be cut apart.
        if header.whole.is_empty() || rules.len() == MAX_RULES {
            return None;
        }
        if header.examples.end != header.whole.end {
            header.examples = Span::default();
        }
        rules.push(header);
        ids.push(id);
        Some(())
    })?;
    all_differ(ids).then_some(rules)
}

/// Whether no two hashes are the same. If two are, the ids may be, too: the whole file is then decoded, which tells.
fn all_differ(mut hashes: Vec<u64>) -> bool {
    hashes.sort_unstable();
    hashes.windows(2).all(|pair| pair.first() != pair.last())
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The keys of a rule, in the order of [`RULE_KEYS`].
#[derive(Clone, Copy, Debug, PartialEq)]
enum RuleKey {
    Id,
    Enabled,
    Priority,
    Action,
    Message,
    Conditions,
    RateLimit,
    Maps,
    Examples,
}

impl RuleKey {
    const ALL: [RuleKey; RULE_KEYS.len()] = [
        RuleKey::Id,
        RuleKey::Enabled,
        RuleKey::Priority,
        RuleKey::Action,
        RuleKey::Message,
        RuleKey::Conditions,
        RuleKey::RateLimit,
        RuleKey::Maps,
        RuleKey::Examples,
    ];
}

/// Reads a rule, and the hash of its id.
fn rule(cursor: &mut Cursor<'_>) -> Option<(Header, u64)> {
    let mut header = Header::default();
    let mut id = 0;
    let mut seen = Seen::default();
    let mut action = None;
    cursor.mapping_of(&RULE, |cursor, number| {
        seen.take(number)?;
        match *RuleKey::ALL.get(number)? {
            RuleKey::Id => (header.id, id) = rule_id(cursor)?,
            RuleKey::Enabled => header.off = !cursor.scalar()?.unquoted()?.parse::<bool>().ok()?,
            RuleKey::Priority => header.priority = cursor.scalar()?.unquoted()?.parse().ok()?,
            RuleKey::Action => action = Some(rule_action(&cursor.scalar()?.some_text()?)?),
            RuleKey::Message => text(cursor)?,
            RuleKey::Conditions => {
                let start = cursor.key_line();
                header.action_types = conditions(cursor)?;
                header.conditions = lines(start, cursor)?;
            }
            RuleKey::RateLimit => rate_limit(cursor)?,
            RuleKey::Maps => cursor.list(text)?,
            RuleKey::Examples => {
                let start = cursor.key_line();
                header.examples_line = u32::try_from(cursor.key_line_number()).ok()?;
                examples(cursor)?;
                header.examples = lines(start, cursor)?;
            }
        }
        Some(())
    })?;
    let has = |key| seen.has(key as usize);
    let limit_fits = match action {
        Some(limits) => has(RuleKey::RateLimit) == limits,
        None => header.off,
    };
    let complete = has(RuleKey::Id) && limit_fits && (has(RuleKey::Conditions) || header.off);
    complete.then_some((header, id))
}

/// From a key's line to where the cursor stands; nothing if the key shares its line.
fn lines(start: Option<usize>, cursor: &Cursor<'_>) -> Option<Span> {
    start.map_or(Some(Span::default()), |start| {
        Span::new(start, cursor.line_start())
    })
}

/// Reads an id: where it stands, and its hash.
fn rule_id(cursor: &mut Cursor<'_>) -> Option<(Span, u64)> {
    let (id, begin) = cursor.scalar()?.literal()?;
    let span = Span::new(begin, begin + id.len())?;
    is_id(id).then(|| (span, hash(id)))
}

/// Whether a rule action of that name has a limit.
fn rule_action(name: &str) -> Option<bool> {
    RuleAction::NAMES
        .contains(&name)
        .then_some(name == "rate_limit")
}

fn text(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.scalar()?.is_some_text().then_some(())
}

fn examples(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut seen = Seen::default();
    cursor.mapping_of(&EXAMPLES, |cursor, key| {
        seen.take(key)?;
        cursor.list(text)
    })
}

fn rate_limit(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut seen = Seen::default();
    cursor.mapping_of(&RATE_LIMIT, |cursor, key| {
        seen.take(key)?;
        let value = cursor.scalar()?;
        let valid = match *RATE_LIMIT_KEYS.get(key)? {
            "max" => value.unquoted()?.parse::<u32>().is_ok_and(|max| max > 0),
            "window" => duration(&value.some_text()?).is_some(),
            _ => Scope::from_name(&value.some_text()?).is_some(),
        };
        valid.then_some(())
    })?;
    (seen.has(0) && seen.has(1)).then_some(())
}

/// Reads the conditions of a rule, which are at least one.
fn conditions(cursor: &mut Cursor<'_>) -> Option<ActionTypes> {
    let mut seen = Seen::default();
    let mut action_types = ActionTypes::default();
    cursor.mapping_of(&CONDITION, |cursor, key| {
        seen.take(key)?;
        match CONDITIONS.get(key)?.takes {
            Takes::Words(_) if key == 0 => some(cursor, |cursor| {
                let name = cursor.scalar()?.some_text()?;
                action_types.add(name.parse().ok()?);
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
#[inline]
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
    cursor.mapping_of(&COMMAND, |cursor, key| {
        seen.take(key)?;
        match *COMMAND_KEYS.get(key)? {
            "run" => pattern(cursor),
            "flags" | "not_flags" => some(cursor, flag),
            "options" => options(cursor),
            "args" | "not_args" => some(cursor, pattern),
            "max_args" => cursor.scalar()?.unquoted()?.parse::<u32>().ok().map(|_| ()),
            _ => None,
        }
    })?;
    seen.has(0).then_some(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_their_place() {
        let of_rule = RuleKey::ALL.map(|key| format!("{key:?}").to_lowercase());
        assert_eq!(of_rule, RULE_KEYS.map(|key| key.replace('_', "")));
        assert_eq!(CONDITION_KEYS.first(), Some(&"action_types"));
        assert_eq!(COMMAND_KEYS.first(), Some(&"run"));
    }
}
