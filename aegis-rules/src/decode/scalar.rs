//! Numbers, truth values, durations and ids.

use std::time::Duration;

use super::Notes;
use crate::mistake::quote;
use crate::yaml::{Kind, Node};

const MAX_WINDOW: Duration = Duration::from_secs(366 * 24 * 3600);
const MAX_ID: usize = 100;

impl Notes<'_> {
    pub(super) fn boolean(&mut self, node: &Node<'_>) -> Option<bool> {
        let value = match &node.kind {
            Kind::Scalar { text, plain: true } => match &**text {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if value.is_none() {
            self.wrong_kind(node, "`true` or `false`, without quotes");
        }
        value
    }

    pub(super) fn integer<T: std::str::FromStr>(
        &mut self,
        node: &Node<'_>,
        expected: &str,
    ) -> Option<T> {
        let value = match &node.kind {
            Kind::Scalar { text, plain: true } => text.parse().ok(),
            _ => None,
        };
        if value.is_none() {
            self.wrong_kind(node, expected);
        }
        value
    }

    pub(super) fn duration(&mut self, node: &Node<'_>) -> Option<Duration> {
        let text = self.text(node, "a duration such as `30s`, `1m` or `1h30m`")?;
        let value = duration(text);
        if value.is_none() {
            self.add(
                node.at,
                quote(text),
                "a duration from `1s` to `366d` such as `30s`, `1m` or `1h30m`".to_owned(),
                text.parse::<u64>()
                    .is_ok()
                    .then(|| format!("did you mean `{text}s`?")),
            );
        }
        value
    }

    pub(super) fn id(&mut self, node: &Node<'_>) -> Option<String> {
        let text = self.text(node, "an id of small letters, digits and `-`")?;
        if is_id(text) {
            return Some(text.to_owned());
        }
        self.add(
            node.at,
            format!("the id {}", quote(text)),
            format!("at most {MAX_ID} small letters, digits and `-`"),
            valid_id(text).map(|id| format!("did you mean `{id}`?")),
        );
        None
    }
}

/// Whether a rule may be called so.
pub(crate) fn is_id(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= MAX_ID && text.bytes().all(sign)
}

/// The id that was probably meant.
fn valid_id(text: &str) -> Option<String> {
    let id: String = text
        .chars()
        .take(40)
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let id = id.trim_matches('-');
    (!id.is_empty()).then(|| id.to_owned())
}

/// `90s`, `1h30m`: numbers with the units s, m, h, d, w, which make up a window's length.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    sum(text).filter(|length| *length > Duration::ZERO && *length <= MAX_WINDOW)
}

fn sum(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits)?;
        let mut units = after.chars();
        let seconds = match units.next()? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        let number: u64 = number.parse().ok()?;
        total = total.checked_add(Duration::from_secs(number.checked_mul(seconds)?))?;
        rest = units.as_str();
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        let check = |text, seconds: Option<u64>| {
            assert_eq!(sum(text), seconds.map(Duration::from_secs), "{text}");
        };
        check("30s", Some(30));
        check("1h30m", Some(5_400));
        check("2w", Some(1_209_600));
        check("30", None);
        check("m", None);
        check("1 m", None);
        check("99999999999999999999s", None);
        check("9999999999999999999w", None);
    }

    #[test]
    fn an_id_is_proposed_for_a_bad_one() {
        assert_eq!(
            valid_id("Block_Force Push").as_deref(),
            Some("block-force-push")
        );
        assert_eq!(valid_id("!!"), None);
    }
}
