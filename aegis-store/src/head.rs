//! The head file: the newest row of either chain, beside the database, so that a cut end shows.
//!
//! It is written after the commit, under a lock on itself: one line per chain, of fixed length and in place, because a
//! rename with its sync would cost a hook more than its transaction. Of two processes the slower one may find a newer row
//! there already and leaves it. A head that the chain does not lead up to is never overwritten: what it knows is the proof.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use aegis_core::ledger::Digest;
use rusqlite::Connection;

use crate::acts::ACTS;
use crate::chain::{self, Break, Link, Table};
use crate::directory;
use crate::hex::{hex, unhex};

const FILE: &str = "head";
/// Name, id and hash with their separators: `decisions                    7 ab…\n`.
const LINE: usize = 10 + 20 + 1 + 64 + 1;

/// What the head file says of one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    id: i64,
    hash: Digest,
}

/// Whether the head file names any row.
pub(crate) fn names_rows(dir: &Path) -> bool {
    let text = std::fs::read_to_string(dir.join(FILE)).unwrap_or_default();
    text.lines().any(|line| parse(line).is_some())
}

/// Moves the head of `table` on to `newest`, if the chain leads from the old head to it.
///
/// # Errors
/// When the file cannot be read or written. The row is committed by then, and the head only behind; the next call moves it.
pub(crate) fn advance(
    dir: &Path,
    connection: &Connection,
    table: Table,
    newest: Link,
) -> io::Result<()> {
    let mut file = directory::private()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(dir.join(FILE))?;
    lock(&file)?;
    let text = read(&mut file)?;
    let leads_on = match find(&text, table) {
        None => true,
        Some(old) if old.id >= newest.id => false,
        Some(old) if old.id == newest.id - 1 => old.hash == newest.prev,
        Some(old) => chain::at(connection, table, old.id)
            .is_ok_and(|row| row.is_some_and(|row| row.hash == old.hash)),
    };
    if leads_on {
        put(&mut file, place(&text, table), table, newest)?;
    }
    if find(&text, ACTS).is_none() && table != ACTS {
        // The file was removed; there is an act in every database.
        if let Ok(Some(act)) = chain::last(connection, ACTS) {
            let text = read(&mut file)?;
            put(&mut file, place(&text, ACTS), ACTS, act)?;
        }
    }
    Ok(())
}

/// The lock is held for microseconds; who holds it longer is not waited for, for a hook has no time to lose.
fn lock(file: &File) -> io::Result<()> {
    for _ in 0..20 {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

fn put(file: &mut File, at: u64, table: Table, newest: Link) -> io::Result<()> {
    file.seek(io::SeekFrom::Start(at))?;
    file.write_all(line(table, newest).as_bytes())
}

/// What the head file finds missing in `table`. It is read before the rows are, so that it is never ahead of them.
pub(crate) fn check(
    text: Option<&str>,
    connection: &Connection,
    table: Table,
    pruned: i64,
) -> rusqlite::Result<Option<Break>> {
    let name = table.name;
    let Some(last) = chain::last(connection, table)? else {
        let head = text.and_then(|text| find(text, table));
        return Ok(head.map(|head| Break::Cut {
            table: name,
            head: head.id,
        }));
    };
    let Some(head) = text.and_then(|text| find(text, table)) else {
        return Ok(Some(Break::NoHead { table: name }));
    };
    if head.id > last.id {
        return Ok(Some(Break::Cut {
            table: name,
            head: head.id,
        }));
    }
    if head.id <= pruned {
        return Ok(None);
    }
    let named = chain::at(connection, table, head.id)?;
    let same = named.is_some_and(|row| row.hash == head.hash);
    Ok((!same).then_some(Break::Replaced {
        table: name,
        head: head.id,
    }))
}

/// The text of the head file, where it can be read.
pub(crate) fn text(dir: &Path) -> Option<String> {
    std::fs::read_to_string(dir.join(FILE)).ok()
}

fn read(file: &mut File) -> io::Result<String> {
    file.seek(io::SeekFrom::Start(0))?;
    let mut text = String::with_capacity(2 * LINE);
    // Two lines at most are ours; a file that someone made huge is not read to its end.
    file.take(4 * LINE as u64).read_to_string(&mut text)?;
    Ok(text)
}

fn find(text: &str, table: Table) -> Option<Head> {
    text.lines()
        .find(|line| line.split_whitespace().next() == Some(table.name))
        .and_then(parse)
}

/// Where the line of `table` begins; after the last whole line if there is none.
fn place(text: &str, table: Table) -> u64 {
    let lines = text
        .split_inclusive('\n')
        .take_while(|line| line.len() == LINE);
    let before = lines.take_while(|line| line.split_whitespace().next() != Some(table.name));
    before.map(|line| line.len() as u64).sum()
}

fn parse(line: &str) -> Option<Head> {
    let mut words = line.split_whitespace().skip(1);
    let id = words.next()?.parse().ok().filter(|id| *id > 0)?;
    let hash = unhex(words.next()?)?;
    Some(Head { id, hash })
}

fn line(table: Table, newest: Link) -> String {
    format!(
        "{:<10}{:>20} {}\n",
        table.name,
        newest.id,
        hex(&newest.hash)
    )
}
