//! Patches: what they add is written, the rest was there before.

use crate::view::View;

/// Whether `bytes` begin like a unified diff, a mailed commit or an `apply_patch` text. Only the beginning counts, so that a
/// diff quoted somewhere in a file does not hide the rest of it.
pub(crate) fn is_patch(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let mut lines = head
        .split(|b| *b == b'\n')
        .skip_while(|l| l.trim_ascii().is_empty());
    let Some(first) = lines.next() else {
        return false;
    };
    if first.starts_with(b"diff --git ") || first.starts_with(b"*** Begin Patch") {
        return true;
    }
    let mut next = || lines.next().unwrap_or_default();
    if first.starts_with(b"--- ") {
        return next().starts_with(b"+++ ") && next().starts_with(b"@@ ");
    }
    first.starts_with(b"Index: ") && next().starts_with(b"====")
}

/// The added lines of a patch without their `+`, and whatever is no line of a patch at all.
pub(crate) fn added(bytes: &[u8]) -> View {
    let mut view = View::default();
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let skip = match line.first() {
            Some(b'+') if !line.starts_with(b"+++ ") => Some(1),
            Some(b'+' | b'-' | b' ' | b'@' | b'\n') | None => None,
            Some(_) if line.starts_with(b"*** ") || line.starts_with(b"\\ No newline") => None,
            Some(_) => Some(0),
        };
        if let Some(skip) = skip {
            for (i, byte) in line.iter().enumerate().skip(skip) {
                view.push(*byte, at + i..at + i + 1);
            }
        }
        at += line.len();
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_additions_remain() {
        let patch =
            b"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n context\n-old\n+new\n";
        assert!(is_patch(patch));
        let view = added(patch);
        assert_eq!(view.bytes(), b"diff --git a/x b/x\nnew\n");
        let new = memchr::memmem::find(view.bytes(), b"new").unwrap();
        let source = view.source(&(new..new + 3)).unwrap();
        assert_eq!(&patch[source], b"new");
        assert!(!is_patch(b"text\n--- a\n+++ b\n@@ -1 +1 @@\n"));
        assert!(is_patch(b"*** Begin Patch\n*** Add File: x\n+a\n"));
    }
}
