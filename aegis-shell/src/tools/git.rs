//! git and gh: subcommands, aliases, and the settings that run programs.

use super::call::{Call, joined, nothing};
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, strict_sub, sub, subcommands};
use super::words;
use crate::option::{Names, OptionUse};
use crate::reading::{Language, PayloadKind};

pub(super) const TREES: &[Tree] = &[Tree {
    names: "git",
    globals: indexed(
        "-C=base -c=config --config-env= --exec-path=? --git-dir= --work-tree= --namespace= --super-prefix= -p,--paginate \
            -P,--no-pager --no-replace-objects --no-lazy-fetch --no-advice --bare --literal-pathspecs --glob-pathspecs \
            --noglob-pathspecs --icase-pathspecs --no-optional-locks --attr-source= --html-path --man-path --info-path -v,--version -h,--help",
    ),
    groups: groups(
        "credential stash remote submodule worktree notes bisect reflog lfs flow bundle sparse-checkout maintenance subtree commit-graph",
    ),
    always: settings,
    subcommands: subcommands(GIT),
    ..PLAIN
}];

const GIT: &[Subcommand] = &[
    sub(
        "push",
        "-f,--force --force-with-lease=? --no-force-with-lease --force-if-includes -d,--delete --all,--branches --mirror --tags \
         --follow-tags --prune -n,--dry-run -u,--set-upstream -o,--push-option= --receive-pack,--exec=shell --repo= --atomic --no-verify \
         -q,--quiet -v,--verbose --progress --porcelain --signed=? --thin --no-thin -4,--ipv4 -6,--ipv6 --recurse-submodules=",
        push,
    ),
    sub(
        "reset",
        "--hard --soft --mixed --merge --keep -q,--quiet -p,--patch --pathspec-from-file= --pathspec-file-nul -N,--intent-to-add --recurse-submodules=? --no-recurse-submodules --refresh --no-refresh",
        nothing,
    ),
    sub(
        "clean",
        "-f,--force -d -x -X -n,--dry-run -i,--interactive -e,--exclude= -q,--quiet",
        nothing,
    ),
    sub(
        "checkout",
        "-f,--force -b= -B= -t,--track=? --no-track -l -d,--detach --orphan= --ours --theirs -m,--merge --conflict= -p,--patch --ignore-skip-worktree-bits --ignore-other-worktrees -q,--quiet --progress --guess --no-guess --overlay --no-overlay --recurse-submodules=? --pathspec-from-file= --pathspec-file-nul",
        nothing,
    ),
    sub(
        "switch",
        "-c,--create= -C,--force-create= -d,--detach -f,--force,--discard-changes -t,--track=? --no-track --orphan= -m,--merge --conflict= -q,--quiet --progress --guess --no-guess --ignore-other-worktrees --recurse-submodules=?",
        nothing,
    ),
    sub(
        "restore",
        "-s,--source= -S,--staged -W,--worktree -p,--patch --ours --theirs -m,--merge --conflict= --ignore-unmerged --overlay --no-overlay -q,--quiet --progress --pathspec-from-file= --pathspec-file-nul --recurse-submodules=?",
        nothing,
    ),
    sub(
        "branch",
        "-d,--delete -D -m,--move -M -c,--copy -C -f,--force -r,--remotes -a,--all -u,--set-upstream-to= --unset-upstream -l,--list --contains= --no-contains= --merged=? --no-merged=? --sort= --format= -t,--track=? --no-track -v,--verbose --show-current --edit-description -q,--quiet --points-at= --column=? --color=? --abbrev=? -i,--ignore-case --create-reflog",
        nothing,
    ),
    sub(
        "tag",
        "-d,--delete -f,--force -a,--annotate -s,--sign -u,--local-user= -m,--message= -F,--file=read -e,--edit -l,--list -n=? -v,--verify --sort= --contains= --no-contains= --merged=? --no-merged=? --points-at= --format= --column=? --color=? -i,--ignore-case --cleanup= --create-reflog --trailer=",
        nothing,
    ),
    sub(
        "commit",
        "-a,--all -p,--patch -m,--message= -F,--file=read -C,--reuse-message= -c,--reedit-message= --fixup= --squash= --amend \
         --no-edit -e,--edit --author= --date= -t,--template=read -s,--signoff -S,--gpg-sign=? -n,--no-verify --allow-empty \
         --allow-empty-message -q,--quiet -v,--verbose -u,--untracked-files=? --cleanup= --trailer= -i,--include -o,--only \
         --pathspec-from-file= --pathspec-file-nul --dry-run --reset-author --short --branch --porcelain --long -z,--null --status --no-status --no-post-rewrite",
        nothing,
    ),
    sub(
        "rebase",
        "-x,--exec=shell --onto= --keep-base -i,--interactive --continue --abort --quit --skip --edit-todo --show-current-patch \
         -s,--strategy= -X,--strategy-option= --root -f,--force-rebase,--no-ff --autosquash --no-autosquash --autostash --no-autostash \
         --fork-point --no-fork-point -r,--rebase-merges=? -m,--merge --apply --empty= --no-verify --verify -q,--quiet -v,--verbose \
         --stat -n,--no-stat -S,--gpg-sign=? --signoff --reset-author-date --committer-date-is-author-date --update-refs --whitespace= -C=",
        nothing,
    ),
    sub(
        "merge",
        "--no-ff --ff --ff-only --squash --no-squash --commit --no-commit -e,--edit --no-edit -m,--message= -F,--file=read -s,--strategy= -X,--strategy-option= --abort --quit --continue -n,--no-stat --stat -q,--quiet -v,--verbose --no-verify --allow-unrelated-histories --signoff -S,--gpg-sign=? --autostash --into-name= --cleanup= --log=?",
        nothing,
    ),
    sub(
        "pull",
        "-r,--rebase=? --no-rebase --ff --no-ff --ff-only -f,--force -p,--prune -a,--append --all -t,--tags --depth= --upload-pack=shell -s,--strategy= -X,--strategy-option= -q,--quiet -v,--verbose --autostash --no-edit --edit --squash --unshallow -4 -6 -j,--jobs=",
        nothing,
    ),
    sub(
        "fetch",
        "-f,--force -p,--prune -P,--prune-tags -a,--append --all --multiple -t,--tags -n,--no-tags --depth= --deepen= --unshallow --upload-pack=shell -q,--quiet -v,--verbose -k,--keep --dry-run --refmap= -j,--jobs= --shallow-since= --shallow-exclude= --recurse-submodules=? -o,--server-option= --set-upstream",
        transports,
    ),
    sub(
        "ls-remote",
        "-h,--heads,--branches -t,--tags --refs -q,--quiet --upload-pack=shell --exit-code --get-url --sort= --symref -o,--server-option=",
        transports,
    ),
    sub(
        "clone",
        "-l,--local --no-hardlinks -s,--shared --reference= --reference-if-able= --dissociate -q,--quiet -v,--verbose --progress -n,--no-checkout --bare --mirror --template= -o,--origin= -b,--branch= --revision= -u,--upload-pack=shell --depth= --shallow-since= --shallow-exclude= --single-branch --no-single-branch --no-tags --tags --recurse-submodules,--recursive=? --shallow-submodules --separate-git-dir= -j,--jobs= --sparse --filter= -c,--config=config --server-option= --ref-format= --also-filter-submodules --remote-submodules",
        |call| {
            transports(call);
            if let Some(folder) = call.operand(1) {
                call.write(folder);
            }
        },
    ),
    strict_sub("bisect run", "", |call| {
        call.argv(call.owned_operands(), false, "git bisect run")
    }),
    strict_sub("submodule foreach", "--recursive -q,--quiet", |call| {
        call.shell_words(&call.owned_operands(), "git submodule foreach")
    }),
    sub(
        "filter-branch",
        "--setup=shell --subdirectory-filter= --env-filter=shell --tree-filter=shell --index-filter=shell --parent-filter=shell --msg-filter=shell --commit-filter=shell --tag-name-filter=shell --prune-empty --original= -d= -f,--force --state-branch=",
        nothing,
    ),
    sub(
        "filter-repo",
        "--path= --path-glob= --path-regex= --invert-paths --force,-f --replace-text=read --subdirectory-filter= --to-subdirectory-filter= --analyze --dry-run --refs=",
        nothing,
    ),
    sub(
        "difftool",
        "-x,--extcmd=shell -t,--tool= -d,--dir-diff -y,--no-prompt --prompt -g,--gui --cached --staged",
        nothing,
    ),
    sub(
        "grep",
        "-e= -f=read -O,--open-files-in-pager=?shell -A,--after-context= -B,--before-context= -C,--context= -m,--max-count= --max-depth= --threads= -n -i -l -c -E -F -P -w -v -r --cached --untracked --no-index",
        nothing,
    ),
    sub(
        "log,shortlog,whatchanged",
        "--grep= --author= --committer= -S= -G= -L= -n,--max-count= --since,--after= --until,--before= --format,--pretty=? --date= --decorate=? --skip= --diff-filter= -C=? -M=? -U= --stat=? --abbrev=? --exclude= --branches=? --tags=? --remotes=? --glob= --output=write --oneline --graph --all -p,-u,--patch",
        |call| {
            if call.has("-p") {
                super::call::reads(call);
            }
        },
    ),
    sub(
        "diff",
        "--no-index --cached --staged --stat=? --name-only --name-status -U,--unified= -S= -G= --diff-filter= -O= --output=write --color=? --word-diff=? --exit-code --quiet -w -b -M=? -C=? -R --ext-diff",
        diff,
    ),
    sub(
        "show,cat-file",
        "--format,--pretty=? --stat=? --name-only --name-status --output=write -U,--unified= --color=? -s,--no-patch -p -t -e",
        versions,
    ),
    sub(
        "add,blame,annotate,hash-object",
        "-A,--all -u,--update -p,--patch -f,--force -n,--dry-run -v,--verbose -i,--interactive -N,--intent-to-add -w -L= -s -e,--edit --chmod= -C=? -M=? --since= --stdin -t=",
        super::call::reads,
    ),
    sub(
        "credential fill,credential-store get,credential-cache get",
        "",
        |call| {
            call.read_named("~/.git-credentials");
        },
    ),
    sub(
        "format-patch",
        "-o,--output-directory=write --output=write -n -N -k -s -v= --start-number= --subject-prefix= --cover-letter --stdout --to= --cc= --in-reply-to= --base=",
        nothing,
    ),
    sub(
        "archive",
        "--format= -o,--output=write --prefix= --remote= --exec=shell -l,--list -v,--verbose --add-file=read --worktree-attributes",
        nothing,
    ),
    sub(
        "stash drop,stash pop,stash apply,stash clear,stash show,stash branch,stash list",
        "-q,--quiet --index -p,--patch --stat",
        nothing,
    ),
    sub(
        "stash,stash push,stash save",
        "-m,--message= -p,--patch -k,--keep-index --no-keep-index -u,--include-untracked -a,--all -q,--quiet -S,--staged --pathspec-from-file=",
        nothing,
    ),
    sub(
        "notes add,notes append,notes edit",
        "-m,--message= -F,--file=read -C,--reuse-message= -c,--reedit-message= -f,--force --allow-empty --separator=? --ref=",
        nothing,
    ),
    sub(
        "worktree remove,worktree add,worktree prune,worktree move",
        "-f,--force -b= -B= -d,--detach --checkout --no-checkout --lock --reason= --orphan -q,--quiet -n,--dry-run -v,--verbose --expire= --track --guess-remote",
        nothing,
    ),
    sub(
        "reflog expire,reflog delete",
        "--expire= --expire-unreachable= --all --single-worktree --updateref --rewrite --stale-fix -n,--dry-run --verbose",
        nothing,
    ),
    sub(
        "gc,prune,repack",
        "--aggressive --auto --prune,--expire=? --no-prune -q,--quiet --force -n,--dry-run -v,--verbose -a -A -d -f",
        nothing,
    ),
    sub(
        "update-ref",
        "-m= -d -z --stdin --no-deref --create-reflog",
        nothing,
    ),
    sub(
        "config",
        "--global --system --local --worktree -f,--file= --blob= --get --get-all --get-regexp --add --unset --unset-all --replace-all --rename-section --remove-section -l,--list -e,--edit -t,--type= --bool --int --path -z,--null --name-only --includes --show-origin --show-scope --default= --fixed-value",
        config,
    ),
    sub(
        "rm",
        "-f,--force -n,--dry-run -r --cached --ignore-unmatch --sparse -q,--quiet --pathspec-from-file= --pathspec-file-nul",
        remove,
    ),
    sub(
        "am,apply,cherry-pick,revert",
        "-m,--mainline,--message-id= -n,--no-commit --abort --continue --quit --skip -x -e,--edit -s,--signoff -S,--gpg-sign=? -X,--strategy-option= --strategy= --cached --check -R,--reverse --index -3,--3way -p= -C= --directory= --exclude= --include= --stat --reject",
        nothing,
    ),
];

