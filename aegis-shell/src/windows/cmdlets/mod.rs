//! The cmdlets that matter: aliases, parameters with their abbreviations, and which of them name files.

/// What is known of one cmdlet. Lists are separated by blanks.
pub(super) struct Cmdlet {
    pub(super) name: &'static str,
    aliases: &'static str,
    /// Parameters that words without a name go to, in their order.
    pub(super) positional: &'static str,
    /// Parameters that take a value; an earlier one wins where an abbreviation fits several.
    values: &'static str,
    switches: &'static str,
    /// Parameters whose values are files that are read.
    pub(super) reads: &'static str,
    /// Same, written.
    pub(super) writes: &'static str,
}

/// Parameters of every cmdlet.
const COMMON_VALUES: &str = "ErrorAction WarningAction InformationAction ErrorVariable WarningVariable OutVariable OutBuffer PipelineVariable";
const COMMON_SWITCHES: &str = "Verbose Debug WhatIf Confirm";

const fn cmdlet(
    name: &'static str,
    aliases: &'static str,
    positional: &'static str,
    values: &'static str,
    switches: &'static str,
    reads: &'static str,
    writes: &'static str,
) -> Cmdlet {
    Cmdlet {
        name,
        aliases,
        positional,
        values,
        switches,
        reads,
        writes,
    }
}

