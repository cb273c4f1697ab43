//! Requests for approval: opened by a judgement, answered by a person.

use std::time::Duration;

use aegis_core::Timestamp;
use aegis_core::ledger::{Approval, ApprovalKey, NewRequest, RequestId, Terms};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row};

use crate::error::StoreError;

/// A request as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// The rule that asked.
    pub rule: String,
    /// The agent.
    pub agent: String,
    /// The session.
    pub session: String,
    /// The tool.
    pub tool: String,
    /// Root of the repository.
    pub repo: Option<String>,
    /// Working directory.
    pub cwd: String,
    /// What the call would do, redacted.
    pub target: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it expires without an answer.
    pub expires: Timestamp,
}

/// A request that was answered, and until when the answer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The request.
    pub request: Request,
    /// When the answer ceases to hold.
    pub until: Timestamp,
}

const COLUMNS: &str = "id,rule,agent,session,tool,repo,cwd,target,opened,expires";
/// A request that nobody has answered and that has not expired at `?1`.
const OPEN: &str = "answered IS NULL AND expires>?1";
/// The same, or one that was approved, as long as that is worth something at `?1`.
const REFUSABLE: &str = "(answered IS NULL AND expires>?1 OR yes AND until>?1 AND used IS NULL)";

pub(crate) fn state(
    connection: &Connection,
    key: &ApprovalKey,
    session: &str,
    now: Timestamp,
) -> rusqlite::Result<Approval> {
    let select = "SELECT id,answered,until,yes,once,note FROM requests WHERE call=?1 AND rules=?2 AND \
        (answered IS NULL AND expires>?3 OR until>?3 AND used IS NULL AND (only IS NULL OR only=?4)) \
        ORDER BY answered IS NULL,answered DESC,opened DESC LIMIT 1";
    let read = |row: &Row<'_>| {
        let id = RequestId(row.get(0)?);
        if row.get::<_, Option<i64>>(1)?.is_none() {
            return Ok(Approval::Open(id));
        }
        if row.get(3)? {
            return Ok(Approval::Granted {
                id,
                once: row.get(4)?,
            });
        }
        Ok(Approval::Refused {
            id,
            note: row.get(5)?,
            until: Timestamp::from_micros(row.get(2)?),
        })
    };
    let found = connection.query_row(
        select,
        (&key.call[..], &key.rules[..], now.as_micros(), session),
        read,
    );
    Ok(found.optional()?.unwrap_or(Approval::None))
}

pub(crate) fn open(
    connection: &Connection,
    request: &NewRequest,
    now: Timestamp,
) -> rusqlite::Result<RequestId> {
    let insert = "INSERT INTO requests(id,call,rules,rule,agent,session,tool,repo,cwd,target,opened,expires)\
        VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)";
    let mut statement = connection.prepare(insert)?;
    let mut attempt = 0;
    loop {
        let id = RequestId::derive(&request.key, now, attempt);
        let inserted = statement.execute((
            &id.0,
            &request.key.call[..],
            &request.key.rules[..],
            &request.rule,
            &request.agent,
            &request.session,
            &request.tool,
            &request.repo,
            &request.cwd,
            &request.target,
            now.as_micros(),
            request.expires.as_micros(),
        ));
        match inserted {
            Ok(_) => return Ok(id),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                attempt += 1
            }
            Err(error) => return Err(error),
        }
    }
}

pub(crate) fn use_up(
    connection: &Connection,
    id: &RequestId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let update = "UPDATE requests SET used=?2 WHERE id=?1 AND once AND used IS NULL";
    connection
        .execute(update, (&id.0, now.as_micros()))
        .map(drop)
}

