//! Whether a rule matches an action, and which rule of a set is the first that does.

use std::borrow::Cow;

use aegis_shell::{Certainty, Invocation, OptionUse, SqlVerb, Value, Word};

use crate::action::{Action, ActionType, PathForms};
use crate::condition::{CommandCondition, Conditions, EarlierCommand, FlagChoice};
use crate::pattern::{Outlook, Pattern};
use crate::programs::{Program, Programs};
use crate::rule::Rule;

/// How surely something matches; the greater the surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It does not.
    No,
    /// An unknown part decides.
    Possible,
    /// It does.
    Certain,
}

impl Match {
    fn certain_if(holds: bool) -> Match {
        if holds { Match::Certain } else { Match::No }
    }
}

/// The best of several, which ends at the first certain one.
fn any(matches: impl IntoIterator<Item = Match>) -> Match {
    let mut best = Match::No;
    for found in matches {
        best = best.max(found);
        if best == Match::Certain {
            break;
        }
    }
    best
}

impl Rule {
    /// How surely the rule matches the action. Only rules that deny or ask for approval match possibly.
    #[must_use]
    pub fn matches(&self, action: &Action<'_>) -> Match {
        self.matches_programs(action, &Programs::new(action.invocations))
    }

    /// As [`Rule::matches`], with the programs of the action, which many rules ask about.
    pub(crate) fn matches_programs(&self, action: &Action<'_>, programs: &Programs<'_>) -> Match {
        if !self.enabled {
            return Match::No;
        }
        match self.conditions.hold(action, programs) {
            Match::Certain if !action.possible => Match::Certain,
            Match::No => Match::No,
            _ if self.action.is_restrictive() => Match::Possible,
            _ => Match::No,
        }
    }
}

impl Conditions {
    /// The cheap ones come first; the first that does not hold ends it.
    fn hold(&self, action: &Action<'_>, programs: &Programs<'_>) -> Match {
        let Conditions {
            action_types,
            agents,
            effects,
            sql,
            ..
        } = self;
        let cheap = (action_types.is_empty() || action_types.contains(&action.action_type))
            && (agents.is_empty() || agents.iter().any(|agent| agent == action.agent))
            && (effects.is_empty() || effects.iter().any(|effect| action.effects.contains(effect)))
            && (sql.is_empty() || action.statements.iter().any(|s| sql_holds(sql, s.verb)));
        if !cheap || !(self.tools.is_empty() || matches_any(&self.tools, action.tool)) {
            return Match::No;
        }
        let mut least = Match::Certain;
        let conditions: [&dyn Fn() -> Match; 5] = [
            &|| self.hosts_hold(action),
            &|| self.paths_hold(action),
            &|| self.commands_hold(programs),
            &|| self.command_text_holds(action),
            &|| self.content_holds(action),
        ];
        for condition in conditions {
            least = least.min(condition());
            if least == Match::No {
                break;
            }
        }
        least
    }

    fn hosts_hold(&self, action: &Action<'_>) -> Match {
        if self.hosts.is_empty() && self.exclude_hosts.is_empty() {
            return Match::Certain;
        }
        match &action.host {
            Some(host) => Match::certain_if(
                (self.hosts.is_empty() || matches_any(&self.hosts, host))
                    && !matches_any(&self.exclude_hosts, host),
            ),
            None if self.hosts.is_empty() => Match::Certain,
            None if action.action_type == ActionType::NetworkRequest => Match::Possible,
            None => Match::No,
        }
    }

    fn paths_hold(&self, action: &Action<'_>) -> Match {
        if self.path_patterns.is_empty() && self.exclude_paths.is_empty() {
            return Match::Certain;
        }
        let Some(path) = &action.path else {
            return Match::certain_if(self.path_patterns.is_empty());
        };
        let wanted =
            |form: &str| self.path_patterns.is_empty() || matches_any(&self.path_patterns, form);
        let holds = path
            .forms
            .iter()
            .any(|form| wanted(form) && !self.is_excluded(form, path));
        match (holds, path.unknown) {
            (true, _) => Match::Certain,
            (false, true) if !self.path_patterns.is_empty() => Match::Possible,
            (false, _) => Match::No,
        }
    }

    /// An exclusion excuses the forms of the same path only: a link that bears an excluded name does not excuse what
    /// it points to, nor does one name that a glob could expand to excuse another.
    fn is_excluded(&self, form: &str, path: &PathForms) -> bool {
        if self.exclude_paths.is_empty() {
            return false;
        }
        path.forms
            .iter()
            .any(|other| matches_any(&self.exclude_paths, other) && same_path(form, other))
    }

