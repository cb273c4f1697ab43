//! Programs that start another program with the words behind their own.

use super::call::{Call, Tool, strict};
use super::words;
use crate::reading::{ActKind, Language, PayloadKind, Place};

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "sudo sudo-rs",
        "-A,--askpass -b,--background -B,--bell -C,--close-from= -D,--chdir=cwd -E --preserve-env=? -e,--edit -g,--group= -H,--set-home \
         -h,--host= --help -i,--login -K,--remove-timestamp -k,--reset-timestamp -l,--list -N,--no-update -n,--non-interactive -P,--preserve-groups \
         -p,--prompt= -R,--chroot= -r,--role= -S,--stdin -s,--shell -t,--type= -T,--command-timeout= -U,--other-user= -u,--user= -V,--version -v,--validate",
        sudo,
    ),
    strict("doas", "-a= -C= -L -n -s -u=", sudo),
    strict(
        "sudoedit",
        "-u,--user= -g,--group= -n,--non-interactive -S,--stdin -k -A -H -T= -p= -R= -r= -t= -C= -D=",
        edit_raised,
    ),
    strict(
        "run0 please kdesu gksu gksudo",
        "-u,--user= -g,--group= -D,--chdir=cwd -n,--non-interactive -d -t -c=shell --setenv= --unit= --property= --slice= --nice= --background=",
        raise::<0>,
    ),
    strict(
        "pkexec",
        "--user= --disable-internal-agent --keep-cwd --help --version",
        raise::<0>,
    ),
    strict("gosu su-exec setpriv-exec", "", raise::<1>),
    strict(
        "env genv",
        "-i,--ignore-environment -u,--unset= -C,--chdir=cwd -S,--split-string= -0,--null -v,--debug -P= --block-signal=? \
         --default-signal=? --ignore-signal=? --list-signal-handling -a,--argv0=",
        env,
    ),
    strict("command", "-p -v -V", command),
    strict("builtin", "", wrap::<0>),
    strict("exec", "-a= -c -l", wrap::<0>),
    strict(
        "nice gnice",
        "-n,--adjustment= -0 -1 -2 -3 -4 -5 -6 -7 -8 -9",
        wrap::<0>,
    ),
    strict(
        "ionice",
        "-c,--class= -n,--classdata= -p,--pid= -P,--pgid= -u,--uid= -t,--ignore",
        wrap::<0>,
    ),
    strict(
        "nohup setsid unbuffer catchsegv eatmydata dbus-run-session fakeroot gnome-session-inhibit",
        "-c,--ctty -f,--fork -w,--wait -p --config-file= --dbus-daemon= -l,--lib= --faked= -s= -i= -u,--unknown-is-real -b=",
        wrap::<0>,
    ),
    strict("stdbuf", "-i,--input= -o,--output= -e,--error=", wrap::<0>),
    strict(
        "time gtime",
        "-a,--append -f,--format= -o,--output=write -p,--portability -q,--quiet -v,--verbose -l -h",
        wrap::<0>,
    ),
    strict(
        "timeout gtimeout",
        "-f,--foreground -k,--kill-after= -p,--preserve-status -s,--signal= -v,--verbose",
        wrap::<1>,
    ),
    strict(
        "chrt",
        "-a,--all-tasks -b,--batch -d,--deadline -D,--sched-deadline= -f,--fifo -i,--idle -m,--max -o,--other -p,--pid= -P,--sched-period= -r,--rr -R,--reset-on-fork -T,--sched-runtime= -v,--verbose",
        wrap::<1>,
    ),
    strict("taskset", "-a,--all-tasks -c,--cpu-list -p,--pid", taskset),
    strict(
        "prlimit",
        "-c,--core=? -d,--data=? -e,--nice=? -f,--fsize=? -i,--sigpending=? -l,--memlock=? -m,--rss=? -n,--nofile=? -o,--output= -p,--pid= -q,--msgqueue=? -r,--rtprio=? -s,--stack=? -t,--cpu=? -u,--nproc=? -v,--as=? --noheadings --raw --verbose",
        wrap::<0>,
    ),
    strict(
        "strace ltrace",
        "-a,--columns= -A -b= -c,--summary-only -C,--summary -d,--debug -D,--daemonize=? -e,--trace= -E,--env= -f,--follow-forks -F -h,--help -i,--instruction-pointer -I= -k,--stack-traces -l= -L -n= -N -o,--output=write -O= -p,--attach= -P,--trace-path= -q,--quiet=? -r -s,--string-limit= -S= -t -T -u,--user= -v,--no-abbrev -V,--version -w -x -X= -y -z -Z",
        wrap::<0>,
    ),
    strict(
        "unshare",
        "-m,--mount=? -u,--uts=? -i,--ipc=? -n,--net=? -p,--pid=? -U,--user=? -C,--cgroup=? -T,--time=? -f,--fork -r,--map-root-user -c,--map-current-user --map-auto --map-user= --map-group= --map-users= --map-groups= --keep-caps --kill-child=? --mount-proc=? --propagation= --setgroups= -R,--root= -w,--wd=cwd -S,--setuid= -G,--setgid= --monotonic= --boottime=",
        wrap::<0>,
    ),
    strict(
        "nsenter",
        "-a,--all -t,--target= -m,--mount=? -u,--uts=? -i,--ipc=? -n,--net=? -p,--pid=? -C,--cgroup=? -U,--user=? -T,--time=? -r,--root=? -w,--wd=?cwd -W,--wdns=? -e,--env -F,--no-fork -Z,--follow-context -S,--setuid= -G,--setgid= --preserve-credentials",
        |call| {
            // The file tree of another process, which may be the machine's own seen from a container.
            if call.has("--mount") || call.has("--all") {
                call.place = Place::Remote;
            }
            wrap::<0>(call);
        },
    ),
    strict("chroot", "--groups= --userspec= --skip-chdir", |call| {
        if let Some(folder) = call.operand(0) {
            call.place = Place::Root(folder);
        }
        wrap::<1>(call);
    }),
    strict(
        "setpriv",
        "--clear-groups -d,--dump --groups= --inh-caps= --ambient-caps= --init-groups --keep-groups --list-caps --no-new-privs --nnp --bounding-set= --pdeathsig= --ruid= --euid= --rgid= --egid= --reuid= --regid= --reset-env --securebits= --selinux-label= --apparmor-profile=",
        wrap::<0>,
    ),
    strict(
        "capsh",
        "--drop= --caps= --user= --uid= --gid= --print --keep=",
        wrap::<0>,
    ),
    strict(
        "systemd-run",
        "--user --system --scope -u,--unit= -p,--property= --description= --slice= --slice-inherit -r,--remain-after-exit --send-sighup --service-type= --uid= --gid= --nice= --working-directory=cwd -d,--same-dir -E,--setenv= -t,--pty -P,--pipe -q,--quiet --on-active= --on-boot= --on-startup= --on-calendar= --timer-property= --no-block --wait -G,--collect --no-ask-password -H,--host= -M,--machine= -S,--shell",
        |call| {
            let later = ["--on-active", "--on-boot", "--on-startup", "--on-calendar"];
            if later.iter().any(|when| call.has(when)) && !call.has("--user") {
                call.write_named("/etc/systemd/system");
            }
            wrap::<0>(call);
        },
    ),
    strict(
        "systemd-inhibit",
        "--what= --who= --why= --mode= --list",
        wrap::<0>,
    ),
    strict(
        "busybox toybox",
        "--list --list-full --install=?",
        wrap::<0>,
    ),
    strict(
        "firejail bwrap proot",
        "-r= -R= -b= -w= -0 -q -S= -k=",
        sandbox,
    ),
    strict(
        "envchain",
        "-s,--set -l,--list -u,--unset -n,--noecho -v,--show-value -p,--require-passphrase",
        |call| {
            if !call.has("--set") && !call.has("--list") && !call.has("--unset") {
                wrap::<1>(call);
            }
        },
    ),
    strict(
        "watchexec",
        "-e,--exts= -w,--watch= -W,--watch-non-recursive= -f,--filter= -i,--ignore= -r,--restart -c,--clear=? -s,--signal= -d,--debounce= -n -p,--postpone -q,--quiet -o,--on-busy-update= --shell=? --stop-signal= --stop-timeout= --delay-run= --poll=? --no-vcs-ignore -E,--env= -N,--notify --workdir=cwd --project-origin= -v,--verbose -h,--help -V,--version",
        |call| {
            let operands = call.owned_operands();
            match operands.as_slice() {
                // One word is for a shell.
                [text] => call.code(Language::Shell, text.clone(), Vec::new(), "watchexec"),
                _ => call.argv(operands, false, "watchexec"),
            }
        },
    ),
    strict("faketime", "-m -p= -f --exclude-monotonic", wrap::<1>),
    strict(
        "proxychains proxychains4 torsocks torify tsocks",
        "-q -f= -i -a= -p= -u= -P= -d",
        wrap::<0>,
    ),
    strict(
        "xvfb-run",
        "-a,--auto-servernum -e,--error-file=write -f,--auth-file= -l,--listen-tcp -n,--server-num= -p,--xauth-protocol= -s,--server-args= -w,--wait=",
        wrap::<0>,
    ),
    strict("caffeinate", "-d -i -m -s -u -t= -w=", wrap::<0>),
    strict("arch", "-arm64 -arm64e -x86_64 -i386 -c -d= -e=", arch),
    strict(
        "setarch linux32 linux64 i386 x86_64",
        "-B,--32bit -F,--fdpic-funcptrs -I,--short-inode -L,--addr-compat-layout -R,--addr-no-randomize -S,--whole-seconds -T,--sticky-timeouts -X,--read-implies-exec -Z,--mmap-page-zero -3,--3gb -v,--verbose",
        setarch,
    ),
    strict(
        "rtk",
        "-v,--verbose -u,--ultra-compact --skip-env",
        wrap::<0>,
    ),
    strict("ssh-agent", "-a= -c -D -d -E= -k -P= -s -t= -O=", wrap::<0>),
    strict(
        "perf-record numactl cgexec",
        "-g= -m,--membind= -N,--cpunodebind= -C,--physcpubind= -i,--interleave= -l,--localalloc --sticky",
        wrap::<0>,
    ),
    strict(
        "valgrind rr gdbserver",
        "--tool= --leak-check= --log-file=write -q,--quiet -v,--verbose",
        wrap::<0>,
    ),
    strict(
        "hyperfine-run tini dumb-init catatonit",
        "-g -s -v -p= -c,--single-child -r,--rewrite=",
        wrap::<0>,
    ),
    strict(
        "script",
        "-a,--append -c,--command=shell -e,--return -E,--echo= -f,--flush -q,--quiet -t,--timing=? -O,--log-out=write -I,--log-in=write -B,--log-io=write -F -k -r -d -p",
        script,
    ),
    strict(
        "watch viddy",
        "-b,--beep -c,--color -C,--no-color -d,--differences=? -e,--errexit -g,--chgexit -n,--interval= -p,--precise -q,--equexit= -r,--no-rerun -t,--no-title -w,--no-wrap -x,--exec",
        watch,
    ),
    strict("entr", "-a -c -d -n -p -r -s -z", entr),
    strict("sg", "-c=shell", |call| {
        call.act(ActKind::Privilege);
        match call.operands_after(1).as_slice() {
            [option, text, ..] if words::is(option, "-c") => {
                call.code(Language::Shell, text.clone(), Vec::new(), "sg -c");
            }
            rest => call.shell_words(rest, "sg"),
        }
    }),
    strict("newgrp", "", shell_from_stdin),
    strict(
        "flock",
        "-c,--command= -s,--shared -x,-e,--exclusive -u,--unlock -n,--nonblock -o,--close -w,--timeout= -E,--conflict-exit-code= -F,--no-fork --verbose",
        flock,
    ),
    strict(
        "su",
        "-c,--command=shell --session-command=shell -f,--fast -g,--group= -G,--supp-group= -l,--login -m,-p,--preserve-environment -P,--pty -s,--shell= -T,--no-pty -w,--whitelist-environment=",
        su,
    ),
    strict(
        "runuser",
        "-c,--command=shell --session-command=shell -f,--fast -g,--group= -G,--supp-group= -l,--login -m,-p,--preserve-environment -P,--pty -s,--shell= -u,--user= -T,--no-pty -w,--whitelist-environment=",
        runuser,
    ),
];

