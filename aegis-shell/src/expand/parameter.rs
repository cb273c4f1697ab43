//! Values of parameters.

use compact_str::format_compact;

use super::field::{Draft, Drafts, MAX_VALUES, multiply};
use super::pattern;
use crate::few::Few;
use crate::script::{Text, Texts};
use crate::syntax::ast::{Operator, OperatorKind, Parameter, Parts, Prefix};
use crate::unknown::{
    IDENTITY, NUMBER, ORDINARY, UNASSIGNED, VARIABLE, has_mark, is_mark, mark_text,
};
use crate::walk::Walker;

impl Walker<'_> {
    pub(super) fn push_parameter(
        &mut self,
        drafts: &mut Drafts,
        parameter: &Parameter<'_>,
        quoted: bool,
    ) {
        let operator = parameter.operator();
        let slices = |operator: Operator| operator.kind == OperatorKind::Slice;
        if parameter.spreads() && operator.is_none_or(slices) {
            let elements = self.elements(parameter);
            return push_list(drafts, &elements, quoted);
        }
        if let Some(values) = self.literal_default(parameter, quoted, drafts) {
            return values;
        }
        let values = self.parameter(parameter);
        multiply(drafts, &values, |draft, text| {
            if quoted {
                draft.push_quoted(text)
            } else {
                draft.push_split(text)
            }
        });
    }

    /// `${x:-w}` of an empty `x`: the word keeps its own quoting and patterns.
    fn literal_default(
        &mut self,
        parameter: &Parameter<'_>,
        quoted: bool,
        drafts: &mut Drafts,
    ) -> Option<()> {
        let operator = parameter.operator()?;
        if quoted
            || !matches!(operator.kind, OperatorKind::Default { .. })
            || self
                .lookup(parameter.name())
                .iter()
                .any(|value| !value.is_empty())
        {
            return None;
        }
        self.push_parts(drafts, operator.operand, quoted);
        Some(())
    }

    /// The elements of a list, each with its values.
    fn elements(&mut self, parameter: &Parameter<'_>) -> Vec<Texts> {
        let elements = if parameter.index().is_some() {
            match self.state.variables.get(parameter.name()) {
                Some(variable) => variable
                    .array
                    .clone()
                    .unwrap_or_else(|| vec![variable.values.clone()]),
                None => vec![Few::one(mark_text(VARIABLE))],
            }
        } else {
            self.state.arguments.iter().skip(1).cloned().collect()
        };
        let Some(slice) = parameter.operator() else {
            return elements;
        };
        let range = self.expand_parts(slice.operand, false);
        let offset = range
            .first()
            .and_then(|range| range.split(':').next()?.trim().parse::<usize>().ok())
            .unwrap_or(0);
        let first = if parameter.index().is_some() {
            offset
        } else {
            offset.saturating_sub(1)
        };
        elements.into_iter().skip(first).collect()
    }

    fn parameter(&mut self, parameter: &Parameter<'_>) -> Texts {
        let mut values = self.indexed(parameter);
        if parameter.prefix() == Prefix::Indirection {
            values = match values.as_slice() {
                [name] if !has_mark(name) => self.lookup(&name.clone()),
                _ => Few::one(mark_text(VARIABLE)),
            };
        }
        if parameter.prefix() == Prefix::Length {
            return values
                .iter()
                .map(|value| {
                    if has_mark(value) {
                        mark_text(NUMBER)
                    } else {
                        format_compact!("{}", value.chars().count())
                    }
                })
                .collect();
        }
        if let Some(operator) = parameter.operator() {
            values = self.operate(parameter, &operator, values);
        }
        values.truncate(MAX_VALUES);
        values
    }

    fn indexed(&mut self, parameter: &Parameter<'_>) -> Texts {
        let Some(index) = parameter.index() else {
            return self.lookup(parameter.name());
        };
        let texts = self.expand_parts(index, false);
        let array = self
            .state
            .variables
            .get(parameter.name())
            .and_then(|variable| variable.array.as_ref());
        match (array, texts.first().map(|text| text.parse::<usize>())) {
            (Some(array), Some(Ok(at))) => array
                .get(at)
                .cloned()
                .unwrap_or_else(|| Few::one(Text::default())),
            (Some(array), _) => array.iter().flatten().take(MAX_VALUES).cloned().collect(),
            (None, _) => self.lookup(parameter.name()),
        }
    }

    /// What a name stands for.
    pub(crate) fn lookup(&self, name: &str) -> Texts {
        match self.state.variables.get(name) {
            Some(variable) => variable.values.clone(),
            None => self.unassigned(name),
        }
    }

    /// What a name stands for that the text does not assign.
    pub(super) fn unassigned(&self, name: &str) -> Texts {
        if is_custom(name) {
            return Few::one(UNASSIGNED.into());
        }
        if let Ok(number) = name.parse::<usize>() {
            return match self.state.arguments.get(number) {
                Some(values) => values.clone(),
                None if number == 0 => Few::one("bash".into()),
                None => Few::one(Text::default()),
            };
        }
        let known = match name {
            "@" | "*" => {
                let all: Vec<&str> = self
                    .state
                    .arguments
                    .iter()
                    .skip(1)
                    .filter_map(|values| values.first().map(Text::as_str))
                    .collect();
                all.join(" ").into()
            }
            "#" => format_compact!("{}", self.state.arguments.len().saturating_sub(1)),
            "?" | "$" | "!" | "-" | "RANDOM" | "SECONDS" | "LINENO" | "UID" | "EUID" | "PPID"
            | "BASHPID" | "SRANDOM" | "EPOCHSECONDS" | "SHLVL" | "COLUMNS" | "LINES" => {
                mark_text(NUMBER)
            }
            "_" => self.state.last_argument.clone().unwrap_or_default(),
            "HOME" => self.context.home.as_deref().unwrap_or("~").into(),
            "PWD" => self
                .state
                .cwd
                .single()
                .map_or_else(|| mark_text(VARIABLE), Text::from),
            "OLDPWD" => self
                .state
                .previous
                .single()
                .map_or_else(|| mark_text(VARIABLE), Text::from),
            "IFS" => " \t\n".into(),
            "PATH" => "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into(),
            "SHELL" | "BASH" => "/bin/bash".into(),
            "TMPDIR" => "/tmp".into(),
            "HOSTNAME" | "BASH_VERSION" | "OSTYPE" | "MACHTYPE" | "HOSTTYPE" | "LANG" | "TERM"
            | "FUNCNAME" | "BASH_SOURCE" => mark_text(ORDINARY),
            "USER" | "LOGNAME" => match self
                .context
                .home
                .as_deref()
                .and_then(|home| home.rsplit('/').next())
            {
                Some(user) => user.into(),
                None => mark_text(ORDINARY),
            },
            _ => mark_text(VARIABLE),
        };
        Few::one(known)
    }

    fn operate(
        &mut self,
        parameter: &Parameter<'_>,
        operator: &Operator<'_>,
        values: Texts,
    ) -> Texts {
        let operand = operator.operand;
        match operator.kind {
            OperatorKind::Default { assign } => {
                let result = self.with_default(values, operand);
                if assign {
                    self.assign(parameter.name(), result.clone());
                }
                result
            }
            OperatorKind::Alternative => {
                let word = self.expand_parts(operand, true);
                alternative(&values, &word)
            }
            OperatorKind::Required => {
                self.expand_parts(operand, true);
                values
                    .into_iter()
                    .map(|value| {
                        if may_be_empty(&value) {
                            mark_text(ORDINARY)
                        } else {
                            value
                        }
                    })
                    .collect()
            }
            OperatorKind::Trim { suffix, longest } => {
                let patterns = self.expand_patterns(operand);
                each(values, &patterns, |value, pattern| {
                    pattern::trim(value, pattern, suffix, longest)
                })
            }
            OperatorKind::Replace { all } => {
                let patterns = self.expand_patterns(operand);
                let with = operator.with.map(|with| self.expand_first(with, true));
                let with = with.unwrap_or_default();
                each(values, &patterns, |value, pattern| {
                    pattern::replace(value, pattern, &with, all)
                })
            }
            OperatorKind::Case { upper, all } => each(values, &[Text::default()], |value, _| {
                pattern::change_case(value, upper, all)
            }),
            OperatorKind::Slice => {
                let range = self.expand_first(operand, false);
                each(values, &[range], |value, range| {
                    pattern::slice(value, range).unwrap_or_else(|| mark_text(VARIABLE))
                })
            }
            OperatorKind::Other => values,
        }
    }

    fn expand_first(&mut self, parts: Parts<'_>, tilde: bool) -> Text {
        let texts = self.expand_parts(parts, tilde);
        texts.into_iter().next().unwrap_or_default()
    }

    /// An unknown value may be set to something (then it stands) or not (then the default does).
    fn with_default(&mut self, values: Texts, word: Parts<'_>) -> Texts {
        let mut default = None;
        let mut result = Texts::new();
        for value in values {
            let unset = may_be_empty(&value);
            if unset {
                result.push(mark_text(ORDINARY));
            } else if !value.is_empty() {
                result.push(value.clone());
            }
            if unset || value.is_empty() {
                let texts = default.get_or_insert_with(|| self.expand_parts(word, true));
                // The default leads: it is what is known.
                let others = std::mem::take(&mut result);
                result = texts.iter().cloned().chain(others).collect();
            }
        }
        result
    }
}

