//! Throughput of the scanner on files in memory, one core, and how many findings it makes a megabyte.
//!
//! `cargo run --release -p aegis-benches --bin scan_speed -- [--list] PATH…`, with sources as PATH, such as
//! `~/.cargo/registry/src`. Without a PATH it shows what a new process pays.
//!
//! The text is in memory; all types are looked for and confirmed. What limits the rate, by time, where the unit is AVX-512: the look
//! at every byte with the vector unit and the sorting of what it marks (40 %), comparing literals where their windows stand (15 %),
//! the checks of literals (25 %), runs of base64 (12 %) and of digits (4 %). Branches that cannot be foreseen cost more than
//! instructions. Small files pay for a padded last block. Compare only with a run of another build at the same time: other work
//! on the machine changes the rate, which the newlines show.
#![allow(clippy::print_stdout, reason = "a measuring program")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program reads its arguments, files and the clock"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use aegis_scanner::{Confidence, Scanner};

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let mut files = Vec::new();
    for path in &paths {
        load(Path::new(path), &mut files)?;
    }
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let scanner = Scanner::builtin();
    let mut best = f64::MAX;
    for _ in 0..3 {
        let start = cpu_seconds()?;
        let findings: usize = files
            .iter()
            .map(|(_, text)| scanner.scan_bytes(text).len())
            .sum();
        best = best.min(cpu_seconds()? - start);
        std::hint::black_box(findings);
    }
    println!(
        "{} files, {:.1} MB, {:.2} GB/s of processor time",
        files.len(),
        bytes as f64 / 1e6,
        bytes as f64 / best / 1e9
    );
    println!(
        "for comparison, newlines are counted at {:.2} GB/s now",
        bytes as f64 / newlines(&files)? / 1e9
    );
    report(&scanner, &files, bytes, flags.iter().any(|f| f == "--list"));
    cold();
    Ok(())
}

/// Time on a processor, which other processes do not lengthen as they do the clock's.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds: f64 = stat
        .split_whitespace()
        .next()
        .ok_or("no schedstat")?
        .parse()?;
    Ok(nanoseconds / 1e9)
}

/// How long counting newlines by vector instructions takes: how fast this machine's memory is at this moment.
fn newlines(files: &[(PathBuf, Vec<u8>)]) -> Result<f64, Box<dyn Error>> {
    let start = cpu_seconds()?;
    let lines: usize = files
        .iter()
        .map(|(_, text)| memchr::memchr_iter(b'\n', text).count())
        .sum();
    std::hint::black_box(lines);
    Ok(cpu_seconds()? - start)
}

fn load(path: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<(), Box<dyn Error>> {
    let kind = std::fs::symlink_metadata(path)?.file_type();
    if kind.is_dir() {
        for entry in std::fs::read_dir(path)? {
            load(&entry?.path(), files)?;
        }
    } else if kind.is_file()
        && let Ok(text) = std::fs::read(path)
        && std::str::from_utf8(&text).is_ok()
    {
        files.push((path.to_owned(), text));
    }
    Ok(())
}

fn report(scanner: &Scanner, files: &[(PathBuf, Vec<u8>)], bytes: usize, list: bool) {
    let mut counts: BTreeMap<(String, Confidence), usize> = BTreeMap::new();
    for (path, text) in files {
        for finding in scanner.scan_bytes(text) {
            *counts
                .entry((finding.kind().id().to_owned(), finding.confidence()))
                .or_default() += 1;
            if list && finding.confidence() >= Confidence::Medium {
                let line = text
                    .iter()
                    .take(finding.span().start)
                    .filter(|b| **b == b'\n')
                    .count()
                    + 1;
                println!(
                    "{} {} {}:{line} {:?}",
                    finding.kind().id(),
                    finding.confidence(),
                    path.display(),
                    finding.span()
                );
            }
        }
    }
    for ((kind, confidence), n) in &counts {
        println!("{kind:26} {confidence:8} {n:>6}");
    }
    let sure: usize = counts
        .iter()
        .filter(|((_, c), _)| *c >= Confidence::Medium)
        .map(|(_, n)| n)
        .sum();
    println!(
        "{:.2} findings >= medium a MB",
        sure as f64 * 1e6 / bytes.max(1) as f64
    );
}

/// What a hook pays: a scanner, and 2 KB of clean text, the first time and later.
fn cold() {
    let text =
        "let total = items.iter().map(|item| item.price * item.count).sum::<f64>();\n".repeat(27);
    let start = Instant::now();
    let scanner = Scanner::builtin();
    let ready = start.elapsed();
    let start = Instant::now();
    std::hint::black_box(scanner.scan(&text));
    let again = start.elapsed();
    println!("scanner {ready:?}, 2 KB warm {again:?}");
}
