//! The steps of one judgement, in order.

use std::borrow::Cow;
use std::io::{self, Read};
use std::mem;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aegis_core::ledger::{Entry, Ledger, LedgerError, RequestId};
use aegis_core::{
    Agent, Answer, AskMode, Decision, Facts, Fault, MAX_PAYLOAD, Timestamp, ToolCall, Verdict,
    evaluate,
};
use aegis_store::{Log, SqliteLedger, SqliteStore, StoreError};

use super::ledger::Unusable;
use super::{allows, upkeep};
use crate::config::ApprovalMode;
use crate::places::{OwnPaths, Places};
use crate::policy::{self, LoadedPolicy};
use crate::repo::{self, Repo};

/// How long the hook waits for a person, under the time that `aegis setup` gives it with the agent.
pub(crate) const WAIT: Duration = Duration::from_secs(50);
/// How often it looks for the answer.
const LOOK: Duration = Duration::from_millis(250);
/// Largest script file that is read because a command line runs it.
const MAX_SCRIPT: u64 = 1024 * 1024;

/// Judges the call on stdin.
pub(super) fn judge(agent: Agent, hook_type: &str, wait: &dyn Fn(Duration)) -> Answer {
    let payload = read_stdin();
    let started = Instant::now();
    let places = Places::from_env();
    let call = decode(agent, hook_type, payload);
    let repo = repo::find(Path::new(&call.cwd), places.home.as_deref());
    let LoadedPolicy { mut policy, config } = policy::load(&places, repo.as_ref());
    allows::apply(&mut policy, &config, &places, repo.as_ref(), &call);
    let judgement = Judgement {
        call: &call,
        policy: &policy,
        places: &places,
        repo: repo.as_ref(),
        started,
    };
    let mut decision = judgement.decide();
    if config.approval.mode == ApprovalMode::Wait && decision.verdict() == Verdict::RequireApproval
    {
        wait(WAIT + LOOK + Duration::from_secs(4));
        decision = judgement.wait_for_person(decision);
    }
    let ask = if config.approval.mode == ApprovalMode::Ask {
        AskMode::Ask
    } else {
        AskMode::Block
    };
    let answer = agent.encode(hook_type, &call, &decision, ask);
    // The process ends here: what it holds need not be taken apart.
    mem::forget((call, policy, config));
    answer
}

/// Whether a call passes that could not be judged at all: only where the user's or the machine's configuration says
/// `fail_open`, and then with a note of it.
pub(super) fn passes_unjudged(agent: Agent, reason: &str) -> bool {
    let places = Places::from_env();
    if !policy::fails_open(&places) {
        return false;
    }
    if let Some(dir) = places.data.as_deref() {
        let line = aegis_store::FaultLine {
            time: now(),
            agent: agent.name().to_owned(),
            session: "-".to_owned(),
            tool: "-".to_owned(),
            target: String::new(),
            fault: reason.to_owned(),
            result: "allowed".to_owned(),
        };
        // Where it cannot be written, there is nobody left to tell.
        let _unwritable = aegis_store::append_fault(dir, &line);
    }
    true
}

/// All of stdin, up to one byte more than a payload may have.
fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_PAYLOAD)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decode(agent: Agent, hook_type: &str, payload: io::Result<Vec<u8>>) -> ToolCall {
    let problem = match payload {
        Ok(bytes) => match agent.decode(hook_type, &bytes) {
            Ok(mut call) => {
                if call.cwd.is_empty() {
                    call.cwd = working_directory(&call);
                }
                return call;
            }
            Err(error) => error.to_string(),
        },
        Err(error) => format!("the hook's payload cannot be read from stdin: {error}"),
    };
    ToolCall::unreadable(agent, process_directory(), problem)
}

/// Where a call runs whose payload has no `cwd`: the agent's environment variable, else the hook's own directory.
fn working_directory(call: &ToolCall) -> String {
    let set = |name: &&str| {
        std::env::var(name)
            .ok()
            .filter(|value| Path::new(value).is_absolute())
    };
    call.agent
        .directory_variables()
        .iter()
        .find_map(set)
        .unwrap_or_else(process_directory)
}

fn process_directory() -> String {
    std::env::current_dir()
        .ok()
        .and_then(|dir| dir.to_str().map(str::to_owned))
        .unwrap_or_default()
}

