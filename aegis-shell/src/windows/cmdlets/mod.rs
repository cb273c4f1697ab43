//! The cmdlets that matter: aliases, parameters with their abbreviations, and which of them name files.

mod files;
mod others;

/// What is known of one cmdlet. Lists are separated by blanks.
pub(super) struct Cmdlet {
    pub(super) name: &'static str,
    aliases: &'static str,
    /// Parameters that words without a name go to, in their order.
    pub(super) positional: &'static str,
    /// Parameters that take a value; an earlier one wins where an abbreviation fits several.
    values: &'static str,
    switches: &'static str,
    /// Parameters whose values are files that are read.
    pub(super) reads: &'static str,
    /// Same, written.
    pub(super) writes: &'static str,
}

/// Parameters of every cmdlet.
const COMMON_VALUES: &str = "ErrorAction WarningAction InformationAction ErrorVariable WarningVariable OutVariable OutBuffer PipelineVariable";
const COMMON_SWITCHES: &str = "Verbose Debug WhatIf Confirm";

const fn cmdlet(
    name: &'static str,
    aliases: &'static str,
    positional: &'static str,
    values: &'static str,
    switches: &'static str,
    reads: &'static str,
    writes: &'static str,
) -> Cmdlet {
    Cmdlet {
        name,
        aliases,
        positional,
        values,
        switches,
        reads,
        writes,
    }
}

/// The cmdlet of this name or alias.
pub(super) fn find(name: &str) -> Option<&'static Cmdlet> {
    let cmdlets = files::CMDLETS.iter().chain(others::CMDLETS);
    cmdlets.into_iter().find(|cmdlet| {
        cmdlet.name.eq_ignore_ascii_case(name)
            || cmdlet
                .aliases
                .split(' ')
                .any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

impl Cmdlet {
    /// The parameters that `written` (without its dash) may mean, and whether they take a value. Several where letters are
    /// clustered as other shells have them: `-rf`.
    pub(super) fn parameter(&self, written: &str) -> (Vec<&'static str>, bool) {
        let fits = |list: &'static str, written: &str| prefixed(list, written);
        let short = match written.to_ascii_lowercase().as_str() {
            "ea" => Some("ErrorAction"),
            "pspath" | "lp" => Some("LiteralPath"),
            "wi" => Some("WhatIf"),
            "cf" => Some("Confirm"),
            "s" if self.name == "Get-ChildItem" => Some("Recurse"),
            "class" if self.values.contains("ClassName") => Some("ClassName"),
            // A prefix of Filter too, which nobody means without a value.
            "f" if self.switches.contains("Force") => Some("Force"),
            "url" if self.values.contains("Uri") => Some("Uri"),
            "args" => Some("ArgumentList"),
            _ => None,
        };
        if let Some(short) = short {
            return (
                vec![short],
                matches!(
                    short,
                    "ErrorAction" | "LiteralPath" | "Uri" | "ArgumentList" | "ClassName"
                ),
            );
        }
        let own = fits(self.values, written)
            .map(|name| (name, true))
            .or_else(|| fits(self.switches, written).map(|name| (name, false)));
        let exact_switch = self
            .switches
            .split(' ')
            .find(|name| name.eq_ignore_ascii_case(written))
            .map(|name| (name, false));
        let common = || {
            fits(COMMON_VALUES, written)
                .map(|name| (name, true))
                .or_else(|| fits(COMMON_SWITCHES, written).map(|name| (name, false)))
        };
        if let Some((name, value)) = exact_switch.or(own).or_else(common) {
            return (vec![name], value);
        }
        let cluster: Option<Vec<&str>> = written
            .chars()
            .map(|letter| match letter.to_ascii_lowercase() {
                'r' if self.switches.contains("Recurse") => Some("Recurse"),
                'f' if self.switches.contains("Force") => Some("Force"),
                'v' => Some("Verbose"),
                _ => None,
            })
            .collect();
        (
            cluster.filter(|_| written.len() <= 4).unwrap_or_default(),
            false,
        )
    }
}

/// The first name of the list that begins with `written`, letters of either case.
fn prefixed(list: &'static str, written: &str) -> Option<&'static str> {
    let begins = |name: &&str| {
        name.get(..written.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(written))
    };
    let exact = list
        .split(' ')
        .find(|name| name.eq_ignore_ascii_case(written));
    exact
        .or_else(|| list.split(' ').find(begins))
        .filter(|_| !written.is_empty())
}
