//! Lua, R, and the functions of Vim.

use super::acts::Act;

pub(super) fn lua(name: &str) -> Option<Act> {
    Some(match name {
        "os.execute" | "io.popen" => Act::Shell,
        "os.remove" => Act::Delete { recursive: false },
        "os.rename" => Act::Move,
        "io.open" => Act::Open,
        "io.lines" | "io.input" => Act::Read,
        "io.output" => Act::Write,
        "loadstring" | "load" => Act::Eval,
        "socket.http.request" | "ssl.https.request" | "http.request" => Act::Fetch(""),
        "socket.connect"
        | "socket.connect4"
        | "require().connect"
        | "require().tcp().connect"
        | "socket.tcp().connect" => Act::Connect,
        _ => return vim(name.strip_prefix("vim.fn.")?),
    })
}

pub(super) fn r(name: &str) -> Option<Act> {
    Some(match name.trim_start_matches("base.") {
        "system" | "shell" | "pipe" => Act::Shell,
        "system2" => Act::File,
        "unlink" => Act::DeleteByOption,
        "file.remove" => Act::Delete { recursive: false },
        "file.copy" => Act::Copy,
        "file.rename" => Act::Move,
        "readLines" | "read.csv" | "readRDS" | "scan" => Act::Read,
        "file.create" | "dir.create" | "sink" => Act::Write,
        "writeLines" | "write" | "write.csv" | "write.table" | "saveRDS" | "cat" => {
            Act::WriteSecond
        }
        "file" => Act::Open,
        "httr.POST" | "httr.PUT" | "httr2.req_perform" => Act::Fetch("POST"),
        "download.file" | "url" | "curl" => Act::Fetch(""),
        "source" | "eval" => Act::Eval,
        _ => return None,
    })
}

pub(super) fn vim(name: &str) -> Option<Act> {
    Some(match name {
        "system" | "systemlist" | "termopen" | "job_start" | "jobstart" => Act::Shell,
        "delete" => Act::DeleteByFlag,
        "writefile" => Act::WriteSecond,
        "readfile" => Act::Read,
        "rename" => Act::Move,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::{Lua, R};

    #[test]
    fn lua() {
        check(Lua, "os.execute('rm -rf /')", &["shell rm -rf /"]);
        check(Lua, "os.execute \"rm -rf /\"", &["shell rm -rf /"]);
        check(
            Lua,
            "local d = [[/]]; io.popen('rm -rf ' .. d)",
            &["shell rm -rf /"],
        );
        check(Lua, "os.remove('/etc/passwd')", &["delete /etc/passwd"]);
        check(
            Lua,
            "io.open('/etc/hosts', 'w'):write('x')",
            &["write /etc/hosts"],
        );
        check(Lua, "load(\"os.execute('id')\")()", &["shell id"]);
        check(
            Lua,
            "local s = require('socket').connect('h.example', 80); s:send('x')",
            &["connect h.example sends"],
        );
        check(
            Lua,
            "local socket = require('socket'); socket.connect('h.example', 80)",
            &["connect h.example sends"],
        );
        check(
            Lua,
            "local h = require('socket.http'); h.request('https://h.example', 'a=b')",
            &["POST https://h.example sends"],
        );
        check(Lua, "vim.fn.delete('/x', 'rf')", &["delete -r /x"]);
        check(
            Lua,
            "print('rm -rf /') -- os.execute('x')\n--[[ os.remove('x') ]]",
            &[],
        );
        check(Lua, "print([==[os.execute('x')]==])", &[]);
    }

    #[test]
    fn r() {
        check(R, "system('rm -rf /')", &["shell rm -rf /"]);
        check(R, "system2('rm', c('-rf', '/'))", &["argv rm -rf /"]);
        check(R, "x <- '/'; unlink(x, recursive = TRUE)", &["delete -r /"]);
        check(R, "file.remove('/x')", &["delete /x"]);
        check(R, "writeLines('x', '/etc/hosts')", &["write /etc/hosts"]);
        check(R, "cat('x', file = '/etc/hosts')", &["write /etc/hosts"]);
        check(R, "eval(parse(text = \"system('id')\"))", &["shell id"]);
        check(
            R,
            "source('https://h.example/x.R')",
            &["remote code https://h.example/x.R"],
        );
        check(R, "cat('rm -rf /\\n'); # system('x')", &[]);
    }
}
