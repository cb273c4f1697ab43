//! Programs that read files: viewers, editors, filters, checksums.

use super::call::{Call, Tool, is_far, nothing, reads, single, strict, tool};
use super::words;
use crate::reading::{Language, PayloadKind};
use crate::script::Word;

const GREP: &str = "-e,--regexp= -f,--file=read -m,--max-count= -A,--after-context= -B,--before-context= -C,--context= --include= --exclude= \
    --exclude-dir= --exclude-from=read --color=? --colour=? -d,--directories= -D,--devices= --label= --binary-files= -E,--extended-regexp \
    -F,--fixed-strings -G,--basic-regexp -P,--perl-regexp -i,--ignore-case -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count \
    -L,--files-without-match -l,--files-with-matches -o,--only-matching -q,--quiet,--silent -s,--no-messages -b,--byte-offset -H,--with-filename \
    -h,--no-filename -n,--line-number -T -Z,--null -a,--text -I -r,--recursive -R,--dereference-recursive -U,--binary -z,--null-data -V,--version \
    -y --no-ignore-case --line-buffered";
const RG: &str = "-e,--regexp= -f,--file=read -m,--max-count= -A,--after-context= -B,--before-context= -C,--context= -g,--glob= --iglob= -t,--type= \
    -T,--type-not= --type-add= -M,--max-columns= -d,--max-depth= --max-filesize= -r,--replace= -j,--threads= -E,--encoding= --color= --colors= \
    --sort= --sortr= --engine= --ignore-file=read --pre=argument --pre-glob= --context-separator= --path-separator= -F,--fixed-strings -i,--ignore-case \
    -S,--smart-case -s,--case-sensitive -v,--invert-match -w,--word-regexp -x,--line-regexp -c,--count --count-matches -l,--files-with-matches \
    --files-without-match -o,--only-matching -q,--quiet -n,--line-number -N,--no-line-number -H,--with-filename -I,--no-filename -u,--unrestricted \
    -.,--hidden -L,--follow -a,--text -z,--search-zip -P,--pcre2 -U,--multiline -p,--pretty --json --files --type-list --heading --no-heading \
    --no-ignore --vimgrep --trim --column --stats -0,--null -V,--version -h,--help";
const HASH: &str = "-b,--binary -c,--check -t,--text -a,--algorithm= --tag -z,--zero --ignore-missing -q,--quiet --status -w,--warn --strict -l,--length=";
const SED: &str = "-n,--quiet,--silent -E,-r,--regexp-extended -i,--in-place=? -I=? -e,--expression= -f,--file= -s,--separate -u,--unbuffered \
    -z,--null-data -l,--line-length= --posix --debug --follow-symlinks --sandbox -a --help --version";
