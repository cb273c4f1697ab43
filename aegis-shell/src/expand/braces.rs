//! Brace expansion: `{a,b}` and `{1..3}`, before anything else is expanded.

use crate::script::Text;
use crate::syntax::ast::{Part, Parts};
use crate::unknown::mark_text;

/// Most words that one word's braces may make.
const MAX_WORDS: usize = 512;
/// Most members of one sequence that are written out.
const MAX_SEQUENCE: usize = 64;
/// Most characters that one word's braces may write.
const MAX_ATOMS: usize = 1 << 20;
/// Deepest nesting of braces.
const MAX_DEPTH: usize = 16;

/// A piece of a word: an unquoted character, or a part that braces leave alone.
#[derive(Clone, Copy)]
enum Atom<'a> {
    Char(char),
    Part(Part<'a>),
}

/// A part of a word that braces made.
pub(super) enum Piece<'t> {
    Text(Text),
    Part(Part<'t>),
}

impl Piece<'_> {
    pub(super) fn part(&self) -> Part<'_> {
        match self {
            Piece::Text(text) => Part::Literal(text),
            Piece::Part(part) => *part,
        }
    }
}

/// The words that a word's braces make; `None` if it has none. The flag tells whether some were left out.
pub(super) fn expand(parts: Parts<'_>) -> Option<(Vec<Vec<Piece<'_>>>, bool)> {
    let has = |sign: u8| {
        let stands =
            |part: Part<'_>| matches!(part, Part::Literal(text) if text.as_bytes().contains(&sign));
        parts.into_iter().any(stands)
    };
    if !has(b'{') || !has(b'}') {
        return None;
    }
    let mut atoms = Vec::new();
    for part in parts {
        match part {
            Part::Literal(text) => atoms.extend(text.chars().map(Atom::Char)),
            part => atoms.push(Atom::Part(part)),
        }
    }
    let mut expander = Expander {
        pairs: pairs(&atoms),
        atoms,
        fuel: MAX_ATOMS,
        cut: false,
    };
    let words = match expander.alternatives(0, expander.atoms.len(), 0) {
        Some(words) => words.iter().map(|atoms| rebuild(atoms)).collect(),
        None if expander.cut => vec![parts.into_iter().map(Piece::Part).collect()],
        None => return None,
    };
    Some((words, expander.cut))
}

/// For each opening brace the place of the closing one.
fn pairs(atoms: &[Atom<'_>]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; atoms.len()];
    let mut open = Vec::new();
    for (at, atom) in atoms.iter().enumerate() {
        match atom {
            Atom::Char('{') => open.push(at),
            Atom::Char('}') => {
                if let Some(pair) = open.pop().and_then(|start| pairs.get_mut(start)) {
                    *pair = Some(at);
                }
            }
            _ => {}
        }
    }
    pairs
}

struct Expander<'a> {
    atoms: Vec<Atom<'a>>,
    pairs: Vec<Option<usize>>,
    /// Atoms that may still be written.
    fuel: usize,
    cut: bool,
}

impl<'a> Expander<'a> {
    fn spend(&mut self, atoms: usize) -> bool {
        let enough = self.fuel >= atoms;
        self.fuel = self.fuel.saturating_sub(atoms);
        self.cut |= !enough;
        enough
    }

    /// The ways the atoms of a range come out, `None` if there is only the one that is written.
    fn alternatives(
        &mut self,
        start: usize,
        end: usize,
        depth: usize,
    ) -> Option<Vec<Vec<Atom<'a>>>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut words: Vec<Vec<Atom<'a>>> = vec![Vec::new()];
        let mut found = false;
        let mut at = start;
        while at < end {
            let atom = *self.atoms.get(at)?;
            if let Some((members, next)) = self.group(at, depth) {
                found = true;
                at = next;
                words = self.product(&words, &members)?;
                continue;
            }
            if !self.spend(words.len()) {
                return None;
            }
            words.iter_mut().for_each(|word| word.push(atom));
            at += 1;
        }
        found.then_some(words)
    }

    fn product(
        &mut self,
        words: &[Vec<Atom<'a>>],
        members: &[Vec<Atom<'a>>],
    ) -> Option<Vec<Vec<Atom<'a>>>> {
        let pairs = words
            .iter()
            .flat_map(|word| members.iter().map(move |member| (word, member)));
        let mut grown = Vec::new();
        for (word, member) in pairs.take(MAX_WORDS) {
            if !self.spend(word.len() + member.len()) {
                return None;
            }
            grown.push([word.as_slice(), member.as_slice()].concat());
        }
        self.cut |= words.len().saturating_mul(members.len()) > grown.len();
        Some(grown)
    }

    /// The members of the group that opens here, and the position behind it.
    fn group(&mut self, open: usize, depth: usize) -> Option<(Vec<Vec<Atom<'a>>>, usize)> {
        let close = (*self.pairs.get(open)?)?;
        let mut commas = Vec::new();
        let mut at = open + 1;
        while at < close {
            match self.atoms.get(at)? {
                Atom::Char('{') => at = self.pairs.get(at).copied().flatten().unwrap_or(at),
                Atom::Char(',') => commas.push(at),
                _ => {}
            }
            at += 1;
        }
        if commas.is_empty() {
            return Some((sequence(self.atoms.get(open + 1..close)?)?, close + 1));
        }
        let mut members = Vec::new();
        let mut start = open + 1;
        for end in commas.into_iter().chain([close]) {
            if members.len() >= MAX_WORDS || !self.spend(end - start) {
                self.cut = true;
                break;
            }
            match self.alternatives(start, end, depth + 1) {
                Some(more) => members.extend(more),
                None => members.push(self.atoms.get(start..end)?.to_vec()),
            }
            start = end + 1;
        }
        Some((members, close + 1))
    }
}

