//! What a command of PowerShell does: cmdlets by their table, programs by the reader of the other shells.

use super::call::Call;
use super::effects::{Effects, word};
use super::expression::evaluate;
use super::output::{Argument, Output};
use super::{cmdlets, functions, machine};
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
    if let Output::Object { class, from } = program
        && class == "scriptblock"
    {
        evaluate(
            effects,
            &Output::Words(from.clone()),
            "ScriptBlock",
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
    if let Some(function) = effects.functions.get(&name.to_lowercase()).cloned() {
        let name = name.to_lowercase();
        functions::call(effects, &name, &function, arguments, input, span);
        return Output::Unknown;
    }
    let bare = name.rsplit(['\\', '/']).next().unwrap_or(&name);
    let cmdlet = cmdlets::find(if bare.contains('-') { bare } else { &name })
        .filter(|_| !is_native(&name, arguments));
    if let Some(cmdlet) = cmdlet {
        return Call::bind(effects, cmdlet, arguments, span).run(effects, input);
    }
    if is_cmdlet_name(bare) {
        run_unlisted(effects, bare, arguments, input.as_ref(), span);
        return if bare.eq_ignore_ascii_case("Get-PSReadLineOption") {
            Output::object("psreadlineoption")
        } else {
            Output::Unknown
        };
    }
    let words: Vec<Word> = std::iter::once(word(name, span))
        .chain(arguments.iter().map(Argument::word))
        .collect();
    super::programs::run_with_input(effects, &words, input, span)
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

/// A cmdlet without a table: what follows an option and is none itself counts as its value.
fn run_unlisted(
    effects: &mut Effects<'_>,
    name: &str,
    arguments: &[Argument],
    input: Option<&Output>,
    span: Span,
) {
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
    let invocation = effects.invocation(Some(name), options, operands, &words, span);
    machine::Unlisted {
        name,
        arguments,
        input,
        invocation,
        span,
    }
    .run(effects);
}

/// `curl` and `wget` are aliases in some versions and programs in others, and so is `sc`: their words tell.
fn is_native(name: &str, arguments: &[Argument]) -> bool {
    const OF_SC: [&str; 12] = [
        "query", "queryex", "qc", "stop", "start", "config", "create", "delete", "pause",
        "failure", "sdset", "sdshow",
    ];
    let bare = |argument: &Argument| argument.bare.as_deref().map(str::to_ascii_lowercase);
    match name.to_ascii_lowercase().as_str() {
        "curl" | "wget" => arguments
            .iter()
            .filter_map(|argument| argument.bare.as_deref())
            .filter(|bare| bare.starts_with('-'))
            .any(|option| {
                option.starts_with("--")
                    || option.len() < 4
                    || option.chars().nth(1).is_some_and(|c| c.is_lowercase())
            }),
        "sc" => {
            let verb = arguments.first().and_then(bare).unwrap_or_default();
            arguments.len() > 1 && OF_SC.contains(&verb.as_str())
        }
        _ => false,
    }
}
