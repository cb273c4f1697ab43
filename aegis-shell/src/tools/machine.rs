//! Programs that change what runs rather than a file: power, modules of the kernel, guards of the system. Each is
//! a write to the file through which the system does the same, or where it keeps it.

use super::call::{Call, Tool, strict, tool};
use super::words;

/// Where the kernel takes orders to stop at once.
const POWER: &str = "/proc/sysrq-trigger";

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
    // What each program may do, and what is written down of it.
    strict("setsebool semanage", "", |call| {
        if !said(call, &["-l", "--list"]) && call.args.len() > 1 {
            call.write_named("/etc/selinux");
        }
    }),
    strict("apparmor_parser", "", |call| {
        if !call.args.is_empty()
            && !said(
                call,
                &[
                    "-N",
                    "--names",
                    "-p",
                    "--preprocess",
                    "-V",
                    "--version",
                    "-h",
                    "--help",
                ],
            )
        {
            call.write_named("/etc/apparmor.d");
        }
    }),
    strict(
        "aa-disable aa-complain aa-teardown aa-remove-unknown",
        "",
        |call| {
            call.write_named("/etc/apparmor.d");
        },
    ),
    strict("augenrules", "", |call| {
        if said(call, &["--load"]) {
            call.write_named("/etc/audit/audit.rules");
        }
    }),
    strict("grubby", "", |call| {
        let changes = [
            "--update-kernel",
            "--remove-kernel",
            "--add-kernel",
            "--set-default",
            "--args",
            "--remove-args",
        ];
        let names = |word| changes.iter().any(|start| words::starts(word, start));
        if call.args.iter().any(names) {
            call.write_named("/boot/grub2");
        }
    }),
    strict(
        "fwupdmgr fwupdtool",
        "-y,--assume-yes --force --allow-older --allow-reinstall --no-reboot-check --offline --json -v,--verbose -h,--help --version",
        |call| {
            let flashes = [
                "install",
                "install-blob",
                "update",
                "upgrade",
                "downgrade",
                "reinstall",
                "switch-branch",
            ];
            if call
                .operand(0)
                .is_some_and(|verb| flashes.iter().any(|own| words::is(&verb, own)))
            {
                call.write_named("/sys/firmware");
            }
        },
    ),
    strict("getent", "-s= -i,--no-idn --help --version", |call| {
        if call
            .operand(0)
            .is_some_and(|table| words::is(&table, "shadow") || words::is(&table, "gshadow"))
        {
            call.read_named("/etc/shadow");
        }
    }),
    strict(
        "swapoff",
        "-a,--all -v,--verbose -h,--help -V,--version",
        |call| {
            if call.has("--all") || !call.line.operands.is_empty() {
                call.write_named("/proc/sys/vm");
            }
        },
    ),
    strict(
        "kexec",
        "-l,--load -p,--load-panic -u,--unload -e,--exec -f,--force --reuse-cmdline --initrd=read --append= --command-line= -s -c -a -v,--version -h,--help",
        |call| {
            if ["--load", "--load-panic", "--exec", "--force"]
                .iter()
                .any(|option| call.has(option))
            {
                call.write_named(POWER);
            }
        },
    ),
    tool(
        "pkill killall",
        "-u,--user,--euid= -U,--uid= -s,--signal,--session= -f,--full -i,--ignore-case -x,--exact -9 -n -o -v,--inverse -l -L -q -w,--wait -e -P= -g= -t= -G=",
        kill_many,
    ),
    strict("service rc-service invoke-rc.d", "", |call| {
        let guard = call
            .operand(0)
            .is_some_and(|name| words::texts(&name).any(super::system::is_guard));
        if guard && said(call, &["stop", "disable"]) {
            call.write_named("/etc/init.d");
        }
    }),
    tool(
        "date",
        "-d,--date= -s,--set= -u,--utc,--universal -I=? -R,--rfc-email --rfc-3339= -r,--reference= -f= -j -n -v= --debug --help --version",
        |call| {
            if call.has("--set") {
                call.write_named("/etc/localtime");
            }
        },
    ),
    tool(
        "hwclock",
        "--set --date= -w,--systohc -s,--hctosys -r,--show -a,--adjust -u,--utc -l,--localtime",
        |call| {
            if call.has("--set") || call.has("--systohc") {
                call.write_named("/dev/port");
            }
        },
    ),
    tool(
        "journalctl",
        "-u,--unit= -n,--lines=? -f,--follow -b,--boot=? -k,--dmesg -p,--priority= -S,--since= -U,--until= -o,--output= -g,--grep= -t,--identifier= -r,--reverse -x,--catalog -e,--pager-end -a,--all -q,--quiet \
         --no-pager --disk-usage --vacuum-size= --vacuum-time= --vacuum-files= --rotate --flush --sync -D,--directory= --user --system -h,--help --version",
        |call| {
            if ["--vacuum-size", "--vacuum-time", "--vacuum-files"]
                .iter()
                .any(|option| call.has(option))
            {
                call.write_named("/var/log/journal");
            }
        },
    ),
    tool(
        "unshadow john hashcat",
        "--wordlist=read --format= --show -m= -a= -o=write --test -b -I --list=? --help --version",
        |call| {
            super::call::reads(call);
            // What they are for: to find the passwords of a table of them.
            if !call.line.operands.is_empty() {
                call.read_named("/etc/shadow");
            }
        },
    ),
    // Programs that take passwords out of the memory and the stores of others.
    tool("mimipenguin", "-h,--help", |call| {
        call.read_named("/etc/shadow");
    }),
];

