//! From a tool call to actions: the objects that the payload names, and what its command lines would do.

use aegis_rules::{Action, ActionType, EffectName, PathForms};
use aegis_shell::{Certainty, Context, Dialect, Effect, EffectKind, Script};

use crate::call::{Object, ToolCall};
use crate::facts::Facts;
use crate::paths::{self, forms_of_effect, forms_of_text};

/// Largest script file that is read because a command line runs it.
const MAX_SCRIPT: usize = 1024 * 1024;
/// How often a command line is read again because a script it runs was fetched.
const MAX_FETCHES: usize = 8;

/// The command lines of a call, read.
pub(crate) struct Readings {
    /// One for each [`Object::Command`], in order.
    scripts: Vec<Script>,
    cwd: String,
}

/// An action with what the reason needs beyond it.
pub(crate) struct Considered<'c> {
    pub(crate) action: Action<'c>,
    /// "`rm` inside `sh -c` inside `sudo`", for actions derived from a command line.
    pub(crate) via: Option<String>,
    /// What would be written, where the payload says it.
    pub(crate) content: Option<&'c str>,
    /// The action removes or moves a folder with all that is below.
    pub(crate) recursive: bool,
}

impl Readings {
    /// Reads the call's command lines, script files that they run included.
    pub(crate) fn of(call: &ToolCall, facts: &Facts<'_>) -> Readings {
        let mut scripts = Vec::new();
        for object in &call.objects {
            if let Object::Command { text, dialect, cwd } = object {
                let cwd = cwd.as_deref().unwrap_or(&call.cwd);
                scripts.push(read_with_files(text, *dialect, cwd, facts));
            }
        }
        Readings {
            scripts,
            cwd: call.cwd.clone(),
        }
    }

    /// The readings for people.
    pub(crate) fn trees(&self, call: &ToolCall) -> Vec<String> {
        let texts = call.objects.iter().filter_map(|object| match object {
            Object::Command { text, .. } => Some(text.as_str()),
            _ => None,
        });
        texts
            .zip(&self.scripts)
            .map(|(text, script)| script.tree(text))
            .collect()
    }

    /// All actions, the primary one first.
    pub(crate) fn actions<'c>(
        &'c self,
        call: &'c ToolCall,
        facts: &Facts<'_>,
    ) -> Vec<Considered<'c>> {
        let mut scripts = self.scripts.iter();
        let mut all = Vec::new();
        for object in &call.objects {
            match object {
                Object::Command { text, .. } => {
                    if let Some(script) = scripts.next() {
                        all.push(command(call, text, script));
                        all.extend(
                            script
                                .effects
                                .iter()
                                .filter_map(|e| derived(call, script, e, facts)),
                        );
                    }
                }
                other => all.push(direct(call, other, &self.cwd, facts)),
            }
        }
        all
    }
}

fn read_with_files(text: &str, dialect: Dialect, cwd: &str, facts: &Facts<'_>) -> Script {
    let mut context = Context {
        dialect,
        cwd: (!cwd.is_empty()).then(|| cwd.to_owned()),
        home: facts.home.map(str::to_owned),
        ..Context::default()
    };
    let mut script = aegis_shell::read(text, &context);
    for _ in 0..MAX_FETCHES {
        let mut fetched = false;
        for path in std::mem::take(&mut script.wanted_files) {
            if context.files.contains_key(&path) {
                continue;
            }
            if let Some(content) = (facts.read_file)(&path).filter(|c| c.len() <= MAX_SCRIPT) {
                context.files.insert(path, content);
                fetched = true;
            }
        }
        if !fetched {
            break;
        }
        script = aegis_shell::read(text, &context);
    }
    script
}

fn blank<'c>(call: &'c ToolCall, action_type: ActionType, target: &str) -> Considered<'c> {
    Considered {
        action: Action {
            action_type,
            agent: call.agent.name(),
            tool: &call.tool,
            target: target.to_owned(),
            path: None,
            host: None,
            command: None,
            invocations: &[],
            statements: Vec::new(),
            effects: Vec::new(),
            possible: false,
        },
        via: None,
        content: None,
        recursive: false,
    }
}

fn command<'c>(call: &'c ToolCall, text: &'c str, script: &'c Script) -> Considered<'c> {
    let mut considered = blank(call, ActionType::CommandExec, text);
    considered.action.command = Some(text);
    considered.action.invocations = &script.invocations;
    for effect in &script.effects {
        match &effect.kind {
            EffectKind::Sql(statement) => considered.action.statements.push(statement.clone()),
            kind => considered.action.effects.extend(effect_name(kind)),
        }
    }
    considered
}

fn effect_name(kind: &EffectKind) -> Option<EffectName> {
    Some(match kind {
        EffectKind::Delete {
            recursive: true, ..
        } => EffectName::DeleteRecursive,
        EffectKind::Network { sends: true, .. } => EffectName::NetworkSend,
        EffectKind::RemoteCode { .. } => EffectName::RemoteCode,
        EffectKind::OpaqueCode { .. } => EffectName::OpaqueCode,
        EffectKind::Privilege { .. } => EffectName::Privilege,
        _ => return None,
    })
}

