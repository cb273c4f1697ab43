//! Programs that make, copy, move, change and remove files.

use super::call::{Call, Tool, is_far, nothing, removes, single, tool, writes};
use super::words;
use crate::reading::{Act, ActKind, Operand};
use crate::script::{Text, Word};

const COPY: &str = "-a,--archive -b --backup=? --attributes-only --copy-contents --debug -d -f,--force -i,--interactive -H \
    -l,--link -L,--dereference -n,--no-clobber -P,--no-dereference -p --preserve=? --no-preserve= --parents -R,-r,--recursive \
    --reflink=? --remove-destination --sparse= --strip-trailing-slashes -s,--symbolic-link -S,--suffix= \
    -t,--target-directory=write -T,--no-target-directory -u --update=? -v,--verbose -x,--one-file-system -X -c -Z --context=?";
const MOVE: &str = "-b --backup=? -f,--force -i,--interactive -n,--no-clobber -h --exchange --no-copy --strip-trailing-slashes \
    -S,--suffix= -t,--target-directory=write -T,--no-target-directory -u --update=? -v,--verbose -Z,--context";
const INSTALL: &str = "-b --backup=? -c -C,--compare -d,--directory -D -g,--group= -m,--mode= -o,--owner= -p,--preserve-timestamps \
    -s,--strip --strip-program= -S,--suffix= -t,--target-directory=write -T,--no-target-directory -v,--verbose -Z --context=?";
const LINK: &str = "-b --backup=? -d,-F,--directory -f,--force -i,--interactive -L,--logical -n,-h,--no-dereference -P,--physical \
    -r,--relative -s,--symbolic -S,--suffix= -t,--target-directory=write -T,--no-target-directory -v,--verbose";
const OWNER: &str = "-c,--changes -f,--silent,--quiet -v,--verbose --dereference -h,--no-dereference --from= --no-preserve-root \
    --preserve-root --reference= -R,--recursive -H -L -P -x";

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "rm grm srm",
        "-f,--force -i -I --interactive=? -r,-R,--recursive -d,--dir -v,--verbose --one-file-system --preserve-root=? \
         --no-preserve-root -P -W -x",
        remove,
    ),
    tool(
        "rimraf del-cli trash trash-put rmtrash",
        "-r,--recursive -f,--force -v,--verbose -g,--glob -i,--interactive",
        remove_tree,
    ),
    tool(
        "wipe scrub sfill",
        "-r,-R,--recursive -f,--force -q,--quiet -Q= -P= -p= -c -e -i -s -S -D -k -X -z -l -v",
        remove,
    ),
    tool("unlink", "", removes),
    tool(
        "rmdir",
        "-p,--parents -v,--verbose --ignore-fail-on-non-empty",
        removes,
    ),
    tool(
        "shred",
        "-f,--force -n,--iterations= --random-source= -s,--size= -u --remove=? -v,--verbose -x,--exact -z,--zero",
        shred,
    ),
    tool("cp gcp ditto", COPY, copy),
    tool("mv gmv", MOVE, rename),
    tool("install ginstall", INSTALL, install),
    tool("ln gln", LINK, link),
    tool("link", "", link),
    tool(
        "tee sponge",
        "-a,--append -i,--ignore-interrupts -p --output-error=?",
        writes,
    ),
    tool(
        "touch",
        "-a -c,--no-create -d,--date= -f -h,--no-dereference -m -r,--reference= -t= --time=",
        writes,
    ),
    tool(
        "mkdir",
        "-m,--mode= -p,--parents -v,--verbose -Z --context=?",
        writes,
    ),
    tool("mkfifo mknod", "-m,--mode= -Z --context=?", first_written),
    tool(
        "truncate",
        "-c,--no-create -o,--io-blocks -r,--reference= -s,--size=",
        writes,
    ),
    tool(
        "fallocate",
        "-c,--collapse-range -d,--dig-holes -i,--insert-range -l,--length= -n,--keep-size -o,--offset= -p,--punch-hole -z,--zero-range -v,--verbose -x,--posix",
        writes,
    ),
    tool(
        "chmod",
        "-c,--changes -f,--silent,--quiet -v,--verbose --no-preserve-root --preserve-root --reference= -R,--recursive -h -H -L -P",
        change_mode,
    ),
    tool("chown chgrp", OWNER, change_owner),
    tool("chattr", "-R -V -f -v= -p=", change_attributes),
    tool(
        "setfacl",
        "-m,--modify= -M,--modify-file=read -x,--remove= -X,--remove-file=read -b,--remove-all -k,--remove-default --set= --set-file=read --restore=read -d,--default -R,--recursive -L,--logical -P,--physical -n,--no-mask",
        writes,
    ),
    tool(
        "chcon",
        "-R,--recursive -t,--type= -u,--user= -r,--role= -l,--range= --reference= -v,--verbose -h,--no-dereference",
        change_owner,
    ),
    tool(
        "setfattr",
        "-n,--name= -v,--value= -x,--remove= -h,--no-dereference",
        writes,
    ),
    tool("xattr", "-r -s -w -d -c -l -p -v -x", xattr),
    tool("dd dcfldd dc3dd", "", dd),
    tool(
        "gio gvfs-rm gvfs-trash kioclient",
        "-f,--force",
        remove_by_desktop,
    ),
    tool("strip", "-o=write -s -g -d -S -x -X -p -w -v", writes),
    tool("objcopy patchelf", "-O= -I= -j= -R= -S -g -x", |call| {
        if let Some(path) = call.owned_operands().pop() {
            call.write(path);
        }
    }),
    tool(
        "shuf",
        "-o,--output=write -n,--head-count= -i,--input-range= -e,--echo -r,--repeat -z --random-source=read",
        super::call::reads,
    ),
    tool(
        "split csplit",
        "-a,--suffix-length= -b,--bytes= -C,--line-bytes= -d -l,--lines= -n,--number= -f,--prefix= -t,--separator= -e --filter=shell --verbose",
        |call| {
            if let Some(path) = call.operand(0) {
                call.read(path);
            }
            if let Some(prefix) = call.operand(1).filter(|_| call.program == "split") {
                call.write(prefix);
            }
        },
    ),
    tool(
        "mktemp",
        "-d,--directory -u,--dry-run -q,--quiet --suffix= -p,--tmpdir=? -t",
        nothing,
    ),
    tool(
        "rename prename",
        "-v,--verbose -n,--no-act:dry -f,--force -e= -s,--symlink -o,--no-overwrite -i,--interactive",
        rename_pattern,
    ),
    tool(
        "patch",
        "-p,--strip= -i,--input=read -o,--output=write -d,--directory=base -R,--reverse -N,--forward -b,--backup -f,--force -t,--batch -s,--quiet,--silent -E,--remove-empty-files -F,--fuzz= -l -n -u -c -e -r,--reject-file= -z,--suffix= -B,--prefix= -V,--version-control= -D,--ifdef= --dry-run:dry --verbose",
        patch,
    ),
    single(
        "ffmpeg convert magick gs",
        "-i=read -f= -c= -vf= -af= -filter_complex= -map= -ss= -t= -to= -r= -s= -b= -preset= -crf= -resize= -quality= -density= -y -n -hide_banner -loglevel= -v= -vcodec= -acodec= -an -vn",
        converts,
    ),
];

