//! Rule sets judge actions: priority, replacement, certainty, every condition.
#![expect(clippy::panic, reason = "tests fail by panicking")]

use aegis_rules::{
    Action, ActionType, EffectName, Layer, Match, NoFiles, PathForms, RuleSet, Source,
};
use aegis_shell::{
    Certainty, Few, Invocation, Layers, OptionUse, Span, SqlVerb, Statement, Text, Value, Word,
};

fn load_as(layer: Layer, text: &str) -> RuleSet {
    let source = Source {
        text,
        path: "governance.yaml",
        layer,
    };
    match RuleSet::load(&source, &NoFiles) {
        Ok(rules) => rules,
        Err(mistakes) => panic!("{mistakes}"),
    }
}

fn load(text: &str) -> RuleSet {
    load_as(Layer::Repo, text)
}

/// A set of one rule that denies under these conditions.
fn deny(conditions: &str) -> RuleSet {
    load(&format!(
        "rules:\n  - id: x\n    action: deny\n    conditions: {{{conditions}}}\n"
    ))
}

fn blank(action_type: ActionType) -> Action<'static> {
    Action {
        action_type,
        agent: "claude-code",
        tool: "Bash",
        target: String::new(),
        path: None,
        host: None,
        command: None,
        content: None,
        invocations: &[],
        statements: Vec::new(),
        effects: Vec::new(),
        possible: false,
    }
}

fn on_path(forms: &[&str]) -> Action<'static> {
    Action {
        path: Some(PathForms {
            forms: forms.iter().map(|form| (*form).to_owned()).collect(),
            unknown: false,
        }),
        ..blank(ActionType::FileRead)
    }
}

fn word(value: Value) -> Word {
    Word {
        values: Few::one(value),
        quoted: false,
        span: Span::default(),
    }
}

fn text(text: &str) -> Word {
    word(Value::Text(text.into()))
}

/// `program sub…` with options as (names, value) and operands.
fn invocation(path: &str, options: &[(&[&str], Option<&str>)], operands: Vec<Word>) -> Invocation {
    let mut words = path.split(' ').map(Text::from);
    let options = options.iter().map(|(names, value)| OptionUse {
        names: names.iter().copied().map(Text::from).collect(),
        value: value.map(text),
        span: Span::default(),
    });
    Invocation {
        program: words.next().filter(|word| !word.is_empty()),
        subcommands: words.collect(),
        options: options.collect(),
        operands: operands.into(),
        assignments: Vec::new(),
        text: path.into(),
        certainty: Certainty::Certain,
        via: Layers::default(),
        span: Span::default(),
    }
}

fn runs(invocations: &[Invocation]) -> Action<'_> {
    Action {
        command: Some("raw text"),
        invocations,
        ..blank(ActionType::CommandExec)
    }
}

fn check(conditions: &str, action: &Action<'_>, expected: Match) {
    let rules = deny(conditions);
    let found = rules.rules().next().map(|rule| rule.matches(action));
    assert_eq!(found, Some(expected), "{conditions}\n{action:?}");
}

#[test]
fn the_first_match_by_priority_wins() {
    let rules = load(
        r"
rules:
  - id: keep-env
    action: deny
    priority: 1
    conditions: {action_types: [file_read], path_patterns: ['(^|/)\.env$']}
  - id: let-docs
    action: allow
    priority: 5
    conditions: {path_patterns: ['^docs/']}
  - id: mark-docs
    action: audit
    priority: 5
    conditions: {path_patterns: ['^docs/']}
",
    );
    let check = |path, skipped: &str, expected: Option<&str>| {
        let action = on_path(&[path]);
        let judgement = rules.judge(&action, &|id| id == skipped);
        assert_eq!(judgement.certain.map(|rule| rule.id()), expected, "{path}");
    };
    check("a/.env", "", Some("keep-env"));
    check("docs/.env", "", Some("let-docs"));
    check("docs/.env", "let-docs", Some("mark-docs"));
    check("a/.envrc", "", None);
}

