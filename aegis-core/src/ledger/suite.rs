//! What every [`Ledger`] must do, as tests that run over any of them.
//!
//! A crate with a ledger of its own enables the feature `test-util` in its dev-dependencies, implements [`Person`] for
//! a test ledger and calls [`run`] from a test. The suite panics on the first property that does not hold.

use std::time::Duration;

use aegis_rules::{ActionType, Layer};

use super::{
    Approval, ApprovalKey, Digest, Entry, Ledger, NewRequest, Outcome, RequestId, Terms, WindowKey,
};
use crate::timestamp::Timestamp;

/// The human side of a ledger under test.
pub trait Person: Ledger {
    /// Says yes; `false` if no request with this id is open at `now`.
    fn approve(&mut self, id: &RequestId, terms: Terms, now: Timestamp) -> bool;
    /// Says no; `false` if no request with this id is open or granted at `now`.
    fn deny(&mut self, id: &RequestId, note: Option<&str>, now: Timestamp) -> bool;
    /// Trusts this content of a rule file.
    fn trust(&mut self, file: &str, content: Digest, now: Timestamp);
    /// Takes the trust back.
    fn revoke(&mut self, file: &str, now: Timestamp);
    /// All that was recorded, oldest first.
    fn recorded(&mut self) -> Vec<Entry>;
}

const MINUTE: Duration = Duration::from_secs(60);

/// Runs every property, each on a new ledger.
///
/// # Panics
/// When a property does not hold.
pub fn run<L: Person>(new: impl Fn() -> L) {
    windows_slide_and_are_apart(&mut new());
    an_open_request_is_found_until_it_expires(&mut new());
    a_grant_holds_for_its_call_and_rules_alone(&mut new());
    a_grant_for_a_span_ends_with_it(&mut new());
    a_grant_for_one_call_is_used_up(&mut new());
    a_grant_for_one_session_is_none_for_others(&mut new());
    a_refusal_holds_until_the_timeout_has_passed(&mut new());
    only_open_requests_can_be_answered(&mut new());
    a_grant_can_be_taken_back(&mut new());
    the_newest_answer_counts(&mut new());
    the_first_content_is_pinned_on_first_use(&mut new());
    without_first_use_only_a_person_trusts(&mut new());
    revoked_trust_does_not_come_back_by_itself(&mut new());
    what_is_recorded_is_read_back_whole(&mut new());
}

/// A decision to record, with something in every field.
#[must_use]
pub fn entry(target: &str) -> Entry {
    Entry {
        time: at(3),
        agent: "claude-code".to_owned(),
        session: "s1".to_owned(),
        subagent: Some("a7".to_owned()),
        repo: Some("/home/me/repo".to_owned()),
        cwd: "/home/me/repo/src".to_owned(),
        tool: "Bash".to_owned(),
        action: ActionType::CommandExec,
        target: target.to_owned(),
        result: Outcome::Denied,
        reason: "the rule `no-tags` denies this".to_owned(),
        rule: Some("no-tags".to_owned()),
        layer: Some(Layer::Repo),
        audited: true,
        findings: vec!["aws-access-key".to_owned(), "jwt".to_owned()],
        faults: vec!["a fault".to_owned()],
        maps: vec!["ASI02".to_owned()],
        duration_us: 421,
    }
}

/// A request of `session` for the call and the rules with these digests, open for five minutes from `now`.
#[must_use]
pub fn request(call: u8, rules: u8, session: &str, now: Timestamp) -> NewRequest {
    NewRequest {
        key: key(call, rules),
        rule: "ask-first".to_owned(),
        agent: "claude-code".to_owned(),
        session: session.to_owned(),
        tool: "Bash".to_owned(),
        repo: None,
        cwd: "/home/me".to_owned(),
        target: "terraform apply".to_owned(),
        expires: now.after(5 * MINUTE),
    }
}

fn key(call: u8, rules: u8) -> ApprovalKey {
    ApprovalKey {
        call: [call; 32],
        rules: [rules; 32],
    }
}

/// So many minutes after the suite's zero.
fn at(minutes: u64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000).after(Duration::from_secs(60 * minutes))
}

fn count(ledger: &mut impl Ledger, key: &WindowKey, since: Timestamp) -> u32 {
    ledger
        .window_count(key, since)
        .expect("the window can be read")
}

fn open(ledger: &mut impl Ledger, request: &NewRequest, now: Timestamp) -> RequestId {
    ledger
        .open_request(request, now)
        .expect("a request can be opened")
}

fn state(ledger: &mut impl Ledger, call: u8, rules: u8, session: &str, now: Timestamp) -> Approval {
    ledger
        .approval(&key(call, rules), session, now)
        .expect("approvals can be read")
}

fn trusted(ledger: &mut impl Ledger, file: &str, content: u8, first_use: bool) -> bool {
    ledger
        .trusted(file, &[content; 32], first_use, at(0))
        .expect("pins can be read and written")
}