/// The requests that wait for an answer, oldest first.
pub(crate) fn pending(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Request>> {
    let select = format!("SELECT {COLUMNS} FROM requests WHERE {OPEN} ORDER BY opened,id");
    connection
        .prepare(&select)?
        .query_map([now.as_micros()], read)?
        .collect()
}

/// The open request whose id begins with `given`.
pub(crate) fn find_open(
    connection: &Connection,
    given: &str,
    now: Timestamp,
) -> Result<Request, StoreError> {
    find(connection, OPEN, given, now)
}

/// The open or granted request whose id begins with `given`.
pub(crate) fn find_refusable(
    connection: &Connection,
    given: &str,
    now: Timestamp,
) -> Result<Request, StoreError> {
    find(connection, REFUSABLE, given, now)
}

fn find(
    connection: &Connection,
    which: &str,
    given: &str,
    now: Timestamp,
) -> Result<Request, StoreError> {
    let given = given.trim().to_ascii_lowercase();
    let begins = "substr(id,1,length(?2))=?2 AND length(?2)>0";
    let select = format!("SELECT {COLUMNS} FROM requests WHERE {which} AND {begins} ORDER BY id");
    let mut statement = connection.prepare(&select)?;
    let found = statement.query_map((now.as_micros(), &given), read)?;
    let mut found: Vec<Request> = found.collect::<rusqlite::Result<_>>()?;
    match (found.pop(), found.is_empty()) {
        (Some(request), true) => Ok(request),
        (Some(request), false) => {
            found.push(request);
            Err(StoreError::AmbiguousRequest {
                given,
                candidates: found.into_iter().map(|one| one.id).collect(),
            })
        }
        (None, _) => Err(why_not_open(connection, given)?),
    }
}

/// Why no open request begins with `given`: the newest one that does so tells.
fn why_not_open(connection: &Connection, given: String) -> rusqlite::Result<StoreError> {
    let select = "SELECT id,yes FROM requests WHERE substr(id,1,length(?1))=?1 AND length(?1)>0 \
        ORDER BY opened DESC LIMIT 1";
    let read = |row: &Row<'_>| Ok((RequestId(row.get(0)?), row.get::<_, Option<bool>>(1)?));
    Ok(
        match connection.query_row(select, [&given], read).optional()? {
            None => StoreError::NoRequest { given },
            Some((id, None)) => StoreError::Expired { id },
            Some((id, Some(yes))) => StoreError::Answered {
                id,
                answer: if yes { "approved" } else { "denied" },
            },
        },
    )
}

pub(crate) fn approve(
    connection: &Connection,
    request: &Request,
    terms: Terms,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    if terms.session && request.session == "-" {
        return Err(StoreError::NoSession {
            id: request.id.clone(),
        });
    }
    let until = now.after(terms.span.unwrap_or_else(|| timeout(request)));
    let only = terms.session.then_some(request.session.as_str());
    let update = "UPDATE requests SET answered=?2,until=?3,yes=1,once=?4,only=?5 WHERE id=?1";
    connection.execute(
        update,
        (
            &request.id.0,
            now.as_micros(),
            until.as_micros(),
            terms.once,
            only,
        ),
    )?;
    Ok(until)
}

pub(crate) fn deny(
    connection: &Connection,
    request: &Request,
    note: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<Timestamp> {
    let until = now.after(timeout(request));
    let update = "UPDATE requests SET answered=?2,until=?3,yes=0,note=?4,only=NULL WHERE id=?1";
    connection.execute(
        update,
        (&request.id.0, now.as_micros(), until.as_micros(), note),
    )?;
    Ok(until)
}

/// The approval timeout that was configured when the request was opened.
fn timeout(request: &Request) -> Duration {
    request.expires.since(request.opened)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request {
        id: RequestId(row.get(0)?),
        rule: row.get(1)?,
        agent: row.get(2)?,
        session: row.get(3)?,
        tool: row.get(4)?,
        repo: row.get(5)?,
        cwd: row.get(6)?,
        target: row.get(7)?,
        opened: Timestamp::from_micros(row.get(8)?),
        expires: Timestamp::from_micros(row.get(9)?),
    })
}
