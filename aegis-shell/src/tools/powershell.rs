//! PowerShell and cmd.exe as programs: parameters in any case and by any beginning of their names.

use base64::Engine;

use super::call::{Call, Tool, joined, single, strict};
use super::list::List;
use super::options::{Grammar, Order, Unlisted, parse};
use super::words;
use crate::reading::{ActKind, Language, PayloadKind};
use crate::script::Word;
use crate::windows::cmd::behind_switch;

pub(super) const TOOLS: &[Tool] = &[
    single("pwsh powershell pwsh-preview", POWERSHELL, powershell),
    strict("cmd", "", cmd),
];

/// Parameters are told by any beginning of their names, in any case; a first operand is a file, or a command for
/// Windows' own.
fn powershell(call: &mut Call<'_>) {
    let spelled: Vec<Word> = call.args.iter().map(parameter).collect();
    let grammar = Grammar {
        lists: &[List::plain(POWERSHELL)],
        order: Order::Strict,
        single: true,
    };
    call.line = parse(grammar, &spelled, Unlisted::Flag).into_owned();
    if call.has("-help") || call.has("-version") {
        return;
    }
    if let Some(folder) = call.value("-workingdirectory") {
        call.cwd = Some(folder);
    }
    if let Some(text) = call.value("-encodedcommand") {
        return encoded(call, &text);
    }
    if let Some(path) = call.value("-file") {
        return call.payload(file_or_stdin(path, call.owned_operands()), "pwsh -File");
    }
    let mut parts = call.owned_operands();
    let command = call.value("-command");
    let is_stdin = command.as_ref().is_some_and(|text| words::is(text, "-"));
    if is_stdin || command.is_none() && parts.is_empty() {
        let kind = PayloadKind::Stdin {
            language: Language::PowerShell,
            args: Vec::new(),
        };
        return call.payload(kind, "pwsh");
    }
    // A bare word is a file for `pwsh`, and text for Windows' own.
    if command.is_none() && call.program.starts_with("pwsh") {
        let path = parts.remove(0);
        return call.payload(file_or_stdin(path, parts), "pwsh");
    }
    parts.splice(0..0, command);
    if let Some(text) = joined(&parts) {
        call.code(Language::PowerShell, text, Vec::new(), "pwsh -Command");
    }
}

fn encoded(call: &mut Call<'_>, text: &Word) {
    match words::text(text).and_then(decode) {
        Some(code) => {
            let code = words::literal(&code, text);
            call.code(
                Language::PowerShell,
                code,
                Vec::new(),
                "pwsh -EncodedCommand",
            );
        }
        None => call.act(ActKind::OpaqueCode {
            why: "encoded command that cannot be decoded".into(),
        }),
    }
}

const POWERSHELL: &str = "-command,-c=! -encodedcommand,-e,-ec,-enc= -file,-f=! -noprofile,-nop -noninteractive,-noni -nologo,-nol -noexit,-noe \
    -executionpolicy,-ep,-ex= -windowstyle,-w= -version,-v -inputformat= -outputformat= -configurationname= -workingdirectory,-wd=cwd -login,-l -sta \
    -mta -help,-h,-?";

/// A parameter in small letters and written out.
fn parameter(word: &Word) -> Word {
    let Some(text) = words::text(word).filter(|text| text.starts_with('-')) else {
        return word.clone();
    };
    let lowered = text.to_ascii_lowercase();
    let names = || {
        POWERSHELL
            .split_ascii_whitespace()
            .flat_map(|listed| listed.split(['=', ',']))
            .filter(|name| name.starts_with('-'))
    };
    if names().any(|name| name == lowered) {
        return words::literal(&lowered, word);
    }
    let whole = names().find(|name| lowered.len() > 2 && name.starts_with(lowered.as_str()));
    words::literal(whole.unwrap_or(&lowered), word)
}

fn file_or_stdin(path: Word, args: Vec<Word>) -> PayloadKind {
    if words::is(&path, "-") {
        PayloadKind::Stdin {
            language: Language::PowerShell,
            args,
        }
    } else {
        PayloadKind::File {
            language: Language::PowerShell,
            path,
            args,
        }
    }
}

/// Base64 of UTF-16, little end first.
fn decode(text: &str) -> Option<String> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .ok()?;
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [low, high] => Some(u16::from_le_bytes([*low, *high])),
            _ => None,
        })
        .collect();
    String::from_utf16(&units).ok()
}

/// Git Bash takes `/c` for a path, so that people write `//c`.
fn single_slash(text: &str) -> &str {
    text.strip_prefix('/')
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(text)
}

/// `cmd /c text`, `cmd /s /k text`: all words behind the switch are one line.
fn cmd(call: &mut Call<'_>) {
    let runs = |word: &Word| {
        words::text(word).is_some_and(|text| behind_switch(single_slash(text)).is_some())
    };
    let Some(at) = call.args.iter().position(runs) else {
        return;
    };
    let mut parts: Vec<Word> = call.args.get(at..).unwrap_or_default().to_vec();
    let glued = parts.first().and_then(|word| {
        words::map(word, |text| {
            behind_switch(single_slash(text))
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        })
    });
    parts.remove(0);
    if let Some(glued) = glued {
        parts.insert(0, glued);
    }
    if let Some(text) = joined(&parts) {
        call.code(Language::Cmd, text, Vec::new(), "cmd /c");
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn windows() {
        check(
            "pwsh -NoProfile -Command 'rm x'",
            "pwsh -Command> PowerShell `rm x`",
        );
        check(
            "powershell -nop -c rm x",
            "pwsh -Command> PowerShell `rm x`",
        );
        check(
            "pwsh -EncodedCommand cgBtACAAeAA=",
            "pwsh -EncodedCommand> PowerShell `rm x`",
        );
        check("pwsh -File x.ps1 a", "pwsh -File> PowerShell file x.ps1 a");
        check("cmd /c rd /s /q 'C:\\'", "cmd /c> Cmd `rd /s /q C:\\`");
        check("cmd //c 'rd /s /q x'", "cmd /c> Cmd `rd /s /q x`");
    }
}
