//! Where the rules of a file stand, and the proof that the file has no mistake, without building anything.
//!
//! A hook is a new process for each call, and most of a file's rules have nothing to do with most calls. Still, a mistake
//! anywhere in a file must block every call, so the file is read to its end each time: in one pass that takes what is
//! surely right and gives up, with `None`, at anything else. Then the file is decoded as a whole, which tells the
//! mistakes, or finds that there are none. A rule is decoded when an action arrives that it could match.

use crate::action::ActionType;
use crate::condition::{CONDITIONS, Takes};
use crate::decode::{
    COMMAND_KEYS, EARLIER_KEYS, MAX_BYTES, MAX_RULES, RULE_KEYS, TOP_KEYS, duration,
    is_flag_choice, is_id,
};
use crate::layer::{RuleAction, Scope};
use crate::pattern;
use crate::prefilter::{Probe, Subject};
use crate::yaml::{self, Cursor, Key, Mark, Open, Scalar, Shape};

/// The rule sets that a file names, with the place of each; `None` if the key is absent.
pub(crate) type ProfileNames = Option<Vec<(String, Mark)>>;

/// What selects and orders one rule, and where in the file the rest of it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(crate) probe: Probe,
}

impl Header {
    pub(crate) const EMPTY: Header = Header {
        id: Span::EMPTY,
        off: false,
        priority: 0,
        action_types: ActionTypes::NONE,
        line: 0,
        whole: Span::EMPTY,
        conditions: Span::EMPTY,
        examples: Span::EMPTY,
        examples_line: 0,
        probe: Probe::EMPTY,
    };
}

/// A part of a rule file, in bytes. Half the size of a range: a hook keeps a few of them for each rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) const EMPTY: Span = Span { start: 0, end: 0 };

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ActionTypes(u16);

impl ActionTypes {
    pub(crate) const NONE: ActionTypes = ActionTypes(0);

    pub(crate) const fn add(&mut self, action_type: ActionType) {
        self.0 |= 1 << action_type as u16;
    }

    pub(crate) fn has(self, action_type: ActionType) -> bool {
        self.0 == 0 || self.0 >> action_type as u16 & 1 == 1
    }
}

/// A value behind a key.
#[derive(Clone, Copy)]
enum Value {
    One(Word),
    /// A list of these.
    Any(Word),
    /// A list of at least one.
    Some(Word),
    Conditions,
    Commands,
    Earlier,
    Options,
    RateLimit,
    Examples,
}

/// A value that is one scalar.
#[derive(Clone, Copy)]
enum Word {
    Id,
    Enabled,
    Priority,
    Action,
    ActionType,
    Text,
    Pattern,
    /// A pattern of those of which one must match.
    Asked(Subject),
    Flag,
    Count,
    Switch,
    Max,
    Window,
    Scope,
    /// One of these.
    Of(&'static [&'static str]),
}

/// What a mapping may hold.
struct Mapping<const N: usize> {
    keys: [Key<Value>; N],
    /// So many of the first keys must be there.
    required: u32,
}

static RULE: Mapping<{ RULE_KEYS.len() }> = Mapping {
    keys: [
        Key::new("id", Value::One(Word::Id)),
        Key::new("enabled", Value::One(Word::Enabled)),
        Key::new("priority", Value::One(Word::Priority)),
        Key::new("action", Value::One(Word::Action)),
        Key::new("message", Value::One(Word::Text)),
        Key::new("conditions", Value::Conditions),
        Key::new("maps", Value::Any(Word::Text)),
        Key::new("examples", Value::Examples),
        Key::new("rate_limit", Value::RateLimit),
    ],
    required: 1,
};

const COMMAND_VALUES: [Key<Value>; COMMAND_KEYS.len()] = [
    Key::new("run", Value::One(Word::Asked(Subject::Program))),
    Key::new("flags", Value::Some(Word::Flag)),
    Key::new("not_flags", Value::Some(Word::Flag)),
    Key::new("options", Value::Options),
    Key::new("args", Value::Some(Word::Pattern)),
    Key::new("not_args", Value::Some(Word::Pattern)),
    Key::new("min_args", Value::One(Word::Count)),
    Key::new("max_args", Value::One(Word::Count)),
    Key::new("unknown_args", Value::One(Word::Switch)),
    Key::new("known_only", Value::One(Word::Switch)),
    Key::new("after", Value::Earlier),
];

