//! Paths as Windows shells understand them: both slashes separate, a drive letter begins an absolute path.

/// The absolute form with `/` between its parts, `.` and `..` resolved by their text: `C:/Windows`, `/etc` where the
/// shell runs elsewhere, `//server/share`. `None` if the folder it starts from is unknown, or it names no file.
pub(super) fn absolute(written: &str, cwd: Option<&str>, home: Option<&str>) -> Option<String> {
    let path = written.replace('\\', "/");
    let path = match path.rsplit_once("::") {
        Some((provider, path)) if provider.to_ascii_lowercase().ends_with("filesystem") => path,
        Some((provider, key)) if provider.to_ascii_lowercase().ends_with("registry") => {
            let (hive, key) = key.split_once('/').unwrap_or((key, ""));
            return kept(hive, key, home);
        }
        _ => path.as_str(),
    };
    let shared;
    let path = match path
        .strip_prefix("//?/")
        .or_else(|| path.strip_prefix("//./"))
    {
        Some(device) if drive(device).is_some() => device,
        Some(device) => match device.split_at_checked(4) {
            Some((share, rest)) if share.eq_ignore_ascii_case("UNC/") => {
                shared = format!("//{rest}");
                &shared
            }
            _ => return Some(path.to_owned()),
        },
        None => path,
    };
    if let Some(rest) = path
        .strip_prefix('~')
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
    {
        return Some(normalise(&format!("{}{rest}", home?.replace('\\', "/"))));
    }
    if drive(path).is_some() {
        return Some(normalise(path));
    }
    let first = path.split('/').next().unwrap_or_default();
    if let Some((name, start)) = first.split_once(':') {
        let rest = path.get(first.len()..).unwrap_or_default();
        return kept(name, &format!("{start}{rest}"), home);
    }
    if path.starts_with("//") {
        return Some(own_share(path).unwrap_or_else(|| normalise(path)));
    }
    let cwd = cwd.map(|cwd| cwd.replace('\\', "/"));
    if path.starts_with('/') {
        let letter = cwd
            .as_deref()
            .and_then(drive)
            .map(|(drive, _)| drive.to_owned())
            .unwrap_or_default();
        return Some(normalise(&format!("{letter}{path}")));
    }
    Some(normalise(&format!("{}/{path}", cwd?)))
}

/// Where PowerShell itself lies, and what it runs when it starts.
pub(super) const PSHOME: &str = r"C:\Windows\System32\WindowsPowerShell\v1.0";
pub(super) const PROFILE: &str = r"~\Documents\PowerShell\Microsoft.PowerShell_profile.ps1";
const HIVES: &str = "C:/Windows/System32/config";

/// The file in which the system keeps what a drive of PowerShell shows: `HKLM:\SOFTWARE` is a hive, and so is the store of
/// the machine's certificates. `None` for drives that are not known.
fn kept(drive: &str, key: &str, home: Option<&str>) -> Option<String> {
    let key = key.trim_start_matches('/');
    let lower = key.to_ascii_lowercase();
    let hive = match drive.to_ascii_lowercase().as_str() {
        "hklm" | "hkey_local_machine" => HIVES.to_owned(),
        "hku" | "hkey_users" | "hkcr" | "hkey_classes_root" | "hkcc" | "hkey_current_config" => {
            format!("{HIVES}/SOFTWARE")
        }
        // What starts when the user does is the system's, whoever may change it.
        "hkcu" | "hkey_current_user" if starts_programs(&lower) => format!("{HIVES}/SOFTWARE"),
        "hkcu" | "hkey_current_user" => format!("{}/NTUSER.DAT", home?),
        "cert" if lower.starts_with("localmachine") => {
            format!("{HIVES}/SOFTWARE/Microsoft/SystemCertificates")
        }
        "wsman" => format!("{HIVES}/SOFTWARE/Microsoft/Windows/CurrentVersion/WSMAN"),
        _ => return None,
    };
    let hive = hive.replace('\\', "/");
    Some(normalise(&format!("{hive}/{key}")))
}

