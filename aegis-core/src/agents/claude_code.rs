//! Claude Code: payload, tools and answers of its hooks.
//!
//! Format: <https://code.claude.com/docs/en/hooks>.

use serde_json::{Map, Value, json};

use aegis_shell::Dialect;

use super::fields::{command_line, guess, text};
use super::{Agent, Answer, AskMode, HookFile, squeeze};
use crate::call::{Event, Object, ToolCall};
use crate::payload::{PayloadError, parse_strict};
use crate::verdict::{Decision, Verdict};

/// The agent's name on the command line.
pub const NAME: &str = "claude-code";

/// Event names without `-` and `_`, in small letters.
pub(super) fn event(name: &str) -> Option<Event> {
    Some(match name {
        "pretooluse" | "permissionrequest" => Event::BeforeTool,
        "userpromptsubmit" | "userpromptexpansion" => Event::Prompt,
        "posttooluse" | "posttoolusefailure" | "posttoolbatch" | "notification"
        | "sessionstart" | "sessionend" | "stop" | "stopfailure" | "subagentstart"
        | "subagentstop" | "precompact" | "postcompact" | "premodelswitch" | "postmodelswitch"
        | "permissiondenied" | "setup" | "teammateidle" | "taskcreated" | "taskcompleted"
        | "elicitation" | "elicitationresult" | "configchange" | "worktreecreate"
        | "worktreeremove" | "instructionsloaded" | "cwdchanged" | "filechanged"
        | "directoryadded" | "messagedisplay" => Event::Notice,
        _ => return None,
    })
}

/// Reads a payload. One that names another event than the hook was registered for is judged as the stricter of the
/// two, and the mismatch is a problem of the call.
pub(super) fn decode(
    event: Event,
    hook_type: &str,
    payload: Map<String, Value>,
) -> Result<ToolCall, PayloadError> {
    let mut problems = Vec::new();
    let named = text(&payload, "hook_event_name").map(squeeze);
    if named
        .as_deref()
        .is_some_and(|named| named != squeeze(hook_type))
    {
        problems.push(format!(
            "the payload's `hook_event_name` is not `{}`, for which this hook is registered; run `aegis setup`",
            printable(hook_type)
        ));
    }
    let named = named.as_deref().and_then(self::event);
    let event = named.map_or(event, |named| named.min(event));
    let unattended = text(&payload, "permission_mode")
        .is_some_and(|m| matches!(m, "bypassPermissions" | "dontAsk"));
    let session = text(&payload, "session_id")
        .filter(|s| !s.is_empty())
        .unwrap_or("-")
        .to_owned();
    let cwd = text(&payload, "cwd").unwrap_or_default().to_owned();
    let subagent = text(&payload, "agent_id").map(str::to_owned);
    let (tool, objects, acting) = match event {
        Event::BeforeTool => before_tool(&payload)?,
        Event::Prompt => {
            let prompt =
                text(&payload, "prompt").ok_or(PayloadError::Missing { field: "prompt" })?;
            (
                "UserPromptSubmit".to_owned(),
                vec![Object::Prompt(prompt.to_owned())],
                Value::Null,
            )
        }
        Event::Notice => {
            let name = printable(text(&payload, "tool_name").unwrap_or(hook_type));
            (name.clone(), vec![Object::Other(name)], Value::Null)
        }
    };
    Ok(ToolCall {
        agent: Agent::ClaudeCode,
        event,
        session,
        subagent,
        cwd,
        tool,
        objects,
        acting,
        unattended,
        problems,
        payload: Value::Object(payload),
    })
}

fn before_tool(payload: &Map<String, Value>) -> Result<(String, Vec<Object>, Value), PayloadError> {
    let tool = match payload.get("tool_name") {
        None => return Err(PayloadError::Missing { field: "tool_name" }),
        Some(Value::String(name)) if !name.is_empty() => name.clone(),
        Some(_) => {
            return Err(PayloadError::WrongType {
                field: "tool_name",
                expected: "a text",
            });
        }
    };
    let input = match payload.get("tool_input") {
        Some(Value::Object(input)) => input.clone(),
        Some(Value::String(json)) => match parse_strict(json)? {
            Value::Object(input) => input,
            _ => {
                return Err(PayloadError::WrongType {
                    field: "tool_input",
                    expected: "an object",
                });
            }
        },
        None | Some(Value::Null) => Map::new(),
        Some(_) => {
            return Err(PayloadError::WrongType {
                field: "tool_input",
                expected: "an object",
            });
        }
    };
    let mut input = Input {
        tool: &tool,
        fields: &input,
        acting: Map::new(),
    };
    let objects = input.objects()?;
    let acting = Value::Object(std::mem::take(&mut input.acting));
    Ok((tool, objects, acting))
}

