//! Stores of passwords and keys, and the programs that print from them: a read of the store's own file.

use super::call::{Call, Tool, tool};
use super::list::indexed;
use super::tree::{PLAIN, Tree, groups, sub, subcommands};
use super::words;
use crate::reading::Operand;

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "security",
        "-a= -s= -l= -w -g -c= -D= -i -k= -o=write -t= -f= -P= -p= -d -r= -u=",
        |call| {
            let prints = match call.operand(0).as_ref().and_then(words::text) {
                Some(verb) if verb.starts_with("find-") => call.has("-w") || call.has("-g"),
                Some("dump-keychain" | "export") => true,
                _ => false,
            };
            if prints {
                call.read_named("~/Library/Keychains/login.keychain-db");
            }
            let trusts = [
                "add-trusted-cert",
                "remove-trusted-cert",
                "trust-settings-import",
                "authorizationdb",
            ];
            let verb = call.operand(0);
            let looks = call.operand(1).is_some_and(|what| words::is(&what, "read"));
            if verb.is_some_and(|verb| trusts.iter().any(|own| words::is(&verb, own))) && !looks {
                call.write_named("/Library/Security/Trust Settings");
            }
        },
    ),
    tool("printenv", "-0,--null --help --version", |call| {
        let secret = |name: &Operand<'_>| words::texts(name).any(names_secret);
        if call.line.operands.iter().any(secret) {
            call.read_named("/proc/self/environ");
        }
    }),
    tool("git-crypt git-secret", "-k= -p= -d= -f -v", |call| {
        prints(
            call,
            &["unlock", "export-key", "reveal", "cat"],
            "~/.gnupg/private-keys-v1.d",
        );
    }),
    tool(
        "kwallet-query",
        "-l,--list-entries -r,--read-password= -w,--write-password= -f,--folder= -v,--verbose -h,--help --version",
        |call| {
            if call.has("--read-password") {
                call.read_named("~/.local/share/keyrings");
            }
        },
    ),
    tool(
        "pass gopass",
        "-c,--clip=? -q,--qrcode=? -o,--password -f,--force -n -m,--multiline",
        |call| {
            let own = [
                "ls",
                "list",
                "find",
                "search",
                "grep",
                "insert",
                "add",
                "edit",
                "generate",
                "rm",
                "remove",
                "delete",
                "mv",
                "rename",
                "cp",
                "copy",
                "git",
                "init",
                "help",
                "version",
                "sync",
                "setup",
                "config",
                "mounts",
                "recipients",
                "audit",
                "create",
                "new",
            ];
            let name = call
                .operand(0)
                .filter(|verb| !own.iter().any(|own| words::is(verb, own)));
            if name.is_some() {
                call.read_named("~/.password-store");
            }
        },
    ),
    tool(
        "keepassxc-cli kpcli",
        "-q,--quiet -k,--key-file=read --no-password -y,--yubikey= -a,--attributes= -s,--show-protected --all -t,--totp -f,--format= -h,--help -v,--version",
        |call| {
            let prints = ["show", "export", "clip", "attachment-export"];
            let verb = call.operand(0);
            if verb.is_some_and(|verb| prints.iter().any(|own| words::is(&verb, own)))
                && let Some(file) = call.operand(1)
            {
                call.read(file);
            }
        },
    ),
    tool("secret-tool", "-l,--label= --all --unlock", |call| {
        prints(call, &["lookup", "search"], "~/.local/share/keyrings");
    }),
    tool(
        "keyring",
        "-p,--keyring-path= -b= --list-backends",
        |call| {
            prints(call, &["get"], "~/.local/share/keyrings");
        },
    ),
    tool(
        "bw",
        "--session= --organizationid= --pretty --raw --format= --output=write",
        |call| {
            let prints = match call.operand(0).as_ref().and_then(words::text) {
                Some("export") => true,
                Some("get") => call
                    .operand(1)
                    .as_ref()
                    .and_then(words::text)
                    .is_some_and(|what| {
                        matches!(what, "item" | "password" | "notes" | "totp" | "attachment")
                    }),
                Some("list") => call
                    .operand(1)
                    .is_some_and(|what| words::is(&what, "items")),
                _ => false,
            };
            if prints {
                call.read_named("~/.config/Bitwarden CLI/data.json");
            }
        },
    ),
    tool(
        "lpass",
        "--password --username --url --notes --all --field= -c,--clip --sync= --color= --format= -x -G,--basic-regexp -F,--fixed-strings",
        |call| {
            let fields = ["--username", "--url"];
            if !fields.iter().any(|field| call.has(field)) {
                prints(call, &["show", "export"], "~/.local/share/lpass/blob");
            }
        },
    ),
    tool(
        "fly flyctl",
        "-a,--app= -c,--config= -C,--command=shell",
        |call| {
            if call.operand(0).is_some_and(|verb| words::is(&verb, "auth")) {
                token(call, "~/.fly/config.yml");
            }
            let is = |at, names: &[&str]| {
                call.operand(at)
                    .is_some_and(|verb| names.iter().any(|name| words::is(&verb, name)))
            };
            if is(0, &["postgres", "pg", "mpg"]) && is(1, &["connect"]) {
                call.act(crate::reading::ActKind::SqlFromStdin);
            }
        },
    ),
    tool(
        "doctl",
        "-c,--config= --context= -o,--output= -t,--access-token=",
        |call| {
            if call.operand(0).is_some_and(|verb| words::is(&verb, "auth")) {
                token(call, "~/.config/doctl/config.yaml");
            }
        },
    ),
    tool(
        "netlify ntl",
        "-s,--scope= -c,--context= --plain --json --auth= --filter= --site=",
        |call| {
            let lists = call.has("--plain") || call.has("--json");
            let prints = call.operand(0).is_some_and(|verb| {
                words::is(&verb, "env:get") || lists && words::is(&verb, "env:list")
            });
            if prints {
                call.read_named("~/.config/netlify/config.json");
            }
        },
    ),
    tool(
        "vercel vc now",
        "--environment= --git-branch= -y,--yes -t,--token= -S,--scope= -A,--local-config= --cwd= -e,--env= -b,--build-env= -m,--meta=",
        |call| {
            let verbs = ["env", "pull"].iter().enumerate();
            if verbs
                .into_iter()
                .all(|(at, own)| call.operand(at).is_some_and(|verb| words::is(&verb, own)))
            {
                match call.operand(2) {
                    Some(path) => call.write(path),
                    None => call.write_named(".env.local"),
                }
            }
        },
    ),
    tool(
        "sops",
        "-d,--decrypt -e,--encrypt -i,--in-place -r,--rotate --output=write --input-type= --output-type= --extract= --set= -k,--kms= -p,--pgp= -a,--age= --config= -v,--version -h,--help",
        |call| {
            let decrypts = ["decrypt", "exec-env", "exec-file", "edit"];
            let verb = call.operand(0);
            if call.has("--decrypt")
                || verb.is_some_and(|verb| decrypts.iter().any(|own| words::is(&verb, own)))
            {
                call.read_named("~/.config/sops/age/keys.txt");
            }
            super::call::reads(call);
        },
    ),
    tool(
        "ansible-vault",
        "--vault-id= --vault-password-file=read -J,--ask-vault-password --encrypt-vault-id= --output=write --new-vault-password-file=read -v,--version -h,--help",
        |call| {
            prints(call, &["view", "decrypt", "edit"], "~/.vault_pass");
            for path in call.operands_after(1) {
                call.read(path);
            }
        },
    ),
    tool(
        "ssh-keygen",
        "-y -f= -t= -N= -C= -b= -l -R= -F= -e -i -m= -q -p -P= -E= -v -a= -A -B -D= -g -H -I= -h -k -K -L -M= -n= -O= -Q -r= -s=read -U -u -V= -w= -Y= -Z= -z= -c",
        ssh_key,
    ),
    tool(
        "ssh-add",
        "-l -L -d -D -x -X -q -v -c -k -t= -T= -E= -e= -s= -h= -H= -K -A",
        |call| {
            if !["-l", "-L", "-d", "-D"].iter().any(|asks| call.has(asks)) {
                super::call::reads(call);
            }
        },
    ),
];

