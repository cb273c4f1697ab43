//! Hostile files are refused in bounded time and memory.

use std::borrow::Cow;
use std::fmt::Write as _;

use aegis_rules::{Layer, Loaded, NoFiles, ProfileError, Profiles, RuleSet, Source};

/// What is said about a text, or nothing.
fn said(text: &str, profiles: &dyn Profiles) -> String {
    let source = Source {
        text,
        path: "f",
        layer: Layer::Repo,
    };
    match RuleSet::load(&source, profiles) {
        Ok(_) => String::new(),
        Err(mistakes) => mistakes.summary(1),
    }
}

fn check(text: &str, expected: &str) {
    let said = said(text, &NoFiles);
    assert!(said.contains(expected), "{said}");
}

fn rules(count: usize) -> String {
    let mut text = "rules:\n".to_owned();
    for n in 0..count {
        let _ = writeln!(text, "  - {{id: r{n}, enabled: false}}");
    }
    text
}

#[test]
fn size_and_number() {
    check(
        &format!("rules: []\n#{}", "x".repeat(1 << 20)),
        "at most 1048576",
    );
    check(
        &format!("rules: []\r\n{}", "#\r\n".repeat((1 << 20) / 3)),
        "at most 1048576",
    );
    assert_eq!(said(&rules(5_000), &NoFiles), "");
    check(&rules(5_001), "at most 5000");
}

#[test]
fn depth() {
    check(&format!("rules: {}", "[".repeat(100_000)), "f:1:");
    check(
        &format!("rules: {}{}", "[".repeat(60), "]".repeat(60)),
        "at most 32 levels",
    );
    check(&"- ".repeat(100_000), "f:1:");
    let nested: String = (0..200).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    check(&nested, "f:");
}

#[test]
fn aliases_that_multiply() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let one = format!("*a{}", n - 1);
        let _ = writeln!(text, "a{n}: &a{n} [{}]", [one.as_str(); 8].join(", "));
    }
    check(&text, "too many nodes");
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for n in 1..3_000 {
        let _ = writeln!(chain, "a{n}: &a{n} [*a{}]", n - 1);
    }
    check(&chain, "too many nodes");
}

#[test]
fn many_mistakes_are_cut_off() {
    let text: String = std::iter::once("rules:\n")
        .chain(std::iter::repeat_n("  - {x: 1}\n", 4_000))
        .collect();
    assert!(said(&text, &NoFiles).len() < 4_000);
}

#[test]
fn regular_expressions() {
    let of = |pattern: &str| {
        format!("rules: [{{id: x, action: deny, conditions: {{tools: ['{pattern}']}}}}]")
    };
    check(&of(&"(".repeat(100_000)), "unclosed group");
    check(&of("((a{60}){60}){60}"), "more than 1048576 bytes");
    check(&of(r"\w{1000}"), "more than 1048576 bytes");
    check(&of("a{4294967296}"), "regular expression");
    let nested = format!("{}a{}", "(".repeat(40), ")".repeat(40));
    assert_eq!(said(&of(&nested), &NoFiles), "");
}

/// Every file names two more.
struct Breeding;

impl Profiles for Breeding {
    fn load(&self, name: &str, _from: &str) -> Result<Loaded<'_>, ProfileError> {
        let name = name.trim_end_matches(".yaml");
        Ok(Loaded {
            text: Cow::Owned(format!("profiles: [{name}0.yaml, {name}1.yaml]\n")),
            path: name.to_owned(),
        })
    }
}

#[test]
fn files_that_name_files() {
    let said = said("profiles: [a.yaml]", &Breeding);
    assert!(said.contains("at most 32"), "{said}");
}