/// Whether a name is of the kind that a shell gives to nothing by itself.
pub(super) fn is_custom(name: &str) -> bool {
    name.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
}

fn may_be_empty(value: &str) -> bool {
    !value.is_empty() && value.chars().all(is_mark) && !value.contains([ORDINARY, NUMBER, IDENTITY])
}

/// Known values changed, unknown ones kept.
fn each(values: Texts, patterns: &[Text], change: impl Fn(&str, &str) -> Text) -> Texts {
    let Some(pattern) = patterns.first() else {
        return values;
    };
    let changed = values.into_iter().map(|value| {
        if has_mark(&value) || has_mark(pattern) {
            value
        } else {
            change(&value, pattern)
        }
    });
    changed.collect()
}

fn push_list(drafts: &mut Drafts, elements: &[Texts], quoted: bool) {
    for (at, values) in elements.iter().enumerate() {
        if at > 0 {
            drafts.iter_mut().for_each(Draft::split);
        }
        multiply(drafts, values, |draft, text| {
            if quoted {
                draft.push_quoted(text)
            } else {
                draft.push_split(text)
            }
        });
    }
}

/// `${x:+word}`: the word where the value is not empty.
fn alternative(values: &[Text], word: &[Text]) -> Texts {
    let mut result = Texts::new();
    for value in values {
        if value.is_empty() || may_be_empty(value) {
            result.push(Text::default());
        }
        if !value.is_empty() {
            result.extend(word.iter().cloned());
        }
    }
    result
}
