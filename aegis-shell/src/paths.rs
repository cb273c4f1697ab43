//! Words to paths: working directory, `~`, lexical normalisation, and what a pattern could match.

use compact_str::format_compact;
use smallvec::SmallVec;

use crate::few::Few;
use crate::glob;
use crate::script::{FilePath, Text, Value, Word, below};
use crate::unknown::{IDENTITY, NUMBER, ORDINARY, UNASSIGNED, first_mark, has_mark};

/// What stands at the root of a system, with everything on it below.
const SYSTEM: [&str; 24] = [
    "/usr/bin",
    "/usr/local",
    "/var/lib",
    "/var/log",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/usr",
    "/var",
    "/System",
    "/Library",
    "/Users",
    "/Applications",
];

/// Files below the root that matter by themselves.
const SYSTEM_FILES: [&str; 7] = [
    "/etc/passwd",
    "/etc/shadow",
    "/etc/sudoers",
    "/etc/hosts",
    "/etc/ssh/ssh_host_rsa_key",
    "/var/log/auth.log",
    "/var/log/syslog",
];

/// What matters below a home directory.
const AT_HOME: [&str; 27] = [
    ".ssh",
    ".ssh/id_rsa",
    ".ssh/id_ed25519",
    ".ssh/id_ecdsa",
    ".ssh/id_dsa",
    ".ssh/config",
    ".ssh/authorized_keys",
    ".aws",
    ".aws/credentials",
    ".aws/config",
    ".gnupg",
    ".config",
    ".config/gcloud",
    ".config/gh/hosts.yml",
    ".kube",
    ".kube/config",
    ".netrc",
    ".docker/config.json",
    ".git-credentials",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".bash_history",
    ".bashrc",
    ".zshrc",
    ".profile",
    "Documents",
];

/// What matters in any folder.
const ANYWHERE: [&str; 5] = [".env", ".env.local", ".git", "id_rsa", "id_ed25519"];

/// Where words are resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base<'a> {
    /// Working directory, as [`folder`] has it.
    pub(crate) cwd: Option<&'a str>,
    pub(crate) home: Option<&'a str>,
}

/// A path a word may come to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) path: FilePath,
    /// An unknown piece decides whether it is this.
    pub(crate) possible: bool,
}

impl Resolved {
    /// The path as it is kept in mind; `None` where nothing is known of it.
    #[inline]
    pub(crate) fn name(&self) -> Option<&Text> {
        self.path.absolute.as_ref().or(self.path.written.as_ref())
    }
}

/// The paths of a word, mostly one.
pub(crate) type Found = Few<Resolved>;

/// Adds the paths that a word may come to. Where a piece is unknown: the path without that piece, which is what an empty
/// variable makes of it, and a path of which nothing is known unless an ordinary name limits the harm.
pub(crate) fn resolve(word: &Word, base: Base<'_>, found: &mut Found) {
    for value in &word.values {
        match value {
            Value::Text(text) | Value::Glob(text) => {
                let pattern = matches!(value, Value::Glob(_));
                let path = |text: Text| {
                    if pattern {
                        glob_path(&text, base)
                    } else {
                        text_path(text, word.quoted, base)
                    }
                };
                match first_mark(text) {
                    Some(at) => partial(text, at, path, found),
                    None => add(found, path(text.clone()), false),
                }
            }
            Value::Prefix(_) | Value::Unknown => add(found, unknown(), true),
        }
    }
}

/// The path that a word may come to, where there is only one such: it is known and no pattern, or nothing is known.
#[inline(always)]
pub(crate) fn only(word: &Word, base: Base<'_>) -> Option<Resolved> {
    match word.values.single() {
        Some(Value::Text(text)) if !has_mark(text) => Some(Resolved {
            path: text_path(text.clone(), word.quoted, base),
            possible: false,
        }),
        Some(Value::Text(text)) if text == UNASSIGNED => Some(Resolved {
            path: unknown(),
            possible: true,
        }),
        _ => None,
    }
}

fn add(found: &mut Found, path: FilePath, possible: bool) {
    let resolved = Resolved { path, possible };
    if found.is_empty() || !found.contains(&resolved) {
        found.push(resolved);
    }
}

fn unknown() -> FilePath {
    FilePath {
        written: None,
        absolute: None,
        glob: false,
        could_match: Vec::new(),
    }
}

/// A text with marks, the first of which stands at `first`: what it comes to if those that may be empty are.
fn partial<'t>(text: &'t str, first: usize, path: impl Fn(Text) -> FilePath, found: &mut Found) {
    let mut known: SmallVec<[&str; 4]> = SmallVec::new();
    let mut note = |piece: &'t str| {
        if !piece.is_empty() {
            known.push(piece);
        }
    };
    let mut marks_may_be_empty = true;
    let mut tail = text;
    let mut mark = Some(first);
    while let Some(at) = mark {
        let (piece, rest) = tail.split_at_checked(at).unwrap_or((tail, ""));
        note(piece);
        let mut behind = rest.chars();
        let filler = match behind.next() {
            Some(NUMBER) => "1",
            Some(ORDINARY | IDENTITY) => "x",
            _ => "",
        };
        note(filler);
        marks_may_be_empty &= filler.is_empty();
        tail = behind.as_str();
        mark = first_mark(tail);
    }
    let begins_unknown = first == 0;
    let limited = || {
        tail.split('/')
            .any(|name| !matches!(name, "" | "." | ".." | "*" | "**"))
    };
    if begins_unknown && marks_may_be_empty && !limited() {
        add(found, unknown(), true);
    }
    note(tail);
    if begins_unknown && !marks_may_be_empty {
        return;
    }
    let rest = match known.as_slice() {
        [] => return,
        [only] => Text::from(*only),
        pieces => pieces.concat().into(),
    };
    add(found, path(rest), true);
}

