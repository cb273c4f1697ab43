//! Objects of .NET, COM and WMI in PowerShell: what making one does, and what its methods do.

use base64::Engine as _;
use compact_str::format_compact;

use super::effects::{Effects, known, word};
use super::expression::{bounded, class, evaluate, texts, utf16};
use super::output::{Listing, Output};
use super::{machine, path, programs};
use crate::few::Few;
use crate::script::{Span, Value, Values, Word};
use crate::unknown::{ORDINARY, mark_text};

/// A call of a method: what it does, and what it gives.
pub(super) fn call(
    effects: &mut Effects<'_>,
    receiver: Output,
    method: &str,
    arguments: &Output,
    span: Span,
) -> Output {
    match receiver {
        Output::Object { class, from } => {
            if let Some(output) = compute(effects, &class, method, arguments) {
                return output;
            }
            let words = match arguments {
                Output::Unknown => Vec::new(),
                arguments => words_of(&arguments.values(), span),
            };
            if method == "new" {
                return construct(effects, &class, &words, span);
            }
            Object {
                effects,
                class: &class,
                from: &from,
                span,
            }
            .call(method, &words)
        }
        Output::Remote(url) => Output::Remote(url),
        Output::Files(listing) if method == "delete" => {
            let recursive = listing.recursive || arguments.text().as_deref() == Some("$true");
            let target = Word {
                values: listing.found(),
                quoted: true,
                span,
            };
            effects.delete_file(&target, recursive, None);
            Output::Unknown
        }
        Output::Files(listing) => Output::Files(listing),
        Output::Words(values) => of_text(values, method, arguments),
        _ => Output::Unknown,
    }
}

fn words_of(values: &Values, span: Span) -> Vec<Word> {
    let one = |value: &Value| Word {
        values: Few::one(value.clone()),
        quoted: true,
        span,
    };
    values.iter().map(one).collect()
}

/// Methods of texts.
fn of_text(values: Values, method: &str, arguments: &Output) -> Output {
    let text = Output::Words(values.clone()).text();
    match (method, text) {
        ("replace", Some(text)) => match texts(arguments).as_deref() {
            Some([from, to]) if !from.is_empty() && to.len() <= 64 => {
                bounded(text.replace(from.as_str(), to))
            }
            _ => Output::Unknown,
        },
        ("tostring" | "trim" | "trimend" | "invoke", _) => Output::Words(values),
        ("tolower" | "tolowerinvariant", Some(text)) => bounded(text.to_lowercase()),
        _ => Output::Unknown,
    }
}

/// Calls that only compute.
fn compute(effects: &Effects<'_>, class: &str, method: &str, arguments: &Output) -> Option<Output> {
    let (cwd, home) = (effects.cwd.as_deref(), effects.home());
    let variable = |name: &str| {
        let value = path::environment(name, cwd, home);
        Some(value.map_or(Output::Unknown, Output::of_text))
    };
    match (class, method) {
        ("convert", "frombase64string") => {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(arguments.text()?.trim())
                .ok()?;
            Some(Output::Words(
                bytes
                    .into_iter()
                    .map(|byte| Value::Text(format_compact!("{byte}")))
                    .collect(),
            ))
        }
        (class, "getstring") if class.starts_with("text.encoding") => {
            let bytes: Vec<u8> = texts(arguments)?
                .iter()
                .map(|byte| byte.parse().ok())
                .collect::<Option<_>>()?;
            let wide = class.ends_with("unicode");
            Some(bounded(if wide {
                utf16(&bytes)
            } else {
                String::from_utf8_lossy(&bytes).into_owned()
            }))
        }
        ("io.path", "combine" | "join") => {
            let part = |value: &Value| Output::Words(Few::one(value.clone())).piece();
            let parts: Vec<_> = arguments.values().iter().map(part).collect();
            Some(bounded(parts.join("\\")))
        }
        ("io.path", "getfullpath") => Some(arguments.clone()),
        ("io.path", "getdirectoryname") => {
            Some(Output::of_text(super::files::parent(&arguments.piece())?))
        }
        ("io.path", "gettemppath") => variable("temp"),
        ("io.path", "gettempfilename" | "getrandomfilename") | ("guid", "newguid") => {
            Some(Output::Words(Few::one(Value::Text(mark_text(ORDINARY)))))
        }
        ("string", "join") => {
            let parts = texts(arguments)?;
            let (between, parts) = parts.split_first()?;
            Some(bounded(parts.join(between)))
        }
        ("string", "concat") => Some(bounded(texts(arguments)?.concat())),
        ("scriptblock", "create") => Some(match arguments {
            Output::Remote(url) => Output::Remote(url.clone()),
            arguments => Output::Object {
                class: "scriptblock".to_owned(),
                from: arguments.values(),
            },
        }),
        ("environment", "getfolderpath") => {
            let folder = arguments.text()?.to_ascii_lowercase();
            let home = home.unwrap_or("~");
            match folder.as_str() {
                "userprofile" => Some(Output::of_text(home)),
                "personal" | "mydocuments" => Some(Output::of_text(format!("{home}\\Documents"))),
                "desktop" | "desktopdirectory" => Some(Output::of_text(format!("{home}\\Desktop"))),
                "applicationdata" => variable("appdata"),
                "localapplicationdata" => variable("localappdata"),
                "commonapplicationdata" => variable("programdata"),
                "programfiles" => variable("programfiles"),
                "windows" => variable("windir"),
                "system" => Some(Output::of_text("C:\\Windows\\System32")),
                _ => None,
            }
        }
        ("environment", "getenvironmentvariable") => {
            let name = arguments.values().first().cloned()?;
            variable(&Output::Words(Few::one(name)).text()?.to_ascii_lowercase())
        }
        _ => None,
    }
}