#[test]
fn one_form_of_a_path_is_enough_and_an_exclusion_excuses_only_that_path() {
    let both = r"path_patterns: ['(^|/)\.env(\.|$)'], exclude_paths: ['\.example$', '^dist/']";
    check(
        both,
        &on_path(&[".env", "/home/dev/p/.env"]),
        Match::Certain,
    );
    check(
        both,
        &on_path(&[".env.example", "/home/dev/p/.env.example"]),
        Match::No,
    );
    check(
        both,
        &on_path(&["dist/.env", "/home/dev/p/dist/.env", "~/p/dist/.env"]),
        Match::No,
    );
    // A link with an excluded name, and a glob of which one expansion is excluded.
    check(
        both,
        &on_path(&[".env.example", "/home/dev/p/.env"]),
        Match::Certain,
    );
    check(
        both,
        &on_path(&[".env*", ".env", ".env.example"]),
        Match::Certain,
    );
    check(both, &blank(ActionType::FileRead), Match::No);
    check(
        r"exclude_paths: ['^src/'], action_types: [file_read]",
        &on_path(&["src/a"]),
        Match::No,
    );
    check(
        r"exclude_paths: ['^src/'], action_types: [file_read]",
        &on_path(&["doc/a"]),
        Match::Certain,
    );
}

#[test]
fn an_unknown_path_matches_possibly() {
    let mut action = on_path(&[]);
    if let Some(path) = &mut action.path {
        path.unknown = true;
    }
    check(r"path_patterns: ['\.env$']", &action, Match::Possible);
    check("action_types: [file_read]", &action, Match::Certain);
    check(
        "action_types: [file_write], path_patterns: [x]",
        &action,
        Match::No,
    );
}

#[test]
fn only_restrictive_rules_match_possibly() {
    for (action, expected) in [
        ("deny", Match::Possible),
        ("require_approval", Match::Possible),
        ("audit", Match::No),
        ("allow", Match::No),
    ] {
        let rules = load(&format!(
            "rules: [{{id: x, action: {action}, conditions: {{action_types: [file_delete]}}}}]"
        ));
        let possible = Action {
            possible: true,
            ..blank(ActionType::FileDelete)
        };
        assert_eq!(
            rules.rules().next().map(|rule| rule.matches(&possible)),
            Some(expected)
        );
    }
}

#[test]
fn hosts_agents_tools_sql_and_effects() {
    let to = |host: Option<&str>| Action {
        host: host.map(str::to_owned),
        ..blank(ActionType::NetworkRequest)
    };
    let hosts = r"hosts: ['(^|\.)example\.com$']";
    check(hosts, &to(Some("api.example.com")), Match::Certain);
    check(hosts, &to(Some("badexample.com")), Match::No);
    check(hosts, &to(None), Match::Possible);
    check(hosts, &blank(ActionType::FileRead), Match::No);
    let others = r"action_types: [network_request], exclude_hosts: ['^localhost$']";
    check(others, &to(Some("localhost")), Match::No);
    check(others, &to(Some("example.com")), Match::Certain);
    check(others, &to(None), Match::Certain);
    check(
        "agents: [codex, claude-code]",
        &blank(ActionType::Other),
        Match::Certain,
    );
    check("agents: [claude]", &blank(ActionType::Other), Match::No);
    check("tools: ['Ba.h']", &blank(ActionType::Other), Match::Certain);
    check("tools: ['Bas']", &blank(ActionType::Other), Match::No);
    let sql = |verb| Action {
        statements: vec![Statement {
            verb,
            object: None,
            name: None,
            tool: "psql".to_owned(),
        }],
        ..blank(ActionType::CommandExec)
    };
    check(
        "sql: [delete_without_where]",
        &sql(SqlVerb::DeleteWithoutWhere),
        Match::Certain,
    );
    check(
        "sql: [delete_without_where]",
        &sql(SqlVerb::Delete),
        Match::No,
    );
    check(
        "sql: [delete]",
        &sql(SqlVerb::DeleteWithoutWhere),
        Match::Certain,
    );
    let sends = Action {
        effects: vec![EffectName::NetworkSend],
        ..blank(ActionType::NetworkRequest)
    };
    check(
        "effects: [network_send, remote_code]",
        &sends,
        Match::Certain,
    );
    check("effects: [remote_code]", &sends, Match::No);
}

#[test]
fn a_program_and_its_subcommands() {
    let terminate = [invocation("aws ec2 terminate-instances", &[], vec![])];
    for (run, expected) in [
        ("aws", Match::Certain),
        ("aws ec2", Match::Certain),
        ("aws ec2 terminate-.*", Match::Certain),
        ("aws .* terminate-instances", Match::Certain),
        ("ec2", Match::No),
        ("aws iam", Match::No),
        ("aw", Match::No),
    ] {
        check(
            &format!("commands: [{{run: '{run}'}}]"),
            &runs(&terminate),
            expected,
        );
    }
    check(
        "commands: [{run: '.*'}]",
        &runs(&[invocation("", &[], vec![])]),
        Match::No,
    );
}

