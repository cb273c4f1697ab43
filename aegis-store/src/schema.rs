//! The tables, and how an older file becomes a newer one. Every process parses the schema anew, so it is short.

use aegis_core::Timestamp;
use aegis_core::ledger::LedgerError;
use rusqlite::Connection;

use crate::acts::{self, ActKind};
use crate::chain::Link;
use crate::connection::ledger_error;

/// What each version adds to the one before; the schema's version is how many have run. Entries are never changed.
const MIGRATIONS: [&str; 1] = [
    "CREATE TABLE decisions(id INTEGER PRIMARY KEY,time,agent,session,subagent,repo,cwd,tool,action,target,result,reason,\
     rule,layer,audited,findings,faults,maps,duration_us,prev,hash);\
     CREATE TABLE acts(id INTEGER PRIMARY KEY,time,act,subject,note,prev,hash);\
     CREATE TABLE requests(id PRIMARY KEY,call,rules,rule,agent,session,tool,repo,cwd,target,opened,expires,answered,\
     until,yes,once,only,note,used)WITHOUT ROWID;\
     CREATE INDEX asked ON requests(call);\
     CREATE TABLE windows(rule,scope,at,n,PRIMARY KEY(rule,scope,at))WITHOUT ROWID;\
     CREATE TABLE pins(file PRIMARY KEY,content,at,by)WITHOUT ROWID;",
];

/// The schema version of this build.
pub(crate) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Brings the file to [`KNOWN`] and gives the act that records it, unless another process was faster. A database without a
/// schema is only taken for new where `may_be_new` holds.
pub(crate) fn migrate(
    connection: &mut Connection,
    may_be_new: bool,
    now: Timestamp,
) -> Result<Option<Link>, LedgerError> {
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(ledger_error)?;
    // Read again under the lock: another process may have migrated in between.
    let found = version(&transaction)?;
    if found > KNOWN {
        return Err(LedgerError::Newer {
            found,
            known: KNOWN,
        });
    }
    if found == 0 && !(may_be_new && is_empty(&transaction)?) {
        return Err(LedgerError::Damaged);
    }
    let done = usize::try_from(found).map_err(|_| LedgerError::Damaged)?;
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step).map_err(ledger_error)?;
    }
    if found == KNOWN {
        return Ok(None);
    }
    transaction
        .pragma_update(None, "user_version", KNOWN)
        .map_err(ledger_error)?;
    let kind = if found == 0 {
        ActKind::Create
    } else {
        ActKind::Migrate
    };
    let act = acts::append(&transaction, kind, &format!("schema {KNOWN}"), None, now)
        .map_err(ledger_error)?;
    transaction.commit().map_err(ledger_error)?;
    Ok(Some(act))
}

/// The schema version of the file.
pub(crate) fn version(connection: &Connection) -> Result<i64, LedgerError> {
    connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(ledger_error)
}

fn is_empty(connection: &Connection) -> Result<bool, LedgerError> {
    let count = "SELECT count(*)=0 FROM sqlite_schema";
    connection
        .query_row(count, [], |row| row.get(0))
        .map_err(ledger_error)
}