const CMDLETS: &[Cmdlet] = &[
    cmdlet(
        "Remove-Item",
        "rm del erase rd ri rmdir",
        "Path",
        "Path LiteralPath Include Exclude Filter Credential Stream",
        "Recurse Force",
        "",
        "",
    ),
    cmdlet(
        "Get-Content",
        "gc cat type",
        "Path",
        "Path LiteralPath TotalCount Tail Include Exclude Filter Encoding Delimiter ReadCount Stream",
        "Raw Wait Force",
        "Path LiteralPath",
        "",
    ),
    cmdlet(
        "Set-Content",
        "sc",
        "Path Value",
        "Path LiteralPath Value Include Exclude Filter Encoding Stream",
        "Force NoNewline PassThru",
        "",
        "Path LiteralPath",
    ),
    cmdlet(
        "Add-Content",
        "ac",
        "Path Value",
        "Path LiteralPath Value Include Exclude Filter Encoding Stream",
        "Force NoNewline PassThru",
        "",
        "Path LiteralPath",
    ),
    cmdlet(
        "Clear-Content",
        "clc",
        "Path",
        "Path LiteralPath Include Exclude Filter Stream",
        "Force",
        "",
        "Path LiteralPath",
    ),
    cmdlet(
        "Out-File",
        "",
        "FilePath Encoding",
        "FilePath LiteralPath Encoding Width InputObject",
        "Append Force NoClobber NoNewline",
        "",
        "FilePath LiteralPath",
    ),
    cmdlet(
        "Tee-Object",
        "tee",
        "FilePath",
        "FilePath LiteralPath InputObject Variable",
        "Append",
        "",
        "FilePath LiteralPath",
    ),
    cmdlet(
        "New-Item",
        "ni md mkdir",
        "Path",
        "Path Name ItemType Type Value Target",
        "Force",
        "",
        "",
    ),
    cmdlet(
        "Set-Item",
        "si",
        "Path Value",
        "Path LiteralPath Value",
        "Force",
        "",
        "",
    ),
    cmdlet(
        "Copy-Item",
        "cp copy cpi",
        "Path Destination",
        "Path LiteralPath Destination Include Exclude Filter FromSession ToSession",
        "Recurse Force Container PassThru",
        "Path LiteralPath",
        "Destination",
    ),
    cmdlet(
        "Move-Item",
        "mv move mi",
        "Path Destination",
        "Path LiteralPath Destination Include Exclude Filter",
        "Force PassThru",
        "",
        "Destination",
    ),
    cmdlet(
        "Rename-Item",
        "ren rni",
        "Path NewName",
        "Path LiteralPath NewName",
        "Force PassThru",
        "",
        "",
    ),
    cmdlet(
        "Get-ChildItem",
        "gci ls dir",
        "Path Filter",
        "Path LiteralPath Filter Include Exclude Depth Attributes",
        "Recurse Force File Directory Name Hidden ReadOnly System FollowSymlink",
        "",
        "",
    ),
    cmdlet(
        "Get-Item",
        "gi",
        "Path",
        "Path LiteralPath Filter Include Exclude Stream",
        "Force",
        "",
        "",
    ),
    cmdlet(
        "Resolve-Path",
        "rvpa",
        "Path",
        "Path LiteralPath",
        "Relative",
        "",
        "",
    ),
    cmdlet(
        "Where-Object",
        "where ?",
        "FilterScript",
        "FilterScript Property Value",
        "",
        "",
        "",
    ),
    cmdlet(
        "ForEach-Object",
        "foreach %",
        "Process",
        "Process Begin End MemberName ArgumentList ThrottleLimit",
        "Parallel",
        "",
        "",
    ),
    cmdlet(
        "Select-String",
        "sls",
        "Pattern Path",
        "Pattern Path LiteralPath Include Exclude Encoding Context",
        "SimpleMatch CaseSensitive Quiet List NotMatch AllMatches Raw",
        "Path LiteralPath",
        "",
    ),
    cmdlet(
        "Import-Csv",
        "ipcsv",
        "Path Delimiter",
        "Path LiteralPath Delimiter Header Encoding",
        "",
        "Path LiteralPath",
        "",
    ),
    cmdlet(
        "Export-Csv",
        "epcsv",
        "Path Delimiter",
        "Path LiteralPath Delimiter Encoding InputObject",
        "Append Force NoTypeInformation NoClobber",
        "",
        "Path LiteralPath",
    ),
    cmdlet(
        "Import-Clixml",
        "",
        "Path",
        "Path LiteralPath",
        "",
        "Path LiteralPath",
        "",
    ),
    cmdlet(
        "Format-Hex",
        "fhx",
        "Path",
        "Path LiteralPath Encoding Count Offset",
        "Raw",
        "Path LiteralPath",
        "",
    ),
    cmdlet(
        "Get-FileHash",
        "",
        "Path Algorithm",
        "Path LiteralPath Algorithm",
        "",
        "",
        "",
    ),
    cmdlet(
        "Compress-Archive",
        "",
        "Path DestinationPath",
        "Path LiteralPath DestinationPath CompressionLevel",
        "Update Force PassThru",
        "Path LiteralPath",
        "DestinationPath",
    ),
    cmdlet(
        "Expand-Archive",
        "",
        "Path DestinationPath",
        "Path LiteralPath DestinationPath",
        "Force PassThru",
        "Path LiteralPath",
        "DestinationPath",
    ),
    cmdlet(
        "Set-Acl",
        "",
        "Path AclObject",
        "Path LiteralPath AclObject",
        "Passthru",
        "",
        "Path LiteralPath",
    ),
    cmdlet(
        "Set-ItemProperty",
        "sp",
        "Path Name Value",
        "Path LiteralPath Name Value Type",
        "Force PassThru",
        "",
        "",
    ),
    cmdlet(
        "Invoke-WebRequest",
        "iwr curl wget",
        "Uri",
        "Uri Method Body OutFile InFile Headers Form ContentType UserAgent WebSession SessionVariable Credential TimeoutSec Proxy MaximumRedirection",
        "UseBasicParsing UseDefaultCredentials SkipCertificateCheck PassThru Resume",
        "InFile",
        "OutFile",
    ),
    cmdlet(
        "Invoke-RestMethod",
        "irm",
        "Uri",
        "Uri Method Body OutFile InFile Headers Form ContentType UserAgent WebSession SessionVariable Credential TimeoutSec Proxy MaximumRedirection",
        "UseBasicParsing UseDefaultCredentials SkipCertificateCheck PassThru Resume",
        "InFile",
        "OutFile",
    ),
    cmdlet(
        "Start-BitsTransfer",
        "",
        "Source Destination",
        "Source Destination TransferType DisplayName Credential",
        "Asynchronous",
        "",
        "Destination",
    ),
    cmdlet(
        "Send-MailMessage",
        "",
        "To Subject Body",
        "To Subject Body From SmtpServer Attachments Credential Port Cc Bcc",
        "UseSsl BodyAsHtml",
        "Attachments",
        "",
    ),
    cmdlet("Invoke-Expression", "iex", "Command", "Command", "", "", ""),
    cmdlet(
        "Invoke-Command",
        "icm",
        "ScriptBlock",
        "ScriptBlock ComputerName FilePath ArgumentList Session Credential HostName",
        "AsJob",
        "",
        "",
    ),
    cmdlet("Invoke-Item", "ii", "Path", "Path LiteralPath", "", "", ""),
    cmdlet(
        "Start-Process",
        "saps start",
        "FilePath ArgumentList",
        "FilePath ArgumentList Verb WorkingDirectory WindowStyle RedirectStandardOutput RedirectStandardError RedirectStandardInput Credential",
        "Wait NoNewWindow PassThru LoadUserProfile",
        "RedirectStandardInput",
        "RedirectStandardOutput RedirectStandardError",
    ),
    cmdlet(
        "Start-Job",
        "sajb",
        "ScriptBlock",
        "ScriptBlock FilePath ArgumentList InitializationScript Name",
        "RunAs32",
        "",
        "",
    ),
    cmdlet(
        "Set-Location",
        "cd sl chdir",
        "Path",
        "Path LiteralPath",
        "PassThru",
        "",
        "",
    ),
    cmdlet(
        "Push-Location",
        "pushd",
        "Path",
        "Path LiteralPath StackName",
        "PassThru",
        "",
        "",
    ),
    cmdlet("Pop-Location", "popd", "", "StackName", "PassThru", "", ""),
    cmdlet(
        "Set-Alias",
        "sal nal",
        "Name Value",
        "Name Value Scope Description",
        "Force PassThru",
        "",
        "",
    ),
    cmdlet(
        "New-Alias",
        "",
        "Name Value",
        "Name Value Scope Description",
        "Force PassThru",
        "",
        "",
    ),
    cmdlet(
        "Set-Variable",
        "sv set",
        "Name Value",
        "Name Value Scope Option",
        "Force PassThru",
        "",
        "",
    ),
    cmdlet(
        "New-Object",
        "",
        "TypeName ArgumentList",
        "TypeName ArgumentList ComObject Property",
        "Strict",
        "",
        "",
    ),
    cmdlet(
        "Write-Output",
        "echo write",
        "InputObject",
        "InputObject",
        "NoEnumerate",
        "",
        "",
    ),
    cmdlet(
        "Write-Host",
        "",
        "Object",
        "Object ForegroundColor BackgroundColor Separator",
        "NoNewline",
        "",
        "",
    ),
    cmdlet(
        "Join-Path",
        "",
        "Path ChildPath",
        "Path ChildPath AdditionalChildPath",
        "Resolve",
        "",
        "",
    ),
    cmdlet(
        "Format-Volume",
        "",
        "DriveLetter",
        "DriveLetter FileSystem NewFileSystemLabel Path Partition AllocationUnitSize FileSystemLabel",
        "Full Force Compress",
        "",
        "",
    ),
    cmdlet(
        "Clear-Disk",
        "",
        "Number",
        "Number FriendlyName UniqueId Path",
        "RemoveData RemoveOEM ZeroOutEntireDisk",
        "",
        "",
    ),
    cmdlet(
        "Initialize-Disk",
        "",
        "Number",
        "Number PartitionStyle FriendlyName Path",
        "",
        "",
        "",
    ),
    cmdlet(
        "Remove-Partition",
        "",
        "DiskNumber",
        "DiskNumber PartitionNumber DriveLetter",
        "",
        "",
        "",
    ),
    cmdlet(
        "Get-Process",
        "gps ps",
        "Name",
        "Name Id ComputerName",
        "",
        "",
        "",
    ),
    cmdlet(
        "Stop-Process",
        "spps kill",
        "Id",
        "Id Name InputObject",
        "Force PassThru",
        "",
        "",
    ),
    cmdlet(
        "Stop-Service",
        "spsv",
        "Name",
        "Name DisplayName",
        "Force",
        "",
        "",
    ),
    cmdlet(
        "Remove-ItemProperty",
        "rp",
        "Path Name",
        "Path LiteralPath Name",
        "Force",
        "",
        "",
    ),
];

