//! The commands that cmd.exe has within itself.

use super::effects::{Effects, known, program_name, word};
use super::output::Output;
use crate::option::OptionUse;
use crate::script::{Span, Value, Word};

struct Command {
    name: String,
    switches: Vec<String>,
    operands: Vec<Word>,
    written: Vec<Word>,
    invocation: Option<usize>,
    span: Span,
}

impl Command {
    fn has(&self, switch: &str) -> bool {
        self.switches.iter().any(|one| one == switch)
    }

    fn has_start(&self, start: &str) -> bool {
        self.switches.iter().any(|one| one.starts_with(start))
    }

    fn patterns(&self) -> Vec<Word> {
        let pattern = |value: &Value| match value {
            Value::Text(text) if text.contains(['*', '?']) => Value::Glob(text.clone()),
            other => other.clone(),
        };
        let word = |word: &Word| Word {
            values: word.values.iter().map(pattern).collect(),
            ..word.clone()
        };
        self.operands.iter().map(word).collect()
    }
}

const BUILTINS: &[(&str, &str)] = &[
    ("del", "del"),
    ("erase", "del"),
    ("rd", "rd"),
    ("rmdir", "rd"),
    ("format", "format"),
    ("copy", "copy"),
    ("xcopy", "copy"),
    ("robocopy", "robocopy"),
    ("move", "move"),
    ("ren", "ren"),
    ("rename", "ren"),
    ("type", "type"),
    ("more", "type"),
    ("find", "find"),
    ("findstr", "find"),
    ("fc", "type"),
    ("comp", "type"),
    ("esentutl", "esentutl"),
    ("forfiles", "forfiles"),
    ("mklink", "mklink"),
    ("md", "md"),
    ("mkdir", "md"),
    ("attrib", "attrib"),
    ("cd", "cd"),
    ("chdir", "cd"),
    ("pushd", "pushd"),
    ("popd", "popd"),
    ("set", "set"),
    ("echo", "echo"),
    ("title", "echo"),
    ("start", "start"),
];

/// Those that are programs of their own, which any shell may start.
const PROGRAMS: [&str; 11] = [
    "xcopy",
    "robocopy",
    "format",
    "format.com",
    "attrib",
    "more",
    "findstr",
    "fc",
    "comp",
    "esentutl",
    "forfiles",
];

/// Whether the table knows a program that is started from another shell.
pub(super) fn is_program(name: &str) -> bool {
    PROGRAMS.contains(&name)
}

/// Runs a command with what the pipe before it gives; gives what it prints.
pub(super) fn run(effects: &mut Effects<'_>, words: &[Word], input: Option<Output>) -> Output {
    let Some((first, rest)) = words.split_first() else {
        return Output::Unknown;
    };
    let span = Span {
        start: first.span.start,
        end: words.last().map_or(first.span.end, |last| last.span.end),
    };
    let Some(head) = known(first) else {
        effects.invocation(None, Vec::new(), rest.to_vec(), rest, span);
        return Output::Unknown;
    };
    let lower = program_name(&head.to_ascii_lowercase());
    // `cd..`, `del/s`: what comes after the name of a built-in command belongs to its arguments.
    let stem_length = head
        .find(['/', '.', '\\', ':', ',', ';', '=', '+'])
        .filter(|at| *at > 0)
        .unwrap_or(head.len());
    let (stem, attached) = head
        .split_at_checked(stem_length)
        .unwrap_or((head.as_str(), ""));
    let stem = stem.to_ascii_lowercase();
    let (name, attached) = match BUILTINS.iter().find(|(written, _)| *written == lower) {
        Some((_, name)) => (*name, ""),
        None => match BUILTINS.iter().find(|(written, _)| *written == stem) {
            Some((_, name)) if !attached.starts_with(':') => (*name, attached),
            _ => {
                let words = with_switch_apart(words, &stem, attached);
                return super::programs::run_with_input(effects, &words, input, span);
            }
        },
    };
    let attached = (!attached.is_empty()).then(|| word(attached, first.span));
    let arguments: Vec<Word> = attached.into_iter().chain(rest.iter().cloned()).collect();
    match name {
        "echo" => {
            effects.invocation(
                Some("echo"),
                Vec::new(),
                arguments.clone(),
                &arguments,
                span,
            );
            let texts: Option<Vec<String>> = arguments.iter().map(known).collect();
            return texts.map_or(Output::Unknown, |texts| Output::of_text(texts.join(" ")));
        }
        "set" => set(effects, &arguments, span),
        "start" => start(effects, &arguments, span),
        _ => act(effects, command(name, &arguments, span), &arguments),
    }
    Output::Unknown
}

