//! Functions of a PowerShell text: kept where they are defined, read where they are called.

use std::rc::Rc;

use super::effects::Effects;
use super::output::{Argument, Output};
use super::powershell::Walk;
use super::tokens::{Piece, Token, tokens};
use crate::few::Few;
use crate::script::{Span, Value};

/// Fuel that a call takes beside that for its block: short functions that call one another twice are many calls.
const CALL_COST: usize = 1 << 10;
/// Parameters of one function.
const MAX_PARAMETERS: usize = 64;

/// A function: the text of its parameters, where they stand before its block, and its block.
#[derive(Clone, Debug)]
pub(super) struct Function {
    parameters: Option<Rc<str>>,
    body: Rc<str>,
}

impl Function {
    pub(super) fn new(parameters: Option<String>, body: &str) -> Self {
        Self {
            parameters: parameters.map(Rc::from),
            body: body.into(),
        }
    }
}

struct Parameter {
    name: String,
    is_switch: bool,
    default: Output,
}

/// Reads the block of a function with its parameters bound. A function that calls itself is not followed.
pub(super) fn call(
    effects: &mut Effects<'_>,
    name: &str,
    function: &Function,
    arguments: &[Argument],
    input: Option<Output>,
    span: Span,
) {
    if effects.calling.iter().any(|caller| caller == name)
        || !effects.pay(function.body.len() + CALL_COST, span)
    {
        return;
    }
    effects.calling.push(name.to_owned());
    effects.within(name, span, |effects| {
        let body = tokens(&function.body, 0);
        let parameters = match &function.parameters {
            Some(text) => {
                let list = tokens(text, 0);
                let end = list.len();
                Walk::new(&list, effects).parameters(0, end)
            }
            None => Walk::new(&body, effects).param_block(),
        };
        let outer = bind(effects, parameters, arguments);
        let end = body.len();
        let mut walk = Walk::new(&body, effects);
        walk.with_each(input, |walk| walk.statements(0, end));
        effects.variables.extend(outer);
    });
    effects.calling.pop();
}

/// Gives the parameters their values, and what the variables of these names held before.
fn bind(
    effects: &mut Effects<'_>,
    parameters: Vec<Parameter>,
    arguments: &[Argument],
) -> Vec<(String, Output)> {
    let mut values: Vec<Option<Output>> = parameters.iter().map(|_| None).collect();
    let mut others = Vec::new();
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        let Some((written, attached)) = super::call::parameter_of(argument) else {
            others.push(argument.output.clone());
            continue;
        };
        let named = parameters.iter().position(|parameter| {
            let head = parameter.name.get(..written.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(written))
        });
        let is_switch = named
            .and_then(|at| parameters.get(at))
            .is_some_and(|parameter| parameter.is_switch);
        let value = match attached {
            Some(value) => Some(value.output),
            None if is_switch => Some(Output::of_text("$true")),
            None => rest.next().map(|value| value.output.clone()),
        };
        if let Some(slot) = named.and_then(|at| values.get_mut(at)) {
            *slot = value;
        }
    }
    let given: Vec<Value> = others.iter().flat_map(Output::values).collect();
    let mut others = others.into_iter();
    for (slot, parameter) in values.iter_mut().zip(&parameters) {
        if slot.is_none() && !parameter.is_switch {
            *slot = others.next();
        }
    }
    let given = Output::Words(given.into_iter().collect());
    let all = parameters
        .into_iter()
        .zip(values)
        .map(|(parameter, value)| (parameter.name, value.unwrap_or(parameter.default)))
        .chain([("args".to_owned(), given)]);
    let mut before = Vec::new();
    for (name, value) in all {
        let outer = effects.variables.insert(name.clone(), value);
        before.push((name, outer.unwrap_or_default()));
    }
    before
}

impl Walk<'_, '_> {
    /// `param( … )` at the beginning of a block, behind attributes.
    fn param_block(&mut self) -> Vec<Parameter> {
        let is_param = |at: &usize| self.keyword(*at).as_deref() == Some("param");
        let first = (0..self.tokens.len().min(MAX_PARAMETERS)).find(is_param);
        let Some(open) = first.map(|at| at + 1) else {
            return Vec::new();
        };
        let close = self.tokens.close(open);
        self.parameters(open + 1, close)
    }

    /// `param( … )` where it stands: what was not given has its default.
    pub(super) fn bind_defaults(&mut self, open: usize) {
        // Those of a function were bound when it was called.
        if !self.effects.calling.is_empty() {
            return;
        }
        let close = self.tokens.close(open);
        for parameter in self.parameters(open + 1, close) {
            let default = match parameter.default {
                Output::Unknown => continue,
                default => default,
            };
            self.effects
                .variables
                .entry(parameter.name)
                .or_insert(default);
        }
    }

    /// `[string]$Path = 'x', [switch]$Force`.
    fn parameters(&mut self, from: usize, to: usize) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut at = from;
        let mut is_switch = false;
        let mut named = false;
        while at < to && parameters.len() < MAX_PARAMETERS {
            match self.tokens.get(at) {
                Some(Token::Comma | Token::End) => {
                    is_switch = false;
                    named = false;
                }
                Some(Token::Assign { name, .. }) if !named => {
                    let name = name.clone();
                    named = true;
                    let default = self.default(at + 1, to);
                    parameters.push(Parameter {
                        name,
                        is_switch,
                        default,
                    });
                }
                Some(Token::Word { pieces, .. }) if !named => {
                    let text = |piece: &Piece| match piece {
                        Piece::Text(text) => text.to_ascii_lowercase(),
                        _ => String::new(),
                    };
                    is_switch |= pieces.iter().any(|piece| text(piece).contains("[switch]"));
                    let name = pieces.iter().find_map(|piece| match piece {
                        Piece::Variable(name) => Some(name.clone()),
                        _ => None,
                    });
                    if let Some(name) = name {
                        named = true;
                        let default = self.default_behind(at, to);
                        parameters.push(Parameter {
                            name,
                            is_switch,
                            default,
                        });
                    }
                }
                _ => {}
            }
            at = self.next(at);
        }
        parameters
    }

    /// The value behind `$x =`, or none.
    fn default_behind(&mut self, at: usize, to: usize) -> Output {
        match self.tokens.get(at + 1) {
            Some(Token::Word { pieces, .. }) if *pieces == [Piece::Text("=".to_owned())] => {
                self.default(at + 2, to)
            }
            _ => Output::Words(Few::one(Value::Unknown)),
        }
    }

    fn default(&mut self, at: usize, to: usize) -> Output {
        if at >= to {
            return Output::Unknown;
        }
        self.item(at, to).0
    }
}
