//! xargs and parallel: programs that build command lines from what they read.

use super::call::{Call, Tool, strict};
use super::words;
use crate::reading::{ActKind, PayloadKind};
use crate::script::Word;

pub(super) const TOOLS: &[Tool] = &[
    strict(
        "xargs gxargs",
        "-0,--null -a,--arg-file=read -d,--delimiter= -E= -e,--eof=? -i,--replace=? -I= -J= -L,--max-lines= -l=? -n,--max-args= -P,--max-procs= \
         -p,--interactive -r,--no-run-if-empty -s,--max-chars= -t,--verbose -x,--exit -o,--open-tty -R= -S= --process-slot-var= --show-limits",
        xargs,
    ),
    strict(
        "parallel",
        "-j,--jobs,-P,--max-procs= -a,--arg-file=read -k,--keep-order -X -m -n,--max-args= -N= -I= -d,--delimiter= -C,--colsep= --joblog=write \
         --results= --tmpdir= --delay= --retries= --timeout= --halt= --load= --memfree= -S,--sshlogin= --dry-run,--dryrun:dry --bar --eta --progress \
         --pipe --block= -q,--quote -u,--ungroup -v -t,--verbose -0,--null --will-cite --no-notice --tag -L= --env= --nice= --wd,--workdir=cwd \
         --line-buffer,--lb -r,--no-run-if-empty --silent --plain --max-replace-args= --rpl= --header= --shebang --citation --version --help",
        parallel,
    ),
];

fn xargs(call: &mut Call<'_>) {
    let words = call.owned_operands();
    if words.is_empty() {
        return;
    }
    let replace = call
        .value("-I")
        .or_else(|| call.value("-J"))
        .as_ref()
        .and_then(words::text)
        .map(str::to_owned);
    let default = call.has("-i").then(|| {
        call.value("-i")
            .as_ref()
            .and_then(words::text)
            .unwrap_or("{}")
            .to_owned()
    });
    let given = call
        .value("--delimiter")
        .as_ref()
        .and_then(words::text)
        .and_then(delimiter);
    let delimiter = if call.has("--null") {
        Some('\0')
    } else {
        given
    };
    call.payload(
        PayloadKind::Xargs {
            words,
            file: call.value("--arg-file"),
            replace: replace.or(default),
            delimiter,
        },
        "xargs",
    );
}

fn delimiter(text: &str) -> Option<char> {
    match text {
        "\\n" => Some('\n'),
        "\\t" => Some('\t'),
        "\\0" => Some('\0'),
        _ => text.chars().next(),
    }
}

/// `parallel [template] ::: input …`, `:::: file …`.
fn parallel(call: &mut Call<'_>) {
    let is_mark = |word: &Word| {
        [":::", ":::+", "::::", "::::+"]
            .iter()
            .any(|mark| words::is(word, mark))
    };
    let operands = call.owned_operands();
    let mut parts = operands.split(is_mark);
    let template = parts.next().unwrap_or_default().to_vec();
    let marks: Vec<bool> = operands
        .iter()
        .filter(|word| is_mark(word))
        .map(|word| words::starts(word, "::::"))
        .collect();
    let mut inputs = Vec::new();
    for (part, from_files) in parts.zip(marks) {
        if from_files {
            for path in part {
                call.act(ActKind::Read(path.clone().into()));
            }
        } else {
            inputs.push(part.to_vec());
        }
    }
    call.payload(PayloadKind::Parallel { template, inputs }, "parallel");
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn builders() {
        check("xargs -n1 -P4 rm -rf", "xargs> rm -rf");
        check("xargs -0 rm", "xargs> rm by '\\0'");
        check(
            "xargs -I{} git push --delete {}",
            "xargs> git push --delete {} replacing {}",
        );
        check("xargs -i rm {}", "xargs> rm {} replacing {}");
        check("xargs --max-args=1 -d '\\n' rm", "xargs> rm by '\\n'");
        check("xargs -a list rm", "read list; xargs> rm from list");
        check("parallel ::: 'rm -rf /'", "parallel>  ::: rm -rf /");
        check(
            "parallel -j4 rm -rf {} ::: a b",
            "parallel> rm -rf {} ::: a b",
        );
        check("parallel rm :::: list", "read list; parallel> rm :::");
    }
}
