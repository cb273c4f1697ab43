//! Payment cards and social security numbers.

use std::ops::Range;

use crate::alphabet::{Alphabet, DIGIT};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Extend, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, known};

pub(crate) const CREDIT_CARD: Detector = Detector {
    id: "credit-card",
    name: "payment card number",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "13 to 19 digits of an issuer's range that pass Luhn's test, grouped as on a card or beside a word such as `card`; published test cards never",
    source: "https://docs.stripe.com/testing",
    forms: &[],
    examples: || {
        vec![
            format!("card: {} {} {} {}", "4539", "5787", "6362", "1486"),
            format!("pan={}", card("453957876362148")),
        ]
    },
    counterexamples: || {
        vec![
            "card 4242 4242 4242 4242".to_owned(),
            format!("order {}", card("453957876362148")),
            "card 4539 5787 6362 1487".to_owned(),
        ]
    },
};

/// The digits with Luhn's check digit.
fn card(digits: &str) -> String {
    (0..10)
        .map(|n| format!("{digits}{n}"))
        .find(|c| luhn(&numbers(c.as_bytes())))
        .unwrap_or_default()
}

pub(crate) const SSN: Detector = Detector {
    id: "ssn",
    name: "US social security number",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`AAA-GG-SSSS` in the ranges that are issued, beside `ssn`, `social security` or `taxpayer`",
    source: "https://www.ssa.gov/employer/randomization.html",
    forms: &[
        Form::word("ssn", ssn).extended(Extend::After(b" :=_\"'#-.)>,s|\t")),
        Form::word("social sec", ssn),
        Form::word("social_sec", ssn),
        Form::word("socialsec", ssn),
        Form::word("social-sec", ssn),
        Form::word("soc sec", ssn),
        Form::word("taxpayer", ssn),
    ],
    examples: || vec![format!("SSN: {}-{}-{}", "536", "22", "8145")],
    counterexamples: || {
        vec![
            "SSN: 078-05-1120".to_owned(),
            "ssn 123-45-6789".to_owned(),
            format!("part {}-{}-{}", "536", "22", "8145"),
        ]
    },
};

const CARD_WORDS: &[&str] = &[
    "card",
    "credit",
    "visa",
    "mastercard",
    "amex",
    "cvv",
    "cvc",
    "expir",
    "payment",
    "pan ",
    "pan:",
    "pan=",
    "pan\"",
    "cc_",
    "cc=",
    "ccnum",
    "cc:",
    "cc ",
];

/// Looks at the run of digits and separators around `at`; returns where it ends, so that nothing is looked at twice.
pub(crate) fn card_around(
    detector: &'static Detector,
    at: usize,
    text: Text<'_>,
    out: &mut Candidates,
) -> usize {
    const RUN: Alphabet = DIGIT.and(b" -");
    let start = text.run_back(at, RUN, 40);
    let end = text.run(at, RUN, 200);
    if end - start < 13 {
        return end;
    }
    let mut from = start;
    while let Some(span) = next_number(text, from..end) {
        if let Some(confidence) = judge_card(text, &span) {
            out.push(Candidate::new(detector, span.clone()).confidence(confidence));
        }
        from = span.end;
    }
    end
}

/// The next group of digits with consistent separators inside `range`.
fn next_number(text: Text<'_>, range: Range<usize>) -> Option<Range<usize>> {
    let start =
        (range.start..range.end).find(|at| text.byte(*at).is_some_and(|b| b.is_ascii_digit()))?;
    let first = text.run(start, DIGIT, 200);
    let separator = text.byte(first).filter(|b| matches!(b, b' ' | b'-'));
    let mut end = first;
    while first - start < 13
        && separator.is_some()
        && text.byte(end) == separator
        && end < range.end
    {
        let next = text.run(end + 1, DIGIT, 200);
        if next == end + 1 {
            break;
        }
        end = next;
    }
    Some(start..end)
}

fn judge_card(text: Text<'_>, span: &Range<usize>) -> Option<Confidence> {
    const TOUCHING: Alphabet =
        Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._*+/%");
    let written = text.slice(span.clone());
    let digits = written.iter().filter(|b| b.is_ascii_digit()).count();
    if !(13..=19).contains(&digits) {
        return None;
    }
    let digits = numbers(written);
    let dot_end = text.byte(span.end) == Some(b'.')
        && !text.byte(span.end + 1).is_some_and(|b| b.is_ascii_digit());
    let touches = text
        .before(span.start)
        .is_some_and(|b| TOUCHING.has(b) || matches!(b, b'-' | b'#'))
        && !text.left_edge(span.start, false)
        || text
            .before(span.start)
            .is_some_and(|b| matches!(b, b'.' | b'-' | b'*' | b'+' | b'/' | b'%'))
        || text
            .byte(span.end)
            .is_some_and(|b| TOUCHING.has(b) || b == b'-')
            && !dot_end;
    let grouped = is_grouped(written);
    if touches
        || !issued(&digits)
        || !luhn(&digits)
        || is_test_card(&digits)
        || digits.len() != written.len() && !grouped
    {
        return None;
    }
    (grouped || text.near(span, 60, CARD_WORDS)).then_some(Confidence::High)
}