    fn commands_hold(&self, programs: &Programs<'_>) -> Match {
        if self.commands.is_empty() {
            return Match::Certain;
        }
        any(self.commands.iter().flat_map(|condition| {
            let meant = programs.get().iter().filter(|p| condition.means(p));
            let invocations = meant.flat_map(|program| &program.invocations);
            invocations.map(|invocation| condition.holds_among(invocation, programs))
        }))
    }

    fn content_holds(&self, action: &Action<'_>) -> Match {
        let matched = |content| matches_any(&self.content_patterns, content);
        Match::certain_if(self.content_patterns.is_empty() || action.content.is_some_and(matched))
    }

    fn command_text_holds(&self, action: &Action<'_>) -> Match {
        if self.command_patterns.is_empty() {
            return Match::Certain;
        }
        let patterns = &self.command_patterns;
        if action
            .command
            .is_some_and(|text| matches_any(patterns, text))
        {
            return Match::Certain;
        }
        any(action.invocations.iter().map(|invocation| {
            if matches_any(patterns, &invocation.text) {
                certainty(invocation)
            } else {
                Match::No
            }
        }))
    }
}

fn matches_any(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(text))
}

fn sql_holds(wanted: &[SqlVerb], verb: SqlVerb) -> bool {
    let general = match verb {
        SqlVerb::DeleteWithoutWhere => SqlVerb::Delete,
        SqlVerb::UpdateWithoutWhere => SqlVerb::Update,
        other => other,
    };
    wanted.contains(&verb) || wanted.contains(&general)
}

fn certainty(invocation: &Invocation) -> Match {
    match invocation.certainty {
        Certainty::Certain => Match::Certain,
        Certainty::Possible => Match::Possible,
    }
}

/// Whether two forms can be spellings of one path: without what leads to it (`/`, `~/`, `./`, `../`), one ends the other.
fn same_path(a: &str, b: &str) -> bool {
    let (a, b) = (components(a), components(b));
    a.iter().rev().zip(b.iter().rev()).all(|(x, y)| x == y)
}

