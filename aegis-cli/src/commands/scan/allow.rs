//! What is let through: entries of `scanner.allow` in config.yaml and of a repository's `.aegis/allow`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use aegis_scanner::{Allow, Fingerprint};
use globset::{GlobBuilder, GlobMatcher};

use crate::policy::read_bounded;

/// Where a repository keeps its entries, from its root.
pub(crate) const FILE: &str = ".aegis/allow";
/// Largest allow file in bytes.
pub(crate) const MAX_FILE: u64 = 1024 * 1024;

/// Why an allow file or list cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum AllowError {
    /// It is there and cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An entry is none of the three kinds.
    #[error(
        "{place}: `{entry}` is no allow entry: write `path:<glob>`, `type:<id>` or a finding's fingerprint (`<id>:<16 hex digits>`)"
    )]
    Entry {
        /// File and line, or the key of config.yaml.
        place: String,
        /// What stands there.
        entry: String,
    },
    /// A glob that is none.
    #[error("{place}: bad glob in `{entry}`: {reason}")]
    Glob {
        /// File and line, or the key of config.yaml.
        place: String,
        /// What stands there.
        entry: String,
        /// What the glob reader says.
        reason: String,
    },
}

/// What a finding is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// Its fingerprint.
    pub(crate) fingerprint: &'a Fingerprint,
    /// Its absolute path, where it stands in a file, with `/` between the parts.
    pub(crate) absolute: Option<&'a str>,
    /// The same from the repository's root.
    pub(crate) relative: Option<&'a str>,
}

/// Allow entries of one file. Which of them matched something is noted.
#[derive(Debug, Default)]
pub(crate) struct AllowList {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    text: String,
    place: String,
    what: What,
    used: AtomicBool,
}

#[derive(Debug)]
enum What {
    Fingerprint(Fingerprint),
    Type(String),
    Path(PathGlob),
}

/// The entries of an allow file; none where there is no file.
pub(crate) fn read_allow_file(path: &Path) -> Result<AllowList, AllowError> {
    let text = read_bounded(path, MAX_FILE).map_err(|source| AllowError::Read {
        path: path.to_owned(),
        source,
    })?;
    AllowList::parse(&text.unwrap_or_default(), &path.display().to_string())
}

impl AllowList {
    /// One entry a line. `#` begins a comment at the start of a line or after a blank.
    pub(crate) fn parse(text: &str, file: &str) -> Result<AllowList, AllowError> {
        let mut entries = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let entry = without_comment(line);
            if !entry.is_empty() {
                // A repository's globs begin at its root, as those of .gitignore do.
                let place = format!("{file}:{}", number + 1);
                entries.push(Entry::read(entry, place, None, true)?);
            }
        }
        Ok(AllowList { entries })
    }

    /// The entries of `scanner.allow`.
    pub(crate) fn from_config(
        entries: &[String],
        home: Option<&Path>,
    ) -> Result<AllowList, AllowError> {
        let entries = entries
            .iter()
            .map(|entry| {
                Entry::read(
                    entry.trim(),
                    "`scanner.allow` in config.yaml".to_owned(),
                    home,
                    false,
                )
            })
            .collect::<Result<_, _>>()?;
        Ok(AllowList { entries })
    }

    /// Whether an entry lets this through. All that do are marked as used.
    pub(crate) fn allows(&self, subject: Subject<'_>) -> bool {
        let mut allowed = false;
        for entry in self.entries.iter().filter(|e| e.what.matches(subject)) {
            entry.used.store(true, Ordering::Relaxed);
            allowed = true;
        }
        allowed
    }

    /// The entries that name a value or a type, as the scanner takes them.
    pub(crate) fn scanner_entries(&self) -> Vec<Allow> {
        let allow = |entry: &Entry| match &entry.what {
            What::Fingerprint(fingerprint) => Some(Allow::Fingerprint(fingerprint.clone())),
            What::Type(id) => Some(Allow::Type(id.clone())),
            What::Path(_) => None,
        };
        self.entries.iter().filter_map(allow).collect()
    }

    /// Whether an entry lets through whatever stands in this file.
    pub(crate) fn allows_file(&self, absolute: &str, relative: Option<&str>) -> bool {
        self.entries.iter().any(|entry| match &entry.what {
            What::Path(glob) => glob.matches_path(Some(absolute), relative),
            What::Fingerprint(_) | What::Type(_) => false,
        })
    }

    /// The ids of the types that are named.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            What::Type(id) => Some((id.as_str(), entry.place.as_str())),
            What::Fingerprint(_) | What::Path(_) => None,
        })
    }

    /// The entries that let nothing through so far, each with its place.
    pub(crate) fn unused(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries
            .iter()
            .filter(|entry| !entry.used.load(Ordering::Relaxed))
            .map(|entry| (entry.text.as_str(), entry.place.as_str()))
    }
}

