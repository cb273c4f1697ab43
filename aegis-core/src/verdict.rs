//! What a judgement comes to.

use aegis_rules::{ActionType, Layer, RuleAction};
use serde::Serialize;

use crate::call::ToolCall;
use crate::ledger::{Entry, Outcome, RequestId};
use crate::timestamp::Timestamp;

/// The verdicts, ordered: the greatest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[must_use]
pub enum Verdict {
    /// The call may run.
    Allow,
    /// It may run once a person says yes.
    RequireApproval,
    /// It may not run.
    Deny,
}

/// Something that went wrong while judging. A fault only ever tightens the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What, where, and what to do; redacted.
    pub message: String,
    /// What the fault keeps from being judged.
    pub reach: Reach,
}

/// How much of a judgement a fault takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// All of it: every call is blocked.
    All,
    /// A repo's own rules: calls that only read go on, so that a stranger's repo cannot hide its content.
    RepoRules,
}

impl Fault {
    /// A fault that blocks every call.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Fault {
            message: message.into(),
            reach: Reach::All,
        }
    }

    /// A fault of a repo's own rule file.
    #[must_use]
    pub fn in_repo_rules(message: impl Into<String>) -> Self {
        Fault {
            message: message.into(),
            reach: Reach::RepoRules,
        }
    }
}

/// One thing that weighed in a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What it demands.
    pub verdict: Verdict,
    /// The rule's id, or a built-in one.
    pub rule: String,
    /// Where the rule comes from.
    pub layer: Layer,
    /// `file:line` of the rule, where it stands in a file.
    pub origin: Option<String>,
    /// The rule's own words for the agent.
    pub message: Option<String>,
    /// The action it was about.
    pub action: ActionType,
    /// What that action is done to, redacted.
    pub target: String,
    /// How the action was reached: "`rm` inside `sh -c` inside `sudo`".
    pub via: Option<String>,
    /// It is a rate limit that was reached.
    pub limited: bool,
    /// An unknown word decides whether the rule holds.
    pub possible: bool,
    /// Tags of the rule.
    pub maps: Vec<String>,
    /// What the rule does; nothing for a built-in one.
    #[serde(skip)]
    pub rule_action: Option<RuleAction>,
}

impl Reason {
    /// The order in which reasons count: the strictest first, those of files before built-in ones, marks before limits.
    pub(crate) fn rank(&self) -> impl Ord + use<> {
        let kind = match self.rule_action {
            Some(RuleAction::Audit) => 0,
            Some(RuleAction::Allow) => 1,
            _ => 2,
        };
        (
            std::cmp::Reverse(self.verdict),
            self.limited,
            self.layer == Layer::Builtin,
            kind,
            self.layer,
        )
    }
}

/// The verdict for one call, with all that led to it. Only [`crate::evaluate`] makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Decision {
    pub(crate) verdict: Verdict,
    pub(crate) outcome: Outcome,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) findings: Vec<String>,
    pub(crate) request: Option<RequestId>,
    /// What the log says of an allowed call: which approval lifted what.
    pub(crate) note: Option<String>,
    pub(crate) audited: bool,
    /// The action that decided, or the primary one.
    pub(crate) action: ActionType,
    pub(crate) target: String,
    /// What the call itself is: its command line, its file.
    pub(crate) primary: (ActionType, String),
    pub(crate) explanation: String,
}

impl Decision {
    /// What the call may do.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// How the log names it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether the call may run.
    #[must_use]
    pub fn allows(&self) -> bool {
        self.verdict == Verdict::Allow
    }

    /// All that weighed, the deciding one first.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// What went wrong.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Ids of the secret types that were found, each once.
    #[must_use]
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    /// The open request for approval.
    #[must_use]
    pub fn request(&self) -> Option<&RequestId> {
        self.request.as_ref()
    }

    /// The deciding action, or the primary one.
    #[must_use]
    pub fn action(&self) -> ActionType {
        self.action
    }

    /// What the deciding action is done to, redacted.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether an `audit` rule marked the call.
    #[must_use]
    pub fn audited(&self) -> bool {
        self.audited
    }

    /// One paragraph for the agent and the person beside it: what happened, which rule, what to do next.
    /// Empty when the call is allowed; at most 4 KiB; redacted.
    #[must_use]
    pub fn explanation(&self) -> &str {
        &self.explanation
    }

    /// The decision as it is recorded.
    #[must_use]
    pub fn entry(
        &self,
        call: &ToolCall,
        repo: Option<&str>,
        time: Timestamp,
        duration_us: u64,
    ) -> Entry {
        let deciding = self.reasons.first();
        Entry {
            time,
            agent: call.agent.name().to_owned(),
            session: call.session.clone(),
            subagent: call.subagent.clone(),
            repo: repo.map(str::to_owned),
            cwd: call.cwd.clone(),
            tool: call.tool.clone(),
            action: self.primary.0,
            target: self.primary.1.clone(),
            result: self.outcome,
            reason: self
                .note
                .clone()
                .unwrap_or_else(|| self.explanation.clone()),
            rule: deciding.map(|r| r.rule.clone()),
            layer: deciding.map(|r| r.layer),
            audited: self.audited,
            findings: self.findings.clone(),
            faults: self.faults.iter().map(|f| f.message.clone()).collect(),
            maps: deciding.map(|r| r.maps.clone()).unwrap_or_default(),
            duration_us,
        }
    }
}
