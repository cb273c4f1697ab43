//! find and fd: which paths a deletion or a program started by them would meet.

use super::call::{Call, Tool, single, tool};
use super::words;
use crate::few::Few;
use crate::script::{Value, Word};

/// Tests and actions with one argument; listed as options so that rules can name them.
const FIND: &str = "-name= -iname= -path= -ipath= -wholename= -iwholename= -lname= -ilname= -regex= -iregex= -regextype= -type= -xtype= \
    -size= -mtime= -mmin= -atime= -amin= -ctime= -cmin= -newer= -anewer= -cnewer= -newermt= -newerct= -user= -group= -uid= -gid= -perm= -inum= \
    -links= -samefile= -fstype= -context= -used= -maxdepth= -mindepth= -files0-from=read -printf= -fprint=write -fprint0=write -fls=write \
    -delete -exec=! -execdir=! -ok=! -okdir=! -print -print0 -ls -prune -quit -empty -executable -readable -writable -nouser -nogroup -true \
    -false -not -a -and -o -or -depth -d -xdev -mount -daystart -follow -noleaf -H -L -P -E -X -x -s -help -version";
const FD: &str = "-H,--hidden -I,--no-ignore -u,--unrestricted -s,--case-sensitive -i,--ignore-case -g,--glob -F,--fixed-strings \
    -a,--absolute-path -l,--list-details -L,--follow -p,--full-path -0,--print0 -1 -q,--quiet -e,--extension= -E,--exclude= -t,--type= \
    -d,--max-depth= --min-depth= --exact-depth= -S,--size= --changed-within= --changed-before= -o,--owner= -c,--color= -j,--threads= \
    --base-directory=base --search-path= -x,--exec=! -X,--exec-batch=! --prune --one-file-system --strip-cwd-prefix --max-results= \
    --path-separator= --and= --format= --ignore-file= -V,--version -h,--help";

pub(super) const TOOLS: &[Tool] = &[
    single("find gfind bfs", FIND, find),
    tool("fd fdfind", FD, fd),
];

/// What a find expression keeps of all the paths below the roots.
#[derive(Default)]
struct Kept {
    /// Names and patterns of names, of which one must match.
    names: Vec<Word>,
    /// Patterns of whole paths.
    paths: Vec<Word>,
    /// Whether some other test leaves out a part.
    narrowed: bool,
    /// `-mindepth 1` or more: not the roots themselves.
    below: bool,
    /// `-maxdepth 0`: the roots alone.
    roots_only: bool,
}

/// The paths that `find` with these words prints, as words that stand for all of them.
pub(crate) fn found(args: &[Word]) -> Vec<Word> {
    let (roots, expression) = split(args);
    targets(&roots, &keep(expression), true)
}

/// The roots and the expression.
fn split(args: &[Word]) -> (Vec<Word>, &[Word]) {
    let start = args
        .iter()
        .take_while(|word| is_flag_before_roots(word))
        .count();
    let rest = args.get(start..).unwrap_or_default();
    let count = rest.iter().take_while(|word| !is_expression(word)).count();
    let (roots, expression) = rest.split_at_checked(count).unwrap_or((rest, &[]));
    match roots {
        [] => {
            let root = Word {
                values: Few::one(Value::Text(".".into())),
                quoted: false,
                span: args.first().map(|at| at.span).unwrap_or_default(),
            };
            (vec![root], expression)
        }
        _ => (roots.to_vec(), expression),
    }
}

/// `find [-H|-L|-P] [ROOT …] [expression]`.
fn find(call: &mut Call<'_>) {
    let (roots, expression) = split(call.args);
    let kept = keep(expression);
    let mut tokens = expression;
    while let Some((token, behind)) = tokens.split_first() {
        tokens = behind;
        match words::text(token) {
            Some("-delete") => {
                for target in targets(&roots, &kept, true) {
                    call.delete(target, !kept.roots_only);
                }
            }
            Some(action @ ("-exec" | "-execdir" | "-ok" | "-okdir")) => {
                let (command, behind) = command(tokens);
                tokens = behind;
                execute(call, command, &roots, &kept, &format!("find {action}"));
            }
            Some("-fprint" | "-fprint0" | "-fls" | "-fprintf") => {
                if let Some(path) = tokens.first() {
                    call.write(path.clone());
                }
            }
            _ => {}
        }
    }
}

fn is_flag_before_roots(word: &Word) -> bool {
    ["-H", "-L", "-P", "-E", "-X"]
        .iter()
        .any(|flag| words::is(word, flag))
        || words::starts(word, "-O")
}

fn is_expression(word: &Word) -> bool {
    ["(", "!", ")", ","]
        .iter()
        .any(|mark| words::is(word, mark))
        || words::starts(word, "-")
}

