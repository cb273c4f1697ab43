//! PHP.

use super::acts::Act;

pub(super) fn act(name: &str) -> Option<Act> {
    Some(
        match name.trim_start_matches('\\').to_ascii_lowercase().as_str() {
            "system" | "exec" | "shell_exec" | "passthru" | "popen" => Act::Shell,
            "proc_open" => Act::Spawn,
            "pcntl_exec" => Act::File,
            "unlink" | "rmdir" => Act::Delete { recursive: false },
            "file_put_contents" | "touch" | "chmod" | "mkdir" => Act::Write,
            "file_get_contents" | "readfile" | "file" => Act::Read,
            "fopen" => Act::Open,
            "copy" | "symlink" => Act::Copy,
            "rename" => Act::Move,
            "fsockopen" => Act::Connect,
            "eval" | "assert" => Act::Eval,
            _ => return None,
        },
    )
}
