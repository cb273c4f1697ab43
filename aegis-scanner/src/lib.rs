//! Finds secrets in text: 38 built-in types, an extended pack, and types of one's own.
//!
//! ```
//! use aegis_scanner::{Confidence, Scanner};
//!
//! let scanner = Scanner::builtin();
//! let text = format!("export TOKEN={}{}", "ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx");
//! let findings = scanner.scan(&text);
//! assert_eq!(findings[0].kind().id(), "github-token");
//! assert_eq!(findings[0].confidence(), Confidence::Certain);
//! assert_eq!(scanner.redact(&text), "export TOKEN=[redacted:github-token]");
//! ```
//!
//! The crate does no I/O, reads no clock and no environment, and panics on no input.

#![forbid(unsafe_code)]
#![forbid(clippy::disallowed_methods, clippy::disallowed_types)]

mod alphabet;
mod assign;
mod builder;
mod candidate;
mod checksum;
mod code;
mod confidence;
mod context;
mod custom;
mod date;
mod decode;
mod detector;
mod detectors;
mod entropy;
mod error;
mod extended;
mod finding;
mod fingerprint;
mod known;
mod lumps;
mod overlap;
mod patch;
mod path;
mod placeholder;
mod prefilter;
mod redact;
mod scanner;
mod sieve;
mod text;
mod unescape;
mod vector;
mod view;
mod weak;
mod words;

pub use builder::{Allow, Builder, ChecksumPolicy, PatchMode};
pub use confidence::{Confidence, Severity};
pub use custom::CustomType;
pub use detector::Detector;
pub use detectors::aws_account;
pub use error::ScannerError;
pub use finding::{Finding, Kind};
pub use fingerprint::Fingerprint;
pub use scanner::{AllowUse, Scanner};

/// The 38 built-in types, in the order of the README's table.
#[must_use]
pub fn detectors() -> &'static [Detector] {
    detectors::builtin()
}

/// The further types that [`Builder::extended_pack`] switches on.
#[must_use]
pub fn extended_detectors() -> &'static [Detector] {
    &extended::EXTENDED
}

/// The README's example, run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
