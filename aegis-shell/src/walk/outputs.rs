//! What programs print, for the few of which that follows from their words and their input.

use super::decode::{char_set, from_base64, from_hex, unescape};
use super::words::{value_text, word_texts};
use super::{Stream, Walker};
use crate::expand::{MAX_VALUES, first_text};
use crate::reading::{ActKind, Operand};
use crate::script::{Text, Texts, Value, Word};
use crate::tools::{self, Call, Prints};
use crate::unknown::{IDENTITY, NUMBER, ORDINARY, Source, has_mark, is_mark, mark_text};
use compact_str::format_compact;

/// Most words of a program that stand for what it prints.
const MAX_PRINTED: usize = 16;
/// What a list of all that is in the working directory is told by.
const ENTRIES: &str = "*\n";

impl Walker<'_> {
    /// What a program prints, if anybody listens.
    #[inline]
    pub(super) fn output(
        &mut self,
        program: &str,
        prints: Prints,
        args: &[Word],
        reading: &Call<'_>,
    ) -> Stream {
        if self.heard {
            self.heard_output(program, prints, args, reading)
        } else {
            Stream::Inherited
        }
    }

    #[inline(never)]
    fn heard_output(
        &mut self,
        program: &str,
        prints: Prints,
        args: &[Word],
        reading: &Call<'_>,
    ) -> Stream {
        match prints {
            Prints::ByName => self.printed(program, args, reading),
            Prints::Decoded => self.decoded(program, args, reading),
            Prints::Lines | Prints::LinesOrNames if self.filters_input(reading) => {
                self.chosen(program, reading)
            }
            Prints::LinesOrNames | Prints::Names => self.listing(program, reading),
            Prints::Download => download(program, reading),
            Prints::Lines | Prints::Something => self.stdin.filtered(&line(program, args)),
        }
    }

    fn printed(&mut self, program: &str, args: &[Word], reading: &Call<'_>) -> Stream {
        match program {
            "echo" => Stream::Known(self.echo(args)),
            "printf" => Stream::Known(self.printf(args)),
            "cat" | "bat" => self.concatenation(&reading.line.operands),
            "tee" | "sponge" => self.stdin.clone(),
            "yes" => Stream::text(join(args, "y") + "\n"),
            "pwd" => self.known_folder(),
            "which" | "realpath" | "readlink" | "type" => self.path_of(&reading.line.operands),
            "basename" => self.path_piece(&reading.line.operands, |path| {
                path.rsplit('/')
                    .find(|name| !name.is_empty())
                    .unwrap_or(path)
                    .into()
            }),
            "dirname" => self.path_piece(&reading.line.operands, |path| {
                match path.trim_end_matches('/').rsplit_once('/') {
                    Some(("", _)) => "/".into(),
                    Some((folder, _)) => folder.into(),
                    None => ".".into(),
                }
            }),
            "mktemp" => Stream::text("/tmp/tmp.XXXXXXXXXX\n"),
            "id" if args.is_empty() || args.iter().any(|word| first_text(word).contains('n')) => {
                Stream::text(mark_text(IDENTITY))
            }
            "whoami" | "hostname" => Stream::text(mark_text(IDENTITY)),
            "date" | "uname" | "arch" | "uuidgen" | "id" => Stream::text(mark_text(ORDINARY)),
            "nproc" | "wc" | "pgrep" | "pidof" | "tput" => Stream::text(mark_text(NUMBER)),
            "seq" => sequence(args),
            "find" => self.found(args),
            "rev" => self.mapped(program, |text| {
                text.lines()
                    .map(|line| line.chars().rev().collect::<Text>() + "\n")
                    .collect()
            }),
            "tr" => self.translated(args),
            "sed" => self.edited(args),
            _ => self.stdin.filtered(&line(program, args)),
        }
    }

    fn echo(&mut self, args: &[Word]) -> Texts {
        let mut escapes = false;
        let mut newline = "\n";
        let mut words = args;
        while let Some((first, rest)) = words.split_first() {
            let text = first_text(first);
            let flags = text.strip_prefix('-').filter(|flags| {
                !flags.is_empty() && flags.chars().all(|flag| "neE".contains(flag))
            });
            let Some(flags) = flags else { break };
            escapes |= flags.contains('e');
            if flags.contains('n') {
                newline = "";
            }
            words = rest;
        }
        let ways = words.iter().map(|word| word.values.len()).max();
        let mut lines = Texts::new();
        for way in 0..ways.unwrap_or(1).clamp(1, MAX_VALUES) {
            let length = |word: &Word| first_text(word).len() + 1;
            let mut line = Text::with_capacity(words.iter().map(length).sum());
            for (at, word) in words.iter().enumerate() {
                if at > 0 {
                    line.push(' ');
                }
                if let Some(value) = word.values.get(way).or(word.values.first()) {
                    line.push_str(&value_text(value));
                }
            }
            if escapes {
                line = unescape(&line);
            }
            line.push_str(newline);
            lines.push(line);
        }
        self.charge(lines.iter().map(Text::len).sum());
        lines
    }

    fn concatenation(&mut self, operands: &[Operand<'_>]) -> Stream {
        match operands {
            [] => self.stdin.clone(),
            [only] => self.read_from(only),
            operands => operands
                .iter()
                .take(16)
                .fold(Stream::empty(), |stream, word| {
                    stream.then(self.read_from(word))
                }),
        }
    }

    fn read_from(&self, word: &Word) -> Stream {
        if first_text(word) == "-" {
            self.stdin.clone()
        } else {
            self.file_stream(word)
        }
    }

    fn known_folder(&self) -> Stream {
        match self.state.cwd.single() {
            Some(cwd) => Stream::text(format_compact!("{cwd}\n")),
            None => Stream::text(mark_text(ORDINARY)),
        }
    }

    fn path_of(&self, operands: &[Operand<'_>]) -> Stream {
        match operands.first() {
            Some(word) => Stream::Known(word_texts(word)),
            None => Stream::output("which"),
        }
    }

    fn path_piece(&self, operands: &[Operand<'_>], change: impl Fn(&str) -> Text) -> Stream {
        let Some(word) = operands.first() else {
            return Stream::empty();
        };
        let piece = |value: &Value| {
            let text = value_text(value);
            if has_mark(&text) {
                mark_text(ORDINARY)
            } else {
                change(&text)
            }
        };
        Stream::Known(word.values.iter().map(piece).collect())
    }

    /// `find`'s paths: those that its actions would meet.
    fn found(&self, args: &[Word]) -> Stream {
        let mut lines = Text::default();
        for path in tools::found(args).iter().take(MAX_PRINTED) {
            for text in word_texts(path) {
                lines.push_str(&text);
                lines.push('\n');
            }
        }
        Stream::text(lines)
    }

    /// `ls` names what is in the working directory, `ls DIR` what is in that folder, and some names if it is not known.
    fn entries(&self, reading: &Call<'_>) -> Stream {
        let itself = has_option(reading, "-d");
        let mut lines = Text::default();
        for folder in reading.line.operands.iter().take(MAX_PRINTED) {
            let is_pattern = matches!(folder.values.first(), Some(Value::Glob(_)));
            for text in word_texts(folder) {
                if has_mark(&text) {
                    lines.push(ORDINARY);
                } else if itself || is_pattern {
                    lines.push_str(&text);
                } else {
                    lines.push_str(text.trim_end_matches('/'));
                    lines.push_str("/*");
                }
                lines.push('\n');
            }
        }
        match (lines.is_empty(), itself) {
            (true, true) => lines.push_str(".\n"),
            (true, false) => lines.push_str(ENTRIES),
            _ => {}
        }
        Stream::text(lines)
    }

    fn listing(&self, program: &str, reading: &Call<'_>) -> Stream {
        let first = reading.subcommands.first().map(Text::as_str);
        match (program, first) {
            ("git", Some("rev-parse")) if has_option(reading, "--show-toplevel") => {
                self.known_folder()
            }
            (
                "git",
                Some(
                    "ls-files" | "diff" | "status" | "rev-parse" | "branch" | "describe" | "log"
                    | "tag" | "config" | "symbolic-ref",
                ),
            ) => Stream::text(mark_text(ORDINARY)),
            ("git", Some(other)) => Stream::output(&format_compact!("git {other}")),
            ("git", None) => Stream::output("git"),
            ("ls" | "dir", _) => self.entries(reading),
            ("compgen", _) => match reading.args {
                [flag, pattern] if first_text(flag) == "-G" => Stream::text(first_text(pattern)),
                _ => Stream::text(mark_text(ORDINARY)),
            },
            _ => Stream::text(mark_text(ORDINARY)),
        }
    }

    fn filters_input(&self, reading: &Call<'_>) -> bool {
        // A filter that was given files does not look at its input; grep's first operand is its pattern.
        reading
            .line
            .operands
            .iter()
            .all(|word| !first_text(word).contains('/'))
            && self.stdin != Stream::Inherited
    }

    /// What a filter leaves of its input: of all that is in the working directory some names, if it picks lines.
    fn chosen(&self, program: &str, reading: &Call<'_>) -> Stream {
        let picks = match program {
            "grep" | "egrep" | "fgrep" => !reading.has("-v") && !reading.has("--invert-match"),
            "head" | "tail" => true,
            _ => false,
        };
        match &self.stdin {
            Stream::Known(texts) if picks && texts.iter().any(|text| text == ENTRIES) => {
                Stream::text(mark_text(ORDINARY))
            }
            input => input.clone(),
        }
    }

    fn mapped(&self, program: &str, change: impl Fn(&str) -> Text) -> Stream {
        match &self.stdin {
            Stream::Known(texts) => Stream::Known(
                texts
                    .iter()
                    .map(|text| {
                        if has_mark(text) {
                            text.clone()
                        } else {
                            change(text)
                        }
                    })
                    .collect(),
            ),
            stream => computed(stream, program),
        }
    }

    fn translated(&self, args: &[Word]) -> Stream {
        let words: Vec<&str> = args.iter().map(first_text).collect();
        let flags: Text = words
            .iter()
            .filter(|word| word.starts_with('-') && word.len() > 1)
            .copied()
            .collect();
        let sets: Vec<Vec<char>> = words
            .iter()
            .filter(|word| !word.starts_with('-') || word.len() == 1)
            .map(|word| char_set(word))
            .collect();
        self.mapped("tr", |text| match sets.as_slice() {
            [from] if flags.contains('d') => text
                .chars()
                .filter(|c| from.contains(c) == flags.contains('c'))
                .collect(),
            [from, to] if !flags.contains('c') => {
                let change = |c: char| match from.iter().position(|known| *known == c) {
                    Some(at) => to.get(at).or(to.last()).copied().unwrap_or(c),
                    None => c,
                };
                text.chars().map(change).collect()
            }
            _ => text.into(),
        })
    }

    /// `sed s/a/b/` with plain texts.
    fn edited(&self, args: &[Word]) -> Stream {
        let [only] = args else {
            return computed(&self.stdin, "sed");
        };
        let script = first_text(only);
        let Some((separator, body)) = script
            .strip_prefix('s')
            .and_then(|rest| Some((rest.chars().next()?, rest.get(1..)?)))
        else {
            return computed(&self.stdin, "sed");
        };
        let pieces: Vec<&str> = body.split(separator).collect();
        let [from, to, flags] = pieces.as_slice() else {
            return computed(&self.stdin, "sed");
        };
        let plain =
            |text: &str| !text.is_empty() && !text.contains(['.', '*', '[', '\\', '^', '$', '&']);
        if !plain(from) || to.contains(['\\', '&']) {
            return computed(&self.stdin, "sed");
        }
        let all = flags.contains('g');
        self.mapped("sed", |text| {
            let edit = |line: &str| {
                if all {
                    line.replace(from, to)
                } else {
                    line.replacen(from, to, 1)
                }
            };
            text.split_inclusive('\n').map(edit).collect()
        })
    }

    fn decoded(&mut self, program: &str, args: &[Word], reading: &Call<'_>) -> Stream {
        let words: Vec<&str> = args.iter().map(first_text).collect();
        let flag = |short: char, long: &str| {
            words.iter().any(|word| {
                *word == long
                    || (word.starts_with('-') && !word.starts_with("--") && word.contains(short))
            })
        };
        let base64 = match program {
            "base64" => flag('d', "--decode") || flag('D', "--decode"),
            "openssl" => {
                words
                    .iter()
                    .any(|word| matches!(*word, "base64" | "-base64" | "-a"))
                    && words.contains(&"-d")
            }
            _ => false,
        };
        let input = match reading
            .line
            .operands
            .iter()
            .find(|word| program == "base64" || program == "xxd" && first_text(word) != "-")
        {
            Some(path) if program != "openssl" => self.read_from(path),
            _ => self.stdin.clone(),
        };
        let Stream::Known(texts) = &input else {
            return computed(&input, &line(program, args));
        };
        let decode: fn(&str) -> Option<Text> = match program {
            "base64" | "openssl" if base64 => from_base64,
            "xxd" if flag('r', "-revert") => from_hex,
            _ => return computed(&input, &line(program, args)),
        };
        let decoded: Option<Texts> = texts.iter().map(|text| decode(text)).collect();
        match decoded {
            Some(texts) => Stream::Known(texts),
            None => Stream::Unknown(Source::Decoded(line(program, args))),
        }
    }
}

/// What is made of a stream that is not known.
fn computed(stream: &Stream, how: &str) -> Stream {
    match stream {
        Stream::Unknown(source @ (Source::Network(_) | Source::Decoded(_))) => {
            Stream::Unknown(source.clone())
        }
        Stream::File(path) if !how.contains(' ') => {
            Stream::Unknown(Source::Decoded(format_compact!("{how} < {path}")))
        }
        _ => Stream::Unknown(Source::Decoded(how.into())),
    }
}

/// The program with its first words, as a person would quote it.
fn line(program: &str, args: &[Word]) -> Text {
    const LONGEST: usize = 60;
    let is_plain = |word: &str| word.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let words = args
        .iter()
        .map(first_text)
        .filter(|text| !has_mark(text))
        .take(2);
    let mut line = Text::default();
    for word in std::iter::once(program).chain(words) {
        if line.is_empty() && word.len() <= LONGEST && is_plain(word) {
            line = word.into();
            continue;
        }
        if line.len() + word.len() < LONGEST && is_plain(word) {
            line.push_str(" ");
            line.push_str(word);
            continue;
        }
        let blank = (!line.is_empty()).then_some(' ');
        let shown = word.chars().filter(|c| !c.is_control());
        let left = LONGEST - line.chars().count();
        line.extend(blank.into_iter().chain(shown).take(left));
    }
    line
}

fn join(args: &[Word], default: &str) -> Text {
    let text = args.iter().map(first_text).collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        default.into()
    } else {
        text.into()
    }
}

fn has_option(reading: &Call<'_>, name: &str) -> bool {
    reading.has(name)
        || reading
            .line
            .operands
            .iter()
            .any(|word| first_text(word) == name)
}

fn download(program: &str, reading: &Call<'_>) -> Stream {
    let url = reading.acts.iter().find_map(|act| match &act.kind {
        ActKind::Network { target, .. } => {
            Some(target.as_deref().map(|word| Text::from(first_text(word))))
        }
        _ => None,
    });
    match url {
        Some(url) => Stream::Unknown(Source::Network(url.filter(|url| !has_mark(url)))),
        None => Stream::output(program),
    }
}

fn sequence(args: &[Word]) -> Stream {
    let numbers: Option<Vec<i64>> = args
        .iter()
        .map(|word| first_text(word).parse().ok())
        .collect();
    let (first, step, last) = match numbers.as_deref() {
        Some([last]) => (1, 1, *last),
        Some([first, last]) => (*first, 1, *last),
        Some([first, step, last]) if *step > 0 => (*first, *step, *last),
        _ => return Stream::text(mark_text(NUMBER)),
    };
    let step = usize::try_from(step).unwrap_or(1);
    Stream::text(
        (first..=last)
            .step_by(step)
            .take(100)
            .map(|number| format_compact!("{number}\n"))
            .collect::<Text>(),
    )
}

/// Whether a program's output is made to be evaluated and only sets the environment up: `brew shellenv`.
pub(crate) fn sets_environment(line: &str) -> bool {
    const PROGRAMS: [&str; 14] = [
        "ssh-agent",
        "gpg-agent",
        "keychain",
        "dircolors",
        "lesspipe",
        "direnv",
        "zoxide",
        "starship",
        "fnm",
        "tput",
        "resize",
        "register-python-argcomplete",
        "locale",
        "set-environment",
    ];
    const VERBS: [&str; 14] = [
        "init",
        "env",
        "shellenv",
        "completion",
        "completions",
        "completion:",
        "hook",
        "activate",
        "docker-env",
        "shell-init",
        "shell.bash",
        "--alias",
        "docker-machine",
        "generate-shell-completion",
    ];
    let mut words = line.split(' ');
    let program = words.next().unwrap_or_default();
    PROGRAMS.contains(&program)
        || words.any(|word| VERBS.contains(&word) || word.ends_with("-init"))
        || line.chars().all(is_mark)
}
