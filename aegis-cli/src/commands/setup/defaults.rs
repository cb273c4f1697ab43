//! The configuration files that `setup` writes where there are none. They say nothing that is not the default anyway.

use super::SetupError;
use super::files::{self, Write};
use crate::places::Places;

/// Every key of config.yaml with its default, as comments.
const CONFIG: &str = "\
# What aegis does besides the rules. Every key stands here with its default; an unknown key is an error.

# Another place for governance.yaml:
# rules_path: ~/.config/aegis/governance.yaml

# Secrets in tool calls. `block_at` is low, medium or high; `allow` takes types, fingerprints (`aegis scan` prints
# them) and `path:<glob>`. `checksum: require` drops tokens whose checksum is wrong, which are low otherwise.
# scanner: {enabled: true, block_at: medium, checksum: report, disable: [], allow: [], custom: [], packs: [], inline_allow: false}

# rate_limit: {enabled: true}

# `mode` is block, wait or ask.
# approval: {enabled: true, default_timeout: 5m, mode: block}

# observability: {enabled: true, retention: 365d}

# What a repository's .aegis/governance.yaml may do: first_use, required or always.
# repo_rules: {trust: first_use}

# Whether a call passes that could not be judged. Secrets and self-protection still block.
# fail_open: false
";

/// A governance.yaml that means the same as none, with an example.
const GOVERNANCE: &str = "\
# Your rules. `aegis rules check` looks for mistakes, `aegis rules test` tries one out.
# Built-in sets: default, aws, terraform, database, git, containers. A rule of this file replaces one of the same id.
profiles: [default]
rules: []
# rules:
#   - id: no-force-push-main
#     priority: 90
#     action: deny
#     message: \"Push to a branch and open a pull request instead.\"
#     conditions:
#       action_types: [command_exec]
#       commands:
#         - run: git push
#           flags: [--force|-f]
#           args: ['^(.*:)?(refs/heads/)?(main|master)$']
";

/// What is to be written: nothing over a file that is there.
pub(super) fn writes(places: &Places) -> Result<Vec<Write>, SetupError> {
    let Some(folder) = &places.config else {
        return Ok(Vec::new());
    };
    let mut writes = Vec::new();
    for (name, text) in [("config.yaml", CONFIG), ("governance.yaml", GOVERNANCE)] {
        let path = folder.join(name);
        let before = files::read(&path)?;
        writes.push(Write {
            after: before.clone().unwrap_or_else(|| text.to_owned()),
            before,
            path,
            backup: false,
            shared: false,
        });
    }
    Ok(writes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    /// The lines of a text without the mark of a comment, where what follows is YAML and no sentence.
    fn uncommented(text: &str) -> String {
        let entry = |line: &&str| {
            let key = line
                .split_once(':')
                .map(|(key, _)| key.trim_start_matches("- "));
            key.is_some_and(|key| {
                key.trim()
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '_')
            })
        };
        text.lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(entry)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    #[test]
    fn what_the_comments_of_config_yaml_say_is_the_default() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("config.yaml");
        let check = |text: &str| {
            std::fs::write(&file, text).expect("written");
            let config = Config::read(&file).expect("valid");
            let mut without_path = config;
            without_path.rules_path = None;
            assert_eq!(
                format!("{without_path:?}"),
                format!("{:?}", Config::default())
            );
        };
        check(CONFIG);
        check(&uncommented(CONFIG));
        assert_eq!(uncommented(CONFIG).lines().count(), 7);
    }

    #[test]
    fn the_starting_rules_and_their_example_are_valid() {
        let example = GOVERNANCE.split_once("# rules:").expect("an example").1;
        let example: String = example
            .lines()
            .map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line)))
            .collect();
        let check = |text: &str, more: usize| {
            let load = |text| {
                crate::policy::parse(text, "governance.yaml".as_ref(), aegis_rules::Layer::Global)
                    .expect("valid rules")
                    .rules()
                    .len()
            };
            assert_eq!(load(text), load("rules: []\n") + more);
        };
        check(GOVERNANCE, 0);
        check(&format!("profiles: [default]\nrules:{example}"), 1);
    }
}
