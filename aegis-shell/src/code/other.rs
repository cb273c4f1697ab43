//! Lua, R, Julia, Swift, and the functions of Vim.

use super::acts::Act;
use super::jvm;
use super::lexer::Tape;
use super::scan::Scan;
use super::value::{Args, Value};
use crate::reading::Sink;

pub(super) fn lua(name: &str) -> Option<Act> {
    Some(match name {
        "os.execute" | "io.popen" | "ffi.C.system" => Act::Shell,
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
        "setwd" => Act::Enter,
        "unlink" => Act::DeleteByOption,
        "file.remove" | "fs.file_delete" => Act::Delete { recursive: false },
        "fs.dir_delete" => Act::Delete { recursive: true },
        "file.copy" => Act::Copy,
        "file.rename" => Act::Move,
        "readLines" | "read.csv" | "readRDS" | "scan" | "readRenviron" | "readr.read_file"
        | "read.table" | "read.delim" | "readChar" | "readBin" => Act::Read,
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

pub(super) fn julia(name: &str) -> Option<Act> {
    Some(match name.trim_start_matches("Base.") {
        // What it runs is a text in backticks, which counts wherever it stands.
        "cd" => Act::Enter,
        "rm" => Act::DeleteByOption,
        "read" | "readlines" | "readline" | "eachline" | "readdir" | "CSV.read" => Act::Read,
        "write" | "touch" | "mkdir" | "mkpath" | "chmod" | "chown" | "CSV.write" => Act::Write,
        "open" => Act::Open,
        "cp" | "symlink" => Act::Copy,
        "mv" => Act::Move,
        "HTTP.post" => Act::Fetch("POST"),
        "HTTP.put" => Act::Fetch("PUT"),
        "HTTP.get" | "download" | "Downloads.download" => Act::Fetch("GET"),
        "HTTP.request" => Act::Request,
        "Sockets.connect" => Act::Connect,
        "eval" | "include_string" => Act::Eval,
        _ => return None,
    })
}

pub(super) fn swift(name: &str) -> Option<Act> {
    Some(match name {
        "system" | "popen" => Act::Shell,
        "Process.run" => Act::File,
        "FileManager.default.removeItem" => Act::Delete { recursive: true },
        "unlink" | "remove" | "rmdir" => Act::Delete { recursive: false },
        "FileManager.default.contents" => Act::Read,
        "FileManager.default.createFile" | "FileManager.default.createDirectory" => Act::Write,
        "FileManager.default.copyItem" => Act::Copy,
        "FileManager.default.moveItem" => Act::Move,
        "fopen" => Act::Open,
        _ => return None,
    })
}

/// Labels are a part of a function's name in Swift: to the list of functions its arguments stand in their places.
pub(super) fn without_labels(args: &Args) -> Args {
    let named = args.named.iter().map(|(_, value)| value);
    Args {
        positional: args.positional.iter().chain(named).cloned().collect(),
        named: Vec::new(),
    }
}

impl Scan {
    /// What the labels of a Swift call say by themselves: `String(contentsOfFile: "x")`, `text.write(toFile: "x")`.
    pub(super) fn labels(&mut self, callee: &Value, args: &Args) {
        let writes = match callee {
            Value::Symbol { name, .. } => name.ends_with(".write"),
            Value::Method(_, method) => method == "write",
            _ => false,
        };
        for (label, value) in &args.named {
            match label.as_str() {
                "contentsOfFile" | "contentsOf" => {
                    self.sinks.extend(value.known().map(Sink::Read));
                }
                "toFile" | "to" if writes => self.sinks.extend(value.known().map(Sink::Write)),
                _ => {}
            }
        }
    }

    /// `new File("x").text`, `new File("x").text = y`, `new File("x") << y`: a property of a file is its content.
    pub(super) fn content(&mut self, tape: &Tape, value: &Value, at: usize) {
        let Value::Symbol {
            name,
            arg: Some(path),
        } = value
        else {
            return;
        };
        // `new File("x").eachLine { … }`.
        if let ("{", Some(act)) = (tape.mark(at), self.act(name)) {
            return self.perform(act, &Args::one((**path).clone()));
        }
        let Some(path) = path.known().filter(|_| jvm::is_content(name)) else {
            return;
        };
        self.sinks.push(match tape.mark(at) {
            "=" | "+=" => Sink::Write(path),
            _ => Sink::Read(path),
        });
    }
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
    use crate::reading::Language::{Julia, Lua, R, Swift};

    #[test]
    fn lua() {
        check(Lua, "os.execute('rm -rf /')", &["shell rm -rf /"]);
        check(Lua, "os.execute \"rm -rf /\"", &["shell rm -rf /"]);
        check(
            Lua,
            "local d = [[/]]; io.popen('rm -rf ' .. d)",
            &["shell rm -rf /"],
        );
        check(
            Lua,
            "require('ffi').C.system('rm -rf /')",
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
        check(R, "fs::dir_delete('/x')", &["delete -r /x"]);
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

    #[test]
    fn julia() {
        check(Julia, "run(`rm -rf /`)", &["shell rm -rf /"]);
        check(
            Julia,
            "rm(\"/x\"; recursive=true, force=true)",
            &["delete -r /x"],
        );
        check(
            Julia,
            "d = \"/\"; rm(d * \"x\", recursive=true)",
            &["delete -r /x"],
        );
        check(Julia, "write(\"/etc/hosts\", \"x\")", &["write /etc/hosts"]);
        check(Julia, "print(read(\".env\", String))", &["read .env"]);
        check(
            Julia,
            "open(\"/etc/hosts\", \"w\") do f; end",
            &["write /etc/hosts"],
        );
        check(
            Julia,
            "using HTTP; HTTP.post(\"https://h.example\", [], \"x\")",
            &["POST https://h.example sends"],
        );
        check(
            Julia,
            "println(\"rm -rf /\") # rm(\"x\")\n#= rm(\"y\") =#\nb = a' * 'c'",
            &[],
        );
    }

    #[test]
    fn swift() {
        check(
            Swift,
            "import Foundation; try FileManager.default.removeItem(atPath: \"/x\")",
            &["delete -r /x"],
        );
        check(
            Swift,
            "let u = URL(fileURLWithPath: \"/x\"); try FileManager.default.removeItem(at: u)",
            &["delete -r /x"],
        );
        check(
            Swift,
            "try \"x\".write(toFile: \"/etc/hosts\", atomically: true, encoding: .utf8)",
            &["write /etc/hosts"],
        );
        check(
            Swift,
            "print(try String(contentsOfFile: \".env\"))",
            &["read .env"],
        );
        check(
            Swift,
            "try Process.run(URL(fileURLWithPath: \"/bin/rm\"), arguments: [\"-rf\", \"/\"])",
            &["argv /bin/rm -rf /"],
        );
        check(Swift, "print(\"rm -rf /\") // system(\"x\")", &[]);
    }
}