pub(super) const TREES: &[Tree] = &[Tree {
    names: "vault bao",
    globals: indexed(
        "-address= -namespace= -format= -field= -mount= -version= --address= --namespace=",
    ),
    anywhere: true,
    single: true,
    groups: groups("kv token print secrets auth policy lease operator namespace"),
    subcommands: subcommands(&[
        sub("write,kv put,kv patch", "", |call| {
            // `name=@file`, or all of them in `@file`.
            for operand in call.operands() {
                let file = words::map(&operand, |text| {
                    let (name, file) = text.split_once('@')?;
                    (name.is_empty() || name.ends_with('=')).then(|| file.to_owned())
                });
                if let Some(file) = file {
                    call.read(file);
                }
            }
        }),
        sub(
            "read,kv get,token lookup,token create,unwrap,print token",
            "",
            |call| {
                call.read_named("~/.vault-token");
            },
        ),
    ]),
    ..PLAIN
}];

/// Whether a variable of the environment holds a secret, by its name.
pub(crate) fn names_secret(name: &str) -> bool {
    let ends = [
        "SECRET",
        "TOKEN",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "API_KEY",
        "APIKEY",
        "ACCESS_KEY",
        "SECRET_KEY",
        "PRIVATE_KEY",
        "CREDENTIALS_JSON",
    ];
    !name.contains(|letter: char| letter.is_ascii_lowercase())
        && ends.iter().any(|end| name.ends_with(end))
}