static COMMAND: Mapping<{ COMMAND_KEYS.len() }> = Mapping {
    keys: COMMAND_VALUES,
    required: 1,
};

/// What it runs is no part of the probe: an action must start the program of the command that it belongs to.
static EARLIER: Mapping<{ EARLIER_KEYS.len() }> = {
    let mut keys = COMMAND_VALUES;
    let [first, .., last] = &mut keys;
    *first = Key::new("run", Value::One(Word::Pattern));
    *last = Key::new("shared_arg", Value::One(Word::Switch));
    Mapping { keys, required: 1 }
};

static RATE_LIMIT: Mapping<3> = Mapping {
    keys: [
        Key::new("max", Value::One(Word::Max)),
        Key::new("window", Value::One(Word::Window)),
        Key::new("per", Value::One(Word::Scope)),
    ],
    required: 2,
};

static EXAMPLES: Mapping<2> = Mapping {
    keys: [
        Key::new("match", Value::Any(Word::Text)),
        Key::new("no_match", Value::Any(Word::Text)),
    ],
    required: 0,
};

#[expect(
    clippy::indexing_slicing,
    reason = "the compiler evaluates it, so that a mistake is one of the build"
)]
static CONDITION: Mapping<{ CONDITIONS.len() }> = {
    let mut keys = [const { Key::new("", Value::Commands) }; CONDITIONS.len()];
    let mut index = 0;
    while index < keys.len() {
        let condition = &CONDITIONS[index];
        let value = match condition.takes {
            Takes::Words(_) if matches!(condition.key.as_bytes(), b"action_types") => {
                Value::Some(Word::ActionType)
            }
            Takes::Words(known) => Value::Some(Word::Of(known)),
            Takes::Names => Value::Some(Word::Text),
            Takes::Patterns | Takes::Exclusions => match Subject::of_condition(condition.key) {
                Some(subject) => Value::Some(Word::Asked(subject)),
                None => Value::Some(Word::Pattern),
            },
            Takes::Commands => Value::Commands,
        };
        keys[index] = Key::new(condition.key, value);
        index += 1;
    }
    Mapping { keys, required: 0 }
};

/// What a file may hold; the numbers of these keys.
static FILE: [Key<()>; TOP_KEYS.len()] = [Key::new("profiles", ()), Key::new("rules", ())];
const PROFILES: usize = 0;

/// Reads a file that is surely right, and passes its rules on. What was passed on of another file counts for nothing.
pub(crate) fn outline(text: &str, rule: &mut dyn FnMut(Header)) -> Option<ProfileNames> {
    if text.len() > MAX_BYTES || !yaml::is_plain(text) {
        return None;
    }
    let cursor = Cursor::new(text, 1);
    if cursor.column() > 0 {
        return None;
    }
    let mut reader = Reader {
        cursor,
        pass_on: rule,
        header: Header::EMPTY,
        id: 0,
        action: None,
        asks: false,
        limits: false,
    };
    reader.file()
}

/// Reads along a file. Each part gives up with `None`.
struct Reader<'t> {
    cursor: Cursor<'t>,
    /// Takes the rules.
    pass_on: &'t mut dyn FnMut(Header),
    /// Of the rule that is being read.
    header: Header,
    /// The hash of its id.
    id: u64,
    action: Option<&'static str>,
    /// It has conditions.
    asks: bool,
    /// It has a rate limit.
    limits: bool,
}

