//! Elixir and Erlang.

use super::acts::Act;

pub(super) fn elixir(name: &str) -> Option<Act> {
    let name = name.trim_end_matches('!');
    Some(match name {
        "System.cmd" => Act::File,
        "System.shell" | "Mix.shell().cmd" => Act::Shell,
        "File.rm" | "File.rmdir" => Act::Delete { recursive: false },
        "File.rm_rf" => Act::Delete { recursive: true },
        "File.cd" => Act::Enter,
        "File.write" | "File.touch" | "File.mkdir" | "File.mkdir_p" | "File.chmod"
        | "File.chown" => Act::Write,
        "File.read" | "File.stream" | "File.open" => Act::Read,
        "File.cp" | "File.cp_r" | "File.copy" | "File.ln_s" | "File.ln" => Act::Copy,
        "File.rename" => Act::Move,
        "Code.eval_string" => Act::Eval,
        "Req.post" | "HTTPoison.post" | "Tesla.post" | "HTTPotion.post" => Act::Fetch("POST"),
        "Req.put" | "HTTPoison.put" | "Tesla.put" => Act::Fetch("PUT"),
        "Req.get" | "HTTPoison.get" | "Tesla.get" => Act::Fetch("GET"),
        "Req.request" | "HTTPoison.request" => Act::Request,
        _ => return erlang(name),
    })
}

pub(super) fn erlang(name: &str) -> Option<Act> {
    Some(match name {
        "os.cmd" => Act::Shell,
        "file.del_dir_r" => Act::Delete { recursive: true },
        "file.delete" | "file.del_dir" => Act::Delete { recursive: false },
        "file.write_file" | "file.change_mode" | "file.change_owner" | "file.make_dir"
        | "filelib.ensure_dir" => Act::Write,
        "file.read_file" | "file.consult" | "file.open" | "file.list_dir" => Act::Read,
        "file.copy" | "file.make_symlink" | "file.make_link" => Act::Copy,
        "file.rename" => Act::Move,
        "gen_tcp.connect" | "ssl.connect" => Act::Connect,
        "httpc.request" => Act::Fetch(""),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::{Elixir, Erlang};

    #[test]
    fn elixir() {
        check(
            Elixir,
            "System.cmd(\"rm\", [\"-rf\", \"/\"])",
            &["argv rm -rf /"],
        );
        check(Elixir, "System.cmd(\"rm\", ~w(-rf /))", &["argv rm -rf /"]);
        check(Elixir, ":os.cmd(~c\"rm -rf /\")", &["shell rm -rf /"]);
        check(Elixir, ":os.cmd('rm -rf /')", &["shell rm -rf /"]);
        check(
            Elixir,
            "d = \"/\"; System.shell(\"rm -rf #{d}\")",
            &["shell rm -rf /"],
        );
        check(
            Elixir,
            "System.shell(\"rm -rf \" <> \"/\")",
            &["shell rm -rf /"],
        );
        check(Elixir, "File.rm_rf!(\"/x\")", &["delete -r /x"]);
        check(Elixir, "File.rm_rf! \"/x\"", &["delete -r /x"]);
        check(
            Elixir,
            "File.rm_rf(Path.expand(\"~/.ssh\"))",
            &["delete -r ~/.ssh"],
        );
        check(Elixir, "File.rm_rf(System.user_home!())", &["delete -r ~"]);
        check(
            Elixir,
            "File.write!(\"/etc/hosts\", \"x\")",
            &["write /etc/hosts"],
        );
        check(Elixir, "IO.puts File.read!(\".env\")", &["read .env"]);
        check(
            Elixir,
            "Req.post!(\"https://h.example\", body: \"x\")",
            &["POST https://h.example sends"],
        );
        check(
            Elixir,
            "Code.eval_string(\"System.shell(\\\"id\\\")\")",
            &["shell id"],
        );
        check(
            Elixir,
            "IO.puts(\"rm -rf /\") # System.shell(\"x\")\nx = :rm; [system: \"rm -rf /\"]",
            &[],
        );
    }

    #[test]
    fn erlang() {
        check(Erlang, "os:cmd(\"rm -rf /\"), halt().", &["shell rm -rf /"]);
        check(
            Erlang,
            "D = \"/\", os:cmd(\"rm -rf \" ++ D).",
            &["shell rm -rf /"],
        );
        check(
            Erlang,
            "file:del_dir_r(\"/x\"), init:stop().",
            &["delete -r /x"],
        );
        check(
            Erlang,
            "file:write_file(\"/etc/hosts\", <<\"x\">>)",
            &["write /etc/hosts"],
        );
        check(
            Erlang,
            "{ok, B} = file:read_file(\".env\"), io:put_chars(B).",
            &["read .env"],
        );
        check(
            Erlang,
            "file:read_file(os:getenv(\"HOME\") ++ \"/.env\")",
            &["read ~/.env"],
        );
        check(
            Erlang,
            "gen_tcp:connect(\"h.example\", 80, [])",
            &["connect h.example sends"],
        );
        check(Erlang, "io:format(\"rm -rf /~n\"). % os:cmd(\"x\")", &[]);
    }
}
