//! The machine's network: its interfaces, routes and filters. A change is a write to the file in which the kernel, or the
//! program, keeps it.

use super::call::{Call, Tool, strict, tool};
use super::machine::{on_change, said};
use super::words;

const FILTER: &str = "/proc/sys/net/netfilter";
const NETWORK: &str = "/proc/sys/net";

pub(super) const TOOLS: &[Tool] = &[
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
    strict("ip", "", interfaces),
    strict("ifconfig", "", |call| {
        if said(call, &["down"]) {
            call.write_named(NETWORK);
        }
    }),
    strict("resolvectl systemd-resolve", "", |call| {
        let changes = said(call, &["dns", "domain", "dnssec", "dnsovertls", "revert"]);
        if changes && call.line.operands.len() > 2 || said(call, &["--set-dns", "revert"]) {
            call.write_named("/etc/resolv.conf");
        }
    }),
    strict("networksetup scutil", "", |call| {
        let first = call.args.first();
        if first.is_some_and(|verb| {
            ["-set", "--set", "-delete", "-remove", "-create", "-add"]
                .iter()
                .any(|start| words::starts(verb, start))
        }) {
            call.write_named("/Library/Preferences/SystemConfiguration");
        }
    }),
    strict("tc", "", |call| {
        if said(call, &["add", "del", "delete", "change", "replace"]) && !said(call, &["lo"]) {
            call.write_named(NETWORK);
        }
    }),
    strict("ethtool", "", |call| {
        if said(
            call,
            &["-s", "--change", "-K", "-G", "-C", "-E", "-f", "--flash"],
        ) {
            call.write_named(NETWORK);
        }
    }),
    strict("nmcli", "", |call| {
        let ends = said(call, &["off", "down", "delete", "del", "disconnect"]);
        if ends
            && said(
                call,
                &[
                    "networking",
                    "n",
                    "net",
                    "connection",
                    "con",
                    "c",
                    "device",
                    "dev",
                    "d",
                    "radio",
                    "r",
                ],
            )
        {
            call.write_named(NETWORK);
        }
    }),
];

/// `ip`: what takes the machine off the network. A namespace of its own is somebody's experiment.
fn interfaces(call: &mut Call<'_>) {
    if said(call, &["netns", "-n", "-netns"]) {
        return;
    }
    let links = said(call, &["link", "l"]) && said(call, &["set", "s"]) && said(call, &["down"]);
    let routes = said(call, &["route", "r", "ro"])
        && (said(call, &["flush"])
            || said(call, &["del", "delete", "replace"]) && said(call, &["default"]));
    let addresses = said(call, &["addr", "address", "a"]) && said(call, &["flush"]);
    if links || routes || addresses {
        call.write_named(NETWORK);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn network() {
        let network = "write /proc/sys/net";
        check("ip link set eth0 down", network);
        check("ip link set eth0 up", "");
        check("ip route del default", network);
        check("ip route del 10.0.0.0/8", "");
        check("ip route", "");
        check("ip addr flush dev eth0", network);
        check("ip addr show", "");
        check("ip -n test link set lo down", "");
        check("ifconfig eth0 down", network);
        check("ifconfig", "");
        check("nmcli networking off", network);
        check("nmcli con down wlan", network);
        check("nmcli device status", "");
        check("resolvectl dns eth0 6.6.6.6", "write /etc/resolv.conf");
        check("resolvectl dns eth0", "");
        check("resolvectl query h.example", "");
        let preferences = "write /Library/Preferences/SystemConfiguration";
        check("networksetup -setdnsservers Wi-Fi 6.6.6.6", preferences);
        check("networksetup -getdnsservers Wi-Fi", "");
        check("scutil --set HostName x", preferences);
        check("scutil --dns", "");
        check("tc qdisc add dev eth0 root netem loss 100%", network);
        check("tc qdisc show", "");
        check("ethtool -s eth0 autoneg off", network);
        check("ethtool eth0", "");
    }

    #[test]
    fn filters() {
        check("ufw disable", "write /etc/ufw");
        check("ufw status", "");
        check("iptables -F", "write /proc/sys/net/netfilter");
        check("iptables -t nat -L -n", "");
        check("nft flush ruleset", "write /proc/sys/net/netfilter");
        check("nft list ruleset", "");
        check("firewall-cmd --add-port=80/tcp", "write /etc/firewalld");
        check("firewall-cmd --list-all", "");
    }
}
