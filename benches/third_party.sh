#!/usr/bin/env bash
# Fetches about 330 MB of other people's sources into a folder, to measure on: crates, Python packages, npm packages.
# Usage: benches/third_party.sh FOLDER
# Versions are fixed and nothing that a package depends on is kept, so that every run has the same files. What is there
# already is not fetched again. Needs cargo, pip and npm; a client that is missing is left out, and said. Nothing of a
# package is run.
set -euo pipefail

folder=${1:?usage: benches/third_party.sh FOLDER}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

crates=(
    axum-0.8.4 clap-4.5.40 git2-0.20.2 hyper-1.6.0 image-0.25.6 jsonwebtoken-9.3.1 libgit2-sys-0.18.2 mongodb-3.2.3
    openssl-0.10.73 regex-1.11.1 reqwest-0.12.20 ring-0.17.14 rustls-0.23.28 rustls-webpki-0.103.3 serde_json-1.0.140
    sqlx-core-0.8.6 tokio-1.45.1
)
python=(
    ansible-core==2.18.6 apache-airflow-core==3.0.2 Authlib==1.6.0 azure-storage-blob==12.25.1 boto3==1.38.40 celery==5.5.3
    Django==5.2.3 google-auth==2.40.3 homeassistant==2024.3.3 kubernetes==33.1.0 moto==5.1.6 openai==1.90.0
    paramiko==3.5.1 pytest==8.4.1 requests==2.32.4 sentry-sdk==2.31.0 Sphinx==8.2.3 twilio==9.6.3 Twisted==25.5.0
)
javascript=(
    @angular/core@20.0.4 express@5.1.0 firebase-tools@14.8.0 jose@6.0.11 jsonwebtoken@9.0.2 lodash@4.17.21 mongoose@8.16.0
    passport@0.7.0 react-dom@19.1.0 sequelize@6.37.7 serverless@3.40.0 stripe@18.2.1 typescript@5.8.3 webpack@5.99.9
)

fetch_crates() {
    local project crate
    project=$(mktemp -d)
    mkdir "$project/src"
    : >"$project/src/lib.rs"
    {
        printf '[package]\nname = "third-party"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
        for crate in "${crates[@]}"; do
            printf '%s = { version = "=%s", default-features = false }\n' "${crate%-*}" "${crate##*-}"
        done
    } >"$project/Cargo.toml"
    cargo vendor --quiet --versioned-dirs --manifest-path "$project/Cargo.toml" "$project/vendor" >/dev/null
    mkdir "$folder/crates.part"
    for crate in "${crates[@]}"; do
        # Some folders carry the version of what they bundle behind their own: `-0.18.2+1.9.1`.
        mv "$project/vendor/$crate"* "$folder/crates.part/"
    done
    rm -r "$project"
}

# Wheels for any platform: whatever machine fetches them, they are the same.
fetch_python() {
    local archive
    mkdir "$folder/python.part"
    pip download --quiet --no-deps --only-binary :all: --platform any --python-version 3.12 \
        --dest "$folder/python.part" "${python[@]}"
    for archive in "$folder"/python.part/*.whl; do
        python3 -m zipfile -e "$archive" "${archive%.whl}"
        rm "$archive"
    done
}

fetch_javascript() {
    local package archive
    mkdir "$folder/javascript.part"
    for package in "${javascript[@]}"; do
        archive=$folder/javascript.part/$(cd "$folder/javascript.part" && npm pack --silent "$package")
        mkdir "${archive%.tgz}"
        tar -xzf "$archive" -C "${archive%.tgz}"
        rm "$archive"
    done
}

for part in crates:cargo python:pip javascript:npm; do
    name=${part%:*} client=${part#*:}
    if [ -d "$folder/$name" ]; then
        continue
    elif command -v "$client" >/dev/null; then
        rm -rf "$folder/$name.part"
        "fetch_$name"
        mv "$folder/$name.part" "$folder/$name"
    else
        echo "third_party.sh: without $client, no $name" >&2
    fi
done
du -sm "$folder"
