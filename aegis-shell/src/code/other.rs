//! Lua and R.

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
        _ => return None,
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
        _ => return None,
    })
}
