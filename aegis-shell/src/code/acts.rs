//! What a call of a listed function does, by the shape of its arguments.

use super::scan::Scan;
use super::value::{Args, HOLE, Value};
use super::{beam, javascript, jvm, methods, other, perl, php, python, ruby};
use crate::reading::{Language, Sink};
use crate::unknown::VARIABLE;

/// The shapes that calls of listed functions have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Act {
    /// The first argument is text for a shell.
    Shell,
    /// One argument is text for a shell; several are a program with its arguments.
    System,
    /// A list, or a text that goes to a shell (`subprocess.run`).
    Spawn,
    /// A program, a list of arguments, options (`child_process.spawn`).
    File,
    /// A path, then program and arguments from this argument on (`os.execv`); a list is spread.
    Exec(usize),
    /// The working directory changes.
    Enter,
    Read,
    /// A path or URL, and as the third argument what is sent to it.
    ReadOrPost,
    /// A client and its setting.
    SetOption,
    Write,
    /// The paths at all places, or in one list.
    Delete {
        recursive: bool,
    },
    /// Recursive where an option says so.
    DeleteByOption,
    /// Recursive where the second argument has an `r`.
    DeleteByFlag,
    /// The path is the second argument.
    WriteSecond,
    /// A path and a mode.
    Open,
    /// A handle, a mode and a path; or a handle and both in one; or a command.
    OpenHandle,
    /// The first path is read and changed, the second is written.
    Move,
    Copy,
    /// A URL, and a method unless the options name one.
    Fetch(&'static str),
    /// The URL is the second argument.
    Request,
    /// A host, then method, path and body.
    RequestAt,
    /// A host, or a pair of host and port.
    Connect,
    /// Code in the same language.
    Eval,
}

impl Scan {
    /// What the language's list says about a function.
    pub(super) fn act(&self, name: &str) -> Option<Act> {
        match self.language {
            Language::Python => python::act(name),
            Language::JavaScript => javascript::act(name),
            Language::Perl => perl::act(name),
            Language::Ruby => ruby::act(name),
            Language::Php => php::act(name),
            Language::Lua => other::lua(name),
            Language::R => other::r(name),
            Language::Ex => other::vim(name),
            Language::Julia => other::julia(name),
            Language::Swift => other::swift(name),
            Language::Elixir => beam::elixir(name),
            Language::Erlang => beam::erlang(name),
            Language::Jvm => jvm::act(name),
            _ => None,
        }
    }

    pub(super) fn call(&mut self, callee: Value, args: &Args, acts: bool) -> Value {
        let unnamed;
        let args = if self.language == Language::Swift {
            if acts {
                self.labels(&callee, args);
            }
            unnamed = other::without_labels(args);
            &unnamed
        } else {
            args
        };
        match callee {
            // `"rm x".execute()`, `["rm", "x"].execute()`.
            Value::Method(receiver, method)
                if self.language == Language::Jvm && method == "execute" =>
            {
                if acts {
                    self.system(&Args::one(*receiver));
                }
                Value::Unknown
            }
            Value::Symbol { name, arg } => self.call_symbol(name, arg, args, acts),
            Value::Method(receiver, method) => {
                let evaluates = method == "then"
                    && args.get(0).is_some_and(|arg| *arg == Value::symbol("eval"));
                if let (Value::Remote(url), true) = (&*receiver, acts && evaluates) {
                    self.sinks.push(Sink::RemoteCode(url.clone()));
                }
                methods::apply(*receiver, &method, args)
            }
            remote @ Value::Remote(_) => remote,
            // `$f = 'system'; $f('…')`.
            Value::Text(name) if self.language == Language::Php => {
                self.call_symbol(name, None, args, acts)
            }
            _ => Value::Unknown,
        }
    }

