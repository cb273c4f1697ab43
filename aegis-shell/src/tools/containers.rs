//! docker, podman, nerdctl and compose: what runs inside, and which folders of this machine it sees.

use super::call::{Call, nothing};
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, strict_sub, sub, subcommands};
use super::words;
use crate::reading::Place;
use crate::script::Word;

const RUN: &str = "-a,--attach= --add-host= --annotation= --blkio-weight= --blkio-weight-device= --cap-add= --cap-drop= \
    --cgroup-parent= --cgroupns= --cidfile= -c,--cpu-shares= --cpu-period= --cpu-quota= --cpus= --cpuset-cpus= --cpuset-mems= \
    -d,--detach --detach-keys= --device= --device-cgroup-rule= --device-read-bps= --device-write-bps= --disable-content-trust --dns= \
    --dns-option= --dns-search= --domainname= --entrypoint= -e,--env= --env-file=read --expose= --gpus= --group-add= --health-cmd= \
    --health-interval= --health-retries= --health-start-period= --health-timeout= -h,--hostname= --init -i,--interactive --ip= --ip6= \
    --ipc= --isolation= --kernel-memory= -l,--label= --label-file=read --link= --link-local-ip= --log-driver= --log-opt= \
    --mac-address= -m,--memory= --memory-reservation= --memory-swap= --memory-swappiness= --mount= --name= --network,--net= \
    --network-alias= --no-healthcheck --oom-kill-disable --oom-score-adj= --pid= --pids-limit= --platform= --privileged -p,--publish= \
    -P,--publish-all --pull= -q,--quiet --read-only --restart= --rm --runtime= --security-opt= --shm-size= --sig-proxy --stop-signal= \
    --stop-timeout= --storage-opt= --sysctl= --tmpfs= -t,--tty --ulimit= -u,--user= --userns= --uts= -v,--volume= --volume-driver= \
    --volumes-from= -w,--workdir= --use-api-socket --systemd= --pod= --replace --secret= --tz= --umask= --authfile= --arch= --os= \
    -T,--no-TTY --service-ports --use-aliases --no-deps --build --remove-orphans --quiet-pull";
const EXEC: &str = "-d,--detach --detach-keys= -e,--env= --env-file=read -i,--interactive --privileged -t,--tty -u,--user= \
    -w,--workdir= -T,--no-TTY --index= -l,--latest";
const REMOVE: &str = "-f,--force -v,--volumes -l,--link -a,--all --filter= --no-prune -s,--stop -t,--time= -i,--ignore";
const UP: &str = "-d,--detach --build --force-recreate --no-deps --remove-orphans -v,--volumes --rmi= -t,--timeout= --scale= --wait --pull= -V";
const COMPOSE: &str = "-f,--file= -p,--project-name= --profile= --env-file= --project-directory= --ansi= --progress= --parallel= \
    --compatibility --all-resources";

const DOCKER: &[Subcommand] = &[
    strict_sub("run,container run,create,container create", RUN, run),
    strict_sub("exec,container exec", EXEC, exec),
    sub(
        "secret create,config create",
        "-d,--driver= -l,--label= --template-driver=",
        |call| {
            if let Some(path) = call.operand(1) {
                call.read(path);
            }
        },
    ),
    strict_sub("compose run", RUN, run),
    strict_sub("compose exec", EXEC, exec),
    sub("compose down,compose up,compose rm", UP, nothing),
    sub(
        "cp,container cp,compose cp",
        "-a,--archive -L,--follow-link -q,--quiet",
        copy,
    ),
    sub(
        "build,image build,buildx build,builder build",
        "-f,--file= -t,--tag= --build-arg= --target= --platform= --no-cache --pull -q,--quiet --progress= --secret= --ssh= -o,--output= --cache-from= --cache-to= --label= --network= --push --load --add-host= --iidfile= --rm --squash",
        nothing,
    ),
    sub(
        "rm,container rm,rmi,image rm,volume rm,network rm,system prune,volume prune,image prune,container prune,network prune,builder prune,container remove,image remove,volume remove",
        REMOVE,
        nothing,
    ),
    sub(
        "save,image save,export,container export",
        "-o,--output=write --platform=",
        nothing,
    ),
    sub(
        "load,image load,import",
        "-i,--input=read -q,--quiet -c,--change= -m,--message= --platform=",
        nothing,
    ),
    sub(
        "logs,container logs,compose logs",
        "-f,--follow --since= --until= -n,--tail= -t,--timestamps --details",
        nothing,
    ),
    sub(
        "login",
        "-u,--username= -p,--password= --password-stdin",
        nothing,
    ),
];

