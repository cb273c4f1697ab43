//! Clients of the web: where they connect, what they send and what they write.

use super::call::{Call, Tool, tool};
use super::words;
use crate::reading::ActKind;
use crate::script::{Text, Word};

const CURL: &str = "-d,--data,--data-ascii=upload --data-binary=upload --data-raw= --data-urlencode=upload --json=upload -F,--form=upload \
    --form-string= -T,--upload-file=read -X,--request= -I,--head -G,--get -o,--output=write -O,--remote-name --remote-name-all \
    -J,--remote-header-name --output-dir= -K,--config=read -H,--header=upload -A,--user-agent= -b,--cookie= -c,--cookie-jar=write \
    -D,--dump-header=write -e,--referer= -E,--cert= --key= --cacert= --capath= --cert-type= --key-type= --pass= -m,--max-time= -u,--user= \
    -U,--proxy-user= -x,--proxy= --preproxy= -w,--write-out= -r,--range= -C,--continue-at= -Q,--quote= -t,--telnet-option= -y,--speed-time= \
    -Y,--speed-limit= -z,--time-cond= -P,--ftp-port= --url= --retry= --retry-delay= --retry-max-time= --connect-timeout= --max-redirs= \
    --limit-rate= --interface= --resolve= --connect-to= --dns-servers= --doh-url= --noproxy= --socks5= --socks5-hostname= --socks4= --socks4a= \
    --unix-socket= --abstract-unix-socket= --trace=write --trace-ascii=write --stderr=write --netrc-file= --ciphers= --tls-max= --proto= \
    --proto-default= --oauth2-bearer= --aws-sigv4= --etag-save=write --etag-compare=read --max-filesize= --keepalive-time= --local-port= \
    --request-target= --mail-from= --mail-rcpt= --create-file-mode= --ftp-method= --krb= --libcurl=write --pinnedpubkey= --rate= \
    --url-query=upload --variable= --expand-url= --parallel-max= -s,--silent -S,--show-error -f,--fail --fail-with-body -L,--location \
    --location-trusted -k,--insecure -v,--verbose -i,--include,--show-headers -g,--globoff -n,--netrc -N,--no-buffer -q,--disable -R,--remote-time \
    -#,--progress-bar -a,--append -B,--use-ascii -j,--junk-session-cookies -l,--list-only -M,--manual -p,--proxytunnel -V,--version -h,--help=? \
    -Z,--parallel -0,--http1.0 -1,--tlsv1 -2 -3 -4,--ipv4 -6,--ipv6 --compressed --create-dirs --http1.1 --http2 --http3 --no-progress-meter";
const WGET: &str = "-O,--output-document=write -o,--output-file=write -a,--append-output=write -P,--directory-prefix= -i,--input-file=read \
    --post-data= --post-file=read --body-data= --body-file=read --method= -q,--quiet -v,--verbose -nv,--no-verbose -c,--continue -b,--background \
    -e,--execute= -F,--force-html -B,--base= -t,--tries= -T,--timeout= -w,--wait= --waitretry= --random-wait -Q,--quota= --limit-rate= \
    -l,--level= -A,--accept= -R,--reject= -D,--domains= -I,--include-directories= -X,--exclude-directories= -U,--user-agent= --header= --referer= \
    --user= --password= --http-user= --http-password= --load-cookies= --save-cookies=write --ca-certificate= --certificate= --private-key= \
    --no-check-certificate --spider -S,--server-response -N,--timestamping -r,--recursive -k,--convert-links -p,--page-requisites -m,--mirror \
    -K,--backup-converted -E,--adjust-extension -H,--span-hosts -L,--relative -x,--force-directories -nc,--no-clobber --show-progress \
    --progress= --content-disposition --use-askpass=shell -4 -6 -V,--version -h,--help --cut-dirs= --unlink --no-parent --max-redirect= --dns-timeout=";

pub(super) const TOOLS: &[Tool] = &[
    tool("curl", CURL, curl),
    tool("wget wget2", WGET, wget),
    tool(
        "http https xh xhs httpie curlie",
        "-d,--download -o,--output=write -a,--auth= -A,--auth-type= -f,--form -j,--json --multipart --raw= -p,--print= -v,--verbose -h,--headers -b,--body -q,--quiet -F,--follow --verify= --cert= --cert-key= --session= --session-read-only= --timeout= --proxy= -c,--continue --offline:dry --check-status -I,--ignore-stdin --pretty= -s,--style= -S,--stream --curl:dry --help --version",
        items,
    ),
    tool(
        "aria2c axel",
        "-o,--out,--output= -d,--dir= -i,--input-file=read -x= -s= -j= -c,--continue -n= -a -q --header= --checksum= -V,--version --help -l,--log=write",
        download,
    ),
    tool("lwp-download", "-a -s -h", |call| {
        let mut urls = call.owned_operands();
        let path = (urls.len() > 1).then(|| urls.remove(1));
        if let Some(path) = path.or_else(|| urls.first().and_then(remote_name)) {
            call.write(path);
        }
        connect(call, urls, Some("GET"), false);
    }),
    tool(
        "lynx w3m links elinks",
        "-dump -source -T= -o= -I= -post_data -accept_all_cookies -auth= -cfg=",
        download_nothing,
    ),
];

