//! Calls of cmdlets: their arguments told apart, and what they do.

use compact_str::format_compact;

use super::cmdlets::Cmdlet;
use super::effects::{Bound, Effects, known, word};
use super::expression::evaluate;
use super::output::{Argument, Output};
use super::powershell::split_words;
use super::programs::run_words;
use crate::few::Few;
use crate::option::OptionUse;
use crate::script::{EffectKind, Span, Text, Value, Values, Word};

/// Patterns of one listing that are looked at.
const MAX_FILTERS: usize = 32;

/// A cmdlet with its arguments told apart.
pub(super) struct Call {
    cmdlet: &'static Cmdlet,
    values: Vec<(&'static str, Argument)>,
    switches: Vec<&'static str>,
    invocation: Option<usize>,
    span: Span,
}

impl Call {
    pub(super) fn bind(
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
            let Some((name, attached)) = parameter_of(argument) else {
                operands.push(argument.clone());
                continue;
            };
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
            let off = value.as_ref().is_some_and(is_false);
            let mut spelled: Vec<Text> = vec![format_compact!("-{name}")];
            for parameter in parameters {
                let canonical = format_compact!("-{parameter}");
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
                    names: spelled.into_iter().collect(),
                    value,
                    span: effects.place(argument.span),
                });
            }
        }
        let words: Vec<Word> = operands.iter().map(Argument::word).collect();
        call.place(operands);
        let written: Vec<Word> = arguments.iter().map(written_word).collect();
        call.invocation = effects.invocation(Some(cmdlet.name), options, words, &written, span);
        call
    }

    /// Gives operands to the parameters that stand without a name, the last of which takes all that are left.
    fn place(&mut self, operands: Vec<Argument>) {
        let positional = self.cmdlet.positional;
        let free: Vec<&'static str> = positional
            .split(' ')
            .filter(|place| !self.values.iter().any(|(name, _)| name == place))
            .collect();
        let mut places = free.into_iter();
        for operand in operands {
            let place = places
                .next()
                .filter(|place| !place.is_empty())
                .unwrap_or(positional.split(' ').next_back().unwrap_or_default());
            self.values.push((place, operand));
        }
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

    pub(super) fn run(&self, effects: &mut Effects<'_>, input: Option<Output>) -> Output {
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
                    filters,
                    filtered,
                }) => {
                    deep |= recursive;
                    paths
                        .into_iter()
                        .flat_map(|path| narrowed(path, &filters, filtered))
                        .collect()
                }
                Some(Output::Words(values)) => values.into_iter().map(patterned).collect(),
                _ => Values::new(),
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
                        values: Few::one(value.clone()),
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
            effects.delete_file(&source, false, self.invocation);
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
                path.values = Few::one(Value::Text(format_compact!("{folder}\\{name}")));
            }
            effects.write_file(&path, self.invocation);
        }
    }

    fn list(&self) -> Output {
        let paths: Values = self
            .words("Path LiteralPath")
            .into_iter()
            .flat_map(|word| word.values)
            .collect();
        let named = self
            .value("Filter")
            .or_else(|| self.value("Include"))
            .map(|filter| filter.output.values());
        let pattern = |value: Value| match value {
            Value::Text(text) => text.into(),
            _ => "*".to_owned(),
        };
        let filters = named
            .unwrap_or_default()
            .into_iter()
            .take(MAX_FILTERS)
            .map(pattern)
            .collect();
        let everything = paths.is_empty();
        let paths = if everything {
            Few::one(Value::Text(".".into()))
        } else {
            paths
        };
        Output::Files {
            paths,
            recursive: self.has("Recurse"),
            filters,
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
                    program: "Start-Process".into(),
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
                        values: Few::one(other),
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
                values: Few::one(value),
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
            Output::Words(Few::one(Value::Text(parts.join("\\").into())))
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
                .map(|(_, value)| value.into())
                .unwrap_or_default(),
        ),
        Value::Prefix(text) => match text.split_once(':') {
            Some((_, rest)) if !rest.is_empty() => Value::Prefix(rest.into()),
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
            filters,
            ..
        }) => Output::Files {
            paths,
            recursive,
            filters,
            filtered: true,
        },
        other => other.unwrap_or_default(),
    }
}

/// What a listing that leaves things out stands for: patterns below its root.
fn narrowed(path: Value, filters: &[String], filtered: bool) -> Values {
    let everything = ["*".to_owned()];
    let filters = match (filters, filtered) {
        ([], false) => return Few::one(path),
        ([], true) => &everything,
        (filters, _) => filters,
    };
    let Value::Text(root) = path else {
        return Few::one(path);
    };
    let below = |filter: &String| match root.as_str() {
        "." => Value::Glob(filter.into()),
        root => Value::Glob(format_compact!(
            "{}\\{filter}",
            root.trim_end_matches(['\\', '/'])
        )),
    };
    filters.iter().map(below).collect()
}

/// The name of a parameter, and the value that is attached to it.
fn parameter_of(argument: &Argument) -> Option<(&str, Option<Argument>)> {
    let bare = argument.bare.as_deref()?;
    let written = bare
        .strip_prefix(['-', '\u{2013}'])
        .filter(|name| name.starts_with(char::is_alphabetic))?;
    Some(match written.split_once(':') {
        Some((name, _)) => (name, Some(attached_value(argument))),
        None => (written, None),
    })
}

fn is_false(value: &Argument) -> bool {
    let text = value.output.text();
    text.is_some_and(|text| text.eq_ignore_ascii_case("$false"))
}
