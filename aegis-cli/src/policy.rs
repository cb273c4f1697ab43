//! Loads what a call is judged by: configuration, rules of every layer, the scanner. What cannot be loaded becomes a
//! fault of the policy, so that it blocks instead of being left out.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use aegis_core::{Fault, Policy, RepoRules};
use aegis_rules::{Layer, Loaded, Mistakes, ProfileError, Profiles, RuleSet};
use aegis_scanner::{Allow, Builder, ChecksumPolicy, CustomType, PatchMode, Scanner, ScannerError};
use sha2::{Digest, Sha256};

use crate::config::{ChecksumConfig, Config, ConfigError, CustomConfig, Pack, ScannerConfig};
use crate::places::Places;
use crate::repo::Repo;

/// Largest rule file in bytes.
pub(crate) const MAX_RULES: u64 = 1024 * 1024;
/// How many mistakes of a file a reason names.
const SHOWN_MISTAKES: usize = 3;
/// What stands for a governance.yaml that is not there: `profiles` is then `[default]`.
const NO_FILE: &str = "rules: []\n";

/// A policy with the configuration it came from.
#[derive(Debug)]
pub(crate) struct LoadedPolicy {
    /// What core judges by.
    pub(crate) policy: Policy,
    /// The whole configuration.
    pub(crate) config: Config,
}

/// Loads everything for a call in this repository.
pub(crate) fn load(places: &Places, repo: Option<&Repo>) -> LoadedPolicy {
    let mut faults = Vec::new();
    let managed = managed_folder(places, &mut faults);
    let config = load_config(places, managed, &mut faults);
    let scanner = build_scanner(&config.scanner).unwrap_or_else(|error| {
        faults.push(Fault::new(format!("`scanner` in config.yaml: {error}")));
        Scanner::builtin()
    });
    let managed_rules = managed.and_then(|folder| {
        let file = folder.join("governance.yaml");
        load_optional(&file, Layer::Managed).unwrap_or_else(|fault| {
            faults.push(Fault::new(fault.to_string()));
            None
        })
    });
    let global = load_global(places, &config).unwrap_or_else(|fault| {
        faults.push(Fault::new(fault.to_string()));
        RuleSet::empty(Layer::Global)
    });
    let repo_rules = repo
        .and_then(|repo| repo.rules.as_deref())
        .and_then(|file| {
            load_repo(file).unwrap_or_else(|fault| {
                faults.push(Fault::in_repo_rules(fault.to_string()));
                None
            })
        });
    let policy = Policy {
        managed: managed_rules,
        repo: repo_rules,
        repo_allows: None,
        global,
        scanner,
        settings: config.settings(),
        faults,
    };
    LoadedPolicy { policy, config }
}

/// The machine's folder, where there is one that can be trusted.
fn managed_folder<'p>(places: &'p Places, faults: &mut Vec<Fault>) -> Option<&'p Path> {
    let folder = places
        .managed
        .is_dir()
        .then_some(places.managed.as_path())?;
    match check_owner(folder) {
        Ok(()) => Some(folder),
        Err(problem) => {
            faults.push(Fault::new(problem.to_string()));
            None
        }
    }
}

/// Whether the configuration lets calls pass that cannot be judged. One that cannot be read never does.
pub(crate) fn fails_open(places: &Places) -> bool {
    let mut faults = Vec::new();
    let managed = managed_folder(places, &mut faults);
    let config = load_config(places, managed, &mut faults);
    faults.is_empty() && config.fail_open
}

/// The user's config.yaml, or the machine's where there is one, which an agent with the user's rights cannot change.
/// One that cannot be read is a fault, and its `fail_open` is then false.
fn load_config(places: &Places, managed: Option<&Path>, faults: &mut Vec<Fault>) -> Config {
    let machine = managed
        .map(|folder| folder.join("config.yaml"))
        .filter(|file| file.exists());
    let file = machine.or_else(|| {
        places
            .config
            .as_ref()
            .map(|folder| folder.join("config.yaml"))
    });
    let Some(file) = file else {
        return Config::default();
    };
    Config::read(&file).unwrap_or_else(|error: ConfigError| {
        faults.push(Fault::new(format!("{error}; mend the file")));
        Config::default()
    })
}

