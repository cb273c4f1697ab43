//! What is wrong with a rule file, told so that it can be put right.

use std::fmt;

/// One mistake in a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file as shown to people.
    pub file: String,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// What to do, where there is more to say.
    pub help: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mistake {
            file,
            line,
            column,
            found,
            expected,
            help,
        } = self;
        write!(f, "{file}:{line}:{column}: {found}, expected {expected}")?;
        match help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// All mistakes of a rule file and of the profiles that it names, in the order of the text; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes {
    all: Vec<Mistake>,
}

impl Mistakes {
    /// `None` if there is none.
    pub(crate) fn new(all: Vec<Mistake>) -> Option<Mistakes> {
        (!all.is_empty()).then_some(Mistakes { all })
    }

    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Mistake> {
        self.all.iter()
    }

    /// The first `max` in one paragraph, and how many more there are.
    #[must_use]
    pub fn summary(&self, max: usize) -> String {
        let shown: Vec<String> = self.all.iter().take(max).map(Mistake::to_string).collect();
        let more = self.all.len().saturating_sub(max);
        match (shown.is_empty(), more) {
            (_, 0) => shown.join("; "),
            (true, _) => format!("{more} mistakes"),
            (false, _) => format!("{}; and {more} more", shown.join("; ")),
        }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.all.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            mistake.fmt(f)?;
        }
        Ok(())
    }
}

/// A piece of a rule file for a message: short, on one line, in backticks. The file may come from strangers, and
/// messages reach an agent, so what is quoted stays too short to instruct anyone.
pub(crate) fn quote(text: &str) -> String {
    const MAX: usize = 48;
    let mut shown: String = text
        .chars()
        .take(MAX)
        .map(|c| {
            if c.is_control() || c == '`' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(MAX).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The name among `known` that was probably meant by `text`.
pub(crate) fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let bound = (text.chars().count() / 3).clamp(1, 3);
    let folded = fold(text);
    known
        .into_iter()
        .map(|name| (distance(&folded, &fold(name)), name))
        .filter(|(distance, _)| *distance <= bound)
        .min()
        .map(|(_, name)| name)
}

/// `did you mean …?`, where a name is near enough.
pub(crate) fn did_you_mean<'k>(
    text: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<String> {
    nearest(text, known).map(|name| format!("did you mean `{name}`?"))
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn one_of<'k>(names: impl IntoIterator<Item = &'k str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .take(64)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edits (insert, remove, replace, swap neighbours) that lead from one to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&row, j) + usize::from(x != *y);
            let mut best = replaced.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = j > 0 && previous == Some(*y) && b.get(j - 1) == Some(&x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        previous = Some(x);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["path_patterns", "exclude_paths", "hosts", "deny"];
        let check = |text, expected| assert_eq!(nearest(text, known), expected, "{text}");
        check("pathpatterns", Some("path_patterns"));
        check("path-patern", Some("path_patterns"));
        check("hsots", Some("hosts"));
        check("dney", Some("deny"));
        check("block", None);
        check("", None);
    }

    #[test]
    fn quoted_text_is_short_and_on_one_line() {
        assert_eq!(quote("a\nb`c"), "`a\u{fffd}b\u{fffd}c`");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), 48 + 3);
    }

    #[test]
    fn a_summary_counts_what_it_leaves_out() {
        let mistake = |line| Mistake {
            file: "f".into(),
            line,
            column: 1,
            found: "x".into(),
            expected: "y".into(),
            help: None,
        };
        let Some(mistakes) = Mistakes::new(vec![mistake(1), mistake(2), mistake(3)]) else {
            panic!("three mistakes are some");
        };
        assert_eq!(mistakes.summary(1), "f:1:1: x, expected y; and 2 more");
        assert!(!mistakes.summary(3).contains("more"));
    }
}