/// Settings whose value git runs.
const RUN: &[&str] = &[
    "core.pager",
    "core.editor",
    "core.sshcommand",
    "core.fsmonitor",
    "core.askpass",
    "core.gitproxy",
    "core.alternaterefscommand",
    "sequence.editor",
    "diff.external",
    "credential.helper",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.ssh.defaultkeycommand",
    "uploadpack.packobjectshook",
    "interactive.difffilter",
    "sendemail.sendmailcmd",
    "web.browser.cmd",
];

/// What the settings behind `-c` run.
fn settings(call: &mut Call<'_>) {
    if !call.line.has_roles() {
        return;
    }
    let subcommand = call.subcommands.first().cloned().unwrap_or_default();
    for setting in call.values("-c").into_iter().chain(call.values("--config")) {
        let Some((key, value)) = words::split_once(&setting, '=') else {
            continue;
        };
        let Some(key) = words::text(&key).map(str::to_ascii_lowercase) else {
            continue;
        };
        if leads_elsewhere(&key) && subcommand == "push" {
            let target = match key.strip_prefix("url.") {
                Some(_) => replacement(&setting),
                None => Some(value),
            };
            call.network(target, true);
        } else if let Some(alias) = key.strip_prefix("alias.") {
            if alias == subcommand.to_ascii_lowercase() {
                run_alias(call, &value);
            }
        } else if runs(&key) && !words::is(&value, "true") && !words::is(&value, "false") {
            let text = if key == "credential.helper" {
                words::after(&value, "!")
            } else {
                Some(value)
            };
            if let Some(text) = text {
                call.code(Language::Shell, text, Vec::new(), "git -c");
            }
        }
    }
}

