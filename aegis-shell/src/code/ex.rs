//! Ex commands of vi and its relatives.

use crate::reading::{Language, Sink};

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        // A bar separates commands, but belongs to a shell command.
        loop {
            let (command, tail) = match rest.split_once('|') {
                Some((command, tail)) if !takes_line(command) => (command, tail),
                _ => (rest, ""),
            };
            run(command, &mut found);
            if tail.is_empty() {
                break;
            }
            rest = tail;
        }
    }
    found
}

/// The command without colons, range and what only silences it.
fn bare(command: &str) -> &str {
    let mut command = command;
    loop {
        let before = command.len();
        command = command.trim_start_matches(|c: char| {
            c.is_whitespace()
                || c.is_ascii_digit()
                || matches!(c, ':' | '%' | ',' | '$' | '.' | '+' | '-')
        });
        for prefix in [
            "silent!",
            "silent",
            "sil!",
            "sil",
            "noautocmd",
            "keepjumps",
            "keepalt",
        ] {
            command = command
                .strip_prefix(prefix)
                .filter(|rest| rest.starts_with([' ', '!', ':']))
                .unwrap_or(command);
        }
        if command.len() == before {
            return command;
        }
    }
}

fn takes_line(command: &str) -> bool {
    let (name, argument) = split(bare(command));
    name == "!"
        || argument.starts_with('!')
        || matches!(
            name,
            "terminal"
                | "term"
                | "ter"
                | "python3"
                | "py3"
                | "python"
                | "py"
                | "lua"
                | "perl"
                | "ruby"
        )
}

/// Name and argument: `w! >> f`, `r !id`, `!id`.
fn split(command: &str) -> (&str, &str) {
    if let Some(rest) = command.strip_prefix('!') {
        return ("!", rest.trim());
    }
    let length = command
        .find(|c: char| !(c.is_alphabetic() || (c == '3' && command.starts_with("py"))))
        .unwrap_or(command.len());
    let (name, rest) = command.split_at_checked(length).unwrap_or((command, ""));
    (
        name,
        rest.strip_prefix('!')
            .filter(|rest| rest.is_empty() || rest.starts_with(' '))
            .unwrap_or(rest)
            .trim(),
    )
}

fn run(command: &str, found: &mut Vec<Sink>) {
    let (name, argument) = split(bare(command));
    let path = || {
        Some(argument.trim_start_matches(['>', '+', ' ']).to_owned())
            .filter(|path| !path.is_empty() && !path.starts_with(['%', '#']))
    };
    match name {
        "!" => found.push(Sink::Shell(argument.to_owned())),
        "w" | "wr" | "wri" | "writ" | "write" | "r" | "re" | "rea" | "read"
            if argument.starts_with('!') =>
        {
            found.push(Sink::Shell(
                argument.trim_start_matches('!').trim().to_owned(),
            ));
        }
        "terminal" | "term" | "ter" if !argument.is_empty() => {
            found.push(Sink::Shell(argument.to_owned()))
        }
        "w" | "wr" | "wri" | "writ" | "write" | "wq" | "x" | "xit" | "sav" | "saveas" | "up"
        | "update" => found.extend(path().map(Sink::Write)),
        "r" | "re" | "rea" | "read" | "e" | "ed" | "edit" | "vi" | "view" | "tabe" | "tabedit"
        | "tabnew" | "sp" | "split" | "vs" | "vsp" | "vsplit" | "so" | "source" => {
            found.extend(path().map(Sink::Read));
        }
        "python3" | "py3" | "python" | "py" | "pythonx" | "pyx" => {
            found.extend(super::sinks(Language::Python, argument))
        }
        "lua" => found.extend(super::sinks(Language::Lua, argument)),
        "perl" => found.extend(super::sinks(Language::Perl, argument)),
        "ruby" | "rub" => found.extend(super::sinks(Language::Ruby, argument)),
        // Vim's functions have the shape of Lua's `vim.fn`.
        "call" | "cal" | "echo" | "ec" | "let" | "echomsg" => {
            found.extend(super::scan::sinks(Language::Ex, argument))
        }
        "exe" | "exec" | "execute" => match argument.trim_matches(['"', '\'']) {
            inner
                if inner.len() + 2 == argument.len()
                    && !inner.contains(['"', '\''])
                    && found.len() < 256 =>
            {
                found.extend(sinks_once(inner))
            }
            _ => {}
        },
        _ => {}
    }
}

/// The text of an `execute`, in which a further one is not followed.
fn sinks_once(text: &str) -> Vec<Sink> {
    let mut found = Vec::new();
    if !matches!(split(bare(text)).0, "exe" | "exec" | "execute") {
        run(text, &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::code::check_ex as check;

    #[test]
    fn acts() {
        check(":!rm -rf /", &["shell rm -rf /"]);
        check("!rm -rf / | cat", &["shell rm -rf / | cat"]);
        check("silent! !id", &["shell id"]);
        check("r !id", &["shell id"]);
        check("%!sort", &["shell sort"]);
        check("1,3w !tee x", &["shell tee x"]);
        check("w! /etc/hosts", &["write /etc/hosts"]);
        check("w >> /etc/hosts", &["write /etc/hosts"]);
        check(":e ~/.ssh/id_rsa", &["read ~/.ssh/id_rsa"]);
        check("r .env | q", &["read .env"]);
        check("call system('id')", &["shell id"]);
        check("call delete('/x', 'rf')", &["delete -r /x"]);
        check("py3 import os; os.system('id')", &["shell id"]);
        check("lua os.execute('id')", &["shell id"]);
        check("execute '!id'", &["shell id"]);
        check("terminal id", &["shell id"]);
    }

    #[test]
    fn data() {
        check(":q!", &[]);
        check("wq", &[]);
        check("%s/rm/!rm -rf \\//g", &[]);
        check("set nu | echo 'rm -rf /'", &[]);
        check("w", &[]);
    }
}