fn without_comment(line: &str) -> &str {
    let blank_before = |at: usize| {
        line.get(..at)
            .is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t']))
    };
    line.match_indices('#')
        .find(|(at, _)| blank_before(*at))
        .and_then(|(at, _)| line.get(..at))
        .unwrap_or(line)
        .trim()
}

impl Entry {
    fn read(
        text: &str,
        place: String,
        home: Option<&Path>,
        in_repo: bool,
    ) -> Result<Entry, AllowError> {
        let bad = || AllowError::Entry {
            place: place.clone(),
            entry: text.to_owned(),
        };
        let what = if let Some(glob) = text.strip_prefix("path:") {
            let glob =
                PathGlob::new(glob.trim(), home, in_repo).map_err(|reason| match reason {
                    Some(error) => AllowError::Glob {
                        place: place.clone(),
                        entry: text.to_owned(),
                        reason: error.kind().to_string(),
                    },
                    None => bad(),
                })?;
            What::Path(glob)
        } else if let Some(id) = text.strip_prefix("type:") {
            let id = id.trim();
            if id.is_empty() {
                return Err(bad());
            }
            What::Type(id.to_owned())
        } else {
            What::Fingerprint(text.parse().map_err(|_| bad())?)
        };
        Ok(Entry {
            text: text.to_owned(),
            what,
            used: AtomicBool::new(false),
            place,
        })
    }
}

impl What {
    fn matches(&self, subject: Subject<'_>) -> bool {
        match self {
            What::Fingerprint(fingerprint) => fingerprint == subject.fingerprint,
            What::Type(id) => id == subject.fingerprint.kind(),
            What::Path(glob) => glob.matches(subject),
        }
    }
}

/// A glob over paths: `*` and `?` stop at `/`, `**` does not. One without a `/` inside matches a name at any depth, and
/// what matches a folder matches everything in it.
#[derive(Debug)]
struct PathGlob {
    itself: GlobMatcher,
    beneath: GlobMatcher,
    absolute: bool,
}

impl PathGlob {
    /// `None` as the error stands for an empty glob.
    fn new(
        glob: &str,
        home: Option<&Path>,
        in_repo: bool,
    ) -> Result<PathGlob, Option<globset::Error>> {
        let below_home = glob.strip_prefix("~/").zip(home);
        let whole = match below_home {
            Some((rest, home)) => format!("{}/{rest}", escape(&home.to_string_lossy())),
            None => glob.to_owned(),
        };
        let absolute = whole.starts_with('/') && !in_repo;
        let rooted = if absolute {
            whole.as_str()
        } else {
            whole.strip_prefix("./").unwrap_or(&whole)
        };
        let anchored = rooted.trim_end_matches('/').contains('/');
        let plain = rooted.trim_matches('/');
        if plain.is_empty() {
            return Err(None);
        }
        let from = match (absolute, anchored) {
            (true, _) => format!("/{plain}"),
            (false, true) => plain.to_owned(),
            (false, false) => format!("**/{plain}"),
        };
        Ok(PathGlob {
            itself: compile(&from)?,
            beneath: compile(&format!("{from}/**"))?,
            absolute,
        })
    }

