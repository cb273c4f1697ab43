//! The compiled rules of one layer.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::action::{Action, ActionType};
use crate::decode::{self, MAX_BYTES, MAX_RULES, Notes, RuleFile};
use crate::judge::Match;
use crate::layer::{Layer, Source};
use crate::lazy::{LazyRule, RuleText};
use crate::mistake::{Mistake, Mistakes, did_you_mean, one_of, quote};
use crate::outline::{ProfileNames, outline};
use crate::prefilter::Prefilter;
use crate::profile::{Profiles, embedded_names, embedded_rules, embedded_text};
use crate::rule::Rule;
use crate::shipped::Shipped;
use crate::yaml::Mark;

/// Files that one file may bring in, directly and through others.
const MAX_PROFILES: usize = 32;

/// So many pairs of rules are compared one by one.
const MAX_COMPARED: usize = 4_096;

/// The rules of one layer, the highest priority first; rules of one priority keep the order of the file.
#[derive(Clone, Debug)]
pub struct RuleSet {
    layer: Layer,
    rules: Vec<Entry>,
    /// Ids of rules that gave way to one of the file.
    replaced: Vec<String>,
}

/// A rule that was decoded when it was loaded, or one that is decoded when it is asked.
#[derive(Clone, Debug)]
enum Entry {
    Loaded(Box<Rule>),
    Lazy(LazyRule),
}

impl Entry {
    fn id(&self) -> &str {
        match self {
            Entry::Loaded(rule) => &rule.id,
            Entry::Lazy(rule) => rule.id(),
        }
    }

    fn priority(&self) -> i64 {
        match self {
            Entry::Loaded(rule) => rule.priority,
            Entry::Lazy(rule) => rule.header.priority,
        }
    }

    /// `false` if it surely does not match.
    fn may_match(&self, action_type: ActionType, prefilter: &Prefilter<'_>) -> bool {
        match self {
            Entry::Loaded(_) => true,
            Entry::Lazy(rule) => rule.may_match(action_type, prefilter),
        }
    }

    fn rule(&self) -> &Rule {
        match self {
            Entry::Loaded(rule) => rule,
            Entry::Lazy(rule) => rule.rule(),
        }
    }
}

/// What a rule set says of an action: the first match wins.
#[derive(Clone, Copy, Debug, Default)]
#[must_use]
pub struct Judgement<'r> {
    /// The first rule that certainly matches.
    pub certain: Option<&'r Rule>,
    /// The first rule before it that denies or asks for approval and matches only if an unknown part turns out so.
    pub possible: Option<&'r Rule>,
}

impl RuleSet {
    /// Reads a rule file and the rule sets that it names.
    ///
    /// # Errors
    ///
    /// All mistakes of all these files.
    pub fn load(source: &Source<'_>, profiles: &dyn Profiles) -> Result<RuleSet, Mistakes> {
        RuleSet::load_text(source.text.into(), source.path, source.layer, profiles)
    }

    /// As [`RuleSet::load`], of a text that may be given away, which spares a copy of it.
    ///
    /// # Errors
    ///
    /// All mistakes of all these files.
    pub fn load_text(
        text: Cow<'_, str>,
        path: &str,
        layer: Layer,
        profiles: &dyn Profiles,
    ) -> Result<RuleSet, Mistakes> {
        let mut loader = Loader {
            layer,
            profiles,
            seen: Vec::new(),
            open: Vec::new(),
            rules: Vec::new(),
            replaced: Vec::new(),
            mistakes: Vec::new(),
        };
        loader.add(text, path, Depth::Top);
        match Mistakes::new(loader.mistakes) {
            Some(mistakes) => Err(mistakes),
            None => {
                let mut rules = loader.rules;
                rules.sort_by_key(|rule| std::cmp::Reverse(rule.priority()));
                Ok(RuleSet {
                    layer,
                    rules,
                    replaced: loader.replaced,
                })
            }
        }
    }

    /// No rules.
    #[must_use]
    pub fn empty(layer: Layer) -> RuleSet {
        RuleSet {
            layer,
            rules: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// The layer that its rules belong to.
    #[must_use]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// Whether it has a rule of that id, switched off or not.
    #[must_use]
    pub fn defines(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.id() == id)
    }

    /// The rule of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let mut rules = self.rules.iter();
        rules.find(|rule| rule.id() == id).map(Entry::rule)
    }

