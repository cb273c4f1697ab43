//! Programs that administer the system, as writes to the files they change.

use super::call::{Call, Tool, strict, tool};
use super::words;
use crate::reading::{Language, PayloadKind};

const USER: &str = "-a,--append -b,--base-dir= -c,--comment= -d,--home-dir,--home= -D,--defaults -e,--expiredate= -f,--inactive= -g,--gid= -G,--groups= \
    -k,--skel= -K,--key= -l,--login= -L,--lock -m,--create-home,--move-home -M,--no-create-home -N,--no-user-group -o,--non-unique -p,--password= -r,--system,--remove \
    -s,--shell= -u,--uid= -U,--user-group,--unlock -R,--root= -P,--prefix= -Z,--selinux-user= --disabled-password --gecos= --ingroup= --force --remove-home";

/// The services that keep watch, and those by which people reach the machine.
const GUARDS: [&str; 21] = [
    "ssh",
    "sshd",
    "networking",
    "NetworkManager",
    "network-manager",
    "systemd-networkd",
    "systemd-logind",
    "dbus",
    "wpa_supplicant",
    "auditd",
    "firewalld",
    "ufw",
    "apparmor",
    "nftables",
    "iptables",
    "ip6tables",
    "fail2ban",
    "falco",
    "osqueryd",
    "rsyslog",
    "systemd-journald",
];

