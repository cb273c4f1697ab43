//! Which allow entries count for a file: the user's everywhere, a repository's within it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use aegis_scanner::{Fingerprint, ScannerError, detectors, extended_detectors};

use super::ScanError;
use super::allow::{self, AllowList, Subject, read_allow_file};
use crate::config::ScannerConfig;
use crate::repo;

/// Allow entries by where they count.
#[derive(Debug)]
pub(crate) struct Scopes {
    cwd: PathBuf,
    home: Option<PathBuf>,
    config: AllowList,
    custom: Vec<String>,
    /// By folder, since findings in one folder share a repository.
    known: Mutex<BTreeMap<PathBuf, Arc<Scope>>>,
    enabled: bool,
}

/// A repository, or what stands for one.
#[derive(Debug)]
struct Scope {
    root: PathBuf,
    list: AllowList,
    problem: Option<String>,
}

impl Scopes {
    /// With the user's entries.
    pub(crate) fn new(
        cwd: PathBuf,
        home: Option<PathBuf>,
        config: &ScannerConfig,
    ) -> Result<Scopes, ScanError> {
        let list = AllowList::from_config(&config.allow, home.as_deref())?;
        let custom: Vec<String> = config
            .custom
            .iter()
            .map(|custom| custom.id.clone())
            .collect();
        if let Some((id, _)) = list.types().find(|(id, _)| !is_type(id, &custom)) {
            return Err(ScannerError::UnknownType(id.to_owned()).into());
        }
        Ok(Scopes {
            cwd,
            home,
            config: list,
            custom,
            known: Mutex::default(),
            enabled: true,
        })
    }

    /// With nothing let through.
    pub(crate) fn without_allows(cwd: PathBuf) -> Scopes {
        // Without entries the home directory makes no difference.
        Scopes {
            cwd,
            home: None,
            config: AllowList::default(),
            custom: Vec::new(),
            known: Mutex::default(),
            enabled: false,
        }
    }

    /// Whether a finding is let through: in the file at this path, or in a text, which counts as the working directory's.
    pub(crate) fn allows(&self, fingerprint: &Fingerprint, path: Option<&Path>) -> bool {
        if !self.enabled {
            return false;
        }
        let absolute = path.map(|path| self.absolute(path));
        let folder = absolute
            .as_deref()
            .and_then(Path::parent)
            .unwrap_or(&self.cwd);
        let scope = self.scope(folder);
        let relative = absolute
            .as_deref()
            .and_then(|path| path.strip_prefix(&scope.root).ok())
            .map(slashed);
        let absolute = absolute.as_deref().map(slashed);
        let subject = Subject {
            fingerprint,
            absolute: absolute.as_deref(),
            relative: relative.as_deref(),
        };
        // Both are asked, so that an entry is not called unused because another one matched as well.
        let by_config = self.config.allows(subject);
        scope.list.allows(subject) || by_config
    }

    /// The roots of the repositories that these files and folders are in, the longest first.
    pub(crate) fn roots(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> = paths
            .iter()
            .map(|path| {
                let absolute = self.absolute(path);
                match absolute.parent() {
                    Some(folder) if !absolute.is_dir() => self.root(folder),
                    _ => self.root(&absolute),
                }
            })
            .collect();
        roots.sort_by_key(|root| std::cmp::Reverse(root.as_os_str().len()));
        roots.dedup();
        roots
    }

    /// A path from the first of these roots that it is in, or as it is.
    pub(crate) fn below(&self, roots: &[PathBuf], path: &Path) -> String {
        let absolute = self.absolute(path);
        let relative = roots
            .iter()
            .find_map(|root| absolute.strip_prefix(root).ok());
        slashed(relative.unwrap_or(path))
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        without_dots(&self.cwd.join(path))
    }

    /// Whether what stands there is the second half of a fingerprint, as allow files and reports have them: a type, a
    /// colon, 16 hex digits.
    pub(crate) fn is_fingerprint(&self, text: &str, span: &Range<usize>) -> bool {
        let digest = text.get(span.clone()).unwrap_or_default();
        let before = text.get(..span.start).unwrap_or_default();
        let Some(before) = before.strip_suffix(':') else {
            return false;
        };
        let in_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let id = before.rsplit(|c| !in_id(c)).next().unwrap_or_default();
        digest.len() == 16
            && digest.bytes().all(|b| b.is_ascii_hexdigit())
            && is_type(id, &self.custom)
    }

    /// Sentences about entries that nothing matched, after these whole folders were scanned. A repository's entries are
    /// judged only if all of it was.
    pub(crate) fn unused(&self, folders: &[&PathBuf]) -> Vec<String> {
        if folders.is_empty() || !self.enabled {
            return Vec::new();
        }
        let mut lists: BTreeMap<PathBuf, Arc<Scope>> = BTreeMap::new();
        for folder in folders {
            let folder = self.absolute(folder);
            let scope = self.scope(&folder);
            if scope.root.starts_with(&folder) {
                lists.insert(scope.root.clone(), scope);
            }
        }
        let repos = lists.values().flat_map(|scope| scope.list.unused());
        self.config
            .unused()
            .chain(repos)
            .map(|(entry, place)| format!("the allow entry `{entry}` ({place}) matched nothing"))
            .collect()
    }

    /// What was wrong with repositories' allow files.
    pub(crate) fn problems(&self) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut problems: Vec<String> = known
            .values()
            .filter_map(|scope| scope.problem.clone())
            .collect();
        problems.sort();
        problems.dedup();
        problems
    }

    fn scope(&self, folder: &Path) -> Arc<Scope> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scope) = known.get(folder) {
            return Arc::clone(scope);
        }
        let root = self.root(folder);
        let scope = match known.get(&root) {
            Some(scope) => Arc::clone(scope),
            None => Arc::new(self.load(root)),
        };
        known.insert(scope.root.clone(), Arc::clone(&scope));
        known.insert(folder.to_owned(), Arc::clone(&scope));
        scope
    }

    /// Outside of repositories the working directory stands for one, or the folder itself.
    fn root(&self, folder: &Path) -> PathBuf {
        match repo::find(folder, self.home.as_deref()) {
            Some(repo) => repo.root,
            None if folder.starts_with(&self.cwd) => self.cwd.clone(),
            None => folder.to_owned(),
        }
    }

    fn load(&self, root: PathBuf) -> Scope {
        let file = root.join(allow::FILE);
        let (list, problem) = match read_allow_file(&file) {
            Ok(list) => {
                let unknown =
                    list.types()
                        .find(|(id, _)| !is_type(id, &self.custom))
                        .map(|(id, place)| {
                            format!("{place}: {}", ScannerError::UnknownType(id.to_owned()))
                        });
                (list, unknown)
            }
            Err(error) => (AllowList::default(), Some(error.to_string())),
        };
        Scope {
            root,
            list,
            problem,
        }
    }
}

fn is_type(id: &str, custom: &[String]) -> bool {
    let mut built_in = detectors().iter().chain(extended_detectors());
    built_in.any(|detector| detector.id() == id) || custom.iter().any(|own| own == id)
}

/// A path without `.` and `..`, which entries do not have. What a symlink before `..` would change does not matter here.
fn without_dots(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}
