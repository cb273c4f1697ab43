#!/usr/bin/env bash
# What a hook call costs: user and system time of `aegis evaluate` beside a program of the same build that does nothing
# (`aegis evaluate --help`), interleaved, so that a busy machine burdens both alike.
#
#   benches/hook_cost.sh [path of aegis] [calls]
#
# The writes have 2 and 200 KB. The database is not at rest: its log grows and is carried over as it is in use.
# Wall time needs an idle machine; processor time does not.
set -eu
aegis=${1:-target/release/aegis}
calls=${2:-200}
aegis=$(cd "$(dirname "$aegis")" && pwd)/$(basename "$aegis")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/project/.git"
mkdir -p "$work/config"
# The shipped rules, with limits that the measurement does not reach.
cat >"$work/config/governance.yaml" <<'END'
profiles: [default]
rules:
  - id: rate-limit-commands
    priority: 100
    action: rate_limit
    rate_limit: {max: 1000000, window: 1m, per: session}
    conditions: {action_types: [command_exec]}
  - id: rate-limit-file-writes
    priority: 100
    action: rate_limit
    rate_limit: {max: 1000000, window: 1m, per: session}
    conditions: {action_types: [file_write]}
END
payload() {
  printf '{"session_id":"cost","cwd":"%s","hook_event_name":"PreToolUse","tool_name":"%s","tool_input":%s}' \
    "$work/project" "$1" "$2" >"$work/$3.json"
}
payload Read '{"file_path":"src/main.rs"}' read
payload Bash '{"command":"git status --short && cargo test -p shop 2>&1 | tail -n 20"}' bash
payload Write "{\"file_path\":\"src/a.rs\",\"content\":\"$(printf 'let pear = apple(%.0s1); ' $(seq 90))\"}" write
payload Write "{\"file_path\":\"src/a.rs\",\"content\":\"$(printf 'let pear = apple(%.0s1); ' $(seq 9000))\"}" write200

export AEGIS="$aegis" WORK="$work" CALLS="$calls"
exec python3 - <<'END'
import os, resource, statistics, subprocess, time

aegis, work, calls = os.environ["AEGIS"], os.environ["WORK"], int(os.environ["CALLS"])
env = {"PATH": os.environ["PATH"], "HOME": work + "/home", "AEGIS_CONFIG_DIR": work + "/config",
       "AEGIS_DATA_DIR": work + "/data"}


def run(args, payload):
    with open(payload, "rb") as given:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([aegis, "evaluate", *args], stdin=given, env=env,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, cpu * 1000, wall * 1000


kinds = {"nothing": (["--help"], "read")}
kinds.update({name: (["claude-code", "pre-tool-use"], name) for name in ("read", "bash", "write", "write200")})
seen = {name: [] for name in kinds}
for turn in range(calls + 5):
    for name, (args, payload) in kinds.items():
        code, cpu, wall = run(args, "%s/%s.json" % (work, payload))
        if code:
            raise SystemExit("%s ended with %d" % (name, code))
        if turn >= 5:                        # the first calls create the database and warm the caches
            seen[name].append((cpu, wall))
print("%-8s %12s %12s %12s %12s" % ("call", "cpu mean", "cpu median", "wall median", "wall p95"))
for name, times in seen.items():
    cpu, wall = zip(*times)
    print("%-8s %9.2f ms %9.2f ms %9.2f ms %9.2f ms" % (
        name, statistics.mean(cpu), statistics.median(cpu), statistics.median(wall),
        statistics.quantiles(wall, n=20)[18]))
END
