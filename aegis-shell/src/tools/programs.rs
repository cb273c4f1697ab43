//! All programs that are known by name, whatever it is that is known: looked up once for every command.

use super::Table;
use super::index::find;

/// What is known of a program.
#[derive(Clone, Copy)]
pub(crate) struct Program {
    /// What its words mean.
    pub(super) table: Option<Table>,
    pub(crate) builtin: Builtin,
    pub(crate) prints: Prints,
}

impl Program {
    pub(super) const UNKNOWN: Program = Program {
        table: None,
        builtin: Builtin::No,
        prints: Prints::Something,
    };
}

/// Whether the shell runs it itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Builtin {
    No,
    Yes,
    /// It does, and nothing comes of it that is followed here.
    Idle,
}

/// What a program prints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Prints {
    /// Nothing is known of it.
    Something,
    /// What follows from its name and its words.
    ByName,
    /// What it decodes or decrypts.
    Decoded,
    /// The lines of its input, or some of them.
    Lines,
    /// Either that or names.
    LinesOrNames,
    /// Names of files below the working directory.
    Names,
    /// What comes from the network.
    Download,
}

const BUILTINS: &str = "cd chdir pushd popd export declare typeset readonly local unset set shift read mapfile readarray \
    alias unalias trap eval source .";
const IDLE: &str = ": true false test [ return exit break continue wait shopt getopts let umask ulimit hash bg fg jobs \
    disown times setopt unsetopt";
const BY_NAME: &str = "echo cat bat tee sponge yes pwd which realpath readlink type basename dirname mktemp id whoami \
    hostname date uname arch uuidgen nproc wc pgrep pidof tput seq find rev tr sed";
const DECODERS: &str = "gunzip zcat gzip bunzip2 bzcat bzip2 unxz xzcat xz zstd zstdcat unzstd lz4 openssl gpg gpg2 age \
    uudecode base32 basenc xxd base64";
/// Programs that take text apart or together but keep its lines, or some of them.
const LINE_FILTERS: &str = "head tail sort uniq fgrep tac pv fold iconv dos2unix shuf ts buffer";
const LISTERS: &str = "ls git fd fdfind rg ag dir compgen";
const DOWNLOADERS: &str =
    "curl wget wget2 http https xh xhs nc ncat netcat socat lynx w3m links fetch aria2c";

/// What is said of programs beside their tables. Where a name stands twice, the later list counts.
pub(super) const LISTS: [(&str, Builtin, Prints); 9] = [
    (BUILTINS, Builtin::Yes, Prints::Something),
    (IDLE, Builtin::Idle, Prints::Something),
    // `printf -v NAME` sets a variable.
    ("printf", Builtin::Yes, Prints::ByName),
    (BY_NAME, Builtin::No, Prints::ByName),
    (DECODERS, Builtin::No, Prints::Decoded),
    (LINE_FILTERS, Builtin::No, Prints::Lines),
    ("grep egrep", Builtin::No, Prints::LinesOrNames),
    (LISTERS, Builtin::No, Prints::Names),
    (DOWNLOADERS, Builtin::No, Prints::Download),
];

/// What is known of the program with this name.
#[inline(always)]
pub(crate) fn known(name: &str) -> Program {
    let own = find(name).copied().unwrap_or(Program::UNKNOWN);
    if own.table.is_some() || !may_have_family(name) {
        return own;
    }
    Program {
        table: find(family(name)).and_then(|program| program.table),
        ..own
    }
}

/// Whether a name may be that of one of a family: it has an ending, or a number at its end.
fn may_have_family(name: &str) -> bool {
    let mut bytes = name.bytes();
    let last = bytes.next_back();
    last.is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'))
        || bytes.any(|byte| byte == b'.')
}

/// `python3.11` is `python`, `mkfs.ext4` is `mkfs`.
fn family(program: &str) -> &str {
    let stem = program.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    match program.split_once('.') {
        Some((name, _)) if matches!(name, "mkfs" | "fsck") => name,
        _ if stem.is_empty() => program,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, builtin: Builtin, prints: Prints) {
        let program = known(name);
        assert_eq!(
            (program.builtin, program.prints),
            (builtin, prints),
            "{name}"
        );
    }

    #[test]
    fn programs() {
        check("cd", Builtin::Yes, Prints::Something);
        check("[", Builtin::Idle, Prints::Something);
        check("printf", Builtin::Yes, Prints::ByName);
        check("grep", Builtin::No, Prints::LinesOrNames);
        check("curl", Builtin::No, Prints::Download);
        check("make", Builtin::No, Prints::Something);
    }

    #[test]
    fn families() {
        for (program, expected) in [
            ("python3.11", "python"),
            ("mkfs.ext4", "mkfs"),
            ("fsck.vfat", "fsck"),
            ("perl5.36", "perl"),
            ("7", "7"),
            ("rm", "rm"),
        ] {
            assert_eq!(family(program), expected);
            assert_eq!(may_have_family(program), program != "rm");
        }
        assert!(known("python3.11").table.is_some());
    }
}
