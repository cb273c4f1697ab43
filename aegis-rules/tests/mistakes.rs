//! What people are told about mistakes in their rule files. Each snapshot holds the file and the messages.
#![expect(clippy::panic, reason = "tests fail by panicking")]

use std::borrow::Cow;
use std::fmt::Write as _;

use aegis_rules::{Layer, Loaded, Mistakes, ProfileError, Profiles, RuleSet, Source};

/// Files that rule files of the tests can name.
struct Files;

impl Profiles for Files {
    fn load(&self, name: &str, _from: &str) -> Result<Loaded<'_>, ProfileError> {
        let text = match name {
            "./self.yaml" => "profiles: [./self.yaml]\nrules: []\n",
            "./ping.yaml" => "profiles: [./pong.yaml]\n",
            "./pong.yaml" => "profiles: [./ping.yaml]\n",
            "./broken.yaml" => "rules:\n  - id: x\n    acton: deny\n",
            _ => {
                return Err(ProfileError {
                    reason: "no such file".to_owned(),
                });
            }
        };
        Ok(Loaded {
            text: Cow::Borrowed(text),
            path: name.trim_start_matches("./").to_owned(),
        })
    }
}

fn mistakes(text: &str) -> Mistakes {
    let source = Source {
        text,
        path: "governance.yaml",
        layer: Layer::Repo,
    };
    match RuleSet::load(&source, &Files) {
        Ok(_) => panic!("no mistake in:\n{text}"),
        Err(mistakes) => mistakes,
    }
}

/// One page: every file with what is said about it.
fn page(cases: &[&str]) -> String {
    let mut page = String::new();
    for case in cases {
        let _ = writeln!(
            page,
            "{case}\n--> {}\n",
            mistakes(case).to_string().replace('\n', "\n    ")
        );
    }
    page
}

/// A file with one rule that has these lines beside its id.
fn rule(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(|line| format!("    {line}")).collect();
    format!("rules:\n  - id: x\n{}", lines.join("\n"))
}

