//! Calls of cmdlets: their arguments told apart, and what they do.

use compact_str::format_compact;

use super::cmdlets::Cmdlet;
use super::effects::{Effects, known, word};
use super::expression::{evaluate, property};
use super::files::{EVERY_PROCESS, filtered, patterned};
use super::machine;
use super::objects;
use super::output::{Argument, Output};
use super::powershell::split_words;
use super::programs::run_words;
use crate::few::Few;
use crate::option::OptionUse;
use crate::script::{EffectKind, Span, Text, Value, Word};
use crate::tools::windows::is_vital;
use crate::unknown::{ORDINARY, mark_text};

/// A cmdlet with its arguments told apart.
pub(super) struct Call {
    pub(super) cmdlet: &'static Cmdlet,
    pub(super) values: Vec<(&'static str, Argument)>,
    switches: Vec<&'static str>,
    pub(super) invocation: Option<usize>,
    pub(super) span: Span,
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

    pub(super) fn value(&self, name: &str) -> Option<&Argument> {
        self.values
            .iter()
            .find(|(parameter, _)| *parameter == name)
            .map(|(_, value)| value)
    }

    pub(super) fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// The words of all values of these parameters; patterns where the parameter takes them.
    pub(super) fn words(&self, names: &str) -> Vec<Word> {
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

    /// `% { … }` gives what its block does, `% Name` a property.
    fn each(&self, input: Option<Output>) -> Output {
        let member = self.value("Process").or_else(|| self.value("MemberName"));
        match member.map(|argument| (argument.bare.as_deref(), &argument.output)) {
            Some((Some(name), _)) => {
                property(input.unwrap_or_default(), Some(&name.to_ascii_lowercase()))
            }
            Some((None, output)) => output.clone(),
            None => Output::Unknown,
        }
    }

    fn given(&self, parameter: &str) -> Option<Output> {
        self.value(parameter)
            .map(|argument| argument.output.clone())
    }

    pub(super) fn run(&self, effects: &mut Effects<'_>, input: Option<Output>) -> Output {
        // What is only shown is not done.
        if self.has("WhatIf") {
            return Output::Unknown;
        }
        self.touch_files(effects, input.as_ref());
        match self.cmdlet.name {
            "Remove-Item" => self.remove(effects, input),
            "Move-Item" | "Rename-Item" => self.relocate(effects, input),
            "New-TemporaryFile" => return Output::of_text(mark_text(ORDINARY)),
            "New-Item" | "Set-Item" => return self.create(effects),
            "Get-ChildItem" | "Get-Item" | "Resolve-Path" | "Convert-Path" => return self.list(),
            "Where-Object" => return filtered(input),
            "Sort-Object" | "Select-Object" | "Tee-Object" | "Out-String" => {
                return input.unwrap_or_default();
            }
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
            "Write-Output" => return self.given("InputObject").or(input).unwrap_or_default(),
            "ForEach-Object" => return self.each(input),
            "Get-Command" => return self.given("Name").unwrap_or_default(),
            "Join-Path" => return self.join(),
            "Split-Path" => return self.split_path(),
            "Get-CimInstance" | "Get-WmiObject" => {
                let class = self.given("ClassName").and_then(|name| name.text());
                return class.map_or(Output::Unknown, |class| {
                    Output::object(objects::wmi_class(&class))
                });
            }
            "Get-Process" if self.values.is_empty() => return Output::object(EVERY_PROCESS),
            "Stop-Process" => self.stop(effects, input),
            "Get-ItemProperty" if self.names_password() => {
                effects.read_file(&word(machine::VAULT, self.span), self.invocation);
            }
            "Invoke-Command" | "Start-Job" => {
                self.remote_session(effects, "ComputerName HostName Session");
                self.run_block(effects);
            }
            "Get-Service" => return self.given("Name").unwrap_or_default(),
            "Copy-Item" => self.remote_session(effects, "ToSession"),
            "New-PSDrive" => {
                for root in self.words("Root") {
                    effects.opens_share(&root, self.invocation);
                }
            }
            "Import-Module" | "Add-Type" => {
                let files = self.words("Name Path LiteralPath AssemblyName");
                if let Some(url) = files.iter().find_map(|file| effects.origin_of(file)) {
                    let url = url.map(Text::from);
                    effects.effect(EffectKind::RemoteCode { url }, self.invocation, self.span);
                }
            }
            "Format-Volume" | "Clear-Disk" | "Initialize-Disk" | "Remove-Partition" => {
                self.wipe(effects)
            }
            "Get-Content" => {
                let files = self.words("Path LiteralPath");
                let origin = files.iter().find_map(|file| effects.origin_of(file));
                return origin.map_or(Output::Data, Output::Remote);
            }
            _ => {}
        }
        Output::Unknown
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
        let uploads = self
            .given("TransferType")
            .and_then(|kind| kind.text())
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("upload"));
        let url = url
            .filter(|_| !uploads)
            .or_else(|| self.value("Destination").map(Argument::word));
        let sends = body
            || uploads
            || matches!(method.as_str(), "POST" | "PUT" | "PATCH")
            || self.cmdlet.name == "Send-MailMessage"
            || self
                .value("Uri")
                .is_some_and(|url| effects.reads_within(url.span));
        for file in self.words("Source").iter().filter(|_| uploads) {
            effects.read_file(file, self.invocation);
        }
        effects.network(
            url.as_ref(),
            Some(&method),
            sends,
            self.invocation,
            self.span,
        );
        match self.value("OutFile").or_else(|| self.value("Destination")) {
            Some(_) if uploads => Output::Unknown,
            Some(file) => {
                if self.value("OutFile").is_none() {
                    effects.write_file(&file.word(), self.invocation);
                }
                effects.fetched(&file.word(), url.as_ref().and_then(known));
                Output::Unknown
            }
            None => Output::Remote(url.as_ref().and_then(known)),
        }
    }

    /// A block that was made from a text. One that is written in its place was read there.
    fn run_block(&self, effects: &mut Effects<'_>) {
        match self.given("ScriptBlock") {
            Some(remote @ Output::Remote(_)) => {
                evaluate(effects, &remote, "ScriptBlock", self.invocation, self.span);
            }
            Some(Output::Object { class, from }) if class == "scriptblock" => {
                let text = Output::Words(from);
                evaluate(effects, &text, "ScriptBlock", self.invocation, self.span);
            }
            _ => {}
        }
    }

    /// A block that runs, or a file that goes, where a session or another machine is named.
    fn remote_session(&self, effects: &mut Effects<'_>, parameters: &str) {
        let named = parameters.split(' ').find_map(|name| self.value(name));
        if let Some(host) = named.map(Argument::word) {
            effects.network(Some(&host), None, true, self.invocation, self.span);
        }
    }

    /// Every process, or one that the system cannot do without.
    fn stop(&self, effects: &mut Effects<'_>, input: Option<Output>) {
        let names = self.words("Name");
        let names = names.iter().filter_map(known);
        let ends_system = names
            .map(|name| name.to_ascii_lowercase())
            .any(|name| name == "*" || is_vital(&name));
        let all = matches!(input, Some(Output::Object { class, .. }) if class == EVERY_PROCESS);
        if ends_system || all && self.values.is_empty() {
            effects.write_file(&word(machine::HIVES, self.span), self.invocation);
        }
    }

    /// `Get-ItemProperty … DefaultPassword`.
    fn names_password(&self) -> bool {
        let names = self.words("Name");
        let mut names = names.iter().filter_map(known);
        names.any(|name| name.to_ascii_lowercase().contains("password"))
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
                .insert(name.to_lowercase(), value.output.clone());
        } else if let Some(target) = value.output.text() {
            effects.aliases.insert(name.to_lowercase(), target);
        }
    }