/// The cmdlet of this name or alias.
pub(super) fn find(name: &str) -> Option<&'static Cmdlet> {
    CMDLETS.iter().find(|cmdlet| {
        cmdlet.name.eq_ignore_ascii_case(name)
            || cmdlet
                .aliases
                .split(' ')
                .any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

impl Cmdlet {
    /// The parameters that `written` (without its dash) may mean, and whether they take a value. Several where letters are
    /// clustered as other shells have them: `-rf`.
    pub(super) fn parameter(&self, written: &str) -> (Vec<&'static str>, bool) {
        let fits = |list: &'static str, written: &str| prefixed(list, written);
        let short = match written.to_ascii_lowercase().as_str() {
            "ea" => Some("ErrorAction"),
            "pspath" | "lp" => Some("LiteralPath"),
            "wi" => Some("WhatIf"),
            "cf" => Some("Confirm"),
            "s" if self.name == "Get-ChildItem" => Some("Recurse"),
            // A prefix of Filter too, which nobody means without a value.
            "f" if self.switches.contains("Force") => Some("Force"),
            "url" if self.values.contains("Uri") => Some("Uri"),
            "args" => Some("ArgumentList"),
            _ => None,
        };
        if let Some(short) = short {
            return (
                vec![short],
                matches!(
                    short,
                    "ErrorAction" | "LiteralPath" | "Uri" | "ArgumentList"
                ),
            );
        }
        let own = fits(self.values, written)
            .map(|name| (name, true))
            .or_else(|| fits(self.switches, written).map(|name| (name, false)));
        let exact_switch = self
            .switches
            .split(' ')
            .find(|name| name.eq_ignore_ascii_case(written))
            .map(|name| (name, false));
        let common = || {
            fits(COMMON_VALUES, written)
                .map(|name| (name, true))
                .or_else(|| fits(COMMON_SWITCHES, written).map(|name| (name, false)))
        };
        if let Some((name, value)) = exact_switch.or(own).or_else(common) {
            return (vec![name], value);
        }
        let cluster: Option<Vec<&str>> = written
            .chars()
            .map(|letter| match letter.to_ascii_lowercase() {
                'r' if self.switches.contains("Recurse") => Some("Recurse"),
                'f' if self.switches.contains("Force") => Some("Force"),
                'v' => Some("Verbose"),
                _ => None,
            })
            .collect();
        (
            cluster.filter(|_| written.len() <= 4).unwrap_or_default(),
            false,
        )
    }
}

/// The first name of the list that begins with `written`, letters of either case.
fn prefixed(list: &'static str, written: &str) -> Option<&'static str> {
    let begins = |name: &&str| {
        name.get(..written.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(written))
    };
    let exact = list
        .split(' ')
        .find(|name| name.eq_ignore_ascii_case(written));
    exact
        .or_else(|| list.split(' ').find(begins))
        .filter(|_| !written.is_empty())
}
