//! Reads the part of the regex syntax that nearly all rules keep to: letters, classes, groups, alternatives,
//! repetitions and anchors over ASCII. What lies beyond is left to the `regex` crate, mistakes included.

use super::common;

/// Groups within groups.
const MAX_DEPTH: usize = 32;
/// The greatest bound in `{n,m}`.
const MAX_REPEAT: u32 = 64;
/// Steps of the program, bounds of repetitions multiplied out.
pub(super) const MAX_COST: u32 = 1_024;

/// One step of an expression in postfix order: operands stand before what joins them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// One character of a class.
    One(Class),
    /// The text's start.
    Start,
    /// The text's end.
    End,
    /// The end of a word if `true`, else anything but.
    Boundary(bool),
    /// The last so many operands one after another.
    Concat(u32),
    /// One of the last so many operands.
    Alternatives(u32),
    /// The last operand so many times; without a maximum any number of times.
    Repeat { min: u32, max: Option<u32> },
}

/// A set of characters: bits for the ASCII ones, and whether all others belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Class {
    pub(super) ascii: u128,
    pub(super) others: bool,
}

impl Class {
    pub(super) fn contains(self, c: char) -> bool {
        let code = u32::from(c);
        if code < 128 {
            self.ascii >> code & 1 == 1
        } else {
            self.others
        }
    }

    /// The one character that it holds, if it is one.
    fn single(self) -> Option<u8> {
        let code = u8::try_from(self.ascii.trailing_zeros()).ok();
        code.filter(|_| self.ascii.count_ones() == 1 && !self.others)
    }

    fn add(&mut self, from: u8, to: u8) {
        let below = |code: u8| {
            1_u128
                .checked_shl(u32::from(code))
                .map_or(u128::MAX, |bit| bit - 1)
        };
        self.ascii |= below(to.saturating_add(1)) & !below(from);
    }

    fn fold_case(&mut self) {
        const UPPER: u128 = ((1 << 26) - 1) << b'A';
        const LOWER: u128 = UPPER << 32;
        self.ascii |= (self.ascii & UPPER) << 32 | (self.ascii & LOWER) >> 32;
    }

