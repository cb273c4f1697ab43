//! Trust in the rule files of repositories: one pinned content a file.

use aegis_core::Timestamp;
use aegis_core::ledger::Digest;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};

/// Who pinned a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustedBy {
    /// It was the first content seen.
    FirstUse,
    /// A person trusted it.
    Person,
    /// Nobody: a person took the trust back.
    Nobody,
}

/// The pin of one rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The file.
    pub file: String,
    /// SHA-256 of the content that is trusted, if any is.
    pub content: Option<Digest>,
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: TrustedBy,
}

pub(crate) fn trusted(
    connection: &Connection,
    file: &str,
    content: &Digest,
    first_use: bool,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    if let Some(pin) = find(connection, file)? {
        let counts = first_use || pin.by == TrustedBy::Person;
        return Ok(counts && pin.content.as_ref() == Some(content));
    }
    if first_use {
        put(connection, file, Some(content), TrustedBy::FirstUse, now)?;
    }
    Ok(first_use)
}

pub(crate) fn put(
    connection: &Connection,
    file: &str,
    content: Option<&Digest>,
    by: TrustedBy,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let by = match by {
        TrustedBy::FirstUse => "first_use",
        TrustedBy::Person => "person",
        TrustedBy::Nobody => "nobody",
    };
    let row = (file, content.map(Digest::as_slice), now.as_micros(), by);
    connection
        .execute("INSERT OR REPLACE INTO pins VALUES(?1,?2,?3,?4)", row)
        .map(drop)
}

pub(crate) fn find(connection: &Connection, file: &str) -> rusqlite::Result<Option<Pin>> {
    connection
        .query_row(
            "SELECT file,content,at,by FROM pins WHERE file=?1",
            [file],
            read,
        )
        .optional()
}

pub(crate) fn list(connection: &Connection) -> rusqlite::Result<Vec<Pin>> {
    connection
        .prepare("SELECT file,content,at,by FROM pins ORDER BY file")?
        .query_map([], read)?
        .collect()
}

/// Anything but the two names of ours trusts nothing.
fn read(row: &Row<'_>) -> rusqlite::Result<Pin> {
    let by: String = row.get(3)?;
    let by = match by.as_str() {
        "first_use" => TrustedBy::FirstUse,
        "person" => TrustedBy::Person,
        _ => TrustedBy::Nobody,
    };
    Ok(Pin {
        file: row.get(0)?,
        content: row.get(1)?,
        at: Timestamp::from_micros(row.get(2)?),
        by,
    })
}
