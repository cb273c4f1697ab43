//! `${x#p}`, `${x%p}`, `${x/p/r}`, `${x^^}`, `${x:o:l}` of known values.

use crate::glob;
use crate::script::Text;
use compact_str::format_compact;

/// Longest value that a pattern is tried on at every position.
const MAX_TRIED: usize = 512;

/// The value without the part at its beginning or end that the pattern takes.
pub(super) fn trim(value: &str, pattern: &str, suffix: bool, longest: bool) -> Text {
    if !glob::is_pattern(pattern) {
        let plain = glob::unescape(pattern);
        let rest = if suffix {
            value.strip_suffix(plain.as_str())
        } else {
            value.strip_prefix(plain.as_str())
        };
        return rest.unwrap_or(value).into();
    }
    if value.len() > MAX_TRIED {
        return value.into();
    }
    let mut cuts: Vec<usize> = (0..=value.len())
        .filter(|at| value.is_char_boundary(*at))
        .collect();
    // For a prefix, a short match ends early; for a suffix, it begins late.
    if suffix != longest {
        cuts.reverse();
    }
    for cut in cuts {
        let Some((before, after)) = value.split_at_checked(cut) else {
            continue;
        };
        let (taken, rest) = if suffix {
            (after, before)
        } else {
            (before, after)
        };
        if glob::matches(pattern, taken) {
            return rest.into();
        }
    }
    value.into()
}

/// The value with what the pattern takes replaced.
pub(super) fn replace(value: &str, pattern: &str, with: &str, all: bool) -> Text {
    if let Some(anchored) = pattern.strip_prefix('#') {
        let rest = trim(value, anchored, false, true);
        return if rest.len() < value.len() {
            format_compact!("{with}{rest}")
        } else {
            rest
        };
    }
    if let Some(anchored) = pattern.strip_prefix('%') {
        let rest = trim(value, anchored, true, true);
        return if rest.len() < value.len() {
            format_compact!("{rest}{with}")
        } else {
            rest
        };
    }
    if !glob::is_pattern(pattern) {
        let plain = glob::unescape(pattern);
        return match plain.as_str() {
            "" => value.into(),
            plain if all => value.replace(plain, with).into(),
            plain => value.replacen(plain, with, 1).into(),
        };
    }
    if value.len() > MAX_TRIED {
        return value.into();
    }
    let mut out = Text::default();
    let mut rest = value;
    while !rest.is_empty() {
        let ends = (1..=rest.len())
            .rev()
            .filter_map(|end| rest.split_at_checked(end));
        let taken = ends
            .into_iter()
            .find(|(taken, _)| glob::matches(pattern, taken));
        match taken {
            Some((_, after)) => {
                out.push_str(with);
                rest = after;
                if !all {
                    break;
                }
            }
            None => {
                let mut chars = rest.chars();
                out.extend(chars.next());
                rest = chars.as_str();
            }
        }
    }
    out + rest
}

pub(super) fn change_case(value: &str, upper: bool, all: bool) -> Text {
    let change = |text: &str| {
        if upper {
            text.to_uppercase()
        } else {
            text.to_lowercase()
        }
    };
    let mut chars = value.chars();
    match chars.next() {
        Some(first) if !all => Text::from(change(&first.to_string()) + chars.as_str()),
        _ => change(value).into(),
    }
}

/// `offset` or `offset:length`; `None` where they are no numbers.
pub(super) fn slice(value: &str, range: &str) -> Option<Text> {
    let (offset, length) = match range.split_once(':') {
        Some((offset, length)) => (offset, Some(length.trim().parse::<i64>().ok()?)),
        None => (range, None),
    };
    let offset = offset.trim();
    let offset: i64 = if offset.is_empty() {
        0
    } else {
        offset.parse().ok()?
    };
    let count = i64::try_from(value.chars().count()).ok()?;
    let start = if offset < 0 {
        count.checked_add(offset)?.max(0)
    } else {
        offset.min(count)
    };
    let end = match length {
        None => count,
        Some(length) if length < 0 => count.checked_add(length)?.max(start),
        Some(length) => start.saturating_add(length).min(count),
    };
    let (start, length) = (
        usize::try_from(start).ok()?,
        usize::try_from(end - start).ok()?,
    );
    Some(value.chars().skip(start).take(length).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims() {
        assert_eq!(trim("a.tar.gz", "*.", false, false), "tar.gz");
        assert_eq!(trim("a.tar.gz", "*.", false, true), "gz");
        assert_eq!(trim("a.tar.gz", ".*", true, false), "a.tar");
        assert_eq!(trim("a.tar.gz", ".*", true, true), "a");
        assert_eq!(trim("xrm", "x", false, false), "rm");
        assert_eq!(trim("rmx", "y", true, false), "rmx");
    }

    #[test]
    fn replacements() {
        assert_eq!(replace("r_m", "_", "", false), "rm");
        assert_eq!(replace("aXbX", "X", "-", true), "a-b-");
        assert_eq!(replace("a1b2", "[0-9]", "", true), "ab");
        assert_eq!(replace("a/b", "#a", "x", false), "x/b");
    }

    #[test]
    fn slices() {
        assert_eq!(slice("/usr", "0:1").as_deref(), Some("/"));
        assert_eq!(slice("xrmx", "1:2").as_deref(), Some("rm"));
        assert_eq!(slice("abc", " -2").as_deref(), Some("bc"));
        assert_eq!(slice("abc", "n"), None);
        assert_eq!(change_case("rm", true, true), "RM");
        assert_eq!(change_case("RM", false, false), "rM");
    }
}
