//! Package managers, task runners and terminals that start programs for somebody.

use super::call::{Call, Tool, nothing, strict, tool};
use super::environments::run;
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, strict_sub, sub, subcommands};
use super::words;
use super::wrappers::wrap;
use crate::reading::{Language, PayloadKind};
use crate::script::{Values, Word};

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "npx bunx pnpx uvx pipx-run",
        "-y,--yes -p,--package= -c,--call=shell --no --no-install -q,--quiet --ignore-existing --node-options= -w,--workspace= --bun --from= --with= --python= --isolated --refresh",
        package,
    ),
    strict("shx", "", wrap::<0>),
    strict(
        "cross-env cross-env-shell env-cmd",
        "-f,--file=read -e,--environments= -r,--rc-file= --no-override --silent --use-shell",
        |call| {
            let layer = call.program.to_owned();
            call.argv(call.owned_operands(), true, &layer);
        },
    ),
    strict(
        "dotenv dotenv-cli dotenvx",
        "-e,--env-file,--file,-f=read -c=? -p= -v= -o,--override,--overload -q,--quote= --debug",
        |call| {
            let run = call.operand(0).is_some_and(|word| words::is(&word, "run"));
            let prints = call
                .operand(0)
                .is_some_and(|verb| ["get", "decrypt"].iter().any(|own| words::is(&verb, own)));
            if run {
                subcommand_of_its_own(call)
            } else if prints && call.program == "dotenvx" {
                let file = call
                    .args
                    .windows(2)
                    .find(|pair| pair.first().is_some_and(|option| words::is(option, "-f")))
                    .and_then(|pair| pair.last().cloned());
                match file {
                    Some(file) => call.read(file),
                    None => call.read_named(".env"),
                }
            } else {
                wrap::<0>(call)
            }
        },
    ),
    strict(
        "concurrently npm-run-all nodemon onchange",
        "-n,--names= -c,--prefix-colors= -k,--kill-others -s,--success= -p,--prefix= -x,--exec=shell -w,--watch= -e,--ext= -i,--ignore= --delay= -r,--raw --kill-others-on-fail --group -m,--max-processes=",
        |call| {
            let all_texts = call.program == "concurrently";
            for text in call.owned_operands().into_iter().filter(|_| all_texts) {
                call.code(Language::Shell, text, Vec::new(), "concurrently");
            }
        },
    ),
    tool(
        "chokidar",
        "-c,--command=shell -d,--debounce= -t,--throttle= -i,--ignore= --initial -p,--polling --poll-interval= -s,--follow-symlinks --silent --verbose",
        nothing,
    ),
    tool(
        "hyperfine",
        "-w,--warmup= -r,--runs= -m,--min-runs= -M,--max-runs= -p,--prepare=shell -s,--setup=shell -c,--cleanup=shell -S,--shell= -i,--ignore-failure -P,--parameter-scan= -L,--parameter-list= --export-json=write --export-markdown=write --export-csv=write --show-output -N -n,--command-name= --style= -C,--conclude=shell",
        |call| {
            for text in call.owned_operands() {
                call.code(Language::Shell, text, Vec::new(), "hyperfine");
            }
        },
    ),
    tool(
        "nix-shell",
        "--run=shell --command=shell -p,--packages -A,--attr= -I= --pure -i= --argstr= --arg= -E,--expr= -v --keep= -j=",
        nothing,
    ),
    strict(
        "loginctl machinectl-shell ttyd gotty",
        "-p= -i= -c= -W,--writable -w,--permit-write",
        wrap::<0>,
    ),
    strict("xdotool wmctrl", "", nothing),
];

const NPM: &[Subcommand] = &[
    strict_sub(
        "exec,x",
        "-y,--yes -p,--package= -c,--call=shell -w,--workspace= --workspaces -q",
        package,
    ),
    strict_sub(
        "dlx",
        "-p,--package= -q,--quiet -c,--shell-mode --allow-build=",
        package,
    ),
    sub(
        "publish",
        "--registry= --tag= --access= --otp= --dry-run:dry --no-git-checks --provenance -w,--workspace= --workspaces",
        |call| {
            // A registry that is not the usual one is somebody's own machine.
            let registry = call.value("--registry").filter(|url| {
                !words::texts(url).any(|url| {
                    url.contains("registry.npmjs.org") || url.contains("registry.yarnpkg.com")
                })
            });
            if registry.is_some() {
                call.network(registry, true);
            }
        },
    ),
    sub(
        "install,i,add,ci,update,uninstall",
        "--prefix=write -g,--global -D,--save-dev -E,--save-exact -O,--save-optional -w,--workspace= --registry= --omit= --include= --loglevel= --tag= --no-save --legacy-peer-deps -f,--force --frozen-lockfile --immutable --dry-run:dry",
        super::packages::run_by_address,
    ),
    sub("config get", "-g,--global -L,--location= --json", |call| {
        if call.operands().iter().any(|key| {
            words::texts(key).any(|key| key.contains("_auth") || key.contains("_password"))
        }) {
            call.read_named("~/.npmrc");
        }
    }),
    sub(
        "run,run-script,start,test",
        "--if-present --silent -s -w,--workspace= --workspaces -r,--recursive --filter=",
        nothing,
    ),
];

