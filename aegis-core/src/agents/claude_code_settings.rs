//! Installs the hook in the text of Claude Code's settings.json and takes it out again. Every byte that is not the
//! hook's stays as it is.
//!
//! An entry is aegis's own when its command holds `evaluate claude-code`, wherever the program is.

use std::ops::Range;

use super::json_edit::{Document, Line, line, line_of, wrap};
use super::json_text::{self, Node};
use crate::payload::PayloadError;

/// By this a command is known as aegis's own.
const MARK: &str = "evaluate claude-code";
/// The event that is registered.
const EVENT: &str = "PreToolUse";
/// Seconds that the agent gives the hook: more than it takes to wait for a person.
const TIMEOUT: u32 = 60;

/// What the settings are after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Edited {
    /// The whole text.
    pub text: String,
    /// What was done.
    pub change: Change,
}

/// What an edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: the text was as wanted.
    None,
    /// There was no entry.
    Added,
    /// There was one, of another path or with other fields.
    Updated,
    /// The entry was taken out.
    Removed,
}

/// What settings say of the hook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    /// The command of aegis's own entry for every tool, if there is one.
    pub command: Option<String>,
    /// Whether that entry also is as [`install`] writes it.
    pub complete: bool,
    /// Whether the settings switch all hooks off.
    pub hooks_disabled: bool,
}

/// Why settings are not edited.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// No strict JSON; comments are none.
    #[error("not valid JSON ({problem} at line {line} column {column})")]
    NotJson {
        /// What kind of problem.
        problem: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Something on the way to the hook has another type than Claude Code documents.
    #[error("`{place}` at line {line} is not {expected}")]
    WrongType {
        /// Which value.
        place: &'static str,
        /// Where it stands, from 1.
        line: usize,
        /// What it should be.
        expected: &'static str,
    },
}

/// The command line of the hook for a program at this path, quoted for `sh` where that is needed.
#[must_use]
pub fn command(program: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%:,=".contains(c);
    let program = if !program.is_empty() && program.chars().all(plain) {
        program.to_owned()
    } else {
        format!("'{}'", program.replace('\'', r"'\''"))
    };
    format!("{program} {MARK} pre-tool-use")
}

/// Puts the hook in: a new entry after the others, or the own one that is there brought up to date.
///
/// # Errors
/// When the text is not JSON or has something else where hooks stand.
pub fn install(text: Option<&str>, command: &str) -> Result<Edited, SettingsError> {
    let text = text.filter(|text| !is_blank(text)).unwrap_or("{}\n");
    let (text, surplus) = take_out(text, |settings| settings.surplus())?;
    let settings = Settings::read(&text)?;
    let (text, change) = match settings.current() {
        Some(own) if is_complete(own.handler, command) => match surplus {
            0 => (text.clone(), Change::None),
            _ => (text.clone(), Change::Updated),
        },
        Some(own) => (
            settings.document().replace(own.handler, &handler(command)),
            Change::Updated,
        ),
        None => match surplus {
            0 => (settings.insert(command), Change::Added),
            _ => (settings.insert(command), Change::Updated),
        },
    };
    Ok(Edited { text, change })
}

/// Takes every own entry out, with the lists and objects that hold nothing else. `install` and then `remove` gives back
/// the bytes that were there, but for lists of hooks that were empty.
///
/// # Errors
/// When the text is not JSON or has something else where hooks stand.
pub fn remove(text: &str) -> Result<Edited, SettingsError> {
    if is_blank(text) {
        return Ok(Edited {
            text: text.to_owned(),
            change: Change::None,
        });
    }
    let (text, removed) = take_out(text, |settings| settings.own().into_iter().next())?;
    let change = match removed {
        0 => Change::None,
        _ => Change::Removed,
    };
    Ok(Edited { text, change })
}

