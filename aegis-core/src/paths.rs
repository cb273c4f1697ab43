//! The forms in which a rule may match a path.

use std::borrow::Cow;

use aegis_rules::PathForms;
use aegis_shell::FilePath;

use crate::facts::Facts;

/// A path as a tool gave it, in all its forms. `~/x` is tried both as the home directory and as a folder of that name,
/// since agents differ in what they make of it.
pub(crate) fn forms_of_text(path: &str, cwd: &str, facts: &Facts<'_>) -> PathForms {
    let mut forms = Forms::new(facts);
    let slashed = path.replace('\\', "/");
    forms.push(path);
    forms.push(&slashed);
    if let (Some(home), Some(rest)) = (facts.home, after_tilde(&slashed)) {
        forms.absolute(&normalise(&join(&with_slashes(home), rest)));
    }
    if is_absolute(&slashed) {
        forms.absolute(&normalise(&slashed));
    } else if !cwd.is_empty() {
        forms.absolute(&normalise(&join(&with_slashes(cwd), &slashed)));
    }
    forms.done(false)
}

/// The path of an effect of a command line, in all its forms.
pub(crate) fn forms_of_effect(path: &FilePath, facts: &Facts<'_>) -> PathForms {
    let mut forms = Forms::new(facts);
    if let Some(written) = &path.written {
        forms.push(written);
    }
    if let Some(absolute) = &path.absolute {
        forms.absolute(absolute);
    }
    for landmark in &path.could_match {
        forms.absolute(landmark);
    }
    forms.done(path.written.is_none() && path.absolute.is_none())
}

struct Forms<'f> {
    facts: &'f Facts<'f>,
    list: Vec<String>,
}

impl<'f> Forms<'f> {
    fn new(facts: &'f Facts<'f>) -> Self {
        Forms {
            facts,
            list: Vec::new(),
        }
    }

    fn push(&mut self, form: &str) {
        if !form.is_empty() && !self.list.iter().any(|known| known == form) {
            self.list.push(form.to_owned());
        }
    }

    /// An absolute path with its relatives, and the same behind symlinks.
    fn absolute(&mut self, path: &str) {
        self.relatives(path);
        if let Some(real) = (self.facts.real_path)(path)
            && real != path
        {
            self.relatives(&real);
        }
    }

    fn relatives(&mut self, path: &str) {
        self.push(path);
        if let Some(rest) = self.facts.repo.and_then(|repo| below(path, repo)) {
            self.push(if rest.is_empty() { "." } else { rest });
        }
        if let Some(rest) = self.facts.home.and_then(|home| below(path, home)) {
            if rest.is_empty() {
                self.push("~");
            } else {
                self.push(&format!("~/{rest}"));
            }
        }
        if self.facts.ignores_case {
            self.push(&path.to_lowercase());
        }
    }

    fn done(self, unknown: bool) -> PathForms {
        PathForms {
            forms: self.list,
            unknown,
        }
    }
}

/// What follows `~/`; empty for `~` itself.
fn after_tilde(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('~')?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix('/')
    }
}

/// What lies below a folder: empty for the folder itself, `None` for anything outside. On Windows both slashes separate
/// and the case of letters does not tell.
pub(crate) fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if is_of_windows(folder) {
        let folder = folder.strip_suffix(['/', '\\']).unwrap_or(folder);
        let (start, rest) = path.split_at_checked(folder.len())?;
        return if !same_on_windows(start, folder) {
            None
        } else if rest.is_empty() {
            Some(rest)
        } else {
            rest.strip_prefix(['/', '\\'])
        };
    }
    let folder = folder.strip_suffix('/').unwrap_or(folder);
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix('/')
    }
}

