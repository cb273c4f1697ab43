//! A reading for people: what was found, step by step.

use std::fmt::Write;

use crate::script::{
    Certainty, Effect, EffectKind, FilePath, Invocation, Script, Text, Value, Word,
};

impl Script {
    /// The reading as indented lines: each invocation with the layers it was reached through, its options and operands,
    /// and below it what it does. `text` is the text that was read; what has no invocation is shown by its piece of it.
    #[must_use]
    pub fn tree(&self, text: &str) -> String {
        let mut out = String::new();
        let mut shown = vec![false; self.effects.len()];
        for (index, invocation) in self.invocations.iter().enumerate() {
            write_invocation(&mut out, invocation);
            for (effect, shown) in self.effects.iter().zip(&mut shown) {
                if effect.invocation == Some(index) {
                    write_effect(&mut out, effect, "  ");
                    *shown = true;
                }
            }
        }
        for (effect, shown) in self.effects.iter().zip(&shown) {
            if !shown {
                let piece = text
                    .get(effect.span.start..effect.span.end)
                    .unwrap_or_default();
                let piece: String = piece
                    .chars()
                    .take(60)
                    .map(|c| if c.is_control() { ' ' } else { c })
                    .collect();
                line(&mut out, &format!("`{piece}`"));
                write_effect(&mut out, effect, "  ");
            }
        }
        for path in &self.wanted_files {
            line(&mut out, &format!("not read: {path}"));
        }
        out
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn write_invocation(out: &mut String, invocation: &Invocation) {
    let mut parts: Vec<String> = invocation
        .via
        .iter()
        .map(|layer| format!("[{}]", layer.name))
        .collect();
    parts.push(
        invocation
            .program
            .as_deref()
            .unwrap_or("(unknown program)")
            .to_owned(),
    );
    parts.extend(invocation.subcommands.iter().map(Text::to_string));
    for option in &invocation.options {
        let name = option.names.last();
        parts.push(option.value.as_ref().map_or_else(
            || name.to_owned(),
            |value| format!("{name}={}", words(value)),
        ));
    }
    parts.extend(invocation.operands.iter().map(words));
    if invocation.certainty == Certainty::Possible {
        parts.push("(possible)".to_owned());
    }
    line(out, &parts.join(" "));
}

fn words(word: &Word) -> String {
    let value = |value: &Value| match value {
        Value::Text(text) if text.is_empty() || text.contains(char::is_whitespace) => {
            format!("{text:?}")
        }
        Value::Text(text) => text.to_string(),
        Value::Glob(pattern) => format!("{pattern}(pattern)"),
        Value::Prefix(text) => format!("{text}…"),
        Value::Unknown => "…".to_owned(),
    };
    word.values.iter().map(value).collect::<Vec<_>>().join("|")
}

fn write_effect(out: &mut String, effect: &Effect, indent: &str) {
    let mut text = describe(&effect.kind);
    if effect.certainty == Certainty::Possible {
        text.push_str(" (possible)");
    }
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{indent}{text}");
}

fn describe(kind: &EffectKind) -> String {
    match kind {
        EffectKind::Read { path } => format!("reads {}", place(path)),
        EffectKind::Write { path } => format!("writes {}", place(path)),
        EffectKind::Delete {
            path,
            recursive: false,
        } => format!("deletes {}", place(path)),
        EffectKind::Delete {
            path,
            recursive: true,
        } => format!("deletes {} with all below", place(path)),
        EffectKind::Network {
            host,
            url,
            method,
            sends,
        } => {
            let target = url
                .as_deref()
                .or(host.as_deref())
                .unwrap_or("an unknown host");
            let method = method
                .as_deref()
                .map(|method| format!(" by {method}"))
                .unwrap_or_default();
            format!(
                "{} {target}{method}",
                if *sends { "sends to" } else { "connects to" }
            )
        }
        EffectKind::RemoteCode { url } => {
            format!("runs code from {}", url.as_deref().unwrap_or("the network"))
        }
        EffectKind::OpaqueCode { why } => format!("runs code that cannot be read: {why}"),
        EffectKind::Privilege { program } => format!("raises rights by {program}"),
        EffectKind::Sql(statement) => {
            let object = [statement.object.as_deref(), statement.name.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            format!("{} runs {:?} {object}", statement.tool, statement.verb)
                .trim_end()
                .to_owned()
        }
        EffectKind::OverBudget { bound } => format!("was not read to the end: {bound}"),
    }
}

fn place(path: &FilePath) -> String {
    let mut text = path
        .absolute
        .as_deref()
        .or(path.written.as_deref())
        .unwrap_or("an unknown path")
        .to_owned();
    if !path.could_match.is_empty() {
        let more = if path.could_match.len() > 3 {
            ", …"
        } else {
            ""
        };
        let some: Vec<&str> = path
            .could_match
            .iter()
            .take(3)
            .map(String::as_str)
            .collect();
        // Writing into a String cannot fail.
        let _ = write!(text, " (could be {}{more})", some.join(", "));
    }
    text
}
