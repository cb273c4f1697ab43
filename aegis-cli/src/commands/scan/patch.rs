//! What a patch of git adds: for each file its new blob and the numbers of its new lines.
//!
//! Only headers are read. The lines that follow one are counted, so that no content can pass for a header.

use std::io::{self, BufRead};
use std::ops::RangeInclusive;

/// A file that a patch changes or creates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changed {
    /// Its path from the repository's root.
    pub(crate) path: String,
    /// Id of its new content.
    pub(crate) blob: String,
    /// Its new lines, counted from 1.
    pub(crate) added: Vec<RangeInclusive<usize>>,
}

/// All that a patch adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Patch {
    /// Files with new lines.
    pub(crate) files: Vec<Changed>,
    /// How many files git did not compare by lines, because of their size.
    pub(crate) opaque: usize,
}

/// Reads a patch as `git diff --text --full-index --no-prefix --unified=0` writes it.
pub(crate) fn read(mut input: impl BufRead) -> io::Result<Patch> {
    let mut patch = Patch::default();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
        if text.starts_with("diff --git ") {
            patch.files.push(Changed::default());
        } else if text.starts_with("Binary files ") {
            patch.opaque += 1;
        } else if let Some(file) = patch.files.last_mut()
            && let Some(hunk) = header(file, &text)
        {
            file.added.extend(hunk.lines());
            hunk.skip(&mut input)?;
        }
        line.clear();
    }
    patch.files.retain(|file| !file.added.is_empty());
    Ok(patch)
}

/// Notes what a header line says of a file; a hunk's is returned.
fn header(file: &mut Changed, text: &str) -> Option<Hunk> {
    if let Some(ids) = text.strip_prefix("index ") {
        let new = ids.split_once("..")?.1;
        new.split(' ').next()?.clone_into(&mut file.blob);
    } else if let Some(name) = text.strip_prefix("+++ ") {
        file.path = path(name);
    } else {
        return Hunk::read(text);
    }
    None
}

/// `@@ -1,2 +3,4 @@`: two lines of the old file give way to four of the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hunk {
    removed: usize,
    first: usize,
    added: usize,
}

impl Hunk {
    fn read(text: &str) -> Option<Hunk> {
        let (old, rest) = text.strip_prefix("@@ -")?.split_once(" +")?;
        let (new, _) = rest.split_once(" @@")?;
        let (_, removed) = numbers(old)?;
        let (first, added) = numbers(new)?;
        Some(Hunk {
            removed,
            first,
            added,
        })
    }

    fn lines(self) -> Option<RangeInclusive<usize>> {
        let last = self.first.checked_add(self.added)?.checked_sub(1)?;
        (self.added > 0).then_some(self.first..=last)
    }

    /// Reads over its lines. Those that begin with a backslash are git's own remarks.
    fn skip(self, input: &mut impl BufRead) -> io::Result<()> {
        let mut left = self.removed.saturating_add(self.added);
        while left > 0 {
            match input.fill_buf()?.first() {
                Some(b'\\') => {}
                Some(_) => left -= 1,
                None => return Ok(()),
            }
            input.skip_until(b'\n')?;
        }
        Ok(())
    }
}

/// `12,3`, or `12` for `12,1`.
fn numbers(text: &str) -> Option<(usize, usize)> {
    match text.split_once(',') {
        Some((first, count)) => Some((first.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

/// A path of a header: git ends one that has a blank with a tab, and quotes one with unusual bytes as C does.
fn path(name: &str) -> String {
    let name = name.strip_suffix('\t').unwrap_or(name);
    match name.strip_prefix('"').and_then(|n| n.strip_suffix('"')) {
        Some(quoted) => unquote(quoted),
        None => name.to_owned(),
    }
}

fn unquote(quoted: &str) -> String {
    let mut bytes = Vec::with_capacity(quoted.len());
    let mut rest = quoted.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(escape) = rest.next() else { break };
        bytes.push(match escape {
            b'a' => 0x07,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 0x0b,
            b'0'..=b'3' => {
                let digits = [Some(escape), rest.next(), rest.next()];
                octal(digits).unwrap_or(b'?')
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn octal(digits: [Option<u8>; 3]) -> Option<u8> {
    digits.into_iter().try_fold(0_u8, |value, digit| {
        let digit = digit?.checked_sub(b'0').filter(|digit| *digit < 8)?;
        value.checked_mul(8)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_lines_are_found_and_content_is_no_header() {
        let patch = "\
diff --git a.txt a.txt
index 1111..2222 100644
--- a.txt
+++ a.txt
@@ -1 +1,2 @@ fn f
-old
\\ No newline at end of file
+++ fake
+@@ -1 +1 @@
@@ -9,2 +11,0 @@
-diff --git x x
-gone
diff --git \"sp\\303\\244 \\\"x.txt\" \"sp\\303\\244 \\\"x.txt\"
new file mode 100644
index 0000..3333
--- /dev/null
+++ \"sp\\303\\244 \\\"x.txt\"
@@ -0,0 +1,3 @@
+a
+b
+c
\\ No newline at end of file
diff --git a b
similarity index 100%
rename from a
rename to b
diff --git gone gone
deleted file mode 100644
index 4444..0000
--- gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git big big
index 5555..6666 100644
Binary files big and big differ
diff --git a file a file
index 7777..8888 100644
--- a file\t
+++ a file\t
@@ -5 +5 @@
-x
+y
";
        let patch = read(patch.as_bytes()).unwrap();
        assert_eq!(patch.opaque, 1);
        let expected = [
            ("a.txt", "2222", vec![1..=2]),
            ("spä \"x.txt", "3333", vec![1..=3]),
            ("a file", "8888", vec![5..=5]),
        ];
        let files: Vec<_> = patch
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.blob.as_str(), file.added.clone()))
            .collect();
        assert_eq!(files, expected);
    }

    #[test]
    fn a_patch_that_ends_early_is_read_so_far() {
        let patch = read("diff --git a a\n+++ a\n@@ -0,0 +1,9 @@\n+x".as_bytes()).unwrap();
        assert_eq!(patch.files.len(), 1);
        assert_eq!(read(&b""[..]).unwrap(), Patch::default());
        let overflow = format!("diff --git a a\n+++ a\n@@ -0,0 +{0},{0} @@\n+x", usize::MAX);
        assert_eq!(read(overflow.as_bytes()).unwrap().files, []);
    }
}
