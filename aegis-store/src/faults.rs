//! Calls that could not be recorded, as lines of a file: the last resort when the database cannot be used.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;

use aegis_core::Timestamp;
use aegis_core::ledger::LedgerError;
use serde::{Deserialize, Serialize};

use crate::directory;
use crate::error::StoreError;

const FILE: &str = "faults.jsonl";
const OLD_FILE: &str = "faults.jsonl.1";
/// A full file becomes the old one, so that both together stay below twice this.
const LARGEST_FILE: u64 = 1024 * 1024;
/// A longer line is a sign of something else than a fault; it would not be one write either.
const LONGEST_LINE: usize = 8 * 1024;

/// One call that could not be recorded. Every text in it is redacted by whoever makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultLine {
    /// When.
    pub time: Timestamp,
    /// The agent, as far as it was understood.
    pub agent: String,
    /// The session.
    pub session: String,
    /// The tool.
    pub tool: String,
    /// What the call would have done, redacted.
    pub target: String,
    /// What went wrong.
    pub fault: String,
    /// How the call ended: `denied`, or `allowed` where `fail_open` let it pass.
    pub result: String,
}

/// Appends a line to the fault file in `dir`.
///
/// # Errors
/// When the directory or the file cannot be written.
pub fn append_fault(dir: &Path, line: &FaultLine) -> Result<(), StoreError> {
    directory::prepare(dir)?;
    let mut shortened = line.clone();
    for text in [
        &mut shortened.target,
        &mut shortened.fault,
        &mut shortened.session,
        &mut shortened.tool,
    ] {
        shorten(text);
    }
    let mut bytes = serde_json::to_vec(&shortened).map_err(|error| unusable(error.into()))?;
    bytes.push(b'\n');
    write(dir, &bytes).map_err(unusable)
}

/// The noted faults, oldest first. Lines that are none are passed over: a full disk can cut one off.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn read_faults(dir: &Path) -> Result<Vec<FaultLine>, StoreError> {
    let mut lines = Vec::new();
    for name in [OLD_FILE, FILE] {
        let file = match std::fs::File::open(dir.join(name)) {
            Ok(file) => file.take(2 * LARGEST_FILE),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(unusable(error)),
        };
        for line in BufReader::new(file).split(b'\n') {
            lines.extend(serde_json::from_slice(&line.map_err(unusable)?).ok());
        }
    }
    Ok(lines)
}

/// One write at the end of the file, so that lines of several processes do not mix.
fn write(dir: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = dir.join(FILE);
    let mut file = directory::private().append(true).create(true).open(&path)?;
    if file.metadata()?.len() + bytes.len() as u64 > LARGEST_FILE {
        std::fs::rename(&path, dir.join(OLD_FILE))?;
        file = directory::private().append(true).create(true).open(&path)?;
    }
    file.write_all(bytes)
}

fn shorten(text: &mut String) {
    let limit = LONGEST_LINE / 8;
    if let Some((at, _)) = text.char_indices().nth(limit) {
        text.truncate(at);
        text.push('…');
    }
}

fn unusable(source: io::Error) -> StoreError {
    match directory::from_io("be written", &source) {
        full @ LedgerError::Full => StoreError::Ledger(full),
        _ => StoreError::File { file: FILE, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(fault: &str) -> FaultLine {
        FaultLine {
            time: Timestamp::from_micros(5),
            agent: "codex".to_owned(),
            session: "-".to_owned(),
            tool: "Bash".to_owned(),
            target: "ls".to_owned(),
            fault: fault.to_owned(),
            result: "denied".to_owned(),
        }
    }

    #[test]
    fn lines_come_back_in_order_and_bad_ones_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("new");
        assert_eq!(read_faults(&dir).unwrap(), []);
        append_fault(&dir, &line("one")).unwrap();
        std::fs::OpenOptions::new()
            .append(true)
            .open(dir.join(FILE))
            .unwrap()
            .write_all(b"{\"cut\n\xff\n")
            .unwrap();
        append_fault(&dir, &line("two\nlines")).unwrap();
        assert_eq!(
            read_faults(&dir).unwrap(),
            [line("one"), line("two\nlines")]
        );
    }

    #[test]
    fn the_files_stay_small() {
        let folder = tempfile::tempdir().unwrap();
        let long = line(&"é\"".repeat(20_000));
        for _ in 0..2_000 {
            append_fault(folder.path(), &long).unwrap();
        }
        for name in [FILE, OLD_FILE] {
            let size = std::fs::metadata(folder.path().join(name)).unwrap().len();
            assert!(size <= LARGEST_FILE, "{name}: {size}");
        }
        assert!(read_faults(folder.path()).unwrap().len() > 100);
    }
}