/// The configuration alone; nothing if any part of it cannot be read.
pub(crate) fn config(places: &Places) -> Option<Config> {
    let managed = places.managed.is_dir().then_some(places.managed.as_path());
    if managed.is_some_and(|folder| check_owner(folder).is_err()) {
        return None;
    }
    let mut faults = Vec::new();
    let config = load_config(places, managed, &mut faults);
    faults.is_empty().then_some(config)
}

/// A scanner of tool calls as `scanner:` wants it. Nothing is taken for a patch: a first line that looks like one would
/// hide what stands below it.
pub(crate) fn build_scanner(config: &ScannerConfig) -> Result<Scanner, ScannerError> {
    scanner_builder(config)?.patch(PatchMode::Never).build()
}

/// As [`build_scanner`], to be configured further.
pub(crate) fn scanner_builder(config: &ScannerConfig) -> Result<Builder, ScannerError> {
    let mut builder = Scanner::builder()
        .inline_allow(config.inline_allow)
        .checksum(match config.checksum {
            ChecksumConfig::Report => ChecksumPolicy::Report,
            ChecksumConfig::Require => ChecksumPolicy::Require,
        });
    for id in &config.disable {
        builder = builder.disable(id);
    }
    for entry in config
        .allow
        .iter()
        .filter(|entry| !entry.starts_with("path:"))
    {
        // `type:<id>` in a file, a bare id for the scanner.
        let entry = entry.strip_prefix("type:").unwrap_or(entry);
        builder = builder.allow(entry.parse::<Allow>()?);
    }
    for custom in &config.custom {
        builder = builder.custom(custom_type(custom))?;
    }
    Ok(builder.extended_pack(config.packs.contains(&Pack::Extended)))
}

fn custom_type(config: &CustomConfig) -> CustomType {
    let mut custom = CustomType::new(&config.id, &config.regex);
    for keyword in &config.keywords {
        custom = custom.keyword(keyword);
    }
    for example in &config.examples {
        custom = custom.example(example);
    }
    match config.entropy {
        Some(bits) => custom.entropy(bits),
        None => custom,
    }
}

/// Why a rule file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum RulesError {
    /// It is there and cannot be read.
    #[error("the rule file `{}` cannot be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It was named and is not there.
    #[error("the rule file `{}`, named by `rules_path`, is not there", path.display())]
    Missing {
        /// Which.
        path: PathBuf,
    },
    /// It has mistakes; the first few stand here.
    #[error("the rule file `{}` has mistakes: {summary}; run `aegis rules check` to see all", path.display())]
    Mistakes {
        /// Which.
        path: PathBuf,
        /// The first ones and how many more.
        summary: String,
    },
}

fn load_global(places: &Places, config: &Config) -> Result<RuleSet, RulesError> {
    if let Some(path) = &config.rules_path {
        let file = places.expand(path);
        let text = read_rules(&file)?.ok_or_else(|| RulesError::Missing { path: file.clone() })?;
        return load_text(text, &file, Layer::Global);
    }
    let file = places
        .config
        .as_ref()
        .map(|folder| folder.join("governance.yaml"));
    match file {
        Some(file) => match read_rules(&file)? {
            Some(text) => load_text(text, &file, Layer::Global),
            None => load_text(NO_FILE, Path::new("embedded defaults"), Layer::Global),
        },
        None => load_text(NO_FILE, Path::new("embedded defaults"), Layer::Global),
    }
}

fn load_optional(file: &Path, layer: Layer) -> Result<Option<RuleSet>, RulesError> {
    read_rules(file)?
        .map(|text| load_text(text, file, layer))
        .transpose()
}

/// A repository's rules, with the digest that trust is bound to: of the file and of every rule file that it names.
pub(crate) fn load_repo(file: &Path) -> Result<Option<RepoRules>, RulesError> {
    let Some(text) = read_rules(file)? else {
        return Ok(None);
    };
    let named = FilesNamed::new(&text);
    let path = file.display().to_string();
    let rules = RuleSet::load_text(text.into(), &path, Layer::Repo, &named)
        .map_err(|mistakes| mistakes_of(file, &mistakes))?;
    let pinned = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    Ok(Some(RepoRules {
        rules,
        file: pinned.display().to_string(),
        digest: named.digest(),
    }))
}

/// Loads the rule files that a file names, and keeps a digest of all texts.
struct FilesNamed(RefCell<Sha256>);

