//! The README: its tour is typed, command by command, in a temporary home, and its tables name what there is.

use std::fs;
use std::path::Path;

use crate::sandbox::{BINARY, Ended, Sandbox};

fn readme() -> String {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(package.parent().unwrap().join("README.md")).unwrap()
}

/// The commands of one step and the lines that they print, where `…` stands for anything.
fn tour(readme: &str) -> Vec<(&str, &str)> {
    let steps = readme.split("<!-- tour -->\n```sh\n").skip(1);
    steps
        .map(|step| {
            let (commands, rest) = step.split_once("```\n```text\n").unwrap();
            (commands, rest.split_once("```").unwrap().0)
        })
        .collect()
}

/// Whether a line is what the README shows.
fn is_like(line: &str, shown: &str) -> bool {
    let Some((start, rest)) = shown.split_once('…') else {
        return line == shown;
    };
    let Some(line) = line.strip_prefix(start) else {
        return false;
    };
    let mut places = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    places.any(|at| is_like(line.split_at(at).1, rest))
}

#[test]
fn the_tour_works_as_it_is_written() {
    let readme = readme();
    let steps = tour(&readme);
    assert!(steps.len() >= 5);
    let sandbox = Sandbox::new();
    let bin = sandbox.home().join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::copy(BINARY, bin.join("aegis")).unwrap();
    let mark = "-- the next step --";
    let script: Vec<&str> = steps.iter().map(|(commands, _)| *commands).collect();
    let path = std::env::var("PATH").unwrap();
    let mut shell = sandbox.command("sh");
    shell
        .args([
            "-c",
            &format!("exec 2>&1\n{}", script.join(&format!("\necho '{mark}'\n"))),
        ])
        .env("PATH", format!("{}:{path}", bin.display()))
        .env_remove("AEGIS_CONFIG_DIR")
        .env_remove("AEGIS_DATA_DIR")
        .current_dir(sandbox.home());
    let ended = Ended::from(shell.output().unwrap());
    let printed: Vec<&str> = ended.stdout.split(&format!("{mark}\n")).collect();
    assert_eq!(printed.len(), steps.len(), "{ended:?}");
    for ((commands, shown), printed) in steps.iter().zip(printed) {
        let mut lines = printed.lines();
        for shown in shown.lines() {
            let found = lines.any(|line| is_like(line, shown));
            assert!(
                found,
                "{commands}prints\n{printed}where the README shows `{shown}`"
            );
        }
    }
}

#[test]
fn a_shown_line_is_compared_with_its_gaps() {
    assert!(is_like("denied: x", "denied: …"));
    assert!(is_like("a b c", "a…c"));
    assert!(is_like("abc", "…b…"));
    assert!(!is_like("abc", "…d…"));
    assert!(!is_like("allowed: x", "denied: …"));
    assert!(!is_like("denied", "deny"));
}

/// The names in the first column of the table of commands, and those that `--help` lists, are the same.
#[test]
fn every_command_is_in_the_readme() {
    let help = Sandbox::new().run(&["--help"]).stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap();
    let mut commands: Vec<&str> = listed
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty())
        .collect();
    let readme = readme();
    let table = readme.split("## Commands\n").nth(1).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let mut shown: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    commands.sort_unstable();
    shown.sort_unstable();
    assert_eq!(shown, commands);
}

#[test]
fn the_table_of_rules_is_the_set_that_ships() {
    let list = Sandbox::new().run(&["rules", "list", "--format", "json"]);
    let rules: Vec<serde_json::Value> = serde_json::from_str(&list.stdout).unwrap();
    let ids: Vec<&str> = rules
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    let readme = readme();
    let table = readme.split("on by default\n").nth(1).unwrap();
    let table = table.split("Beside them").next().unwrap();
    let shown: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    assert_eq!(shown, ids);
}