/// `cmd/c` is `cmd /c`.
fn with_switch_apart(words: &[Word], stem: &str, attached: &str) -> Vec<Word> {
    match words.split_first() {
        Some((first, rest)) if stem == "cmd" && attached.starts_with('/') => {
            let parts = [word("cmd", first.span), word(attached, first.span)];
            parts.into_iter().chain(rest.iter().cloned()).collect()
        }
        _ => words.to_vec(),
    }
}

/// Tells the switches from the rest: `/s/q` are two.
fn command(name: &str, arguments: &[Word], span: Span) -> Command {
    let mut command = Command {
        name: name.to_owned(),
        switches: Vec::new(),
        operands: Vec::new(),
        written: arguments.to_vec(),
        invocation: None,
        span,
    };
    let part = |argument: &Word| match name {
        "find" => vec![argument.clone()],
        _ => parted(argument),
    };
    for argument in arguments.iter().flat_map(part) {
        let text = known(&argument).unwrap_or_default();
        let is_switch = text.starts_with('/')
            && !argument.quoted
            && text.get(1..).is_some_and(|rest| !rest.is_empty());
        if is_switch {
            command.switches.extend(
                text.to_ascii_lowercase()
                    .split('/')
                    .filter(|one| !one.is_empty())
                    .map(|one| format!("/{one}")),
            );
        } else {
            command.operands.push(argument);
        }
    }
    command
}

/// Commas, semicolons and equals signs part the words of these commands as blanks do.
fn parted(argument: &Word) -> Vec<Word> {
    const MARKS: [char; 3] = [',', ';', '='];
    match argument.values.as_slice() {
        [Value::Text(text)] if !argument.quoted && text.contains(MARKS) => text
            .split(MARKS)
            .filter(|part| !part.is_empty())
            .map(|part| word(part, argument.span))
            .collect(),
        _ => vec![argument.clone()],
    }
}

fn act(effects: &mut Effects<'_>, mut command: Command, written: &[Word]) {
    let span = effects.place(command.span);
    let option = |switch: &String| OptionUse {
        names: switch.as_str().into(),
        value: None,
        span,
    };
    let options = command.switches.iter().map(option).collect();
    command.invocation = effects.invocation(
        Some(&command.name),
        options,
        command.operands.clone(),
        written,
        command.span,
    );
    let invocation = command.invocation;
    if command.has("/?") {
        return;
    }
    let paths = command.patterns();
    match command.name.as_str() {
        "del" | "rd" => {
            for path in &paths {
                effects.delete_file(path, command.has("/s"), invocation);
            }
        }
        "format" => {
            for path in paths
                .iter()
                .filter(|path| known(path).is_some_and(|text| text.ends_with(':')))
            {
                effects.delete_file(path, true, invocation);
            }
        }
        "copy" | "robocopy" | "move" => transfer(effects, &command, &paths),
        "type" => paths
            .iter()
            .for_each(|path| effects.read_file(path, invocation)),
        "ren" => rename(effects, &paths, invocation),
        "find" => paths
            .iter()
            .skip(usize::from(
                !command.has_start("/c:") && !command.has_start("/g:"),
            ))
            .for_each(|path| effects.read_file(path, invocation)),
        "esentutl" if command.has("/y") => transfer(effects, &command, &paths),
        "forfiles" => for_files(effects, &command),
        "mklink" => {
            if let Some(path) = paths.first() {
                effects.write_file(path, invocation);
            }
        }
        "attrib" => attributes(effects, &paths, invocation),
        "md" => paths
            .iter()
            .for_each(|path| effects.write_file(path, invocation)),
        "popd" => {
            let before = effects.folders.pop().unwrap_or_default();
            effects.cwd = before;
        }
        "cd" | "pushd" => {
            if command.name == "pushd" {
                effects.folders.push(effects.cwd.clone());
            }
            if let Some(target) = paths.first() {
                effects.change_folder(target);
            }
        }
        _ => {}
    }
}

