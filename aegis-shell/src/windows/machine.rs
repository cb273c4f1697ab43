//! Cmdlets that administer the machine: what they change is a write to the file in which the system keeps it.

use super::call::parameter_of;
use super::effects::{Effects, known, word};
use super::output::{Argument, Output};
use crate::script::Span;
pub(super) use crate::tools::windows::{COPIES, HIVES};
use crate::tools::windows::{DISK, JOBS, LOGS, is_guard};

/// What Windows keeps of passwords for its user.
pub(super) const VAULT: &str = r"~\AppData\Local\Microsoft\Credentials";
/// Variables of the environment that every user has.
pub(super) const ENVIRONMENT: &str =
    r"HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";
/// The parts that Windows itself is made of.
const COMPONENTS: &str = r"C:\Windows\WinSxS";

/// Where the system keeps what these change.
const KEPT_IN: [(&str, &str); 6] = [
    (
        HIVES,
        "Set-MpPreference Add-MpPreference Set-NetFirewallProfile Set-NetFirewallRule New-NetFirewallRule Remove-NetFirewallRule \
         Disable-NetFirewallRule Set-NetFirewallSetting New-LocalUser Remove-LocalUser Set-LocalUser Disable-LocalUser Enable-LocalUser \
         Rename-LocalUser New-LocalGroup Remove-LocalGroup Set-LocalGroup Add-LocalGroupMember Remove-LocalGroupMember New-Service \
         Remove-Service Stop-Computer Restart-Computer Rename-Computer Add-Computer Remove-Computer Enable-PSRemoting Disable-PSRemoting \
         Set-WSManQuickConfig Set-DnsClientServerAddress Disable-NetAdapter Set-NetIPAddress New-NetIPAddress Remove-NetIPAddress \
         Set-NetConnectionProfile Set-Date Disable-BitLocker Suspend-BitLocker Clear-Tpm Set-SecureBootUEFI",
    ),
    (COPIES, "Disable-ComputerRestore"),
    (DISK, "Set-Disk Set-Partition Resize-Partition"),
    (
        JOBS,
        "Register-ScheduledTask Unregister-ScheduledTask Set-ScheduledTask Disable-ScheduledTask Register-ScheduledJob \
         Unregister-ScheduledJob",
    ),
    (LOGS, "Clear-EventLog Remove-EventLog Limit-EventLog"),
    (
        COMPONENTS,
        "Enable-WindowsOptionalFeature Disable-WindowsOptionalFeature Install-WindowsFeature Uninstall-WindowsFeature Add-WindowsFeature \
         Remove-WindowsFeature Add-WindowsCapability Remove-WindowsCapability Add-WindowsPackage Remove-WindowsPackage",
    ),
];

/// Cmdlets that change a service; of interest where it is one that keeps watch.
const OF_SERVICES: [&str; 3] = ["Stop-Service", "Set-Service", "Suspend-Service"];
/// Cmdlets that open a session on another machine.
const SESSIONS: [&str; 4] = [
    "Enter-PSSession",
    "New-PSSession",
    "Connect-PSSession",
    "New-CimSession",
];
/// Cmdlets that give out passwords.
const SECRETS: [&str; 3] = [
    "Get-StoredCredential",
    "Get-VaultCredential",
    "Invoke-Mimikatz",
];

/// Arguments of a cmdlet of which nothing but its name is known.
pub(super) struct Unlisted<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: &'a [Argument],
    pub(super) input: Option<&'a Output>,
    pub(super) invocation: Option<usize>,
    pub(super) span: Span,
}

