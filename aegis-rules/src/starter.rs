//! The file that `aegis rules init` writes.

/// A rule file to begin with, which brings in these shipped rule sets and shows one rule of each common kind, still
/// switched off by comments.
#[must_use]
pub fn starter(profiles: &[&str]) -> String {
    format!(
        "# Rules for AI coding agents in this repository; docs/rules.md of aegis describes the language.\n\
         # After a change: `aegis rules check`. What a rule would say to one command: `aegis rules test command_exec 'git push -f'`.\n\
         # Editors: `aegis rules schema > .aegis/governance.schema.json` lets them complete and check this file.\n\
         # yaml-language-server: $schema=governance.schema.json\n\
         profiles: [{}]\n{RULES}",
        profiles.join(", ")
    )
}

const RULES: &str = r#"
rules:
#  # Generated files are changed by their generator.
#  - id: keep-generated
#    priority: 50
#    action: deny
#    message: "Run `make generate` instead of changing generated files."
#    conditions:
#      action_types: [file_write, file_delete]
#      path_patterns: ['^generated(/|$)']
#    examples:
#      match: ['file_write: generated/api.rs']
#      no_match: ['file_write: src/api.rs']
#
#  # A person looks at releases first.
#  - id: approve-release
#    priority: 50
#    action: require_approval
#    message: "Releases need a person's approval."
#    conditions:
#      commands:
#        - run: cargo publish
#          not_flags: [--dry-run|-n]
#    examples:
#      match: ['cargo publish -p core']
#      no_match: ['cargo publish --dry-run', 'cargo build']
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Layer, NoFiles, RuleSet, Source};

    fn load(text: &str) -> RuleSet {
        let source = Source {
            text,
            path: ".aegis/governance.yaml",
            layer: Layer::Repo,
        };
        RuleSet::load(&source, &NoFiles).unwrap()
    }

    #[test]
    fn it_loads_as_written_and_without_its_comment_signs() {
        let text = starter(&["git"]);
        assert!(load(&text).rules().len() > 0);
        assert_eq!(load(&starter(&[])).rules().len(), 0);
        let (head, rules) = text.split_once("rules:\n").unwrap();
        let rules: Vec<&str> = rules
            .lines()
            .map(|line| line.strip_prefix('#').unwrap_or(line))
            .collect();
        let rules = load(&format!("{head}rules:\n{}", rules.join("\n")));
        assert!(rules.defines("keep-generated") && rules.defines("approve-release"));
    }
}