/// Whether a key of the registry, in small letters and with slashes, names programs that start by themselves.
fn starts_programs(key: &str) -> bool {
    key.contains("/currentversion/run") || key.contains("/windows nt/currentversion/winlogon")
}

/// `//localhost/C$/x` is `C:/x`.
fn own_share(path: &str) -> Option<String> {
    let rest = path.trim_start_matches('/');
    let (host, rest) = rest.split_once('/')?;
    let is_here = matches!(
        host.to_ascii_lowercase().as_str(),
        "localhost" | "127.0.0.1" | "." | "::1"
    );
    let (share, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let letter = share.strip_suffix('$').filter(|letter| letter.len() == 1)?;
    is_here.then(|| normalise(&format!("{letter}:/{rest}")))
}

/// The host of a share on another machine. What WSL shows is on this one.
pub(super) fn other_host(absolute: &str) -> Option<&str> {
    let (host, share) = absolute.strip_prefix("//")?.split_once('/')?;
    let host = host.split('@').next()?;
    let is_here = ["localhost", "127.0.0.1", "wsl$", "wsl.localhost", "?", "."]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(host));
    (!is_here && !host.is_empty() && !share.is_empty()).then_some(host)
}

/// Well-known paths that a pattern could match: those of a home folder, and names that matter in any folder.
pub(super) fn could_match(absolute: &str, home: Option<&str>) -> Vec<String> {
    const HOME: &str = "/~";
    let home = home.map(|home| home.replace('\\', "/"));
    let below = home.as_deref().and_then(|home| {
        let (start, rest) = absolute.split_at_checked(home.len())?;
        (start.eq_ignore_ascii_case(home) && rest.starts_with('/')).then_some(rest)
    });
    let base = crate::paths::Base {
        cwd: None,
        home: Some(HOME),
    };
    let (pattern, folder) = match (below, &home) {
        (Some(rest), Some(home)) => (format!("{HOME}{rest}"), home.as_str()),
        _ => (format!("/{absolute}"), ""),
    };
    crate::paths::could_match(&pattern, base)
        .into_iter()
        .filter_map(|path| match path.strip_prefix(HOME) {
            Some(rest) if !folder.is_empty() => Some(format!("{folder}{rest}")),
            _ if folder.is_empty() => path.strip_prefix('/').map(str::to_owned),
            _ => None,
        })
        .collect()
}

/// Splits `C:` off.
fn drive(path: &str) -> Option<(&str, &str)> {
    let (letter, rest) = path.split_at_checked(2)?;
    let is_drive = letter.ends_with(':') && letter.starts_with(|c: char| c.is_ascii_alphabetic());
    is_drive.then_some((letter, rest))
}

/// Whether a variable's name is a path: `${C:\x}` is the file's content.
pub(super) fn is_on_drive(name: &str) -> bool {
    drive(name).is_some_and(|(_, rest)| !rest.is_empty())
}