    fn negate(&mut self) {
        self.ascii = !self.ascii;
        self.others = !self.others;
    }
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Syntax {
    pub(super) ops: Vec<Op>,
    /// It means more than its ASCII part for a text with other characters (`\w`, `(?i)`).
    pub(super) ascii_texts_only: bool,
}

/// Reads an expression; `None` if it is beyond this part of the syntax.
pub(super) fn parse(source: &str) -> Option<Syntax> {
    let mut syntax = Syntax::default();
    read::<true>(source, &mut syntax).then_some(syntax)
}

/// Whether an expression is within this part of the syntax: as [`parse`], without keeping anything.
pub(crate) fn is_common(source: &str) -> bool {
    common::is_surely_common(source) || reads(source)
}

/// As [`is_common`], by the parser alone.
pub(super) fn reads(source: &str) -> bool {
    read::<false>(source, &mut Syntax::default())
}

fn read<const KEEP: bool>(source: &str, into: &mut Syntax) -> bool {
    let (rest, fold) = match source.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    into.ascii_texts_only = fold;
    let mut parser = Parser::<KEEP> {
        last_is_assertion: false,
        rest: rest.as_bytes(),
        fold,
        unicode_cost: 0,
        into,
    };
    let cost = parser.alternatives(0);
    parser.rest.is_empty() && cost.is_some_and(|cost| cost <= MAX_COST)
}

struct Parser<'s, 'o, const KEEP: bool> {
    rest: &'s [u8],
    fold: bool,
    /// Of the class that is being read.
    unicode_cost: u32,
    /// What was read last cannot be repeated.
    last_is_assertion: bool,
    into: &'o mut Syntax,
}

/// Characters that stand for themselves wherever they are outside of a class.
const ORDINARY: u128 = {
    let mut set = 0;
    let mut code = b' ';
    while code < 127 {
        if !matches!(
            code,
            b'^' | b'$'
                | b'('
                | b')'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'.'
                | b'*'
                | b'+'
                | b'?'
                | b'|'
                | b'\\'
        ) {
            set |= 1 << code;
        }
        code += 1;
    }
    set
};

/// Each part tells its cost; `None` is beyond the syntax.
impl<const KEEP: bool> Parser<'_, '_, KEEP> {
    fn eat(&mut self, c: u8) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.next();
        }
        found
    }

    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn alternatives(&mut self, depth: usize) -> Option<u32> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut count = 1;
        let mut cost = self.concat(depth)?;
        while self.eat(b'|') {
            count += 1;
            cost += 2 + self.concat(depth)?;
        }
        if count > 1 {
            self.keep(Op::Alternatives(count));
        }
        Some(cost)
    }

    fn concat(&mut self, depth: usize) -> Option<u32> {
        let mut count = 0;
        let mut cost = 1;
        while !matches!(self.peek(), None | Some(b'|' | b')')) {
            count += 1;
            cost += self.repeated(depth)?;
            if !KEEP {
                cost += self.skip_ordinary();
            }
        }
        if count != 1 {
            self.keep(Op::Concat(count));
        }
        Some(cost)
    }

    /// Passes over characters that stand for themselves and are not repeated.
    fn skip_ordinary(&mut self) -> u32 {
        let mut count = 0;
        while let [c, after @ ..] = self.rest
            && is_ordinary(*c)
            && !matches!(after, [b'*' | b'+' | b'?' | b'{', ..])
        {
            self.rest = after;
            count += 1;
        }
        count
    }

    fn keep(&mut self, op: Op) {
        if KEEP {
            self.into.ops.push(op);
        }
    }

    fn repeated(&mut self, depth: usize) -> Option<u32> {
        self.last_is_assertion = false;
        let mut cost = self.atom(depth)?;
        while let Some(c) = self.peek() {
            let (min, max) = match c {
                b'*' => (0, None),
                b'+' => (1, None),
                b'?' => (0, Some(1)),
                b'{' => self.bounds()?,
                _ => break,
            };
            if c != b'{' {
                self.next();
            }
            if self.last_is_assertion {
                return None;
            }
            // Whether it is greedy does not change whether there is a match.
            self.eat(b'?');
            self.keep(Op::Repeat { min, max });
            cost = (cost + 2).saturating_mul(max.unwrap_or(min + 1).max(1));
            if cost > MAX_COST {
                return None;
            }
        }
        Some(cost)
    }

    /// `{n}`, `{n,}` or `{n,m}`.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        self.next();
        let min = self.number()?;
        let max = if self.eat(b',') {
            if self.peek() == Some(b'}') {
                None
            } else {
                Some(self.number()?)
            }
        } else {
            Some(min)
        };
        let valid = self.eat(b'}') && max.is_none_or(|max| min <= max);
        valid.then_some((min, max))
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = None;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            self.next();
            value = Some(value.unwrap_or(0) * 10 + u32::from(digit - b'0'))
                .filter(|value| *value <= MAX_REPEAT);
            value?;
        }
        value
    }

    fn atom(&mut self, depth: usize) -> Option<u32> {
        let class = match self.next()? {
            b'^' => return self.assertion(Op::Start, 1),
            b'$' => return self.assertion(Op::End, 1),
            b'(' => return self.group(depth),
            b'[' => return self.class(),
            b'.' => {
                let mut class = Class::default();
                class.add(b'\n', b'\n');
                class.negate();
                class
            }
            b'\\' => match self.peek() {
                Some(b'b') => return self.boundary(true),
                Some(b'B') => return self.boundary(false),
                _ => self.escape()?,
            },
            b'*' | b'+' | b'?' | b'{' | b'}' | b']' | b')' | b'|' => return None,
            c => literal(c)?,
        };
        let mut class = class;
        if self.fold {
            class.fold_case();
        }
        let cost = self.cost_of(class);
        self.push(Op::One(class), cost)
    }

    fn push(&mut self, op: Op, cost: u32) -> Option<u32> {
        self.keep(op);
        Some(cost)
    }

    fn assertion(&mut self, op: Op, cost: u32) -> Option<u32> {
        self.last_is_assertion = true;
        self.push(op, cost)
    }

    /// In proportion to what `regex` needs once it is compiled: there, `\w` has seven hundred ranges.
    fn cost_of(&mut self, class: Class) -> u32 {
        std::mem::take(&mut self.unicode_cost) + if class.others { 4 } else { 1 }
    }

    fn group(&mut self, depth: usize) -> Option<u32> {
        if self.eat(b'?') && !self.eat(b':') {
            return None;
        }
        let cost = self.alternatives(depth + 1)?;
        self.last_is_assertion = false;
        self.eat(b')').then_some(cost)
    }

    fn boundary(&mut self, wanted: bool) -> Option<u32> {
        self.next();
        // `\b{start}` and its like.
        if self.peek() == Some(b'{') {
            return None;
        }
        self.into.ascii_texts_only = true;
        self.assertion(Op::Boundary(wanted), 4)
    }

    fn escape(&mut self) -> Option<Class> {
        let c = self.next()?;
        match c {
            b'n' => literal(b'\n'),
            b't' => literal(b'\t'),
            b'r' => literal(b'\r'),
            b'd' | b'D' | b'w' | b'W' | b's' | b'S' => Some(self.perl_class(c)),
            // `\<` and `\>` are ends of words.
            b'<' | b'>' => None,
            c if c.is_ascii_punctuation() => literal(c),
            _ => None,
        }
    }

    fn perl_class(&mut self, c: u8) -> Class {
        self.into.ascii_texts_only = true;
        let mut class = Class::default();
        match c.to_ascii_lowercase() {
            b'd' => {
                self.unicode_cost += 8;
                class.add(b'0', b'9');
            }
            b's' => {
                self.unicode_cost += 2;
                class.add(b'\t', b'\r');
                class.add(b' ', b' ');
            }
            _ => {
                self.unicode_cost += 64;
                class.add(b'0', b'9');
                class.add(b'A', b'Z');
                class.add(b'a', b'z');
                class.add(b'_', b'_');
            }
        }
        if c.is_ascii_uppercase() {
            class.negate();
        }
        class
    }

    /// `[…]` without classes in it; its opening bracket was read.
    fn class(&mut self) -> Option<u32> {
        let negated = self.eat(b'^');
        let mut class = Class::default();
        let mut empty = true;
        loop {
            let c = self.next()?;
            if c == b']' {
                break;
            }
            let repeated = matches!(c, b'&' | b'~' | b'-') && self.peek() == Some(c);
            if c == b'[' || repeated {
                return None;
            }
            // A `-` on its own is safe to read at the start or the end only.
            if c == b'-' && !(empty || self.peek() == Some(b']')) {
                return None;
            }
            empty = false;
            let item = if c == b'\\' {
                self.escape()?
            } else {
                literal(c)?
            };
            class.ascii |= item.ascii;
            if item.others {
                return None;
            }
            if self.peek() == Some(b'-') {
                self.range(item, &mut class)?;
            }
        }
        if empty {
            return None;
        }
        if self.fold {
            class.fold_case();
        }
        if negated {
            class.negate();
        }
        let cost = self.cost_of(class);
        self.push(Op::One(class), cost)
    }

    /// The `-z` of `a-z`, or a `-` before the closing bracket.
    fn range(&mut self, from: Class, class: &mut Class) -> Option<()> {
        self.next();
        if self.peek() == Some(b']') {
            class.add(b'-', b'-');
            return Some(());
        }
        let to = self.next().filter(u8::is_ascii_alphanumeric)?;
        let start = from.single()?;
        (start <= to).then(|| class.add(start, to))
    }
}

