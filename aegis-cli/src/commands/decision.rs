//! A decision as a row of output.

use aegis_core::Timestamp;
use aegis_core::ledger::Outcome;
use aegis_store::{Act, ActKind, Decision, FaultLine, Query};

use crate::output::{Cell, Column, Field, Record, Tone, clock};

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LogRow {
    /// A decision.
    Decision(Box<Decision>),
    /// A call that could not be recorded.
    Fault(Box<FaultLine>),
}

impl LogRow {
    /// When it was.
    pub(crate) fn time(&self) -> Timestamp {
        match self {
            LogRow::Decision(decision) => decision.entry.time,
            LogRow::Fault(line) => line.time,
        }
    }
}

/// Whether a call that could not be recorded is among those that `query` asks for. What its line does not hold (action
/// type, rule) excludes it where that is asked for.
pub(crate) fn selects(query: &Query, line: &FaultLine) -> bool {
    let allowed = line.result == Outcome::Allowed.name();
    let is =
        |wanted: &Option<String>, text: &str| wanted.as_ref().is_none_or(|wanted| wanted == text);
    query.action.is_none()
        && query.rule.is_none()
        && !query.audited
        && is(&query.session, &line.session)
        && is(&query.agent, &line.agent)
        && query
            .target
            .as_ref()
            .is_none_or(|text| line.target.contains(text))
        && query.since.is_none_or(|since| line.time >= since)
        && query.until.is_none_or(|until| line.time < until)
        && (!query.allowed || allowed)
        && (!query.denied || !allowed)
}

impl Record for LogRow {
    const FIELDS: &'static [&'static str] = &[
        "id",
        "time",
        "agent",
        "session",
        "subagent",
        "repo",
        "cwd",
        "tool",
        "action",
        "target",
        "result",
        "reason",
        "rule",
        "layer",
        "audited",
        "findings",
        "faults",
        "maps",
        "duration_us",
    ];
    const COLUMNS: &'static [Column] = &[
        Column::whole("TIME"),
        Column::firm("AGENT", 6),
        Column::short("SESSION", 8),
        Column::whole("RESULT"),
        Column::firm("ACTION", 9),
        Column::elastic("TARGET", 16),
        Column::short("RULE", 12),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        match self {
            LogRow::Decision(decision) => decision_fields(decision),
            LogRow::Fault(line) => fault_fields(line),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        match self {
            LogRow::Decision(decision) => {
                let entry = &decision.entry;
                let result = entry.result;
                let why = if entry.faults.is_empty() {
                    entry.rule.as_deref().unwrap_or_default()
                } else {
                    "(fault)"
                };
                let found = entry.findings.join(" ");
                vec![
                    Cell::toned(&clock::local(entry.time), Tone::Quiet),
                    entry.agent.as_str().into(),
                    Cell::toned(&entry.session, Tone::Quiet),
                    outcome(result),
                    entry.action.name().into(),
                    entry.target.as_str().into(),
                    if why.is_empty() {
                        found.as_str().into()
                    } else {
                        why.into()
                    },
                ]
            }
            LogRow::Fault(line) => {
                let tone = if line.result == Outcome::Allowed.name() {
                    Tone::Good
                } else {
                    Tone::Bad
                };
                vec![
                    Cell::toned(&clock::local(line.time), Tone::Quiet),
                    line.agent.as_str().into(),
                    Cell::toned(&line.session, Tone::Quiet),
                    Cell::toned(&line.result, tone),
                    line.tool.as_str().into(),
                    line.target.as_str().into(),
                    Cell::toned(&line.fault, Tone::Waiting),
                ]
            }
        }
    }
}

/// A result with its colour.
fn outcome(outcome: Outcome) -> Cell {
    let tone = match outcome {
        Outcome::Allowed => Tone::Good,
        Outcome::Denied => Tone::Bad,
        Outcome::ApprovalRequired | Outcome::RateLimited => Tone::Waiting,
    };
    Cell::toned(outcome.name(), tone)
}

fn decision_fields(decision: &Decision) -> Vec<Field<'_>> {
    let entry = &decision.entry;
    vec![
        Field::Number(decision.id),
        clock::utc(entry.time).into(),
        entry.agent.as_str().into(),
        entry.session.as_str().into(),
        Field::maybe(entry.subagent.as_deref()),
        Field::maybe(entry.repo.as_deref()),
        entry.cwd.as_str().into(),
        entry.tool.as_str().into(),
        entry.action.name().into(),
        entry.target.as_str().into(),
        entry.result.name().into(),
        entry.reason.as_str().into(),
        Field::maybe(entry.rule.as_deref()),
        entry
            .layer
            .map_or(Field::Nothing, |layer| layer.to_string().into()),
        Field::Flag(entry.audited),
        Field::List(&entry.findings),
        Field::List(&entry.faults),
        Field::List(&entry.maps),
        Field::count(entry.duration_us),
    ]
}

