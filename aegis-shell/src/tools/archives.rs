//! Archives: what goes in, where it comes out, and the programs they start.

use super::call::{Call, Tool, reads, tool};
use super::words;
use crate::reading::{ActKind, Language};
use crate::script::Word;

const TAR: &str = "-A,--catenate -c,--create -d,--diff,--compare --delete -r,--append -t,--list -u,--update -x,--extract,--get -f,--file= \
    -C,--directory= -b,--blocking-factor= -T,--files-from=read -X,--exclude-from=read --exclude= -I,--use-compress-program=shell \
    --to-command=shell --checkpoint=? --checkpoint-action= -F,--info-script,--new-volume-script=shell --rsh-command=shell --rmt-command=shell \
    -g,--listed-incremental=write --transform,--xform= -s= --strip-components= --owner= --group= --mode= --mtime= -N,--newer,--after-date= \
    -K,--starting-file= -L,--tape-length= -V,--label= -H,--format= --index-file=write --suffix= --backup=? --one-top-level=? --remove-files \
    -z,--gzip -j,--bzip2 -J,--xz -Z,--compress -a,--auto-compress --zstd --lzma --lzip -v,--verbose -p,--preserve-permissions \
    -P,--absolute-names -k,--keep-old-files -m -o -O,--to-stdout -h,--dereference -l -n -w,--interactive -W,--verify -S,--sparse -i -B -G -R \
    -U --overwrite --no-same-owner --same-owner --numeric-owner --totals=? --wildcards --anchored --no-recursion --sort= --help --version --usage";

pub(super) const TOOLS: &[Tool] = &[
    tool("tar gtar bsdtar", TAR, tar),
    tool(
        "zip",
        "-r,--recurse-paths -m,--move -q -9 -0 -1 -u -f -d -e -j -y -x= -i= -P,--password= -T,--test -TT,--unzip-command=shell -@ -s= -b= -n= -o -v",
        zip,
    ),
    tool(
        "unzip unrar",
        "-d= -o -l,--list -t -p -v -Z -n -q -j -a -x= -P= -u -f -C -L",
        unzip,
    ),
    tool(
        "7z 7za 7zr 7zz p7zip rar",
        "-y -r -t= -p=? -o=?write -m= -x= -i= -s= -v= -w=",
        seven,
    ),
    tool(
        "gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 brotli pigz lzma compress uncompress",
        "-c,--stdout,--to-stdout -d,--decompress,--uncompress -f,--force -k,--keep -l,--list -n,--no-name -N,--name -q,--quiet -r,--recursive \
         -S,--suffix= -t,--test -v,--verbose -1 -2 -3 -4 -5 -6 -7 -8 -9 -T,--threads= -e -z -o,--output=write -D= --rm -V,--version -h,--help --best --fast",
        compress,
    ),
    tool(
        "cpio pax",
        "-i,--extract -o,--create -p,--pass-through -d,--make-directories -u -m -v -t,--list -F,--file= -I=read -O=write -E=read -D,--directory=base -H,--format= -R,--owner= -0 -r -w -f= -s=",
        cpio,
    ),
    tool("ar", "", reads),
    tool(
        "dump restore borg duplicity",
        "-f,--file=write -r,--repo= -o= -p,--password-file=read --exclude= --dry-run:dry",
        |call| {
            for path in call.owned_operands() {
                call.read_tree(path);
            }
        },
    ),
];

/// Letters of tar's options that take a word each, in the style without a dash.
const OLD_VALUES: &str = "fbCXTgIVKNHFL";

fn tar(call: &mut Call<'_>) {
    if let Some(first) = call
        .args
        .first()
        .and_then(words::text)
        .filter(|text| !text.starts_with('-') && !text.is_empty())
    {
        let spelled = spell(first, call.args);
        let grammar = super::options::Grammar {
            lists: &[super::list::List::plain(TAR)],
            order: super::options::Order::Free,
            single: false,
        };
        let line = super::options::parse(grammar, &spelled, super::options::Unlisted::Flag);
        call.line = line.into_owned();
        call.apply_roles();
    }
    for action in call.values("--checkpoint-action") {
        if let Some(text) = words::after(&action, "exec=") {
            call.code(Language::Shell, text, Vec::new(), "tar --checkpoint-action");
        }
    }
    let extracts = call.has("--extract");
    let lists = call.has("--list") || call.has("--diff");
    if let Some(archive) = call.value("--file") {
        if extracts || lists {
            call.read(archive)
        } else {
            call.write(archive)
        }
    }
    let base = call
        .values("--directory")
        .into_iter()
        .reduce(|outer, inner| words::join(&outer, &inner));
    if extracts {
        let Some(at) = call.args.first() else { return };
        if !call.has("--to-stdout") && !call.has("--to-command") {
            call.write(base.unwrap_or_else(|| words::literal(".", at)));
        }
    } else if !lists {
        call.base = base;
        let removes = call.has("--remove-files");
        for path in call.operands() {
            call.read_tree(path.clone());
            if removes {
                call.delete(path, true);
            }
        }
    }
}

