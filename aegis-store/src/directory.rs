//! The data directory: made where it is missing, closed where it is too open, refused where it is another user's.

use std::fs;
use std::io;
use std::path::Path;

use aegis_core::ledger::LedgerError;

/// Makes `dir` a directory that only its owner can enter.
pub(crate) fn prepare(dir: &Path) -> Result<(), LedgerError> {
    match fs::metadata(dir) {
        Ok(found) if found.is_dir() => close(dir, &found),
        Ok(_) => Err(LedgerError::Directory(
            "is a file; move it away or set `AEGIS_DATA_DIR`".to_owned(),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(dir),
        Err(error) => Err(cannot("be read", &error)),
    }
}

/// Creates `file` in the prepared directory if it is missing, and closes it if it is too open. Gives its size before.
pub(crate) fn prepare_file(file: &Path) -> Result<Option<u64>, LedgerError> {
    match fs::metadata(file) {
        Ok(found) => close_file(file, &found).map(|()| Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match private().write(true).create_new(true).open(file) {
                Ok(_) => Ok(None),
                // Another process was faster; it has just made it as we would have.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
                Err(error) => Err(from_io("take a new file", &error)),
            }
        }
        Err(error) => Err(cannot("be read", &error)),
    }
}

/// Options that create files for the owner alone.
pub(crate) fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The error of a file operation in the data directory.
pub(crate) fn from_io(verb: &str, error: &io::Error) -> LedgerError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => LedgerError::Full,
        _ => cannot(verb, error),
    }
}

fn create(dir: &Path) -> Result<(), LedgerError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(dir)
        .map_err(|error| from_io("be created", &error))
}

#[cfg(unix)]
fn close(dir: &Path, found: &fs::Metadata) -> Result<(), LedgerError> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(LedgerError::Directory(
            "belongs to another user; set `AEGIS_DATA_DIR` to one of your own".to_owned(),
        ));
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
            .map_err(|error| cannot("be closed", &error))?;
    }
    Ok(())
}

#[cfg(unix)]
fn close_file(file: &Path, found: &fs::Metadata) -> Result<(), LedgerError> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    if found.mode() & 0o077 != 0 {
        let closed = fs::Permissions::from_mode(found.mode() & 0o700);
        fs::set_permissions(file, closed).map_err(|error| cannot("be closed", &error))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn close(_dir: &Path, _found: &fs::Metadata) -> Result<(), LedgerError> {
    Ok(())
}

#[cfg(not(unix))]
fn close_file(_file: &Path, _found: &fs::Metadata) -> Result<(), LedgerError> {
    Ok(())
}

fn cannot(verb: &str, error: &io::Error) -> LedgerError {
    LedgerError::Directory(format!(
        "cannot {verb}: {}; see `aegis doctor`",
        error.kind()
    ))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_missing_directory_is_made_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("deep/aegis");
        prepare(&dir).unwrap();
        assert_eq!(mode(&dir), 0o700);
        assert_eq!(prepare_file(&dir.join("f")).unwrap(), None);
        assert_eq!(mode(&dir.join("f")), 0o600);
    }

    #[test]
    fn what_is_too_open_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let file = folder.path().join("f");
        fs::write(&file, "abc").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        prepare(folder.path()).unwrap();
        assert_eq!(prepare_file(&file).unwrap(), Some(3));
        assert_eq!((mode(folder.path()), mode(&file)), (0o700, 0o600));
    }

    #[test]
    fn a_file_or_another_users_directory_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(
            prepare(file.path()),
            Err(LedgerError::Directory(_))
        ));
        let own = rustix::process::geteuid().as_raw();
        let foreign = if own == 0 {
            let folder = tempfile::tempdir().unwrap();
            std::os::unix::fs::chown(folder.path(), Some(12345), None).unwrap();
            folder
        } else {
            return assert!(matches!(
                prepare(Path::new("/")),
                Err(LedgerError::Directory(_))
            ));
        };
        let refused = prepare(foreign.path()).unwrap_err();
        assert!(refused.to_string().contains("another user"), "{refused}");
    }
}
