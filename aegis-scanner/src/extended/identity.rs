//! Numbers that states and banks give to people.

use std::ops::Range;

use super::row;
use crate::alphabet::{ALNUM, Alphabet, DIGIT, UPPER_ALNUM};
use crate::candidate::{Candidate, Candidates};
use crate::detector::{Detector, Form};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

const REACH: usize = 80;

/// The first number after the word that `read` recognises at a run's start.
fn number_after(
    hit: Hit,
    text: Text<'_>,
    read: fn(Text<'_>, usize) -> Option<Range<usize>>,
) -> Option<Range<usize>> {
    let from = hit.at + hit.form.literal.len();
    let until = (from + REACH).min(text.len());
    (from..until)
        .filter(|at| text.byte(*at).is_some_and(|b| UPPER_ALNUM.has(b)))
        .filter(|at| text.left_edge(*at, true))
        .find_map(|at| read(text, at))
}

/// The letters and digits of `span` without what groups them.
fn bare(text: Text<'_>, span: &Range<usize>) -> Vec<u8> {
    let written = text.slice(span.clone()).iter().copied();
    written.filter(|b| ALNUM.has(*b)).collect()
}

/// Whether the word at the hit is one: `itin` is in `writing` and `nino` in `Antonino`.
fn is_word(hit: Hit, text: Text<'_>) -> bool {
    let end = hit.at + hit.form.literal.len();
    let letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
    !letter(text.byte(end)) && !letter(text.before(hit.at))
}

pub(super) const IBAN: Detector = row(
    "iban",
    "international bank account number",
    Severity::Medium,
    "a country, two check digits and as many characters as the country has, beside `iban`, with the remainder 1 of 97; published examples never",
    "https://www.swift.com/standards/data-standards/iban-international-bank-account-number",
    &[Form::word("iban", |hit, text, out| {
        if let Some(span) = number_after(hit, text, iban_at) {
            out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
        }
    })],
    || {
        vec![
            format!("IBAN: {}{}", "DE35", "370400440718293645"),
            format!("iban = \"{} {}\"", "NL52 ABNA", "0718 2936 45"),
        ]
    },
    || {
        vec![
            format!("IBAN: {}{}", "DE36", "370400440718293645"),
            format!("IBAN: {}{}", "DE89", "370400440532013000"),
            format!("account {}{}", "DE35", "370400440718293645"),
        ]
    },
);

/// How many characters the number of each country has.
const COUNTRIES: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NL", 18),
    (b"NO", 15),
    (b"PK", 24),
    (b"PL", 28),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"SA", 24),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"XK", 20),
];

fn iban_at(text: Text<'_>, at: usize) -> Option<Range<usize>> {
    let country = text.slice(at..at + 2);
    let (_, length) = COUNTRIES.iter().find(|(code, _)| *code == country)?;
    let mut end = at;
    let mut left = *length;
    while left > 0 {
        // Groups of four are set apart on paper.
        let group = text.run(end, UPPER_ALNUM, left);
        left -= group - end;
        end = group;
        if left > 0 {
            matches!(text.byte(end), Some(b' ' | b'-')).then_some(())?;
            end += 1;
        }
    }
    let number = bare(text, &(at..end));
    let open = text.byte(end).is_some_and(|b| ALNUM.has(b));
    (!open && rest_of_97(&number) == 1 && !is_published(&number)).then_some(at..end)
}

/// The remainder of the number with its first four characters at the end, letters as 10 to 35.
fn rest_of_97(number: &[u8]) -> u32 {
    let (head, body) = number.split_at_checked(4).unwrap_or((number, &[]));
    body.iter().chain(head).fold(0, |rest, b| {
        let (scale, digit) = match b {
            b'0'..=b'9' => (10, b - b'0'),
            _ => (100, b.to_ascii_uppercase().wrapping_sub(b'A') + 10),
        };
        (rest * scale + u32::from(digit)) % 97
    })
}

/// Examples of banks and standards, which are in every test of a validator.
fn is_published(number: &[u8]) -> bool {
    const EXAMPLES: &[&[u8]] = &[
        b"370400440532013000",
        b"500105175407324931",
        b"ABNA0417164300",
        b"NWBK60161331926819",
        b"WEST12345698765432",
        b"BARC20032678451234",
        b"20041010050500013M02606",
        b"30006000011234567890189",
        b"X0542811101000000123456",
        b"21000418450200051332",
        b"539007547034",
        b"00762011623852957",
        b"1904300234573201",
        b"AIBK93115212345678",
    ];
    let body = number.get(4..).unwrap_or_default();
    let zeros = body.windows(8).any(|w| w == b"00000000");
    zeros || placeholder::is_sequence(body) || EXAMPLES.contains(&body)
}