fn remove(call: &mut Call<'_>) {
    let recursive = call.has("--recursive");
    // `rm $OPTIONS /`: an unquoted word of which nothing is known may be `-rf`.
    let hides = !recursive
        && call
            .line
            .operands
            .iter()
            .any(|word| !word.quoted && words::is_unknown(word));
    call.each_operand(|call, path| {
        if hides && !words::is_unknown(&path) {
            let kind = ActKind::Delete {
                path: path.clone(),
                recursive: true,
            };
            call.acts.push(Act {
                kind,
                base: None,
                possible: true,
            });
        }
        call.delete(path, recursive);
    });
}

/// `gio trash FILE`, `gio remove FILE`, and the old programs that are named after it.
fn remove_by_desktop(call: &mut Call<'_>) {
    let verb = call.operand(0);
    let is = |name: &str| verb.as_ref().is_some_and(|verb| words::is(verb, name));
    let own = match call.program {
        "gio" if is("trash") || is("remove") => 1,
        "gvfs-rm" | "gvfs-trash" => 0,
        _ => return,
    };
    call.each_operand_after(own, |call, path| call.delete(path, true));
}

fn remove_tree(call: &mut Call<'_>) {
    call.each_operand(|call, path| call.delete(path, true));
}

fn shred(call: &mut Call<'_>) {
    let removes = call.has("-u") || call.has("--remove");
    call.each_operand(|call, path| {
        call.write(path.clone());
        if removes {
            call.delete(path, false);
        }
    });
}