/// The words of an action up to `;` or `{} +`, and what stands behind.
fn command(tokens: &[Word]) -> (&[Word], &[Word]) {
    let is_end = |at: usize| {
        let is =
            |index: usize, text: &str| tokens.get(index).is_some_and(|word| words::is(word, text));
        is(at, ";")
            || is(at, "\\;")
            || is(at, "+") && at.checked_sub(1).is_some_and(|before| is(before, "{}"))
    };
    let end = (0..tokens.len())
        .find(|at| is_end(*at))
        .unwrap_or(tokens.len());
    (
        tokens.get(..end).unwrap_or_default(),
        tokens.get(end + 1..).unwrap_or_default(),
    )
}

/// Reads the tests of an expression.
fn keep(expression: &[Word]) -> Kept {
    let mut kept = Kept::default();
    let mut negated = false;
    let mut tokens = expression;
    while let Some((token, behind)) = tokens.split_first() {
        tokens = behind;
        let name = words::text(token).unwrap_or_default();
        match name {
            "!" | "-not" => {
                negated = true;
                continue;
            }
            "-exec" | "-execdir" | "-ok" | "-okdir" => tokens = command(tokens).1,
            "-empty" | "-executable" | "-nouser" | "-nogroup" => kept.narrowed = true,
            _ if takes_value(name) => {
                let Some((value, behind)) = tokens.split_first() else {
                    break;
                };
                tokens = behind;
                kept.test(name, value, negated);
            }
            _ => {}
        }
        negated = false;
    }
    kept
}

fn takes_value(name: &str) -> bool {
    FIND.split_ascii_whitespace().any(|listed| {
        listed
            .split_once('=')
            .is_some_and(|(listed, _)| listed == name)
    })
}

impl Kept {
    fn test(&mut self, name: &str, value: &Word, negated: bool) {
        match name {
            "-name" | "-iname" | "-path" | "-ipath" | "-wholename" | "-iwholename" => {
                let text = value
                    .values
                    .iter()
                    .find_map(words::letters)
                    .unwrap_or_default();
                let everything = matches!(text, "*" | "*.*" | "**" | "/*");
                match (negated, everything, matches!(name, "-name" | "-iname")) {
                    (true, ..) => self.narrowed = true,
                    (_, true, _) => {}
                    (.., true) => self.names.push(value.clone()),
                    (.., false) => self.paths.push(value.clone()),
                }
            }
            "-maxdepth" => self.roots_only |= words::is(value, "0"),
            "-mindepth" => self.below |= !words::is(value, "0"),
            "-type" | "-xtype" | "-fstype" | "-regextype" | "-printf" | "-fprint" | "-fprint0"
            | "-fls" | "-files0-from" => {}
            _ => self.narrowed = true,
        }
    }
}

/// Paths that an action would meet. `deletes` tells a part of what is below a root from the root: for a reader the
/// root says enough.
fn targets(roots: &[Word], kept: &Kept, deletes: bool) -> Vec<Word> {
    let mut targets = Vec::new();
    for root in roots {
        if kept.roots_only {
            targets.push(root.clone());
        } else if !kept.names.is_empty() || !kept.paths.is_empty() {
            targets.extend(kept.names.iter().map(|name| below(root, name)));
            let paths = kept.paths.iter().filter_map(|path| {
                Some(words::pattern(
                    path.values.iter().find_map(words::letters)?.to_owned(),
                    path,
                ))
            });
            targets.extend(paths);
        } else if deletes && (kept.narrowed || kept.below) {
            targets.push(below(root, &words::literal("*", root)));
        } else {
            targets.push(root.clone());
        }
    }
    targets
}

/// A name somewhere below a root: a literal one as if it stood right there, a pattern at any depth.
fn below(root: &Word, name: &Word) -> Word {
    let Some(text) = name.values.iter().find_map(words::letters) else {
        return words::join(root, name);
    };
    if text.contains(['*', '?', '[']) {
        let anywhere = if text == "*" {
            text.to_owned()
        } else {
            format!("**/{text}")
        };
        return words::join(root, &words::pattern(anywhere, root));
    }
    words::join(root, name)
}

const REMOVERS: &[&str] = &["rm", "unlink", "rmdir", "shred", "srm", "rimraf", "trash"];

/// A program for every path, or for all of them.
fn execute(call: &mut Call<'_>, command: &[Word], roots: &[Word], kept: &Kept, layer: &str) {
    let names = command
        .iter()
        .filter_map(words::text)
        .map(|text| text.rsplit('/').next().unwrap_or(text));
    let removes = names.clone().take(4).any(|name| REMOVERS.contains(&name));
    let targets = targets(roots, kept, removes);
    let uses = command
        .iter()
        .any(|word| words::texts(word).any(|text| text.contains("{}")));
    if removes && uses && !kept.roots_only && command.iter().any(|word| words::is(word, "{}")) {
        for target in &targets {
            call.delete(target.clone(), true);
        }
    }
    let words = fill(command, "{}", &targets);
    call.argv(words, false, layer);
}

