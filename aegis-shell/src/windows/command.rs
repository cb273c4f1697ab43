//! What a command of PowerShell does: cmdlets by their table, programs by the reader of the other shells.

use super::cmdlets::{self, Cmdlet};
use super::effects::{Bound, Effects, known, program_name, word};
use super::expression::{evaluate, utf16};
use super::powershell::{self, Argument, Output, split_words};
use crate::script::{EffectKind, OptionUse, Span, Value, Word};
use base64::Engine as _;

/// Runs a command with what the pipe before it gives.
pub(super) fn run(
    effects: &mut Effects<'_>,
    program: &Output,
    arguments: &[Argument],
    input: Option<Output>,
    span: Span,
) -> Output {
    if let Output::Remote(url) = program {
        effects.effect(EffectKind::RemoteCode { url: url.clone() }, None, span);
        return Output::Unknown;
    }
    let Some(name) = program.text() else {
        let words: Vec<Word> = arguments.iter().map(Argument::word).collect();
        effects.invocation(None, Vec::new(), words.clone(), &words, span);
        return Output::Unknown;
    };
    let name = effects
        .aliases
        .get(&name.to_lowercase())
        .cloned()
        .unwrap_or(name);
    let bare = name.rsplit(['\\', '/']).next().unwrap_or(&name);
    let cmdlet = cmdlets::find(if bare.contains('-') { bare } else { &name })
        .filter(|_| !is_native(&name, arguments));
    if let Some(cmdlet) = cmdlet {
        return Call::bind(effects, cmdlet, arguments, span).run(effects, input);
    }
    let words: Vec<Word> = std::iter::once(word(name.clone(), span))
        .chain(arguments.iter().map(Argument::word))
        .collect();
    program_with_input(effects, &words, input, span);
    Output::Unknown
}

/// `curl` and `wget` are aliases in some versions and programs in others: their options tell.
fn is_native(name: &str, arguments: &[Argument]) -> bool {
    let options = arguments
        .iter()
        .filter_map(|argument| argument.bare.as_deref())
        .filter(|bare| bare.starts_with('-'));
    matches!(name, "curl" | "wget")
        && options.clone().any(|option| {
            option.starts_with("--")
                || option.len() < 4
                || option.chars().nth(1).is_some_and(|c| c.is_lowercase())
        })
}

fn program_with_input(
    effects: &mut Effects<'_>,
    words: &[Word],
    input: Option<Output>,
    span: Span,
) {
    let name = words
        .first()
        .and_then(known)
        .map(|name| program_name(&name).to_ascii_lowercase())
        .unwrap_or_default();
    let reads_code = matches!(
        name.as_str(),
        "powershell"
            | "pwsh"
            | "cmd"
            | "bash"
            | "sh"
            | "zsh"
            | "python"
            | "python3"
            | "node"
            | "perl"
            | "ruby"
            | "wsl"
    );
    run_words(effects, words, span);
    match input {
        Some(Output::Remote(url)) if reads_code => {
            effects.effect(EffectKind::RemoteCode { url }, None, span)
        }
        Some(Output::Words(values)) if matches!(name.as_str(), "powershell" | "pwsh") => {
            evaluate(effects, &Output::Words(values), "powershell", None, span);
        }
        Some(Output::Words(values)) if name == "cmd" => {
            if let [Value::Text(text)] = values.as_slice() {
                effects.within("cmd", span, |effects| super::cmd::read(effects, text, 0));
            }
        }
        _ => {}
    }
}