/// What a program like `cp` does to its destination, and then to each of its sources.
fn transfer<'a>(call: &mut Call<'a>, from: impl FnMut(&mut Call<'a>, Operand<'a>)) {
    if let Some(folder) = call.value("--target-directory") {
        call.each_operand(|call, source| write_inside(call, &folder, &source));
        return call.each_operand(from);
    }
    let [sources @ .., destination] = call.line.operands.as_slice() else {
        return;
    };
    if sources.is_empty() {
        return call.each_operand(from);
    }
    let destination = destination.clone();
    let inside = sources.len() > 1
        || words::texts(&destination).any(|text| {
            text.ends_with('/') || matches!(text, "." | ".." | "~") || text.ends_with("/..")
        });
    let sources = 0..sources.len();
    if inside {
        call.operands_at(sources.clone(), |call, source| {
            write_inside(call, &destination, &source)
        });
    }
    call.write(destination);
    call.operands_at(sources, from);
}

/// Writes the file in a folder that a source is copied to. The folder is written itself, and a name of which nothing is
/// known says no more than that.
fn write_inside(call: &mut Call<'_>, folder: &Word, source: &Word) {
    if words::is_unknown(source) {
        return;
    }
    if let Some(name) = base_name(source).filter(|name| !words::is_unknown(name)) {
        call.write(words::join(folder, &name));
    }
}

fn base_name(path: &Word) -> Option<Word> {
    words::map(path, |text| {
        let path = text.trim_end_matches('/');
        let slash = path.bytes().rposition(|byte| byte == b'/');
        let name = path.get(slash.map_or(0, |slash| slash + 1)..)?;
        (!name.is_empty() && name != "." && name != "..").then(|| Text::from(name))
    })
}

fn copy(call: &mut Call<'_>) {
    let takes_all = |call: &Call<'_>| call.has("--recursive") || call.has("--archive");
    if call.line.operands.iter().any(|path| is_far(path)) && takes_all(call) {
        transfer(call, Call::read_tree);
    } else {
        transfer(call, Call::read);
    }
}

fn rename(call: &mut Call<'_>) {
    transfer(call, |call, source| {
        call.read(source.clone());
        call.delete(source, false);
    });
}

fn install(call: &mut Call<'_>) {
    if call.has("--directory") {
        writes(call)
    } else {
        copy(call)
    }
}

/// A link gives its target's content another name.
fn link(call: &mut Call<'_>) {
    let single = (call.line.operands.len() == 1)
        .then(|| call.operand(0))
        .flatten();
    if let Some(name) = single.as_ref().and_then(base_name)
        && call.value("--target-directory").is_none()
    {
        call.write(name);
    }
    copy(call);
}

fn first_written(call: &mut Call<'_>) {
    if let Some(path) = call.operand(0) {
        call.write(path);
    }
}

fn change_mode(call: &mut Call<'_>) {
    // `chmod -x file`: the mode looks like an option.
    let mode_is_option = call.line.given().any(|(option, note)| {
        let first = option.names.first();
        note.role.is_empty() && matches!(first, "-r" | "-w" | "-x" | "-X" | "-s" | "-t")
    });
    let own = usize::from(!mode_is_option && !call.has("--reference"));
    let lends_rights = call
        .operand(0)
        .is_some_and(|mode| words::texts(&mode).any(sets_user));
    let shared = ["/tmp/", "/var/tmp/", "/dev/shm/"];
    let is_shared = |path: &Operand<'_>| shared.iter().any(|start| words::starts(path, start));
    if own == 1 && lends_rights && call.line.operands.iter().skip(1).any(is_shared) {
        call.write_named("/etc/sudoers");
    }
    call.each_operand_after(own, Call::write);
}

/// Whether whoever runs a file of this mode has its owner's rights.
fn sets_user(mode: &str) -> bool {
    match mode.strip_prefix('0').unwrap_or(mode).as_bytes() {
        [special @ b'0'..=b'7', b'0'..=b'7', b'0'..=b'7', b'0'..=b'7'] => (special - b'0') & 4 != 0,
        _ => mode.split(',').any(|clause| {
            clause.split_once(['+', '=']).is_some_and(|(who, rights)| {
                rights.contains('s') && (who.is_empty() || who.contains(['u', 'a']))
            })
        }),
    }
}

fn change_owner(call: &mut Call<'_>) {
    let own = usize::from(!call.has("--reference") && !call.has("--type"));
    call.each_operand_after(own, Call::write);
}

fn change_attributes(call: &mut Call<'_>) {
    call.each_operand(|call, path| {
        if !words::starts(&path, "+") && !words::starts(&path, "=") {
            call.write(path);
        }
    });
}

fn xattr(call: &mut Call<'_>) {
    let own = if call.has("-w") {
        2
    } else if call.has("-d") {
        1
    } else if call.has("-c") {
        0
    } else {
        return;
    };
    call.each_operand_after(own, Call::write);
}