/// Settings that say where a push goes: `remote.NAME.url`, `url.REPLACEMENT.insteadOf`.
fn leads_elsewhere(key: &str) -> bool {
    let names = |start: &str, ends: [&str; 2]| {
        key.starts_with(start) && ends.iter().any(|end| key.ends_with(end))
    };
    names("remote.", [".url", ".pushurl"]) || names("url.", [".insteadof", ".pushinsteadof"])
}

/// The URL within `url.REPLACEMENT.insteadOf=…`, which may hold dots and `=` itself.
fn replacement(setting: &crate::script::Word) -> Option<crate::script::Word> {
    words::map(setting, |text| {
        let (key, _) = text.rsplit_once('=')?;
        let (url, _) = key.get("url.".len()..)?.rsplit_once('.')?;
        Some(url.to_owned())
    })
}

fn runs(key: &str) -> bool {
    let filter =
        (key.starts_with("filter.") || key.starts_with("diff.") || key.starts_with("merge."))
            && [
                ".clean",
                ".smudge",
                ".process",
                ".textconv",
                ".command",
                ".driver",
            ]
            .iter()
            .any(|end| key.ends_with(end));
    let tool = (key.starts_with("difftool.")
        || key.starts_with("mergetool.")
        || key.starts_with("pager.")
        || key.starts_with("trailer."))
        && !key.ends_with(".prompt");
    RUN.contains(&key) || filter || tool
}