/// Runs a program with its words, the first of which names it.
pub(super) fn run_words(effects: &mut Effects<'_>, words: &[Word], span: Span) {
    let Some((program, rest)) = words.split_first() else {
        return;
    };
    let Some(name) = known(program) else {
        effects.invocation(None, Vec::new(), rest.to_vec(), rest, span);
        return;
    };
    match program_name(&name).to_ascii_lowercase().as_str() {
        "powershell" | "pwsh" => run_powershell(effects, &program_name(&name), rest, span),
        "cmd" => run_cmd(effects, rest, span),
        "start-process" | "remove-item" => {
            let arguments: Vec<Argument> = rest.iter().map(argument).collect();
            run(
                effects,
                &Output::Words(vec![Value::Text(name)]),
                &arguments,
                None,
                span,
            );
        }
        "rundll32" | "mshta" | "regsvr32" => {
            let invocation = effects.invocation(
                Some(&program_name(&name).to_ascii_lowercase()),
                Vec::new(),
                rest.to_vec(),
                rest,
                span,
            );
            let url = rest.iter().filter_map(known).find_map(|text| {
                text.find("http")
                    .and_then(|at| text.get(at..).map(str::to_owned))
            });
            if url.is_some() {
                effects.effect(EffectKind::RemoteCode { url }, invocation, span);
            }
        }
        "certutil"
            if rest
                .iter()
                .filter_map(known)
                .any(|word| word.to_ascii_lowercase().ends_with("urlcache")) =>
        {
            let invocation =
                effects.invocation(Some("certutil"), Vec::new(), rest.to_vec(), rest, span);
            let operands: Vec<&Word> = rest
                .iter()
                .filter(|word| known(word).is_some_and(|text| !text.starts_with(['-', '/'])))
                .collect();
            effects.network(
                operands.first().copied(),
                Some("GET"),
                false,
                invocation,
                span,
            );
            if let Some(file) = operands.get(1) {
                effects.write_file(file, invocation);
            }
        }
        _ => effects.foreign(words, span),
    }
}

fn argument(word: &Word) -> Argument {
    Argument {
        output: Output::Words(word.values.clone()),
        bare: known(word).filter(|_| !word.quoted),
        quoted: word.quoted,
        block: false,
        span: word.span,
    }
}

/// `powershell -NoProfile -Command …`, `-EncodedCommand …`, `-File …`.
fn run_powershell(effects: &mut Effects<'_>, name: &str, words: &[Word], span: Span) {
    let program = name.to_ascii_lowercase();
    let mut options = Vec::new();
    let mut at = 0;
    let mut payload: Option<(&str, &[Word])> = None;
    while let Some(one) = words.get(at) {
        let text = known(one).unwrap_or_default();
        let Some(option) = text
            .strip_prefix(['-', '/'])
            .map(|option| option.trim_start_matches('-').to_ascii_lowercase())
            .filter(|o| !o.is_empty())
        else {
            let by_default = if program == "pwsh" && text.to_ascii_lowercase().ends_with(".ps1") {
                "-File"
            } else {
                "-Command"
            };
            payload = Some((by_default, words.get(at..).unwrap_or_default()));
            break;
        };
        at += 1;
        let (canonical, takes) = host_option(&option);
        let rest = words.get(at..).unwrap_or_default();
        let value = rest.first().filter(|_| takes).cloned();
        options.push(OptionUse {
            names: names(&text, canonical),
            value,
            span: one.span,
        });
        if matches!(canonical, "-Command" | "-EncodedCommand" | "-File") {
            payload = Some((canonical, rest));
            break;
        }
        at += usize::from(takes);
    }
    let operands = payload.map(|(_, words)| words.to_vec()).unwrap_or_default();
    let invocation = effects.invocation(Some(&program), options, operands, words, span);
    if let Some((kind, words)) = payload {
        run_host_payload(effects, &program, kind, words, invocation, span);
    }
}

/// Canonical name of an option of the PowerShell program, and whether it takes a value.
fn host_option(option: &str) -> (&'static str, bool) {
    const OPTIONS: &[(&str, &str, bool)] = &[
        ("-Command", "c", true),
        ("-CommandWithArgs", "cwa", true),
        ("-EncodedCommand", "ec", true),
        ("-EncodedArguments", "ea", true),
        ("-ExecutionPolicy", "ep", true),
        ("-File", "f", true),
        ("-InputFormat", "inp", true),
        ("-OutputFormat", "o", true),
        ("-WindowStyle", "w", true),
        ("-WorkingDirectory", "wd", true),
        ("-ConfigurationName", "config", true),
        ("-Version", "v", true),
        ("-PSConsoleFile", "psc", true),
        ("-NoProfile", "nop", false),
        ("-NonInteractive", "noni", false),
        ("-NoLogo", "nol", false),
        ("-NoExit", "noe", false),
    ];
    let exact = OPTIONS.iter().find(|(_, short, _)| *short == option);
    let begins = |name: &str| {
        name.get(1..)
            .and_then(|name| name.get(..option.len()))
            .is_some_and(|head| head.eq_ignore_ascii_case(option))
    };
    // `-e` and `-en` mean EncodedCommand, `-ex` ExecutionPolicy: the first that fits.
    let fit = exact.or_else(|| OPTIONS.iter().find(|(name, _, _)| begins(name)));
    fit.map_or(("", false), |(name, _, takes)| (*name, *takes))
}

