//! What may be shown of a secret: the public beginning of its format and nothing else.

/// Beginnings that say which format a token has, at most four characters of each, and never a part of what is secret.
const PUBLIC: [&str; 41] = [
    "----", "ABSK", "AIza", "AKIA", "AQ.A", "ASIA", "ATAT", "ATCT", "ATBB", "EAAC", "FLWS", "GOCS",
    "PuTT", "SG.", "dckr", "dop_", "doo_", "dor_", "eyJ", "figd", "ghp_", "gho_", "ghr_", "ghs_",
    "ghu_", "gith", "glpa", "gsk_", "hf_", "hvs.", "hvb.", "npm_", "pypi", "rk_", "sbp_", "sk-",
    "sk_", "shpa", "shps", "whse", "xox",
];

/// A line that shows that something stands there without giving any of it away.
pub(crate) fn preview(secret: &str) -> String {
    let shown = PUBLIC
        .iter()
        .find(|prefix| secret.starts_with(**prefix) && secret.len() >= prefix.len() + 8);
    format!("{}****", shown.copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_format_and_nothing_of_the_secret() {
        for (secret, expected) in [
            (concat!("gh", "p_abcdefghijklmnop"), "ghp_****"),
            (concat!("xox", "b-123456789012"), "xox****"),
            ("hunter2", "****"),
            ("sk-short", "****"),
            ("ünïcode-passwörd", "****"),
            ("", "****"),
        ] {
            assert_eq!(preview(secret), expected);
        }
        assert!(PUBLIC.iter().all(|prefix| prefix.len() <= 4));
    }
}
