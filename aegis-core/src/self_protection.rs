//! The built-in layer: an agent may not change what guards it. Reading stays free.

use aegis_rules::{Action, ActionType, Layer};
use aegis_shell::{Certainty, Invocation, Value, Word};

use crate::actions::{Considered, covers};
use crate::agents::{HookFile, hook_file};
use crate::facts::Facts;
use crate::paths;
use crate::verdict::{Reason, Verdict};

/// Subcommands that only a person may run.
const DECIDING: &[&str] = &["approve", "trust"];
/// All other subcommands: a word in front of one of them is an option's value.
const OTHERS: &[&str] = &[
    "evaluate", "scan", "rules", "pending", "deny", "logs", "sessions", "session", "stats",
    "audit", "setup", "version", "help",
];

/// What the built-in layer says of one action.
pub(crate) fn judge(considered: &Considered<'_>, facts: &Facts<'_>) -> Option<Reason> {
    match considered.action.action_type {
        ActionType::FileWrite | ActionType::FileDelete => changes(considered, facts),
        ActionType::CommandExec => decides(&considered.action),
        _ => None,
    }
}

fn changes(considered: &Considered<'_>, facts: &Facts<'_>) -> Option<Reason> {
    let path = considered.action.path.as_ref()?;
    let recursive = considered.recursive;
    let own_paths = facts.own_paths.as_ref();
    let own = |form: &String| own_paths.iter().any(|own| touches(form, own, recursive));
    if path.forms.iter().any(own) {
        return Some(reason(
            considered,
            Verdict::Deny,
            "aegis-protect-own-files",
            "Configuration, database and program of aegis are changed by a person, not by an agent.",
        ));
    }
    let hooks = path.forms.iter().filter_map(|form| hook_file(form)).max();
    let guarded = match hooks {
        Some(HookFile::User) => true,
        Some(HookFile::Project) => considered.content.is_none_or(mentions_hooks),
        None => false,
    };
    if guarded {
        return Some(reason(
            considered,
            Verdict::Deny,
            "aegis-protect-agent-hooks",
            "This file holds the hook that guards the agent; ask the user to change it.",
        ));
    }
    let repo_rules = |form: &String| {
        form == ".aegis" || form.starts_with(".aegis/") || form.contains("/.aegis/")
    };
    path.forms.iter().any(repo_rules).then(|| {
        reason(
            considered,
            Verdict::RequireApproval,
            "aegis-approve-repo-rules",
            "The rules of this repository are changed with a person's approval.",
        )
    })
}

/// A pattern touches what it could expand to.
fn touches(form: &str, own: &str, recursive: bool) -> bool {
    if !paths::is_absolute(form) {
        return false;
    }
    if form.contains(['*', '?', '[']) {
        let own = paths::with_slashes(own);
        let depth = form.split('/').count();
        let head = own.split('/').take(depth).collect::<Vec<_>>().join("/");
        // On Windows a dot hides no name from a pattern, and the case of letters does not tell.
        let reaches = if form.starts_with('/') {
            aegis_shell::glob_matches(form, &head)
        } else {
            let plain = |path: &str| path.replace("/.", "/").to_lowercase();
            aegis_shell::glob_matches(&plain(form), &plain(&head))
        };
        return reaches && (recursive || own.split('/').count() <= depth);
    }
    covers(form, own, recursive)
}

fn mentions_hooks(content: &str) -> bool {
    let small = content.to_lowercase();
    small.contains("hook") || small.contains("aegis")
}

fn decides(action: &Action<'_>) -> Option<Reason> {
    let invocation = action.invocations.iter().find(|i| is_deciding(i))?;
    Some(Reason {
        verdict: Verdict::Deny,
        rule: "aegis-protect-deciding-commands".to_owned(),
        layer: Layer::Builtin,
        origin: None,
        message: Some(
            "Only a person decides this, in a terminal of their own: ask the user to run it."
                .to_owned(),
        ),
        action: ActionType::CommandExec,
        target: invocation.text.to_string(),
        via: None,
        limited: false,
        possible: invocation.certainty == Certainty::Possible,
        maps: Vec::new(),
        rule_action: None,
    })
}

fn is_deciding(invocation: &Invocation) -> bool {
    if invocation.program.as_deref() != Some("aegis") {
        return false;
    }
    let words = invocation.subcommands.iter().map(|name| name.as_str());
    let operands = invocation.operands.iter().flat_map(texts);
    let values = invocation
        .options
        .iter()
        .filter_map(|o| o.value.as_ref())
        .flat_map(texts);
    let subcommand = words
        .chain(operands)
        .chain(values)
        .find(|w| DECIDING.contains(w) || OTHERS.contains(w));
    match subcommand {
        Some("setup") => invocation.options.iter().any(|o| {
            o.names
                .iter()
                .any(|n| "--uninstall".starts_with(n) && n.len() > 3)
        }),
        Some(word) => DECIDING.contains(&word),
        None => invocation
            .operands
            .iter()
            .any(|w| w.values.iter().any(|v| !matches!(v, Value::Text(_)))),
    }
}

fn texts(word: &Word) -> impl Iterator<Item = &str> {
    word.values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

fn reason(considered: &Considered<'_>, verdict: Verdict, rule: &str, message: &str) -> Reason {
    Reason {
        verdict,
        rule: rule.to_owned(),
        layer: Layer::Builtin,
        origin: None,
        message: Some(message.to_owned()),
        action: considered.action.action_type,
        target: considered.action.target.clone(),
        via: considered.via.clone(),
        limited: false,
        possible: considered.action.possible,
        maps: Vec::new(),
        rule_action: None,
    }
}

#[cfg(test)]
mod tests {
    use super::touches;

    #[track_caller]
    fn check(form: &str, recursive: bool, expected: bool) {
        for own in [
            "C:\\Users\\dev\\.config\\aegis",
            "C:/Users/dev/.config/aegis",
        ] {
            assert_eq!(touches(form, own, recursive), expected, "{form} {own}");
        }
    }

    #[test]
    fn own_folders_on_windows() {
        check("C:/Users/dev/.config/aegis/config.yaml", false, true);
        check("c:/users/dev/.config/AEGIS", false, true);
        check("C:/Users/dev", true, true);
        check("C:/Users/dev/*", true, true);
        check("C:/Users/dev", false, false);
        check("C:/Users/dev/.config/aegis2/x", true, false);
        check(".config/aegis", true, false);
    }
}