    fn call_symbol(
        &mut self,
        name: String,
        arg: Option<Box<Value>>,
        args: &Args,
        acts: bool,
    ) -> Value {
        if let Some(value) = methods::evaluate(&name, args) {
            return value;
        }
        if let (Language::Jvm, Some(value)) = (self.language, jvm::made(&name, args)) {
            return value;
        }
        if self.language == Language::R && name == "c" {
            return Value::List(args.positional.clone());
        }
        if let ("map" | "array_map" | "filter", Some(function), Some(list), true) =
            (name.as_str(), args.get(0), args.get(1), acts)
        {
            self.call_with_each(function, list);
        }
        let Some(act) = self.act(&name) else {
            if acts {
                let told = super::statements::of_call(self.language, &name, args)
                    .or_else(|| python::of_cloud(&name, arg.as_deref()));
                self.sinks.extend(told);
            }
            return unlisted(name, arg, args);
        };
        // A method of something that was made from a path or URL: what it was made from is the first argument.
        let own;
        let args = match arg {
            Some(subject) if name.contains("()") => {
                let mut positional = vec![*subject];
                positional.extend(args.positional.iter().cloned());
                own = Args {
                    positional,
                    named: args.named.clone(),
                };
                &own
            }
            _ => args,
        };
        self.count_read(act, args);
        if acts {
            self.perform(act, args);
        }
        match act {
            Act::Fetch(_) => Value::Remote(args.at_or(0, &["url"]).and_then(url_of)),
            Act::Request => Value::Remote(args.at_or(1, &["url"]).and_then(url_of)),
            Act::Read | Act::ReadOrPost | Act::Open if args.get(0).is_some_and(is_url) => {
                Value::Remote(args.get(0).and_then(url_of))
            }
            _ => Value::Symbol {
                name: name + "()",
                arg: None,
            },
        }
    }

    pub(super) fn perform(&mut self, act: Act, args: &Args) {
        let first = args
            .at_or(
                0,
                &["args", "path", "file", "cmd", "src", "filename", "command"],
            )
            .cloned()
            .unwrap_or(Value::Unknown);
        match act {
            Act::Shell => self.shell(&first),
            Act::System => self.system(args),
            Act::Spawn => self.spawn(&first, args),
            Act::File => self.file(&first, args),
            Act::Exec(from) => self.exec(from, args),
            Act::Enter => self.sinks.extend(first.known().map(Sink::Enter)),
            Act::Read => self.read(&first),
            Act::ReadOrPost => match args.get(2) {
                Some(context) if posts(context) && is_url(&first) => self.post(url_of(&first)),
                _ => self.read(&first),
            },
            Act::SetOption => {
                if let (Some(Value::Remote(url)), Some(true)) =
                    (args.get(0), args.get(1).map(posts))
                {
                    self.post(url.clone());
                }
            }
            Act::Write => self.paths(&first, Sink::Write),
            Act::Delete { recursive } => self.delete(args, recursive),
            Act::DeleteByOption => {
                let recursive = args.named("recursive").is_some_and(Value::is_true);
                self.delete(&Args::one(first), recursive);
            }
            Act::DeleteByFlag => {
                let flag = args.get(1).and_then(Value::known).unwrap_or_default();
                self.delete(&Args::one(first), flag.contains('r'));
            }
            Act::WriteSecond => {
                let path = args.named("file").or_else(|| args.at_or(1, &["con"]));
                self.paths(path.unwrap_or(&Value::Unknown), Sink::Write);
            }
            Act::Open => self.open(&first, args),
            Act::OpenHandle => self.open_handle(args),
            Act::Move | Act::Copy => {
                self.paths(&first, Sink::Read);
                if matches!(act, Act::Move) && first.known().is_some() {
                    self.delete(&Args::one(first), false);
                }
                self.paths(
                    args.at_or(1, &["dst"]).unwrap_or(&Value::Unknown),
                    Sink::Write,
                );
            }
            Act::Fetch(method) => self.fetch(args.at_or(0, &["url"]), args.get(1), method, args),
            Act::Request => {
                let method = args
                    .get(0)
                    .and_then(Value::known)
                    .unwrap_or_default()
                    .to_ascii_uppercase();
                self.fetch(args.at_or(1, &["url"]), None, &method, args);
            }
            Act::RequestAt => {
                let method = args.get(1).and_then(Value::known).unwrap_or_default();
                let sends = args.get(3).is_some()
                    || args.named("body").is_some()
                    || matches!(method.as_str(), "POST" | "PUT" | "PATCH");
                self.sinks.push(Sink::Network {
                    url: first.known(),
                    method: Some(method),
                    sends,
                });
            }
            Act::Connect => self.connect(peer(&first, args)),
            Act::Eval => self.evaluate(&first),
        }
    }