/// The program behind `OWN` operands of the wrapper itself.
pub(super) fn wrap<const OWN: usize>(call: &mut Call<'_>) {
    let layer = call.program.to_owned();
    call.argv(call.operands_after(OWN), false, &layer);
}

fn raise<const OWN: usize>(call: &mut Call<'_>) {
    call.act(ActKind::Privilege);
    wrap::<OWN>(call);
}

fn sudo(call: &mut Call<'_>) {
    if ["--list", "--validate", "--remove-timestamp"]
        .iter()
        .any(|asks| call.has(asks))
    {
        return;
    }
    if call.has("--edit") {
        return edit_raised(call);
    }
    call.act(ActKind::Privilege);
    let layer = call.program.to_owned();
    if call.line.operands.is_empty() && (call.has("--shell") || call.has("--login")) {
        return shell_from_stdin(call);
    }
    call.argv(call.owned_operands(), true, &layer);
}

/// A shell that is started without a command runs what stdin yields.
fn shell_from_stdin(call: &mut Call<'_>) {
    let layer = call.program.to_owned();
    call.payload(
        PayloadKind::Stdin {
            language: Language::Shell,
            args: Vec::new(),
        },
        &layer,
    );
}

fn edit_raised(call: &mut Call<'_>) {
    call.act(ActKind::Privilege);
    for path in call.operands() {
        call.read(path.clone());
        call.write(path);
    }
}

