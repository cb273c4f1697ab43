//! Interpreters of other languages: texts, script files, stdin, and the files that one-liners work on.

use super::call::{Call, Tool, single, strict, tool};
use super::shells::script_or_stdin;
use super::words;
use crate::reading::{Language, PayloadKind};
use crate::script::Word;

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "python pypy ipython micropython bpython",
        "-c=! -m=! -b -B -d -E -h,--help -i -I -O -P -q -s -S -t -u -v -V,--version -W= -x -X= --check-hash-based-pycs=",
        python,
    ),
    strict(
        "node nodejs tsx ts-node electron",
        "-e,--eval= -p,--print= -pe= -c,--check -i,--interactive -r,--require=read --import= --loader,--experimental-loader= --input-type= -v,--version -h,--help \
         --env-file=read --env-file-if-exists=read --max-old-space-size= --inspect=? --inspect-brk=? --test --watch --watch-path= -C,--conditions= --trace-warnings \
         --no-warnings --title= --experimental-strip-types --enable-source-maps --stack-trace-limit= -T,--transpile-only -P,--project= --tsconfig=",
        node,
    ),
    strict(
        "perl",
        "-e= -E= -n -p -i=? -a -F= -l -0 -w -W -c -d -s -S -T -t -u -U -v,--version -V -x=? -M= -m= -I= -C=? -h,--help -f -g",
        perl,
    ),
    strict(
        "ruby jruby",
        "-e= -n -p -i=? -r,--require= -I= -w -W=? -c -l -a -F= -s -S -x=? -C=cwd -E,--encoding= -K= -0 -h,--help -v --version --disable= --enable= --yjit -U -T=? -y --jit",
        ruby,
    ),
    strict(
        "php",
        "-r,--run= -f,--file= -B,--process-begin= -R,--process-code= -F,--process-file= -E,--process-end= -a,--interactive -c,--php-ini= -n -d,--define= -i,--info -l,--syntax-check -m,--modules -s,--syntax-highlight -v,--version -S,--server= -t,--docroot= -z,--zend-extension= -q -h,--help --ini",
        php,
    ),
    strict(
        "lua luajit luau texlua",
        "-e= -l= -i -v -E -W -b -j= -O=?",
        |call| texts(call, &["-e"], Language::Lua),
    ),
    strict(
        "Rscript R littler",
        "-e= --vanilla --no-save --no-restore --slave --quiet -q --verbose --default-packages= -f,--file= --args --version --help --no-echo -s",
        r_language,
    ),
    strict("osascript", "-e= -l= -s= -i", osascript),
    strict(
        "make gmake bmake remake mingw32-make",
        "-f,--file,--makefile= -C,--directory=cwd -n,--just-print,--dry-run,--recon:dry --eval=make -E= -j,--jobs=? -k,--keep-going -s,--silent,--quiet -B,--always-make -i,--ignore-errors -e,--environment-overrides -r,--no-builtin-rules -R -t,--touch -w,--print-directory --no-print-directory -q,--question -o,--old-file= -W,--what-if= -I,--include-dir= -l,--load-average=? -O,--output-sync=? -p,--print-data-base -d --debug=? --trace -v,--version -h,--help -S",
        make,
    ),
    single(
        "gdb lldb",
        "-ex,-iex,-o,-one-line= -x,-command,-s,-source=read -batch -q,-quiet -p,-pid= -args -nx -c= -d= -b -v,-version",
        debugger,
    ),
    strict("expect", "-c= -f=? -b -i -d -n -N -v", |call| {
        texts(call, &["-c"], Language::Tcl);
    }),
    strict(
        "elixir iex",
        "-e,--eval= -S= -r,--require= -pr= -pa= -pz= --rpc-eval= --name= --sname= --cookie= --erl= --dot-iex= --remsh= --no-halt -v,--version -h,--help",
        |call| {
            // `-S mix` runs a script that is found by its name.
            if !call.has("-S") {
                texts(call, &["-e"], Language::Elixir);
            }
        },
    ),
    tool("mix", "-e,--eval=", |call| {
        let text = match call.operand(0).as_ref().and_then(words::text) {
            Some("eval") => call.operand(1),
            Some("run") => call.value("--eval"),
            _ => None,
        };
        if let Some(text) = text {
            call.code(Language::Elixir, text, Vec::new(), "mix run");
        }
    }),
    strict(
        "julia",
        "-e,--eval= -E,--print= -L,--load=read -p,--procs= -t,--threads= -C,--cpu-target= -J,--sysimage= -O,--optimize=? -g=? --project=? --startup-file= --compile= --check-bounds= --color= -q,--quiet -i -v,--version -h,--help",
        |call| texts(call, &["-e", "-E"], Language::Julia),
    ),
    single(
        "erl",
        "-eval= -noshell -noinput -detached -boot= -config= -name= -sname= -setcookie= -pa= -pz= -hidden -smp= -version",
        |call| {
            for text in call.values("-eval") {
                call.code(Language::Erlang, text, Vec::new(), "erl -eval");
            }
        },
    ),
    strict(
        "groovy groovysh scala scala-cli amm kotlin jshell",
        "-e,--execute-script= -c,--code= -cp= -classpath= -d= -D= -i= -l= -a= -n -p -q -s -v,--version -h,--help",
        |call| {
            // What stands before the words of its own is no script: `scala-cli run x.scala`.
            let asks = ["-version", "-help"];
            let asked = call
                .args
                .first()
                .is_some_and(|word| asks.iter().any(|ask| words::is(word, ask)));
            if !asked {
                texts(call, &["-e", "-c"], Language::Jvm);
            }
        },
    ),
    strict(
        "swift",
        "-e= -I= -L= -F= -D= -O -v,--version -h,--help",
        |call| texts(call, &["-e"], Language::Swift),
    ),
    strict("tclsh wish", "", |call| texts(call, &[], Language::Tcl)),
    strict(
        "clojure clj bb guile racket sbcl ecl clisp janet fennel hy chez",
        "-e,--eval,--expr,--execute= -c= -x= -l,--load= -f= -r= -m= --script= --noinform --non-interactive --quit --no-userinit -n -i -o -q -v,--version -h,--help",
        |call| {
            // `-M:alias`, `-X:alias`: a program that the project names.
            let named = call.args.iter().any(|word| {
                ["-M", "-X", "-T", "-A", "-P"]
                    .iter()
                    .any(|start| words::starts(word, start))
            });
            let evaluates = ["-e", "--eval"]
                .iter()
                .any(|option| call.args.iter().any(|word| words::is(word, option)));
            if !named || evaluates {
                texts(call, &["-e", "-c", "-x"], Language::Lisp);
            }
        },
    ),
    strict(
        "runghc runhaskell",
        "-e= -f= -v,--version -h,--help",
        |call| texts(call, &["-e"], Language::Haskell),
    ),
    strict(
        "raku",
        "-e= -n -p -c -I= -M= -v,--version -h,--help",
        |call| texts(call, &["-e"], Language::Perl),
    ),
    strict(
        "octave octave-cli",
        "--eval= --persist -q,--quiet,--silent -f,--norc --no-gui --path= -v,--version -h,--help",
        |call| texts(call, &["--eval"], Language::R),
    ),
    strict("crystal", "-e= -v,--version -h,--help", |call| {
        if call.operand(0).is_some_and(|verb| words::is(&verb, "eval")) {
            for text in call.operands_after(1) {
                call.code(Language::Ruby, text, Vec::new(), "crystal eval");
            }
        }
    }),
    strict("nim", "", super::call::nothing),
];

