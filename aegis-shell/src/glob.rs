//! Patterns of the shell against names, without a disk.

use crate::script::Text;

/// Whether a pattern could expand to this path: `*` and `?` stop at `/` and take no leading dot.
#[must_use]
pub fn glob_matches(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut names) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if component_matches(pattern, name) => {}
            _ => return false,
        }
    }
}

/// Whether a pattern of one path component could match this name. `\` escapes; `*` and `?` do not take a leading dot.
pub(crate) fn component_matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.trim_start_matches('\\').starts_with('.') {
        return false;
    }
    matches(pattern, name)
}

/// Whether a pattern could match a text as a whole.
pub(crate) fn matches(mut pattern: &str, mut text: &str) -> bool {
    // What stands behind the last `*`, and the text that it was tried at.
    let mut star: Option<(&str, &str)> = None;
    loop {
        if let Some(behind) = pattern.strip_prefix('*') {
            star = Some((behind, text));
            pattern = behind;
            continue;
        }
        let mut rest = text.chars();
        let Some(character) = rest.next() else {
            return pattern.is_empty();
        };
        if let Some(behind) = step(pattern, character) {
            (pattern, text) = (behind, rest.as_str());
        } else if let Some((behind, tried)) = star {
            let mut rest = tried.chars();
            rest.next();
            (pattern, text) = (behind, rest.as_str());
            star = Some((behind, text));
        } else {
            return false;
        }
    }
}

/// What stands behind the pattern's first element, if that takes the character.
fn step(pattern: &str, character: char) -> Option<&str> {
    let mut rest = pattern.chars();
    match rest.next()? {
        '?' => Some(rest.as_str()),
        '\\' => (rest.next() == Some(character)).then_some(rest.as_str()),
        '[' => {
            let signs: Vec<char> = pattern.chars().collect();
            match bracket(&signs, 0, character) {
                Some((true, length)) => {
                    rest.nth(length.checked_sub(2)?);
                    Some(rest.as_str())
                }
                Some((false, _)) => None,
                None => (character == '[').then_some(rest.as_str()),
            }
        }
        literal => (literal == character).then_some(rest.as_str()),
    }
}

/// A bracket expression: whether it takes the character, and where it ends.
fn bracket(pattern: &[char], at: usize, character: char) -> Option<(bool, usize)> {
    let mut pos = at + 1;
    let negated = matches!(pattern.get(pos), Some('!' | '^'));
    pos += usize::from(negated);
    let first = pos;
    let mut taken = false;
    loop {
        let low = *pattern.get(pos)?;
        if low == ']' && pos > first {
            return Some((taken != negated, pos + 1));
        }
        if low == '[' && pattern.get(pos + 1) == Some(&':') {
            let close = (pos + 2..pattern.len())
                .take(12)
                .find(|end| pattern.get(*end) == Some(&']'))?;
            let class: String = pattern.get(pos + 2..close - 1)?.iter().collect();
            taken |= class_takes(&class, character);
            pos = close + 1;
            continue;
        }
        let high = if pattern.get(pos + 1) == Some(&'-') {
            pattern.get(pos + 2).copied().filter(|end| *end != ']')
        } else {
            None
        };
        taken |= (low..=high.unwrap_or(low)).contains(&character);
        pos += if high.is_some() { 3 } else { 1 };
    }
}

fn class_takes(class: &str, character: char) -> bool {
    match class {
        "alpha" => character.is_alphabetic(),
        "digit" => character.is_ascii_digit(),
        "alnum" => character.is_alphanumeric(),
        "lower" => character.is_lowercase(),
        "upper" => character.is_uppercase(),
        "punct" => character.is_ascii_punctuation(),
        "space" => character.is_whitespace(),
        _ => false,
    }
}

/// The text in which a pattern's characters stand for themselves.
pub(crate) fn escape(text: &str) -> Text {
    if !text.contains(['*', '?', '[', ']', '\\']) {
        return text.into();
    }
    let mut escaped = Text::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A pattern as a person would write it: without escapes.
pub(crate) fn unescape(pattern: &str) -> Text {
    if !pattern.contains('\\') {
        return pattern.into();
    }
    let mut text = Text::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(character) = chars.next() {
        text.push(if character == '\\' {
            chars.next().unwrap_or('\\')
        } else {
            character
        });
    }
    text
}

/// Whether live pattern characters stand in a pattern.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    let mut escaped = false;
    pattern.chars().any(|character| {
        let live = !escaped && matches!(character, '*' | '?' | '[');
        escaped = !escaped && character == '\\';
        live
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, name: &str, expected: bool) {
        assert_eq!(
            component_matches(pattern, name),
            expected,
            "{pattern} {name}"
        );
    }

    #[test]
    fn patterns() {
        check("e*c", "etc", true);
        check("???", "etc", true);
        check("???", "home", false);
        check("*", ".env", false);
        check(".en?", ".env", true);
        check(".e[a-n]v", ".env", true);
        check("[!a]tc", "etc", true);
        check("[^e]tc", "etc", false);
        check("[[:alpha:]]tc", "etc", true);
        check("\\*", "*", true);
        check("\\*", "a", false);
        check("r[m", "rm", false);
        check("r[m", "r[m", true);
        check("[ab]?[é-ö]*\\*", "bxö-*", true);
        check("*", "", true);
        check("a*?", "a", false);
        check("*a*a*a*b", &"a".repeat(2000), false);
    }

    #[test]
    fn escapes() {
        assert_eq!(unescape(&escape("a*[b]?\\c")), "a*[b]?\\c");
        assert!(!is_pattern(&escape("a*[b]?\\c")));
        assert!(is_pattern("a\\*b*"));
    }
}
