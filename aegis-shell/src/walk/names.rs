//! Names of programs.

use crate::few::Few;
use crate::glob;
use crate::paths::normalise;
use crate::script::{Text, Value};
use crate::unknown::{
    IDENTITY, NUMBER, ORDINARY, TOPMOST, all_bytes, has_mark, is_mark, is_opaque,
};

/// What a word in command position may name.
#[derive(Debug, PartialEq)]
pub(super) struct Name {
    /// `None` where it cannot be known.
    pub(super) program: Option<Text>,
    /// Whether an unknown piece decides.
    pub(super) possible: bool,
}

/// The programs that a word may name, mostly one.
pub(super) type Names = Few<Name>;

/// Programs that a pattern in command position is compared with.
const SOUGHT: [&str; 45] = [
    "rm", "rmdir", "unlink", "shred", "dd", "mv", "cp", "ln", "install", "tee", "chmod", "chown",
    "truncate", "find", "xargs", "sudo", "doas", "su", "env", "sh", "bash", "dash", "zsh", "ksh",
    "python", "python3", "perl", "ruby", "node", "php", "cat", "head", "tail", "less", "curl",
    "wget", "nc", "ncat", "scp", "ssh", "rsync", "git", "mkfs", "base64", "eval",
];

/// The programs that a value in command position may name.
pub(super) fn program_names(value: &Value) -> Names {
    match value {
        Value::Text(text) if is_simple(text) => Few::one(certain(text.clone())),
        Value::Text(text) if !has_mark(text) => Few::one(certain(base_name(text))),
        Value::Text(text) | Value::Prefix(text) => Few::one(partial(text)),
        Value::Glob(pattern) if has_mark(pattern) => Few::one(unknown()),
        Value::Glob(pattern) => {
            let last = pattern.rsplit('/').next().unwrap_or(pattern);
            let found: Names = SOUGHT
                .iter()
                .filter(|name| glob::component_matches(last, name))
                .map(|name| certain((*name).into()))
                .collect();
            if found.is_empty() {
                Few::one(certain(base_name(&glob::unescape(pattern))))
            } else {
                found
            }
        }
        Value::Unknown => Few::one(unknown()),
    }
}

/// Whether a text names the program that it says: nothing in it ends a folder, nor begins an ending or a mark.
pub(super) fn is_simple(text: &str) -> bool {
    const DOTS_OR_SLASHES: u64 = u64::from_le_bytes([b'.' | b'/'; 8]);
    const LOWEST: u64 = u64::from_le_bytes([1; 8]);
    // The two signs differ by the lowest bit: where one stands a byte becomes zero.
    let has_sign = |bytes: u64| {
        let zeros = (bytes | LOWEST) ^ DOTS_OR_SLASHES;
        zeros.wrapping_sub(LOWEST) & !zeros & TOPMOST != 0
    };
    all_bytes(text.as_bytes(), |bytes| {
        bytes & TOPMOST == 0 && !has_sign(bytes)
    })
}

fn certain(program: Text) -> Name {
    Name {
        program: Some(program),
        possible: false,
    }
}

fn unknown() -> Name {
    Name {
        program: None,
        possible: true,
    }
}

/// A name with an unknown piece: what stands behind the last slash, or what is left if the piece is empty.
fn partial(text: &str) -> Name {
    if is_opaque(text) {
        return unknown();
    }
    let tail = text.rsplit(is_mark).next().unwrap_or_default();
    if let Some((_, name)) = tail.rsplit_once('/')
        && !name.is_empty()
    {
        return certain(base_name(name));
    }
    if text.contains([NUMBER, ORDINARY, IDENTITY]) {
        return unknown();
    }
    let rest: Text = text.chars().filter(|c| !is_mark(*c)).collect();
    match rest.trim_end_matches('/') {
        "" => unknown(),
        rest => Name {
            program: Some(base_name(rest)),
            possible: true,
        },
    }
}

/// The last component of a program's name, without `.exe`.
pub(super) fn base_name(text: &str) -> Text {
    let name: Text = if text.contains('/') && !text.trim_matches('/').is_empty() {
        let path = normalise(text);
        path.rsplit('/').next().unwrap_or_default().into()
    } else {
        text.into()
    };
    let stem = name
        .len()
        .checked_sub(4)
        .and_then(|at| name.split_at_checked(at));
    match stem {
        Some((stem, suffix)) if suffix.eq_ignore_ascii_case(".exe") && !stem.is_empty() => {
            stem.into()
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unknown::VARIABLE;

    fn check(value: Value, program: Option<&str>, possible: bool) {
        let expected = Name {
            program: program.map(Text::from),
            possible,
        };
        assert_eq!(program_names(&value).first(), Some(&expected), "{value:?}");
    }

    #[test]
    fn names() {
        check(Value::Text("/bin/../bin/rm".into()), Some("rm"), false);
        check(Value::Text("../../bin/rm".into()), Some("rm"), false);
        check(Value::Text("rm.EXE".into()), Some("rm"), false);
        check(
            Value::Text(format!("{VARIABLE}/bin/rm").into()),
            Some("rm"),
            false,
        );
        check(
            Value::Text(format!("r{VARIABLE}m").into()),
            Some("rm"),
            true,
        );
        check(Value::Text(format!("{VARIABLE}").into()), None, true);
        check(Value::Glob("/bin/r?".into()), Some("rm"), false);
        check(Value::Glob("/b*/x*".into()), Some("xargs"), false);
        check(Value::Glob("./*.sh".into()), Some("*.sh"), false);
    }
}