const COMPOSED: &[Subcommand] = &[
    strict_sub("run", RUN, run),
    strict_sub("exec", EXEC, exec),
    sub("down,up,rm", UP, nothing),
    sub("cp", "-a,--archive -L,--follow-link", copy),
    sub(
        "logs",
        "-f,--follow --since= --until= -n,--tail= -t,--timestamps",
        nothing,
    ),
];

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "docker podman nerdctl finch",
        // Those of `compose`, which stand between it and its subcommand, are told apart by nothing but their place.
        globals: indexed(
            "-H,--host= -c,--context= --config= -D,--debug -l,--log-level= --tls --tlscacert= --tlscert= --tlskey= --tlsverify \
            -v,--version --help -f,--file= -p,--project-name= --profile= --env-file= --project-directory= --ansi= --progress= --parallel= \
            --compatibility --all-resources --connection= --url= --root= --runroot= --namespace= --remote --dry-run",
        ),
        groups: groups(
            "container image volume network system builder buildx context manifest plugin secret service stack swarm node trust \
            config checkpoint compose scout machine pod",
        ),
        subcommands: subcommands(DOCKER),
        ..PLAIN
    },
    Tree {
        names: "docker-compose podman-compose",
        globals: indexed(COMPOSE),
        subcommands: subcommands(COMPOSED),
        ..PLAIN
    },
    Tree {
        names: "lxc incus",
        globals: indexed("--project= -q,--quiet --debug"),
        subcommands: subcommands(&[sub(
            "exec",
            "-t,--force-interactive -T,--force-noninteractive --env= --mode= --user= --group= --cwd= -n,--disable-stdin",
            exec,
        )]),
        ..PLAIN
    },
];

/// `run [options] IMAGE [program …]`.
fn run(call: &mut Call<'_>) {
    let mut words: Vec<Word> = call.values("--entrypoint").pop().into_iter().collect();
    if let (Some(image), true) = (call.operand(0), words.is_empty())
        && let Some(program) = words::text(&image).and_then(entry_point)
        && !call
            .operand(1)
            .is_some_and(|word| words::is(&word, program))
    {
        words.push(words::literal(program, &image));
    }
    words.extend(call.operands_after(1));
    let mounts = mounts(call);
    // The whole tree says nothing about what is looked at in it.
    for (host, _) in mounts.iter().filter(|(host, _)| !words::is(host, "/")) {
        call.read(host.clone());
    }
    call.place = Place::Container(mounts);
    call.cwd = call.value("--workdir");
    let layer = format!("{} run", call.program);
    call.argv(words, false, &layer);
}

/// The program that an image is made of, where it is known by its name: the words behind the image are its own.
fn entry_point(image: &str) -> Option<&'static str> {
    let name = image.rsplit('/').next().unwrap_or(image);
    let name = name.split([':', '@']).next().unwrap_or(name);
    Some(match name {
        "aws-cli" => "aws",
        "terraform" => "terraform",
        "opentofu" => "tofu",
        "terragrunt" => "terragrunt",
        "git" => "git",
        "kubectl" => "kubectl",
        "helm" => "helm",
        "curl" => "curl",
        "rclone" => "rclone",
        "flyway" => "flyway",
        "liquibase" => "liquibase",
        _ => return None,
    })
}