fn numbers(written: &[u8]) -> Vec<u8> {
    written
        .iter()
        .filter(|b| b.is_ascii_digit())
        .map(|b| b - b'0')
        .collect()
}

/// 4-4-4-4(-3) or 4-6-5, as embossed.
fn is_grouped(written: &[u8]) -> bool {
    let groups: Vec<usize> = written
        .split(|b| !b.is_ascii_digit())
        .map(<[u8]>::len)
        .collect();
    matches!(
        groups.as_slice(),
        [4, 4, 4, 4] | [4, 4, 4, 4, 3] | [4, 6, 5] | [4, 6, 4]
    )
}

fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(*d))
}

fn issued(digits: &[u8]) -> bool {
    let head = |n: usize| value(digits.get(..n).unwrap_or_default());
    match digits.len() {
        13 | 19 if head(1) == 4 => true,
        16 if head(1) == 4 => true,
        16 => {
            matches!(head(2), 51..=55 | 65 | 62)
                || matches!(head(4), 2221..=2720 | 6011 | 3528..=3589)
                || matches!(head(3), 644..=649)
        }
        15 => matches!(head(2), 34 | 37),
        14 => matches!(head(3), 300..=305) || matches!(head(2), 36 | 38),
        17..=19 => matches!(head(2), 62 | 65) || head(4) == 6011 || matches!(head(3), 644..=649),
        _ => false,
    }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let d = u32::from(*d);
            if i % 2 == 0 {
                d
            } else {
                (d * 2) / 10 + (d * 2) % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Cards that payment services publish for tests, and numbers nobody would be issued.
fn is_test_card(digits: &[u8]) -> bool {
    let text: Vec<u8> = digits.iter().map(|d| d + b'0').collect();
    let zeros = digits.iter().filter(|d| **d == 0).count();
    let head = value(digits.get(..6).unwrap_or_default());
    let same = digits.iter().all(|d| Some(d) == digits.first());
    let period = |n: usize| digits.chunks(n).all(|c| Some(c) == digits.get(..c.len()));
    let steps = digits
        .windows(2)
        .filter(|w| matches!(w, [a, b] if (a + 1) % 10 == *b))
        .count();
    zeros >= 9
        || same
        || period(2)
        || period(4)
        || steps + 3 >= digits.len()
        || (400_000..=400_085).contains(&head) && zeros >= 6
        || known::is_public(&text)
}

fn ssn(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const REACH: usize = 60;
    // `customerSSN` has an edge before the word, `ISSN` and `issn` have none.
    let same_case = |b: u8| {
        text.byte(hit.at).is_some_and(|first| {
            b.is_ascii_alphabetic() && b.is_ascii_uppercase() == first.is_ascii_uppercase()
        })
    };
    if text.before(hit.at).is_some_and(same_case) && !text.left_edge(hit.at, false) {
        return;
    }
    let from = hit.at.saturating_sub(REACH);
    let until = (hit.at + hit.form.literal.len() + REACH).min(text.len());
    let mut at = from;
    while at + 9 <= until {
        let end = text.run(at, DIGIT, 12);
        if end == at {
            at += 1;
            continue;
        }
        let outside = text
            .before(at)
            .is_none_or(|b| !matches!(b, b'-' | b'.' | b'0'..=b'9' | b'_' | b'*'));
        if outside && let Some(span) = ssn_at(text, at, end) {
            out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
        }
        at = end;
    }
}

/// The number that begins with the digits `at..end`.
fn ssn_at(text: Text<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    let span = match end - at {
        3 => {
            let separator = text.byte(end).filter(|b| matches!(b, b'-' | b' '))?;
            let group = text.run(end + 1, DIGIT, 4);
            let serial = text.run(group + 1, DIGIT, 6);
            let shaped =
                group - end == 3 && text.byte(group) == Some(separator) && serial - group == 5;
            shaped.then_some(at..serial)?
        }
        9 => {
            let named = text.slice(at.saturating_sub(24)..at);
            let assigned = named
                .trim_ascii_end()
                .last()
                .is_some_and(|b| matches!(b, b'=' | b':' | b'"' | b'\''));
            assigned.then_some(at..end)?
        }
        _ => return None,
    };
    let after = text.byte(span.end);
    let digits = numbers(text.slice(span.clone()));
    let touching = after.is_some_and(|b| matches!(b, b'-' | b'_' | b'0'..=b'9'))
        || after == Some(b'.') && text.byte(span.end + 1).is_some_and(|b| b.is_ascii_digit());
    let (area, group, serial) = (
        value(digits.get(..3)?),
        value(digits.get(3..5)?),
        value(digits.get(5..)?),
    );
    let ranges = (1..=899).contains(&area) && area != 666 && group > 0 && serial > 0;
    let published = matches!(
        (area, group, serial),
        (78, 5, 1120)
            | (219, 9, 9999)
            | (457, 55, 5462)
            | (123, 45, 6789)
            | (1, 1, 1)
            | (111, 22, 3333)
            | (123, 12, 1234)
    );
    let same = digits.iter().all(|d| Some(d) == digits.first());
    (ranges && !published && !same && !touching).then_some(span)
}
