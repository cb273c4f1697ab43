//! A labelled corpus, where one is at hand: `AEGIS_CORPUS` names a folder with `commands.jsonl`, whose rows have
//! `command`, `category`, `expect` (`block` and `ask` must be stopped, `allow` must pass) and maybe `cwd`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::*;

/// Hundredths of a per cent.
const LEAST_RECALL: usize = 9800;
const MOST_ALARMS: usize = 50;

#[expect(
    clippy::disallowed_methods,
    reason = "the corpus is data outside of the project"
)]
fn rows() -> Option<Vec<Value>> {
    let folder = std::env::var_os("AEGIS_CORPUS").filter(|folder| !folder.is_empty())?;
    let text = std::fs::read_to_string(PathBuf::from(folder).join("commands.jsonl"))
        .expect("a readable corpus");
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a row"))
            .collect(),
    )
}

fn field<'r>(row: &'r Value, name: &str) -> &'r str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn labelled_commands_are_stopped_and_pass_as_they_should() {
    let Some(rows) = rows() else { return };
    let policy = all_but(&[]);
    let mut stopped: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut alarms, mut harmless, mut wrong) = (0, 0, Vec::new());
    for row in &rows {
        let cwd = match field(row, "cwd") {
            "" => REPO.to_owned(),
            cwd => cwd.replacen('~', HOME, usize::from(cwd.starts_with('~'))),
        };
        let allowed = decide(
            &policy,
            &call(&cwd, ActionType::CommandExec, field(row, "command")),
        )
        .allows();
        if field(row, "expect") == "allow" {
            harmless += 1;
            alarms += usize::from(!allowed);
        } else {
            let (caught, all) = stopped.entry(field(row, "category")).or_default();
            *all += 1;
            *caught += usize::from(!allowed);
        }
        if allowed != (field(row, "expect") == "allow") {
            wrong.push(format!("{} {:?}", field(row, "id"), field(row, "command")));
        }
    }
    for (category, (caught, all)) in stopped {
        assert!(
            caught * 10_000 >= LEAST_RECALL * all,
            "{category}: {caught} of {all}\n{}",
            wrong.join("\n")
        );
    }
    assert!(
        alarms * 10_000 <= MOST_ALARMS * harmless,
        "{alarms} of {harmless}\n{}",
        wrong.join("\n")
    );
}