    pub(super) fn shell(&mut self, text: &Value) {
        let sink = match text.source() {
            Value::Remote(url) => Sink::RemoteCode(url.clone()),
            Value::Text(text) => shell_text(text),
            Value::Any(items) => return items.iter().for_each(|item| self.shell(item)),
            _ => Sink::UnknownShell,
        };
        self.sinks.push(sink);
    }

    pub(super) fn system(&mut self, args: &Args) {
        let words: Vec<&Value> = args
            .positional
            .iter()
            .filter(|value| !matches!(value, Value::Object(_)))
            .collect();
        match words.as_slice() {
            [] => {}
            [Value::List(items)] => self.argv(items.iter()),
            [one] => self.shell(one),
            several => self.argv(several.iter().copied()),
        }
    }

    fn argv<'v>(&mut self, words: impl Iterator<Item = &'v Value>) {
        let words: Vec<Option<String>> = words.flat_map(Value::each).collect();
        if words.iter().any(Option::is_some) {
            self.sinks.push(Sink::Argv(words));
        }
    }

    fn spawn(&mut self, first: &Value, args: &Args) {
        let shell = args.named("shell").is_some_and(Value::is_true);
        match first {
            Value::List(items) if shell => self.shell(items.first().unwrap_or(&Value::Unknown)),
            Value::List(items) => self.argv(items.iter()),
            Value::Text(_) | Value::Remote(_) => self.shell(first),
            _ if shell => self.shell(first),
            _ => {}
        }
    }

    fn file(&mut self, first: &Value, args: &Args) {
        let rest = args
            .at_or(1, &["args"])
            .filter(|rest| matches!(rest, Value::List(_)))
            .or_else(|| args.named("args"));
        let words: Vec<&Value> = std::iter::once(first).chain(rest).collect();
        let shell = args
            .named("shell")
            .is_some_and(|shell| shell.is_true() || matches!(shell, Value::Text(_)));
        if !shell {
            return self.argv(words.into_iter());
        }
        let texts: Vec<String> = words
            .into_iter()
            .flat_map(Value::each)
            .map(|text| text.unwrap_or_else(|| HOLE.to_string()))
            .collect();
        self.shell(&Value::Text(texts.join(" ")));
    }

    /// `os.execvp(file, [name, …])`, `os.execlp(file, name, …)`: the name that the program is told is not its own.
    fn exec(&mut self, from: usize, args: &Args) {
        let Some(program) = args.get(from) else {
            return;
        };
        let rest: Vec<Option<String>> = args
            .positional
            .iter()
            .skip(from + 1)
            .filter(|v| !matches!(v, Value::Object(_)))
            .flat_map(Value::each)
            .skip(1)
            .collect();
        let words: Vec<Option<String>> = std::iter::once(program.known()).chain(rest).collect();
        if words.iter().any(Option::is_some) {
            self.sinks.push(Sink::Argv(words));
        }
    }

    fn paths(&mut self, value: &Value, sink: impl Fn(String) -> Sink) {
        self.sinks
            .extend(value.each().into_iter().flatten().map(sink));
    }

    fn delete(&mut self, args: &Args, recursive: bool) {
        let given = args.positional.iter().chain(
            args.named
                .iter()
                .filter(|(key, _)| key == "path" || key == "dir")
                .map(|(_, value)| value),
        );
        for path in given
            .filter(|value| !matches!(value, Value::Object(_)))
            .flat_map(Value::each)
        {
            if path.is_some() || recursive {
                self.sinks.push(Sink::Delete { path, recursive });
            }
        }
    }

    fn read(&mut self, first: &Value) {
        if let Some(url) = self
            .filled_query(first, &Args::default())
            .filter(|_| is_url(first))
        {
            return self.sinks.push(Sink::Network {
                url: Some(url),
                method: Some("GET".to_owned()),
                sends: true,
            });
        }
        match url_of(first).filter(|_| is_url(first)) {
            Some(url) => self.sinks.push(Sink::Network {
                url: Some(url),
                method: Some("GET".to_owned()),
                sends: false,
            }),
            None => self.paths(first, Sink::Read),
        }
    }

    fn post(&mut self, url: Option<String>) {
        self.sinks.push(Sink::Network {
            url,
            method: Some("POST".to_owned()),
            sends: true,
        });
    }

    fn open_handle(&mut self, args: &Args) {
        let Some(mode) = args.get(1).and_then(Value::known) else {
            return;
        };
        let Some(path) = args.get(2) else {
            return self.open_spec(mode.trim());
        };
        if mode.contains('|') {
            let words = Args {
                positional: args.positional.iter().skip(2).cloned().collect(),
                named: Vec::new(),
            };
            return self.system(&words);
        }
        if mode.contains(['>', '+']) {
            self.paths(path, Sink::Write);
        }
        if mode.contains('<') {
            self.paths(path, Sink::Read);
        }
    }

    /// `>path`, `<path`, `|command`, `command|`.
    fn open_spec(&mut self, spec: &str) {
        if let Some(command) = spec.strip_prefix('|').or_else(|| spec.strip_suffix('|')) {
            return self.shell(&Value::text(command.trim()));
        }
        let path = spec.trim_start_matches(['+', '<', '>', ' ']).to_owned();
        let writes = spec.starts_with(['+', '>']);
        if !path.is_empty() && path.len() < spec.len() || !writes {
            self.sinks.push(if writes {
                Sink::Write(path)
            } else {
                Sink::Read(path)
            });
        }
    }

    fn open(&mut self, path: &Value, args: &Args) {
        if self.language == Language::Ruby && path.inserted().starts_with('|') {
            return self.shell(&Value::Text(path.inserted().split_off(1)));
        }
        if is_url(path) {
            return self.read(path);
        }
        let mode = args
            .at_or(1, &["mode"])
            .map_or_else(|| Some("r".to_owned()), Value::known);
        let Some(mode) = mode else { return };
        if mode.contains(['w', 'a', 'x', '+', 'c']) {
            self.paths(path, Sink::Write);
        }
        if mode.contains(['r', '+']) || !mode.contains(['w', 'a', 'x', 'c']) {
            self.paths(path, Sink::Read);
        }
    }

    fn fetch(&mut self, url: Option<&Value>, data: Option<&Value>, method: &str, args: &Args) {
        let named = args
            .named("method")
            .and_then(Value::known)
            .map(|method| method.to_ascii_uppercase());
        let has_body = ["data", "json", "files", "body", "content"]
            .iter()
            .any(|key| args.named(key).is_some());
        // `urlopen(url, data)`: a body as the second argument makes it a POST, a request object carries its own.
        let positional_body =
            method.is_empty() && data.is_some_and(|data| !matches!(data, Value::Object(_)));
        let method = match named {
            Some(named) => named,
            None if !method.is_empty() => method.to_owned(),
            None if has_body || positional_body => "POST".to_owned(),
            None => "GET".to_owned(),
        };
        let sends =
            has_body || positional_body || matches!(method.as_str(), "POST" | "PUT" | "PATCH");
        let request_with_body =
            matches!(url, Some(Value::Symbol { name, .. }) if name.ends_with("Request()"));
        if !request_with_body {
            let filled = url.and_then(|url| self.filled_query(url, args));
            let sends = sends || filled.is_some();
            let host = args.named("hostname").or_else(|| args.named("host"));
            self.sinks.push(Sink::Network {
                url: filled
                    .or_else(|| url.and_then(url_of))
                    .or_else(|| host.and_then(Value::known)),
                method: Some(method),
                sends,
            });
        }
    }

    fn connect(&mut self, target: &Value) {
        let host = target.each().into_iter().next().flatten();
        self.sinks.push(Sink::Network {
            url: host,
            method: None,
            sends: true,
        });
    }

    fn evaluate(&mut self, code: &Value) {
        match code.source() {
            Value::Remote(url) => self.sinks.push(Sink::RemoteCode(url.clone())),
            // What a file holds is not known here, and that it is read was told where it was opened.
            Value::Symbol { name, .. }
                if name.contains("open()") || name.contains("read_text()") => {}
            other => match other.known() {
                Some(url) if is_url(other) => self.sinks.push(Sink::RemoteCode(Some(url))),
                Some(text) => self.text(&text),
                None => self.sinks.push(Sink::UnknownCode),
            },
        }
    }
}