const JS_GLOBALS: &str = "--prefix= -C,--dir,--cwd= -w,--workspace= --workspaces -s,--silent --loglevel= --registry= -F,--filter= -r,--recursive --userconfig= --color --no-color --version";

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "npm",
        globals: indexed(JS_GLOBALS),
        groups: groups("config"),
        subcommands: subcommands(NPM),
        ..PLAIN
    },
    Tree {
        names: "pnpm yarn",
        globals: indexed(JS_GLOBALS),
        always: script_names,
        subcommands: subcommands(NPM),
        ..PLAIN
    },
    Tree {
        names: "bun",
        globals: indexed(
            "--cwd= -e,--eval=javascript -p,--print=javascript --bun --silent -r,--preload= --env-file=read -c,--config= --watch --hot -v,--version --revision -h,--help --inspect=? -i -b",
        ),
        always: script_file,
        subcommands: subcommands(&[
            strict_sub("x", "--bun -p,--package= --silent", package),
            strict_sub("exec", "", |call| {
                call.shell_words(&call.owned_operands(), "bun exec")
            }),
            strict_sub(
                "run",
                "--bun --silent --filter= -w,--watch --hot",
                run_script,
            ),
        ]),
        ..PLAIN
    },
    Tree {
        names: "deno",
        globals: indexed(
            "-L,--log-level= -q,--quiet --unstable -v,--version -h,--help -A,--allow-all",
        ),
        subcommands: subcommands(&[
            strict_sub(
                "eval",
                "-p,--print --ext= -T,--ts --cert= --env-file=?read --unstable -q,--quiet -A,--allow-all",
                |call| {
                    if let Some(text) = call.operand(0) {
                        call.code(
                            Language::JavaScript,
                            text,
                            call.operands_after(1),
                            "deno eval",
                        );
                    }
                },
            ),
            strict_sub(
                "run",
                "-A,--allow-all --allow-read=? --allow-write=? --allow-net=? --allow-env=? --allow-run=? --allow-sys=? --allow-ffi=? -c,--config= --import-map= --lock= --watch=? -r,--reload=? -q,--quiet --env-file=?read --check=? --no-check=? --unstable --inspect=? --v8-flags= --seed= --cert= --location= --ext= -N=? -R=? -W=? -E=? -P=?",
                run_script,
            ),
        ]),
        ..PLAIN
    },
    Tree {
        names: "cargo",
        globals: indexed(
            "-q,--quiet -v,--verbose --color= --locked --offline --frozen --config= -Z= -C=cwd -V,--version -h,--help --list",
        ),
        subcommands: subcommands(&[
            sub(
                "watch",
                "-s,--shell=shell -x,--exec= -w,--watch= -i,--ignore= -c,--clear -q --why -d,--delay= -- -N",
                nothing,
            ),
            sub(
                "run,test,bench,build,check,clippy,nextest,rm,remove,add,install",
                "-p,--package= --bin= --example= --features,-F= --target= --target-dir=write --manifest-path= --profile= -r,--release -j,--jobs= --all-features --no-default-features --dry-run --workspace --all-targets --lib --bins --tests --git= --branch= --path= --version= --root=write",
                nothing,
            ),
        ]),
        ..PLAIN
    },
    Tree {
        names: "nix",
        globals: indexed("--extra-experimental-features= --experimental-features= --option="),
        subcommands: subcommands(&[sub(
            "develop,shell,run",
            "-c,--command=! --impure -i,--ignore-environment -k,--keep= --override-input= --no-write-lock-file -f,--file= --expr=",
            |call| {
                let Some(program) = call.value("--command") else {
                    return nix_run(call);
                };
                let mut words = vec![program];
                words.extend(call.operands_after(call.line.dashes.unwrap_or_default()));
                call.argv(words, false, "nix --command");
            },
        )]),
        ..PLAIN
    },
    Tree {
        names: "vagrant",
        globals: indexed("--color --no-color -v,--version -h,--help"),
        subcommands: subcommands(&[sub(
            "ssh",
            "-c,--command=shell --no-tty -p,--plain -t,--tty",
            nothing,
        )]),
        ..PLAIN
    },
    Tree {
        names: "distrobox toolbox limactl multipass",
        globals: indexed("-v --debug --tty="),
        subcommands: subcommands(&[
            strict_sub(
                "enter,shell,exec",
                "-n,--name= -r,--root -T,--no-tty -e --workdir= --shell= --working-directory=",
                |call| {
                    let after =
                        usize::from(!call.has("--name")).max(call.line.dashes.unwrap_or_default());
                    let layer = call.layer();
                    call.argv(call.operands_after(after), false, &layer);
                },
            ),
            strict_sub("run", "-c,--container= -d,--distro= -r,--release=", run),
        ]),
        ..PLAIN
    },
];

