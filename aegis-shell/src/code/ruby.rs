//! Ruby.

use super::acts::Act;

pub(super) fn act(name: &str) -> Option<Act> {
    let name = name
        .trim_start_matches("Kernel.")
        .trim_start_matches("Process.");
    Some(match name {
        "system" | "exec" | "spawn" | "IO.popen" | "Open3.capture2" | "Open3.capture2e"
        | "Open3.capture3" | "Open3.popen3" => Act::System,
        "File.delete" | "File.unlink" | "Dir.rmdir" | "Dir.delete" | "Dir.unlink" => {
            Act::Delete { recursive: false }
        }
        "FileUtils.rm_rf"
        | "FileUtils.rm_r"
        | "FileUtils.rmtree"
        | "FileUtils.remove_dir"
        | "FileUtils.remove_entry"
        | "FileUtils.remove_entry_secure" => Act::Delete { recursive: true },
        "File.write" | "IO.write" | "File.binwrite" => Act::Write,
        "File.read" | "IO.read" | "File.readlines" | "File.binread" | "File.foreach" => Act::Read,
        "File.open" | "File.new" | "open" => Act::Open,
        "eval" => Act::Eval,
        _ => return None,
    })
}
