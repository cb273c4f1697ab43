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
use crate::yaml::find;

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
                || prefilter.may_hold(self.header.conditions.of(&self.file.text)))
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

/// The rules of a shipped file, in its order. They are looked for in the one formatting that these files have.
pub(crate) fn shipped(text: &str) -> Vec<Header> {
    let mut rules: Vec<Header> = Vec::with_capacity(8);
    let mut start = 0;
    let mut line = 0;
    while start < text.len() {
        let stop = find(text.as_bytes(), start, *b"\n");
        let end = (stop + 1).min(text.len());
        line += 1;
        let content = text.get(start..stop).unwrap_or_default();
        let place = Span::new(start, end).unwrap_or_default();
        if let Some(id) = content.strip_prefix("  - id: ") {
            rules.push(Header {
                id: Span::new(stop - id.len(), stop).unwrap_or_default(),
                line,
                whole: place,
                ..Header::default()
            });
        } else if let Some(rule) = rules.last_mut() {
            rule.whole.end = place.end;
            if !rule.examples.is_empty() {
                rule.examples.end = place.end;
            } else if content == "    examples:" {
                rule.examples = place;
                rule.examples_line = line;
            } else {
                read_line(content, place, rule);
            }
        }
        start = end;
    }
    rules
}

fn read_line(content: &str, place: Span, rule: &mut Header) {
    if content == "    conditions:" {
        rule.conditions = place;
    } else if content.starts_with("      ") {
        if rule.conditions.end == place.start {
            rule.conditions.end = place.end;
        }
        if let Some(names) = content.strip_prefix("      action_types: [") {
            let names = names.trim_end_matches(']').split(", ");
            let kinds = names.filter_map(|name| name.parse().ok());
            kinds.for_each(|kind| rule.action_types.add(kind));
        }
    } else if let Some(priority) = content.strip_prefix("    priority: ") {
        rule.priority = priority.parse().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::outline;
    use crate::profile::{embedded, embedded_names};

    #[test]
    fn a_shipped_file_is_what_its_outline_says() {
        for name in embedded_names() {
            let text = embedded(name).unwrap();
            let outline = outline(text).unwrap();
            assert_eq!(outline.profiles, Some(Vec::new()), "{name}");
            let shipped = shipped(text);
            assert_eq!(shipped.len(), outline.rules.len(), "{name}");
            for (shipped, rule) in shipped.iter().zip(&outline.rules) {
                let cut = |header: &Header| {
                    let spans = [header.whole, header.conditions, header.examples];
                    spans.map(|span| (span.start, span.of(text).trim_end()))
                };
                let with = |header: &Header| Header {
                    whole: Span::default(),
                    conditions: Span::default(),
                    examples: Span::default(),
                    ..*header
                };
                assert_eq!(with(shipped), with(rule));
                assert_eq!(cut(shipped), cut(rule), "{}", rule.id.of(text));
            }
        }
    }

    #[test]
    fn a_rule_that_cannot_be_read_is_a_closed_door() {
        let text = "  - id: x\n    priority: 7\n    conditions:\n      action_types: [file_read]\n    oops\n";
        let file = Arc::new(RuleText {
            text: Cow::Borrowed(text),
            path: "shipped".to_owned(),
            layer: Layer::Managed,
        });
        let header = shipped(text).remove(0);
        let rule = LazyRule::new(header, &file);
        assert_eq!(rule.rule().action(), RuleAction::Deny);
        assert_eq!(rule.rule().priority(), 7);
        assert_eq!(
            rule.rule().conditions().action_types(),
            [ActionType::FileRead]
        );
    }
}
