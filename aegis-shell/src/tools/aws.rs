//! Clouds: aws, gcloud, az and their storage programs.

use super::call::{Call, nothing};
use super::list::indexed;
use super::options::Unlisted;
use super::tree::{PLAIN, Subcommand, Tree, groups, sub, subcommands};
use super::words;
use crate::reading::{Language, Place};
use crate::script::Text;

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "aws awslocal",
        globals: indexed(
            "--profile= --region= --output= --query= --endpoint-url= --no-verify-ssl --no-paginate --debug --version --color= \
            --no-sign-request --ca-bundle= --cli-read-timeout= --cli-connect-timeout= --no-cli-pager --cli-binary-format= \
            --cli-auto-prompt --no-cli-auto-prompt --help --dry-run --no-dry-run --force --skip-final-snapshot --recursive \
            --force-delete-without-recovery --quiet --yes",
        ),
        anywhere: true,
        depth: 2,
        groups: groups("wait"),
        unlisted: Unlisted::Value,
        subcommands: subcommands(AWS),
        ..PLAIN
    },
    Tree {
        names: "gcloud",
        globals: indexed(
            "--account= --billing-project= --configuration= --flags-file= --format= --help --impersonate-service-account= \
            --project= --quiet,-q --verbosity= -v,--version --zone= --region= --access-token-file= --log-http --no-user-output-enabled",
        ),
        anywhere: true,
        depth: 5,
        verbs: "create delete list describe update get set add remove deploy start stop reset restart resize ssh scp run undelete destroy \
            add-iam-policy-binding remove-iam-policy-binding set-iam-policy get-iam-policy get-credentials print-access-token login \
            activate-service-account configure disable enable export import clone patch cp rm mv rsync ls cat call invoke submit \
            publish pull push drain suspend resume move clear access",
        subcommands: subcommands(&[
            sub("compute ssh", "--command= --zone=", cloud_ssh),
            sub(
                "auth print-access-token,auth print-identity-token,auth application-default print-access-token,secrets versions access",
                "",
                |call| call.read_named("~/.config/gcloud/credentials.db"),
            ),
            sub(
                "run services delete,run jobs delete,run revisions delete",
                "",
                nothing,
            ),
        ]),
        ..PLAIN
    },
    Tree {
        names: "az",
        globals: indexed(
            "-g,--resource-group= -n,--name= --subscription= -o,--output= --query= --debug --verbose --only-show-errors -h,--help \
            --version -y,--yes --no-wait --ids= -l,--location= --force",
        ),
        anywhere: true,
        depth: 5,
        unlisted: Unlisted::Value,
        subcommands: subcommands(&[
            sub(
                "storage blob upload,storage file upload,storage blob update",
                "-f,--file=read -s,--source=read -c,--container-name= --account-name= --account-key= --overwrite",
                nothing,
            ),
            sub(
                "account get-access-token,keyvault secret show,keyvault secret download,keyvault key download",
                "",
                |call| call.read_named("~/.azure/msal_token_cache.json"),
            ),
        ]),
        ..PLAIN
    },
    Tree {
        names: "gsutil",
        globals: indexed("-m -q -D -DD -o= -h= -u= -i="),
        subcommands: subcommands(&[sub(
            "cp,mv,rsync",
            "-r,-R -n -d -z= -a= -c -p -e -x=",
            storage,
        )]),
        ..PLAIN
    },
    Tree {
        names: "rclone",
        globals: indexed(
            "--config= -v,--verbose -q,--quiet -n,--dry-run:dry -P,--progress --transfers= --checkers= --include= --exclude= \
            --filter= --bwlimit= --log-file=write -i,--interactive --max-age= --min-age=",
        ),
        anywhere: true,
        subcommands: subcommands(&[
            sub("copy,copyto,sync,move,moveto,bisync,rcat", "", |call| {
                storage(call);
                let mirrors = call.subcommands.first().is_some_and(|verb| verb == "sync");
                match call.owned_operands().pop() {
                    Some(remote) if !is_local(&remote) => call.network(Some(remote), true),
                    // What its source does not have goes.
                    Some(folder) if mirrors => call.delete(folder, true),
                    _ => {}
                }
            }),
            sub("config", "", |call| {
                let prints = ["show", "dump"];
                if call
                    .operand(0)
                    .is_some_and(|verb| prints.iter().any(|own| words::is(&verb, own)))
                {
                    call.read_named("~/.config/rclone/rclone.conf");
                }
            }),
            sub("delete,deletefile,purge,rmdirs", "", |call| {
                for path in call.operands() {
                    if is_local(&path) {
                        call.delete(path, true);
                    }
                }
            }),
        ]),
        ..PLAIN
    },
];

