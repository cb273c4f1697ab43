//! The repository that a call is in, and its rule file.

use std::path::{Path, PathBuf};

/// Where a repository's rules stand, from its root.
pub(crate) const RULES: &str = ".aegis/governance.yaml";

/// A repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repo {
    /// Its root.
    pub(crate) root: PathBuf,
    /// Its rule file, where it has one.
    pub(crate) rules: Option<PathBuf>,
}

/// Looks upwards from a folder to the repository's root (`.git` is a folder, or a file in worktrees and submodules).
/// The nearest rule file on the way counts; without a root, the folder of the rule file is the root. The home directory
/// and what lies above it are never a repository by a rule file alone.
pub(crate) fn find(cwd: &Path, home: Option<&Path>) -> Option<Repo> {
    let mut rules = None;
    for folder in cwd.ancestors() {
        let is_home = home == Some(folder);
        if rules.is_none() && !is_home {
            let file = folder.join(RULES);
            rules = file.symlink_metadata().is_ok().then_some(file);
        }
        if folder.join(".git").symlink_metadata().is_ok() {
            return Some(Repo {
                root: folder.to_owned(),
                rules,
            });
        }
        if is_home {
            break;
        }
    }
    let root = rules
        .as_ref()
        .and_then(|file| file.parent()?.parent().map(Path::to_owned))?;
    Some(Repo { root, rules })
}

/// The path behind symlinks of the existing part of an absolute path.
pub(crate) fn real_path(path: &str) -> Option<String> {
    let path = Path::new(path);
    for folder in path.ancestors() {
        if let Ok(real) = folder.canonicalize() {
            let rest = path.strip_prefix(folder).ok()?;
            let whole = if rest.as_os_str().is_empty() {
                real
            } else {
                real.join(rest)
            };
            return whole.to_str().map(str::to_owned);
        }
    }
    None
}
