//! Examples to actions, for tests of this crate alone: what a command line does comes from the shell reader, and a path
//! has its form as written and, for a home folder `/home/dev` with a project in it, its absolute ones.

use aegis_rules::{Action, ActionType, EffectName, Example, PathForms};
use aegis_shell::{Certainty, Context, Effect, EffectKind, FilePath, Script};

const HOME: &str = "/home/dev";
const CWD: &str = "/home/dev/project";

/// Passes every action of the example on.
pub(crate) fn derive(example: &Example, pass: &mut dyn FnMut(&Action<'_>)) {
    if example.action_type != ActionType::CommandExec {
        return pass(&typed(example));
    }
    let context = Context {
        cwd: Some(CWD.to_owned()),
        home: Some(HOME.to_owned()),
        ..Context::default()
    };
    let script = aegis_shell::read(&example.target, &context);
    pass(&command(&example.target, &script));
    for effect in &script.effects {
        if let Some(action) = derived(&script, effect) {
            pass(&action);
        }
    }
}

fn blank(action_type: ActionType) -> Action<'static> {
    Action {
        action_type,
        agent: "claude-code",
        tool: "Bash",
        target: String::new(),
        path: None,
        host: None,
        command: None,
        invocations: &[],
        statements: Vec::new(),
        effects: Vec::new(),
        possible: false,
    }
}

fn typed(example: &Example) -> Action<'_> {
    let target = &example.target;
    let on_file = matches!(
        example.action_type,
        ActionType::FileRead | ActionType::FileWrite | ActionType::FileDelete
    );
    let host = target
        .split("://")
        .nth(1)
        .unwrap_or(target)
        .split('/')
        .next();
    Action {
        tool: if example.action_type == ActionType::McpCall {
            target
        } else {
            "Tool"
        },
        path: on_file.then(|| PathForms {
            forms: vec![target.clone()],
            unknown: false,
        }),
        host: host
            .filter(|_| example.action_type == ActionType::NetworkRequest)
            .map(str::to_owned),
        target: target.clone(),
        ..blank(example.action_type)
    }
}

fn command<'c>(text: &'c str, script: &'c Script) -> Action<'c> {
    let statements = script
        .effects
        .iter()
        .filter_map(|effect| match &effect.kind {
            EffectKind::Sql(statement) => Some(statement.clone()),
            _ => None,
        });
    Action {
        target: text.to_owned(),
        command: Some(text),
        invocations: &script.invocations,
        statements: statements.collect(),
        effects: script.effects.iter().filter_map(name).collect(),
        ..blank(ActionType::CommandExec)
    }
}

fn name(effect: &Effect) -> Option<EffectName> {
    match &effect.kind {
        EffectKind::Delete {
            recursive: true, ..
        } => Some(EffectName::DeleteRecursive),
        EffectKind::Network { sends: true, .. } => Some(EffectName::NetworkSend),
        EffectKind::RemoteCode { .. } => Some(EffectName::RemoteCode),
        EffectKind::OpaqueCode { .. } => Some(EffectName::OpaqueCode),
        EffectKind::Privilege { .. } => Some(EffectName::Privilege),
        _ => None,
    }
}

fn derived<'c>(script: &'c Script, effect: &Effect) -> Option<Action<'c>> {
    let (action_type, path, host) = match &effect.kind {
        EffectKind::Read { path } => (ActionType::FileRead, Some(forms(path)), None),
        EffectKind::Write { path } => (ActionType::FileWrite, Some(forms(path)), None),
        EffectKind::Delete { path, .. } => (ActionType::FileDelete, Some(forms(path)), None),
        EffectKind::Network { host, .. } => (
            ActionType::NetworkRequest,
            None,
            host.as_deref().map(str::to_owned),
        ),
        EffectKind::RemoteCode { .. } => (ActionType::NetworkRequest, None, None),
        _ => return None,
    };
    let invocation = effect
        .invocation
        .and_then(|index| script.invocations.get(index));
    Some(Action {
        path,
        host,
        invocations: invocation.map(std::slice::from_ref).unwrap_or_default(),
        effects: name(effect).into_iter().collect(),
        possible: effect.certainty == Certainty::Possible,
        ..blank(action_type)
    })
}

fn forms(path: &FilePath) -> PathForms {
    let mut forms: Vec<String> = path.could_match.clone();
    forms.extend(path.written.as_deref().map(str::to_owned));
    if let Some(absolute) = &path.absolute {
        forms.push(absolute.to_string());
        forms.extend(
            absolute
                .strip_prefix(CWD)
                .and_then(|rest| rest.strip_prefix('/'))
                .map(str::to_owned),
        );
        let below_home = absolute
            .strip_prefix(HOME)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'));
        forms.extend(below_home.map(|rest| format!("~{rest}")));
    }
    PathForms {
        unknown: forms.is_empty(),
        forms,
    }
}
