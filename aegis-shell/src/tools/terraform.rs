//! terraform, tofu and terragrunt.

use super::call::{Call, nothing};
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, sub, subcommands};
use super::words;
use crate::script::{Values, Word};

const PLAN: &str = "-destroy -auto-approve -input= -lock= -lock-timeout= -var= -var-file= -target= -replace= -refresh= -refresh-only \
    -parallelism= -compact-warnings -no-color -json -state= -state-out= -backup= -out= -detailed-exitcode -generate-config-out= \
    -exclude= -force -help";

const SUBCOMMANDS: &[Subcommand] = &[
    sub("destroy,apply,plan,refresh", PLAN, nothing),
    sub(
        "state rm,state mv,state push,state replace-provider,state pull",
        "-dry-run -backup= -backup-out= -lock= -lock-timeout= -state= -state-out= -ignore-remote-version -force -auto-approve -help",
        nothing,
    ),
    sub(
        "workspace delete,workspace new,workspace select",
        "-force -lock= -lock-timeout= -state= -or-create -help",
        nothing,
    ),
    sub(
        "import,taint,untaint,force-unlock",
        "-config= -input= -lock= -lock-timeout= -no-color -parallelism= -state= -state-out= -var= -var-file= -allow-missing -force -help",
        nothing,
    ),
    sub(
        "init",
        "-backend= -backend-config= -force-copy -from-module= -get= -input= -lock= -migrate-state -no-color -plugin-dir= -reconfigure -upgrade -lockfile= -help",
        nothing,
    ),
];

const RUN: &[Subcommand] = &[
    sub(
        "run-all,run",
        "-all -graph -auto-approve -destroy -help -queue-include-dir= -queue-exclude-dir= -working-dir=",
        whole,
    ),
    sub(
        "destroy-all,apply-all,plan-all,stack run",
        "-auto-approve -destroy -help",
        |call| pass(call, 0),
    ),
    sub(
        "run-all destroy,run-all apply,run-all plan,run destroy,run apply,run plan",
        PLAN,
        whole,
    ),
    sub("destroy,apply,plan,refresh", PLAN, nothing),
];

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "terraform tofu opentofu cdktf",
        globals: indexed("-chdir= -help -version"),
        single: true,
        groups: groups("state workspace providers metadata"),
        subcommands: subcommands(SUBCOMMANDS),
        ..PLAIN
    },
    Tree {
        names: "pulumi",
        globals: indexed(
            "-C,--cwd= -s,--stack= -y,--yes -f,--skip-preview --non-interactive --color= -e,--emoji --logtostderr -v,--verbose= \
            --tracing= -h,--help",
        ),
        anywhere: true,
        groups: groups("stack state config plugin org policy"),
        ..PLAIN
    },
    Tree {
        names: "terragrunt",
        globals: indexed(
            "-terragrunt-working-dir= -terragrunt-config= -terragrunt-non-interactive -non-interactive -working-dir= -config= \
            -log-level= -all -graph -no-color -help -version -parallelism= -queue-include-dir= -queue-exclude-dir=",
        ),
        single: true,
        groups: groups("state workspace providers run-all run stack"),
        subcommands: subcommands(RUN),
        ..PLAIN
    },
];

/// What terragrunt hands on to terraform: the subcommand is in its own path.
fn whole(call: &mut Call<'_>) {
    pass(call, 1);
}

fn pass(call: &mut Call<'_>, from: usize) {
    let Some(at) = call
        .args
        .first()
        .cloned()
        .or_else(|| call.operand(0))
        .or_else(|| place(call))
    else {
        return;
    };
    let mut line = vec![words::literal("terraform", &at)];
    line.extend(
        call.subcommands
            .iter()
            .skip(from)
            .map(|name| words::literal(name.strip_suffix("-all").unwrap_or(name), &at)),
    );
    let own = |word: &&Word| {
        ["--", "--all", "-all"]
            .iter()
            .any(|own| words::is(word, own))
    };
    line.extend(call.args.iter().filter(|word| !own(word)).cloned());
    call.argv(line, false, "terragrunt");
}

/// A word that stands where the call stands, when no word is left behind the subcommand.
fn place(call: &Call<'_>) -> Option<Word> {
    let span = call
        .line
        .options
        .first()
        .map(|option| option.span)
        .unwrap_or_default();
    Some(Word {
        values: Values::new(),
        quoted: false,
        span,
    })
}

#[cfg(test)]
mod tests {
    use crate::tools::render::{effects, shape};

    fn check(command: &str, expected: &str) {
        assert_eq!(shape(command), expected, "{command}");
    }

    #[test]
    fn paths_and_options() {
        check(
            "terraform -chdir=infra destroy",
            "destroy | --chdir=infra | ",
        );
        check(
            "terraform apply -destroy --auto-approve",
            "apply | --destroy --auto-approve | ",
        );
        check(
            "terraform state rm aws_instance.web",
            "state rm |  | aws_instance.web",
        );
        check(
            "terraform plan -destroy -out x",
            "plan | --destroy --out=x | ",
        );
        check("terraform destroy -help", "help destroy | --help | ");
    }

    #[test]
    fn terragrunt() {
        assert_eq!(
            effects("terragrunt run-all destroy"),
            "terragrunt> terraform destroy"
        );
        assert_eq!(
            effects("terragrunt destroy-all"),
            "terragrunt> terraform destroy"
        );
        assert_eq!(
            effects("terragrunt run --all -- destroy"),
            "terragrunt> terraform destroy"
        );
        check(
            "terragrunt destroy -auto-approve",
            "destroy | --auto-approve | ",
        );
    }
}
