//! What stands in for the ledger when it cannot be opened: it fails at everything, so that whoever needs it gets a
//! fault, and whoever does not is judged all the same.

use aegis_core::Timestamp;
use aegis_core::ledger::{
    Approval, ApprovalKey, Digest, Entry, Ledger, LedgerError, NewRequest, RequestId, WindowKey,
};

/// A ledger that could not be opened, and why.
pub(super) struct Unusable(pub(super) LedgerError);

impl Unusable {
    fn fail<T>(&self) -> Result<T, LedgerError> {
        Err(self.0.clone())
    }
}

impl Ledger for Unusable {
    fn window_count(&mut self, _key: &WindowKey, _since: Timestamp) -> Result<u32, LedgerError> {
        self.fail()
    }

    fn window_add(&mut self, _key: &WindowKey, _at: Timestamp) -> Result<(), LedgerError> {
        self.fail()
    }

    fn approval(
        &mut self,
        _key: &ApprovalKey,
        _session: &str,
        _now: Timestamp,
    ) -> Result<Approval, LedgerError> {
        self.fail()
    }

    fn open_request(
        &mut self,
        _request: &NewRequest,
        _now: Timestamp,
    ) -> Result<RequestId, LedgerError> {
        self.fail()
    }

    fn use_up(&mut self, _id: &RequestId, _now: Timestamp) -> Result<(), LedgerError> {
        self.fail()
    }

    fn trusted(
        &mut self,
        _file: &str,
        _content: &Digest,
        _first: bool,
        _now: Timestamp,
    ) -> Result<bool, LedgerError> {
        self.fail()
    }

    fn record(&mut self, _entry: &Entry) -> Result<(), LedgerError> {
        self.fail()
    }
}