fn exec(call: &mut Call<'_>) {
    call.place = Place::Running;
    let layer = format!("{} exec", call.program);
    let after = call.line.dashes.unwrap_or_default().max(1);
    call.argv(call.operands_after(after), false, &layer);
}

/// Folders of this machine and where they stand in the container.
fn mounts(call: &Call<'_>) -> Vec<(Word, String)> {
    let volumes = call.values("--volume").into_iter().filter_map(|volume| {
        let (host, rest) = words::split_once(&volume, ':')?;
        let inside = words::text(&rest)?.split(':').next()?.to_owned();
        let is_path = words::texts(&host).any(|host| host.starts_with(['/', '.', '~']));
        is_path.then_some((host, inside))
    });
    let bound = call.values("--mount").into_iter().filter_map(|mount| {
        let text = words::text(&mount)?;
        let field = |names: &[&str]| {
            let fields = text.split(',').filter_map(|field| field.split_once('='));
            fields
                .filter(|(name, _)| names.contains(name))
                .map(|(_, value)| value)
                .next()
        };
        let host = field(&["source", "src"])?;
        let inside = field(&["target", "destination", "dst"])?;
        host.starts_with(['/', '.', '~'])
            .then(|| (words::literal(host, &mount), inside.to_owned()))
    });
    volumes.chain(bound).collect()
}

/// One of the two stands in a container and has a colon.
fn copy(call: &mut Call<'_>) {
    let (Some(source), Some(destination)) = (call.operand(0), call.operand(1)) else {
        return;
    };
    let is_local = |path: &Word| {
        words::texts(path).all(|text| !text.split('/').next().unwrap_or(text).contains(':'))
    };
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
        assert_eq!(effects(command), expected, "{command}");
    }

    fn check_shape(command: &str, expected: &str) {
        assert_eq!(shape(command), expected, "{command}");
    }

    #[test]
    fn options_end_at_the_image() {
        check_shape("docker run app --privileged", "run |  | app --privileged");
        check_shape(
            "docker --context p run --privileged=true app",
            "run | --context=p --privileged=true | app",
        );
        check_shape("docker run --privileged=false app", "run |  | app");
        check_shape(
            "docker container run -it --net=host app",
            "container run | --interactive --tty --net=host | app",
        );
        check_shape(
            "docker run -e A=--privileged app",
            "run | --env=A=--privileged | app",
        );
        check_shape(
            "docker run --unheard x --privileged app",
            "run | --unheard x | x --privileged app"
                .replace("--unheard x |", "--unheard |")
                .as_str(),
        );
        check_shape("docker system prune -af", "system prune | --all --force | ");
    }

    #[test]
    fn programs_inside() {
        check(
            "docker run --rm -v /:/mnt alpine rm -rf /mnt",
            "docker run> rm -rf /mnt (container /=/mnt)",
        );
        check(
            "docker run --mount type=bind,source=/etc,target=/e x rm /e/a",
            "read /etc; docker run> rm /e/a (container /etc=/e)",
        );
        check(
            "docker run -v data:/d --entrypoint sh x -c ls",
            "docker run> sh -c ls (container)",
        );
        check(
            "docker run -v /:/h -w /h x rm -rf .",
            "docker run> rm -rf . at /h (container /=/h)",
        );
        check(
            "docker exec -it db psql -c x",
            "docker exec> psql -c x (running)",
        );
        check(
            "docker compose -f x.yml exec -T db mysql -e x",
            "docker exec> mysql -e x (running)",
        );
        check(
            "docker-compose exec db rm x",
            "docker-compose exec> rm x (running)",
        );
        check(
            "docker run --rm hashicorp/terraform:1.9 destroy",
            "docker run> terraform destroy (container)",
        );
        check(
            "docker compose run --rm terraform terraform destroy",
            "docker run> terraform destroy (container)",
        );
        check("docker cp .env app:/x", "read .env");
        check("docker logs web --tail 50", "");
        check("docker build -t app:dev .", "");
    }
}