fn run_host_payload(
    effects: &mut Effects<'_>,
    program: &str,
    kind: &str,
    words: &[Word],
    invocation: Option<usize>,
    span: Span,
) {
    let layer = format!("{program} {kind}");
    if kind == "-File" {
        let Some(path) = words.first() else { return };
        for path in effects.paths(path) {
            effects.run_file(path.absolute, &layer, span);
        }
        return;
    }
    let texts: Option<Vec<String>> = words.iter().map(known).collect();
    let text = texts.map(|texts| texts.join(" "));
    let text = if kind == "-EncodedCommand" {
        text.and_then(|text| decoded(&text))
    } else {
        text
    };
    match text {
        Some(text) if text.trim() == "-" => {}
        Some(text) => effects.within(&layer, span, |effects| {
            powershell::read(effects, &text, 0);
        }),
        // A script block stands in place of the text and was read where it stands.
        None if words
            .iter()
            .all(|word| word.values == [Value::Unknown] && !word.quoted) => {}
        None => effects.opaque("the text is not known", invocation, span),
    }
}

fn decoded(text: &str) -> Option<String> {
    let clean = text
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .trim_end_matches('=');
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(clean)
        .ok()?;
    Some(utf16(&bytes))
}

/// `cmd /c …`: everything after the switch is the text.
pub(super) fn run_cmd(effects: &mut Effects<'_>, words: &[Word], span: Span) {
    let switch = |word: &Word| {
        known(word).is_some_and(|text| {
            matches!(text.to_ascii_lowercase().get(..2), Some("/c" | "/k" | "/r"))
        })
    };
    let at = words.iter().position(switch);
    let invocation = effects.invocation(Some("cmd"), Vec::new(), words.to_vec(), words, span);
    let Some(at) = at else { return };
    let attached = words
        .get(at)
        .and_then(known)
        .and_then(|text| text.get(2..).map(str::to_owned))
        .unwrap_or_default();
    let rest = words.get(at + 1..).unwrap_or_default();
    let Some(texts) = rest
        .iter()
        .map(|word| known(word).map(|text| requoted(word, text, rest.len() > 1)))
        .collect::<Option<Vec<_>>>()
    else {
        return effects.opaque("the text is not known", invocation, span);
    };
    let text = std::iter::once(attached)
        .chain(texts)
        .collect::<Vec<_>>()
        .join(" ");
    effects.within("cmd /c", span, |effects| {
        super::cmd::read(effects, text.trim(), 0)
    });
}

/// A word with blanks among several was one word, and stays one.
fn requoted(word: &Word, text: String, several: bool) -> String {
    if several && word.quoted && text.contains(' ') && !text.contains(['"', '&', '|']) {
        format!("\"{text}\"")
    } else {
        text
    }
}

fn names(written: &str, canonical: &str) -> Vec<String> {
    let mut names = vec![written.to_owned()];
    if !canonical.is_empty() && canonical != written {
        names.push(canonical.to_owned());
    }
    names
}

/// A cmdlet with its arguments told apart.
struct Call {
    cmdlet: &'static Cmdlet,
    values: Vec<(&'static str, Argument)>,
    switches: Vec<&'static str>,
    invocation: Option<usize>,
    span: Span,
}

impl Call {
    fn bind(
        effects: &mut Effects<'_>,
        cmdlet: &'static Cmdlet,
        arguments: &[Argument],
        span: Span,
    ) -> Self {
        let mut call = Self {
            cmdlet,
            values: Vec::new(),
            switches: Vec::new(),
            invocation: None,
            span,
        };
        let mut options = Vec::new();
        let mut operands: Vec<Argument> = Vec::new();
        let mut at = 0;
        while let Some(argument) = arguments.get(at) {
            at += 1;
            let option = argument
                .bare
                .as_deref()
                .and_then(|bare| bare.strip_prefix(['-', '\u{2013}']))
                .filter(|o| o.starts_with(|c: char| c.is_alphabetic()));
            let Some(written) = option else {
                operands.push(argument.clone());
                continue;
            };
            let (name, attached) = written
                .split_once(':')
                .map_or((written, None), |(name, _)| {
                    (name, Some(attached_value(argument)))
                });
            let (parameters, takes) = cmdlet.parameter(name);
            let value = if takes {
                attached.or_else(|| {
                    let next = arguments.get(at).cloned();
                    at += usize::from(next.is_some());
                    next
                })
            } else {
                attached
            };
            let off = value.as_ref().is_some_and(|value| {
                value
                    .output
                    .text()
                    .is_some_and(|text| text.eq_ignore_ascii_case("$false"))
            });
            let mut spelled = vec![format!("-{name}")];
            for parameter in parameters {
                let canonical = format!("-{parameter}");
                if !spelled.contains(&canonical) {
                    spelled.push(canonical);
                }
                match &value {
                    Some(value) if takes => call.values.push((parameter, value.clone())),
                    _ if off => {}
                    _ => call.switches.push(parameter),
                }
            }
            if !off {
                let value = value.filter(|_| takes).map(|value| value.word());
                options.push(OptionUse {
                    names: spelled,
                    value,
                    span: effects.place(argument.span),
                });
            }
        }
        let words: Vec<Word> = operands.iter().map(Argument::word).collect();
        let mut places = cmdlet
            .positional
            .split(' ')
            .filter(|place| !call.values.iter().any(|(name, _)| name == place))
            .collect::<Vec<_>>()
            .into_iter();
        for operand in operands {
            let place = places
                .next()
                .filter(|place| !place.is_empty())
                .unwrap_or(cmdlet.positional.split(' ').next_back().unwrap_or_default());
            call.values.push((place, operand));
        }
        let written: Vec<Word> = arguments.iter().map(written_word).collect();
        call.invocation = effects.invocation(Some(cmdlet.name), options, words, &written, span);
        call
    }

