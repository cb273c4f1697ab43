//! The log in numbers.

use std::collections::BTreeMap;

use aegis_core::ledger::Outcome;
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::decisions::read_list;
use crate::query::Query;

/// How many decisions there are, by what they have in common. Names that do not occur are left out, but for the results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// All of them.
    pub total: u64,
    /// By result, each of which is named.
    pub results: BTreeMap<String, u64>,
    /// By agent.
    pub agents: BTreeMap<String, u64>,
    /// By action type.
    pub actions: BTreeMap<String, u64>,
    /// By the rule that decided.
    pub rules: BTreeMap<String, u64>,
    /// By type of secret that was found; one decision can have several.
    pub findings: BTreeMap<String, u64>,
    /// Decisions with faults.
    pub faults: u64,
    /// How many sessions they come from.
    pub sessions: u64,
    /// By day in UTC, `2026-01-31`.
    pub days: BTreeMap<String, u64>,
    /// Half of the judgements took at most so many microseconds.
    pub median_us: u64,
    /// 99 of 100 judgements took at most so many microseconds.
    pub p99_us: u64,
}

const DAY_US: i64 = 86_400_000_000;

/// The numbers of the decisions that `query` asks for; its limit is ignored.
pub(crate) fn stats(connection: &Connection, query: &Query) -> rusqlite::Result<Stats> {
    let counts = |column: &str| counts(connection, query, column);
    let mut results = counts("result")?;
    for outcome in Outcome::ALL {
        results.entry(outcome.name().to_owned()).or_default();
    }
    Ok(Stats {
        total: results.values().sum(),
        results,
        agents: counts("agent")?,
        actions: counts("action")?,
        rules: counts("rule")?,
        findings: findings(connection, query)?,
        faults: one(connection, query, "count(faults)", "")?,
        sessions: one(connection, query, "count(*)", "GROUP BY session,agent")?,
        days: days(connection, query)?,
        median_us: percentile(connection, query, 50)?,
        p99_us: percentile(connection, query, 99)?,
    })
}

fn counts(
    connection: &Connection,
    query: &Query,
    column: &str,
) -> rusqlite::Result<BTreeMap<String, u64>> {
    let (condition, values) = query.condition();
    let select = format!(
        "SELECT {column},count(*) FROM decisions WHERE {condition} AND {column} IS NOT NULL GROUP BY {column}"
    );
    let mut statement = connection.prepare(&select)?;
    statement
        .query_map(params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect()
}

fn one(connection: &Connection, query: &Query, what: &str, group: &str) -> rusqlite::Result<u64> {
    let (condition, values) = query.condition();
    let rows = format!("SELECT {what} AS n FROM decisions WHERE {condition} {group}");
    let select = if group.is_empty() {
        rows
    } else {
        format!("SELECT count(*) FROM ({rows})")
    };
    connection.query_row(&select, params_from_iter(values), |row| row.get(0))
}

fn findings(connection: &Connection, query: &Query) -> rusqlite::Result<BTreeMap<String, u64>> {
    let (condition, values) = query.condition();
    let select = format!(
        "SELECT findings,count(*) FROM decisions WHERE {condition} AND findings IS NOT NULL GROUP BY findings"
    );
    let mut statement = connection.prepare(&select)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut counts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let times: u64 = row.get(1)?;
        for kind in read_list(row, 0)? {
            *counts.entry(kind).or_default() += times;
        }
    }
    Ok(counts)
}

fn days(connection: &Connection, query: &Query) -> rusqlite::Result<BTreeMap<String, u64>> {
    let (condition, values) = query.condition();
    // `>>` and `/` round towards zero: the days before 1970 are of no interest.
    let select = format!(
        "SELECT time/{DAY_US} AS day,count(*) FROM decisions WHERE {condition} GROUP BY day"
    );
    let mut statement = connection.prepare(&select)?;
    let rows = statement.query_map(params_from_iter(values), |row| {
        Ok((row.get::<_, i64>(0)?, row.get(1)?))
    })?;
    rows.map(|row| row.map(|(day, count)| (date(day), count)))
        .collect()
}

fn date(day: i64) -> String {
    let start = OffsetDateTime::from_unix_timestamp(day.saturating_mul(86_400));
    start.map_or_else(|_| "unknown".to_owned(), |start| start.date().to_string())
}

fn percentile(connection: &Connection, query: &Query, percent: u64) -> rusqlite::Result<u64> {
    let (condition, values) = query.condition();
    let count = format!("(SELECT count(*) FROM decisions WHERE {condition})");
    let select = format!(
        "SELECT coalesce((SELECT duration_us FROM decisions WHERE {condition} ORDER BY duration_us \
         LIMIT 1 OFFSET ({count}*{percent}+99)/100-({count}>0)),0)"
    );
    let thrice = values.iter().chain(&values).chain(&values);
    connection.query_row(&select, params_from_iter(thrice), |row| row.get(0))
}
