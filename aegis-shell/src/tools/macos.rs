//! Programs of macOS that change what guards it, what runs on it, and whom it lets in: writes to the files where it keeps
//! that.

use super::call::{Tool, strict, tool};
use super::machine::{on_change, said};
use super::words;

pub(super) const TOOLS: &[Tool] = &[
    strict("csrutil", "", |call| {
        on_change(call, &["status", "report"], "/System/Library/Sandbox");
    }),
    tool(
        "spctl",
        "--master-disable --global-disable --master-enable --global-enable --add --remove --disable --enable -a,--assess -v,--verbose= -t,--type= --status --list",
        |call| {
            let changes = [
                "--master-disable",
                "--global-disable",
                "--add",
                "--remove",
                "--disable",
            ];
            if changes.iter().any(|option| call.has(option)) {
                call.write_named("/System/Library/Security");
            }
        },
    ),
    strict("nvram", "-d= -c -p -x -f=", |call| {
        let sets = call
            .operand(0)
            .is_some_and(|word| words::texts(&word).any(|text| text.contains('=')));
        if sets || call.has("-c") || call.has("-d") {
            call.write_named("/System/Library/CoreServices/boot.efi");
        }
    }),
    strict("launchctl", "", |call| {
        let verbs = [
            "load",
            "bootstrap",
            "enable",
            "submit",
            "unload",
            "bootout",
            "disable",
        ];
        let changes = call
            .operand(0)
            .is_some_and(|verb| verbs.iter().any(|own| words::is(&verb, own)));
        for path in call.operands_after(1) {
            let of_system = ["/Library/", "/System/"];
            if changes && of_system.iter().any(|start| words::starts(&path, start)) {
                call.write(path);
            } else if changes && words::starts(&path, "system/") {
                call.write_named("/Library/LaunchDaemons");
            }
        }
    }),
    strict("defaults", "-currentHost -host=", |call| {
        let changes = call.operand(0).is_some_and(|verb| {
            ["write", "delete", "import", "rename"]
                .iter()
                .any(|own| words::is(&verb, own))
        });
        let domain = call.operand(1).filter(|domain| words::starts(domain, "/"));
        if let (true, Some(domain)) = (changes, domain) {
            call.write(domain);
        }
        let guard = call
            .operand(1)
            .is_some_and(|domain| words::texts(&domain).any(is_guard_domain));
        if changes && guard {
            call.write_named("/Library/Preferences");
        }
    }),
    strict("socketfilterfw", "", |call| {
        let changes = call.args.iter().any(|word| {
            ["--set", "--add", "--remove", "--block", "--unblock"]
                .iter()
                .any(|start| words::starts(word, start))
        });
        if changes {
            call.write_named("/Library/Preferences/com.apple.alf.plist");
        }
    }),
    strict(
        "dseditgroup",
        "-o= -a= -d= -t= -u= -P= -n= -r= -i= -g= -q -v -p",
        |call| {
            let verb = call.value("-o");
            if verb
                .is_some_and(|verb| !words::is(&verb, "read") && !words::is(&verb, "checkmember"))
            {
                call.write_named("/etc/group");
            }
        },
    ),
    strict("pmset", "", |call| {
        let sets = ["-a", "-b", "-c", "-u", "schedule", "repeat", "sleepnow"];
        if call
            .args
            .first()
            .is_some_and(|word| sets.iter().any(|own| words::is(word, own)))
        {
            call.write_named("/Library/Preferences/com.apple.PowerManagement.plist");
        }
    }),
    strict("kextload kextunload kmutil", "", |call| {
        let looks = [
            "showloaded",
            "log",
            "inspect",
            "print-diagnostics",
            "check",
            "libraries",
        ];
        on_change(call, &looks, "/Library/Extensions");
    }),
    strict("softwareupdate", "", |call| {
        if said(call, &["--ignore", "--schedule"]) && !said(call, &["on"]) {
            call.write_named("/Library/Preferences/com.apple.SoftwareUpdate.plist");
        }
    }),
    // For one program by its name it is a developer's fresh start; without one, every program's grants go.
    strict("tccutil", "", |call| {
        if call.line.operands.len() == 2 {
            call.write_named("/Library/Application Support/com.apple.TCC/TCC.db");
        }
    }),
    strict("fdesetup", "", |call| {
        on_change(
            call,
            &[
                "status",
                "list",
                "isactive",
                "supportsauthrestart",
                "haspersonalrecoverykey",
            ],
            "/Library/Preferences/com.apple.fdesetup.plist",
        );
    }),
    strict("profiles", "", |call| {
        if said(call, &["remove", "install", "renew", "-R", "-I", "-D"]) {
            call.write_named("/Library/Managed Preferences");
        }
    }),
    strict("pwpolicy", "", |call| {
        let changes = ["-set", "-clear", "-disable", "-enable"];
        if call
            .args
            .iter()
            .any(|word| changes.iter().any(|start| words::starts(word, start)))
        {
            call.write_named("/Library/Preferences/com.apple.pwpolicy.plist");
        }
    }),
    strict("bless", "", |call| {
        if said(
            call,
            &[
                "--setBoot",
                "-setBoot",
                "--folder",
                "-folder",
                "--device",
                "-device",
            ],
        ) {
            call.write_named("/System/Library/CoreServices");
        }
    }),
    strict("systemsetup", "", |call| {
        if call
            .args
            .first()
            .is_some_and(|word| words::starts(word, "-set"))
        {
            call.write_named("/Library/Preferences/SystemConfiguration");
        }
    }),
    strict("tmutil", "", |call| {
        let loses = [
            "disable",
            "delete",
            "deletelocalsnapshots",
            "deleteinprogress",
            "thinlocalsnapshots",
            "removedestination",
        ];
        if call
            .operand(0)
            .is_some_and(|verb| loses.iter().any(|own| words::is(&verb, own)))
        {
            call.write_named("/Library/Preferences/com.apple.TimeMachine.plist");
        }
    }),
    strict("dscl sysadminctl dsenableroot", "", |call| {
        let changes = [
            "-create",
            "-delete",
            "-append",
            "-merge",
            "-passwd",
            "-change",
            "create",
            "delete",
            "append",
            "passwd",
            "-addUser",
            "-deleteUser",
            "-resetPasswordFor",
        ];
        if said(call, &changes) || call.program == "dsenableroot" {
            call.write_named("/etc/passwd");
        }
    }),
];

