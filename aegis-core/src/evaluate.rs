//! The one judgement: secrets, self-protection, rules of every layer, limits and approvals.

use std::time::Duration;

use aegis_rules::{ActionType, Layer, RateLimit, Rule, RuleAction, RuleSet, Scope};

use crate::actions::{Considered, Readings};
use crate::call::{Event, ToolCall};
use crate::digest;
use crate::explain::Refusal;
use crate::facts::Facts;
use crate::ledger::{
    Approval, ApprovalKey, Digest, Ledger, LedgerError, NewRequest, Outcome, RequestId, WindowKey,
};
use crate::policy::{Policy, Trust};
use crate::secrets::{self, Found};
use crate::self_protection;
use crate::timestamp::Timestamp;
use crate::verdict::{Decision, Fault, Reach, Reason, Verdict};

/// Judges one call. Never fails: what goes wrong becomes a [`Fault`] of the decision, and a fault only tightens it,
/// unless the user's own configuration says `fail_open`.
///
/// The ledger is asked inside the transaction that its owner has opened; the owner records the decision and commits.
pub fn evaluate(
    call: &ToolCall,
    policy: &Policy,
    ledger: &mut dyn Ledger,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Decision {
    let mut judging = Judging::new(call, policy, facts, now);
    judging.scan();
    if call.event != Event::Notice {
        judging.apply_repo_allows(ledger);
        judging.judge_actions(ledger);
        judging.check_limits(ledger);
        judging.ask_approval(ledger);
    }
    judging.conclude(ledger)
}

struct Judging<'j> {
    call: &'j ToolCall,
    policy: &'j Policy,
    facts: &'j Facts<'j>,
    now: Timestamp,
    found: Found,
    reasons: Vec<Reason>,
    faults: Vec<Fault>,
    /// Rate limits that the call counts against, each once.
    limits: Vec<(WindowKey, RateLimit, Reason)>,
    /// Digests of the rules that want an approval.
    asking: Vec<Digest>,
    audited: bool,
    /// All that the call would do is read.
    only_reads: bool,
    primary: (ActionType, String),
    request: Option<RequestId>,
    remark: Option<String>,
    /// An approval that lifts what the rules ask for.
    grant: Option<(RequestId, bool)>,
}

impl<'j> Judging<'j> {
    fn new(call: &'j ToolCall, policy: &'j Policy, facts: &'j Facts<'j>, now: Timestamp) -> Self {
        let mut faults = policy.faults.clone();
        faults.extend(call.problems.iter().map(Fault::new));
        Judging {
            call,
            policy,
            facts,
            now,
            found: Found::default(),
            reasons: Vec::new(),
            faults,
            limits: Vec::new(),
            asking: Vec::new(),
            audited: false,
            only_reads: false,
            primary: (ActionType::Other, call.tool.clone()),
            request: None,
            remark: None,
            grant: None,
        }
    }

    fn scan(&mut self) {
        let settings = &self.policy.settings;
        self.found = secrets::find(self.call, &self.policy.scanner, settings.block_at);
        if !settings.secrets {
            self.found.blocking.clear();
        }
    }

    fn judge_actions(&mut self, ledger: &mut dyn Ledger) {
        let readings = Readings::of(self.call, self.facts);
        let actions = readings.actions(self.call, self.facts);
        if let Some(first) = actions.first() {
            self.primary = (first.action.action_type, first.action.target.clone());
        }
        self.only_reads = actions.iter().all(only_reads);
        let repo_trusted = self.repo_trusted(ledger);
        for considered in &actions {
            if let Some(reason) = self_protection::judge(considered, self.facts) {
                if reason.verdict == Verdict::RequireApproval {
                    self.asking.push(digest::of_builtin(&reason.rule));
                }
                self.reasons.push(reason);
            }
            if let Some(managed) = &self.policy.managed {
                self.weigh_set(managed, considered, &|_| false);
            }
            self.judge_repo_and_global(considered, repo_trusted);
        }
    }

    /// Repo rules first and, where none of them matches, the user's. An untrusted repo's rules stand beside the
    /// user's, so that they can only tighten.
    fn judge_repo_and_global(&mut self, considered: &Considered<'_>, repo_trusted: bool) {
        let global = &self.policy.global;
        let Some(repo) = &self.policy.repo else {
            self.weigh_set(global, considered, &|_| false);
            return;
        };
        let decided = self.weigh_set(&repo.rules, considered, &|_| false);
        if !repo_trusted {
            self.weigh_set(global, considered, &|_| false);
        } else if !decided {
            self.weigh_set(global, considered, &|id| repo.rules.defines(id));
        }
    }

