//! Which decisions a command is about.

use std::str::FromStr;

use aegis_core::Timestamp;
use aegis_core::ledger::ActionType;
use aegis_store::{Query, SqliteStore};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

use crate::cli::CliError;
use crate::config::parse_duration;
use crate::hook::now;
use crate::output::clock;

/// The options that choose decisions.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Filters {
    /// Only this session; the beginning of its name is enough
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// Only this action type, such as `command_exec` or `file_write`
    #[arg(long, value_name = "TYPE")]
    action: Option<ActionType>,
    /// Only targets that contain this text
    #[arg(long, value_name = "TEXT")]
    target: Option<String>,
    /// Only this agent, such as `claude-code`
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Only what this rule decided
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Not older: `24h`, `7d`, `today`, `yesterday`, `2026-01-31`, or a time in RFC 3339
    #[arg(long, value_name = "WHEN")]
    since: Option<When>,
    /// Older: as for `--since`
    #[arg(long, value_name = "WHEN")]
    until: Option<When>,
    /// Only what was allowed
    #[arg(long, conflicts_with = "denied")]
    allowed: bool,
    /// Only what was not allowed, for whatever reason
    #[arg(long)]
    denied: bool,
}

/// How many.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Limit {
    /// At most so many, the newest; `all` for all
    #[arg(long, value_name = "N", default_value = "50", value_parser = parse_limit)]
    limit: u32,
}

impl Limit {
    /// For a query, which knows no limit as `None`.
    pub(crate) fn rows(self) -> Option<u32> {
        (self.limit != u32::MAX).then_some(self.limit)
    }
}

fn parse_limit(text: &str) -> Result<u32, LimitError> {
    if text == "all" {
        return Ok(u32::MAX);
    }
    text.parse().map_err(|_| LimitError)
}

#[derive(Debug, thiserror::Error)]
#[error("a number or `all` is expected")]
struct LimitError;

impl Filters {
    /// Whether something is asked for that only decisions have; an act of a person has no session, agent or result.
    pub(crate) fn are_for_decisions(&self) -> bool {
        let texts = [&self.session, &self.target, &self.agent, &self.rule];
        self.allowed
            || self.denied
            || self.action.is_some()
            || texts.iter().any(|text| text.is_some())
    }

    /// The question to the store. A session of which the beginning was given is looked up there, if there is a store.
    pub(crate) fn query(
        &self,
        store: Option<&SqliteStore>,
        limit: Option<u32>,
    ) -> Result<Query, CliError> {
        let session = match (&self.session, store) {
            // A name that no decision bears selects nothing, which is the right answer.
            (Some(given), Some(store)) => {
                Some(store.session_named(given)?.unwrap_or_else(|| given.clone()))
            }
            (given, _) => given.clone(),
        };
        let present = now();
        Ok(Query {
            session,
            action: self.action,
            target: self.target.clone(),
            agent: self.agent.clone(),
            rule: self.rule.clone(),
            since: self.since.map(|when| when.resolve(present)),
            until: self.until.map(|when| when.resolve(present)),
            allowed: self.allowed,
            denied: self.denied,
            limit,
            ..Query::default()
        })
    }
}

/// A point in time as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// So long ago.
    Ago(std::time::Duration),
    /// The beginning of the day so many days ago, on the person's clock.
    Day(i64),
    /// The beginning of this date.
    Date(Date),
    /// Exactly then.
    At(OffsetDateTime),
}

/// The text names no point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a span such as `24h` or `7d`, `today`, `yesterday`, a date such as `2026-01-31` or a time in RFC 3339 is expected"
)]
pub(crate) struct WhenError;

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        match text {
            "today" => return Ok(When::Day(0)),
            "yesterday" => return Ok(When::Day(1)),
            _ => {}
        }
        if let Ok(span) = parse_duration(text) {
            return Ok(When::Ago(span));
        }
        if let Ok(date) = Date::parse(text, format_description!("[year]-[month]-[day]")) {
            return Ok(When::Date(date));
        }
        OffsetDateTime::parse(text, &Rfc3339)
            .map(When::At)
            .map_err(|_| WhenError)
    }
}

impl When {
    fn resolve(self, now: Timestamp) -> Timestamp {
        self.resolve_in(now, clock::offset_at(now))
    }

    fn resolve_in(self, now: Timestamp, offset: UtcOffset) -> Timestamp {
        let day = |date: Date| clock::timestamp(date.midnight().assume_offset(offset));
        match self {
            When::Ago(span) => now.before(span),
            When::Day(ago) => day(clock::moment(now)
                .to_offset(offset)
                .date()
                .saturating_sub(Duration::days(ago))),
            When::Date(date) => day(date),
            When::At(moment) => clock::timestamp(moment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::offset;

    fn check(text: &str, expected: &str) {
        let now =
            clock::timestamp(OffsetDateTime::parse("2026-03-01T00:30:00Z", &Rfc3339).unwrap());
        let when: When = text.parse().unwrap();
        let resolved = clock::utc(when.resolve_in(now, offset!(+2)));
        assert_eq!(resolved, format!("{expected}.000000Z"), "{text}");
    }

    #[test]
    fn people_name_times_in_many_ways() {
        check("24h", "2026-02-28T00:30:00");
        check("7d", "2026-02-22T00:30:00");
        check("today", "2026-02-28T22:00:00");
        check("yesterday", "2026-02-27T22:00:00");
        check("2026-01-31", "2026-01-30T22:00:00");
        check("2026-01-31T10:00:00+01:00", "2026-01-31T09:00:00");
        check("2026-01-31T10:00:00Z", "2026-01-31T10:00:00");
    }

    #[test]
    fn anything_else_is_a_mistake() {
        for text in [
            "",
            "tomorrow",
            "24",
            "2026-13-01",
            "2026-01-31T10:00:00",
            "-1h",
        ] {
            assert_eq!(text.parse::<When>(), Err(WhenError), "{text}");
        }
    }

    #[test]
    fn a_limit_is_a_number_or_all() {
        assert_eq!(parse_limit("0").unwrap(), 0);
        assert_eq!(
            Limit {
                limit: parse_limit("all").unwrap()
            }
            .rows(),
            None
        );
        assert_eq!(
            Limit {
                limit: parse_limit("7").unwrap()
            }
            .rows(),
            Some(7)
        );
        assert!(parse_limit("-1").is_err());
    }
}
