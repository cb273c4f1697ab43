//! Questions to the log.

use aegis_core::Timestamp;
use aegis_core::ledger::{ActionType, Outcome};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::decisions::{self, DECISIONS, Decision};

/// Which decisions are asked for. All that is given must hold; the default asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Of this session.
    pub session: Option<String>,
    /// With this action type.
    pub action: Option<ActionType>,
    /// With this text in the target.
    pub target: Option<String>,
    /// Of this agent.
    pub agent: Option<String>,
    /// By this rule.
    pub rule: Option<String>,
    /// At or after this time.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// Those that were allowed.
    pub allowed: bool,
    /// Those that were not, for whatever reason.
    pub denied: bool,
    /// Those that an `audit` rule marked.
    pub audited: bool,
    /// Those with faults.
    pub faults: bool,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}

impl Query {
    /// The condition in SQL, and the values of its marks. No value stands in the text itself.
    pub(crate) fn condition(&self) -> (String, Vec<Value>) {
        let allowed = || Some(Value::from(Outcome::Allowed.name().to_owned()));
        let text = |given: &Option<String>| given.clone().map(Value::from);
        let time = |given: Option<Timestamp>| given.map(|time| Value::from(time.as_micros()));
        let parts = [
            ("session=?", text(&self.session)),
            (
                "action=?",
                self.action.map(|action| action.name().to_owned().into()),
            ),
            ("instr(target,?)>0", text(&self.target)),
            ("agent=?", text(&self.agent)),
            ("rule=?", text(&self.rule)),
            ("time>=?", time(self.since)),
            ("time<?", time(self.until)),
            ("result=?", self.allowed.then(allowed).flatten()),
            ("result<>?", self.denied.then(allowed).flatten()),
            ("audited=?", self.audited.then_some(Value::Integer(1))),
            ("faults>=?", self.faults.then(|| String::new().into())),
        ];
        let mut sql = String::from("1");
        let mut values = Vec::new();
        for (part, value) in parts {
            let Some(value) = value else { continue };
            sql.push_str(" AND ");
            sql.push_str(part);
            values.push(value);
        }
        (sql, values)
    }
}

/// The decisions that `query` asks for, newest first.
pub(crate) fn decisions(connection: &Connection, query: &Query) -> rusqlite::Result<Vec<Decision>> {
    let (condition, mut values) = query.condition();
    let columns = DECISIONS.columns;
    let select =
        format!("SELECT id,{columns} FROM decisions WHERE {condition} ORDER BY id DESC LIMIT ?");
    values.push(Value::Integer(query.limit.map_or(-1, i64::from)));
    connection
        .prepare(&select)?
        .query_map(params_from_iter(values), decisions::read)?
        .collect()
}