    fn matches(&self, subject: Subject<'_>) -> bool {
        self.matches_path(subject.absolute, subject.relative)
    }

    fn matches_path(&self, absolute: Option<&str>, relative: Option<&str>) -> bool {
        let path = if self.absolute { absolute } else { relative };
        path.is_some_and(|path| self.itself.is_match(path) || self.beneath.is_match(path))
    }
}

fn compile(glob: &str) -> Result<GlobMatcher, globset::Error> {
    let glob = GlobBuilder::new(glob).literal_separator(true).build()?;
    Ok(glob.compile_matcher())
}

fn escape(literal: &str) -> String {
    globset::escape(literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINT: &str = "jwt:00112233445566ff";

    fn check(entry: &str, path: &str, expected: bool) {
        let list = AllowList::parse(entry, "allow").unwrap();
        let fingerprint: Fingerprint = PRINT.parse().unwrap();
        let absolute = format!("/r/{path}");
        let subject = Subject {
            fingerprint: &fingerprint,
            absolute: Some(&absolute),
            relative: Some(path),
        };
        assert_eq!(list.allows(subject), expected, "{entry} on {path}");
        assert_eq!(list.unused().count() == 0, expected, "{entry} on {path}");
    }

    #[test]
    fn entries_match_what_they_name() {
        check(PRINT, "a.rs", true);
        check("jwt:00112233445566fe", "a.rs", false);
        check("type:jwt", "a.rs", true);
        check("type:jw", "a.rs", false);
        check("path:a.rs", "a.rs", true);
        check("path:a.rs", "deep/a.rs", true);
        check("path:/a.rs", "deep/a.rs", false);
        check("path:/a.rs", "a.rs", true);
        check("path:tests/*.rs", "tests/a.rs", true);
        check("path:tests/*.rs", "tests/deep/a.rs", false);
        check("path:tests/**/*.rs", "tests/deep/a.rs", true);
        check("path:tests/", "tests/deep/a.rs", true);
        check("path:tests/", "src/tests/deep/a.rs", true);
        check("path:tests/fixtures", "tests/fixtures/a.rs", true);
        check("path:tests/fixtures", "tests/fixtures.rs", false);
        check("path:*.{pem,key}", "etc/x.key", true);
    }

    #[test]
    fn comments_and_blank_lines_are_no_entries() {
        check("# type:jwt\n\n   \ntype:jwt # a note", "a", true);
        check("path:a#b # note", "a#b", true);
        assert!(
            AllowList::parse("# only\n", "f")
                .unwrap()
                .entries
                .is_empty()
        );
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, part) in [
            ("\njwt", "f:2: `jwt` is no allow entry"),
            ("path:", "f:1: `path:` is no allow entry"),
            ("type:", "f:1: `type:` is no allow entry"),
            ("jwt:123", "is no allow entry"),
            ("path:[a", "f:1: bad glob in `path:[a`"),
        ] {
            let error = AllowList::parse(text, "f").unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn config_globs_reach_outside_a_repository() {
        let fingerprint: Fingerprint = PRINT.parse().unwrap();
        let allows = |entry: &str, absolute: &str, relative: &str| {
            AllowList::from_config(&[entry.to_owned()], Some(Path::new("/home/me")))
                .unwrap()
                .allows(Subject {
                    fingerprint: &fingerprint,
                    absolute: Some(absolute),
                    relative: Some(relative),
                })
        };
        assert!(allows("path:/srv/**", "/srv/r/a.rs", "a.rs"));
        assert!(allows("path:~/work", "/home/me/work/a.rs", "a.rs"));
        assert!(!allows("path:/a.rs", "/srv/r/a.rs", "a.rs"));
        assert!(allows("path:a.rs", "/srv/r/a.rs", "a.rs"));
    }
}
