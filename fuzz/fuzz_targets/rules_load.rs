//! Loading ends for every text, and what is said about it stays on its lines.
#![no_main]

use aegis_rules::{Layer, NoFiles, RuleSet, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source {
        text,
        path: "fuzz.yaml",
        layer: Layer::Repo,
    };
    match RuleSet::load(&source, &NoFiles) {
        Ok(rules) => {
            for rule in rules.rules() {
                let _ = (rule.digest(), aegis_rules::explain(rule));
            }
        }
        Err(mistakes) => {
            for mistake in mistakes.iter() {
                assert!(mistake.line >= 1 && !mistake.to_string().contains('\n'));
            }
        }
    }
});
