//! The options of an invocation and the names that each of them has.

use compact_str::format_compact;
use serde::{Serialize, Serializer};

use crate::script::{Span, Text, Word};

/// A flag or an option of an invocation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionUse {
    /// All names of this option with their dashes: `["-f", "--force"]`. Abbreviations are written out, clusters split.
    pub names: Names,
    /// Its value, where it takes one.
    pub value: Option<Word>,
    /// Where it stands.
    pub span: Span,
}

/// The names of an option, each with its dashes.
#[derive(Clone, Debug)]
pub struct Names(Form);

/// Nearly all options that are given stand in a table: there is nothing to copy of their names.
#[derive(Clone, Debug)]
enum Form {
    /// Separated by commas.
    Listed(&'static str),
    One(Text),
    Several(Vec<Text>),
}

impl Names {
    /// The names that a table has, separated by commas.
    pub(crate) const fn listed(names: &'static str) -> Self {
        Names(Form::Listed(names))
    }

    /// The same for a program that takes long names behind one dash and behind two.
    pub(crate) fn doubled(names: &'static str) -> Self {
        let is_long = |name: &&str| name.len() > 2 && !name.starts_with("--");
        if !names.split(',').any(|name| is_long(&name)) {
            return Names::listed(names);
        }
        let doubled = names
            .split(',')
            .filter(is_long)
            .map(|name| format_compact!("-{name}"));
        names.split(',').map(Text::from).chain(doubled).collect()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (listed, given) = match &self.0 {
            Form::Listed(names) => (Some(names.split(',')), &[] as &[Text]),
            Form::One(name) => (None, std::slice::from_ref(name)),
            Form::Several(names) => (None, names.as_slice()),
        };
        listed
            .into_iter()
            .flatten()
            .chain(given.iter().map(Text::as_str))
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        match &self.0 {
            Form::Listed(names) => lists(names, name),
            Form::One(own) => own == name,
            Form::Several(names) => names.iter().any(|own| own == name),
        }
    }

    /// The first of them, mostly the shortest; empty where there is none.
    #[must_use]
    pub fn first(&self) -> &str {
        self.iter().next().unwrap_or_default()
    }

    /// The last of them, mostly the one that says most; empty where there is none.
    #[must_use]
    pub fn last(&self) -> &str {
        self.iter().last().unwrap_or_default()
    }

    /// Whether this is the last of them.
    #[inline(always)]
    pub(crate) fn last_is(&self, name: &str) -> bool {
        match &self.0 {
            Form::Listed(names) => {
                names.as_bytes().last() == name.as_bytes().last()
                    && names
                        .strip_suffix(name)
                        .is_some_and(|before| before.is_empty() || before.ends_with(','))
            }
            Form::One(own) => own == name,
            Form::Several(names) => names.last().is_some_and(|own| own == name),
        }
    }

    /// Changes the names that no table has.
    pub(crate) fn change_given(&mut self, change: impl FnMut(&mut Text)) {
        match &mut self.0 {
            Form::Listed(_) => {}
            Form::One(name) => std::slice::from_mut(name).iter_mut().for_each(change),
            Form::Several(names) => names.iter_mut().for_each(change),
        }
    }
}

/// Whether a list of names holds this one.
fn lists(names: &str, name: &str) -> bool {
    let mut rest = names;
    // Most names are ruled out by their length.
    while rest.len() >= name.len() {
        let comma = rest.bytes().position(|byte| byte == b',');
        let (own, behind) = rest
            .split_at_checked(comma.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        if own == name {
            return true;
        }
        rest = behind.strip_prefix(',').unwrap_or_default();
    }
    false
}

impl From<Text> for Names {
    fn from(name: Text) -> Self {
        Names(Form::One(name))
    }
}

impl From<&str> for Names {
    fn from(name: &str) -> Self {
        Names(Form::One(name.into()))
    }
}

impl<T: Into<Text>> FromIterator<T> for Names {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        Names(Form::Several(names.into_iter().map(Into::into).collect()))
    }
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Names {}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &Names, expected: &[&str]) {
        assert_eq!(names.iter().collect::<Vec<_>>(), expected);
        assert!(expected.iter().all(|name| names.contains(name)));
        assert!(!names.contains("-") && !names.contains("-f,--force"));
        assert_eq!(Some(&names.first()), expected.first());
        assert_eq!(Some(&names.last()), expected.last());
        assert!(names.last_is(names.last()) && !names.last_is("force"));
        assert_eq!(*names, expected.iter().copied().collect());
    }

    #[test]
    fn names() {
        check(&Names::listed("-f,--force"), &["-f", "--force"]);
        check(&Names::doubled("-f,-force"), &["-f", "-force", "--force"]);
        check(&Names::doubled("-f,--force"), &["-f", "--force"]);
        check(&Names::from("--a,b"), &["--a,b"]);
    }
}