/// Runs the text of each of these options, else the script file, else what stdin yields.
fn texts(call: &mut Call<'_>, options: &[&str], language: Language) {
    let given: Vec<Word> = options
        .iter()
        .flat_map(|option| call.values(option))
        .collect();
    let layer = call.program.to_owned();
    if given.is_empty() {
        return script_or_stdin(call, call.owned_operands(), language, &layer);
    }
    let option = options.first().copied().unwrap_or_default();
    call.codes(language, given, &format!("{layer} {option}"));
}

fn python(call: &mut Call<'_>) {
    if let Some(module) = call.value("-m") {
        // What a module does is what the program of its name does, where there is one.
        let mut words = vec![module];
        words.extend(call.owned_operands());
        return call.argv(words, false, "python -m");
    }
    if call.has("-V") && call.line.operands.is_empty() {
        return;
    }
    manages(call, "manage.py", "django-admin");
    texts(call, &["-c"], Language::Python);
}

/// A script that every project of a framework has, and that is a program with a table.
fn manages(call: &mut Call<'_>, script: &str, program: &str) {
    let Some(path) = call.operand(0) else { return };
    if words::texts(&path).any(|path| path.rsplit('/').next() == Some(script)) {
        let mut words = vec![words::literal(program, &path)];
        words.extend(call.operands_after(1));
        let layer = call.layer();
        call.argv(words, false, &layer);
    }
}

