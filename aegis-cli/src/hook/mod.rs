//! The hook process: whatever happens inside, it ends with exit 0 or 2, and with 2 there is a reason on stderr.
//!
//! The judgement runs in a thread of its own, which answers and ends the process; the main thread waits no longer than the
//! deadline and then does both itself. A panic is caught and its text, which could quote the payload, is thrown away.

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic;
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use aegis_core::{Agent, Answer};

mod allows;
mod judge;
mod ledger;
mod upkeep;

pub(crate) use judge::{facts, now};

/// Time for a judgement, which every agent's own limit leaves room for.
const DEADLINE: Duration = Duration::from_secs(4);
/// Room for the deepest nesting that the readers accept.
const STACK: usize = 16 * 1024 * 1024;

/// What the command line asked for.
struct Request {
    agent: Agent,
    hook_type: String,
}

/// `aegis evaluate <agent> <hook-type>`.
pub(crate) fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let answer = match parse(args) {
        Ok(request) => judge_in_time(request),
        Err(Asked::Help) => return help(),
        Err(Asked::Upkeep) => upkeep::run(),
        Err(Asked::Wrong(reason)) => Answer {
            exit: 2,
            stdout: String::new(),
            stderr: reason,
        },
    };
    ExitCode::from(give(&answer))
}

enum Asked {
    Help,
    Upkeep,
    Wrong(String),
}

fn parse(args: impl Iterator<Item = OsString>) -> Result<Request, Asked> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return Err(Asked::Help);
    }
    if args == [upkeep::ARGUMENT] {
        return Err(Asked::Upkeep);
    }
    let [agent, hook_type] = args.as_slice() else {
        return Err(Asked::Wrong(format!(
            "aegis blocked this call: `aegis evaluate` takes two arguments, {} were given; {USAGE}",
            args.len()
        )));
    };
    let agent = agent
        .parse::<Agent>()
        .map_err(|error| Asked::Wrong(format!("aegis blocked this call: {error}; {USAGE}")))?;
    Ok(Request {
        agent,
        hook_type: hook_type.clone(),
    })
}

const USAGE: &str = "usage: aegis evaluate <agent> <hook-type>, with the call as JSON on stdin";

fn help() -> ExitCode {
    let text = "Judges one tool call of an agent: the hook that `aegis setup` registers.\n\n\
        Usage: aegis evaluate <agent> <hook-type>\n\n\
        Reads the call as JSON on stdin. Exit 0: allowed. Exit 2: blocked, with the reason on stderr.\n\
        Agents: claude-code. Hook types: pre-tool-use and the agent's other events, in any spelling.\n";
    let _closed = io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

fn judge_in_time(request: Request) -> Answer {
    panic::set_hook(Box::new(|_| {}));
    let Request { agent, hook_type } = request;
    // What comes through it is a new deadline: the call is judged, and a person is being waited for.
    let (sender, receiver) = mpsc::sync_channel(1);
    let named = hook_type.clone();
    let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
        let wait = |limit: Duration| {
            let _gone = sender.send(limit);
        };
        let answer = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            judge::judge(agent, &named, &wait)
        }));
        let answer = answer.unwrap_or_else(|_| unjudged(agent, &named, PANICKED));
        if is_first() {
            process::exit(give(&answer).into());
        }
    });
    if spawned.is_err() {
        return unjudged(agent, &hook_type, NO_THREAD);
    }
    let mut limit = DEADLINE;
    loop {
        match receiver.recv_timeout(limit) {
            Ok(longer) => limit = longer,
            Err(RecvTimeoutError::Timeout) if is_first() => {
                return unjudged(agent, &hook_type, TOO_SLOW);
            }
            // The other thread is about to end the process, or what it writes to is full.
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return unjudged(agent, &hook_type, PANICKED),
        }
    }
}

/// Whether this thread is the first that wants to answer, and so the one that does.
fn is_first() -> bool {
    static ANSWERED: AtomicBool = AtomicBool::new(false);
    !ANSWERED.swap(true, Ordering::Relaxed)
}

/// The answer where no judgement came about: a block, or what `fail_open` says.
fn unjudged(agent: Agent, hook_type: &str, reason: &str) -> Answer {
    if judge::passes_unjudged(agent, reason) {
        return Answer {
            exit: 0,
            stdout: String::new(),
            stderr: String::new(),
        };
    }
    agent.refuse(hook_type, reason)
}

const NO_THREAD: &str =
    "aegis blocked this call: the system gave no thread to judge it in; try again";
const PANICKED: &str = "aegis blocked this call: aegis itself failed while judging it (an internal error, please report it); what cannot be judged is not allowed";
const TOO_SLOW: &str = "aegis blocked this call: it could not be judged within 4 seconds (stdin stayed open, or the machine is overloaded); try again";

/// Writes the answer. A reader that is gone changes nothing of the exit code, and an answer without a reason never
/// leaves as a block: some agents take a silent one for an allow. Gives the exit code.
fn give(answer: &Answer) -> u8 {
    let reason = match (answer.exit, answer.stderr.trim()) {
        (0, _) => answer.stderr.as_str(),
        (_, "") => "aegis blocked this call",
        (_, reason) => reason,
    };
    if !answer.stdout.is_empty() {
        let _closed = writeln!(io::stdout(), "{}", answer.stdout);
    }
    if !reason.is_empty() {
        let _closed = writeln!(io::stderr(), "{reason}");
    }
    match answer.exit {
        0 => 0,
        _ => 2,
    }
}