/// The input of one call. What a tool's arm looks at is what acts, so it is noted for the approval's digest.
struct Input<'p> {
    tool: &'p str,
    fields: &'p Map<String, Value>,
    acting: Map<String, Value>,
}

impl<'p> Input<'p> {
    fn objects(&mut self) -> Result<Vec<Object>, PayloadError> {
        Ok(match self.tool {
            "Bash" | "PowerShell" => {
                let dialect = if self.tool == "Bash" {
                    Dialect::Posix
                } else {
                    Dialect::PowerShell
                };
                self.note("dangerouslyDisableSandbox");
                vec![self.command(dialect)?]
            }
            "Monitor" => self.monitor()?,
            "Read" => vec![Object::Read(self.need("file_path")?)],
            "Glob" => vec![self.search("path")],
            "Grep" => self.grep(),
            "Write" => vec![self.write("file_path", &["content"])?],
            "Edit" => vec![self.write("file_path", &["new_string", "old_string", "replace_all"])?],
            "MultiEdit" => vec![self.write("file_path", &["edits"])?],
            "NotebookEdit" => {
                vec![self.write("notebook_path", &["new_source", "cell_id", "edit_mode"])?]
            }
            "WebFetch" => vec![Object::Request {
                url: self.need("url")?,
                sends: false,
            }],
            "WebSearch" => vec![Object::Request {
                url: self.need("query")?,
                sends: false,
            }],
            "Agent" | "Task" => vec![Object::Spawn(self.need("prompt")?)],
            "Workflow" | "RemoteTrigger" | "CronCreate" | "ScheduleWakeup" => {
                self.note_all();
                let told = ["script", "prompt", "name", "scriptPath", "action"];
                let told = told
                    .iter()
                    .find_map(|f| text(self.fields, f))
                    .unwrap_or(self.tool);
                vec![Object::Spawn(told.to_owned())]
            }
            "Artifact" => self.artifact(),
            "ReadMcpResource" | "ReadMcpResourceDir" | "ListMcpResources" => {
                self.note_all();
                let part = |field| text(self.fields, field).unwrap_or_default();
                vec![Object::Mcp(
                    format!("{} {}", part("server"), part("uri"))
                        .trim()
                        .to_owned(),
                )]
            }
            tool if tool.starts_with("mcp__") => {
                self.note_all();
                let mut objects = vec![Object::Mcp(tool.to_owned())];
                objects.extend(guess(tool.rsplit("__").next().unwrap_or(tool), self.fields));
                objects
            }
            tool if QUIET.contains(&tool) => {
                self.note_all();
                vec![Object::Other(tool.to_owned())]
            }
            tool => {
                self.note_all();
                let mut objects = vec![Object::Other(tool.to_owned())];
                objects.extend(guess(tool, self.fields));
                objects
            }
        })
    }

    fn command(&mut self, dialect: Dialect) -> Result<Object, PayloadError> {
        let value = self.note("command");
        let text = value
            .and_then(command_line)
            .ok_or_else(|| self.missing("command"))?;
        Ok(Object::Command {
            text,
            dialect,
            cwd: None,
        })
    }

    fn monitor(&mut self) -> Result<Vec<Object>, PayloadError> {
        let mut objects = Vec::new();
        if self.fields.contains_key("command") {
            objects.push(self.command(Dialect::Posix)?);
        }
        if let Some(url) = self
            .note("ws")
            .and_then(|ws| ws.get("url"))
            .and_then(Value::as_str)
        {
            objects.push(Object::Request {
                url: url.to_owned(),
                sends: true,
            });
        }
        if objects.is_empty() {
            Err(self.missing("command"))
        } else {
            Ok(objects)
        }
    }

    /// A search lists names below a folder; without one, below the working directory.
    fn search(&mut self, field: &'static str) -> Object {
        self.note_all();
        Object::Read(text(self.fields, field).unwrap_or(".").to_owned())
    }

    /// A search in contents reads what its `glob` selects, too.
    fn grep(&mut self) -> Vec<Object> {
        let folder = self.search("path");
        let selected = match (&folder, text(self.fields, "glob")) {
            (Object::Read(path), Some(glob)) if path == "." => Some(Object::Read(glob.to_owned())),
            (Object::Read(path), Some(glob)) => Some(Object::Read(format!(
                "{}/{glob}",
                path.trim_end_matches('/')
            ))),
            _ => None,
        };
        std::iter::once(folder).chain(selected).collect()
    }