    /// Its rules in the order in which they are asked.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.rules.iter().map(Entry::rule)
    }

    /// Ids of rules of its profiles that gave way to a rule that came before.
    pub(crate) fn replaced(&self) -> &[String] {
        &self.replaced
    }

    /// The first rule that matches the action. Rules whose id is skipped are passed over.
    pub fn judge(&self, action: &Action<'_>, skip: &dyn Fn(&str) -> bool) -> Judgement<'_> {
        let mut possible = None;
        for (rule, found) in self.all_matches(action, skip) {
            match found {
                Match::Certain => {
                    return Judgement {
                        certain: Some(rule),
                        possible,
                    };
                }
                _ => possible = possible.or(Some(rule)),
            }
        }
        Judgement {
            certain: None,
            possible,
        }
    }

    /// Every rule that matches, in the order in which they are asked.
    pub fn all_matches(
        &self,
        action: &Action<'_>,
        skip: &dyn Fn(&str) -> bool,
    ) -> impl Iterator<Item = (&Rule, Match)> {
        let prefilter = Prefilter::new(action);
        self.rules.iter().filter_map(move |entry| {
            if !entry.may_match(action.action_type, &prefilter) || skip(entry.id()) {
                return None;
            }
            let rule = entry.rule();
            let found = rule.matches_programs(action, prefilter.programs());
            (found != Match::No).then_some((rule, found))
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Profile,
}

/// Follows the profiles of a file.
struct Loader<'p> {
    layer: Layer,
    profiles: &'p dyn Profiles,
    /// The files that were read, of which there are few.
    seen: Vec<String>,
    /// The files whose profiles are being read, outermost first.
    open: Vec<String>,
    rules: Vec<Entry>,
    replaced: Vec<String>,
    mistakes: Vec<Mistake>,
}

impl Loader<'_> {
    /// A file's own rules come before those of its profiles, and the first rule of an id stays.
    fn add(&mut self, text: Cow<'_, str>, path: &str, depth: Depth) {
        self.seen.push(path.to_owned());
        if let Some(shipped) = embedded_text(&text) {
            self.add_shipped(shipped, path);
            return;
        }
        let profiles = match self.lazily(text, path) {
            Ok((profiles, rules)) => {
                self.add_rules(rules);
                profiles
            }
            Err(text) => self.add_decoded(&text, path),
        };
        let default = || {
            (depth == Depth::Top && self.layer == Layer::Global)
                .then(|| ("default".to_owned(), Mark::START))
        };
        let profiles = profiles.unwrap_or_else(|| default().into_iter().collect());
        self.open.push(path.to_owned());
        for (name, at) in profiles {
            self.add_profile(&name, path, at);
        }
        self.open.pop();
    }

    /// The rules of a file that surely has no mistake, undecoded. Gives back the text of another file.
    fn lazily(&self, text: Cow<'_, str>, path: &str) -> Result<(ProfileNames, Vec<Entry>), String> {
        let file = self.file(Cow::Owned(text.into_owned()), path);
        let mut read = lazy_rules(&file);
        // The mark of byte order and the line ends of Windows, which mean nothing.
        if read.is_none() && file.text.len() <= MAX_BYTES {
            let bare = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
            if bare.len() < file.text.len() || bare.contains('\r') {
                let plain = self.file(Cow::Owned(bare.replace("\r\n", "\n")), path);
                read = lazy_rules(&plain);
            }
        }
        read.ok_or_else(|| file.text.to_string())
    }

    fn file(&self, text: Cow<'static, str>, path: &str) -> Arc<RuleText> {
        Arc::new(RuleText {
            text,
            path: path.to_owned(),
            layer: self.layer,
        })
    }

    fn add_shipped(&mut self, shipped: &'static Shipped, path: &str) {
        let file = self.file(Cow::Borrowed(shipped.text), path);
        let rules = shipped.rules.iter();
        let rules = rules.map(|header| Entry::Lazy(LazyRule::new(*header, &file)));
        self.add_rules(rules.collect());
    }

    /// Decodes a whole file, with all its mistakes, and adds what it can. Tells the profiles.
    fn add_decoded(&mut self, text: &str, path: &str) -> Option<Vec<(String, Mark)>> {
        let mut notes = Notes::new(path);
        let RuleFile { profiles, rules } = decode::decode(text, self.layer, &mut notes);
        notes
            .mistakes
            .sort_by_key(|mistake| (mistake.line, mistake.column));
        self.mistakes.append(&mut notes.mistakes);
        let rules = rules.into_iter().map(Box::new).map(Entry::Loaded);
        self.add_rules(rules.collect());
        profiles
    }

    fn add_rules(&mut self, rules: Vec<Entry>) {
        if self.rules.is_empty() {
            self.rules = rules;
            return;
        }
        // For the few rules of most files a set of hashes, with its random seed and its code, costs more than it saves.
        let few = self.rules.len() * rules.len() <= MAX_COMPARED;
        let ids: HashSet<&str> = match few {
            true => HashSet::new(),
            false => self.rules.iter().map(Entry::id).collect(),
        };
        let is_there = |new: &Entry| match few {
            true => self.rules.iter().any(|rule| rule.id() == new.id()),
            false => ids.contains(new.id()),
        };
        let (replaced, mut new): (Vec<Entry>, Vec<Entry>) = rules.into_iter().partition(is_there);
        let replaced = replaced.iter().map(|rule| rule.id().to_owned());
        self.replaced.extend(replaced);
        self.rules.append(&mut new);
    }

    fn add_profile(&mut self, name: &str, from: &str, at: Mark) {
        if let Some(shipped) = embedded_rules(name) {
            let path = format!("embedded `{name}`");
            if !self.seen.contains(&path) {
                self.seen.push(path.clone());
                self.add_shipped(shipped, &path);
            }
            return;
        }
        let mut notes = Notes::new(from);
        if self.seen.len() > MAX_PROFILES {
            notes.add(
                at,
                "too many rule files".to_owned(),
                format!("at most {MAX_PROFILES}"),
                None,
            );
        } else if !is_path(name) {
            notes.add(
                at,
                format!("unknown rule set {}", quote(name)),
                format!(
                    "{}, or the path of a file such as `./{}.yaml`",
                    one_of(embedded_names()),
                    "mine"
                ),
                did_you_mean(name, embedded_names()),
            );
        } else if self.layer == Layer::Repo && leaves_folder(name) {
            notes.add(
                at,
                format!("the rule file {}", quote(name)),
                "a path within the folder of this file: a repository may not name files elsewhere"
                    .to_owned(),
                None,
            );
        } else {
            match self.profiles.load(name, from) {
                Ok(loaded) if self.open.contains(&loaded.path) => notes.add(
                    at,
                    format!("the rule file {}, which names this one", quote(name)),
                    "files that do not name each other in a circle".to_owned(),
                    None,
                ),
                Ok(loaded) if self.seen.contains(&loaded.path) => {}
                Ok(loaded) => self.add(loaded.text, &loaded.path, Depth::Profile),
                Err(error) => notes.add(
                    at,
                    format!("the rule file {}: {error}", quote(name)),
                    "a file that can be read".to_owned(),
                    None,
                ),
            }
        }
        self.mistakes.append(&mut notes.mistakes);
    }
}

/// Bytes of a file for each rule, not more.
const BYTES_A_RULE: usize = 256;

/// The rules of a file that surely has no mistake, and the rule sets that it names.
fn lazy_rules(file: &Arc<RuleText>) -> Option<(ProfileNames, Vec<Entry>)> {
    // Room for all at once: to grow is to copy, and to touch more memory.
    let expected = (file.text.len() / BYTES_A_RULE).min(MAX_RULES);
    let mut rules = Vec::with_capacity(expected);
    let mut add = |header| rules.push(Entry::Lazy(LazyRule::new(header, file)));
    let profiles = outline(&file.text, &mut add)?;
    Some((profiles, rules))
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\', '.'])
}

fn leaves_folder(path: &str) -> bool {
    path.starts_with(['/', '\\', '~'])
        || path.contains(':')
        || path.split(['/', '\\']).any(|part| part == "..")
}