fn node(call: &mut Call<'_>) {
    if call.has("--test") || call.has("-h") {
        return;
    }
    // `-pe text` is `-p -e text`.
    if call.value("-p").is_some_and(|text| words::is(&text, "e")) {
        let operands = call.owned_operands();
        if let Some((text, args)) = operands.split_first() {
            call.code(Language::JavaScript, text.clone(), args.to_vec(), "node -e");
        }
        return;
    }
    texts(call, &["-e", "-p"], Language::JavaScript);
}

/// One-liners that go through files: `-n` and `-p` read the operands, `-i` writes them.
fn through_files(call: &mut Call<'_>, first: usize) {
    if !call.has("-n") && !call.has("-p") && !call.has("-i") {
        // Without a loop the operands are the text's own arguments, which it mostly opens.
        return;
    }
    let in_place = call.has("-i");
    for path in call.operands_after(first) {
        call.read(path.clone());
        if in_place {
            call.write(path);
        }
    }
}

fn perl(call: &mut Call<'_>) {
    if call.has("-v") || call.has("-V") {
        return;
    }
    let first = usize::from(!call.has("-e") && !call.has("-E"));
    through_files(call, first);
    texts(call, &["-e", "-E"], Language::Perl);
}

fn ruby(call: &mut Call<'_>) {
    if call.has("-v") && call.line.operands.is_empty() && !call.has("-e") {
        return;
    }
    let first = usize::from(!call.has("-e"));
    through_files(call, first);
    texts(call, &["-e"], Language::Ruby);
}

fn php(call: &mut Call<'_>) {
    if let (Some(address), Some(folder)) = (call.value("-S"), call.value("-t"))
        && !super::servers::is_own_address(&address)
    {
        call.read_tree(folder);
    }
    let asks = ["-v", "-i", "-m", "-l", "-S", "--ini", "-a"];
    if asks.iter().any(|option| call.has(option)) {
        return;
    }
    if let Some(path) = call.value("-f") {
        let args = call.owned_operands();
        return call.payload(
            PayloadKind::File {
                language: Language::Php,
                path,
                args,
            },
            "php -f",
        );
    }
    manages(call, "artisan", "artisan");
    texts(call, &["-r", "-B", "-R", "-E"], Language::Php);
}

fn r_language(call: &mut Call<'_>) {
    if let Some(path) = call.value("-f") {
        return call.payload(
            PayloadKind::File {
                language: Language::R,
                path,
                args: Vec::new(),
            },
            "R -f",
        );
    }
    let installs = call.operand(0).is_some_and(|word| words::is(&word, "CMD"));
    if !installs {
        texts(call, &["-e"], Language::R);
    }
}

fn osascript(call: &mut Call<'_>) {
    let script = call.value("-l").is_some_and(|language| {
        words::texts(&language).any(|text| text.eq_ignore_ascii_case("javascript"))
    });
    let language = if script {
        Language::JavaScript
    } else {
        Language::AppleScript
    };
    let lines = call.values("-e");
    if lines.len() < 2 {
        return texts(call, &["-e"], language);
    }
    // Each `-e` is a line of one script.
    let mut text = String::new();
    for line in lines.iter().filter_map(words::text) {
        text.push_str(line);
        text.push('\n');
    }
    if let Some(at) = lines.first() {
        let text = words::literal(&text, at);
        call.code(language, text, call.owned_operands(), "osascript -e");
    }
}