/// Whether it is the name of such a service, or of a unit of it.
pub(super) fn is_guard(name: &str) -> bool {
    let name = name.strip_suffix(".service").unwrap_or(name);
    GUARDS.contains(&name.strip_suffix(".socket").unwrap_or(name))
}

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "useradd adduser userdel deluser usermod newusers chfn chsh vipw pwconv",
        USER,
        |call| call.write_named("/etc/passwd"),
    ),
    tool(
        "groupadd groupdel groupmod addgroup delgroup gpasswd vigr",
        USER,
        |call| call.write_named("/etc/group"),
    ),
    tool(
        "passwd chpasswd chage",
        "-a,--all -d,--delete -e,--expire -i,--inactive= -k -l,--lock -n= -q -r= -R= -S,--status -u,--unlock -w= -x= --stdin -c,--crypt-method= -m,--md5 -M= -E= -I= -W=",
        |call| {
            if !call.has("--status") {
                call.write_named("/etc/shadow");
            }
        },
    ),
    tool(
        "visudo",
        "-c,--check -f,--file= -q,--quiet -s,--strict -x= -O -P -h,--help -V,--version",
        |call| {
            if !call.has("--check") {
                match call.value("--file") {
                    Some(path) => call.write(path),
                    None => call.write_named("/etc/sudoers"),
                }
            }
        },
    ),
    strict("setcap", "-q -v -n= -r -f -h", |call| {
        // Rights and files in pairs; `-r FILE` takes them away.
        for operand in call.operands() {
            if !words::texts(&operand).any(|text| text.contains('=') || text.contains('+')) {
                call.write(operand);
            }
        }
    }),
    tool("crontab", "-u= -e -l -r -i -s -n -c= -x= -V", |call| {
        if call.has("-l") {
            return;
        }
        super::call::reads(call);
        if let Some(path) = call.operand(0) {
            let kind = if words::is(&path, "-") || words::is(&path, "/dev/stdin") {
                PayloadKind::Stdin {
                    language: Language::Crontab,
                    args: Vec::new(),
                }
            } else {
                PayloadKind::File {
                    language: Language::Crontab,
                    path,
                    args: Vec::new(),
                }
            };
            call.payload(kind, "crontab");
        }
        call.write_named("/var/spool/cron");
    }),
    tool(
        "sysctl",
        "-w,--write -a,--all -p,--load=?read -n,--values -N,--names -e,--ignore -q,--quiet -r,--pattern= --system -A -X -b,--binary -d -f",
        |call| {
            // The values of a file, the system's own or another.
            if call.has("--load") || call.has("--system") {
                call.write_named("/proc/sys/kernel");
            }
            for setting in call.operands() {
                let Some((name, _)) = words::split_once(&setting, '=') else {
                    continue;
                };
                if let Some(name) = words::text(&name) {
                    call.write_named(&format!("/proc/sys/{}", name.trim().replace('.', "/")));
                }
            }
        },
    ),
    tool(
        "mount",
        "-t,--types= -o,--options= -a,--all -B,--bind -R,--rbind -M,--move -r,--read-only -w,--rw,--read-write -L,--label= -U,--uuid= --source= --target=write -v,--verbose -n -f,--fake -l --make-private --make-rprivate --make-shared -V,--version -h,--help",
        |call| {
            if let Some(place) = call.owned_operands().pop() {
                let remounts = call.value("--options").is_some_and(|options| {
                    words::texts(&options).any(|options| options.contains("remount"))
                });
                if remounts || call.line.operands.len() > 1 {
                    call.write(place);
                }
            }
        },
    ),
    tool(
        "umount",
        "-a,--all -f,--force -l,--lazy -R,--recursive -t,--types= -O= -v,--verbose -n -r,--read-only -q -V,--version -h,--help",
        |call| {
            if call.has("--all") && !call.has("--types") && call.line.operands.is_empty() {
                call.write_named("/");
            }
            for place in call.operands() {
                // A device is let go of, not written.
                if !words::starts(&place, "/dev/") {
                    call.write(place);
                }
            }
        },
    ),
    tool(
        "systemctl",
        "--user --system --global -t,--type= --state= -p,--property= -a,--all -l,--full -n,--lines= -o,--output= -H,--host= -M,--machine= -f,--force --now --no-block --no-pager --no-legend -q,--quiet --no-reload --runtime --root= -s,--signal= --kill-whom= --job-mode= -i --show-types --wait -r,--recursive --preset-mode= --value -h,--help --version --failed",
        |call| {
            let verbs = [
                "enable",
                "disable",
                "mask",
                "unmask",
                "reenable",
                "link",
                "edit",
                "set-default",
                "preset",
                "add-wants",
                "add-requires",
                "revert",
                "set-property",
            ];
            let changes = call
                .operand(0)
                .is_some_and(|verb| verbs.iter().any(|changing| words::is(&verb, changing)));
            let named = |at: usize, names: &[&str]| {
                call.operands().iter().skip(at).any(|word| {
                    words::texts(word)
                        .any(|text| names.contains(&text.trim_end_matches(".service")))
                })
            };
            let first = call.operand(0);
            let verb = first.as_ref().and_then(words::text).unwrap_or_default();
            let power = [
                "poweroff",
                "reboot",
                "halt",
                "kexec",
                "emergency",
                "rescue",
                "soft-reboot",
            ];
            let ends = power.contains(&verb)
                || verb == "isolate"
                    && named(
                        1,
                        &[
                            "rescue.target",
                            "emergency.target",
                            "poweroff.target",
                            "reboot.target",
                            "halt.target",
                        ],
                    );
            let guard = call
                .operands()
                .iter()
                .skip(1)
                .any(|word| words::texts(word).any(is_guard));
            let stops = matches!(verb, "stop" | "kill") && guard;
            if ends {
                call.write_named("/proc/sysrq-trigger");
            }
            if (changes || stops) && !call.has("--user") {
                call.write_named("/etc/systemd/system");
            }
        },
    ),
    tool(
        "update-rc.d chkconfig rc-update insserv",
        "--add --del --list --level= -f",
        |call| {
            if !call.has("--list") {
                call.write_named("/etc/init.d");
            }
        },
    ),
    tool(
        "hostnamectl",
        "-H= --static --transient --pretty --no-ask-password",
        |call| on_verb(call, &["set-hostname", "hostname"], "/etc/hostname"),
    ),
    tool(
        "timedatectl",
        "-H= --no-ask-password --adjust-system-clock",
        |call| {
            on_verb(
                call,
                &["set-timezone", "set-time", "set-ntp", "set-local-rtc"],
                "/etc/localtime",
            )
        },
    ),
    tool("localectl", "-H= --no-ask-password", |call| {
        on_verb(
            call,
            &["set-locale", "set-keymap", "set-x11-keymap"],
            "/etc/locale.conf",
        )
    }),
    strict(
        "update-alternatives alternatives",
        "--set --install --remove --auto --config --remove-all --display --query --list --get-selections --quiet --force --verbose",
        |call| {
            let changes = [
                "--set",
                "--install",
                "--remove",
                "--auto",
                "--config",
                "--remove-all",
            ];
            if changes.iter().any(|option| call.has(option)) {
                call.write_named("/etc/alternatives");
            }
        },
    ),
    tool(
        "update-ca-certificates update-ca-trust trust",
        "-f,--fresh -v",
        |call| call.write_named("/etc/ssl/certs"),
    ),
    tool(
        "dpkg-divert",
        "--add --remove --rename --divert= --local --package= --list",
        super::call::writes,
    ),
    tool(
        "grub-install update-grub grub-mkconfig grub2-mkconfig efibootmgr bootctl",
        "-o,--output=write --target= --efi-directory= --bootloader-id= -v,--verbose -b= -B -c -d= -p= -L= -l= -n= -t= -h,--help",
        |call| {
            let entry = call.program == "efibootmgr"
                && ["-B", "-c", "-o"].iter().any(|option| call.has(option));
            if entry || matches!(call.program, "grub-install" | "update-grub") {
                call.write_named("/boot");
            }
        },
    ),
    tool("source-highlight", "-i=read -o=write", super::call::nothing),
    strict("source .", "", |call| {
        if let Some(path) = call.operand(0) {
            call.read(path.clone());
            let args = call.operands_after(1);
            call.payload(
                crate::reading::PayloadKind::File {
                    language: crate::reading::Language::Shell,
                    path,
                    args,
                },
                "source",
            );
        }
    }),
];

