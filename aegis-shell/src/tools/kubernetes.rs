//! kubectl, oc and helm.

use super::call::{Call, nothing};
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, strict_sub, sub, subcommands};
use super::words;
use crate::reading::Place;
use crate::script::Word;

const GLOBALS: &str = "-n,--namespace= --context= --cluster= --user= --kubeconfig= -s,--server= --token= --as= --as-group= --as-uid= \
    --request-timeout= -v,--v= --insecure-skip-tls-verify --certificate-authority= --client-key= --client-certificate= \
    --tls-server-name= --cache-dir= --match-server-version --warnings-as-errors --password= --username= --profile= --profile-output= -h,--help";
const FILES: &str = "-f,--filename= -k,--kustomize= -l,--selector= --all -A,--all-namespaces --force --grace-period= --now --wait=? \
    --timeout= --cascade=? --dry-run=? -o,--output= --field-selector= --ignore-not-found -R,--recursive -i,--interactive --raw= --prune \
    --server-side --overwrite --validate=? --field-manager= --force-conflicts --record --save-config --replicas= --current-replicas= \
    --from-literal= --from-file=named --from-env-file=read --patch= -p= --patch-file=read --type= --allow-missing-template-keys \
    --template= --show-labels -w,--watch -L,--label-columns= --sort-by= --subresource=";

const KUBECTL: &[Subcommand] = &[
    sub(
        "exec",
        "-c,--container= -i,--stdin -t,--tty -q,--quiet -f,--filename= --pod-running-timeout=",
        exec,
    ),
    strict_sub(
        "rsh",
        "-c,--container= -n,--namespace= -t,--tty -T,--no-tty --shell= --timeout=",
        exec,
    ),
    sub(
        "run",
        "--image= --rm -i,--stdin -t,--tty --restart= --command --overrides= -l,--labels= --env= --port= --dry-run=? -o,--output= --privileged --attach --quiet --expose --image-pull-policy= --annotations=",
        run,
    ),
    sub(
        "debug",
        "--image= -i,--stdin -t,--tty --target= --copy-to= --profile= -c,--container= --share-processes -q,--quiet --env=",
        run,
    ),
    sub("cp", "-c,--container= --no-preserve --retries=", copy),
    sub(
        "config view",
        "--raw --flatten --minify -o,--output=",
        |call| {
            if call.has("--raw") {
                call.read_named("~/.kube/config");
            }
        },
    ),
    sub(
        "drain,cordon,uncordon,taint",
        "--force --ignore-daemonsets --delete-emptydir-data --grace-period= --timeout= -l,--selector= --dry-run=? --disable-eviction --pod-selector= --overwrite --all",
        nothing,
    ),
    sub(
        "logs",
        "-c,--container= -f,--follow --tail= --since= --since-time= -p,--previous --timestamps -l,--selector= --all-containers --prefix",
        nothing,
    ),
    sub(
        "port-forward,proxy,attach",
        "--address= -p,--port= -c,--container= -i,--stdin -t,--tty",
        nothing,
    ),
    sub(
        "delete,apply,create,replace,patch,scale,annotate,label,edit,set,describe,autoscale,expose",
        FILES,
        nothing,
    ),
    sub(
        "create token",
        "--duration= --audience= --bound-object-kind= --bound-object-name=",
        |call| {
            call.read_named("~/.kube/config");
        },
    ),
    sub(
        "whoami",
        "-t,--show-token -c,--show-context --show-server --show-console",
        |call| {
            if call.has("--show-token") {
                call.read_named("~/.kube/config");
            }
        },
    ),
    sub("get", FILES, |call| {
        let secret = call
            .operand(0)
            .is_some_and(|kinds| words::texts(&kinds).any(is_secret));
        let shows = ["yaml", "json", "go-template", "template", "custom-columns"];
        let format = call.value("--output");
        if secret
            && format.is_some_and(|format| shows.iter().any(|own| words::starts(&format, own)))
        {
            call.read_named("~/.kube/config");
        }
    }),
];

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "kubectl k oc kubecolor",
        globals: indexed(GLOBALS),
        anywhere: true,
        groups: groups("rollout config auth top certificate plugin adm"),
        subcommands: subcommands(KUBECTL),
        ..PLAIN
    },
    Tree {
        names: "helmfile",
        globals: indexed(
            "-e,--environment= -f,--file= -n,--namespace= -l,--selector= --kube-context= --state-values-file= --state-values-set= \
            -b,--helm-binary= --args= --set= --values= --concurrency= -i,--interactive -q,--quiet --debug --no-color --skip-deps -h,--help",
        ),
        anywhere: true,
        ..PLAIN
    },
    Tree {
        names: "helm",
        globals: indexed(
            "-n,--namespace= --kube-context= --kubeconfig= --kube-apiserver= --kube-token= --debug --burst-limit= --registry-config= \
            --repository-cache= --repository-config= -h,--help --version= --dry-run=? -f,--values= --set= --set-string= --set-file= \
            -i,--install --wait --timeout= --atomic --force --create-namespace -o,--output= --repo= --keep-history --cascade= --no-hooks \
            --reuse-values --reset-values --description= --history-max= -A,--all-namespaces",
        ),
        anywhere: true,
        groups: groups("repo plugin dependency get show registry search"),
        ..PLAIN
    },
];

