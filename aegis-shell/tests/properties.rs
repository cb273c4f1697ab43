//! What holds for every text.

use aegis_shell::{Context, Dialect, EffectKind, Script, Span, Text, read};
use proptest::prelude::*;

fn context(dialect: Dialect) -> Context {
    Context {
        dialect,
        cwd: Some("/home/dev/project".to_owned()),
        home: Some("/home/dev".to_owned()),
        ..Context::default()
    }
}

/// Pieces of shell text, so that random texts reach deep into the reader.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "rm",
        "-rf",
        "/",
        " ",
        " ",
        " ",
        "\n",
        ";",
        "&&",
        "||",
        "|",
        "&",
        "$(",
        ")",
        "(",
        "`",
        "\"",
        "'",
        "\\",
        "${",
        "}",
        "{",
        "x",
        "x=",
        "$x",
        "if",
        "then",
        "fi",
        "for",
        "in",
        "do",
        "done",
        "while",
        "case",
        "esac",
        ";;",
        "<<E",
        "E",
        "<<<",
        "<",
        ">",
        ">>",
        "<(",
        ">(",
        "$((",
        "))",
        "[[",
        "]]",
        "!",
        "#",
        "*",
        "?",
        "[",
        "]",
        "~",
        "é",
        "日",
        "\u{100000}",
        "eval",
        "sh -c",
        "sudo",
        "xargs",
        "find . -exec",
        "echo",
        "cat",
        "function f",
        "f()",
        "alias a=",
        "trap",
        "cd",
        "$@",
        "$'\\x",
        ":-",
        "#x",
        "//",
        "{a,b}",
        "{1..9}",
        "docker run -v /:/m i",
        "ssh h",
        "python3 -c",
        "psql -c",
        "env -S",
        "\r\n",
        "\t",
        "base64 -d",
        "printf '%s'",
        "read y",
        "set --",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn spans(script: &Script) -> Vec<Span> {
    let mut spans = Vec::new();
    for invocation in &script.invocations {
        spans.push(invocation.span);
        spans.extend(invocation.via.iter().map(|layer| layer.span));
        spans.extend(invocation.options.iter().map(|option| option.span));
        spans.extend(invocation.operands.iter().map(|word| word.span));
    }
    for effect in &script.effects {
        spans.push(effect.span);
        spans.extend(effect.via.iter().map(|layer| layer.span));
    }
    spans
}

fn check_reading(text: &str, dialect: Dialect) {
    let script = read(text, &context(dialect));
    for span in spans(&script) {
        assert!(
            span.start <= span.end && span.end <= text.len(),
            "{span:?} of {text:?}"
        );
        assert!(
            text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
            "{span:?} of {text:?}"
        );
    }
    for effect in &script.effects {
        assert!(
            effect
                .invocation
                .is_none_or(|index| index < script.invocations.len()),
            "{text:?}"
        );
    }
    let json = serde_json::to_string(&script).unwrap_or_default();
    assert!(!json.is_empty(), "{text:?}");
    let marks = json
        .chars()
        .filter(|c| ('\u{100000}'..='\u{10FFFD}').contains(c))
        .count();
    assert!(
        marks == 0 || text.contains('\u{100000}'),
        "a mark of the reader's own left it: {text:?}"
    );
    let _ = script.tree(text);
}

fn program_and_words(text: &str) -> Vec<(Option<Text>, Text)> {
    let script = read(text, &context(Dialect::Posix));
    script
        .invocations
        .into_iter()
        .map(|invocation| (invocation.program, invocation.text))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_reading(&text, Dialect::Posix);
        check_reading(&text, Dialect::PowerShell);
        check_reading(&text, Dialect::Cmd);
    }

    #[test]
    fn any_soup_of_shell_is_read(text in pieces()) {
        check_reading(&text, Dialect::Posix);
    }

    #[test]
    fn quoting_changes_nothing(program in "[a-z]{2,8}", words in prop::collection::vec("[a-z./=-]{1,8}", 0..4), at in 1_usize..2) {
        let rest = words.iter().map(|word| format!(" {word}")).collect::<String>();
        let plain = program_and_words(&format!("command {program}{rest}"));
        let (first, last) = program.split_at(at);
        for quoted in [format!("'{program}'"), format!("{first}\"{last}\""), format!("\\{program}"), format!("{first}''{last}"), format!("{first}\\\n{last}")] {
            prop_assert_eq!(&program_and_words(&format!("command {quoted}{rest}")), &plain);
        }
    }

    #[test]
    fn a_separator_adds_a_command(before in "[a-z]{1,8}( [a-z]{1,8}){0,3}", separator in prop::sample::select(vec![";", "\n", "&&", "||", "|", "&", " # c\n"])) {
        prop_assume!(!["if", "do", "fi", "in", "for", "case", "esac", "done", "then", "else", "elif", "time", "while", "until", "select", "alias", "unalias", "exec", "set"].contains(&before.split(' ').next().unwrap_or_default()));
        let script = read(&format!("{before} {separator} rm -rf /"), &context(Dialect::Posix));
        prop_assert!(script.invocations.iter().any(|invocation| invocation.program.as_deref() == Some("rm")));
    }
}

/// Twice the text may take about twice the work. Counted in the reader's own results, not in time.
#[test]
fn long_texts_are_read_to_their_end() {
    for piece in [
        "echo 'a b c' | grep -c a\n",
        "cat <<E\n$x\nE\n",
        "x=$(echo \"$(echo y)\")\n",
    ] {
        let text = piece.repeat(1000);
        let script = read(&text, &context(Dialect::Posix));
        let last = script
            .invocations
            .last()
            .map_or(0, |invocation| invocation.span.end);
        assert!(last + piece.len() >= text.len(), "{piece:?}");
    }
}

/// Threads of tests and editors have 2 MiB of stack, and nothing may be optimised.
#[test]
fn the_deepest_nesting_fits_a_thread() {
    let openings = [
        "sudo ",
        "env ",
        "xargs ",
        "find . -exec ",
        "eval ",
        "(",
        "{ ",
        "$(",
        "\"$(",
        "${x:-",
        "`",
        "if ",
        "f() { ",
        "cmd /c ",
    ];
    let reader = std::thread::Builder::new()
        .stack_size(1536 << 10)
        .spawn(move || {
            for opening in openings {
                for dialect in [Dialect::Posix, Dialect::PowerShell, Dialect::Cmd] {
                    check_reading(&opening.repeat(500), dialect);
                }
            }
        });
    reader
        .expect("a thread")
        .join()
        .expect("every text is read");
}

/// A closing quote behind what was nested too deeply must not open another one, again and again.
#[test]
fn what_is_nested_too_deeply_ends_the_text_around_it() {
    let deep = "(".repeat(64);
    for text in [
        format!("\\``c {deep} q `bc\\`"),
        format!("x `{deep} y` `z` \\`"),
        format!("$(`{deep}` `"),
        format!("a[`{deep}`]=b `c` `"),
        format!("cat <<E\n`{deep}`\n`x\nE\n`y"),
    ] {
        check_reading(&text, Dialect::Posix);
    }
}

/// However many texts a program is given, what the last one deletes is told.
#[test]
fn no_number_of_texts_hides_the_last() {
    for others in [0, 3, 20] {
        let others = " -c x".repeat(others);
        let text = format!("fish{others} -c 'rm -rf \"$@\"' a /");
        let effects = read(&text, &Context::default()).effects;
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect.kind, EffectKind::Delete { .. })),
            "{text}"
        );
    }
}