impl FilesNamed {
    fn new(text: &str) -> FilesNamed {
        FilesNamed(RefCell::new(Sha256::new_with_prefix(text)))
    }

    fn digest(self) -> aegis_core::ledger::Digest {
        self.0.into_inner().finalize().into()
    }
}

impl Profiles for FilesNamed {
    fn load(&self, name: &str, from: &str) -> Result<Loaded<'_>, ProfileError> {
        let loaded = FilesBeside.load(name, from)?;
        let mut hash = self.0.borrow_mut();
        hash.update(loaded.path.as_bytes());
        hash.update([0]);
        hash.update(loaded.text.as_bytes());
        Ok(Loaded {
            text: Cow::Owned(loaded.text.into_owned()),
            path: loaded.path,
        })
    }
}

fn read_rules(file: &Path) -> Result<Option<String>, RulesError> {
    read_bounded(file, MAX_RULES).map_err(|source| RulesError::Read {
        path: file.to_owned(),
        source,
    })
}

/// Rules of a text, or what the reason says of its mistakes.
pub(crate) fn load_text<'t>(
    text: impl Into<Cow<'t, str>>,
    file: &Path,
    layer: Layer,
) -> Result<RuleSet, RulesError> {
    parse(text, file, layer).map_err(|mistakes| mistakes_of(file, &mistakes))
}

fn mistakes_of(file: &Path, mistakes: &Mistakes) -> RulesError {
    RulesError::Mistakes {
        path: file.to_owned(),
        summary: mistakes.summary(SHOWN_MISTAKES),
    }
}

/// Rules of a text, or all its mistakes. A text that is given away spares the rules a copy of it.
pub(crate) fn parse<'t>(
    text: impl Into<Cow<'t, str>>,
    file: &Path,
    layer: Layer,
) -> Result<RuleSet, Mistakes> {
    let path = file.display().to_string();
    match layer {
        Layer::Managed => RuleSet::load_text(text.into(), &path, layer, &FilesOfRoot),
        _ => RuleSet::load_text(text.into(), &path, layer, &FilesBeside),
    }
}

/// The files that the machine's rules name. They are as strong as these, so nobody else may write them either.
struct FilesOfRoot;

impl Profiles for FilesOfRoot {
    fn load(&self, name: &str, from: &str) -> Result<Loaded<'_>, ProfileError> {
        let loaded = FilesBeside.load(name, from)?;
        let file = Path::new(&loaded.path);
        if is_of_root(file) && file.parent().is_none_or(is_of_root) {
            return Ok(loaded);
        }
        Err(ProfileError {
            reason: "it or its folder is not owned by root or others may write there".to_owned(),
        })
    }
}

/// Rule sets that a file names by path, relative to its own folder.
pub(crate) struct FilesBeside;

impl Profiles for FilesBeside {
    fn load(&self, name: &str, from: &str) -> Result<Loaded<'_>, ProfileError> {
        let folder = Path::new(from).parent().unwrap_or(Path::new("."));
        let file = folder.join(name);
        let reason = match read_bounded(&file, MAX_RULES) {
            Ok(Some(text)) => {
                let path = file.canonicalize().unwrap_or(file).display().to_string();
                return Ok(Loaded {
                    text: Cow::Owned(text),
                    path,
                });
            }
            Ok(None) => "no such file".to_owned(),
            Err(error) => error.to_string(),
        };
        Err(ProfileError { reason })
    }
}