    fn value(&self, name: &str) -> Option<&Argument> {
        self.values
            .iter()
            .find(|(parameter, _)| *parameter == name)
            .map(|(_, value)| value)
    }

    fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// The words of all values of these parameters; patterns where the parameter takes them.
    fn words(&self, names: &str) -> Vec<Word> {
        let of = |(parameter, argument): &(&'static str, Argument)| {
            names.split(' ').any(|name| name == *parameter).then(|| {
                let mut word = argument.word();
                if *parameter != "LiteralPath" {
                    word.values = word.values.into_iter().map(patterned).collect();
                }
                word
            })
        };
        self.values.iter().filter_map(of).collect()
    }

    fn run(&self, effects: &mut Effects<'_>, input: Option<Output>) -> Output {
        // What is only shown is not done.
        if self.has("WhatIf") {
            return Output::Unknown;
        }
        if !self.cmdlet.reads.is_empty() {
            for file in self.words(self.cmdlet.reads) {
                effects.read_file(&file, self.invocation);
            }
        }
        if !self.cmdlet.writes.is_empty() {
            for file in self.words(self.cmdlet.writes) {
                effects.write_file(&file, self.invocation);
            }
        }
        match self.cmdlet.name {
            "Remove-Item" => self.remove(effects, input),
            "Move-Item" | "Rename-Item" => self.relocate(effects, input),
            "New-Item" | "Set-Item" => self.create(effects),
            "Get-ChildItem" | "Get-Item" | "Resolve-Path" => return self.list(),
            "Where-Object" | "Sort-Object" => return filtered(input),
            "Invoke-WebRequest" | "Invoke-RestMethod" | "Start-BitsTransfer"
            | "Send-MailMessage" => return self.request(effects),
            "Invoke-Expression" => {
                let output = self
                    .value("Command")
                    .map(|argument| argument.output.clone())
                    .or(input)
                    .unwrap_or_default();
                evaluate(
                    effects,
                    &output,
                    "Invoke-Expression",
                    self.invocation,
                    self.span,
                );
            }
            "Start-Process" => self.start(effects),
            "Set-Location" | "Push-Location" | "Pop-Location" => self.change_folder(effects),
            "Set-Alias" | "New-Alias" | "Set-Variable" => self.define(effects),
            "New-Object" => return self.object(effects),
            "Write-Output" => {
                return self
                    .value("InputObject")
                    .map(|argument| argument.output.clone())
                    .or(input)
                    .unwrap_or_default();
            }
            "Join-Path" => return self.join(),
            "Format-Volume" | "Clear-Disk" | "Initialize-Disk" | "Remove-Partition" => {
                self.wipe(effects)
            }
            "Get-Content" => return Output::Data,
            _ => {}
        }
        Output::Unknown
    }