/// `patch [FILE [PATCH]]`; without a file the patch names them, below the folder that is given.
fn patch(call: &mut Call<'_>) {
    match call.operand(0) {
        Some(path) => call.write(path),
        None => {
            if let Some(folder) = call.value("--directory") {
                call.base = None;
                call.write(folder);
            }
        }
    }
    if let Some(path) = call.operand(1) {
        call.read(path);
    }
}

/// The last word is what is made out of the others.
fn converts(call: &mut Call<'_>) {
    let mut operands = call.owned_operands();
    if let Some(path) = operands.pop().filter(|_| call.program != "gs") {
        call.write(path);
    }
}

fn dd(call: &mut Call<'_>) {
    call.each_operand(|call, operand| {
        if let Some(path) = words::after(&operand, "if=") {
            call.read(path);
        }
        if let Some(path) = words::after(&operand, "of=") {
            call.write(path);
        }
    });
}

fn rename_pattern(call: &mut Call<'_>) {
    let own = usize::from(!call.has("-e"));
    call.each_operand_after(own, Call::write);
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn removal() {
        check("rm -rf /", "delete -r /");
        check("rm ~ -r -f", "delete -r ~");
        check("rm --rec --fo ~", "delete -r ~");
        check("rm -f a b", "delete a; delete b");
        check("rm -- -r", "delete -r");
        check("rm <?|-rf> /", "delete -r /");
        check("rm -rf <?>", "delete -r <?>");
        check("rm <?> /", "delete <?>; delete -r /?; delete /");
        check("rm --version", "");
        check("rm -rf / --help", "delete -r /");
        check("rimraf dist", "delete -r dist");
        check(
            "shred -u /etc/passwd",
            "write /etc/passwd; delete /etc/passwd",
        );
        check("shred -n 3 /dev/sda", "write /dev/sda");
        check("unlink a", "delete a");
    }

    #[test]
    fn copies() {
        check("cp a b", "write b; read a");
        check("cp a dir/", "write dir/a; write dir/; read a");
        check("cp <?> dir/", "write dir/; read <?>");
        check("cp a <?> dir", "write dir/a; write dir; read a; read <?>");
        check(
            "cp --target-directory=/etc hosts",
            "write /etc; write /etc/hosts; read hosts",
        );
        check(
            "mv -t /usr/bin a",
            "write /usr/bin; write /usr/bin/a; read a; delete a",
        );
        check("mv a b", "write b; read a; delete a");
        check("install -m 755 x /usr/bin/x", "write /usr/bin/x; read x");
        check("install -d /opt/x", "write /opt/x");
        check("install -Dm644 a /etc/foo/a", "write /etc/foo/a; read a");
        check(
            "ln -sf /tmp/evil /usr/bin/python3",
            "write /usr/bin/python3; read /tmp/evil",
        );
        check(
            "ln -s /usr/share/dict/words",
            "write words; read /usr/share/dict/words",
        );
        check("dd if=x of=/dev/sda bs=1M", "read x; write /dev/sda");
        check("tee -a notes.md", "write notes.md");
        check("patch /etc/hosts x.diff", "write /etc/hosts; read x.diff");
        check("patch -p1 -d /etc", "write /etc");
        check("split -b 1M a /etc/b", "read a; write /etc/b");
        check("gio trash ~", "delete -r ~");
        check("gio info ~", "");
        check("ffmpeg -i a.mov b.mp4", "read a.mov; write b.mp4");
    }

    #[test]
    fn metadata() {
        check("chmod -R 777 /etc", "write /etc");
        check("chmod -x run.sh", "write run.sh");
        check("chmod +x run.sh", "write run.sh");
        let lent = "write /etc/sudoers; write /tmp/sh";
        check("chmod 4755 /tmp/sh", lent);
        check("chmod 06755 /tmp/sh", lent);
        check("chmod u+s /tmp/sh", lent);
        check("chmod +s,go-w /tmp/sh", lent);
        check("chmod 2775 /tmp/sh", "write /tmp/sh");
        check("chmod g+s /tmp/sh", "write /tmp/sh");
        check("chmod 755 /tmp/sh", "write /tmp/sh");
        check(
            "chmod 4755 dist/chrome-sandbox",
            "write dist/chrome-sandbox",
        );
        check("chown -R me:me /usr", "write /usr");
        check("chattr -i /etc/passwd", "write /etc/passwd");
        check("chattr +i /etc/passwd", "write /etc/passwd");
        check("setfacl -m u:me:rwx /etc/shadow", "write /etc/shadow");
        check("truncate -s 0 app.log", "write app.log");
    }
}