fn components(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." | "~" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

impl CommandCondition {
    /// The pattern is compared with the program and with every longer part of its subcommand path.
    fn means(&self, program: &Program<'_>) -> bool {
        program.paths.iter().any(|path| self.run.matches(path))
    }

    /// Whether an invocation of a program that is meant is used as the condition says, behind what it must follow.
    fn holds_among(&self, invocation: &Invocation, programs: &Programs<'_>) -> Match {
        let alone = self.holds(invocation);
        if self.after.is_empty() || alone == Match::No {
            return alone;
        }
        let before = |other: &&&Invocation| Programs::are_in_order(other, invocation);
        let earlier = any(self.after.iter().flat_map(|earlier| {
            let programs = programs.get().iter();
            let meant = programs.filter(|program| earlier.command.means(program));
            let others = meant
                .flat_map(|program| &program.invocations)
                .filter(before);
            others.map(|other| earlier.holds(other, invocation))
        }));
        alone.min(earlier)
    }

    /// Whether an invocation of a program that is meant is used as the condition says.
    fn holds(&self, invocation: &Invocation) -> Match {
        if !self.flags.iter().all(|flag| flag.is_in(invocation))
            || self.not_flags.iter().any(|flag| flag.is_in(invocation))
            || !self.is_count_of_args(invocation.operands.len())
            || invocation
                .operands
                .iter()
                .any(|word| word_match(&self.not_args, word) == Match::Certain)
            || (self.unknown_args && invocation.operands.iter().all(is_known))
        {
            return Match::No;
        }
        let mut least = certainty(invocation);
        if !self.args.is_empty() {
            let words = invocation.operands.iter();
            least = least.min(any(words.map(|word| self.word_match(&self.args, word))));
        }
        for (names, pattern) in &self.options {
            let named = |option: &&OptionUse| names.split('|').any(|name| has_name(option, name));
            let uses = invocation.options.iter().filter(named);
            let values = uses.filter_map(|option| option.value.as_ref());
            let pattern = std::slice::from_ref(pattern);
            least = least.min(any(values.map(|word| self.word_match(pattern, word))));
        }
        least
    }

    fn word_match(&self, patterns: &[Pattern], word: &Word) -> Match {
        if self.known_only && word.values.iter().all(|value| *value == Value::Unknown) {
            return Match::No;
        }
        word_match(patterns, word)
    }

    fn is_count_of_args(&self, count: usize) -> bool {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.min_args.is_none_or(|min| count >= min) && self.max_args.is_none_or(|max| count <= max)
    }
}

impl EarlierCommand {
    /// Whether an invocation of a program that is meant is used as the condition says, and tied to the later one.
    fn holds(&self, invocation: &Invocation, later: &Invocation) -> Match {
        let alone = self.command.holds(invocation);
        if !self.shared_arg || alone == Match::No {
            return alone;
        }
        let pairs = args(invocation).flat_map(|word| args(later).map(move |other| (word, other)));
        alone.min(any(pairs.map(|(word, other)| word_equality(word, other))))
    }
}

/// The arguments and the values of the options.
fn args(invocation: &Invocation) -> impl Iterator<Item = &Word> {
    let options = invocation.options.iter();
    let values = options.filter_map(|option| option.value.as_ref());
    invocation.operands.iter().chain(values)
}

fn is_known(word: &Word) -> bool {
    let mut values = word.values.iter();
    values.all(|value| matches!(value, Value::Text(_) | Value::Glob(_)))
}

/// Whether two words are the same text.
fn word_equality(one: &Word, other: &Word) -> Match {
    let pairs = one.values.iter().flat_map(|value| {
        let others = other.values.iter();
        others.map(move |other| (value, other))
    });
    any(pairs.map(|pair| match pair {
        // One variable for both, as it may be: that it has the name which stands in the other place is far-fetched.
        (Value::Unknown, Value::Unknown) => Match::Possible,
        (Value::Unknown, _) | (_, Value::Unknown) => Match::No,
        (Value::Prefix(one), Value::Prefix(other)) => {
            possible_if(one.starts_with(other.as_str()) || other.starts_with(one.as_str()))
        }
        (Value::Prefix(prefix), Value::Text(text) | Value::Glob(text))
        | (Value::Text(text) | Value::Glob(text), Value::Prefix(prefix)) => {
            possible_if(text.starts_with(prefix.as_str()))
        }
        (one, other) => Match::certain_if(one == other),
    }))
}

fn possible_if(open: bool) -> Match {
    if open { Match::Possible } else { Match::No }
}

impl FlagChoice {
    /// A flag that is given the value `false` or `none` is not set.
    fn is_in(&self, invocation: &Invocation) -> bool {
        invocation.options.iter().any(|option| {
            let off = option.value.as_ref().is_some_and(|word| {
                matches!(word.values.as_slice(), [Value::Text(text)] if text == "false" || text == "none")
            });
            !off && self.0.iter().any(|name| has_name(option, name))
        })
    }
}

/// A name with dashes must be one of the option's names; one without dashes is compared without them.
fn has_name(option: &OptionUse, name: &str) -> bool {
    if name.starts_with('-') {
        option.names.contains(name)
    } else {
        option
            .names
            .iter()
            .any(|n| n.trim_start_matches('-') == name)
    }
}

fn word_match(patterns: &[Pattern], word: &Word) -> Match {
    any(word.values.iter().map(|value| match value {
        Value::Text(text) => Match::certain_if(matches_any(patterns, text)),
        Value::Glob(text) => Match::certain_if(matches_any(patterns, &unescape(text))),
        Value::Prefix(text) => any(patterns.iter().map(|pattern| match pattern.outlook(text) {
            Outlook::Matches => Match::Certain,
            Outlook::Open => Match::Possible,
            Outlook::Hopeless => Match::No,
        })),
        Value::Unknown if patterns.is_empty() => Match::No,
        Value::Unknown => Match::Possible,
    }))
}

/// The text of a glob without the marks that keep its literal characters literal.
fn unescape(glob: &str) -> Cow<'_, str> {
    if !glob.contains('\\') {
        return Cow::Borrowed(glob);
    }
    let mut escaped = false;
    let keep = |c: &char| {
        escaped = *c == '\\' && !escaped;
        !escaped
    };
    Cow::Owned(glob.chars().filter(keep).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_path_are_told_from_other_paths() {
        let check = |a, b, expected| assert_eq!(same_path(a, b), expected, "{a} {b}");
        check("dist/.env", "/home/u/repo/dist/.env", true);
        check("~/repo/dist/.env", "/home/u/repo/dist/.env", true);
        check("../repo/.env", "/home/u/repo/.env", true);
        check(".env.example", "/home/u/repo/.env", false);
        check("dist/.env", "/home/u/private/.env", false);
    }

    #[test]
    fn literal_characters_of_a_glob_lose_their_marks() {
        assert_eq!(unescape(r"a\*b\\c*"), r"a*b\c*");
    }
}
