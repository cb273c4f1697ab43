//! Programs of Windows that administer the machine, whatever shell starts them. What they change is a write to the file in
//! which the system keeps it. Their switches begin with a slash, so that all of their words are operands here.

mod programs;

pub(super) use programs::TOOLS as PROGRAMS;

use super::call::{Call, Tool, strict};
use super::words;
use crate::reading::Language;
use crate::script::Word;

/// Where the registry's hives lie.
pub(crate) const HIVES: &str = r"C:\Windows\System32\config";
/// The accounts and what proves them.
pub(crate) const ACCOUNTS: &str = r"C:\Windows\System32\config\SAM";
/// The copies to which a disk can be set back.
pub(crate) const COPIES: &str = r"C:\Windows\System32\VSS";
pub(crate) const JOBS: &str = r"C:\Windows\System32\Tasks";
pub(crate) const LOGS: &str = r"C:\Windows\System32\winevt\Logs";
pub(crate) const BOOT: &str = r"C:\Windows\Boot\BCD";
pub(crate) const DISK: &str = r"\\.\PhysicalDrive0";

pub(super) const TOOLS: &[Tool] = &[
    strict("vssadmin", "", |call| {
        if says(call, &["delete", "resize"]) {
            call.write_named(COPIES);
        }
    }),
    strict("wmic", "", |call| {
        if let Some(host) = word_with(call, "/node:") {
            let host = words::map(&host, |text| {
                text.split_once(':').map(|(_, host)| host.to_owned())
            });
            call.network(host, true);
        }
        if says(call, &["create"]) && says(call, &["process"]) {
            run_behind(call, "create", "wmic process call create");
        }
        let copies = says(call, &["shadowcopy"]) && says(call, &["delete"]);
        if copies {
            call.write_named(COPIES);
        }
        if says(call, &["useraccount"]) && says(call, &["delete", "set", "call", "create"]) {
            call.write_named(ACCOUNTS);
        }
        if let Some(sheet) = word_with(call, "/format:http") {
            programs::remote(call, &sheet);
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
        if says(call, &["key=clear"]) {
            call.read_named(ACCOUNTS);
        }
        let links = says(call, &["interface", "int"]) && !says(call, &["portproxy"]);
        if links && says(call, &["set", "add", "delete", "reset"]) {
            call.write_named(HIVES);
        }
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
        let share = call
            .args
            .iter()
            .find(|word| words::starts(word, r"\\"))
            .cloned();
        if share.is_some() && says_first(call, &["use"]) && !says(call, &["/delete", "/d"]) {
            let host = share.as_ref().and_then(host_of_share);
            call.network(host, true);
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
    strict("auditpol", "", |call| {
        if says_first(call, &["/set", "/clear", "/remove", "/restore"]) {
            call.write_named(LOGS);
        }
    }),
    strict("reagentc", "", |call| {
        if says(call, &["/disable", "/setreimage"]) {
            call.write_named(BOOT);
        }
    }),
    strict("pnputil", "", |call| {
        let changes = [
            "/add-driver",
            "/delete-driver",
            "/disable-device",
            "/remove-device",
            "-a",
            "-d",
            "-i",
        ];
        if says(call, &changes) {
            call.write_named(r"C:\Windows\System32\DriverStore");
        }
    }),
    strict("dism", "", |call| {
        let is_change = |text: String| {
            [
                "/enable-",
                "/disable-",
                "/add-",
                "/remove-",
                "/apply-",
                "/set-",
            ]
            .iter()
            .any(|start| text.starts_with(start))
        };
        if says(call, &["/online"]) && call.args.iter().filter_map(lower).any(is_change) {
            call.write_named(r"C:\Windows\WinSxS");
        }
    }),
    strict("setx", "", |call| {
        if says(call, &["/m"]) {
            call.write_named(HIVES);
        }
    }),
    strict("w32tm", "", |call| {
        if says(call, &["/config", "/register", "/unregister"]) {
            call.write_named(HIVES);
        }
    }),
    strict("mountvol", "", |call| {
        if says(call, &["/d", "/p"]) {
            call.write_named(DISK);
        }
    }),
    strict("taskkill", "", |call| {
        let name = word_behind(call, "/im")
            .as_ref()
            .and_then(lower)
            .unwrap_or_default();
        let filter = word_behind(call, "/fi")
            .as_ref()
            .and_then(lower)
            .unwrap_or_default();
        if name == "*" || is_vital(&name) || filter.starts_with("pid g") {
            call.write_named(HIVES);
        }
    }),
    strict("ntdsutil", "", |call| {
        if !call.args.is_empty() {
            call.read_named(ACCOUNTS);
        }
    }),
    strict("procdump procdump64 procdump64a nanodump", "", |call| {
        if says(call, &["lsass", "lsass.exe"]) {
            call.read_named(ACCOUNTS);
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
    let looks_for_passwords = says_first(call, &["query"])
        && (word_with(call, "password").is_some() || key.contains(r"\simontatham\putty"));
    if looks_for_passwords
        || machine && holds_accounts && says_first(call, &["save", "export", "query"])
    {
        call.read_named(ACCOUNTS);
    }
}

/// `\\host\share`.
fn host_of_share(share: &Word) -> Option<Word> {
    words::map(share, |text| {
        let host = text.strip_prefix(r"\\")?.split('\\').next()?;
        (!host.is_empty()).then(|| host.to_owned())
    })
}

/// What stands behind a word is a command line of its own.
fn run_behind(call: &mut Call<'_>, name: &str, layer: &str) {
    if let Some(line) = word_behind(call, name) {
        call.code(Language::Cmd, line, Vec::new(), layer);
    }
}

/// Whether this, in small letters, is a service that keeps watch.
pub(crate) fn is_guard(service: &str) -> bool {
    const GUARDS: [&str; 13] = [
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
    ];
    GUARDS.contains(&service)
}

/// Whether this, in small letters, is a process that Windows does not run without.
pub(crate) fn is_vital(process: &str) -> bool {
    const VITAL: [&str; 7] = [
        "csrss", "wininit", "winlogon", "smss", "services", "lsass", "svchost",
    ];
    VITAL.contains(&process.strip_suffix(".exe").unwrap_or(process))
}

fn names_guard(call: &Call<'_>) -> bool {
    call.args
        .iter()
        .filter_map(lower)
        .any(|word| is_guard(&word))
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
    fn parts_of_the_system() {
        let hives = r"write C:\Windows\System32\config";
        check("setx /M PATH x", hives);
        check("setx PATH x", "");
        check("w32tm /config /update", hives);
        check("w32tm /query /status", "");
        check("taskkill /f /im lsass.exe", hives);
        check("taskkill /f /fi 'PID gt 0'", hives);
        check("taskkill /f /im node.exe", "");
        check("netsh interface set interface Ethernet disable", hives);
        check("netsh interface show interface", "");
        check("mountvol C: /D", r"write \\.\PhysicalDrive0");
        check("mountvol", "");
        check("reagentc /disable", r"write C:\Windows\Boot\BCD");
        check("reagentc /info", "");
        check(
            "auditpol /clear /y",
            r"write C:\Windows\System32\winevt\Logs",
        );
        check("auditpol /get /category:*", "");
        check(
            "pnputil /add-driver x.inf",
            r"write C:\Windows\System32\DriverStore",
        );
        check("pnputil /enum-drivers", "");
        check(
            "dism /online /disable-feature /featurename:x",
            r"write C:\Windows\WinSxS",
        );
        check("dism /online /get-features", "");
    }

    #[test]
    fn passwords() {
        let accounts = r"read C:\Windows\System32\config\SAM";
        check("netsh wlan show profile name=x key=clear", accounts);
        check("reg query HKLM /f password /t REG_SZ /s", accounts);
        check("ntdsutil 'ac i ntds' ifm q q", accounts);
        check("procdump -ma lsass.exe x.dmp", accounts);
        check("procdump -ma app.exe x.dmp", "");
        check("rundll32 comsvcs.dll, MiniDump 6 x.dmp full", accounts);
        check("rundll32 printui.dll,PrintUIEntry", "");
    }
}
