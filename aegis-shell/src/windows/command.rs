//! What a command of PowerShell does: cmdlets by their table, programs by the reader of the other shells.

use super::call::Call;
use super::cmdlets;
use super::effects::{Effects, word};
use super::output::{Argument, Output};
use crate::option::OptionUse;
use crate::script::{EffectKind, Span, Text, Word};

/// Runs a command with what the pipe before it gives.
pub(super) fn run(
    effects: &mut Effects<'_>,
    program: &Output,
    arguments: &[Argument],
    input: Option<Output>,
    span: Span,
) -> Output {
    if let Output::Remote(url) = program {
        effects.effect(
            EffectKind::RemoteCode {
                url: url.as_deref().map(Text::from),
            },
            None,
            span,
        );
        return Output::Unknown;
    }
    let Some(name) = program.text() else {
        let words: Vec<Word> = arguments.iter().map(Argument::word).collect();
        effects.invocation(None, Vec::new(), words.clone(), &words, span);
        return Output::Unknown;
    };
    let name = effects
        .aliases
        .get(&name.to_lowercase())
        .cloned()
        .unwrap_or(name);
    let bare = name.rsplit(['\\', '/']).next().unwrap_or(&name);
    let cmdlet = cmdlets::find(if bare.contains('-') { bare } else { &name })
        .filter(|_| !is_native(&name, arguments));
    if let Some(cmdlet) = cmdlet {
        return Call::bind(effects, cmdlet, arguments, span).run(effects, input);
    }
    if is_cmdlet_name(bare) {
        run_unlisted(effects, bare, arguments, span);
        return Output::Unknown;
    }
    let words: Vec<Word> = std::iter::once(word(name.clone(), span))
        .chain(arguments.iter().map(Argument::word))
        .collect();
    super::programs::run_with_input(effects, &words, input, span);
    let downloads = matches!(
        super::effects::program_name(&name).as_str(),
        "curl" | "wget"
    );
    let url = words
        .iter()
        .filter_map(super::effects::known)
        .find(|text| text.starts_with("http"));
    if downloads {
        Output::Remote(url)
    } else {
        Output::Unknown
    }
}

/// `Verb-Noun` with a verb of PowerShell's own: `apt-get` and `docker-compose` are programs.
pub(super) fn is_cmdlet_name(name: &str) -> bool {
    const VERBS: &str = "add clear close compare complete convert convertfrom convertto copy debug disable dismount enable enter exit expand export find \
        format get grant group hide import initialize install invoke join limit lock measure merge mount move new open optimize out ping pop publish push \
        read receive redo register remove rename repair request reset resize resolve restart restore resume revoke save search select send set show \
        skip sort split start stop submit suspend switch sync test trace unblock uninstall unlock unpublish unregister update use wait watch write";
    let Some((verb, noun)) = name.split_once('-') else {
        return false;
    };
    let known = VERBS
        .split(' ')
        .any(|known| known.eq_ignore_ascii_case(verb));
    known && !noun.is_empty() && noun.chars().all(|c| c.is_alphanumeric() || c == '_')
}

const HIVES: &str = r"C:\Windows\System32\config";
const LOGS: &str = r"C:\Windows\System32\winevt\Logs";

/// Cmdlets that administer the machine, and where the system keeps what they change.
const KEPT_IN: [(&str, &str); 14] = [
    ("Set-MpPreference", HIVES),
    ("Add-MpPreference", HIVES),
    ("Set-NetFirewallProfile", HIVES),
    ("Remove-NetFirewallRule", HIVES),
    ("New-LocalUser", HIVES),
    ("Remove-LocalUser", HIVES),
    ("Add-LocalGroupMember", HIVES),
    ("New-Service", HIVES),
    ("Disable-ComputerRestore", r"C:\Windows\System32\VSS"),
    ("Register-ScheduledTask", r"C:\Windows\System32\Tasks"),
    ("Clear-EventLog", LOGS),
    ("Remove-EventLog", LOGS),
    ("Stop-Computer", HIVES),
    ("Restart-Computer", HIVES),
];

/// A cmdlet without a table: what follows an option and is none itself counts as its value.
fn run_unlisted(effects: &mut Effects<'_>, name: &str, arguments: &[Argument], span: Span) {
    let mut options = Vec::new();
    let mut operands = Vec::new();
    let is_option = |argument: &Argument| {
        argument
            .bare
            .as_deref()
            .and_then(|bare| bare.strip_prefix('-'))
            .is_some_and(|bare| bare.starts_with(char::is_alphabetic))
    };
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        if is_option(argument) {
            let value = rest.next_if(|next| !is_option(next)).map(Argument::word);
            let written = argument.bare.clone().unwrap_or_default();
            options.push(OptionUse {
                names: Text::from(written).into(),
                value,
                span: effects.place(argument.span),
            });
        } else {
            operands.push(argument.word());
        }
    }
    let words: Vec<Word> = arguments
        .iter()
        .map(|argument| {
            argument
                .bare
                .clone()
                .map_or_else(|| argument.word(), |bare| word(bare, argument.span))
        })
        .collect();
    let rehearses = arguments.iter().any(|argument| {
        let bare = argument.bare.as_deref().unwrap_or_default();
        bare.eq_ignore_ascii_case("-WhatIf")
    });
    let invocation = effects.invocation(Some(name), options, operands, &words, span);
    let known = KEPT_IN
        .iter()
        .find(|(cmdlet, _)| cmdlet.eq_ignore_ascii_case(name));
    if let Some((_, file)) = known.filter(|_| !rehearses) {
        effects.write_file(&word((*file).to_owned(), span), invocation);
    }
}

/// `curl` and `wget` are aliases in some versions and programs in others: their options tell.
fn is_native(name: &str, arguments: &[Argument]) -> bool {
    let options = arguments
        .iter()
        .filter_map(|argument| argument.bare.as_deref())
        .filter(|bare| bare.starts_with('-'));
    matches!(name, "curl" | "wget")
        && options.clone().any(|option| {
            option.starts_with("--")
                || option.len() < 4
                || option.chars().nth(1).is_some_and(|c| c.is_lowercase())
        })
}