/// Writes `path` unless the first operand only looks.
pub(super) fn on_change(call: &mut Call<'_>, looks: &[&str], path: &str) {
    let verb = call.operand(0);
    let changes = verb.is_some_and(|verb| !looks.iter().any(|own| words::is(&verb, own)));
    if changes {
        call.write_named(path);
    }
}

/// Whether one of these is among the words.
pub(super) fn said(call: &Call<'_>, names: &[&str]) -> bool {
    let mut words = call.args.iter().filter_map(words::text);
    words.any(|word| names.contains(&word))
}

/// A signal to every process, or to all of the system's own.
fn kill_many(call: &mut Call<'_>) {
    if said(call, &["-l", "-L", "--list"]) {
        return;
    }
    let of_root = call
        .value("--user")
        .or_else(|| call.value("--uid"))
        .is_some_and(|user| words::is(&user, "root") || words::is(&user, "0"));
    let all = call.operands().iter().any(|word| {
        words::texts(word)
            .any(|text| matches!(text, "" | "." | ".*" | "^" | "systemd" | "init" | "launchd"))
    });
    if all || of_root && call.line.operands.is_empty() {
        call.write_named(POWER);
    }
}

/// A signal to the first process, or to all of them.
fn kill(call: &mut Call<'_>) {
    let words: Vec<&str> = call.args.iter().filter_map(words::text).collect();
    let (signal, targets) = match words.as_slice() {
        ["-l" | "-L" | "--list" | "-0", ..] => return,
        ["-s" | "-n" | "--signal", signal, targets @ ..] => (*signal, targets),
        [signal, targets @ ..] if signal.starts_with('-') && *signal != "--" => {
            (signal.trim_start_matches('-'), targets)
        }
        targets => ("TERM", targets),
    };
    // What the first process takes as a request to look again, and does not end by.
    let name = signal.strip_prefix("SIG").unwrap_or(signal);
    let asks = matches!(
        name,
        "HUP"
            | "1"
            | "USR1"
            | "10"
            | "USR2"
            | "12"
            | "WINCH"
            | "28"
            | "CHLD"
            | "17"
            | "CONT"
            | "18"
    );
    if targets.contains(&"-1") || targets.contains(&"1") && !asks {
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
        check("kill -TERM 1", power);
        check("kill -s SIGKILL 1", power);
        check("kill -USR2 1", "");
        check("kill -s HUP 1", "");
        check("kill -HUP -1", power);
        check("kill -- -1", power);
        check("kill -1 1234", "");
        check("kill -s HUP 1234", "");
        check("kill -- -1234", "");
        check("kill %1", "");
        check("kill -l 1", "");
        check("systemctl reboot", power);
    }

    #[test]
    fn all_processes() {
        let power = "write /proc/sysrq-trigger";
        check("pkill -9 -u root", power);
        check("pkill -9 .", power);
        check("killall -9 systemd", power);
        check("pkill -KILL systemd", power);
        check("pkill -u root sshd", "");
        check("pkill -f 'node server.js'", "");
        check("killall node", "");
        check("pkill -l", "");
        check("kexec -e", power);
        check("swapoff -a", "write /proc/sys/vm");
        check("swapoff --help", "");
    }

    #[test]
    fn records_and_accounts() {
        check("date -s '2000-01-01'", "write /etc/localtime");
        check("date +%s", "");
        check("date -d yesterday", "");
        check("journalctl --vacuum-time=1s", "write /var/log/journal");
        check("journalctl -u nginx -n 50 --no-pager", "");
        check("service auditd stop", "write /etc/init.d");
        check("service nginx stop", "");
        check("service ssh stop", "write /etc/init.d");
        check("service ssh status", "");
    }

    #[test]
    fn firmware_and_start() {
        check("fwupdmgr install x.cab", "write /sys/firmware");
        check("fwupdmgr get-devices", "");
        check(
            "grubby --update-kernel=ALL --args=selinux=0",
            "write /boot/grub2",
        );
        check("grubby --info=ALL", "");
    }

    #[test]
    fn passwords_of_others() {
        check("john hashes", "read hashes; read /etc/shadow");
        check("john --list=formats", "");
        check("mimipenguin", "read /etc/shadow");
    }

    #[test]
    fn guards() {
        check("setenforce 0", "write /sys/fs/selinux/enforce");
        check("modprobe x", "write /sys/module");
        check("modprobe -n x", "");
        check("auditctl -e 0", "write /etc/audit/audit.rules");
        check("auditctl -l", "");
        check("systemctl stop auditd", "write /etc/systemd/system");
        check("systemctl stop nginx", "");
        check("setsebool -P x 1", "write /etc/selinux");
        check("semanage port -l", "");
        check(
            "apparmor_parser -R /etc/apparmor.d/x",
            "write /etc/apparmor.d",
        );
        check("aa-teardown", "write /etc/apparmor.d");
        check("augenrules --load", "write /etc/audit/audit.rules");
        check("augenrules --check", "");
        check("getent shadow", "read /etc/shadow");
        check("getent passwd", "");
    }
}
