//! Times for people and for programs.

use std::time::Duration;

use aegis_core::Timestamp;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

const UTC: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
const LOCAL: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// RFC 3339 in UTC, always with microseconds, so that times sort as texts.
pub(crate) fn utc(time: Timestamp) -> String {
    format(time, UtcOffset::UTC, UTC)
}

/// The date and the time on the person's clock.
pub(crate) fn local(time: Timestamp) -> String {
    format(time, offset_at(time), LOCAL)
}

/// How far the person's clock is from UTC at that time; nothing where the system does not say.
pub(crate) fn offset_at(time: Timestamp) -> UtcOffset {
    let moment = moment(time);
    UtcOffset::local_offset_at(moment).unwrap_or(UtcOffset::UTC)
}

/// How long from `now` to `then`, roughly, as `4m10s`; `now` if it is over.
pub(crate) fn left(then: Timestamp, now: Timestamp) -> String {
    span(then.since(now))
}

/// A length of time in its two greatest units.
pub(crate) fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut left = seconds;
    let mut parts = Vec::new();
    for (size, unit) in units {
        let count = left / size;
        left %= size;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() {
        "0s".to_owned()
    } else {
        parts.concat()
    }
}

/// The moment as a date and a time in UTC; the epoch for what no calendar has.
pub(crate) fn moment(time: Timestamp) -> OffsetDateTime {
    let nanos = i128::from(time.as_micros()) * 1_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The moment in microseconds.
pub(crate) fn timestamp(moment: OffsetDateTime) -> Timestamp {
    Timestamp::from_micros(i64::try_from(moment.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
}

fn format(time: Timestamp, offset: UtcOffset, format: &[BorrowedFormatItem<'_>]) -> String {
    // The formats name no part that a moment lacks.
    moment(time)
        .to_offset(offset)
        .format(format)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339_with_microseconds() {
        assert_eq!(
            utc(Timestamp::from_micros(1_700_000_000_000_001)),
            "2023-11-14T22:13:20.000001Z"
        );
        assert_eq!(
            utc(Timestamp::from_micros(0)),
            "1970-01-01T00:00:00.000000Z"
        );
        assert_eq!(
            utc(Timestamp::from_micros(i64::MAX)),
            "1970-01-01T00:00:00.000000Z"
        );
    }

    #[test]
    fn spans_have_two_units() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (250, "4m10s"),
            (3_600, "1h"),
            (3_601, "1h"),
            (90_000, "1d1h"),
            (5_400, "1h30m"),
        ] {
            assert_eq!(span(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn moments_survive() {
        let time = Timestamp::from_micros(1_700_000_000_123_456);
        assert_eq!(timestamp(moment(time)), time);
    }
}