const AWK: &str = "-F,--field-separator= -v,--assign= -f,--file= -E,--exec= -i,--include= -e,--source= -l,--load= -b -c -C -d,--dump-variables=? \
    -D,--debug=? -g -h,--help -L=? -M -n -N -o,--pretty-print=? -O -p,--profile=? -P,--posix -r -s -S,--sandbox -t -V,--version";

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "cat gcat tac rev nl zcat bzcat xzcat zstdcat gzcat zless zmore hexyl glow lolcat ccat mdcat vis look json.tool pr expand unexpand fmt fold tsort",
        "-n,--number -b -A -E -e -s -T -t -u -v -N -S -R -F -X -i -w,--width= -p= -x= --pattern= -r,--regex -h= -l= -d -P= --tabs= -c --version",
        reads,
    ),
    tool(
        "less more most",
        "-b= -e -E -f -F -g -G -h= -i -I -J -K -m -M -n -N -o=write -O=write -p,--pattern= -q -Q -r -R -s -S -t= -T= -u -U -w -W -x= -X -y= -z=",
        |call| {
            // `+!command` runs as if it were typed.
            for typed in call.operands() {
                if let Some(text) = words::after(&typed, "+!") {
                    let layer = format!("{} +!", call.program);
                    call.code(Language::Shell, text, Vec::new(), &layer);
                }
            }
            reads(call);
        },
    ),
    tool(
        "bat batcat",
        "-l,--language= -H,--highlight-line= -r,--line-range= -p,--plain -n,--number -A,--show-all --style= --theme= --color= --paging= --pager=shell --wrap= --tabs= -m,--map-syntax= --file-name= -P -d,--diff -V,--version -h,--help --decorations= --italic-text= --terminal-width=",
        reads,
    ),
    tool(
        "head tail ghead gtail multitail",
        "-n,--lines= -c,--bytes= -q,--quiet -v,--verbose -f,--follow=? -F -s,--sleep-interval= --pid= -z,--zero-terminated -r -b= --retry",
        reads,
    ),
    tool(
        "sort gsort",
        "-o,--output=write -k,--key= -t,--field-separator= -T,--temporary-directory= -S,--buffer-size= --parallel= --batch-size= --compress-program=shell --files0-from=read --random-source=read -u,--unique -n,--numeric-sort -r,--reverse -f,--ignore-case -b -d -g -h,--human-numeric-sort -i -M -R -V,--version-sort -c,--check=? -C -m,--merge -s,--stable -z --sort= --debug",
        reads,
    ),
    tool(
        "uniq",
        "-c,--count -d,--repeated -D --all-repeated=? -f,--skip-fields= --group=? -i,--ignore-case -s,--skip-chars= -u,--unique -w,--check-chars= -z",
        in_and_out,
    ),
    tool(
        "cut",
        "-b,--bytes= -c,--characters= -d,--delimiter= -f,--fields= -n --complement -s,--only-delimited --output-delimiter= -z",
        reads,
    ),
    tool(
        "column",
        "-t,--table -s,--separator= -o,--output-separator= -c,--output-width= -N,--table-columns= -R= -H= -n= -J,--json -x -L",
        reads,
    ),
    tool(
        "paste join comm",
        "-d,--delimiters= -s -t= -1 -2 -3 -a= -e= -i -j= -o= -v= -n= -N= -c= -x -R= -H= -O= -J --check-order --nocheck-order --total --output-delimiter=",
        reads,
    ),
    tool(
        "wc",
        "-c,--bytes -m,--chars -l,--lines -w,--words -L,--max-line-length --files0-from=read --total=",
        reads,
    ),
    tool(
        "xxd gxxd",
        "-a -b -c= -C -d -e -E -g= -i -l= -n= -o= -p,-ps -r,-revert -R= -s= -u -v",
        in_and_out,
    ),
    tool(
        "od hexdump hd",
        "-A,--address-radix= -t,--format= -j,--skip-bytes= -N,--read-bytes= -w=? -S= -v -n= -s= -e= -f=read -C -c -b -d -o -x -a -i",
        in_and_out,
    ),
    tool(
        "strings",
        "-a,--all -n,--bytes= -t,--radix= -e,--encoding= -f -o -T,--target= -s= -w -d --help --version",
        reads,
    ),
    tool(
        "base64 base32 basenc gbase64 uuencode uudecode",
        "-d,--decode -D -i,--ignore-garbage -w,--wrap= -b,--break= --base64 --base64url --base32 --base16 --input=read -o,--output=write",
        reads,
    ),
    tool(
        "cksum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum sum shasum md5 xxhsum",
        HASH,
        reads,
    ),
    tool(
        "diff sdiff diff3 cmp colordiff delta icdiff vimdiff difft",
        "-u -U,--unified= -c -C,--context= -y,--side-by-side -w -b -B -i -r,--recursive -N,--new-file -q,--brief -s -a,--text -x,--exclude= -X,--exclude-from=read -I,--ignore-matching-lines= -L,--label= -F= -W,--width= -d -e -p -t -l -n= -S= -o,--output=write --color=? --from-file=read --to-file=read --strip-trailing-cr",
        reads,
    ),
    tool(
        "split-lines iconv dos2unix-c recode",
        "-f,--from-code= -t,--to-code= -c -o,--output=write -s -l",
        reads,
    ),
    tool(
        "jq gojq jaq",
        "-n,--null-input -r,--raw-output -j,--join-output -a -s,--slurp -R,--raw-input -c,--compact-output -C -M -S -e,--exit-status -f,--from-file=read --arg= --argjson= --slurpfile= --rawfile= --args --jsonargs --indent= --tab -L= --stream --seq --unbuffered -V,--version -h,--help",
        jq,
    ),
    tool(
        "yq",
        "-r,--raw-output -y -i,--inplace,--in-place -n,--null-input -o,--output-format= -p,--input-format= -P,--prettyPrint -I,--indent= -s,--split-exp= -e,--exit-status -j -c -C -M -N -V,--version -h,--help --from-file=read --arg=",
        yq,
    ),
    tool(
        "grep egrep fgrep ggrep zgrep bzgrep pcregrep pcre2grep",
        GREP,
        grep,
    ),
    tool("rg ripgrep", RG, grep),
    tool(
        "ag ack ugrep ug",
        "-A= -B= -C= -m,--max-count= -G= -g= --ignore= --ignore-dir= --type= -p= --depth= --include= --exclude= -e= -i -l -n -r -R -v -w -c -o -s -S -Q -a -u",
        grep,
    ),
    tool("sed gsed", SED, sed),
    tool("awk gawk mawk nawk original-awk goawk", AWK, awk),
    tool(
        "sd",
        "-F,--fixed-strings -s,--string-mode -p,--preview -n,--max-replacements= -f,--flags= -A,--across",
        |call| {
            for path in call.operands_after(2) {
                call.read(path.clone());
                call.write(path);
            }
        },
    ),
    tool(
        "vi vim nvim view gvim mvim ex rvim",
        "-c=ex --cmd=ex -S=read -s -u= -U= -i= -w= -W= -T= -t= -q=? -r=? -L=? -e -E -n -R -m -M -b -d -o=? -O=? -p=? -g -f -v -y -Z -N -V=? -x -X -A -D -h,--help --version --clean --noplugin --headless --remote --servername= --listen= --startuptime=write -l=",
        vim,
    ),
    tool(
        "ed red",
        "-p,--prompt= -s,--quiet,--silent -G -l -r -v -E",
        |call| {
            edits(call);
            call.payload(
                PayloadKind::Stdin {
                    language: Language::Ex,
                    args: Vec::new(),
                },
                "ed",
            );
        },
    ),
    tool(
        "nano pico micro emacs emacsclient gedit kate mousepad hx helix joe mg ne kak",
        "-l= -w -e,--eval= -f= -nw -c -t -a= -Q,--quick -q --batch --load=read -s= -T= -r= -m -i -b -B -o= -v,--view -h,--help --version",
        |call| {
            for text in call.values("--eval") {
                call.code(Language::Lisp, text, Vec::new(), "emacs --eval");
            }
            if call.has("--view") {
                reads(call);
            } else {
                edits(call);
            }
        },
    ),
    tool("open xdg-open bbedit mate", "-a= -b= -e -t -n -g -W", reads),
    tool(
        "code code-insiders codium cursor windsurf subl zed idea",
        "-d,--diff -a,--add -g,--goto -n,--new-window -r,--reuse-window -w,--wait --locale= --user-data-dir= --profile= -v,--version -h,--help -s,--status --install-extension= --uninstall-extension= --list-extensions --extensions-dir= -m --accept-server-license-terms --name= --random-name",
        |call| {
            let verb = call.operand(0);
            if let Some(verb) = verb.filter(|verb| words::is(verb, "tunnel")) {
                let looks = [
                    "status",
                    "kill",
                    "user",
                    "rename",
                    "unregister",
                    "prune",
                    "help",
                ];
                let next = call.operand(1);
                if !next.is_some_and(|next| looks.iter().any(|own| words::is(&next, own))) {
                    let service = words::literal("vscode.dev", &verb);
                    return call.network(Some(service), true);
                }
            }
            reads(call);
        },
    ),
    tool("openssl", "", openssl),
    tool(
        "gpg gpg2 age rage",
        "-o,--output=write -r,--recipient= -u,--local-user= -e,--encrypt -d,--decrypt -c,--symmetric -s,--sign -b,--detach-sign -a,--armor -i,--identity=read -p,--passphrase= --passphrase-file=read --batch --yes -q,--quiet -v,--verbose -k,--list-keys -K,--list-secret-keys --import --export --export-secret-keys --export-secret-subkeys --verify --homedir= --pinentry-mode= --keyserver= --recv-keys --vault-password-file= --version --help",
        |call| {
            // Nothing is decrypted without a key of one's own.
            let own = [
                "--export-secret-keys",
                "--export-secret-subkeys",
                "--decrypt",
            ];
            let is_gpg = call.program.starts_with("gpg");
            if is_gpg && own.iter().any(|option| call.has(option)) {
                call.read_named("~/.gnupg/private-keys-v1.d");
            }
            reads(call);
        },
    ),
    tool(
        "qrencode pandoc enscript a2ps lp lpr pbcopy xclip",
        "-o,--output=write -i -selection= -sel= -f,--from= -t,--to= -s -r= -l= -d= -P= -n= -h --version --standalone",
        reads,
    ),
    strict(
        "test [ [[",
        "-a -b -c -d -e -f -g -h -k -n -o -p -r -s -t -u -v -w -x -z -G -L -N -O -R -S",
        nothing,
    ),
    single(
        "ls dir vdir exa eza lsd tree stat file du df readlink realpath basename dirname pathchk namei",
        "",
        nothing,
    ),
];

