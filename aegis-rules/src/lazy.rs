//! Rules that are decoded when an action arrives that they could match. Their files are known to have no mistake: those
//! of the user by their [`outline`](crate::outline), the shipped ones by this crate's tests.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::action::ActionType;
use crate::condition::Conditions;
use crate::decode;
use crate::layer::{Layer, Origin, RuleAction};
use crate::outline::{Header, Span};
use crate::prefilter::Prefilter;
use crate::rule::{Examples, Rule};

/// The file that rules are in.
#[derive(Debug)]
pub(crate) struct RuleText {
    pub(crate) text: Cow<'static, str>,
    /// As shown to people.
    pub(crate) path: String,
    pub(crate) layer: Layer,
}

/// A rule of which only what orders and selects it was read.
#[derive(Clone, Debug)]
pub(crate) struct LazyRule {
    pub(crate) header: Header,
    file: Arc<RuleText>,
    rule: OnceLock<Box<Rule>>,
}

impl LazyRule {
    pub(crate) fn new(header: Header, file: &Arc<RuleText>) -> Self {
        LazyRule {
            header,
            file: Arc::clone(file),
            rule: OnceLock::new(),
        }
    }

    /// `false` if it surely matches no such action.
    pub(crate) fn may_match(&self, action_type: ActionType, prefilter: &Prefilter<'_>) -> bool {
        !self.header.off
            && self.header.action_types.has(action_type)
            && (self.rule.get().is_some()
                || (prefilter.may_match(&self.header.probe, &self.file.text)
                    && prefilter.may_hold(self.header.conditions.of(&self.file.text))))
    }

    pub(crate) fn rule(&self) -> &Rule {
        self.rule.get_or_init(|| {
            let Header {
                whole, examples, ..
            } = &self.header;
            let mut lines = *whole;
            if !examples.is_empty() {
                lines.end = examples.start;
            }
            let lines = lines.of(&self.file.text);
            let read = decode::one_rule(lines, self.origin(), self.file.layer);
            let mut rule = read.unwrap_or_else(|| self.closed_door());
            if !examples.is_empty() {
                rule.examples = LazyExamples::Text {
                    file: Arc::clone(&self.file),
                    lines: *examples,
                    first_line: self.header.examples_line,
                    read: OnceLock::new(),
                };
            }
            Box::new(rule)
        })
    }

    pub(crate) fn id(&self) -> &str {
        self.header.id.of(&self.file.text)
    }

    fn origin(&self) -> Origin {
        Origin {
            path: self.file.path.clone(),
            line: usize::try_from(self.header.line).unwrap_or_default(),
        }
    }

    /// What stands for a rule that cannot be read, so that no mistake of the program opens anything.
    fn closed_door(&self) -> Rule {
        let action_types = ActionType::ALL
            .into_iter()
            .filter(|kind| self.header.action_types.has(*kind));
        Rule {
            id: self.id().to_owned(),
            layer: self.file.layer,
            origin: self.origin(),
            enabled: true,
            priority: self.header.priority,
            action: RuleAction::Deny,
            message: Some("This rule cannot be read: report it as a bug of aegis.".to_owned()),
            conditions: Conditions {
                action_types: action_types.collect(),
                ..Conditions::default()
            },
            maps: Vec::new(),
            examples: LazyExamples::Read(Examples::default()),
            digest: OnceLock::new(),
        }
    }
}

/// The examples of a rule, which no hook asks for.
#[derive(Clone, Debug)]
pub(crate) enum LazyExamples {
    /// They were read with the rule.
    Read(Examples),
    /// They stand in these lines of a file.
    Text {
        file: Arc<RuleText>,
        lines: Span,
        first_line: u32,
        read: OnceLock<Examples>,
    },
}

impl LazyExamples {
    pub(crate) fn get(&self) -> &Examples {
        match self {
            LazyExamples::Read(examples) => examples,
            LazyExamples::Text {
                file,
                lines,
                first_line,
                read,
            } => read.get_or_init(|| {
                let first_line = usize::try_from(*first_line).unwrap_or_default();
                decode::examples_alone(lines.of(&file.text), first_line).unwrap_or_default()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::ActionTypes;

    #[test]
    fn a_rule_that_cannot_be_read_is_a_closed_door() {
        let text = "  - id: x\n    oops\n";
        let file = Arc::new(RuleText {
            text: Cow::Borrowed(text),
            path: "shipped".to_owned(),
            layer: Layer::Managed,
        });
        let mut action_types = ActionTypes::NONE;
        action_types.add(ActionType::FileRead);
        let header = Header {
            whole: Span::new(0, text.len()).unwrap(),
            priority: 7,
            action_types,
            ..Header::EMPTY
        };
        let rule = LazyRule::new(header, &file);
        assert_eq!(rule.rule().action(), RuleAction::Deny);
        assert_eq!(rule.rule().priority(), 7);
        assert_eq!(
            rule.rule().conditions().action_types(),
            [ActionType::FileRead]
        );
    }
}