fn fault_fields(line: &FaultLine) -> Vec<Field<'_>> {
    vec![
        Field::Nothing,
        clock::utc(line.time).into(),
        line.agent.as_str().into(),
        line.session.as_str().into(),
        Field::Nothing,
        Field::Nothing,
        Field::Nothing,
        line.tool.as_str().into(),
        Field::Nothing,
        line.target.as_str().into(),
        line.result.as_str().into(),
        line.fault.as_str().into(),
        Field::Nothing,
        Field::Nothing,
        Field::Flag(false),
        Field::List(&[]),
        Field::List(std::slice::from_ref(&line.fault)),
        Field::List(&[]),
        Field::Nothing,
    ]
}

/// Who does such a thing.
fn by(act: ActKind) -> &'static str {
    match act {
        ActKind::Create | ActKind::Migrate | ActKind::Prune => "aegis",
        _ => "a person",
    }
}

/// A row of the audit: a decision that an `audit` rule marked, or an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AuditRow {
    /// A decision.
    Decision(Box<Decision>),
    /// An act of a person, or of aegis on its own record.
    Act(Act),
}

impl AuditRow {
    /// When it was.
    pub(crate) fn time(&self) -> Timestamp {
        match self {
            AuditRow::Decision(decision) => decision.entry.time,
            AuditRow::Act(act) => act.time,
        }
    }
}

