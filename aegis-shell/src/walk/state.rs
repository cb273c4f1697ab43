//! What the shell remembers: variables, functions, aliases, arguments, working directory. Changes are journalled, so
//! that a subshell is undone and branches are joined at a cost that grows with what they changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::few::Few;
use crate::script::{Text, Texts};
use crate::syntax::Kept;
use crate::unknown::{has_mark, mark_text};

/// Most values that a variable may have where branches meet.
const MAX_VALUES: usize = 16;
/// Most working directories that are followed at once.
const MAX_FOLDERS: usize = 4;

/// A variable's possible values, with marks, and its elements where it is an array.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Variable {
    pub(crate) values: Texts,
    pub(crate) array: Option<Vec<Texts>>,
}

/// The working directory: one of these, or unknown where there is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Folder(pub(crate) Texts);

impl Folder {
    pub(crate) fn single(&self) -> Option<&str> {
        self.0.first().map(Text::as_str)
    }

    fn join(&mut self, other: &Folder) {
        if self.0.is_empty() || other.0.is_empty() {
            self.0 = Few::new();
            return;
        }
        for path in &other.0 {
            if !self.0.contains(path) && self.0.len() < MAX_FOLDERS {
                self.0.push(path.clone());
            }
        }
    }
}

/// Variables by their names. A name that ever was set keeps its place: changes are noted and undone without looking for
/// it, and one that a loop's or subshell's turns set anew costs no memory each time.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    places: BTreeMap<Text, usize>,
    /// What stands at each place, which may be nothing any more.
    held: Vec<Option<Variable>>,
}

impl Variables {
    #[inline]
    pub(crate) fn get(&self, name: &str) -> Option<&Variable> {
        self.at(*self.places.get(name)?)
    }

    #[inline]
    fn at(&self, place: usize) -> Option<&Variable> {
        self.held.get(place)?.as_ref()
    }

    /// The place of a name.
    #[inline]
    fn place(&mut self, name: &str) -> usize {
        match self.places.get(name) {
            Some(place) => *place,
            None => self.new_place(name),
        }
    }

    #[cold]
    fn new_place(&mut self, name: &str) -> usize {
        let place = self.held.len();
        self.places.insert(name.into(), place);
        self.held.push(None);
        place
    }

    /// Puts something else at a place, or nothing, and returns what was there.
    #[inline]
    fn replace(&mut self, place: usize, variable: Option<Variable>) -> Option<Variable> {
        let held = self.held.get_mut(place)?;
        std::mem::replace(held, variable)
    }
}

/// One change and what was there before.
#[derive(Debug)]
enum Undo {
    /// The place of a variable.
    Variable(usize, Option<Variable>),
    Function(Text, Option<Kept>),
    Alias(Text, Option<Text>),
    /// The working directory and the one before.
    Folder(Folder, Folder),
    Arguments(Vec<Texts>),
}

/// What a branch left behind.
#[derive(Debug, Default)]
pub(crate) struct Branch {
    /// By their places.
    variables: BTreeMap<usize, Option<Variable>>,
    functions: Vec<(Text, Option<Kept>)>,
    aliases: Vec<(Text, Option<Text>)>,
    folder: Folder,
}

/// Branches that meet, mostly two. Most change nothing.
#[derive(Debug, Default)]
pub(crate) struct Branches {
    count: usize,
    /// Those that changed something, by their index.
    changed: Vec<(usize, Branch)>,
}

impl Branches {
    pub(crate) fn push(&mut self, branch: Option<Branch>) {
        if let Some(branch) = branch {
            self.changed.push((self.count, branch));
        }
        self.count += 1;
    }
}

impl FromIterator<Option<Branch>> for Branches {
    fn from_iter<I: IntoIterator<Item = Option<Branch>>>(all: I) -> Self {
        let mut branches = Branches::default();
        all.into_iter().for_each(|branch| branches.push(branch));
        branches
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) variables: Variables,
    pub(crate) functions: BTreeMap<Text, Kept>,
    pub(crate) aliases: BTreeMap<Text, Text>,
    /// `$0`, `$1` … with their values.
    pub(crate) arguments: Vec<Texts>,
    pub(crate) cwd: Folder,
    pub(crate) previous: Folder,
    pub(crate) stack: Vec<Folder>,
    /// `$_`
    pub(crate) last_argument: Option<Text>,
    journal: Vec<Undo>,
}

