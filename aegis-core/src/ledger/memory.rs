//! A ledger that forgets: for tests, for dry runs and for callers that keep no database.

use std::collections::HashMap;
use std::time::Duration;

use super::{
    Approval, ApprovalKey, Digest, Entry, Ledger, LedgerError, NewRequest, RequestId, Terms,
    WindowKey,
};
use crate::timestamp::Timestamp;

/// A [`Ledger`] in memory. It has the semantics of the SQLite one without its durability: what it was told is gone with it.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    entries: Vec<Entry>,
    requests: Vec<Asked>,
    windows: HashMap<WindowKey, Vec<Timestamp>>,
    pins: HashMap<String, Pin>,
}

#[derive(Clone, Debug)]
struct Asked {
    id: RequestId,
    request: NewRequest,
    opened: Timestamp,
    answer: Option<Answer>,
}

#[derive(Clone, Debug)]
struct Answer {
    at: Timestamp,
    until: Timestamp,
    kind: AnswerKind,
}

#[derive(Clone, Debug)]
enum AnswerKind {
    Yes {
        once: bool,
        session: Option<String>,
        used: bool,
    },
    No {
        note: Option<String>,
    },
}

#[derive(Clone, Debug)]
struct Pin {
    content: Option<Digest>,
    by_person: bool,
}

impl MemoryLedger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        MemoryLedger::default()
    }

    /// What was recorded, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The requests that wait for an answer, oldest first.
    #[must_use]
    pub fn pending(&self, now: Timestamp) -> Vec<(RequestId, NewRequest)> {
        let open = self
            .requests
            .iter()
            .filter(|asked| asked.answer.is_none() && now < asked.request.expires);
        open.map(|asked| (asked.id.clone(), asked.request.clone()))
            .collect()
    }

    /// Says yes to an open request; `false` if there is none with this id.
    pub fn approve(&mut self, id: &RequestId, terms: Terms, now: Timestamp) -> bool {
        let open = |asked: &Asked| asked.answer.is_none() && now < asked.request.expires;
        self.answer(id, open, terms.span, now, |request| AnswerKind::Yes {
            once: terms.once,
            session: terms.session.then(|| request.session.clone()),
            used: false,
        })
    }

    /// Says no to an open request, or takes an approval back; `false` if there is none with this id.
    pub fn deny(&mut self, id: &RequestId, note: Option<&str>, now: Timestamp) -> bool {
        let refusable = |asked: &Asked| match &asked.answer {
            None => now < asked.request.expires,
            Some(answer) => {
                now < answer.until && matches!(answer.kind, AnswerKind::Yes { used: false, .. })
            }
        };
        self.answer(id, refusable, None, now, |_| AnswerKind::No {
            note: note.map(str::to_owned),
        })
    }

    /// Trusts this content of a rule file.
    pub fn trust(&mut self, file: &str, content: Digest) {
        self.pins.insert(
            file.to_owned(),
            Pin {
                content: Some(content),
                by_person: true,
            },
        );
    }

    /// Takes the trust in a rule file back; it stays untrusted until a person trusts it.
    pub fn revoke(&mut self, file: &str) {
        self.pins.insert(
            file.to_owned(),
            Pin {
                content: None,
                by_person: true,
            },
        );
    }

    fn answer(
        &mut self,
        id: &RequestId,
        can_be: impl Fn(&Asked) -> bool,
        span: Option<Duration>,
        now: Timestamp,
        kind: impl FnOnce(&NewRequest) -> AnswerKind,
    ) -> bool {
        let Some(asked) = self
            .requests
            .iter_mut()
            .find(|asked| asked.id == *id && can_be(asked))
        else {
            return false;
        };
        let span = span.unwrap_or_else(|| asked.request.expires.since(asked.opened));
        asked.answer = Some(Answer {
            at: now,
            until: now.after(span),
            kind: kind(&asked.request),
        });
        true
    }
}

impl Asked {
    /// What this request says to a call of `session`; `None` if it is as if it had never been.
    fn state(&self, session: &str, now: Timestamp) -> Option<Approval> {
        let id = self.id.clone();
        let Some(answer) = &self.answer else {
            return (now < self.request.expires).then_some(Approval::Open(id));
        };
        if now >= answer.until {
            return None;
        }
        match &answer.kind {
            AnswerKind::Yes { used: true, .. } => None,
            AnswerKind::Yes {
                session: Some(only),
                ..
            } if only != session => None,
            AnswerKind::Yes { once, .. } => Some(Approval::Granted { id, once: *once }),
            AnswerKind::No { note } => Some(Approval::Refused {
                id,
                note: note.clone(),
                until: answer.until,
            }),
        }
    }

