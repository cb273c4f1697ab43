//! Targets of connections: URLs and hosts.

use crate::script::Text;

/// Host and URL of a target as written: a URL, `host`, `user@host`, `host:path`, `host:port/path`.
pub(super) fn endpoint(target: &str) -> (Option<Text>, Option<Text>) {
    if let Some((scheme, rest)) = target.split_once("://") {
        if scheme.eq_ignore_ascii_case("file") {
            return (None, Some(target.into()));
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        return (host(authority), Some(target.into()));
    }
    let authority = target.split('/').next().unwrap_or_default();
    let is_url = target.contains('/') && !authority.contains('@') && authority.contains('.');
    (host(authority), is_url.then(|| target.into()))
}

fn host(authority: &str) -> Option<Text> {
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let name = match authority.strip_prefix('[') {
        Some(inside) => inside.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    (!name.is_empty()).then(|| name.to_ascii_lowercase().into())
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
