//! What is let through of secrets for one call: `path:` entries of config.yaml, and the repository's `.aegis/allow`, which
//! core counts where the file is trusted.

use std::path::{Path, PathBuf};

use aegis_core::{Fault, Object, Policy, RepoAllows, ToolCall};
use sha2::{Digest as _, Sha256};

use crate::commands::scan::allow::{self, AllowError, AllowList};
use crate::config::Config;
use crate::places::Places;
use crate::policy::read_bounded;
use crate::repo::Repo;

/// Puts the entries that concern this call into the policy. An allow file that cannot be read is a fault.
pub(super) fn apply(
    policy: &mut Policy,
    config: &Config,
    places: &Places,
    repo: Option<&Repo>,
    call: &ToolCall,
) {
    let written = Written::of(call, repo);
    if config
        .scanner
        .allow
        .iter()
        .any(|entry| entry.starts_with("path:"))
    {
        match AllowList::from_config(&config.scanner.allow, places.home.as_deref()) {
            Ok(list) if written.all_in(&list) => policy.settings.secrets = false,
            Ok(_) => {}
            Err(error) => policy.faults.push(Fault::new(error.to_string())),
        }
    }
    if let Some(repo) = repo {
        match repo_allows(&repo.root.join(allow::FILE), &written) {
            Ok(allows) => policy.repo_allows = allows,
            Err(error) => policy.faults.push(Fault::in_repo_rules(error.to_string())),
        }
    }
}

fn repo_allows(file: &Path, written: &Written) -> Result<Option<RepoAllows>, AllowError> {
    let read = read_bounded(file, allow::MAX_FILE);
    let text = read.map_err(|source| AllowError::Read {
        path: file.to_owned(),
        source,
    })?;
    let Some(text) = text else { return Ok(None) };
    let shown = file
        .canonicalize()
        .unwrap_or_else(|_| file.to_owned())
        .display()
        .to_string();
    let list = AllowList::parse(&text, &shown)?;
    Ok(Some(RepoAllows {
        entries: list.scanner_entries(),
        whole_call: written.all_in(&list),
        file: shown,
        digest: Sha256::digest(text.as_bytes()).into(),
    }))
}

/// The files that a call writes; none if it does anything else.
struct Written(Vec<(String, Option<String>)>);

impl Written {
    fn of(call: &ToolCall, repo: Option<&Repo>) -> Written {
        let cwd = PathBuf::from(&call.cwd);
        let file = |object: &Object| match object {
            Object::Write { path, .. } => Some(cwd.join(path)),
            _ => None,
        };
        let files: Option<Vec<PathBuf>> = call.objects.iter().map(file).collect();
        let named = |path: PathBuf| {
            // A path with `..` in it is none that an entry was written for.
            let plain = !path
                .components()
                .any(|part| matches!(part, std::path::Component::ParentDir));
            let relative = repo.and_then(|repo| path.strip_prefix(&repo.root).ok()?.to_str());
            let relative = relative.map(str::to_owned);
            plain.then(|| (path.display().to_string(), relative))
        };
        let named: Option<Vec<_>> = files.unwrap_or_default().into_iter().map(named).collect();
        Written(named.unwrap_or_default())
    }

    fn all_in(&self, list: &AllowList) -> bool {
        let Written(files) = self;
        !files.is_empty()
            && files
                .iter()
                .all(|(absolute, relative)| list.allows_file(absolute, relative.as_deref()))
    }
}