/// `1..9`, `1..9..2`, `a..e`.
fn sequence<'a>(inside: &[Atom<'a>]) -> Option<Vec<Vec<Atom<'a>>>> {
    if inside.len() > 64 {
        return None;
    }
    let text: Text = inside
        .iter()
        .map(|atom| if let Atom::Char(c) = atom { *c } else { ' ' })
        .collect();
    let mut pieces = text.split("..");
    let (first, last, step) = (pieces.next()?, pieces.next()?, pieces.next().unwrap_or("1"));
    let step: usize = step
        .trim_start_matches('-')
        .parse()
        .ok()
        .filter(|step| *step > 0)?;
    let one_char = |text: &str| {
        text.chars()
            .next()
            .filter(|c| text.len() == 1 && c.is_ascii_alphabetic())
    };
    let words: Vec<String> = if let (Some(first), Some(last)) = (one_char(first), one_char(last)) {
        let up = (first.min(last)..=first.max(last))
            .step_by(step)
            .map(String::from);
        up.collect()
    } else {
        let (low, high): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
        (low.min(high)..=low.max(high))
            .step_by(step)
            .take(MAX_SEQUENCE)
            .map(|number| number.to_string())
            .collect()
    };
    Some(
        words
            .iter()
            .map(|word| word.chars().map(Atom::Char).collect())
            .collect(),
    )
}

fn rebuild<'t>(atoms: &[Atom<'t>]) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    for atom in atoms {
        match (atom, pieces.last_mut()) {
            (Atom::Char(character), Some(Piece::Text(text))) => text.push(*character),
            (Atom::Char(character), _) => pieces.push(Piece::Text(mark_text(*character))),
            (Atom::Part(part), _) => pieces.push(Piece::Part(*part)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::{CommandKind, Item};
    use crate::syntax::{Origin, parse};

    /// The words that the first word of a text comes out as.
    fn words(text: &str) -> (Vec<String>, bool) {
        let (tree, _) = parse(text, Origin::Shifted(0));
        let item = tree.all::<Item>().next().unwrap();
        let CommandKind::Simple(simple) = item.single().unwrap().kind() else {
            panic!("`{text}` is no simple command");
        };
        let word = simple.words().next().unwrap();
        let join = |pieces: &Vec<Piece>| {
            let texts = pieces.iter().map(|piece| match piece.part() {
                Part::Literal(text) => text,
                _ => "?",
            });
            texts.collect()
        };
        match expand(word.parts()) {
            Some((words, cut)) => (words.iter().map(join).collect(), cut),
            None => (vec![text.to_owned()], false),
        }
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(words(text).0, expected);
    }

    #[test]
    fn groups_and_sequences() {
        check("/{bin,etc}", &["/bin", "/etc"]);
        check("{rm,-rf,/}", &["rm", "-rf", "/"]);
        check("a{b,c{d,e}}f", &["abf", "acdf", "acef"]);
        check("{1..3}{a,b}", &["1a", "1b", "2a", "2b", "3a", "3b"]);
        check("{a..c}", &["a", "b", "c"]);
        check("{x}", &["{x}"]);
        check("{}", &["{}"]);
        check("{a,b", &["{a,b"]);
    }

    #[test]
    fn products_are_bounded() {
        let (words, cut) = words(&"{a,b}".repeat(1000));
        assert!(words.len() <= MAX_WORDS && cut);
    }
}