/// What making an object does: a reader opens its file.
pub(super) fn construct(
    effects: &mut Effects<'_>,
    class: &str,
    arguments: &[Word],
    span: Span,
) -> Output {
    let values: Values = arguments
        .iter()
        .flat_map(|word| word.values.clone())
        .collect();
    if let Some(first) = arguments.first() {
        match class {
            "io.directoryinfo" | "io.fileinfo" => {
                return Output::Files(Listing::of(first.values.clone()));
            }
            "io.streamreader" => effects.read_file(first, None),
            "io.streamwriter" => effects.write_file(first, None),
            "io.filestream" => {
                let mode = arguments.get(1).and_then(known).unwrap_or_default();
                match mode.to_ascii_lowercase().as_str() {
                    "create" | "createnew" | "append" | "truncate" | "openorcreate" => {
                        effects.write_file(first, None);
                    }
                    _ => effects.read_file(first, None),
                }
            }
            "net.sockets.tcpclient" => effects.network(Some(first), None, true, None, span),
            _ => {}
        }
    }
    Output::Object {
        class: class.to_owned(),
        from: values,
    }
}

/// `New-Object -ComObject`, and `Get-CimInstance`: classes that are told apart by these words before them.
pub(super) fn com_class(name: &str) -> String {
    format!("com {}", class(name))
}

pub(super) fn wmi_class(name: &str) -> String {
    format!(
        "wmi {}",
        class(name.rsplit([':', '\\']).next().unwrap_or(name))
    )
}

struct Object<'o, 'c> {
    effects: &'o mut Effects<'c>,
    class: &'o str,
    from: &'o Values,
    span: Span,
}

impl Object<'_, '_> {
    fn call(&mut self, method: &str, words: &[Word]) -> Output {
        let unknown = word("", self.span);
        let first = words.first().unwrap_or(&unknown);
        let second = words.get(1).unwrap_or(&unknown);
        match self.class {
            "io.file" | "io.fileinfo" => return self.file(method, first, second),
            "io.directory" | "io.directoryinfo" => return self.folder(method, first, second),
            "io.compression.zipfile" => {
                self.effects.read_file(first, None);
                self.effects.write_file(second, None);
            }
            "diagnostics.process" if method == "start" => self.run(words),
            "net.webclient" | "net.http.httpclient" => return self.web(method, first, second),
            "net.sockets.tcpclient" if method == "connect" => {
                self.effects
                    .network(Some(first), None, true, None, self.span);
            }
            "net.webrequest" | "net.httpwebrequest" => return self.web_request(method, first),
            "scriptblock" if method.starts_with("invoke") => {
                let text = Output::Words(self.from.clone());
                evaluate(self.effects, &text, "ScriptBlock", None, self.span);
            }
            "executioncontext.invokecommand" if method == "invokescript" => {
                let text = Output::Words(first.values.clone());
                evaluate(self.effects, &text, "InvokeScript", None, self.span);
            }
            "windows.security.credentials.passwordvault" => {
                self.effects
                    .read_file(&word(machine::VAULT, self.span), None);
            }
            class if class.starts_with("microsoft.win32.registry") => {
                self.registry(class, method, first);
            }
            "environment" if method == "setenvironmentvariable" => {
                let mut targets = words.iter().skip(2).filter_map(known);
                if targets.any(|target| target.eq_ignore_ascii_case("machine")) {
                    self.write(machine::ENVIRONMENT);
                }
            }
            class => self.system_object(class, method, words),
        }
        Output::Unknown
    }

    fn write(&mut self, path: &str) {
        self.effects.write_file(&word(path, self.span), None);
    }

    fn run(&mut self, words: &[Word]) {
        let text: Vec<String> = words.iter().filter_map(known).collect();
        programs::run_line(self.effects, &text.join(" "), self.span);
    }