#[test]
fn flags_options_and_arguments() {
    let push = [invocation(
        "git push",
        &[
            (&["-f", "--force"], None),
            (&["-n", "--namespace"], Some("prod-1")),
        ],
        vec![text("origin"), text("main")],
    )];
    for (more, expected) in [
        ("flags: [--force]", Match::Certain),
        ("flags: [-x|-f]", Match::Certain),
        ("flags: [force]", Match::Certain),
        ("flags: [--force, --tags]", Match::No),
        ("not_flags: [--force]", Match::No),
        ("not_flags: [--tags]", Match::Certain),
        ("options: {namespace: '^prod'}", Match::Certain),
        ("options: {-n: '^prod'}", Match::Certain),
        ("options: {namespace: '^dev'}", Match::No),
        ("options: {context: '.'}", Match::No),
        ("args: ['^main$', '^master$']", Match::Certain),
        ("args: ['^dev$']", Match::No),
        ("not_args: ['^main$']", Match::No),
        ("not_args: ['^dev$']", Match::Certain),
        ("max_args: 2", Match::Certain),
        ("max_args: 1", Match::No),
    ] {
        check(
            &format!("commands: [{{run: git push, {more}}}]"),
            &runs(&push),
            expected,
        );
    }
    let off = [invocation(
        "kubectl delete",
        &[(&["--dry-run"], Some("none"))],
        vec![],
    )];
    check(
        "commands: [{run: kubectl, not_flags: [--dry-run]}]",
        &runs(&off),
        Match::Certain,
    );
}

#[test]
fn unknown_words_match_possibly_where_they_could() {
    let args = "commands: [{run: git push, args: ['^main$']}]";
    let with = |value| {
        [invocation(
            "git push",
            &[],
            vec![text("origin"), word(value)],
        )]
    };
    check(args, &runs(&with(Value::Unknown)), Match::Possible);
    check(
        args,
        &runs(&with(Value::Prefix("ma".into()))),
        Match::Possible,
    );
    check(
        args,
        &runs(&with(Value::Prefix("feature/".into()))),
        Match::No,
    );
    check(
        args,
        &runs(&with(Value::Glob(r"main".into()))),
        Match::Certain,
    );
    let unsure = [Invocation {
        certainty: Certainty::Possible,
        ..invocation("git push", &[], vec![text("main")])
    }];
    check(args, &runs(&unsure), Match::Possible);
}

#[test]
fn an_earlier_command_of_the_line() {
    let add = |name: Word| invocation("git remote add", &[], vec![name, text("url")]);
    let push = |name: Word| invocation("git push", &[], vec![name]);
    let tied =
        "commands: [{run: git push, after: [{run: hg push}, {run: git remote, shared_arg: true}]}]";
    let prefix = |text: &str| word(Value::Prefix(text.into()));
    for (one, other, expected) in [
        (text("x"), text("x"), Match::Certain),
        (text("x"), text("y"), Match::No),
        (text("x"), text("url"), Match::Certain),
        (text("x"), word(Value::Glob("x".into())), Match::No),
        (text("x"), word(Value::Unknown), Match::No),
        (word(Value::Unknown), text("y"), Match::No),
        (word(Value::Unknown), word(Value::Unknown), Match::Possible),
        (text("xy"), prefix("x"), Match::Possible),
        (text("y"), prefix("x"), Match::No),
        (prefix("x"), prefix("xy"), Match::Possible),
        (prefix("x"), prefix("y"), Match::No),
    ] {
        check(tied, &runs(&[add(one), push(other)]), expected);
    }
    check(tied, &runs(&[push(text("x")), add(text("x"))]), Match::No);
    check(tied, &runs(&[push(text("x"))]), Match::No);
    let by_option = invocation("git push", &[(&["--repo"], Some("x"))], Vec::new());
    check(tied, &runs(&[add(text("x")), by_option]), Match::Certain);
    let unsure = Invocation {
        certainty: Certainty::Possible,
        ..add(text("x"))
    };
    check(tied, &runs(&[unsure, push(text("x"))]), Match::Possible);

    let untied = "commands: [{run: git push, max_args: 1, after: [{run: git, args: ['^url$']}]}]";
    let line = [add(text("x")), push(text("y"))];
    check(untied, &runs(&line), Match::Certain);
    // An action of one command has no other.
    check(untied, &runs(line.get(1..).unwrap_or_default()), Match::No);
    let with_more = invocation("git push", &[], vec![text("x"), text("main")]);
    check(untied, &runs(&[add(text("x")), with_more]), Match::No);
}

