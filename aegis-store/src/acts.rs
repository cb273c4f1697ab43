//! What people did to aegis, and what aegis did to its own record: a chained table beside the decisions.

use aegis_core::Timestamp;
use rusqlite::types::{FromSqlError, Type, Value};
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use crate::chain::{self, Link, Table};

/// The chained table of acts.
pub(crate) const ACTS: Table = Table {
    name: "acts",
    columns: "time,act,subject,note",
    width: 4,
};

/// The kinds of acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ActKind {
    /// The database was made.
    Create,
    /// The database was brought to a newer schema.
    Migrate,
    /// A request was approved.
    Approve,
    /// A request was denied.
    Deny,
    /// A rule file was trusted.
    Trust,
    /// Trust in a rule file was taken back.
    Revoke,
    /// A hook was registered.
    Setup,
    /// A hook was removed.
    Uninstall,
    /// Old decisions were removed; the subject says up to which row, the note has its hash.
    Prune,
}

impl ActKind {
    const ALL: [ActKind; 9] = [
        ActKind::Create,
        ActKind::Migrate,
        ActKind::Approve,
        ActKind::Deny,
        ActKind::Trust,
        ActKind::Revoke,
        ActKind::Setup,
        ActKind::Uninstall,
        ActKind::Prune,
    ];

    /// The name that stands in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ActKind::Create => "create",
            ActKind::Migrate => "migrate",
            ActKind::Approve => "approve",
            ActKind::Deny => "deny",
            ActKind::Trust => "trust",
            ActKind::Revoke => "revoke",
            ActKind::Setup => "setup",
            ActKind::Uninstall => "uninstall",
            ActKind::Prune => "prune",
        }
    }
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Its number; later ones are greater.
    pub id: i64,
    /// When.
    pub time: Timestamp,
    /// What.
    pub act: ActKind,
    /// To what: a request, a file, an agent.
    pub subject: String,
    /// What was said about it.
    pub note: Option<String>,
}

pub(crate) fn append(
    connection: &Connection,
    kind: ActKind,
    subject: &str,
    note: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<Link> {
    let values: [Value; ACTS.width] = [
        now.as_micros().into(),
        kind.name().to_owned().into(),
        subject.to_owned().into(),
        note.map(str::to_owned).into(),
    ];
    chain::append(connection, ACTS, &values)
}

/// The newest `limit` acts at or after `since`, newest first.
pub(crate) fn list(
    connection: &Connection,
    since: Option<Timestamp>,
    limit: Option<u32>,
) -> rusqlite::Result<Vec<Act>> {
    let select =
        "SELECT id,time,act,subject,note FROM acts WHERE time>=?1 ORDER BY id DESC LIMIT ?2";
    let since = since.map_or(i64::MIN, Timestamp::as_micros);
    let limit = limit.map_or(-1, i64::from);
    connection
        .prepare(select)?
        .query_map([since, limit], read)?
        .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Act> {
    let name: String = row.get(2)?;
    let act = ActKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| {
            rusqlite::Error::FromSqlConversionFailure(
                2,
                Type::Text,
                Box::new(FromSqlError::InvalidType),
            )
        })?;
    let time = Timestamp::from_micros(row.get(1)?);
    Ok(Act {
        id: row.get(0)?,
        time,
        act,
        subject: row.get(3)?,
        note: row.get(4)?,
    })
}