/// The host of a connection, which a port may come before: without a host that is one's own machine.
fn peer<'a>(first: &'a Value, args: &'a Args) -> &'a Value {
    let is_port = |text: String| text.parse::<u16>().is_ok();
    let named = ["PeerAddr", "PeerHost", "host"]
        .iter()
        .find_map(|name| args.named(name));
    match named {
        Some(host) => host,
        None if first.known().is_some_and(is_port) => args.get(1).unwrap_or(first),
        None => first,
    }
}

/// Whether settings of a client give it a body, or a method that has one.
fn posts(value: &Value) -> bool {
    match value {
        Value::Symbol { name, arg } => {
            [
                "CURLOPT_POST",
                "CURLOPT_POSTFIELDS",
                "CURLOPT_UPLOAD",
                "CURLOPT_INFILE",
            ]
            .contains(&name.as_str())
                || arg.as_deref().is_some_and(posts)
        }
        Value::Text(text) => matches!(text.as_str(), "POST" | "PUT"),
        Value::List(items) => items.iter().any(posts),
        Value::Object(items) => items.iter().any(|(key, value)| {
            matches!(
                key.as_str(),
                "content" | "CURLOPT_POST" | "CURLOPT_POSTFIELDS" | "CURLOPT_UPLOAD"
            ) || posts(value)
        }),
        _ => false,
    }
}

