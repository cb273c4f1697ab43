//! What the path of a text says about values that have no format of their own.

/// Where a text stands, as far as its path tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing known.
    Unknown,
    /// A programming language: what stands unquoted is code.
    Code,
    /// Generated or locked: long random values are digests.
    Generated,
    /// The words of a user interface in some language: what a password's name has beside it is its label.
    Labels,
}

/// The place of `path`, and whether it is test data or documentation.
pub(crate) fn place(path: &str) -> (Place, bool) {
    let lower = path.to_ascii_lowercase().replace('\\', "/");
    let name = lower.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
    const LOCKS: &[&str] = &[
        "cargo.lock",
        "package-lock.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "go.sum",
        "composer.lock",
        "gemfile.lock",
        "uv.lock",
        "flake.lock",
        "bun.lock",
    ];
    const GENERATED: &[&str] = &["map", "svg", "woff", "woff2", "ttf", "snap", "lock"];
    const CODE: &[&str] = &[
        "rs", "py", "js", "mjs", "cjs", "jsx", "ts", "tsx", "go", "java", "kt", "kts", "scala",
        "c", "h", "cc", "cpp", "hpp", "cs", "swift", "rb", "php", "dart", "lua", "m", "vue", "ex",
        "erl", "hs",
    ];
    let minified = name.ends_with(".min.js") || name.ends_with(".min.css");
    let place = if LOCKS.contains(&name) || GENERATED.contains(&extension) || minified {
        Place::Generated
    } else if is_labels(&lower, extension) {
        Place::Labels
    } else if CODE.contains(&extension) {
        Place::Code
    } else {
        Place::Unknown
    };
    let slashed = format!("/{lower}");
    let test = TEST_FILES.iter().any(|w| name.contains(w))
        || [
            "/test",
            "/spec",
            "fixtures",
            "/example",
            "/docs/",
            "/doc/",
            "testdata",
            "__tests__",
            "/mock",
            "/molecule/",
        ]
        .iter()
        .any(|w| slashed.contains(w));
    (place, test)
}

/// What the names of test files have.
const TEST_FILES: &[&str] = &["_test.", ".test.", "_spec.", ".spec."];

/// Data in a folder of translations.
fn is_labels(path: &str, extension: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "translations",
        "translation",
        "locales",
        "locale",
        "i18n",
        "l10n",
        "lang",
        "langs",
        "languages",
    ];
    const DATA: &[&str] = &["json", "yml", "yaml", "properties", "strings", "xml"];
    let folder = || {
        let mut folders = path.split('/').rev().skip(1);
        folders.any(|folder| FOLDERS.contains(&folder))
    };
    matches!(extension, "po" | "pot" | "arb" | "xlf" | "xliff")
        || DATA.contains(&extension) && folder()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for (path, expected) in [
            ("src/main.rs", (Place::Code, false)),
            ("Cargo.lock", (Place::Generated, false)),
            ("web/app.min.js", (Place::Generated, false)),
            ("tests/login.py", (Place::Code, true)),
            (".env", (Place::Unknown, false)),
            ("web/locales/de/app.json", (Place::Labels, false)),
            ("po/de.po", (Place::Labels, false)),
            ("lang/parse.rs", (Place::Code, false)),
            ("src/login_test.go", (Place::Code, true)),
            ("", (Place::Unknown, false)),
            ("C:\\app\\docs\\a.md", (Place::Unknown, true)),
        ] {
            assert_eq!(place(path), expected, "{path}");
        }
    }
}
