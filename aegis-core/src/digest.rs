//! Digests that approvals are bound to.

use aegis_rules::Rule;
use sha2::{Digest as _, Sha256};

use crate::call::ToolCall;
use crate::ledger::Digest;

/// Digest of the exact call: agent, tool, the input fields that act, repo, cwd. JSON objects are written with their
/// keys in order, so the order of the payload does not matter.
pub(crate) fn of_call(call: &ToolCall, repo: Option<&str>) -> Digest {
    let acting = call.acting.to_string();
    of_parts([
        call.agent.name(),
        &call.tool,
        &acting,
        repo.unwrap_or_default(),
        &call.cwd,
    ])
}

/// Digest of the rules that asked, in any order.
pub(crate) fn of_rules(rules: &[Digest]) -> Digest {
    let mut sorted = rules.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut hash = Sha256::new();
    for rule in &sorted {
        hash.update(rule);
    }
    hash.finalize().into()
}

/// Digest of a rule that stands in a file.
pub(crate) fn of_rule(rule: &Rule) -> Digest {
    rule.digest()
}

/// Digest of a built-in rule, which has nothing but its id.
pub(crate) fn of_builtin(id: &str) -> Digest {
    of_parts(["builtin", id])
}

/// Each part goes in with its length, so that no two lists of parts run together.
fn of_parts<'p>(parts: impl IntoIterator<Item = &'p str>) -> Digest {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(of_parts(["ab", "c"]), of_parts(["a", "bc"]));
        assert_ne!(of_parts(["a", ""]), of_parts(["a"]));
    }

    #[test]
    fn the_order_of_rules_does_not_matter() {
        let (a, b) = (of_builtin("a"), of_builtin("b"));
        assert_eq!(of_rules(&[a, b, a]), of_rules(&[b, a]));
        assert_ne!(of_rules(&[a]), of_rules(&[b]));
    }
}
