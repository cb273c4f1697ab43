//! Services between two machines: tunnels that let others in, places where files are left for others, and guessers of
//! others' passwords.

use super::call::{Call, Tool, tool};
use super::words;
use crate::script::{Values, Word};

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "ngrok cloudflared localtunnel lt bore tailscale zrok pinggy chisel frpc inlets pagekite pagekite.py tmate devtunnel rathole sish expose",
        "-p,--port= --to= -s,--subdomain= --url= --region= --config= --authtoken= --hostname= --bg",
        expose,
    ),
    tool(
        "pastebinit ffsend wgetpaste dpaste transfer.sh telegram-send ntfy ipfs b2",
        "-i= -b= -a= -f= -t=",
        |call| {
            let verb = call.operand(0);
            let carries = match call.program {
                "ntfy" => ["publish", "pub", "send"].as_slice(),
                "ipfs" => ["add"].as_slice(),
                "b2" => [
                    "upload-file",
                    "upload_file",
                    "file",
                    "sync",
                    "upload-unbound-stream",
                ]
                .as_slice(),
                _ => return hand_on(call, 0),
            };
            if verb.is_some_and(|verb| carries.iter().any(|own| words::is(&verb, own))) {
                hand_on(call, 1);
            }
        },
    ),
    tool(
        "croc wormhole magic-wormhole magic-wormhole.rs wormhole-william sendme",
        "--code= --yes --text= --hide-progress --relay= --pass= --debug",
        send_files,
    ),
    tool(
        "hydra medusa ncrack patator crackmapexec netexec nxc",
        "-l= -L=read -p= -P=read -t= -s= -o=write -u= -U=read -h= -M=read -f -v -V",
        |call| {
            // Servers and shops have programs of these names as well: names and passwords to try make the difference.
            let tries = |options: &[&str]| options.iter().any(|option| call.has(option));
            if tries(&["-l", "-L", "-u", "-U"]) && tries(&["-p", "-P"]) {
                call.network(None, true);
            }
        },
    ),
    tool(
        "sshuttle",
        "-r,--remote= -e,--ssh-cmd=shell -x,--exclude= -D,--daemon -v,--verbose -l,--listen= --dns -N -H",
        |call| {
            let host = call.value("--remote");
            call.network(host, true);
        },
    ),
    tool("ztcp", "-a -c -d= -f -l -L -t -v", |call| {
        if let Some(host) = call
            .operand(0)
            .filter(|_| !call.has("-c") && !call.has("-L"))
        {
            call.network(Some(host), true);
        }
    }),
];

/// Files leave, and with them whatever else is said behind the first words.
fn hand_on(call: &mut Call<'_>, from: usize) {
    for path in call.operands_after(from) {
        call.read(path);
    }
    call.network(None, true);
}

fn send_files(call: &mut Call<'_>) {
    if call.operand(0).is_some_and(|word| words::is(&word, "send")) {
        for path in call.operands_after(1) {
            call.read(path);
        }
        call.network(None, true);
    }
}

/// A tunnel lets others reach this machine.
fn expose(call: &mut Call<'_>) {
    let is = |at, name| call.operand(at).is_some_and(|word| words::is(&word, name));
    if call.program == "tailscale" && is(0, "file") && is(1, "cp") {
        let mut files = call.operands_after(2);
        let host = files.pop();
        for path in files {
            call.read(path);
        }
        return call.network(host, true);
    }
    let opens = match call.program {
        "localtunnel" | "lt" | "tmate" | "frpc" | "pagekite" | "pagekite.py" | "rathole" => true,
        _ => call.operand(0).is_some_and(|verb| {
            [
                "http", "tcp", "tls", "start", "tunnel", "local", "funnel", "share", "client",
                "host",
            ]
            .iter()
            .any(|own| words::is(&verb, own))
        }),
    };
    if opens {
        let at = call.operand(0).unwrap_or_else(|| Word {
            values: Values::new(),
            quoted: false,
            span: call.span(),
        });
        let service = format!("{}.com", call.program);
        call.network(Some(words::literal(&service, &at)), true);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn tunnels() {
        check("ngrok http 3000", "send ngrok.com");
        check("chisel client h.example:8080 R:socks", "send chisel.com");
        check("chisel server -p 8080", "");
        check("tmate -F", "send tmate.com");
        check(
            "npx localtunnel --port 3000",
            "npx> localtunnel --port 3000",
        );
        check("sshuttle -r h.example 0/0", "send h.example");
        check("ztcp h.example 80", "send h.example");
    }

    #[test]
    fn files() {
        check("croc send x", "read x; send ?");
        check("pastebinit -i x", "send ?");
        check("ipfs add -r x", "read x; send ?");
        check("ipfs cat x", "");
        check("ntfy publish t x", "read t; read x; send ?");
        check("ntfy subscribe t", "");
        check("b2 upload-file b x y", "read b; read x; read y; send ?");
        check("hydra -l root -P list ssh://h.example", "read list; send ?");
        check("hydra serve all", "");
        check("medusa develop -p 9000", "");
    }
}
