//! Targets of connections: URLs and hosts.

use crate::script::Text;

/// Host and URL of a target as written: a URL, `host`, `user@host`, `host:path`, `host:port/path`.
pub(super) fn endpoint(target: &str) -> (Option<Text>, Option<Text>) {
    if let Some((scheme, rest)) = after_scheme(target) {
        if scheme.eq_ignore_ascii_case("file") {
            return (None, Some(target.into()));
        }
        let authority = until(rest, |byte| matches!(byte, b'/' | b'?' | b'#'));
        return (host(authority), Some(target.into()));
    }
    let authority = until(target, |byte| byte == b'/');
    let is_url =
        authority.len() < target.len() && !authority.contains('@') && authority.contains('.');
    (host(authority), is_url.then(|| target.into()))
}

/// What stands before and behind the first `://`.
fn after_scheme(target: &str) -> Option<(&str, &str)> {
    let mut colons = target.match_indices(':');
    colons.find_map(|(at, _)| {
        let (scheme, rest) = target.split_at_checked(at)?;
        Some((scheme, rest.strip_prefix("://")?))
    })
}

/// The beginning of a text up to an ASCII character.
fn until(text: &str, ends: impl Fn(u8) -> bool) -> &str {
    let end = text.bytes().position(ends);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn host(authority: &str) -> Option<Text> {
    let user = authority.bytes().rposition(|byte| byte == b'@');
    let authority = user.map_or(authority, |at| authority.get(at + 1..).unwrap_or_default());
    let name = match authority.strip_prefix('[') {
        Some(inside) => until(inside, |byte| byte == b']'),
        None => until(authority, |byte| byte == b':'),
    };
    if name.is_empty() {
        return None;
    }
    let mut host = Text::from(name);
    host.make_ascii_lowercase();
    Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: &str, host: Option<&str>, is_url: bool) {
        assert_eq!(
            endpoint(target),
            (host.map(Text::from), is_url.then(|| target.into()))
        );
    }

    #[test]
    fn targets() {
        check(
            "https://user:pw@Example.com:8443/x?y",
            Some("example.com"),
            true,
        );
        check("example.com", Some("example.com"), false);
        check("example.com/x", Some("example.com"), true);
        check("dev@example.com:/srv/x", Some("example.com"), false);
        check("example.com:8080/x", Some("example.com"), true);
        check("http://[::1]:80/", Some("::1"), true);
        check("", None, false);
    }
}
