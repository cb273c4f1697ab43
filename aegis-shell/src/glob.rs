//! Shell patterns against paths that are known, without a look at the disk.

/// Whether a pattern (`*`, `?`, `[…]`, `\` before a literal) could expand to this path. `*` and `?` stop at `/` and do
/// not match a leading dot, as in a shell. Work is bounded by the product of both lengths.
#[must_use]
pub fn glob_matches(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if part_matches(pattern, part) => {}
            _ => return false,
        }
    }
}

fn part_matches(pattern: &str, part: &str) -> bool {
    if part.starts_with('.') && !pattern.starts_with(['.', '\\']) {
        return false;
    }
    let tokens = tokens(pattern);
    let chars: Vec<char> = part.chars().collect();
    let (mut at, mut pos) = (0, 0);
    // Where to go on after the last `*`: it takes one character more each time.
    let mut star: Option<(usize, usize)> = None;
    loop {
        let here = chars.get(pos).copied();
        match (tokens.get(at), here) {
            (None, None) => return true,
            (Some(Token::Star), _) => {
                star = Some((at + 1, pos));
                at += 1;
                continue;
            }
            (Some(token), Some(c)) if token.takes(c) => {
                at += 1;
                pos += 1;
                continue;
            }
            _ => {}
        }
        match star {
            Some((after, from)) if from < chars.len() => {
                star = Some((after, from + 1));
                at = after;
                pos = from + 1;
            }
            _ => return false,
        }
    }
}

enum Token {
    Star,
    Any,
    Literal(char),
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Token {
    fn takes(&self, c: char) -> bool {
        match self {
            Token::Star => false,
            Token::Any => true,
            Token::Literal(literal) => *literal == c,
            Token::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
        }
    }
}

fn tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut rest = chars.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        tokens.push(match first {
            '*' => Token::Star,
            '?' => Token::Any,
            '\\' => match rest.split_first() {
                Some((literal, after)) => {
                    rest = after;
                    Token::Literal(*literal)
                }
                None => Token::Literal('\\'),
            },
            '[' => match class(rest) {
                Some((token, after)) => {
                    rest = after;
                    token
                }
                None => Token::Literal('['),
            },
            literal => Token::Literal(*literal),
        });
    }
    tokens
}

/// The class that begins after `[`, and what follows it.
fn class(chars: &[char]) -> Option<(Token, &[char])> {
    let (negated, body) = match chars.split_first() {
        Some(('!' | '^', rest)) => (true, rest),
        _ => (false, chars),
    };
    let close = 1 + body.iter().skip(1).position(|c| *c == ']')?;
    let (inside, rest) = body.split_at_checked(close)?;
    let mut ranges = Vec::new();
    let mut left = inside;
    while let Some((low, after)) = left.split_first() {
        left = match after {
            ['-', high, after @ ..] => {
                ranges.push((*low, *high));
                after
            }
            after => {
                ranges.push((*low, *low));
                after
            }
        };
    }
    Some((
        Token::Class { negated, ranges },
        rest.get(1..).unwrap_or_default(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str, expected: bool) {
        assert_eq!(
            glob_matches(pattern, path),
            expected,
            "{pattern} against {path}"
        );
    }

    #[test]
    fn patterns_match_as_in_a_shell() {
        check("/e*c", "/etc", true);
        check("/???", "/etc", true);
        check("/*", "/etc/passwd", false);
        check("~/.s*/id_rsa", "~/.ssh/id_rsa", true);
        check(".en?", ".env", true);
        check("*", ".env", false);
        check(".[e]nv", ".env", true);
        check(".[!a-d]nv", ".env", true);
        check(".[!e]nv", ".env", false);
        check("a\\*", "a*", true);
        check("a\\*", "ab", false);
        check("[", "[", true);
        check("*a*b*c", "xxaxxbxxc", true);
        check("*a*b*c", "xxaxxbxx", false);
    }

    #[test]
    fn many_stars_end_soon() {
        let pattern = "*a".repeat(200);
        let path = "a".repeat(199);
        check(&pattern, &path, false);
    }
}
