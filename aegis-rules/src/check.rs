//! What `aegis rules check` finds beyond mistakes: rules that do nothing, and examples that do not come out.

use std::fmt;

use crate::action::Action;
use crate::condition::{Asked, CommandCondition, Conditions, EarlierCommand, Takes};
use crate::judge::Match;
use crate::layer::Origin;
use crate::pattern::Pattern;
use crate::rule::{Example, Rule};
use crate::set::RuleSet;

/// Something that is allowed but probably not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The rule's id.
    pub rule: String,
    /// Where the rule is written.
    pub origin: Origin,
    /// What.
    pub kind: LintKind,
}

/// The kinds of lints.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LintKind {
    /// Whatever it matches, a rule that is asked before it matches too.
    Shadowed {
        /// The id of that rule.
        by: String,
    },
    /// A pattern that every text matches.
    MatchesEverything {
        /// The condition that it belongs to.
        condition: &'static str,
        /// The pattern.
        pattern: String,
    },
    /// It is switched off.
    Disabled,
    /// It only switches off a rule of another rule set, but there is none of its id.
    ReplacesNothing,
    /// What it should stop, a rule that is asked before it lets pass.
    Overtaken {
        /// One of its examples.
        example: String,
        /// The id of that rule.
        by: String,
    },
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: rule `{}` ", self.origin, self.rule)?;
        match &self.kind {
            LintKind::Shadowed { by } => write!(
                f,
                "never decides: rule `{by}` is asked before it and matches all that it matches"
            ),
            LintKind::MatchesEverything { condition, pattern } => write!(
                f,
                "has the pattern `{pattern}` in `{condition}`, which every text matches: leave it out or narrow it"
            ),
            LintKind::Overtaken { example, by } => write!(
                f,
                "does not stop its example `{example}`: rule `{by}` is asked before it and lets it pass; give it a higher priority"
            ),
            LintKind::Disabled => f.write_str("is switched off"),
            LintKind::ReplacesNothing => {
                f.write_str("switches off a rule that no other rule set has: check its id")
            }
        }
    }
}

/// Looks for rules that do nothing. `replaces` tells whether another layer, whose rules those of this set replace, has a
/// rule of an id.
#[must_use]
pub fn lint(rules: &RuleSet, replaces: &dyn Fn(&str) -> bool) -> Vec<Lint> {
    let mut lints = Vec::new();
    let mut before: Vec<&Rule> = Vec::new();
    for rule in rules.rules() {
        let mut add = |kind| {
            lints.push(Lint {
                rule: rule.id.clone(),
                origin: rule.origin.clone(),
                kind,
            });
        };
        if !rule.enabled {
            let replaced = rules.replaced().contains(&rule.id) || replaces(&rule.id);
            if replaced || rule.conditions.names().next().is_some() {
                add(LintKind::Disabled);
            } else {
                add(LintKind::ReplacesNothing);
            }
            continue;
        }
        for (condition, pattern) in rule.conditions.patterns() {
            if matches_everything(pattern) {
                add(LintKind::MatchesEverything {
                    condition,
                    pattern: pattern.source().to_owned(),
                });
            }
        }
        if let Some(by) = before
            .iter()
            .find(|by| covers(&by.conditions, &rule.conditions))
        {
            add(LintKind::Shadowed { by: by.id.clone() });
        }
        before.push(rule);
    }
    lints
}

fn matches_everything(pattern: &Pattern) -> bool {
    ["q", "/x/y.z", "~ 9_", "-W \u{e9}"]
        .iter()
        .all(|text| pattern.matches(text))
}

/// Whether the first conditions hold wherever the second do, as far as comparing their texts can tell.
fn covers(wide: &Conditions, narrow: &Conditions) -> bool {
    let mut pairs = wide.each().zip(narrow.each());
    pairs.all(
        |((condition, wide), (_, narrow))| match (condition.takes, wide, narrow) {
            (Takes::Exclusions, Asked::Patterns(wide), Asked::Patterns(narrow)) => {
                is_subset(wide, narrow)
            }
            (_, Asked::Words(wide), Asked::Words(narrow)) => {
                let mut words = narrow.iter();
                wide.is_empty() || (!narrow.is_empty() && words.all(|word| wide.contains(word)))
            }
            (_, Asked::Patterns(wide), Asked::Patterns(narrow)) => covers_patterns(wide, narrow),
            (_, Asked::Commands(wide), Asked::Commands(narrow)) => covers_commands(wide, narrow),
            _ => false,
        },
    )
}

fn covers_patterns(wide: &[Pattern], narrow: &[Pattern]) -> bool {
    let all = || wide.iter().any(matches_everything);
    wide.is_empty() || (!narrow.is_empty() && (is_subset(narrow, wide) || all()))
}

fn is_subset(part: &[Pattern], whole: &[Pattern]) -> bool {
    part.iter()
        .all(|one| whole.iter().any(|other| one.source() == other.source()))
}