    fn remove(&self, effects: &mut Effects<'_>, input: Option<Output>) {
        let recursive = self.has("Recurse");
        let mut targets = self.words("Path LiteralPath");
        let mut deep = recursive;
        if targets.is_empty() {
            let values = match input {
                Some(Output::Files {
                    paths,
                    recursive,
                    filter,
                    filtered,
                }) => {
                    deep |= recursive;
                    paths
                        .into_iter()
                        .map(|path| narrowed(path, filter.as_deref(), filtered))
                        .collect()
                }
                Some(Output::Words(values)) => values.into_iter().map(patterned).collect(),
                _ => Vec::new(),
            };
            if !values.is_empty() {
                targets.push(Word {
                    values,
                    quoted: false,
                    span: self.span,
                });
            }
        }
        for target in targets {
            for value in &target.values {
                // `Env:X`, `Variable:x` and relatives are no files.
                let is_file =
                    !matches!(value, Value::Text(text) | Value::Glob(text) if is_store(text));
                if is_file {
                    let one = Word {
                        values: vec![value.clone()],
                        quoted: target.quoted,
                        span: target.span,
                    };
                    effects.delete_file(&one, deep, self.invocation);
                }
            }
        }
    }

    fn relocate(&self, effects: &mut Effects<'_>, input: Option<Output>) {
        let mut sources = self.words("Path LiteralPath");
        if let (true, Some(Output::Files { paths, .. })) = (sources.is_empty(), input) {
            sources.push(Word {
                values: paths,
                quoted: false,
                span: self.span,
            });
        }
        for source in sources {
            effects.read_file(&source, self.invocation);
            effects.write_file(&source, self.invocation);
        }
    }

    fn create(&self, effects: &mut Effects<'_>) {
        let name = self.value("Name").and_then(|name| name.output.text());
        for mut path in self.words("Path LiteralPath") {
            if path
                .values
                .iter()
                .any(|value| matches!(value, Value::Text(text) if is_store(text)))
            {
                continue;
            }
            if let (Some(name), Some(folder)) = (&name, known(&path)) {
                path.values = vec![Value::Text(format!("{folder}\\{name}"))];
            }
            effects.write_file(&path, self.invocation);
        }
    }

    fn list(&self) -> Output {
        let paths: Vec<Value> = self
            .words("Path LiteralPath")
            .into_iter()
            .flat_map(|word| word.values)
            .collect();
        let filter = self
            .value("Filter")
            .or_else(|| self.value("Include"))
            .and_then(|filter| filter.output.text());
        let everything = paths.is_empty();
        let paths = if everything {
            vec![Value::Text(".".to_owned())]
        } else {
            paths
        };
        Output::Files {
            paths,
            recursive: self.has("Recurse"),
            filter,
            filtered: everything,
        }
    }

    fn request(&self, effects: &mut Effects<'_>) -> Output {
        let url = self
            .value("Uri")
            .or_else(|| self.value("Source"))
            .map(Argument::word);
        let method = self
            .value("Method")
            .and_then(|method| method.output.text())
            .unwrap_or_else(|| "GET".to_owned())
            .to_ascii_uppercase();
        let body = ["Body", "InFile", "Form", "Attachments"]
            .iter()
            .any(|name| self.value(name).is_some());
        let sends = body
            || matches!(method.as_str(), "POST" | "PUT" | "PATCH")
            || self.cmdlet.name == "Send-MailMessage";
        effects.network(
            url.as_ref(),
            Some(&method),
            sends,
            self.invocation,
            self.span,
        );
        match self.value("OutFile").or_else(|| self.value("Destination")) {
            Some(_) => Output::Unknown,
            None => Output::Remote(url.as_ref().and_then(known)),
        }
    }

    fn start(&self, effects: &mut Effects<'_>) {
        if self
            .value("Verb")
            .and_then(|verb| verb.output.text())
            .is_some_and(|verb| verb.eq_ignore_ascii_case("runas"))
        {
            effects.effect(
                EffectKind::Privilege {
                    program: "Start-Process".to_owned(),
                },
                self.invocation,
                self.span,
            );
        }
        let Some(program) = self.value("FilePath") else {
            return;
        };
        let mut words = vec![program.word()];
        for argument in self
            .values
            .iter()
            .filter(|(name, _)| *name == "ArgumentList")
            .map(|(_, argument)| argument)
        {
            for value in argument.output.values() {
                match value {
                    Value::Text(text) => words.extend(split_words(&text, argument.span)),
                    other => words.push(Word {
                        values: vec![other],
                        quoted: false,
                        span: argument.span,
                    }),
                }
            }
        }
        let span = self.span;
        effects.within("Start-Process", span, |effects| {
            run_words(effects, &words, span)
        });
    }