/// `!text` is for a shell, anything else is a git command line; the words behind the alias follow.
fn run_alias(call: &mut Call<'_>, value: &crate::script::Word) {
    let args = call.args.to_vec();
    if let Some(text) = words::after(value, "!") {
        let mut parts = vec![text];
        parts.extend(args);
        return call.shell_words(&parts, "git alias");
    }
    let mut parts = vec![words::literal("git", value), value.clone()];
    parts.extend(args);
    if let Some(text) = joined(&parts) {
        call.payload(
            PayloadKind::Code {
                language: Language::Shell,
                text,
                args: Vec::new(),
            },
            "git alias",
        );
    }
}

/// `ext::program …` is a transport that runs a program.
fn transports(call: &mut Call<'_>) {
    for operand in call.operands() {
        let Some(text) = words::after(&operand, "ext::") else {
            continue;
        };
        // Words end at blanks, `% ` is a blank within one.
        let line: Option<Vec<crate::script::Word>> = words::text(&text).map(|line| {
            let line = line.replace("% ", "\0");
            let parts = line.split(' ').filter(|part| !part.is_empty());
            parts
                .map(|part| words::literal(&part.replace('\0', " ").replace("%%", "%"), &text))
                .collect()
        });
        match line {
            Some(line) => call.argv(line, false, "git ext::"),
            None => call.code(Language::Shell, text, Vec::new(), "git ext::"),
        }
    }
}

