//! A decision as a row.

use aegis_core::Timestamp;
use aegis_core::ledger::{ActionType, Entry, Layer, Outcome};

use rusqlite::types::{FromSqlError, Type, Value};
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use crate::chain::{self, Link, Table};

/// The chained table of decisions.
pub(crate) const DECISIONS: Table = Table {
    name: "decisions",
    columns: "time,agent,session,subagent,repo,cwd,tool,action,target,result,reason,rule,layer,audited,findings,faults,\
              maps,duration_us",
    width: 18,
};

const LAYERS: [Layer; 4] = [Layer::Builtin, Layer::Managed, Layer::Repo, Layer::Global];

/// A recorded decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number; later ones are greater.
    pub id: i64,
    /// What was recorded.
    #[serde(flatten)]
    pub entry: Entry,
}

pub(crate) fn append(connection: &Connection, entry: &Entry) -> rusqlite::Result<Link> {
    chain::append(connection, DECISIONS, &values(entry))
}

/// In the order of [`DECISIONS`]' columns.
fn values(entry: &Entry) -> [Value; DECISIONS.width] {
    let layer = entry.layer.map(|layer| layer.to_string());
    [
        entry.time.as_micros().into(),
        entry.agent.clone().into(),
        entry.session.clone().into(),
        entry.subagent.clone().into(),
        entry.repo.clone().into(),
        entry.cwd.clone().into(),
        entry.tool.clone().into(),
        entry.action.name().to_owned().into(),
        entry.target.clone().into(),
        entry.result.name().to_owned().into(),
        entry.reason.clone().into(),
        entry.rule.clone().into(),
        layer.into(),
        i64::from(entry.audited).into(),
        list(&entry.findings),
        list(&entry.faults),
        list(&entry.maps),
        i64::try_from(entry.duration_us).unwrap_or(i64::MAX).into(),
    ]
}

/// Reads a row of `id` and [`DECISIONS`]' columns.
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        id: row.get(0)?,
        entry: Entry {
            time: Timestamp::from_micros(row.get(1)?),
            agent: row.get(2)?,
            session: row.get(3)?,
            subagent: row.get(4)?,
            repo: row.get(5)?,
            cwd: row.get(6)?,
            tool: row.get(7)?,
            action: text(row, 8, |name| name.parse::<ActionType>().ok())?,
            target: row.get(9)?,
            result: text(row, 10, |name| {
                Outcome::ALL
                    .into_iter()
                    .find(|outcome| outcome.name() == name)
            })?,
            reason: row.get(11)?,
            rule: row.get(12)?,
            layer: optional(row, 13, |name| {
                LAYERS.into_iter().find(|layer| layer.to_string() == name)
            })?,
            audited: row.get(14)?,
            findings: read_list(row, 15)?,
            faults: read_list(row, 16)?,
            maps: read_list(row, 17)?,
            duration_us: row.get(18)?,
        },
    })
}

/// An empty list is stored as nothing: most are.
fn list(items: &[String]) -> Value {
    if items.is_empty() {
        Value::Null
    } else {
        serde_json::Value::from(items).to_string().into()
    }
}

pub(crate) fn read_list(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    let items = optional(row, column, |text| serde_json::from_str(text).ok())?;
    Ok(items.unwrap_or_default())
}

fn text<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            Type::Text,
            Box::new(FromSqlError::InvalidType),
        )
    })
}

fn optional<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    let stored: Option<String> = row.get(column)?;
    stored.map_or(Ok(None), |_| text(row, column, parse).map(Some))
}