fn env(call: &mut Call<'_>) {
    if let Some(text) = call.value("--split-string") {
        // The rest of the words follow those of the string.
        let mut parts = vec![text];
        parts.extend(call.owned_operands());
        return call.shell_words(&parts, "env -S");
    }
    // A lone dash is an old spelling of `-i`.
    let own = usize::from(call.operand(0).is_some_and(|word| words::is(&word, "-")));
    call.argv(call.operands_after(own), true, "env");
}

fn command(call: &mut Call<'_>) {
    if !call.has("-v") && !call.has("-V") {
        wrap::<0>(call);
    }
}

fn taskset(call: &mut Call<'_>) {
    if !call.has("--pid") {
        wrap::<1>(call);
    }
}

/// Sandboxes have too many options of their own to list; the program follows them, or `--`.
fn sandbox(call: &mut Call<'_>) {
    wrap::<0>(call);
}

fn arch(call: &mut Call<'_>) {
    wrap::<0>(call);
}

fn setarch(call: &mut Call<'_>) {
    let own = call
        .operand(0)
        .is_some_and(|word| words::texts(&word).any(|text| super::known(text).table.is_none()));
    if own && call.program == "setarch" {
        wrap::<1>(call)
    } else {
        wrap::<0>(call)
    }
}

/// BSD's takes the program behind the file.
fn script(call: &mut Call<'_>) {
    if let Some(path) = call.operand(0) {
        call.write(path);
    }
    match call.operands_after(1).as_slice() {
        [option, text, ..] if words::is(option, "-c") || words::is(option, "--command") => {
            call.code(Language::Shell, text.clone(), Vec::new(), "script -c");
        }
        _ => wrap::<1>(call),
    }
}