/// `uniq [in [out]]`, `xxd [in [out]]`.
fn in_and_out(call: &mut Call<'_>) {
    let two = matches!(call.program, "uniq" | "xxd");
    let operands = call.owned_operands();
    for (index, path) in operands.into_iter().enumerate() {
        if two && index == 1 {
            call.write(path)
        } else {
            call.read(path)
        }
    }
}

fn jq(call: &mut Call<'_>) {
    // `--arg name value` and the like take a second word, which the grammar leaves among the operands.
    let values = ["--arg", "--argjson", "--slurpfile", "--rawfile"]
        .iter()
        .map(|name| call.values(name).len())
        .sum::<usize>();
    let own = usize::from(!call.has("--from-file")) + values;
    // Without input a filter still reads what it asks for by `input` and `inputs`.
    let asks = call
        .operand(0)
        .is_none_or(|filter| words::texts(&filter).any(|filter| filter.contains("input")));
    if call.has("--args") || call.has("--jsonargs") || call.has("--null-input") && !asks {
        return;
    }
    for path in call.operands_after(own) {
        call.read(path);
    }
}

fn yq(call: &mut Call<'_>) {
    let mut operands = call.owned_operands();
    if operands.first().is_some_and(|word| {
        words::is(word, "eval")
            || words::is(word, "e")
            || words::is(word, "eval-all")
            || words::is(word, "ea")
    }) {
        operands.remove(0);
    }
    let in_place = call.has("--inplace");
    for path in operands
        .into_iter()
        .skip(usize::from(!call.has("--from-file")))
    {
        call.read(path.clone());
        if in_place {
            call.write(path);
        }
    }
}

