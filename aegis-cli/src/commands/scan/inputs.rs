//! What the arguments of `aegis scan` mean.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Something to scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// The argument itself.
    Text(String),
    /// Standard input, by `-`.
    Stdin,
    /// Standard input because nothing was named. That it is empty is then a mistake, not a clean result.
    Piped,
    /// A file or a folder.
    Path(PathBuf),
}

/// Why the arguments make no sense. What was given may be a secret, so that it is not repeated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum InputError {
    /// Neither arguments nor standard input.
    #[error("nothing to scan: give a text, `-` for standard input, or a path such as `.`")]
    Nothing,
    /// A path with a typing error must not pass as a clean text.
    #[error(
        "the argument looks like a path, but no such file exists: add `--text` to scan it as a text"
    )]
    NoSuchFile,
    /// Not a size.
    #[error("a size such as `500K`, `10M` or `1G` is expected")]
    Size,
}

/// What these arguments name.
pub(crate) fn read(arguments: &[OsString], text: bool) -> Result<Vec<Input>, InputError> {
    let lossy = |argument: &OsString| argument.to_string_lossy().into_owned();
    match arguments {
        [] if io::stdin().is_terminal() => Err(InputError::Nothing),
        [] => Ok(vec![Input::Piped]),
        _ if text => {
            let words: Vec<String> = arguments.iter().map(lossy).collect();
            Ok(vec![Input::Text(words.join(" "))])
        }
        [one] if one != "-" && !exists(Path::new(one)) => Ok(vec![Input::Text(lossy(one))]),
        // Of several, one that does not exist is a file that is missing, and is reported as that.
        _ => Ok(arguments.iter().map(path_or_stdin).collect()),
    }
}

fn path_or_stdin(argument: &OsString) -> Input {
    if argument == "-" {
        Input::Stdin
    } else {
        Input::Path(PathBuf::from(argument))
    }
}

fn exists(path: &Path) -> bool {
    match path.symlink_metadata() {
        Ok(_) => true,
        Err(error) => error.kind() == io::ErrorKind::PermissionDenied,
    }
}

/// Whether a text would be a path if there were such a file: its folder exists.
pub(crate) fn resembles_path(text: &str) -> bool {
    let folder = Path::new(text)
        .parent()
        .filter(|folder| folder.file_name().is_some() || folder.starts_with(".."));
    let relative = text.starts_with("./") || text.starts_with("../");
    !text.contains(char::is_whitespace) && (relative || folder.is_some_and(Path::is_dir))
}

/// A number of bytes: `1000`, `500K`, `10M`, `10MiB`, `1G`.
pub(crate) fn parse_size(text: &str) -> Result<u64, InputError> {
    let upper = text.trim().to_ascii_uppercase();
    let plain = upper.strip_suffix('B').unwrap_or(&upper);
    let plain = plain.strip_suffix('I').unwrap_or(plain);
    let (digits, unit) = [('K', 10), ('M', 20), ('G', 30)]
        .into_iter()
        .find_map(|(letter, shift)| Some((plain.strip_suffix(letter)?, 1_u64 << shift)))
        .unwrap_or((plain, 1));
    let number: u64 = digits.parse().map_err(|_| InputError::Size)?;
    number.checked_mul(unit).ok_or(InputError::Size)
}

/// A number of bytes as people read it.
pub(crate) fn show_size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    units
        .into_iter()
        .find(|(shift, _)| bytes >= 1 << shift && bytes.is_multiple_of(1 << shift))
        .map_or_else(
            || format!("{bytes} bytes"),
            |(shift, unit)| format!("{} {unit}", bytes >> shift),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], text: bool, expected: &[Input]) {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        assert_eq!(read(&arguments, text).unwrap(), expected, "{arguments:?}");
    }

    #[test]
    fn one_argument_that_is_no_file_is_a_text() {
        let manifest = env!("CARGO_MANIFEST_DIR");
        let path = |path: &str| Input::Path(PathBuf::from(path));
        check(&["-"], false, &[Input::Stdin]);
        check(&["-"], true, &[Input::Text("-".to_owned())]);
        check(&[manifest], false, &[path(manifest)]);
        check(&[manifest], true, &[Input::Text(manifest.to_owned())]);
        check(&["a text"], false, &[Input::Text("a text".to_owned())]);
        check(&["gone", "-"], false, &[path("gone"), Input::Stdin]);
        check(
            &["two", "words"],
            true,
            &[Input::Text("two words".to_owned())],
        );
    }

    #[test]
    fn only_a_text_whose_folder_exists_resembles_a_path() {
        for (text, expected) in [
            (concat!(env!("CARGO_MANIFEST_DIR"), "/typo"), true),
            ("src/typo.rs", true),
            ("./typo", true),
            ("no-such-folder/typo", false),
            ("https://example.com/a", false),
            ("/typo", false),
            ("typo", false),
            ("src/a b", false),
            ("", false),
        ] {
            assert_eq!(resembles_path(text), expected, "{text}");
        }
    }

    #[test]
    fn sizes_are_read_and_shown() {
        for (text, bytes, shown) in [
            ("10M", 10 << 20, "10 MiB"),
            ("1g", 1 << 30, "1 GiB"),
            ("1025", 1025, "1025 bytes"),
            ("512KiB", 512 << 10, "512 KiB"),
            ("0", 0, "0 bytes"),
        ] {
            assert_eq!(parse_size(text).unwrap(), bytes);
            assert_eq!(show_size(bytes), shown);
        }
        for bad in ["", "M", "-1", "1T", "99999999999G"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }
}