    /// Takes out what the repository's allow file lets through, where that file is trusted.
    fn apply_repo_allows(&mut self, ledger: &mut dyn Ledger) {
        let Some(allows) = &self.policy.repo_allows else {
            return;
        };
        let allowed = |b: &secrets::Blocking| allows.allows(&b.kind, &b.fingerprint);
        if self.found.blocking.iter().any(allowed)
            && self.trusts(&allows.file, &allows.digest, ledger)
        {
            self.found.blocking.retain(|b| !allowed(b));
        }
    }

    fn repo_trusted(&mut self, ledger: &mut dyn Ledger) -> bool {
        let repo = self.policy.repo.as_ref();
        repo.is_some_and(|repo| self.trusts(&repo.file, &repo.digest, ledger))
    }

    /// Whether this content of a repository's file may loosen.
    fn trusts(&mut self, file: &str, digest: &Digest, ledger: &mut dyn Ledger) -> bool {
        let first_use = match self.policy.settings.trust {
            Trust::Always => return true,
            Trust::FirstUse => true,
            Trust::Required => false,
        };
        let trusted = ledger.trusted(file, digest, first_use, self.now);
        let trusted = self.or_fault(trusted).unwrap_or(false);
        if !trusted {
            self.remark = Some(format!(
                "What `{file}` says only tightens until the user has read it and runs `aegis trust {file}`"
            ));
        }
        trusted
    }

    /// Weighs what a rule set says of an action; whether one of its rules certainly matched.
    fn weigh_set(
        &mut self,
        set: &RuleSet,
        considered: &Considered<'_>,
        skip: &dyn Fn(&str) -> bool,
    ) -> bool {
        let judgement = set.judge(&considered.action, skip);
        if let Some(rule) = judgement.possible {
            self.weigh(rule, considered, true);
        }
        if let Some(rule) = judgement.certain {
            self.weigh(rule, considered, false);
        }
        judgement.certain.is_some()
    }

    fn weigh(&mut self, rule: &Rule, considered: &Considered<'_>, possible: bool) {
        let verdict = match rule.action() {
            RuleAction::Deny if possible => Verdict::RequireApproval,
            RuleAction::Deny => Verdict::Deny,
            RuleAction::RequireApproval => Verdict::RequireApproval,
            RuleAction::RateLimit(_) | RuleAction::Audit | RuleAction::Allow => Verdict::Allow,
        };
        if verdict == Verdict::RequireApproval {
            self.asking.push(digest::of_rule(rule));
        }
        self.audited |= rule.action() == RuleAction::Audit;
        let reason = Reason {
            verdict,
            rule: rule.id().to_owned(),
            layer: rule.layer(),
            origin: Some(rule.origin().to_string()),
            message: rule.message().map(str::to_owned),
            action: considered.action.action_type,
            target: considered.action.target.clone(),
            via: considered.via.clone(),
            limited: false,
            possible,
            maps: rule.maps().to_vec(),
            rule_action: Some(rule.action()),
        };
        if let RuleAction::RateLimit(limit) = rule.action() {
            self.note_limit(rule, limit, &reason);
        }
        self.reasons.push(reason);
    }

    fn note_limit(&mut self, rule: &Rule, limit: RateLimit, reason: &Reason) {
        let key = WindowKey {
            rule: format!("{}/{}", rule.layer(), rule.id()),
            scope: self.scope(limit.per),
        };
        if self.policy.settings.limits && !self.limits.iter().any(|(known, ..)| *known == key) {
            self.limits.push((key, limit, reason.clone()));
        }
    }

    /// What a limit counts by. A payload without a session counts by agent and working directory.
    fn scope(&self, per: Scope) -> String {
        let agent = self.call.agent.name();
        match per {
            Scope::Session if self.call.session == "-" => format!("cwd:{agent}:{}", self.call.cwd),
            Scope::Session => format!("session:{agent}:{}", self.call.session),
            Scope::Repo => format!("repo:{}", self.facts.repo.unwrap_or(&self.call.cwd)),
            Scope::Agent => format!("agent:{agent}"),
        }
    }