pub(super) const ITIN: Detector = row(
    "itin",
    "US individual taxpayer identification number",
    Severity::High,
    "`9NN-GG-NNNN` with a group that is issued, beside `itin` or `taxpayer id`",
    "https://www.irs.gov/tin/itin/individual-taxpayer-identification-number-itin",
    &[
        Form::word("itin", itin),
        Form::word("taxpayer id", itin).anchored(2),
    ],
    || vec![format!("ITIN: {}-{}-{}", "917", "74", "8145")],
    || {
        vec![
            format!("ITIN: {}-{}-{}", "917", "69", "8145"),
            format!("waiting {}-{}-{}", "917", "74", "8145"),
        ]
    },
);

fn itin(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if !hit.form.literal.contains(' ') && !is_word(hit, text) {
        return;
    }
    if let Some(span) = number_after(hit, text, itin_at) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
    }
}

fn itin_at(text: Text<'_>, at: usize) -> Option<Range<usize>> {
    let area = text.run(at, DIGIT, 4);
    let group = text.run(area + 1, DIGIT, 3);
    let end = text.run(group + 1, DIGIT, 5);
    let sign = text.byte(area).filter(|b| matches!(b, b'-' | b' '))?;
    let shaped = (area - at, group - area, end - group) == (3, 3, 5)
        && text.byte(at) == Some(b'9')
        && text.byte(group) == Some(sign)
        && !matches!(text.byte(end), Some(b'-' | b'_'))
        && !text.byte(end).is_some_and(|b| ALNUM.has(b));
    let issued = text
        .str(area + 1..group)
        .parse::<u8>()
        .is_ok_and(|group| matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99));
    let same = text
        .slice(group + 1..end)
        .windows(2)
        .all(|w| w.first() == w.last());
    (shaped && issued && !same).then_some(at..end)
}

pub(super) const NINO: Detector = row(
    "nino",
    "UK National Insurance number",
    Severity::High,
    "two letters that are issued, six digits and `A` to `D`, beside `nino`, `ni number` or `national insurance`",
    "https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110",
    &[
        Form::word("nino", nino),
        Form::word("ni number", nino).anchored(2),
        Form::word("national insurance", nino).anchored(9),
        Form::word("national_insurance", nino).anchored(9),
        Form::word("nationalinsurance", nino).anchored(8),
    ],
    || {
        vec![
            format!("NINO: {}{}{}", "JG", "718293", "A"),
            format!("National Insurance number {} {} {}", "JG", "71 82 93", "A"),
        ]
    },
    || {
        vec![
            format!("NINO: {}{}{}", "QQ", "123456", "C"),
            format!("NINO: {}{}{}", "BG", "718293", "A"),
        ]
    },
);

fn nino(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    if hit.form.literal.len() < 10 && !is_word(hit, text) {
        return;
    }
    if let Some(span) = number_after(hit, text, nino_at) {
        out.push(Candidate::new(hit.detector, span).confidence(Confidence::High));
    }
}

fn nino_at(text: Text<'_>, at: usize) -> Option<Range<usize>> {
    const FIRST: Alphabet = Alphabet::new(b"ABCEGHJKLMNOPRSTWXYZ");
    const SECOND: Alphabet = Alphabet::new(b"ABCEGHJKLMNPRSTWXYZ");
    const NEVER: &[&[u8]] = &[b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"];
    let run = text.run(at, UPPER_ALNUM.and(b" "), 13);
    let written = text.slice(at..run);
    let length = [9, 13]
        .into_iter()
        .find(|n| bare(text, &(at..at + n)).len() == 9 && *n <= written.len())?;
    let number = bare(text, &(at..at + length));
    let letters = number.get(..2)?;
    let digits = number.get(2..8)?;
    let shaped = letters.first().is_some_and(|b| FIRST.has(*b))
        && letters.last().is_some_and(|b| SECOND.has(*b))
        && !NEVER.contains(&letters)
        && DIGIT.all(digits)
        && number.last().is_some_and(|b| (b'A'..=b'D').contains(b))
        && !text.byte(at + length).is_some_and(|b| ALNUM.has(b));
    let made_up = matches!(digits, b"123456" | b"654321" | b"012345")
        || digits.iter().all(|d| Some(d) == digits.first());
    (shaped && !made_up).then_some(at..at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders() {
        assert_eq!(rest_of_97(b"GB82WEST12345698765432"), 1);
        assert_eq!(rest_of_97(b"GB83WEST12345698765432"), 2);
        assert_eq!(rest_of_97(b"DE"), 1314 % 97);
    }
}
