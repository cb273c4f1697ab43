//! Terminals and clocks that start programs for somebody: tmux, screen, at.

use super::call::{Call, Tool, nothing, strict};
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, strict_sub, sub, subcommands};
use super::words;
use super::wrappers::wrap;
use crate::reading::{Language, PayloadKind};
use crate::script::Word;

pub(super) const TOOLS: &[Tool] = &[
    strict("at batch", "-f= -q= -m -M -l -r -d -v -c -t= -V", |call| {
        if ["-l", "-r", "-d", "-c", "-V"]
            .iter()
            .any(|option| call.has(option))
        {
            return;
        }
        let kind = match call.value("-f") {
            Some(path) => PayloadKind::File {
                language: Language::Shell,
                path,
                args: Vec::new(),
            },
            None => PayloadKind::Stdin {
                language: Language::Shell,
                args: Vec::new(),
            },
        };
        call.payload(kind, "at");
        // Words that begin so stand in many a text; a job has a time.
        let timed = call
            .operand(0)
            .is_some_and(|time| words::texts(&time).any(is_time));
        let empty = call.line.operands.is_empty();
        if timed || call.has("-t") || call.program == "batch" && empty {
            call.write_named("/var/spool/at");
        }
    }),
    strict(
        "xterm uxterm urxvt rxvt st lxterminal xfce4-terminal mate-terminal konsole terminator tilix kitty alacritty foot",
        "",
        window,
    ),
    strict(
        "screen",
        "-d -D -m -M -S= -X -r -R -x -l -L -ls -h= -c= -s= -t= -p= -U -q -v -e= -a -A -i -O -T= -Q= -wipe",
        screen,
    ),
];

pub(super) const TREES: &[Tree] = &[Tree {
    names: "tmux",
    globals: indexed("-c=shell -f= -L= -S= -T= -2 -C -D -l -N -u -v -V"),
    subcommands: subcommands(TMUX),
    ..PLAIN
}];

/// Whether a time of `at` begins with this word.
fn is_time(word: &str) -> bool {
    let names = ["now", "noon", "midnight", "teatime", "today", "tomorrow"];
    names.contains(&word.to_ascii_lowercase().as_str())
        || word.starts_with(|first: char| first.is_ascii_digit())
}

const TMUX: &[Subcommand] = &[
    strict_sub(
        "new-session,new,new-window,neww,split-window,splitw,respawn-pane,respawn-window,respawnp,respawnw,display-popup,popup",
        "-A -d -D -E -P -X -a -b -k -S -h -v -f -I -Z -B -C -c= -e= -F= -n= -s= -t= -x= -y= -l= -p= -w= -T= -H=",
        tmux_program,
    ),
    strict_sub(
        "run-shell,run,if-shell,if",
        "-b -C -c= -d= -t= -F",
        tmux_program,
    ),
    sub(
        "send-keys,send",
        "-F -H -K -l -M -R -X -c= -N= -t=",
        tmux_keys,
    ),
    sub(
        "kill-session,kill-server,kill-window,attach,ls,list-sessions",
        "-a -C -t= -d -c= -r -x",
        nothing,
    ),
];

/// One word is for a shell, several are a program with its words.
fn tmux_program(call: &mut Call<'_>) {
    let layer = call.layer();
    match call.owned_operands().as_slice() {
        [] => {}
        [text] => call.code(Language::Shell, text.clone(), Vec::new(), &layer),
        [..] if layer.contains(" if") => {
            for text in call.owned_operands() {
                call.code(Language::Shell, text, Vec::new(), &layer);
            }
        }
        [..] => call.argv(call.owned_operands(), false, &layer),
    }
}

fn tmux_keys(call: &mut Call<'_>) {
    let is_key = |word: &Word| {
        ["Enter", "C-m", "KPEnter", "C-j"]
            .iter()
            .any(|key| words::is(word, key))
    };
    let mut keys = call.owned_operands();
    keys.retain(|word| !is_key(word));
    call.shell_words(&keys, "tmux send-keys");
}

/// A window with a program in it: one word is for a shell, several are a program with its words.
fn window(call: &mut Call<'_>) {
    let opens = |word: &Word| {
        ["-e", "-x", "--", "--command", "-c"]
            .iter()
            .any(|own| words::is(word, own))
    };
    let at = call.args.iter().position(opens);
    let program = at
        .and_then(|at| call.args.get(at + 1..))
        .unwrap_or_default();
    match program {
        [] => {}
        [text] => call.code(Language::Shell, text.clone(), Vec::new(), "a terminal"),
        words => call.argv(words.to_vec(), false, "a terminal"),
    }
}

fn screen(call: &mut Call<'_>) {
    if call.has("-X") {
        let stuff = call
            .operand(0)
            .is_some_and(|word| words::is(&word, "stuff") || words::is(&word, "exec"));
        if stuff {
            call.shell_words(&call.operands_after(1), "screen -X");
        }
        return;
    }
    wrap::<0>(call);
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn terminals() {
        check("tmux new -d 'rm x'", "tmux new> Shell `rm x`");
        check(
            "tmux send-keys -t a 'rm x' Enter",
            "tmux send-keys> Shell `rm x`",
        );
        check("screen -dmS a rm x", "screen> rm x");
        check("at now", "write /var/spool/at; at> Shell stdin");
        check("at -l", "");
        check("at -V", "");
        check("at 04:00 tomorrow", "write /var/spool/at; at> Shell stdin");
        check("at Object.spawn", "at> Shell stdin");
        check("xterm -e 'rm x'", "a terminal> Shell `rm x`");
        check("xterm -hold -e rm x", "a terminal> rm x");
        check("kitty", "");
    }
}