fn on_verb(call: &mut Call<'_>, verbs: &[&str], path: &str) {
    let changes = call
        .operand(0)
        .is_some_and(|verb| verbs.iter().any(|changing| words::is(&verb, changing)));
    if changes && call.line.operands.len() > 1 {
        call.write_named(path);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn files() {
        check("useradd -m x", "write /etc/passwd");
        check("usermod -aG sudo x", "write /etc/passwd");
        check("passwd root", "write /etc/shadow");
        check("passwd -S root", "");
        check("visudo", "write /etc/sudoers");
        check("visudo -c", "");
        check(
            "setcap cap_setuid+ep /usr/bin/python3",
            "write /usr/bin/python3",
        );
        check("setcap -r app", "write app");
        check("efibootmgr -b 0000 -B", "write /boot");
        check("efibootmgr -v", "");
        check("crontab -", "write /var/spool/cron; crontab> Crontab stdin");
        check("crontab -r", "write /var/spool/cron");
        check("crontab -l", "");
        check(
            "crontab jobs",
            "read jobs; write /var/spool/cron; crontab> Crontab file jobs",
        );
        check(
            "sysctl -w net.ipv4.ip_forward=1",
            "write /proc/sys/net/ipv4/ip_forward",
        );
        check("sysctl kernel.hostname", "");
        check("sysctl --system", "write /proc/sys/kernel");
        check("umount -a", "write /");
        check("umount -a -t nfs", "");
        check("mount --bind /tmp /etc", "write /etc");
        check("mount -o remount,rw /", "write /");
        check("mount", "");
        check("mount -t tmpfs tmpfs /tmp/x", "write /tmp/x");
        check("umount -l /", "write /");
        check("umount /dev/sdb1", "");
        check("systemctl enable --now x", "write /etc/systemd/system");
        check("systemctl status x", "");
        check(
            "systemctl isolate rescue.target",
            "write /proc/sysrq-trigger",
        );
        check("systemctl isolate multi-user.target", "");
        check("systemctl --user enable x", "");
        check("systemctl stop ssh.socket", "write /etc/systemd/system");
        check("systemctl stop docker", "");
        check("systemctl restart sshd", "");
        check("source .env", "read .env; source> Shell file .env");
    }
}