pub(super) fn is_url(value: &Value) -> bool {
    matches!(value, Value::Text(text) if ["http://", "https://", "ftp://"].iter().any(|scheme| text.starts_with(scheme)))
}

/// Text for a shell. Where only parts are unknown a mark stands for them.
pub(super) fn shell_text(text: &str) -> Sink {
    let program_known = text
        .split_whitespace()
        .next()
        .is_some_and(|word| !word.contains(HOLE));
    match text.contains(HOLE) {
        false => Sink::Shell(text.to_owned()),
        true if program_known => Sink::Shell(text.replace(HOLE, VARIABLE.encode_utf8(&mut [0; 4]))),
        true => Sink::UnknownShell,
    }
}

fn url_of(value: &Value) -> Option<String> {
    match value {
        Value::Symbol { arg: Some(arg), .. } => arg.known(),
        other => other.known(),
    }
}

/// What a call gives of which nothing is known: a path made from another is still made of what that was made of.
fn unlisted(name: String, arg: Option<Box<Value>>, args: &Args) -> Value {
    let kept = [
        ".resolve",
        ".expanduser",
        ".absolute",
        ".with_suffix",
        ".rglob",
        ".glob",
        ".iterdir",
    ];
    let same = kept.iter().find_map(|kept| name.strip_suffix(kept));
    if let (Some(same), true) = (same, name.contains("()")) {
        return Value::Symbol {
            name: same.to_owned(),
            arg,
        };
    }
    let arg = args
        .get(0)
        .filter(|arg| arg.depth() < 4)
        .cloned()
        .map(Box::new)
        .or(arg);
    Value::Symbol {
        name: name + "()",
        arg,
    }
}
