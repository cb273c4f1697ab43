//! A rule in plain words.

use std::fmt::Write as _;

use crate::condition::{Asked, CommandCondition, Conditions, EarlierCommand, FlagChoice};
use crate::layer::RuleAction;
use crate::pattern::Pattern;
use crate::rule::Rule;

/// What a rule does and when, line by line.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{words}");
    };
    line(format!(
        "{} ({} rules, {})",
        rule.id, rule.layer, rule.origin
    ));
    if rule.enabled {
        line(format!("  {}", does(rule.action)));
    } else {
        line("  does nothing: it is switched off".to_owned());
    }
    line(format!("  priority {}", rule.priority));
    for condition in conditions(&rule.conditions) {
        line(format!("  when {condition}"));
    }
    if let Some(message) = &rule.message {
        line(format!("  tells the agent: {message}"));
    }
    if !rule.maps.is_empty() {
        line(format!("  tags: {}", rule.maps.join(", ")));
    }
    text
}

fn does(action: RuleAction) -> String {
    match action {
        RuleAction::Deny => "refuses".to_owned(),
        RuleAction::RequireApproval => "waits for a person's approval".to_owned(),
        RuleAction::RateLimit(limit) => format!(
            "lets {} pass within {} per {}, then refuses",
            limit.max,
            duration(limit.window.as_secs()),
            limit.per
        ),
        RuleAction::Audit => "lets pass and marks in the log".to_owned(),
        RuleAction::Allow => "lets pass".to_owned(),
    }
}

/// `1h30m`, as a rule file says it.
pub(crate) fn duration(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
    let mut rest = seconds;
    let mut text = String::new();
    for (size, unit) in units {
        if rest >= size {
            let _ = write!(text, "{}{unit}", rest / size);
            rest %= size;
        }
    }
    text
}

fn conditions(conditions: &Conditions) -> impl Iterator<Item = String> {
    let asking = conditions.each().filter(|(_, asked)| !asked.is_empty());
    asking.map(|(condition, asked)| {
        let values = match asked {
            Asked::Words(words) => words.join(" or "),
            Asked::Patterns(patterns) => or(&sources(patterns)),
            Asked::Commands(commands) => or(&commands.iter().map(command).collect::<Vec<_>>()),
        };
        format!("{} {values}", condition.sentence)
    })
}

fn command(command: &CommandCondition) -> String {
    let mut text = format!("`{}`", command.run.source());
    let mut add = |words: String| text.push_str(&words);
    for flag in &command.flags {
        add(format!(" with {}", names(flag)));
    }
    for flag in &command.not_flags {
        add(format!(" without {}", names(flag)));
    }
    for (name, pattern) in &command.options {
        add(format!(" with `{name}` matching `{}`", pattern.source()));
    }
    if !command.args.is_empty() {
        add(format!(
            " with an argument matching {}",
            or(&sources(&command.args))
        ));
    }
    if let Some(min) = command.min_args {
        add(format!(" with at least {min} arguments"));
    }
    if let Some(max) = command.max_args {
        add(format!(" with at most {max} arguments"));
    }
    if !command.not_args.is_empty() {
        add(format!(
            " with no argument matching {}",
            or(&sources(&command.not_args))
        ));
    }
    if command.unknown_args {
        add(" with an argument that is not known beforehand".to_owned());
    }
    if command.known_only {
        add(", as far as they are known beforehand".to_owned());
    }
    if !command.after.is_empty() {
        let earlier: Vec<String> = command.after.iter().map(earlier).collect();
        add(format!(" after {}", or(&earlier)));
    }
    text
}

fn earlier(earlier: &EarlierCommand) -> String {
    let shared = match earlier.shared_arg {
        true => " that has an argument in common with it",
        false => "",
    };
    format!("{}{shared}", command(&earlier.command))
}

fn names(flag: &FlagChoice) -> String {
    format!("`{}`", flag.0.join("|"))
}

fn sources(patterns: &[Pattern]) -> Vec<String> {
    patterns
        .iter()
        .map(|pattern| format!("`{}`", pattern.source()))
        .collect()
}

fn or(values: &[String]) -> String {
    values.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Layer, NoFiles, RuleSet, Source};

    #[test]
    fn a_command_with_what_it_must_follow() {
        let text = "rules: [{id: x, action: deny, conditions: {commands: [{run: git push, min_args: 2, \
                    unknown_args: true, after: [{run: hg}, {run: git remote add, not_args: ['^origin$'], shared_arg: true}]}]}}]";
        let source = Source {
            text,
            path: "f",
            layer: Layer::Repo,
        };
        let rules = RuleSet::load(&source, &NoFiles).unwrap();
        let words = explain(rules.get("x").unwrap());
        let expected = "the command runs `git push` with at least 2 arguments with an argument that is not known beforehand after \
                        `hg` or `git remote add` with no argument matching `^origin$` that has an argument in common with it";
        assert!(words.contains(expected), "{words}");
    }
}