impl Unlisted<'_> {
    fn is_one_of(&self, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(self.name))
    }

    /// What follows a parameter, or is attached to it.
    fn value(&self, parameter: &str) -> Option<&Argument> {
        let named = |argument: &Argument| {
            parameter_of(argument).is_some_and(|(name, _)| {
                name.len() > 1
                    && parameter
                        .get(..name.len())
                        .is_some_and(|head| head.eq_ignore_ascii_case(name))
            })
        };
        let at = self.arguments.iter().position(named)?;
        self.arguments.get(at + 1)
    }

    fn has(&self, parameter: &str) -> bool {
        self.arguments.iter().any(|argument| {
            parameter_of(argument).is_some_and(|(name, _)| name.eq_ignore_ascii_case(parameter))
        })
    }

    fn says(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        let outputs = self.arguments.iter().map(|argument| &argument.output);
        let mut texts = outputs.chain(self.input).flat_map(|output| {
            let values = output.values().into_iter();
            values.map(|value| Output::Words(crate::few::Few::one(value)).piece())
        });
        texts.any(|text| is_meant(&text.to_ascii_lowercase()))
    }

    /// What the cmdlet does.
    pub(super) fn run(&self, effects: &mut Effects<'_>) {
        if self.has("WhatIf") {
            return;
        }
        let kept = KEPT_IN.iter().find(|(_, names)| {
            names
                .split(' ')
                .any(|name| name.eq_ignore_ascii_case(self.name))
        });
        let write = |effects: &mut Effects<'_>, path: &str| {
            effects.write_file(&word(path, self.span), self.invocation);
        };
        if let Some((file, _)) = kept {
            write(effects, file);
        }
        if self.is_one_of(&OF_SERVICES) && self.says(is_guard)
            || self.is_one_of(&["Set-ExecutionPolicy"]) && self.is_for_everyone()
        {
            write(effects, HIVES);
        }
        if self.is_one_of(&["Import-Certificate", "Import-PfxCertificate"])
            && self.says(|text| text.starts_with("cert:\\localmachine"))
        {
            write(effects, HIVES);
        }
        if self.is_one_of(&["Remove-CimInstance", "Remove-WmiObject"])
            && (self.says(|text| text.contains("win32_shadowcopy"))
                || matches!(self.input, Some(Output::Object { class, .. }) if class == "wmi win32_shadowcopy"))
        {
            write(effects, COPIES);
        }
        if self.is_one_of(&SECRETS) || self.is_one_of(&["Get-Secret"]) && self.has("AsPlainText") {
            effects.read_file(&word(VAULT, self.span), self.invocation);
        }
        if self.is_one_of(&SESSIONS) {
            let host = self
                .value("ComputerName")
                .or_else(|| self.value("HostName"));
            let host = host.or_else(|| self.arguments.first()).map(Argument::word);
            effects.network(host.as_ref(), None, true, self.invocation, self.span);
        }
        if self.is_one_of(&["Resolve-DnsName"]) {
            let name = self.value("Name").or_else(|| self.arguments.first());
            let name = name.map(|name| name.output.piece());
            if let Some(name) = name.filter(|name| name.contains(crate::unknown::IDENTITY)) {
                let name = word(name, self.span);
                effects.network(Some(&name), None, true, self.invocation, self.span);
            }
        }
        self.run_process(effects);
    }

    /// `Set-ExecutionPolicy Bypass` changes the machine's policy unless a scope is named.
    fn is_for_everyone(&self) -> bool {
        let own = ["process", "currentuser"];
        !self.says(|text| own.contains(&text))
    }

    /// `Invoke-CimMethod Win32_Process Create`.
    fn run_process(&self, effects: &mut Effects<'_>) {
        let calls = self.is_one_of(&["Invoke-CimMethod", "Invoke-WmiMethod"]);
        if !calls || !self.says(|text| text == "win32_process" || text == "win32_processstartup") {
            return;
        }
        if let Some(host) = self.value("ComputerName").map(Argument::word) {
            effects.network(Some(&host), None, true, self.invocation, self.span);
        }
        let arguments = self
            .value("ArgumentList")
            .or_else(|| self.value("Arguments"));
        let line = arguments.and_then(|argument| match &argument.output {
            Output::Table(entries) => entries
                .iter()
                .find(|(key, _)| key == "commandline")
                .and_then(|(_, value)| value.text()),
            _ => known(&argument.word()),
        });
        if let Some(line) = line {
            super::programs::run_line(effects, &line, self.span);
        }
    }
}