/// One connection for every URL.
fn connect(call: &mut Call<'_>, urls: Vec<Word>, method: Option<&str>, sends: bool) {
    for url in urls {
        if let Some(path) = words::after(&url, "file://") {
            call.read(path);
            continue;
        }
        // Where a cloud hands a machine its credentials.
        if words::texts(&url).any(hands_credentials) {
            call.read_named("~/.aws/credentials");
        }
        call.act(ActKind::Network {
            target: Some(url.into()),
            method: method.map(Text::from),
            sends,
        });
    }
}

fn hands_credentials(url: &str) -> bool {
    // Of a task of ECS and of a pod of EKS: there is nothing else to ask for.
    if ["169.254.170.2", "169.254.170.23"].iter().any(|host| {
        let rest = url.trim_start_matches("http://").strip_prefix(host);
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    }) {
        return true;
    }
    let host = [
        "169.254.169.254",
        "metadata.google.internal",
        "fd00:ec2::254",
        // Alibaba's, Oracle's and Tencent's.
        "100.100.100.200",
        "192.0.0.192",
        "metadata.tencentyun.com",
    ];
    let what = [
        "security-credentials",
        "/token",
        "/identity",
        "user-data",
        "/v2/credentials",
        "/attributes",
        "recursive=true",
    ];
    host.iter().any(|host| url.contains(host)) && what.iter().any(|what| url.contains(what))
}

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

fn sends(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH" | "DELETE")
}

/// The file name that a download takes from its URL.
fn remote_name(url: &Word) -> Option<Word> {
    words::map(url, |url| {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let path = path.split_once("://").map_or(path, |(_, path)| path);
        let name = path
            .split_once('/')
            .map_or("", |(_, path)| path)
            .rsplit('/')
            .next()
            .unwrap_or_default();
        Some(if name.is_empty() {
            "index.html".to_owned()
        } else {
            name.to_owned()
        })
    })
}

fn curl(call: &mut Call<'_>) {
    let data = [
        "--data",
        "--data-binary",
        "--data-raw",
        "--data-urlencode",
        "--json",
        "--form",
        "--form-string",
    ];
    let data = data.iter().any(|option| call.has(option));
    let uploads = call.has("--upload-file");
    let asked = call
        .value("--request")
        .as_ref()
        .and_then(words::text)
        .map(str::to_ascii_uppercase);
    let method = asked.unwrap_or_else(|| {
        let method = match (uploads, data && !call.has("--get"), call.has("--head")) {
            (true, ..) => "PUT",
            (_, true, _) => "POST",
            (.., true) => "HEAD",
            _ => "GET",
        };
        method.to_owned()
    });
    let mut urls = call.owned_operands();
    urls.extend(call.values("--url"));
    if call.has("--remote-name") || call.has("--remote-name-all") {
        let folder = call.value("--output-dir");
        for name in urls.iter().filter_map(remote_name) {
            let path = folder.as_ref().map(|folder| words::join(folder, &name));
            call.write(path.unwrap_or(name));
        }
    }
    // `-G` makes a query of the data; only a file's content is more than what was typed.
    let from_file = call
        .acts
        .iter()
        .any(|act| matches!(act.kind, ActKind::Read(_)));
    let queries = call.has("--get") && !from_file;
    let appended = call.has("--url-query") && from_file;
    let sends = (data && !queries) || appended || uploads || sends(&method);
    connect(call, urls, Some(&method), sends);
}

fn wget(call: &mut Call<'_>) {
    let file = call.has("--post-file") || call.has("--body-file");
    let data = call.has("--post-data") || call.has("--body-data");
    let asked = call
        .value("--method")
        .as_ref()
        .and_then(words::text)
        .map(str::to_ascii_uppercase);
    let method = asked.unwrap_or_else(|| if file || data { "POST" } else { "GET" }.to_owned());
    let urls = call.owned_operands();
    if !call.has("--output-document") && !call.has("--spider") {
        let folder = call.value("--directory-prefix");
        for name in urls.iter().filter_map(remote_name).collect::<Vec<_>>() {
            call.write(
                folder
                    .as_ref()
                    .map_or(name.clone(), |folder| words::join(folder, &name)),
            );
        }
    }
    connect(call, urls, Some(&method), file || data || sends(&method));
}

