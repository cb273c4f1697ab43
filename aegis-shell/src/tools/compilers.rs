//! Compilers: nothing but the file that they write matters.

use super::call::{Tool, nothing, single};
use super::list::indexed;
use super::tree::{PLAIN, Tree, groups, sub, subcommands};
use crate::reading::Language;

pub(super) const TOOLS: &[Tool] = &[
    single(
        "gcc g++ cc c++ clang clang++ ld lld tcc rustc nasm as",
        "-o=write -I= -L= -D= -U= -l= -x= -include=read -imacros=read -isystem= -iquote= -T= -MF=write -MT= -MQ= -Xlinker= -Xclang= -target= \
     -crate-name= -crate-type= -edition= -emit= -out-dir= -C= -A= -W= -cfg= -L= -extern=",
        nothing,
    ),
    single(
        "ghc ghci",
        "-e= -o=write -odir= -hidir= -outputdir= -package= -main-is= -threaded -v -O -O2 -i=? -fno-code",
        |call| {
            for text in call.values("-e") {
                call.code(Language::Haskell, text, Vec::new(), "ghc -e");
            }
        },
    ),
    single(
        "kotlinc scalac",
        "-e,-expression= -d= -cp,-classpath= -script -include-runtime -no-stdlib -version -help",
        |call| {
            for text in call.values("-e") {
                call.code(Language::Jvm, text, Vec::new(), "kotlinc -e");
            }
        },
    ),
];

pub(super) const TREES: &[Tree] = &[Tree {
    names: "go",
    globals: indexed("-C="),
    single: true,
    groups: groups("mod work tool env"),
    subcommands: subcommands(&[
        sub(
            "build,test,install,run,vet",
            "-o=write -C= -p= -tags= -ldflags= -gcflags= -mod= -modfile= -coverprofile=write -cpuprofile=write -memprofile=write -run= -bench= \
             -count= -timeout= -parallel= -exec=shell -overlay= -pkgdir= -toolexec=shell -vet= -race -v -x -a -n:dry",
            nothing,
        ),
        sub("generate", "-run= -skip= -n:dry -v -x", nothing),
    ]),
    ..PLAIN
}];

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn outputs() {
        check("gcc -O2 -Wall -fopenmp -o app main.c", "write app");
        check("gcc -o /usr/bin/x x.c", "write /usr/bin/x");
        check("go build -o /usr/bin/x ./cmd", "write /usr/bin/x");
        check("go test -run rm ./...", "");
        check("go build ./...", "");
    }
}