fn windows_slide_and_are_apart(ledger: &mut impl Person) {
    let window = |rule: &str, scope: &str| WindowKey {
        rule: rule.to_owned(),
        scope: scope.to_owned(),
    };
    let ours = window("limit", "session:s1");
    assert_eq!(count(ledger, &ours, at(0)), 0);
    for minute in [1, 2, 2, 9] {
        ledger
            .window_add(&ours, at(minute))
            .expect("the window can be written");
    }
    ledger
        .window_add(&window("limit", "session:s2"), at(1))
        .expect("the window can be written");
    ledger
        .window_add(&window("other", "session:s1"), at(1))
        .expect("the window can be written");
    assert_eq!(
        count(ledger, &ours, at(0)),
        4,
        "two calls of the same moment are two"
    );
    assert_eq!(
        count(ledger, &ours, at(2)),
        3,
        "the start of the window is within it"
    );
    assert_eq!(
        count(ledger, &ours, at(3)),
        1,
        "an entry after now still counts"
    );
    assert_eq!(count(ledger, &ours, at(10)), 0);
    assert_eq!(count(ledger, &window("limit", "session:s2"), at(0)), 1);
    assert_eq!(count(ledger, &window("limit", "session:"), at(0)), 0);
}

fn an_open_request_is_found_until_it_expires(ledger: &mut impl Person) {
    assert_eq!(state(ledger, 1, 1, "s1", at(0)), Approval::None);
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert_eq!(state(ledger, 1, 1, "s1", at(4)), Approval::Open(id.clone()));
    assert_eq!(
        state(ledger, 1, 1, "s2", at(4)),
        Approval::Open(id.clone()),
        "another session shares the request"
    );
    assert_eq!(state(ledger, 1, 1, "s1", at(5)), Approval::None);
    assert_ne!(open(ledger, &request(1, 1, "s1", at(5)), at(5)), id);
    assert_ne!(open(ledger, &request(2, 1, "s1", at(0)), at(0)), id);
}

fn a_grant_holds_for_its_call_and_rules_alone(ledger: &mut impl Person) {
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(ledger.approve(&id, Terms::default(), at(4)));
    let granted = Approval::Granted {
        id: id.clone(),
        once: false,
    };
    assert_eq!(state(ledger, 1, 1, "s1", at(4)), granted);
    assert_eq!(
        state(ledger, 1, 1, "s2", at(8)),
        granted,
        "valid from the answer on, for any session"
    );
    assert_eq!(state(ledger, 2, 1, "s1", at(4)), Approval::None);
    assert_eq!(state(ledger, 1, 2, "s1", at(4)), Approval::None);
    ledger
        .use_up(&id, at(4))
        .expect("using up what is not for one call changes nothing");
    assert_eq!(state(ledger, 1, 1, "s1", at(4)), granted);
    assert_eq!(state(ledger, 1, 1, "s1", at(9)), Approval::None);
}

fn a_grant_for_a_span_ends_with_it(ledger: &mut impl Person) {
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    let terms = Terms {
        span: Some(60 * MINUTE),
        ..Terms::default()
    };
    assert!(ledger.approve(&id, terms, at(1)));
    assert!(matches!(
        state(ledger, 1, 1, "s1", at(60)),
        Approval::Granted { .. }
    ));
    assert_eq!(state(ledger, 1, 1, "s1", at(61)), Approval::None);
}

fn a_grant_for_one_call_is_used_up(ledger: &mut impl Person) {
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(ledger.approve(
        &id,
        Terms {
            once: true,
            ..Terms::default()
        },
        at(1)
    ));
    let granted = Approval::Granted {
        id: id.clone(),
        once: true,
    };
    assert_eq!(state(ledger, 1, 1, "s1", at(1)), granted);
    assert_eq!(
        state(ledger, 1, 1, "s1", at(1)),
        granted,
        "asking does not use it up"
    );
    ledger.use_up(&id, at(2)).expect("it can be used up");
    assert_eq!(state(ledger, 1, 1, "s1", at(2)), Approval::None);
}

fn a_grant_for_one_session_is_none_for_others(ledger: &mut impl Person) {
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(ledger.approve(
        &id,
        Terms {
            session: true,
            ..Terms::default()
        },
        at(1)
    ));
    assert_eq!(state(ledger, 1, 1, "s2", at(1)), Approval::None);
    let second = open(ledger, &request(1, 1, "s2", at(2)), at(2));
    assert_eq!(state(ledger, 1, 1, "s2", at(2)), Approval::Open(second));
    let granted = Approval::Granted { id, once: false };
    assert_eq!(
        state(ledger, 1, 1, "s1", at(2)),
        granted,
        "another session's question takes nothing away"
    );
}

