//! Sessions, as the log shows them.

use aegis_core::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::query::Query;

/// A session of an agent and what became of its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its name.
    pub session: String,
    /// The agent.
    pub agent: String,
    /// Root of the repository of its newest call.
    pub repo: Option<String>,
    /// Working directory of its newest call.
    pub cwd: String,
    /// Its first call.
    pub first: Timestamp,
    /// Its newest call.
    pub last: Timestamp,
    /// How many calls it made.
    pub calls: u64,
    /// How many of them were not allowed.
    pub denied: u64,
}

/// The sessions with decisions that `query` asks for, the one with the newest first. `limit` counts sessions.
pub(crate) fn list(connection: &Connection, query: &Query) -> rusqlite::Result<Vec<Session>> {
    let (condition, mut values) = query.condition();
    // `max(id)` makes SQLite take the bare columns `repo` and `cwd` from the newest row of each group.
    let select = format!(
        "SELECT session,agent,repo,cwd,min(time),max(time),count(*),sum(result<>'allowed'),max(id) AS newest \
         FROM decisions WHERE {condition} GROUP BY session,agent ORDER BY newest DESC LIMIT ?"
    );
    values.push(Value::Integer(query.limit.map_or(-1, i64::from)));
    connection
        .prepare(&select)?
        .query_map(params_from_iter(values), read)?
        .collect()
}

/// The whole name of the session that is called `given` or, if none is, whose name alone begins so.
pub(crate) fn resolve(connection: &Connection, given: &str) -> Result<Option<String>, StoreError> {
    let begins = "SELECT DISTINCT session FROM decisions WHERE substr(session,1,length(?1))=?1 AND length(?1)>0";
    let mut statement = connection.prepare(begins)?;
    let names = statement.query_map([given], |row| row.get(0))?;
    let mut names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
    if names.iter().any(|name| name == given) {
        return Ok(Some(given.to_owned()));
    }
    match names.len() {
        0 | 1 => Ok(names.pop()),
        count => Err(StoreError::AmbiguousSession {
            given: given.to_owned(),
            count,
        }),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        session: row.get(0)?,
        agent: row.get(1)?,
        repo: row.get(2)?,
        cwd: row.get(3)?,
        first: Timestamp::from_micros(row.get(4)?),
        last: Timestamp::from_micros(row.get(5)?),
        calls: row.get(6)?,
        denied: row.get(7)?,
    })
}