    fn check_limits(&mut self, ledger: &mut dyn Ledger) {
        for (key, limit, reason) in std::mem::take(&mut self.limits) {
            let count = ledger.window_count(&key, self.now.before(limit.window));
            if self.or_fault(count).is_some_and(|count| count >= limit.max) {
                let message = format!(
                    "{} calls in {} are allowed; wait, then try again",
                    limit.max,
                    crate::explain::spelled(limit.window)
                );
                let message = match &reason.message {
                    Some(own) => format!("{} ({message})", own.trim_end_matches('.')),
                    None => message,
                };
                self.reasons.push(Reason {
                    verdict: Verdict::Deny,
                    message: Some(message),
                    limited: true,
                    ..reason.clone()
                });
            }
            self.limits.push((key, limit, reason));
        }
    }

    fn strictest(&self) -> Verdict {
        let rules = self
            .reasons
            .iter()
            .map(|r| r.verdict)
            .max()
            .unwrap_or(Verdict::Allow);
        if self.found.blocking.is_empty() {
            rules
        } else {
            Verdict::Deny
        }
    }

    fn ask_approval(&mut self, ledger: &mut dyn Ledger) {
        if self.strictest() != Verdict::RequireApproval || self.blocking_fault() {
            return;
        }
        if !self.policy.settings.approvals {
            self.remark = Some(
                "Approvals are switched off (`approval.enabled: false`), so this is a plain no"
                    .to_owned(),
            );
            return;
        }
        let key = ApprovalKey {
            call: digest::of_call(self.call, self.facts.repo),
            rules: digest::of_rules(&self.asking),
        };
        let state = ledger.approval(&key, &self.call.session, self.now);
        match self.or_fault(state) {
            None => {}
            Some(Approval::Granted { id, once }) => self.grant = Some((id, once)),
            Some(Approval::Open(id)) => self.request = Some(id),
            Some(Approval::Refused { id, note, until }) => {
                let left = crate::explain::spelled(Duration::from_secs(
                    until.since(self.now).as_secs().max(1),
                ));
                let note = note
                    .map(|note| format!(", saying: {note}"))
                    .unwrap_or_default();
                self.remark = Some(format!(
                    "A person said no to this ({id}){note}. It can be asked again in {left}"
                ));
            }
            Some(Approval::None) => {
                let request = self.new_request(key);
                let opened = ledger.open_request(&request, self.now);
                self.request = self.or_fault(opened);
            }
        }
    }

    fn new_request(&self, key: ApprovalKey) -> NewRequest {
        let asking = self
            .reasons
            .iter()
            .find(|r| r.verdict == Verdict::RequireApproval);
        NewRequest {
            key,
            rule: asking.map(|r| r.rule.clone()).unwrap_or_default(),
            agent: self.call.agent.name().to_owned(),
            session: self.call.session.clone(),
            tool: self.call.tool.clone(),
            repo: self.facts.repo.map(str::to_owned),
            cwd: self.call.cwd.clone(),
            target: self.redacted(&self.primary.1),
            expires: self.now.after(self.policy.settings.approval_timeout),
        }
    }

    fn blocking_fault(&self) -> bool {
        !self.policy.settings.fail_open
            && self
                .faults
                .iter()
                .any(|fault| fault.reach == Reach::All || !self.only_reads)
    }

    /// Counts and uses up what an allowed call counts and uses up; a failure of that is a fault, too.
    fn settle(&mut self, ledger: &mut dyn Ledger) {
        for (key, ..) in std::mem::take(&mut self.limits) {
            let added = ledger.window_add(&key, self.now);
            self.or_fault(added);
        }
        if let Some((id, true)) = self.grant.clone() {
            let used = ledger.use_up(&id, self.now);
            self.or_fault(used);
        }
    }

    fn conclude(mut self, ledger: &mut dyn Ledger) -> Decision {
        let notice = self.call.event == Event::Notice;
        let verdict = |judging: &Self| match judging.strictest() {
            _ if notice => Verdict::Allow,
            _ if judging.blocking_fault() => Verdict::Deny,
            // The only line that loosens anything.
            Verdict::RequireApproval if judging.grant.is_some() => Verdict::Allow,
            Verdict::RequireApproval if judging.request.is_none() => Verdict::Deny,
            strictest => strictest,
        };
        if verdict(&self) == Verdict::Allow && !notice {
            self.settle(ledger);
        }
        let verdict = verdict(&self);
        self.reasons.sort_by_key(Reason::rank);
        self.into_decision(verdict)
    }

