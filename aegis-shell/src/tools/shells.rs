//! Shells: command lines as arguments, script files, stdin.

use super::call::{Call, Tool, strict};
use super::words;
use crate::reading::{Language, PayloadKind};
use crate::script::Word;

/// Letters of `set` and of the invocation; `+O` and `+o` are cut off by [`run`].
const POSIX: &str = "-c -s -i -l,--login -r,--restricted -e -x -u -v -f -n -a -b -h -k -m -p -t -B -C -E -H -P -T -D,--dump-strings \
    -o= -O= --norc --noprofile --posix --verbose --debugger --debug --dump-po-strings --noediting --rcfile=read --init-file=read \
    --wordexp --no-rcs --emulate= --interactive --pretty-print=?";

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "sh bash dash zsh ksh ksh93 mksh lksh pdksh ash yash rbash osh oksh posh hush",
        POSIX,
        run,
    ),
    strict(
        "fish",
        "-c,--command= -C,--init-command=shell -d,--debug= -o,--debug-output= -i,--interactive -l,--login -N,--no-config -n,--no-execute -p,--profile= -P,--private -v,--version -f,--features=",
        fish,
    ),
    strict(
        "csh tcsh",
        "-c -b -e -f -i -l -m -n -q -s -t -v -V -x -X",
        run,
    ),
    strict(
        "nu elvish xonsh ion",
        "-c,--commands= -e,--execute=shell -l,--login -i,--interactive -n,--no-config-file --config= --stdin",
        fish,
    ),
];

fn run(call: &mut Call<'_>) {
    let mut operands = call.owned_operands();
    let mut rest = operands.as_slice();
    // `bash +x -c text`: an option that is switched off does not end the options.
    while let [word, behind @ ..] = rest
        && words::starts(word, "+")
    {
        let takes_name = words::is(word, "+o") || words::is(word, "+O");
        rest = behind.get(usize::from(takes_name)..).unwrap_or_default();
    }
    let mut has_text = call.has("-c");
    let switched = rest.len() < operands.len();
    while let [word, behind @ ..] = rest
        && let Some(option) = words::text(word)
        && switched
        && option.starts_with('-')
        && option.len() > 1
    {
        has_text |= !option.starts_with("--") && option.contains('c');
        rest = behind;
    }
    let switches = operands.len() - rest.len();
    operands.drain(..switches);
    let layer = call.program.to_owned();
    if has_text {
        if let Some((text, args)) = operands.split_first() {
            call.code(
                Language::Shell,
                text.clone(),
                args.to_vec(),
                &format!("{layer} -c"),
            );
        }
        return;
    }
    script_or_stdin(call, operands, Language::Shell, &layer);
}

fn fish(call: &mut Call<'_>) {
    let layer = call.program.to_owned();
    let texts = call.values("-c");
    if texts.is_empty() {
        return script_or_stdin(call, call.owned_operands(), Language::Shell, &layer);
    }
    call.codes(Language::Shell, texts, &format!("{layer} -c"));
}

/// What an interpreter runs that was given no text: its first operand, or what stdin yields.
pub(super) fn script_or_stdin(
    call: &mut Call<'_>,
    mut operands: Vec<Word>,
    language: Language,
    layer: &str,
) {
    let from_stdin = call.has("-s") && language == Language::Shell;
    let first = if from_stdin || operands.is_empty() {
        None
    } else {
        Some(operands.remove(0))
    };
    let kind = match first {
        Some(path) if !is_stdin(&path) => PayloadKind::File {
            language,
            path,
            args: operands,
        },
        _ => PayloadKind::Stdin {
            language,
            args: operands,
        },
    };
    call.payload(kind, layer);
}

fn is_stdin(path: &Word) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]
        .iter()
        .any(|name| words::is(path, name))
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn texts() {
        check("bash -c 'rm x'", "bash -c> Shell `rm x`");
        check("bash -xec 'rm x'", "bash -c> Shell `rm x`");
        check("bash -o pipefail -c 'rm x'", "bash -c> Shell `rm x`");
        check("bash -eo pipefail -c 'rm x'", "bash -c> Shell `rm x`");
        check("bash -c -- 'rm x'", "bash -c> Shell `rm x`");
        check("bash +x -c 'rm x'", "bash -c> Shell `rm x`");
        check("bash --norc -lc 'rm $0' a b", "bash -c> Shell `rm $0` a b");
        check("fish --command='rm x'", "fish -c> Shell `rm x`");
    }

    #[test]
    fn scripts_and_stdin() {
        check("bash", "bash> Shell stdin");
        check("sh -", "sh> Shell stdin");
        check("bash -s -- -y", "bash> Shell stdin -y");
        check("sh /dev/stdin a", "sh> Shell stdin a");
        check(
            "bash scripts/build.sh -c",
            "bash> Shell file scripts/build.sh -c",
        );
        check("bash --version", "");
    }
}
