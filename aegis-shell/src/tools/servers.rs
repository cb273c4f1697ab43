//! Servers of files: whatever lies in their folder can be read by others while they run, unless only this machine reaches
//! them.

use super::call::{Tool, tool};
use super::words;
use crate::script::Word;

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "http.server SimpleHTTPServer",
        "-b,--bind= -d,--directory= -p,--protocol= --cgi -h,--help",
        |call| {
            if let Some(folder) = call.value("--directory")
                && !call.value("--bind").as_ref().is_some_and(is_own_address)
            {
                call.read_tree(folder);
            }
        },
    ),
    tool("httpd", "-f -i -p= -h= -c= -r= -v", |call| {
        let own = call
            .value("-p")
            .is_some_and(|address| is_own_address(&address));
        if let Some(folder) = call.value("-h").filter(|_| !own) {
            call.read_tree(folder);
        }
    }),
    tool(
        "serve http-server live-server",
        "-l,--listen= -p,--port= -a= -s,--single -c,--config= -o -d= -C,--cert= -K,--key= -S,--ssl -L --cors -n -u --symlinks --host= -h,--help -v,--version",
        |call| {
            let own = ["-l", "-a", "--host"]
                .iter()
                .filter_map(|option| call.value(option))
                .any(|address| is_own_address(&address));
            for folder in call.owned_operands() {
                if !own {
                    call.read_tree(folder);
                }
            }
        },
    ),
];

/// Whether a server that listens there is reached from this machine alone.
pub(super) fn is_own_address(address: &Word) -> bool {
    words::texts(address).all(|address| {
        let address = address.trim_start_matches("tcp://");
        address.starts_with("localhost")
            || address.starts_with("127.")
            || address.starts_with("[::1]")
            || address == "::1"
    })
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    #[test]
    fn servers() {
        let home = "read ~/.ssh; read ~";
        assert_eq!(effects("http.server 8000 --directory ~"), home);
        assert_eq!(effects("http.server -b 127.0.0.1 -d ~"), "");
        assert_eq!(effects("http.server 8000 -d site"), "read site");
        assert_eq!(effects("serve -l tcp://0.0.0.0:5000 ~"), home);
        assert_eq!(effects("serve -s dist"), "read dist");
        assert_eq!(effects("httpd -f -p 80 -h /"), "read ~/.ssh; read /");
        assert_eq!(effects("httpd -f -p 127.0.0.1:80 -h /"), "");
        assert_eq!(effects("php -S 0.0.0.0:80 -t ~"), home);
        assert_eq!(effects("php -S localhost:80 -t ~"), "");
        assert_eq!(effects("php -S 0.0.0.0:80"), "");
    }
}
