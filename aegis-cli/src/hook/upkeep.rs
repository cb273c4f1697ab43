//! What a hook leaves to a process that nobody waits for: carrying the database's log over waits for the disk, several
//! times as long as a judgement takes.

use std::process::{Command, Stdio};

use aegis_core::Answer;
use aegis_store::SqliteStore;

use super::now;
use crate::commands::database;
use crate::places::Places;

/// What `evaluate` is given by a hook, never by a person.
pub(super) const ARGUMENT: &str = "--maintain";

/// Starts the process. Where none can be started, the log stays as it is until it has grown by another step.
pub(super) fn start() {
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut command = Command::new(program);
    command.args(["evaluate", ARGUMENT]);
    // An agent that waits for the hook's pipes to close, or ends its group of processes, has nothing to do with it.
    command.stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let _unstarted = command.spawn();
}

/// Is the process. What it cannot do now is done by the next one. Nobody waits for its answer but an agent whose hook names
/// it by mistake: nothing was judged, so that is a block.
pub(super) fn run() -> Answer {
    let places = Places::from_env();
    let dir = places.data.as_deref();
    if let Some(dir) = dir.filter(|dir| SqliteStore::exists(dir))
        && let Ok(store) = SqliteStore::open(dir, now())
    {
        database::tidy_up(store, &places);
    }
    Answer {
        exit: 2,
        stdout: String::new(),
        stderr: "aegis blocked this call: the hook runs `aegis evaluate --maintain`, which judges nothing; run `aegis setup`"
            .to_owned(),
    }
}