/// `ren FILE NAME`: the old name goes, the new one stands in the same folder.
fn rename(effects: &mut Effects<'_>, paths: &[Word], invocation: Option<usize>) {
    let Some(path) = paths.first() else { return };
    effects.read_file(path, invocation);
    effects.delete_file(path, false, invocation);
    let folder = known(path).and_then(|text| {
        let end = text.rfind(['/', '\\'])? + 1;
        text.get(..end).map(str::to_owned)
    });
    if let Some(name) = paths.get(1).and_then(known) {
        let text = folder.unwrap_or_default() + &name;
        effects.write_file(&word(text, path.span), invocation);
    }
}

/// `attrib +r FILE`; without a change it only lists.
fn attributes(effects: &mut Effects<'_>, paths: &[Word], invocation: Option<usize>) {
    let is_change = |path: &&Word| known(path).is_some_and(|text| text.starts_with(['+', '-']));
    if paths.iter().any(|path| is_change(&path)) {
        for path in paths.iter().filter(|path| !is_change(path)) {
            effects.write_file(path, invocation);
        }
    }
}

fn transfer(effects: &mut Effects<'_>, command: &Command, paths: &[Word]) {
    let invocation = command.invocation;
    let Some((source, rest)) = paths.split_first() else {
        return;
    };
    effects.read_file(source, invocation);
    if command.name == "move" {
        effects.delete_file(source, false, invocation);
    }
    let Some(target) = rest.first() else { return };
    if command.has("/mir") || command.has("/purge") {
        effects.delete_file(target, true, invocation);
    }
    effects.write_file(target, invocation);
}

/// `set X=value`, `set "X=value"`.
fn set(effects: &mut Effects<'_>, arguments: &[Word], span: Span) {
    effects.invocation(Some("set"), Vec::new(), arguments.to_vec(), arguments, span);
    let texts: Option<Vec<String>> = arguments.iter().map(known).collect();
    let Some(text) = texts.map(|texts| texts.join(" ")) else {
        return;
    };
    if let Some((name, value)) = text
        .split_once('=')
        .filter(|(name, _)| !name.starts_with('/'))
    {
        effects
            .variables
            .insert(name.trim().to_lowercase(), Output::of_text(value));
    }
}

/// `start "title" /wait program …`.
fn start(effects: &mut Effects<'_>, arguments: &[Word], span: Span) {
    effects.invocation(
        Some("start"),
        Vec::new(),
        arguments.to_vec(),
        arguments,
        span,
    );
    // The first word is the title where it is quoted.
    let title = arguments.first().is_some_and(|first| first.quoted);
    let switch = |word: &Word| known(word).is_some_and(|text| text.starts_with('/'));
    let from = arguments
        .iter()
        .enumerate()
        .position(|(at, word)| !(switch(word) || title && at == 0));
    let payload = from
        .and_then(|from| arguments.get(from..))
        .unwrap_or_default();
    effects.within("start", span, |effects| {
        run(effects, payload, None);
    });
}

/// `forfiles /p FOLDER /m MASK /c "cmd /c del @path"`.
fn for_files(effects: &mut Effects<'_>, command: &Command) {
    let texts: Vec<String> = command.written.iter().filter_map(known).collect();
    let behind = |switch: &str| {
        let at = texts
            .iter()
            .position(|text| text.eq_ignore_ascii_case(switch))?;
        texts.get(at + 1)
    };
    let folder = behind("/p")
        .map_or(".", String::as_str)
        .trim_end_matches('\\');
    let mask = behind("/m").map_or("*", String::as_str);
    if let Some(line) = behind("/c") {
        let files = format!("\"{folder}\\{mask}\"");
        let line = line.replace("@path", &files).replace("@file", &files);
        super::programs::run_line(effects, &line, command.span);
    }
}