/// The command with every placeholder replaced.
fn fill(command: &[Word], placeholder: &str, targets: &[Word]) -> Vec<Word> {
    let mut filled = Vec::new();
    for word in command {
        if words::is(word, placeholder) {
            filled.extend(targets.iter().cloned());
            continue;
        }
        let Some(text) = words::text(word).filter(|text| text.contains(placeholder)) else {
            filled.push(word.clone());
            continue;
        };
        for target in targets {
            filled.push(inside(text, placeholder, target, word));
        }
    }
    filled
}

/// A placeholder inside a longer text.
fn inside(text: &str, placeholder: &str, target: &Word, word: &Word) -> Word {
    let value = match target.values.first() {
        Some(Value::Text(target) | Value::Glob(target)) => {
            Value::Text(text.replace(placeholder, target).into())
        }
        _ => Value::Prefix(text.split(placeholder).next().unwrap_or_default().into()),
    };
    Word {
        values: Few::one(value),
        quoted: word.quoted,
        span: word.span,
    }
}

/// `fd [PATTERN [ROOT …]] [-x program …]`.
fn fd(call: &mut Call<'_>) {
    let split = call.line.dashes.unwrap_or(call.line.operands.len());
    let own: Vec<Word> = call
        .line
        .operands
        .iter()
        .take(split)
        .map(|word| (**word).clone())
        .collect();
    let action = ["--exec", "--exec-batch"]
        .into_iter()
        .find(|action| call.has(action));
    let Some(action) = action else { return };
    let Some(program) = call.value(action) else {
        return;
    };
    let mut command = vec![program.clone()];
    command.extend(call.operands_after(split));
    command.retain(|word| !words::is(word, ";"));
    let mut roots: Vec<Word> = own.get(1..).unwrap_or_default().to_vec();
    roots.extend(call.values("--search-path"));
    if roots.is_empty() {
        roots.push(words::literal(".", &program));
    }
    let pattern = own.first().and_then(words::text).unwrap_or(".");
    let mut kept = Kept {
        narrowed: !matches!(pattern, "." | "" | ".*" | "*"),
        ..Kept::default()
    };
    // A pattern of plain letters is, mostly, a whole name.
    let plain = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
    if kept.narrowed
        && let Some(name) = own.first().filter(|_| pattern.chars().all(plain))
    {
        kept.names.push(name.clone());
    }
    for extension in call.values("--extension") {
        if let Some(text) = words::text(&extension) {
            kept.names
                .push(words::literal(&format!("*.{text}"), &extension));
        }
    }
    if !command
        .iter()
        .any(|word| words::texts(word).any(|text| text.contains('{')))
    {
        command.push(words::literal("{}", &program));
    }
    execute(call, &command, &roots, &kept, "fd --exec");
}

#[cfg(test)]
mod tests {
    use crate::tools::render::{effects, shape};

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn deletes() {
        check("find / -delete", "delete -r /");
        check("find ~ -type f -delete", "delete -r ~");
        check("find -delete", "delete -r .");
        check("find . -name '*.pyc' -delete", "delete -r **/*.pyc");
        check(
            "find src -name '*.pyc' -o -name x -delete",
            "delete -r src/**/*.pyc; delete -r src/x",
        );
        check("find /tmp -mtime +7 -delete", "delete -r /tmp/*");
        check("find / ! -name x -delete", "delete -r /*");
        check("find . -maxdepth 0 -delete", "delete .");
        check("find . -name 'rm-rf*'", "");
        check("find -L /etc -type f -newer x", "");
    }

    #[test]
    fn programs() {
        check(
            "find / -name '*' -exec rm -f {} ;",
            "delete -r /; find -exec> rm -f /",
        );
        check(
            "find ~ -type f -execdir rm -f {} +",
            "delete -r ~; find -execdir> rm -f ~",
        );
        check(
            "find . -name '*.orig' -exec rm {} ;",
            "delete -r **/*.orig; find -exec> rm **/*.orig",
        );
        check(
            "find . -maxdepth 0 -exec rm -rf / ;",
            "find -exec> rm -rf /",
        );
        check(
            "find ~ -name id_rsa -exec cat {} ;",
            "find -exec> cat ~/id_rsa",
        );
        check(
            "find src -name '*.ts' -exec wc -l {} +",
            "find -exec> wc -l src/**/*.ts",
        );
        check("find . -exec sh -c 'rm {}' ;", "find -exec> sh -c rm .");
        check(
            "fd . / --exec rm -rf {}",
            "delete -r /; fd --exec> rm -rf /",
        );
        check(
            "fd -e pyc -x rm",
            "delete -r **/*.pyc; fd --exec> rm **/*.pyc",
        );
        check("fd -H .env -x cat", "fd --exec> cat .env");
        check("fd -e py", "");
        assert_eq!(shape("find . -name x -delete"), " | --name=x --delete | .");
    }
}