fn watch(call: &mut Call<'_>) {
    if call.has("--exec") {
        return wrap::<0>(call);
    }
    let layer = call.program.to_owned();
    call.shell_words(&call.owned_operands(), &layer);
}

fn entr(call: &mut Call<'_>) {
    if call.has("-s") {
        return call.shell_words(&call.owned_operands(), "entr -s");
    }
    wrap::<0>(call);
}

/// `flock FILE PROGRAM …`, `flock FILE -c TEXT`.
fn flock(call: &mut Call<'_>) {
    let rest = call.operands_after(1);
    match rest.split_first() {
        Some((option, text)) if words::is(option, "-c") || words::is(option, "--command") => {
            call.shell_words(text, "flock -c");
        }
        _ => call.argv(rest, false, "flock"),
    }
}

/// `su [-] [USER [ARGUMENT …]]`: the arguments go to the user's shell, which may get its text from them.
fn su(call: &mut Call<'_>) {
    call.act(ActKind::Privilege);
    let mut rest = call.owned_operands();
    if rest.first().is_some_and(|word| words::is(word, "-")) {
        rest.remove(0);
    }
    let Some(user) = rest.first().cloned() else {
        if !call.has("--command") && !call.has("--session-command") {
            shell_from_stdin(call);
        }
        return;
    };
    let is_option = words::starts(&user, "-");
    let arguments = rest.get(usize::from(!is_option)..).unwrap_or_default();
    let mut shell = vec![words::literal("sh", &user)];
    for argument in arguments {
        match words::text(argument) {
            Some("-" | "-l" | "--login" | "-m" | "-p" | "--preserve-environment") => {}
            Some("--command" | "--session-command") => shell.push(words::literal("-c", argument)),
            _ => match words::after(argument, "--command=") {
                Some(text) => shell.extend([words::literal("-c", argument), text]),
                None => shell.push(argument.clone()),
            },
        }
    }
    if shell.len() > 1 {
        let layer = call.program.to_owned();
        call.argv(shell, false, &layer);
    } else if !call.has("--command") && !call.has("--session-command") {
        call.payload(
            crate::reading::PayloadKind::Stdin {
                language: Language::Shell,
                args: Vec::new(),
            },
            "su",
        );
    }
}

