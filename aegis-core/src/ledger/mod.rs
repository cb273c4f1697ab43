//! Where decisions, approvals, rate-limit windows and trust are kept.
//!
//! A [`Ledger`] is used by one judgement at a time, inside one transaction that its owner opens before
//! [`crate::evaluate`] and commits after [`Ledger::record`]: what was checked and what was counted is one step.

mod memory;
mod request_id;
#[cfg(feature = "test-util")]
#[expect(clippy::expect_used, reason = "a test suite fails by panic")]
pub mod suite;

use std::fmt;
use std::time::Duration;

pub use aegis_rules::{ActionType, Layer};
use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

pub use memory::MemoryLedger;

/// SHA-256.
pub type Digest = [u8; 32];

/// What a judgement asks of the place where things are kept. Each error makes the call a blocked one.
pub trait Ledger {
    /// How many calls were allowed in this window at or after `since`. Entries dated in the future count.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn window_count(&mut self, key: &WindowKey, since: Timestamp) -> Result<u32, LedgerError>;

    /// Counts one allowed call.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    fn window_add(&mut self, key: &WindowKey, at: Timestamp) -> Result<(), LedgerError>;

    /// Where the request for this call and these rules stands. Only requests that are live at `now` count: asked and not
    /// expired, granted and neither expired nor used up, refused and the refusal not yet over. An answer goes before an
    /// open request, the newest answer before older ones. A grant for one session does not exist for the others.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn approval(
        &mut self,
        key: &ApprovalKey,
        session: &str,
        now: Timestamp,
    ) -> Result<Approval, LedgerError>;

    /// Opens a request and gives its id, which no other request that is still open or valid begins with.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    fn open_request(
        &mut self,
        request: &NewRequest,
        now: Timestamp,
    ) -> Result<RequestId, LedgerError>;

    /// Uses up a grant that was given for one call (`--once`).
    ///
    /// # Errors
    /// When the ledger cannot be written.
    fn use_up(&mut self, id: &RequestId, now: Timestamp) -> Result<(), LedgerError>;

    /// Whether a repo's rule file with this content is trusted. With `first_use` the first content seen of a file is
    /// pinned and trusted; the first writer wins. Without it only a content that a person trusted counts. A file whose
    /// trust was revoked is not pinned again by being seen.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    fn trusted(
        &mut self,
        file: &str,
        content: &Digest,
        first_use: bool,
        now: Timestamp,
    ) -> Result<bool, LedgerError>;

    /// Records a decision.
    ///
    /// # Errors
    /// When the ledger cannot be written; the call is then blocked.
    fn record(&mut self, entry: &Entry) -> Result<(), LedgerError>;
}

/// Why the ledger could not do what was asked. The texts hold no payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// Another process held the database longer than the busy timeout.
    #[error("another process has held the database for too long; try again")]
    Busy,
    /// The disk is full or a quota is reached.
    #[error("the disk is full")]
    Full,
    /// The file is not a database, or it is damaged.
    #[error(
        "the database is damaged; `aegis audit --verify` says more, and moving `aegis.db` and `head` out of the data directory starts a new record"
    )]
    Damaged,
    /// A newer aegis wrote it.
    #[error(
        "the database was written by a newer aegis (schema {found}, this one knows {known}); update aegis"
    )]
    Newer {
        /// Schema version of the file.
        found: i64,
        /// Newest schema version this build knows.
        known: i64,
    },
    /// The data directory is not fit to hold the database.
    #[error("the data directory {0}")]
    Directory(String),
    /// Anything else; the text comes from the database library and names no value.
    #[error("the database cannot be used: {0}")]
    Other(String),
}

/// One sliding window of a rate limit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WindowKey {
    /// The rule's id.
    pub rule: String,
    /// What it counts by: `session:…`, `repo:…` or `agent:…`.
    pub scope: String,
}

/// What an approval is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApprovalKey {
    /// Digest of the exact call: agent, tool, the input fields that act, repo, cwd.
    pub call: Digest,
    /// Digest of the rules that asked.
    pub rules: Digest,
}

/// A request's short id, easy to type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The state of a request for approval.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Approval {
    /// Nobody asked, or what was asked or given has expired or is used up.
    None,
    /// Asked and not answered.
    Open(RequestId),
    /// Given and valid.
    Granted {
        /// The request.
        id: RequestId,
        /// Whether it is used up by the next allowed call.
        once: bool,
    },
    /// A person said no; the same call is refused until `until`.
    Refused {
        /// The request.
        id: RequestId,
        /// What the person said, where they said something.
        note: Option<String>,
        /// When a new request may open.
        until: Timestamp,
    },
}

/// On what terms a person says yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// For how long; as long as the request was open for an answer if not said.
    pub span: Option<Duration>,
    /// For one allowed call.
    pub once: bool,
    /// For the session that asked alone.
    pub session: bool,
}

/// A request for approval that is to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// What it is bound to.
    pub key: ApprovalKey,
    /// The rule that asked, by id.
    pub rule: String,
    /// Agent, session, tool, repo and cwd of the call.
    pub agent: String,
    /// The session.
    pub session: String,
    /// The tool.
    pub tool: String,
    /// Root of the repository, where the call is in one.
    pub repo: Option<String>,
    /// Working directory.
    pub cwd: String,
    /// What the call would do, redacted.
    pub target: String,
    /// When an unanswered request expires.
    pub expires: Timestamp,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It may run.
    Allowed,
    /// It may not.
    Denied,
    /// A person must say yes first.
    ApprovalRequired,
    /// A rate limit was reached.
    RateLimited,
}

impl Outcome {
    /// All of them, from the mildest.
    pub const ALL: [Outcome; 4] = [
        Outcome::Allowed,
        Outcome::RateLimited,
        Outcome::ApprovalRequired,
        Outcome::Denied,
    ];

    /// The name that stands in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Allowed => "allowed",
            Outcome::Denied => "denied",
            Outcome::ApprovalRequired => "approval_required",
            Outcome::RateLimited => "rate_limited",
        }
    }
}

/// A decision as it is recorded: every text in it is redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub time: Timestamp,
    /// Agent's name.
    pub agent: String,
    /// Session, `-` if the agent names none.
    pub session: String,
    /// The subagent that made the call, where the agent tells.
    pub subagent: Option<String>,
    /// Root of the repository.
    pub repo: Option<String>,
    /// Working directory.
    pub cwd: String,
    /// Tool.
    pub tool: String,
    /// The call's primary action. The reason names the derived one that decided.
    pub action: ActionType,
    /// What it was done to, redacted.
    pub target: String,
    /// How it ended.
    pub result: Outcome,
    /// Why, in words, redacted.
    pub reason: String,
    /// The rule that decided.
    pub rule: Option<String>,
    /// Its layer.
    pub layer: Option<Layer>,
    /// An `audit` rule marked it.
    pub audited: bool,
    /// Ids of the secret types that were found.
    pub findings: Vec<String>,
    /// What went wrong while judging.
    pub faults: Vec<String>,
    /// The tags of the rule that decided.
    pub maps: Vec<String>,
    /// Microseconds that the judgement took.
    pub duration_us: u64,
}
