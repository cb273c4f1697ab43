//! Package managers: what the system cannot do without, what runs as it is installed, and whom they trust.

use super::call::{Call, Tool, strict, tool};
use super::machine::{on_change, said};
use super::words;
use crate::reading::ActKind;

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "apt apt-get aptitude dpkg dnf yum rpm pacman apk zypper",
        "",
        packages,
    ),
    tool(
        "add-apt-repository apt-add-repository",
        "-r,--remove -y,--yes -n,--no-update -m,--massive-debug -L,--list -h,--help",
        |call| {
            // A part of the distribution has a bare name; others' sources have an address.
            let foreign = call
                .owned_operands()
                .into_iter()
                .find(|source| words::texts(source).any(|text| text.contains(':')));
            if let Some(source) = foreign.filter(|_| !call.has("--list") && !call.has("--remove")) {
                call.act(ActKind::RemoteCode {
                    url: Some(source.into()),
                });
            }
        },
    ),
    strict("apt-key", "", |call| {
        let looks = ["list", "finger", "export", "exportall", "help"];
        on_change(call, &looks, "/etc/apt/trusted.gpg.d");
    }),
    tool(
        "ansible-pull",
        "-U,--url= -C,--checkout= -i,--inventory= -d,--directory= -e,--extra-vars= -o,--only-if-changed -f,--force --check --purge -t,--tags= -v,--verbose --accept-host-key -h,--help --version",
        |call| {
            if let Some(url) = call.value("--url") {
                call.act(ActKind::RemoteCode {
                    url: Some(url.into()),
                });
            }
        },
    ),
];

/// A package that is named by its address runs what its maker put into it: nobody keeps a list of such packages.
pub(super) fn by_address(call: &mut Call<'_>) {
    let installs = [
        "install",
        "localinstall",
        "reinstall",
        "add",
        "update",
        "upgrade",
        "-i",
        "-U",
        "-Uvh",
        "-ivh",
        "--install",
    ];
    if !said(call, &installs) {
        return;
    }
    run_by_address(call);
}

/// What operands that are addresses bring runs.
pub(super) fn run_by_address(call: &mut Call<'_>) {
    for package in call.owned_operands() {
        if words::starts(&package, "https://") || words::starts(&package, "http://") {
            call.act(ActKind::RemoteCode {
                url: Some(package.into()),
            });
        }
    }
}

/// Packages are their manager's business, but for those without which the system does not start, and for force.
fn packages(call: &mut Call<'_>) {
    by_address(call);
    if call.program == "rpm" && said(call, &["--import"]) {
        call.write_named("/etc/pki/rpm-gpg");
    }
    let removes = said(
        call,
        &[
            "remove",
            "purge",
            "erase",
            "autoremove",
            "del",
            "rm",
            "-r",
            "--remove",
            "-P",
            "--purge",
            "-e",
            "--erase",
        ],
    );
    // `pacman -Rdd`.
    let first = call.args.first();
    let removes =
        removes || call.program == "pacman" && first.is_some_and(|word| words::starts(word, "-R"));
    let essential = said(
        call,
        &[
            "libc6",
            "glibc",
            "musl",
            "libc-bin",
            "coreutils",
            "busybox",
            "bash",
            "dpkg",
            "apt",
            "rpm",
            "pacman",
            "apk-tools",
            "systemd",
            "init",
            "base-files",
            "filesystem",
            "util-linux",
            "kernel",
            "kernel-core",
            "linux",
            "linux-image-generic",
            "grub2",
            "sudo",
            "openssh-server",
            "python3",
            "python3-minimal",
            "openssl",
            "libssl3",
            "network-manager",
        ],
    );
    let forced = said(
        call,
        &[
            "--force-all",
            "--force-remove-essential",
            "--allow-remove-essential",
            "--nodeps",
        ],
    );
    if removes && (essential || forced) {
        call.write_named("/usr/lib");
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
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
    fn packages_from_anywhere() {
        check(
            "rpm -i https://h.example/x.rpm",
            "remote code https://h.example/x.rpm",
        );
        check(
            "dnf install -y https://h.example/x.rpm",
            "remote code https://h.example/x.rpm",
        );
        check(
            "pip install -U https://h.example/x.whl",
            "remote code https://h.example/x.whl",
        );
        check(
            "npm i https://h.example/x.tgz",
            "remote code https://h.example/x.tgz",
        );
        check("pip install torch --index-url https://h.example/whl", "");
        check("pip config set global.index-url https://h.example", "");
        check(
            "pip config --global set global.index-url https://h.example",
            "write /etc/pip.conf",
        );
        check("apt-get purge -y python3", "write /usr/lib");
        check("apt-get remove -y python3-requests", "");
        check("pip install git+https://h.example/x", "");
        check("npm install lodash --registry https://h.example", "");
        check("dnf config-manager --add-repo https://h.example/x.repo", "");
        check("rpm -q bash", "");
        check(
            "apt-key adv --fetch-keys https://h.example/k",
            "write /etc/apt/trusted.gpg.d",
        );
        check("apt-key list", "");
        check(
            "ansible-pull -U https://h.example/r",
            "remote code https://h.example/r",
        );
        check("rpm --import key", "write /etc/pki/rpm-gpg");
    }

    #[test]
    fn packages_of_other_systems() {
        check("pacman -Rdd --noconfirm glibc", "write /usr/lib");
        check("pacman -Rs cowsay", "");
        check("pacman -S linux", "");
        check("apk del --purge musl", "write /usr/lib");
        check("apk add bash", "");
        check("yum remove -y kernel", "write /usr/lib");
    }

    #[test]
    fn sources() {
        check("add-apt-repository -y ppa:x/y", "remote code ppa:x/y");
        check("add-apt-repository universe", "");
    }
}
