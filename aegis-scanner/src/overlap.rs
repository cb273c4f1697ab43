//! Of findings that overlap, one stays.

use std::cmp::Reverse;

use crate::candidate::Candidate;

/// Keeps the more specific, then the longer, then the surer of overlapping candidates; in order of position.
pub(crate) fn resolve(mut list: Vec<Candidate>) -> Vec<Candidate> {
    if list.len() < 2 {
        return list;
    }
    list.sort_by_key(|c| {
        (
            c.detector.rank,
            Reverse(c.span.len()),
            Reverse(c.confidence),
            c.span.start,
        )
    });
    let mut taken = std::collections::BTreeMap::<usize, usize>::new();
    let mut kept = Vec::with_capacity(list.len());
    for candidate in list {
        let before = taken.range(..candidate.span.end).next_back();
        if before.is_none_or(|(_, end)| *end <= candidate.span.start) {
            taken.insert(candidate.span.start, candidate.span.end);
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|c| c.span.start);
    kept
}