/// What settings say of the hook.
///
/// # Errors
/// When the text is not JSON or has something else where hooks stand.
pub fn inspect(text: &str) -> Result<Installed, SettingsError> {
    if is_blank(text) {
        return Ok(Installed::default());
    }
    let settings = Settings::read(text)?;
    let current = settings.current();
    let command = current
        .as_ref()
        .and_then(|own| own.handler.get("command")?.text());
    let complete = current
        .as_ref()
        .zip(command)
        .is_some_and(|(own, command)| is_complete(own.handler, command));
    Ok(Installed {
        complete,
        command: command.map(str::to_owned),
        hooks_disabled: settings
            .root
            .get("disableAllHooks")
            .is_some_and(|value| value.word() == Some("true")),
    })
}

fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

/// Cuts entries out, one after the other, until none is left that is one too many.
fn take_out(
    text: &str,
    next: for<'s> fn(&'s Settings<'_>) -> Option<Own<'s>>,
) -> Result<(String, usize), SettingsError> {
    let (mut text, mut count) = (text.to_owned(), 0);
    loop {
        let settings = Settings::read(&text)?;
        let Some(own) = next(&settings) else {
            drop(settings);
            return Ok((text, count));
        };
        text = settings.cut(&own);
        count += 1;
    }
}

/// Settings whose hooks have the documented shape.
struct Settings<'t> {
    text: &'t str,
    root: Node,
}

/// An own entry.
struct Own<'s> {
    event: &'s str,
    group: &'s Node,
    handler: &'s Node,
    /// From the document inwards: a container, and the place of what leads on to the entry in it.
    trail: [(&'s Node, Range<usize>); 4],
}

impl<'t> Settings<'t> {
    fn read(text: &'t str) -> Result<Settings<'t>, SettingsError> {
        let root = json_text::parse(text).map_err(not_json)?;
        let wrong = |place, node: &Node, expected| SettingsError::WrongType {
            place,
            line: line_of(text, node.range.start),
            expected,
        };
        let members = root
            .members()
            .ok_or_else(|| wrong("the document", &root, "an object"))?;
        for hooks in members.iter().filter(|m| m.key == "hooks") {
            let events = hooks
                .value
                .members()
                .ok_or_else(|| wrong("hooks", &hooks.value, "an object"))?;
            if let Some(event) = events.iter().find(|e| e.value.items().is_none()) {
                return Err(wrong("hooks.<event>", &event.value, "a list"));
            }
        }
        Ok(Settings { text, root })
    }

    /// Every own entry, of whatever event.
    fn own(&self) -> Vec<Own<'_>> {
        let mut own = Vec::new();
        let members = self.root.members().unwrap_or_default();
        for hooks in members.iter().filter(|m| m.key == "hooks") {
            for event in hooks.value.members().unwrap_or_default() {
                for group in event.value.items().unwrap_or_default() {
                    let Some(list) = group.get("hooks") else {
                        continue;
                    };
                    let handlers = list.items().unwrap_or_default();
                    own.extend(handlers.iter().filter(|h| is_own(h)).map(|handler| Own {
                        event: &event.key,
                        group,
                        handler,
                        trail: [
                            (&self.root, hooks.range()),
                            (&hooks.value, event.range()),
                            (&event.value, group.range.clone()),
                            (list, handler.range.clone()),
                        ],
                    }));
                }
            }
        }
        own
    }

    /// The entry that stands before every tool.
    fn current(&self) -> Option<Own<'_>> {
        self.own().into_iter().find(Own::is_for_all_tools)
    }

    /// An entry before tools that is not needed beside the one for all. Those of other events are a person's choice.
    fn surplus(&self) -> Option<Own<'_>> {
        let mut kept = false;
        self.own()
            .into_iter()
            .filter(|own| own.event == EVENT)
            .find(|own| !own.is_for_all_tools() || std::mem::replace(&mut kept, true))
    }

    /// The text without an entry, and without what would be empty for lack of it.
    fn cut(&self, own: &Own<'_>) -> String {
        let holds_more = |(container, _): &&(&Node, _)| container.children().len() > 1;
        let [outermost, ..] = &own.trail;
        let (container, gone) = own.trail.iter().rev().find(holds_more).unwrap_or(outermost);
        self.document().remove(container, gone)
    }

    fn document(&self) -> Document<'_> {
        Document {
            text: self.text,
            root: &self.root,
        }
    }

    fn insert(&self, command: &str) -> String {
        let group = group(command);
        let hooks = self.root.get("hooks");
        match hooks.and_then(|hooks| hooks.get(EVENT)) {
            Some(event) => self.document().append(event, &group),
            None => {
                let event = wrap(&format!("\"{EVENT}\": ["), group, "]");
                match hooks {
                    Some(hooks) => self.document().append(hooks, &event),
                    None => self
                        .document()
                        .append(&self.root, &wrap("\"hooks\": {", event, "}")),
                }
            }
        }
    }
}