/// Whether a domain of macOS' settings belongs to a guard of the system, or to what runs when somebody logs in.
fn is_guard_domain(domain: &str) -> bool {
    let name = domain.rsplit('/').next().unwrap_or(domain);
    matches!(
        name.strip_suffix(".plist").unwrap_or(name),
        "com.apple.alf"
            | "com.apple.loginwindow"
            | "com.apple.LaunchServices"
            | "com.apple.security"
            | "com.apple.security.firewall"
            | "com.apple.SoftwareUpdate"
            | "com.apple.XProtect"
    )
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn macos() {
        let firewall = "write /Library/Preferences/com.apple.alf.plist";
        check("socketfilterfw --setglobalstate off", firewall);
        check("socketfilterfw --getglobalstate", "");
        check("dseditgroup -o edit -a x -t user admin", "write /etc/group");
        check("dseditgroup -o read admin", "");
        let power = "write /Library/Preferences/com.apple.PowerManagement.plist";
        check("pmset -a disablesleep 1", power);
        check("pmset -g", "");
        check("kextload /tmp/x.kext", "write /Library/Extensions");
        check("kmutil showloaded", "");
        check(
            "softwareupdate --schedule off",
            "write /Library/Preferences/com.apple.SoftwareUpdate.plist",
        );
        check("softwareupdate --install-rosetta", "");
        check(
            "tccutil reset All",
            "write /Library/Application Support/com.apple.TCC/TCC.db",
        );
        check("tccutil reset Camera com.example.app", "");
        let system = "write /Library/Preferences/SystemConfiguration";
        check("systemsetup -setremotelogin on", system);
        check("systemsetup -getremotelogin", "");
        check(
            "fdesetup disable",
            "write /Library/Preferences/com.apple.fdesetup.plist",
        );
        check("fdesetup status", "");
        check(
            "profiles remove -identifier x",
            "write /Library/Managed Preferences",
        );
        check("profiles list", "");
        check(
            "pwpolicy -clearaccountpolicies",
            "write /Library/Preferences/com.apple.pwpolicy.plist",
        );
        check(
            "bless --mount /Volumes/x --setBoot",
            "write /System/Library/CoreServices",
        );
        check("bless --info", "");
    }

    #[test]
    fn settings_and_accounts() {
        let time_machine = "write /Library/Preferences/com.apple.TimeMachine.plist";
        check("tmutil deletelocalsnapshots /", time_machine);
        check("tmutil listlocalsnapshots /", "");
        check("dscl . -create /Users/x UniqueID 0", "write /etc/passwd");
        check("dscl . -read /Users/x", "");
        check("csrutil disable", "write /System/Library/Sandbox");
        check("csrutil status", "");
        check(
            "launchctl load /Library/LaunchDaemons/x.plist",
            "write /Library/LaunchDaemons/x.plist",
        );
        check(
            "launchctl bootout system/com.x",
            "write /Library/LaunchDaemons",
        );
        check("launchctl bootout gui/501/com.x", "");
        check("launchctl load ~/Library/LaunchAgents/x.plist", "");
        check(
            "defaults write /Library/Preferences/x a b",
            "write /Library/Preferences/x",
        );
        check("defaults write com.apple.finder a b", "");
        check(
            "defaults write com.apple.alf globalstate -int 0",
            "write /Library/Preferences",
        );
        check("defaults read com.apple.alf globalstate", "");
    }
}
