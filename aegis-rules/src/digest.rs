//! The digest of a rule's meaning: approvals are bound to it, so that a changed rule asks anew.

use sha2::{Digest, Sha256};

use crate::condition::{Asked, CommandCondition, Conditions, FlagChoice};
use crate::layer::RuleAction;
use crate::pattern::Pattern;
use crate::rule::Rule;

impl Rule {
    /// SHA-256 over all that decides what the rule does. Where it is written, its place among others, the order within
    /// a list of conditions, its message, tags and examples do not count.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        *self.digest.get_or_init(|| {
            let mut writer = Writer(Sha256::new());
            writer.rule(self);
            writer.0.finalize().into()
        })
    }
}

/// Feeds every part with its length before it, so that no two rules feed the same bytes.
struct Writer(Sha256);

impl Writer {
    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn set<'a>(&mut self, items: impl IntoIterator<Item = &'a str>) {
        let mut items: Vec<&str> = items.into_iter().collect();
        items.sort_unstable();
        items.dedup();
        self.number(items.len() as u64);
        for item in items {
            self.text(item);
        }
    }

    fn patterns(&mut self, patterns: &[Pattern]) {
        self.set(patterns.iter().map(Pattern::source));
    }

    fn rule(&mut self, rule: &Rule) {
        self.text("aegis rule 2");
        self.text(&rule.id);
        self.number(u64::from(rule.enabled));
        self.0.update(rule.priority.to_le_bytes());
        self.text(rule.action.name());
        if let RuleAction::RateLimit(limit) = rule.action {
            self.number(u64::from(limit.max));
            self.number(limit.window.as_secs());
            self.text(limit.per.name());
        }
        self.conditions(&rule.conditions);
    }

    fn conditions(&mut self, conditions: &Conditions) {
        for (_, asked) in conditions.each() {
            match asked {
                Asked::Words(words) => self.set(words),
                Asked::Patterns(patterns) => self.patterns(patterns),
                Asked::Commands(commands) => {
                    self.number(commands.len() as u64);
                    for command in commands {
                        self.command(command);
                    }
                }
            }
        }
    }

    fn command(&mut self, command: &CommandCondition) {
        let CommandCondition {
            run,
            flags,
            not_flags,
            options,
            args,
            not_args,
            min_args,
            max_args,
            unknown_args,
            known_only,
            after,
        } = command;
        self.text(run.source());
        for flags in [flags, not_flags] {
            self.number(flags.len() as u64);
            for FlagChoice(names) in flags {
                self.set(names.iter().map(String::as_str));
            }
        }
        self.number(options.len() as u64);
        for (name, pattern) in options {
            self.text(name);
            self.text(pattern.source());
        }
        self.patterns(args);
        self.patterns(not_args);
        for bound in [min_args, max_args] {
            self.number(bound.map_or(u64::MAX, u64::from));
        }
        self.number(u64::from(*unknown_args));
        self.number(u64::from(*known_only));
        self.number(after.len() as u64);
        for earlier in after {
            self.number(u64::from(earlier.shared_arg));
            self.command(&earlier.command);
        }
    }
}