/// Whether kinds, or a kind with a name, are those of secrets.
fn is_secret(kinds: &str) -> bool {
    kinds.split(',').any(|kind| {
        let kind = kind.split('/').next().unwrap_or(kind);
        kind.eq_ignore_ascii_case("secret") || kind.eq_ignore_ascii_case("secrets")
    })
}

/// The program stands behind `--`; without it, behind the pod.
fn exec(call: &mut Call<'_>) {
    // A pod that runs already holds what others rely on.
    call.place = Place::Remote;
    let after = call.line.dashes.unwrap_or(1);
    let layer = call.layer();
    call.argv(call.operands_after(after), false, &layer);
}

fn run(call: &mut Call<'_>) {
    let Some(after) = call.line.dashes else {
        return;
    };
    call.place = Place::Container(Vec::new());
    let layer = format!("{} run", call.program);
    call.argv(call.operands_after(after), false, &layer);
}

fn copy(call: &mut Call<'_>) {
    let (Some(source), Some(destination)) = (call.operand(0), call.operand(1)) else {
        return;
    };
    let is_local = |path: &Word| words::texts(path).all(|text| !text.contains(':'));
    if is_local(&source) {
        call.read(source);
    }
    if is_local(&destination) {
        call.write(destination);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::{effects, shape};

    fn check(command: &str, expected: &str) {
        assert_eq!(shape(command), expected, "{command}");
    }

    #[test]
    fn namespaces() {
        for command in [
            "kubectl -n prod delete pod x",
            "kubectl delete -nprod pod x",
            "kubectl delete pod x -n=prod",
            "kubectl --namespace=prod delete pod x",
            "kubectl delete pod --namespace prod x",
        ] {
            check(command, "delete | --namespace=prod | pod x");
        }
        check(
            "kubectl --context c -n prod delete ns x",
            "delete | --context=c --namespace=prod | ns x",
        );
        check(
            "kubectl delete ns x --dry-run=client",
            "delete | --dry-run=client | ns x",
        );
        check(
            "kubectl rollout -n a restart deploy/x",
            "rollout restart | --namespace=a | deploy/x",
        );
        check(
            "helm uninstall x -n prod",
            "uninstall | --namespace=prod | x",
        );
    }

    #[test]
    fn programs_inside() {
        assert_eq!(
            effects("kubectl exec -it p -c x -- rm -rf /data"),
            "kubectl exec> rm -rf /data (remote)"
        );
        assert_eq!(effects("kubectl exec p ls"), "kubectl exec> ls (remote)");
        assert_eq!(effects("kubectl cp .env p:/x"), "read .env");
        assert_eq!(
            effects("kubectl create secret generic s --from-file=k=.env --from-file=a"),
            "read .env; read a"
        );
    }
}