impl Own<'_> {
    fn is_for_all_tools(&self) -> bool {
        let for_all = |matcher: &Node| matches!(matcher.text(), Some("" | "*"));
        self.event == EVENT && self.group.get("matcher").is_none_or(for_all)
    }
}

fn is_own(handler: &Node) -> bool {
    let command = handler.get("command").and_then(Node::text);
    command.is_some_and(|command| command.contains(MARK))
}

/// Whether a handler is as [`install`] writes it. A message of the person's own may stand beside; a field such as `if`
/// or `async` would weaken it.
fn is_complete(handler: &Node, wanted: &str) -> bool {
    let known = ["type", "command", "timeout", "onFailure", "statusMessage"];
    let text = |key| handler.get(key).and_then(Node::text);
    text("type") == Some("command")
        && text("command") == Some(wanted)
        && text("onFailure") == Some("block")
        && handler.get("timeout").and_then(Node::word) == Some(TIMEOUT.to_string().as_str())
        && handler
            .members()
            .unwrap_or_default()
            .iter()
            .all(|member| known.contains(&member.key.as_str()))
}

fn handler(command: &str) -> Vec<Line> {
    let command = serde_json::Value::from(command);
    vec![
        line(0, "{"),
        line(1, "\"type\": \"command\","),
        line(1, format!("\"command\": {command},")),
        line(1, format!("\"timeout\": {TIMEOUT},")),
        line(1, "\"onFailure\": \"block\""),
        line(0, "}"),
    ]
}

fn group(command: &str) -> Vec<Line> {
    let mut group = vec![line(0, "{"), line(1, "\"matcher\": \"*\",")];
    let handlers = wrap("\"hooks\": [", handler(command), "]");
    group.extend(handlers.into_iter().map(Line::deeper));
    group.push(line(0, "}"));
    group
}

