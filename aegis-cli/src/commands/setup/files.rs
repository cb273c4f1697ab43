//! Files are read whole, and replaced whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::SetupError;
use crate::policy;

/// Largest settings file that is edited.
const MAX_SETTINGS: u64 = 16 * 1024 * 1024;

/// A file that is to have a new content.
pub(super) struct Write {
    /// Which.
    pub(super) path: PathBuf,
    /// What it has now, if it is there.
    pub(super) before: Option<String>,
    /// What it is to have.
    pub(super) after: String,
    /// Whether what it has now is kept beside it.
    pub(super) backup: bool,
    /// Whether a new file is for others to read as well.
    pub(super) shared: bool,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// It was as wanted.
    Nothing,
    /// It is new.
    Created,
    /// It has another content.
    Changed,
}

impl Done {
    /// For the list of what was done.
    pub(super) fn word(self) -> &'static str {
        match self {
            Done::Nothing => "as it is",
            Done::Created => "created",
            Done::Changed => "changed",
        }
    }
}

impl Write {
    /// What it would do.
    pub(super) fn change(&self) -> Done {
        match &self.before {
            None => Done::Created,
            Some(before) if *before == self.after => Done::Nothing,
            Some(_) => Done::Changed,
        }
    }

    /// Writes the file, after its backup.
    pub(super) fn carry_out(&self) -> Result<Done, SetupError> {
        let change = self.change();
        if change == Done::Nothing {
            return Ok(change);
        }
        if let (true, Some(before)) = (self.backup, &self.before) {
            replace(&backup_of(&self.path), before, Some(&self.path), false)?;
        }
        if read(&self.path)? != self.before {
            return Err(SetupError::ChangedMeanwhile {
                path: self.path.clone(),
            });
        }
        replace(&self.path, &self.after, None, self.shared)?;
        Ok(change)
    }
}

/// The backup of a file, beside it.
pub(super) fn backup_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".aegis-backup");
    path.with_file_name(name)
}

/// A file's text; `None` where nothing of that name is.
pub(super) fn read(path: &Path) -> Result<Option<String>, SetupError> {
    policy::read_bounded(path, MAX_SETTINGS).map_err(|source| SetupError::Read {
        path: path.to_owned(),
        source,
    })
}

/// Puts a new file in the place of another: whoever reads it sees the old content or the new one. The file behind a
/// symlink is replaced, not the symlink, and a replaced file's mode stays.
fn replace(
    path: &Path,
    text: &str,
    mode_of: Option<&Path>,
    shared: bool,
) -> Result<(), SetupError> {
    let write = || -> io::Result<()> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = real
            .parent()
            .ok_or_else(|| io::Error::other("it has no folder"))?;
        fs::create_dir_all(folder)?;
        let mut new = tempfile::Builder::new();
        new.prefix(".aegis-");
        if shared {
            readable_by_all(&mut new);
        }
        let mut file = new.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        if let Ok(meta) = fs::metadata(mode_of.unwrap_or(&real)) {
            file.as_file().set_permissions(meta.permissions())?;
        }
        file.as_file().sync_all()?;
        file.persist(&real)?;
        Ok(())
    };
    write().map_err(|source| SetupError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Removes a file.
pub(super) fn remove(path: &Path) -> Result<(), SetupError> {
    fs::remove_file(path).map_err(|source| SetupError::Write {
        path: path.to_owned(),
        source,
    })
}

#[cfg(unix)]
fn readable_by_all(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_all(_builder: &mut tempfile::Builder<'_, '_>) {}

/// Creates a folder that only its owner may enter. `false` if it was there; then the store looks after its mode.
pub(super) fn create_private_folder(path: &Path) -> Result<bool, SetupError> {
    if path.is_dir() {
        return Ok(false);
    }
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder
        .create(path)
        .map(|()| true)
        .map_err(|source| SetupError::Write {
            path: path.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: Option<&str>, after: &str, expected: Done) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/settings.json");
        if let Some(before) = before {
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(&path, before).expect("written");
        }
        let write = Write {
            path: path.clone(),
            before: before.map(str::to_owned),
            after: after.to_owned(),
            backup: true,
            shared: false,
        };
        assert_eq!(write.carry_out().expect("written"), expected);
        assert_eq!(fs::read_to_string(&path).expect("readable"), after);
        let backup = fs::read_to_string(backup_of(&path)).ok();
        let kept = before.filter(|_| expected == Done::Changed);
        assert_eq!(backup.as_deref(), kept);
    }

    #[test]
    fn a_file_is_written_with_its_backup() {
        check(None, "new", Done::Created);
        check(Some("old"), "new", Done::Changed);
        check(Some("same"), "same", Done::Nothing);
    }

    #[test]
    fn what_another_program_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.json");
        fs::write(&path, "theirs").expect("written");
        let write = Write {
            path: path.clone(),
            before: Some("old".to_owned()),
            after: "new".to_owned(),
            backup: false,
            shared: false,
        };
        assert!(matches!(
            write.carry_out(),
            Err(SetupError::ChangedMeanwhile { .. })
        ));
        assert_eq!(fs::read_to_string(&path).expect("readable"), "theirs");
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_and_the_mode_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
        symlink(&real, &link).expect("a link");
        replace(&link, "new", None, false).expect("written");
        assert!(link.symlink_metadata().expect("there").is_symlink());
        assert_eq!(fs::read_to_string(&real).expect("readable"), "new");
        let mode = fs::metadata(&real).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