const AWS: &[Subcommand] = &[
    sub(
        "s3 cp,s3 mv,s3 sync",
        "--recursive --dryrun:dry --quiet --include= --exclude= --acl= --delete --follow-symlinks --no-follow-symlinks --sse=? \
         --storage-class= --only-show-errors --no-progress --exact-timestamps --size-only --content-type= --cache-control= --metadata=",
        storage,
    ),
    sub("configure get,configure set", "", |call| {
        let is_key = call.operand(0).is_some_and(|name| {
            words::texts(&name)
                .any(|name| name.rsplit('.').next().unwrap_or(name).starts_with("aws_"))
        });
        match call.subcommands.last().map(Text::as_str) {
            Some("get") if is_key => call.read_named("~/.aws/credentials"),
            Some("set") if is_key => call.write_named("~/.aws/credentials"),
            _ => {}
        }
    }),
    // What prints keys, or what is kept as they are.
    sub(
        "configure export-credentials,secretsmanager get-secret-value,secretsmanager batch-get-secret-value,\
         sts get-session-token,sts get-federation-token,sts assume-role,sts assume-role-with-saml,\
         sts assume-role-with-web-identity,ec2 get-password-data",
        "--format= --generate-cli-skeleton=?:dry",
        |call| call.read_named("~/.aws/credentials"),
    ),
    sub(
        "ssm get-parameter,ssm get-parameters,ssm get-parameters-by-path,ssm get-parameter-history",
        "--with-decryption --no-with-decryption --name= --names= --path=",
        |call| {
            if call.has("--with-decryption") {
                call.read_named("~/.aws/credentials");
            }
        },
    ),
    sub(
        "s3 rm,s3 rb,s3 mb,s3 ls",
        "--recursive --dryrun --quiet --include= --exclude= --force --human-readable --summarize --only-show-errors",
        nothing,
    ),
];

fn is_local(path: &crate::script::Word) -> bool {
    words::texts(path).all(|text| {
        let head = text.split('/').next().unwrap_or(text);
        !head.contains(':')
    })
}

/// Files here that go into a store, and files from there that land here.
fn storage(call: &mut Call<'_>) {
    let mut sources = call.owned_operands();
    let Some(destination) = sources.pop() else {
        return;
    };
    for source in sources {
        if is_local(&source) {
            call.read(source);
        }
    }
    if is_local(&destination) {
        call.write(destination);
    }
}

fn cloud_ssh(call: &mut Call<'_>) {
    call.place = Place::Remote;
    let target = call.operand(0);
    call.network(target, true);
    for text in call.values("--command") {
        call.code(Language::Shell, text, Vec::new(), "gcloud compute ssh");
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::{effects, shape};

    fn check(command: &str, expected: &str) {
        assert_eq!(shape(command), expected, "{command}");
    }

    #[test]
    fn paths() {
        check(
            "aws --profile p --region r ec2 --output json terminate-instances --instance-ids i-1",
            "ec2 terminate-instances | --profile=p --region=r --output=json --instance-ids=i-1 | ",
        );
        check(
            "aws s3 rm --recursive s3://b",
            "s3 rm | --recursive | s3://b",
        );
        check("aws iam delete-user help", "help iam delete-user |  | ");
        check(
            "aws rds delete-db-instance --skip-final-snapshot x",
            "rds delete-db-instance | --skip-final-snapshot | x",
        );
        check(
            "aws logs tail /aws/lambda/delete-user",
            "logs tail |  | /aws/lambda/delete-user",
        );
        check(
            "az group delete -n x --yes",
            "group delete | --name=x --yes | ",
        );
        check(
            "gcloud compute instances delete x",
            "compute instances delete |  | x",
        );
    }

    #[test]
    fn stores() {
        assert_eq!(effects("aws s3 cp .env s3://b/x"), "read .env");
        assert_eq!(
            effects("gcloud compute ssh vm --command='rm x'"),
            "send vm; gcloud compute ssh> Shell `rm x` (remote)"
        );
        assert_eq!(effects("aws s3 cp s3://b/x /etc/hosts"), "write /etc/hosts");
    }
}