/// The first operand is the remote, as if it were the value of `--repo`: the operands that are left are refspecs.
fn push(call: &mut Call<'_>) {
    if call.has("--repo") || call.line.operands.is_empty() {
        return;
    }
    let remote = call.line.operands.remove(0).into_word();
    let elsewhere = words::texts(&remote).any(|text| match text.split_once("://") {
        Some((scheme, _)) => scheme != "file",
        None => text.contains('@') && text.contains(':'),
    });
    if elsewhere && !call.has("--dry-run") {
        call.network(Some(remote.clone()), true);
    }
    let option = OptionUse {
        names: Names::listed("--repo"),
        span: remote.span,
        value: Some(remote),
    };
    call.line.push(option, "");
}

fn remove(call: &mut Call<'_>) {
    if call.has("--cached") || call.has("--dry-run") {
        return;
    }
    let recursive = call.has("-r");
    for path in call.operands() {
        call.delete(path, recursive);
    }
}

fn diff(call: &mut Call<'_>) {
    if call.has("--no-index") {
        super::call::reads(call);
    }
}

/// `git show COMMIT:path`: that version of the file.
fn versions(call: &mut Call<'_>) {
    for operand in call.operands() {
        if let Some((_, path)) = words::split_once(&operand, ':') {
            call.read(path);
        }
    }
}