impl Reader<'_> {
    fn file(&mut self) -> Option<ProfileNames> {
        let mut profiles = None;
        let mut seen = [false; TOP_KEYS.len()];
        let (open, mut more) = self.cursor.open_mapping()?;
        while more {
            let (key, ()) = self.cursor.key_of(&FILE, 0)?;
            let seen = seen.get_mut(key)?;
            if std::mem::replace(seen, true) {
                return None;
            }
            if key == PROFILES {
                profiles = Some(self.profiles()?);
            } else {
                self.rules()?;
            }
            more = self.cursor.next_key(open)?;
        }
        self.cursor.is_over().then_some(profiles)
    }

    fn profiles(&mut self) -> Option<Vec<(String, Mark)>> {
        let mut names = Vec::new();
        self.cursor.list(|cursor| {
            let at = cursor.mark();
            let name = cursor.scalar()?;
            names.push((name.some_text()?.into_owned(), at));
            Some(())
        })?;
        Some(names)
    }

    fn rules(&mut self) -> Option<()> {
        if self.cursor.shape() == Shape::Scalar {
            return self.cursor.scalar()?.is_null().then_some(());
        }
        let mut ids = Vec::new();
        let (mut start, mut line) = (self.cursor.line_start(), self.cursor.line_number());
        let (open, mut more) = self.cursor.open_list()?;
        while more {
            self.rule()?;
            let header = &mut self.header;
            header.whole = Span::new(start, self.cursor.line_start())?;
            header.line = u32::try_from(line).ok()?;
            // Rules that share a line cannot be cut apart.
            if header.whole.is_empty() || ids.len() == MAX_RULES {
                return None;
            }
            if header.examples.end != header.whole.end {
                header.examples = Span::EMPTY;
            }
            (self.pass_on)(self.header);
            ids.push(self.id);
            (start, line) = (self.cursor.line_start(), self.cursor.line_number());
            more = self.cursor.next_item(open)?;
        }
        all_differ(&ids).then_some(())
    }

    fn rule(&mut self) -> Option<()> {
        self.header = Header::EMPTY;
        self.action = None;
        (self.asks, self.limits) = (false, false);
        self.mapping(&RULE.keys, RULE.required)?;
        let limit_fits = match self.action {
            Some(action) => self.limits == (action == "rate_limit"),
            None => self.header.off,
        };
        (limit_fits && (self.header.off || self.asks)).then_some(())
    }

    /// Reads a mapping. Tells which keys were there, a bit each.
    fn mapping(&mut self, keys: &[Key<Value>], required: u32) -> Option<u32> {
        let (mut seen, mut next) = (0_u32, 0);
        let (open, mut more) = self.cursor.open_mapping()?;
        while more {
            let (number, value) = self.cursor.key_of(keys, next)?;
            let bit = 1 << number;
            next = number + 1;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            self.value(value)?;
            more = self.cursor.next_key(open)?;
        }
        (seen.trailing_ones() >= required).then_some(seen)
    }

    #[inline(always)]
    fn value(&mut self, value: Value) -> Option<()> {
        match value {
            Value::One(word) | Value::Any(word) | Value::Some(word) => {
                let (open, mut more) = match value {
                    Value::One(_) => (Open::Alone, true),
                    _ => self.cursor.open_list()?,
                };
                if !more && matches!(value, Value::Some(_)) {
                    return None;
                }
                while more {
                    let begin = self.cursor.offset();
                    let scalar = self.cursor.scalar_inline()?;
                    self.word(word, scalar, begin)?;
                    more = self.cursor.next_item(open)?;
                }
                Some(())
            }
            Value::Conditions => {
                let start = self.cursor.key_line();
                let seen = self.mapping(&CONDITION.keys, CONDITION.required)?;
                self.header.conditions = self.lines(start)?;
                self.asks = seen > 0;
                self.asks.then_some(())
            }
            Value::Commands => self.commands(&COMMAND.keys),
            Value::Earlier => self.commands(&EARLIER.keys),
            Value::Options => self.options(),
            Value::RateLimit => {
                self.limits = true;
                self.mapping(&RATE_LIMIT.keys, RATE_LIMIT.required)?;
                Some(())
            }
            Value::Examples => {
                let start = self.cursor.key_line();
                self.header.examples_line = u32::try_from(self.cursor.key_line_number()).ok()?;
                self.mapping(&EXAMPLES.keys, EXAMPLES.required)?;
                self.header.examples = self.lines(start)?;
                Some(())
            }
        }
    }

    /// From a key's line to where the cursor stands; nothing if the key shares its line.
    fn lines(&self, start: Option<usize>) -> Option<Span> {
        start.map_or(Some(Span::EMPTY), |start| {
            Span::new(start, self.cursor.line_start())
        })
    }

    fn commands(&mut self, keys: &[Key<Value>]) -> Option<()> {
        let (open, mut more) = self.cursor.open_list()?;
        let any = more;
        while more {
            self.mapping(keys, COMMAND.required)?;
            more = self.cursor.next_item(open)?;
        }
        any.then_some(())
    }

    /// Reads a mapping from names of options to patterns.
    fn options(&mut self) -> Option<()> {
        let mut names: Vec<&str> = Vec::new();
        let (open, mut more) = self.cursor.open_mapping()?;
        while more {
            let name = self.cursor.key()?;
            if names.contains(&name) || yaml::is_null(name) {
                return None;
            }
            names.push(name);
            is_pattern(self.cursor.scalar()?)?;
            more = self.cursor.next_key(open)?;
        }
        Some(())
    }

    #[inline(always)]
    fn word(&mut self, word: Word, scalar: Scalar<'_>, begin: usize) -> Option<()> {
        let valid = match word {
            Word::Text => scalar.is_some_text(),
            Word::Pattern => return is_pattern(scalar),
            Word::Asked(subject) => {
                let place = scalar.literal().and_then(|text| place(text, scalar, begin));
                self.header.probe.note(subject, place);
                return is_pattern(scalar);
            }
            Word::Flag => is_flag_choice(&scalar.some_text()?),
            Word::Id => {
                let id = scalar.literal()?;
                self.header.id = place(id, scalar, begin)?;
                self.id = hash(id);
                is_id(id)
            }
            Word::Enabled => {
                self.header.off = !scalar.unquoted()?.parse::<bool>().ok()?;
                true
            }
            Word::Priority => {
                self.header.priority = scalar.unquoted()?.parse().ok()?;
                true
            }
            Word::Action => {
                let name = scalar.literal()?;
                self.action = RuleAction::NAMES.into_iter().find(|known| *known == name);
                self.action.is_some()
            }
            Word::ActionType => {
                let kind = scalar.literal()?.parse().ok()?;
                self.header.action_types.add(kind);
                true
            }
            Word::Count => scalar.unquoted()?.parse::<u32>().is_ok(),
            Word::Switch => scalar.unquoted()?.parse::<bool>().is_ok(),
            Word::Max => scalar.unquoted()?.parse::<u32>().is_ok_and(|max| max > 0),
            Word::Window => duration(scalar.literal()?).is_some(),
            Word::Scope => Scope::from_name(scalar.literal()?).is_some(),
            Word::Of(known) => known.contains(&scalar.literal()?),
        };
        valid.then_some(())
    }
}