fn normalise(path: &str) -> String {
    let (root, rest) = match drive(path) {
        Some((letter, rest)) => (format!("{}/", letter.to_ascii_uppercase()), rest),
        None if path.starts_with("//") => ("//".to_owned(), path),
        None => ("/".to_owned(), path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    root + &parts.join("/")
}

/// What a variable of the environment holds on every Windows machine; names in small letters.
pub(super) fn environment(name: &str, cwd: Option<&str>, home: Option<&str>) -> Option<String> {
    let home = || home.unwrap_or("~").to_owned();
    Some(match name {
        "userprofile" | "home" => home(),
        "homepath" => {
            let home = home();
            drive(&home)
                .map_or(home.as_str(), |(_, rest)| rest)
                .to_owned()
        }
        "username" => {
            let home = home();
            home.rsplit(['\\', '/'])
                .next()
                .unwrap_or_default()
                .to_owned()
        }
        "systemdrive" | "homedrive" => "C:".to_owned(),
        "systemroot" | "windir" => "C:\\Windows".to_owned(),
        "programfiles" | "programw6432" => "C:\\Program Files".to_owned(),
        "programfiles(x86)" => "C:\\Program Files (x86)".to_owned(),
        "programdata" | "allusersprofile" => "C:\\ProgramData".to_owned(),
        "public" => "C:\\Users\\Public".to_owned(),
        "appdata" => home() + "\\AppData\\Roaming",
        "localappdata" => home() + "\\AppData\\Local",
        "temp" | "tmp" if home().starts_with('/') => "/tmp".to_owned(),
        "temp" | "tmp" => home() + "\\AppData\\Local\\Temp",
        "comspec" => "cmd.exe".to_owned(),
        "pwd" | "cd" => cwd?.to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        let found = super::absolute(written, Some("C:\\Users\\me\\repo"), Some("C:\\Users\\me"));
        assert_eq!(found.as_deref(), expected, "{written}");
    }

    #[test]
    fn forms() {
        check("C:\\", Some("C:/"));
        check(
            "c:\\windows\\..\\Windows\\System32",
            Some("C:/Windows/System32"),
        );
        check("\\", Some("C:/"));
        check("..\\..", Some("C:/Users"));
        check("a/b", Some("C:/Users/me/repo/a/b"));
        check("~", Some("C:/Users/me"));
        check("~\\.ssh\\id_rsa", Some("C:/Users/me/.ssh/id_rsa"));
        check("\\\\?\\C:\\x", Some("C:/x"));
        check("\\\\server\\share\\x", Some("//server/share/x"));
        check("D:", Some("D:/"));
        check("\\\\?\\UNC\\server\\share", Some("//server/share"));
        check("\\\\localhost\\c$\\Windows", Some("C:/Windows"));
        check("\\\\server\\c$\\Windows", Some("//server/c$/Windows"));
        check("Env:X", None);
    }

    #[test]
    fn the_registry_lies_in_files() {
        let config = |rest: &str| format!("C:/Windows/System32/config{rest}");
        check("HKLM:\\Software", Some(&config("/Software")));
        check("HKLM:", Some(&config("")));
        check("Registry::HKEY_LOCAL_MACHINE\\SAM", Some(&config("/SAM")));
        check(
            "HKCU:\\Software\\Mine",
            Some("C:/Users/me/NTUSER.DAT/Software/Mine"),
        );
        check(
            "HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
            Some(&config(
                "/SOFTWARE/Software/Microsoft/Windows/CurrentVersion/Run",
            )),
        );
    }

    #[test]
    fn other_machines() {
        assert_eq!(super::other_host("//server/share/x"), Some("server"));
        assert_eq!(super::other_host("//wsl$/Ubuntu/home"), None);
        assert_eq!(super::other_host("C:/x"), None);
    }

    #[test]
    fn patterns_reach_well_known_files() {
        let home = Some("C:\\Users\\me");
        let found = super::could_match("C:/Users/me/.ss*/id_r*", home);
        assert!(
            found.contains(&"C:/Users/me/.ssh/id_rsa".to_owned()),
            "{found:?}"
        );
        let found = super::could_match("C:/Users/me/repo/.en*", home);
        assert!(
            found.contains(&"C:/Users/me/repo/.env".to_owned()),
            "{found:?}"
        );
        let found = super::could_match("D:/repo/.en*", home);
        assert!(found.contains(&"D:/repo/.env".to_owned()), "{found:?}");
        assert!(super::could_match("D:/repo/*", home).is_empty());
    }

    #[test]
    fn other_systems() {
        assert_eq!(
            super::absolute("/etc/../x", Some("/home/u"), None).as_deref(),
            Some("/x")
        );
        assert_eq!(super::absolute("x", None, None), None);
    }
}