fn text_path(text: Text, quoted: bool, base: Base<'_>) -> FilePath {
    FilePath {
        absolute: absolute(&text, quoted, base),
        written: Some(text),
        glob: false,
        could_match: Vec::new(),
    }
}

fn glob_path(pattern: &str, base: Base<'_>) -> FilePath {
    let could_match = could_match(pattern, base);
    let written = glob::unescape(pattern);
    let absolute = absolute(&written, false, base);
    FilePath {
        written: Some(written),
        absolute,
        glob: true,
        could_match,
    }
}

/// A path made absolute and normalised; `None` where the working directory or the home that it needs is unknown.
pub(crate) fn absolute(text: &str, quoted: bool, base: Base<'_>) -> Option<Text> {
    match text.as_bytes() {
        [] => return None,
        [b'/', ..] => return Some(normalise(text)),
        [b'~', b'/', ..] | [b'~'] if !quoted => {
            return Some(joined(base.home?, text.get(1..).unwrap_or_default()));
        }
        _ => {}
    }
    let cwd = base.cwd?;
    let path = text.strip_prefix("./").unwrap_or(text);
    let path = path.strip_suffix('/').unwrap_or(path);
    Some(match cwd.as_bytes() {
        [b'/'] if is_plain(path) => outside_of_process(below("", path)),
        [b'/', b'p', ..] if is_plain(path) => outside_of_process(below(cwd, path)),
        [b'/', ..] if is_plain(path) => below(cwd, path),
        _ => joined(cwd, text),
    })
}

/// Lexical normalisation of an absolute path: no `.`, no `..`, no empty component, no slash at the end.
pub(crate) fn normalise(path: &str) -> Text {
    joined("", path)
}

/// A folder as it is given: normalised, unless it is one of another system.
pub(crate) fn folder(path: &str) -> Text {
    if path.starts_with('/') {
        normalise(path)
    } else {
        path.into()
    }
}

/// Whether nothing in a relative path needs a look: no component is empty or begins with a dot.
fn is_plain(path: &str) -> bool {
    let mut before = b'/';
    for byte in path.bytes() {
        if before == b'/' && matches!(byte, b'/' | b'.') {
            return false;
        }
        before = byte;
    }
    before != b'/'
}

/// What stands below `start`, normalised as a whole.
fn joined(start: &str, below: &str) -> Text {
    if start.is_empty()
        && let Some(path) = below.strip_prefix('/')
        && is_plain(path)
    {
        return outside_of_process(below.into());
    }
    let mut normal = String::with_capacity(start.len() + below.len() + 2);
    for part in start.split('/').chain(below.split('/')) {
        match part {
            "" | "." => {}
            ".." => normal.truncate(normal.rfind('/').unwrap_or(0)),
            part => {
                normal.push('/');
                normal.push_str(part);
            }
        }
    }
    if normal.is_empty() {
        normal.push('/');
    }
    outside_of_process(normal.into())
}

fn outside_of_process(path: Text) -> Text {
    match root_of_process(&path) {
        Some("") => "/".into(),
        Some(seen) => seen.into(),
        None => path,
    }
}