/// An alias or a setting that is written down with a program in it will run later.
fn config(call: &mut Call<'_>) {
    let removes = [
        "--unset",
        "--unset-all",
        "--remove-section",
        "--rename-section",
        "--edit",
    ];
    let asks = ["--get", "--get-all", "--get-regexp", "--list"];
    let changes = removes.iter().any(|option| call.has(option)) || call.line.operands.len() > 1;
    if call.has("--system") && changes && !asks.iter().any(|option| call.has(option)) {
        call.write_named("/etc/gitconfig");
    }
    let (Some(key), Some(value)) = (call.operand(0), call.operand(1)) else {
        return;
    };
    let Some(key) = words::text(&key).map(str::to_ascii_lowercase) else {
        return;
    };
    let program = if key.starts_with("alias.") || key == "credential.helper" {
        words::after(&value, "!")
    } else if runs(&key) && !words::is(&value, "true") && !words::is(&value, "false") {
        Some(value.clone())
    } else {
        None
    };
    if let Some(text) = program {
        let layer = if key.starts_with("alias.") {
            "git alias"
        } else {
            "git config"
        };
        call.code(Language::Shell, text, Vec::new(), layer);
    } else if key.starts_with("alias.") {
        // It may be called with more words.
        if let Some(text) = joined(&[words::literal("git", &value), value]) {
            call.code(Language::Shell, text, Vec::new(), "git alias");
            call.payloads
                .iter_mut()
                .for_each(|payload| payload.possible = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::{effects, shape};

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    fn check_shape(command: &str, expected: &str) {
        assert_eq!(shape(command), expected, "{command}");
    }

    #[test]
    fn subcommands_and_options() {
        check_shape(
            "git push -uf origin main",
            "push | --set-upstream --force --repo=origin | main",
        );
        check_shape(
            "git -C d -c k=v --no-pager push --del origin x",
            "push | -C=d -c=k=v --no-pager --delete --repo=origin | x",
        );
        check_shape(
            "git push origin x -o ci.variable=--force",
            "push | --push-option=ci.variable=--force --repo=origin | x",
        );
        check_shape("git reset --har HEAD~1", "reset | --hard | HEAD~1");
        check_shape("git reset -- hard.txt", "reset |  | hard.txt");
        check_shape("git stash drop", "stash drop |  | ");
        check_shape("git stash -m drop", "stash | --message=drop | ");
        check_shape(
            "git commit -am 'git push -f'",
            "commit | --all --message=git push -f | ",
        );
        check_shape(
            "git --namespace=x push --force origin main",
            "push | --namespace=x --force --repo=origin | main",
        );
        check_shape("git push --help", "help push | --help | ");
        check_shape("git --unlisted x push -f", "push | --unlisted=x --force | ");
    }

    #[test]
    fn pushes_elsewhere() {
        check(
            "git -c remote.origin.url=https://h.example/r push origin",
            "send https://h.example/r",
        );
        check(
            "git -c remote.origin.pushUrl=https://h.example/r push",
            "send https://h.example/r",
        );
        check(
            "git -c url.https://h.example/.insteadOf=https://github.com/ push",
            "send https://h.example/",
        );
        check("git -c url.https://h.example/.insteadOf=gh: fetch", "");
        check("git -c remote.origin.url=https://h.example/r fetch", "");
    }

    #[test]
    fn programs() {
        check(
            "git -c alias.x='!rm -rf /' x y",
            "git alias> Shell `rm -rf / y`",
        );
        check(
            "git -c alias.p='push -f' p origin",
            "git alias> Shell `git push -f origin`",
        );
        check("git -c core.pager='rm x' log", "git -c> Shell `rm x`");
        check("git -c core.fsmonitor=true status", "");
        check("git rebase -i --exec 'rm x' main", "git -x> Shell `rm x`");
        check("git bisect run rm -rf x", "git bisect run> rm -rf x");
        check(
            "git submodule foreach --recursive 'rm x'",
            "git submodule foreach> Shell `rm x`",
        );
        check("git config --get alias.push", "");
        check(
            "git config alias.p 'push -f'",
            "git alias> Shell `git push -f`?",
        );
        check("git config alias.x '!rm x'", "git alias> Shell `rm x`");
        check("git clone 'ext::sh -c x' d", "write d; git ext::> sh -c x");
        check(
            "git fetch 'ext::sh -c rm% -rf% /'",
            "git ext::> sh -c rm -rf /",
        );
        check("git config core.pager 'rm x'", "git config> Shell `rm x`");
        check(
            "git config --global core.sshCommand 'rm x'",
            "git config> Shell `rm x`",
        );
        check("git config core.fsmonitor true", "");
        check("git config credential.helper store", "");
        check("git config user.name 'rm x'", "");
        check("git config --system user.name x", "write /etc/gitconfig");
        check("git config --system --get user.name", "");
        check("git commit -m 'rm -rf /'", "");
        check(
            "git diff --no-index /dev/null .env",
            "read /dev/null; read .env",
        );
        check("git diff .env", "");
        check("git show HEAD:.env", "read .env");
        check("git show HEAD~1", "");
        check("git clone https://x/y /usr/local/y", "write /usr/local/y");
        check("git add .env", "read .env");
        check("git log -p .env", "read .env");
        check("git log .env", "");
        check("git rm -f a", "delete a");
        check("git rm -r src", "delete -r src");
        check("git rm --cached -r .", "");
        check("git rm -n a", "");
    }
}
