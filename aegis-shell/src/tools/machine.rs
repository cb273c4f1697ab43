//! Programs that change what runs rather than a file: power, firewall, modules of the kernel, guards of the system. Each is
//! a write to the file through which the system does the same, or where it keeps it.

use super::call::{Call, Tool, strict, tool};
use super::words;

/// Where the kernel takes orders to stop at once.
const POWER: &str = "/proc/sysrq-trigger";
const FILTER: &str = "/proc/sys/net/netfilter";

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "shutdown",
        "-c -k -h -H -P -p -r -f -F -n -q --no-wall --show --help",
        |call| {
            if !["-c", "-k", "--show"].iter().any(|asks| call.has(asks)) {
                call.write_named(POWER);
            }
        },
    ),
    strict(
        "reboot poweroff halt",
        "-f,--force -w,--wtmp-only -d -n -p,--poweroff --no-wall --halt --reboot --help",
        |call| {
            if !call.has("--wtmp-only") {
                call.write_named(POWER);
            }
        },
    ),
    strict("init telinit", "", |call| {
        let level = call
            .operand(0)
            .and_then(|word| words::text(&word).map(str::to_owned));
        if level.is_some_and(|level| matches!(level.as_str(), "0" | "1" | "6" | "s" | "S")) {
            call.write_named(POWER);
        }
    }),
    strict("kill", "", kill),
    strict("killall5", "", |call| call.write_named(POWER)),
    strict("setenforce", "", |call| {
        if call.line.operands.is_empty() {
            return;
        }
        call.write_named("/sys/fs/selinux/enforce");
    }),
    strict("ufw", "--force --dry-run:dry", |call| {
        let looks = ["status", "show", "app", "version", "help"];
        on_change(call, &looks, "/etc/ufw");
    }),
    tool(
        "firewall-cmd",
        "--permanent --zone= --list-all --list-ports --list-services --list-all-zones --get-default-zone --get-zones --get-active-zones --state --query-port= --query-service= --help",
        |call| {
            let changes = call.args.iter().any(|word| {
                [
                    "--add-",
                    "--remove-",
                    "--set-",
                    "--panic-on",
                    "--reload",
                    "--new-",
                    "--delete-",
                ]
                .iter()
                .any(|start| words::starts(word, start))
            });
            if changes {
                call.write_named("/etc/firewalld");
            }
        },
    ),
    strict("iptables ip6tables ebtables arptables", "", |call| {
        let changes = call.args.iter().filter_map(words::text).any(|word| {
            matches!(
                word,
                "-A" | "-D"
                    | "-I"
                    | "-R"
                    | "-F"
                    | "-X"
                    | "-P"
                    | "-N"
                    | "-Z"
                    | "-E"
                    | "--append"
                    | "--delete"
                    | "--insert"
                    | "--replace"
                    | "--flush"
                    | "--policy"
                    | "--new-chain"
                    | "--delete-chain"
                    | "--zero"
            )
        });
        if changes {
            call.write_named(FILTER);
        }
    }),
    strict(
        "iptables-restore ip6tables-restore nft",
        "-f,--file=read -c,--check -n,--noflush -a,--handle -j,--json -i,--interactive -v,--version -h,--help",
        |call| {
            if !call.has("--check") {
                let looks = ["list", "describe", "monitor"];
                let names_file = call.has("--file") || call.program != "nft";
                if names_file {
                    call.write_named(FILTER);
                } else {
                    on_change(call, &looks, FILTER);
                }
            }
        },
    ),
    strict(
        "modprobe insmod rmmod",
        "-a,--all -r,--remove -n,--dry-run,--show -c,--showconfig,--show-config -D,--show-depends -R,--resolve-alias -f,--force -q,--quiet -v,--verbose -s,--syslog -V,--version -h,--help",
        |call| {
            let asks = [
                "--dry-run",
                "--showconfig",
                "--show-depends",
                "--resolve-alias",
            ];
            if !call.line.operands.is_empty() && !asks.iter().any(|asks| call.has(asks)) {
                call.write_named("/sys/module");
            }
        },
    ),
    strict(
        "auditctl",
        "-e= -D -d= -a= -A= -w= -W= -R=read -l -s -b= -f= -r= -k= -p= -F= -S= -v -h",
        |call| {
            if !call.has("-l") && !call.has("-s") && !call.args.is_empty() {
                call.write_named("/etc/audit/audit.rules");
            }
        },
    ),
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
            if changes && (words::starts(&path, "/Library/") || words::starts(&path, "/System/")) {
                call.write(path);
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
    }),
    strict("getent", "-s= -i,--no-idn --help --version", |call| {
        if call
            .operand(0)
            .is_some_and(|table| words::is(&table, "shadow") || words::is(&table, "gshadow"))
        {
            call.read_named("/etc/shadow");
        }
    }),
    tool("apt apt-get aptitude dpkg dnf yum rpm", "", packages),
    tool(
        "unshadow john hashcat",
        "--wordlist=read --format= --show -m= -a= -o=write",
        super::call::reads,
    ),
];