impl Record for AuditRow {
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "id",
        "time",
        "act",
        "agent",
        "session",
        "repo",
        "cwd",
        "tool",
        "action",
        "target",
        "result",
        "reason",
        "rule",
        "layer",
        "findings",
        "faults",
        "maps",
        "duration_us",
    ];
    const COLUMNS: &'static [Column] = &[
        Column::whole("TIME"),
        Column::whole("WHAT"),
        Column::firm("BY", 6),
        Column::elastic("TARGET", 20),
        Column::elastic("NOTE", 12),
    ];

    fn fields(&self) -> Vec<Field<'_>> {
        match self {
            AuditRow::Decision(decision) => {
                let all = decision_fields(decision);
                let named = LogRow::FIELDS.iter().zip(all);
                let kept = named
                    .filter(|(name, _)| AuditRow::FIELDS.contains(name))
                    .map(|(_, field)| field);
                let mut fields = vec![Field::from("decision")];
                fields.extend(kept);
                // After the time, where an act has its name.
                fields.insert(3, Field::Nothing);
                fields
            }
            AuditRow::Act(act) => vec![
                "act".into(),
                Field::Number(act.id),
                clock::utc(act.time).into(),
                act.act.name().into(),
                Field::Nothing,
                Field::Nothing,
                Field::Nothing,
                Field::Nothing,
                Field::Nothing,
                Field::Nothing,
                act.subject.as_str().into(),
                Field::Nothing,
                Field::maybe(act.note.as_deref()),
                Field::Nothing,
                Field::Nothing,
                Field::List(&[]),
                Field::List(&[]),
                Field::List(&[]),
                Field::Nothing,
            ],
        }
    }

    fn cells(&self) -> Vec<Cell> {
        match self {
            AuditRow::Decision(decision) => vec![
                Cell::toned(&clock::local(decision.entry.time), Tone::Quiet),
                outcome(decision.entry.result),
                decision.entry.agent.as_str().into(),
                decision.entry.target.as_str().into(),
                decision.entry.rule.as_deref().unwrap_or_default().into(),
            ],
            AuditRow::Act(act) => vec![
                Cell::toned(&clock::local(act.time), Tone::Quiet),
                Cell::toned(act.act.name(), Tone::Waiting),
                by(act.act).into(),
                act.subject.as_str().into(),
                act.note.as_deref().unwrap_or_default().into(),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aegis_core::ledger::{ActionType, Entry};
    use aegis_store::ActKind;

    fn decision() -> Decision {
        Decision {
            id: 7,
            entry: Entry {
                time: Timestamp::from_micros(1_700_000_000_000_001),
                agent: "claude-code".to_owned(),
                session: "s1".to_owned(),
                subagent: None,
                repo: Some("/r".to_owned()),
                cwd: "/r/src".to_owned(),
                tool: "Bash".to_owned(),
                action: ActionType::CommandExec,
                target: "make".to_owned(),
                result: Outcome::RateLimited,
                reason: "too many".to_owned(),
                rule: Some("few".to_owned()),
                layer: None,
                audited: true,
                findings: vec!["jwt".to_owned()],
                faults: Vec::new(),
                maps: Vec::new(),
                duration_us: 421,
            },
        }
    }

    fn line(result: &str) -> FaultLine {
        FaultLine {
            time: Timestamp::from_micros(5),
            agent: "codex".to_owned(),
            session: "s1".to_owned(),
            tool: "shell".to_owned(),
            target: "ls -la".to_owned(),
            fault: "the disk is full".to_owned(),
            result: result.to_owned(),
        }
    }

    /// The fields that are there, as `name=value`.
    fn shown<R: Record>(record: &R) -> String {
        let fields = record.fields();
        assert_eq!(fields.len(), R::FIELDS.len());
        assert_eq!(record.cells().len(), R::COLUMNS.len());
        let there = R::FIELDS
            .iter()
            .zip(&fields)
            .filter(|(_, field)| **field != Field::Nothing);
        there
            .map(|(name, field)| format!("{name}={}", serde_json::to_string(field).unwrap()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn each_field_stands_under_its_name() {
        let row = LogRow::Decision(Box::new(decision()));
        assert_eq!(
            shown(&row),
            "id=7 time=\"2023-11-14T22:13:20.000001Z\" agent=\"claude-code\" session=\"s1\" repo=\"/r\" cwd=\"/r/src\" \
             tool=\"Bash\" action=\"command_exec\" target=\"make\" result=\"rate_limited\" reason=\"too many\" \
             rule=\"few\" audited=true findings=[\"jwt\"] faults=[] maps=[] duration_us=421"
        );
        let fault = LogRow::Fault(Box::new(line("denied")));
        assert_eq!(
            shown(&fault),
            "time=\"1970-01-01T00:00:00.000005Z\" agent=\"codex\" session=\"s1\" tool=\"shell\" target=\"ls -la\" \
             result=\"denied\" reason=\"the disk is full\" audited=false findings=[] faults=[\"the disk is full\"] maps=[]"
        );
    }

    #[test]
    fn an_audit_has_decisions_and_acts() {
        assert_eq!(
            shown(&AuditRow::Decision(Box::new(decision()))),
            "kind=\"decision\" id=7 time=\"2023-11-14T22:13:20.000001Z\" agent=\"claude-code\" session=\"s1\" \
             repo=\"/r\" cwd=\"/r/src\" tool=\"Bash\" action=\"command_exec\" target=\"make\" result=\"rate_limited\" \
             reason=\"too many\" rule=\"few\" findings=[\"jwt\"] faults=[] maps=[] duration_us=421"
        );
        let act = Act {
            id: 3,
            time: Timestamp::from_micros(0),
            act: ActKind::Approve,
            subject: "bcdfg".to_owned(),
            note: Some("once".to_owned()),
        };
        assert_eq!(
            shown(&AuditRow::Act(act)),
            "kind=\"act\" id=3 time=\"1970-01-01T00:00:00.000000Z\" act=\"approve\" target=\"bcdfg\" reason=\"once\" \
             findings=[] faults=[] maps=[]"
        );
    }

    fn check(query: Query, result: &str, expected: bool) {
        assert_eq!(selects(&query, &line(result)), expected, "{query:?}");
    }

    #[test]
    fn noted_faults_are_chosen_like_decisions() {
        let text = |text: &str| Some(text.to_owned());
        check(Query::default(), "denied", true);
        check(
            Query {
                denied: true,
                ..Query::default()
            },
            "denied",
            true,
        );
        check(
            Query {
                allowed: true,
                ..Query::default()
            },
            "denied",
            false,
        );
        check(
            Query {
                allowed: true,
                ..Query::default()
            },
            "allowed",
            true,
        );
        check(
            Query {
                target: text("s -"),
                ..Query::default()
            },
            "denied",
            true,
        );
        check(
            Query {
                target: text("S"),
                ..Query::default()
            },
            "denied",
            false,
        );
        check(
            Query {
                agent: text("codex"),
                session: text("s1"),
                ..Query::default()
            },
            "denied",
            true,
        );
        check(
            Query {
                agent: text("qwen"),
                ..Query::default()
            },
            "denied",
            false,
        );
        check(
            Query {
                rule: text("few"),
                ..Query::default()
            },
            "denied",
            false,
        );
        check(
            Query {
                since: Some(Timestamp::from_micros(6)),
                ..Query::default()
            },
            "denied",
            false,
        );
        check(
            Query {
                until: Some(Timestamp::from_micros(6)),
                ..Query::default()
            },
            "denied",
            true,
        );
    }
}
