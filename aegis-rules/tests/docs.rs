//! Every YAML block of `docs/rules.md` loads, and its examples come out as they say.

mod derive;

use aegis_rules::check::run_examples;
use aegis_rules::{Layer, NoFiles, RuleSet, Source};

const PAGE: &str = include_str!("../../docs/rules.md");

#[test]
fn every_block_holds() {
    let mut blocks = 0;
    for block in PAGE.split("```yaml\n").skip(1) {
        let text = block.split("```").next().unwrap_or_default();
        let source = Source {
            text,
            path: "docs/rules.md",
            layer: Layer::Repo,
        };
        let rules = match RuleSet::load(&source, &NoFiles) {
            Ok(rules) => rules,
            Err(mistakes) => panic!("{mistakes}\n{text}"),
        };
        let failures = run_examples(&rules, &derive::derive);
        assert!(failures.is_empty(), "{failures:#?}\n{text}");
        blocks += 1;
    }
    assert!(blocks > 10);
}