#[test]
fn words_that_count_only_as_far_as_they_are_known() {
    let condition =
        "commands: [{run: tool, args: ['^delete$'], options: {host: 'prod'}, known_only: true}]";
    let with = |verb: Word, host: Word| {
        let mut invocation = invocation("tool", &[(&["--host"], None)], vec![text("x"), verb]);
        invocation.options = Few::one(OptionUse {
            names: Text::from("--host").into(),
            value: Some(host),
            span: Span::default(),
        });
        [invocation]
    };
    let unknown = || word(Value::Unknown);
    let prefix = |text: &str| word(Value::Prefix(text.into()));
    for (verb, host, expected) in [
        (text("delete"), text("prod-1"), Match::Certain),
        (unknown(), text("prod-1"), Match::No),
        (text("delete"), unknown(), Match::No),
        (prefix("de"), text("prod-1"), Match::Possible),
        (text("delete"), prefix("p"), Match::Possible),
        (prefix("get"), text("prod-1"), Match::No),
    ] {
        check(condition, &runs(&with(verb, host)), expected);
    }
}

#[test]
fn counts_of_arguments_and_arguments_that_are_not_known() {
    let with = |words: Vec<Word>| [invocation("docker rm", &[], words)];
    let known = || with(vec![text("a"), word(Value::Glob("b*".into()))]);
    check(
        "commands: [{run: docker, min_args: 2}]",
        &runs(&known()),
        Match::Certain,
    );
    check(
        "commands: [{run: docker, min_args: 3}]",
        &runs(&known()),
        Match::No,
    );
    let unknown = "commands: [{run: docker, unknown_args: true}]";
    check(unknown, &runs(&known()), Match::No);
    check(unknown, &runs(&with(Vec::new())), Match::No);
    for value in [Value::Unknown, Value::Prefix("a".into())] {
        let line = with(vec![text("a"), word(value)]);
        check(unknown, &runs(&line), Match::Certain);
    }
    check(
        "commands: [{run: docker, unknown_args: false}]",
        &runs(&known()),
        Match::Certain,
    );
}

#[test]
fn the_raw_text_and_the_text_of_each_invocation() {
    let listed = [invocation("rm -rf /", &[], vec![])];
    check(
        "command_patterns: ['^rm -rf /$']",
        &runs(&listed),
        Match::Certain,
    );
    check("command_patterns: ['raw']", &runs(&listed), Match::Certain);
    check("command_patterns: ['mv']", &runs(&listed), Match::No);
}

#[test]
fn a_rule_takes_the_place_of_a_profiles_rule() {
    let one = "rules: [{id: audit-all-deletes, enabled: false}]";
    let rules = load_as(Layer::Global, one);
    assert_eq!(rules.rules().len(), 7);
    let audit = rules.get("audit-all-deletes");
    assert!(audit.is_some_and(|rule| !rule.enabled() && rule.origin().path == "governance.yaml"));
    assert!(rules.defines("rate-limit-commands"));
    let delete = blank(ActionType::FileDelete);
    assert!(rules.judge(&delete, &|_| false).certain.is_none());
    for layer in [Layer::Repo, Layer::Managed, Layer::Builtin] {
        assert_eq!(load_as(layer, one).rules().len(), 1, "{layer}");
    }
    assert_eq!(
        load_as(Layer::Global, "profiles: []\nrules: []")
            .rules()
            .len(),
        0
    );
    assert_eq!(load_as(Layer::Global, "").rules().len(), 7);
}

#[test]
fn the_digest_follows_the_meaning_alone() {
    let digest = |text: &str| load(text).get("x").map(aegis_rules::Rule::digest);
    let base = digest("rules: [{id: x, action: deny, conditions: {sql: [drop, alter]}}]");
    let moved = "# moved\nrules:\n  - {id: w, enabled: false}\n  - id: x\n    message: m\n    maps: [a]\n    action: deny\n    conditions: {sql: [alter, drop]}";
    assert_eq!(digest(moved), base);
    for other in [
        "rules: [{id: x, action: audit, conditions: {sql: [drop, alter]}}]",
        "rules: [{id: x, action: deny, priority: 1, conditions: {sql: [drop, alter]}}]",
        "rules: [{id: x, action: deny, conditions: {sql: [drop]}}]",
        "rules: [{id: x, action: deny, conditions: {tools: [drop, alter]}}]",
    ] {
        assert_ne!(digest(other), base, "{other}");
    }
    assert!(base.is_some());
}
