//! Make text: every recipe line goes to a shell, and so does `$(shell …)`.

use std::collections::HashMap;

use crate::reading::Sink;
use crate::unknown::VARIABLE;

/// Longest recipe line after its variables are put in.
const MAX_LINE: usize = 1 << 14;
/// Bytes of a variable's value that are put in: it may be used at every step.
const MAX_VALUE: usize = 1 << 10;

pub(super) fn sinks(text: &str) -> Vec<Sink> {
    let joined = text.replace("\\\n", " ");
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut found = Vec::new();
    for line in joined.lines() {
        if let Some(recipe) = line.strip_prefix('\t') {
            push(recipe, &names, &mut found);
            continue;
        }
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.starts_with('#') {
            continue;
        }
        calls(line, &mut found);
        let assigned = line.split_once('=').map(|(name, value)| {
            (
                name.trim_end_matches([':', '?', '+', '!', ' ']),
                value.trim(),
            )
        });
        match assigned.filter(|(name, _)| !name.is_empty() && !name.contains([':', ' ', '\t', ';']))
        {
            Some((name, value)) => {
                names.insert(name, value);
            }
            None => {
                if let Some((_, recipe)) = line
                    .split_once(':')
                    .and_then(|(_, rest)| rest.split_once(';'))
                {
                    push(recipe, &names, &mut found);
                }
            }
        }
    }
    found
}

fn push(recipe: &str, names: &HashMap<&str, &str>, found: &mut Vec<Sink>) {
    let recipe = recipe.trim_start_matches(['@', '-', '+', ' ', '\t']);
    if !recipe.is_empty() && !recipe.starts_with('#') {
        found.push(Sink::Shell(expanded(recipe, names)));
    }
}

/// Puts variables in, one level deep; what make would compute becomes a mark.
fn expanded(recipe: &str, names: &HashMap<&str, &str>) -> String {
    let mut out = String::new();
    let mut rest = recipe;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let close = match after.chars().next() {
            Some('$') => {
                out.push('$');
                rest = after.get(1..).unwrap_or_default();
                continue;
            }
            Some('(') => ')',
            Some('{') => '}',
            Some(c) => {
                out.push(VARIABLE);
                rest = after.get(c.len_utf8()..).unwrap_or_default();
                continue;
            }
            None => break,
        };
        let (name, tail) = after
            .get(1..)
            .and_then(|body| body.split_once(close))
            .unwrap_or((after, ""));
        match names
            .get(name.trim())
            .filter(|value| value.len() < MAX_VALUE && !value.contains('$') && out.len() < MAX_LINE)
        {
            Some(value) => out.push_str(value),
            None => out.push(VARIABLE),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// `$(shell …)` outside a recipe.
fn calls(line: &str, found: &mut Vec<Sink>) {
    let mut rest = line;
    while let Some((_, after)) = rest.split_once("$(shell ") {
        let mut depth = 0usize;
        let end = after.find(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            _ => false,
        });
        let (command, tail) = after
            .split_at_checked(end.unwrap_or(after.len()))
            .unwrap_or((after, ""));
        found.push(Sink::Shell(command.replace("$$", "$")));
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use crate::code::check;
    use crate::reading::Language::Make;

    #[test]
    fn recipes() {
        check(Make, "all:\n\t@rm -rf /\n", &["shell rm -rf /"]);
        check(Make, "x:;rm -rf /", &["shell rm -rf /"]);
        check(
            Make,
            "D = /\nall: x\n\t-rm -rf $(D) $$HOME \\\n\t y",
            &["shell rm -rf / $HOME  \t y"],
        );
        check(Make, "X := $(shell rm -rf /)", &["shell rm -rf /"]);
        check(
            Make,
            "all:\n\tcc $< -o $@",
            &["shell cc ${unknown} -o ${unknown}"],
        );
    }

    #[test]
    fn data() {
        check(Make, "MSG = rm -rf /\n# all:\n#\trm -rf /", &[]);
        check(Make, "all: x y", &[]);
    }
}