    fn into_decision(mut self, verdict: Verdict) -> Decision {
        let limited = self.found.blocking.is_empty()
            && self.faults.is_empty()
            && self
                .reasons
                .first()
                .is_some_and(|r| r.verdict == Verdict::Deny && r.limited);
        let outcome = match verdict {
            Verdict::Allow => Outcome::Allowed,
            Verdict::RequireApproval => Outcome::ApprovalRequired,
            Verdict::Deny if limited => Outcome::RateLimited,
            Verdict::Deny => Outcome::Denied,
        };
        if !self.found.blocking.is_empty() {
            self.reasons.insert(0, self.secret_reason());
        }
        let explanation = if verdict == Verdict::Allow {
            String::new()
        } else {
            self.explain()
        };
        let (action, target) = match self.reasons.first() {
            Some(reason) if reason.verdict > Verdict::Allow => {
                (reason.action, self.redacted(&reason.target))
            }
            _ => (self.primary.0, self.redacted(&self.primary.1)),
        };
        for index in 0..self.reasons.len() {
            let redacted = self.reasons.get(index).map(|r| self.redacted(&r.target));
            if let (Some(reason), Some(target)) = (self.reasons.get_mut(index), redacted) {
                reason.target = target;
            }
        }
        let primary = (self.primary.0, self.redacted(&self.primary.1));
        Decision {
            verdict,
            outcome,
            note: self
                .grant
                .as_ref()
                .map(|(id, _)| format!("approved by request {id}")),
            reasons: self.reasons,
            faults: self.faults,
            findings: self.found.types,
            request: self.request,
            audited: self.audited,
            action,
            target,
            primary,
            explanation,
        }
    }

    fn secret_reason(&self) -> Reason {
        Reason {
            verdict: Verdict::Deny,
            rule: "aegis-secrets".to_owned(),
            layer: Layer::Builtin,
            origin: None,
            message: None,
            action: self.primary.0,
            target: self.primary.1.clone(),
            via: None,
            limited: false,
            possible: false,
            maps: Vec::new(),
            rule_action: None,
        }
    }

    fn explain(&self) -> String {
        let rules: Vec<Reason> = self
            .reasons
            .iter()
            .filter(|r| r.rule != "aegis-secrets")
            .cloned()
            .collect();
        Refusal {
            secrets: &self.found.blocking,
            faults: &self.faults,
            reasons: &rules,
            request: self.request.as_ref(),
            timeout: self.policy.settings.approval_timeout,
            remark: self.remark.as_deref(),
        }
        .text(&self.policy.scanner)
    }

    fn redacted(&self, text: &str) -> String {
        self.policy
            .scanner
            .redact(&crate::explain::cut(text, MAX_TARGET))
            .into_owned()
    }

    fn or_fault<T>(&mut self, result: Result<T, LedgerError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.push(Fault::new(error.to_string()));
                None
            }
        }
    }
}

/// Longest recorded target in bytes.
const MAX_TARGET: usize = 4096;

/// Programs that show and change nothing.
const SHOWING: &[&str] = &[
    "cat", "head", "tail", "less", "more", "ls", "pwd", "wc", "grep", "rg", "file", "stat",
];

fn only_reads(considered: &Considered<'_>) -> bool {
    match considered.action.action_type {
        ActionType::FileRead => true,
        ActionType::CommandExec => {
            let invocations = considered.action.invocations;
            let shows = |p: &str| SHOWING.contains(&p);
            !invocations.is_empty()
                && invocations
                    .iter()
                    .all(|i| i.program.as_deref().is_some_and(shows))
        }
        _ => false,
    }
}

impl Decision {
    /// The same decision with something that went wrong after the judgement (the record could not be written): a
    /// block, unless the configuration says `fail_open`.
    pub fn with_fault(mut self, fault: Fault, policy: &Policy) -> Decision {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
        let passes = self.allows() && policy.settings.fail_open;
        if self.verdict != Verdict::Deny && !passes {
            self.verdict = Verdict::Deny;
            self.outcome = Outcome::Denied;
            self.request = None;
            self.explanation = Refusal {
                secrets: &[],
                faults: &self.faults,
                reasons: &[],
                request: None,
                timeout: policy.settings.approval_timeout,
                remark: None,
            }
            .text(&policy.scanner);
        }
        self
    }
}