/// `http [METHOD] URL [ITEM …]`: `name=value`, `name:=json`, `name@file`, `name=@file`, `Header:value`, `name==query`.
fn items(call: &mut Call<'_>) {
    let mut operands = call.owned_operands();
    let is_method = |word: &Word| {
        words::text(word).is_some_and(|text| {
            METHODS
                .iter()
                .any(|method| method.eq_ignore_ascii_case(text))
        })
    };
    let method = operands
        .first()
        .is_some_and(is_method)
        .then(|| operands.remove(0));
    if operands.is_empty() {
        return;
    }
    let url = operands.remove(0);
    // `:3000/path` is one's own machine.
    let local = words::map(&url, |url| {
        url.starts_with(':').then(|| format!("localhost{url}"))
    });
    let url = local.unwrap_or(url);
    let mut data = call.has("--raw");
    for item in operands {
        let file = words::map(&item, |item| {
            let at = item.find(['=', '@', ':'])?;
            let (_, rest) = item.split_at_checked(at)?;
            let rest = rest.strip_prefix(':').unwrap_or(rest);
            let file = rest.strip_prefix("=@").or_else(|| rest.strip_prefix('@'))?;
            Some(file.split(';').next().unwrap_or(file).to_owned())
        });
        data |= words::texts(&item)
            .any(|text| (text.contains('=') && !text.contains("==")) || text.contains('@'));
        if let Some(file) = file {
            call.read(file);
        }
    }
    let method = method
        .as_ref()
        .and_then(words::text)
        .unwrap_or(if data { "POST" } else { "GET" })
        .to_ascii_uppercase();
    let sends = data || sends(&method);
    connect(call, vec![url], Some(&method), sends);
}

fn download(call: &mut Call<'_>) {
    let urls = call.owned_operands();
    let folder = call.value("--dir");
    let named = call.value("--out");
    for name in urls
        .iter()
        .filter_map(|url| named.clone().or_else(|| remote_name(url)))
        .collect::<Vec<_>>()
    {
        call.write(
            folder
                .as_ref()
                .map_or(name.clone(), |folder| words::join(folder, &name)),
        );
    }
    connect(call, urls, Some("GET"), false);
}

fn download_nothing(call: &mut Call<'_>) {
    let is_url = |word: &Word| words::texts(word).any(|text| text.contains("://"));
    let (urls, files): (Vec<Word>, Vec<Word>) = call.owned_operands().into_iter().partition(is_url);
    for file in files {
        call.read(file);
    }
    connect(call, urls, Some("GET"), false);
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn curl() {
        check("curl -s https://x/a", "get GET https://x/a");
        check(
            "curl http://169.254.169.254/latest/meta-data/iam/security-credentials/r",
            "read ~/.aws/credentials; get GET http://169.254.169.254/latest/meta-data/iam/security-credentials/r",
        );
        check(
            "curl http://169.254.169.254/latest/meta-data/instance-id",
            "get GET http://169.254.169.254/latest/meta-data/instance-id",
        );
        check("curl -sd@f https://x", "read f; send POST https://x");
        check("curl -d @f https://x", "read f; send POST https://x");
        check("curl -d 'mail=me@x.org' https://x", "send POST https://x");
        check(
            "curl --data-urlencode 'a@f' https://x",
            "read f; send POST https://x",
        );
        check(
            "curl --form 'file=@x;type=text/plain' https://x",
            "read x; send POST https://x",
        );
        check(
            "curl --upload-file f https://x/",
            "read f; send PUT https://x/",
        );
        check("curl -X POST https://x", "send POST https://x");
        check("curl -I https://x", "get HEAD https://x");
        check("curl -X DELETE https://x", "send DELETE https://x");
        check("curl -G -d a=b https://x", "get GET https://x");
        check("curl --url-query a=b https://x", "get GET https://x");
        check(
            "curl --url-query @f https://x",
            "read f; send GET https://x",
        );
        check("curl -G -d @f https://x", "read f; send GET https://x");
        check(
            "curl -fsSLO https://x/f.tgz",
            "write f.tgz; get GET https://x/f.tgz",
        );
        check(
            "curl -sSLo /etc/hosts https://x",
            "write /etc/hosts; get GET https://x",
        );
        check("curl -H 'A: b@c' https://x", "get GET https://x");
        check("curl file:///etc/passwd", "read /etc/passwd");
        check("curl --data-binary @- https://x", "send POST https://x");
        check("curl --version", "");
    }

    #[test]
    fn others() {
        check(
            "wget -O /usr/bin/tool https://x/t",
            "write /usr/bin/tool; get GET https://x/t",
        );
        check(
            "wget -P /etc https://x/a/t?b",
            "write /etc/t; get GET https://x/a/t?b",
        );
        check(
            "wget --post-file=f https://x",
            "read f; write index.html; send POST https://x",
        );
        check(
            "lwp-download https://x/t /tmp/t",
            "write /tmp/t; get GET https://x/t",
        );
        check(
            "curl http://169.254.170.2/v2/x",
            "read ~/.aws/credentials; get GET http://169.254.170.2/v2/x",
        );
        check(
            "curl http://169.254.170.200/x",
            "get GET http://169.254.170.200/x",
        );
        check("http POST x.org a=b", "send POST x.org");
        check("http x.org f@.env", "read .env; send POST x.org");
        check("http x.org q==1", "get GET x.org");
        check("xh post :3000/x a=b", "send POST localhost:3000/x");
    }
}
