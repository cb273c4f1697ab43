//! Rule sets that a file can bring in by name.

use std::borrow::Cow;

/// Finds the rule sets that a file names by path. The caller reads files; names of shipped sets never reach it.
pub trait Profiles {
    /// The rule set that the file `from` calls `name_or_path`.
    ///
    /// # Errors
    ///
    /// When it cannot be read; the text is told to people.
    fn load(&self, name_or_path: &str, from: &str) -> Result<Loaded<'_>, ProfileError>;
}

/// The text of a rule set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded<'p> {
    /// Its content.
    pub text: Cow<'p, str>,
    /// Its name as shown to people; the same file must always have the same name, so that loops are seen.
    pub path: String,
}

/// A rule set could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ProfileError {
    /// Why, as a short phrase: `no such file`.
    pub reason: String,
}

/// Knows the shipped rule sets alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Profiles for NoFiles {
    fn load(&self, _name_or_path: &str, _from: &str) -> Result<Loaded<'_>, ProfileError> {
        Err(ProfileError {
            reason: "no files are read here".to_owned(),
        })
    }
}

/// The shipped rule sets by name.
const EMBEDDED: [(&str, &str); 6] = [
    ("default", include_str!("../configs/governance.yaml")),
    ("aws", include_str!("../configs/profiles/aws.yaml")),
    (
        "terraform",
        include_str!("../configs/profiles/terraform.yaml"),
    ),
    (
        "database",
        include_str!("../configs/profiles/database.yaml"),
    ),
    ("git", include_str!("../configs/profiles/git.yaml")),
    (
        "containers",
        include_str!("../configs/profiles/containers.yaml"),
    ),
];

/// The text of a shipped rule set.
#[must_use]
pub fn embedded(name: &str) -> Option<&'static str> {
    EMBEDDED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// The shipped text that is the same as this one.
pub(crate) fn embedded_text(text: &str) -> Option<&'static str> {
    let mut texts = EMBEDDED.iter().map(|(_, shipped)| *shipped);
    texts.find(|shipped| *shipped == text)
}

/// Names of the shipped rule sets.
pub fn embedded_names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}