/// `czf a.tar d` as `-c -z -f a.tar d`.
fn spell(letters: &str, args: &[Word]) -> Vec<Word> {
    let Some((first, rest)) = args.split_first() else {
        return Vec::new();
    };
    let mut rest = rest.iter().cloned();
    let mut spelled = Vec::new();
    for letter in letters.chars() {
        spelled.push(words::literal(&format!("-{letter}"), first));
        if OLD_VALUES.contains(letter) {
            spelled.extend(rest.next());
        }
    }
    spelled.extend(rest);
    spelled
}

fn zip(call: &mut Call<'_>) {
    let tests = call.args.iter().position(|word| words::is(word, "-TT"));
    let command = tests.and_then(|at| call.args.get(at + 1)).cloned();
    if let Some(command) = command {
        call.line.operands.retain(|operand| **operand != command);
        call.code(Language::Shell, command, Vec::new(), "zip -TT");
    }
    if let Some(archive) = call.operand(0) {
        call.write(archive);
    }
    let moves = call.has("--move");
    for path in call.operands_after(1) {
        call.read_tree(path.clone());
        if moves {
            call.delete(path, true);
        }
    }
}

fn unzip(call: &mut Call<'_>) {
    let Some(archive) = call.operand(0) else {
        return;
    };
    call.read(archive.clone());
    if ["-l", "-t", "-p", "-v", "-Z"]
        .iter()
        .any(|option| call.has(option))
    {
        return;
    }
    let folder = call
        .value("-d")
        .unwrap_or_else(|| words::literal(".", &archive));
    call.write(folder);
}

fn seven(call: &mut Call<'_>) {
    let (Some(command), Some(archive)) = (call.operand(0), call.operand(1)) else {
        return;
    };
    match words::text(&command) {
        Some("a" | "u") => {
            call.write(archive);
            for path in call.operands_after(2) {
                call.read_tree(path);
            }
        }
        Some("x" | "e") => {
            call.read(archive.clone());
            if !call.has("-o") {
                call.write(words::literal(".", &archive));
            }
        }
        _ => call.read(archive),
    }
}

/// Without `-c` the file is replaced by its other form.
fn compress(call: &mut Call<'_>) {
    let keeps = ["--stdout", "--list", "--test"]
        .iter()
        .any(|option| call.has(option));
    for path in call.operands() {
        call.read(path.clone());
        if !keeps {
            call.write(path);
        }
    }
}

fn cpio(call: &mut Call<'_>) {
    if let Some(archive) = call.value("--file") {
        let kind = if call.has("--create") {
            ActKind::Write(archive.into())
        } else {
            ActKind::Read(archive.into())
        };
        call.act(kind);
    }
    if call.has("--pass-through") || call.program == "pax" && call.has("-r") && call.has("-w") {
        if let Some(folder) = call.line.operands.last().cloned() {
            call.write(folder);
        }
    } else if call.has("--extract")
        && !call.has("--list")
        && let Some(at) = call.args.first()
    {
        call.write(words::literal(".", at));
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn tar() {
        check(
            "tar cf conf.tar -C /etc hosts",
            "write conf.tar; read hosts in /etc",
        );
        check(
            "tar cfC a.tar /etc hosts",
            "write a.tar; read hosts in /etc",
        );
        check("tar czf - .ssh", "read .ssh");
        check("tar czf x.tgz ~/", "write x.tgz; read ~/.ssh; read ~/");
        check("tar czf x.tgz ~/project", "write x.tgz; read ~/project");
        check("tar czf x.tgz ~/.", "write x.tgz; read ~/.ssh; read ~/.");
        check("tar czf x.tgz .", "write x.tgz; read .");
        check("tar czf x.tgz /", "write x.tgz; read ~/.ssh; read /");
        check(
            "tar czf x.tgz ~/.config/",
            "write x.tgz; read ~/.config/gh/hosts.yml; read ~/.config/",
        );
        check("tar czf x.tgz .config", "write x.tgz; read .config");
        check(
            "zip -r x.zip /home/dev",
            "write x.zip; read ~/.ssh; read /home/dev",
        );
        check("tar -xzf a.tgz -C /usr", "read a.tgz; write /usr");
        check("tar xf a.tar", "read a.tar; write .");
        check("tar tf a.tar", "read a.tar");
        check("tar --create --file=a .env", "write a; read .env");
        check(
            "tar cf x y --checkpoint=1 --checkpoint-action=exec='rm z'",
            "write x; read y; tar --checkpoint-action> Shell `rm z`",
        );
        check(
            "tar -I 'sh -c x' -xf a",
            "read a; write .; tar -I> Shell `sh -c x`",
        );
    }

    #[test]
    fn others() {
        check("zip -r out.zip .ssh", "write out.zip; read .ssh");
        check("zip a.zip -TT 'rm x'", "write a.zip; zip -TT> Shell `rm x`");
        check("unzip a.zip -d /usr/lib", "read a.zip; write /usr/lib");
        check("unzip -o a.zip -d/etc", "read a.zip; write /etc");
        check("unzip -l a.zip", "read a.zip");
        check("7z x a.7z -o/etc", "write /etc; read a.7z");
        check("gzip -k data.csv", "read data.csv; write data.csv");
        check("gunzip -c a.gz", "read a.gz");
    }
}