/// What an effect of a command line is in the rules' terms. Code that cannot be read may do anything, so it counts as
/// a possible removal of an unknown path: whoever has no rule against removals is not asked about it.
fn derived<'c>(
    call: &'c ToolCall,
    script: &'c Script,
    effect: &'c Effect,
    facts: &Facts<'_>,
) -> Option<Considered<'c>> {
    let (action_type, path) = match &effect.kind {
        EffectKind::Read { path } => (ActionType::FileRead, Some(path)),
        EffectKind::Write { path } => (ActionType::FileWrite, Some(path)),
        EffectKind::Delete { path, .. } => (ActionType::FileDelete, Some(path)),
        EffectKind::Network { .. } | EffectKind::RemoteCode { .. } => {
            (ActionType::NetworkRequest, None)
        }
        EffectKind::OpaqueCode { .. } | EffectKind::OverBudget { .. } => {
            (ActionType::FileDelete, None)
        }
        _ => return None,
    };
    let mut considered = blank(call, action_type, &target_of(effect));
    let action = &mut considered.action;
    action.possible = effect.certainty == Certainty::Possible;
    action.effects.extend(effect_name(&effect.kind));
    action.path = path.map(|p| forms_of_effect(p, facts));
    match &effect.kind {
        EffectKind::Network { host, .. } => {
            action.host = host.as_deref().map(str::to_ascii_lowercase)
        }
        EffectKind::RemoteCode { url } => action.host = url.as_deref().and_then(host_of),
        EffectKind::OpaqueCode { .. } | EffectKind::OverBudget { .. } => {
            action.possible = true;
            action.path = Some(PathForms {
                forms: Vec::new(),
                unknown: true,
            });
        }
        EffectKind::Delete { recursive, .. } => considered.recursive = *recursive,
        _ => {}
    }
    if let Some(index) = effect.invocation {
        considered.action.invocations = script.invocations.get(index..=index).unwrap_or_default();
    }
    considered.via = via(script, effect);
    Some(considered)
}

fn target_of(effect: &Effect) -> String {
    match &effect.kind {
        EffectKind::Read { path }
        | EffectKind::Write { path }
        | EffectKind::Delete { path, .. } => {
            let shown = path.absolute.as_deref().or(path.written.as_deref());
            shown
                .unwrap_or("a path that is not known beforehand")
                .to_owned()
        }
        EffectKind::Network { host, url, .. } => url
            .as_deref()
            .or(host.as_deref())
            .unwrap_or("an unknown host")
            .to_owned(),
        EffectKind::RemoteCode { url } => {
            url.as_deref().unwrap_or("code from the network").to_owned()
        }
        EffectKind::OpaqueCode { why } => format!("code that cannot be read beforehand ({why})"),
        EffectKind::OverBudget { bound } => format!("what lies beyond {bound}"),
        _ => String::new(),
    }
}

/// "`rm` inside `sh -c` inside `sudo`".
fn via(script: &Script, effect: &Effect) -> Option<String> {
    let program = effect
        .invocation
        .and_then(|i| script.invocations.get(i))
        .and_then(|i| i.program.as_deref());
    let layers = effect.via.iter().rev().map(|layer| layer.name.as_str());
    let steps: Vec<String> = program
        .into_iter()
        .chain(layers)
        .map(|step| format!("`{step}`"))
        .collect();
    (!steps.is_empty()).then(|| steps.join(" inside "))
}

fn direct<'c>(
    call: &'c ToolCall,
    object: &'c Object,
    cwd: &str,
    facts: &Facts<'_>,
) -> Considered<'c> {
    let file = |action_type, path: &str| {
        let mut considered = blank(call, action_type, path);
        considered.action.path = Some(forms_of_text(path, cwd, facts));
        considered
    };
    match object {
        Object::Read(path) => file(ActionType::FileRead, path),
        Object::Delete(path) => Considered {
            recursive: true,
            ..file(ActionType::FileDelete, path)
        },
        Object::Write { path, content } => Considered {
            content: content.as_deref(),
            ..file(ActionType::FileWrite, path)
        },
        Object::Request { url, sends } => {
            let mut considered = blank(call, ActionType::NetworkRequest, url);
            considered.action.host = Some(host_of(url).unwrap_or_default());
            if *sends {
                considered.action.effects.push(EffectName::NetworkSend);
            }
            considered
        }
        Object::Mcp(tool) => blank(call, ActionType::McpCall, tool),
        Object::Spawn(told) => blank(call, ActionType::AgentSpawn, told),
        Object::Prompt(prompt) => blank(call, ActionType::Prompt, prompt),
        Object::Other(what) | Object::Command { text: what, .. } => {
            blank(call, ActionType::Other, what)
        }
    }
}

/// Host of a URL, in small letters, without user and port.
pub(crate) fn host_of(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.is_empty()).then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

/// Whether a target stands at or above one of aegis's own paths, or is one of them.
pub(crate) fn covers(form: &str, own: &str, recursive: bool) -> bool {
    let form = paths::normalise(form);
    paths::below(&form, own).is_some() || (recursive && paths::below(own, &form).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_url_is_plain() {
        let check = |url, host: Option<&str>| assert_eq!(host_of(url).as_deref(), host, "{url}");
        check("https://Example.COM:8443/x", Some("example.com"));
        check("https://user:pw@evil.example?x=1", Some("evil.example"));
        check("http://[::1]:80/", Some("::1"));
        check("https://a.example\\@b.example/", Some("a.example"));
        check("words of a search", None);
    }
}
