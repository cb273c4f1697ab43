//! Secrets of the environment that a command shows to whoever reads its output.

use super::Walker;
use super::effects::{Doer, Touch};
use super::words::text_word;
use crate::expand::first_text;
use crate::reading::ActKind;
use crate::script::Word;
use crate::tools::{Call, names_secret, seeks_secrets};
use crate::unknown::{Source, VARIABLE};

use super::Stream;

/// Where the kernel keeps what a process was started with.
const ENVIRONMENT: &str = "/proc/self/environ";
/// Programs that print the whole environment.
const PRINTERS: [&str; 3] = ["env", "printenv", "export"];

impl Walker<'_> {
    /// `echo $API_TOKEN`, where nobody but the reader takes it.
    pub(super) fn disclose(&mut self, doer: &Doer<'_>, args: &[Word]) {
        if self.heard || self.derived.is_some() {
            return;
        }
        let shows = |word: &Word| {
            let written = self.source.get(word.span.start..word.span.end);
            written.is_some_and(names_secret_variable) && first_text(word).contains(VARIABLE)
        };
        if args.iter().any(shows) {
            self.reads_environment(doer);
        }
    }

    /// `env | grep -i token`.
    #[inline(never)]
    pub(super) fn search_environment(&mut self, doer: &Doer<'_>, reading: &Call<'_>) {
        let Stream::Unknown(Source::Output(program)) = &self.stdin else {
            return;
        };
        let prints = PRINTERS.contains(&program.as_str());
        let counts = ["-c", "-q", "-l", "-L"]
            .iter()
            .any(|option| reading.has(option));
        let reads = |kind: &ActKind<'_>| matches!(kind, ActKind::Read(_));
        let from_file = reading.acts.iter().any(|act| reads(&act.kind));
        let patterns = reading.values("-e").into_iter();
        let patterns = patterns.chain(reading.operand(0));
        let seeks = |pattern: &Word| seeks_secrets(first_text(pattern));
        let inverts = reading.has("-v");
        if prints
            && !counts
            && !from_file
            && !inverts
            && patterns.into_iter().any(|own| seeks(&own))
        {
            self.reads_environment(doer);
        }
    }

    fn reads_environment(&mut self, doer: &Doer<'_>) {
        let outer = self.current.replace(doer.index);
        let word = text_word(ENVIRONMENT, doer.span);
        self.touch_word(&word, None, Touch::Read, doer.span, false);
        self.current = outer;
    }
}

/// Whether a word, as it was written, stands for all of a variable that holds a secret: `${#TOKEN}` and `${TOKEN:+set}`
/// only tell that there is one.
fn names_secret_variable(written: &str) -> bool {
    // Most names are not of the environment, whose letters are capitals.
    let mut pairs = written.as_bytes().windows(2);
    pairs.any(|pair| matches!(pair, [b'$', b'{' | b'_' | b'A'..=b'Z']))
        && written.split('$').skip(1).any(|rest| {
            let braced = rest.strip_prefix('{');
            let rest = braced.unwrap_or(rest);
            let end = rest
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(rest.len());
            let (name, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            names_secret(name) && (braced.is_none() || behind.starts_with('}'))
        })
}

#[cfg(test)]
mod tests {
    use crate::{Context, EffectKind, read};

    fn discloses(text: &str) -> bool {
        let effects = read(text, &Context::default()).effects;
        effects.iter().any(|effect| match &effect.kind {
            EffectKind::Read { path } => path.absolute.as_deref() == Some("/proc/self/environ"),
            _ => false,
        })
    }

    #[test]
    fn secrets_of_the_environment() {
        for text in [
            "echo $AWS_SECRET_ACCESS_KEY",
            "echo \"token: ${GITHUB_TOKEN}\"",
            "printf '%s\\n' \"$DB_PASSWORD\"",
            "ls && echo $API_KEY >&2",
            "env | grep -i secret",
            "printenv | grep -iE 'token|key'",
            "printenv GITHUB_TOKEN",
        ] {
            assert!(discloses(text), "{text}");
        }
        for text in [
            "echo '$AWS_SECRET_ACCESS_KEY'",
            "echo ${API_KEY:+set} ${#API_KEY}",
            "echo \"$API_KEY\" | docker login --password-stdin",
            "echo \"$API_KEY\" > key",
            "X=$(echo $API_KEY)",
            "API_KEY=test; echo $API_KEY",
            "TOKEN=$(curl -s localhost/login | jq -r .token); echo $TOKEN",
            "for TOKEN in a b; do echo $TOKEN; done",
            "echo $MAX_TOKENS $TOKEN_COUNT $token $HOME",
            "env | grep -c TOKEN",
            "env | grep NODE",
            "env | grep AWS_REGION",
            "env | grep -v SECRET",
            "env | sort",
            "grep -i token src/a.rs",
            "cat a | grep -i token",
            "printenv PATH",
            "printenv",
        ] {
            assert!(!discloses(text), "{text}");
        }
    }
}
