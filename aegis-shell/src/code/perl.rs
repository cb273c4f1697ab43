//! Perl.

use super::acts::Act;

pub(super) fn act(name: &str) -> Option<Act> {
    let name = name
        .trim_start_matches("CORE.")
        .trim_start_matches("GLOBAL.")
        .trim_start_matches("POSIX.");
    Some(match name {
        "system" | "exec" => Act::System,
        "readpipe" => Act::Shell,
        "unlink" | "rmdir" => Act::Delete { recursive: false },
        "rmtree" | "remove_tree" | "File.Path.rmtree" | "File.Path.remove_tree" => {
            Act::Delete { recursive: true }
        }
        "rename" | "move" | "File.Copy.move" => Act::Move,
        "copy" | "cp" | "File.Copy.copy" => Act::Copy,
        "mkdir" => Act::Write,
        "eval" => Act::Eval,
        _ => return None,
    })
}
