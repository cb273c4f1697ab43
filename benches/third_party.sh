#!/usr/bin/env bash
# Fetches about 300 MB of other people's sources into a folder, to measure on: crates, Python packages, npm packages.
# Usage: benches/third_party.sh FOLDER
# What is there already is not fetched again. Needs cargo, pip and npm; a client that is missing is left out, and said.
set -euo pipefail

folder=${1:?usage: benches/third_party.sh FOLDER}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

crates=(
    'tokio = "1"' 'hyper = "1"' 'reqwest = "0.12"' 'axum = "0.8"' 'clap = "4"' 'serde_json = "1"' 'regex = "1"'
    'rustls = "0.23"' 'aws-lc-sys = "0.30"' 'libsqlite3-sys = "0.35"' 'windows-sys = "0.60"' 'image = "0.25"'
)
python=(django numpy pandas sqlalchemy boto3 botocore ansible-core sphinx)
javascript=(typescript react-dom webpack lodash three @angular/core aws-sdk)

fetch_crates() {
    local project
    project=$(mktemp -d)
    mkdir "$project/src"
    : >"$project/src/lib.rs"
    {
        printf '[package]\nname = "third-party"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
        printf '%s\n' "${crates[@]}"
    } >"$project/Cargo.toml"
    cargo vendor --quiet --manifest-path "$project/Cargo.toml" "$folder/crates" >/dev/null
    rm -r "$project"
}

fetch_python() {
    mkdir -p "$folder/python.part"
    pip download --quiet --no-deps --no-binary :none: --dest "$folder/python.part" "${python[@]}"
    local archive
    for archive in "$folder"/python.part/*; do
        case $archive in
        *.whl) unzip -q -o "$archive" -d "${archive%.whl}" ;;
        *.tar.gz) tar -xzf "$archive" -C "$folder/python.part" ;;
        esac
        rm "$archive"
    done
    mv "$folder/python.part" "$folder/python"
}

fetch_javascript() {
    mkdir -p "$folder/javascript.part"
    local package archive
    for package in "${javascript[@]}"; do
        archive=$(cd "$folder/javascript.part" && npm pack --silent "$package")
        mkdir "$folder/javascript.part/${archive%.tgz}"
        tar -xzf "$folder/javascript.part/$archive" -C "$folder/javascript.part/${archive%.tgz}"
        rm "$folder/javascript.part/$archive"
    done
    mv "$folder/javascript.part" "$folder/javascript"
}

for part in crates:cargo python:pip javascript:npm; do
    name=${part%:*} client=${part#*:}
    if [ -d "$folder/$name" ]; then
        continue
    elif command -v "$client" >/dev/null; then
        rm -rf "$folder/$name.part"
        "fetch_$name"
    else
        echo "third_party.sh: without $client, no $name" >&2
    fi
done
du -sm "$folder"