/// Text of a file. `None` where nothing of that name exists; a dangling symlink, a folder, a device, a file that is
/// too large or no UTF-8 are errors.
pub(crate) fn read_bounded(path: &Path, max: u64) -> io::Result<Option<String>> {
    let file = match fs::metadata(path) {
        // Before it is opened: to open a pipe is to wait for its other end.
        Ok(meta) if !meta.is_file() => return Err(io::Error::other("not a regular file")),
        Ok(_) => File::open(path)?,
        Err(error)
            if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let bytes = read_at_once(file, meta.len().min(max), max)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > max {
        return Err(io::Error::other(format!("larger than {max} bytes")));
    }
    let text = String::from_utf8(bytes);
    text.map(Some)
        .map_err(|_| io::Error::other("not UTF-8 text; save it as UTF-8"))
}

/// At most one byte more than the maximum. A file of the expected size takes two reads, where `read_to_end` feels its way.
fn read_at_once(mut file: File, expected: u64, max: u64) -> io::Result<Vec<u8>> {
    let expected = usize::try_from(expected).map_err(io::Error::other)?;
    let mut bytes = vec![0; expected + 1];
    let mut length = 0;
    while let Some(rest @ [_, ..]) = bytes.get_mut(length..) {
        match file.read(rest) {
            Ok(0) => {
                bytes.truncate(length);
                return Ok(bytes);
            }
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // It is longer than it was said to be.
    let left = (max + 1).saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
    file.take(left).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why the machine-wide folder does not count.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is not owned by root or others may write there, so its rules cannot be trusted; an administrator must mend that", path.display())]
pub(crate) struct UnsafeManaged {
    path: PathBuf,
}

#[cfg(unix)]
fn check_owner(folder: &Path) -> Result<(), UnsafeManaged> {
    let files = ["config.yaml", "governance.yaml"].map(|name| folder.join(name));
    let absent = |file: &PathBuf| {
        fs::metadata(file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let all = is_of_root(folder) && files.iter().all(|file| absent(file) || is_of_root(file));
    all.then_some(()).ok_or_else(|| UnsafeManaged {
        path: folder.to_owned(),
    })
}

/// Whether root owns what is there and nobody else may write it.
#[cfg(unix)]
fn is_of_root(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).is_ok_and(|meta| meta.uid() == 0 && meta.mode() & 0o022 == 0)
}

#[cfg(not(unix))]
fn is_of_root(_path: &Path) -> bool {
    true
}

#[cfg(not(unix))]
fn check_owner(_folder: &Path) -> Result<(), UnsafeManaged> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    const NO_MAKE: &str =
        "rules: [{id: no-make, action: deny, conditions: {commands: [{run: make}]}}]\n";

    /// The machine's folder with these modes of itself, its rule file and a file that this names, and what loading makes of
    /// it: its rules, or faults.
    fn check(mode: u32, file_mode: u32, named_mode: u32, counts: bool) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text, mode) in [
            ("governance.yaml", "profiles: [more.yaml]\n", file_mode),
            ("more.yaml", NO_MAKE, named_mode),
        ] {
            let file = folder.path().join(name);
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let places = Places {
            home: None,
            config: None,
            data: None,
            managed: folder.path().to_owned(),
        };
        let by_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        let policy = load(&places, None).policy;
        let loaded = policy.managed.is_some_and(|rules| rules.defines("no-make"));
        assert_eq!(
            loaded,
            counts && by_root,
            "{mode:o} {file_mode:o} {named_mode:o}"
        );
        assert_eq!(policy.faults.is_empty(), loaded, "{:?}", policy.faults);
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        let check = |bytes: &[u8], max, expected: Result<&str, &str>| {
            fs::write(&file, bytes).unwrap();
            let read = read_bounded(&file, max).map_err(|error| error.to_string());
            let expected = expected.map(|text| Some(text.to_owned()));
            assert_eq!(read, expected.map_err(str::to_owned), "{bytes:?} {max}");
        };
        check(b"", 4, Ok(""));
        check(b"abcd", 4, Ok("abcd"));
        check(b"abcde", 4, Err("larger than 4 bytes"));
        check(b"abcdef", 4, Err("larger than 4 bytes"));
        check(b"\xff", 4, Err("not UTF-8 text; save it as UTF-8"));
        fs::remove_file(&file).unwrap();
        assert!(matches!(read_bounded(&file, 4), Ok(None)));
        assert!(read_bounded(folder.path(), 4).is_err());
    }

    /// Its size is said to be 0.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_is_longer_than_it_says_is_read_to_its_end() {
        let file = Path::new("/proc/self/status");
        let whole = read_bounded(file, 1 << 20).unwrap().unwrap();
        assert!(whole.starts_with("Name:") && whole.ends_with('\n'));
        let error = read_bounded(file, 4).unwrap_err().to_string();
        assert_eq!(error, "larger than 4 bytes");
    }

    #[test]
    fn the_machines_folder_counts_when_root_alone_may_write_it_and_blocks_otherwise() {
        check(0o755, 0o644, 0o644, true);
        check(0o777, 0o644, 0o644, false);
        check(0o775, 0o644, 0o644, false);
        check(0o755, 0o666, 0o644, false);
        check(0o755, 0o644, 0o666, false);
    }
}