    fn change_folder(&self, effects: &mut Effects<'_>) {
        if self.cmdlet.name == "Pop-Location" {
            let before = effects.folders.pop().unwrap_or_default();
            effects.cwd = before;
            return;
        }
        if self.cmdlet.name == "Push-Location" {
            effects.folders.push(effects.cwd.clone());
        }
        if let Some(target) = self.words("Path LiteralPath").first() {
            effects.change_folder(target);
        }
    }

    fn define(&self, effects: &mut Effects<'_>) {
        let Some(name) = self.value("Name").and_then(|name| name.output.text()) else {
            return;
        };
        let Some(value) = self.value("Value") else {
            return;
        };
        if self.cmdlet.name == "Set-Variable" {
            effects
                .variables
                .insert(name.to_lowercase(), Bound::Words(value.output.values()));
        } else if let Some(target) = value.output.text() {
            effects.aliases.insert(name.to_lowercase(), target);
        }
    }

    fn object(&self, effects: &mut Effects<'_>) -> Output {
        let Some(class) = self.value("TypeName").and_then(|name| name.output.text()) else {
            return Output::Unknown;
        };
        let class = super::expression::class(&class);
        if class == "net.sockets.tcpclient" {
            let host = self
                .value("ArgumentList")
                .and_then(|arguments| arguments.output.values().into_iter().next());
            let host = host.map(|value| Word {
                values: vec![value],
                quoted: false,
                span: self.span,
            });
            effects.network(host.as_ref(), None, true, self.invocation, self.span);
        }
        Output::Object(class)
    }

    fn join(&self) -> Output {
        let parts: Option<Vec<String>> = self
            .values
            .iter()
            .map(|(_, argument)| argument.output.text())
            .collect();
        parts.map_or(Output::Unknown, |parts| {
            Output::Words(vec![Value::Text(parts.join("\\"))])
        })
    }

    /// Everything on a drive or disk goes.
    fn wipe(&self, effects: &mut Effects<'_>) {
        let drive = self
            .value("DriveLetter")
            .and_then(|letter| letter.output.text())
            .map(|letter| format!("{}:\\", letter.trim_end_matches([':', '\\'])));
        let disk = self
            .value("Number")
            .or_else(|| self.value("DiskNumber"))
            .and_then(|number| number.output.text());
        match (drive, disk) {
            (Some(drive), _) => effects.delete_file(&word(drive, self.span), true, self.invocation),
            (None, Some(disk)) => effects.write_file(
                &word(format!("\\\\.\\PhysicalDrive{disk}"), self.span),
                self.invocation,
            ),
            (None, None) => {}
        }
    }
}

/// `-Path:value`: what comes after the colon.
fn attached_value(argument: &Argument) -> Argument {
    let after = |value: Value| match value {
        Value::Text(text) => Value::Text(
            text.split_once(':')
                .map(|(_, value)| value.to_owned())
                .unwrap_or_default(),
        ),
        Value::Prefix(text) => match text.split_once(':') {
            Some((_, rest)) if !rest.is_empty() => Value::Prefix(rest.to_owned()),
            _ => Value::Unknown,
        },
        other => other,
    };
    let values = argument.output.values().into_iter().map(after).collect();
    Argument {
        output: Output::Words(values),
        bare: None,
        ..argument.clone()
    }
}

fn written_word(argument: &Argument) -> Word {
    match &argument.bare {
        Some(bare) => word(bare.clone(), argument.span),
        None => argument.word(),
    }
}

fn patterned(value: Value) -> Value {
    match value {
        Value::Text(text) if text.contains(['*', '?', '[']) => Value::Glob(text),
        other => other,
    }
}

/// Whether a path names something else than files: `Env:X`, `HKLM:\X` is kept, since rules may name it.
fn is_store(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ["env:", "variable:", "function:", "alias:"]
        .iter()
        .any(|store| lower.starts_with(store))
}

fn filtered(input: Option<Output>) -> Output {
    match input {
        Some(Output::Files {
            paths,
            recursive,
            filter,
            ..
        }) => Output::Files {
            paths,
            recursive,
            filter,
            filtered: true,
        },
        other => other.unwrap_or_default(),
    }
}

/// What a listing that leaves things out stands for: a pattern below its root.
fn narrowed(path: Value, filter: Option<&str>, filtered: bool) -> Value {
    let Some(filter) = filter.or(filtered.then_some("*")) else {
        return path;
    };
    match path {
        Value::Text(root) if root == "." => Value::Glob(filter.to_owned()),
        Value::Text(root) => {
            Value::Glob(format!("{}\\{filter}", root.trim_end_matches(['\\', '/'])))
        }
        other => other,
    }
}