impl State {
    /// A fresh shell in a folder.
    pub(crate) fn at(cwd: Folder) -> Self {
        State {
            cwd,
            ..State::default()
        }
    }

    pub(crate) fn set(&mut self, name: &str, variable: Variable) {
        self.restore(name, Some(variable));
    }

    /// Puts back what a name had before, which may be nothing.
    pub(crate) fn restore(&mut self, name: &str, variable: Option<Variable>) {
        let place = self.variables.place(name);
        self.put(place, variable);
    }

    #[inline(always)]
    fn put(&mut self, place: usize, variable: Option<Variable>) {
        let before = self.variables.replace(place, variable);
        self.journal.push(Undo::Variable(place, before));
    }

    pub(crate) fn define(&mut self, name: &str, body: Option<Kept>) {
        let before = match body {
            Some(body) => self.functions.insert(name.into(), body),
            None => self.functions.remove(name),
        };
        self.journal.push(Undo::Function(name.into(), before));
    }

    pub(crate) fn alias(&mut self, name: &str, text: Option<Text>) {
        let before = match text {
            Some(text) => self.aliases.insert(name.into(), text),
            None => self.aliases.remove(name),
        };
        self.journal.push(Undo::Alias(name.into(), before));
    }

    pub(crate) fn enter(&mut self, folder: Folder) {
        let old = std::mem::replace(&mut self.cwd, folder);
        let previous = std::mem::replace(&mut self.previous, old.clone());
        self.journal.push(Undo::Folder(old, previous));
    }

    pub(crate) fn bind(&mut self, arguments: Vec<Texts>) {
        let before = std::mem::replace(&mut self.arguments, arguments);
        self.journal.push(Undo::Arguments(before));
    }

    /// A point to return to.
    pub(crate) fn checkpoint(&self) -> usize {
        self.journal.len()
    }

    /// The working directory at the checkpoint, where it was changed since.
    pub(crate) fn folder_at(&self, checkpoint: usize) -> Option<&Folder> {
        let mut since = self.journal.get(checkpoint..)?.iter();
        since.find_map(|undo| match undo {
            Undo::Folder(before, _) => Some(before),
            _ => None,
        })
    }

    /// Lets changes stand for good: no checkpoint may be returned to.
    #[inline]
    pub(crate) fn forget(&mut self) {
        if !self.journal.is_empty() {
            self.journal.clear();
        }
    }

    /// Undoes everything since the checkpoint.
    #[inline]
    pub(crate) fn roll_back(&mut self, checkpoint: usize) {
        while self.journal.len() > checkpoint {
            match self.journal.pop() {
                Some(undo) => self.undo(undo),
                None => return,
            }
        }
    }

    fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Variable(place, before) => drop(self.variables.replace(place, before)),
            Undo::Function(name, Some(before)) => drop(self.functions.insert(name, before)),
            Undo::Function(name, None) => drop(self.functions.remove(&name)),
            Undo::Alias(name, Some(before)) => drop(self.aliases.insert(name, before)),
            Undo::Alias(name, None) => drop(self.aliases.remove(&name)),
            Undo::Folder(cwd, previous) => (self.cwd, self.previous) = (cwd, previous),
            Undo::Arguments(before) => self.arguments = before,
        }
    }

    /// What was assigned since the checkpoint may not have been: a name that had known values keeps them, too.
    pub(crate) fn soften(&mut self, checkpoint: usize) {
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for undo in self.journal.get(checkpoint..).unwrap_or_default() {
            let Undo::Variable(place, before) = undo else {
                continue;
            };
            let Some(now) = self.variables.at(*place).filter(|_| seen.insert(*place)) else {
                continue;
            };
            let known = before
                .as_ref()
                .filter(|before| !before.values.iter().any(|value| has_mark(value)));
            if let Some(before) = known.filter(|before| before.values != now.values) {
                let mut joined = now.clone();
                merge(&mut joined, before.clone());
                kept.push((*place, joined));
            }
        }
        for (place, variable) in kept {
            self.put(place, Some(variable));
        }
    }

    /// Undoes everything since the checkpoint and returns what had become of it.
    #[inline]
    pub(crate) fn take_branch(&mut self, checkpoint: usize) -> Option<Branch> {
        (self.journal.len() > checkpoint).then(|| self.changed_branch(checkpoint))
    }

    fn unchanged_branch(&self) -> Branch {
        Branch {
            folder: self.cwd.clone(),
            ..Branch::default()
        }
    }

    fn changed_branch(&mut self, checkpoint: usize) -> Branch {
        let mut branch = self.unchanged_branch();
        while self.journal.len() > checkpoint {
            let Some(undo) = self.journal.pop() else {
                break;
            };
            match &undo {
                Undo::Variable(place, _) if !branch.variables.contains_key(place) => {
                    let variable = self.variables.at(*place).cloned();
                    branch.variables.insert(*place, variable);
                }
                Undo::Function(name, _) => branch
                    .functions
                    .push((name.clone(), self.functions.get(name).cloned())),
                Undo::Alias(name, _) => branch
                    .aliases
                    .push((name.clone(), self.aliases.get(name).cloned())),
                _ => {}
            }
            self.undo(undo);
        }
        branch
    }

    /// Continues with one of these branches, it is not known which. `exhaustive` says that one of them was taken.
    #[inline]
    pub(crate) fn join(&mut self, branches: Branches, exhaustive: bool) {
        if !branches.changed.is_empty() {
            self.meet(branches, exhaustive);
        }
    }

    fn meet(&mut self, branches: Branches, exhaustive: bool) {
        let mut folder = if exhaustive {
            None
        } else {
            Some(self.cwd.clone())
        };
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let total = branches.count;
        let mut joined: BTreeMap<usize, Variable> = BTreeMap::new();
        let mut changed = branches.changed.into_iter().peekable();
        for index in 0..total {
            let branch = match changed.next_if(|(at, _)| *at == index) {
                Some((_, branch)) => branch,
                None => self.unchanged_branch(),
            };
            match &mut folder {
                Some(folder) => folder.join(&branch.folder),
                None => folder = Some(branch.folder),
            }
            for (place, variable) in branch.variables {
                *counts.entry(place).or_default() += 1;
                let Some(variable) = variable else { continue };
                match joined.get_mut(&place) {
                    Some(other) => merge(other, variable),
                    None => drop(joined.insert(place, variable)),
                }
            }
            for (name, body) in branch.functions {
                self.define(&name, body);
            }
            for (name, text) in branch.aliases {
                self.alias(&name, text);
            }
        }
        for (place, mut variable) in joined {
            let always = exhaustive && counts.get(&place) == Some(&total);
            if !always {
                let base = self.variables.at(place).cloned();
                let unset = mark_text(crate::unknown::VARIABLE);
                merge(
                    &mut variable,
                    base.unwrap_or(Variable {
                        values: Few::one(unset),
                        array: None,
                    }),
                );
            }
            self.put(place, Some(variable));
        }
        if let Some(folder) = folder.filter(|folder| *folder != self.cwd) {
            self.enter(folder);
        }
    }
}

fn merge(variable: &mut Variable, other: Variable) {
    for value in other.values {
        if variable.values.len() < MAX_VALUES && !variable.values.contains(&value) {
            variable.values.push(value);
        }
    }
    if variable.array.is_none() {
        variable.array = other.array;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Variable {
        Variable {
            values: Few::one(text.into()),
            array: None,
        }
    }

    #[test]
    fn a_subshell_leaves_nothing_behind() {
        let mut state = State::default();
        state.set("x", value("1"));
        let checkpoint = state.checkpoint();
        state.set("x", value("2"));
        state.set("y", value("3"));
        state.enter(Folder(Few::one("/".into())));
        state.roll_back(checkpoint);
        assert_eq!(state.variables.get("x"), Some(&value("1")));
        assert_eq!(state.variables.get("y"), None);
        assert_eq!(state.cwd, Folder::default());
    }

    #[test]
    fn branches_meet() {
        let mut state = State::default();
        state.set("x", value("0"));
        let mut branches = Branches::default();
        for text in ["1", "2"] {
            let checkpoint = state.checkpoint();
            state.set("x", value(text));
            branches.push(state.take_branch(checkpoint));
        }
        state.join(branches, false);
        let values = &state.variables.get("x").unwrap().values;
        assert_eq!(values.as_slice(), ["1", "2", "0"]);
    }
}