fn rule_page(cases: &[&str]) -> String {
    let cases: Vec<String> = cases.iter().map(|case| rule(case)).collect();
    page(&cases.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A file with one rule of these conditions.
fn condition_page(cases: &[&str]) -> String {
    let cases: Vec<String> = cases
        .iter()
        .map(|case| rule(&format!("action: deny\nconditions:\n  {case}")))
        .collect();
    page(&cases.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn the_file_itself() {
    insta::assert_snapshot!(page(&[
        "- id: x",
        "rules",
        "rule: []",
        "rules: []\nversion: 1",
        "rules:\n  id: x",
        "rules: deny",
        "rules: [deny]",
        "rules: []\nrules: []",
        "? [a]\n: b",
        "rules:\n  - enabled: false",
        "rules:\n  - id: x\n    enabled: false\n  - id: x\n    enabled: false",
    ]));
}

#[test]
fn what_is_not_yaml() {
    insta::assert_snapshot!(page(&[
        "rules:\n\t- id: x",
        "rules:\n  - id: x\n  action: deny",
        "rules:\n  - id: 'x",
        "rules: [",
        "rules: []\n---\nrules: []",
        "rules: *nowhere",
        "rules: &a [*a]",
        "rules:\n  - message: look: here",
        "rules:\n  - conditions: {path_patterns: [*.env]}",
        "rules:\n  - id: x\n    <<: {action: deny}",
    ]));
}

#[test]
fn rules() {
    insta::assert_snapshot!(rule_page(&[
        "action: deny",
        "conditions: {sql: [drop]}",
        "actoin: deny\nconditions: {sql: [drop]}",
        "action: block\nconditions: {sql: [drop]}",
        "action: requireApproval\nconditions: {sql: [drop]}",
        "action: [deny]\nconditions: {sql: [drop]}",
        "action: deny\npriority: high\nconditions: {sql: [drop]}",
        "action: deny\npriority: 1.5\nconditions: {sql: [drop]}",
        "action: deny\npriority: '7'\nconditions: {sql: [drop]}",
        "action: deny\npriority: 99999999999999999999\nconditions: {sql: [drop]}",
        "action: deny\nenabled: yes\nconditions: {sql: [drop]}",
        "action: deny\nenabled: 'true'\nconditions: {sql: [drop]}",
        "action: deny\nmessage: ''\nconditions: {sql: [drop]}",
        "action: deny\nmessage: [a, b]\nconditions: {sql: [drop]}",
        "action: deny\nmaps: ASI02\nconditions: {sql: [drop]}",
        "action: deny\nconditions: {}",
        "action: deny\nconditions:",
        "action: deny\nconditions: [sql]",
        "action: deny\nid: y\nconditions: {sql: [drop]}",
        "action: deny\nconditions: {sql: [drop]}\nexamples: ['rm -rf /']",
        "action: deny\nconditions: {sql: [drop]}\nexamples: {matches: ['rm -rf /']}",
        "action: deny\nconditions: {sql: [drop]}\nexamples: {match: [{file_read: .env}]}",
    ]));
}

#[test]
fn ids() {
    insta::assert_snapshot!(page(&[
        "rules:\n  - {id: Block Me, enabled: false}",
        "rules:\n  - {id: block_me, enabled: false}",
        "rules:\n  - {id: '', enabled: false}",
        "rules:\n  - {id: , enabled: false}",
        "rules:\n  - {id: [x], enabled: false}",
        "rules:\n  - {id: ünïcode, enabled: false}",
        "rules:\n  - {id: \"a\\nb\", enabled: false}",
    ]));
}

#[test]
fn rate_limits() {
    let limit =
        |limit| format!("action: rate_limit\nconditions: {{sql: [drop]}}\nrate_limit: {limit}");
    let cases = [
        "action: rate_limit\nconditions: {sql: [drop]}".to_owned(),
        "action: deny\nconditions: {sql: [drop]}\nrate_limit: {max: 5, window: 1m}".to_owned(),
        limit("50"),
        limit("{max: 50}"),
        limit("{window: 1m}"),
        limit("{max: 0, window: 1m}"),
        limit("{max: -1, window: 1m}"),
        limit("{max: 5000000000, window: 1m}"),
        limit("{max: many, window: 1m}"),
        limit("{max: 5, window: 60}"),
        limit("{max: 5, window: 0s}"),
        limit("{max: 5, window: 1 minute}"),
        limit("{max: 5, window: 400d}"),
        limit("{max: 5, window: 1m, per: user}"),
        limit("{max: 5, window: 1m, scope: repo}"),
    ];
    insta::assert_snapshot!(rule_page(&cases.each_ref().map(String::as_str)));
}

#[test]
fn conditions() {
    insta::assert_snapshot!(condition_page(&[
        "pathpatterns: ['x']",
        "path_pattern: ['x']",
        "branches: [main]",
        "path_patterns: '\\.env$'",
        "path_patterns: []",
        "path_patterns: [~]",
        "path_patterns: [[a]]",
        "path_patterns: ['']",
        "path_patterns: ['(']",
        "path_patterns: ['a{1,100000}']",
        "path_patterns: ['(?=x)']",
        "path_patterns: ['x\\']",
        "path_patterns: ['[z-a]']",
        "path_patterns: ['*.env']",
        "path_patterns: ['\\p{Nope}']",
        "action_types: [command]",
        "action_types: [file_raed]",
        "action_types: command_exec",
        "agents: claude-code",
        "tools: ['Bash(']",
        "sql: [remove]",
        "sql: [truncat]",
        "effects: [network]",
        "effects: [delete-recursive]",
        "hosts: [['a']]",
        "sql: [drop]\n  sql: [alter]",
    ]));
}

#[test]
fn commands() {
    insta::assert_snapshot!(condition_page(&[
        "commands: git push",
        "commands: [git push]",
        "commands: [{flags: [--force]}]",
        "commands: [{run: 'git (push'}]",
        "commands: [{run: git, flag: [--force]}]",
        "commands: [{run: git, flags: --force}]",
        "commands: [{run: git, flags: ['--force|']}]",
        "commands: [{run: git, flags: [--level=9]}]",
        "commands: [{run: git, options: [namespace]}]",
        "commands: [{run: git, options: {namespace: '('}}]",
        "commands: [{run: git, options: {n: a, n: b}}]",
        "commands: [{run: git, args: ['[']}]",
        "commands: [{run: git, not_args: 5}]",
        "commands: [{run: git, min_args: -1}]",
        "commands: [{run: git, unknown_args: 'true'}]",
        "commands: [{run: git, shared_arg: true}]",
        "commands: [{run: git, after: []}]",
        "commands: [{run: git, after: {run: hg}}]",
        "commands:\n    - run: git\n      after:\n        - args: [x]",
        "commands:\n    - run: git\n      after:\n        - run: 'hg ('\n          shared_args: true",
        "commands:\n    - run: git\n      after:\n        - run: hg\n          shared_arg: 1\n          after: [{run: cvs}]",
    ]));
}

#[test]
fn profiles() {
    insta::assert_snapshot!(page(&[
        "profiles: [defalt]",
        "profiles: [mine]",
        "profiles: default",
        "profiles:",
        "profiles: [[default]]",
        "profiles: [./gone.yaml]",
        "profiles: [../outside.yaml]",
        "profiles: [/etc/passwd]",
        "profiles: ['~/rules.yaml']",
        "profiles: [./self.yaml]",
        "profiles: [./ping.yaml]",
        "profiles: [./broken.yaml]\nrule: 1",
    ]));
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    insta::assert_snapshot!(page(&[r"
profiles: [nope]
rules:
  - id: Bad
    action: block
    prioritty: 3
    conditions:
      path_patterns: ['(']
      sql: [nope]
  - id: good
    action: audit
    conditions: {action_types: [prompt]}
  - id: good
    action: audit
    conditions: {action_types: [prompt]}
"]));
}
