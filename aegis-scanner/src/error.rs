//! What can be wrong with a scanner's configuration.

use thiserror::Error;

/// A mistake in what a [`Builder`](crate::Builder) was given.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScannerError {
    /// No such confidence.
    #[error("unknown confidence `{0}`: write low, medium, high or certain")]
    UnknownConfidence(String),
    /// No such severity.
    #[error("unknown severity `{0}`: write low, medium, high or critical")]
    UnknownSeverity(String),
    /// No built-in, extended or custom type has this id.
    #[error("unknown secret type `{0}`: `aegis scan --types` lists them")]
    UnknownType(String),
    /// Not `type:` and 16 hex digits.
    #[error("bad fingerprint `{0}`: write `type:` and the 16 hex digits that the finding shows")]
    BadFingerprint(String),
    /// A custom id with other characters, or none.
    #[error("bad id `{0}` of a custom type: use lower case letters, digits and `-`")]
    BadId(String),
    /// A custom id that is taken.
    #[error("a secret type `{0}` exists already: choose another id")]
    DuplicateId(String),
    /// The regex of a custom type does not compile.
    #[error("custom type `{id}`: bad regex: {reason}")]
    BadRegex {
        /// The custom type.
        id: String,
        /// What the regex compiler says.
        reason: String,
    },
    /// The regex matches the empty string, so it would match everywhere.
    #[error("custom type `{0}`: the regex matches empty text: demand at least one character")]
    EmptyMatch(String),
    /// Without a keyword the regex would run on every text.
    #[error(
        "custom type `{0}`: give at least one keyword of 3 or more characters that stands near every match"
    )]
    MissingKeyword(String),
    /// A keyword that is too short to filter by.
    #[error("custom type `{id}`: keyword `{keyword}` is too short: use 3 or more characters")]
    ShortKeyword {
        /// The custom type.
        id: String,
        /// The keyword.
        keyword: String,
    },
    /// An entropy bound that no text can reach, or that is not a number.
    #[error("custom type `{0}`: entropy must lie between 0 and 8 bits a byte")]
    BadEntropy(String),
    /// An example that the custom type does not find (or a counterexample that it does), counted from 1.
    #[error(
        "custom type `{id}`: {what} {number} is {outcome}: change the regex, the keywords or the entropy"
    )]
    Example {
        /// The custom type.
        id: String,
        /// `example` or `counterexample`.
        what: &'static str,
        /// Which one, counted from 1.
        number: usize,
        /// `not found` or `found`.
        outcome: &'static str,
    },
}