fn not_json(error: PayloadError) -> SettingsError {
    match error {
        PayloadError::NotJson {
            problem,
            line,
            column,
        } => SettingsError::NotJson {
            problem,
            line,
            column,
        },
        _ => SettingsError::NotJson {
            problem: "it cannot be read",
            line: 1,
            column: 1,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const COMMAND: &str = "/usr/bin/aegis evaluate claude-code pre-tool-use";

    fn check(text: Option<&str>, change: Change, expected: &str) {
        let edited = install(text, COMMAND).expect("valid settings");
        assert_eq!(edited.text, expected);
        assert_eq!(edited.change, change);
        let again = install(Some(&edited.text), COMMAND).expect("valid settings");
        assert_eq!((again.text, again.change), (edited.text, Change::None));
    }

    const HANDLER: &str = r#"{"type": "command", "command": "/usr/bin/aegis evaluate claude-code pre-tool-use", "timeout": 60, "onFailure": "block"}"#;

    #[test]
    fn a_new_file_has_the_hook_alone() {
        let text = r#"{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "*",
        "hooks": [
          {
            "type": "command",
            "command": "/usr/bin/aegis evaluate claude-code pre-tool-use",
            "timeout": 60,
            "onFailure": "block"
          }
        ]
      }
    ]
  }
}
"#;
        check(None, Change::Added, text);
        check(Some(" \n"), Change::Added, text);
    }

    #[test]
    fn the_files_own_manner_is_kept() {
        let alone = install(None, COMMAND).expect("valid settings").text;
        let tabs = alone.replace("  ", "\t").replace('\n', "\r\n");
        let model = "{\r\n\t\"model\": \"x\"";
        check(
            Some(&format!("{model}\r\n}}\r\n")),
            Change::Added,
            &tabs.replacen('{', &format!("{model},"), 1),
        );
        check(
            Some(r#"{"model":"x"}"#),
            Change::Added,
            &format!(
                r#"{{"model":"x", "hooks": {{"PreToolUse": [{{"matcher": "*", "hooks": [{HANDLER}]}}]}}}}"#
            ),
        );
    }

    #[test]
    fn other_hooks_stay() {
        let other = r#"{"matcher":"Bash","hooks":[{"type":"command","command":"lint"}]}"#;
        check(
            Some(&format!(
                r#"{{"hooks":{{"PreToolUse":[{other}],"Stop":[]}}}}"#
            )),
            Change::Added,
            &format!(
                r#"{{"hooks":{{"PreToolUse":[{other}, {{"matcher": "*", "hooks": [{HANDLER}]}}],"Stop":[]}}}}"#
            ),
        );
    }

    #[test]
    fn an_own_entry_is_brought_up_to_date_in_place() {
        let old = r#"{"type":"command","command":"/old/aegis evaluate claude-code PreToolUse","timeout":9}"#;
        let wrap = |handler: &str, matcher: &str| {
            format!(
                r#"{{"hooks":{{"PreToolUse":[{{"matcher":"{matcher}","hooks":[{handler},{{"command":"x"}}]}}]}}}}"#
            )
        };
        check(Some(&wrap(old, "*")), Change::Updated, &wrap(HANDLER, "*"));
        let narrow = format!(
            r#"{{"hooks":{{"PreToolUse":[{{"matcher":"Bash","hooks":[{{"command":"x"}}]}}, {{"matcher": "*", "hooks": [{HANDLER}]}}]}}}}"#
        );
        check(Some(&wrap(old, "Bash")), Change::Updated, &narrow);
        let twice = format!(r#"{{"hooks":{{"PreToolUse":[{{"hooks":[{HANDLER},{old}]}}]}}}}"#);
        let once = format!(r#"{{"hooks":{{"PreToolUse":[{{"hooks":[{HANDLER}]}}]}}}}"#);
        check(Some(&twice), Change::Updated, &once);
        let weakened = HANDLER.replace(r#""timeout""#, r#""async": true, "timeout""#);
        check(
            Some(&wrap(&weakened, "*")),
            Change::Updated,
            &wrap(HANDLER, "*"),
        );
    }

    #[test]
    fn broken_settings_are_refused_with_their_place() {
        let check = |text: &str, expected: &str| {
            let error = install(Some(text), COMMAND)
                .expect_err("broken")
                .to_string();
            assert_eq!(error, expected, "{text}");
            assert!(remove(text).is_err() && inspect(text).is_err(), "{text}");
        };
        check(
            "{\n  \"a\": 1,\n}",
            "not valid JSON (a syntax error at line 3 column 1)",
        );
        check(
            "// c\n{}",
            "not valid JSON (a syntax error at line 1 column 1)",
        );
        check(
            "{}\nx",
            "not valid JSON (text after the document at line 2 column 1)",
        );
        check("[]", "`the document` at line 1 is not an object");
        check("{\n\"hooks\": []}", "`hooks` at line 2 is not an object");
        check(
            "{\"hooks\": {\"Stop\":\n{}}}",
            "`hooks.<event>` at line 2 is not a list",
        );
    }

    #[test]
    fn what_stands_there_is_told() {
        let check = |text: &str, complete: Option<bool>, hooks_disabled| {
            let expected = Installed {
                command: complete.map(|_| COMMAND.to_owned()),
                complete: complete == Some(true),
                hooks_disabled,
            };
            assert_eq!(inspect(text).expect("valid"), expected, "{text}");
        };
        let all = install(None, COMMAND).expect("valid settings").text;
        check("", None, false);
        check(r#"{"disableAllHooks": true}"#, None, true);
        check(&all, Some(true), false);
        check(&all.replace("60", "1"), Some(false), false);
    }

    #[test]
    fn a_path_that_a_shell_would_split_is_quoted() {
        assert_eq!(command("/usr/bin/aegis"), COMMAND);
        assert_eq!(
            command("/a b/it's"),
            r"'/a b/it'\''s' evaluate claude-code pre-tool-use"
        );
    }

    /// Settings as people have them: any JSON, and hooks of others that are not empty.
    fn settings() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
        ];
        let any_json = leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z{\\]\" ]{0,5}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        });
        let group = ("[A-Z]?", "[a-z \"]{1,6}").prop_map(|(matcher, command)| {
            json!({"matcher": matcher, "hooks": [{"type": "command", "command": command}]})
        });
        let event = prop_oneof![Just("PreToolUse"), Just("Stop")];
        let hooks = prop::collection::btree_map(event, prop::collection::vec(group, 1..3), 1..3);
        let rest = prop::collection::btree_map("[a-gi-z]{1,6}", any_json, 0..4);
        (rest, prop::option::of(hooks)).prop_map(|(rest, hooks)| {
            let mut all: serde_json::Map<String, Value> = rest.into_iter().collect();
            if let Some(hooks) = hooks {
                all.insert("hooks".to_owned(), json!(hooks));
            }
            Value::Object(all)
        })
    }

    fn text_of(value: &Value, manner: u8) -> String {
        let pretty = format!("{value:#}");
        match manner {
            0 => value.to_string(),
            1 => pretty,
            2 => format!("{pretty}\n").replace('\n', "\r\n"),
            3 => format!("\u{feff}{pretty}\n\n").replace("\n  ", "\n\t"),
            _ => format!(" {value} \n"),
        }
    }

    proptest! {
        #[test]
        fn install_changes_nothing_else_and_remove_undoes_it(value in settings(), manner in 0..5_u8) {
            let text = text_of(&value, manner);
            let installed = install(Some(&text), COMMAND).expect("valid settings");
            prop_assert_eq!(installed.change, Change::Added);
            let seen = inspect(&installed.text).expect("valid settings");
            prop_assert!(seen.complete);
            let again = install(Some(&installed.text), COMMAND).expect("valid settings");
            prop_assert_eq!(&again.text, &installed.text);
            prop_assert_eq!(again.change, Change::None);
            let mut parsed: Value = serde_json::from_str(installed.text.trim_start_matches('\u{feff}'))
                .expect("valid JSON");
            let groups = parsed.pointer_mut("/hooks/PreToolUse").and_then(Value::as_array_mut)
                .expect("the hook's list");
            groups.pop();
            if groups.is_empty() {
                let hooks = parsed.get_mut("hooks").and_then(Value::as_object_mut).expect("hooks");
                hooks.remove("PreToolUse");
                if hooks.is_empty() {
                    parsed.as_object_mut().expect("an object").remove("hooks");
                }
            }
            prop_assert_eq!(&parsed, &value);
            let removed = remove(&installed.text).expect("valid settings");
            prop_assert_eq!(removed.text, text);
            prop_assert_eq!(removed.change, Change::Removed);
        }

        #[test]
        fn any_text_is_edited_or_refused(text in "[{}\\[\\]\",:a1 \\\\\n]{0,30}") {
            if let Ok(edited) = install(Some(&text), COMMAND) {
                prop_assert!(inspect(&edited.text).is_ok_and(|seen| seen.complete));
            }
        }
    }
}
