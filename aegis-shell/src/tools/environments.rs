//! Programs that start the words behind `run` or `exec` in an environment of their making, often with secrets in it; and
//! what of these they print.

use super::call::Call;
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, strict_sub, sub, subcommands};
use super::words;

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "poetry pipenv pdm hatch rye uv pixi bundle bundler rbenv pyenv nodenv asdf mise rtx op doppler teller infisical phase varlock railway heroku flatpak snap opam stack cabal devbox devenv pkgx volta fnm nvm dotnet-script conda mamba micromamba tox-run",
        globals: indexed(
            "-C,--directory=cwd -p,--project= -q,--quiet -v,--verbose --account= --session= -n,--no-interaction --no-ansi -P= --env= --config= --color= --no-cache -h,--help -V,--version",
        ),
        subcommands: subcommands(EXEC),
        groups: groups("tool item document secrets"),
        ..PLAIN
    },
    Tree {
        names: "aws-vault aws-okta saml2aws chamber direnv rustup envconsul granted",
        globals: indexed(
            "--debug --backend= --prompt= --keychain= -v,--verbose -q,--quiet -b= -r= --help --version",
        ),
        subcommands: subcommands(EXEC_AFTER_ONE),
        ..PLAIN
    },
];

/// Programs whose subcommand `run` or `exec` starts the words behind it.
const EXEC: &[Subcommand] = &[
    strict_sub(
        "exec,run,x,shell",
        "-n,--name= -a,--app= -p,--prefix= --no-capture-output --live-stream -v,--verbose --dev -s,--silent --env-file=read --with= --python= --extra= --group= --no-sync \
     --frozen --locked --isolated --with-requirements= --package= -e,--env= -c,--config= --project= --environment= --no-fallback --mount= --preserve-env \
     --only= --token= --duration,-d= --region= --server -j,--json --no-session --account= --watch --command=shell --path= --workspace -q,--quiet --all-extras --no-project",
        run,
    ),
    sub(
        "read,item get,document get",
        "--vault= --fields= --reveal --format= --otp -o,--out-file=write",
        |call| {
            if call.program == "op" {
                call.read_named("~/.config/op/config");
            }
        },
    ),
    sub(
        "secrets,secrets get,secrets download,export,env,sh",
        "--plain --raw --copy --json --no-file --format= --only-names --path= --token= --output=write -p,--project= -c,--config= --env=",
        |call| {
            let store = match call.program {
                "doppler" => "~/.doppler/.doppler.yaml",
                "infisical" => "~/.infisical/infisical-config.json",
                // It prints what the stores of its configuration hold.
                "teller" => ".teller.yml",
                _ => return,
            };
            let changes = ["set", "delete", "upload", "notes", "folders"];
            let first = call.operand(0);
            let verb = first.as_ref().and_then(words::text).unwrap_or_default();
            if !call.has("--only-names") && !changes.contains(&verb) {
                call.read_named(store);
            }
        },
    ),
    sub(
        "config,config:get,auth:token",
        "-a,--app= -r,--remote= -s,--shell -j,--json",
        |call| {
            if call.program == "heroku" {
                call.read_named("~/.netrc");
            }
        },
    ),
    sub(
        "pg:psql",
        "-a,--app= -r,--remote= -c,--command=sql -f,--file=sqlfile",
        |call| {
            if !call.has("--command") && !call.has("--file") {
                call.act(crate::reading::ActKind::SqlFromStdin);
            }
        },
    ),
];
/// The same with one operand of its own before the program.
const EXEC_AFTER_ONE: &[Subcommand] = &[
    strict_sub(
        "exec,run",
        "-d,--duration= -n,--no-session --region= -s,--server -j,--json -t,--mfa-token= --prompt= -e,--env= --stdout --ecs-server --ec2-server --lazy --no-strict --pristine -i,--install --user= --group= --pristine --no-fork",
        |call| {
            // `saml2aws exec -- program` has no operand of its own.
            let own = usize::from(call.line.dashes != Some(0));
            let prints = call
                .args
                .iter()
                .take_while(|word| !words::is(word, "--"))
                .any(|word| words::is(word, "--json") || words::is(word, "-j"));
            if call.program == "aws-vault" && prints {
                call.read_named("~/.awsvault/keys");
            }
            let layer = call.layer();
            call.argv(call.operands_after(own), false, &layer);
        },
    ),
    sub(
        "export,read,env",
        "--format= --no-session -q,--quiet",
        |call| match call.program {
            "aws-vault" => call.read_named("~/.awsvault/keys"),
            // Its store is Amazon's.
            "chamber" => call.read_named("~/.aws/credentials"),
            _ => {}
        },
    ),
];

pub(super) fn run(call: &mut Call<'_>) {
    let layer = call.layer();
    let mut words = call.owned_operands();
    // `uv run https://…/x.py`: a script from elsewhere.
    let url = words
        .first()
        .filter(|word| words::texts(word).any(|text| text.contains("://")));
    if let (Some(url), "uv") = (url, call.program) {
        let url = Some(url.clone().into());
        return call.act(crate::reading::ActKind::RemoteCode { url });
    }
    // `mise exec node@20 -- program`: what stands before `--` is its own.
    if let Some(at) = words.iter().position(|word| words::is(word, "--")) {
        let names_tools = matches!(call.program, "mise" | "rtx");
        let tools = words
            .iter()
            .take(at)
            .all(|word| names_tools || words::texts(word).any(|text| text.contains('@')));
        if tools {
            words = words.split_off(at + 1);
        }
    }
    call.argv(words, false, &layer);
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn secrets() {
        let doppler = "read ~/.doppler/.doppler.yaml";
        check("doppler secrets", doppler);
        check("doppler secrets get A --plain", doppler);
        check("doppler secrets download --no-file", doppler);
        check("doppler secrets --only-names", "");
        check("doppler secrets set A=b", "");
        check(
            "infisical export",
            "read ~/.infisical/infisical-config.json",
        );
        check("chamber read svc key", "read ~/.aws/credentials");
        check("chamber list svc", "");
        check("aws-vault export prod", "read ~/.awsvault/keys");
        check(
            "aws-vault exec prod --json",
            "read ~/.awsvault/keys; aws-vault exec> --json",
        );
        check("aws-vault list", "");
        check("dotenvx get -f .env.prod A", "read .env.prod");
        check("dotenvx decrypt", "read .env");
        check("heroku config -a x", "read ~/.netrc");
        check("heroku config:set A=b", "");
        check("heroku pg:psql -a x -c 'DROP TABLE t'", "sql Drop");
        check(concat!("npm config get _auth", "Token"), "read ~/.npmrc");
        check("npm config get registry", "");
    }
}
