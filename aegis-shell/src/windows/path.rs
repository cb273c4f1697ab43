//! Paths as Windows shells understand them: both slashes separate, a drive letter begins an absolute path.

/// The absolute form with `/` between its parts, `.` and `..` resolved by their text: `C:/Windows`, `/etc` where the
/// shell runs elsewhere, `//server/share`. `None` if the folder it starts from is unknown, or it names no file.
pub(super) fn absolute(written: &str, cwd: Option<&str>, home: Option<&str>) -> Option<String> {
    let path = written.replace('\\', "/");
    let path = path
        .rsplit_once("::")
        .filter(|(provider, _)| provider.ends_with("FileSystem"))
        .map_or(path.as_str(), |(_, path)| path);
    let path = match path
        .strip_prefix("//?/")
        .or_else(|| path.strip_prefix("//./"))
    {
        Some(device) if drive(device).is_none() => return Some(path.to_owned()),
        Some(stripped) => stripped,
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
    if path
        .split('/')
        .next()
        .is_some_and(|first| first.contains(':'))
    {
        return None;
    }
    if path.starts_with("//") {
        return Some(normalise(path));
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

/// Splits `C:` off.
fn drive(path: &str) -> Option<(&str, &str)> {
    let (letter, rest) = path.split_at_checked(2)?;
    let is_drive = letter.ends_with(':') && letter.starts_with(|c: char| c.is_ascii_alphabetic());
    is_drive.then_some((letter, rest))
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
        "userprofile" | "home" | "homepath" => home(),
        "systemdrive" | "homedrive" => "C:".to_owned(),
        "systemroot" | "windir" => "C:\\Windows".to_owned(),
        "programfiles" | "programw6432" => "C:\\Program Files".to_owned(),
        "programfiles(x86)" => "C:\\Program Files (x86)".to_owned(),
        "programdata" | "allusersprofile" => "C:\\ProgramData".to_owned(),
        "public" => "C:\\Users\\Public".to_owned(),
        "appdata" => home() + "\\AppData\\Roaming",
        "localappdata" => home() + "\\AppData\\Local",
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
        check("HKLM:\\Software", None);
        assert_eq!(
            super::absolute("/etc/../x", Some("/home/u"), None).as_deref(),
            Some("/x")
        );
        assert_eq!(super::absolute("x", None, None), None);
    }
}
