//! What PowerShell binds before a command runs: tables, functions, listings, pieces that are not known.

use super::{cmd, posh};

#[test]
fn tables_are_data_and_splatted() {
    posh("$h = @{ del = 'C:\\Windows'; rd = \"C:\\\" }; $h.del", &[]);
    posh("$x = [pscustomobject]@{ del = 'C:\\x' }", &[]);
    posh(
        "$p = @{\n  Path = 'C:\\x'\n  Recurse = $true\n}\nRemove-Item @p",
        &["delete -r C:/x"],
    );
    posh(
        "$p = @{ Path='C:\\x' }; Remove-Item @p -Recurse",
        &["delete -r C:/x"],
    );
    posh(
        "$a = 'C:\\x', 'C:\\y'; ri @a",
        &["delete C:/x", "delete C:/y"],
    );
    posh("$p = @{ Path = 'C:\\x'; WhatIf = $true }; ri @p", &[]);
    posh(
        "$p = @{ Uri = 'https://h.example'; Method = 'Post'; Body = (gc a.txt) }; irm @p",
        &["read C:/Users/me/repo/a.txt", "POST h.example sends"],
    );
    posh("@{ x = (ri C:\\x) }", &["delete C:/x"]);
    posh("$h = @{ p = 'C:\\x' }; ri $h.p", &["delete C:/x"]);
}

#[test]
fn functions_are_read_where_they_are_called() {
    posh("function Clean($p) { ri $p -Recurse }", &[]);
    posh(
        "function Clean($p) { ri $p -Recurse }\nClean dist",
        &["delete -r C:/Users/me/repo/dist"],
    );
    posh(
        "function Clean {\n [CmdletBinding()]\n param([Parameter(Mandatory)][string]$Path, [switch]$Deep)\n ri $Path -Recurse\n}\nClean -Deep -Path C:\\x",
        &["delete -r C:/x"],
    );
    posh(
        "function Clean { param($p = 'C:\\x') ri $p }; Clean",
        &["delete C:/x"],
    );
    posh(
        "function Clean { ri $args[0] }; Clean C:\\x",
        &["delete C:/x"],
    );
    posh(
        "function a { b C:\\x }; function b($p) { ri $p }; a",
        &["delete C:/x"],
    );
    posh("function a { a; ri C:\\x }; a", &["delete C:/x"]);
    posh("filter f { ri $_ }; 'C:\\x' | f", &["delete C:/x"]);
    posh(
        "$p = 'C:\\x'; function f($p) { gi $p }; f C:\\y; ri $p",
        &["delete C:/x"],
    );
}

#[test]
fn what_is_not_known_is_a_piece() {
    posh("Remove-Item \"$root\\out\" -Recurse", &["delete -r C:/out"]);
    posh("Remove-Item \"$root\\*\" -Recurse", &["delete -r ?"]);
    posh("Remove-Item $root\\.. -Recurse", &["delete -r ?"]);
    posh(
        "Remove-Item (Join-Path $root 'out') -Recurse",
        &["delete -r C:/out"],
    );
    posh(
        "Remove-Item \"C:\\Users\\$user\" -Recurse",
        &["delete -r C:/Users"],
    );
    posh(
        "Remove-Item ('{0}\\out' -f $root) -Recurse",
        &["delete -r C:/out"],
    );
    posh(
        "$t = Join-Path $env:TEMP ([guid]::NewGuid()); ri $t -Recurse",
        &["delete -r C:/Users/me/AppData/Local/Temp/x"],
    );
    posh("$t = New-TemporaryFile; ri $t -Recurse", &[]);
    posh(
        "$d = New-Item -ItemType Directory -Path C:\\a -Name b; ri $d -Recurse",
        &["write C:/a/b", "delete -r C:/a/b"],
    );
    posh(
        "$r = Split-Path -Parent $PSScriptRoot; ri (Join-Path $r x)",
        &["delete C:/Users/me/x"],
    );
    cmd("rd /s /q \"%ROOT%\\out\"", &["delete -r C:/out"]);
    cmd("rd /s /q %ROOT%", &["delete -r ?"]);
}

#[test]
fn listings_stay_listings() {
    posh(
        "$f = gci C:\\logs -Filter *.log; ri $f",
        &["delete C:/logs/*.log (glob)"],
    );
    posh("ri (gci C:\\x).FullName -Recurse", &["delete -r C:/x"]);
    posh(
        "gci $root -Include bin -Recurse | ri",
        &["delete -r C:/bin (glob)"],
    );
    posh("gci $root -Recurse | ri", &["delete -r ?"]);
    posh("gci C:\\x | % { $_.Delete() }", &["delete C:/x"]);
    posh("(gci C:\\x).ForEach({ ri $_ })", &["delete C:/x"]);
    posh(
        "gci C:\\x -Recurse | sort Length | select -First 3 | ri",
        &["delete -r C:/x"],
    );
    posh("gci C:\\x | % FullName | ri", &["delete C:/x"]);
    posh("gci .ssh | gc", &["read C:/Users/me/repo/.ssh"]);
    posh(
        "gci -Filter .env | Get-Content",
        &["read C:/Users/me/repo/.env (glob)"],
    );
    posh("$a = 'C:\\x','C:\\y'; ri $a[1]", &["delete C:/y"]);
}