fn prints(call: &mut Call<'_>, verbs: &[&str], store: &str) {
    if call
        .operand(0)
        .is_some_and(|verb| verbs.iter().any(|own| words::is(&verb, own)))
    {
        call.read_named(store);
    }
}

/// `auth token`, where `auth` was seen.
fn token(call: &mut Call<'_>, store: &str) {
    if call
        .operand(1)
        .is_some_and(|verb| words::is(&verb, "token"))
    {
        call.read_named(store);
    }
}

/// Prints of a public key and of fingerprints are no secret; a new or changed key is written.
fn ssh_key(call: &mut Call<'_>) {
    let Some(path) = call.value("-f") else { return };
    let asks = ["-l", "-F", "-R", "-B", "-H", "-Q", "-L", "-Y", "-s", "-k"];
    if asks.iter().any(|asks| call.has(asks)) {
        return;
    }
    if ["-y", "-e", "-i", "-p", "-c"]
        .iter()
        .any(|reads| call.has(reads))
    {
        call.read(path.clone());
    }
    if !["-y", "-e", "-i"].iter().any(|reads| call.has(reads)) {
        call.write(path);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn what_is_printed_is_read() {
        let keychain = "read ~/Library/Keychains/login.keychain-db";
        check("security find-generic-password -s x -w", keychain);
        check("security find-generic-password -s x", "");
        check("security dump-keychain -d", keychain);
        check(
            "security add-trusted-cert -d -r trustRoot x.pem",
            "write /Library/Security/Trust Settings",
        );
        check("security authorizationdb read system.privilege.admin", "");
        check(
            "kwallet-query -r password kdewallet",
            "read ~/.local/share/keyrings",
        );
        check("kwallet-query -l kdewallet", "");
        check("pass show mail/work", "read ~/.password-store");
        check("pass mail/work", "read ~/.password-store");
        check("pass ls", "");
        check("secret-tool lookup a b", "read ~/.local/share/keyrings");
        check("vault kv get secret/x", "read ~/.vault-token");
        check("vault kv put secret/x a=@.env b=c", "read .env");
        check("vault kv put secret/x a=me@x.org", "");
        check("vault status", "");
        check(
            "op read op://vault/item/password",
            "read ~/.config/op/config",
        );
        check("gh auth token", "read ~/.config/gh/hosts.yml");
        check("gh auth status", "");
        check(
            "gcloud auth print-access-token",
            "read ~/.config/gcloud/credentials.db",
        );
        check("gcloud auth list", "");
        check(
            "az account get-access-token",
            "read ~/.azure/msal_token_cache.json",
        );
        check("az account show", "");
        check(
            "aws configure get aws_secret_access_key",
            "read ~/.aws/credentials",
        );
        check("aws configure get region", "");
        check(
            "aws configure set aws_secret_access_key x",
            "write ~/.aws/credentials",
        );
        check("kubectl config view --raw", "read ~/.kube/config");
        check("kubectl config view", "");
        check(
            "gpg --export-secret-keys -a me",
            "read ~/.gnupg/private-keys-v1.d; read me",
        );
        check(
            "bw get password x",
            "read ~/.config/Bitwarden CLI/data.json",
        );
        check("bw status", "");
        check("keepassxc-cli show db.kdbx x", "read db.kdbx");
        check("keepassxc-cli ls db.kdbx", "");
        check("lpass show --password x", "read ~/.local/share/lpass/blob");
        check("lpass ls", "");
        check("fly auth token", "read ~/.fly/config.yml");
        check("fly auth whoami", "");
        check("doctl auth list", "");
        check("netlify env:get A", "read ~/.config/netlify/config.json");
        check("netlify env:list", "");
        check("vercel env pull", "write .env.local");
        check("vercel env ls", "");
        check(
            "sops -d x.enc.yaml",
            "read ~/.config/sops/age/keys.txt; read x.enc.yaml",
        );
        check("sops -e x.yaml", "read x.yaml");
        check("ansible-vault view x.yml", "read ~/.vault_pass; read x.yml");
        check("ansible-vault encrypt x.yml", "read x.yml");
        check("vault token create", "read ~/.vault-token");
        check("git credential fill", "read ~/.git-credentials");
    }

    #[test]
    fn keys_of_clouds() {
        check("git-crypt unlock", "read ~/.gnupg/private-keys-v1.d");
        check("git-crypt status", "");
        check(
            "gpg -d x.gpg",
            "read ~/.gnupg/private-keys-v1.d; read x.gpg",
        );
        check("gpg --verify x.sig", "read x.sig");
        check("kubectl create token default", "read ~/.kube/config");
        check("oc whoami -t", "read ~/.kube/config");
        check("oc whoami", "");
        check(
            "az storage account keys list -n x",
            "read ~/.azure/msal_token_cache.json",
        );
        check("rclone config show", "read ~/.config/rclone/rclone.conf");
        check("rclone config file", "");
        let keys = "read ~/.aws/credentials";
        check("aws secretsmanager get-secret-value --secret-id x", keys);
        check("aws secretsmanager list-secrets", "");
        check("aws ssm get-parameter --name /x --with-decryption", keys);
        check("aws ssm get-parameter --name /x", "");
        check("aws sts get-session-token", keys);
        check("aws sts get-caller-identity", "");
        check("kubectl get secret db -o yaml", "read ~/.kube/config");
        check("kubectl get secrets -A -ojson", "read ~/.kube/config");
        check(
            "kubectl get secret/db -o jsonpath={.data}",
            "read ~/.kube/config",
        );
        check("kubectl get secret db", "");
        check("kubectl get secret db -o name", "");
        check("kubectl get cm secret -o yaml", "");
    }

    #[test]
    fn keys() {
        check("ssh-keygen -y -f ~/.ssh/id_rsa", "read ~/.ssh/id_rsa");
        check("ssh-keygen -l -f k.pub", "");
        check("ssh-keygen -t ed25519 -f /etc/k -N x", "write /etc/k");
        check("ssh-keygen -R host", "");
        check("ssh-add ~/.ssh/id_rsa", "read ~/.ssh/id_rsa");
        check("ssh-add -l", "");
    }
}
