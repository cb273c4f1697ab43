//! Crontabs: on each line a time and, behind it, a command line for a shell.

use crate::reading::Sink;

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    text.lines().filter_map(command).collect()
}

/// What a line runs: five fields of time stand before it, or one word such as `@reboot`.
fn command(line: &str) -> Option<Sink> {
    let line = line.trim_start();
    let fields = if line.starts_with('@') { 1 } else { 5 };
    let mut rest = line;
    for _ in 0..fields {
        let (field, behind) = rest.split_once([' ', '\t'])?;
        let is_time = field.starts_with('@')
            || field
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "*/,-?#L".contains(letter));
        if field.is_empty() || !is_time || field.starts_with('#') {
            return None;
        }
        rest = behind.trim_start();
    }
    // What follows a per cent sign is the command's input.
    let command = rest.split('%').next().unwrap_or(rest).trim_end();
    (!command.is_empty()).then(|| Sink::Shell(command.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Crontab;

    #[test]
    fn commands_behind_the_time() {
        check(Crontab, "* * * * * rm -rf /", &["shell rm -rf /"]);
        check(
            Crontab,
            "MAILTO=me\n# * * * * * rm -rf /\n*/5 0-3 * jan mon-fri id\n@reboot\tls -l%input\n",
            &["shell id", "shell ls -l"],
        );
        check(Crontab, "not a crontab", &[]);
        check(Crontab, "", &[]);
    }
}