fn grep(call: &mut Call<'_>) {
    if call.has("--files") {
        return;
    }
    for text in call.values("--pre") {
        call.argv(vec![text], false, "rg --pre");
    }
    // A file that is picked by its very name is searched wherever it is found.
    for option in ["--glob", "--iglob", "--include"] {
        for name in call.values(option) {
            if words::text(&name).is_some_and(|name| !name.contains(['*', '?', '[', '{', '!'])) {
                call.read(name);
            }
        }
    }
    let own = usize::from(!call.has("-e") && !call.has("-f"));
    let elsewhere = call.line.operands.iter().skip(own).any(|path| is_far(path));
    let hunts = elsewhere && hunts_secrets(call, own);
    for path in call.operands_after(own) {
        if hunts {
            call.read_tree(path);
        } else {
            call.read(path);
        }
    }
}

/// Whether passwords and keys are looked for in all that lies below a folder.
fn hunts_secrets(call: &Call<'_>, patterns: usize) -> bool {
    let recurses = call.has("--recursive")
        || call.has("--dereference-recursive")
        || !call.program.contains("grep");
    let own = call.operand(0).filter(|_| patterns == 1);
    let mut patterns = call.values("-e").into_iter().chain(own);
    recurses && patterns.any(|pattern| words::texts(&pattern).any(seeks_secrets))
}