    fn object(&self, effects: &mut Effects<'_>) -> Output {
        let name = |parameter: &str| self.value(parameter).and_then(|name| name.output.text());
        if let Some(name) = name("ComObject") {
            return Output::object(objects::com_class(&name));
        }
        let Some(class) = name("TypeName") else {
            return Output::Unknown;
        };
        let words: Vec<Word> = self
            .values
            .iter()
            .filter(|(parameter, _)| *parameter == "ArgumentList")
            .flat_map(|(_, argument)| argument.output.values())
            .map(|value| Word {
                values: Few::one(value),
                quoted: true,
                span: self.span,
            })
            .collect();
        objects::construct(
            effects,
            &super::expression::class(&class),
            &words,
            self.span,
        )
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
            // Which disk comes out of a pipe.
            (None, None) => {
                effects.write_file(&word("\\\\.\\PhysicalDrive0", self.span), self.invocation);
            }
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

/// The name of a parameter, and the value that is attached to it.
pub(super) fn parameter_of(argument: &Argument) -> Option<(&str, Option<Argument>)> {
    let bare = argument.bare.as_deref()?;
    let written = bare
        .strip_prefix(['-', '\u{2013}', '\u{2014}', '\u{2015}'])
        .filter(|name| name.starts_with(char::is_alphabetic))?;
    if let Some(output) = &argument.attached {
        let value = Argument {
            output: output.clone(),
            bare: None,
            attached: None,
            ..argument.clone()
        };
        return Some((written, Some(value)));
    }
    Some(match written.split_once(':') {
        Some((name, _)) => (name, Some(attached_value(argument))),
        None => (written, None),
    })
}

fn is_false(value: &Argument) -> bool {
    let text = value.output.text();
    text.is_some_and(|text| text.eq_ignore_ascii_case("$false"))
}
