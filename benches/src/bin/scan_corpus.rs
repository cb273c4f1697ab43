//! Recall and false alarms of the scanner on a corpus of labelled texts.
//!
//! `scan_corpus FILE [--list]`: FILE holds one JSON object a line with `type`, `expect` and `text_b64`.
#![allow(clippy::print_stdout, reason = "a measuring program")]
#![allow(
    clippy::disallowed_methods,
    reason = "a program reads its arguments and files"
)]

use std::collections::BTreeMap;
use std::error::Error;

use aegis_scanner::{Confidence, Scanner};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

#[derive(Default, Clone, Copy)]
struct Tally {
    positives: usize,
    found: [usize; 2],
    negatives: usize,
    flagged: [usize; 2],
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: scan_corpus FILE [--list]")?;
    let list = arguments.any(|a| a == "--list");
    let scanner = Scanner::builtin();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let kind = row
            .get("type")
            .and_then(Value::as_str)
            .ok_or("a row without type")?;
        let expect = row
            .get("expect")
            .and_then(Value::as_bool)
            .ok_or("a row without expect")?;
        let encoded = row
            .get("text_b64")
            .and_then(Value::as_str)
            .ok_or("a row without text_b64")?;
        let bytes = STANDARD.decode(encoded).map_err(|e| e.to_string())?;
        let best = scanner
            .scan_bytes(&bytes)
            .into_iter()
            .filter(|f| f.kind().id() == kind)
            .map(|f| f.confidence())
            .max();
        let hit = [best.is_some(), best >= Some(Confidence::Medium)];
        let tally = tallies.entry(kind.to_owned()).or_default();
        count(tally, expect, hit);
        if list && hit[0] != expect {
            let id = row.get("id").and_then(Value::as_u64).unwrap_or_default();
            println!("{} {id} {kind}", if expect { "MISS " } else { "ALARM" });
        } else if list && expect && !hit[1] {
            let id = row.get("id").and_then(Value::as_u64).unwrap_or_default();
            println!("LOW   {id} {kind}");
        }
    }
    print_table(&tallies);
    Ok(())
}

fn count(tally: &mut Tally, expect: bool, hit: [bool; 2]) {
    let (total, hits) = if expect {
        (&mut tally.positives, &mut tally.found)
    } else {
        (&mut tally.negatives, &mut tally.flagged)
    };
    *total += 1;
    for (n, h) in hits.iter_mut().zip(hit) {
        *n += usize::from(h);
    }
}

fn print_table(tallies: &BTreeMap<String, Tally>) {
    println!(
        "{:26} {:>5} {:>7} {:>7}   {:>5} {:>7} {:>7}",
        "type", "pos", ">=low", ">=med", "neg", ">=low", ">=med"
    );
    for (kind, tally) in tallies {
        print_row(kind, *tally);
    }
    for (title, assigned) in [("structured", false), ("assigned", true)] {
        let mut sum = Tally::default();
        for tally in tallies
            .iter()
            .filter(|(kind, _)| kind.starts_with("assigned-") == assigned)
            .map(|(_, t)| t)
        {
            sum.positives += tally.positives;
            sum.negatives += tally.negatives;
            let counts = sum
                .found
                .iter_mut()
                .zip(tally.found)
                .chain(sum.flagged.iter_mut().zip(tally.flagged));
            counts.for_each(|(total, n)| *total += n);
        }
        print_row(title, sum);
    }
}

fn print_row(title: &str, t: Tally) {
    let percent = |n: usize, of: usize| {
        if of == 0 {
            "-".to_owned()
        } else {
            format!("{:.1}%", 100.0 * n as f64 / of as f64)
        }
    };
    let [low, medium] = t.found.map(|n| percent(n, t.positives));
    let [false_low, false_medium] = t.flagged.map(|n| percent(n, t.negatives));
    println!(
        "{title:26} {:>5} {low:>7} {medium:>7}   {:>5} {false_low:>7} {false_medium:>7}",
        t.positives, t.negatives
    );
}
