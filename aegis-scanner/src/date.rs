//! Dates that stand in secrets, in seconds since 1970.

const DAY: i64 = 24 * 60 * 60;

/// The end of the day that `2031-01-01…` begins with, whatever time and zone follow.
pub(crate) fn end_of_day(text: &[u8]) -> Option<i64> {
    let date = str::from_utf8(text.get(..10)?).ok()?;
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year / 4 - year / 100 + year / 400;
    let days = year * 365 + leap_days + (month * 153 + 2) / 5 + day - 719_469;
    Some((days + 1) * DAY)
}

/// The number that `"exp":` is given in the JSON of a token.
pub(crate) fn expiry(json: &[u8]) -> Option<i64> {
    let at = memchr::memmem::find(json, b"\"exp\"")?;
    let rest = json.get(at + 5..)?.trim_ascii_start().strip_prefix(b":")?;
    let rest = rest.trim_ascii_start();
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}

/// What follows the last thirty days in which something that has run out may still be of use.
pub(crate) const fn with_grace(seconds: i64) -> i64 {
    seconds.saturating_add(30 * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(date: &str, expected: Option<i64>) {
        assert_eq!(end_of_day(date.as_bytes()), expected, "{date}");
    }

    #[test]
    fn dates_become_seconds() {
        check("1970-01-01", Some(DAY));
        check("2000-02-29T01:00:00Z", Some(951_782_400 + DAY));
        check("2026-11-25", Some(1_795_564_800 + DAY));
        check("2026-13-01", None);
        check("soon", None);
        assert_eq!(
            expiry(br#"{"exp": 1516239022, "a":1}"#),
            Some(1_516_239_022)
        );
        assert_eq!(expiry(br#"{"exp":"x"}"#), None);
    }
}
