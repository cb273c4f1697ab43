//! Programs whose words are data: nothing that they are given is done.
//!
//! They are listed so that no dangerous program is looked for among their words, as is done for programs that
//! nobody here knows.

use super::call::{Tool, nothing, strict, tool};
use super::words;

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "echo gecho printf print yes expr seq say espeak figlet toilet cowsay banner wall write notify-send terminal-notifier",
        "",
        nothing,
    ),
    strict(
        "alias unalias export declare local readonly typeset set unset let shift return exit break continue read readarray mapfile shopt setopt complete compgen bind ulimit umask hash enable caller times wait jobs fg bg disown suspend history fc dirs true false : pwd cd pushd popd",
        "",
        nothing,
    ),
    tool(
        "info tldr cheat apropos whatis help which whereis type where locate mlocate",
        "",
        nothing,
    ),
    tool(
        "man",
        "-P,--pager=shell -H,--html=? -s,--sections= -M,--manpath= -L,--locale= -k -f -w -a",
        nothing,
    ),
    tool(
        "pgrep top htop lsof fuser pidof cal sleep whoami id groups who w hostname uname uptime free tput stty clear reset tty bc dc factor nproc lscpu lsblk blkid dmesg ping dig nslookup host whois traceroute netstat ss",
        "",
        nothing,
    ),
    tool(
        "ps",
        "-p,--pid= -u,--user= -C= -o,--format= -O= -t,--tty= -g= -s= -G= -N",
        |call| {
            // BSD's way to ask for the environment, which holds what the program was trusted with.
            let first = call.args.first().and_then(words::text);
            let lists = |letters: &str| {
                letters
                    .chars()
                    .all(|letter| "aefhjlrsuvwx".contains(letter))
            };
            let operands = call.line.operands.iter();
            let mut texts = operands.filter_map(|operand| words::text(operand));
            if first.is_some_and(|letters| letters.contains('e') && lists(letters))
                || texts.any(|text| matches!(text, "e" | "ew" | "eww" | "ewww"))
            {
                call.read_named("/proc/self/environ");
            }
        },
    ),
    tool(
        "apt-cache apt-mark yay paru emerge xbps-install brew port choco winget scoop snapd gem pecl composer luarocks cpan cpanm hex nix-env gofmt dotnet mvn gradle gradlew sbt lein rebar3",
        "",
        nothing,
    ),
    tool(
        "pytest py.test tox nox unittest jest vitest mocha ava playwright cypress rspec phpunit ctest bats shunit2 shellcheck shfmt hadolint markdownlint yamllint eslint prettier ruff black mypy flake8 pylint rustfmt tsc javac java",
        "",
        nothing,
    ),
    tool("aegis dcg nah tirith cc-safety-net", "", nothing),
    tool(
        "tr gtr numfmt getopt getopts envsubst xdg-mime dircolors locale",
        "-d -s -c -t",
        nothing,
    ),
    tool(
        "notes jrnl todo task todoist obsidian zenity dialog whiptail fzf sk gum",
        "",
        nothing,
    ),
    tool(
        "pip pipx",
        "-t,--target=write -r,--requirement=read -c,--constraint= -e,--editable= --prefix= --root= -i,--index-url= --extra-index-url= -q -U,--upgrade -y,--yes --user --no-deps --global --site",
        |call| {
            let is = |at, names: &[&str]| {
                call.operand(at)
                    .is_some_and(|verb| names.iter().any(|own| words::is(&verb, own)))
            };
            if is(0, &["config"]) && is(1, &["set", "unset", "edit"]) && call.has("--global") {
                call.write_named("/etc/pip.conf");
            }
            super::packages::by_address(call);
        },
    ),
];

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    #[test]
    fn words_are_data() {
        for command in [
            "echo rm -rf /",
            "printf %s rm -rf /",
            "which -a rm cat",
            "apt-get install -y curl rsync",
            "pytest -k rm -rf x",
            "man find",
            "alias x='rm -rf /'",
            "ps aux",
            "ps -ef",
            "ps -C server -o pid=",
            "ps -p 12",
        ] {
            assert_eq!(effects(command), "", "{command}");
        }
    }

    #[test]
    fn environments_of_others() {
        for command in ["ps auxe", "ps eww -p 12", "ps -p 12 e"] {
            assert_eq!(effects(command), "read /proc/self/environ", "{command}");
        }
    }
}