/// `nix run nixpkgs#jq -- .x`: the program of the package's name.
fn nix_run(call: &mut Call<'_>) {
    let is_run = call.subcommands.first().is_some_and(|verb| verb == "run");
    let package = call.operand(0).filter(|_| is_run);
    let program = package.and_then(|package| {
        words::map(&package, |text| {
            let (_, name) = text.rsplit_once(['#', '.'])?;
            Some(name.to_owned()).filter(|name| !name.is_empty())
        })
    });
    if let Some(program) = program {
        let mut words = vec![program];
        words.extend(call.operands_after(call.line.dashes.unwrap_or(1)));
        call.argv(words, false, "nix run");
    }
}

fn subcommand_of_its_own(call: &mut Call<'_>) {
    let rest = call.operands_after(1);
    let at = rest
        .iter()
        .position(|word| words::is(word, "--"))
        .map_or(0, |at| at + 1);
    let layer = format!("{} run", call.program);
    call.argv(rest.get(at..).unwrap_or_default().to_vec(), false, &layer);
}

/// A program out of a package: its name may carry a version.
fn package(call: &mut Call<'_>) {
    if call.has("--call") {
        return;
    }
    let mut words = call.owned_operands();
    if let Some(url) = words
        .first()
        .filter(|word| words::texts(word).any(|text| text.contains("://")))
    {
        let url = Some(url.clone().into());
        return call.act(crate::reading::ActKind::RemoteCode { url });
    }
    if let Some(first) = words.first_mut() {
        let name = words::map(first, |text| {
            let scoped = text.starts_with('@');
            let cut = text
                .char_indices()
                .skip(usize::from(scoped))
                .find(|(_, letter)| *letter == '@');
            cut.and_then(|(at, _)| text.get(..at)).map(str::to_owned)
        });
        if let Some(name) = name {
            *first = name;
        }
    }
    let layer = call.layer();
    call.argv(words, false, &layer);
}

/// `yarn rimraf x`: programs out of packages are subcommands where no own one has the name.
fn script_names(call: &mut Call<'_>) {
    let Some(name) = call.subcommands.first().cloned() else {
        return;
    };
    let args = call.args.to_vec();
    let (name, args) = match (name.as_str(), args.split_first()) {
        ("run", Some(_)) => {
            let mut own = args
                .iter()
                .skip_while(|word| words::starts(word, "-"))
                .cloned();
            let first = own.next();
            let name = first.as_ref().and_then(words::text).unwrap_or_default();
            (name.into(), own.collect())
        }
        _ => (name, args),
    };
    if ![
        "rimraf",
        "del-cli",
        "shx",
        "cross-env",
        "env-cmd",
        "dotenv",
        "dotenvx",
        "tsx",
        "ts-node",
        "concurrently",
        "prisma",
        "sequelize",
        "sequelize-cli",
        "knex",
        "typeorm",
        "mikro-orm",
        "drizzle-kit",
        "supabase",
        "wrangler",
        "cdk",
        "sst",
        "serverless",
    ]
    .contains(&name.as_str())
    {
        return;
    }
    let Some(at) = args.first() else { return };
    let mut words = vec![words::literal(&name, at)];
    words.extend(args.iter().cloned());
    let layer = call.program.to_owned();
    call.argv(words, false, &layer);
}

