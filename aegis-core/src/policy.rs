//! What a call is judged by.

use std::time::Duration;

use aegis_rules::{Layer, NoFiles, RuleSet, Source};
use aegis_scanner::{Allow, Confidence, Scanner};

use crate::ledger::Digest;
use crate::verdict::Fault;

/// Rules of all layers, the scanner and the settings that matter to a judgement.
#[derive(Debug)]
pub struct Policy {
    /// `/etc/aegis`.
    pub managed: Option<RuleSet>,
    /// The repository's own.
    pub repo: Option<RepoRules>,
    /// What the repository lets through of secrets.
    pub repo_allows: Option<RepoAllows>,
    /// The user's, or the embedded defaults.
    pub global: RuleSet,
    /// Finds secrets.
    pub scanner: Scanner,
    /// Settings.
    pub settings: Settings,
    /// What went wrong while all this was loaded.
    pub faults: Vec<Fault>,
}

impl Default for Policy {
    /// The embedded rules, all secret types, default settings: what counts where no file says otherwise.
    fn default() -> Self {
        let source = Source {
            text: DEFAULT_RULES,
            path: "embedded defaults",
            layer: Layer::Global,
        };
        let (global, faults) = match RuleSet::load(&source, &NoFiles) {
            Ok(rules) => (rules, Vec::new()),
            Err(mistakes) => (
                RuleSet::empty(Layer::Global),
                vec![Fault::new(mistakes.to_string())],
            ),
        };
        Policy {
            managed: None,
            repo: None,
            repo_allows: None,
            global,
            scanner: Scanner::builtin(),
            settings: Settings::default(),
            faults,
        }
    }
}

/// A user's file that says nothing: `profiles` is then `[default]`.
pub(crate) const DEFAULT_RULES: &str = "rules: []\n";

/// A repository's rules with what their trust depends on.
#[derive(Debug)]
pub struct RepoRules {
    /// The rules.
    pub rules: RuleSet,
    /// Path of the file, as it is pinned.
    pub file: String,
    /// SHA-256 of the file.
    pub digest: Digest,
}

/// What a repository's allow file lets through. It loosens, so it counts where its content is trusted, as rules do.
#[derive(Debug)]
pub struct RepoAllows {
    /// Values and types.
    pub entries: Vec<Allow>,
    /// The call writes nothing but files that the allow file names.
    pub whole_call: bool,
    /// Path of the file, as it is pinned.
    pub file: String,
    /// SHA-256 of the file.
    pub digest: Digest,
}

impl RepoAllows {
    pub(crate) fn allows(&self, kind: &str, fingerprint: &str) -> bool {
        self.whole_call
            || self.entries.iter().any(|entry| {
                let entry = entry.to_string();
                entry == kind || entry == fingerprint
            })
    }
}

/// The settings of config.yaml that a judgement depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `scanner.enabled`: whether secrets block. Redaction is never switched off.
    pub secrets: bool,
    /// `scanner.block_at`.
    pub block_at: Confidence,
    /// `rate_limit.enabled`.
    pub limits: bool,
    /// `approval.enabled`: without it `require_approval` is a plain deny.
    pub approvals: bool,
    /// `approval.default_timeout`: how long a request stays open.
    pub approval_timeout: Duration,
    /// `observability.enabled`: whether decisions are recorded.
    pub record: bool,
    /// `repo_rules.trust`.
    pub trust: Trust,
    /// `fail_open`: faults, never verdicts, let a call pass.
    pub fail_open: bool,
}

/// What a repository's rule file may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The first content seen works as written; after a change it may only tighten until a person trusts it.
    FirstUse,
    /// It may only tighten until a person trusts it.
    Required,
    /// Every version works as written.
    Always,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            secrets: true,
            block_at: Confidence::Medium,
            limits: true,
            approvals: true,
            approval_timeout: Duration::from_secs(300),
            record: true,
            trust: Trust::FirstUse,
            fail_open: false,
        }
    }
}