/// Whether a pattern looks for passwords and keys.
pub(crate) fn seeks_secrets(pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let signs = [
        "passw",
        "secret",
        "token",
        "api_key",
        "apikey",
        "api-key",
        "api[_",
        "akia",
        "private key",
        "private.key",
        "credential",
        "aws_access",
    ];
    pattern.ends_with("aws_") || signs.iter().any(|sign| pattern.contains(sign))
}

fn sed(call: &mut Call<'_>) {
    let mut operands = call.owned_operands();
    let in_place = call.has("-i") || call.has("-I");
    // BSD's `-i` takes the suffix as a word of its own.
    if in_place && operands.first().is_some_and(|word| words::is(word, "")) {
        operands.remove(0);
    }
    for text in call.values("-e") {
        call.code(Language::Sed, text, Vec::new(), "sed");
    }
    for path in call.values("-f") {
        call.payload(
            PayloadKind::File {
                language: Language::Sed,
                path,
                args: Vec::new(),
            },
            "sed -f",
        );
    }
    if !call.has("-e") && !call.has("-f") && !operands.is_empty() {
        let text = operands.remove(0);
        call.code(Language::Sed, text, Vec::new(), "sed");
    }
    for path in operands {
        call.read(path.clone());
        if in_place {
            call.write(path);
        }
    }
}

fn awk(call: &mut Call<'_>) {
    let mut operands = call.owned_operands();
    for text in call.values("-e") {
        call.code(Language::Awk, text, Vec::new(), "awk");
    }
    for path in call.values("-f").into_iter().chain(call.values("-E")) {
        call.payload(
            PayloadKind::File {
                language: Language::Awk,
                path,
                args: Vec::new(),
            },
            "awk -f",
        );
    }
    let in_place = call
        .value("-i")
        .is_some_and(|word| words::is(&word, "inplace"));
    if !call.has("-e") && !call.has("-f") && !call.has("-E") && !operands.is_empty() {
        let text = operands.remove(0);
        call.code(Language::Awk, text, Vec::new(), "awk");
    }
    for path in operands {
        if words::texts(&path).any(|text| text.contains('=') && !text.contains('/')) {
            continue;
        }
        call.read(path.clone());
        if in_place {
            call.write(path);
        }
    }
}

/// An editor may save what it opens.
fn edits(call: &mut Call<'_>) {
    for path in call.operands() {
        if !words::starts(&path, "+") {
            call.read(path.clone());
            call.write(path);
        }
    }
}

fn vim(call: &mut Call<'_>) {
    let mut texts = call.values("-c");
    texts.extend(call.values("--cmd"));
    let edits = call.program != "view" && !call.has("-R") && !call.has("-M");
    for operand in call.operands() {
        match words::after(&operand, "+") {
            Some(text) => texts.push(text),
            None => {
                call.read(operand.clone());
                if edits {
                    call.write(operand);
                }
            }
        }
    }
    for text in texts {
        let layer = format!("{} -c", call.program);
        call.code(Language::Ex, text, Vec::new(), &layer);
    }
    if call.program == "ex" {
        call.payload(
            PayloadKind::Stdin {
                language: Language::Ex,
                args: Vec::new(),
            },
            "ex",
        );
    }
}

