//! Where things are: configuration, data, home, the program itself. Empty environment variables count as unset.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The machine-wide folder, which counts only when root owns it and nobody else may write there.
pub(crate) const MANAGED: &str = "/etc/aegis";

/// The folders of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    /// Home directory.
    pub(crate) home: Option<PathBuf>,
    /// config.yaml and governance.yaml.
    pub(crate) config: Option<PathBuf>,
    /// The database.
    pub(crate) data: Option<PathBuf>,
    /// The machine-wide folder.
    pub(crate) managed: PathBuf,
}

/// No directory for the database can be found.
#[derive(Debug, thiserror::Error)]
#[error("no directory for the database: set `HOME`, `XDG_DATA_HOME` or `AEGIS_DATA_DIR`")]
pub(crate) struct NoDataDir;

impl Places {
    /// From the process's environment.
    pub(crate) fn from_env() -> Places {
        Places::new(&|name| std::env::var_os(name))
    }

    /// From these variables. Paths must be absolute to count, as the XDG base directory specification demands
    /// (<https://specifications.freedesktop.org/basedir-spec/latest/>).
    pub(crate) fn new(var: &dyn Fn(&str) -> Option<OsString>) -> Places {
        let set = |name: &str| {
            var(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = set("HOME")
            .or_else(|| set("USERPROFILE"))
            .filter(|path| path.is_absolute());
        let place = |own: &str, xdg: &str, below_home: &str| {
            set(own)
                .map(absolute)
                .or_else(|| {
                    set(xdg)
                        .filter(|path| path.is_absolute())
                        .map(|path| path.join("aegis"))
                })
                .or_else(|| home.as_ref().map(|home| home.join(below_home)))
        };
        let (config, data) = if cfg!(target_os = "macos") {
            (
                "Library/Application Support/aegis",
                "Library/Application Support/aegis",
            )
        } else {
            (".config/aegis", ".local/share/aegis")
        };
        Places {
            config: place("AEGIS_CONFIG_DIR", "XDG_CONFIG_HOME", config),
            data: place("AEGIS_DATA_DIR", "XDG_DATA_HOME", data),
            managed: PathBuf::from(MANAGED),
            home,
        }
    }

    /// The database's directory.
    pub(crate) fn data_dir(&self) -> Result<&Path, NoDataDir> {
        self.data.as_deref().ok_or(NoDataDir)
    }

    /// The home directory as text.
    pub(crate) fn home_text(&self) -> Option<&str> {
        self.home.as_deref().and_then(Path::to_str)
    }

    /// What an agent may not change, by absolute path, in the form written and behind symlinks.
    pub(crate) fn own_paths(&self) -> Vec<String> {
        let program = std::env::current_exe().ok();
        let folders = [
            self.config.as_ref(),
            self.data.as_ref(),
            Some(&self.managed),
        ];
        // Linux gives the program's path behind symlinks already.
        let linked = program.as_ref().filter(|_| !cfg!(target_os = "linux"));
        let written = folders.into_iter().flatten().cloned();
        let real = folders
            .into_iter()
            .flatten()
            .chain(linked)
            .filter_map(|path| path.canonicalize().ok());
        let mut paths: Vec<String> = Vec::new();
        for path in written.chain(program.clone()).chain(real) {
            if let Some(text) = path
                .to_str()
                .filter(|text| !paths.iter().any(|known| known == text))
            {
                paths.push(text.to_owned());
            }
        }
        paths
    }

    /// A path that begins with `~/`, with the home directory in its place.
    pub(crate) fn expand(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(path),
        }
    }
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

/// [`Places::own_paths`], looked up when they are first asked for.
pub(crate) struct OwnPaths<'p> {
    places: &'p Places,
    paths: OnceCell<Vec<String>>,
}

impl<'p> OwnPaths<'p> {
    /// Those of these places.
    pub(crate) fn of(places: &'p Places) -> OwnPaths<'p> {
        OwnPaths {
            places,
            paths: OnceCell::new(),
        }
    }
}

impl AsRef<[String]> for OwnPaths<'_> {
    fn as_ref(&self) -> &[String] {
        self.paths.get_or_init(|| self.places.own_paths())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(vars: &[(&str, &str)], config: Option<&str>, data: Option<&str>) {
        let places = Places::new(&|name| {
            vars.iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| OsString::from(v))
        });
        assert_eq!(places.config.as_deref(), config.map(Path::new), "{vars:?}");
        assert_eq!(places.data.as_deref(), data.map(Path::new), "{vars:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn folders_follow_the_environment() {
        check(
            &[("HOME", "/h")],
            Some("/h/.config/aegis"),
            Some("/h/.local/share/aegis"),
        );
        check(
            &[
                ("HOME", "/h"),
                ("XDG_CONFIG_HOME", "/c"),
                ("XDG_DATA_HOME", "/d"),
            ],
            Some("/c/aegis"),
            Some("/d/aegis"),
        );
        check(
            &[
                ("HOME", "/h"),
                ("AEGIS_CONFIG_DIR", "/c"),
                ("AEGIS_DATA_DIR", ""),
                ("XDG_DATA_HOME", "rel"),
            ],
            Some("/c"),
            Some("/h/.local/share/aegis"),
        );
        check(&[], None, None);
        check(&[("HOME", "")], None, None);
    }
}
