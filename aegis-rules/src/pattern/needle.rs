//! Texts of which one must stand in whatever an expression matches: looked for before anything is compiled.

use super::syntax::Op;

/// More than this many are not worth the search.
const MAX_NEEDLES: usize = 24;

/// What is known of an operand while the expression is walked.
#[derive(Clone, Debug)]
enum Known {
    /// It matches exactly this text.
    Exactly(String),
    /// One of these stands in what it matches.
    OneOf(Vec<String>),
    Nothing,
}

impl Known {
    fn needles(self) -> Option<Vec<String>> {
        match self {
            Known::Exactly(text) => (!text.is_empty()).then(|| vec![text]),
            Known::OneOf(needles) => Some(needles),
            Known::Nothing => None,
        }
    }
}

/// Texts of which one stands in every text that matches; none if there is no such list.
pub(super) fn needles(ops: &[Op]) -> Vec<String> {
    let mut stack: Vec<Known> = Vec::new();
    for op in ops {
        let known = match *op {
            Op::One(class) => match class.single() {
                Some(c) => Known::Exactly(c.to_string()),
                None => Known::Nothing,
            },
            Op::Start | Op::End | Op::Boundary(_) => Known::Exactly(String::new()),
            Op::Concat(count) => concat(take(&mut stack, count)),
            Op::Alternatives(count) => alternatives(take(&mut stack, count)),
            Op::Repeat { min, .. } => repeat(stack.pop().unwrap_or(Known::Nothing), min),
        };
        stack.push(known);
    }
    stack.pop().and_then(Known::needles).unwrap_or_default()
}

fn take(stack: &mut Vec<Known>, count: u32) -> Vec<Known> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    stack.split_off(stack.len().saturating_sub(count))
}

fn repeat(known: Known, min: u32) -> Known {
    match (min, known) {
        (0, _) => Known::Nothing,
        (1, Known::OneOf(needles)) => Known::OneOf(needles),
        (_, known) => known.needles().map_or(Known::Nothing, Known::OneOf),
    }
}

fn alternatives(branches: Vec<Known>) -> Known {
    let mut all = Vec::new();
    for branch in branches {
        match branch.needles() {
            Some(needles) => all.extend(needles),
            None => return Known::Nothing,
        }
    }
    if all.len() > MAX_NEEDLES {
        return Known::Nothing;
    }
    Known::OneOf(all)
}

/// Neighbouring texts are joined; of what is found, the list whose shortest text is longest is kept.
fn concat(parts: Vec<Known>) -> Known {
    let mut exact = true;
    let mut run = String::new();
    let mut best: Option<Vec<String>> = None;
    for part in parts {
        match part {
            Known::Exactly(text) => run.push_str(&text),
            other => {
                exact = false;
                best = better(best, Known::Exactly(std::mem::take(&mut run)).needles());
                best = better(best, other.needles());
            }
        }
    }
    if exact {
        return Known::Exactly(run);
    }
    better(best, Known::Exactly(run).needles()).map_or(Known::Nothing, Known::OneOf)
}

fn better(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    let worth = |needles: &Option<Vec<String>>| {
        let shortest = needles.iter().flatten().map(String::len).min();
        let count = needles.as_ref().map_or(0, Vec::len);
        (shortest.unwrap_or(0), usize::MAX - count)
    };
    if worth(&b) > worth(&a) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::{Syntax, parse};
    use super::*;

    #[test]
    fn the_most_telling_text_is_found() {
        let check = |source: &str, expected: &[&str]| {
            let mut syntax = Syntax::default();
            assert!(parse(source, &mut syntax), "{source}");
            assert_eq!(needles(&syntax.ops), expected, "{source}");
        };
        check(r"(^|/)\.env$", &[".env"]);
        check(r"^/(bin|etc)(/|$)", &["bin", "etc"]);
        check(r"terraform (apply|destroy)", &["terraform "]);
        check("[ab]+", &[]);
        check("ab?c", &["a"]);
        check("(?:ab){2}", &["ab"]);
        check("(a|)b", &["b"]);
        check("", &[]);
    }
}