/// Writes `path` unless the first operand only looks.
fn on_change(call: &mut Call<'_>, looks: &[&str], path: &str) {
    let verb = call.operand(0);
    let changes = verb.is_some_and(|verb| !looks.iter().any(|own| words::is(&verb, own)));
    if changes {
        call.write_named(path);
    }
}

/// Packages are their manager's business, but for those without which the system does not start, and for force.
fn packages(call: &mut Call<'_>) {
    let said = |names: &[&str]| {
        let mut words = call.args.iter().filter_map(words::text);
        words.any(|word| names.contains(&word))
    };
    let removes = said(&[
        "remove", "purge", "erase", "-r", "--remove", "-P", "--purge", "-e", "--erase",
    ]);
    let essential = said(&[
        "libc6",
        "glibc",
        "libc-bin",
        "coreutils",
        "bash",
        "dpkg",
        "apt",
        "rpm",
        "systemd",
        "init",
        "base-files",
        "util-linux",
        "sudo",
        "openssh-server",
    ]);
    let forced = said(&[
        "--force-all",
        "--force-remove-essential",
        "--allow-remove-essential",
        "--nodeps",
    ]);
    if removes && (essential || forced) {
        call.write_named("/usr/lib");
    }
}

/// A signal to the first process, or to all of them.
fn kill(call: &mut Call<'_>) {
    let mut targets: Vec<&str> = call.args.iter().filter_map(words::text).collect();
    match targets.first().copied() {
        Some("-l" | "-L" | "--list" | "-0") => return,
        Some("-s" | "-n" | "--signal") => drop(targets.drain(..targets.len().min(2))),
        Some(signal) if signal.starts_with('-') && signal != "--" => drop(targets.remove(0)),
        _ => {}
    }
    if targets.iter().any(|target| matches!(*target, "1" | "-1")) {
        call.write_named(POWER);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn power() {
        let power = "write /proc/sysrq-trigger";
        check("shutdown -h now", power);
        check("shutdown -c", "");
        check("reboot", power);
        check("init 0", power);
        check("init", "");
        check("kill -9 -1", power);
        check("kill 1", power);
        check("kill -1 1234", "");
        check("kill -s HUP 1234", "");
        check("kill -- -1234", "");
        check("kill %1", "");
        check("kill -l 1", "");
        check("systemctl reboot", power);
    }

    #[test]
    fn packages() {
        check("apt-get remove -y --purge libc6", "write /usr/lib");
        check("dpkg --purge --force-all x", "write /usr/lib");
        check("rpm -e --nodeps x", "write /usr/lib");
        check("apt-get remove -y nginx", "");
        check("apt-get install -y bash", "");
        check("dpkg -l", "");
    }

    #[test]
    fn guards() {
        check("setenforce 0", "write /sys/fs/selinux/enforce");
        check("ufw disable", "write /etc/ufw");
        check("ufw status", "");
        check("iptables -F", "write /proc/sys/net/netfilter");
        check("iptables -t nat -L -n", "");
        check("nft flush ruleset", "write /proc/sys/net/netfilter");
        check("nft list ruleset", "");
        check("firewall-cmd --add-port=80/tcp", "write /etc/firewalld");
        check("firewall-cmd --list-all", "");
        check("modprobe x", "write /sys/module");
        check("modprobe -n x", "");
        check("auditctl -e 0", "write /etc/audit/audit.rules");
        check("auditctl -l", "");
        check("systemctl stop auditd", "write /etc/systemd/system");
        check("systemctl stop nginx", "");
        check("csrutil disable", "write /System/Library/Sandbox");
        check("csrutil status", "");
        check(
            "launchctl load /Library/LaunchDaemons/x.plist",
            "write /Library/LaunchDaemons/x.plist",
        );
        check("launchctl load ~/Library/LaunchAgents/x.plist", "");
        check(
            "defaults write /Library/Preferences/x a b",
            "write /Library/Preferences/x",
        );
        check("defaults write com.apple.finder a b", "");
        check("getent shadow", "read /etc/shadow");
        check("getent passwd", "");
    }
}