    fn write(&mut self, path: &'static str, contents: &[&str]) -> Result<Object, PayloadError> {
        let path = self.need(path)?;
        let mut content = String::new();
        for field in contents {
            match self.note(field) {
                Some(Value::String(text)) => {
                    content.push_str(text);
                    content.push('\n');
                }
                Some(Value::Array(edits)) => {
                    for edit in edits {
                        for key in ["new_string", "old_string"] {
                            content.push_str(
                                edit.get(key).and_then(Value::as_str).unwrap_or_default(),
                            );
                            content.push('\n');
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(Object::Write {
            path,
            content: Some(content),
        })
    }

    fn artifact(&mut self) -> Vec<Object> {
        self.note_all();
        let mut objects = vec![Object::Request {
            url: "claude.ai artifact".to_owned(),
            sends: true,
        }];
        objects.extend(text(self.fields, "file_path").map(|p| Object::Read(p.to_owned())));
        let many = self.fields.get("file_paths").and_then(Value::as_array);
        objects.extend(
            many.into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(|p| Object::Read(p.to_owned())),
        );
        objects
    }

    fn need(&mut self, field: &'static str) -> Result<String, PayloadError> {
        match self.note(field).and_then(Value::as_str) {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => Err(self.missing(field)),
        }
    }

    fn note(&mut self, field: &str) -> Option<&'p Value> {
        let value = self.fields.get(field)?;
        self.acting.insert(field.to_owned(), value.clone());
        Some(value)
    }

    fn note_all(&mut self) {
        self.acting = self.fields.clone();
    }

    fn missing(&self, field: &'static str) -> PayloadError {
        PayloadError::MissingInput {
            tool: printable(self.tool),
            field,
        }
    }
}

/// Tools that act on nothing outside the agent itself.
const QUIET: &[&str] = &[
    "AskUserQuestion",
    "EnterPlanMode",
    "ExitPlanMode",
    "EnterWorktree",
    "ExitWorktree",
    "ListAgents",
    "PushNotification",
    "ReportFindings",
    "SendFeedback",
    "SendMessage",
    "Skill",
    "TaskCreate",
    "TaskGet",
    "TaskList",
    "TaskOutput",
    "TaskStop",
    "TaskUpdate",
    "TodoWrite",
    "ToolSearch",
    "CronList",
    "CronDelete",
];

/// Carries a decision out: silence for an allow, exit 2 with the reason for a block, and the agent's own question
/// where the decision is to ask and the agent will ask.
pub(super) fn encode(
    hook_type: &str,
    call: &ToolCall,
    decision: &Decision,
    ask: AskMode,
) -> Answer {
    if decision.allows() || call.event == Event::Notice {
        return Answer {
            exit: 0,
            stdout: String::new(),
            stderr: String::new(),
        };
    }
    let asks = ask == AskMode::Ask
        && decision.verdict() == Verdict::RequireApproval
        && call.event == Event::BeforeTool
        && squeeze(hook_type) == "pretooluse"
        && !call.unattended;
    if asks {
        return Answer {
            exit: 0,
            stdout: answer_object("PreToolUse", "ask", decision.explanation()).to_string(),
            stderr: String::new(),
        };
    }
    refuse(hook_type, decision.explanation())
}

/// Blocks: the reason on stderr, which the model reads, and the deny object on stdout.
pub(super) fn refuse(hook_type: &str, reason: &str) -> Answer {
    let object = match squeeze(hook_type).as_str() {
        "userpromptsubmit" | "userpromptexpansion" => {
            json!({"decision": "block", "reason": reason})
        }
        "permissionrequest" => json!({"hookSpecificOutput": {
            "hookEventName": "PermissionRequest",
            "decision": {"behavior": "deny", "message": reason},
        }}),
        _ => answer_object("PreToolUse", "deny", reason),
    };
    Answer {
        exit: 2,
        stdout: object.to_string(),
        stderr: reason.to_owned(),
    }
}

/// The settings files that may hold or switch off hooks, by a form of their path.
pub(super) fn hook_file(form: &str) -> Option<HookFile> {
    const SETTINGS: [&str; 2] = ["settings.json", "settings.local.json"];
    if form.starts_with("/etc/claude-code/")
        || form.starts_with("/Library/Application Support/ClaudeCode/")
    {
        return Some(HookFile::User);
    }
    let name = SETTINGS.iter().find_map(|name| form.strip_suffix(name))?;
    match name {
        "~/.claude/" => Some(HookFile::User),
        name if name == ".claude/" || name.ends_with("/.claude/") => Some(HookFile::Project),
        _ => None,
    }
}

fn answer_object(event: &str, decision: &str, reason: &str) -> Value {
    json!({"hookSpecificOutput": {
        "hookEventName": event,
        "permissionDecision": decision,
        "permissionDecisionReason": reason,
    }})
}

/// A name as it may stand in a message: at most 100 letters, digits and punctuation of names.
fn printable(name: &str) -> String {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "-_.:/@".contains(*c);
    name.chars().filter(allowed).take(100).collect()
}