/// Where the literal text of a scalar stands that begins there.
fn place(text: &str, scalar: Scalar<'_>, begin: usize) -> Option<Span> {
    let begin = begin + usize::from(scalar.unquoted().is_none());
    Span::new(begin, begin + text.len())
}

fn is_pattern(scalar: Scalar<'_>) -> Option<()> {
    pattern::is_common(&scalar.some_text()?).then_some(())
}

/// Places beside its own that a hash is looked for before the question is left open.
const MAX_BESIDE: usize = 32;

/// Whether no two hashes are the same, which are none of 0. Where it cannot tell, or two are, the whole file is decoded,
/// which tells. A table instead of a sort: little code, which a new process meets cold.
fn all_differ(hashes: &[u64]) -> bool {
    let mask = (2 * hashes.len()).next_power_of_two() - 1;
    let mut table = vec![0; mask + 1];
    hashes.iter().all(|hash| {
        let home = usize::try_from(*hash & 0xffff_ffff).unwrap_or_default();
        (home..=home + MAX_BESIDE)
            .find_map(|place| match table.get_mut(place & mask) {
                Some(free) if *free == 0 => {
                    *free = *hash;
                    Some(true)
                }
                Some(other) if other == hash => Some(false),
                _ => None,
            })
            .unwrap_or(false)
    })
}

/// FNV-1a, and never 0.
fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash | 1 << 63
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_that_are_there_twice_are_noticed() {
        let ids = |count: u64| (0..count).map(|n| hash(&format!("rule-{n}")));
        for count in [0, 1, 2, 100, 5_000] {
            let mut hashes: Vec<u64> = ids(count).collect();
            assert!(all_differ(&hashes), "{count}");
            hashes.extend(ids(count).nth(usize::try_from(count / 2).unwrap()));
            assert_eq!(all_differ(&hashes), count == 0, "{count}");
        }
        let of_one_home: Vec<u64> = (1..100).map(|n| n << 32).collect();
        assert!(!all_differ(&of_one_home));
    }

    #[test]
    fn every_key_is_known() {
        let knows = |keys: &[Key<Value>], name: &&str| keys.iter().any(|key| key.is(name));
        assert!(RULE_KEYS.iter().all(|name| knows(&RULE.keys, name)));
        assert!(COMMAND_KEYS.iter().all(|name| knows(&COMMAND.keys, name)));
        assert!(EARLIER_KEYS.iter().all(|name| knows(&EARLIER.keys, name)));
        assert!(
            TOP_KEYS
                .iter()
                .all(|name| FILE.iter().any(|key| key.is(name)))
        );
    }
}
