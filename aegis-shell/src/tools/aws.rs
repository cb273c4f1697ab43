//! Clouds: aws, gcloud, az and their storage programs.

use super::call::{Call, Tool, nothing, tool};
use super::list::indexed;
use super::options::Unlisted;
use super::tree::{PLAIN, Subcommand, Tree, groups, sub, subcommands};
use super::words;
use crate::reading::{Language, Place};
use crate::script::{Text, Word};

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "mc mcli",
        "-r,--recursive --json -q,--quiet --attr= --older-than= --newer-than= --insecure",
        |call| {
            // Stores have names of their own here: `mc cp FILE STORE/BUCKET`.
            let carries = ["cp", "mv", "mirror", "put", "pipe"];
            let verb = call.operand(0);
            if !verb.is_some_and(|verb| carries.iter().any(|own| words::is(&verb, own))) {
                return;
            }
            let mut files = call.operands_after(1);
            let here =
                |path: &Word| words::texts(path).any(|text| text.starts_with(['.', '/', '~']));
            if let Some(store) = files.pop().filter(|path| !here(path)) {
                for path in files {
                    call.read(path);
                }
                call.network(Some(store), true);
            }
        },
    ),
    tool(
        "azcopy s3cmd s4cmd s5cmd",
        "-r,--recursive --recursive=? -c,--config=read --endpoint-url= -n,--dry-run:dry --include-pattern= --exclude-pattern= --acl-public -P --delete-removed --acl= --sse= --host=",
        |call| {
            let verb = call.operand(0);
            let carries = ["cp", "copy", "sync", "put", "get", "mv", "pipe"];
            if verb.is_some_and(|verb| carries.iter().any(|own| words::is(&verb, own))) {
                call.line.operands.remove(0);
                storage(call);
            }
        },
    ),
];

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
                "storage cp,storage mv,storage rsync",
                "-r,-R,--recursive -n,--no-clobber -I,--read-paths-from-stdin --delete-unmatched-destination-objects --dry-run:dry",
                storage,
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
                "storage blob upload,storage blob upload-batch,storage blob sync,storage file upload,storage file upload-batch",
                "-f,--file=read -s,--source=read -c,--container-name= --account-name= --account-key= --overwrite",
                |call| {
                    let store = words::literal("blob.core.windows.net", &call.here());
                    call.network(Some(store), true);
                },
            ),
            sub(
                "account get-access-token,keyvault secret show,keyvault secret download,keyvault key download,\
                 storage account keys list,storage account show-connection-string,cosmosdb keys list,redis list-keys,acr credential show",
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
                transfer(call);
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
    sub(
        "s3api put-object,s3api upload-part",
        "--body=read --bucket= --key= --acl= --content-type= --generate-cli-skeleton=?:dry",
        |call| {
            let emulator = call.value("--endpoint-url");
            if let Some(store) = emulator
                .or_else(|| call.value("--bucket"))
                .filter(|_| call.program != "awslocal")
            {
                call.network(Some(store), true);
            }
        },
    ),
    // What prints keys, or what is kept as they are.
    sub(
        "configure export-credentials,secretsmanager get-secret-value,secretsmanager batch-get-secret-value,\
         sts get-session-token,sts get-federation-token,sts assume-role,sts assume-role-with-saml,\
         sts assume-role-with-web-identity,ec2 get-password-data,kms decrypt",
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

fn is_local(path: &Word) -> bool {
    words::texts(path).all(|text| {
        let head = text.split('/').next().unwrap_or(text);
        !head.contains(':')
    })
}

/// Files here that go into a store, and files from there that land here.
fn storage(call: &mut Call<'_>) {
    let Some(store) = transfer(call) else { return };
    // An emulator of a store may be this machine's own.
    let emulator = call.value("--endpoint-url");
    if call.program != "awslocal" {
        call.network(Some(emulator.unwrap_or(store)), true);
    }
}

/// The same but for the connection; the store that files go to.
fn transfer(call: &mut Call<'_>) -> Option<Word> {
    let mut sources = call.owned_operands();
    let destination = sources.pop()?;
    let mut leaves = false;
    for source in sources.into_iter().filter(is_local) {
        leaves = true;
        call.read(source);
    }
    if is_local(&destination) {
        call.write(destination);
        return None;
    }
    leaves.then_some(destination)
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
        assert_eq!(
            effects("aws s3 cp .env s3://b/x"),
            "read .env; send s3://b/x"
        );
        assert_eq!(effects("aws s3 cp - s3://b/x"), "send s3://b/x");
        assert_eq!(effects("aws s3 cp s3://a/x s3://b/x"), "");
        assert_eq!(effects("aws s3 sync a s3://b --dryrun"), "");
        assert_eq!(
            effects("aws --endpoint-url http://localhost:4566 s3 cp a s3://b"),
            "read a; send http://localhost:4566"
        );
        assert_eq!(effects("awslocal s3 cp a s3://b"), "read a");
        assert_eq!(effects("gsutil cp a gs://b"), "read a; send gs://b");
        assert_eq!(effects("gcloud storage cp gs://b/x ."), "write .");
        assert_eq!(effects("s3cmd put a s3://b"), "read a; send s3://b");
        assert_eq!(effects("s3cmd ls s3://b"), "");
        assert_eq!(effects("mc cp a s/b"), "read a; send s/b");
        assert_eq!(effects("mc cp s/b/a ./a"), "");
        assert_eq!(effects("mc ls s"), "");
        assert_eq!(
            effects("aws s3api put-object --bucket b --key k --body a"),
            "read a; send b"
        );
        assert_eq!(effects("s5cmd cp s3://b/x ."), "write .");
        assert_eq!(effects("rclone copy a r:b"), "read a; send r:b");
        assert_eq!(
            effects("azcopy copy ./a https://x.blob.core.windows.net/c"),
            "read ./a; send https://x.blob.core.windows.net/c"
        );
        assert_eq!(
            effects("gcloud compute ssh vm --command='rm x'"),
            "send vm; gcloud compute ssh> Shell `rm x` (remote)"
        );
        assert_eq!(effects("aws s3 cp s3://b/x /etc/hosts"), "write /etc/hosts");
    }
}