    fn file(&mut self, method: &str, first: &Word, second: &Word) -> Output {
        let effects = &mut *self.effects;
        match method {
            "delete" => effects.delete_file(first, false, None),
            "copy" | "replace" => {
                effects.read_file(first, None);
                effects.write_file(second, None);
            }
            "move" => {
                effects.delete_file(first, true, None);
                effects.write_file(second, None);
            }
            _ if [
                "write",
                "append",
                "create",
                "openwrite",
                "setattributes",
                "setaccesscontrol",
            ]
            .iter()
            .any(|start| method.starts_with(start)) =>
            {
                effects.write_file(first, None);
            }
            _ if method.starts_with("read") || method.starts_with("open") => {
                effects.read_file(first, None);
                return Output::Data;
            }
            _ => {}
        }
        Output::Unknown
    }

    fn folder(&mut self, method: &str, first: &Word, second: &Word) -> Output {
        let effects = &mut *self.effects;
        match method {
            "delete" => effects.delete_file(first, known(second).as_deref() == Some("$true"), None),
            "move" => {
                effects.delete_file(first, true, None);
                effects.write_file(second, None);
            }
            "createdirectory" => effects.write_file(first, None),
            _ if method.starts_with("get") || method.starts_with("enumerate") => {
                return Output::Files(Listing {
                    filters: known(second)
                        .filter(|text| !text.is_empty())
                        .into_iter()
                        .collect(),
                    filtered: true,
                    ..Listing::of(first.values.clone())
                });
            }
            _ => {}
        }
        Output::Unknown
    }

    fn web(&mut self, method: &str, url: &Word, target: &Word) -> Output {
        let starts = |starts: &[&str]| starts.iter().any(|start| method.starts_with(start));
        let sends = starts(&["upload", "post", "put", "send"]);
        let gets = starts(&["download", "get", "openread"]);
        if sends || gets {
            let verb = Some(if sends { "POST" } else { "GET" });
            self.effects
                .network(Some(url), verb, sends, None, self.span);
        }
        if method.starts_with("downloadfile") {
            self.effects.write_file(target, None);
            self.effects.fetched(target, known(url));
        }
        if method.starts_with("uploadfile") {
            self.effects.read_file(target, None);
        }
        if gets {
            Output::Remote(known(url))
        } else {
            Output::Unknown
        }
    }

    fn web_request(&mut self, method: &str, first: &Word) -> Output {
        let url = Word {
            values: self.from.clone(),
            quoted: true,
            span: self.span,
        };
        match method {
            "create" => {
                return Output::Object {
                    class: self.class.to_owned(),
                    from: first.values.clone(),
                };
            }
            "getrequeststream" => {
                self.effects
                    .network(Some(&url), Some("POST"), true, None, self.span)
            }
            "getresponse" => {
                self.effects
                    .network(Some(&url), Some("GET"), false, None, self.span);
                return Output::Remote(known(&url));
            }
            _ => {}
        }
        Output::Unknown
    }

    /// `[Registry]::SetValue(key, …)`, `[Registry]::LocalMachine.CreateSubKey(key)`.
    fn registry(&mut self, class: &str, method: &str, key: &Word) {
        let changes = ["set", "create", "delete"];
        if !changes.iter().any(|start| method.starts_with(start)) {
            return;
        }
        let Some(key) = known(key) else { return };
        let key = if class.ends_with(".localmachine") {
            format!("HKLM:\\{key}")
        } else if class.ends_with(".currentuser") {
            format!("HKCU:\\{key}")
        } else {
            format!("Registry::{key}")
        };
        self.write(&key);
    }

    /// Objects that scripts of Windows have had from its beginnings.
    fn system_object(&mut self, class: &str, method: &str, words: &[Word]) {
        let unknown = word("", self.span);
        let first = words.first().unwrap_or(&unknown);
        let second = words.get(1).unwrap_or(&unknown);
        match (class, method) {
            ("com scripting.filesystemobject", "deletefolder" | "deletefile") => {
                self.effects
                    .delete_file(first, method == "deletefolder", None);
            }
            (
                "com scripting.filesystemobject",
                "copyfile" | "copyfolder" | "movefile" | "movefolder",
            ) => {
                self.effects.read_file(first, None);
                self.effects.write_file(second, None);
            }
            ("com scripting.filesystemobject", "opentextfile") => {
                self.effects.read_file(first, None)
            }
            ("com scripting.filesystemobject", "createtextfile") => {
                self.effects.write_file(first, None);
            }
            ("com wscript.shell", "run" | "exec") => self.run(words.get(..1).unwrap_or_default()),
            ("com wscript.shell", "regwrite" | "regdelete") => {
                if let Some(key) = known(first) {
                    self.write(&format!("Registry::{key}"));
                }
            }
            ("com shell.application", "shellexecute") => {
                self.run(words.get(..2).unwrap_or_default())
            }
            ("wmi win32_shadowcopy", "delete") => self.write(machine::COPIES),
            ("wmi win32_process", "create") => self.run(words.get(..1).unwrap_or_default()),
            _ => {}
        }
    }
}