fn a_refusal_holds_until_the_timeout_has_passed(ledger: &mut impl Person) {
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(ledger.deny(&id, Some("use staging"), at(4)));
    let refused = Approval::Refused {
        id,
        note: Some("use staging".to_owned()),
        until: at(9),
    };
    assert_eq!(state(ledger, 1, 1, "s1", at(4)), refused);
    assert_eq!(
        state(ledger, 1, 1, "s2", at(8)),
        refused,
        "a refusal is for every session"
    );
    assert_eq!(state(ledger, 1, 1, "s1", at(9)), Approval::None);
}

fn only_open_requests_can_be_answered(ledger: &mut impl Person) {
    let unknown = RequestId("bcdfg".to_owned());
    assert!(!ledger.approve(&unknown, Terms::default(), at(0)));
    let late = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(
        !ledger.approve(&late, Terms::default(), at(5)),
        "an expired request cannot be approved"
    );
    let id = open(ledger, &request(2, 1, "s1", at(0)), at(0));
    assert!(ledger.deny(&id, None, at(1)));
    assert!(
        !ledger.approve(&id, Terms::default(), at(2)),
        "an answer is final"
    );
    assert!(matches!(
        state(ledger, 2, 1, "s1", at(2)),
        Approval::Refused { note: None, .. }
    ));
}

fn a_grant_can_be_taken_back(ledger: &mut impl Person) {
    let id = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(ledger.approve(
        &id,
        Terms {
            session: true,
            span: Some(60 * MINUTE),
            once: false
        },
        at(1)
    ));
    assert!(ledger.deny(&id, None, at(30)));
    let refused = Approval::Refused {
        id: id.clone(),
        note: None,
        until: at(35),
    };
    assert_eq!(state(ledger, 1, 1, "s1", at(30)), refused);
    assert_eq!(state(ledger, 1, 1, "s2", at(30)), refused);
    assert!(!ledger.deny(&id, None, at(31)), "a refusal is final");
}

fn the_newest_answer_counts(ledger: &mut impl Person) {
    let first = open(ledger, &request(1, 1, "s1", at(0)), at(0));
    assert!(ledger.approve(
        &first,
        Terms {
            session: true,
            ..Terms::default()
        },
        at(1)
    ));
    let second = open(ledger, &request(1, 1, "s2", at(2)), at(2));
    assert!(ledger.deny(&second, None, at(3)));
    assert!(
        matches!(state(ledger, 1, 1, "s1", at(3)), Approval::Refused { id, .. } if id == second)
    );
}

fn the_first_content_is_pinned_on_first_use(ledger: &mut impl Person) {
    assert!(trusted(ledger, "/a/.aegis/governance.yaml", 1, true));
    assert!(trusted(ledger, "/a/.aegis/governance.yaml", 1, true));
    assert!(
        !trusted(ledger, "/a/.aegis/governance.yaml", 2, true),
        "a changed file is not trusted"
    );
    assert!(
        trusted(ledger, "/b/.aegis/governance.yaml", 2, true),
        "each file has its own pin"
    );
    ledger.trust("/a/.aegis/governance.yaml", [2; 32], at(1));
    assert!(trusted(ledger, "/a/.aegis/governance.yaml", 2, true));
    assert!(
        !trusted(ledger, "/a/.aegis/governance.yaml", 1, true),
        "the older content is trusted no more"
    );
}

fn without_first_use_only_a_person_trusts(ledger: &mut impl Person) {
    assert!(!trusted(ledger, "/a", 1, false));
    assert!(
        trusted(ledger, "/a", 1, true),
        "asking without first use pins nothing"
    );
    assert!(
        !trusted(ledger, "/a", 1, false),
        "a pin of first use is no person's trust"
    );
    ledger.trust("/a", [1; 32], at(1));
    assert!(trusted(ledger, "/a", 1, false));
}

fn revoked_trust_does_not_come_back_by_itself(ledger: &mut impl Person) {
    assert!(trusted(ledger, "/a", 1, true));
    ledger.revoke("/a", at(1));
    assert!(!trusted(ledger, "/a", 1, true));
    ledger.trust("/a", [1; 32], at(2));
    assert!(trusted(ledger, "/a", 1, true));
}

fn what_is_recorded_is_read_back_whole(ledger: &mut impl Person) {
    let full = entry("git tag v1");
    let bare = Entry {
        subagent: None,
        repo: None,
        rule: None,
        layer: None,
        audited: false,
        findings: Vec::new(),
        faults: Vec::new(),
        maps: Vec::new(),
        result: Outcome::Allowed,
        target: "it's \u{1F980}\n\"quoted\" \u{0}".to_owned(),
        ..full.clone()
    };
    ledger.record(&full).expect("a decision can be recorded");
    ledger.record(&bare).expect("a decision can be recorded");
    assert_eq!(ledger.recorded(), [full, bare]);
}
