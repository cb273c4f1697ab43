//! Payment cards and social security numbers.

use crate::Severity;
use crate::candidate::Candidates;
use crate::detector::{Detector, Form, Rank};
use crate::prefilter::Hit;
use crate::text::Text;

pub(crate) const CREDIT_CARD: Detector = Detector {
    id: "credit-card",
    name: "payment card number",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "13 to 19 digits of a known issuer that pass Luhn's test",
    source: "https://docs.stripe.com/testing",
    forms: &[Form::word("card", card)],
    examples: || vec![],
    counterexamples: || vec![],
};

fn card(_hit: Hit, _text: Text<'_>, _out: &mut Candidates) {}