fn runuser(call: &mut Call<'_>) {
    if !call.has("--user") {
        return su(call);
    }
    call.act(ActKind::Privilege);
    wrap::<0>(call);
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn rights() {
        check("sudo rm -rf /", "privilege; sudo> rm -rf /");
        check("sudo -u root rm -rf /", "privilege; sudo> rm -rf /");
        check("sudo -nu root FOO=1 rm x", "privilege; sudo> FOO=1 rm x");
        check("sudo -D /etc -- rm x", "privilege; sudo> rm x at /etc");
        check("sudo -n true", "privilege; sudo> true");
        check("sudo -l", "");
        check("sudo --help", "");
        check(
            "sudo -e /etc/hosts",
            "privilege; read /etc/hosts; write /etc/hosts",
        );
        check("sudo --new x rm y", "privilege; sudo> x rm y?; sudo> rm y?");
        check("su -c 'rm -rf /'", "privilege; su -c> Shell `rm -rf /`");
        check("su root -c 'rm -rf /'", "privilege; su> sh -c rm -rf /");
        check("su - me", "privilege; su> Shell stdin");
        check("runuser -u me -- rm x", "privilege; runuser> rm x");
        check(
            "sudoedit /etc/hosts",
            "privilege; read /etc/hosts; write /etc/hosts",
        );
        check("doas -u root rm x", "privilege; doas> rm x");
    }

    #[test]
    fn runners() {
        check("env -i X=1 rm x", "env> X=1 rm x");
        check("env - rm x", "env> rm x");
        check("env -C /etc rm x", "env> rm x at /etc");
        check("env -S 'rm -rf' /", "env -S> Shell `rm -rf /`");
        check("command -v rm", "");
        check("command rm x", "command> rm x");
        check("nice -n 19 ionice -c3 rm x", "nice> ionice -c3 rm x");
        check("ionice -c3 rm x", "ionice> rm x");
        check("timeout --signal=9 -k 3 10s rm x", "timeout> rm x");
        check("time -p rm x", "time> rm x");
        check("strace -o /tmp/t rm x", "write /tmp/t; strace> rm x");
        check("flock /tmp/l rm x", "flock> rm x");
        check("flock /tmp/l -c 'rm x'", "flock -c> Shell `rm x`");
        check("watch -n1 rm x", "watch> Shell `rm x`");
        check("watch -x rm x", "watch> rm x");
        check(
            "script -qc 'rm x' log",
            "write log; script -c> Shell `rm x`",
        );
        check("script log", "write log");
        check("script log -c 'rm x'", "write log; script -c> Shell `rm x`");
        check("sudo -s", "privilege; sudo> Shell stdin");
        check("su", "privilege; su> Shell stdin");
        check("sg wheel -c 'rm x'", "privilege; sg -c> Shell `rm x`");
        check("faketime yesterday rm x", "faketime> rm x");
        check("busybox rm x", "busybox> rm x");
    }

    #[test]
    fn unknown() {
        check("frobnicate rm -rf /", "unknown program> rm -rf /?");
        check("frobnicate rm", "");
        check("frobnicate sh -c 'rm x'", "unknown program> sh -c rm x?");
        check("charm -rf theme", "");
    }
}
