//! Rule sets that a file can bring in by name.

use std::borrow::Cow;

use crate::outline::Header;
use crate::shipped::{Shipped, count, headers};

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

const DEFAULT: &str = include_str!("../configs/governance.yaml");
const AWS: &str = include_str!("../configs/profiles/aws.yaml");
const TERRAFORM: &str = include_str!("../configs/profiles/terraform.yaml");
const DATABASE: &str = include_str!("../configs/profiles/database.yaml");
const GIT: &str = include_str!("../configs/profiles/git.yaml");
const CONTAINERS: &str = include_str!("../configs/profiles/containers.yaml");

/// The shipped rule sets.
pub(crate) static EMBEDDED: [Shipped; 6] = [
    shipped("default", DEFAULT, &headers::<{ count(DEFAULT) }>(DEFAULT)),
    shipped("aws", AWS, &headers::<{ count(AWS) }>(AWS)),
    shipped(
        "terraform",
        TERRAFORM,
        &headers::<{ count(TERRAFORM) }>(TERRAFORM),
    ),
    shipped(
        "database",
        DATABASE,
        &headers::<{ count(DATABASE) }>(DATABASE),
    ),
    shipped("git", GIT, &headers::<{ count(GIT) }>(GIT)),
    shipped(
        "containers",
        CONTAINERS,
        &headers::<{ count(CONTAINERS) }>(CONTAINERS),
    ),
];

const fn shipped(name: &'static str, text: &'static str, rules: &'static [Header]) -> Shipped {
    Shipped { name, text, rules }
}

/// The text of a shipped rule set.
#[must_use]
pub fn embedded(name: &str) -> Option<&'static str> {
    embedded_rules(name).map(|shipped| shipped.text)
}

/// The shipped rule set of that name.
pub(crate) fn embedded_rules(name: &str) -> Option<&'static Shipped> {
    EMBEDDED.iter().find(|shipped| shipped.name == name)
}

/// The shipped rule set whose text is the same as this one.
pub(crate) fn embedded_text(text: &str) -> Option<&'static Shipped> {
    EMBEDDED.iter().find(|shipped| shipped.text == text)
}

/// Names of the shipped rule sets.
pub fn embedded_names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|shipped| shipped.name)
}