/// Options of openssl's subcommands have one dash and take the next word.
fn openssl(call: &mut Call<'_>) {
    let mut previous: Option<&Word> = None;
    let quiet = call.args.iter().any(|word| words::is(word, "-quiet"));
    for word in call.args {
        match previous.and_then(words::text) {
            Some(
                "-in" | "-inkey" | "-kfile" | "-CAfile" | "-CA" | "-CAkey" | "-key" | "-sign"
                | "-config",
            ) => call.read(word.clone()),
            Some("-out" | "-keyout" | "-CAserial") => call.write(word.clone()),
            // A handshake says nothing; only a quiet client is a pipe.
            Some("-connect") => call.network(Some(word.clone()), quiet),
            _ => {}
        }
        previous = Some(word);
    }
    let hashes = call.operand(0).is_some_and(|word| {
        words::is(&word, "dgst") || words::starts(&word, "sha") || words::is(&word, "md5")
    });
    if hashes {
        for path in call.operands_after(1) {
            call.read(path);
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
    fn files() {
        check("cat a b", "read a; read b");
        check("cat -", "");
        check("head -5 .env", "read .env");
        check("tail -n 5 .env", "read .env");
        check("sort -o /etc/hosts new", "write /etc/hosts; read new");
        check("xxd a b", "read a; write b");
        check("od -c .env", "read .env");
        check("less +F .env", "read .env");
        check("less '+!rm x' f", "read f; less +!> Shell `rm x`");
        check("strings ~/.ssh/id_rsa", "read ~/.ssh/id_rsa");
        check("vim a +3", "read a; write a; vim -c> Ex `3`");
        check("view a", "read a");
        check("nano /etc/hosts", "read /etc/hosts; write /etc/hosts");
        check("column -t .env", "read .env");
        check(
            "vim -c ':!rm x' -c ':q'",
            "vim -c> Ex `:!rm x`; vim -c> Ex `:q`",
        );
        check(
            "ex -sc '!rm x' -c q",
            "ex -c> Ex `!rm x`; ex -c> Ex `q`; ex> Ex stdin",
        );
        check(
            "emacs -batch --eval '(delete-directory \"/x\" t)'",
            "emacs --eval> Lisp `(delete-directory \"/x\" t)`",
        );
        check("code --version", "");
        check("ls -la .env", "");
        check("test -f /etc/x", "");
        check("openssl x509 -in cert.crt -noout", "read cert.crt");
        check("jq --arg a b .x .env", "read .env");
        check("jq -n input .env", "read .env");
        check("jq -n '{a: 1}' x", "");
        check("code tunnel --name x", "send vscode.dev");
        check("code tunnel status", "read tunnel; read status");
    }

    #[test]
    fn patterns() {
        check("grep -n .env .gitignore", "read .gitignore");
        check("grep -e x -f list a", "read list; read a");
        check("grep -rn x .", "read .");
        check("grep -ri password /home", "read ~/.ssh; read /home");
        check("rg 'BEGIN RSA PRIVATE KEY' ~", "read ~/.ssh; read ~");
        check("grep -rn TODO ~", "read ~");
        check("grep -rn password ~/project", "read ~/project");
        check("grep password ~", "read ~");
        check("rg -n id_rsa docs/ -g *.md", "read docs/");
        check("rg -g .env KEY", "read .env");
        check("rg -g '!.env' KEY", "");
        check("grep -r --include=.env KEY .", "read .env; read .");
        check("sed -n p .env", "read .env; sed> Sed `p`");
        check(
            "sed -i.bak -e s/a/b/ /etc/hosts",
            "read /etc/hosts; write /etc/hosts; sed> Sed `s/a/b/`",
        );
        check("sed -i '' s/a/b/ f", "read f; write f; sed> Sed `s/a/b/`");
        check("awk -F: 1 .env", "read .env; awk> Awk `1`");
        check(
            "awk -v a=b '{print a}' n=1 f",
            "read f; awk> Awk `{print a}`",
        );
    }
}
