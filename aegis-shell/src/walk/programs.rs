//! What the walk does with programs by their names: those that change the shell itself, and what others print.

use std::sync::OnceLock;

use crate::index::Index;

/// What the walk knows of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Program {
    pub(super) builtin: Builtin,
    pub(super) prints: Prints,
}

/// Whether the shell runs it itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Builtin {
    No,
    Yes,
    /// It does, and nothing comes of it that is followed here.
    Idle,
}

/// What a program prints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Prints {
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
    disown kill times setopt unsetopt";
const BY_NAME: &str = "echo cat bat tee sponge yes pwd which realpath readlink type basename dirname mktemp id whoami \
    hostname date uname arch uuidgen nproc wc pgrep pidof tput seq find rev tr sed";
const DECODERS: &str = "gunzip zcat gzip bunzip2 bzcat bzip2 unxz xzcat xz zstd zstdcat unzstd lz4 openssl gpg gpg2 age \
    uudecode base32 basenc xxd base64";
/// Programs that take text apart or together but keep its lines, or some of them.
const LINE_FILTERS: &str = "head tail sort uniq fgrep tac pv fold iconv dos2unix shuf ts buffer";
const LISTERS: &str = "ls git fd fdfind rg ag dir compgen";
const DOWNLOADERS: &str =
    "curl wget wget2 http https xh xhs nc ncat netcat socat lynx w3m links fetch aria2c";

/// What is known of the program with this name.
pub(super) fn known(name: &str) -> Program {
    static INDEX: OnceLock<Index<Program>> = OnceLock::new();
    let known = INDEX.get_or_init(index).get(name);
    known.copied().unwrap_or(Program {
        builtin: Builtin::No,
        prints: Prints::Something,
    })
}

fn index() -> Index<Program> {
    let lists = [
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
    lists
        .into_iter()
        .flat_map(|(names, builtin, prints)| {
            let program = Program { builtin, prints };
            names
                .split_ascii_whitespace()
                .map(move |name| (name, program))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, builtin: Builtin, prints: Prints) {
        assert_eq!(known(name), Program { builtin, prints }, "{name}");
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
}