#[test]
fn powershell_on_other_systems() {
    let context = crate::Context {
        dialect: crate::Dialect::PowerShell,
        cwd: Some("/home/me/repo".into()),
        home: Some("/home/me".into()),
        ..crate::Context::default()
    };
    let script = crate::read("Remove-Item $HOME\\x\\y", &context);
    let paths = script.effects.iter().map(|effect| match &effect.kind {
        crate::EffectKind::Delete { path, .. } => {
            (path.written.as_deref(), path.absolute.as_deref())
        }
        other => panic!("{other:?}"),
    });
    let path = Some("/home/me/x/y");
    assert_eq!(paths.collect::<Vec<_>>(), [(path, path)]);
}

#[test]
fn objects() {
    posh(
        "[IO.DirectoryInfo]::new('C:\\x').Delete($true)",
        &["delete -r C:/x"],
    );
    posh(
        "(New-Object IO.FileInfo 'C:\\x').Delete()",
        &["delete C:/x"],
    );
    posh(
        "[IO.StreamReader]::new('C:\\x').ReadToEnd()",
        &["read C:/x"],
    );
    posh(
        "[scriptblock]::Create('ri C:\\x').Invoke()",
        &["delete C:/x"],
    );
    posh("& ([scriptblock]::Create('ri C:\\x'))", &["delete C:/x"]);
    posh("& (Get-Command Remove-Item) C:\\x", &["delete C:/x"]);
    posh(
        "(New-Object -ComObject Scripting.FileSystemObject).DeleteFolder('C:\\x')",
        &["delete -r C:/x"],
    );
    posh(
        "(New-Object -ComObject WScript.Shell).Run('cmd /c rd /s /q C:\\x')",
        &["delete -r C:/x"],
    );
    posh(
        "Get-CimInstance Win32_ShadowCopy | Remove-CimInstance",
        &["write C:/Windows/System32/VSS"],
    );
    posh(
        "gwmi Win32_ShadowCopy | % { $_.Delete() }",
        &["write C:/Windows/System32/VSS"],
    );
    posh(
        "Invoke-CimMethod Win32_Process -MethodName Create -Arguments @{ CommandLine = 'cmd /c rd /s /q C:\\x' }",
        &["delete -r C:/x"],
    );
    posh(
        "$l = [Collections.ArrayList]::new(); $l.Remove('C:\\x'); $l.Delete",
        &[],
    );
}

#[test]
fn statements_without_a_line_end_between() {
    posh("if ($x) { gi a } ri C:\\x", &["delete C:/x"]);
    posh("foreach ($d in 'a') { gi $d } ri C:\\x", &["delete C:/x"]);
    posh(
        "try { ri C:\\a } catch { ri C:\\b } finally { ri C:\\c }",
        &["delete C:/a", "delete C:/b", "delete C:/c"],
    );
    posh(
        "do { ri C:\\a } while (ri C:\\b)",
        &["delete C:/a", "delete C:/b"],
    );
    posh(
        "switch -Regex -File .env { 'a' { ri C:\\x } }",
        &["read C:/Users/me/repo/.env", "delete C:/x"],
    );
    posh("gci C:\\x\n  | ri", &["delete C:/x"]);
}

#[test]
fn words_as_powershell_cuts_them() {
    posh(
        "Remove-Item \u{201c}C:\\x y\u{201d} \u{2013}Recurse",
        &["delete -r C:/x y"],
    );
    posh("Remove-Item \u{2018}C:\\x\u{2019}", &["delete C:/x"]);
    posh(
        "rmdir /s /q build",
        &[
            "delete C:/s",
            "delete C:/q",
            "delete C:/Users/me/repo/build",
        ],
    );
    posh("icacls --% C:\\x /grant y:F", &["write C:/x"]);
    posh("${C:\\x}", &["read C:/x"]);
    posh("&('r'+'i') C:\\x", &["delete C:/x"]);
    posh("[IO.File]::Delete('C:\\'+'x')", &["delete C:/x"]);
    posh("$p='C:\\'+'x';ri $p", &["delete C:/x"]);
    posh(
        "$a='C:';$b='x';[IO.File]::Delete($a+'\\'+$b)",
        &["delete C:/x"],
    );
    posh("iex ('Xri C:\\x'.Replace('X',''))", &["delete C:/x"]);
    posh("ri 'C:\\'x", &["delete C:/x"]);
    posh("ri C:\\a+b", &["delete C:/a+b"]);
    posh(
        "$i++; $x.y += 1; 1+1; 'a'+'b' | ri",
        &["delete C:/Users/me/repo/ab"],
    );
}

#[test]
fn scripts_as_people_write_them() {
    posh(
        "param([string]$Root = '.', [string]$Out = \"build\", [switch]$All)\n$dirs = @(\n  (Join-Path $Root $Out),\n  (Join-Path $Root 'dist')\n)\nforeach ($d in $dirs) { if (Test-Path $d) { ri -Recurse -Force -Path $d } }",
        &[
            "delete -r C:/Users/me/repo/build",
            "delete -r C:/Users/me/repo/dist",
        ],
    );
    posh(
        "using namespace System.IO\nPush-Location ([Path]::GetDirectoryName($PSScriptRoot))\nri build -Recurse",
        &["delete -r C:/Users/me/build"],
    );
    posh(
        "$here = Split-Path -Parent $MyInvocation.MyCommand.Path\ncd $here\ncd ..\nri -Recurse build, dist",
        &["delete -r build", "delete -r dist"],
    );
    posh(
        "$p = @('C:\\x'\n'C:\\y')\nforeach ($d in $p) { ri $d }",
        &["delete C:/x", "delete C:/y"],
    );
}