fn covers_commands(wide: &[CommandCondition], narrow: &[CommandCondition]) -> bool {
    wide.is_empty()
        || (!narrow.is_empty()
            && narrow
                .iter()
                .all(|one| wide.iter().any(|other| covers_command(other, one))))
}

fn covers_command(wide: &CommandCondition, narrow: &CommandCondition) -> bool {
    let program_alone = || {
        let program = narrow.run.source().split(' ').next();
        program == Some(wide.run.source())
    };
    (wide.run.source() == narrow.run.source() || program_alone())
        && wide.flags.iter().all(|flag| narrow.flags.contains(flag))
        && wide
            .not_flags
            .iter()
            .all(|flag| narrow.not_flags.contains(flag))
        && covers_patterns(&wide.args, &narrow.args)
        && is_subset(&wide.not_args, &narrow.not_args)
        && wide
            .min_args
            .is_none_or(|min| narrow.min_args.is_some_and(|other| other >= min))
        && wide
            .max_args
            .is_none_or(|max| narrow.max_args.is_some_and(|other| other <= max))
        && wide.options.iter().all(|(name, pattern)| {
            narrow
                .options
                .iter()
                .any(|(other, narrower)| other == name && narrower.source() == pattern.source())
        })
        && (!wide.unknown_args || narrow.unknown_args)
        && (!wide.known_only || narrow.known_only)
        && covers_earlier(&wide.after, &narrow.after)
}

fn covers_earlier(wide: &[EarlierCommand], narrow: &[EarlierCommand]) -> bool {
    let covers = |wide: &EarlierCommand, narrow: &EarlierCommand| {
        (!wide.shared_arg || narrow.shared_arg) && covers_command(&wide.command, &narrow.command)
    };
    wide.is_empty()
        || (!narrow.is_empty()
            && narrow
                .iter()
                .all(|one| wide.iter().any(|other| covers(other, one))))
}

/// An example that does not come out as its rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule's id.
    pub rule: String,
    /// The example's place.
    pub origin: Origin,
    /// The example.
    pub example: Example,
    /// Whether it stands under `match`.
    pub should_match: bool,
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (does, list) = if self.should_match {
            ("does not match", "match")
        } else {
            ("matches", "no_match")
        };
        write!(
            f,
            "{}: rule `{}` {does} `{}`, which stands under `{list}`",
            self.origin, self.rule, self.example
        )
    }
}

/// Turns an example into actions and passes each of them on.
pub type Derive<'d> = dyn Fn(&Example, &mut dyn FnMut(&Action<'_>)) + 'd;

/// Looks for rules that deny or ask for approval, but leave one of their own examples to a rule before them that lets it
/// pass. Each is told once.
#[must_use]
pub fn overtaken(rules: &RuleSet, derive: &Derive<'_>) -> Vec<Lint> {
    let stopping = rules
        .rules()
        .filter(|rule| rule.enabled && rule.action.is_restrictive());
    stopping
        .filter_map(|rule| {
            let mut examples = rule.examples().matching.iter();
            let kind = examples.find_map(|example| {
                let by = overtaker(rules, rule, example, derive)?;
                Some(LintKind::Overtaken {
                    example: example.to_string(),
                    by,
                })
            })?;
            Some(Lint {
                rule: rule.id.clone(),
                origin: rule.origin.clone(),
                kind,
            })
        })
        .collect()
}

/// The rule that lets all those actions of the example pass which this rule matches.
fn overtaker(
    rules: &RuleSet,
    rule: &Rule,
    example: &Example,
    derive: &Derive<'_>,
) -> Option<String> {
    let mut by = None;
    let mut stopped = false;
    derive(example, &mut |action| {
        if rule.matches(action) == Match::No {
            return;
        }
        let mut asked = rules.all_matches(action, &|_| false);
        let decides = asked.find(|(other, found)| *found == Match::Certain || other.id == rule.id);
        match decides {
            Some((other, _)) if other.id != rule.id && !other.action.is_restrictive() => {
                by = by.take().or(Some(other.id.clone()));
            }
            _ => stopped = true,
        }
    });
    by.filter(|_| !stopped)
}

/// Tries the examples of every rule that is not switched off: the rule must match, or not match, one of the actions that
/// `derive` passes on for the example. A mere possibility counts as a match.
#[must_use]
pub fn run_examples(rules: &RuleSet, derive: &Derive<'_>) -> Vec<ExampleFailure> {
    let mut failures = Vec::new();
    for rule in rules.rules().filter(|rule| rule.enabled) {
        let examples = rule.examples();
        for (list, should_match) in [(&examples.matching, true), (&examples.no_match, false)] {
            for example in list {
                let mut matched = false;
                derive(example, &mut |action| {
                    matched |= rule.matches(action) != Match::No;
                });
                if matched != should_match {
                    failures.push(ExampleFailure {
                        rule: rule.id.clone(),
                        origin: Origin {
                            path: rule.origin.path.clone(),
                            line: example.line,
                        },
                        example: example.clone(),
                        should_match,
                    });
                }
            }
        }
    }
    failures
}
