//! Texts in other languages: what their literals reach.

use super::Walker;
use super::commands::Environment;
use super::effects::Touch;
use super::words::text_word;
use crate::code;
use crate::context::{Context, Dialect};
use crate::few::Few;
use crate::reading::{Language, Sink};
use crate::script::{Effect, EffectKind, Layer, Span, Text, Value, Word, layers_within};
use crate::unknown::{VARIABLE, mark_text};

impl Walker<'_> {
    pub(super) fn foreign(&mut self, language: Language, text: &str, span: Span) {
        match language {
            Language::PowerShell => self.windows(text, Dialect::PowerShell, span, false),
            Language::Cmd => self.windows(text, Dialect::Cmd, span, false),
            _ => {
                if !self.deepen() {
                    return;
                }
                let outer = self.state.checkpoint();
                for sink in code::sinks(language, text) {
                    if self.stopped {
                        break;
                    }
                    self.sink(language, sink, span);
                }
                self.state.roll_back(outer);
                self.depth -= 1;
            }
        }
    }

    fn sink(&mut self, language: Language, sink: Sink, span: Span) {
        match sink {
            Sink::Shell(text) => {
                self.code(Language::Shell, &[text.into()], span, None);
            }
            Sink::UnknownShell => {
                self.computed("it is a shell command computed by the script", span)
            }
            Sink::UnknownCode => self.computed("it is code computed by the script", span),
            Sink::Argv(words) => {
                let word = |text: Option<String>| {
                    text_word(text.map_or_else(|| mark_text(VARIABLE), Text::from), span)
                };
                let words: Vec<Word> = words.into_iter().map(word).collect();
                if !words.is_empty() {
                    self.run(words, &Environment::new(), span);
                }
            }
            Sink::Enter(path) => {
                let folders = self.folders(&self.path_word(&path, span));
                self.state.enter(folders);
            }
            Sink::Read(path) => self.sink_path(&path, span, Touch::Read),
            Sink::Write(path) => self.sink_path(&path, span, Touch::Write),
            Sink::Delete {
                path: Some(path),
                recursive,
            } => {
                self.sink_path(&path, span, Touch::Delete { recursive });
            }
            Sink::Delete {
                path: None,
                recursive,
            } => {
                let word = Word {
                    values: Few::one(Value::Unknown),
                    quoted: true,
                    span,
                };
                self.touch_word(&word, None, Touch::Delete { recursive }, span, true);
            }
            Sink::Network { url, method, sends } => {
                let (host, url) = url
                    .as_deref()
                    .map_or((None, None), super::endpoint::endpoint);
                let kind = EffectKind::Network {
                    host,
                    url,
                    method: method.map(Text::from),
                    sends,
                };
                self.emit(kind, span, false);
            }
            Sink::RemoteCode(url) => self.emit(
                EffectKind::RemoteCode {
                    url: url.map(Text::from),
                },
                span,
                false,
            ),
            Sink::Sql(text) => {
                for statement in crate::sql::statements(&text, "sql") {
                    self.emit(EffectKind::Sql(statement), span, false);
                }
            }
            Sink::Code(text) => {
                self.code(language, &[text.into()], span, None);
            }
        }
    }

    fn computed(&mut self, why: &str, span: Span) {
        self.emit(EffectKind::OpaqueCode { why: why.into() }, span, true);
    }

    fn sink_path(&mut self, path: &str, span: Span, touch: Touch) {
        let word = self.path_word(path, span);
        self.touch_word(&word, None, touch, span, false);
    }

    /// Reads a text of a Windows shell and takes over what it yields.
    pub(super) fn windows(&mut self, text: &str, dialect: Dialect, span: Span, whole: bool) {
        let context = Context {
            dialect,
            cwd: self.state.cwd.single().map(str::to_owned),
            ..self.context.clone()
        };
        let inner = crate::windows::read(text, &context);
        let offset = self.script.invocations.len();
        for mut invocation in inner.invocations {
            if self.script.invocations.len() >= super::MAX_INVOCATIONS {
                return self.over_budget("4,096 invocations");
            }
            super::words::clean_invocation(&mut invocation);
            let place = self.place(span);
            let outer = self.way.shared();
            if whole {
                invocation.via = outer.iter().chain(&invocation.via).cloned().collect();
            } else {
                invocation.via = layers_within(&outer, &invocation.via, place);
                invocation.stand_at(place);
            }
            self.script.invocations.push(invocation);
        }
        for mut effect in inner.effects {
            super::words::clean_kind(&mut effect.kind);
            let Effect {
                kind,
                certainty,
                invocation,
                via,
                span: own,
            } = effect;
            let outer =
                std::mem::replace(&mut self.current, invocation.map(|index| index + offset));
            let possible = certainty == crate::script::Certainty::Possible;
            let place = self.place(span);
            for layer in via.iter() {
                self.way.enter(Layer {
                    name: layer.name.clone(),
                    span: if whole { layer.span } else { place },
                });
            }
            self.emit(kind, if whole { own } else { span }, possible);
            via.iter().for_each(|_| self.way.leave());
            self.current = outer;
        }
        for path in inner.wanted_files {
            self.want(path.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, EffectKind, read};

    fn check(text: &str, expected: &[&str]) {
        let context = Context {
            cwd: Some("/home/dev/project".into()),
            home: Some("/home/dev".into()),
            ..Context::default()
        };
        let effects = read(text, &context).effects;
        let deleted = effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Delete { path, .. } => path.absolute.as_deref(),
            _ => None,
        });
        assert_eq!(deleted.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn code_that_goes_elsewhere() {
        for text in [
            "python3 -c \"import os, shutil; os.chdir('/'); shutil.rmtree('.')\"",
            "node -e \"process.chdir('/'); require('fs').rmSync('.', {recursive: true})\"",
            "ruby -rfileutils -e \"Dir.chdir('/'); FileUtils.rm_rf('.')\"",
            "perl -MFile::Path -e \"chdir('/'); rmtree('.')\"",
            "php -r \"chdir('/'); system('rm -rf .');\"",
            "Rscript -e \"setwd('/'); unlink('.', recursive=TRUE)\"",
            "julia -e 'cd(\"/\"); rm(\".\", recursive=true)'",
        ] {
            check(text, &["/"]);
        }
        check(
            "python3 -c \"import os; os.chdir('build'); os.remove('x')\"; rm y",
            &["/home/dev/project/build/x", "/home/dev/project/y"],
        );
        // What it starts has a working directory of its own, too.
        check(
            "awk 'BEGIN { system(\"cd /; rm x\") }'; rm y",
            &["/x", "/home/dev/project/y"],
        );
    }
}
