#!/usr/bin/env bash
# Measures `aegis scan` against kingfisher on one folder: megabytes per second of processor time, the higher the better.
# Usage: benches/scan_peer.sh FOLDER [ROUNDS]
# The two take turns, so that a busy machine slows both, and the best round of each counts. Both read every file, hidden
# and ignored ones too, and neither goes to the network. AEGIS and KINGFISHER name other binaries; kingfisher comes from
# `pip install kingfisher-bin`.
set -euo pipefail

folder=${1:?usage: benches/scan_peer.sh FOLDER [ROUNDS]}
rounds=${2:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
aegis=${AEGIS:-$root/target/release/aegis}
kingfisher=${KINGFISHER:-kingfisher}
empty=$(mktemp -d)
trap 'rm -r "$empty"' EXIT

run_aegis() {
    AEGIS_CONFIG_DIR=$empty "$aegis" scan --no-ignore --max-size 256M --quiet "$folder"
}

run_kingfisher() {
    "$kingfisher" scan "$folder" --no-validate --no-update-check --git-history none --max-file-size 256 \
        --format json --output /dev/null
}

# Seconds of processor time of a command, its children included. Findings are no failure: kingfisher ends with 200 or 205 then.
seconds() {
    local times
    times=$({ TIMEFORMAT='%U %S'; time { "$@" >/dev/null 2>"$empty/said" || is_answer $?; }; } 2>&1) || {
        cat "$empty/said" >&2
        return 1
    }
    awk '{print $1 + $2}' <<<"$times"
}
is_answer() { [ "$1" -lt 126 ] || [ "$1" -eq 200 ] || [ "$1" -eq 205 ]; }

megabytes=$(find "$folder" -type f -not -path '*/.git/*' -printf '%s\n' | awk '{sum += $1} END {print sum / 1e6}')
printf '%.0f MB in %s\n' "$megabytes" "$folder"
best_aegis=999999 best_kingfisher=999999
smaller() { awk -v a="$1" -v b="$2" 'BEGIN {print (a < b ? a : b)}'; }
for round in $(seq "$rounds"); do
    one=$(seconds run_aegis)
    best_aegis=$(smaller "$best_aegis" "$one")
    line="round $round: aegis $one s"
    if command -v "$kingfisher" >/dev/null; then
        other=$(seconds run_kingfisher)
        best_kingfisher=$(smaller "$best_kingfisher" "$other")
        line="$line, kingfisher $other s"
    fi
    echo "$line of processor time"
done
rate() { awk -v mb="$megabytes" -v s="$2" -v name="$1" 'BEGIN {printf "%s: %.1f MB per CPU-second\n", name, mb / (s > 0 ? s : 0.001)}'; }
rate aegis "$best_aegis"
if command -v "$kingfisher" >/dev/null; then
    rate kingfisher "$best_kingfisher"
else
    echo "scan_peer.sh: kingfisher is not installed, so there is nothing to compare with" >&2
fi