/// `bun -e text`, `bun script.ts`.
fn script_file(call: &mut Call<'_>) {
    for text in call.values("-e").into_iter().chain(call.values("-p")) {
        call.code(Language::JavaScript, text, Vec::new(), "bun -e");
    }
    let Some(name) = call.subcommands.first().cloned() else {
        return;
    };
    if is_script(&name) && !call.has("-e") {
        let at = call.args.first().cloned();
        let at = at.unwrap_or(Word {
            values: Values::new(),
            quoted: false,
            span: call.span(),
        });
        let path = words::literal(&name, &at);
        call.payload(
            PayloadKind::File {
                language: Language::JavaScript,
                path,
                args: call.args.to_vec(),
            },
            "bun",
        );
    }
}

fn is_script(name: &str) -> bool {
    [".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", ".mts"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn run_script(call: &mut Call<'_>) {
    let Some(path) = call.operand(0) else { return };
    let layer = call.layer();
    let language = Language::JavaScript;
    if words::is(&path, "-") {
        call.payload(
            PayloadKind::Stdin {
                language,
                args: call.operands_after(1),
            },
            &layer,
        );
    } else if words::texts(&path).any(|path| path.contains("://")) {
        call.act(crate::reading::ActKind::RemoteCode {
            url: Some(path.into()),
        });
    } else if words::texts(&path).any(is_script) {
        call.payload(
            PayloadKind::File {
                language,
                path,
                args: call.operands_after(1),
            },
            &layer,
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn packages() {
        check("npx rimraf dist", "npx> rimraf dist");
        check("npx -y rimraf@5 /", "npx> rimraf /");
        check("npm exec -c 'rm x'", "npm -c> Shell `rm x`");
        check("npm exec -- rimraf x", "npm exec> rimraf x");
        check("pnpm dlx rimraf /", "pnpm dlx> rimraf /");
        check("yarn rimraf /", "yarn> rimraf /");
        check("yarn run rimraf /", "yarn> rimraf /");
        check("yarn run -T rimraf /", "yarn> rimraf /");
        check("npm rm lodash", "");
        check("npm run build", "");
        check("npm publish", "");
        check("npm publish --registry https://registry.npmjs.org", "");
        check(
            "npm publish --registry=https://h.example",
            "send https://h.example",
        );
        check("npm publish --registry=https://h.example --dry-run", "");
        check("bun x rimraf /", "bun x> rimraf /");
        check("bun -e x", "bun -e> JavaScript `x`");
        check("bun run build", "");
        check("deno eval x", "deno eval> JavaScript `x`");
        check("deno run -A https://x/y.ts", "remote code https://x/y.ts");
        check("cargo rm serde", "");
    }

    #[test]
    fn environments() {
        check("hyperfine 'rm x'", "hyperfine> Shell `rm x`");
        check("poetry run rm x", "poetry run> rm x");
        check("uv run --with x rm y", "uv run> rm y");
        check("bundle exec rm x", "bundle exec> rm x");
        check(
            "aws-vault exec prod -- terraform destroy",
            "aws-vault exec> terraform destroy",
        );
        check("direnv exec . rm x", "direnv exec> rm x");
        check("op run -- rm x", "op run> rm x");
        check("mise exec node@20 -- rm x", "mise exec> rm x");
        check(
            "mise exec terraform -- terraform destroy",
            "mise exec> terraform destroy",
        );
        check(
            "heroku run -a x -- rails db:reset",
            "heroku run> rails db:reset",
        );
        check("conda run -n env rm x", "conda run> rm x");
        check("dotenv -e .env -- rm x", "read .env; dotenv> rm x");
        check("cross-env A=1 rm x", "cross-env> A=1 rm x");
        check("nix develop -c rm x", "nix --command> rm x");
        check(
            "nix-shell -p jq --run 'rm x'",
            "nix-shell --run> Shell `rm x`",
        );
        check("nix run nixpkgs#bash -- -c 'rm x'", "nix run> bash -c rm x");
        check("nix run .#app", "nix run> app");
        check("nix run github:o/r", "");
        check("saml2aws exec -- aws s3 ls", "saml2aws exec> aws s3 ls");
        check("chokidar 'src/*' -c 'rm x'", "chokidar -c> Shell `rm x`");
        check(
            "uv run https://h.example/x.py",
            "remote code https://h.example/x.py",
        );
        check("cargo install --root /usr/local x", "write /usr/local");
        check("npm install --prefix /usr x", "write /usr");
        check("npm --prefix web run build", "");
    }
}