/// `C:\x`, `C:/x`, `\\host\x`.
fn is_of_windows(path: &str) -> bool {
    let mut bytes = path.bytes();
    match (bytes.next(), bytes.next()) {
        (Some(b'\\'), Some(b'\\')) => true,
        (Some(drive), Some(b':')) => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

fn same_on_windows(left: &str, right: &str) -> bool {
    let small = |byte: u8| match byte {
        b'\\' => b'/',
        byte => byte.to_ascii_lowercase(),
    };
    left.len() == right.len() && left.bytes().map(small).eq(right.bytes().map(small))
}

/// A path of Windows with slashes between its parts; on other systems a backslash is a part of a name.
pub(crate) fn with_slashes(path: &str) -> Cow<'_, str> {
    if is_of_windows(path) && path.contains('\\') {
        Cow::Owned(path.replace('\\', "/"))
    } else {
        Cow::Borrowed(path)
    }
}

/// `/x`, `C:/x`, `//host/x`.
pub(crate) fn is_absolute(path: &str) -> bool {
    let mut bytes = path.bytes();
    match (bytes.next(), bytes.next(), bytes.next()) {
        (Some(b'/'), _, _) => true,
        (Some(drive), Some(b':'), Some(b'/') | None) => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

pub(crate) fn join(folder: &str, rest: &str) -> String {
    format!("{}/{rest}", folder.trim_end_matches('/'))
}

/// Without empty, `.` and `..` parts; `..` at the root stays at the root. No look at the disk.
pub(crate) fn normalise(path: &str) -> String {
    let (drive, rest) = match path.split_once('/') {
        Some((drive, rest)) if drive.ends_with(':') => (drive, rest),
        _ => ("", path),
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
    format!("{drive}/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &[&str]) {
        let facts = Facts {
            home: Some("/home/dev"),
            repo: Some("/home/dev/shop"),
            real_path: &|p| {
                p.strip_prefix("/home/dev/shop/link")
                    .map(|rest| format!("/etc{rest}"))
            },
            ..Facts::default()
        };
        let got = forms_of_text(path, "/home/dev/shop/src", &facts);
        assert_eq!(got.forms, expected, "{path}");
        assert!(!got.unknown);
    }

    #[test]
    fn a_path_has_every_form_a_rule_may_name() {
        check(
            "a.rs",
            &[
                "a.rs",
                "/home/dev/shop/src/a.rs",
                "src/a.rs",
                "~/shop/src/a.rs",
            ],
        );
        check(
            "../.env",
            &["../.env", "/home/dev/shop/.env", ".env", "~/shop/.env"],
        );
        check("/etc//x/../hosts", &["/etc//x/../hosts", "/etc/hosts"]);
        check("/home/dev", &["/home/dev", "~"]);
        check("../../../../../..", &["../../../../../..", "/"]);
        check("C:\\Windows\\x", &["C:\\Windows\\x", "C:/Windows/x"]);
    }

    #[test]
    fn the_folders_of_windows_are_told_by_either_slash_and_case() {
        let facts = Facts {
            home: Some("C:\\Users\\Dev"),
            repo: Some("C:\\Users\\Dev\\shop"),
            ..Facts::default()
        };
        let got = |path: &str| forms_of_text(path, "C:\\Users\\Dev\\shop\\src", &facts).forms;
        assert_eq!(
            got("a.rs"),
            [
                "a.rs",
                "C:/Users/Dev/shop/src/a.rs",
                "src/a.rs",
                "~/shop/src/a.rs"
            ]
        );
        assert_eq!(
            got("c:/users/dev/Documents"),
            ["c:/users/dev/Documents", "~/Documents",]
        );
        assert!(got("~/.ssh").contains(&"C:/Users/Dev/.ssh".to_owned()));
        assert_eq!(below("C:/Users/Devil", "C:\\Users\\Dev"), None);
        assert_eq!(below("C:\\Users\\Dev\\x", "c:/users/dev/"), Some("x"));
        assert_eq!(below("/home/dev\\x", "/home/dev"), None);
    }

    #[test]
    fn tilde_is_home_and_a_folder() {
        let forms = [
            "~/.ssh/id",
            "/home/dev/.ssh/id",
            "/home/dev/shop/src/~/.ssh/id",
            "src/~/.ssh/id",
        ];
        check(
            "~/.ssh/id",
            &[
                forms[0],
                forms[1],
                forms[2],
                forms[3],
                "~/shop/src/~/.ssh/id",
            ],
        );
    }

    #[test]
    fn a_symlink_hides_nothing() {
        let written = "/home/dev/shop/link/passwd";
        check(
            written,
            &[written, "link/passwd", "~/shop/link/passwd", "/etc/passwd"],
        );
    }
}