struct Judgement<'j> {
    call: &'j ToolCall,
    policy: &'j aegis_core::Policy,
    places: &'j Places,
    repo: Option<&'j Repo>,
    started: Instant,
}

impl Judgement<'_> {
    /// One transaction: judge, record, commit. What cannot be recorded is blocked and noted beside the database.
    fn decide(&self) -> Decision {
        let now = now();
        let opened = match self.places.data_dir() {
            Ok(dir) => SqliteLedger::open_exclusive(dir, now),
            Err(error) => Err(LedgerError::Other(error.to_string())),
        };
        let mut database = match opened {
            Ok(database) => database,
            Err(error) => return self.without_ledger(error, now),
        };
        let mut transaction = match database.begin() {
            Ok(transaction) => transaction,
            Err(error) => return self.without_ledger(error, now),
        };
        let (decision, entry) = self.evaluate(&mut transaction, now);
        let recorded = if self.policy.settings.record {
            transaction.record(&entry)
        } else {
            Ok(())
        };
        match recorded.and_then(|()| transaction.commit()) {
            Ok(log) => {
                drop(database);
                if log == Log::Long {
                    upkeep::start();
                }
                decision
            }
            Err(error) => self.unrecorded(decision, &error, now),
        }
    }

    fn without_ledger(&self, error: LedgerError, now: Timestamp) -> Decision {
        let mut ledger = Unusable(error);
        let (decision, _) = self.evaluate(&mut ledger, now);
        if self.policy.settings.record {
            return self.unrecorded(decision, &ledger.0, now);
        }
        decision
    }

    fn unrecorded(&self, decision: Decision, error: &LedgerError, now: Timestamp) -> Decision {
        let decision = decision.with_fault(Fault::new(error.to_string()), self.policy);
        self.note_fault(&decision, now);
        decision
    }

    fn evaluate(&self, ledger: &mut dyn Ledger, now: Timestamp) -> (Decision, Entry) {
        let own_paths = OwnPaths::of(self.places);
        let facts = facts(self.places, self.repo, &own_paths);
        let decision = evaluate(self.call, self.policy, ledger, &facts, now);
        let took = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let entry = decision.entry(self.call, facts.repo, now, took);
        (decision, entry)
    }

    fn note_fault(&self, decision: &Decision, now: Timestamp) {
        let Some(dir) = self.places.data.as_deref() else {
            return;
        };
        let faults: Vec<Cow<'_, str>> = decision
            .faults()
            .iter()
            .map(|fault| self.policy.scanner.redact(&fault.message))
            .collect();
        let line = aegis_store::FaultLine {
            time: now,
            agent: self.call.agent.name().to_owned(),
            session: self.call.session.clone(),
            tool: self.call.tool.clone(),
            target: decision.target().to_owned(),
            fault: faults.join("; "),
            result: decision.outcome().name().to_owned(),
        };
        // Where the disk is full or the folder is gone the reason on stderr is all there is.
        let _unwritable = aegis_store::append_fault(dir, &line);
    }

    /// Judges again until a person has answered; what is then decided stands in the log like any other call.
    fn wait_for_person(&self, decision: Decision) -> Decision {
        let until = Instant::now() + WAIT;
        while Instant::now() < until {
            thread::sleep(LOOK);
            if self.answered(decision.request()) {
                return self.decide();
            }
        }
        decision
    }

    /// Whether a request is no longer open. A database that cannot be read now may be readable at the next look.
    fn answered(&self, request: Option<&RequestId>) -> bool {
        let (Some(request), Ok(dir)) = (request, self.places.data_dir()) else {
            return true;
        };
        SqliteStore::open(dir, now())
            .map_err(StoreError::from)
            .and_then(|store| store.pending(now()))
            .is_ok_and(|open| !open.iter().any(|open| open.id == *request))
    }
}

/// What core cannot look up itself.
pub(crate) fn facts<'f>(
    places: &'f Places,
    repo: Option<&'f Repo>,
    own_paths: &'f dyn AsRef<[String]>,
) -> Facts<'f> {
    Facts {
        home: places.home_text(),
        repo: repo.and_then(|repo| repo.root.to_str()),
        own_paths,
        ignores_case: cfg!(any(target_os = "macos", windows)),
        real_path: &repo::real_path,
        read_file: &|path| {
            policy::read_bounded(Path::new(path), MAX_SCRIPT)
                .ok()
                .flatten()
        },
    }
}

/// The present.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
