//! How long reading a command line takes: typical commands, and inputs from 1 KB to 1 MB, which must grow linearly.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a measuring program"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aegis_shell::{Context, read};

const TYPICAL: [&str; 7] = [
    "cargo test --workspace",
    "git status && git diff --stat",
    "ls -la src | grep '\\.rs$' | wc -l",
    "cd web && npm run build 2>&1 | tail -20",
    "grep -rn 'fn main' src/*.rs *.toml",
    "sudo rm -rf ./target",
    "git commit -m \"$(cat <<'EOF'\nFix the reader\n\nIt lost a line.\nEOF\n)\"",
];

/// The pieces that long inputs are made of. Beyond 4,096 programs the reader stops; only `data` and `words` are read
/// to their end at any length. The last ones nobody writes, except to keep a guard busy.
const PIECES: [(&str, &str); 12] = [
    (
        "compound",
        "if [ -f \"$f\" ]; then cp -r \"$f\" build/; else echo \"no $f\" >&2; fi\n",
    ),
    ("words", "word "),
    (
        "text in quotes",
        "echo 'some text in quotes that is rather long, as texts are'; ",
    ),
    (
        "here-documents",
        "cat <<EOF >> notes.txt\nline $x `date`\nEOF\n",
    ),
    ("substitutions", "x=$(basename \"$(dirname \"$y\")\"); "),
    ("assignments", "a=b; "),
    ("open quotes", "$(( \"${ "),
    ("braces", "{{{a,"),
    ("subshells", "(x=1; y=$x); "),
    ("redirections", "<x"),
    ("nested evals", "eval "),
    ("deletions", "rm -rf $x "),
];

/// Long inputs that are one command with a document or a program: the beginning, the part that is repeated, and the end.
const DOCUMENTS: [(&str, &str, &str, &str); 3] = [
    (
        "data",
        "cat > notes.txt <<'EOF'\n",
        "a line of text that is only data, as in notes\n",
        "EOF\n",
    ),
    ("statements", "psql <<'EOF'\n", "drop table x;\n", "EOF\n"),
    ("slashes in code", "awk '", "/ ", "' f"),
];

fn main() {
    let context = Context {
        cwd: Some("/home/dev/project".to_owned()),
        home: Some("/home/dev".to_owned()),
        ..Context::default()
    };
    let start = Instant::now();
    let _ = black_box(read(black_box(TYPICAL[0]), &context));
    // What a hook pays, which reads one command.
    let first = start.elapsed().as_secs_f64() * 1e6;
    println!("{first:9.2} us  {}, the first in its process", TYPICAL[0]);
    for text in TYPICAL {
        let time = measure(text, &context);
        println!(
            "{:9.2} us  {}",
            time.as_secs_f64() * 1e6,
            text.lines().next().unwrap_or_default()
        );
    }
    for (name, piece) in PIECES {
        row(name, |size| piece.repeat(size / piece.len()), &context);
    }
    for (name, begin, part, end) in DOCUMENTS {
        row(
            name,
            |size| [begin, &part.repeat(size / part.len()), end].concat(),
            &context,
        );
    }
}

/// One line of the table: what texts of growing sizes cost.
fn row(name: &str, text: impl Fn(usize) -> String, context: &Context) {
    let times = [1 << 10, 20 << 10, 100 << 10, 1_000_000].map(|size: usize| {
        let time = measure(&text(size), context);
        format!("{:10.1}", time.as_secs_f64() * 1e6)
    });
    println!(
        "{name:16} 1 KB, 20 KB, 100 KB, 1 MB: {} us",
        times.join(" ")
    );
}

/// The fastest of several rounds: what other processes add is left out.
fn measure(text: &str, context: &Context) -> Duration {
    let start = Instant::now();
    let _ = black_box(read(black_box(text), context));
    let once = start.elapsed();
    let rounds = (Duration::from_millis(200).as_nanos() / once.as_nanos().max(1)).clamp(3, 20_000);
    (0..rounds)
        .map(|_| {
            let start = Instant::now();
            let _ = black_box(read(black_box(text), context));
            start.elapsed()
        })
        .min()
        .unwrap_or(once)
}