fn make(call: &mut Call<'_>) {
    for text in call.values("--eval") {
        call.code(Language::Make, text, Vec::new(), "make --eval");
    }
    for path in call.values("-f") {
        let kind = if words::is(&path, "-") || words::is(&path, "/dev/stdin") {
            PayloadKind::Stdin {
                language: Language::Make,
                args: Vec::new(),
            }
        } else {
            PayloadKind::File {
                language: Language::Make,
                path,
                args: Vec::new(),
            }
        };
        call.payload(kind, "make -f");
    }
}

/// `gdb -ex 'shell …'`.
fn debugger(call: &mut Call<'_>) {
    let texts: Vec<Word> = call
        .args
        .windows(2)
        .filter_map(|pair| match pair {
            [option, text]
                if ["-ex", "--ex", "-iex", "-o", "--one-line"]
                    .iter()
                    .any(|name| words::is(option, name)) =>
            {
                Some(text.clone())
            }
            _ => None,
        })
        .collect();
    for text in texts {
        let shell = ["shell ", "!", "platform shell "]
            .iter()
            .find_map(|start| words::after(&text, start));
        if let Some(text) = shell {
            call.code(Language::Shell, text, Vec::new(), "gdb shell");
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
    fn texts() {
        check("python3 -c 'print(1)' a", "python3 -c> Python `print(1)` a");
        check("python3.11 -Ic 'x'", "python3.11 -c> Python `x`");
        check("node -e x", "node -e> JavaScript `x`");
        check("node --eval=x", "node -e> JavaScript `x`");
        check("node -pe x", "node -e> JavaScript `x`");
        check("perl -e 'unlink 1' .env", "perl -e> Perl `unlink 1` .env");
        check("perl -pe '' .env", "read .env; perl -e> Perl `` .env");
        check(
            "perl -pi -e s/a/b/ /etc/hosts",
            "read /etc/hosts; write /etc/hosts; perl -e> Perl `s/a/b/` /etc/hosts",
        );
        check("perl -lne print f", "read f; perl -e> Perl `print` f");
        check("ruby -rfileutils -e x", "ruby -e> Ruby `x`");
        check("php -r x", "php -r> Php `x`");
        check("lua -e x", "lua -e> Lua `x`");
        check("Rscript -e x", "Rscript -e> R `x`");
        check("mix run -e x", "mix run> Elixir `x`");
        check("mix test", "");
        check("elixir -e x", "elixir -e> Elixir `x`");
        check("erl -noshell -eval x", "erl -eval> Erlang `x`");
        check("ghc -e x", "ghc -e> Haskell `x`");
        check("ghc -O2 Main.hs -o /usr/bin/x", "write /usr/bin/x");
        check("groovy -e x", "groovy -e> Jvm `x`");
        check("kotlinc -e x", "kotlinc -e> Jvm `x`");
        check("swift -e x", "swift -e> Swift `x`");
        check("swift build", "swift> Swift file build");
        check("tclsh", "tclsh> Tcl stdin");
        check("expect -c x", "expect -c> Tcl `x`");
        check("bb -e x", "bb -e> Lisp `x`");
        check("clojure -M:test", "");
        check("clojure -M -e x", "clojure -e> Lisp `x`");
        check("clojure", "clojure> Lisp stdin");
        check("osascript -e x", "osascript -e> AppleScript `x`");
        check("make --eval='x: ; rm y'", "make --eval> Make `x: ; rm y`");
    }

    #[test]
    fn files_and_stdin() {
        check("python3", "python3> Python stdin");
        check("python3 - a", "python3> Python stdin a");
        check("python3 main.py -c x", "python3> Python file main.py -c x");
        check("python3 -m pytest -q", "python -m> pytest -q");
        check("python3 --version", "");
        check("node index.js", "node> JavaScript file index.js");
        check("make -f - x", "make -f> Make stdin");
        check("make clean", "");
        check("make -n -f x", "");
        check("gdb -batch -ex 'shell rm x'", "gdb shell> Shell `rm x`");
    }
}
