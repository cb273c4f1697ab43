//! What people answer, and what they are told when they cannot.

use aegis_core::ledger::{Ledger as _, RequestId, Terms, suite::request};
use aegis_store::{ActKind, SqliteLedger, SqliteStore, StoreError};

use crate::{Directory, at};

fn ask(dir: &Directory, call: u8, session: &str) -> RequestId {
    let mut ledger = SqliteLedger::open(dir.path(), at(0)).unwrap();
    let mut transaction = ledger.begin().unwrap();
    let id = transaction
        .open_request(&request(call, 1, session, at(0)), at(0))
        .unwrap();
    transaction.commit().unwrap();
    id
}

fn store(dir: &Directory) -> SqliteStore {
    SqliteStore::open(dir.path(), at(0)).unwrap()
}

#[test]
fn open_requests_are_listed_oldest_first() {
    let dir = Directory::new();
    let ids = [ask(&dir, 1, "s1"), ask(&dir, 2, "s1"), ask(&dir, 3, "s1")];
    let mut store = store(&dir);
    store.deny(&ids[0].0, Some("no"), at(1)).unwrap();
    let open = store.pending(at(1)).unwrap();
    assert_eq!(open.len(), 2);
    assert!(
        open.iter()
            .all(|one| one.id != ids[0] && one.target == "terraform apply")
    );
    assert_eq!(store.pending(at(300)).unwrap(), []);
}

#[test]
fn a_prefix_is_enough_if_it_is_unique() {
    let dir = Directory::new();
    let id = ask(&dir, 1, "s1");
    let mut store = store(&dir);
    let typed = format!(" {}\n", id.0[..2].to_uppercase());
    let answered = store.approve(&typed, Terms::default(), at(1)).unwrap();
    assert_eq!((answered.request.id, answered.until), (id.clone(), at(301)));
    let acts = store.acts(None, Some(1)).unwrap();
    assert_eq!(
        (acts[0].act, acts[0].subject.as_str()),
        (ActKind::Approve, id.0.as_str())
    );
}

#[test]
fn what_cannot_be_answered_is_explained() {
    let dir = Directory::new();
    let ids: Vec<RequestId> = (0..40).map(|call| ask(&dir, call, "-")).collect();
    let mut store = store(&dir);
    let mut deny = |given: &str, seconds| {
        store
            .deny(given, None, at(seconds))
            .unwrap_err()
            .to_string()
    };
    assert!(deny("zzzzz", 0).starts_with("no request `zzzzz`"));
    assert!(deny("", 0).starts_with("no request"));
    assert!(deny("%", 0).starts_with("no request"));
    assert!(deny(&ids[0].0, 300).contains("has expired"));
    let shared = ids
        .iter()
        .find(|id| {
            ids.iter()
                .any(|other| other != *id && other.0[..1] == id.0[..1])
        })
        .unwrap();
    assert!(deny(&shared.0[..1], 0).ends_with("give one more letter"));
    let terms = Terms {
        session: true,
        ..Terms::default()
    };
    assert!(matches!(
        store.approve(&ids[1].0, terms, at(0)),
        Err(StoreError::NoSession { .. })
    ));
    store.approve(&ids[1].0, Terms::default(), at(0)).unwrap();
    let again = store
        .approve(&ids[1].0, Terms::default(), at(0))
        .unwrap_err();
    assert!(
        again
            .to_string()
            .ends_with("was answered already: approved"),
        "{again}"
    );
}