fn is_ordinary(c: u8) -> bool {
    ORDINARY
        .checked_shr(u32::from(c))
        .is_some_and(|bits| bits & 1 == 1)
}

fn literal(c: u8) -> Option<Class> {
    let mut class = Class::default();
    class.add(c, c);
    c.is_ascii().then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> bool {
        assert_eq!(parse(source).is_some(), is_common(source), "{source}");
        is_common(source)
    }

    #[test]
    fn ordinary_patterns_are_read_and_rare_ones_left_alone() {
        for source in [
            "",
            r"(^|/)\.env$",
            r"^/(bin|etc)(/|$)",
            r"(?i)prod",
            r"[^/]+\.p(12|fx)",
            r"a{2,3}?b*",
            r"[a-z_][A-Z0-9.-]*",
            r"\d+\s\w\b",
            "a||b",
        ] {
            assert!(check(source), "{source}");
        }
        for source in [
            "(",
            ")",
            "*",
            "a{",
            "a{3,2}",
            "[z-a]",
            "[",
            "[]a]",
            "[[:alpha:]]",
            "[a&&b]",
            r"\p{L}",
            "é",
            r"\b{start}",
            "(?m)x",
            "a{65}",
            "(a{60}){60}",
            "^*",
            r"[\w-z]",
            "[a-b-c]",
            r"\",
            r"\<",
        ] {
            assert!(!check(source), "{source}");
        }
    }
}