/// `/proc/self/root/etc` is `/etc` by another way.
fn root_of_process(path: &str) -> Option<&str> {
    let (process, rest) = path.strip_prefix("/proc/")?.split_once("/root")?;
    let is_process = matches!(process, "self" | "thread-self")
        || !process.is_empty() && process.bytes().all(|digit| digit.is_ascii_digit());
    (is_process && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

/// Well-known paths that a pattern could match.
pub(crate) fn could_match(pattern: &str, base: Base<'_>) -> Vec<String> {
    let full = match base.cwd {
        _ if pattern.starts_with('/') => Some(normalise(pattern)),
        _ if pattern.starts_with("~/") => base.home.map(|home| {
            normalise(&format_compact!(
                "{home}{}",
                pattern.trim_start_matches('~')
            ))
        }),
        Some(cwd) => {
            let cwd = glob::escape(cwd);
            let cwd = Some(cwd.as_str());
            absolute(pattern, true, Base { cwd, home: None })
        }
        None => None,
    };
    let mut found: Vec<String> = Vec::new();
    if let Some(full) = &full {
        let home = base.home.unwrap_or("/root");
        landmarks(full, home, |landmark| {
            // What the pattern says below a landmark stays as it is.
            let depth = landmark.matches('/').count();
            let cut = full.match_indices('/').nth(depth).map(|(at, _)| at);
            let (start, below) = cut
                .and_then(|at| full.split_at_checked(at))
                .unwrap_or((full, ""));
            let is_folder = below.is_empty() || glob::is_pattern(start);
            if is_folder && glob::glob_matches(start, landmark) {
                found.push([landmark, below].concat());
            }
        });
    }
    let (folder, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    // A pattern that says nothing (`*`) is not about them.
    let telling = last.bytes().filter(u8::is_ascii_alphanumeric).count() > 1;
    let names = if glob::is_pattern(last) {
        &ANYWHERE[..]
    } else {
        &[]
    };
    for name in names {
        if (telling || name.starts_with('.')) && glob::component_matches(last, name) {
            let relative: Text = if folder.is_empty() {
                Text::from(*name)
            } else {
                format_compact!("{}/{name}", glob::unescape(folder))
            };
            found.push(absolute(&relative, false, base).unwrap_or(relative).into());
        }
    }
    if found.len() > 1 {
        let mut seen = std::collections::HashSet::new();
        found.retain(|path| seen.insert(path.clone()));
    }
    found
}

/// Hands over the well-known paths that begin as the pattern does, up to its first sign: few are left to be compared.
fn landmarks(pattern: &str, home: &str, mut hand_over: impl FnMut(&str)) {
    let end = pattern.find(['*', '?', '[', '\\']).unwrap_or(pattern.len());
    let literal = pattern.get(..end).unwrap_or_default();
    let parent = home.rsplit_once('/').map_or("/", |(parent, _)| parent);
    let fixed = SYSTEM.iter().chain(&SYSTEM_FILES).copied();
    fixed
        .chain([home, parent])
        .filter(|path| path.starts_with(literal))
        .for_each(&mut hand_over);
    let below = match literal.strip_prefix(home) {
        None if home.starts_with(literal) => "",
        Some("") => "",
        Some(below) if below.starts_with('/') => below.get(1..).unwrap_or_default(),
        _ => return,
    };
    let at_home = AT_HOME.iter().filter(|path| path.starts_with(below));
    at_home.for_each(|path| hand_over(&format_compact!("{home}/{path}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::script::Span;
    use crate::unknown::VARIABLE;

    const BASE: Base<'_> = Base {
        cwd: Some("/home/dev/project"),
        home: Some("/home/dev"),
    };

    fn word(value: Value) -> Word {
        Word {
            values: Few::one(value),
            quoted: false,
            span: Span::default(),
        }
    }

    fn found(value: Value) -> Found {
        let mut found = Found::new();
        resolve(&word(value), BASE, &mut found);
        found
    }

    fn check(value: Value, expected: &[Option<&str>]) {
        let found = found(value.clone());
        let paths: Vec<_> = found
            .iter()
            .map(|resolved| resolved.path.absolute.as_deref())
            .collect();
        assert_eq!(paths, expected, "{value:?}");
    }

    #[test]
    fn texts() {
        check(Value::Text("/tmp/../etc//x/.".into()), &[Some("/etc/x")]);
        check(Value::Text("../../..".into()), &[Some("/")]);
        check(Value::Text("~/.ssh".into()), &[Some("/home/dev/.ssh")]);
        check(Value::Text("a b".into()), &[Some("/home/dev/project/a b")]);
        check(Value::Glob("/*".into()), &[Some("/*")]);
        check(Value::Unknown, &[None]);
    }

    #[test]
    fn unknown_pieces() {
        check(Value::Text(format_compact!("{VARIABLE}")), &[None]);
        check(
            Value::Glob(format_compact!("{VARIABLE}/*")),
            &[None, Some("/*")],
        );
        check(
            Value::Text(format_compact!("{VARIABLE}/node_modules")),
            &[Some("/node_modules")],
        );
        check(
            Value::Text(format_compact!("/opt/{VARIABLE}")),
            &[Some("/opt")],
        );
        check(Value::Text(format_compact!("{ORDINARY}/")), &[]);
        check(
            Value::Text(format_compact!("/etc/{NUMBER}")),
            &[Some("/etc/1")],
        );
    }

    #[test]
    fn landmarks() {
        let matched = |pattern: &str| match found(Value::Glob(pattern.into())).pop() {
            Some(resolved) => resolved.path.could_match,
            None => Vec::new(),
        };
        assert!(matched("/e*c").contains(&"/etc".to_owned()));
        assert!(matched("/???").contains(&"/usr".to_owned()));
        assert_eq!(matched(".en?"), ["/home/dev/project/.env"]);
        assert_eq!(matched("/home/dev/.s*/id_rsa"), ["/home/dev/.ssh/id_rsa"]);
        assert!(matched("../../d*").contains(&"/home/dev".to_owned()));
        assert_eq!(matched("/e*/nginx/x"), ["/etc/nginx/x"]);
        assert_eq!(
            matched("/home/dev/.s*/work_key"),
            ["/home/dev/.ssh/work_key"]
        );
        assert!(matched("/srv/a*/b").is_empty());
        assert!(matched("*.log").is_empty());
        assert!(matched("*").is_empty());
    }
}