    /// Answers before open requests, newer before older.
    fn rank(&self) -> (Option<Timestamp>, Timestamp) {
        (self.answer.as_ref().map(|answer| answer.at), self.opened)
    }
}

impl Ledger for MemoryLedger {
    fn window_count(&mut self, key: &WindowKey, since: Timestamp) -> Result<u32, LedgerError> {
        let counted = self
            .windows
            .get(key)
            .map_or(0, |times| times.iter().filter(|at| **at >= since).count());
        Ok(u32::try_from(counted).unwrap_or(u32::MAX))
    }

    fn window_add(&mut self, key: &WindowKey, at: Timestamp) -> Result<(), LedgerError> {
        self.windows.entry(key.clone()).or_default().push(at);
        Ok(())
    }

    fn approval(
        &mut self,
        key: &ApprovalKey,
        session: &str,
        now: Timestamp,
    ) -> Result<Approval, LedgerError> {
        let live = self
            .requests
            .iter()
            .filter(|asked| asked.request.key == *key);
        let live = live.filter_map(|asked| Some((asked.rank(), asked.state(session, now)?)));
        Ok(live
            .max_by_key(|(rank, _)| *rank)
            .map_or(Approval::None, |(_, state)| state))
    }

    fn open_request(
        &mut self,
        request: &NewRequest,
        now: Timestamp,
    ) -> Result<RequestId, LedgerError> {
        let taken = |id: &RequestId| self.requests.iter().any(|asked| asked.id == *id);
        let id = (0..=u32::MAX)
            .map(|attempt| RequestId::derive(&request.key, now, attempt))
            .find(|id| !taken(id))
            .ok_or_else(|| LedgerError::Other("all request ids are taken".to_owned()))?;
        self.requests.push(Asked {
            id: id.clone(),
            request: request.clone(),
            opened: now,
            answer: None,
        });
        Ok(id)
    }

    fn use_up(&mut self, id: &RequestId, _now: Timestamp) -> Result<(), LedgerError> {
        let asked = self.requests.iter_mut().filter(|asked| asked.id == *id);
        for answer in asked.filter_map(|asked| asked.answer.as_mut()) {
            if let AnswerKind::Yes {
                once: true, used, ..
            } = &mut answer.kind
            {
                *used = true;
            }
        }
        Ok(())
    }

    fn trusted(
        &mut self,
        file: &str,
        content: &Digest,
        first_use: bool,
        _now: Timestamp,
    ) -> Result<bool, LedgerError> {
        if let Some(pin) = self.pins.get(file) {
            return Ok((first_use || pin.by_person) && pin.content.as_ref() == Some(content));
        }
        if first_use {
            self.pins.insert(
                file.to_owned(),
                Pin {
                    content: Some(*content),
                    by_person: false,
                },
            );
        }
        Ok(first_use)
    }

    fn record(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        self.entries.push(entry.clone());
        Ok(())
    }
}

#[cfg(all(test, feature = "test-util"))]
mod tests {
    use super::*;
    use crate::ledger::suite::{self, Person};

    impl Person for MemoryLedger {
        fn approve(&mut self, id: &RequestId, terms: Terms, now: Timestamp) -> bool {
            MemoryLedger::approve(self, id, terms, now)
        }

        fn deny(&mut self, id: &RequestId, note: Option<&str>, now: Timestamp) -> bool {
            MemoryLedger::deny(self, id, note, now)
        }

        fn trust(&mut self, file: &str, content: Digest, _now: Timestamp) {
            MemoryLedger::trust(self, file, content);
        }

        fn revoke(&mut self, file: &str, _now: Timestamp) {
            MemoryLedger::revoke(self, file);
        }

        fn recorded(&mut self) -> Vec<Entry> {
            self.entries.clone()
        }
    }

    #[test]
    fn the_ledger_in_memory_passes_the_suite() {
        suite::run(MemoryLedger::new);
    }
}
